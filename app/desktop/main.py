"""The composition root of the desktop: log, theme, window first, then the workspace on the writing thread."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from app import paths, words
from app.desktop import log, theme
from app.desktop.desk import Desk, Office, read_office
from app.desktop.preferences import load_preferences, save_preferences
from app.desktop.runner import Runner
from app.desktop.window import Window


class Desktop(QObject):
    """The running program: one runner, one desk, one window at a time (a new one when the language changes)."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        super().__init__()
        self.application, self.folder = application, folder
        self.preferences = load_preferences(folder)
        self.runner = Runner()
        self.desk = Desk(self.runner, self.preferences, self)
        self.desk.restyling.connect(self.restyle)
        self.runner.opened.connect(self._opened)
        self.runner.troubled.connect(self._say_trouble)
        self.runner.broke.connect(self.report_bug)
        self.window: Window | None = None
        self._is_open = False

    def start(self) -> None:
        """Show the window, then open the workspace behind it."""
        self.show_window()
        QTimer.singleShot(0, self._open)

    def show_window(self) -> None:
        """Build the window in the chosen language and theme; an earlier one goes."""
        words.set_language(self.preferences.language or "en")
        right_to_left = words.is_right_to_left()
        self.application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
        _set_qt_words(self.application, words.language())
        theme.apply_theme(self.application, self.preferences.theme)
        earlier, self.window = self.window, Window(self.desk)
        self.window.closed.connect(lambda: save_preferences(self.folder, self.preferences))
        if self.preferences.maximized:
            self.window.showMaximized()
        else:
            self.window.show()
        if self._is_open:
            self.window.open()
        if earlier is not None:
            earlier.close()
            earlier.deleteLater()

    def restyle(self) -> None:
        """Language or theme were chosen anew: keep them and show a new window."""
        save_preferences(self.folder, self.preferences)
        self.show_window()

    def _open(self, opening: Callable[[], Any] | None = None) -> None:
        self.runner.open(opening or self._opening(), self._cannot_open)

    def _opening(self, passphrase: str | None = None) -> Callable[[], Any]:
        def open_store() -> Any:
            from app.store.workspace import create_workspace, exists, open_workspace

            return open_workspace(self.folder, passphrase, check=False) if exists(self.folder) else create_workspace(self.folder)

        return open_store

    def _cannot_open(self, error: Exception) -> None:
        from app.desktop.dialogs import opening

        answer = opening.ask(self.window, error, self.folder)
        if answer is None:
            self.application.exit(1)
        else:
            self._open(answer)

    def _opened(self, _store: Any) -> None:
        self.desk.read(read_office, then=self._know_office)

    def _know_office(self, office: Office) -> None:
        assert self.window is not None
        if not office.country:
            from app.desktop.dialogs import first_start

            first_start.ask(self.window)
            return
        self.desk.set_office(office)
        if not self._is_open:
            self._is_open = True
            self.window.open()

    def _say_trouble(self, error: Exception) -> None:
        from app.desktop.dialogs import trouble

        trouble.ask(self.window, error)

    def report_bug(self, error: BaseException) -> None:
        """Write a bug to the log and say so once."""
        from app.desktop.dialogs import crash

        log.write_down(error)
        crash.ask(self.window, error, paths.log_folder() / "ujima.log")


def _set_qt_words(application: QApplication, language: str) -> None:
    """Qt's own dialogs in the chosen language; dates and digits of widgets stay Western."""
    locale = QLocale(language)
    locale.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    translator = QTranslator(application)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def run(workspace: Path | None = None) -> int:
    """Open the desktop on a workspace folder and stay until it is closed. Returns the exit status."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Ujima")
    application.setDesktopFileName("ujima")
    desktop = Desktop(application, workspace or paths.default_workspace())
    log.start_log(paths.log_folder(), desktop.report_bug)
    signal.signal(signal.SIGINT, lambda *_args: application.quit())
    desktop.start()
    try:
        return application.exec()
    finally:
        desktop.runner.close()
