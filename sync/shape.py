"""What the library is told about a record type: its fields with their merge rules, and whose rights it falls under.

A *stream* is (area, class). The area is everybody's lists (`ref`), an area of work named by a place, or one device;
the class is open, contacts or restricted. Both are in the shape from the first day, so that every change already
knows where it may go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

REGISTER, SET, TEXT = "register", "set", "text"
OPEN, CONTACTS, RESTRICTED = "open", "contacts", "restricted"
REFERENCE_AREA, DEVICE_AREA, UNPLACED_AREA = "ref", "device", "place:"

#: the type of the records that are places
PLACE = "place"

Stream = tuple[str, str]

#: the flag that a delete sets; it is a register like any other field, so that an edit can revive the row
DELETED = "deleted"

AreaOf = Callable[[str, str], str | None]
#: the place that names the area of work a place lies in (itself, or one above it); None when nobody knows the place
AreaOfPlace = Callable[[str], str | None]


@dataclass(frozen=True)
class Shape:
    """One record type: field -> merge rule, the root that decides the area, the class of rights.

    `root` is `("reference",)`, `("device",)`, `("place", field)` or `("parent", field)`; `parent_type` names the type
    a parent field refers to.
    """

    type: str
    fields: Mapping[str, str]
    root: tuple[str, ...] = ("reference",)
    parent_type: str | None = None
    data_class: str = OPEN

    def area(self, values: Mapping[str, Any], area_of: AreaOf, area_of_place: AreaOfPlace = lambda place: place) -> str:
        """The area of a row with these values; `area_of(type, id)` answers for its parent."""
        kind = self.root[0]
        if kind == "reference":
            return REFERENCE_AREA
        if kind == "device":
            return DEVICE_AREA
        target = values.get(self.root[1])
        if kind == "place":
            return f"{UNPLACED_AREA}{(area_of_place(target) if target else None) or ''}"
        return (area_of(self.parent_type or self.type, target) if target else None) or UNPLACED_AREA

    def parent(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """The record that decides where this row lies: what it belongs to, or its place, which may come later."""
        target = values.get(self.root[1]) if len(self.root) > 1 else None
        return (self.deciding_type or self.type, target) if target else None

    @property
    def deciding_type(self) -> str | None:
        """The type of the record that decides where rows of this type lie."""
        return PLACE if self.root[0] == "place" else self.parent_type

    def rights_class(self, values: Mapping[str, Any]) -> str:
        """The class of rights of a row: severe sensitivity makes any row restricted."""
        return RESTRICTED if values.get("sensitivity") == "severe" else self.data_class
