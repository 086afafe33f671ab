"""待跟进: the matters of all contact logs that are not settled yet, the oldest first; opened from 今日."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Changes, OpenRecord, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.contacts import FollowUp

COLUMNS = (
    PlainColumn("date", "联系日期", 96),
    PlainColumn("name", "组织名称", 220),
    PlainColumn("community", "社区（村）", 160),
    PlainColumn("follow_up", "需跟进事项", 320),
    PlainColumn("who", "联系人", 90),
)


class FollowUpsPage(Page):
    """What still has to be settled."""

    word = "待跟进"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._known: Sequence[FollowUp] = ()
        self._rows = MemoryRows()
        self.back = button("返回今日", "arrow-left", "quiet", lambda: self.shell.go("今日"))
        self.see = button("去看组织", "users", "", self._see)
        self.settle_one = button("办结", "check", "primary", self._ask)
        self.band = AskBand()
        self.list = ListPanel(
            self,
            self._rows.source("待跟进", COLUMNS, "件"),
            Empty("联系记录里没有待跟进的事。"),
        )
        head = self.head("待跟进", self.see, self.settle_one)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        self.body.addWidget(self.band)
        self.body.addWidget(self.list, 1)
        self.list.opened.connect(lambda _: self._see())
        self.list.marked.connect(self._marked)
        self._read()

    def come(self, request: object) -> None:
        """Read again."""
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again where a log or an organization changed."""
        if {table for table, _ in changes} & {"contact", "organization"}:
            self._read()

    def _read(self) -> None:
        def read(_: Any) -> list[FollowUp]:
            from cso_desk.usecases import contacts

            return contacts.open_follow_ups(self.desk)

        Reading(self, "", read).done(self._show).start()

    def _show(self, found: Sequence[FollowUp]) -> None:
        self._known = found
        keys = ("id", "date", "name", "community", "follow_up", "who")
        self._rows.put([{key: getattr(one, key) for key in keys} for one in found])
        self.count.setText(f"共 {len(found)} 件")
        self.list.show_query(None, go_to=found[0].id if found else None)
        self._marked()

    def _current(self) -> FollowUp | None:
        at, numbers = self.list.table.currentIndex().row(), self.list.model.ids
        number = numbers[at] if 0 <= at < len(numbers) else len(self._known)
        return self._known[number] if number < len(self._known) else None

    def _marked(self) -> None:
        for verb in (self.see, self.settle_one):
            verb.setEnabled(self._current() is not None)

    def _see(self) -> None:
        one = self._current()
        if one is not None:
            self.shell.go("组织", OpenRecord(one.organization))

    def _ask(self) -> None:
        one = self._current()
        if one is not None:
            asks = [Ask("settled_on", "办结日期", example="2026-10-20")]
            words = f"{one.name}：{one.follow_up}。哪一天办结的？"
            self.band.ask(words, asks, "办结", lambda values: self._settle(one, values))

    def _settle(self, one: FollowUp, values: dict[str, str]) -> None:
        def settle(_: Any) -> Any:
            from cso_desk.usecases import contacts

            return contacts.settle(self.desk, one.organization, one.id, values["settled_on"])

        def settled(_: Any) -> None:
            self.band.hide()
            self.shell.noted("已办结")
            self._read()

        Writing(self, "正在保存", settle).done(settled).failed(self.band.tell).start()
