"""Starts the program's windows: `cso-desk` without a verb."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from . import look
from .faults import FaultReports
from .machine import Machine
from .say import Say
from .start.window import StartWindow
from .work import Works

if TYPE_CHECKING:
    from cso_desk.clock import Clock
    from cso_desk.usecases.first_page import FirstPage
    from cso_desk.usecases.opening import Desk

    from .window import MainWindow

TURN = 0.001
"""Seconds that another thread may keep the window waiting for its turn; five times as many is Python's own measure."""
PRACTICE_ORGANIZATIONS = 60
"""Invented organizations that the first look at the program gets."""


def main(data: Path | None = None, user: str = "") -> int:
    """Open the window on the desk in `data` (else the platform's usual place); return the exit code.

    A second program on the same data gets a sentence and 1.
    """
    app = application(sys.argv[:1])
    if data is None:
        from cso_desk.usecases.entrance import default_folder

        data = default_folder()
    program = Program(app, data, user=user)
    program.start()
    return app.exec()


def application(arguments: list[str]) -> QApplication:
    """Make the application with Chinese habits."""
    sys.setswitchinterval(TURN)
    app = QApplication([*(arguments or ["cso-desk"]), *look.STYLE])
    app.setApplicationName("CSO Desk")
    app.setApplicationDisplayName("社区社会组织工作台")
    speak_chinese(app)
    return app


def speak_chinese(app: QApplication) -> None:
    """Let Qt's own words and dates be Chinese."""
    QLocale.setDefault(QLocale("zh_CN"))
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(QLocale("zh_CN"), "qtbase", "_", folder):
        app.installTranslator(words)


class Program(QObject):
    """Leads from the start window to the main window and back; one desk at a time."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        *,
        user: str = "",
        say: Say | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._folder = folder
        self._user = user
        self.say = say or Say()
        self._clock = clock
        self._faults = FaultReports(folder)
        self.machine = Machine(folder)
        self.works = Works(self.say, self._faults)
        self.start_window: StartWindow | None = None
        self.window: MainWindow | None = None
        self.desk: Desk | None = None
        self._faults.catch_all(self._tell_fault)
        dark = self.machine.dark
        self._dress(look.looks_dark() if dark is None else dark)
        app.styleHints().colorSchemeChanged.connect(lambda _: self._dress_again())
        app.setQuitOnLastWindowClosed(False)
        app.lastWindowClosed.connect(self._last_closed)

    def start(self, backup: Path | None = None) -> None:
        """Show the log-in page, or the first run; with a `backup` logging in puts it back."""
        window = StartWindow(
            self._folder, self.machine, self.works, self.say, self._clock, self._user, backup
        )
        window.opened.connect(self._open)
        window.painted.connect(self._look_at_system)
        self.start_window = window
        window.show()

    def _dress(self, dark: bool) -> None:
        look.apply(self._app, self.machine.scale, compact=self.machine.compact, dark=dark)

    def _look_at_system(self) -> None:
        """Ask whether the system wants dark windows; before the first page stood, the last answer had to do."""
        self.machine.dark = look.system_is_dark()
        if look.is_dark() != self.machine.dark:
            self._dress_again()

    def _open(self, desk: Desk, begin: str) -> None:
        self.desk = desk
        found = self.start_window.first_page if self.start_window is not None else None
        self._show_window(desk, found)
        if self.start_window is not None:
            self.start_window.deleteLater()
            self.start_window = None
        self._begin(begin)

    def _show_window(self, desk: Desk, found: FirstPage | None = None) -> None:
        from .pages.registry import on_rail
        from .window import MainWindow, first_size

        window = MainWindow(desk, self.works, self.say, self.machine)
        window.closed.connect(self._closed)
        window.restore_wanted.connect(self._restore)
        window.dress_wanted.connect(self._dress_again)
        self.window = window
        first_size(window)
        window.go(on_rail()[0].word, found)
        window.show()

    def _begin(self, words: str) -> None:
        if not words:
            return
        from .pages.page import NewRecord
        from .start.first_steps import IMPORT, NEW, PRACTICE
        from .work import Writing

        window, desk = self.window, self.desk
        if window is None or desk is None:
            return
        if words == IMPORT:
            window.go("导入台账")
        elif words == NEW:
            window.go("组织", NewRecord())
        elif words == PRACTICE:

            def fill(progress: Any) -> Any:
                from cso_desk.usecases import practice

                return practice.fill_with_practice(
                    desk, organizations=PRACTICE_ORGANIZATIONS, progress=progress
                )

            window.go("组织")
            Writing(window, "正在放入练习数据", fill).done(
                lambda _: window.noted("已放入练习数据")
            ).start()

    def _dress_again(self) -> None:
        self._dress(look.system_is_dark())
        if self.window is None or self.desk is None:
            return
        old, word = self.window, self.window.open_word
        old.leave_quietly()
        self._show_window(self.desk)
        if word and self.window.has(word):
            self.window.go(word)
        old.deleteLater()

    def _closed(self, logs_out: bool) -> None:
        self._close_desk()
        if logs_out:
            self.works = Works(self.say, self._faults)
            self.start()

    def _restore(self, backup: Path) -> None:
        self._close_desk()
        self.works = Works(self.say, self._faults)
        self.start(backup)

    def _close_desk(self) -> None:
        self.works.close()
        if self.desk is not None:
            self.desk.close()
        self.desk = None
        self.window = None

    def _last_closed(self) -> None:
        if self.start_window is not None and not self.start_window.isVisible():
            self.works.close()
        if self.desk is None:
            QTimer.singleShot(0, self._app.quit)

    def _tell_fault(self, words: str) -> None:
        where = self.window or self.start_window
        if where is not None:
            self.say.trouble(where, words)
