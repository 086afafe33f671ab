"""工作: what one organization did and reports: this year's figures, its activities, the way to its money and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from ..lists.memory import PlainColumn
from ..pieces import button, label
from ..work import Reading
from .page import OpenRecord, Page
from .sub_records import Kind, Rows, SubRecords
from .works_plans import ACTIVITY

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.opening import Desk

COLUMNS = (
    PlainColumn("begins_on", "日期", 96),
    PlainColumn("state", "状态", 80),
    PlainColumn("title", "活动名称", 180),
    PlainColumn("theme", "活动主题", 110),
    PlainColumn("times", "次数", 52, "right"),
    PlainColumn("people", "人次", 60, "right"),
    PlainColumn("due", "应办", 200, shown=False),
)


def _rows(desk: Desk, organization: str) -> Rows:
    from cso_desk.usecases import activities, activity_lists

    return [
        {
            **activities.texts(desk, one.id),
            "mine": "是" if one.mine else "",
            "state": one.state,
            "due": one.due,
            "times": str(one.times),
        }
        for one in activity_lists.listed(desk, activity_lists.Filter(organization=organization))
    ]


def _save(
    desk: Desk, organization: str, record: str | None, values: Mapping[str, str]
) -> Done[str]:
    from cso_desk.usecases import activities

    return activities.save(desk, organization, record, values)


def _remove(desk: Desk, record: str) -> Done[str]:
    from cso_desk.usecases import activities
    from cso_desk.usecases.done import Done

    return Done(record, activities.remove(desk, [record]).changes)


ACTIVITIES = Kind(
    noun="活动",
    counted="项",
    table="activity",
    empty="这个组织办过的活动记在这里；每周都办的只记一行，写上次数。",
    columns=COLUMNS,
    sections=ACTIVITY,
    rows=_rows,
    save=_save,
    remove=_remove,
    badges=frozenset({"state"}),
)
"""Activities as a list with a form."""


class OrganizationWorks(SubRecords):
    """The activities of one organization under this year's figures."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, ACTIVITIES)
        self._shell = page.shell
        self.words = label("", "second", wrap=True)
        self.words.setAccessibleName("本年工作")
        self.more = button("收支和工作报告", "briefcase", "link", self._go)
        self.verbs.insertWidget(self.verbs.count() - 1, self.more)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self.words)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the activities and the figures of this year."""
        super().show_organization(organization, mine=mine)
        desk = self._page.desk

        def read(_: Any) -> str:
            from cso_desk.usecases import activity_lists, money, money_words, work_reports

            year = desk.clock.today().year
            held = activity_lists.counts(desk, [organization], year)[organization]
            kept = money.totals(desk, organization)
            state = work_reports.state(desk, [organization], year)[organization]
            balance = f"；现有结余 {money_words.plain(kept.closing)} 元" if kept.kept else ""
            return f"{year} 年：{held.words}{balance}；工作报告{state}。"

        Reading(self._page, "", read).done(lambda words: self._tell(organization, words)).start()

    def _tell(self, organization: str, words: str) -> None:
        if organization == self._organization:
            self.words.setText(words)

    def _go(self) -> None:
        self._shell.go("工作", OpenRecord(self._organization))
