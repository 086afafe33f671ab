"""批量修改 over the list: fields and new values for what is marked, a preview, then one step that 还原 takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, clear, label
from ..work import DeskPage, Reading, Writing

if TYPE_CHECKING:
    from cso_desk.usecases.bulk_edit import Preview
    from cso_desk.usecases.register import FormField

_COLUMNS = (
    PlainColumn("name", "组织名称", 220),
    PlainColumn("community", "所在社区(村)", 150),
    PlainColumn("label", "栏目", 120),
    PlainColumn("before", "原来", 180),
    PlainColumn("after", "改为", 180),
)


class Row(QWidget):
    """One field and its new value."""

    entered = Signal()
    touched = Signal()

    def __init__(self, fields: Sequence[FormField], number: int, words: Sequence[str]) -> None:
        super().__init__()
        self._fields = {one.key: one for one in fields}
        self._places = words
        self.field = QComboBox()
        self.field.setAccessibleName(f"第 {number} 项：栏目")
        self.field.setMaxVisibleItems(20)
        self.value = QComboBox()
        self.value.setAccessibleName(f"第 {number} 项：改为")
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setMinimumWidth(look.px(260))
        self.empty = QCheckBox("清空这一栏")
        self.empty.setAccessibleName(f"第 {number} 项：清空这一栏")
        self.drop = button("删去", "x", "link")
        self.drop.setAccessibleName(f"删去第 {number} 项")
        for one in fields:
            self.field.addItem(one.label, one.key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        for part in (self.field, label("改为", "second"), self.value, self.empty, self.drop):
            row.addWidget(part)
        row.addStretch(1)
        self.field.currentIndexChanged.connect(lambda _: self._offer())
        self.empty.toggled.connect(self.value.setDisabled)
        self.empty.toggled.connect(lambda _: self.touched.emit())
        self.value.editTextChanged.connect(lambda _: self.touched.emit())
        line = self.value.lineEdit()
        assert line is not None
        line.returnPressed.connect(self.entered)
        self._offer()

    def _offer(self) -> None:
        one = self._fields.get(self.field.currentData() or "")
        if one is not None:
            self.value.clear()
            self.value.addItems(list(self._places if one.kind == "division" else one.words))
            self.value.setCurrentText("")
        self.touched.emit()

    def put(self, key: str, text: str) -> None:
        """Show a field and its new value."""
        self.field.setCurrentIndex(self.field.findData(key))
        self.value.setCurrentText(text)

    def text(self) -> str | None:
        """Return the new value, empty to empty the field, None while nothing was given."""
        if self.empty.isChecked():
            return ""
        return self.value.currentText().strip() or None


class BulkEdit(QFrame):
    """A view of its own; Enter previews, then Enter on the button changes; Esc leaves."""

    left = Signal()
    """The clerk is done here, or gave it up."""
    changed = Signal(str)
    """So many organizations were changed, in words."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        look.dress(self, "band")
        self.setAccessibleName("批量修改")
        self._page = page
        self._ns: Sequence[int] = ()
        self._fields: Sequence[FormField] = ()
        self._places: Sequence[str] = ()
        self.rows: list[Row] = []
        self.head = label("", "strong", wrap=True)
        self.words = label("", "", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.more = button("再改一栏", "plus", "", self.add)
        self.look_first = button("先看会改什么", "eye", "", self.preview)
        self.go = button("", "", "primary", self._change)
        self.leave = button("先不办", "", "", self.left.emit)
        self._memory = MemoryRows()
        self.differences = ListPanel(
            page, self._memory.source("会改的内容", _COLUMNS, "处"), Empty("没有要改的。")
        )
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(look.GAP_1))
        foot = QHBoxLayout()
        foot.setSpacing(look.px(look.GAP_2))
        for part in (self.more, self.look_first, self.go, self.leave):
            foot.addWidget(part)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.head)
        column.addLayout(self._lines)
        column.addWidget(self.problem)
        column.addLayout(foot)
        column.addWidget(self.words)
        column.addWidget(self.differences, 1)
        column.addStretch()

    def open(self, ns: Sequence[int]) -> None:
        """Ask what to change in these organizations."""
        self._ns = ns

        def read(_: Any) -> tuple[list[FormField], list[str]]:
            from cso_desk.usecases import bulk_edit, units

            desk = self._page.desk
            return bulk_edit.bulk_fields(desk), [unit.name for unit in units.communities(desk)]

        Reading(self._page, "", read).done(lambda found: self._ask(*found)).start()

    def _ask(self, fields: Sequence[FormField], places: Sequence[str]) -> None:
        self._fields, self._places = fields, places
        clear(self._lines)
        self.rows = []
        self.head.setText(f"批量修改选中的 {len(self._ns)} 个组织")
        self.add()

    def add(self) -> None:
        """Add a field."""
        made = Row(self._fields, len(self.rows) + 1, self._places)
        made.entered.connect(self.preview)
        made.touched.connect(self._forget)
        made.drop.clicked.connect(lambda: self._drop(made))
        self.rows.append(made)
        self._lines.addWidget(made)
        made.field.setFocus()
        self._forget()

    def _drop(self, row: Row) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self._forget()

    def _forget(self) -> None:
        """What was previewed is no longer what would be done."""
        self.problem.hide()
        self.words.hide()
        self.differences.hide()
        self.go.hide()

    def values(self) -> dict[str, str]:
        """Return the new values by field key."""
        given = {str(row.field.currentData()): row.text() for row in self.rows}
        return {key: text for key, text in given.items() if text is not None}

    def preview(self) -> None:
        """Show what would change."""
        values, ns, desk = self.values(), self._ns, self._page.desk

        def read(progress: Any) -> Preview:
            from cso_desk.usecases import bulk_edit

            return bulk_edit.preview(desk, ns, values, progress)

        work = Reading(self._page, "正在比对", read)
        work.done(lambda found: self._show(found, values)).failed(self._tell).start()

    def _show(self, found: Preview, values: Mapping[str, str]) -> None:
        if values != self.values():
            return
        self._forget()
        parts = [f"会改 {found.changed} 个", f"本来就是这样 {found.same} 个"]
        parts += [f"不改 {count} 个（{why}）" for why, count in found.refused.items()]
        more = f"。下面列出前 {len(found.first)} 处" if found.first else ""
        self.words.setText("，".join(parts) + more + "。")
        self.words.show()
        self._memory.put(
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "community": one.community,
                    "label": one.label,
                    "before": one.before or "（空）",
                    "after": one.after or "（空）",
                }
                for one in found.first
            ]
        )
        self.differences.setVisible(bool(found.first))
        self.differences.show_query(None)
        self.go.setText(f"修改这 {found.changed} 个组织")
        self.go.setVisible(found.changed > 0)
        if found.changed:
            self.go.setFocus()

    def _change(self) -> None:
        values, ns, desk = self.values(), self._ns, self._page.desk

        def write(progress: Any) -> Any:
            from cso_desk.usecases import bulk_edit

            return bulk_edit.change(desk, ns, values, progress)

        work = Writing(self._page, "正在批量修改", write)
        work.done(self._changed).failed(self._tell).start()

    def _changed(self, found: Preview) -> None:
        self.left.emit()
        self.changed.emit(f"已修改 {found.changed} 个组织")

    def _tell(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(one.message for one in error.problems))
        self.problem.show()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away; Enter on a button presses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is self.go:
            self.go.click()
            return
        super().keyPressEvent(event)
