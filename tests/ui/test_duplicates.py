"""重名核对 and the hints while typing, by real clicks and keys on a real desk."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import delete

from cso_desk.usecases import duplicates, history, lists, register
from ui.pages.duplicates import DuplicatesPage
from ui.pages.organizations import OrganizationsPage
from ui.window import MainWindow

from .conftest import ORGANIZATIONS, Told, at_rest

NAME = "练习社区夕阳红合唱团"


@pytest.fixture
def two(window: MainWindow) -> tuple[str, str]:
    """Two records of one team in one community: each knows something that the other does not."""
    from cso_desk.usecases import units

    desk = window.desk
    place = units.communities(desk)[0].id
    for pair in duplicates.pairs(desk):
        duplicates.judge_different(desk, [(pair.first.id, pair.second.id)])
    left = register.save_organization(
        desk, None, {"name": NAME, "community": place, "leader": "王练", "members": "20"}
    ).value
    right = register.save_organization(
        desk,
        None,
        {
            "name": "练习社区夕阳虹合唱团",
            "community": place,
            "phone": "13900001111",
            "members": "22",
        },
    ).value
    for name in ("甲某", "乙某"):
        register.save_member(desk, right, None, {"name": name})
    return left, right


@pytest.fixture
def page(window: MainWindow, two: tuple[str, str], qtbot: Any) -> DuplicatesPage:
    window.go("重名核对")
    at_rest(qtbot, window.works)
    made = window.page("重名核对")
    assert isinstance(made, DuplicatesPage)
    return made


def total(page: Any) -> int:
    return lists.counts(page.desk)["total"]


def test_it_is_reached_from_the_register(window: MainWindow, qtbot: Any) -> None:
    register_page = window.page("组织")
    assert isinstance(register_page, OrganizationsPage)
    actions = {one.text(): one for one in register_page.more.menu().actions()}
    actions["重名核对…"].trigger()
    assert window.open_word == "重名核对"
    window.page("重名核对").back.click()  # type: ignore[attr-defined]
    assert window.open_word == "组织"
    at_rest(qtbot, window.works)


def test_a_pair_stands_side_by_side_with_what_differs_first(page: DuplicatesPage) -> None:
    assert page.count.text() == "1 对可能是同一个组织"
    assert page.list.model.text(0, 2) == "名称只差一个字"
    rows = [[page.table.item(at, c).text() for c in range(4)] for at in range(4)]
    assert rows[0] == ["组织名称", NAME, "练习社区夕阳虹合唱团", "不同"]
    assert all(row[3] == "不同" for row in rows)
    says = [page.table.item(at, 3).text() for at in range(page.table.rowCount())]
    assert says == sorted(says, key=lambda one: one != "不同"), "what differs stands first"
    assert page.merge.isEnabled() and not page.band.isVisible()


def test_a_pair_that_is_no_duplicate_goes_and_comes_back_with_undo(
    page: DuplicatesPage, window: MainWindow, qtbot: Any
) -> None:
    page.different.click()
    at_rest(qtbot, page.works)
    assert page.list.empty.isVisible() and page.list.model.ids.tolist() == []
    assert not page.merge.isVisible()
    assert window.note_line.words.text() == "已记住 1 对不是同一个组织"
    window.note_line.step.click()
    at_rest(qtbot, page.works)
    assert len(page.list.model.ids) == 1 and page.merge.isVisible()


def test_sides_are_picked_by_keyboard_and_one_undo_parts_them_again(
    page: DuplicatesPage, window: MainWindow, two: tuple[str, str], qtbot: Any
) -> None:
    left, right = two
    page.merge.click()
    assert page.band.isVisible() and window.focusWidget() is page.table
    assert "花名册 2 人" in page.along.text()
    keys = [page.table.item(at, 0).text() for at in range(page.table.rowCount())]
    for at in range(keys.index("成员总数")):
        QTest.keyClick(page.table, Qt.Key.Key_Down)
        assert page.table.currentRow() == at + 1
    QTest.keyClick(page.table, Qt.Key.Key_Right)
    assert page.table.choices()["members"] == "right"
    assert page.table.item(page.table.currentRow(), 3).text() == "用右边"
    assert page.table.choices()["phone"] == "right", "a blank side is not taken"
    page.go_on.click()
    at_rest(qtbot, page.works)
    shown = register.show(page.desk, left).values
    assert (shown["name"], shown["members"], shown["phone"]) == (NAME, "22", "13900001111")
    assert len(register.members(page.desk, left)) == 2
    assert total(page) == ORGANIZATIONS + 1
    assert window.note_line.words.text() == "已合并成一条"
    window.note_line.step.click()
    at_rest(qtbot, page.works)
    assert total(page) == ORGANIZATIONS + 2
    assert register.show(page.desk, right).values["members"] == "22"


def test_two_numbers_stay_and_the_clerk_is_told(
    page: DuplicatesPage, two: tuple[str, str], qtbot: Any
) -> None:
    for at, record in enumerate(two):
        register.record_old_filing(
            page.desk, record, f"练习备{at}号", "2020-01-02", "练习镇人民政府"
        )
    page.read()
    at_rest(qtbot, page.works)
    page.merge.click()
    assert "两边各有备案编号" in page.along.text()
    page.go_on.click()
    at_rest(qtbot, page.works)
    assert page.notice.isVisible() and "练习备0号" in page.notice.text()


def test_the_other_side_can_be_the_one_that_stays(
    page: DuplicatesPage, two: tuple[str, str], qtbot: Any
) -> None:
    page.merge.click()
    first = page.preview
    page.swap.click()
    at_rest(qtbot, page.works)
    assert page.preview is not None and first is not None
    assert page.preview.lines[0].left == first.lines[0].right
    page.go_on.click()
    at_rest(qtbot, page.works)
    assert register.show(page.desk, two[1]).values["name"] == "练习社区夕阳虹合唱团"


def test_not_now_leaves_everything_as_it_is(page: DuplicatesPage, qtbot: Any) -> None:
    last = history.last(page.desk)
    page.merge.click()
    page.leave.click()
    assert not page.band.isVisible() and page.merge.isVisible()
    assert history.last(page.desk) == last


def test_numbers_are_masked_until_asked(page: DuplicatesPage) -> None:
    def phones() -> set[str]:
        return {page.table.item(at, 2).text() for at in range(page.table.rowCount())}

    assert "139****1111" in phones() and "13900001111" not in phones()
    page.numbers.click()
    assert "13900001111" in phones()


def test_whoever_types_a_known_team_is_shown_it_with_reasons(
    window: MainWindow, two: tuple[str, str], qtbot: Any
) -> None:
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    page.add.click()
    qtbot.waitUntil(lambda: page.editor.form is not None, timeout=5000)
    form = page.editor.form
    assert form is not None
    place = register.show(page.desk, two[0]).values["community"]
    form.cells["community"].input.put(place)
    form.cells["name"].input.setText(NAME)
    form.cells["name"].input.edited.emit()
    band = page.editor.alike
    qtbot.waitUntil(lambda: len(band.links) == 2, timeout=5000)
    assert NAME in band.links[0].text() and band.found[0].reasons == ("名称相同",)
    band.beside[0].click()
    at_rest(qtbot, page.works)
    assert band.table.isVisible() and band.table.item(0, 3).text() == "不同"
    band.beside[0].click()
    assert not band.table.isVisible()


def test_a_name_that_may_not_be_is_said_while_typing(
    window: MainWindow, say: Told, qtbot: Any
) -> None:
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    page.add.click()
    qtbot.waitUntil(lambda: page.editor.form is not None, timeout=5000)
    form = page.editor.form
    assert form is not None
    form.cells["name"].input.setText("全国爱心基金会")
    form.cells["name"].input.edited.emit()
    band = page.editor.alike
    qtbot.waitUntil(band.remarks.isVisible, timeout=5000)
    assert "不能用“全国”" in band.remarks.text() and "“基金会”" in band.remarks.text()
    assert band.remarks.property("look") == "problem"
    form.cells["name"].input.setText("")
    form.cells["name"].input.edited.emit()
    qtbot.waitUntil(lambda: not band.isVisible(), timeout=5000)
    assert not say.troubles


def test_a_form_that_is_gone_is_not_searched_for(
    window: MainWindow, works: Any, qtbot: Any
) -> None:
    window.go("组织")
    page: Any = window.page("组织")
    page.edit("")
    at_rest(qtbot, works)
    band = page.editor.alike
    form = band._form
    form.cells["name"].input.edited.emit()
    assert band._rest.isActive()
    delete(form)
    band.search()
    assert not works.running
    band.watch(None)
    assert not band._rest.isActive()
