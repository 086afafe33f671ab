"""The parts of an organization's detail: contact log, honours, federation by real clicks."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import contacts, federation, honours, register
from ui.pages.detail_tabs import DetailTabs
from ui.pages.organizations import OrganizationsPage
from ui.pages.sub_records import SubRecords
from ui.window import MainWindow

from .conftest import at_rest


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


def _show(page: OrganizationsPage, part: Any, qtbot: Any) -> Any:
    page.detail.tabs.setCurrentWidget(part)
    _rest(page, qtbot)
    return part


def _text(page: OrganizationsPage, part: Any) -> str:
    return page.detail.tabs.tabText(page.detail.tabs.indexOf(part))


def _add(page: OrganizationsPage, part: SubRecords, values: dict[str, str], qtbot: Any) -> None:
    part.add.click()
    form = _form(page, qtbot)
    for key, text in values.items():
        form.cells[key].input.put(text)
    page.editor.save_button.click()
    _rest(page, qtbot)


def test_a_contact_is_written_changed_removed_and_brought_back(
    page: OrganizationsPage, qtbot: Any
) -> None:
    part = _show(page, page.detail.parts.contacts, qtbot)
    assert part.list.empty.isVisible()
    visit = {"date": "2026-10-12", "who": "王练习", "content": "看排练", "follow_up": "配钥匙"}
    _add(page, part, visit, qtbot)
    assert _text(page, part) == "联系记录 1" and page.detail.tabs.currentWidget() is part
    assert [part.list.model.text(0, at) for at in range(3)] == ["2026-10-12", "待跟进", "王练习"]
    part.list.table.go_to(0)
    at_rest(qtbot, page.works)
    part.change.click()
    _form(page, qtbot).cells["settled_on"].input.put("2026-10-20")
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert part.list.model.text(0, 1) == "已办结"
    part.list.table.go_to(0)
    at_rest(qtbot, page.works)
    part.remove.click()
    _rest(page, qtbot)
    assert contacts.contacts(page.desk, page.detail.record) == []
    assert page.shell.note_line.words.text() == "已移除一条联系记录"  # type: ignore[attr-defined]
    page.shell.note_line.step.click()  # type: ignore[attr-defined]
    _rest(page, qtbot)
    assert _text(page, part) == "联系记录 1"


def test_what_is_missing_is_said_in_the_form(page: OrganizationsPage, qtbot: Any) -> None:
    part = _show(page, page.detail.parts.contacts, qtbot)
    part.add.click()
    form = _form(page, qtbot)
    page.editor.save_button.click()
    _rest(page, qtbot)
    assert form.cells["date"].beneath.text() == "联系日期不能空，请填写。"
    assert contacts.contacts(page.desk, page.detail.record) == []


def test_an_honour_is_written(page: OrganizationsPage, qtbot: Any) -> None:
    part = _show(page, page.detail.parts.honours, qtbot)
    _add(page, part, {"year": "2025", "name": "十佳组织", "level": "市级"}, qtbot)
    assert _text(page, part) == "荣誉 1"
    assert honours.honours(page.desk, page.detail.record)[0]["level"] == "市级"


def test_a_federation_is_chosen_and_shows_its_members(page: OrganizationsPage, qtbot: Any) -> None:
    hub, member = (page.list.source.record_ids([n])[0] for n in page.list.model.ids[:2])
    register.save_organization(page.desk, hub, {"hub": "是"})
    page.list.table.go_to(1)
    _rest(page, qtbot)
    part = _show(page, page.detail.parts.federation, qtbot)
    assert part.words.text() == "没有加入联合会。" and not part.see.isVisible()
    part.set.click()
    _form(page, qtbot).cells["federation"].input.put(hub)
    page.editor.save_button.click()
    _rest(page, qtbot)
    name = register.show(page.desk, hub).values["name"]
    assert federation.federation_of(page.desk, member) == (hub, name)
    assert part.words.text() == f"所属联合会：{name}"
    part.see.click()
    _rest(page, qtbot)
    assert page.detail.record == hub and _text(page, part) == "联合会 1"


def test_another_units_organization_can_only_be_looked_at(
    page: OrganizationsPage, qtbot: Any
) -> None:
    parts = page.detail.parts
    parts.show_organization(page.detail.record, mine=False)
    _rest(page, qtbot)
    assert not parts.contacts.add.isEnabled() and not parts.honours.add.isEnabled()
    assert not parts.attachments.add.isEnabled() and not parts.federation.set.isEnabled()


def test_tabs_go_on_in_a_second_row_and_follow_the_arrow_keys(
    page: OrganizationsPage, qtbot: Any
) -> None:
    tabs = page.detail.tabs
    assert isinstance(tabs, DetailTabs)
    wide = tabs._flow.heightForWidth(2000)
    assert tabs._flow.heightForWidth(300) > wide
    first = tabs._heads[0]
    first.setFocus()
    with qtbot.waitSignal(tabs.currentChanged):
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1 and tabs._heads[1].isChecked()


def test_no_organization_has_nothing_and_nothing_is_read_for_it(
    page: OrganizationsPage, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    start = page.works.start

    def noted(work: Any) -> None:
        begun.append(work.task.__qualname__)
        start(work)

    monkeypatch.setattr(page.works, "start", noted)
    for part in (page.detail.parts.works, page.detail.parts.contacts):
        _show(page, part, qtbot)
        part.show_organization(page.detail.record, mine=True)
        assert any("SubRecords" in one for one in begun)
        _rest(page, qtbot)
        begun.clear()
        part.show_organization("", mine=False)
        assert not any("SubRecords" in one for one in begun)
        assert part._found == [] and not part.add.isEnabled()
