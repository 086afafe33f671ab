"""Versions of records that differ, listed; the one of the cursor stands below in two columns, to choose a side by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .compare_table import CompareTable
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.register import FormField

_COLUMNS = (
    PlainColumn("name", "组织或记录", 220),
    PlainColumn("word", "种类", 130),
    PlainColumn("differs", "哪几项不同", 260),
    PlainColumn("says", "说明", 420),
)


@dataclass(frozen=True, slots=True)
class TwoSided:
    """One record on two sides, by label; `says` one sentence, `can_take` whether the right side may be taken here."""

    id: str
    table: str
    word: str
    name: str
    says: str
    left: Mapping[str, str]
    right: Mapping[str, str]
    can_take: bool = True


Settle = Callable[[list[str], bool], "Done[int]"]
"""Write a choice for these ids, True for the right side (off the window's thread)."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The words of one kind of comparison: list, heads of both columns, purpose, empty list, both verbs."""

    name: str
    heads: tuple[str, str]
    purpose: str
    empty: str
    keep: str
    take: str
    counted: str = "条"


class TwoSidesView(QWidget):
    """`read_items` and `settle` work on the desk; the verbs are for what is marked, 全选 marks all."""

    counted = Signal(int)

    def __init__(
        self, page: Page, sides: Sides, read_items: Callable[[], list[TwoSided]], settle: Settle
    ) -> None:
        super().__init__()
        self._page, self._sides = page, sides
        self._read_items, self._settle = read_items, settle
        self._items: dict[str, TwoSided] = {}
        self._fields: dict[str, Mapping[str, FormField]] = {}
        self._rows = MemoryRows()
        source = self._rows.source(sides.name, _COLUMNS, sides.counted)
        self.list = ListPanel(page, source, Empty(sides.empty))
        self.table = CompareTable()
        self.keep = button(sides.keep, "check", "", lambda: self._choose(False))
        self.take = button(sides.take, "download", "primary", lambda: self._choose(True))
        self.all = button("全选", "", "quiet", self._choose_all)
        self.numbers = button("显示完整号码", "eye", "link", self._toggle_numbers)
        self.about = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self.keep.setToolTip("Ctrl+←")
        self.take.setToolTip("Ctrl+→")
        for keys, verb in (("Ctrl+Left", self.keep), ("Ctrl+Right", self.take)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(verb.click)
        self.list.marked.connect(self._follow)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(lambda _: self.table.setFocus())
        self.setFocusProxy(self.list)
        self.problem.hide()

    def _lay_out(self) -> None:
        verbs = Flow(gap=look.GAP_2)
        for verb in (self.all, self.keep, self.take):
            verbs.addWidget(verb)
        line = QHBoxLayout()
        line.addWidget(self.about, 1)
        line.addWidget(self.numbers)
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(look.GAP_1))
        inside.addLayout(line)
        inside.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(label(self._sides.purpose, "second", wrap=True))
        column.addLayout(verbs)
        column.addWidget(self.problem)
        column.addWidget(split, 1)

    def read(self) -> None:
        """Read again what waits."""

        def read(_: Any) -> tuple[list[TwoSided], dict[str, Mapping[str, FormField]]]:
            from cso_desk.usecases import register

            found = self._read_items()
            tables = {one.table for one in found if one.table in register.TABLES}
            fields = {
                table: {one.label: one for one in register.form_fields(self._page.desk, table)}
                for table in tables
            }
            return found, fields

        Reading(self._page, "", read).done(lambda found: self._fill(*found)).start()

    def _fill(self, found: Sequence[TwoSided], fields: dict[str, Mapping[str, FormField]]) -> None:
        self._items, self._fields = {one.id: one for one in found}, fields
        self._rows.put(
            [
                {
                    "id": one.id,
                    "name": one.name or one.word,
                    "word": one.word,
                    "differs": "、".join(dict.fromkeys([*one.left, *one.right])),
                    "says": one.says,
                }
                for one in found
            ]
        )
        self.counted.emit(len(found))
        self.list.show_query(None)

    def _filled(self, count: int) -> None:
        for part in (self.table, self.about, self.all, self.keep, self.take):
            part.setVisible(count > 0)
        self.numbers.setVisible(False)
        if count and not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)
        self._follow()

    def _follow(self) -> None:
        chosen = self.list.chosen()
        many = f"（{chosen.count} {self._sides.counted}）" if chosen.count > 1 else ""
        self.keep.setText(self._sides.keep + many)
        self.take.setText(self._sides.take + many)
        item = self._current()
        if item is None:
            return
        self.take.setEnabled(item.can_take or chosen.count > 1)
        labels = dict.fromkeys([*item.left, *item.right])
        self.table.show_lines(
            [_difference(key, item) for key in labels],
            self._sides.heads,
            self._fields.get(item.table),
        )
        self.numbers.setVisible(self.table.has_personal())
        self.about.setText(item.says)

    def _current(self) -> TwoSided | None:
        at = self.list.table.currentIndex()
        if not at.isValid() or at.row() >= len(self.list.model.ids):
            return None
        (record,) = self.list.source.record_ids([self.list.model.ids[at.row()]])
        return self._items.get(record)

    def _toggle_numbers(self) -> None:
        self.table.show_numbers(not self.table.whole_numbers)
        self.numbers.setText("遮住号码" if self.table.whole_numbers else "显示完整号码")

    def _choose_all(self) -> None:
        self.list.table.selectAll()
        self.list.setFocus()

    def _choose(self, right: bool) -> None:
        self.problem.hide()
        self.list.with_chosen(lambda ids: self._write(ids, right))

    def _write(self, ids: list[str], right: bool) -> None:
        if not ids:
            return
        verb = self._sides.take if right else self._sides.keep

        def done(count: int) -> None:
            self._page.shell.noted(f"{verb}：{count} {self._sides.counted}")
            self.read()
            self.list.setFocus()

        work = Writing(self._page, "正在保存", lambda _: self._settle(ids, right))
        work.done(done).failed(self._refused).start()

    def _refused(self, error: Exception) -> bool:
        self.problem.setText(str(error))
        self.problem.show()
        return True


def _difference(key: str, item: TwoSided) -> Any:
    from cso_desk.usecases.duplicates import Difference

    return Difference(key, key, item.left.get(key, ""), item.right.get(key, ""))
