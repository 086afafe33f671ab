"""Undo puts the business fields back as a new revision, or refuses in plain words."""

from __future__ import annotations

import pytest

from cso_desk.errors import Problems, Stopped, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Member, Organization
from cso_desk.store import (
    Desk,
    Query,
    count,
    get,
    history,
    last_operation,
    listed,
    revert,
    verify_chain,
)

from .conftest import OTHER_TOWN, add


def undo(desk: Desk, number: int) -> None:
    with desk.operation("还原", undoes=number) as op:
        revert(op, number)


def newest(desk: Desk, record_id: str | None = None) -> int | None:
    with desk.read() as session:
        found = last_operation(session, record_id=record_id)
        return found.n if found else None


def test_undoing_a_change_puts_every_field_back(desk: Desk) -> None:
    id_ = add(desk, leader="甲某", founded=PartialDate(2020, 3, 1), hub=True)
    with desk.operation("修改组织") as op:
        record = get(op.session, Organization, id_)
        record.leader, record.founded, record.hub, record.phone = (
            None,
            PartialDate(2021),
            False,
            "110",
        )
    undo(desk, newest(desk))
    with desk.read() as session:
        record = get(session, Organization, id_)
        assert (record.leader, record.founded, record.hub) == (
            "甲某",
            PartialDate(2020, 3, 1),
            True,
        )
        assert (record.phone, record.rev) == (None, 3)
        assert len(history(session, id_)) == 3
        assert count(session, Query(Organization, "甲某")) == 1
        assert verify_chain(session) == []


def test_undoing_a_new_record_removes_it_and_undoing_a_removal_revives_it(desk: Desk) -> None:
    id_ = add(desk)
    created = newest(desk)
    with desk.operation("删除组织") as op:
        op.remove(get(op.session, Organization, id_))
    undo(desk, newest(desk))
    with desk.read() as session:
        assert get(session, Organization, id_).rev == 3
    assert newest(desk) == created
    undo(desk, created)
    with desk.read() as session:
        assert get(session, Organization, id_) is None
        assert count(session, Query(Organization)) == 0
    assert newest(desk) is None


def test_an_import_is_undone_as_a_whole(desk: Desk) -> None:
    with desk.operation("导入台账") as op:
        made = op.insert_many(Organization, [{"name": f"第{i}队"} for i in range(1200)])
        op.insert_many(Member, [{"organization": made[0], "name": "甲某"}])
        number = op.n
    undo(desk, number)
    with desk.read() as session:
        assert listed(session, Organization) == listed(session, Member) == []
        assert verify_chain(session) == []


def test_a_step_that_names_a_record_again_and_again_is_undone_to_where_it_began(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cso_desk.store.undoing._BUNDLE", 3)
    made = [add(desk, f"第{i}队", members=i) for i in range(8)]
    with desk.operation("批量修改") as op:
        for members in (100, 200):
            op.update_many(Organization, [{"id": one, "members": members} for one in made])
        op.update_many(Organization, [{"id": made[0], "members": 300}])
    step = newest(desk)
    undo(desk, step)
    with desk.read() as session:
        assert [get(session, Organization, one).members for one in made] == list(range(8))
        assert {get(session, Organization, one).rev for one in made} == {5, 4}
        entries = history(session, made[1])
        assert len(entries) == 4 and entries[0].words == "还原"
        assert verify_chain(session) == []


def test_a_stop_takes_the_undo_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cso_desk.store.undoing._BUNDLE", 4)
    with desk.operation("导入台账") as op:
        op.insert_many(Organization, [{"name": f"第{i}队"} for i in range(10)])
        number = op.n
    told: list[tuple[int, int]] = []

    class Stopping:
        def step(self, done: int, total: int, text: str = "") -> None:
            told.append((done, total))
            if done == 8:
                raise Stopped

    with pytest.raises(Stopped), desk.operation("还原", undoes=number) as op:
        revert(op, number, Stopping())
    assert told == [(0, 10), (4, 10), (8, 10)]
    with desk.read() as session:
        assert len(listed(session, Organization)) == 10
    assert newest(desk) == number


def test_a_record_that_changed_since_is_not_undone(desk: Desk) -> None:
    id_ = add(desk, "幸福社区舞蹈队")
    created = newest(desk)
    with desk.operation("修改组织") as op:
        get(op.session, Organization, id_).leader = "甲某"
    with pytest.raises(Problems, match="“幸福社区舞蹈队”之后又改过"):
        undo(desk, created)
    with desk.read() as session:
        assert get(session, Organization, id_).leader == "甲某"


def test_a_step_is_undone_once(desk: Desk) -> None:
    add(desk)
    created = newest(desk)
    undo(desk, created)
    with pytest.raises(Problems, match="已经还原过"):
        undo(desk, created)
    with pytest.raises(Problems, match="找不到"):
        undo(desk, 999)


def test_the_newest_step_of_one_record(desk: Desk) -> None:
    first = add(desk, "甲社")
    step = newest(desk)
    second = add(desk, "乙社")
    assert newest(desk, first) == step
    assert newest(desk, second) == newest(desk) == step + 1


def test_what_another_unit_keeps_is_not_ours_to_undo(desk: Desk) -> None:
    id_ = add(desk)
    created = newest(desk)
    with desk.operation("移交") as op:
        op.connection.exec_driver_sql(f"UPDATE organization SET owner='{OTHER_TOWN}'")
    with pytest.raises(Trouble, match="长平镇"):
        undo(desk, created)
    with desk.read() as session:
        assert last_operation(session) is None
        assert get(session, Organization, id_) is not None


def test_undo_needs_an_operation_that_says_so(desk: Desk) -> None:
    add(desk)
    created = newest(desk)
    with pytest.raises(RuntimeError), desk.operation("还原") as op:
        revert(op, created)
