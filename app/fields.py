"""Kinds of fields and the facts of one field. No Qt, no SQL session: every surface reads these facts.

A kind has one method per surface: `column` (how it is stored), `parse` (text that enters), `show` (text that leaves)
and `problems` (what is wrong with a value). Values are plain things: text, whole numbers, dates, lists of text,
dicts.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field as dataclass_field
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import JSON, Boolean, Date as SqlDate, Float, Integer, String
from sqlmodel import Field

from app import vocabulary
from app.errors import REFUSE, Problem
from app.words import _

#: merge rules of `sync`: a register keeps every value nobody replaced, a set keeps what anyone added, prose merges by
#: sentence
REGISTER, UNION, PROSE = "register", "set", "text"


class Unreadable(ValueError):
    """Text that is not a value of its kind; the message is the sentence for the person."""


@dataclass(frozen=True)
class Kind:
    """What all kinds share. `parse` raises `Unreadable`; blank text is None for every kind."""

    def column(self) -> Any:
        """The SQLAlchemy type that stores a value."""
        return String

    def parse(self, text: str) -> Any:
        """A value from text a person typed or a cell held; None when blank."""
        return text.strip() or None

    def show(self, value: Any, language: str = "en") -> str:
        """A value as text for a person."""
        return "" if value is None else str(value)

    def fault(self, value: Any) -> str | None:
        """The sentence that says what is wrong with a value, or None."""
        return None


@dataclass(frozen=True)
class Text(Kind):
    """One line of text of at most `most` characters."""

    most: int = 200

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return _("This must be text.")
        if len(value) > self.most:
            return _("This text is longer than {most} characters: shorten it.").format(most=self.most)
        return None


@dataclass(frozen=True)
class LongText(Text):
    """Text of several lines."""

    most: int = 20_000


@dataclass(frozen=True)
class Choice(Kind):
    """One code of a code list in `resources/vocabulary`."""

    of: str = ""

    def parse(self, text: str) -> str | None:
        if not text.strip():
            return None
        code = vocabulary.code_list(self.of).find(text)
        if code is None:
            raise Unreadable(_("“{text}” is not in the list.").format(text=text.strip()))
        return code

    def show(self, value: Any, language: str = "en") -> str:
        return "" if value is None else vocabulary.code_list(self.of).name(value, language)

    def fault(self, value: Any) -> str | None:
        if value not in vocabulary.code_list(self.of).codes:
            return _("“{text}” is not in the list.").format(text=value)
        return None


@dataclass(frozen=True)
class Ref(Kind):
    """The id of a record of another type."""

    to: str = ""

    def fault(self, value: Any) -> str | None:
        return None if isinstance(value, str) and value else _("Choose a record from the list.")


@dataclass(frozen=True)
class Tags(Kind):
    """A set, kept as a sorted list without repeats: codes of a list (`of`), ids of records (`to`), or free words."""

    of: str = ""
    to: str = ""

    def column(self) -> Any:
        return JSON(none_as_null=True)

    def parse(self, text: str) -> list[str] | None:
        parts = [part.strip() for part in re.split(r"[;\n|]", text) if part.strip()]
        one = Choice(self.of) if self.of else Kind()
        return sorted({one.parse(part) for part in parts}) or None

    def show(self, value: Any, language: str = "en") -> str:
        one = Choice(self.of) if self.of else Kind()
        return "; ".join(one.show(part, language) for part in value or ())

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            return _("This must be a list of words.")
        one = Choice(self.of) if self.of else Kind()
        return next((fault for part in value if (fault := one.fault(part))), None)


@dataclass(frozen=True)
class Date(Kind):
    """A calendar day. Text is read as ISO (2019-05-31) or day first (31/05/2019)."""

    def column(self) -> Any:
        return SqlDate

    def parse(self, text: str) -> dt.date | None:
        text = text.strip()
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            pass
        found = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text)
        try:
            if found:
                return dt.date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            pass
        raise Unreadable(_("“{text}” is not a date: write it as 31/05/2019 or 2019-05-31.").format(text=text))

    def show(self, value: Any, language: str = "en") -> str:
        return "" if value is None else value.isoformat()

    def fault(self, value: Any) -> str | None:
        return None if isinstance(value, dt.date) else _("This must be a date.")


@dataclass(frozen=True)
class Count(Kind):
    """A whole number, not negative: people, households, rows. Blank is not zero."""

    def column(self) -> Any:
        return Integer

    def parse(self, text: str) -> int | None:
        amount = Amount().parse(text)
        if amount is None:
            return None
        if Decimal(amount) != int(Decimal(amount)):
            raise Unreadable(_("“{text}” is not a whole number.").format(text=text.strip()))
        return int(Decimal(amount))

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return _("This must be a whole number, 0 or more.")
        return _("This number is too large.") if value > 2**53 else None


@dataclass(frozen=True)
class Amount(Kind):
    """Money or a quantity, kept as canonical decimal text: SQLite would make 12.1 of 12.10."""

    def parse(self, text: str) -> str | None:
        bare = re.sub(r"[\s\u00a0\u202f']", "", text)
        if not bare:
            return None
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare):
            bare = bare.replace(",", "")
        if not re.fullmatch(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d{1,2})?", bare):
            raise Unreadable(_("“{text}” is not a number.").format(text=text.strip()))
        return canonical_amount(Decimal(bare.replace(",", ".")))

    def fault(self, value: Any) -> str | None:
        try:
            return None if isinstance(value, str) and Decimal(value).is_finite() else _("This must be a number.")
        except InvalidOperation:
            return _("This must be a number.")


def canonical_amount(amount: Decimal) -> str:
    """The one way an amount is written: no exponent, no thousands mark, no trailing zeros."""
    text = format(amount, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Flag(Kind):
    """Yes, no, or not said."""

    def column(self) -> Any:
        return Boolean

    def parse(self, text: str) -> bool | None:
        code = vocabulary.code_list("yes_no").find(text) if text.strip() else None
        if text.strip() and code is None:
            raise Unreadable(_("“{text}” is neither yes nor no.").format(text=text.strip()))
        return None if code is None else code == "yes"

    def show(self, value: Any, language: str = "en") -> str:
        return "" if value is None else vocabulary.code_list("yes_no").name("yes" if value else "no", language)

    def fault(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else _("This must be yes or no.")


@dataclass(frozen=True)
class Coordinate(Kind):
    """Degrees (WGS84), between -`bound` and `bound`."""

    bound: float = 180.0

    def column(self) -> Any:
        return Float

    def parse(self, text: str) -> float | None:
        amount = Amount().parse(text)
        return None if amount is None else float(amount)

    def fault(self, value: Any) -> str | None:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and -self.bound <= value <= self.bound:
            return None
        return _("Degrees lie between -{bound:g} and {bound:g}.").format(bound=self.bound)


@dataclass(frozen=True)
class Bands(Kind):
    """Counts under the sender's own headings, kept as his file has them: {"Women 20-59": 12}."""

    def column(self) -> Any:
        return JSON(none_as_null=True)

    def parse(self, text: str) -> dict[str, int] | None:
        bands = {}
        for part in filter(None, (part.strip() for part in text.split(";"))):
            name, _mark, count = part.rpartition(":")
            bands[name.strip()] = Count().parse(count)
        return {name: count for name, count in bands.items() if count is not None} or None

    def show(self, value: Any, language: str = "en") -> str:
        return "; ".join(f"{name}: {count}" for name, count in (value or {}).items())

    def fault(self, value: Any) -> str | None:
        return None if isinstance(value, dict) else _("This must be a list of headings with counts.")


