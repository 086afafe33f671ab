"""评议: counts by the keyboard, sheets by digits, score sheets, the comparison, and what an organization got."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.records import lists as code_lists
from cso_desk.usecases import (
    evaluate,
    lists,
    policy_pack,
    round_history,
    round_opening,
    round_sheets,
)
from cso_desk.usecases.evaluate import RoundInfo
from cso_desk.usecases.round_opening import Plan, Scope
from cso_desk.usecases.tally_rows import HEADING
from ui.pages.organizations import OrganizationsPage
from ui.pages.page import ForOrganizations, OpenRecord
from ui.pages.round_comparison import ComparisonPage
from ui.pages.rounds import RoundsPage
from ui.pages.tally_table import COUNTS, TallyTable
from ui.window import MainWindow

from .conftest import Told, at_rest

ENTER = Qt.Key.Key_Return


def teams(window: MainWindow, number: int = 3) -> tuple[str, ...]:
    desk = window.desk
    found = lists.ids_of(desk, lists.organization_ids(desk, lists.Query()))
    with desk.read() as session:
        from cso_desk import store
        from cso_desk.records import Organization

        rows = store.values_of(session, Organization, ("id", "state", "owner"), id=list(found))
    judged = policy_pack.pack(desk).value("evaluation.states")
    return tuple(key for key, state, owner in rows if state in judged and owner == desk.unit)[
        :number
    ]


@pytest.fixture
def opened(window: MainWindow, qtbot: Any) -> Callable[..., tuple[RoundsPage, RoundInfo]]:
    """What opens a round of three organizations and its page."""

    def run(year: int = 2026, **more: Any) -> tuple[RoundsPage, RoundInfo]:
        plan = Plan(year, scope=Scope(organizations=teams(window)), **more)
        found = round_opening.open_planned(window.desk, window.desk.unit, plan).value
        window.go("评议")
        at_rest(qtbot, window.works)
        page = window.page("评议")
        assert isinstance(page, RoundsPage)
        page._wanted = found.id
        page._read()
        at_rest(qtbot, window.works)
        return page, found

    return run


def enter_all(desk: Any, found: RoundInfo, *, bad: bool = False) -> None:
    vote = "0,0,1,6" if bad else "6,1,0,0"
    rows = [
        f"{one.organization},{one.group},7,7,7,7,7,0,0,{vote}"
        for one in evaluate.round(desk, found.id).tallies
    ]
    evaluate.enter(
        desk, found.id, [dict(zip(HEADING, row.split(","), strict=True)) for row in rows]
    )
    evaluate.close(desk, found.id)


def row_of(table: TallyTable, row: int) -> dict[str, str]:
    return {column: table.item(row, at).text() for at, column in enumerate(COUNTS, start=2)}


def at(table: TallyTable) -> tuple[int, str]:
    return table.currentRow(), COUNTS[table.currentColumn() - 2]


def test_counts_are_carried_computed_and_the_cursor_goes_on(opened: Any, qtbot: Any) -> None:
    page, _ = opened()
    page.choose_step("录入")
    table = page.tally
    qtbot.keyClicks(table, "45")
    assert at(table) == (0, "应到")
    qtbot.keyClick(table, ENTER)
    qtbot.keyClicks(table, "424039")
    assert at(table) == (0, "优秀")
    assert row_of(table, 1)["收回"] == "39" and row_of(table, 1)["有效"] == ""
    qtbot.keyClicks(table, "36")
    assert at(table) == (0, "合格")
    qtbot.keyClicks(table, "2")
    assert at(table) == (0, "基本合格"), "2 of 3 that are left cannot go on"
    qtbot.keyClick(table, ENTER)
    qtbot.keyClick(table, ENTER)
    assert at(table) == (1, "优秀")
    assert row_of(table, 0) == dict(
        zip(COUNTS, ("45", "42", "40", "39", "39", "0", "1", "36", "2", "0", "0", ""), strict=True)
    )
    qtbot.keyClicks(table, "39")
    assert at(table) == (2, "优秀"), "all 39 are said"
    qtbot.keyClick(table, Qt.Key.Key_Up)
    qtbot.keyClicks(table, "38")
    assert row_of(table, 1)["合格"] == "", "the filled zeros go when the number changes"
    table.setCurrentCell(0, 5)
    qtbot.keyClicks(table, "38")
    assert row_of(table, 2)["收回"] == "38", "a carried count follows the first row"


def test_invalid_sheets_lower_what_is_valid(opened: Any, qtbot: Any) -> None:
    page, _ = opened()
    page.choose_step("录入")
    table = page.tally
    qtbot.keyClicks(table, "9")
    qtbot.keyClick(table, ENTER)
    qtbot.keyClicks(table, "999")
    table.setCurrentCell(0, 7)
    qtbot.keyClicks(table, "1")
    table.setCurrentCell(0, 9)
    qtbot.keyClicks(table, "8")
    assert (row_of(table, 0)["有效"], row_of(table, 0)["无效"]) == ("8", "1")
    assert at(table) == (1, "优秀")


def test_a_row_that_does_not_add_up_is_shown_where_it_is(opened: Any, qtbot: Any) -> None:
    page, found = opened()
    page.choose_step("录入")
    table = page.tally
    for number, text in enumerate(["9", "9", "9", "9", "9", "0", "0", "9", "3", "0", "0"], start=2):
        table.item(0, number).setText(text)
    page.view.verbs.save.click()
    at_rest(qtbot, page.works)
    assert "请核对计票表第 1 行" in page.view.problem.text()
    assert page.view.problem.isVisible() and at(table)[0] == 0
    assert evaluate.round_info(page.desk, found.id).entered == 0


def test_households_have_no_field_for_present(opened: Any, qtbot: Any) -> None:
    page, _ = opened(households=True)
    page.choose_step("录入")
    table = page.tally
    residents = next(row for row in range(table.rowCount()) if table.item(row, 1).text() == "居民")
    assert not table.item(residents, 3).flags() & Qt.ItemFlag.ItemIsEditable
    table.setCurrentCell(residents, 2)
    qtbot.keyClicks(table, "60")
    qtbot.keyClick(table, ENTER)
    assert at(table) == (residents, "发出")


def test_sheets_by_digits_and_one_taken_out(opened: Any, qtbot: Any) -> None:
    page, found = opened(entry="逐张录入")
    page.choose_step("录入")
    sheets = page.view.sheets
    assert not sheets.which.isEnabled()
    qtbot.keyClicks(sheets.rows, "12")
    qtbot.keyClick(sheets.rows, Qt.Key.Key_Backspace)
    qtbot.keyClicks(sheets.rows, "x93")
    at_rest(qtbot, page.works)
    qtbot.keyClicks(sheets.rows, "111")
    at_rest(qtbot, page.works)
    (first, second) = round_sheets.reading(page.desk, found.id, "居民").first
    assert (first.digits, second.digits) == ((1, 9, 3), (1, 1, 1))
    sheets.take_out.click()
    at_rest(qtbot, page.works)
    assert (sheets.count.text(), sheets.number.text()) == ("已录 1 张", "2")
    sheets.number.put("17")
    qtbot.keyClicks(sheets.rows, "222")
    at_rest(qtbot, page.works)
    assert (sheets.count.text(), sheets.number.text()) == ("已录 2 张", "18")
    sheets.number.put("1")
    qtbot.keyClicks(sheets.rows, "444")
    at_rest(qtbot, page.works)
    assert sheets.number.text() == "18", "what comes next overwrites nothing"
    again = round_sheets.reading(page.desk, found.id, "居民").first
    assert [(one.number, one.digits) for one in again] == [(1, (4, 4, 4)), (17, (2, 2, 2))]


def test_one_person_cannot_read_twice(opened: Any, qtbot: Any) -> None:
    page, found = opened(entry="双人录入")
    page.choose_step("录入")
    sheets = page.view.sheets
    for which in ("第一遍", "第二遍"):
        sheets.which.put(which)
        sheets.read()
        at_rest(qtbot, page.works)
        qtbot.keyClicks(sheets.rows, "123")
        at_rest(qtbot, page.works)
    assert "双人录入要换一个人" in page.view.problem.text()
    assert round_sheets.reading(page.desk, found.id, "居民").second == ()


def test_the_score_sheet(window: MainWindow, opened: Any, qtbot: Any) -> None:
    today = window.desk.clock.today()
    policy_pack.save_version(window.desk, {"evaluation.offered": ["simple", "tree"]}, today, "通知")
    page, found = opened(scheme="tree")
    page.choose_step("录入")
    heads = [page.tally.horizontalHeaderItem(at).text() for at in range(9, 13)]
    assert heads == ["优秀/满意", "合格/基本满意", "基本合格/不太满意", "不合格/不满意"]
    scores = page.view.scores
    page.view.entry.setCurrentWidget(scores)
    scores.propose.click()
    at_rest(qtbot, page.works)
    row = next(
        n for n in range(scores.table.rowCount()) if "参与协商" in scores.table.item(n, 0).text()
    )
    scores.table.item(row, 6).setText("9")
    scores.save.click()
    at_rest(qtbot, page.works)
    assert "打了 9 分，多于规定的 7 分" in page.view.problem.text()
    scores.table.item(row, 6).setText("6.5")
    scores.table.item(row, 8).setText("到会少")
    scores.save.click()
    at_rest(qtbot, page.works)
    assert scores.table.item(row, 7).text() == "6.5"
    assert "还有指标没有考评" in scores.whole.text()
    grey = scores.table.item(0, 6).flags() & Qt.ItemFlag.ItemIsEditable
    assert not grey, "a group of indicators is not judged itself"
    kept = evaluate.results(page.desk, found.id)[0]
    assert kept.points["effect_service"] == "6.5"


def test_an_organization_that_is_not_judged_this_year_is_left_out(opened: Any, qtbot: Any) -> None:
    page, found = opened()
    page.choose_step("结果")
    at_rest(qtbot, page.works)
    page.view.verbs.leave_out.click()
    at_rest(qtbot, page.works)
    page.choose_step("结果")
    page.view.results.table.go_to(0)
    at_rest(qtbot, page.works)
    page.view.verbs.leave_out.click()
    at_rest(qtbot, page.works)
    assert evaluate.round_info(page.desk, found.id).organizations == 2


def test_a_round_for_marked_organizations(window: MainWindow, qtbot: Any) -> None:
    chosen = teams(window, 2)
    window.go("评议", ForOrganizations(chosen))
    at_rest(qtbot, window.works)
    page = window.page("评议")
    assert isinstance(page, RoundsPage)
    assert page.band.head.text() == "给选中的 2 个组织新开一轮评议："
    page.band.go.click()
    at_rest(qtbot, window.works)
    assert [one.organizations for one in evaluate.rounds(window.desk)] == [2]


def test_a_narrowed_scope_without_organizations(window: MainWindow, qtbot: Any, say: Told) -> None:
    window.go("评议")
    at_rest(qtbot, window.works)
    page: Any = window.page("评议")
    page.add.click()
    at_rest(qtbot, window.works)
    page.band.fields["scope"].put(code_lists.TIERS[0])
    page.band.go.click()
    at_rest(qtbot, window.works)
    assert "没有符合所选范围" in say.troubles[0]


def test_committees_decide_with_a_reason(opened: Any, qtbot: Any) -> None:
    page, found = opened()
    enter_all(page.desk, found)
    page._read()
    at_rest(qtbot, page.works)
    page.choose_step("结果")
    page.view.results.table.go_to(0)
    at_rest(qtbot, page.works)
    page.view.verbs.decide.click()
    page.band.fields["grade"].put("合格")
    page.band.go.click()
    at_rest(qtbot, page.works)
    assert "要写明理由" in page.band.problem.text()
    page.band.fields["reason"].put("夜间扰民")
    page.band.go.click()
    at_rest(qtbot, page.works)
    one = evaluate.results(page.desk, found.id)[0]
    assert (one.grade, one.computed) == ("合格", "优秀")


def test_comparison_with_bad_years_and_its_file(
    window: MainWindow, opened: Any, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    for year in (2025, 2026):
        page, found = opened(year)
        enter_all(page.desk, found, bad=True)
    page.compare.click()
    at_rest(qtbot, window.works)
    compared = window.page("评议对照")
    assert isinstance(compared, ComparisonPage)
    assert compared.count.text() == "共 3 个组织"
    assert "2026 年：不合格 3 个" in compared.sums.text()
    say.file = tmp_path / "对照.csv"
    compared.export.click()
    at_rest(qtbot, window.works)
    assert say.file.read_text("utf-8-sig").count("不合格") == 6
    window.go("今日")
    at_rest(qtbot, window.works)
    from PySide6.QtWidgets import QPushButton

    words = "3 个组织连续评议不合格，建议限期整改"
    links = window.page("今日").findChildren(QPushButton)
    next(one for one in links if one.text() == words).click()
    at_rest(qtbot, window.works)
    assert window.open_word == "评议对照"
    compared.rectify.click()
    at_rest(qtbot, window.works)
    assert window.open_word == "备案"
    filing: Any = window.page("备案")
    assert "限期整改" in filing.editor.title.text()


def test_an_organization_shows_what_it_got(window: MainWindow, opened: Any, qtbot: Any) -> None:
    page, found = opened()
    enter_all(page.desk, found)
    organization = teams(window)[0]
    window.go("组织", OpenRecord(organization))
    at_rest(qtbot, window.works)
    shown = window.page("组织")
    assert isinstance(shown, OrganizationsPage)
    past = shown.detail.parts.past
    shown.detail.tabs.setCurrentWidget(past)
    at_rest(qtbot, window.works)
    assert [past.list.model.text(0, at) for at in range(3)] == ["2026", "优秀", "100.00"]
    assert len(round_history.history(window.desk, organization)) == 1


def test_a_narrow_window_offers_rounds_as_a_choice(
    window: MainWindow, opened: Any, qtbot: Any
) -> None:
    opened(2025)
    page, found = opened(2026)
    window.resize(1000, 700)
    at_rest(qtbot, window.works)
    assert page.pick.isVisible() and not page.list.isVisible()
    page.pick.setCurrentIndex(page.pick.count() - 1)
    page.pick.edited.emit()
    at_rest(qtbot, window.works)
    assert page.detail is not None and page.detail.info.year == 2025 != found.year
