"""What waits for an answer, read and put into the words of the record definitions: names, never codes and ids."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.desktop.values import show_value
from app.fields import LongText, Ref, Spec, Tags
from app.records import REGISTRY
from app.rights import ROLES
from app.services import cells, conflicts, settings, untaken
from app.services.conflicts import Standpoint
from app.services.untaken import NotTaken
from app.store import find
from app.words import _

if TYPE_CHECKING:
    from app.services.twins import Twins

Key = tuple[str, str]
DELETED = "deleted"
ICONS = {
    "activity": "clipboard-list",
    "organisation": "building-2",
    "contact": "phone",
    "place": "map-pin",
    "site": "map-pin",
    "reporting_round": "calendar-sync",
    "round_reply": "calendar-sync",
}
MOST_PARTS = 4
#: how many records of an act are named
MOST_NAMED = 3


@dataclass(frozen=True)
class Question:
    """One field about which people differ. `spec` is None for the record itself (deleted, or edited), and `known` false for a field of
    a newer program.
    """

    type: str
    id: str
    field: str
    label: str
    spec: Spec | None
    values: tuple[Standpoint, ...]
    texts: tuple[str, ...]
    known: bool = True

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others."""
        return self.type, self.id, self.field

    @property
    def is_about_deletion(self) -> bool:
        """Whether somebody deleted what somebody else edited."""
        return self.field == DELETED

    @property
    def is_text(self) -> bool:
        """Whether its values are wordings."""
        return self.spec is not None and isinstance(self.spec.kind, LongText)


@dataclass(frozen=True)
class Named:
    """A record as a person knows it: what kind of thing, what it is called."""

    type: str
    id: str
    kind: str
    name: str
    icon: str


@dataclass(frozen=True)
class Asked:
    """A record and the questions about it."""

    record: Named
    questions: tuple[Question, ...]

    @property
    def newest(self) -> str:
        """When somebody last wrote what is in question (ISO)."""
        return max((point.when or "" for one in self.questions for point in one.values), default="")


@dataclass(frozen=True)
class Untaken:
    """What the server did not take, the first of its records as a person knows them, and what its fields are called."""

    what: NotTaken
    named: tuple[Named, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """Everything that waits, and what the person may answer. `twins` is None when they were not looked for."""

    asked: tuple[Asked, ...]
    untaken: tuple[Untaken, ...]
    twins: tuple[Twins, ...] | None
    may_settle: bool = True
    may_merge: bool = True
    is_member: bool = False


def read_answers(store: Any, with_twins: bool = True) -> Answers:
    """Read everything; looking for organisations that are one takes longest, and is left out where none has changed."""
    open_ones, refused = conflicts.conflicts(store), untaken.not_taken(store)
    named = name_records(store, {(one.type, one.id) for one in open_ones})
    by_record: dict[Key, list[Question]] = {}
    for one in open_ones:
        if one.type in REGISTRY:
            by_record.setdefault((one.type, one.id), []).append(_question(store, one))
    asked = [Asked(named[key], tuple(sorted(questions, key=_place_in_form))) for key, questions in by_record.items()]
    asked.sort(key=lambda one: one.record.name)
    is_member = settings.get(store, "device") is not None
    role = ROLES.get((settings.get(store, "server_role") or "").partition(":")[0]) if is_member else None
    return Answers(
        tuple(sorted(asked, key=lambda one: one.newest, reverse=True)),
        _untaken(store, refused),
        _twins(store) if with_twins else None,
        role is None or role.may_settle,
        role is None or role.may_merge,
        is_member,
    )


def _twins(store: Any) -> tuple[Twins, ...]:
    from app.services import twins  # on the reading thread, so that the window does not wait for the libraries

    return tuple(twins.twins(store))


def _place_in_form(one: Question) -> int:
    if one.is_about_deletion:
        return -1
    names = list(REGISTRY[one.type].fields())
    return names.index(one.field) if one.field in names else len(names)


def _question(store: Any, one: conflicts.Conflict) -> Question:
    if one.field == DELETED:
        texts = tuple(_("Deleted") if point.value else _("Kept, and changed") for point in one.values)
        return Question(one.type, one.id, one.field, _("The record itself"), None, one.values, texts)
    spec = REGISTRY[one.type].fields().get(one.field)
    if spec is None:
        label = _("A field that only a newer version of this program knows")
        return Question(one.type, one.id, one.field, label, None, one.values, ("",) * len(one.values), known=False)
    said = tuple(said_value(store, one.type, spec, point.value) for point in one.values)
    return Question(one.type, one.id, one.field, _(spec.label), spec, one.values, said)


def said_value(store: Any, type: str, spec: Spec, value: Any) -> str:
    """A value in words: the names of codes and of referenced records, dates and thousands as everywhere; empty for none."""
    if value in (None, "", [], {}):
        return ""
    kind = spec.kind
    to = getattr(kind, "to", "") if isinstance(kind, (Ref, Tags)) else ""
    if not to:
        return show_value(kind, value)
    ids = list(value) if isinstance(value, (list, tuple)) else [value]
    called = cells.called_in(store, type, [spec.name], [(ids if isinstance(kind, Tags) else value,)])
    called = {id: name for id, name in called.items() if name != id}
    if missing := [id for id in ids if id not in called]:
        found = name_records(store, {(to, id) for id in missing})
        called |= {id: found[to, id].name for id in missing}
    return "; ".join(called[id] for id in ids)


def name_records(store: Any, keys: Collection[Key]) -> dict[Key, Named]:
    """What records are called; those without a name of their own by what they are about."""
    found: dict[Key, Named] = {}
    for type in {type for type, _id in keys if type in REGISTRY}:
        ids = [id for one, id in keys if one == type]
        called = dict(cells.described(store, type, ids)) if REGISTRY[type].called_by else _about(store, type, ids)
        title = _(REGISTRY[type].title)
        for id in ids:
            name = called.get(id) or _("(not on this laptop)")
            found[type, id] = Named(type, id, title, name if name != id else title, ICONS.get(type, "file-text"))
    return found


def _about(store: Any, type: str, ids: Sequence[str]) -> dict[str, str]:
    record = REGISTRY[type]
    names = list(dict.fromkeys([*(record.natural_key or ()), *record.listed]))
    specs = record.fields()
    said: dict[str, str] = {}
    for id, *values in find.find_rows(store.reading(), type, ids, ["id", *names]):
        texts = [
            said_value(store, type, specs[name], value)
            for name, value in zip(names, values, strict=True)
            if name in specs
        ]
        said[id] = " · ".join([text for text in texts if text][:MOST_PARTS])
    return said


def _untaken(store: Any, refused: Sequence[NotTaken]) -> tuple[Untaken, ...]:
    named = name_records(store, {key for one in refused for key in one.keys[:MOST_NAMED]})
    plain = _("The server did not take it: ask the administrator why.")
    made = []
    for one in refused:
        specs = [REGISTRY[type].fields().get(name) for type, name in one.fields]
        labels = tuple(dict.fromkeys(_(spec.label) for spec in specs if spec))
        told = replace(one, message=plain if one.message == one.reason else one.message)
        made.append(Untaken(told, tuple(named[key] for key in one.keys[:MOST_NAMED]), labels))
    return tuple(sorted(made, key=lambda one: one.what.when, reverse=True))
