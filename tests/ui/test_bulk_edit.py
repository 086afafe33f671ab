"""批量修改 on the page 组织: mark all, look first, change, take back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import lists
from ui.pages.organizations import OrganizationsPage
from ui.window import MainWindow

from .conftest import ORGANIZATIONS, at_rest


@pytest.fixture
def page(window: MainWindow) -> OrganizationsPage:
    made = window.page("组织")
    assert isinstance(made, OrganizationsPage)
    return made


def supervisors(page: OrganizationsPage) -> set[str]:
    numbers = lists.organization_ids(page.desk, lists.Query())
    rows = lists.organization_rows(page.desk, numbers, ["supervisor"])
    return {row.cells[0] for row in rows if row}


def test_all_are_changed_by_keys_and_taken_back(
    page: OrganizationsPage, window: MainWindow, qtbot: Any
) -> None:
    before = supervisors(page)
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.verbs.edit.isVisible()
    page.verbs.edit.click()
    at_rest(qtbot, page.works)
    assert page.bulk.head.text() == f"批量修改选中的 {ORGANIZATIONS} 个组织"
    row = page.bulk.rows[0]
    row.put("supervisor", "木城街道办事处")
    qtbot.keyClick(row.value.lineEdit(), Qt.Key.Key_Return)
    at_rest(qtbot, page.works)
    assert page.bulk.words.text().startswith(f"会改 {ORGANIZATIONS} 个，本来就是这样 0 个")
    assert len(page.bulk.differences.model.ids) == ORGANIZATIONS
    assert supervisors(page) == before
    qtbot.keyClick(page.bulk.go, Qt.Key.Key_Return)
    at_rest(qtbot, page.works)
    assert supervisors(page) == {"木城街道办事处"} and page.bulk.isHidden()
    window.undo()
    at_rest(qtbot, page.works)
    assert supervisors(page) == before


def test_a_bad_value_is_told_and_a_new_one_asks_for_a_new_look(
    page: OrganizationsPage, qtbot: Any
) -> None:
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.verbs.edit.click()
    at_rest(qtbot, page.works)
    row = page.bulk.rows[0]
    row.put("members", "很多")
    page.bulk.look_first.click()
    at_rest(qtbot, page.works)
    assert "不是整数" in page.bulk.problem.text() and page.bulk.go.isHidden()
    row.put("members", "31")
    page.bulk.look_first.click()
    at_rest(qtbot, page.works)
    assert page.bulk.go.isVisible()
    row.value.setCurrentText("32")
    assert page.bulk.go.isHidden()
    qtbot.keyClick(page.bulk, Qt.Key.Key_Escape)
    assert page.bulk.isHidden()
