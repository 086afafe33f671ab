"""Tables, other departments' blank tables, and blocks of cells pasted and copied, with real clicks and keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from cso_desk.usecases import history, lists, register, tables_out
from ui.pages.fill_form import FillFormPage
from ui.pages.import_ledger import ImportPage
from ui.pages.tables import TablesPage
from ui.window import MainWindow
from ui.work import Works

from .conftest import ORGANIZATIONS, Told, at_rest


@dataclass
class Saving(Told):
    """Says also where a file is to be written."""

    out: Path | None = None

    def save_file(
        self, page: Any, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        assert self.out is not None
        then(self.out)


@pytest.fixture
def say() -> Saving:
    return Saving()


def put(text: str, html: str = "") -> None:
    """Put a block on the clipboard."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def focus(window: MainWindow, part: Any, qtbot: Any) -> None:
    """Let the keys go to a part of the window."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    part.setFocus()
    qtbot.waitUntil(part.hasFocus)


@pytest.fixture
def tables(window: MainWindow, works: Works, qtbot: Any) -> TablesPage:
    organizations: Any = window.page("组织")
    next(one for one in organizations.more.menu().actions() if "表格" in one.text()).trigger()
    at_rest(qtbot, works)
    page = window.page("表格")
    assert isinstance(page, TablesPage)
    return page


def test_fields_are_picked_moved_and_dropped_by_keys_and_the_table_is_kept(
    tables: TablesPage, works: Works, say: Saving, qtbot: Any, tmp_path: Path
) -> None:
    tables.which.setCurrentIndex(0)
    tables.which.activated.emit(0)
    at_rest(qtbot, works)
    picker = tables.picker
    assert picker.keys() == ("number", "name")
    picker.find.setText("联系电话")
    qtbot.keyPress(picker.find, Qt.Key.Key_Return)
    picker.find.setText("负责人姓名")
    qtbot.keyPress(picker.find, Qt.Key.Key_Return)
    qtbot.keyPress(picker.chosen, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    picker.title.setText("签字")
    qtbot.keyPress(picker.title, Qt.Key.Key_Return)
    picker.chosen.setCurrentRow(0)
    qtbot.keyPress(picker.chosen, Qt.Key.Key_Delete)
    assert picker.keys() == ("name", "leader", "phone", "blank:签字")
    qtbot.wait(300)
    at_rest(qtbot, works)
    assert [tables.rows.horizontalHeaderItem(n).text() for n in range(4)] == [
        "组织名称",
        "负责人姓名",
        "联系电话",
        "签字",
    ]
    assert tables.tabs.tabText(1) == f"预览（共 {ORGANIZATIONS} 行）"
    tables.name.setText("通讯录")
    tables.save.click()
    at_rest(qtbot, works)
    assert tables.which.currentText() == "通讯录" and tables.forget.isEnabled()
    say.out = tmp_path / "通讯录.xlsx"
    tables.export.click()
    at_rest(qtbot, works)
    sheet = load_workbook(say.out).active
    assert [cell.value for cell in sheet[3]] == ["组织名称", "负责人姓名", "联系电话", "签字"]
    assert sheet.max_row == ORGANIZATIONS + 3 and str(say.out) in tables.result.text()
    tables.forget.click()
    at_rest(qtbot, works)
    assert tables_out.saved(tables.desk) == []


def test_the_official_ledger_is_one_click(
    tables: TablesPage, works: Works, say: Saving, qtbot: Any, tmp_path: Path
) -> None:
    say.out = tmp_path / "台账.xlsx"
    tables.official.click()
    at_rest(qtbot, works)
    assert load_workbook(say.out).active["H3"].value == "备案"


def test_a_saved_filter_is_there_again(tables: TablesPage, works: Works, qtbot: Any) -> None:
    numbers = lists.organization_ids(tables.desk, lists.Query())
    place = register.show(tables.desk, lists.ids_of(tables.desk, numbers[:1])[0]).values[
        "community"
    ]
    tables.filters.community.setCurrentIndex(tables.filters.community.findText(place))
    tables.filters.changed.emit()
    tables.name.setText("一个社区")
    tables.save.click()
    qtbot.wait(300)
    at_rest(qtbot, works)
    seen = tables.tabs.tabText(1)
    assert seen != f"预览（共 {ORGANIZATIONS} 行）"
    tables.which.setCurrentIndex(1)
    tables.which.activated.emit(1)
    at_rest(qtbot, works)
    assert tables.tabs.tabText(1) == f"预览（共 {ORGANIZATIONS} 行）"
    tables.which.setCurrentIndex(2)
    tables.which.activated.emit(2)
    at_rest(qtbot, works)
    assert tables.tabs.tabText(1) == seen and tables.filters.community.currentText() == place


def test_a_blank_table_is_corrected_filled_and_its_gaps_listed(
    tables: TablesPage, window: MainWindow, works: Works, say: Saving, qtbot: Any, tmp_path: Path
) -> None:
    book = Workbook()
    for line in (
        ["安全隐患摸底"],
        ["序号", "队名", "场子", "带队人", "灭火器数量"],
        [1],
        [2],
        ["合计"],
    ):
        book.active.append(line)
    say.file, say.out = tmp_path / "空白.xlsx", tmp_path / "空白_已填.xlsx"
    book.save(say.file)
    tables.fill.click()
    page = window.page("填外来表")
    assert isinstance(page, FillFormPage)
    assert not page.fill.isEnabled() and page.empty.isVisible()
    page.pick.click()
    at_rest(qtbot, works)
    assert page.fields["队名"].currentText() == "组织名称"
    box = page.fields["场子"]
    assert box.currentData() == "" and "灭火器数量" in page.words.text()
    box.setCurrentIndex(box.findText("活动场所"))
    box.activated.emit(box.currentIndex())
    at_rest(qtbot, works)
    page.fill.click()
    at_rest(qtbot, works)
    sheet = load_workbook(say.out).active
    assert sheet.cell(ORGANIZATIONS + 3, 1).value == "合计"
    assert sheet["B3"].value and sheet["C3"].value and sheet["E3"].value is None
    assert f"已填 {ORGANIZATIONS} 行；灭火器数量 台账里没有" in page.result.text()
    page.choose(say.out)
    at_rest(qtbot, works)
    assert page.empty.isVisible() and "已经填了内容" in page.empty.words.text()
    page.choose(say.file)
    at_rest(qtbot, works)
    assert page.fields["场子"].currentText() == "活动场所"


def test_a_block_is_pasted_on_the_list_looked_at_taken_in_and_taken_back(
    window: MainWindow, works: Works, qtbot: Any
) -> None:
    page: Any = window.page("组织")
    focus(window, page.list.table, qtbot)
    put("今天天气不错")
    qtbot.keyClick(page.list.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.open_word == "组织" and "没有表格" in window.note_line.words.text()
    put(
        "组织名称\t负责人\t联系电话\t身份证号\n粘贴甲队\t王练习\t0371-5550123\t4.1E+17\n=乙社\t李练习\t13800000002\t\n"
    )
    qtbot.keyClick(page.list.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    at_rest(qtbot, works)
    taking = window.page("导入台账")
    assert isinstance(taking, ImportPage) and window.open_word == "导入台账"
    assert taking.take.text() == "导入 2 个组织" and taking.badges["new"].text() == "新增 2"
    assert [taking.problems.model.text(n, 0) for n in range(2)] == ["剪贴板", "剪贴板"]
    taking.take.click()
    at_rest(qtbot, works)
    assert lists.counts(window.desk)["total"] == ORGANIZATIONS + 2
    assert lists.organization_ids(window.desk, lists.Query(text="=乙社"))
    window.top.undo.click()
    at_rest(qtbot, works)
    assert lists.counts(window.desk)["total"] == ORGANIZATIONS


def test_a_block_is_pasted_into_a_roster(window: MainWindow, works: Works, qtbot: Any) -> None:
    page: Any = window.page("组织")
    page.list.table.go_to(0)
    at_rest(qtbot, works)
    page._open_detail(page.list.current().id)
    page.detail.tabs.setCurrentIndex(1)
    at_rest(qtbot, works)
    record, before = page.detail.record, len(register.members(window.desk, page.detail.record))
    put(
        "",
        "<table><tr><td>姓名<td>性别<td>电话</tr><tr><td>王粘贴<td>女<td>13800000001</tr></table>",
    )
    page.detail.roster.paste.click()
    at_rest(qtbot, works)
    taking: Any = window.page("导入台账")
    assert taking.title.text() == f"导入花名册：{page.detail.name.text()}"
    assert taking.take.text() == "导入 1 名成员"
    taking.take.click()
    at_rest(qtbot, works)
    assert len(register.members(window.desk, record)) == before + 1
    assert (history.last(window.desk) or (0, ""))[1] == "导入花名册：剪贴板（1 名成员）"
    taking.see.click()
    at_rest(qtbot, works)
    assert window.open_word == "组织" and page.detail.record == record


def test_a_copied_block_holds_texts_for_spreadsheets_and_pastes_back_unchanged(
    window: MainWindow, works: Works, qtbot: Any
) -> None:
    page: Any = window.page("组织")
    focus(window, page.list.table, qtbot)
    page.list.table.selectAll()
    qtbot.keyClick(page.list.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    at_rest(qtbot, works)
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().split("\n")
    assert len(lines) == ORGANIZATIONS + 1 and lines[0].startswith("组织名称\t状态\t负责人姓名")
    assert "mso-number-format:'\\@'" in data.html()
    qtbot.keyClick(page.list.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    at_rest(qtbot, works)
    taking: Any = window.page("导入台账")
    assert taking.badges["same"].text() == f"相同 {ORGANIZATIONS}"
    assert not taking.take.isEnabled()
