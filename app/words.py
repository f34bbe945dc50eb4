"""Words shown to a person: gettext, loaded when first needed, without Qt.

English is written in the code. `N_` marks a text where it is declared, `_` translates it where it is shown. Catalogues
stand in `resources/texts/<language>/LC_MESSAGES/ujima.mo`; where one is missing the English text is shown.
"""

from __future__ import annotations

import contextlib
import gettext
import re
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache

from app.paths import RESOURCES

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "pt": "Português", "ar": "العربية"}
"""The languages of the program and of its code lists, each by its own name."""

TEXTS = RESOURCES / "texts"
DOMAIN = "ujima"
_FIELD = re.compile(r"(?<!\{)\{\w*(?::[^{}]*)?\}(?!\})")
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur"})

_language = "en"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def N_(text: str) -> str:
    """Mark a text for translation where it is declared; it is shown later through `_`."""
    return text


def _(text: str) -> str:
    """The text in the chosen language; an empty text stays empty (gettext would answer the catalogue's header)."""
    return _isolated(_words().gettext(text)) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a counted text that the chosen language uses for `count`."""
    return _isolated(_words().ngettext(one, many, count))


def pgettext(context: str, text: str) -> str:
    """The text in the chosen language, told apart by its context, such as `agreement.ends`."""
    return _isolated(_words().pgettext(context, text)) if text else ""


def set_language(code: str) -> None:
    """Choose the language for every word shown from now on; `pt_MZ`, `pt-MZ` and `pt` are the same."""
    global _language
    _language = _two_letters(code)


@contextlib.contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within the block, and on its thread only, every word is of another language: a workbook in French from an English desk."""
    before = _spoken.set(_two_letters(code))
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The two-letter code of the chosen language."""
    return _spoken.get() or _language


def is_right_to_left(code: str | None = None) -> bool:
    """Whether the language (the chosen one if none is given) is written from right to left."""
    return (code or language()).replace("-", "_").split("_")[0].lower() in RIGHT_TO_LEFT


def _isolated(text: str) -> str:
    """In a language from right to left, a field stands between isolates: a date or a file's name in it stays whole."""
    return _with_isolates(text) if is_right_to_left() and "{" in text else text


@cache
def _with_isolates(text: str) -> str:
    return _FIELD.sub("\u2068\\g<0>\u2069", text)


def _two_letters(code: str) -> str:
    return code.replace("-", "_").split("_")[0].lower() or "en"


def _words() -> gettext.NullTranslations:
    return _catalogue(language())


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, TEXTS, [code], fallback=True)
