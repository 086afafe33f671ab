"""社区（村）变动: changes of villages are entered here, listed, and any past day can be looked at as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from cso_desk.fields import BadValue, DateValue

from .. import look
from ..forms.inputs import Line
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading
from .page import Changes, Page, Shell, Waits
from .unit_change_form import UnitChangeForm

if TYPE_CHECKING:
    from cso_desk.usecases.first_page import Averages
    from cso_desk.usecases.unit_changes import Changed, ShownChange
    from cso_desk.usecases.units import UnitInfo

_CHANGES = (
    PlainColumn("date", "生效日期", 104),
    PlainColumn("kind", "变动种类", 84),
    PlainColumn("before", "变动前", 250),
    PlainColumn("after", "变动后", 220),
    PlainColumn("moved", "随转组织", 80, "right"),
    PlainColumn("document", "批准文件", 180),
)
_DAY = (
    PlainColumn("name", "社区（村）", 220),
    PlainColumn("kind", "城乡", 64),
    PlainColumn("count", "组织", 64, "right"),
    PlainColumn("words", "与目标相比", 220),
)


class UnitChangesPage(Page):
    """Reached from 设置."""

    word = "社区（村）变动"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._change_rows, self._day_rows = MemoryRows(), MemoryRows()
        self.back = button("返回设置", "arrow-left", "quiet", lambda: self.shell.go("设置"))
        self.form = UnitChangeForm(self)
        self.notice = label("", "warning", wrap=True, pick=True)
        self.notice.hide()
        empty = Empty(
            "还没有社区（村）变动。撤村并居、更名、换代码在左边记下，组织随转，过去的数不变。"
        )
        source = self._change_rows.source("社区（村）变动", _CHANGES, "次")
        self.changes = ListPanel(self, source, empty)
        self.day = Line("2025-12-31")
        self.day.setAccessibleName("看哪一天")
        self.day.setFixedWidth(look.px(128))
        self.day.returnPressed.connect(self.read_day)
        self.show_day = button("看这一天", "calendar-days", "", self.read_day)
        self.averages = label("", "", wrap=True, pick=True)
        self.problem = label("", "problem", wrap=True)
        source = self._day_rows.source("这一天的社区（村）", _DAY, "个")
        self.places = ListPanel(
            self, source, Empty("写上日期，看那一天有哪些社区（村）、各有几个组织。")
        )
        self.there = label("", "second", wrap=True, pick=True)
        self._lay_out()
        self.places.marked.connect(self._read_there)
        self.form.written.connect(self._written)
        self.read()

    def _lay_out(self) -> None:
        head = self.head("社区（村）变动")
        head.insertWidget(0, self.back)
        left = QScrollArea()
        left.setWidgetResizable(True)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(self.form)
        left.setFixedWidth(look.px(360))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.changes, "变动记录")
        self.tabs.addTab(self._day_view(), "某一天的情况")
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_3))
        row.addWidget(left)
        row.addWidget(self.tabs, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.notice)
        self.body.addLayout(row, 1)

    def _day_view(self) -> QWidget:
        view = QWidget()
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        for part in (label("看哪一天"), self.day, self.show_day):
            line.addWidget(part)
        line.addStretch(1)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        for part in (self.problem, self.averages):
            part.hide()
            column.addWidget(part)
        column.addWidget(self.places, 1)
        column.addWidget(self.there)
        self.there.hide()
        return view

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        tables = {table for table, _ in changes}
        if tables & {"unit", "unit_change"}:
            self.read()
        if tables & {"unit", "unit_change", "organization", "decision"} and self.day.value():
            self.read_day()

    def read(self) -> None:
        """Read the communities of today and all changes."""

        def read(_: Any) -> tuple[list[UnitInfo], list[ShownChange]]:
            from cso_desk.usecases import unit_changes, units

            return units.communities(self.desk), unit_changes.changes(self.desk)

        Reading(self, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, units: Sequence[UnitInfo], changes: Sequence[ShownChange]) -> None:
        self.form.offer(units)
        self.count.setText(f"现有 {len(units)} 个社区（村）")
        keys = ("id", "date", "kind", "before", "after", "document")
        self._change_rows.put(
            [
                {**{key: getattr(one, key) for key in keys}, "moved": str(one.moved)}
                for one in changes
            ]
        )
        self.changes.show_query(None)

    def read_day(self) -> None:
        """Show the communities of a day with what stood in them then."""
        day = self._parsed()
        if day is None:
            return

        def read(_: Any) -> Averages:
            from cso_desk.usecases import first_page

            return first_page.averages_on(self.desk, day)

        Reading(self, "", read).done(self._show_board).start()

    def _parsed(self) -> date | None:
        try:
            found = DateValue().parse(self.day.value())
            whole = found is not None and found.month is not None and found.day is not None
            fault = "" if whole else "日期要写到日，如 2025-12-31。"
        except BadValue as bad:
            found, fault = None, bad.message
        self.problem.setText(fault)
        self.problem.setVisible(bool(fault))
        if fault or found is None:
            return None
        return date(found.year, found.month or 1, found.day or 1)

    def _show_board(self, board: Averages) -> None:
        parts = [
            f"{kind}社区平均 {one.text or '—'} / {one.target}（{one.communities} 个社区、{one.organizations} 个组织）"
            for kind, one in (("城市", board.city), ("农村", board.rural))
        ]
        self.averages.setText(f"{board.day}：{'；'.join(parts)}。")
        self.averages.show()
        self._day_rows.put(
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "kind": one.kind,
                    "count": str(one.count),
                    "words": one.words,
                }
                for one in board.communities
            ]
        )
        self.places.show_query(None)

    def _read_there(self) -> None:
        at, day = self.places.table.currentIndex(), self._parsed()
        if day is None or not at.isValid() or at.row() >= len(self.places.model.ids):
            self.there.hide()
            return
        (place,) = self.places.source.record_ids([self.places.model.ids[at.row()]])

        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import unit_history

            return unit_history.listed_on(self.desk, place, day)

        Reading(self, "", read).done(lambda found: self._show_there(found)).start()

    def _show_there(self, found: Sequence[tuple[str, str]]) -> None:
        names = "、".join(name for _, name in found) or "没有组织"
        self.there.setText(f"当天在这里的组织（含未备案）共 {len(found)} 个：{names}。")
        self.there.show()

    def _written(self, changed: Changed) -> None:
        words = f"已记下，{changed.moved} 个组织随转" if changed.moved else "已记下，组织不动"
        others = changed.others if not changed.waits else 0
        if others:
            words += f"；另有 {others} 个由下级维护，请告知下级同样变动"
        self.notice.setText("\n".join(changed.waits))
        self.notice.setVisible(bool(changed.waits))
        if changed.orders:
            words += f"（其中 {changed.followed} 个随同移交，请生成移交包）"
            self.shell.note(words, "去送移交包", self._go_to_moves)
        else:
            self.shell.noted(words)
        self.tabs.setCurrentWidget(self.changes)
        self.read()
        if self.day.value():
            self.read_day()

    def _go_to_moves(self) -> None:
        self.shell.go("报送", Waits((("view", "移交"),)))
