"""Lines that belong to one organization (terms, initiators): a list, and the verbs on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import DeskPage, Reading, Writing

Rows = Sequence[dict[str, str]]


@dataclass(frozen=True, slots=True)
class LineKind:
    """What the lines are: the list's name, the measure of one, the noun of the buttons, what an empty list says.

    `read` gives the rows of an organization (off the window's thread), `remove` takes one out, `removed` says so.
    """

    name: str
    counted: str
    noun: str
    empty: str
    columns: Sequence[PlainColumn]
    read: Callable[[str], Rows]
    remove: Callable[[str], Any]
    removed: str
    badges: frozenset[str] = frozenset()


class LinesView(QWidget):
    """The lines. `edit_wanted` asks for the form of one (of a new one for an empty id)."""

    edit_wanted = Signal(str)
    removed = Signal(str)
    counted = Signal(int)

    def __init__(self, page: DeskPage, kind: LineKind) -> None:
        super().__init__()
        self._page = page
        self._kind = kind
        self._organization = ""
        self._mine = True
        self._rows = MemoryRows()
        source = self._rows.source(kind.name, kind.columns, kind.counted, kind.badges)
        self.list = ListPanel(page, source, Empty(kind.empty))
        self.add = button(f"新增{kind.noun}", "plus", "", lambda: self.edit_wanted.emit(""))
        self.change = button("修改", "pencil", "", self._change)
        self.remove = button("移除", "trash-2", "", self._remove)
        self.change.setAccessibleName(f"修改{kind.noun}")
        self.remove.setAccessibleName(f"移除{kind.noun}")
        self.words = label("", "second", wrap=True)
        self.words.hide()
        self.verbs = Flow(gap=look.GAP_2)
        for part in (self.add, self.change, self.remove):
            self.verbs.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.words)
        column.addLayout(self.verbs)
        column.addWidget(self.list, 1)
        self.list.opened.connect(self._open)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self.counted)
        self._marked()

    def with_verb(self, verb: QPushButton) -> QPushButton:
        """Put a further verb behind the others and return it."""
        self.verbs.addWidget(verb)
        return verb

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the lines; another unit's can only be looked at."""
        self._organization, self._mine = organization, mine
        read = Reading(self._page, "", lambda _: self._kind.read(organization))
        read.done(lambda found: self._fill(organization, found)).start()

    def _fill(self, organization: str, rows: Rows) -> None:
        if organization != self._organization:
            return
        self._rows.put(rows)
        self.list.show_query(None)
        self._marked()

    def _marked(self) -> None:
        one = self.list.chosen().count == 1
        self.add.setEnabled(self._mine)
        self.change.setEnabled(self._mine and one)
        self.remove.setEnabled(self._mine and one)

    def _open(self, line: str) -> None:
        if self._mine:
            self.edit_wanted.emit(line)

    def _change(self) -> None:
        row = self.list.current()
        if row is not None:
            self.edit_wanted.emit(row.id)

    def _remove(self) -> None:
        row = self.list.current()
        if row is None:
            return
        work = Writing(self._page, "正在移除", lambda _: self._kind.remove(row.id))
        work.done(lambda _: self.removed.emit(self._kind.removed)).start()
