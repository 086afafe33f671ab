"""工作报告: who has written to the two committees, whose report was heard, who is missing; for a whole community in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import look
from ..forms.inputs import Choice
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Reading, Writing
from .asking import Ask
from .page import Page
from .scope_filters import Scope
from .scoped_view import ScopedView, enable
from .works_plans import report_plan

if TYPE_CHECKING:
    from cso_desk.usecases.work_reports import Listed, Written

COLUMNS = (
    PlainColumn("name", "组织", 230),
    PlainColumn("community", "社区（村）", 130),
    PlainColumn("state", "状态", 80),
    PlainColumn("written_on", "报告日期", 100),
    PlainColumn("heard_on", "听取日期", 100),
    PlainColumn("meeting", "听取会议", 190),
)
PURPOSE = (
    "组织每年向村（社区）“两委”报告工作。先给组织选好社区并完成备案，再在这里一次写好全社区的报告。"
)
PERIODS = ("上半年", "下半年")


class ReportsView(ScopedView):
    """The organizations of a year and period with their reports."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "工作报告", "个", COLUMNS, PURPOSE, frozenset({"state"}))
        self.write_all = button("写全部未写的报告", "pencil", "primary", self._write_all)
        self.write_marked = button("写选中的报告", "pencil", "", self._write_marked)
        self.change = button("修改报告", "pencil", "", lambda: self.open_one(self.current_id()))
        self.hear = button("记下听取", "check", "", self._ask_hearing)
        self.paper = button("打印工作报告", "printer", "", self._print)
        self.remove = button("移除", "trash-2", "", self._remove)
        self.remove.setAccessibleName("移除工作报告")
        self.period = Choice(PERIODS)
        self.period.setItemText(0, "全年")
        self.period.setAccessibleName("报告期间")
        self.period.setFixedWidth(look.px(112))
        self.period.edited.connect(lambda: self.read(self.scope))
        self.put_verbs(self.write_all, self.write_marked, self.change, self.hear, self.paper)
        self.put_verbs(self.remove, self.period)

    def question(self) -> str:
        """Return the chosen period."""
        return self.period.value()

    def _year(self) -> int:
        return self.scope.year or self.desk.clock.today().year

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the organizations of a scope with their reports, and what is missing by community."""
        from cso_desk.usecases import work_reports

        year = scope.year or self.desk.clock.today().year
        found = work_reports.listed(self.desk, year, ask, scope.community, scope.organization)
        counts = {state: sum(one.state == state for one in found) for state in work_reports.STATES}
        parts = [f"{state} {number} 个" for state, number in counts.items()]
        totals = f"{year} 年{ask}应报告 {len(found)} 个组织：{'，'.join(parts)}" if found else ""
        short = [one for one in work_reports.gaps(self.desk, year, ask) if one.missing]
        named = "、".join(f"{one.name} {one.missing} 个" for one in short[:6])
        more = f"等 {len(short)} 个社区（村）" if len(short) > 6 else ""
        note = f"还没写的：{named}{more}。" if short and not scope.community else ""
        return [_row(one) for one in found], totals, note

    def _marked(self, *states: str) -> list[dict[str, str]]:
        """Return the marked rows in these states (rows without a report have the organization as id)."""
        chosen = self.list.chosen()
        numbers = range(len(self.found)) if chosen.everything else chosen.numbers
        rows = [self.found[n] for n in numbers if n < len(self.found)]
        return [one for one in rows if one["state"] in states]

    def show_marked(self) -> None:
        """Writing needs those without a report, the other verbs those with one."""
        lacking, written = self._marked("未写"), self._marked("待听取", "已听取")
        self.write_all.setEnabled(any(one["state"] == "未写" for one in self.found))
        self.write_marked.setEnabled(bool(lacking))
        self.change.setEnabled(len(written) == 1 and not lacking)
        enable((self.hear, self.paper, self.remove), bool(written))

    def open_one(self, record: str) -> None:
        """Open the form of a report; write it first where there is none."""
        row = next((one for one in self.found if one["id"] == record), None)
        if row is None:
            return
        if row["state"] == "未写":
            self._write([row["organization"]])
        else:
            self.plan_wanted.emit(report_plan(self.desk, record))

    def _write_all(self) -> None:
        self._write([one["organization"] for one in self.found if one["state"] == "未写"])

    def _write_marked(self) -> None:
        self._write([one["organization"] for one in self._marked("未写")])

    def _write(self, homes: list[str]) -> None:
        year, period = self._year(), self.period.value()

        def write(_: Any) -> Any:
            from cso_desk.usecases import work_reports

            return work_reports.write(self.desk, homes, year, period)

        def done(found: Written) -> None:
            self.changed.emit(f"已写好 {len(found.ids)} 份工作报告，可以逐份修改")

        Writing(self._page, "正在写工作报告", write).done(done).failed(self._refused).start()

    def _ask_hearing(self) -> None:
        written = [one["id"] for one in self._marked("待听取", "已听取")]
        asks = [
            Ask("heard_on", "听取日期", self.desk.clock.today().isoformat(), width=110),
            Ask("meeting", "听取会议", "", "村“两委”联席会议", width=190),
            Ask("minutes", "会议意见", "", "同意报告", width=240),
            Ask("recorded_by", "记录人", "", "张会计", width=90),
        ]
        words = f"“两委”听取了选中的 {len(written)} 份工作报告："
        self.band.ask(words, asks, "记下听取", lambda values: self._hear(written, values))

    def _hear(self, reports: list[str], values: dict[str, str]) -> None:
        def act() -> Any:
            from cso_desk.usecases import work_reports

            return work_reports.hear(self.desk, reports, values)

        self.write(act, f"已记下听取 {len(reports)} 份工作报告")

    def _remove(self) -> None:
        reports = [one["id"] for one in self._marked("待听取", "已听取")]

        def act() -> Any:
            from cso_desk.usecases import work_reports

            return work_reports.remove(self.desk, reports)

        self.write(act, f"已移除 {len(reports)} 份工作报告")

    def _print(self) -> None:
        reports = [one["id"] for one in self._marked("待听取", "已听取")]

        def to(out: Path) -> None:
            def draw(progress: Any) -> Any:
                from cso_desk.usecases import works_papers

                return works_papers.print_reports(self.desk, reports, out, progress)

            Reading(self._page, "正在打印工作报告", draw).done(
                lambda found: self._page.shell.note(f"已打印 {found.pages} 页到 {out.name}")
            ).start()

        proposed = Path(f"{self._year()}年工作报告.pdf")
        self._page.shell.say.save_file(self, "打印工作报告", proposed, "PDF 文件 (*.pdf)", to)


def _row(one: Listed) -> dict[str, str]:
    keys = ("organization", "name", "community", "state", "written_on", "heard_on", "meeting")
    return {"id": one.id or one.organization, **{key: getattr(one, key) for key in keys}}
