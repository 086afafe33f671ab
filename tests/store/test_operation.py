"""One doorway for change: stamps, ownership, one journal row a record, all or nothing."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select, update

from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Draft, JournalEntry, Member, Operation, Organization, Setting, Unit
from cso_desk.store import Desk, get, history, verify_chain

from .conftest import OTHER_TOWN, TOWN, USER, add


def test_a_new_record_is_stamped_and_journaled(desk: Desk, clock: FixedClock) -> None:
    id_ = add(desk, founded=PartialDate(2020, 5), phone="13900001111")
    with desk.read() as session:
        record = get(session, Organization, id_)
        assert record is not None
        assert (record.owner, record.oe, record.rev, record.inst) == (TOWN, 1, 1, desk.instance)
        assert (record.upd_by, record.upd_at) == (USER, clock.now().isoformat(timespec="seconds"))
        assert record.hlc.startswith("20261122T013000.000Z")
        (entry,) = history(session, id_)
    assert (entry.before, entry.who, entry.words) == (None, USER, "新增组织：幸福社区舞蹈队")
    assert entry.after == {
        "name": "幸福社区舞蹈队",
        "founded": "2020-05",
        "phone": "13900001111",
        "rev": 1,
    }


def test_one_operation_writes_one_journal_row_and_one_revision_for_a_record(desk: Desk) -> None:
    id_ = add(desk)
    with desk.operation("修改组织") as op:
        record = get(op.session, Organization, id_)
        record.leader = "甲某"
        op.session.flush()
        record.leader = "乙某"
        record.phone = "13900002222"
        op.session.flush()
        assert op.changes == {("organization", id_)}
    with desk.read() as session:
        newest, first = history(session, id_)
        assert get(session, Organization, id_).rev == 2
    assert newest.before == first.after
    assert newest.after == {**first.after, "leader": "乙某", "phone": "13900002222", "rev": 2}


def test_setting_the_same_value_again_changes_nothing(desk: Desk) -> None:
    id_ = add(desk, leader="甲某")
    with desk.operation("修改组织") as op:
        get(op.session, Organization, id_).leader = "甲某"
    with desk.read() as session:
        assert len(history(session, id_)) == 1
        assert get(session, Organization, id_).rev == 1
        assert "修改组织" not in session.scalars(select(Operation.words)).all()


def test_derived_fields_alone_are_no_change_of_the_record(desk: Desk) -> None:
    id_ = add(desk)
    with desk.operation("备案") as op:
        get(op.session, Organization, id_).filing_number = "幸福备〔2026〕1号"
        op.session.flush()
        assert ("organization", id_) in op.changes
    with desk.read() as session:
        record = get(session, Organization, id_)
        assert (record.rev, record.filing_number) == (1, "幸福备〔2026〕1号")
        assert len(history(session, id_)) == 1


def test_removing_makes_a_tombstone_that_travels(desk: Desk) -> None:
    id_ = add(desk)
    with desk.operation("删除组织") as op:
        op.remove(get(op.session, Organization, id_))
    with desk.read() as session:
        record = session.scalars(select(Organization).where(Organization.id == id_)).one()
        assert (record.deleted, record.rev) == (True, 2)
        assert history(session, id_)[0].after["deleted"] is True
        assert get(session, Organization, id_) is None


def test_an_error_takes_everything_back(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.operation("新增组织") as op:
        op.add(Organization(name="幸福社区舞蹈队"))
        op.session.flush()
        raise ZeroDivisionError
    with desk.read() as session:
        assert session.scalars(select(Organization)).all() == []
        assert verify_chain(session) == []
    add(desk)


def test_an_operation_that_wrote_nothing_leaves_no_trace(desk: Desk) -> None:
    with desk.read() as session:
        before = session.scalars(select(Operation.n)).all()
    with desk.operation("看看"):
        pass
    with desk.read() as session:
        assert session.scalars(select(Operation.n)).all() == before


def test_another_units_record_is_refused_by_name(desk: Desk) -> None:
    id_ = add(desk)
    with desk.operation("移交") as op:
        op.connection.exec_driver_sql(f"UPDATE organization SET owner='{OTHER_TOWN}'")
    with pytest.raises(Trouble, match="长平镇") as refused, desk.operation("修改组织") as op:
        get(op.session, Organization, id_).leader = "甲某"
    assert refused.value.code == "not_owner"
    with pytest.raises(Trouble, match="长平镇"), desk.operation("修改组织") as op:
        op.update_many(Organization, [{"id": id_, "leader": "甲某"}])
    with pytest.raises(Trouble, match="长平镇"), desk.operation("删除组织") as op:
        op.remove(get(op.session, Organization, id_))
    with pytest.raises(Trouble, match="长平镇"), desk.operation("新增组织") as op:
        op.add(Organization(name="别家的队", owner=OTHER_TOWN))


def test_a_shared_unit_becomes_ours_when_it_is_changed(desk: Desk) -> None:
    with desk.operation("修改单位信息") as op:
        unit = get(op.session, Unit, TOWN)
        assert (unit.owner, unit.initials.split()[0]) == ("", "bqz")
        unit.full_name = "某县百泉镇人民政府"
    with desk.read() as session:
        unit = get(session, Unit, TOWN)
        assert (unit.owner, unit.rev) == (TOWN, 2)
        assert len(history(session, TOWN)) == 1


def test_a_stale_record_is_not_written_over(desk: Desk) -> None:
    id_ = add(desk)
    with desk.read() as session:
        stale = get(session, Organization, id_)
    with desk.operation("修改组织") as op:
        get(op.session, Organization, id_).leader = "甲某"
    stale.phone = "13900003333"
    with pytest.raises(Problems, match="别处改过"), desk.operation("修改组织") as op:
        op.session.merge(stale)


def test_writing_outside_an_operation_is_a_bug(desk: Desk) -> None:
    id_ = add(desk)
    with pytest.raises(RuntimeError), desk.read() as session:
        session.add(Organization(name="外面的队"))
        session.flush()
    with pytest.raises(RuntimeError), desk.read() as session:
        get(session, Organization, id_).leader = "甲某"
    with pytest.raises(RuntimeError), desk.read() as session:
        session.execute(update(Organization).values(leader="甲某"))
    with desk.read() as session:
        assert get(session, Organization, id_).leader is None


def test_statements_cannot_bypass_the_journal(desk: Desk) -> None:
    add(desk)
    with pytest.raises(RuntimeError), desk.operation("修改组织") as op:
        op.session.execute(update(Organization).values(leader="甲某"))
    with pytest.raises(RuntimeError), desk.operation("新增组织") as op:
        op.session.execute(insert(Member), [{"name": "甲某"}])
    with pytest.raises(RuntimeError), desk.operation("删除组织") as op:
        op.session.delete(op.session.scalars(select(Organization)).one())


def test_an_operation_inside_an_operation_is_a_bug(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.operation("外"), desk.operation("内"):
        pass
    add(desk)


def test_operations_of_two_threads_take_turns(desk: Desk) -> None:
    def work() -> None:
        for i in range(10):
            add(desk, f"{threading.get_ident()}队{i}")

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with desk.read() as session:
        assert len(session.scalars(select(Organization)).all()) == 30
        assert verify_chain(session) == []


def test_settings_are_seen_inside_their_operation_and_kept_with_it(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.operation("设置") as op:
        desk.put_setting(op, "policy", {"version": "2"})
        assert desk.get_setting("policy") == {"version": "2"}
        raise ZeroDivisionError
    assert desk.get_setting("policy", "none") == "none"
    with desk.operation("设置") as op:
        desk.put_setting(op, "policy", {"version": "2"})
        assert op.changes == {("setting", "policy")}
    assert desk.get_setting("policy") == {"version": "2"}


def test_notes_aside_leave_the_journal_alone(desk: Desk) -> None:
    with desk.read() as session:
        before = session.scalars(select(JournalEntry.n)).all()
    with desk.aside() as session:
        session.merge(Draft(key="org", values={"name": "半"}, kept_at="2026-11-22T09:30:00+08:00"))
        session.merge(Setting(key="view.x", value=1))
    with desk.read() as session:
        assert session.get(Draft, "org").values == {"name": "半"}
        assert session.scalars(select(JournalEntry.n)).all() == before
    with pytest.raises(RuntimeError), desk.aside() as session:
        session.add(Organization(name="旁边的队", owner=TOWN))


def test_the_clock_of_rows_never_goes_back(desk: Desk, clock: FixedClock) -> None:
    ids = []
    for seconds in (0, -3600, 1, 7200):
        clock.advance(seconds)
        ids.append(add(desk, f"队{seconds}"))
    with desk.read() as session:
        clocks = [get(session, Organization, id_).hlc for id_ in ids]
    assert clocks == sorted(set(clocks))


def test_a_unit_that_was_taken_back_is_not_remembered(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.operation("换单位") as op:
        assert desk.unit == TOWN
        desk.put_setting(op, "unit", OTHER_TOWN)
        assert desk.unit == OTHER_TOWN
        raise ZeroDivisionError
    assert desk.unit == TOWN
    with desk.operation("换单位") as op:
        desk.put_setting(op, "unit", OTHER_TOWN)
    assert desk.unit == OTHER_TOWN
