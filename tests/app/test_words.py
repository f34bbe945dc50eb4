"""Words: chosen per language, never broken by a translation, and every label of a record in five languages."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app import words
from app.records import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
#: the engine's own words (docs/sync.md, "The terms"), which no window shows
NEVER_SHOWN = re.compile(r"\b(streams?|replicas?|epochs?|digests?|held|enrol(s|led|ling|ment)?)\b", re.IGNORECASE)

TELLING = ("_", "N_", "ngettext", "pgettext")
OTHERS = [code for code in words.LANGUAGES if code != "en"]
CATALOGUES = Path(words.TEXTS)


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "ujima.po").open("rb") as file:
        return read_po(file)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*\}", text))


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id and all(forms(message.string))]


@pytest.fixture(autouse=True)
def english_again():
    yield
    words.set_language("en")


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_fields_of_its_sentence(language):
    broken = [
        (message.id, form)
        for message in messages(language)
        for form in forms(message.string)
        if not fields(form) <= fields(forms(message.id)[-1])
        or (isinstance(message.id, str) and fields(form) != fields(message.id))
    ]
    assert broken == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_ends_as_its_sentence_does(language):
    """A menu entry that opens a dialog keeps its `…`, a question stays a question."""
    signs = {"…": "…", "?": "?؟", ":": ":", ".": "."}
    different = [
        (message.id, message.string)
        for message in messages(language)
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and len(message.id) > 1
        and (end := signs.get(message.id.rstrip()[-1]))
        and message.string.rstrip()[-1] not in end
    ]
    assert different == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_label_of_every_record_is_translated(language):
    known = {message.id: message.string for message in catalogue(language)}
    labels = {spec.label for record in REGISTRY.values() for spec in record.fields().values()}
    assert {label for label in labels if not known.get(label)} == set()


def sentences(path: Path) -> list[str]:
    """The English texts that a file of the program says or declares."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    asked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in TELLING]
    return [
        arg.value for call in asked for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]


def test_the_window_never_shows_the_words_of_the_engine():
    """The terminal and the server's pages are for administrators, whose commands are called so; what `{stands}` so is a name."""
    shown = [
        path
        for path in (ROOT / "app").rglob("*.py")
        if not {"cli", "server"} & set(path.parts) and path.name != "tour.py"
    ]
    said = [(path.relative_to(ROOT).as_posix(), text) for path in shown for text in sentences(path)]
    assert len(said) > 1500
    assert [one for one in said if NEVER_SHOWN.search(re.sub(r"\{[^{}]*\}", "", one[1]))] == []
    assert NEVER_SHOWN.search("Enrolled in two Streams") is not None


@pytest.mark.parametrize("language", OTHERS)
def test_a_compiled_catalogue_speaks(language, tmp_path, monkeypatch):
    folder = tmp_path / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "ujima.mo").open("wb") as file:
        write_mo(file, catalogue(language))
    monkeypatch.setattr(words, "TEXTS", tmp_path)
    words._catalogue.cache_clear()
    words.set_language(f"{language}_XX")
    assert words.language() == language
    assert words._("Organisations") == catalogue(language)["Organisations"].string
    assert words._("") == ""
    one, five = (words.ngettext("{count} row", "{count} rows", count).format(count=count) for count in (1, 5))
    assert one != five
    assert "5" in five
    with words.speaking("en"):
        assert words._("Organisations") == "Organisations"
    assert words._("Organisations") != "Organisations"
    words._catalogue.cache_clear()


def test_a_language_without_a_catalogue_speaks_english():
    words.set_language("sw")
    assert words._("Organisations") == "Organisations"
    assert words.ngettext("{count} row", "{count} rows", 2) == "{count} rows"


def test_arabic_runs_from_right_to_left_and_the_others_do_not():
    assert [code for code in words.LANGUAGES if words.is_right_to_left(code)] == ["ar"]
    words.set_language("ar-YE")
    assert words.is_right_to_left()


def test_in_arabic_what_stands_in_a_field_keeps_its_own_direction():
    words.set_language("ar")
    sentence = words._("The end ({end}) is before the start ({start}).").format(end="2019-01-31", start="2019-03-15")
    assert "\u20682019-01-31\u2069" in sentence
    assert "\u2068" not in words._("{file} must hold a list of {{question, answer}}.").partition("{{")[2]
    words.set_language("fr")
    assert "\u2068" not in words._("The end ({end}) is before the start ({start}).")
