"""工作: activities, money and reports in the window: typed, pasted, filtered, noted, heard, printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from cso_desk.usecases import activities, activity_lists, attachments, lists, money, work_reports
from cso_desk.usecases.activity_lists import Filter
from ui.pages.organizations import OrganizationsPage
from ui.pages.page import OpenRecord
from ui.pages.works import WorksPage
from ui.window import MainWindow

from .conftest import at_rest


@pytest.fixture
def page(window: MainWindow, qtbot: Any) -> WorksPage:
    """The page, at rest."""
    window.go("工作")
    at_rest(qtbot, window.works)
    found = window.page("工作")
    assert isinstance(found, WorksPage)
    return found


@pytest.fixture
def homes(window: MainWindow) -> list[str]:
    """The ids of three organizations."""
    desk = window.desk
    return list(lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:3]))


def fill(page: WorksPage, **texts: str) -> None:
    form = page.editor.form
    assert form is not None
    for key, text in texts.items():
        form.cells[key].input.put(text)


def save(page: WorksPage, qtbot: Any) -> None:
    page.editor.save()
    at_rest(qtbot, page.works)


def choose(page: WorksPage, row: int, qtbot: Any) -> None:
    page.current().list.table.go_to(row)
    at_rest(qtbot, page.works)


def test_an_activity_is_typed_beside_the_list_and_found_by_its_filters(
    page: WorksPage, homes: list[str], qtbot: Any
) -> None:
    year = page.desk.clock.today().year
    page.activities.add.click()
    at_rest(qtbot, page.works)
    assert page.tabs.isVisible() and page.editor.isVisible()
    fill(page, title="广场舞", begins_on=f"{year}-01", theme="文化铸魂", times="13", people="390")
    save(page, qtbot)
    assert page.editor.isVisible()
    assert page.editor.form is not None
    assert "选一个组织" in page.editor.form.cells["organization"].beneath.text()
    fill(page, organization=homes[0])
    save(page, qtbot)
    assert not page.editor.isVisible()
    assert page.activities.totals.text() == "1 项活动，13 次，390 人次，文化铸魂 13 次"
    page.activities.theme.setCurrentIndex(1)
    page.activities.theme.edited.emit()
    at_rest(qtbot, page.works)
    assert page.activities.found == []
    page.activities.theme.setCurrentIndex(0)
    page.organization.put(homes[1])
    page.organization.activated.emit(1)
    at_rest(qtbot, page.works)
    assert page.activities.found == []
    page.organization.put(homes[0])
    page.organization.activated.emit(1)
    at_rest(qtbot, page.works)
    assert len(page.activities.found) == 1


def test_a_thousand_people_are_refused_under_their_field(
    page: WorksPage, homes: list[str], qtbot: Any
) -> None:
    page.activities.add.click()
    at_rest(qtbot, page.works)
    fill(page, organization=homes[0], title="灯会", begins_on="2027-02-10", expected="1200")
    save(page, qtbot)
    assert page.editor.form is not None
    assert "公安机关" in page.editor.form.cells["expected"].beneath.text()
    assert activity_lists.listed(page.desk, Filter()) == []


def test_several_organizations_get_the_same_activity(
    page: WorksPage, homes: list[str], qtbot: Any
) -> None:
    page.activities.several.click()
    at_rest(qtbot, page.works)
    assert page.views.currentWidget() is page.picker
    page.picker.list.table.selectAll()
    at_rest(qtbot, page.works)
    count = page.picker.list.chosen().count
    page.picker.take.click()
    at_rest(qtbot, page.works)
    assert f"{count} 个组织" in page.editor.above.text()
    fill(page, title="重阳节汇演", begins_on="2026-10-18")
    save(page, qtbot)
    assert len(activity_lists.listed(page.desk, Filter())) == count > 1


def test_today_opens_what_waits_and_the_notice_is_noted_for_a_selection(
    page: WorksPage, window: MainWindow, homes: list[str], qtbot: Any
) -> None:
    for home in homes[:2]:
        values = {"title": "外出交流", "begins_on": "2099-03-01", "major": "是"}
        activities.save(page.desk, home, None, values)
    window.go("今日")
    at_rest(qtbot, window.works)
    words = "2 项活动待报备"
    links = window.page("今日").findChildren(QPushButton)
    next(one for one in links if one.text() == words).click()
    at_rest(qtbot, window.works)
    assert page.isVisible()
    assert [one["state"] for one in page.activities.found] == ["待报备", "待报备"]
    page.activities.list.table.selectAll()
    at_rest(qtbot, page.works)
    page.activities.report.click()
    page.activities.band.fields["reported_on"].put("三月")
    page.activities.band.go.click()
    at_rest(qtbot, page.works)
    assert "三月" in page.activities.band.problem.text()
    page.activities.band.fields["reported_on"].put("2026-10-01")
    page.activities.band.go.click()
    at_rest(qtbot, page.works)
    assert page.activities.found == []
    assert activity_lists.waiting(page.desk) == (0, 0)


def test_a_photo_belongs_to_its_activity_and_papers_are_printed(
    page: WorksPage, homes: list[str], say: Any, tmp_path: Path, qtbot: Any
) -> None:
    one = activities.save(
        page.desk, homes[0], None, {"title": "义诊", "begins_on": "2026-03-01"}
    ).value
    page.come(None)
    at_rest(qtbot, page.works)
    choose(page, 0, qtbot)
    photo = Path(__file__).parents[1] / "pictures" / "documents" / "F04-whole.png"
    say.files = [photo]
    page.activities.photos.click()
    at_rest(qtbot, page.works)
    assert len(attachments.listed(page.desk, homes[0])) == 1
    choose(page, 0, qtbot)
    for action in page.activities.papers.menu().actions():
        say.file = tmp_path / f"{action.text()}.pdf"
        action.trigger()
        at_rest(qtbot, page.works)
        assert say.file.read_bytes().startswith(b"%PDF")
    assert activities.texts(page.desk, one)["title"] == "义诊"


def test_money_is_kept_with_its_balance(page: WorksPage, homes: list[str], qtbot: Any) -> None:
    page.tabs.setCurrentWidget(page.money)
    page.organization.put(homes[0])
    page.organization.activated.emit(1)
    at_rest(qtbot, page.works)
    assert page.current() is page.journal
    year = page.desk.clock.today().year
    for direction, amount in (("期初结余", "100"), ("支出", "150.5")):
        page.journal.add.click()
        at_rest(qtbot, page.works)
        fill(page, date=f"{year}-01", direction=direction, amount=amount, summary="一笔")
        save(page, qtbot)
    assert [one["balance"] for one in page.journal.found] == ["100.00", "-50.50"]
    assert page.journal.totals.text().endswith("期末结余 -50.50 元")
    assert "低于零" in page.journal.note.text()
    page.organization.put("")
    page.organization.activated.emit(0)
    at_rest(qtbot, page.works)
    assert page.current() is page.overview
    assert [one["closing"] for one in page.overview.found] == ["-50.50"]
    page.overview.open_one(page.overview.found[0]["id"])
    at_rest(qtbot, page.works)
    assert page.current() is page.journal
    choose(page, 1, qtbot)
    page.journal.remove.click()
    at_rest(qtbot, page.works)
    assert money.totals(page.desk, homes[0]).closing == 10000


def test_a_pasted_block_is_looked_at_and_taken_in(
    page: WorksPage, homes: list[str], qtbot: Any
) -> None:
    page.organization.put(homes[0])
    page.organization.activated.emit(1)
    year = page.desk.clock.today().year
    rows = (f"活动名称\t日期\t人次\n广场舞\t{year}-01-05\t20\n下棋\t某天\t4\n合计\t\t24\n",)
    QGuiApplication.clipboard().setText(rows[0])
    page.activities.list.pasted.emit()
    at_rest(qtbot, page.works)
    taking = page.taking["activity"]
    assert page.views.currentWidget() is taking
    assert taking.words.text() == "新增 1 行，不能导入 1 行，跳过合计 1 行。"
    assert "某天" in taking.problems.model.text(0, 0)
    taking.go.click()
    at_rest(qtbot, page.works)
    assert [one["title"] for one in page.activities.found] == ["广场舞"]


def test_reports_are_written_for_all_changed_and_heard(
    page: WorksPage, say: Any, tmp_path: Path, qtbot: Any
) -> None:
    page.tabs.setCurrentWidget(page.reports)
    at_rest(qtbot, page.works)
    count = len(page.reports.found)
    page.reports.write_all.click()
    at_rest(qtbot, page.works)
    assert {one["state"] for one in page.reports.found} == {"待听取"}
    choose(page, 0, qtbot)
    page.reports.change.click()
    at_rest(qtbot, page.works)
    fill(page, problems="缺音响")
    save(page, qtbot)
    report = page.reports.found[0]["id"]
    assert work_reports.texts(page.desk, report)["problems"] == "缺音响"
    page.reports.list.table.selectAll()
    at_rest(qtbot, page.works)
    page.reports.hear.click()
    page.reports.band.go.click()
    at_rest(qtbot, page.works)
    assert page.reports.band.problem.text() == "请填写听取会议。"
    page.reports.band.fields["meeting"].put("村“两委”联席会议")
    page.reports.band.go.click()
    at_rest(qtbot, page.works)
    assert page.reports.totals.text().endswith(f"未写 0 个，待听取 0 个，已听取 {count} 个")
    choose(page, 0, qtbot)
    say.file = tmp_path / "报告.pdf"
    page.reports.paper.click()
    at_rest(qtbot, page.works)
    assert say.file.read_bytes().startswith(b"%PDF")


def test_the_detail_of_an_organization_shows_its_work_and_leads_here(
    page: WorksPage, window: MainWindow, homes: list[str], qtbot: Any
) -> None:
    year = page.desk.clock.today().year
    values = {"title": "广场舞", "begins_on": f"{year}-01", "people": "20"}
    activities.save(page.desk, homes[1], None, values)
    window.go("组织", OpenRecord(homes[1]))
    qtbot.wait(250)
    at_rest(qtbot, window.works)
    organizations = window.page("组织")
    assert isinstance(organizations, OrganizationsPage)
    part = organizations.detail.parts.works
    assert part.words.text() == f"{year} 年：1 次，20 人次，未分主题 1；工作报告未写。"
    part.more.click()
    at_rest(qtbot, window.works)
    assert page.isVisible()
    assert page.scope().organization == homes[1]
    assert [one["title"] for one in page.activities.found] == ["广场舞"]


def test_everything_has_a_name(page: WorksPage, qtbot: Any) -> None:
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        at_rest(qtbot, page.works)
        for made in page.tabs.currentWidget().findChildren(QPushButton):
            assert made.text() or made.accessibleName()
    for choice in (page.year, page.community, page.organization, page.activities.state):
        assert choice.accessibleName()
