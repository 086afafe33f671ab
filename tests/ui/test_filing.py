"""备案: sixty applications by real clicks, counted; what fails is listed and the rest goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from cso_desk.clock import FixedClock
from cso_desk.usecases import case_lists, cases, certificates, charter, opening, register, units
from ui.machine import Machine
from ui.pages.filing import FilingPage
from ui.pages.page import OpenCases, OpenRecord, PrintCases, Waits
from ui.pages.printing import PrintingPage
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER, Told, at_rest

VILLAGE = "410782103001"
DAY = "2026-11-18"
OPINION = {"said_by": "龚单", "paper_date": DAY}
READY = {
    "nature": "社会团体性质",
    "category": "文体活动类",
    "area": "本社区（村）",
    "venue": "百泉社区文化广场",
    "leader": "龚单",
    "phone": "13900000001",
    "scope": "组织居民跳广场舞",
    "members": "12",
    "initiators": "龚单、段双",
}
NOON = datetime(2026, 11, 20, 9, 0)
TEAMS = 60


def _team(desk: opening.Desk, village: str, number: int) -> str:
    values = {"name": f"百泉社区第{number}舞蹈队", "community": village, **READY}
    made = register.save_organization(desk, None, values).value
    for person in range(10):
        register.save_member(desk, made, None, {"name": f"甄{person + 1}号"})
    charter.save(desk, made, {}, (), DAY, "", charter.unanimous("12", "12"))
    return made


@pytest.fixture(scope="session")
def _sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of 百泉镇 with sixty applications that wait for acceptance; three of them will fail later."""
    folder = tmp_path_factory.mktemp("sixty") / "desk"
    unit = opening.NewUnit("410782103", "百泉镇", "township")
    opening.start_desk(folder, unit, USER, SECRET, FixedClock(NOON)).desk.close()
    desk = opening.open_desk(folder, USER, SECRET, clock=FixedClock(NOON))
    village = units.unit_by_code(desk, VILLAGE).id
    teams = [_team(desk, village, number) for number in range(1, TEAMS + 1)]
    chosen = list(cases.open_cases(desk, teams, "首次备案").value.done)
    for step, facts in {"submit": {}, "party": OPINION, "committee": OPINION}.items():
        assert not cases.take_step(desk, chosen, step, facts).value.failed
    register.save_organization(desk, teams[4], {"members": "4"})
    register.save_organization(desk, teams[30], {"scope": ""})
    register.save_organization(desk, teams[58], {"leader": ""})
    desk.close()
    return folder


@pytest.fixture
def desk(_sixty: Path, tmp_path: Path) -> Iterator[opening.Desk]:
    """The desk with sixty applications, open."""
    folder = Path(shutil.copytree(_sixty, tmp_path / "desk"))
    opened = opening.open_desk(folder, USER, SECRET, clock=FixedClock(NOON))
    yield opened
    opened.close()


class Printer(Told):
    """Saves where the test says."""

    place: Path

    def save_file(self, page: Any, title: str, proposed: Path, kinds: str, then: Any) -> None:
        then(self.place / proposed.name)


@pytest.fixture
def say(tmp_path: Path) -> Told:
    """Boxes that record; files go into the test's folder."""
    made = Printer()
    made.place = tmp_path
    return made


class Clerk:
    """Two hands that are counted: a click, a shortcut, a field filled in."""

    def __init__(self, window: MainWindow, qtbot: Any) -> None:
        self.window, self._qtbot = window, qtbot
        self.actions = 0

    def rest(self) -> None:
        """Wait until nothing runs and what is chosen has been read."""
        at_rest(self._qtbot, self.window.works)
        self._qtbot.wait(90)
        at_rest(self._qtbot, self.window.works)

    def click(self, made: Any) -> None:
        """Click a button that is in view."""
        assert made.isVisible() and made.isEnabled(), made.text()
        self.actions += 1
        at = QPoint(10, made.height() // 2)
        self._qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=at)
        self.rest()

    def press(self, made: Any, *key: Any) -> None:
        """Press a shortcut."""
        self.actions += 1
        self._qtbot.keyClick(made, *key)
        self.rest()

    def fill(self, made: Any, text: str) -> None:
        """Fill one field."""
        assert made.isVisible()
        self.actions += 1
        made.setFocus()
        made.clear()
        self._qtbot.keyClicks(made, text) if text.isascii() else made.insert(text)


