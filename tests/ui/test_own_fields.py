"""自定义栏目 by real clicks: defined in 设置, typed in the form, seen in the detail; words used before are offered."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from cso_desk.usecases import own_fields, register
from cso_desk.usecases.own_fields import Definition
from ui.pages.options import OptionsPage
from ui.pages.organizations import OrganizationsPage
from ui.pages.own_fields import OwnFieldsView
from ui.window import MainWindow

from .conftest import at_rest


@pytest.fixture
def view(window: MainWindow, qtbot: Any) -> OwnFieldsView:
    window.go("设置")
    page = window.page("设置")
    assert isinstance(page, OptionsPage)
    page.tabs.setCurrentWidget(page.own_fields)
    at_rest(qtbot, window.works)
    return page.own_fields


def _fill(view: OwnFieldsView, qtbot: Any, **values: str) -> None:
    for key, text in values.items():
        view._band.fields[key].put(text)
    view._band.go.click()
    at_rest(qtbot, view._page.works)


def test_a_field_is_defined_changed_moved_and_stopped(view: OwnFieldsView, qtbot: Any) -> None:
    desk = view._page.desk
    assert view.list.empty.isVisible() and not view.stop.isEnabled()
    view.add.click()
    _fill(view, qtbot, label="微信群名", in_list="是")
    view.add.click()
    _fill(view, qtbot, label="频率", kind="选择", words="每天、每周，每月")
    assert [(one.label, one.words, one.in_list) for one in own_fields.definitions(desk)] == [
        ("微信群名", (), True),
        ("频率", ("每天", "每周", "每月"), False),
    ]
    assert [view.list.model.text(1, at) for at in range(4)] == [
        "频率",
        "选择",
        "每天、每周、每月",
        "否",
    ]
    view.list.table.go_to(1)
    view.up.click()
    at_rest(qtbot, view._page.works)
    assert [one.label for one in own_fields.definitions(desk)] == ["频率", "微信群名"]
    view.list.table.go_to(0)
    view.change.click()
    _fill(view, qtbot, label="活动频率")
    assert own_fields.definitions(desk)[0].label == "活动频率"
    view.list.table.go_to(1)
    view.stop.click()
    at_rest(qtbot, view._page.works)
    assert [one.label for one in own_fields.definitions(desk)] == ["活动频率"]


def test_what_is_wrong_is_said_in_the_band(view: OwnFieldsView, qtbot: Any) -> None:
    view.add.click()
    _fill(view, qtbot, label="联系电话")
    assert view._band.problem.text() == "台账里本来就有“联系电话”，请换一个名称。"
    assert own_fields.definitions(view._page.desk) == []


def test_the_form_and_the_detail_have_it(window: MainWindow, qtbot: Any) -> None:
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    own_fields.define(page.desk, [Definition("", "微信群名", "文字")])
    (defined,) = own_fields.definitions(page.desk)
    page.edit(page.detail.record)
    qtbot.waitUntil(lambda: page.editor.form is not None and page.editor.save_button.isEnabled())
    form = page.editor.form
    assert form is not None and "自定义栏目" in form.heads
    form.cells[defined.form_key].input.put("幸福舞队群")
    page.editor.save_button.click()
    qtbot.wait(220)
    at_rest(qtbot, page.works)
    assert register.show(page.desk, page.detail.record).values[defined.form_key] == "幸福舞队群"
    texts = [one.text() for one in page.detail.details.findChildren(QLabel)]
    assert "微信群名" in texts and "幸福舞队群" in texts


def test_words_used_before_are_offered(window: MainWindow, qtbot: Any) -> None:
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    register.save_organization(page.desk, page.detail.record, {"supervisor": "县文化馆"})
    page.edit("")
    qtbot.waitUntil(lambda: page.editor.form is not None and page.editor.save_button.isEnabled())
    assert page.editor.form is not None
    line: Any = page.editor.form.cells["supervisor"].input
    line.completer().setCompletionPrefix("文化")
    assert line.completer().currentCompletion() == "县文化馆"
