"""下发 in the window: targets typed into the table, a deadline, the packages, and who has confirmed them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import (
    configuring,
    deadlines,
    enrol,
    opening,
    receipts,
    take_packages,
    targets,
    units,
)
from ui.pages.reporting import ReportingPage
from ui.window import MainWindow

from .conftest import SECRET, Told, at_rest


class Saying(Told):
    """Says also which folder is the stick."""

    place: Path

    def folder(self, page: Any, title: str, then: Callable[[Path], None]) -> None:
        then(self.place)


@pytest.fixture
def say(tmp_path: Path) -> Saying:
    made = Saying()
    made.place = tmp_path / "stick"
    return made


@pytest.fixture
def village(window: MainWindow, tmp_path: Path) -> Iterator[opening.Desk]:
    """The desk of a community of the township, enrolled there."""
    one = next(one for one in units.communities(window.desk) if one.code)
    place = opening.place_of(one.code)
    assert place is not None
    unit = opening.NewUnit(one.code, place.name, place.level)
    made = opening.start_desk(tmp_path / "village", unit, "村文书", SECRET).desk
    own = enrol.own_fingerprint(made)
    issued = enrol.issue(window.desk, enrol.request(made), own).value
    enrol.accept(made, issued.chain, enrol.own_fingerprint(window.desk))
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow, village: opening.Desk, qtbot: Any) -> ReportingPage:
    """报送 at 下发, at rest."""
    window.go("报送")
    at_rest(qtbot, window.works)
    found = window.page("报送")
    assert isinstance(found, ReportingPage)
    found.tabs.setCurrentWidget(found.config)
    return found


def click(page: ReportingPage, one: Any, qtbot: Any) -> None:
    assert one.isVisible() and one.isEnabled(), one.text()
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    at_rest(qtbot, page.works)


def put(page: ReportingPage, unit: str, measure: str, text: str) -> None:
    page.config.table.go_to(unit, measure)
    item = page.config.table.currentItem()
    assert item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable
    item.setText(text)


def test_targets_and_a_deadline_are_set_given_and_confirmed(
    page: ReportingPage, village: opening.Desk, tmp_path: Path, qtbot: Any
) -> None:
    view, desk = page.config, page.desk
    assert page.tabs.isTabVisible(page.tabs.indexOf(view))
    put(page, village.unit, "组织数", "6")
    put(page, desk.unit, "城市社区平均", "11")
    view.document.put("百政〔2026〕3号")
    click(page, view.save, qtbot)
    asked = {(one.unit, one.measure): one.number for one in targets.listed(desk)}
    assert asked == {(village.unit, "组织数"): 6, (desk.unit, "城市社区平均"): 11}
    click(page, view.add_date, qtbot)
    page.band.fields["name"].put("年报")
    page.band.fields["due_on"].put("2099-01")
    page.band.go.click()
    at_rest(qtbot, page.works)
    assert "写到日" in page.band.problem.text()
    page.band.fields["due_on"].put("2099-01-05")
    page.band.go.click()
    at_rest(qtbot, page.works)
    (due,) = deadlines.deadlines(desk)
    assert view.give.isEnabled()
    click(page, view.give, qtbot)
    assert "下发_" in view.result.text()
    if shot := os.environ.get("CONFIG_SHOT"):
        page.window().grab().save(shot)
    (file,) = (tmp_path / "stick").glob("*.csopkg")
    (taken,) = take_packages.take(village, [file], tmp_path / "answers").value
    assert taken.verdict == "ok"
    assert [one.id for one in deadlines.deadlines(village)] == [due.id]
    assert taken.receipt is not None
    receipts.take_receipt(desk, taken.receipt)
    view.read()
    at_rest(qtbot, page.works)
    assert not view.give.isEnabled()
    assert all(not one.waiting for one in configuring.below(desk))
    view.dates.table.go_to(0)
    at_rest(qtbot, page.works)
    click(page, view.drop_date, qtbot)
    assert deadlines.deadlines(desk) == []
    assert view.give.isEnabled()


def test_a_wrong_number_is_said_beside_the_table_and_nothing_is_kept(
    page: ReportingPage, village: opening.Desk, qtbot: Any
) -> None:
    view = page.config
    put(page, village.unit, "组织数", "六个半")
    put(page, page.desk.unit, "城市社区平均", "11")
    click(page, view.save, qtbot)
    assert view.problem.isVisible() and view.problem.text()
    assert targets.listed(page.desk) == []
    assert view.table.changed()[village.unit, "组织数"] == "六个半"
    view.read()
    at_rest(qtbot, page.works)
    assert view.table.changed()[village.unit, "组织数"] == "六个半"
