"""The pages and letters of organisations as files in a folder: PDF for paper, text for a messenger."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from app.exchange.documents.files import save
from app.exchange.documents.plain import messages
from app.printing.document_pdf import write_pdf
from app.services import settings
from app.services.giving_back.facts import Known, active_organisations, facts_of, read_known
from app.services.giving_back.pages import letter, page
from app.store.workspace import Store
from app.words import speaking


@dataclass(frozen=True)
class Given:
    """What was written for one organisation."""

    organisation: str
    name: str
    language: str
    files: tuple[Path, ...]
    on_time: bool


def give_back(store: Store, folder: Path, organisation: str, language: str | None = None) -> Given:
    """Write the page of one organisation, and its letter where it reported on time. Raises Refused (no_record), Trouble (cannot_write)."""
    return _write(store, read_known(store), folder, organisation, language, set())


def give_back_to_all(store: Store, folder: Path, place: str | None = None, language: str | None = None) -> list[Given]:
    """The same for every organisation with rows in a place (or anywhere), into one folder.

    Raises Refused (place_unknown), Trouble (cannot_write).
    """
    known = read_known(store, place)
    taken: set[str] = set()
    return [_write(store, known, folder, one.id, language, taken) for one in active_organisations(known)]


def _write(store: Store, known: Known, folder: Path, organisation: str, language: str | None, taken: set[str]) -> Given:
    office = settings.office(store)
    facts = facts_of(known, organisation)
    spoken = language or facts.language
    name = _file_name(facts.organisation.short, taken)
    with speaking(spoken):
        made = page(known, facts, office.name or "")
        files = [write_pdf(folder / f"{name}.pdf", made)]
        files.append(save(folder / f"{name}.txt", "\n\n".join(messages(made)).encode()))
        thanks = letter(facts, office.name or "", office.person or "")
        if thanks is not None:
            files.append(write_pdf(folder / f"{name}_on_time.pdf", thanks))
    return Given(organisation, facts.organisation.name, spoken, tuple(files), thanks is not None)


def _file_name(name: str, taken: set[str]) -> str:
    """A name that every file system takes, and that no other organisation of the folder has."""
    plain = re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "organisation"
    numbered = (plain if number == 1 else f"{plain}_{number}" for number in itertools.count(1))
    found = next(one for one in numbered if one.casefold() not in taken)
    taken.add(found.casefold())
    return found
