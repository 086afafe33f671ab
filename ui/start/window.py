"""The window before a desk is open; it loads the heavy libraries in another thread while the clerk types."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from .. import look
from ..work import Reading, Works, Writing
from .login import LoginPage

_FIRST_NEEDED = (
    "cso_desk.usecases.backup",
    "cso_desk.usecases.first_page",
    "cso_desk.usecases.history",
    "cso_desk.usecases.register",
    "cso_desk.store.desk",
    "cso_desk.store.listing",
    "ui.icons",
    "ui.window",
    "ui.pages.first_page",
    "ui.pages.organizations",
)

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from cso_desk.clock import Clock
    from cso_desk.usecases.first_page import FirstPage
    from cso_desk.usecases.opening import Desk, NewUnit, Started

    from ..machine import Machine
    from ..say import Say

QUICK_LOOKS, LOOKS, LOOKS_EVERY = 4, 60, 8
"""How often it is looked whether the page stands on the screen: the first times at once, then every few milliseconds."""
Opened = tuple["Desk", "FirstPage | None"]
"""A desk and what its first page shows."""


class StartWindow(QMainWindow):
    """Log in, or make the first desk; with a `backup` logging in puts it back first.

    `opened` gives the desk and how the clerk wants to begin (empty: as usual).
    """

    opened = Signal(object, str)
    painted = Signal()
    """The page stands on the screen; what had to wait for that may begin."""

    def __init__(
        self,
        folder: Path,
        machine: Machine,
        works: Works,
        say: Say,
        clock: Clock | None = None,
        user: str = "",
        backup: Path | None = None,
    ) -> None:
        super().__init__()
        self._folder, self._machine, self._say, self._clock = folder, machine, say, clock
        self.works = works
        self._unit: NewUnit | None = None
        self._backup = backup
        self._desk: Desk | None = None
        self.first_page: FirstPage | None = None
        """What the first page shows, read with the opening of the desk."""
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
        self._looks = 0
        self._watch = QTimer(self, interval=0)
        self._watch.timeout.connect(self._look_whether_painted)
        self._watch.start()

    def _look_whether_painted(self) -> None:
        """Go on once the window has been exposed, or has not for so long that nobody looks."""
        self._looks += 1
        if self._looks == 1:
            return
        if self._looks == QUICK_LOOKS:
            self._watch.setInterval(LOOKS_EVERY)
        shown = self.windowHandle()
        if (shown is not None and shown.isExposed()) or self._looks >= LOOKS:
            self._watch.stop()
            self.painted.emit()
            self._look_at_folder()

    def _look_at_folder(self) -> None:
        folder = self._folder
        Reading(self, "", lambda _: _users_of(folder)).done(self._known).start()

    def _known(self, users: list[str] | None) -> None:
        if users is None:
            Reading(self, "", lambda _: _levels()).done(self._begin_wizard).start()
            return
        self.login.offer_users(users)
        if self.stack.currentWidget() is not self.login:
            self._show(self.login)
            self.login.begin()
        Reading(self, "", lambda _: _warm_up()).start()

    def _show(self, page: QWidget) -> None:
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _log_in(self, user: str, secret: str) -> None:
        chosen = self._backup

        def open_it(_: Any) -> Opened:
            from cso_desk.usecases import backup, opening

            if chosen is not None:
                return _read_first(backup.restore(self._folder, chosen, user, secret, self._clock))
            return _read_first(opening.open_desk(self._folder, user, secret, clock=self._clock))

        work = Writing(self, "", open_it).done(lambda found: self._come_in(*found))
        work.failed(lambda error: _refused(error, self.login)).start()

    def _come_in(self, desk: Desk, first_page: FirstPage | None) -> None:
        self.first_page = first_page
        self._open(desk)

    def _forgotten(self, user: str) -> None:
        from .recover import RecoverPage

        page = RecoverPage(user)
        page.left.connect(lambda: self._show(self.login))
        page.wanted.connect(lambda code, user, secret: self._recover(page, code, user, secret))
        self._show(page)
        page.code.setFocus()

    def _recover(self, page: Any, code: str, user: str, secret: str) -> None:
        def recover(_: Any) -> Opened:
            from cso_desk.usecases import opening

            return _read_first(opening.recover_desk(self._folder, code, user, secret, self._clock))

        work = Writing(self, "", recover).done(lambda found: self._come_in(*found))
        work.failed(lambda error: _refused(error, page)).start()

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
        from cso_desk.errors import Problems

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


def _users_of(folder: Path) -> list[str] | None:
    """Return who may log in; None where there is no desk yet."""
    from cso_desk.usecases import entrance

    return entrance.users_of(folder) if entrance.desk_exists(folder) else None


def _levels() -> dict[str, str]:
    """Return the words of the levels of units; load what choosing the unit needs."""
    from cso_desk.records.lists import LEVEL_WORDS

    import_module("cso_desk.usecases.opening")
    return LEVEL_WORDS


def _read_first(desk: Desk) -> Opened:
    """Read the first page while no window stands that would take turns; where it fails the page reads, and tells."""
    from cso_desk.usecases import first_page

    try:
        return desk, first_page.today(desk)
    except Exception:
        return desk, None


def _warm_up() -> None:
    """Load what opening and the first pages need while the clerk types the password."""
    from cso_desk.usecases import first_page

    first_page.prepare()
    for name in _FIRST_NEEDED:
        import_module(name)


def _refused(error: Exception, page: Any) -> bool:
    from cso_desk.errors import Trouble

    if isinstance(error, Trouble):
        page.refuse(error.message)
        return True
    page.refuse("")
    return False
