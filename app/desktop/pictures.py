"""Pictures of every page, so that the look is looked at: `python -m app.desktop.pictures WORKSPACE OUT [LANGUAGE …]`.

For each language a picture of every page at 1280 x 760 and, so that nothing is clipped, at 1280 x 640; in English also dark.
Lists show their first row opened beside them, matrix and map their fullest cell and place, import the review of the sample.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import words
from app.desktop import theme
from app.desktop.desk import Desk, read_office
from app.desktop.pages import PAGES
from app.desktop.preferences import Preferences
from app.desktop.runner import Runner
from app.desktop.window import Window
from app.paths import RESOURCES
from app.printing.matrix_table import TOTAL

SIZES = ((1280, 640), (1280, 760))
"""The lower first: what a page brought into view stays in it when there is more room."""
PATIENCE_MS = 60_000
SAMPLE = RESOURCES / "samples" / "moz_response_tracking_2019.xlsx"


def take_pictures(
    workspace: Path, out: Path, languages: Sequence[str] = ("en",), passphrase: str | None = None
) -> list[Path]:
    """Open a workspace and save a picture of every page. Returns the files; raises what `open_workspace` raises."""
    from app.store.workspace import open_workspace

    application = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "fusion"])
    assert isinstance(application, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    runner = Runner()
    store = open_workspace(workspace, passphrase, check=False)
    runner.open(lambda: store, lambda error: None)
    try:
        for language in languages:
            for scheme in (theme.LIGHT, theme.DARK) if language == "en" else (theme.LIGHT,):
                sizes = SIZES if scheme == theme.LIGHT else SIZES[1:]
                with _window(application, runner, language, scheme, *sizes[0]) as window:
                    made += _grab_pages(window, out, f"{language}-{scheme}", sizes)
    finally:
        _wait(runner)
        runner.close()
    return made


@contextmanager
def _window(
    application: QApplication, runner: Runner, language: str, scheme: str, width: int, height: int
) -> Iterator[Window]:
    words.set_language(language)
    mirrored = words.is_right_to_left(language)
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    theme.apply_theme(application, scheme)
    desk = Desk(runner, Preferences(language=language, theme=scheme, width=width, height=height))
    desk.read(read_office, then=desk.set_office)
    _wait(runner)
    window = Window(desk)
    window.show()
    window.open()
    _wait(runner)
    yield window
    _wait(runner)
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def _grab_pages(window: Window, out: Path, suffix: str, sizes: Sequence[tuple[int, int]]) -> list[Path]:
    made = []
    for entry in PAGES:
        made += _grab(window, out / f"{entry.name}-{suffix}", sizes, entry.name)
        if (opened := OPENED.get(entry.name)) and (target := opened(window.page())) is not None:
            made += _grab(window, out / f"{entry.name}-opened-{suffix}", sizes, entry.name, **target)
    return made


def _first_row(page: Any) -> dict[str, Any] | None:
    return {"id": page.table.ids[0]} if page.table.ids else None


def _fullest_cell(page: Any) -> dict[str, Any] | None:
    table = page.view.matrix.table
    inside = [key for key in (table.cells if table else ()) if TOTAL not in key]
    if not inside:
        return None
    page.view.choose(*max(inside, key=lambda key: table.cells[key].value or 0))
    page.open_cell(page.view.currentIndex())
    return {}


def _fullest_place(page: Any) -> dict[str, Any] | None:
    drawn = [entry.id for entry in page.places.model.entries if entry.drawn]
    if drawn:
        page.open_place(drawn[0])
    return {} if drawn else None


OPENED: dict[str, Callable[[Any], dict[str, Any] | None]] = {
    "organisations": _first_row,
    "activities": _first_row,
    "matrix": _fullest_cell,
    "map": _fullest_place,
    "importing": lambda _page: {"path": SAMPLE} if SAMPLE.exists() else None,
}
"""Pages that are shown a second time with something opened: what to go to, or None where there is nothing yet."""


def _grab(window: Window, name: Path, sizes: Sequence[tuple[int, int]], page: str, **target: Any) -> list[Path]:
    """A page in every size. The window is of the first one while something is gone to or opened."""
    made = []
    window.desk.go(page, **target)
    for width, height in sizes:
        window.resize(width, height)
        _wait(window.desk.runner)
        window.grab()  # what is looked at for the first time asks for its rows
        _wait(window.desk.runner)
        made.append(name.with_name(f"{name.name}-{height}.png"))
        window.grab().save(str(made[-1]))
    window.resize(*sizes[0])
    _wait(window.desk.runner)
    return made


def _wait(runner: Runner) -> None:
    """Until everything that was asked has come back and is laid out."""
    for _round in range(3):
        QApplication.processEvents()
        if not runner.is_idle():
            loop = QEventLoop()
            runner.rested.connect(loop.quit)
            QTimer.singleShot(PATIENCE_MS, loop.quit)
            loop.exec()
            runner.rested.disconnect(loop.quit)


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:] or ("en",))
