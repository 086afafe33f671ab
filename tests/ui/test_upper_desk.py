"""The window of a county: look into packages, take them, take the last one back, see who has reported."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cso_desk.usecases import enrol, lists, opening, register, send_package, take_packages
from ui.machine import Machine
from ui.window import MainWindow

from .conftest import SECRET, USER, at_rest

COUNTY = "410823"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[opening.Desk]:
    """The desk of the county above the practice township, which it certified."""
    place = opening.place_of(COUNTY)
    assert place is not None
    unit = opening.NewUnit(place.code, place.name, place.level, place.parent_code, place.full_name)
    made = opening.start_desk(tmp_path / "county", unit, USER, SECRET).desk
    yield made
    made.close()


@pytest.fixture
def stick(desk: opening.Desk, county: opening.Desk, tmp_path: Path) -> Path:
    """A stick with the township's second package; the first was taken."""
    issued = enrol.issue(county, enrol.request(desk), enrol.own_fingerprint(desk)).value
    enrol.accept(desk, issued.chain, enrol.own_fingerprint(county))
    first = send_package.make(desk, None, tmp_path / "first").value
    take_packages.take(county, [first.file])
    chosen = lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:1])
    register.save_organization(desk, chosen[0], {"name": "百泉朝阳合唱团", "leader": "李新任"})
    register.save_organization(desk, None, {"name": "百泉新设书画社"})
    return send_package.make(desk, None, tmp_path / "stick").value.file.parent


@pytest.fixture
def above(county: opening.Desk, works: Any, say: Any, qtbot: Any) -> MainWindow:
    """The county's window."""
    made = MainWindow(county, works, say, Machine(county.folder))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def test_look_take_and_take_back(stick, above, county, works, say, qtbot):
    above.go("报送")
    page: Any = above.page("报送")
    page.tabs.setCurrentWidget(page.arrivals)
    view = page.arrivals
    at_rest(qtbot, works)
    before = lists.counts(county)["total"]
    view.look_at(stick)
    at_rest(qtbot, works)
    view.list.table.opened.emit(0)
    at_rest(qtbot, works)
    panel = view.differences
    assert panel.isVisible()
    row = panel.list.model.row(0)
    assert row is not None
    texts = [panel.list.model.row(at).cells for at in range(len(panel.list.model.ids))]
    assert any("百泉朝阳合唱团" in cells for cells in texts)
    assert "社区社会组织：新增 1，变更 1。" in panel.words.text()
    view.take.click()
    at_rest(qtbot, works)
    assert lists.counts(county)["total"] == before + 1
    view.senders.table.go_to(0)
    at_rest(qtbot, works)
    assert view.back.verb.isVisible()
    view.back.verb.click()
    at_rest(qtbot, works)
    assert "恢复到导入以前" in view.back.band.head.text()
    say.place = stick
    view.back.give_back(view.back._sender, stick)
    at_rest(qtbot, works)
    assert lists.counts(county)["total"] == before
    assert "同一份包可以再导入" in view.result.text()
    assert len(list(stick.glob("*回执*"))) == 2


def test_what_depends_on_it_is_said(stick, above, county, works, qtbot):
    take_packages.take(county, list(stick.glob("*.csopkg")))
    above.go("报送")
    page: Any = above.page("报送")
    page.tabs.setCurrentWidget(page.arrivals)
    at_rest(qtbot, works)
    view = page.arrivals
    (sender,) = take_packages.senders(county)
    view.back.offer(sender)
    view.back._answer(sender, "本单位已据此办理：联系记录。")
    assert view.back.band.head.text() == "本单位已据此办理：联系记录。"
    assert not view.back.band.leave.isVisible()
    view.back.band.go.click()
    assert not view.back.band.isVisible()


def test_the_overview_opens_units_and_organizations(stick, above, county, works, qtbot, tmp_path):
    above.go("汇总情况")
    page: Any = above.page("汇总情况")
    at_rest(qtbot, works)
    assert "已报 1 个" in page.words.text()
    town = next(at for at, one in enumerate(page._shown) if one.figures.organizations)
    tops = len(page._shown)
    page.list.table.go_to(town)
    at_rest(qtbot, works)
    page.unfold.click()
    at_rest(qtbot, works)
    assert len(page._shown) > tops
    assert page.unfold.text() == "收起下级"
    page.print_to(tmp_path / "表.pdf")
    page.write_to(tmp_path / "表.xlsx")
    at_rest(qtbot, works)
    assert (tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")
    sheet = load_workbook(tmp_path / "表.xlsx").active
    last = [cell.value for cell in list(sheet.rows)[-1]]
    assert last[0] == "合计" and lists.counts(county)["total"] in last
    wanted = page._shown[town + 1].figures.organizations
    assert 0 < wanted < page._shown[town].figures.organizations
    page.list.table.go_to(town + 1)
    at_rest(qtbot, works)
    page.see.click()
    at_rest(qtbot, works)
    organizations: Any = above.page("组织")
    assert organizations.list.model.rowCount() == wanted
    organizations.list.table.go_to(0)
    at_rest(qtbot, works)
    line = organizations.detail.origin
    assert line.text() == "来自上报包：木城街道第 1 号（逐级核实无误）"
    assert "核对码" in line.toolTip()
