"""Many rows at once leave the same stamps, journal and search entries as one by one."""

from __future__ import annotations

from typing import Any

import pytest

from cso_desk.fields import PartialDate
from cso_desk.records import Charter, Decision, Member, Organization, Unit, new_id
from cso_desk.store import Desk, Query, count, get, history, ids, listed, verify_chain

from .conftest import TOWN, add

ROW = {
    "name": "长葛社区合唱团",
    "leader": "单某",
    "phone": "13900001111",
    "founded": PartialDate(2019, 3),
    "members": 32,
    "hub": True,
    "filing_number": "长葛备〔2020〕3号",
}


def columns_of(record: Any) -> dict[str, Any]:
    own = ("n", "id", "hlc")
    return {c.key: getattr(record, c.key) for c in record.__table__.columns if c.key not in own}


def test_insert_many_equals_adding_one_by_one(desk: Desk) -> None:
    one = add(desk, **ROW)
    with desk.operation("导入台账") as op:
        (many,) = op.insert_many(Organization, [ROW])
        assert op.changes == {("organization", many)}
    with desk.read() as session:
        assert columns_of(get(session, Organization, one)) == columns_of(
            get(session, Organization, many)
        )
        assert history(session, one)[0].after == history(session, many)[0].after
        for text in ("合唱", "cgsq", "zgsq", "单", "sm", "dm", "0000", "〔2020〕3"):
            assert count(session, Query(Organization, text)) == 2, text


def test_structures_and_given_ids_are_kept(desk: Desk) -> None:
    id_ = new_id()
    clauses = [{"id": "c1", "title": "第一条", "text": "名称"}]
    with desk.operation("导入") as op:
        assert op.insert_many(Charter, [{"id": id_, "organization": "x", "clauses": clauses}]) == [
            id_
        ]
    with desk.read() as session:
        assert get(session, Charter, id_).clauses == clauses
        assert history(session, id_)[0].after["clauses"] == clauses


def test_update_many_writes_only_what_changed(desk: Desk) -> None:
    first, second = add(desk, "甲社舞蹈队", leader="甲某"), add(desk, "乙社舞蹈队", leader="乙某")
    with desk.operation("核对") as op:
        changed = op.update_many(
            Organization,
            [{"id": first, "leader": "甲某"}, {"id": second, "leader": "丙某", "members": 9}],
        )
    assert changed == [second]
    with desk.read() as session:
        assert [get(session, Organization, id_).rev for id_ in (first, second)] == [1, 2]
        newest = history(session, second)[0]
        assert (newest.before["leader"], newest.after["leader"]) == ("乙某", "丙某")
        assert count(session, Query(Organization, "丙某")) == 1
        assert count(session, Query(Organization, "乙某")) == 0


def test_update_many_of_derived_fields_makes_no_revision(desk: Desk) -> None:
    id_ = add(desk)
    with desk.operation("推算") as op:
        op.update_many(Organization, [{"id": id_, "state": "已备案", "filing_number": "备7号"}])
    with desk.read() as session:
        assert (get(session, Organization, id_).rev, len(history(session, id_))) == (1, 1)
        assert count(session, Query(Organization, "备7")) == 1


def test_unknown_keys_and_ids_are_bugs(desk: Desk) -> None:
    with pytest.raises(TypeError, match="colour"), desk.operation("导入") as op:
        op.insert_many(Organization, [{"name": "队", "colour": "红"}])
    with pytest.raises(TypeError, match="rev"), desk.operation("导入") as op:
        op.insert_many(Organization, [{"name": "队", "rev": 7}])
    with pytest.raises(LookupError), desk.operation("修改") as op:
        op.update_many(Organization, [{"id": new_id(), "leader": "甲某"}])


def test_loaded_records_show_what_was_written_behind_them(desk: Desk) -> None:
    id_ = add(desk)
    with desk.operation("修改") as op:
        record = get(op.session, Organization, id_)
        record.phone = "13900002222"
        op.update_many(Organization, [{"id": id_, "leader": "甲某"}])
        assert (record.leader, record.phone, record.rev) == ("甲某", "13900002222", 3)
        record.members = 12
    with desk.read() as session:
        assert get(session, Organization, id_).members == 12
        assert verify_chain(session) == []


def test_the_shared_tree_is_nobodys_and_not_journaled(desk: Desk) -> None:
    with desk.operation("导入区划") as op:
        (shared, ours) = op.insert_many(
            Unit,
            [
                {"owner": "", "name": "长垣市", "level": "county"},
                {"name": "新区", "level": "community"},
            ],
        )
    with desk.read() as session:
        assert get(session, Unit, shared).owner == ""
        assert get(session, Unit, ours).owner == TOWN
        assert (len(history(session, shared)), len(history(session, ours))) == (0, 1)
        assert set(get(session, Unit, shared).initials.split()) >= {"cys", "zys"}
        assert len(ids(session, Query(Unit, "cys"))) == 1


def test_many_thousands_with_members_are_found(desk: Desk) -> None:
    with desk.operation("导入") as op:
        organizations = op.insert_many(
            Organization, ({"name": f"第{i}号健身队", "leader": "某某"} for i in range(5000))
        )
        op.insert_many(
            Member,
            ({"organization": id_, "name": f"成员{i}"} for i, id_ in enumerate(organizations)),
        )
        op.insert_many(Decision, [{"organization": organizations[0], "number": "1号"}])
    with desk.read() as session:
        assert count(session, Query(Organization)) == 5000
        assert count(session, Query(Organization, "第4321号")) == 1
        assert count(session, Query(Organization, "成员4999")) == 1
        assert len(listed(session, Decision)) == 1
        assert verify_chain(session) == []
