"""The verbs of an evaluation round, by step: what each button asks and does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton

from .. import look
from ..forms.editor import Plan
from ..pieces import button
from ..work import Reading, Writing
from . import round_forms
from .asking import Ask

if TYPE_CHECKING:
    from .rounds import RoundsPage

MOST_SHEETS = 2000
_DIGITS = {"1": 1, "2": 2, "3": 3, "4": 4, "0": 0, "9": 9}


class RoundVerbs:
    """Makes the buttons and does what they say on the round that the page shows."""

    def __init__(self, page: RoundsPage) -> None:
        self._page = page
        self._icons: dict[QPushButton, str] = {}
        self.arrange = self._made("填写会议安排", "pencil", lambda: self._meeting("name"))
        self.hear = self._made("记听取述职", "check", self._ask_heard)
        self.choose = self._made("记监票人、计票人", "users", self._ask_counters)
        self.forms = self._made("打印测评表和计票表", "printer", self._ask_forms)
        self.save = self._made("保存计票", "save", page.save_tally)
        self.count = self._made("清点入表", "check", self._ask_people)
        self.recount = self._made("复核清点", "refresh-cw", self._ask_recount)
        self.settle = self._made("核定不同", "check", self._ask_settle)
        self.close_round = self._made("定下结果", "check", self._close)
        self.decide = self._made("两委研究定等次", "pencil", self._ask_grade)
        self.leave_out = self._made("移出这一轮", "x", self._leave_out)
        self.paper = self._made("打印结果表", "printer", self._print_result)
        self.post = self._made("记公示", "megaphone", self._ask_post)
        self.unpost = self._made("不公示", "eye-off", self._unpost)
        self.object = self._made("记异议", "plus", self._object)
        self.answer = self._made("答复", "pencil", self._answer)
        self.file_round = self._made("归档", "folder", self._ask_filed)
        self.record = self._paper_button("会议记录")
        self.notice = self._paper_button("会议通知")
        self.sign_in = self._paper_button("签到表")
        self.posting = self._paper_button("结果公示")
        self.answers = self._paper_button("异议答复单")
        self.scores = self._paper_button("评分表")
        self.by_step: dict[str, tuple[QPushButton, ...]] = {
            "准备": (self.arrange, self.notice, self.sign_in, self.forms),
            "述职": (self.hear, self.record),
            "投票": (self.choose, self.forms, self.record),
            "录入": (self.save, self.count, self.settle, self.recount, self.scores),
            "结果": (self.close_round, self.decide, self.leave_out, self.paper),
            "公示": (self.post, self.unpost, self.posting, self.object, self.answer, self.answers),
            "归档": (self.file_round, self.record, self.paper),
        }

    def paint(self, one: QPushButton, *, filled: bool) -> None:
        """Fill the button of the next step, and no other."""
        if bool(one.property("look") == "primary") != filled:
            look.dress(one, "primary" if filled else "plain")
            one.setIcon(look.icon(self._icons[one], "on_accent" if filled else "second"))

    def every(self) -> list[QPushButton]:
        """Return all buttons, each once."""
        return list(dict.fromkeys(one for own in self.by_step.values() for one in own))

    def _made(self, words: str, icon: str, act: Callable[[], object]) -> QPushButton:
        made = button(words, icon, "", act)
        self._icons[made] = icon
        return made

    def _paper_button(self, paper: str) -> QPushButton:
        return self._made(f"打印{paper}", "printer", lambda: self._print_paper(paper))

    @property
    def _round(self) -> str:
        assert self._page.detail is not None
        return self._page.detail.info.id

    def _write(self, words: str, act: Callable[[Any, str], Any]) -> None:
        """Do a step of the band's and note it; what is wrong stands beneath the band's fields."""
        desk, round_id = self._page.desk, self._round
        work = Writing(self._page, "正在保存", lambda _: act(desk, round_id))
        work.done(lambda _: self._page.written(words)).failed(self._page.tell).start()

    def _save_meeting(self, words: str, **values: str) -> None:
        def act(desk: Any, round_id: str) -> Any:
            from cso_desk.usecases import round_meeting

            return round_meeting.save(desk, round_id, values, words)

        self._write(f"已{words}", act)

    def _meeting(self, first: str) -> None:
        desk, round_id = self._page.desk, self._round
        self._page.open_form(round_forms.meeting_plan(desk, round_id, first, self._form_saved))

    def _form_saved(self, _: Any) -> None:
        self._page.form_done("已保存")

    def _ask_heard(self) -> None:
        meeting = self._page.meeting
        asks = [
            Ask("heard_on", "听取日期", meeting.get("heard_on") or self._day(), width=120),
            Ask("host", "主持人", meeting.get("host", ""), width=110),
            Ask("recorder", "记录人", meeting.get("recorder", ""), width=110),
        ]
        words = "各组织负责人述职，两委听取工作报告："
        self._page.band.ask(
            words, asks, "记听取述职", lambda v: self._save_meeting("记听取述职", **v)
        )

    def _day(self) -> str:
        held = self._page.detail.info.held_on if self._page.detail else ""
        return held or self._page.desk.clock.today().isoformat()

    def _ask_counters(self) -> None:
        meeting = self._page.meeting
        asks = [
            Ask("watchers", "监票人", meeting.get("watchers", ""), "马明、吴海", 200),
            Ask("counters", "计票人", meeting.get("counters", ""), "周红梅", 200),
        ]
        words = "会上推选的监票人、计票人（不能是被评议组织的人）："
        self._page.band.ask(
            words, asks, "记下", lambda v: self._save_meeting("记监票人、计票人", **v)
        )

    def _ask_forms(self) -> None:
        asks = [
            Ask("committee", "两委测评表", "9", width=70),
            Ask("residents", "居民测评表", "40", width=70),
        ]
        self._page.band.ask("各打几张？计票表每方一张，一起打印。", asks, "打印", self._forms)

    def _forms(self, values: dict[str, str]) -> None:
        numbers = {"两委": values["committee"], "居民": values["residents"]}
        if not all(text.isdigit() and int(text) <= MOST_SHEETS for text in numbers.values()):
            self._page.band.problem.setText(f"张数请写 0 到 {MOST_SHEETS} 的数字。")
            self._page.band.problem.show()
            return
        copies = {group: int(text) for group, text in numbers.items()}

        def draw(out: Path, progress: Any) -> Any:
            from cso_desk.usecases import evaluate_papers

            return evaluate_papers.forms(self._page.desk, self._round, out, copies, progress)

        self._ask_file("测评表", draw)

    def _print_result(self) -> None:
        def draw(out: Path, progress: Any) -> Any:
            from cso_desk.usecases import evaluate_papers

            return evaluate_papers.print_result(self._page.desk, self._round, out, progress)

        self._ask_file("结果表", draw)

    def _print_paper(self, paper: str) -> None:
        def draw(out: Path, progress: Any) -> Any:
            from cso_desk.usecases import round_papers

            return round_papers.print_paper(self._page.desk, self._round, paper, out, progress)

        self._ask_file(paper, draw)

    def _ask_file(self, words: str, draw: Callable[[Path, Any], Any]) -> None:
        assert self._page.detail is not None
        self._page.band.hide()
        proposed = Path(f"{self._page.detail.info.title}_{words}.pdf".replace("/", "_"))

        def then(out: Path) -> None:
            work = Reading(self._page, f"正在打印{words}", lambda progress: draw(out, progress))
            work.done(
                lambda found: self._page.shell.note(f"已打印 {found.pages} 页到 {out.name}")
            ).start()

        self._page.shell.say.save_file(
            self._page, f"打印{words}", proposed, "PDF 文件 (*.pdf)", then
        )

    def _ask_people(self) -> None:
        self._ask_counts("清点入表", self._count_sheets)

    def _ask_recount(self) -> None:
        self._ask_counts("复核清点", self._recount_sheets)

    def _ask_counts(self, verb: str, then: Callable[[dict[str, str]], None]) -> None:
        group = self._page.view.sheets.group.value()
        counts = self._page.first_counts(group)
        asks = [
            Ask(key, key, counts.get(key, ""), width=70)
            for key in ("应到", "实到", "发出")
            if not (key == "实到" and group in self._page.households)
        ]
        self._page.band.ask(f"{group}一方的人数和发出张数（收回按录入的张数）：", asks, verb, then)

    def _count_sheets(self, values: dict[str, str]) -> None:
        group = self._page.view.sheets.group.value()

        def act(desk: Any, round_id: str) -> Any:
            from cso_desk.usecases import round_sheets

            return round_sheets.count(desk, round_id, group, values)

        self._write(f"{group}一方已清点入表", act)

    def _recount_sheets(self, values: dict[str, str]) -> None:
        desk, round_id, group = self._page.desk, self._round, self._page.view.sheets.group.value()

        def read(_: Any) -> Any:
            from cso_desk.usecases import round_sheets

            return round_sheets.recount(desk, round_id, group, values)

        def show(found: Any) -> None:
            self._page.band.hide()
            self._page.problem("\n".join(found.differences[:8]))
            if not found.differences:
                self._page.shell.note(f"复核 {found.sheets} 张，与原来的计票一致")

        Reading(self._page, "", read).done(show).failed(self._page.tell).start()

    def _ask_settle(self) -> None:
        one = self._page.view.difference()
        if one is None:
            self._page.problem("没有要核定的：两遍录入一致，或在下面的表里先选一行。")
            return
        words = f"{one.group}第 {one.number} 号票“{one.name}”：第一遍 {one.first}，第二遍 {one.second}。请看原票："
        asks = [
            Ask("mark", "核定为", words=tuple(_DIGITS), width=70),
            Ask("note", "说明", one.note, "看原票，画的是合格", 260),
        ]
        self._page.band.ask(words, asks, "核定", lambda values: self._settle(one, values))

    def _settle(self, one: Any, values: dict[str, str]) -> None:
        mark = _DIGITS.get(values["mark"], -1)

        def act(desk: Any, round_id: str) -> Any:
            from cso_desk.usecases import round_sheets

            return round_sheets.settle(
                desk, round_id, one.group, one.number, one.organization, mark, values["note"]
            )

        self._write("已核定", act)

    def _close(self) -> None:
        answers = [("定下结果", self._close_now), ("先不定", None)]
        more = "定下后计票不能再改，等次会写进公开表；要改可以马上还原。"
        self._page.shell.say.choose(self._page, "把这一轮的等次定下来？", answers, more=more)

    def _close_now(self) -> None:
        def act(desk: Any, round_id: str) -> Any:
            from cso_desk.usecases import evaluate

            return evaluate.close(desk, round_id)

        self._write("结果已定", act)

    def _leave_out(self) -> None:
        one = self._page.view.result()
        if one is None:
            self._page.problem("请先在结果表里选一个今年不评的组织。")
            return

        def act(desk: Any, round_id: str) -> Any:
            from cso_desk.usecases import evaluate

            return evaluate.leave_out(desk, round_id, one.organization)

        self._write(f"已移出 {one.name}", act)

    def _ask_grade(self) -> None:
        one = self._page.view.result()
        if one is None:
            self._page.problem("请先在结果表里选一个组织。")
            return
        asks = [
            Ask("grade", "定为", one.grade, words=self._page.grades, width=110),
            Ask("reason", "理由", one.reason, "夜间扰民，居民多次反映", 320),
        ]
        words = f"{one.name}：测评等次是{one.computed}，两委研究定为："

        def decide(values: dict[str, str]) -> None:
            def act(desk: Any, round_id: str) -> Any:
                from cso_desk.usecases import round_grades

                return round_grades.decide(desk, round_id, one.organization, **values)

            self._write("已定等次", act)

        self._page.band.ask(words, asks, "定等次", decide)

    def _ask_post(self) -> None:
        meeting = self._page.meeting
        asks = [
            Ask("posted_on", "公示开始", meeting.get("posted_on") or self._day(), width=120),
            Ask("posted_until", "公示截止", meeting.get("posted_until", ""), "2026-11-27", 120),
            Ask("posted_place", "公示地点", meeting.get("posted_place", ""), "社区公示栏", 180),
        ]
        self._page.band.ask(
            "结果公示：", asks, "记公示", lambda v: self._save_meeting("记公示", unposted="", **v)
        )

    def _unpost(self) -> None:
        self._save_meeting("记不公示", unposted="是", posted_on="", posted_until="")

    def _object(self) -> None:
        one = self._page.view.result()
        plan = round_forms.objection_plan(
            self._page.desk, self._round, one.name if one else "", self._form_saved
        )
        self._page.open_form(plan)

    def _answer(self) -> None:
        one = self._page.view.objection()
        if one is None:
            self._page.problem("请先在下面选一件异议。")
            return
        plan: Plan = round_forms.answer_plan(
            self._page.desk, self._round, one.id, one.values, one.name, self._form_saved
        )
        self._page.open_form(plan)

    def _ask_filed(self) -> None:
        today = self._page.desk.clock.today().isoformat()
        asks = [Ask("filed_on", "归档日期", self._page.meeting.get("filed_on") or today)]

        def file_it(values: dict[str, str]) -> None:
            def act(desk: Any, round_id: str) -> Any:
                from cso_desk.usecases import round_meeting

                return round_meeting.file_round(desk, round_id, values["filed_on"])

            self._write("已归档", act)

        words = "测评表、计票表、会议记录、结果表收齐，报乡镇（街道）并归档："
        self._page.band.ask(words, asks, "归档", file_it)
