"""社区（村）变动 by real clicks: villages merge, split and get other names; a past day is looked at as it was."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import register, unit_changes, unit_history, units
from ui.pages.unit_changes import UnitChangesPage
from ui.window import MainWindow

from .conftest import at_rest

BEFORE, MARCH = "2025-12-31", "2026-03-10"


@pytest.fixture
def page(window: MainWindow, qtbot: Any) -> UnitChangesPage:
    window.go("设置")
    at_rest(qtbot, window.works)
    window.page("设置").communities.village_changes.click()  # type: ignore[attr-defined]
    at_rest(qtbot, window.works)
    made = window.page("社区（村）变动")
    assert isinstance(made, UnitChangesPage)
    return made


def _fullest(page: UnitChangesPage, number: int) -> list[str]:
    """Return the communities with the most organizations."""
    placed = list(unit_history.placed_on(page.desk, page.desk.clock.today()).values())
    every = [one.id for one in units.communities(page.desk)]
    return sorted(every, key=lambda one: -placed.count(one))[:number]


def _write(page: UnitChangesPage, qtbot: Any, day: str = MARCH) -> None:
    page.form.day.setText(day)
    page.form.write.click()
    at_rest(qtbot, page.works)


def _board(page: UnitChangesPage, qtbot: Any, day: str) -> dict[str, str]:
    page.day.setText(day)
    page.show_day.click()
    at_rest(qtbot, page.works)
    rows = range(len(page.places.model.ids))
    return {page.places.model.text(at, 0): page.places.model.text(at, 2) for at in rows}


def test_two_villages_become_a_new_one_and_last_year_reads_as_before(
    page: UnitChangesPage, window: MainWindow, qtbot: Any
) -> None:
    assert page.changes.empty.isVisible()
    before = _board(page, qtbot, BEFORE)
    said = page.averages.text()
    for at in (0, 1):
        page.form.several.item(at).setCheckState(Qt.CheckState.Checked)
    names = [page.form.several.item(at).text() for at in (0, 1)]
    page.form.name.setText("和美社区")
    page.form.living.put("城市")
    page.form.document.setText("练政文〔2026〕8号")
    _write(page, qtbot)
    shown = [page.changes.model.text(0, at) for at in range(6)]
    assert shown[:4] == [MARCH, "合并", "、".join(names), "和美社区"]
    assert shown[5] == "练政文〔2026〕8号"
    assert page.day.text() == BEFORE and page.averages.text() == said
    assert _board(page, qtbot, BEFORE) == before
    now = _board(page, qtbot, "2026-04-01")
    assert "和美社区" in now and len(now) == len(before) - 1
    window.note_line.step.click()
    at_rest(qtbot, page.works)
    assert page.changes.empty.isVisible() or not len(page.changes.model.ids)
    assert unit_changes.changes(page.desk) == []


def test_a_split_ticks_who_goes(page: UnitChangesPage, qtbot: Any) -> None:
    (place,) = _fullest(page, 1)
    page.form.kind.setCurrentText("拆分")
    page.form.one.put(place)
    page.form.one.edited.emit()
    at_rest(qtbot, page.works)
    number = page.form.going.count()
    assert number > 0 and not page.form.several.isVisible()
    page.form.going.item(0).setCheckState(Qt.CheckState.Checked)
    gone = page.form.going.item(0).text()
    page.form.name.setText("东新社区")
    _write(page, qtbot)
    new = next(one.id for one in units.communities(page.desk) if one.name == "东新社区")
    there = unit_history.listed_on(page.desk, new, page.desk.clock.today())
    assert [name for _, name in there] == [gone]
    assert register.show(page.desk, there[0][0]).values["community"] == "东新社区"


def test_another_name_and_another_code_ask_for_one_thing_each(
    page: UnitChangesPage, window: MainWindow, qtbot: Any
) -> None:
    place = units.communities(page.desk)[0]
    for kind, line, text in (
        ("更名", page.form.name, "新风社区"),
        ("重新编码", page.form.code, f"{(place.code or '')[:9]}999"),
    ):
        page.form.kind.setCurrentText(kind)
        at_rest(qtbot, page.works)
        assert page.form.write.text() == f"记下这次{kind}"
        assert not page.form.living.isVisible() and line.isVisible()
        page.form.one.put(place.id)
        line.setText(text)
        _write(page, qtbot)
        assert window.note_line.words.text() == "已记下，组织不动"
    (found,) = [one for one in units.communities(page.desk) if one.id == place.id]
    assert (found.name, found.code[-3:]) == ("新风社区", "999")
    assert "新风社区" not in _board(page, qtbot, BEFORE)


def test_what_is_wrong_stands_in_the_form_and_nothing_changes(
    page: UnitChangesPage, qtbot: Any
) -> None:
    page.form.kind.setCurrentText("更名")
    page.form.one.put(units.communities(page.desk)[0].id)
    page.form.name.setText("新风社区")
    for day, words in (("2099-01-01", "还没有到"), ("2026-03", "写到日")):
        _write(page, qtbot, day)
        assert page.form.problem.isVisible() and words in page.form.problem.text()
        assert page.form.write.isEnabled()
    assert unit_changes.changes(page.desk) == []
    page.form.kind.setCurrentText("合并")
    assert not page.form.problem.isVisible()
    _write(page, qtbot)
    assert "两个以上" in page.form.problem.text()


def test_a_day_is_asked_for_whole_and_names_what_stood_there(
    page: UnitChangesPage, qtbot: Any
) -> None:
    page.tabs.setCurrentIndex(1)
    page.day.setText("去年")
    page.show_day.click()
    assert page.problem.isVisible() and not page.averages.isVisible()
    board = _board(page, qtbot, page.desk.clock.today().isoformat())
    assert not page.problem.isVisible() and "农村社区平均" in page.averages.text()
    (place,) = _fullest(page, 1)
    at = page.places.source.record_ids(list(page.places.model.ids)).index(place)
    page.places.table.go_to(at)
    at_rest(qtbot, page.works)
    there = unit_history.listed_on(page.desk, place, page.desk.clock.today())
    assert f"共 {len(there)} 个" in page.there.text() and there[0][1] in page.there.text()
    assert len(board) == len(units.communities(page.desk))
