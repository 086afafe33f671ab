"""Bulk edit: the preview tells what happens, and one undo takes 10,000 changes back."""

from __future__ import annotations

import pytest

from cso_desk.errors import Problems, Stopped
from cso_desk.records import unit_id
from cso_desk.usecases import bulk_edit, history, lists, practice, units
from cso_desk.usecases.opening import Desk


@pytest.fixture
def filled(town: Desk) -> Desk:
    practice.fill_with_practice(town, 60, seed=5)
    return town


def texts(desk: Desk, *keys: str) -> list[tuple[str, ...]]:
    numbers = lists.organization_ids(desk, lists.Query())
    rows = lists.organization_rows(desk, numbers, keys, masked=False)
    return [row.cells for row in rows if row]


def test_the_preview_counts_and_shows_and_the_change_does_the_same(filled: Desk) -> None:
    ns = lists.organization_ids(filled, lists.Query())
    values = {"supervisor": "百泉镇人民政府", "area": "本社区（村）"}
    before = texts(filled, "area", "supervisor")
    seen = bulk_edit.preview(filled, ns, values)
    assert (seen.changed, seen.same, dict(seen.refused)) == (60, 0, {})
    assert seen.first[0].label in ("业务主管（指导）单位", "活动地域")
    assert {one.after for one in seen.first} <= set(values.values())
    assert texts(filled, "area", "supervisor") == before
    done = bulk_edit.change(filled, ns, values)
    assert (done.value.changed, done.value.first) == (60, seen.first)
    assert set(texts(filled, "area", "supervisor")) == {("本社区（村）", "百泉镇人民政府")}
    again = bulk_edit.preview(filled, ns, values)
    assert (again.changed, again.same, again.first) == (0, 60, [])


def test_an_empty_text_empties_a_community_moves(filled: Desk, village: str) -> None:
    ns = lists.organization_ids(filled, lists.Query())[:7]
    bulk_edit.change(filled, ns, {"note": "", "venue": "", "community": "410782103001"})
    rows = lists.organization_rows(filled, ns, ["venue", "community"])
    name = units.unit_name(filled, village)
    assert {row.cells for row in rows if row} == {("", name)}


def test_others_records_and_bad_values_are_refused(filled: Desk) -> None:
    ns = lists.organization_ids(filled, lists.Query())
    with filled.aside() as session:
        given = "UPDATE organization SET owner = ? WHERE n = ?"
        session.connection().exec_driver_sql(given, (unit_id("410782103002"), ns[0]))
    seen = bulk_edit.change(filled, ns, {"supervisor": "甲"}).value
    assert dict(seen.refused) == {"由别的单位维护，这里不能改": 1}
    assert seen.changed == len(ns) - 1
    for values, words in (
        ({"members": "很多"}, "不是整数"),
        ({"area": "月球"}, "不在可选项里"),
        ({"name": "同名"}, "不能批量改"),
        ({"state": "已备案"}, "不能批量改"),
        ({"community": "月球村"}, "没有“月球村”"),
        ({}, "请先选要改的栏目"),
    ):
        with pytest.raises(Problems, match=words):
            bulk_edit.preview(filled, ns, values)


def test_a_stop_leaves_everything_as_it_was(filled: Desk) -> None:
    ns = lists.organization_ids(filled, lists.Query())
    before = texts(filled, "supervisor")

    class Stop:
        def step(self, done: int, total: int, text: str = "") -> None:
            if done == total:
                raise Stopped

    with pytest.raises(Stopped):
        bulk_edit.change(filled, ns, {"supervisor": "甲"}, Stop())
    assert texts(filled, "supervisor") == before


def test_ten_thousand_are_changed_and_taken_back_in_one_step(town: Desk) -> None:
    practice.fill_with_practice(town, 10_000, seed=6)
    ns = lists.organization_ids(town, lists.Query())
    before = texts(town, "venue_source", "note")
    done = bulk_edit.change(town, ns, {"note": "甲乙丙", "venue_source": "自有"})
    assert done.value.changed == 10_000
    assert done.changes == {("organization", "")}
    assert set(texts(town, "venue_source", "note")) == {("自有", "甲乙丙")}
    assert len(lists.organization_ids(town, lists.Query(text="甲乙丙"))) == 10_000
    history.undo_last(town)
    assert texts(town, "venue_source", "note") == before
    assert len(lists.organization_ids(town, lists.Query(text="甲乙丙"))) == 0
