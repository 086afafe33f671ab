"""移交 by real clicks: orders given from the list, sent, confirmed; late edits and forks chosen; duplicates from above."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk import store
from cso_desk.records import Organization, QuarantinedRow
from cso_desk.usecases import (
    duplicates,
    forks,
    late_edits,
    order_lists,
    orders,
    register,
    take_packages,
    tiers,
    units,
    waiting,
)
from cso_desk.usecases.opening import Desk
from ui.window import MainWindow

from .conftest import Told, at_rest
from .exchange_desks import COUNTY, HERE, OTHER, THERE, TOWN, add, enrolled, report, window_on


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[list[Desk]]:
    """百泉镇 and two of its villages."""
    with enrolled(tmp_path / "desks", TOWN, HERE, THERE) as found:
        yield found


def _mark(panel: Any, qtbot: Any, rows: int = 1) -> None:
    table = panel.table
    qtbot.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.model().index(0, 0)).center(),
    )
    if rows > 1:
        table.selectAll()


def _go(window: MainWindow, word: str, qtbot: Any) -> Any:
    window.go(word)
    at_rest(qtbot, window.works)
    return window.page(word)


def _owner(desk: Desk, record: str) -> str:
    with desk.read() as session:
        found = store.get(session, Organization, record)
    assert found is not None
    return found.owner


def test_marked_organizations_are_handed_over_sent_and_confirmed(
    desks: list[Desk], works: Any, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    town, village, _ = desks
    one = add(town, "百泉舞蹈队", village.unit)
    window = window_on(town, works, say, qtbot)
    page = _go(window, "组织", qtbot)
    _mark(page.list, qtbot)
    action = next(a for a in page.more.menu().actions() if a.text() == "移交给其他单位…")
    action.trigger()
    at_rest(qtbot, works)
    form = window.page("移交组织")
    assert form.isVisible() and form.count.text() == "选中 1 个"
    form.band.go.click()
    assert "接收单位" in form.band.problem.text() and form.band.problem.isVisible()
    form.band.fields["to"].put("百泉居民委员会")
    form.band.go.click()
    at_rest(qtbot, works)
    assert "移交原因" in form.band.problem.text()
    form.band.fields["reason"].put("管理层级调整")
    form.band.go.click()
    at_rest(qtbot, works)
    report_page = window.page("报送")
    assert report_page.tabs.currentWidget() is report_page.moves
    assert _owner(town, one) == village.unit
    moves = report_page.moves
    assert moves.list.model.text(0, 0) == "待送"
    assert "百泉居民委员会" in moves.words.text()
    moves.hand_to(tmp_path / "stick")
    at_rest(qtbot, works)
    (file,) = (tmp_path / "stick").glob("*.csopkg")
    (taken,) = take_packages.take(village, [file], tmp_path / "r").value
    moves.take_receipt(taken.receipt)
    at_rest(qtbot, works)
    assert moves.list.model.text(0, 0) == "已确认"
    assert not moves.hand.isEnabled()
    say.file = tmp_path / "清单.pdf"
    _mark(moves.list, qtbot)
    moves.paper.click()
    at_rest(qtbot, works)
    assert say.file.read_bytes().startswith(b"%PDF")


def test_a_village_with_a_desk_is_offered_what_was_entered_for_it_and_gives_it_back(
    desks: list[Desk], works: Any, say: Told, qtbot: Any
) -> None:
    town, village, _ = desks
    one = add(town, "百泉舞蹈队", village.unit)
    window = window_on(town, works, say, qtbot)
    page = _go(window, "报送", qtbot)
    page.tabs.setCurrentWidget(page.moves)
    (link,) = page.moves.offer_links
    assert link.text() == "把已代录的 1 个组织移交给百泉居民委员会"
    link.click()
    page.band.go.click()
    at_rest(qtbot, works)
    assert _owner(town, one) == village.unit
    assert page.moves.offer_links == []
    assert page.tabs.tabText(page.tabs.indexOf(page.moves)) == "移交 1"
    page.moves.back.click()
    page.band.go.click()
    at_rest(qtbot, works)
    assert _owner(town, one) == town.unit
    page.peers.issued.emit(village.unit)
    at_rest(qtbot, works)
    assert page.band.isVisible() and "百泉居民委员会" in page.band.head.text()


def test_a_late_edit_is_looked_at_and_taken_over_by_key(
    desks: list[Desk], works: Any, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    town, village, _ = desks
    one = add(village, "百泉舞蹈队", village.unit, members="60")
    report(village, town, tmp_path / "a")
    register.save_organization(village, one, {"leader": "李测试"})
    tiers.decide(town, [one], tiers.TOWNSHIP_TIER)
    report(village, town, tmp_path / "b")
    words = {w.words for w in waiting.of(town, 0)}
    assert {"1 个移交待送", "收到迟到改动 1 条"} <= words
    window = window_on(town, works, say, qtbot)
    first = _go(window, "今日", qtbot)
    line = next(w for w in waiting.of(town, 0) if w.words == "收到迟到改动 1 条")
    first._open_waiting(line)
    at_rest(qtbot, works)
    page = window.page("报送")
    assert page.tabs.currentWidget() is page.late
    texts = [page.late.table.item(0, at).text() for at in range(3)]
    assert texts == ["负责人姓名", "王测试", "李测试"]
    page.late.list.table.setFocus()
    qtbot.keyClick(page.late.list.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: late_edits.listed(town) == [], timeout=10_000)
    at_rest(qtbot, works)
    assert register.show(town, one).values["leader"] == "李测试"
    assert late_edits.listed(town) == []


def test_what_a_restored_backup_left_is_chosen_for_all_at_once(
    desks: list[Desk], works: Any, say: Told, qtbot: Any
) -> None:
    town, village, _ = desks
    found = [add(town, name, village.unit) for name in ("百泉舞蹈队", "百泉书画社")]
    with town.operation("上级送回") as op:
        for record in found:
            winner = _winner(town, record)
            op.session.add(
                QuarantinedRow(
                    package="x",
                    table="organization",
                    line=0,
                    record=record,
                    raw=winner,
                    code="forked",
                    why="",
                )
            )
    window = window_on(town, works, say, qtbot)
    page = _go(window, "报送", qtbot)
    assert page.tabs.isTabVisible(page.tabs.indexOf(page.forks))
    page.tabs.setCurrentWidget(page.forks)
    at_rest(qtbot, works)
    page.forks.all.click()
    assert page.forks.take.text() == "以上级收到的为准（2 条）"
    page.forks.take.click()
    at_rest(qtbot, works)
    assert forks.compare(town) == []
    assert {register.show(town, one).values["leader"] for one in found} == {"赵测试"}


def _winner(desk: Desk, record: str) -> bytes:
    from cso_desk.sorted_json import sorted_json

    with desk.read() as session:
        one = store.get(session, Organization, record)
        assert one is not None
        said = {"name": one.name, "leader": "赵测试", "rev": one.rev + 1, "inst": one.inst}
        return sorted_json({**said, "owner": one.owner, "oe": one.oe})


def test_the_county_brings_one_organization_of_two_townships_together(
    tmp_path: Path, works: Any, say: Told, qtbot: Any
) -> None:
    with enrolled(tmp_path / "desks", COUNTY, TOWN, OTHER) as (county, town, other):
        place = units.unit_by_code(town, HERE).id
        elsewhere = units.communities(other)[0].id
        stays = add(town, "夕阳红太极拳队", place, phone="13900001234")
        moves = add(other, "夕阳红太极拳队", elsewhere, phone="13900001234")
        report(town, county, tmp_path / "a")
        report(other, county, tmp_path / "b")
        (pair,) = duplicates.pairs(county)
        window = window_on(county, works, say, qtbot)
        window.go("组织")
        page = _go(window, "重名核对", qtbot)
        assert page.twice.same.isVisible() and not page.merge.isVisible()
        page.twice.same.click()
        choice = page.twice.band.fields["stays"]
        choice.put(next(t for t in _words(choice) if t.startswith("百泉镇")))
        page.twice.band.go.click()
        at_rest(qtbot, works)
        assert _owner(county, moves) == town.unit == _owner(county, stays)
        (pair,) = duplicates.pairs(county)
        assert pair.judged == "已移交，等百泉镇合并"
        assert not page.twice.same.isVisible()
        (order,) = order_lists.listed(county)
        assert set(order.waits) == {"百泉镇", units.own_unit(other).name}
        assert len(orders.listed(county)) == 1


def _words(choice: Any) -> list[str]:
    return [choice.itemText(at) for at in range(choice.count()) if choice.itemText(at)]


def test_a_tier_goes_through_both_windows_down_and_up_again(
    desks: list[Desk], works: Any, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    town, village, _ = desks
    one = add(village, "百泉舞蹈队", village.unit, members="60")
    report(village, town, tmp_path / "a")
    below = window_on(village, works, say, qtbot)
    register.save_organization(village, one, {"phone": "13900001234"})
    above = window_on(town, works, say, qtbot)
    filing = _go(above, "备案", qtbot)
    tab = filing.tiers
    filing.tabs.setCurrentWidget(tab)
    at_rest(qtbot, works)
    _mark(tab.list, qtbot)
    tab.decide.click()
    at_rest(qtbot, works)
    tab.band.fields["reason"].put("成员达到 50 人")
    tab.band.go.click()
    at_rest(qtbot, works)
    assert above.note_line.step.text() == "去送移交包"
    above.note_line.step.click()
    at_rest(qtbot, works)
    page = above.page("报送")
    assert page.tabs.currentWidget() is page.moves and _owner(town, one) == town.unit
    late = report(village, town, tmp_path / "late")
    assert late.refused == 1
    page.moves.hand_to(tmp_path / "stick")
    at_rest(qtbot, works)
    (file,) = (tmp_path / "stick").glob("*.csopkg")
    seen = _go(below, "报送", qtbot)
    seen.arrivals.look_at(tmp_path / "stick")
    at_rest(qtbot, works)
    seen.arrivals.take_files([str(file)])
    at_rest(qtbot, works)
    assert _owner(village, one) == town.unit
    assert seen.tabs.isTabVisible(seen.tabs.indexOf(seen.late))
    (receipt,) = [f for f in (tmp_path / "stick").glob("**/*.csopkg") if "回执" in f.name]
    page.moves.take_receipt(receipt)
    at_rest(qtbot, works)
    assert page.moves.list.model.text(0, 0) == "已确认"
    page.tabs.setCurrentWidget(page.late)
    page.late.take.click()
    at_rest(qtbot, works)
    assert register.show(town, one).values["phone"] == "13900001234"
    assert late_edits.listed(town) == []
    seen.tabs.setCurrentWidget(seen.late)
    assert not seen.late.take.isEnabled()
    seen.late.keep.click()
    at_rest(qtbot, works)
    assert late_edits.listed(village) == []
