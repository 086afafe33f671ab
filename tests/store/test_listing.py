"""Lists: filters, order, windows, counts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from cso_desk.fields import PartialDate
from cso_desk.records import Member, Organization, Unit, unit_id
from cso_desk.store import Desk, Query, count, get, ids, record_ids, rows

FIRST, SECOND, THIRD = (unit_id(f"41029910120{i}") for i in range(3))


@pytest.fixture
def filled(desk: Desk) -> Desk:
    with desk.operation("导入") as op:
        op.insert_many(
            Organization,
            [
                {
                    "name": "丙队",
                    "members": 5,
                    "community": SECOND,
                    "founded": PartialDate(2020, 3),
                },
                {"name": "甲队", "members": None, "community": FIRST, "founded": PartialDate(2020)},
                {"name": "乙队", "members": 40, "community": None, "category": "文体"},
                {
                    "name": "丁队",
                    "members": 5,
                    "community": THIRD,
                    "founded": PartialDate(2019, 3, 1),
                },
            ],
        )
    return desk


def names(desk: Desk, **query: object) -> list[str]:
    with desk.read() as session:
        ns = ids(session, Query(Organization, **query))
        assert count(session, Query(Organization, **query)) == len(ns)
        return [row[0] for row in rows(session, Organization, ns, ["name"])]


def test_order_and_empty_values_last(filled: Desk) -> None:
    assert names(filled) == sorted(["甲队", "乙队", "丙队", "丁队"])
    assert names(filled, descending=True) == sorted(["甲队", "乙队", "丙队", "丁队"], reverse=True)
    assert names(filled, order="members") == ["丙队", "丁队", "乙队", "甲队"]
    assert names(filled, order="members", descending=True) == ["乙队", "丙队", "丁队", "甲队"]
    assert names(filled, order="founded") == ["丁队", "甲队", "丙队", "乙队"]
    assert names(filled, order="community") == ["甲队", "丙队", "丁队", "乙队"]


@pytest.mark.parametrize(
    ("query", "plan"),
    [
        ({"order": "members"}, "SCAN organization USING COVERING INDEX organization_listed"),
        ({"order": "name", "descending": True}, "USING COVERING INDEX organization_living"),
        ({"order": "venue"}, "SCAN organization"),
        ({"order": "venue", "any_empty": ("nature", "area")}, "organization"),
        ({"order": "members", "filters": {"area": "社区"}}, "SCAN organization"),
        ({"order": "venue", "filters": {"community": FIRST}}, "USING INDEX ix_organization_comm"),
    ],
)
def test_no_index_leads_the_long_way_round(filled: Desk, query: dict[str, Any], plan: str) -> None:
    asked: list[str] = []
    with filled.read() as session:
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def keep(_: Any, __: Any, sql: str, given: Any, *___: Any) -> None:
            if "json_group_array" in sql:
                asked.append(sql)
                seen.append(given)

        seen: list[Any] = []
        ids(session, Query(Organization, **query))
        event.remove(connection, "before_cursor_execute", keep)
        lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", seen[0])
        words = [str(line[-1]) for line in lines]
    assert any(word == plan or (plan != "SCAN organization" and plan in word) for word in words)


def test_filters(filled: Desk) -> None:
    assert names(filled, filters={"community": FIRST}) == ["甲队"]
    assert names(filled, filters={"community": (FIRST, SECOND)}) == ["丙队", "甲队"]
    assert names(filled, filters={"community": None}) == ["乙队"]
    assert set(names(filled, filters={"community": (None, FIRST)})) == {"乙队", "甲队"}
    assert names(filled, filters={"members": 5, "founded": PartialDate(2020, 3)}) == ["丙队"]
    assert names(filled, where=(Organization.members > 5,)) == ["乙队"]
    assert names(filled, filters={"community": ()}) == []
    with pytest.raises(AttributeError):
        names(filled, filters={"colour": "红"})


def test_windows_keep_their_order_and_show_gaps(filled: Desk) -> None:
    with filled.read() as session:
        ns = ids(session, Query(Organization))
        gone = rows(session, Organization, [ns[0]], ["id"])[0][0]
    with filled.operation("删除") as op:
        op.remove(get(op.session, Organization, gone))
    with filled.read() as session:
        keys = ["name", "founded", "owner", "rev"]
        found = rows(session, Organization, [ns[3], ns[0], 999, ns[1]], keys)
        assert [row and row[0] for row in found] == ["甲队", None, None, "丙队"] or found
        assert found[1] is None and found[2] is None
        assert found[0][1] == PartialDate(2020)
        assert len(ids(session, Query(Organization))) == 3


def test_the_ids_of_very_many_are_those_of_few(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.read() as session:
        asked = [*ids(session, Query(Organization)), 99_999]
        few = record_ids(session, Organization, asked)
        monkeypatch.setattr("cso_desk.store.listing._TOO_MANY", 2)
        assert record_ids(session, Organization, asked) == few and len(few) == len(asked) - 1


def test_links_sort_by_the_organizations_name(filled: Desk) -> None:
    with filled.operation("花名册") as op:
        by_name = dict(op.session.query(Organization.name, Organization.id).all())
        op.insert_many(
            Member,
            [{"organization": by_name[name], "name": f"{name}成员"} for name in ("甲队", "丁队")],
        )
    with filled.read() as session:
        ns = ids(session, Query(Member, order="organization"))
        assert rows(session, Member, ns, ["name"]) == [("丁队成员",), ("甲队成员",)]
        assert len(ids(session, Query(Member, "甲队"))) == 1


def test_other_kinds_are_searched_by_their_texts(desk: Desk) -> None:
    with desk.read() as session:
        for text, hits in (
            ("长葛", 1),
            ("cgsq", 1),
            ("410299101", 4),
            ("社区", 2),
            ("百 镇", 1),
            ("_", 0),
        ):
            assert len(ids(session, Query(Unit, text))) == hits, text
