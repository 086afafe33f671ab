"""One change of communities to be entered: merged, split, renamed or re-coded; only what the kind needs is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems
from cso_desk.records.lists import KINDS_OF_COMMUNITY, UNIT_CHANGE_KINDS

from .. import look
from ..forms.inputs import Choice, Line, Places
from ..pieces import button, label
from ..work import Reading, Writing
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.unit_changes import Changed, Target
    from cso_desk.usecases.units import UnitInfo

MERGE, SPLIT, RENAME, RECODE = UNIT_CHANGE_KINDS
_HINTS = {
    MERGE: "勾选要合并的社区（村），再选并入哪一个，或并成新的。组织全部随转。",
    SPLIT: "选原来的社区（村），写新分出的名称，勾选归新社区（村）的组织，其余留在原处。",
    RENAME: "组织不动，今后用新名称；过去的表和记录仍是旧名称。",
    RECODE: "仍是同一个社区（村），只换区划代码。",
}
_NEW = "新的社区（村）"
_ID = Qt.ItemDataRole.UserRole


def _checks(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setMinimumHeight(look.px(90))
    return made


def _fill(box: QListWidget, items: Sequence[tuple[str, str]]) -> None:
    box.blockSignals(True)
    box.clear()
    for record, words in items:
        item = QListWidgetItem(words)
        item.setData(_ID, record)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        box.addItem(item)
    box.setCurrentRow(0)
    box.blockSignals(False)


def checked(box: QListWidget) -> list[tuple[str, str]]:
    """Return (id, words) of the ticked lines of a list."""
    items = [box.item(at) for at in range(box.count())]
    return [
        (one.data(_ID), one.text()) for one in items if one.checkState() == Qt.CheckState.Checked
    ]


class UnitChangeForm(QFrame):
    """`written` tells of a change that was kept."""

    written = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._asked = 0
        look.dress(self, "card")
        self.kind = QComboBox()
        self.kind.addItems(list(UNIT_CHANGE_KINDS))
        self.several = _checks("要合并的社区（村）")
        self.one = Places(())
        self.into = QComboBox()
        self.name, self.code = Line("和美社区"), Line("12 位，可以先空着")
        self.living = Choice(KINDS_OF_COMMUNITY)
        self.living.put(KINDS_OF_COMMUNITY[1])
        self.going = _checks("归新社区（村）的组织")
        self.day, self.document = Line("2026-03-10"), Line("辉政文〔2026〕8号")
        self.hint = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.write = button("", "check", "primary", self._write)
        self._lay_out()
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self.several.itemChanged.connect(lambda _: self._offer_targets())
        self.into.currentIndexChanged.connect(lambda _: self._show_new())
        self.one.edited.connect(self._read_organizations)
        self._show_kind()

    def _lay_out(self) -> None:
        rows: Sequence[tuple[str, QWidget]] = (
            ("变动种类", self.kind),
            ("哪几个", self.several),
            ("哪一个", self.one),
            ("并入", self.into),
            ("新名称", self.name),
            ("城乡", self.living),
            ("新代码", self.code),
            ("归新的组织", self.going),
            ("生效日期", self.day),
            ("批准文件", self.document),
        )
        self._grid = QFormLayout()
        self._grid.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._grid.setSpacing(look.px(look.GAP_2))
        for words, widget in rows:
            widget.setAccessibleName(widget.accessibleName() or words)
            self._grid.addRow(words, widget)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.hint)
        column.addLayout(self._grid)
        column.addWidget(self.problem)
        column.addWidget(self.write)
        column.addStretch(0)
        self.problem.hide()

    def offer(self, units: Sequence[UnitInfo]) -> None:
        """Take the communities of today."""
        places = [(one.id, one.name) for one in units]
        _fill(self.several, places)
        self.one.clear()
        self.one.addItem("", "")
        for record, words in places:
            self.one.addItem(words, record)
        self.one.put("")
        self._offer_targets()
        _fill(self.going, ())

    def _show_kind(self) -> None:
        kind = self.kind.currentText()
        self.hint.setText(_HINTS[kind])
        self.write.setText(f"记下这次{kind}")
        self.problem.hide()
        for widget, kinds in (
            (self.several, (MERGE,)),
            (self.into, (MERGE,)),
            (self.one, (SPLIT, RENAME, RECODE)),
            (self.going, (SPLIT,)),
        ):
            self._grid.setRowVisible(widget, kind in kinds)
        has_list = kind in (MERGE, SPLIT)
        self._column.setStretch(self._column.indexOf(self._grid), int(has_list))
        self._column.setStretch(self._column.count() - 1, int(not has_list))
        self._show_new()
        self._read_organizations()

    def _show_new(self) -> None:
        kind = self.kind.currentText()
        new = kind == SPLIT or (kind == MERGE and not self.into.currentData())
        self._grid.setRowVisible(self.name, new or kind == RENAME)
        self._grid.setRowVisible(self.living, new)
        self._grid.setRowVisible(self.code, new or kind == RECODE)

    def _offer_targets(self) -> None:
        kept = self.into.currentData()
        self.into.blockSignals(True)
        self.into.clear()
        self.into.addItem(_NEW, "")
        for record, words in checked(self.several):
            self.into.addItem(words, record)
        self.into.setCurrentIndex(max(self.into.findData(kept), 0) if kept else 0)
        self.into.blockSignals(False)
        self._show_new()

    def _read_organizations(self) -> None:
        self._asked += 1
        number, unit, desk = self._asked, self.one.value(), self._page.desk
        if self.kind.currentText() != SPLIT or not unit:
            _fill(self.going, ())
            return

        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import unit_history

            return unit_history.listed_on(desk, unit, desk.clock.today())

        def done(found: list[tuple[str, str]]) -> None:
            if number == self._asked:
                _fill(self.going, found)

        Reading(self._page, "", read).done(done).start()

    def _change(self) -> Any:
        """Return the use case with what was entered, to be called in another thread."""
        kind, unit, into = self.kind.currentText(), self.one.value(), self.into.currentData()
        name, living, code = self.name.value(), self.living.value(), self.code.value()
        several = [record for record, _ in checked(self.several)]
        going = {record for record, _ in checked(self.going)}
        every = [self.going.item(at).data(_ID) for at in range(self.going.count())]
        homes = {record: int(record in going) for record in every}
        written = (self.day.value(), self.document.value())
        desk = self._page.desk

        def change(_: Any) -> Any:
            from cso_desk.usecases import unit_changes

            paper = unit_changes.Paper(*written)
            new = unit_changes.NewCommunity(name, living, code)
            if kind == MERGE:
                target: Target = into or new
                return unit_changes.merge(desk, several, target, paper)
            if kind == SPLIT:
                return unit_changes.split(desk, unit, [unit, new], homes, paper)
            if kind == RENAME:
                return unit_changes.rename(desk, unit, name, paper)
            return unit_changes.recode(desk, unit, code, paper)

        return change

    def _write(self) -> None:
        self.problem.hide()
        self.write.setEnabled(False)
        work = Writing(self._page, "正在变动社区（村）", self._change())
        work.done(self._written).failed(self._refused).start()

    def _written(self, changed: Changed) -> None:
        self.write.setEnabled(True)
        for line in (self.name, self.code):
            line.put("")
        self.written.emit(changed)

    def _refused(self, error: Exception) -> bool:
        self.write.setEnabled(True)
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(one.message for one in error.problems))
        self.problem.show()
        merging = self.kind.currentText() == MERGE
        places: dict[str, QWidget] = {
            "units": self.several if merging else self.one,
            "into": self.into,
            "name": self.name,
            "kind": self.living,
            "code": self.code,
            "homes": self.going,
            "date": self.day,
        }
        first = next((places[p.field] for p in error.problems if p.field in places), None)
        if first is not None:
            first.setFocus()
        return True
