"""The day of an evaluation in a real window: 12 organizations of one community, 40 sheets, by keyboard.

Once from the signed tally forms, once sheet by sheet by two people with one disagreement; then an objection and the
printed results.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from cso_desk.clock import FixedClock
from cso_desk.usecases import (
    evaluate,
    opening,
    register,
    round_grades,
    round_history,
    round_sheets,
    units,
)
from ui import look
from ui.app import speak_chinese
from ui.faults import FaultReports
from ui.machine import Machine
from ui.pages.rounds import RoundsPage
from ui.window import MainWindow
from ui.work import Works

from .saying import Silent

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
USER, SECRET = "王干事", "练习-密码-1"
NOON = datetime(2026, 11, 28, 9, 0)
KINDS = ("舞蹈队", "合唱团", "太极拳队", "棋友会", "书画社", "巡逻队")
NAMES = tuple(f"百泉社区{number}{kind}" for number in ("第一", "第二") for kind in KINDS)
SHEETS = 40
GRADES_FROM = 9
"""The column of 优秀 in the table of counts."""
COMMITTEE = "两委"
RESIDENTS = "居民"


class Clerk:
    """Keys that are counted, and clicks on buttons."""

    def __init__(self, window: MainWindow, say: Silent, qtbot: Any) -> None:
        self.window, self.say, self._qtbot = window, say, qtbot
        self.digits = self.others = 0

    @property
    def page(self) -> RoundsPage:
        """The page 评议."""
        found = self.window.page("评议")
        assert isinstance(found, RoundsPage)
        return found

    def rest(self) -> None:
        """Wait until nothing runs and everything is shown."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: not self.window.works.running, timeout=20_000)
            self._qtbot.wait(20)
        assert not self.say.troubles, self.say.troubles

    def key(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key that is no digit; it is counted."""
        self.others += 1
        self._qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    def type(self, digits: str) -> None:
        """Type digits into whatever has the cursor."""
        self.digits += len(digits)
        self._qtbot.keyClicks(QApplication.focusWidget(), digits)

    def click(self, made: Any) -> None:
        """Click a button that the clerk sees and may press."""
        self._qtbot.waitUntil(lambda: made.isVisible() and made.isEnabled(), timeout=10_000)
        made.click()
        self.rest()

    def band(self, **values: str) -> None:
        """Fill the page's band and do its step."""
        for key, text in values.items():
            self.page.band.fields[key].put(text)
        self.click(self.page.band.go)
        assert not self.page.band.isVisible(), self.page.band.problem.text()

    def form(self, **values: str) -> None:
        """Fill the page's form and save it."""
        form = self.page.editor.form
        assert form is not None
        for key, text in values.items():
            form.cells[key].input.put(text)
        self.click(self.page.editor.save_button)
        assert self.page.views.currentWidget() is self.page.browse, self.page.editor.trouble.text()

    def filled(self) -> list[str]:
        """Return the words of the filled buttons among the step's verbs."""
        verbs = self.page.view.verbs.every()
        return [
            one.text() for one in verbs if one.isVisible() and one.property("look") == "primary"
        ]


@pytest.fixture
def clerk(qapp: Any, qtbot: Any, tmp_path: Path) -> Iterator[Clerk]:
    """A window on a desk with the twelve organizations."""
    speak_chinese(qapp)
    look.apply(qapp, 100, own_font=True)
    folder = tmp_path / "desk"
    unit = opening.NewUnit("410782103", "百泉镇", "township")
    desk = opening.start_desk(folder, unit, USER, SECRET, FixedClock(NOON)).desk
    community = units.unit_by_code(desk, "410782103001").id
    for number, name in enumerate(NAMES):
        values = {"name": name, "community": community, "leader": f"甄{number + 1}号"}
        register.save_organization(desk, None, values)
    say = Silent(tmp_path)
    works = Works(say, FaultReports(tmp_path))
    window = MainWindow(desk, works, say, Machine(folder))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made = Clerk(window, say, qtbot)
    window.go("评议")
    made.rest()
    yield made
    works.close()
    desk.close()


def ballot(sheet: int, row: int) -> int:
    """Return the digit that resident `sheet` gives the organization in `row`, both from 0."""
    if row == 11:
        return 4 if sheet % 3 else 3
    number = (sheet * 7 + row * 5) % 20
    return 1 if number < 13 else 2 if number < 17 else 3 if number < 18 else 0 if number < 19 else 9


def residents_counts(row: int) -> dict[str, int]:
    digits = [ballot(sheet, row) for sheet in range(SHEETS)]
    people = {"应到": 45, "实到": 42, "发出": 40, "收回": SHEETS}
    return round_sheets.counted(people, digits)


def committee_votes(row: int) -> tuple[int, int, int, int]:
    return (0, 0, 2, 7) if row == 11 else (7, 2, 0, 0) if row % 2 else (9, 0, 0, 0)


def begin(clerk: Clerk, entry: str) -> None:
    clerk.click(clerk.page.add)
    place = next(name for name, short in _places(clerk) if short)
    clerk.band(place=place, year="2026", held_on="2026-11-28", entry=entry)
    assert clerk.filled() == ["填写会议安排"]


def _places(clerk: Clerk) -> list[tuple[str, bool]]:
    return [(name, "百泉" in name and "镇" not in name) for _, name in clerk.page._places]


def meet(clerk: Clerk) -> None:
    """Before the votes: notice, reports heard, who counts."""
    verbs = clerk.page.view.verbs
    clerk.click(verbs.arrange)
    clerk.form(name="居民代表会议", place="社区会议室", notice_on="2026-11-20")
    assert clerk.page.view.step == "述职"
    clerk.click(clerk.page.view.steps.heads["准备"])
    clerk.click(verbs.notice)
    clerk.click(clerk.page.view.steps.heads["述职"])
    clerk.click(verbs.hear)
    clerk.band(host="单主持", recorder="邵记")
    assert clerk.page.view.step == "投票"
    clerk.click(verbs.choose)
    clerk.page.band.fields["watchers"].put("甄3号")
    clerk.page.band.fields["counters"].put("申计")
    clerk.click(clerk.page.band.go)
    assert "甄3号是“百泉社区第一太极拳队”的人" in clerk.page.band.problem.text()
    clerk.band(watchers="申监")
    assert clerk.page.view.step == "录入"


def type_committee(clerk: Clerk) -> None:
    """9 came, 9 sheets: two digits nowhere, so the cursor moves by itself after 应到."""
    clerk.type("9")
    clerk.key(Qt.Key.Key_Return)
    clerk.type("999")
    for row in range(len(NAMES)):
        votes = committee_votes(row)
        typed = next(n for n in range(4, 0, -1) if votes[n - 1])
        clerk.type("".join(str(one) for one in votes[:typed]))


def type_residents(clerk: Clerk) -> None:
    clerk.type("45")
    clerk.key(Qt.Key.Key_Return)
    clerk.type("424040")
    table = clerk.page.tally
    for row in range(len(NAMES)):
        counts = residents_counts(row)
        at = len(NAMES) + row
        if counts["无效"]:
            for _ in range(2):
                clerk.key(Qt.Key.Key_Left)
            clerk.type(str(counts["无效"]))
            if table.currentColumn() < GRADES_FROM:
                clerk.key(Qt.Key.Key_Return)
        for grade in ("优秀", "合格", "基本合格", "不合格"):
            if table.currentRow() != at:
                break
            before = table.currentColumn()
            clerk.type(str(counts[grade]))
            if (table.currentRow(), table.currentColumn()) == (at, before):
                clerk.key(Qt.Key.Key_Return)


def test_from_the_signed_tally_forms(clerk: Clerk, tmp_path: Path) -> None:
    begin(clerk, "计票表")
    meet(clerk)
    clerk.page.tally.setFocus()
    clerk.page.tally.setCurrentCell(0, 2)
    clerk.digits = clerk.others = 0
    type_committee(clerk)
    type_residents(clerk)
    clerk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    clerk.rest()
    assert clerk.others < 60, f"{clerk.others} key presses beyond {clerk.digits} digits"
    assert not clerk.page.view.problem.isVisible(), clerk.page.view.problem.text()
    _same_counts(clerk)
    _finish(clerk, tmp_path)


def _same_counts(clerk: Clerk) -> None:
    detail = clerk.page.detail
    assert detail is not None
    kept = {(one.name, one.group): one.counts for one in detail.tallies}
    order = list(dict.fromkeys(one.name for one in detail.tallies))
    for row, name in enumerate(order):
        wanted = {column: str(number) for column, number in residents_counts(row).items()}
        got = kept[name, RESIDENTS]
        assert {column: got[column] for column in wanted} == wanted, name
        votes = tuple(int(kept[name, COMMITTEE][grade]) for grade in scored())
        assert votes == committee_votes(row)


def scored() -> tuple[str, ...]:
    return ("优秀", "合格", "基本合格", "不合格")


def _finish(clerk: Clerk, papers: Path) -> None:
    """Results settled and printed, an objection that changes a grade, the file closed."""
    view, verbs, desk = clerk.page.view, clerk.page.view.verbs, clerk.window.desk
    assert view.step == "结果" and clerk.filled() == ["定下结果"]
    clerk.click(verbs.close_round)
    assert view.step == "公示" and clerk.filled() == ["记公示"]
    clerk.click(verbs.post)
    clerk.band(posted_on="2026-11-29", posted_until="2026-12-03", posted_place="公示栏")
    clerk.click(verbs.object)
    name = _first_choice(clerk)
    clerk.form(organization=name, raised_on="2026-11-30", content="音响声音大，影响休息")
    assert clerk.filled() == ["答复"]
    clerk.click(verbs.answer)
    clerk.form(
        answer="属实，已调整时间", answered_on="2026-12-01", answered_by="单主持", grade="合格"
    )
    round_id = evaluate.rounds(desk)[0].id
    (objection,) = round_grades.objections(desk, round_id)
    found = evaluate.results(desk, round_id)
    first, last = found[0], found[-1]
    assert (objection.values["grade_before"], objection.values["grade_after"]) == ("优秀", "合格")
    assert (first.computed, first.grade, last.grade) == ("优秀", "合格", "不合格")
    clerk.click(view.steps.heads["归档"])
    clerk.click(verbs.paper)
    clerk.click(verbs.record)
    clerk.click(verbs.file_round)
    clerk.band(filed_on="2026-12-04")
    assert view.facts is not None
    assert {one.state for one in view.facts.steps} == {"已办"}
    text = _text(next(papers.glob("*结果表.pdf")))
    assert all(name in text for name in NAMES) and first.score_text in text
    assert "申监" in _text(next(papers.glob("*会议记录.pdf")))
    assert round_history.history(desk, first.organization)[0].objections == 1


def _first_choice(clerk: Clerk) -> str:
    form = clerk.page.editor.form
    assert form is not None
    offered = form.cells["organization"].input
    assert isinstance(offered, QComboBox)
    return offered.itemText(1)


def _text(file: Path) -> str:
    shown = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return "".join(shown.stdout.decode("utf-8").split())


def read_sheets(clerk: Clerk, wrong: tuple[int, int, int] | None = None) -> None:
    """Type 40 sheets of 12 digits; `wrong` is (sheet, row, digit) that this reader sees otherwise."""
    rows = clerk.page.view.sheets.rows
    rows.setFocus()
    for sheet in range(SHEETS):
        digits = [ballot(sheet, row) for row in range(len(NAMES))]
        if wrong is not None and wrong[0] == sheet:
            digits[wrong[1]] = wrong[2]
        clerk.type("".join(str(one) for one in digits))
    clerk.rest()


def test_sheet_by_sheet_by_two_people(clerk: Clerk, tmp_path: Path) -> None:
    begin(clerk, "双人录入")
    meet(clerk)
    view, verbs, desk = clerk.page.view, clerk.page.view.verbs, clerk.window.desk
    sheets = view.sheets
    clerk.digits = clerk.others = 0
    sheets.reader.put("张会计")
    read_sheets(clerk)
    assert (clerk.digits, clerk.others) == (SHEETS * len(NAMES), 0)
    assert sheets.count.text() == f"已录 {SHEETS} 张"
    sheets.which.put("第二遍")
    sheets.which.edited.emit()
    clerk.rest()
    assert sheets.count.text() == "已录 0 张", "the second reading is blind"
    sheets.reader.put("李文书")
    right, seen = ballot(4, 2), 2 if ballot(4, 2) != 2 else 1
    read_sheets(clerk, wrong=(4, 2, seen))
    assert clerk.filled() == ["核定不同"]
    assert view.facts is not None
    (one,) = view.facts.differences
    assert (one.number, one.first, one.second) == (5, right, seen)
    view.entry.setCurrentWidget(view.differences)
    clerk.rest()
    clerk.click(verbs.settle)
    clerk.band(mark=str(right), note="两人同看原票")
    assert clerk.filled() == ["清点入表"]
    clerk.click(verbs.count)
    clerk.band(应到="45", 实到="42", 发出="40")
    _committee_from_sheets(clerk, desk)
    clerk.click(verbs.recount)
    clerk.band(应到="9", 实到="9", 发出="9")
    assert not view.problem.isVisible(), view.problem.text()
    _same_counts(clerk)
    clerk.click(view.steps.heads["结果"])
    _finish(clerk, tmp_path)


def _committee_from_sheets(clerk: Clerk, desk: Any) -> None:
    """Nine sheets of the committees, read twice as well."""
    sheets, verbs = clerk.page.view.sheets, clerk.page.view.verbs
    for which, reader in (("第一遍", "张会计"), ("第二遍", "李文书")):
        sheets.group.put(COMMITTEE)
        sheets.which.put(which)
        sheets.group.edited.emit()
        clerk.rest()
        sheets.reader.put(reader)
        sheets.rows.setFocus()
        for sheet in range(9):
            digits = [_committee_digit(row, sheet) for row in range(len(NAMES))]
            clerk.type("".join(str(one) for one in digits))
        clerk.rest()
    clerk.click(verbs.count)
    clerk.band(应到="9", 实到="9", 发出="9")
    clerk.click(clerk.page.view.steps.heads["录入"])


def _committee_digit(row: int, sheet: int) -> int:
    votes = committee_votes(row)
    return next(n + 1 for n in range(4) if sheet < sum(votes[: n + 1]))


def test_a_round_for_every_community(clerk: Clerk) -> None:
    clerk.click(clerk.page.add)
    clerk.band(place="每个社区（村）各一轮", year="2026")
    assert [one.organizations for one in evaluate.rounds(clerk.window.desk)] == [12]
    assert "没有新开的：" in clerk.page.view.problem.text()
