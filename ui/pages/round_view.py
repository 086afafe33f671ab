"""One round beside the list: its steps in a line, the verbs of the open step, and what that step works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, badge, label, set_badge
from .details import Details
from .round_forms import MEETING
from .round_verbs import RoundVerbs
from .score_table import ScoreTable
from .sheet_entry import SheetEntry
from .step_line import StepLine
from .tally_table import TallyTable

if TYPE_CHECKING:
    from cso_desk.usecases.evaluate import RoundDetail
    from cso_desk.usecases.evaluate_results import OrgResult
    from cso_desk.usecases.register import FormField
    from cso_desk.usecases.round_grades import ObjectionLine
    from cso_desk.usecases.round_sheets import Difference
    from cso_desk.usecases.round_steps import Step

    from .rounds import RoundsPage

STEPS = ("准备", "述职", "投票", "录入", "结果", "公示", "归档")
ENTER, RESULT, POST = STEPS[3:6]
_RESULTS = (
    PlainColumn("name", "组织", 210),
    PlainColumn("grade", "等次", 84),
    PlainColumn("score", "得分", 66, "right"),
    PlainColumn("shares", "平均后的比例", 300),
    PlainColumn("checks", "提示", 320),
)
_OBJECTIONS = (
    PlainColumn("name", "组织", 190),
    PlainColumn("kind", "类型", 60),
    PlainColumn("raised_on", "提出日期", 96),
    PlainColumn("state", "状态", 76),
    PlainColumn("content", "反映的问题", 240),
    PlainColumn("grades", "等次", 120),
    PlainColumn("answer", "答复意见", 240),
)
_DIFFERENCES = (
    PlainColumn("group", "投票方", 60),
    PlainColumn("number", "票号", 56, "right"),
    PlainColumn("name", "组织", 210),
    PlainColumn("first", "第一遍", 76),
    PlainColumn("second", "第二遍", 76),
    PlainColumn("settled", "核定", 76),
    PlainColumn("note", "说明", 240),
)
_HELP = (
    "照签了字的计票表录入：每方第一行的应到、实到、发出、收回录一次，下面各行自动带；"
    "数字够了光标自己往下走，有效和弃权自动算，Enter 到下一格，Ctrl+S 保存。"
)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """All that the view shows of a round."""

    detail: RoundDetail
    results: Sequence[OrgResult]
    steps: Sequence[Step]
    meeting: Mapping[str, str]
    fields: Mapping[str, FormField]
    objections: Sequence[ObjectionLine]
    differences: Sequence[Difference]
    households: Sequence[str]
    points: Sequence[str]
    grades: tuple[str, ...]
    tree: bool
    words: Mapping[str, Sequence[str]]


class RoundView(QWidget):
    """Shows one round."""

    def __init__(self, page: RoundsPage) -> None:
        super().__init__()
        self._page = page
        self.facts: RoundFacts | None = None
        self.step = ""
        self.name, self.state, self.way = label("", "strong"), badge(), label("", "second")
        self.steps = StepLine(STEPS)
        self.verbs = RoundVerbs(page)
        self.words = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.tally, self.sheets, self.scores = TallyTable(), SheetEntry(page), ScoreTable(page)
        self.meeting = Details()
        self._result_rows, self._objection_rows = MemoryRows(), MemoryRows()
        self._difference_rows = MemoryRows()
        self._make_lists()
        self._lay_out()
        self.steps.chosen.connect(page.choose_step)
        self.tally.finished.connect(self.verbs.save.setFocus)

    def _make_lists(self) -> None:
        source = self._result_rows.source("评议结果", _RESULTS, "个", frozenset({"grade"}))
        self.results = ListPanel(self._page, source, Empty("录入计票以后，这里显示等次和得分。"))
        source = self._objection_rows.source("评议异议", _OBJECTIONS, "件", frozenset({"state"}))
        words = "公示期内有异议的，或组织申诉的，在这里记下并答复；没有就不用管。"
        self.objections = ListPanel(self._page, source, Empty(words))
        source = self._difference_rows.source("两遍不同", _DIFFERENCES, "处")
        words = "两个人各录一遍以后，不同的地方并排列在这里，对照原票核定。"
        self.differences = ListPanel(self._page, source, Empty(words))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        heads: tuple[QWidget, ...] = (self.name, self.state, self.way)
        for part in heads:
            line.addWidget(part)
        line.addStretch(1)
        flow = Flow(gap=look.GAP_2)
        for verb in self.verbs.every():
            flow.addWidget(verb)
        self._verbs = QWidget()
        self._verbs.setLayout(flow)
        self.entry = QTabWidget()
        self.entry.setDocumentMode(True)
        self.stack = QStackedWidget()
        for part in (self.meeting, self.entry, self.results, self.objections):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(look.GAP_2), 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        for part in (self.steps, self._verbs, self.words, self.problem):
            column.addWidget(part)
        column.addWidget(self.stack, 1)

    def show_round(self, facts: RoundFacts, step: str) -> None:
        """Show a round at one of its steps, the present one where `step` is empty."""
        self.facts = facts
        info = facts.detail.info
        can_enter = info.mine and info.state == "进行中"
        self.name.setText(info.title)
        set_badge(self.state, info.state, "amber" if can_enter else "green")
        self.way.setText(f"{info.scheme} · {info.entry}")
        self.steps.fill(facts.steps)
        self._fill_entry(facts, can_enter=can_enter)
        self.meeting.show_values(MEETING, facts.meeting, facts.fields)
        self._fill_lists(facts)
        present = next((one.name for one in facts.steps if one.state == "现在"), STEPS[-1])
        self.show_step(step or present)

    def _fill_entry(self, facts: RoundFacts, *, can_enter: bool) -> None:
        info = facts.detail.info
        by_sheet = info.entry != "计票表"
        self.tally.fill(
            facts.detail.tallies,
            open_to_edit=can_enter,
            households=facts.households,
            points=facts.points,
            words=next((own for own in facts.words.values() if own[0] != "优秀"), ()),
        )
        wanted: list[tuple[QWidget, str]] = [(self.tally, "计票表")]
        if by_sheet:
            self.sheets.show_round(info.id, facts.words, twice=info.entry == "双人录入")
            wanted.insert(0, (self.sheets, "逐张录入"))
        if info.entry == "双人录入":
            waiting = sum(1 for one in facts.differences if one.settled is None)
            wanted.insert(1, (self.differences, f"核定 {waiting}" if waiting else "核定"))
        if facts.tree:
            names = list(dict.fromkeys((t.organization, t.name) for t in facts.detail.tallies))
            self.scores.show_round(info.id, names, open_to_edit=can_enter)
            wanted.append((self.scores, "评分表"))
        self._show_tabs(wanted)

    def _show_tabs(self, wanted: Sequence[tuple[QWidget, str]]) -> None:
        shown = [self.entry.widget(at) for at in range(self.entry.count())]
        if shown != [part for part, _ in wanted]:
            while self.entry.count():
                self.entry.removeTab(0)
            for part, words in wanted:
                self.entry.addTab(part, words)
        for at, (_, words) in enumerate(wanted):
            self.entry.setTabText(at, words)
        self.entry.tabBar().setVisible(len(wanted) > 1)

    def _fill_lists(self, facts: RoundFacts) -> None:
        key = facts.detail.info.id
        self._result_rows.put([_result(one) for one in facts.results])
        self.results.show_query(key)
        self._objection_rows.put([_objection(one) for one in facts.objections])
        first = facts.objections[0].id if facts.objections else None
        self.objections.show_query(key, go_to=first)
        self._difference_rows.put([_difference(one) for one in facts.differences])
        waiting = [one for one in facts.differences if one.settled is None]
        self.differences.show_query(key, go_to=_key(waiting[0]) if waiting else None)

    def show_step(self, name: str) -> None:
        """Open a step: its part, its verbs, the next one filled."""
        if self.facts is None:
            return
        self.step = name
        self.steps.show_step(name)
        parts: dict[str, QWidget] = {
            ENTER: self.entry,
            RESULT: self.results,
            POST: self.objections,
        }
        self.stack.setCurrentWidget(parts.get(name, self.meeting))
        self._show_verbs(name, self.facts)
        own = next(one for one in self.facts.steps if one.name == name)
        tally_alone = name == ENTER and self.facts.detail.info.entry == "计票表"
        settled = self.facts.detail.info.state != "进行中"
        entering = "结果已定，只能查看和打印。" if settled else _HELP
        self.words.setText(entering if tally_alone else own.words)

    def _show_verbs(self, name: str, facts: RoundFacts) -> None:
        info, verbs = facts.detail.info, self.verbs
        by_sheet, open_ = info.entry != "计票表", info.state == "进行中"
        hidden = set()
        if not by_sheet:
            hidden |= {verbs.count, verbs.recount}
        if info.entry != "双人录入":
            hidden.add(verbs.settle)
        if not facts.tree:
            hidden.add(verbs.scores)
        own = [one for one in verbs.by_step[name] if one not in hidden]
        to_do = any(one.name == name and one.state != "已办" for one in facts.steps)
        filled = self._filled(name, facts) if to_do and info.mine else None
        for one in verbs.every():
            one.setVisible(one in own)
            verbs.paint(one, filled=one is filled)
        reading = {verbs.paper, verbs.forms, verbs.record, verbs.notice, verbs.sign_in}
        reading |= {verbs.posting, verbs.answers, verbs.scores, verbs.recount}
        entering = {verbs.save, verbs.count, verbs.settle, verbs.close_round, verbs.leave_out}
        for one in own:
            allowed = info.mine and (open_ if one in entering else True)
            if one in (verbs.decide, verbs.post, verbs.unpost, verbs.object, verbs.file_round):
                allowed = info.mine and not open_
            one.setEnabled(allowed or one in reading)
        verbs.answer.setEnabled(info.mine and bool(facts.objections))

    def _filled(self, name: str, facts: RoundFacts) -> Any:
        """Return the next thing to do in the present step."""
        verbs = self.verbs
        if name == ENTER and facts.detail.info.entry != "计票表":
            waiting = any(one.settled is None for one in facts.differences)
            return verbs.settle if waiting else verbs.count
        if name == POST and facts.objections:
            waiting = any(one.state == "待答复" for one in facts.objections)
            return verbs.answer if waiting else verbs.post
        return verbs.by_step[name][0]

    def result(self) -> OrgResult | None:
        """Return the result that is marked."""
        row = self.results.current()
        found = self.facts.results if self.facts else ()
        return next((one for one in found if row and one.organization == row.id), None)

    def objection(self) -> ObjectionLine | None:
        """Return the objection that is marked."""
        row = self.objections.current()
        found = self.facts.objections if self.facts else ()
        return next((one for one in found if row and one.id == row.id), None)

    def difference(self) -> Difference | None:
        """Return the difference that is marked, else the first that waits."""
        row = self.differences.current()
        found = self.facts.differences if self.facts else ()
        marked = next((one for one in found if row and _key(one) == row.id), None)
        return marked or next((one for one in found if one.settled is None), None)


def _key(one: Difference) -> str:
    return f"{one.group}.{one.number}.{one.organization}"


def _difference(one: Difference) -> dict[str, str]:
    settled = "" if one.settled is None else str(one.settled)
    texts = {
        "group": one.group,
        "number": str(one.number),
        "first": str(one.first),
        "second": str(one.second),
    }
    return {"id": _key(one), "name": one.name, "settled": settled, "note": one.note, **texts}


def _objection(one: ObjectionLine) -> dict[str, str]:
    before, after = one.values["grade_before"], one.values["grade_after"]
    keys = ("kind", "raised_on", "content", "answer")
    return {
        "id": one.id,
        "name": one.name,
        "state": one.state,
        "grades": before if after in ("", before) else f"{before} → {after}",
        **{key: one.values[key] for key in keys},
    }


def _result(one: OrgResult) -> dict[str, str]:
    changed = [f"测评等次 {one.computed}：{one.reason}"] if one.computed != one.grade else []
    return {
        "id": one.organization,
        "name": one.name,
        "grade": one.grade or "",
        "score": one.score_text,
        "shares": "，".join(f"{grade} {share}" for grade, share in one.shares.items()),
        "checks": "；".join([*changed, *one.checks]),
    }
