"""A list with its count and its columns menu; it reads in other threads and keeps its place when records change."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ..work import DeskPage, Reading, Writing
from .model import BLOCK, WindowedModel
from .source import Chosen, Row, Source
from .table import Table

COPY_MOST = 20_000
"""Rows that go to the clipboard at once; more belong into an export."""


LOOK_THROUGH = 5000
"""Rows that are looked through at once for a record that has to be shown."""


class ListPanel(QWidget):
    """One list. `show_query` fills it; `refresh` reads it again and stays where it was."""

    marked = Signal()
    opened = Signal(str)
    """The record with this id is to be shown."""
    filled = Signal(int)
    """The list holds this many rows now."""
    pasted = Signal()
    """Ctrl+V on the list."""

    def __init__(self, page: DeskPage, source: Source, empty: QWidget) -> None:
        super().__init__()
        self._page = page
        self.source = source
        self.query: Any = None
        self.order, self.descending = source.order, False
        self._ask_number = 0
        self.filling = False
        """Whether other rows are being put in: what moves the cursor now is no clerk."""
        self.model = WindowedModel(source.columns, self._ask)
        self.table = Table(self.model, source.name, source.badges)
        self._keys = [column.key for column in self.model.columns]
        self.empty = empty
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        # First into its place: a stack shows its first part at once, without a place as a window of its own.
        self._stack = QStackedLayout()
        column.addLayout(self._stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        self.table.marked.connect(self._marked)
        self.table.opened.connect(self._open)
        self.table.sorted_by.connect(self.sort)
        self.table.columns_changed.connect(self._remember_columns)
        self.table.show_order(self.order, self.descending)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self.copy).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        QShortcut(QKeySequence.StandardKey.Paste, self, self.pasted.emit).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self.setFocusProxy(self.table)
        Reading(page, "", lambda _: self._remembered()).done(self.table.lay_out_columns).start()

    def _remembered(self) -> Sequence[Sequence[object]]:
        from cso_desk.usecases import settings

        return settings.get(self._page.desk, f"columns.{self.source.name}", [])

    def _remember_columns(self) -> None:
        from cso_desk.usecases import settings

        key, layout, desk = (
            f"columns.{self.source.name}",
            self.table.layout_of_columns(),
            self._page.desk,
        )
        Writing(self._page, "", lambda _: settings.put(desk, key, layout)).start()

    def show_query(self, query: Any, *, go_to: str | None = None) -> None:
        """List what matches `query`; `go_to` is the id of a record to be marked."""
        self.query = query
        self._read_ids(lambda ids: self._place_of(ids, go_to), move=go_to is not None)

    def refresh(self) -> None:
        """Read again what is listed; what is marked stays marked where the rows are the same."""
        at = self.table.currentIndex().row()
        number = self.model.ids[at] if 0 <= at < len(self.model.ids) else -1
        self._read_ids(lambda ids: ids.index(number) if number in ids else -1)

    def sort(self, key: str, descending: bool) -> None:
        """List in another order."""
        self.order, self.descending = key, descending
        self.refresh()

    def _read_ids(self, place: Callable[[array[int]], int], *, move: bool = False) -> None:
        self._ask_number += 1
        number, query, order, descending = self._ask_number, self.query, self.order, self.descending

        def read(_: Any) -> tuple[array[int], int, int, Sequence[Row | None]]:
            ids = self.source.ids(query, order, descending)
            at = place(ids)
            # The rows that will be looked at first come along: a second turn would wait behind other work.
            block = max(at, 0) // BLOCK
            numbers = ids[block * BLOCK : (block + 1) * BLOCK]
            return ids, at, block, self.source.rows(numbers, self._keys) if numbers else ()

        Reading(self._page, "", read).done(
            lambda found: self._fill(number, *found, move=move)
        ).start()

    def _place_of(self, ids: array[int], record: str | None) -> int:
        """Find where a record stands (off the window's thread); -1 for none."""
        for at in range(0, len(ids) if record else 0, LOOK_THROUGH):
            found = self.source.record_ids(ids[at : at + LOOK_THROUGH])
            if record in found:
                return at + found.index(record)
        return -1

    def _fill(
        self,
        number: int,
        ids: array[int],
        position: int,
        block: int,
        rows: Sequence[Row | None],
        *,
        move: bool,
    ) -> None:
        if number != self._ask_number:
            return
        self.filling = True
        same = ids == self.model.ids
        self.model.replace(ids)
        if rows:
            self.model.take(self.model.age, block, rows)
        self.table.show_order(self.order, self.descending)
        self._stack.setCurrentWidget(self.table if ids else self.empty)
        if position >= 0 and (move or not (same and self.table.marked_rows())):
            self.table.go_to(position)
        self.filled.emit(len(ids))
        self.filling = False

    def _ask(self, block: int, numbers: Sequence[int]) -> None:
        age = self.model.age
        work = Reading(self._page, "", lambda _: self.source.rows(numbers, self._keys))
        work.done(lambda rows: self.model.take(age, block, rows))
        work.failed(lambda _: bool(self.model.give_up(block))).start()

    def current(self) -> Row | None:
        """Return the row of the cursor, if it is here."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def _marked(self) -> None:
        self.marked.emit()

    def _open(self, position: int) -> None:
        row = self.model.row(position)
        if row is not None:
            self.opened.emit(row.id)

    def chosen(self) -> Chosen:
        """Return what is marked now."""
        if self.table.all_marked:
            return Chosen(True, (), len(self.model.ids))
        numbers = tuple(self.model.ids[at] for at in self.table.marked_rows())
        return Chosen(False, numbers, len(numbers))

    def with_chosen(self, then: Callable[[list[str]], None]) -> None:
        """Call `then` with the record ids of what is marked."""
        chosen = self.chosen()
        numbers: Sequence[int] = self.model.ids if chosen.everything else chosen.numbers
        Reading(self._page, "", lambda _: self.source.record_ids(numbers)).done(then).start()

    def copy(self) -> None:
        """Copy the marked rows as they stand on the screen, headings first."""
        chosen = self.chosen()
        numbers = (self.model.ids if chosen.everything else chosen.numbers)[:COPY_MOST]
        columns = self.table.shown_columns()
        head = [self.model.columns[at].label for at in columns]

        def put(rows: Sequence[Row | None]) -> None:
            self.table.copy_text(
                [head, *([row.cells[at] for at in columns] for row in rows if row)]
            )

        if numbers:
            Reading(self._page, "", lambda _: self.source.rows(numbers, self._keys)).done(
                put
            ).start()
