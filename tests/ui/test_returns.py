"""退回修改: the form over one organization and over several, the lines beside an organization, by real windows."""

from __future__ import annotations

from typing import Any

import pytest

from cso_desk.records import Organization
from cso_desk.usecases import lists, register, returns
from ui.pages.page import ForOrganizations, OpenRecord
from ui.window import MainWindow

from .conftest import at_rest


@pytest.fixture
def below(window: MainWindow) -> list[str]:
    """Two organizations that a unit below keeps, as packages would have brought them."""
    desk = window.desk
    ids = lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[3:5])
    lower = next(one for one, _ in lists.filter_choices(desk).communities if one != desk.unit)
    with desk.operation("试") as op:
        table: Any = Organization.__table__
        for one in ids:
            op.connection.execute(table.update().where(table.c.id == one).values(owner=lower))
    return list(ids)


def test_reasons_are_asked_for_field_by_field(
    window: MainWindow, below: list[str], qtbot: Any
) -> None:
    window.go("组织", OpenRecord(below[0]))
    at_rest(qtbot, window.works)
    page: Any = window.page("组织")
    qtbot.wait(220)
    at_rest(qtbot, window.works)
    assert page.detail.send_back.isVisibleTo(page.detail)
    page.detail.send_back.click()
    at_rest(qtbot, window.works)
    form: Any = window.page("退回修改")
    form.rows["members"].proposed.setText("很多")
    form.go.click()
    assert form.problem.text() == "“成员总数”写了建议，还没有写退回原因，请补上。"
    form.rows["members"].reason.setText("与花名册不符")
    form.go.click()
    at_rest(qtbot, window.works)
    assert form.problem.text().startswith("建议改的“成员总数”不对")
    form.rows["members"].proposed.setText("18")
    form.rows["purpose"].reason.setText("写得太简单")
    form.go.click()
    at_rest(qtbot, window.works)
    found = returns.listed(window.desk)
    assert {(one.field, one.proposed) for one in found} == {("成员总数", "18"), ("宗旨", "")}
    assert register.show(window.desk, below[0]).sync_state == "退回修改"
    assert page.detail.parts.doubts.list.model.rowCount() >= 2


def test_several_go_back_whole_and_own_ones_are_left_out(
    window: MainWindow, below: list[str], qtbot: Any
) -> None:
    own = lists.ids_of(window.desk, lists.organization_ids(window.desk, lists.Query())[6:7])
    window.go("退回修改", ForOrganizations((*below, *own)))
    at_rest(qtbot, window.works)
    form: Any = window.page("退回修改")
    assert form.count.text() == "共 2 个组织，另有 1 个由本单位维护，不退回"
    assert list(form.rows) == [""]
    form.go.click()
    at_rest(qtbot, window.works)
    assert form.problem.text() == "请先选要退回修改的栏目。"
    form.rows[""].reason.setText("缺公示材料，请补报")
    form.go.click()
    at_rest(qtbot, window.works)
    assert {(one.about, one.field) for one in returns.listed(window.desk)} == {
        (one, "整条记录") for one in below
    }


def test_a_doubt_is_explained_beside_the_organization(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    (record,) = lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[5:6])
    register.save_organization(desk, record, {"members": "5", "party_members": "9"})
    window.go("组织", OpenRecord(record))
    at_rest(qtbot, window.works)
    qtbot.wait(220)
    at_rest(qtbot, window.works)
    page: Any = window.page("组织")
    lines = page.detail.parts.doubts
    page.detail.tabs.setCurrentWidget(lines)
    at = next(
        row
        for row in range(lines.list.model.rowCount())
        if "党员数 9 人" in lines.list.model.text(row, 3)
    )
    lines.list.table.go_to(at)
    at_rest(qtbot, window.works)
    lines.explain.click()
    lines.band.fields["words"].put("含临时党员")
    lines.band.go.click()
    at_rest(qtbot, window.works)
    texts = [lines.list.model.text(row, 4) for row in range(lines.list.model.rowCount())]
    assert "含临时党员" in texts
