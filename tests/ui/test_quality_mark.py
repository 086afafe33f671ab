"""资料完整度 in the head of an organization and in the list of communities."""

from __future__ import annotations

from typing import Any

import pytest

from cso_desk.usecases import quality, register, units
from ui.pages.communities import CommunitiesView
from ui.pages.options import OptionsPage
from ui.pages.organizations import OrganizationsPage
from ui.window import MainWindow

from .conftest import at_rest


@pytest.fixture
def page(window: MainWindow, qtbot: Any) -> OrganizationsPage:
    made = window.page("组织")
    assert isinstance(made, OrganizationsPage)
    record = register.save_organization(made.desk, None, {"name": "甲练习队"}).value
    made._look_at(record)
    qtbot.wait(220)
    at_rest(qtbot, made.works)
    return made


def test_a_grey_number_lists_what_is_missing_and_leads_to_it(
    page: OrganizationsPage, qtbot: Any
) -> None:
    mark = page.detail.parts.quality
    found = quality.quality(page.desk, page.detail.record)
    assert mark.isVisible() and mark.text() == f"资料完整度 {found.score}"
    assert mark.accessibleName() == f"资料完整度 {found.score} 分，缺 {len(found.lacks)} 项"
    actions = {one.text(): one for one in mark.menu().actions()}
    assert len(actions) == len(found.lacks)
    actions["缺 花名册（8 分），去补花名册"].trigger()
    assert page.detail.tabs.currentWidget() is page.detail.roster
    actions["缺 负责人姓名（10 分），去填"].trigger()
    qtbot.waitUntil(lambda: page.editor.form is not None and page.editor.save_button.isEnabled())
    form = page.editor.form
    assert form is not None and page.editor.plan is not None
    assert page.editor.plan.first == "leader"
    form.cells["leader"].input.put("王练习")
    page.editor.save_button.click()
    qtbot.wait(220)
    at_rest(qtbot, page.works)
    assert mark.text() == f"资料完整度 {quality.quality(page.desk, page.detail.record).score}"


def test_of_other_units_there_is_no_number(page: OrganizationsPage, qtbot: Any) -> None:
    page.detail.parts.show_organization(page.detail.record, mine=False)
    at_rest(qtbot, page.works)
    assert not page.detail.parts.quality.isVisible()


def test_each_community_shows_its_figure(window: MainWindow, qtbot: Any) -> None:
    window.go("设置")
    options = window.page("设置")
    assert isinstance(options, OptionsPage)
    at_rest(qtbot, window.works)
    view = options.communities
    assert isinstance(view, CommunitiesView)
    figures = {one.name: one for one in quality.by_community(window.desk)}
    assert sum(one.organizations for one in figures.values()) > 0
    for at in range(len(units.communities(window.desk))):
        one = figures[view.list.model.text(at, 0)]
        score = "" if one.score is None else str(one.score)
        assert view.list.model.text(at, 2) == str(one.organizations)
        assert view.list.model.text(at, 3) == score
