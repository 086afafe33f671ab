"""The own unit and its communities: official names, Party names, urban or rural; a missing community is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.quality import CommunityQuality
    from cso_desk.usecases.units import UnitInfo

_COLUMNS = (
    PlainColumn("name", "社区（村）", 220),
    PlainColumn("kind", "城乡", 64),
    PlainColumn("organizations", "组织数", 72, "right"),
    PlainColumn("score", "资料完整度", 96, "right"),
    PlainColumn("full_name", "单位全称", 220),
    PlainColumn("party_name", "党组织全称", 240),
    PlainColumn("code", "区划代码", 130),
)
KINDS = ("城市", "农村")


class CommunitiesView(QWidget):
    """Names as they print."""

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page = page
        self._band = band
        self._own: UnitInfo | None = None
        self._units: dict[str, UnitInfo] = {}
        self._rows = MemoryRows()
        self.own = label("", "", wrap=True, pick=True)
        self.change_own = button("改本单位", "pencil", "", self._ask_own)
        self.add = button("补充社区（村）", "plus", "", self._ask_new)
        self.change = button("改选中的社区（村）", "pencil", "", self._ask_current)
        self.village_changes = button(
            "社区（村）变动…", "map-pin", "", lambda: page.shell.go("社区（村）变动")
        )
        self.village_changes.setToolTip("撤村并居：合并、拆分、更名、换代码")
        self.list = ListPanel(
            page, self._rows.source("社区（村）", _COLUMNS, "个"), Empty("还没有社区（村）。")
        )
        self.list.opened.connect(self._ask_unit)
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        look.dress(card, "card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        inside.addWidget(self.own, 1)
        inside.addWidget(self.change_own)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(label("社区（村）", "strong"))
        verbs.addStretch(1)
        verbs.addWidget(self.village_changes)
        verbs.addWidget(self.change)
        verbs.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(card)
        column.addLayout(verbs)
        column.addWidget(self.list, 1)

    def read(self) -> None:
        """Read the own unit and its communities."""

        desk = self._page.desk

        def read(_: Any) -> tuple[UnitInfo, list[UnitInfo], list[CommunityQuality]]:
            from cso_desk.usecases import quality, units

            complete = desk.apart(quality.by_community)
            return units.own_unit(desk), units.communities(desk), complete

        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(
        self, own: UnitInfo, found: Sequence[UnitInfo], complete: Sequence[CommunityQuality]
    ) -> None:
        self._own = own
        self._units = {unit.id: unit for unit in found}
        party = own.party_name or "未填"
        office = own.office or "未填"
        self.own.setText(f"{own.name}　落款：{own.full_name}　党组织：{party}　承办机构：{office}")
        keys = ("name", "kind", "full_name", "party_name", "code")
        figures = {one.id: _figures(one) for one in complete}
        self._rows.put(
            [
                {"id": one.id, **{key: getattr(one, key) for key in keys}, **figures[one.id]}
                for one in found
            ]
        )
        self.list.show_query(None)
        self.change.setEnabled(bool(found))

    def _ask_own(self) -> None:
        if self._own is None:
            return
        asks = [
            Ask("full_name", "单位全称（落款）", self._own.full_name, width=260),
            Ask("party_name", "党组织全称", self._own.party_name, "中共××镇委员会", width=240),
            Ask("office", "承办机构", self._own.office, "民政办", width=150),
        ]
        unit = self._own.id
        self._band.ask(
            "本单位印在纸上的名称：", asks, "保存", lambda values: self._save(unit, values)
        )

    def _ask_current(self) -> None:
        row = self.list.current()
        if row is not None:
            self._ask_unit(row.id)

    def _ask_unit(self, unit: str) -> None:
        one = self._units[unit]
        asks = [
            Ask("name", "名称", one.name, width=200),
            Ask("kind", "城乡", one.kind, words=KINDS, width=90),
            Ask("full_name", "单位全称", one.full_name, width=220),
            Ask("party_name", "党组织全称", one.party_name, "中共××社区总支部委员会", width=240),
        ]
        self._band.ask(
            f"{one.name}印在纸上的名称：", asks, "保存", lambda values: self._save(unit, values)
        )

    def _save(self, unit: str, values: dict[str, str]) -> None:
        def save(_: Any) -> Any:
            from cso_desk.usecases import units

            return units.save_unit(self._page.desk, unit, values)

        self._write(save, "已保存")

    def _ask_new(self) -> None:
        asks = [
            Ask("name", "名称", "", "幸福社区", width=220),
            Ask("kind", "城乡", KINDS[0], words=KINDS, width=90),
        ]
        words = "区划里没有的社区（村）可以补上，不用代码："
        self._band.ask(words, asks, "补充", self._add)

    def _add(self, values: dict[str, str]) -> None:
        def add(_: Any) -> Any:
            from cso_desk.usecases import units

            return units.add_community(self._page.desk, values["name"], values["kind"])

        self._write(add, f"已补充{values['name']}")

    def _write(self, write: Any, words: str) -> None:
        def done(_: Any) -> None:
            self._band.hide()
            self._page.shell.noted(words)
            self.read()

        Writing(self._page, "正在保存", write).done(done).failed(self._band.tell).start()


def _figures(one: CommunityQuality) -> dict[str, str]:
    score = "" if one.score is None else str(one.score)
    return {"organizations": str(one.organizations), "score": score}
