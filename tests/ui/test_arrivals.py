"""A township looks through the stick that came back from the county: receipts lie beside everything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cso_desk.records import unit_id
from cso_desk.usecases import send_package, take_packages
from cso_desk.usecases.opening import Desk

from .conftest import at_rest
from .exchange_desks import COUNTY, HERE, TOWN, add, enrolled, window_on


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[list[Desk]]:
    """The county and its township."""
    with enrolled(tmp_path, COUNTY, TOWN) as opened:
        yield opened


def test_receipts_on_the_stick_are_offered_and_taken_together(desks, works, say, qtbot, tmp_path):
    county, town = desks
    stick = tmp_path / "stick"
    add(town, "百泉夕阳红舞蹈队", unit_id(HERE))
    first = send_package.make(town, None, tmp_path / "first").value
    add(town, "百泉书画社", unit_id(HERE))
    second = send_package.make(town, None, tmp_path / "second").value
    take_packages.take(county, [first.file, second.file], receipts=stick)
    assert len(list(stick.iterdir())) == 2
    page: Any = window_on(town, works, say, qtbot)
    page.go("报送")
    page = page.page("报送")
    page.tabs.setCurrentWidget(page.arrivals)
    at_rest(qtbot, works)
    view = page.arrivals
    assert not view.answers.isVisible()
    view.look_at(stick)
    at_rest(qtbot, works)
    assert "没有可以导入的包。有 2 份回执还没有收" in view.words.text()
    assert view.answers.text() == "收下 2 份回执"
    view.answers.click()
    at_rest(qtbot, works)
    assert [one.state for one in send_package.outbox(town)] == ["已接收", "已接收"]
    assert view.result.text().count("辉县市") == 2
    assert not view.answers.isVisible()
    assert view.words.text() == "没有可以导入的包。"
    states = {page.outgoing.list.model.row(at).cells[1] for at in range(2)}
    assert states == {"已接收"}
    view.look_at(stick)
    at_rest(qtbot, works)
    assert view.words.text() == "没有可以导入的包。"
    assert not view.answers.isVisible()
