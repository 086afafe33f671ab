"""组织: the register by real clicks on a real desk."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cso_desk.usecases import lists, register, units
from ui.pages import following
from ui.pages.organization_words import SECTIONS
from ui.pages.organizations import OrganizationsPage
from ui.pages.page import Find, OpenRecord
from ui.window import MainWindow

from .conftest import ORGANIZATIONS, Told, at_rest


@pytest.fixture
def page(window: MainWindow) -> OrganizationsPage:
    made = window.page("组织")
    assert isinstance(made, OrganizationsPage)
    return made


def _rest(page: OrganizationsPage, qtbot: Any) -> None:
    qtbot.wait(220)
    at_rest(qtbot, page.works)


def _form(page: OrganizationsPage, qtbot: Any) -> Any:
    qtbot.waitUntil(
        lambda: page.editor.form is not None and page.editor.save_button.isEnabled(), timeout=5000
    )
    return page.editor.form


def test_the_list_shows_all_and_the_first_beside_it(page: OrganizationsPage) -> None:
    assert len(page.list.model.ids) == ORGANIZATIONS
    assert page.count.text() == f"共 {ORGANIZATIONS} 个"
    assert page.marked.text() == f"列出 {ORGANIZATIONS} 个"
    assert page.detail.isVisible() and page.detail.name.text() == page.list.model.text(0, 0)


def test_typing_narrows_the_list(page: OrganizationsPage, qtbot: Any) -> None:
    name = page.list.model.text(7, 0)
    page.filters.text.setText(name)
    _rest(page, qtbot)
    assert name in {page.list.model.text(at, 0) for at in range(len(page.list.model.ids))}
    assert len(page.list.model.ids) < ORGANIZATIONS
    assert page.filters.clear.isVisible()
    page.filters.clear.click()
    _rest(page, qtbot)
    assert len(page.list.model.ids) == ORGANIZATIONS


def test_what_is_typed_is_listed_before_the_first_of_it_is_shown_beside(
    page: OrganizationsPage, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "REST", 300)
    before, wanted = page.detail.name.text(), page.list.model.text(7, 0)
    with qtbot.waitSignal(page.list.filled, timeout=5000):
        page.filters.text.setText(wanted)
    at_rest(qtbot, page.works)
    assert page.list.model.text(0, 0) == wanted
    assert page.detail.name.text() == before
    qtbot.waitUntil(lambda: page.detail.name.text() == wanted, timeout=5000)
    page.filters.clear.click()
    _rest(page, qtbot)
    page.list.table.go_to(3)
    assert page.detail.record == _id(page, 3), "a clerk's own step is followed at once"


def test_filters_by_state_and_incompleteness(page: OrganizationsPage, qtbot: Any) -> None:
    box = page.filters.state
    assert [box.itemText(at) for at in range(box.count())][:3] == [
        "状态：全部",
        "未备案",
        "补录待完善",
    ]
    box.setCurrentIndex(box.findData("已备案"))
    box.activated.emit(box.currentIndex())
    _rest(page, qtbot)
    states = {page.list.model.text(at, 1) for at in range(len(page.list.model.ids))}
    assert states == {"已备案"}
    page.filters.put(Find(incomplete=True))
    _rest(page, qtbot)
    assert len(page.list.model.ids) == lists.counts(page.desk)["incomplete"]
    assert page.filters.incomplete.text() == f"待完善 {len(page.list.model.ids)}"


def test_a_list_without_hits_says_so_and_offers_no_first_step(
    page: OrganizationsPage, qtbot: Any
) -> None:
    page.filters.text.setText("没有这样的名称")
    _rest(page, qtbot)
    assert page.empty.isVisible() and page.empty.words.text() == "没有符合条件的组织。"
    assert not any(step.isVisible() for step in page.empty_steps)


def test_a_new_organization_is_written_found_and_taken_back(
    page: OrganizationsPage, qtbot: Any
) -> None:
    qtbot.mouseClick(page.add, Qt.MouseButton.LeftButton)
    form = _form(page, qtbot)
    place = units.communities(page.desk)[0]
    form.cells["name"].input.setText("王𬭼练习合唱团")
    form.cells["community"].input.put(place.id)
    form.cells["leader"].input.setText("王𬭼")
    form.cells["founded"].input.setText("2019-5")
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert page.views.currentWidget() is page.browse
    assert page.detail.name.text() == "王𬭼练习合唱团"
    shown = register.show(page.desk, page.detail.record).values
    assert (shown["community"], shown["founded"], shown["leader"]) == (
        place.name,
        "2019-05",
        "王𬭼",
    )
    assert page.list.current().id == page.detail.record  # type: ignore[union-attr]
    assert page.shell.note_line.words.text() == "已保存"  # type: ignore[attr-defined]
    page.shell.note_line.step.click()  # type: ignore[attr-defined]
    _rest(page, qtbot)
    assert len(page.list.model.ids) == ORGANIZATIONS


def test_the_same_name_is_pointed_out_while_typing(page: OrganizationsPage, qtbot: Any) -> None:
    name, record = page.list.model.text(4, 0), page.list.model.row(4).id  # type: ignore[union-attr]
    page.add.click()
    form = _form(page, qtbot)
    form.cells["name"].input.setText(name)
    form.cells["name"].input.textEdited.emit(name)
    qtbot.waitUntil(lambda: page.editor.alike.isVisible(), timeout=3000)
    assert name in page.editor.alike.links[0].text()
    page.editor.alike.links[0].click()
    _rest(page, qtbot)
    assert page.detail.record == record


def test_a_correction_shows_in_list_detail_and_history_and_is_taken_back(
    page: OrganizationsPage, qtbot: Any
) -> None:
    page.list.table.go_to(2)
    _rest(page, qtbot)
    record, before = page.detail.record, page.list.model.text(2, 2)
    page.detail.change.click()
    form = _form(page, qtbot)
    form.cells["leader"].input.setText("赵更正")
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert page.list.model.text(2, 2) == "赵更正" and page.detail.record == record
    page.detail.tabs.setCurrentWidget(page.detail.history)
    texts = _texts(page.detail.history)
    assert any(f"负责人姓名：{before} → 赵更正" in text for text in texts)
    undo = next(
        one
        for one in page.detail.history.findChildren(type(page.add))
        if one.accessibleName() == "还原"
    )
    undo.click()
    _rest(page, qtbot)
    assert page.list.model.text(2, 2) == before
    assert register.show(page.desk, record).values["leader"] == before


def _texts(widget: Any) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel)]


def test_history_of_a_whole_step_asks_first(page: OrganizationsPage, qtbot: Any, say: Told) -> None:
    page.detail.tabs.setCurrentWidget(page.detail.history)
    undo = [
        one
        for one in page.detail.history.findChildren(type(page.add))
        if one.accessibleName() == "还原"
    ]
    undo[-1].click()
    _rest(page, qtbot)
    assert "填入练习数据" in say.questions[0] and len(page.list.model.ids) == ORGANIZATIONS
    say.answer = "还原整步"
    undo[-1].click()
    _rest(page, qtbot)
    assert len(page.list.model.ids) == 0 and page.empty.isVisible()


def test_the_history_is_built_when_somebody_looks(page: OrganizationsPage, qtbot: Any) -> None:
    history = page.detail.history
    assert "填入练习数据" not in " ".join(_texts(history))
    page.detail.tabs.setCurrentWidget(history)
    assert "填入练习数据" in " ".join(_texts(history))
    page.list.table.go_to(1)
    _rest(page, qtbot)
    assert "填入练习数据" in " ".join(_texts(history))


def test_a_record_with_the_same_fields_is_shown_in_the_same_labels(
    page: OrganizationsPage, qtbot: Any
) -> None:
    values = {"name": "甲队", "leader": "王甲", "phone": "13800000001"}
    fields = page.detail._fields
    details = page.detail.details
    details.show_values(SECTIONS, values, fields)
    before = _shown_labels(details)
    assert [one.text() for one in before].count("王甲") == 1
    details.show_values(SECTIONS, {**values, "leader": "李乙"}, fields)
    assert _shown_labels(details) == before
    assert [one.text() for one in before].count("李乙") == 1
    assert [one.accessibleName() for one in before].count(f"{fields['leader'].label}：李乙") == 1
    details.show_values(SECTIONS, {"name": "甲队", "leader": "李乙"}, fields)
    assert "138****0001" not in [one.text() for one in _shown_labels(details)]
    details.show_values((), {}, {})
    assert _shown_labels(details) == []


def _shown_labels(widget: QWidget) -> list[QLabel]:
    return [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def test_personal_numbers_are_hidden_until_asked(page: OrganizationsPage, qtbot: Any) -> None:
    rows = range(len(page.list.model.ids))
    at = next(n for n in rows if page.list.model.text(n, 4))
    page.list.table.go_to(at)
    _rest(page, qtbot)
    phone = register.show(page.desk, page.detail.record).values["phone"]
    assert "****" in page.list.model.text(at, 4)
    assert phone not in _texts(page.detail)
    eye = next(
        one
        for one in page.detail.details.findChildren(type(page.add))
        if one.text() == "显示完整号码"
    )
    eye.click()
    assert phone in _texts(page.detail.details)


def test_what_is_missing_leads_to_its_field(page: OrganizationsPage, qtbot: Any) -> None:
    page.filters.put(Find(incomplete=True))
    _rest(page, qtbot)
    page.list.table.go_to(0)
    _rest(page, qtbot)
    link = page.detail.missing.links[0]
    link.click()
    form = _form(page, qtbot)
    cell = next(cell for cell in form.cells.values() if cell.field.label == link.text())
    qtbot.waitUntil(
        lambda: cell.input.hasFocus() or cell.input.isAncestorOf(page.window().focusWidget())
    )


def test_an_old_filing_is_entered_from_its_paper(page: OrganizationsPage, qtbot: Any) -> None:
    rows = range(len(page.list.model.ids))
    at = next(n for n in rows if page.list.model.text(n, 1) == "未备案")
    page.list.table.go_to(at)
    _rest(page, qtbot)
    record = page.detail.record
    page.detail.filing.click()
    form = _form(page, qtbot)
    assert form.cells["authority"].input.value() == "木城街道办事处"
    form.cells["number"].input.setText("木城社备〔2020〕9号")
    form.cells["date"].input.setText("2020年3月")
    page.editor.save_button.click()
    _rest(page, qtbot)
    shown = register.show(page.desk, record)
    assert shown.state == "已备案" and shown.values["filing_date"] == "2020-03"
    assert page.detail.state.text() == "已备案"


def test_members_are_added_changed_and_removed(page: OrganizationsPage, qtbot: Any) -> None:
    at = next(
        n for n in range(len(page.list.model.ids)) if not register.members(page.desk, _id(page, n))
    )
    page.list.table.go_to(at)
    _rest(page, qtbot)
    record = page.detail.record
    page.detail.tabs.setCurrentWidget(page.detail.roster)
    page.detail.roster.add.click()
    _form(page, qtbot).cells["name"].input.setText("李练习")
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert [one["name"] for one in register.members(page.desk, record)] == ["李练习"]
    assert page.detail.tabs.tabText(page.detail.tabs.indexOf(page.detail.roster)) == "花名册 1"
    page.detail.roster.list.table.go_to(0)
    at_rest(qtbot, page.works)
    page.detail.roster.change.click()
    _form(page, qtbot).cells["phone"].input.setText("13800000009")
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert register.members(page.desk, record)[0]["phone"] == "13800000009"
    assert page.detail.roster.list.model.text(0, 4) == "138****0009"
    page.detail.roster.list.table.go_to(0)
    at_rest(qtbot, page.works)
    qtbot.waitUntil(page.detail.roster.remove.isEnabled)
    page.detail.roster.remove.click()
    _rest(page, qtbot)
    assert register.members(page.desk, record) == []


def _id(page: OrganizationsPage, at: int) -> str:
    row = page.list.model.row(at)
    assert row is not None
    return row.id


def test_an_organization_is_removed_and_comes_back(page: OrganizationsPage, qtbot: Any) -> None:
    name = page.detail.name.text()
    page.detail.more.menu().actions()[0].trigger()
    _rest(page, qtbot)
    assert len(page.list.model.ids) == ORGANIZATIONS - 1
    assert page.shell.note_line.words.text() == f"已移除 {name}"  # type: ignore[attr-defined]
    page.shell.note_line.step.click()  # type: ignore[attr-defined]
    _rest(page, qtbot)
    assert len(page.list.model.ids) == ORGANIZATIONS


def test_a_record_is_shown_when_another_page_asks(page: OrganizationsPage, qtbot: Any) -> None:
    record = _id(page, 20)
    page.filters.text.setText("没有这样的名称")
    _rest(page, qtbot)
    page.shell.go("组织", OpenRecord(record))
    _rest(page, qtbot)
    assert page.detail.record == record and page.list.current().id == record  # type: ignore[union-attr]


def test_a_narrow_window_slides_the_detail_over_the_list(
    page: OrganizationsPage, qtbot: Any
) -> None:
    page.window().resize(1000, 700)
    qtbot.wait(30)
    assert page.list.isVisible() and not page.detail.isVisible()
    page.list.table.go_to(1)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert page.detail.isVisible() and not page.list.isVisible()
    page.detail.back.click()
    assert page.list.isVisible() and not page.detail.isVisible()


def test_all_marked_are_counted_as_all(page: OrganizationsPage, qtbot: Any) -> None:
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.marked.text() == f"已选全部 {ORGANIZATIONS} 个"
    got: list[list[str]] = []
    page.list.with_chosen(got.append)
    at_rest(qtbot, page.works)
    assert len(got[0]) == ORGANIZATIONS


def test_a_draft_survives_the_window(
    page: OrganizationsPage, qtbot: Any, window: MainWindow
) -> None:
    page.add.click()
    _form(page, qtbot).cells["name"].input.setText("没写完的队")
    page.settle()
    at_rest(qtbot, page.works)
    page.editor.plan = None
    page.edit("")
    qtbot.waitUntil(lambda: page.editor.draft_band.isVisible(), timeout=3000)