@pytest.fixture
def window(desk: opening.Desk, works: Works, say: Told, qtbot: Any, tmp_path: Path) -> MainWindow:
    made = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go("备案")
    at_rest(qtbot, works)
    return made


@pytest.fixture
def clerk(window: MainWindow, qtbot: Any) -> Clerk:
    made = Clerk(window, qtbot)
    made.rest()
    return made


@pytest.fixture
def page(clerk: Clerk) -> FilingPage:
    found = clerk.window.page("备案")
    assert isinstance(found, FilingPage)
    return found


def _step(page: FilingPage, words: str) -> QPushButton:
    made = next(b for b in page.cases.detail.step_buttons if b.text().startswith(words))
    assert isinstance(made, QPushButton)
    return made


def _button(part: Any, words: str) -> QPushButton:
    return next(b for b in part.findChildren(QPushButton) if b.text().startswith(words))


def test_sixty_applications_from_acceptance_to_certificates(
    page: FilingPage, clerk: Clerk, tmp_path: Path
) -> None:
    view = page.cases
    assert page.count.text() == "在办 60 件，快到期 0 件，已超期 0 件"
    clerk.press(view.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    clerk.click(_step(page, "受理"))
    clerk.fill(view.form.form.cells["paper_date"].input, "2026-11-19")
    clerk.click(view.form.go)
    assert view.band.head.text() == "受理（材料齐全）：60 个已办"
    assert "还剩" in view.list.model.text(0, 2), "the clock runs"
    clerk.click(_step(page, "同意备案"))
    clerk.fill(view.form.form.cells["decided_by"].input, "甄主任")
    assert view.form.form.cells["paper_date"].input.value() == "2026-11-19", "typed before"
    clerk.click(view.form.go)

    assert view.band.head.text() == "同意备案：57 个已办，3 个没有办成"
    assert clerk.window.note_line.words.text() == "同意备案：57 个已办，3 个没有办成"
    assert clerk.window.note_line.step.text() == "还原"
    said = view.band.messages
    assert [one.split("：")[0] for one in said] == [
        "百泉社区第5舞蹈队",
        "百泉社区第31舞蹈队",
        "百泉社区第59舞蹈队",
    ]
    assert "现为 4 人" in said[0] and "业务范围" in said[1] and "负责人姓名" in said[2]
    assert view.list.chosen().count == 3, "the failing ones stay chosen"
    numbers = "编号 百泉社备〔2026〕1号 至 百泉社备〔2026〕57号"
    assert view.band.numbers.text() == numbers

    clerk.click(_button(view.band, "发证 57 份"))
    clerk.click(page.certificates.band.go)
    assert len(certificates.listed(page.desk, state="待领取")) == 57
    clerk.click(page.certificates.result.papers[0])
    printing = clerk.window.page("打印")
    assert isinstance(printing, PrintingPage) and printing.form.currentText().startswith("F11")
    clerk.click(printing.one)
    assert "已打印 57 页" in printing.result.text()
    assert len(list(tmp_path.glob("F11*.pdf"))) == 1
    assert clerk.actions <= 15, clerk.actions


def test_one_step_back_takes_the_whole_selection(page: FilingPage, clerk: Clerk) -> None:
    view = page.cases
    clerk.click(view.all)
    clerk.click(_step(page, "受理"))
    clerk.fill(view.form.form.cells["paper_date"].input, "2026-11-19")
    clerk.click(view.form.go)
    assert {view.list.model.text(at, 1) for at in range(TEAMS)} == {"审查中"}
    clerk.click(clerk.window.note_line.step)
    assert {view.list.model.text(at, 1) for at in range(TEAMS)} == {"待受理"}
    assert not view.band.isVisible(), "it told of what is no longer so"


def test_bad_facts_stand_beneath_their_field_and_change_nothing(
    page: FilingPage, clerk: Clerk
) -> None:
    view = page.cases
    clerk.click(_step(page, "受理"))
    clerk.click(view.form.go)
    cell = view.form.form.cells["paper_date"]
    assert "要写纸面日期" in cell.beneath.text()
    assert cell.input.hasFocus()
    clerk.fill(cell.input, "2027-01-01")
    clerk.click(view.form.go)
    assert "还没有到" in cell.beneath.text()
    clerk.press(cell.input, Qt.Key.Key_Escape)
    assert view.right.currentIndex() == 0
    assert view.list.model.text(0, 1) == "待受理"


def test_reasons_are_ticked_and_the_paper_says_them(page: FilingPage, clerk: Clerk) -> None:
    from cso_desk.usecases import case_papers

    view = page.cases
    clerk.click(_step(page, "发一次性补正告知书"))
    form = view.form.form
    clerk.fill(form.cells["paper_date"].input, "2026-11-19")
    boxes = {box.text(): box for box in form.cells["reasons"].input.boxes}
    clerk.click(boxes["缺成员花名册"])
    clerk.fill(form.cells["deadline"].input, "2026-12-01")
    clerk.click(view.form.go)
    assert view.band.papers[0].text() == "打印社区社会组织备案一次性补正告知书 1 份"
    case = view.detail.seen.cases[0]
    data = case_papers.data_of(page.desk, "F09b", [case])[0]
    assert data["reasons"] == [{"no": "1", "text": "缺成员花名册"}]
    assert data["step"]["until"] == "2026年12月1日" and data["decision"]["date"] == "2026年11月19日"
    clerk.click(view.band.papers[0])
    printing = clerk.window.page("打印")
    assert printing.preview.document.pageCount() >= 1
    assert printing.back.text() == "返回备案"


def test_what_is_missing_opens_the_field(page: FilingPage, clerk: Clerk) -> None:
    view = page.cases
    view.list.table.go_to(30)
    clerk.rest()
    assert [link.accessibleName() for link in view.detail.missing_links] == ["去补业务范围"]
    clerk.click(view.detail.missing_links[0])
    organizations = clerk.window.page("组织")
    assert organizations.editor.form.cells["scope"].input.hasFocus()


def test_a_missing_roster_opens_the_roster_and_paper_can_be_enough(
    page: FilingPage, clerk: Clerk
) -> None:
    desk, view = page.desk, page.cases
    village = units.unit_by_code(desk, VILLAGE).id
    values = {"name": "百泉社区合唱队", "community": village, **READY}
    record = register.save_organization(desk, None, values).value
    (case,) = cases.open_cases(desk, [record], "首次备案").value.done
    view.go_to(case)
    clerk.rest()
    assert [one.key for one in view.detail.seen.case.conditions if not one.ok] == [
        "roster",
        "charter",
    ]
    clerk.click(_button(view.detail, "已收纸质件"))
    assert [link.accessibleName() for link in view.detail.missing_links] == ["去补花名册"]
    clerk.click(view.detail.missing_links[0])
    organizations = clerk.window.page("组织")
    assert organizations.detail.record == record
    assert organizations.detail.tabs.currentWidget() is organizations.detail.roster


def test_a_case_begins_from_the_register(page: FilingPage, clerk: Clerk, qtbot: Any) -> None:
    desk = page.desk
    village = units.unit_by_code(desk, VILLAGE).id
    values = {"name": "百泉社区合唱队", "community": village, **READY}
    record = register.save_organization(desk, None, values).value
    clerk.window.go("组织", OpenRecord(record))
    clerk.rest()
    detail = clerk.window.page("组织").detail
    qtbot.waitUntil(lambda: len(detail.cases.kinds.actions()) > 3, timeout=5000)
    words = [action.text() for action in detail.cases.kinds.actions()]
    assert words[:3] == ["&1 首次备案", "&2 变更备案", "&3 注销备案"]
    detail.cases.kinds.actions()[0].trigger()
    clerk.rest()
    assert clerk.window.open_word == "备案"
    clerk.click(page.editor.save_button)
    assert page.cases.detail.name.text() == "百泉社区合唱队"
    assert page.cases.detail.stage.text() == "准备材料"


def test_the_page_fits_a_narrow_window(page: FilingPage, clerk: Clerk) -> None:
    clerk.window.resize(1000, 700)
    clerk.rest()
    view = page.cases
    assert view.list.isVisible() and not view.right.isVisible()
    clerk.press(view.list.table, Qt.Key.Key_Return)
    assert view.right.isVisible() and not view.list.isVisible()
    clerk.click(_step(page, "受理"))
    clerk.fill(view.form.form.cells["paper_date"].input, "2026-11-19")
    clerk.click(view.form.go)
    assert view.band.isVisible() and not view.detail.isVisible()
    clerk.click(view.band.close_button)
    assert view.detail.isVisible()
    clerk.click(view.detail.back)
    assert view.list.isVisible() and view.list.table.hasFocus()


def test_a_change_case_shows_what_was_there_before(page: FilingPage, clerk: Clerk) -> None:
    desk = page.desk
    record = lists_first(desk)
    register.record_old_filing(desk, record, "百泉社备〔2020〕9号", "2020-03-12", "百泉镇人民政府")
    clerk.window.go("备案", OpenCases((record,), "变更备案"))
    clerk.rest()
    form = page.editor.form
    assert form is not None
    assert form.cells["wished.leader"].beneath.text() == "现为：龚单"
    form.cells["wished.leader"].input.setText("段双")
    clerk.click(page.editor.save_button)
    assert page.cases.detail.seen.case.changes == (("负责人姓名", "龚单", "段双"),)


def lists_first(desk: opening.Desk) -> str:
    """Return the organization of the first case."""
    case = case_lists.ids_of(desk, case_lists.case_ids(desk, case_lists.CaseQuery(order="number")))
    return cases.show(desk, case[-1]).organization


def test_the_first_page_opens_what_it_counted(page: FilingPage, clerk: Clerk) -> None:
    clerk.window.go("备案", Waits((("status", "已超期"),)))
    clerk.rest()
    assert page.cases.filters.status.currentData() == "已超期"
    assert len(page.cases.list.model.ids) == 0
    clerk.window.go("今日")
    clerk.rest()
    first: Any = clerk.window.page("今日")
    clerk.click(_button(first, "60 件备案事项在办"))
    assert clerk.window.open_word == "备案"
    assert len(page.cases.list.model.ids) == TEAMS


def test_tiers_are_decided_for_a_selection(page: FilingPage, clerk: Clerk) -> None:
    desk = page.desk
    record = lists_first(desk)
    register.record_old_filing(desk, record, "百泉社备〔2020〕9号", "2020-03-12", "百泉镇人民政府")
    page.tabs.setCurrentWidget(page.tiers)
    clerk.rest()
    assert len(page.tiers.list.model.ids) == 1
    clerk.click(page.tiers.decide)
    assert page.tiers.band.fields["tier"].value() == "村（社区）管理"
    clerk.click(page.tiers.band.go)
    assert register.show(desk, record).values["tier"] == "村（社区）管理"
    assert page.tiers.empty.isVisible()


def test_a_sheet_of_evidence_can_be_printed_without_a_case(page: FilingPage, clerk: Clerk) -> None:
    record = lists_first(page.desk)
    clerk.window.go("打印", PrintCases((record,), "F14", "sheet"))
    clerk.rest()
    printing = clerk.window.page("打印")
    assert printing.form.currentText().startswith("F14")
    assert printing.preview.document.pageCount() == 1


def test_every_part_has_a_name(page: FilingPage, clerk: Clerk) -> None:
    clerk.click(_step(page, "受理"))
    for part in page.findChildren(QPushButton):
        assert part.text() or part.accessibleName() or not part.isVisible()
    for cell in page.cases.form.form.cells.values():
        assert cell.input.accessibleName() == cell.field.label
