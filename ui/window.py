"""The main window: rail, top bar, the page that is open, the bottom line; it is the shell that pages ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from . import look
from .bottom_line import BottomLine
from .idle import IdleWatch
from .machine import Machine
from .note_line import NoteLine
from .pages.page import Changes, CheckPaper, Find, OpenRecord, Page
from .pages.registry import PAGES, Entry, on_rail
from .rail import Rail
from .search_box import SearchBox
from .top_bar import TopBar, unit_words, user_menu
from .work import Reading, Works, Writing

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

    from .say import Say
    from .start.lock import LockPage


class MainWindow(QMainWindow):
    """One open desk. `closed` tells that it is gone, with True when the clerk only logged out."""

    closed = Signal(bool)
    restore_wanted = Signal(object)
    """The file of a backup that takes the place of the data."""
    dress_wanted = Signal()
    """Size of type or rows changed: the program makes the window anew."""

    def __init__(
        self, desk: Desk, works: Works, say: Say, machine: Machine, pages: tuple[Entry, ...] = PAGES
    ) -> None:
        super().__init__()
        self.desk = desk
        self.works = works
        self.say = say
        self.machine = machine
        self._entries = {entry.word: entry for entry in pages}
        self._pages: dict[str, Page] = {}
        self._logs_out = False
        self._restores: Path | None = None
        self.setWindowTitle("社区社会组织工作台")
        self.setMinimumSize(960, 600)
        self._build(on_rail(pages))
        works.desk_changed.connect(self._desk_changed)
        works.rested.connect(self._at_rest)
        self._idle: IdleWatch | None = None
        QShortcut(QKeySequence("Ctrl+K"), self, self.search.setFocus)
        # The page is opened first, and what it shows is read first.
        QTimer.singleShot(0, self, self._read_bar)

    def _read_bar(self) -> None:
        self._read_unit()
        self._read_last()
        self._read_backup()

    def _at_rest(self) -> None:
        """Make the day's backup once the first list stands, and begin to watch for the clerk's absence.

        The watch sees every event of the program: it would take as long as the page.
        """
        if self._idle is None:
            self._idle = IdleWatch(self)
            self._idle.idle.connect(self.lock)
            self._idle.idle.connect(self.works.tidy)
            self._daily_backup()

    def _build(self, rail: list[Entry]) -> None:
        self.stack = QStackedWidget()
        self.note_line = NoteLine(self.stack)
        self.rail = Rail(rail, folded=self.machine.folded)
        self.rail.chosen.connect(self.go)
        self.rail.folded.connect(self._remember_fold)
        self.search = SearchBox(self, self)
        self.search.picked.connect(lambda record: self.go("组织", OpenRecord(record)))
        self.search.all_wanted.connect(lambda text: self.go("组织", Find(text)))
        self.search.paper_wanted.connect(lambda text: self.go("纸质材料", CheckPaper(text)))
        menu = user_menu(self, self, self.machine.scale, self.machine.compact)
        self.top = TopBar("", self.desk.user, menu, self.search)
        self.top.undo.clicked.connect(self.undo)
        self.top.backup.clicked.connect(self._backup_now)
        self.bottom = BottomLine(self.works)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        right.addWidget(self.bottom)
        self._inside = QWidget()
        row = QHBoxLayout(self._inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self._lock_page: LockPage | None = None
        self._whole = QStackedWidget()
        self._whole.addWidget(self._inside)
        self.setCentralWidget(self._whole)

    def _remember_fold(self, folded: bool) -> None:
        self.machine.folded = folded

    def go(self, word: str, request: object = None) -> None:
        """Open a page, made on its first opening, and hand it a request."""
        page = self._pages.get(word)
        if page is None:
            page = self._pages[word] = self._entries[word].make(self)
            self.stack.addWidget(page)
        self.rail.mark(word)
        self.stack.setCurrentWidget(page)
        self.note_line.raise_()
        page.come(request)

    def has(self, word: str) -> bool:
        """Tell whether there is such a page."""
        return word in self._entries

    def page(self, word: str) -> Page:
        """Return a page that has been opened."""
        return self._pages[word]

    @property
    def open_word(self) -> str:
        """The word of the page that is open, empty before the first."""
        shown = self.stack.currentWidget()
        return next((word for word, page in self._pages.items() if page is shown), "")

    def note(self, words: str, step: str = "", then: Callable[[], None] | None = None) -> None:
        """Show a line that fades."""
        self.note_line.show_note(words, step, then)

    def noted(self, words: str) -> None:
        """Show what was done, with 还原 in it."""
        self.note(words, "还原", self.undo)

    def undo(self) -> None:
        """Take back the last step."""
        from cso_desk.usecases import history

        self.note_line.put_away()
        self.top.undo.setEnabled(False)
        work = Writing(self, "正在还原", lambda progress: history.undo_last(self.desk, progress))
        work.done(lambda _: self.note("已还原上一步")).failed(self._not_undone).start()

    def _not_undone(self, _: Exception) -> bool:
        self._read_last()
        return False

    def _desk_changed(self, changes: Changes, initiator: object) -> None:
        for page in self._pages.values():
            if page is not initiator:
                page.desk_changed(changes)
        self._read_last()

    def _read_unit(self) -> None:
        def read(_: Any) -> str:
            from cso_desk.usecases import units

            return units.own_unit(self.desk).name

        Reading(self, "", read).done(self._show_unit).start()

    def _show_unit(self, name: str) -> None:
        self.top.unit.setText(unit_words(name, self.desk.clock.today().year))
        self.setWindowTitle(f"{name} - 社区社会组织工作台")

    def _read_last(self) -> None:
        def read(_: Any) -> str:
            from cso_desk.usecases import history

            found = self.desk.apart(history.last)
            return found[1] if found else ""

        Reading(self, "", read).done(self.top.show_last).start()

    def _daily_backup(self) -> None:
        def make(progress: Any) -> Any:
            from cso_desk.usecases import backup

            return backup.daily(self.desk, progress)

        work = Writing(self, "正在做每日备份", make).done(self._made_daily)
        work.failed(self._no_backup).start()

    def _made_daily(self, made: Any) -> None:
        if made is not None:
            self._tell_backup()

    def _backup_now(self) -> None:
        def make(progress: Any) -> Any:
            from cso_desk.usecases import backup

            return backup.make(self.desk, "手动备份", progress)

        self.top.backup.setEnabled(False)
        work = Writing(self, "正在备份", make).done(self._backed_up)
        work.failed(self._no_backup).start()

    def _backed_up(self, _: Any) -> None:
        self.note("已备份，并打开检查过")
        self._tell_backup()

    def _tell_backup(self) -> None:
        self._read_backup()
        page = self._pages.get(self.open_word)
        if page is not None:
            page.backed_up()

    def _no_backup(self, _: Exception) -> bool:
        self._read_backup()
        return False

    def _read_backup(self) -> None:
        self.top.backup.setEnabled(True)

        def read(_: Any) -> str:
            from cso_desk.usecases import backup

            found = backup.newest_proven(self.desk)
            return found.made_at if found else ""

        Reading(self, "", read).done(self._show_backup).start()

    def _show_backup(self, made_at: str) -> None:
        day, clock = made_at[:10], made_at[11:16]
        if not made_at:
            self.top.show_backup("还没有备份", "amber")
            self.bottom.right.setText("还没有验证过的备份")
            return
        today = day == self.desk.clock.today().isoformat()
        self.top.show_backup(f"已备份 {clock if today else day[5:]}", "green" if today else "amber")
        self.bottom.right.setText(f"备份：{'今天' if today else day} {clock} 已验证可恢复")

    def set_scale(self, scale: int) -> None:
        """Take another size of type."""
        self.machine.scale = scale
        self.dress_wanted.emit()

    def set_compact(self, compact: bool) -> None:
        """Take low or high rows."""
        self.machine.compact = compact
        self.dress_wanted.emit()

    def lock(self) -> None:
        """Cover everything until the password is given again; work goes on."""
        self.search.hits.hide()
        self.note_line.put_away()
        if self._lock_page is None:
            from .start.lock import LockPage

            self._lock_page = LockPage(self.desk, self.works)
            self._lock_page.unlocked.connect(self._unlock)
            self._whole.addWidget(self._lock_page)
        self._lock_page.lock()
        self._whole.setCurrentWidget(self._lock_page)

    def _unlock(self) -> None:
        self._whole.setCurrentWidget(self._inside)
        if self._idle is not None:
            self._idle.begin()

    def restore(self, backup: Path) -> None:
        """Close the desk and open it again from a backup."""
        self._restores = backup
        self.close()

    def log_out(self) -> None:
        """Close the desk and go back to the log-in page."""
        self._logs_out = True
        self.close()

    def leave_quietly(self) -> None:
        """Give way to another window on the same desk: keep drafts, listen no more."""
        for page in self._pages.values():
            page.settle()
        if self._idle is not None:
            self._idle.end()
        self.works.desk_changed.disconnect(self._desk_changed)
        self.works.rested.disconnect(self._at_rest)
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay while a step is being written; else keep drafts, stop what only reads, and go."""
        if any(work.title for work in self.works.writing()):
            event.ignore()
            self._logs_out = False
            self._restores = None
            self.note("还有一步正在写入，做完再关。")
            return
        self.machine.geometry = self.saveGeometry()
        self.leave_quietly()
        if self._restores is not None:
            self.restore_wanted.emit(self._restores)
        else:
            self.closed.emit(self._logs_out)
        event.accept()


def first_size(window: MainWindow) -> None:
    """Give a window its remembered place, or a size that suits an office screen."""
    geometry = window.machine.geometry
    if not geometry.isEmpty() and window.restoreGeometry(geometry):
        return
    room = window.screen().availableGeometry()
    window.resize(min(look.px(1280), room.width()), min(look.px(800), room.height()))
    if room.width() <= look.px(1400):
        window.setWindowState(Qt.WindowState.WindowMaximized)
