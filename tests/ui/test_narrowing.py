"""Filters on single fields and saved views, by keys and clicks on the page 组织."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu

from cso_desk.usecases import lists, saved_views
from cso_desk.usecases.field_filters import Where
from ui.pages.organizations import OrganizationsPage
from ui.window import MainWindow

from .conftest import ORGANIZATIONS, at_rest


@pytest.fixture
def page(window: MainWindow) -> OrganizationsPage:
    made = window.page("组织")
    assert isinstance(made, OrganizationsPage)
    return made


def _filter(page: OrganizationsPage, qtbot: Any, where: Where) -> None:
    page.narrowing.open.click()
    page.narrowing.panel.rows[-1].put(where)
    value = page.narrowing.panel.rows[-1].value
    qtbot.keyClick(value.lineEdit(), Qt.Key.Key_Return)
    at_rest(qtbot, page.works)


def _choose(page: OrganizationsPage, qtbot: Any, verb: int) -> None:
    """Choose a verb of the first saved view."""
    menu = page.narrowing.menu()
    verbs = menu.findChildren(QMenu)[0]
    verbs.actions()[verb].trigger()
    at_rest(qtbot, page.works)


def test_a_filter_is_a_chip_and_goes_by_one_key(page: OrganizationsPage, qtbot: Any) -> None:
    _filter(page, qtbot, Where("members", "least", "30"))
    expected = lists.organization_ids(
        page.desk, lists.Query(where=(Where("members", "least", "30"),))
    )
    assert 0 < len(page.list.model.ids) == len(expected) < ORGANIZATIONS
    assert page.narrowing.panel.isHidden()
    (chip,) = page.narrowing.chips
    assert chip.text() == "成员总数 不少于 30"
    assert page.filters.clear.isVisible()
    keys = {short.key().toString(): short for short in page.findChildren(QShortcut)}
    keys["Ctrl+Shift+X"].activated.emit()
    qtbot.waitUntil(lambda: not page.narrowing.active())
    at_rest(qtbot, page.works)
    assert len(page.list.model.ids) == ORGANIZATIONS
    assert page.narrowing.chips == [] and not page.filters.clear.isVisible()


def test_a_bad_value_stays_in_the_panel(page: OrganizationsPage, qtbot: Any) -> None:
    _filter(page, qtbot, Where("members", "least", "abc"))
    assert page.narrowing.panel.isVisible()
    assert "不是整数" in page.narrowing.panel.problem.text()
    assert len(page.list.model.ids) == ORGANIZATIONS
    qtbot.keyClick(page.narrowing.panel, Qt.Key.Key_Escape)
    assert page.narrowing.panel.isHidden()


def test_a_view_brings_filters_order_and_columns_back(page: OrganizationsPage, qtbot: Any) -> None:
    _filter(page, qtbot, Where("phone", "filled"))
    page.list.sort("members", True)
    page.list.table.setColumnHidden(3, True)
    at_rest(qtbot, page.works)
    shown, order = page.list.table.shown_columns(), list(page.list.model.ids)
    menu = page.narrowing.menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["把现在的样子存成视图…"].trigger()
    page.narrowing.band.fields["name"].put("有电话")
    page.narrowing.band.go.click()
    at_rest(qtbot, page.works)
    (view,) = saved_views.views(page.desk, "organizations")
    _choose(page, qtbot, 2)
    page.filters.clear.click()
    page.list.sort("name", False)
    page.list.table.setColumnHidden(3, False)
    at_rest(qtbot, page.works)
    assert list(page.list.model.ids) != order
    (pinned,) = page.narrowing.pins
    assert pinned.text() == "有电话"
    pinned.click()
    at_rest(qtbot, page.works)
    assert (page.list.table.shown_columns(), list(page.list.model.ids)) == (shown, order)
    _choose(page, qtbot, 4)
    assert saved_views.views(page.desk, "organizations") == []
    assert view.name == "有电话"
