"""年度核对: the communities of a year with their state, 无变化 by one key, and each one's sheet by Enter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .check_sheet import CheckSheet
from .page import Changes, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.print_forms import Printed
    from cso_desk.usecases.year_check import Figure, Line, Village

_COLUMNS = (
    PlainColumn("name", "社区（村）", 240),
    PlainColumn("state", "状态", 96),
    PlainColumn("count", "组织数", 72, "right"),
    PlainColumn("result", "核对结果", 280),
    PlainColumn("checked_on", "核对日期", 110),
    PlainColumn("checked_by", "核对人", 100),
)
PURPOSE = (
    "每年给各村（社区）印一张核对表（上年数据、空白更正栏），手工改好、签字盖章收回来，这里只录有变化的；"
    "整村无变化的按一下 F8 就行。"
)


class YearCheckPage(Page):
    """One year at a time."""

    word = "年度核对"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.year_now = self.desk.clock.today().year
        self.community = ""
        self._villages: dict[str, Village] = {}
        self.views = QStackedWidget()
        self._make_parts()
        self._lay_out()
        self._read()

    def _make_parts(self) -> None:
        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        self.year.addItem(str(self.year_now), self.year_now)
        self.year.activated.connect(lambda _: self._read())
        self.begin = button("", "play", "primary", self._begin)
        self.print_all = button("打印全部核对表", "printer", "", self._print)
        self.same = button("无变化（F8）", "check", "", self.no_change)
        self.open_sheet = button("录入更正（回车）", "pencil", "", self._open_current)
        self._rows = MemoryRows()
        self.empty = Empty(PURPOSE)
        self.list = ListPanel(
            self,
            self._rows.source("年度核对", _COLUMNS, "个", frozenset({"state"})),
            self.empty,
        )
        self.list.opened.connect(self.open)
        self.sheet = CheckSheet()
        self.sheet_head = label("", "strong")
        self.problem = label("", "problem", wrap=True)
        self.save = button("核对完，保存", "save", "primary", self._save)
        self.save.setToolTip("Ctrl+S")
        self.leave = button("返回（Esc）", "arrow-left", "quiet", self._to_list)
        self.dissolve = button("已解散（F9）", "x", "", self._dissolve)

    def _lay_out(self) -> None:
        head = self.head("年度核对", self.print_all, self.begin)
        head.insertWidget(2, self.year)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        self.body.addWidget(self.views, 1)
        browse = QWidget()
        column = _column(browse)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        for part in (self.same, self.open_sheet):
            line.addWidget(part)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        paper = QWidget()
        column = _column(paper)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        for shown in (self.leave, self.sheet_head):
            line.addWidget(shown)
        line.addStretch(1)
        for verb in (self.dissolve, self.save):
            line.addWidget(verb)
        column.addLayout(line)
        hint = "直接在格子里改；没有改的行就是无变化。最后几行写新增的组织。"
        column.addWidget(label(hint, "second", wrap=True))
        column.addWidget(self.problem)
        column.addWidget(self.sheet, 1)
        self.problem.hide()
        self.views.addWidget(browse)
        self.views.addWidget(paper)
        QShortcut(QKeySequence("F8"), browse, self.no_change)
        QShortcut(QKeySequence("Ctrl+S"), paper, self._save)
        QShortcut(QKeySequence("Esc"), paper, self._to_list)

    def come(self, request: object) -> None:
        """Show the communities."""
        self._to_list()
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read the communities again."""
        if {table for table, _ in changes} & {"organization", "year_check", "unit"}:
            self._read()

    def chosen_year(self) -> int:
        """Return the year that is shown."""
        return int(self.year.currentData())

    def _read(self, after: str = "") -> None:
        year = self.chosen_year()

        def read(_: Any) -> tuple[list[int], Figure, list[Village]]:
            from cso_desk.usecases import year_check

            desk = self.desk
            return (
                year_check.years(desk),
                year_check.figure(desk, year),
                year_check.villages(desk, year),
            )

        Reading(self, "", read).done(lambda found: self._show(after, *found)).start()

    def _show(self, after: str, years: list[int], figure: Figure, villages: list[Village]) -> None:
        if figure.year != self.chosen_year():
            return
        for year in sorted({*years, self.year_now}, reverse=True):
            if self.year.findData(year) < 0:
                self.year.addItem(str(year), year)
        self._villages = {one.id: one for one in villages}
        begun = figure.due > 0
        self.count.setText(
            f"已核对 {figure.checked} / 应核对 {figure.due}" if begun else "还没有开始"
        )
        self.begin.setText(f"开始 {figure.year} 年度核对")
        self.begin.setVisible(not begun)
        for verb in (self.print_all, self.same, self.open_sheet):
            verb.setEnabled(begun)
        self._rows.put([_row(one) for one in villages])
        self.list.show_query(None, go_to=self._next(after, villages))

    def _next(self, after: str, villages: list[Village]) -> str | None:
        """Return the first community after this one that is not checked yet; without one, where the cursor is."""
        ids = [one.id for one in villages]
        if after not in ids:
            current = self.list.current()
            return current.id if current is not None else ids[0] if ids else None
        at = ids.index(after)
        turned = villages[at + 1 :] + villages[:at]
        return next((one.id for one in turned if one.state == "未核对"), after)

    def _begin(self) -> None:
        year = self.chosen_year()

        def begin(_: Any) -> Any:
            from cso_desk.usecases import year_check

            return year_check.start(self.desk, year)

        Writing(self, "正在开始年度核对", begin).done(lambda _: self._read()).start()

    def no_change(self) -> None:
        """Enter 无变化 for the community under the cursor and go to the next one."""
        row = self.list.current()
        if row is None:
            return
        community, year = row.id, self.chosen_year()

        def write(_: Any) -> Any:
            from cso_desk.usecases import year_check

            return year_check.no_change(self.desk, community, year)

        def written(_: Any) -> None:
            self.shell.noted(f"{self._villages[community].name}：无变化")
            self._read(community)

        Writing(self, "", write).done(written).start()

    def _open_current(self) -> None:
        row = self.list.current()
        if row is not None:
            self.open(row.id)

    def open(self, community: str) -> None:
        """Open the sheet of a community."""
        year = self.chosen_year()

        def read(_: Any) -> list[Line]:
            from cso_desk.usecases import year_check

            return year_check.sheet(self.desk, community, year)

        Reading(self, "", read).done(lambda lines: self._fill(community, lines)).start()

    def _fill(self, community: str, lines: list[Line]) -> None:
        self.community = community
        village = self._villages[community]
        self.sheet_head.setText(f"{village.name}　{self.chosen_year()} 年度　{village.state}")
        self.problem.hide()
        self.sheet.fill(lines)
        self.views.setCurrentIndex(1)
        self.sheet.setFocus()

    def _to_list(self) -> None:
        self.views.setCurrentIndex(0)
        self.list.setFocus()

    def _dissolve(self) -> None:
        self.sheet.mark_dissolved()
        self.sheet.setFocus()

    def _save(self) -> None:
        entered, community, year = self.sheet.entered(), self.community, self.chosen_year()

        def write(_: Any) -> Any:
            from cso_desk.usecases import year_check

            return year_check.enter(self.desk, community, year, entered)

        def written(_: Any) -> None:
            self.shell.noted(f"{self._villages[community].name}：已核对")
            self._to_list()
            self._read(community)

        Writing(self, "正在保存", write).done(written).failed(self._tell).start()

    def _tell(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(one.message for one in error.problems))
        self.problem.show()
        self.sheet.show_problem(error.problems[0])
        return True

    def _print(self) -> None:
        year = self.chosen_year()
        proposed = Path(f"P06_年度核对表_{year}.pdf")
        self.shell.say.save_file(self, "打印成 PDF", proposed, "PDF 文件 (*.pdf)", self._print_to)

    def _print_to(self, out: Path) -> None:
        year = self.chosen_year()

        def draw(progress: Any) -> Any:
            from cso_desk.usecases import year_check_paper

            return year_check_paper.print_sheets(self.desk, year, out, (), progress)

        Reading(self, "正在打印核对表", draw).done(self._printed).start()

    def _printed(self, found: Printed) -> None:
        skipped = "".join(f"；没有打印 {name}：{words}" for name, words in found.skipped)
        self.shell.note(f"已打印 {found.pages} 页核对表{skipped}")


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(look.GAP_2))
    return column


def _row(one: Village) -> dict[str, str]:
    return {
        "id": one.id,
        "name": one.name,
        "state": one.state,
        "count": str(one.organizations),
        "result": one.result,
        "checked_on": one.checked_on,
        "checked_by": one.checked_by,
    }
