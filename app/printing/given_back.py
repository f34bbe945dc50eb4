"""The pages and letters of organisations as files in a folder: PDF for paper, text for a messenger."""

from __future__ import annotations

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
    return _write(store, read_known(store), folder, organisation, language)


def give_back_to_all(store: Store, folder: Path, place: str | None = None, language: str | None = None) -> list[Given]:
    """The same for every organisation with rows in a place (or anywhere), into one folder.

    Raises Refused (place_unknown), Trouble (cannot_write).
    """
    known = read_known(store, place)
    return [_write(store, known, folder, one.id, language) for one in active_organisations(known)]


def _write(store: Store, known: Known, folder: Path, organisation: str, language: str | None) -> Given:
    office = settings.office(store)
    facts = facts_of(known, organisation)
    spoken = language or facts.language
    folder.mkdir(parents=True, exist_ok=True)
    name = _file_name(facts.organisation.short)
    with speaking(spoken):
        made = page(known, facts, office.name or "")
        files = [write_pdf(folder / f"{name}.pdf", made)]
        files.append(save(folder / f"{name}.txt", "\n\n".join(messages(made)).encode()))
        thanks = letter(facts, office.name or "", office.person or "")
        if thanks is not None:
            files.append(write_pdf(folder / f"{name}_on_time.pdf", thanks))
    return Given(organisation, facts.organisation.name, spoken, tuple(files), thanks is not None)


def _file_name(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "organisation"
