"""One tab of 工作 or 公开: its verbs, its list within the scope of the filters, its totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .asking import AskBand
from .page import Page
from .pasting import clipboard_block
from .scope_filters import Scope

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk


class ScopedView(QWidget):
    """One tab. Subclasses read their rows off the window's thread in `rows_of` and show totals."""

    plan_wanted = Signal(object)
    pick_wanted = Signal(object)
    """Organizations are wanted for a form: (title, verb, function from their ids to the plan)."""
    changed = Signal(str)
    take_wanted = Signal(object)
    """A pasted block (None: a file that the clerk chooses) is wanted in this tab."""

    def __init__(
        self,
        page: Page,
        name: str,
        counted: str,
        columns: Sequence[PlainColumn],
        empty: str,
        badges: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._page = page
        self.scope = Scope(None)
        self._asked = 0
        self.found: list[dict[str, str]] = []
        self._rows = MemoryRows()
        self.band = AskBand()
        self.verbs = Flow(gap=look.GAP_2)
        self.list = ListPanel(page, self._rows.source(name, columns, counted, badges), Empty(empty))
        self.totals = label("", "strong", wrap=True)
        self.totals.setAccessibleName(f"{name}合计")
        self.note = label("", "second", wrap=True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        self.column.setSpacing(look.px(look.GAP_2))
        self.column.addLayout(self.verbs)
        self.column.addWidget(self.band)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.totals)
        self.column.addWidget(self.note)
        self.list.marked.connect(self.show_marked)
        self.list.filled.connect(lambda _: self.show_marked())
        self.list.opened.connect(self.open_one)
        self.take_in = button("粘贴或导入", "upload", "", self.paste)
        self.take_in.setToolTip("剪贴板里有表格就粘贴（Ctrl+V），没有就选一个表格文件")
        self.setFocusProxy(self.list)

    @property
    def desk(self) -> Desk:
        """The open desk."""
        return self._page.desk

    def put_verbs(self, *verbs: QWidget) -> None:
        """Put buttons and choices into the line of verbs."""
        for verb in verbs:
            self.verbs.addWidget(verb)

    def read(self, scope: Scope) -> None:
        """Read the rows of a scope and show them."""
        self.scope = scope
        self._asked += 1
        number, at = self._asked, self.current_id()
        ask = self.question()

        def shown(found: tuple[list[dict[str, str]], str, str]) -> None:
            if number == self._asked:
                self._show(*found, go_to=at)

        Reading(self._page, "", lambda _: self.rows_of(scope, ask)).done(shown).start()

    def question(self) -> Any:
        """Return what the tab's own choices say, read in the window's thread."""
        return None

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the rows, the totals in one line and a note; runs off the window's thread."""
        raise NotImplementedError

    def _show(self, rows: list[dict[str, str]], totals: str, note: str, *, go_to: str) -> None:
        self.found = rows
        self._rows.put(rows)
        self.totals.setText(totals)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.list.show_query(None, go_to=go_to or None)

    def current_id(self) -> str:
        """Return the id of the row under the cursor, empty for none."""
        at, numbers = self.list.table.currentIndex().row(), self.list.model.ids
        number = numbers[at] if 0 <= at < len(numbers) else len(self.found)
        return self.found[number]["id"] if number < len(self.found) else ""

    def takes_blocks(self) -> None:
        """Offer to paste and import: the button, and Ctrl+V on the list."""
        self.verbs.addWidget(self.take_in)
        self.list.pasted.connect(self.paste)

    def paste(self) -> None:
        """Ask for the block on the clipboard, or for a file where there is none."""
        self.take_wanted.emit(clipboard_block())

    def show_marked(self) -> None:
        """Let the verbs follow what is marked."""

    def open_one(self, record: str) -> None:
        """Open what stands in a row."""

    def chosen(self, then: Callable[[list[str]], None]) -> None:
        """Call `then` with the ids of the marked rows."""
        self.list.with_chosen(then)

    def write(self, act: Callable[[], Any], words: str) -> None:
        """Write in the work lane, then say so and read again; problems stand in the band."""

        def done(_: Any) -> None:
            self.band.hide()
            self.changed.emit(words)

        work = Writing(self._page, "正在保存", lambda _: act()).done(done)
        work.failed(self.band.tell if self.band.isVisible() else self._refused).start()

    def _refused(self, error: Exception) -> bool:
        message = getattr(error, "message", "")
        self.note.setText(message)
        self.note.setVisible(bool(message))
        return bool(message)


def enable(verbs: Sequence[QPushButton], on: bool) -> None:
    """Let buttons be pressed, or not."""
    for verb in verbs:
        verb.setEnabled(on)
