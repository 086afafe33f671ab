"""The journal: whatever clerks do, it replays to the tables; whatever is tampered with, it tells."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from cso_desk.clock import FixedClock
from cso_desk.errors import Problems
from cso_desk.records import JournalBody, JournalEntry, Organization
from cso_desk.store import (
    Desk,
    Query,
    get,
    head,
    history,
    ids,
    last_operation,
    revert,
    verify_chain,
)
from cso_desk.store.connecting import connect
from cso_desk.store.folder import DATABASE
from cso_desk.store.journal import START
from cso_desk.store.shapes import shape_of

from .conftest import CHINA, add, new_desk


def test_the_head_moves_with_every_operation(desk: Desk) -> None:
    heads = []
    for name in ("甲队", "乙队"):
        add(desk, name)
        with desk.read() as session:
            heads.append(head(session))
    assert len({START, *heads}) == 3


@pytest.mark.parametrize("table", ["journal", "journal_body", "operation"])
def test_what_is_written_cannot_be_changed(desk: Desk, table: str) -> None:
    add(desk)
    column = {"journal": "digest", "journal_body": "salt", "operation": "words"}[table]
    with pytest.raises(Exception, match="append only"), desk.operation("改") as op:
        op.connection.exec_driver_sql(f"UPDATE {table} SET {column} = 'x'")
    if table != "journal_body":
        with pytest.raises(Exception, match="append only"), desk.operation("删") as op:
            op.connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE journal SET id = 'x' WHERE n = 3", "第 3 条与前后对不上"),
        ("UPDATE journal SET digest = 'x' WHERE n = 3", "第 3 条与前后对不上"),
        ("UPDATE journal SET op = 1 WHERE n = 3", "第 3 条与前后对不上"),
        ("DELETE FROM journal WHERE n = 3", "第 3 条起缺失 1 条"),
        ("UPDATE journal_body SET \"after\" = '{}' WHERE n = 4", "第 4 条的内容被改动过"),
        ("UPDATE journal_body SET \"before\" = '{}' WHERE n = 4", "第 4 条的内容被改动过"),
        (
            "UPDATE operation SET who = '别人' WHERE n = 2",
            "第 2 次操作的时间、经办人或说明被改动过",
        ),
        ("UPDATE operation SET at = '2020-01-01' WHERE n = 2", "第 2 次操作的时间、经办人"),
        ("DELETE FROM operation WHERE n = 2", "第 2 次操作的时间、经办人"),
        ("INSERT INTO operation VALUES (9, 'x', 'x', 'x', NULL)", "第 9 次操作没有留下记录"),
    ],
)
def test_tampering_behind_the_programs_back_is_found(desk: Desk, sql: str, sentence: str) -> None:
    for name in ("甲队", "乙队", "丙队"):
        add(desk, name)
    raw = connect(desk.folder / DATABASE, desk.key)
    for (trigger,) in raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        raw.execute(f"DROP TRIGGER {trigger}")
    with desk.read() as session:
        assert verify_chain(session) == []
    raw.execute(sql)
    raw.close()
    with desk.read() as session:
        assert any(sentence in finding for finding in verify_chain(session))


def test_a_body_may_be_erased_by_law(desk: Desk) -> None:
    id_ = add(desk, leader="甲某")
    with desk.operation("依法清除") as op:
        op.connection.exec_driver_sql("DELETE FROM journal_body")
    with desk.read() as session:
        assert verify_chain(session) == []
        (entry,) = history(session, id_)
        assert (entry.before, entry.after) == (None, None)
    with pytest.raises(Problems, match="依法清除"), desk.operation("还原", undoes=2) as op:
        revert(op, 2)


NAMES = st.sampled_from(["甲队", "乙队", "丙队", "长葛社"])
LEADERS = st.sampled_from([None, "单某", "仇某"])


class Clerks(RuleBasedStateMachine):
    """Clerks add, change, remove, import and undo on one desk."""

    organizations = Bundle("organizations")
    template: Path | None = None

    @initialize()
    def open(self) -> None:
        self.clock = FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=CHINA))
        self.home = Path(tempfile.mkdtemp())
        self.desk = new_desk(self.home / "desk", self.clock)
        self.revs: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.home)

    @rule(target=organizations, name=NAMES, leader=LEADERS)
    def add_one(self, name: str, leader: str | None) -> str:
        self.clock.advance(60)
        return add(self.desk, name, leader=leader)

    @rule(names=st.lists(NAMES, min_size=1, max_size=3))
    def import_many(self, names: list[str]) -> None:
        with self.desk.operation("导入") as op:
            op.insert_many(Organization, [{"name": name} for name in names])

    @rule(id_=organizations, leader=LEADERS, flush=st.booleans(), name=NAMES)
    def change(self, id_: str, leader: str | None, flush: bool, name: str) -> None:
        with self.desk.operation("修改") as op:
            record = get(op.session, Organization, id_)
            if record is None:
                return
            record.leader = leader
            if flush:
                op.session.flush()
            record.name = name

    @rule(id_=organizations, leader=LEADERS)
    def change_many(self, id_: str, leader: str | None) -> None:
        with self.desk.operation("核对") as op:
            op.update_many(Organization, [{"id": id_, "leader": leader}])

    @rule(id_=organizations)
    def remove(self, id_: str) -> None:
        with self.desk.operation("删除") as op:
            if record := get(op.session, Organization, id_):
                op.remove(record)

    @rule(id_=organizations)
    def fail(self, id_: str) -> None:
        with pytest.raises(ZeroDivisionError), self.desk.operation("修改") as op:
            op.update_many(Organization, [{"id": id_, "leader": "没有"}])
            op.insert_many(Organization, [{"name": "没有"}])
            raise ZeroDivisionError

    @rule(number=st.integers(1, 30))
    def undo(self, number: int) -> None:
        before = self.state()
        with self.desk.read() as session:
            touched = session.scalars(
                select(JournalEntry.id).where(JournalEntry.op == number)
            ).all()
            bodies = self.bodies(session, number)
        try:
            with self.desk.operation("还原", undoes=number) as op:
                revert(op, number)
        except Problems:
            assert self.state() == before
            return
        after = self.state()
        for id_, (old, _) in bodies.items():
            assert business(after[id_]) == (business(old) if old else {**business(after[id_])})
            assert bool(after[id_].get("deleted")) == (old is None or bool(old.get("deleted")))
        assert {id_ for id_ in before if before[id_] != after[id_]} <= set(touched)

    @rule()
    def undo_newest(self) -> None:
        with self.desk.read() as session:
            found = last_operation(session)
        if found is not None:
            self.undo(found.n)

    @invariant()
    def the_journal_replays_to_the_table(self) -> None:
        if not hasattr(self, "desk"):
            return
        replayed: dict[str, dict[str, Any]] = {}
        with self.desk.read() as session:
            statement = (
                select(JournalEntry.id, JournalBody.before, JournalBody.after)
                .join(JournalBody, JournalBody.n == JournalEntry.n)
                .order_by(JournalEntry.n)
            )
            for id_, before, after in session.execute(statement):
                assert before == replayed.get(id_)
                replayed[id_] = after
            assert verify_chain(session) == []
        state = self.state()
        assert replayed == state
        for id_, rev in self.revs.items():
            assert state[id_]["rev"] >= rev
        self.revs = {id_: row["rev"] for id_, row in state.items()}

    @invariant()
    def search_sees_what_lives(self) -> None:
        if not hasattr(self, "desk"):
            return
        living = [row for row in self.state().values() if not row.get("deleted")]
        with self.desk.read() as session:
            for typed in ("队", "单某", "cgs"):
                expected = sum(
                    typed in row["name"] + (row.get("leader") or "")
                    or (typed == "cgs" and row["name"] == "长葛社")
                    for row in living
                )
                assert len(ids(session, Query(Organization, typed))) == expected

    def state(self) -> dict[str, dict[str, Any]]:
        shape = shape_of(Organization)
        with self.desk.read() as session:
            rows = session.connection().execute(shape.table.select()).mappings()
            return {row["id"]: shape.snapshot(dict(row)) for row in rows}

    def bodies(self, session: Any, number: int) -> dict[str, tuple[Any, Any]]:
        statement = (
            select(JournalEntry.id, JournalBody.before, JournalBody.after)
            .join(JournalBody, JournalBody.n == JournalEntry.n)
            .where(JournalEntry.op == number)
        )
        return {id_: (before, after) for id_, before, after in session.execute(statement)}


def business(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key not in ("rev", "deleted")}


TestClerks = Clerks.TestCase
TestClerks.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)


def test_the_driver_is_the_encrypted_one() -> None:
    assert driver.sqlite_version_info >= (3, 51)
