"""报送关系: a new certificate vouched by the old one, one that is stopped, by clicks on two desks."""

from pathlib import Path
from typing import Any

import pytest

from cso_desk.usecases import enrol, opening, trust, unit_register
from ui.faults import FaultReports
from ui.machine import Machine
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, TOWN, USER, Told, at_rest


@pytest.fixture
def county(desk: opening.Desk, tmp_path: Path) -> Any:
    """The county desk that certified the township of the window."""
    place = opening.place_of(TOWN[:6])
    assert place is not None
    unit = opening.NewUnit(place.code, place.name, place.level, place.parent_code)
    above = opening.start_desk(tmp_path / "county", unit, USER, SECRET).desk
    issued = enrol.issue(above, enrol.request(desk), enrol.own_fingerprint(desk)).value
    enrol.accept(desk, issued.chain, enrol.own_fingerprint(above))
    yield above
    above.close()


def _view(desk: opening.Desk, tmp_path: Path, qtbot: Any) -> tuple[Any, Works, Told, Any]:
    say = Told()
    works = Works(say, FaultReports(tmp_path))
    window = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.go("报送")
    at_rest(qtbot, works)
    page = window.page("报送")
    page.tabs.setCurrentWidget(page.peers)
    at_rest(qtbot, works)
    return page, works, say, window


def test_a_certificate_is_changed_and_stopped_by_clicks(
    desk: opening.Desk, county: opening.Desk, tmp_path: Path, qtbot: Any
) -> None:
    page, works, say, window = _view(desk, tmp_path, qtbot)
    above, above_works, _, above_window = _view(county, tmp_path, qtbot)
    say.file = tmp_path / "stick" / "换证申请.csoreq"
    before = enrol.own_fingerprint(desk)
    page.peers.changes.rotate.click()
    page.band.go.click()
    at_rest(qtbot, works)
    assert (tmp_path / "stick" / "新单位核对表.pdf").exists()
    above.peers.issue_for(say.file)
    at_rest(qtbot, above_works)
    assert "由旧证书担保" in above.band.head.text()
    above_window.grab().save("/tmp/trust_issue.png")
    above.band.go.click()
    at_rest(qtbot, above_works)
    page.peers.accept_file(tmp_path / "stick" / "证书.csocert")
    page.band.fields["fingerprint"].setText(enrol.own_fingerprint(county))
    page.band.go.click()
    at_rest(qtbot, works)
    assert enrol.own_fingerprint(desk) != before
    window.grab().save("/tmp/trust_peers.png")
    peer = trust.neighbour(county, desk.unit)
    assert peer is not None and peer.fingerprint == enrol.own_fingerprint(desk)
    above.peers.list.table.setCurrentIndex(above.peers.list.model.index(0, 0))
    above.peers.changes.revoke.click()
    at_rest(qtbot, above_works)
    assert above.band.fields["good"].text() == "0"
    above.band.go.click()
    at_rest(qtbot, above_works)
    assert above.band.problem.isVisible()
    above.band.fields["reason"].setText("电脑被盗")
    above_window.grab().save("/tmp/trust_revoke.png")
    above.band.go.click()
    at_rest(qtbot, above_works)
    assert trust.neighbour(county, desk.unit) is None
    reasons = [one.reason for one in unit_register.listed(county)]
    assert sorted(reasons) == ["换用新证书", "电脑被盗"]
    for one in (works, above_works):
        one.close()
