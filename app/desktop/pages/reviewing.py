"""Reading a file for the review, off the main thread: the proposal with its marks and counts, and a folder of files in one go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.desktop.pages.import_grid import READY, WAITING, count_lines
from app.desktop.runner import Runner
from app.errors import Refused, Trouble
from app.exchange.reading.book import Book
from app.services import importing
from app.services.importing import Options, Proposal
from app.services.importing.collector import collector_rests
from app.services.importing.marks import Marks, find_marks
from app.store.workspace import Store
from app.words import _, ngettext

TAKEN, QUESTIONS, NOTHING_NEW, REFUSED = "taken", "questions", "nothing_new", "refused"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


@dataclass(frozen=True)
class Reviewed:
    """What the review shows: the proposal, what is said of its cells, its lines by filter, and the questions that lines wait for."""

    proposal: Proposal
    marks: Marks
    counts: dict[str, int]
    waited_for: frozenset[str] = frozenset()

    @property
    def to_take(self) -> int:
        """Lines that would be written."""
        return self.counts[READY]

    @property
    def waiting(self) -> int:
        """Lines that wait for an answer."""
        return self.counts[WAITING]


@dataclass(frozen=True)
class FolderLine:
    """What became of one file of a folder, with the sentence that says so; `open` files can be reviewed."""

    path: Path
    state: str
    said: str
    taken: int = 0
    questions: int = 0


@collector_rests()
def review(
    store: Store,
    path: Path,
    options: Options,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
    book: Book | None = None,
) -> Reviewed:
    """Propose a file and mark its cells. Raises Refused as `propose` does."""
    proposal = importing.propose(store, path, options, progress, cancelled, book)
    marks = find_marks(proposal, (str(one["id"]) for one in options.answers if one.get("id")))
    waited_for = frozenset(one.id for one in proposal.open_decisions())
    return Reviewed(proposal, marks, count_lines(proposal, marks), waited_for)


def take_file(store: Store, path: Path) -> tuple[FolderLine, object]:
    """Take the good lines of one file; what waits stays as its draft. Also the Changes, or None when nothing was written."""
    try:
        proposal = importing.propose(store, path)
    except (Refused, Trouble) as refused:
        return FolderLine(path, REFUSED, refused.message), None
    counts = count_lines(proposal, Marks({}, {}))
    changes = importing.take(store, proposal)
    taken, questions = counts[READY], len(proposal.open_decisions())
    parts = [ngettext("{count} line taken", "{count} lines taken", taken).format(count=f"{taken:,}")] if taken else []
    if counts[WAITING]:
        parts.append(
            ngettext("{count} line waits", "{count} lines wait", counts[WAITING]).format(count=f"{counts[WAITING]:,}")
        )
    state = QUESTIONS if counts[WAITING] else TAKEN if taken else NOTHING_NEW
    return FolderLine(path, state, ", ".join(parts) or _("nothing new"), taken, questions), changes


def mark_copy(
    runner: Runner, proposal: Proposal, folder: Path, then: Callable[[Path], None], failed: Callable[[Trouble], None]
) -> None:
    """Write the copy of his file on a thread of its own, since it needs no store and may take long; `then(path)` on the main thread."""

    def write() -> None:
        try:
            path = importing.mark_copy(proposal, folder)
        except Trouble as trouble:
            runner.on_main(failed)(trouble)
        except Exception as bug:
            runner.on_main(runner.broke.emit)(bug)
        else:
            runner.on_main(then)(path)

    threading.Thread(target=write, name="marked copy", daemon=True).start()


def files_of(folder: Path) -> list[Path]:
    """The workbooks of a folder, without the traces that Excel and LibreOffice leave of open ones."""
    found: Iterable[Path] = folder.iterdir() if folder.is_dir() else ()
    return sorted(
        path
        for path in found
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", "."))
    )
