"""人员和场所, 负责人和任期, 发起人, 花名册 and 换届 by real clicks: one change reaches all, and is taken back at once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.fields.identity import check_character
from cso_desk.usecases import (
    history,
    initiators,
    lists,
    people,
    register,
    rosters,
    terms,
    units,
    venues,
)
from ui.pages.elections import ElectionsPage
from ui.pages.organizations import OrganizationsPage
from ui.pages.page import Find, OpenRecord
from ui.pages.people import PROPOSALS, PeoplePage
from ui.window import MainWindow

from .conftest import at_rest

ID_NUMBER = "41179219560312001" + check_character("41179219560312001")
OLD, NEW = "13900000001", "13900000002"
ROOM = "练习社区党群服务中心二楼"


@pytest.fixture
def four(desk: Any) -> list[str]:
    """Four organizations with the same leader in the same room."""
    place = units.communities(desk)[0].id
    same = {"leader": "魏领四", "leader_id": ID_NUMBER, "phone": OLD, "venue": ROOM}
    return [
        register.save_organization(
            desk, None, {"name": f"魏家第{n}舞蹈队", "community": place, **same}
        ).value
        for n in range(1, 5)
    ]


@pytest.fixture
def shared(four: list[str], window: MainWindow, qtbot: Any) -> PeoplePage:
    """The page, with the proposals for the four accepted."""
    window.go("人员和场所", Find(text=PROPOSALS))
    page = window.page("人员和场所")
    assert isinstance(page, PeoplePage)
    _rest(page, qtbot)
    wanted = [n for n, row in enumerate(_rows(page.same.list)) if row[1] in ("魏领四", ROOM)]
    assert len(wanted) == 2
    select = page.same.list.table.selectionModel()
    flags = select.SelectionFlag.Select | select.SelectionFlag.Rows
    for at in wanted:
        select.select(page.same.list.model.index(at, 0), flags)
    assert page.same.accept.text() == "合并选中的 2 项"
    qtbot.mouseClick(page.same.accept, Qt.MouseButton.LeftButton)
    _rest(page, qtbot)
    return page


def _rest(page: Any, qtbot: Any) -> None:
    qtbot.wait(120)
    at_rest(qtbot, page.works)


def _rows(panel: Any) -> list[list[str]]:
    columns = range(len(panel.model.columns))
    return [[panel.model.text(at, n) for n in columns] for at in range(len(panel.model.ids))]


def _form(page: Any, qtbot: Any) -> Any:
    qtbot.waitUntil(
        lambda: page.editor.form is not None and page.editor.save_button.isEnabled(), timeout=5000
    )
    return page.editor.form


def _note(window: MainWindow) -> str:
    return str(window.note_line.words.text())


def _phones(desk: Any, organizations: list[str]) -> list[str]:
    return [register.show(desk, one).values["phone"] for one in organizations]


def test_one_telephone_is_changed_for_four_and_taken_back(
    shared: PeoplePage, four: list[str], window: MainWindow, qtbot: Any
) -> None:
    shared.tabs.setCurrentWidget(shared.persons)
    shared.persons.text.setText("魏领四")
    _rest(shared, qtbot)
    assert _rows(shared.persons.list)[0][:2] == ["魏领四", "4"]
    assert shared.persons.tabs.tabText(0) == "所在组织 4"
    shared.persons.change.click()
    _form(shared, qtbot).cells["phone"].input.setText(NEW)
    shared.editor.save_button.click()
    _rest(shared, qtbot)
    assert _note(window) == "已保存，同时更新了 4 个组织"
    assert _phones(window.desk, four) == [NEW] * 4
    assert [row[2] for row in _rows(shared.persons.used)] == ["139****0002"] * 4
    newest = [history.history(window.desk, one)[0] for one in four]
    assert {one.words for one in newest} == {"修改人员：魏领四（负责 4 个组织）"}
    window.note_line.step.click()
    _rest(shared, qtbot)
    assert _phones(window.desk, four) == [OLD] * 4


def test_one_address_is_changed_for_all_that_use_the_room(
    shared: PeoplePage, four: list[str], window: MainWindow, qtbot: Any
) -> None:
    shared.tabs.setCurrentWidget(shared.venues)
    shared.venues.text.setText("党群")
    _rest(shared, qtbot)
    shared.venues.change.click()
    _form(shared, qtbot).cells["address"].input.setText("练习社区文化广场东侧")
    shared.editor.save_button.click()
    _rest(shared, qtbot)
    assert _note(window) == "已保存，同时更新了 4 个组织"
    values = [register.show(window.desk, one).values["venue"] for one in four]
    assert values == ["练习社区文化广场东侧"] * 4


def test_the_organization_form_changes_the_person_and_says_so(
    shared: PeoplePage, four: list[str], window: MainWindow, qtbot: Any
) -> None:
    window.go("组织", OpenRecord(four[0]))
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    _rest(page, qtbot)
    assert page.detail.officers.leader.text() == "负责人：魏领四，共负责 4 个组织，改一处几处一起改"
    page.detail.change.click()
    _form(page, qtbot).cells["leader_politics"].input.put("中共党员")
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert _note(window) == "已保存，同时更新了 3 个组织"
    page.detail.officers.open_person.click()
    _rest(page, qtbot)
    assert window.open_word == "人员和场所"
    assert shared.persons.name.text() == "魏领四"


def test_a_known_person_and_room_are_chosen_by_the_keyboard(
    shared: PeoplePage, window: MainWindow, qtbot: Any
) -> None:
    window.go("组织")
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    page.edit("")
    form = _form(page, qtbot)
    form.cells["name"].input.setText("魏家第5合唱团")
    form.cells["community"].input.put(units.communities(window.desk)[0].id)
    for key, text in (("venue", "党群服务"), ("leader", "魏领")):
        line = form.cells[key].input
        form.go_to(key)
        line.setText(text)
        line.textEdited.emit(text)
        popup = page.editor.shared.offers[key].finder.popup()
        qtbot.waitUntil(popup.isVisible, timeout=3000)
        assert popup.accessibleName() in ("名单里的人员", "名单里的场所")
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    shown = {key: form.cells[key].input.value() for key in ("venue", "leader", "phone")}
    assert shown == {"venue": ROOM, "leader": "魏领四", "phone": OLD}
    page.editor.save()
    _rest(page, qtbot)
    (person,) = [one for one in people.listed(window.desk) if one.name == "魏领四"]
    (room,) = [one for one in venues.listed(window.desk) if one.address == ROOM]
    assert (person.leads, room.hosts) == (5, 5)


def test_typing_on_takes_the_choice_back(
    shared: PeoplePage, four: list[str], window: MainWindow, qtbot: Any
) -> None:
    window.go("组织")
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    page.edit("")
    form = _form(page, qtbot)
    line = form.cells["leader"].input
    page.editor.shared.chosen["leader_person"] = people.listed(window.desk, "魏领四")[0].id
    line.setText("魏领四四")
    line.textEdited.emit("魏领四四")
    assert page.editor.shared.chosen == {}


def test_a_person_in_use_stays_and_the_page_says_why(
    shared: PeoplePage, window: MainWindow, qtbot: Any
) -> None:
    shared.tabs.setCurrentWidget(shared.persons)
    shared.persons.text.setText("魏领四")
    _rest(shared, qtbot)
    shared.persons.remove.click()
    _rest(shared, qtbot)
    assert "还有职务" in shared.persons.problem.text() and shared.persons.problem.isVisible()
    assert people.listed(window.desk, "魏领四")


def test_an_organization_goes_its_own_way(
    shared: PeoplePage, window: MainWindow, qtbot: Any
) -> None:
    shared.tabs.setCurrentWidget(shared.persons)
    shared.persons.text.setText("魏领四")
    _rest(shared, qtbot)
    assert shared.persons.release.isVisible() and not shared.persons.release.isEnabled()
    shared.persons.used.table.go_to(0)
    _rest(shared, qtbot)
    shared.persons.release.click()
    _rest(shared, qtbot)
    assert _note(window) == "1 个组织不再共用"
    (person,) = people.listed(window.desk, "魏领四")
    assert person.leads == 3


def test_organizations_are_picked_for_a_room(
    shared: PeoplePage, window: MainWindow, qtbot: Any
) -> None:
    shared.tabs.setCurrentWidget(shared.venues)
    shared.venues.text.setText("党群")
    _rest(shared, qtbot)
    shared.venues.gather.click()
    _rest(shared, qtbot)
    picker = shared.picker
    assert shared.views.currentWidget() is picker
    assert picker.title.text() == f"加组织：{ROOM}"
    assert not picker.take.isEnabled()
    picker.list.table.go_to(0)
    record = picker.list.source.record_ids([picker.list.model.ids[0]])[0]
    assert picker.take.text() == "加组织（1 个）"
    picker.take.click()
    _rest(shared, qtbot)
    assert _note(window) == "已更新 1 个组织"
    assert register.show(window.desk, record).values["venue"] == ROOM
    assert shared.venues.tabs.tabText(0) == "使用的组织 5"


def test_a_new_person_is_written_and_two_entries_become_one(
    shared: PeoplePage, window: MainWindow, qtbot: Any
) -> None:
    shared.tabs.setCurrentWidget(shared.persons)
    for _ in range(2):
        shared.persons.add.click()
        _form(shared, qtbot).cells["name"].input.setText("华参六")
        shared.editor.save_button.click()
        _rest(shared, qtbot)
    shared.persons.text.setText("华参六")
    _rest(shared, qtbot)
    shared.persons.list.table.selectAll()
    assert shared.persons.merge.text() == "合并选中的 2 条为同一人"
    shared.persons.merge.click()
    _rest(shared, qtbot)
    assert len(people.listed(window.desk, "华参六")) == 1


def _organization(window: MainWindow, qtbot: Any) -> OrganizationsPage:
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    _rest(page, qtbot)
    return page


def _fill(form: Any, values: dict[str, str]) -> None:
    for key, text in values.items():
        form.cells[key].input.put(text)


def test_a_term_and_an_election_are_entered(window: MainWindow, qtbot: Any) -> None:
    page = _organization(window, qtbot)
    record = page.detail.record
    page.detail.tabs.setCurrentWidget(page.detail.officers)
    page.detail.officers.terms.add.click()
    filled = {"name": "魏领四", "position": "队长", "begins": "2023-05", "as_leader": "是"}
    _fill(_form(page, qtbot), filled)
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert register.show(window.desk, record).values["leader"] == "魏领四"
    page.detail.officers.elect.click()
    form = _form(page, qtbot)
    assert form.cells["name.1"].input.value() == "魏领四"
    meeting = {"elected_on": "2026-05-10", "due": "20", "present": "18"}
    seats = {"name.1": "孔继任", "position.1": "队长", "votes_for.1": "19", "name.2": ""}
    _fill(form, {**meeting, **seats})
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert "多于实到 18 人" in form.cells["votes_for.1"].beneath.text()
    _fill(form, {"votes_for.1": "18"})
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert register.show(window.desk, record).values["leader"] == "孔继任"
    assert [row[:3] for row in _rows(page.detail.officers.terms.list)] == [
        ["队长", "孔继任", "在任"],
        ["队长", "魏领四", "已离任"],
    ]


def test_an_election_is_postponed_in_the_organization(window: MainWindow, qtbot: Any) -> None:
    page = _organization(window, qtbot)
    desk, record = window.desk, page.detail.record
    filled = {"name": "魏领四", "position": "队长", "begins": "2020-01", "ends": "2023-01"}
    terms.save_term(desk, record, None, filled)
    page.detail.officers.delay.click()
    form = _form(page, qtbot)
    _fill(form, {"postponed_to": "2060-06"})
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert form.cells["postponed_why"].beneath.text() == "请填延期原因。"
    _fill(form, {"postponed_why": "防汛"})
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert [row[2] for row in _rows(page.detail.officers.terms.list)] == ["延期换届"]


def test_an_election_is_postponed_from_the_reminder(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    record = lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:1])[0]
    soon = desk.clock.today().isoformat()
    filled = {"name": "魏领四", "position": "队长", "begins": "2020-01", "ends": soon}
    terms.save_term(desk, record, None, filled)
    window.go("今日")
    first: Any = window.page("今日")
    _rest(first, qtbot)
    texts = [first.waiting.itemAt(n).widget() for n in range(first.waiting.count())]
    next(one for one in texts if "天内届满" in one.text()).click()
    page = window.page("换届")
    assert isinstance(page, ElectionsPage)
    _rest(page, qtbot)
    assert [row[1] for row in _rows(page.list)] == ["即将届满"]
    page.list.table.go_to(0)
    page.delay.click()
    page.band.fields["postponed_to"].put("2060-06")
    page.band.go.click()
    _rest(page, qtbot)
    assert page.band.problem.text() == "请填延期原因。"
    page.band.fields["postponed_why"].put("防汛")
    page.band.go.click()
    _rest(page, qtbot)
    assert terms.terms(desk, record)[0].state == "延期换届"
    assert _rows(page.list) == []


def test_initiators_are_entered_and_listed_from_the_old_text(
    window: MainWindow, qtbot: Any
) -> None:
    page = _organization(window, qtbot)
    record = page.detail.record
    register.save_organization(window.desk, record, {"initiators": "魏领四、华参六"})
    page.detail.show_record(record)
    _rest(page, qtbot)
    view = page.detail.initiators
    page.detail.tabs.setCurrentWidget(view)
    assert view.words.text() == "“发起人”一栏里还有：魏领四、华参六"
    view.split.click()
    _rest(page, qtbot)
    assert [row[0] for row in _rows(view.list)] == ["魏领四", "华参六"]
    assert not view.split.isVisible()
    view.add.click()
    _fill(_form(page, qtbot), {"name": "练习社区卫生服务站", "kind": "单位"})
    page.editor.save_button.click()
    _rest(page, qtbot)
    view.list.table.go_to(0)
    _rest(page, qtbot)
    view.remove.click()
    _rest(page, qtbot)
    assert [one["name"] for one in initiators.initiators(window.desk, record)] == [
        "华参六",
        "练习社区卫生服务站",
    ]
    told = register.show(window.desk, record).values["initiators"]
    assert told == "华参六、练习社区卫生服务站"


def test_members_leave_and_the_figures_follow_the_roster(window: MainWindow, qtbot: Any) -> None:
    page = _organization(window, qtbot)
    desk, record = window.desk, page.detail.record
    for one in register.members(desk, record):
        register.remove_member(desk, one["id"])
    for name in ("魏领四", "华参六", "孔继任"):
        register.save_member(desk, record, None, {"name": name})
    page.detail.show_record(record)
    _rest(page, qtbot)
    page.detail.tabs.setCurrentWidget(page.detail.roster)
    more = page.detail.roster.more
    page.detail.roster.list.table.go_to(2)
    _rest(page, qtbot)
    more.leave.click()
    _fill(_form(page, qtbot), {"left": "2026-10"})
    page.editor.save_button.click()
    _rest(page, qtbot)
    page.detail.roster.list.table.go_to(0)
    _rest(page, qtbot)
    more.as_staff.click()
    _rest(page, qtbot)
    assert "与花名册不一致：成员总数" in more.apart.text()
    more.adopt.click()
    _rest(page, qtbot)
    values = register.show(desk, record).values
    assert (values["members"], values["staff"], values["members_personal"]) == ("2", "1", "1")
    assert rosters.count(desk, record).difference == ""


def test_everything_has_a_name(shared: PeoplePage, window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView

    buttons = shared.findChildren(QPushButton)
    assert all(one.accessibleName() or one.text() for one in buttons)
    assert all(one.accessibleName() for one in shared.findChildren(QTableView))
    fields = [one for one in shared.findChildren(QLineEdit) if one.isVisibleTo(shared)]
    assert all(one.accessibleName() for one in fields)
