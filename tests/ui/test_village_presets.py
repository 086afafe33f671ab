"""按村批量新增 by real clicks: what is new and what is there stands line by line, one step writes, one takes back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import lists
from ui.pages.organizations import OrganizationsPage
from ui.pages.village_presets import VillagePresetsPage
from ui.window import MainWindow

from .conftest import ORGANIZATIONS, at_rest

FOUR = ["红白理事会", "道德评议会", "村民议事会", "禁毒禁赌会"]


@pytest.fixture
def page(window: MainWindow, qtbot: Any) -> VillagePresetsPage:
    organizations = window.page("组织")
    assert isinstance(organizations, OrganizationsPage)
    actions = {one.text(): one for one in organizations.more.menu().actions()}
    actions["按村批量新增…"].trigger()
    at_rest(qtbot, window.works)
    made = window.page("按村批量新增")
    assert isinstance(made, VillagePresetsPage)
    return made


def _rest(page: VillagePresetsPage, qtbot: Any) -> None:
    qtbot.wait(300)
    at_rest(qtbot, page.works)


def _tick(page: VillagePresetsPage, number: int) -> None:
    for at in range(number):
        page.places.item(at).setCheckState(Qt.CheckState.Checked)


def test_the_four_are_ticked_and_nothing_is_new_before_a_village_is(
    page: VillagePresetsPage,
) -> None:
    assert [word for word, box in page.kinds.items() if box.isChecked()] == FOUR
    assert page.list.empty.isVisible() and not page.create.isEnabled()


def test_two_villages_get_four_each_and_one_undo_takes_all_back(
    page: VillagePresetsPage, window: MainWindow, qtbot: Any
) -> None:
    _tick(page, 2)
    _rest(page, qtbot)
    fresh = sum(one.does == "新增" for one in page.lines)
    assert len(page.lines) == 8 and page.create.text() == f"新增 {fresh} 个组织"
    page.create.click()
    _rest(page, qtbot)
    assert lists.counts(page.desk)["total"] == ORGANIZATIONS + fresh
    assert {one.does for one in page.lines} == {"已有"} and not page.create.isEnabled()
    window.note_line.step.click()
    _rest(page, qtbot)
    assert lists.counts(page.desk)["total"] == ORGANIZATIONS
    assert page.create.isEnabled(), "what was taken back can be entered again"


def test_a_statutory_body_is_left_out_with_its_sentence(
    page: VillagePresetsPage, qtbot: Any
) -> None:
    for box in page.kinds.values():
        box.setChecked(False)
    page.own_kind.setText("人民调解委员会")
    _tick(page, 1)
    _rest(page, qtbot)
    assert page.list.model.text(0, 0) == "不新增"
    assert "依法设立" in page.list.model.text(0, 3)
    assert not page.create.isEnabled()


def test_a_name_that_is_too_long_is_said(page: VillagePresetsPage, qtbot: Any) -> None:
    page.own_kind.setText("长" * 60)
    _tick(page, 1)
    _rest(page, qtbot)
    assert page.problem.isVisible() and not page.create.isEnabled()
    page.own_kind.setText("")
    page.own_kind.textEdited.emit("")
    _rest(page, qtbot)
    assert not page.problem.isVisible() and page.create.isEnabled()


def test_all_villages_at_once_or_none(page: VillagePresetsPage, qtbot: Any) -> None:
    page.all_villages.click()
    kinds = {one.id: one.kind for one in page._villages}
    assert {kinds[one] for one in page.chosen_places()} <= {"农村"}
    assert len(page.chosen_places()) == sum(kind == "农村" for kind in kinds.values())
    page.none.click()
    assert page.chosen_places() == []
    _rest(page, qtbot)
