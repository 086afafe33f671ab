"""清除 by real clicks: a person's data from 人员和场所, an organization from its detail; no 还原 comes after it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.usecases import erasing, people, register
from ui.pages.clearing import ORGANIZATION_VERB, PERSON_VERB
from ui.pages.organizations import OrganizationsPage
from ui.pages.people import PeoplePage
from ui.window import MainWindow

from .conftest import at_rest

NAME, PHONE = "魏清除", "13900000007"


@pytest.fixture
def person(desk: Any) -> tuple[str, str]:
    """A person who leads one organization: (organization, person)."""
    made = register.save_organization(desk, None, {"name": "清除试验舞蹈队"}).value
    found = people.save_person(desk, None, {"name": NAME, "phone": PHONE}).value
    people.link_leader(desk, found, [made])
    return made, found


def _rest(page: Any, qtbot: Any) -> None:
    qtbot.wait(120)
    at_rest(qtbot, page.works)


def _press(more: Any, words: str) -> None:
    (action,) = [one for one in more.menu().actions() if one.text() == words]
    action.trigger()


def test_a_person_is_cleared_with_a_reason(
    person: tuple[str, str], desk: Any, window: MainWindow, qtbot: Any
) -> None:
    organization, _ = person
    window.go("人员和场所")
    page = window.page("人员和场所")
    assert isinstance(page, PeoplePage)
    page.tabs.setCurrentWidget(page.persons)
    page.persons.text.setText(NAME)
    _rest(page, qtbot)
    view = page.persons
    assert view.record and view.more.isEnabled()
    _press(view.more, PERSON_VERB)
    assert "不能还原" in view.clearing.head.text()
    qtbot.mouseClick(view.clearing.go, Qt.MouseButton.LeftButton)
    _rest(page, qtbot)
    assert view.clearing.problem.text() == "请写清除原因，如“本人申请”。"
    view.clearing.fields["reason"].setText("本人申请")
    qtbot.mouseClick(view.clearing.go, Qt.MouseButton.LeftButton)
    _rest(page, qtbot)
    assert window.note_line.words.text().startswith("已清除，涉及")
    assert not view.clearing.isVisible()
    assert register.show(desk, organization).values["leader"] == ""
    assert people.listed(desk, NAME) == []
    (kept,) = erasing.listed(desk)
    assert (kept.what, kept.reason) == ("个人", "本人申请")


def test_an_organization_is_cleared_from_its_detail(
    person: tuple[str, str], desk: Any, window: MainWindow, qtbot: Any
) -> None:
    organization, _ = person
    window.go("组织")
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    _rest(page, qtbot)
    page.detail.show_record(organization)
    _rest(page, qtbot)
    _press(page.detail.more, ORGANIZATION_VERB)
    band = page.detail.clearing
    assert "清除试验舞蹈队" in band.head.text()
    band.fields["reason"].setText("依法删除")
    qtbot.mouseClick(band.go, Qt.MouseButton.LeftButton)
    _rest(page, qtbot)
    assert window.note_line.words.text().startswith("已清除，涉及")
    with pytest.raises(Exception, match="找不到"):
        register.show(desk, organization)
