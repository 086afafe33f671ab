"""Rows leave as projections, come in as versions, and all desks end equal whatever the order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cso_desk.fields import PartialDate
from cso_desk.records import Charter, Member, Organization, Record, Unit, new_id
from cso_desk.store import (
    Desk,
    Query,
    Staging,
    apply,
    count,
    get,
    held,
    history,
    mark_acknowledged,
    mark_sent,
    outgoing,
    stage,
    tombstones,
    travelling_keys,
    verify_chain,
    waiting,
)
from cso_desk.store.checking import check
from cso_desk.store.incoming import order_of, read_row, read_tombstone
from cso_desk.store.shapes import shape_of

from .conftest import COUNTY, OTHER_TOWN, TOWN, add

PACKAGE = "019ab000-0000-7000-8000-000000000001"
Lines = dict[str, list[tuple[int, bytes, dict[str, Any]]]]


def hash_row(row: dict[str, Any]) -> str:
    plain = {key: value for key, value in row.items() if key != "row_hash"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def lines_of(rows: Iterable[dict[str, Any]]) -> list[tuple[int, bytes, dict[str, Any]]]:
    return [(i, json.dumps(row).encode(), row) for i, row in enumerate(rows, 1)]


def packed(desk: Desk, *records: type[Record], drop: frozenset[str] = frozenset()) -> Lines:
    with desk.read() as session:
        tables = {
            record.__tablename__: lines_of(
                outgoing(session, record, desk.unit, drop=drop, hash_row=hash_row)
            )
            for record in records
        }
        gone = [
            row for r in records for row in tombstones(session, r, desk.unit, hash_row=hash_row)
        ]
    return {**tables, "_deletes": lines_of(gone)}


def staged(desk: Desk, tables: Lines, *, schema: int = 1, profile_no: int = 1) -> Staging:
    return stage(
        desk,
        tables,
        owner_allowed=lambda owner: owner == TOWN,
        hash_row=hash_row,
        schema=schema,
        profile_no=profile_no,
    )


def take(desk: Desk, tables: Lines) -> dict[str, dict[str, int]]:
    with staged(desk, tables) as staging, desk.operation("收下上报包") as op:
        return apply(op, staging, PACKAGE)


@pytest.fixture
def town(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk("town")


@pytest.fixture
def county(make_desk: Callable[..., Desk]) -> Desk:
    desk = make_desk("county")
    with desk.operation("单位") as op:
        desk.put_setting(op, "unit", COUNTY)
    return desk


def test_what_travels(town: Desk) -> None:
    id_ = add(
        town,
        founded=PartialDate(2020, 3),
        leader_id="41999019500101001X",
        state="已备案",
        hub=False,
    )
    with town.read() as session:
        drop = frozenset({"leader_id"})
        (row,) = outgoing(session, Organization, TOWN, drop=drop, hash_row=hash_row)
        keys = travelling_keys(session, Organization, TOWN, drop=drop)
        assert list(outgoing(session, Organization, OTHER_TOWN, drop=drop, hash_row=hash_row)) == []
    assert list(row) == keys
    assert (row["id"], row["founded"], row["hub"], row["leader"]) == (id_, "2020-03", False, None)
    assert (row["owner"], row["oe"], row["rev"], row["deleted"]) == (TOWN, 1, 1, False)
    assert row["src_pkg"] is None
    assert row["row_hash"] == hash_row(row)
    assert not {"leader_id", "state", "filing_number", "n", "sent_rev", "extra"} & row.keys()


def test_a_package_is_looked_into_then_taken(town: Desk, county: Desk) -> None:
    first = add(town, "长葛社区合唱团", founded=PartialDate(2020), hub=True)
    with town.operation("章程") as op:
        op.add(Charter(organization=first, clauses=[{"id": "c1", "text": "一"}]))
        op.add(Member(organization=first, name="赵成员"))
    tables = packed(town, Organization, Member, Charter)
    with staged(county, tables) as staging:
        assert staging.counts["organization"]["added"] == 1
        assert staging.refused == staging.notes == []
        with county.read() as session:
            assert count(session, Query(Organization)) == 0
    assert take(county, tables) == {
        "organization": {"added": 1, "changed": 0, "removed": 0},
        "member": {"added": 1, "changed": 0, "removed": 0},
        "charter": {"added": 1, "changed": 0, "removed": 0},
    }
    with county.read() as session, town.read() as home:
        there, here = get(session, Organization, first), get(home, Organization, first)
        for key in (
            "owner",
            "oe",
            "rev",
            "inst",
            "hlc",
            "upd_by",
            "upd_at",
            "name",
            "founded",
            "hub",
        ):
            assert getattr(there, key) == getattr(here, key), key
        assert (there.src_pkg, there.row_hash) == (
            PACKAGE,
            tables["organization"][0][2]["row_hash"],
        )
        assert session.scalars(select(Charter.clauses)).one() == [{"id": "c1", "text": "一"}]
        assert (
            count(session, Query(Organization, "cgsq"))
            == count(session, Query(Organization, "赵成员"))
            == 1
        )
        assert history(session, first)[0].words == "收下上报包"
        assert list(held(session, Organization, TOWN)) == [(first, there.row_hash)]
        assert verify_chain(session) == []
    assert check(county, deep=True) == []


def test_the_same_package_again_changes_nothing(town: Desk, county: Desk) -> None:
    add(town)
    tables = packed(town, Organization)
    take(county, tables)
    with county.read() as session:
        before = list(session.execute(Organization.__table__.select()))
    with staged(county, tables) as staging:
        assert staging.counts["organization"]["same"] == 1
    assert take(county, tables)["organization"] == {"added": 0, "changed": 0, "removed": 0}
    with county.read() as session:
        assert list(session.execute(Organization.__table__.select())) == before


def test_changes_removals_and_old_packages(town: Desk, county: Desk) -> None:
    kept, gone = add(town, "甲社舞蹈队", leader="甲某"), add(town, "乙社舞蹈队")
    old = packed(town, Organization)
    take(county, old)
    with town.operation("修改") as op:
        get(op.session, Organization, kept).leader = "丙某"
        op.remove(get(op.session, Organization, gone))
    new = packed(town, Organization)
    with staged(county, new) as staging:
        counts = staging.counts["organization"]
        assert (counts["changed"], counts["removed"]) == (1, 1)
        (difference,) = staging.differences("organization")
        assert (difference.name, difference.label) == ("甲社舞蹈队", "负责人姓名")
        assert (difference.old, difference.new) == ("甲某", "丙某")
        assert staging.absent(TOWN) == []
    with staged(county, {"organization": new["organization"]}) as staging:
        assert staging.absent(TOWN) == [("organization", gone)]
    take(county, new)
    with county.read() as session:
        assert get(session, Organization, gone) is None
        assert get(session, Organization, kept).leader == "丙某"
        assert count(session, Query(Organization, "乙社")) == 0
    with staged(county, old) as staging:
        assert staging.counts["organization"]["older"] == 2
    assert take(county, old)["organization"] == {"added": 0, "changed": 0, "removed": 0}
    assert check(county, deep=True) == []


def test_what_was_taken_is_read_only(town: Desk, county: Desk) -> None:
    from cso_desk.errors import Trouble

    id_ = add(town)
    take(county, packed(town, Organization))
    with county.operation("推算") as op:
        get(op.session, Organization, id_).state = "已备案"
    with pytest.raises(Trouble, match="百泉镇"), county.operation("修改") as op:
        get(op.session, Organization, id_).leader = "甲某"
    with county.read() as session:
        record = get(session, Organization, id_)
        assert (record.state, record.leader, record.rev) == ("已备案", None, 1)


def forged(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    changed = {**row, **changes}
    return {**changed, "row_hash": hash_row(changed)}


def test_bad_rows_are_refused_one_by_one(town: Desk, county: Desk) -> None:
    add(town)
    (good,) = (row for _, _, row in packed(town, Organization)["organization"])
    bad = {
        "HASH_MISMATCH": {**good, "id": new_id(), "leader": "改过"},
        "OUT_OF_SCOPE": forged(good, id=new_id(), owner=OTHER_TOWN),
        "BAD_VALUE": forged(good, id=new_id(), founded="三月"),
    }
    malformed = [
        {},
        forged(good, id="../../etc"),
        forged(good, id=7),
        forged(good, id=new_id(), rev=True),
        forged(good, id=new_id(), rev=2**70),
        forged(good, id=new_id(), deleted=True),
        forged(good, id=new_id(), hlc=""),
        forged(good, id=new_id(), leader="\ud800"),
    ]
    more_bad = [forged(good, id=new_id(), members=2**80), forged(good, id=new_id(), hub="是")]
    rows = [good, *bad.values(), *malformed, *more_bad, good]
    tables = {"organization": lines_of(rows), "nonsense": lines_of([good])}
    tables["organization"].append((99, b"x", {}, "HASH_MISMATCH"))
    with staged(county, tables) as staging:
        codes = [row.code for row in staging.refused]
        expected = [*bad, *["MALFORMED"] * len(malformed), "BAD_VALUE", "BAD_VALUE"]
        assert codes == [*expected, "DUPLICATE_ID", "HASH_MISMATCH", "MALFORMED"]
        assert staging.counts["organization"]["added"] == 1
        assert staging.counts["organization"]["refused"] == len(rows)
        assert [row.line for row in staging.refused][:2] == [2, 3]
        assert json.loads(staging.refused[0].raw)["leader"] == "改过"
        assert all(
            "没有收下" in row.why or "内容不对" in row.why or "只收了" in row.why
            for row in staging.refused
        )
        with county.operation("收下") as op:
            apply(op, staging, PACKAGE)
    with county.read() as session:
        assert count(session, Query(Organization)) == 1


def test_a_sender_cannot_take_over_another_units_record(town: Desk, county: Desk) -> None:
    mine = add(county, "县级联合会")
    add(town)
    (row,) = (row for _, _, row in packed(town, Organization)["organization"])
    with staged(county, {"organization": lines_of([forged(row, id=mine, rev=9)])}) as staging:
        assert [refused.code for refused in staging.refused] == ["not_owner"]
    gone = {"table": "organization", "reason": None, "by": None, "at": None}
    gone |= {key: row[key] for key in ("owner", "oe", "inst", "hlc")} | {"id": mine, "rev": 9}
    gone["row_hash"] = hash_row(gone)
    with staged(county, {"_deletes": lines_of([gone])}) as staging:
        assert [refused.code for refused in staging.refused] == ["not_owner"]


def test_newer_fields_are_kept_and_sent_on_unchanged(town: Desk, county: Desk) -> None:
    add(town)
    (row,) = (row for _, _, row in packed(town, Organization)["organization"])
    newer = forged(row, mascot="小狮子", nature="将来的性质")
    with staged(county, {"organization": lines_of([newer])}, schema=2) as staging:
        assert staging.counts["organization"]["added"] == 1
        assert [note[0] for note in staging.notes] == ["organization"]
        with county.operation("收下") as op:
            apply(op, staging, PACKAGE)
    with county.read() as session:
        passed = list(outgoing(session, Organization, TOWN, drop=set(), hash_row=hash_row))
        assert travelling_keys(session, Organization, TOWN, drop=set())[-2] == "mascot"
    assert (passed[0]["mascot"], passed[0]["nature"]) == ("小狮子", "将来的性质")
    assert passed[0]["src_pkg"] == PACKAGE


def test_links_that_point_nowhere_are_noted_and_taken(town: Desk, county: Desk) -> None:
    organization = add(town)
    with town.operation("花名册") as op:
        op.add(Member(organization=organization, name="赵成员"))
    tables = packed(town, Organization, Member)
    with staged(county, {"member": tables["member"]}) as staging:
        ((table, _, words),) = staging.notes
        assert (table, words) == ("member", "“所属组织”指向的记录还没有收到。")
        assert staging.counts["member"]["added"] == 1
    with staged(county, tables) as staging:
        assert staging.notes == []


def test_a_corrected_unit_replaces_the_shared_one(town: Desk, county: Desk) -> None:
    with town.operation("修改单位信息") as op:
        get(op.session, Unit, TOWN).full_name = "某县百泉镇人民政府"
    take(county, packed(town, Unit))
    with county.read() as session:
        unit = get(session, Unit, TOWN)
        assert (unit.owner, unit.full_name, unit.initials) == (
            TOWN,
            "某县百泉镇人民政府",
            "bqz mqz",
        )


def test_sent_and_acknowledged_revisions(town: Desk) -> None:
    id_ = add(town)
    assert waited(town) == 1
    with town.operation("生成上报包") as op:
        mark_sent(op, {"organization": {id_: 1}})
    assert waited(town) == 1
    with town.operation("收下回执") as op:
        mark_acknowledged(op, {"organization": {id_: 1}})
    assert waited(town) == 0
    with town.operation("修改") as op:
        get(op.session, Organization, id_).leader = "甲某"
    assert waited(town) == 1
    with town.operation("收下回执") as op:
        mark_acknowledged(op, {"organization": {id_: 99}})
    with town.read() as session:
        record = get(session, Organization, id_)
        assert (record.sent_rev, record.acked_rev, record.rev) == (1, 2, 2)
    assert check(town, deep=True) == []


def waited(desk: Desk) -> int:
    with desk.read() as session:
        return waiting(session, desk.unit)["organization"]


IDS = [f"019ab000-0000-7000-8000-00000000000{i}" for i in range(3)]
INSTS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]
VERSIONS = st.builds(
    dict,
    id=st.sampled_from(IDS),
    oe=st.integers(1, 2),
    rev=st.integers(1, 3),
    inst=st.sampled_from(INSTS),
    deleted=st.booleans(),
    leader=st.sampled_from([None, "甲某", "乙某"]),
)


def line(version: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    sync = {key: version[key] for key in ("id", "oe", "rev", "inst")} | {"owner": TOWN, "hlc": "h"}
    if version["deleted"]:
        row = {"table": "organization", **sync, "reason": None, "by": None, "at": None}
        return "_deletes", {**row, "row_hash": hash_row(row)}
    row = {**sync, "deleted": False, "upd_by": None, "upd_at": None, "src_pkg": None}
    row |= {"name": "舞蹈队", "leader": version["leader"]}
    return "organization", {**row, "row_hash": hash_row(row)}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(VERSIONS, min_size=1, max_size=6), data=st.data())
def test_desks_agree_whatever_the_order(
    county: Desk, versions: list[dict[str, Any]], data: st.DataObject
) -> None:
    states = []
    for _ in range(2):
        order = data.draw(st.permutations(versions))
        again = order[: data.draw(st.integers(0, len(order)))]
        states.append(_end_state(county, [*order, *again]))
    assert states[0] == states[1]
    for record_id, row in states[0].items():
        best = max(
            (_incoming(version) for version in versions if version["id"] == record_id),
            key=lambda incoming: order_of(incoming.sync),
        )
        assert order_of(row) == order_of(best.sync)
        assert row["leader"] == best.values["leader"]


def _incoming(version: dict[str, Any]) -> Any:
    table, row = line(version)
    reader = read_tombstone if table == "_deletes" else read_row
    return reader(shape_of(Organization), row, hash_row, 1, 1)


def _end_state(desk: Desk, versions: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    class Rollback(Exception):
        pass

    state = {}
    with pytest.raises(Rollback), desk.operation("收下") as op:
        for version in versions:
            table, row = line(version)
            with staged(desk, {table: lines_of([row])}) as staging:
                apply(op, staging, PACKAGE)
        for found in op.connection.execute(Organization.__table__.select()).mappings():
            state[found["id"]] = {k: v for k, v in found.items() if k != "n"}
        op.finish()
        assert verify_chain(op.session) == []
        raise Rollback
    return state
