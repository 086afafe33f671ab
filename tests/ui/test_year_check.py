"""A year's 核对 of 30 villages by keyboard: 20 without change, 8 with differences, 2 not back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut

from cso_desk.records import Organization
from cso_desk.usecases import export_ledger, opening, units, year_check
from ui.machine import Machine
from ui.pages.year_check import YearCheckPage
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER, Told, at_rest

VILLAGES = 30


@pytest.fixture
def desk(_empty_desk: Path, tmp_path: Path) -> Iterator[opening.Desk]:
    """A town of exactly 30 communities with three organizations each."""
    folder = Path(shutil.copytree(_empty_desk, tmp_path / "desk"))
    opened = opening.open_desk(folder, USER, SECRET)
    for number in range(VILLAGES - len(units.communities(opened))):
        units.add_community(opened, f"练习{number + 1}村", "农村")
    with opened.operation("练习") as op:
        rows = [
            {
                "name": f"{place.name[:6]}{kind}{at}",
                "community": place.id,
                "leader": "李练习",
                "state": "未备案",
                "members": 12,
            }
            for at, place in enumerate(units.communities(opened))
            for kind in ("合唱队", "舞蹈队", "巡逻队")
        ]
        op.insert_many(Organization, rows)
    yield opened
    opened.close()


@pytest.fixture
def page(desk: opening.Desk, works: Works, say: Told, qtbot: Any) -> YearCheckPage:
    window = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.go("年度核对")
    at_rest(qtbot, works)
    made = window.page("年度核对")
    assert isinstance(made, YearCheckPage)
    return made


def key(page: YearCheckPage, name: str) -> None:
    """Press a key of the page."""
    for short in page.findChildren(QShortcut):
        if short.key().toString() == name:
            short.activated.emit()


def test_a_year_of_thirty_villages(page: YearCheckPage, qtbot: Any, tmp_path: Path) -> None:
    year = page.chosen_year()
    assert page.count.text() == "还没有开始" and page.begin.isVisible()
    page.begin.click()
    at_rest(qtbot, page.works)
    assert page.count.text() == f"已核对 0 / 应核对 {VILLAGES}"
    page.list.table.go_to(0)
    for _ in range(20):
        key(page, "F8")
        at_rest(qtbot, page.works)
    assert page.count.text() == f"已核对 20 / 应核对 {VILLAGES}"
    assert page.list.table.currentIndex().row() == 20
    for number in range(8):
        qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
        at_rest(qtbot, page.works)
        assert page.views.currentIndex() == 1
        page.sheet.put(0, "leader", f"新任{number}")
        page.sheet.setCurrentCell(1, 1)
        qtbot.keyClick(page.sheet, Qt.Key.Key_F9)
        if number == 0:
            page.sheet.put(3, "name", "晨练新队")
        assert page.sheet.item(0, 0).text() == "有更正"
        assert page.sheet.item(1, 0).text() == "已解散"
        key(page, "Ctrl+S")
        at_rest(qtbot, page.works)
        assert page.views.currentIndex() == 0
    assert page.count.text() == f"已核对 28 / 应核对 {VILLAGES}"
    found = year_check.villages(page.desk, year)
    assert [one.state for one in found].count("未核对") == 2
    assert [one.result for one in found].count("全部无变化") == 20
    out = tmp_path / "台账.xlsx"
    export_ledger.export(page.desk, out)
    heads = export_ledger.headings(page.desk)
    rows = list(load_workbook(out).active.iter_rows(min_row=3, values_only=True))
    assert len(rows) == VILLAGES * 3 + 1
    leaders = [row[heads.index("负责人姓名")] for row in rows]
    assert sorted(one for one in leaders if one and one.startswith("新任")) == [
        f"新任{number}" for number in range(8)
    ]
    notes = [row[heads.index("备注")] or "" for row in rows]
    assert sum("已解散" in note for note in notes) == 8
    page.shell.go("今日")
    at_rest(qtbot, page.works)
    words = [one.text() for one in page.window().findChildren(type(page.begin))]
    assert f"{year} 年度核对 已核对 28 / 应核对 {VILLAGES}" in words


def test_a_bad_cell_is_told_and_the_sheet_stays(page: YearCheckPage, qtbot: Any) -> None:
    page.begin.click()
    at_rest(qtbot, page.works)
    page.list.table.go_to(2)
    page.open_sheet.click()
    at_rest(qtbot, page.works)
    page.sheet.put(1, "members", "很多")
    page.save.click()
    at_rest(qtbot, page.works)
    assert "不是整数" in page.problem.text() and page.views.currentIndex() == 1
    assert (page.sheet.currentRow(), page.sheet.currentColumn()) == (1, 4)
    key(page, "Esc")
    assert page.views.currentIndex() == 0
    assert page.count.text() == f"已核对 0 / 应核对 {VILLAGES}"


def test_the_sheets_are_printed_at_once(
    page: YearCheckPage, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    page.begin.click()
    at_rest(qtbot, page.works)
    out = tmp_path / "核对表.pdf"
    page._print_to(out)
    at_rest(qtbot, page.works)
    assert out.read_bytes()[:5] == b"%PDF-"
    assert page.print_all.isEnabled() and not say.troubles
