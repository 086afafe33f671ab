"""评议: rounds, their papers, the counts of the signed tally forms, grades and the result form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, badge, button, label, set_badge
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Changes, Page, Shell
from .tally_table import TallyTable

if TYPE_CHECKING:
    from cso_desk.usecases.evaluate import Entered, RoundDetail, RoundInfo
    from cso_desk.usecases.evaluate_results import OrgResult

PURPOSE = (
    "这里办评估评议：新开一轮，打印测评表和计票表，开会后照签了字的计票表录入，就有等次和结果表。"
)
_ROUNDS = (
    PlainColumn("title", "轮次", 240),
    PlainColumn("state", "状态", 84),
    PlainColumn("progress", "已录入", 90, "right"),
    PlainColumn("held_on", "评议日期", 104),
)
_RESULTS = (
    PlainColumn("name", "组织", 220),
    PlainColumn("grade", "等次", 84),
    PlainColumn("score", "得分", 72, "right"),
    PlainColumn("shares", "平均后的比例", 320),
    PlainColumn("checks", "提示", 360),
)
MOST_SHEETS = 2000


class RoundsPage(Page):
    """The rounds of this desk."""

    word = "评议"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.detail: RoundDetail | None = None
        self._wanted = ""
        self._places: list[tuple[str, str]] = []
        self._rows, self._result_rows = MemoryRows(), MemoryRows()
        self.band = AskBand()
        self.add = button("新开一轮", "plus", "primary", self._ask_round)
        source = self._rows.source("评议", _ROUNDS, "轮", frozenset({"state"}))
        self.list = ListPanel(self, source, Empty(PURPOSE))
        self.list.marked.connect(self._marked)
        self.tally = TallyTable()
        self.words = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        source = self._result_rows.source("评议结果", _RESULTS, "个", frozenset({"grade"}))
        self.results = ListPanel(self, source, Empty("录入计票以后，这里显示等次和得分。"))
        self.name, self.state = label("", "strong"), badge()
        self.forms = button("打印测评表和计票表", "printer", "", self._ask_forms)
        self.save = button("保存计票", "save", "primary", self._save)
        self.paper = button("打印结果表", "printer", "", self._print_result)
        self.close_round = button("定下结果", "check", "", self._close)
        self._lay_out()
        self._read_places()
        self._read()

    def _lay_out(self) -> None:
        self.body.addLayout(self.head("评估评议", self.add))
        self.body.addWidget(self.band)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.list)
        split.addWidget(self._below())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def _below(self) -> QWidget:
        below = QWidget()
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.name)
        line.addWidget(self.state)
        line.addStretch(1)
        verbs = Flow(gap=look.GAP_2)
        for verb in (self.save, self.forms, self.paper, self.close_round):
            verbs.addWidget(verb)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.tally, "计票")
        self.tabs.addTab(self.results, "结果")
        column = QVBoxLayout(below)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        column.addLayout(verbs)
        column.addWidget(self.words)
        column.addWidget(self.problem)
        column.addWidget(self.tabs, 1)
        return below

    def refresh(self, changes: Changes) -> None:
        """Read the rounds again."""
        if {table for table, _ in changes} & {"round", "tally", "result", "organization"}:
            self._read()

    def _read_places(self) -> None:
        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import units

            return [(unit.id, unit.name) for unit in units.communities(self.desk)]

        Reading(self, "", read).done(lambda found: setattr(self, "_places", found)).start()

    def _read(self) -> None:
        def read(_: Any) -> list[RoundInfo]:
            from cso_desk.usecases import evaluate

            return evaluate.rounds(self.desk)

        Reading(self, "", read).done(self._show_rounds).start()

    def _show_rounds(self, found: list[RoundInfo]) -> None:
        self.count.setText(f"共 {len(found)} 轮" if found else "")
        self._rows.put(
            [
                {
                    "id": one.id,
                    "title": one.title,
                    "state": one.state,
                    "held_on": one.held_on,
                    "progress": f"{one.entered} / {one.organizations}",
                }
                for one in found
            ]
        )
        known = {one.id for one in found}
        at = self._wanted if self._wanted in known else (found[0].id if found else None)
        self.list.show_query(None, go_to=at)
        for verb in (self.forms, self.save, self.paper, self.close_round):
            verb.setEnabled(bool(found))
        if at:
            self._read_round(at)

    def _marked(self) -> None:
        self.list.with_chosen(lambda ids: self._read_round(ids[0]) if len(ids) == 1 else None)

    def _read_round(self, round_id: str) -> None:
        self._wanted = round_id

        def read(_: Any) -> tuple[RoundDetail, list[OrgResult]]:
            from cso_desk.usecases import evaluate

            return evaluate.round(self.desk, round_id), evaluate.results(self.desk, round_id)

        Reading(self, "", read).done(lambda found: self._show_round(*found)).start()

    def _show_round(self, detail: RoundDetail, results: list[OrgResult]) -> None:
        if detail.info.id != self._wanted:
            return
        self.detail = detail
        can_enter = detail.info.mine and detail.info.state == "进行中"
        self.name.setText(detail.info.title)
        set_badge(self.state, detail.info.state, "amber" if can_enter else "green")
        self.words.setText(
            "照签了字的计票表录入；每方第一行的应到、实到、发出、收回会自动填到下面各行，Enter 到下一格。"
            if can_enter
            else "结果已定，只能查看和打印。"
        )
        self.problem.hide()
        self.tally.fill(detail.tallies, open_to_edit=can_enter)
        self.save.setEnabled(can_enter)
        self.close_round.setEnabled(can_enter)
        self._result_rows.put([_result(one) for one in results])
        self.results.show_query(detail.info.id)

    def _ask_round(self) -> None:
        if not self._places:
            self.shell.say.trouble(self, "还没有社区（村），请先在“设置”里补充。")
            return
        today = self.desk.clock.today()
        asks = [
            Ask(
                "place",
                "社区（村）",
                self._places[0][1],
                words=tuple(name for _, name in self._places),
                width=220,
            ),
            Ask("year", "年度", str(today.year), width=80),
            Ask("held_on", "评议日期", "", today.isoformat()),
        ]
        self.band.ask("给哪个社区（村）新开一轮评议？", asks, "新开一轮", self._open_round)

    def _open_round(self, values: dict[str, str]) -> None:
        place = next((unit for unit, name in self._places if name == values["place"]), "")

        def write(_: Any) -> Any:
            from cso_desk.usecases import evaluate

            return evaluate.open_round(self.desk, values["year"], place, values["held_on"])

        def done(found: RoundInfo) -> None:
            self._wanted = found.id
            self._written("已新开一轮")

        Writing(self, "正在新开一轮", write).done(done).failed(self.band.tell).start()

    def _written(self, words: str) -> None:
        self.band.hide()
        self.shell.noted(words)
        self._read()

    def _ask_forms(self) -> None:
        asks = [
            Ask("committee", "两委测评表", "9", width=70),
            Ask("residents", "居民测评表", "40", width=70),
        ]
        self.band.ask("各打几张？计票表每方一张，一起打印。", asks, "打印", self._forms)

    def _forms(self, values: dict[str, str]) -> None:
        numbers = {"两委": values["committee"], "居民": values["residents"]}
        if not all(text.isdigit() and int(text) <= MOST_SHEETS for text in numbers.values()):
            self.band.problem.setText(f"张数请写 0 到 {MOST_SHEETS} 的数字。")
            self.band.problem.show()
            return
        copies = {group: int(text) for group, text in numbers.items()}
        self._ask_file("测评表", lambda out: self._draw("正在打印测评表", _forms_to, out, copies))

    def _ask_file(self, words: str, then: Callable[[Path], None]) -> None:
        assert self.detail is not None
        self.band.hide()
        proposed = Path(f"{self.detail.info.title}_{words}.pdf".replace("/", "_"))
        self.shell.say.save_file(self, f"打印{words}", proposed, "PDF 文件 (*.pdf)", then)

    def _print_result(self) -> None:
        if self.detail is not None:
            self._ask_file("结果表", lambda out: self._draw("正在打印结果表", _result_to, out, {}))

    def _draw(
        self, title: str, draw: Callable[..., Any], out: Path, copies: dict[str, int]
    ) -> None:
        assert self.detail is not None
        round_id = self.detail.info.id
        work = Reading(
            self, title, lambda progress: draw(self.desk, round_id, out, copies, progress)
        )
        work.done(lambda found: self.shell.note(f"已打印 {found.pages} 页到 {out.name}")).start()

    def _save(self) -> None:
        if self.detail is None:
            return
        round_id, rows = self.detail.info.id, self.tally.typed()
        self.problem.hide()

        def write(_: Any) -> Any:
            from cso_desk.usecases import evaluate

            return evaluate.enter(self.desk, round_id, rows)

        Writing(self, "正在保存计票", write).done(self._saved).failed(self._not_saved).start()

    def _saved(self, found: Entered) -> None:
        self._written(f"已保存 {found.rows} 行计票")
        if found.warnings:
            self.problem.setText("\n".join(found.warnings))
            self.problem.show()

    def _not_saved(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(problem.message for problem in error.problems[:6]))
        self.problem.show()
        self.tally.show_problems(error.problems)
        return True

    def _close(self) -> None:
        answers = [("定下结果", self._close_now), ("先不定", None)]
        more = "定下后计票不能再改，等次会写进公开表；要改可以马上还原。"
        self.shell.say.choose(self, "把这一轮的等次定下来？", answers, more=more)

    def _close_now(self) -> None:
        assert self.detail is not None
        round_id = self.detail.info.id

        def write(_: Any) -> Any:
            from cso_desk.usecases import evaluate

            return evaluate.close(self.desk, round_id)

        Writing(self, "正在保存", write).done(lambda _: self._written("结果已定")).failed(
            self._not_saved
        ).start()


def _forms_to(desk: Any, round_id: str, out: Path, copies: dict[str, int], progress: Any) -> Any:
    from cso_desk.usecases import evaluate_papers

    return evaluate_papers.forms(desk, round_id, out, copies, progress)


def _result_to(desk: Any, round_id: str, out: Path, copies: dict[str, int], progress: Any) -> Any:
    from cso_desk.usecases import evaluate_papers

    return evaluate_papers.print_result(desk, round_id, out, progress)


def _result(one: OrgResult) -> dict[str, str]:
    return {
        "id": one.organization,
        "name": one.name,
        "grade": one.grade or "",
        "score": one.score_text,
        "shares": "，".join(f"{grade} {share}" for grade, share in one.shares.items()),
        "checks": "；".join(one.checks),
    }
