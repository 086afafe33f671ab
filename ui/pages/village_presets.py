"""按村批量新增: choose villages and kinds, see line by line what is new and what is there, write it in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
)

from cso_desk.errors import Problems

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, clear, label
from ..work import Reading, Writing
from .page import Changes, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.presets import Created, Line, Preset
    from cso_desk.usecases.units import UnitInfo

REST = 250
"""Milliseconds after the last click until the plan is made again."""
_NEW = "新增"
_COLUMNS = (
    PlainColumn("does", "怎样办", 80),
    PlainColumn("name", "组织名称", 240),
    PlainColumn("place", "社区（村）", 170),
    PlainColumn("why", "说明", 360),
)
_VILLAGE = Qt.ItemDataRole.UserRole


class VillagePresetsPage(Page):
    """Reached from 组织."""

    word = "按村批量新增"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.lines: Sequence[Line] = ()
        self.kinds: dict[str, QCheckBox] = {}
        self._villages: Sequence[UnitInfo] = ()
        self._asked = 0
        self._rows = MemoryRows()
        self._make_parts()
        self._lay_out()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.look_ahead)
        self.places.itemChanged.connect(lambda _: self._rest.start())
        self.own_kind.textEdited.connect(lambda _: self._rest.start())
        self._read()

    def _make_parts(self) -> None:
        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.create = button("新增", "plus", "primary", self._create)
        self.create.setEnabled(False)
        self.places = QListWidget()
        self.places.setAccessibleName("社区（村）")
        self.places.setMinimumHeight(look.px(90))
        self.all_villages = button("勾上全部村", "", "link", lambda: self.check("农村"))
        self.none = button("都不勾", "", "link", lambda: self.check(""))
        self.own_kind = QLineEdit()
        self.own_kind.setAccessibleName("另加一种")
        self.own_kind.setPlaceholderText("另加一种，如 读书会")
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        source = self._rows.source("按村批量新增", _COLUMNS, "个", frozenset({"does"}))
        words = "勾选左边的社区（村）和组织，这里逐个列出要新增哪些；已有的跳过，不会重复。"
        self.list = ListPanel(self, source, Empty(words))

    def _lay_out(self) -> None:
        head = self.head("按村批量新增", self.create)
        head.insertWidget(0, self.back)
        self._kinds_column = QVBoxLayout()
        self._kinds_column.setSpacing(look.px(look.GAP_1))
        left = QFrame()
        look.dress(left, "card")
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setFixedWidth(look.px(300))
        column = QVBoxLayout(left)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_1))
        column.addWidget(label("新增哪几种", "strong"))
        column.addLayout(self._kinds_column)
        column.addWidget(self.own_kind)
        column.addSpacing(look.px(look.GAP_2))
        row = QHBoxLayout()
        row.addWidget(label("在哪些社区（村）", "strong"))
        row.addStretch(1)
        row.addWidget(self.all_villages)
        row.addWidget(self.none)
        column.addLayout(row)
        column.addWidget(self.places, 1)
        room.setWidget(left)
        body = QHBoxLayout()
        body.setSpacing(look.px(look.GAP_3))
        body.addWidget(room)
        body.addWidget(self.list, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.problem)
        self.body.addLayout(body, 1)

    def come(self, request: object) -> None:
        """Begin with the villages."""
        self.places.setFocus()

    def refresh(self, changes: Changes) -> None:
        """Look again at what is there."""
        tables = {table for table, _ in changes}
        if "unit" in tables:
            self._read()
        elif "organization" in tables:
            self.look_ahead()

    def _read(self) -> None:
        def read(_: Any) -> tuple[list[Preset], list[UnitInfo]]:
            from cso_desk.usecases import presets, units

            return presets.offered(self.desk), units.communities(self.desk)

        Reading(self, "", read).done(lambda found: self._offer(*found)).start()

    def _offer(self, offered: Sequence[Preset], villages: Sequence[UnitInfo]) -> None:
        chosen = set(self.chosen_places())
        checked = {word for word, box in self.kinds.items() if box.isChecked()}
        clear(self._kinds_column)
        first = not self.kinds
        self.kinds = {}
        for one in offered:
            box = self.kinds[one.word] = QCheckBox(one.word)
            charter = f"；章程可用{one.charter}" if one.charter else ""
            box.setToolTip(f"{one.category}；{one.scope}{charter}")
            box.setChecked(one.first if first else one.word in checked)
            box.toggled.connect(lambda _: self._rest.start())
            self._kinds_column.addWidget(box)
        self._villages = villages
        self.places.blockSignals(True)
        self.places.clear()
        for unit in villages:
            item = QListWidgetItem(unit.name)
            item.setData(_VILLAGE, unit.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = unit.id in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.places.addItem(item)
        self.places.blockSignals(False)
        self.places.setCurrentRow(0)
        self.look_ahead()

    def check(self, kind: str) -> None:
        """Tick the communities of one kind (城市, 农村) and no others; none for an empty one."""
        for at, unit in enumerate(self._villages):
            on = bool(kind) and unit.kind == kind
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            self.places.item(at).setCheckState(state)

    def chosen_places(self) -> list[str]:
        """Return the ids of the ticked communities."""
        items = [self.places.item(at) for at in range(self.places.count())]
        return [one.data(_VILLAGE) for one in items if one.checkState() == Qt.CheckState.Checked]

    def chosen_kinds(self) -> list[str]:
        """Return the ticked kinds and the one that was typed."""
        words = [word for word, box in self.kinds.items() if box.isChecked()]
        own = self.own_kind.text().strip()
        return [*words, own] if own else words

    def look_ahead(self) -> None:
        """Show what would be done."""
        self._asked += 1
        number, places, words = self._asked, self.chosen_places(), self.chosen_kinds()
        if not places or not words:
            self._planned(number, [])
            return

        def read(_: Any) -> list[Line]:
            from cso_desk.usecases import presets

            return presets.plan(self.desk, places, words)

        work = Reading(self, "", read).done(lambda found: self._planned(number, found))
        work.failed(self._refused).start()

    def _planned(self, number: int, lines: Sequence[Line]) -> None:
        if number != self._asked:
            return
        self.problem.hide()
        self.lines = lines
        self._rows.put([_row(at, one) for at, one in enumerate(lines)])
        self.list.show_query(None)
        fresh = sum(one.does == _NEW for one in lines)
        self.create.setText(f"新增 {fresh} 个组织" if fresh else "新增")
        self.create.setEnabled(fresh > 0)
        left = len(lines) - fresh
        self.count.setText(f"要新增 {fresh} 个，跳过 {left} 个" if lines else "")

    def _refused(self, error: Exception) -> bool:
        self.create.setEnabled(False)
        if not isinstance(error, Problems):
            return False
        self.problem.setText(str(error))
        self.problem.show()
        return True

    def _create(self) -> None:
        places, words = self.chosen_places(), self.chosen_kinds()
        self.create.setEnabled(False)

        def write(_: Any) -> Any:
            from cso_desk.usecases import presets

            return presets.create(self.desk, places, words)

        work = Writing(self, "正在新增", write).done(self._created)
        work.failed(self._refused).start()

    def _created(self, created: Created) -> None:
        self.shell.noted(f"已新增 {len(created.organizations)} 个组织，还没有备案")
        self.own_kind.clear()
        self.look_ahead()


def _row(at: int, line: Line) -> dict[str, str]:
    return {
        "id": f"{line.community}:{at}",
        "does": line.does,
        "name": line.name,
        "place": line.community_name,
        "why": line.why or "".join(line.warnings),
    }
