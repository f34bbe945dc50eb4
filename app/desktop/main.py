"""The composition root of the desktop: log, theme, window first, then the workspace on the writing thread."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import paths, words
from app.desktop import log, theme
from app.desktop.desk import Desk, Office, read_office
from app.desktop.preferences import load_preferences, save_preferences
from app.desktop.runner import Runner
from app.desktop.window import Window

CHECK_AFTER_MS = 4_000


class Desktop(QObject):
    """The running program: one workspace, one desk, one window at a time (a new one when the language changes)."""

    def __init__(self, application: QApplication, folder: Path, language: str = "") -> None:
        super().__init__()
        self.application, self.folder = application, folder
        self.preferences = load_preferences(folder)
        self.preferences.language = language or self.preferences.language
        self.window: Window | None = None
        self._checks_first = False
        self._set_out()

    def _set_out(self) -> None:
        """A runner and a desk for a workspace that is still to be opened."""
        self._is_open = False
        self.runner = Runner()
        self.desk = Desk(self.runner, self.preferences, self)
        self.desk.restyling.connect(self.restyle)
        self.desk.restarting.connect(self.restart)
        self.runner.opened.connect(lambda _store: self.desk.read(read_office, then=self._know_office))
        self.runner.troubled.connect(self._say_trouble)
        self.runner.broke.connect(self.report_bug)

    def start(self, first: Callable[[], object] = lambda: None) -> None:
        """Show the window; then, behind it, call `first` and open the workspace."""
        self.show_window()

        def go_on() -> None:
            first()
            self._open(self._usual_opening)

        QTimer.singleShot(0, go_on)

    def show_window(self) -> None:
        """Build the window in the chosen language and theme; an earlier one goes."""
        words.set_language(self.preferences.language or "en")
        right_to_left = words.is_right_to_left()
        self.application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        theme.apply_theme(self.application, self.preferences.theme)
        earlier, self.window = self.window, Window(self.desk)
        self.window.closed.connect(lambda: save_preferences(self.folder, self.preferences))
        if self.preferences.maximized:
            self.window.showMaximized()
        else:
            self.window.show()
        if self._is_open:
            _set_qt_words(self.application, words.language())
            self.window.open()
        if earlier is not None:
            earlier.close()
            earlier.deleteLater()

    def restyle(self) -> None:
        """Language or theme were chosen anew: keep them and show a new window."""
        save_preferences(self.folder, self.preferences)
        self.show_window()

    def close(self) -> None:
        """Close the workspace: what is under way ends, and the next program may open it."""
        self._is_open = False
        self.runner.close()
        self.desk.opened.close()

    def restart(self, meanwhile: Callable[[Path], object]) -> None:
        """Close the workspace, do something with its folder (restore a backup), and open it again."""
        self.close()
        self._set_out()
        self.show_window()

        def opening() -> Any:
            meanwhile(self.folder)
            return self._usual_opening()

        self._open(opening)

    def _usual_opening(self) -> Any:
        from app.store.workspace import create_workspace, exists, open_workspace

        if not exists(self.folder):
            return create_workspace(self.folder)
        return open_workspace(self.folder, check=self._checks_first)

    def _open(self, opening: Callable[[], Any]) -> None:
        self.runner.open(opening, self._cannot_open)

    def _cannot_open(self, error: Exception) -> None:
        self._checks_first = False
        from app.desktop.dialogs import opening

        answer = opening.ask(self.window, error, self.folder)
        if answer is None:
            self.application.exit(1)
        else:
            self._open(answer)

    def _know_office(self, office: Office) -> None:
        assert self.window is not None
        if not office.country:
            from app.desktop.dialogs import first_start

            first_start.ask(self.window, self.desk, self.begin, self.application.quit)
            return
        self.desk.set_office(office)
        if not self._is_open:
            self._is_open = True
            _set_qt_words(self.application, words.language())
            self.window.open()
            QTimer.singleShot(CHECK_AFTER_MS, self._look_after_file)
            self.desk.exchange.watch()

    def _look_after_file(self) -> None:
        """Check every page of the file and make the daily backup, once the person has something to look at."""
        if self._is_open:
            self.runner.aside(_check_file, then=self._leave_damage)
            self.runner.aside(_back_up)

    def begin(self, beginning: Any) -> None:
        """Take over the answers of the first start and load the country."""
        from app.desktop.dialogs.first_start import SAMPLE
        from app.services import packs

        if beginning.language != words.language():
            self.preferences.language = beginning.language
            self.restyle()

        def begun(_changes: Any) -> None:
            self.desk.read(read_office, then=self._know_office)
            if beginning.with_sample:
                self.desk.read(read_office, then=lambda _office: self.desk.go("importing", path=SAMPLE))

        load = partial(
            packs.begin_country,
            country=beginning.country,
            place=beginning.place or None,
            office=beginning.office or None,
            person=beginning.person or None,
        )
        self.desk.change(load, then=begun, failed=self._not_begun)

    def _not_begun(self, error: Exception) -> None:
        self._say_trouble(error)
        self._know_office(Office())

    def _leave_damage(self, faults: list[str]) -> None:
        """A damaged page was found: open again with every page checked, which sets the file aside and offers the newest backup."""
        if faults:
            self._checks_first = True
            self.restart(lambda _folder: None)

    def _say_trouble(self, error: Exception) -> None:
        from app.desktop.dialogs import trouble

        trouble.ask(self.window, error)

    def report_bug(self, error: BaseException) -> None:
        """Write a bug to the log and say so once."""
        from app.desktop.dialogs import crash

        log.write_down(error)
        crash.ask(self.window, error, paths.log_folder() / "ujima.log")


def _check_file(store: Any) -> list[str]:
    faults: list[str] = store.faults()
    return faults


def _back_up(store: Any) -> None:
    store.backup_if_due()


def _set_qt_words(application: QApplication, language: str) -> None:
    """Qt's own dialogs in the chosen language; dates and digits of widgets stay Western. Costs 10 ms: after the first paint."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    translator = QTranslator(application)
    if translator.load(QLocale(language), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def run(workspace: Path | None = None, language: str | None = None) -> int:
    """Open the desktop on a workspace folder and stay until it is closed. Returns the exit status."""
    application = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "fusion"])
    assert isinstance(application, QApplication)
    application.setApplicationName("Ujima")
    application.setDesktopFileName("ujima")
    desktop = Desktop(application, workspace or paths.default_workspace(), language or "")
    signal.signal(signal.SIGINT, lambda *_args: application.quit())
    desktop.start(lambda: log.start_log(paths.log_folder(), desktop.report_bug))
    try:
        return application.exec()
    finally:
        desktop.close()
