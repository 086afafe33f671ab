"""Many local numbers come in one step, in the order of their query."""

from __future__ import annotations

from array import array

import pytest
from sqlalchemy import select

from cso_desk.records import Organization
from cso_desk.store import Desk, as_stored
from cso_desk.store.at_once import numbers_of, numbers_of_sql


@pytest.fixture
def filled(desk: Desk) -> Desk:
    with desk.operation("导入") as op:
        rows = [{"name": f"第{n % 7}队", "members": n} for n in range(300)]
        op.insert_many(Organization, rows)
    return desk


def test_the_order_of_the_query_is_kept(filled: Desk) -> None:
    statement = select(Organization.n).order_by(Organization.name, Organization.n.desc())
    with filled.read() as session:
        slowly = [row[0] for row in session.execute(statement)]
        assert numbers_of(session, statement) == array("q", slowly)
        assert numbers_of(session, statement, 5) == array("q", slowly[:5])


def test_of_nothing_there_are_no_numbers(filled: Desk) -> None:
    with filled.read() as session:
        assert numbers_of(session, select(Organization.n).where(Organization.n < 0)) == array("q")
        assert numbers_of_sql(
            session, "SELECT n FROM organization WHERE members = ? LIMIT ?", (8, -1)
        ) == array("q", [9])


def test_numbers_come_as_their_rows_lie() -> None:
    assert as_stored([9, 2, 300, 1]) == array("q", [1, 2, 9, 300])
    assert as_stored(()) == array("q")


@pytest.mark.parametrize("number", [1, 2, 9_000, 60_001])
def test_numbers_come_whole_and_in_order_however_many(desk: Desk, number: int) -> None:
    sql = (
        "WITH RECURSIVE c(n) AS (SELECT ? UNION ALL SELECT n - 1 FROM c WHERE n > 1) "
        "SELECT n FROM c LIMIT -1"
    )
    with desk.read() as session:
        found = numbers_of_sql(session, sql, (number,))
    assert list(found) == list(range(number, 0, -1))
