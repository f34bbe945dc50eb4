"""The exchange by file in words: what was written, what a file holds before it is taken, what it brought."""

from __future__ import annotations

from collections.abc import Callable

from app.records import REGISTRY
from app.services.sticks import FROM_SERVER, Bundle, Preview, Taken
from app.words import _, ngettext


def written(bundle: Bundle) -> str:
    """What was written, and what to do with it."""
    count = ngettext("{n} change", "{n} changes", bundle.changes).format(n=bundle.changes)
    said = (
        _("File number {number} holds {count}: bring it to the server, or to an office of your district.")
        if bundle.for_district
        else _("File number {number} holds {count}, some of them not for everybody: bring it to the server.")
    )
    return said.format(number=bundle.number, count=count)


def taken(taken: Taken) -> str:
    """What a file brought, and what is missing before it."""
    lines = [
        _("File number {number} from {sender}: {received} new.").format(
            number=taken.number, sender=taken.sender, received=taken.received
        )
    ]
    if taken.acknowledged:
        lines.append(_("The server has received {n} of your changes.").format(n=taken.acknowledged))
    if taken.missing:
        numbers = ", ".join(map(str, taken.missing))
        lines.append(_("Files that have not come from there: {numbers}.").format(numbers=numbers))
    return "\n".join([*lines, *taken.told])


def facts(
    found: Preview, moment: Callable[[str], str] = str, name: Callable[[str], str] = str
) -> list[tuple[str, str]]:
    """What a file holds, as (what, value); `moment` says a time (ISO, UTC), `name` what somebody is called."""
    changes = ngettext("{count} change", "{count} changes", found.changes).format(count=f"{found.changes:,}")
    records = ngettext("of {count} record", "of {count} records", found.records).format(count=f"{found.records:,}")
    nothing = _("nothing new")
    told = [
        (_("From"), _("the server") if found.kind == FROM_SERVER else name(found.sender)),
        (_("Written"), moment(found.written) if found.written else ""),
        (_("File number"), f"{found.number:,}"),
        (
            _("It holds"),
            _("{changes}, {records}").format(changes=changes, records=records) if found.changes else nothing,
        ),
        (_("Among them"), _by_type(found)),
    ]
    return [(what, value) for what, value in told if value]


def _by_type(found: Preview) -> str:
    """ "Activities: 3 · Contacts: 1", the most first."""
    known = [(_(REGISTRY[type].titles), count) for type, count in found.by_type.items() if type in REGISTRY]
    newer = sum(count for type, count in found.by_type.items() if type not in REGISTRY)
    known.sort(key=lambda one: (-one[1], one[0]))
    if newer:
        known.append((_("of a newer version of this program"), newer))
    told = [_("{name}: {count}").format(name=name, count=f"{count:,}") for name, count in known]
    return " · ".join(one.replace(" ", "\N{NO-BREAK SPACE}") for one in told)


def missing(found: Preview) -> str:
    """Which files of the same sender have not come; empty when none is missing."""
    if not found.missing:
        return ""
    numbers = ", ".join(map(str, found.missing))
    told = ngettext(
        "File number {numbers} from there has not come. This one can be loaded all the same; ask for the other.",
        "Files number {numbers} from there have not come. This one can be loaded all the same; ask for the others.",
        len(found.missing),
    )
    return told.format(numbers=numbers)


def previewed(found: Preview) -> str:
    """What a file holds, line by line, and that nothing of it was taken."""
    lines = [f"{what}: {value}" for what, value in facts(found)]
    return "\n".join([*lines, *filter(None, [missing(found)]), _("Nothing was changed.")])