@dataclass(frozen=True)
class Spec:
    """One field's facts: what it is, what it is called, how it merges, which hashtag it carries."""

    kind: Kind
    label: str
    required: bool = False
    hxl: str | None = None
    merge: str = REGISTER
    since: int = 1
    name: str = dataclass_field(default="", compare=False)

    def problems(self, value: Any) -> list[Problem]:
        """What is wrong with `value` by itself; a value of the wrong kind is refused, a missing one blocks sharing."""
        if value is None or value in ("", [], {}):
            return []
        fault = self.kind.fault(value)
        return [Problem("not_" + type(self.kind).__name__.lower(), fault, self.name, REFUSE)] if fault else []


def field(
    kind: Kind,
    label: str,
    *,
    required: bool = False,
    hxl: str | None = None,
    merge: str | None = None,
    default: Any = None,
    since: int = 1,
    index: bool = False,
) -> Any:
    """A column of a record type that carries its `Spec` in the column's info."""
    if merge is None:
        merge = UNION if isinstance(kind, Tags) else PROSE if isinstance(kind, LongText) else REGISTER
    spec = Spec(kind, label, required, hxl, merge, since)
    return Field(
        default=default, nullable=True, index=index, sa_type=kind.column(), sa_column_kwargs={"info": {"spec": spec}}
    )
