"""The window before a desk is open; it loads the heavy libraries in another thread while the clerk types."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from cso_desk.clock import Clock
from cso_desk.errors import Problems, Trouble

from .. import look
from ..machine import Machine
from ..say import Say
from ..work import Reading, Works, Writing
from .login import LoginPage

_FIRST_NEEDED = (
    "cso_desk.usecases.backup",
    "cso_desk.usecases.first_page",
    "cso_desk.usecases.history",
    "cso_desk.usecases.register",
    "cso_desk.store.desk",
    "cso_desk.store.listing",
    "cryptography.hazmat.primitives.ciphers.aead",
    "ui.window",
    "ui.pages.first_page",
    "ui.pages.organizations",
)

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk, NewUnit, Started


class StartWindow(QMainWindow):
    """Log in, or make the first desk; with a `backup` logging in puts it back first.

    `opened` gives the desk and how the clerk wants to begin (empty: as usual).
    """

    opened = Signal(object, str)

    def __init__(
        self,
        folder: Path,
        machine: Machine,
        works: Works,
        say: Say,
        clock: Clock,
        user: str = "",
        backup: Path | None = None,
    ) -> None:
        super().__init__()
        self._folder, self._machine, self._say, self._clock = folder, machine, say, clock
        self.works = works
        self._unit: NewUnit | None = None
        self._backup = backup
        self._desk: Desk | None = None
        self.setWindowTitle("社区社会组织工作台")
        self.resize(look.px(960), look.px(680))
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.login = LoginPage(user or machine.user)
        self.login.wanted.connect(self._log_in)
        if backup is not None:
            self.login.tell_restoring()
        self.login.forgotten.connect(self._forgotten)
        self.stack.addWidget(self.login if self.login.user.currentText() else QWidget())
        self.login.begin()
        # Not before the page is painted: another thread would take turns with it.
        QTimer.singleShot(0, self._look_at_folder)

    def _look_at_folder(self) -> None:
        folder = self._folder
        Reading(self, "", lambda _: _looked_at(folder)).done(
            lambda found: self._known(*found)
        ).start()

    def _known(self, exists: bool, users: list[str], levels: dict[str, str]) -> None:
        if exists:
            self.login.offer_users(users)
            if self.stack.currentWidget() is not self.login:
                self._show(self.login)
                self.login.begin()
            Reading(self, "", lambda _: _warm_up()).start()
            return
        self._begin_wizard(levels)

    def _show(self, page: QWidget) -> None:
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _log_in(self, user: str, secret: str) -> None:
        chosen = self._backup

        def open_it(_: Any) -> Desk:
            from cso_desk.usecases import backup, opening

            if chosen is not None:
                return backup.restore(self._folder, chosen, user, secret, self._clock)
            return opening.open_desk(self._folder, user, secret, clock=self._clock)

        work = Writing(self, "", open_it).done(lambda desk: self._open(desk))
        work.failed(lambda error: _refused(error, self.login)).start()

    def _forgotten(self, user: str) -> None:
        from .recover import RecoverPage

        page = RecoverPage(user)
        page.left.connect(lambda: self._show(self.login))
        page.wanted.connect(lambda code, user, secret: self._recover(page, code, user, secret))
        self._show(page)
        page.code.setFocus()

    def _recover(self, page: Any, code: str, user: str, secret: str) -> None:
        def recover(_: Any) -> Desk:
            from cso_desk.usecases import opening

            return opening.recover_desk(self._folder, code, user, secret, self._clock)

        Writing(self, "", recover).done(self._open).failed(
            lambda error: _refused(error, page)
        ).start()

    def _begin_wizard(self, levels: dict[str, str]) -> None:
        from .first_steps import UserStep
        from .unit_step import UnitStep

        self.unit_step = UnitStep(self.works)
        self.unit_step.offer_levels(levels)
        self.user_step = UserStep()
        self.unit_step.chosen.connect(self._unit_chosen)
        self.user_step.left.connect(lambda: self._show(self.unit_step))
        self.user_step.chosen.connect(self._make)
        self._show(self.unit_step)
        self.unit_step.search.setFocus()

    def _unit_chosen(self, unit: NewUnit) -> None:
        self._unit = unit
        self._show(self.user_step)
        self.user_step.user.setFocus()

    def _make(self, user: str, secret: str) -> None:
        unit = self._unit
        assert unit is not None

        def make(_: Any) -> Started:
            from cso_desk.usecases import opening

            return opening.start_desk(self._folder, unit, user, secret, self._clock)

        Writing(self, "", make).done(lambda made: self._made(unit, made)).failed(
            self._not_made
        ).start()

    def _not_made(self, error: Exception) -> bool:
        if isinstance(error, Problems):
            self.user_step.busy(False)
            self._show(self.unit_step)
            self.unit_step.tell("\n".join(problem.message for problem in error.problems))
            return True
        return _refused(error, self.user_step)

    def _made(self, unit: NewUnit, made: Started) -> None:
        from .first_steps import CodeStep

        self._desk = made.desk
        self.code_step = CodeStep(made.recovery_code, unit.name, self._say)
        self.code_step.done.connect(self._choose_begin)
        self._show(self.code_step)

    def _choose_begin(self) -> None:
        from .first_steps import BeginStep

        self.begin_step = BeginStep()
        self.begin_step.chosen.connect(lambda words: self._open(self._desk, words))
        self._show(self.begin_step)

    def _open(self, desk: Desk | None, begin: str = "") -> None:
        assert desk is not None
        self._machine.user = desk.user
        self._desk = None
        self.opened.emit(desk, begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close a desk that was made and not begun with."""
        if self._desk is not None:
            self._desk.close()
        event.accept()


def _looked_at(folder: Path) -> tuple[bool, list[str], dict[str, str]]:
    """Load what the next steps need; tell whether there is a desk, its users, and the words of the levels."""
    from cso_desk.records.lists import LEVEL_WORDS
    from cso_desk.usecases import opening

    exists = opening.desk_exists(folder)
    return exists, opening.users_of(folder) if exists else [], LEVEL_WORDS


def _warm_up() -> None:
    """Import what the first pages need while the clerk types the password."""
    for name in _FIRST_NEEDED:
        import_module(name)


def _refused(error: Exception, page: Any) -> bool:
    if isinstance(error, Trouble):
        page.refuse(error.message)
        return True
    page.refuse("")
    return False
