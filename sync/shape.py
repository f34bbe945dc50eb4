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
Key = tuple[str, str]

#: the flag that a delete sets; it is a register like any other field, so that an edit can revive the row
DELETED = "deleted"

#: where another record lies; None when nobody knows it
StreamOf = Callable[[str, str], Stream | None]
#: the place that names the area of work a place lies in (itself, or one above it); None when nobody knows the place
AreaOfPlace = Callable[[str], str | None]

_STRICTNESS = {OPEN: 0, CONTACTS: 1, RESTRICTED: 2}


@dataclass(frozen=True)
class Shape:
    """One record type: field -> merge rule, the root that decides where a row lies, the class of rights.

    `root` is `("reference",)`, `("device",)`, `("place", field)`, `("parent", field)` or `("owner", field, field)`.
    `parent_type` names the type a parent field refers to; an owner is named by two fields, its type (one of
    `owner_types`) and its id. `blob` names the fields that tell of a content beside the record: its SHA-256, its size.
    `kept_in_offices` names the flag that puts a row into the class of contacts, which those read who coordinate.
    """

    type: str
    fields: Mapping[str, str]
    root: tuple[str, ...] = ("reference",)
    parent_type: str | None = None
    data_class: str = OPEN
    owner_types: frozenset[str] = frozenset()
    blob: tuple[str, str] | None = None
    kept_in_offices: str | None = None

    def stream(
        self, values: Mapping[str, Any], stream_of: StreamOf, area_of_place: AreaOfPlace = lambda place: place
    ) -> Stream:
        """Where a row with these values lies; `stream_of(type, id)` answers for what it belongs to.

        What belongs to another record lies in that one's area, and is never less restricted than it; where that one is
        not known it is restricted, since nobody can say whose it is.
        """
        kind, rights_class = self.root[0], self.rights_class(values)
        if kind == "reference":
            return REFERENCE_AREA, rights_class
        if kind == "device":
            return DEVICE_AREA, rights_class
        if kind == "place":
            target = values.get(self.root[1])
            return f"{UNPLACED_AREA}{(area_of_place(target) if target else None) or ''}", rights_class
        owner = self.parent(values)
        area, owners_class = (stream_of(*owner) if owner else None) or (UNPLACED_AREA, RESTRICTED)
        return area, max(rights_class, owners_class, key=_STRICTNESS.__getitem__)

    def parent(self, values: Mapping[str, Any]) -> Key | None:
        """The record that decides where this row lies: what it belongs to, or its place, which may come later."""
        if self.root[0] == "owner":
            type, id = values.get(self.root[1]), values.get(self.root[2])
            return (type, id) if type in self.owner_types and id else None
        target = values.get(self.root[1]) if len(self.root) > 1 else None
        return (PLACE if self.root[0] == "place" else self.parent_type or self.type, target) if target else None

    def owner(self, values: Mapping[str, Any]) -> Key | None:
        """The record that this row is a part of, so that it makes no sense, and may go nowhere, without it."""
        return self.parent(values) if self.root[0] in ("parent", "owner") else None

    @property
    def deciding_types(self) -> frozenset[str]:
        """The types of the records that decide where rows of this type lie."""
        if self.root[0] == "owner":
            return self.owner_types
        deciding = PLACE if self.root[0] == "place" else self.parent_type
        return frozenset({deciding} if deciding else ())

    def rights_class(self, values: Mapping[str, Any]) -> str:
        """The class of rights of a row by itself: severe sensitivity makes any row restricted."""
        if values.get("sensitivity") == "severe":
            return RESTRICTED
        kept = self.kept_in_offices and values.get(self.kept_in_offices)
        return max(CONTACTS, self.data_class, key=_STRICTNESS.__getitem__) if kept else self.data_class
