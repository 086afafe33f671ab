"""章程 by real clicks: written, an old one taken in, compared, dated, rules adopted for several and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import charter, federation, lists, management_rules, register
from ui.pages.simple_charters import ChartersPage
from ui.window import MainWindow

from .conftest import Told, at_rest

OLD = Path(__file__).parents[1] / "usecases" / "charters" / "files" / "舞蹈队.docx"


@pytest.fixture
def page(window: MainWindow, qtbot: Any) -> ChartersPage:
    window.go("章程")
    at_rest(qtbot, window.works)
    found = window.page("章程")
    assert isinstance(found, ChartersPage)
    found.list.table.go_to(0)
    at_rest(qtbot, window.works)
    return found


def chosen(page: ChartersPage) -> str:
    row = page.list.current()
    assert row is not None
    return str(row.id)


def press(qtbot: Any, window: MainWindow, button: Any) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.wait(350)
    at_rest(qtbot, window.works)


def test_write_with_moved_dropped_and_own_clauses(
    window: MainWindow, page: ChartersPage, qtbot: Any
) -> None:
    organization = chosen(page)
    before = len(charter.versions(window.desk, organization))
    press(qtbot, window, page.write)
    editor = page.editor
    editor.template_choice.put("简易章程（详版，二十一条）")
    editor.kind_choice.put("志愿服务队")
    press(qtbot, window, editor.begin)
    assert editor.template == "full"
    clauses = editor.clauses
    rows = {clauses.list.item(n).text(): n for n in range(clauses.list.count())}
    assert "志愿服务（自加）" in rows
    clauses.list.item(rows["档案和印章"]).setCheckState(Qt.CheckState.Unchecked)
    clauses.title.put("奖励")
    clauses.text.put("每年评一次。")
    press(qtbot, window, clauses.add)
    press(qtbot, window, clauses.up)
    editor.facts["passed_on"].put("2031-03-12")
    editor.facts["due"].put("20")
    editor.facts["present"].put("18")
    press(qtbot, window, editor.unanimous)
    editor.facts["chair"].put("王练习")
    press(qtbot, window, editor.save)
    kept = charter.versions(window.desk, organization)
    assert len(kept) == before + 1
    titles = [one.title for one in kept[0].clauses]
    assert titles[-3:] == ["奖励", "志愿服务", "附则"]
    assert "档案和印章" not in titles
    assert (kept[0].template, kept[0].votes["votes_for"]) == ("full", "18")
    assert kept[0].meeting["chair"] == "王练习"
    assert "奖励" in editor.text.toPlainText()
    editor.open(organization)
    at_rest(qtbot, window.works)
    assert [one.title for one in editor.clauses.own()] == ["奖励", "志愿服务"]
    assert editor.clauses.without() == ["archive"]


def test_an_old_charter_is_taken_in_compared_and_dated(
    window: MainWindow, page: ChartersPage, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    organization = chosen(page)
    charter.save(window.desk, organization, {}, passed_on="2031-03-12")
    press(qtbot, window, page.take_in)
    say.file = OLD
    press(qtbot, window, page.arrival.choose)
    assert "应写明而没写的内容：" in page.arrival.result.toPlainText()
    assert "购置的音响专人保管" in page.arrival.result.toPlainText()
    page.arrival.passed.put("去年")
    press(qtbot, window, page.arrival.keep)
    assert "不是日期" in page.arrival.problem.text()
    page.arrival.passed.put("2012-05-01")
    press(qtbot, window, page.arrival.keep)
    versions = page.versions
    assert page.views.currentWidget() is versions
    assert "未变" not in versions.summary.text()
    assert "修改" in versions.text.toPlainText()
    versions.day.put("2013-01-01")
    press(qtbot, window, versions.ask)
    assert versions.in_force.text() == "施行的是第 1 版（2012-05-01 通过）。"
    say.file = tmp_path / "对照表.pdf"
    press(qtbot, window, versions.paper)
    assert say.file.read_bytes().startswith(b"%PDF")
    assert say.troubles == []


def test_a_broken_file_says_one_sentence(
    window: MainWindow, page: ChartersPage, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    press(qtbot, window, page.take_in)
    say.file = tmp_path / "坏.docx"
    say.file.write_bytes(b"PK\x03\x04")
    press(qtbot, window, page.arrival.choose)
    assert len(say.troubles) == 1
    assert "打不开" in say.troubles[0]


def test_a_changed_charter_opens_its_filing(
    window: MainWindow, page: ChartersPage, qtbot: Any
) -> None:
    query = lists.Query(state="已备案")
    organization = lists.ids_of(window.desk, lists.organization_ids(window.desk, query))[0]
    charter.save(window.desk, organization, {"venue": "新场所三楼"}, passed_on="2031-03-12")
    page.versions.open(organization)
    page.views.setCurrentWidget(page.versions)
    at_rest(qtbot, window.works)
    assert "新场所三楼" in page.versions.change.toolTip()
    press(qtbot, window, page.versions.change)
    assert page.versions.problem.text() == ""


def test_rules_for_several_and_a_covenant(
    window: MainWindow, page: ChartersPage, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    desk = window.desk
    page.list.table.selectAll()
    at_rest(qtbot, window.works)
    press(qtbot, window, page.adopt)
    count = len(page.rules.organizations)
    assert count > 1
    page.rules.day.put("2026-03-12")
    press(qtbot, window, page.rules.adopt)
    assert len(management_rules.listed(desk, page.rules.organizations[0])) == 3
    say.file = tmp_path / "制度.pdf"
    press(qtbot, window, page.rules.paper)
    assert say.file.read_bytes().startswith(b"%PDF")
    hub = register.save_organization(desk, None, {"name": "练习联合会", "hub": "是"}).value
    member = page.rules.organizations[0]
    federation.set_federation(desk, [member], hub)
    page.rules.open([hub])
    at_rest(qtbot, window.works)
    page.rules.kind.put("自律公约")
    page.rules.kind.edited.emit()
    at_rest(qtbot, window.works)
    press(qtbot, window, page.rules.save)
    press(qtbot, window, page.rules.sign)
    say.file = tmp_path / "公约.pdf"
    press(qtbot, window, page.rules.sheet)
    assert say.file.read_bytes().startswith(b"%PDF")
    assert say.troubles == []
