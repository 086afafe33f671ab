"""换届: organizations whose term of office ends soon or has ended; elections are postponed for a selection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Changes, OpenRecord, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.due_elections import Due

_COLUMNS = (
    PlainColumn("name", "组织名称", 260),
    PlainColumn("state", "状态", 120),
    PlainColumn("until", "任期至", 104),
    PlainColumn("days", "还有天数", 84, "right"),
    PlainColumn("who", "现任", 200),
    PlainColumn("postponed", "已延期", 72),
    PlainColumn("community", "所在社区(村)", 170),
)


class ElectionsPage(Page):
    """Reached from 今日; a line opens the organization, where the election is entered."""

    word = "换届"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows = MemoryRows()
        self.open = button("打开组织", "users", "", self._open_current)
        self.delay = button("延期换届", "calendar-days", "", self._ask)
        self.band = AskBand()
        empty = Empty("没有快到期或已到期的任期。任期在组织的“负责人和任期”里填写。")
        source = self._rows.source("换届", _COLUMNS, "个", frozenset({"state"}))
        self.list = ListPanel(self, source, empty)
        self.note = label("", "second", wrap=True)
        self.body.addLayout(self.head("换届提醒", self.delay, self.open))
        self.body.addWidget(self.note)
        self.body.addWidget(self.band)
        self.body.addWidget(self.list, 1)
        self.list.opened.connect(self._open)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(lambda _: self._marked())
        self.body.setSpacing(look.px(look.GAP_2))
        self._read()

    def come(self, request: object) -> None:
        """Count again: days go by."""
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        if {table for table, _ in changes} & {"organization", "term", "person"}:
            self._read()

    def _read(self) -> None:
        def read(_: Any) -> tuple[list[Due], int]:
            from cso_desk.usecases import due_elections, policy_pack

            lead = policy_pack.pack(self.desk).value("people.reminder_days")
            return due_elections.due(self.desk), int(lead)

        Reading(self, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, found: list[Due], lead: int) -> None:
        self.count.setText(f"共 {len(found)} 个")
        self.note.setText(
            f"列出 {lead} 天内届满和已经届满的（天数在政策包里改）；启用本程序以前就届满的只列出，不算逾期。"
        )
        self._rows.put([_row(one) for one in found])
        self.list.show_query(None)

    def _marked(self) -> None:
        count = self.list.chosen().count
        self.open.setEnabled(count == 1)
        self.delay.setEnabled(count > 0)
        self.delay.setText(f"延期换届（{count} 个）" if count > 1 else "延期换届")

    def _open_current(self) -> None:
        row = self.list.current()
        if row is not None:
            self._open(row.id)

    def _open(self, organization: str) -> None:
        self.shell.go("组织", OpenRecord(organization))

    def _ask(self) -> None:
        asks = [
            Ask("postponed_to", "延期到", example="2027-06", width=110),
            Ask("postponed_why", "原因", example="与村（社区）“两委”换届同步", width=240),
        ]
        count = self.list.chosen().count
        words = f"选中的 {count} 个组织延期换届："
        self.band.ask(words, asks, "保存延期", self._postpone)

    def _postpone(self, values: Mapping[str, str]) -> None:
        self.list.with_chosen(lambda ids: self._write(ids, values))

    def _write(self, organizations: list[str], values: Mapping[str, str]) -> None:
        def write(_: Any) -> Any:
            from cso_desk.usecases import terms

            return terms.postpone(
                self.desk, organizations, values["postponed_to"], values["postponed_why"]
            )

        work = Writing(self, "正在保存", write).done(self._postponed)
        work.failed(self.band.tell).start()

    def _postponed(self, count: int) -> None:
        self.band.hide()
        self.shell.noted(f"已延期 {count} 人的任期")
        self._read()


def _row(one: Due) -> dict[str, str]:
    return {
        "id": one.organization,
        "name": one.name,
        "state": one.state,
        "until": one.until,
        "days": str(one.days) if one.days >= 0 else f"已过 {-one.days}",
        "who": one.who,
        "postponed": "是" if one.postponed else "",
        "community": one.community,
    }
