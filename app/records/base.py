"""What every record type shares: identity, sensitivity, who and when, and the laws checked when the program starts."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, ClassVar

from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from app.errors import BLOCKS_SHARING, Problem
from app.fields import Choice, Spec, field
from app.words import N_, _

Rule = Callable[[Any], "Problem | None"]

#: columns of every table that are not facts of the field: the journal fills them
BOOKKEEPING = ("id", "created_by", "created_at", "updated_by", "updated_at", "deleted", "sort_key")


class Record(SQLModel):
    """A row of the domain. Subclasses are SQLModel tables; their facts are read back with `fields()`.

    `root` says to which area of work a row belongs: `("reference",)` to everybody's lists, `("place", field)` to the
    area of that place, `("parent", field)` to wherever the record in that field belongs, `("owner", field, field)` to
    wherever the record of that type and id belongs, `("device",)` to this laptop only. `called_by` is the field a record
    is known by in a list (its folded text is kept as the sort key).
    `data_class` is the class of rights: open or contacts (severe sensitivity makes any record restricted). `blob` names
    the fields that tell of a content beside the record: its SHA-256 and its size. `searched` says that the one search
    over everything knows its words. `kept_in_offices` names the flag that keeps a row, and what belongs to it, with the
    offices that coordinate, where contacts lie too.
    """

    # deferred: a table model never validates by itself, and 16 validators would cost 60 ms of every start
    model_config = {"ignored_types": (tuple, dict), "defer_build": True}  # type: ignore[typeddict-unknown-key]

    @declared_attr.directive
    def __tablename__(cls) -> str:
        """The type's name everywhere: snake_case, singular."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    listed: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[dict[str, tuple[str, ...]]] = {}
    natural_key: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[tuple[Rule, ...]] = ()
    root: ClassVar[tuple[str, ...]] = ("reference",)
    data_class: ClassVar[str] = "open"
    blob: ClassVar[tuple[str, str] | None] = None
    called_by: ClassVar[str | None] = None
    searched: ClassVar[bool] = False
    kept_in_offices: ClassVar[str | None] = None
    title: ClassVar[str] = ""
    titles: ClassVar[str] = ""

    id: str = Field(primary_key=True)
    sensitivity: str | None = field(Choice("sensitivity"), N_("Sensitivity"), hxl="#meta+sensitivity")
    created_by: str | None = Field(default=None)
    created_at: str | None = Field(default=None)
    updated_by: str | None = Field(default=None)
    updated_at: str | None = Field(default=None)
    deleted: bool = Field(default=False)
    sort_key: str | None = Field(default=None, index=True)

    @classmethod
    @cache
    def fields(cls) -> dict[str, Spec]:
        """The facts of every field, by name, in the order they were declared (sensitivity last)."""
        columns = cls.__table__.columns  # type: ignore[attr-defined]
        found = {c.name: dataclasses.replace(c.info["spec"], name=c.name) for c in columns if "spec" in c.info}
        found["sensitivity"] = found.pop("sensitivity")
        return found

    @classmethod
    @cache
    def required(cls) -> tuple[str, ...]:
        """The fields a row needs before it can be shared."""
        return tuple(name for name, spec in cls.fields().items() if spec.required)

    @classmethod
    def problems(cls, values: Any) -> list[Problem]:
        """The only validator: everything wrong with a row, on save, on import, on the server.

        `values` is anything with the fields as attributes (a record, `Values`).
        """
        specs = cls.fields()
        held = values.held() if isinstance(values, Values) else {name: getattr(values, name, None) for name in specs}
        found = [problem for name, value in held.items() if name in specs for problem in specs[name].problems(value)]
        for name in cls.required():
            if held.get(name) is None:
                text = _("{label} is missing.").format(label=_(specs[name].label))
                found.append(Problem("missing", text, name, BLOCKS_SHARING))
        if not found or all(problem.code == "missing" for problem in found):
            found += [problem for rule in cls.rules if (problem := rule(values))]
        return found


class Values:
    """A dict of values read as attributes; a field it does not hold is None. What rules and validators look at."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        return self._values.get(name)

    def held(self) -> dict[str, Any]:
        """The values that were given, by field."""
        return self._values


def check_definition(record: type[Record]) -> None:
    """Refuse a definition that names a field that does not exist or places one twice, with the sentence that says how
    to mend it.
    """
    names = set(record.fields())
    placed = [name for section in record.sections.values() for name in section]
    for where, used in (("listed", record.listed), ("sections", placed), ("natural_key", record.natural_key)):
        for name in used:
            if name not in names:
                raise TypeError(
                    f"{record.__name__}.{where} names “{name}”, which is no field: correct the name or add the field."
                )
    missing = names - set(placed) - {"sensitivity"}
    doubled = {name for name in placed if placed.count(name) > 1}
    if missing or doubled:
        raise TypeError(
            f"{record.__name__}.sections must place each field once; missing {sorted(missing)}, twice {sorted(doubled)}."
        )


def labels(record: type[Record], names: Iterable[str]) -> list[str]:
    """The translated labels of some fields."""
    return [_(record.fields()[name].label) for name in names]
