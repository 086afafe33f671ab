"""待跟进: from the number on the first page to the list behind it, to the organization, to settled."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton

from cso_desk.usecases import contacts, lists
from ui.pages.follow_ups import FollowUpsPage
from ui.pages.organizations import OrganizationsPage
from ui.window import MainWindow

from .conftest import at_rest


def test_the_number_opens_its_list_and_matters_are_settled(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    first, second = lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:2])
    for organization, day in ((first, "2026-10-12"), (second, "2026-09")):
        values = {"date": day, "who": "王练习", "content": "走访", "follow_up": f"{day} 的事"}
        contacts.save(desk, organization, None, values)
    window.go("今日")
    at_rest(qtbot, window.works)
    words = "2 件联系记录里的事待跟进"
    link = next(one for one in window.page("今日").findChildren(QPushButton) if one.text() == words)
    link.click()
    page = window.page("待跟进")
    assert isinstance(page, FollowUpsPage)
    at_rest(qtbot, window.works)
    assert [page.list.model.text(at, 0) for at in range(2)] == ["2026-09", "2026-10-12"]
    page.list.table.go_to(0)
    at_rest(qtbot, window.works)
    page.settle_one.click()
    page.band.go.click()
    at_rest(qtbot, window.works)
    assert page.band.problem.text() == "请写办结日期，如 2026-10-20。"
    page.band.fields["settled_on"].put("2026-10")
    page.band.go.click()
    at_rest(qtbot, window.works)
    assert page.count.text() == "共 1 件"
    page.list.table.go_to(0)
    at_rest(qtbot, window.works)
    page.see.click()
    qtbot.wait(220)
    at_rest(qtbot, window.works)
    organizations = window.page("组织")
    assert isinstance(organizations, OrganizationsPage)
    assert organizations.detail.record == first
