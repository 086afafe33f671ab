"""The frozen steps make today's schema; an older desk is migrated by way of a backup and a copy."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cso_desk.clock import FixedClock
from cso_desk.errors import Trouble
from cso_desk.progress import Silent
from cso_desk.records import Organization, Record
from cso_desk.store import (
    Desk,
    Query,
    check,
    count,
    list_backups,
    make_backup,
    migrations,
    opening,
    restore_backup,
    restoring,
)
from cso_desk.store import folder as places
from cso_desk.store.connecting import connect, engine_for
from cso_desk.store.migrations import STEPS, migrate_copy, take_steps, version_of

from .conftest import PASSWORD, USER, add, reopen

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(32)


def schema_of(file: Path) -> list[str]:
    """Return tables, columns and indexes of our records, one a line."""
    connection = connect(file, KEY)
    lines = []
    for table in sorted(Record.metadata.tables):
        for row in connection.execute(f"PRAGMA table_info('{table}')"):
            lines.append(f"{table}.{row[1]} {row[2]} notnull={row[3]} default={row[4]} pk={row[5]}")
        for row in connection.execute(f"PRAGMA index_list('{table}')").fetchall():
            # Partial indexes are the store's own, no record declares them.
            if row[4]:
                continue
            columns = [c[2] for c in connection.execute(f"PRAGMA index_info('{row[1]}')")]
            lines.append(f"{table} index unique={row[2]} on {columns}")
    connection.close()
    return sorted(lines)


def test_the_migrated_schema_is_that_of_the_records(tmp_path: Path) -> None:
    migrated, declared = tmp_path / "migrated.db", tmp_path / "declared.db"
    connection = connect(migrated, KEY)
    take_steps(connection)
    assert version_of(connection) == len(STEPS)
    connection.close()
    engine = engine_for(declared, KEY, write=True)
    Record.metadata.create_all(engine)
    engine.dispose()
    difference = list(
        difflib.unified_diff(schema_of(migrated), schema_of(declared), "migrated", "records", n=0)
    )
    assert not difference, "run packaging/freeze_schema.py\n" + "\n".join(difference)


def test_the_frozen_file_is_what_the_records_freeze_to() -> None:
    script = ROOT / "packaging" / "freeze_schema.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, "run packaging/freeze_schema.py"


NEXT = (
    "ALTER TABLE organization ADD COLUMN mascot VARCHAR",
    "UPDATE organization SET mascot = name || '的吉祥物'",
)


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with one more step."""
    steps = (*STEPS, NEXT)
    monkeypatch.setattr(opening, "STEPS", steps)
    monkeypatch.setattr(
        opening, "migrate_copy", lambda folder, key: migrate_copy(folder, key, steps)
    )
    monkeypatch.setattr(
        opening, "refuse_newer", lambda version: migrations.refuse_newer(version, steps)
    )


def mascots(desk: Desk) -> list[Any]:
    with desk.read() as session:
        run = session.connection().exec_driver_sql
        return list(run("SELECT mascot FROM organization").scalars())


@pytest.mark.parametrize("write", [True, False])
def test_an_older_desk_is_backed_up_and_migrated(
    desk: Desk, clock: FixedClock, newer_program: None, write: bool
) -> None:
    add(desk, "甲队")
    desk.close()
    with reopen(desk.folder, clock, write=write) as migrated:
        assert mascots(migrated) == ["甲队的吉祥物"]
        (backup,) = list_backups(desk.folder)
        assert (backup.proven, backup.reason) == (True, "升级前")
    assert not list(desk.folder.glob("*.new*"))
    with reopen(desk.folder, clock) as again:
        assert mascots(again) == ["甲队的吉祥物"]
        assert len(list_backups(desk.folder)) == 1


def test_a_migration_cut_off_leaves_the_old_desk_whole(
    desk: Desk, clock: FixedClock, newer_program: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        pass

    add(desk, "甲队")
    desk.close()
    real = os.replace
    for cut in ("desk.db.new.part", "desk.db.new"):

        def replace(source: Path, target: Path, cut: str = cut) -> None:
            if os.path.basename(source) == cut:
                raise Cut
            real(source, target)

        monkeypatch.setattr(os, "replace", replace)
        with pytest.raises(Cut):
            reopen(desk.folder, clock)
        monkeypatch.setattr(os, "replace", real)
        connection = connect(desk.folder / places.DATABASE, desk.key)
        assert version_of(connection) == len(STEPS)
        assert connection.execute("SELECT name FROM organization").fetchall() == [("甲队",)]
        connection.close()
    with reopen(desk.folder, clock) as migrated:
        assert mascots(migrated) == ["甲队的吉祥物"]


def test_a_step_that_fails_changes_nothing(desk: Desk, clock: FixedClock) -> None:
    add(desk, "甲队")
    desk.close()
    broken = (*STEPS, ("ALTER TABLE organization ADD COLUMN mascot VARCHAR", "NONSENSE"))
    with pytest.raises(Exception, match="NONSENSE"):
        migrate_copy(desk.folder, desk.key, broken)
    with reopen(desk.folder, clock) as again, again.read() as session:
        assert count(session, Query(Organization)) == 1
        columns = session.connection().exec_driver_sql("PRAGMA table_info('organization')")
        assert "mascot" not in [row[1] for row in columns]


def test_a_migrated_copy_that_fails_its_check_is_not_taken(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    spoil = (
        "CREATE TABLE later(a CHECK (a > 5))",
        "PRAGMA ignore_check_constraints=ON",
        "INSERT INTO later VALUES (1)",
        "PRAGMA ignore_check_constraints=OFF",
    )
    connection = connect(desk.folder / places.DATABASE, desk.key)
    before = connection.execute("SELECT count(*) FROM unit").fetchone()
    connection.close()
    with pytest.raises(Trouble) as trouble:
        migrate_copy(desk.folder, desk.key, (*STEPS, spoil))
    assert trouble.value.code == "DAMAGED"
    connection = connect(desk.folder / places.DATABASE, desk.key)
    assert connection.execute("SELECT count(*) FROM unit").fetchone() == before
    connection.close()
    reopen(desk.folder, clock).close()


def test_a_backup_of_an_older_program_is_brought_up_when_restored(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(desk, "甲队")
    made = make_backup(desk, "每日备份", Silent())
    desk.close()
    steps = (*STEPS, NEXT)
    monkeypatch.setattr(restoring, "take_steps", lambda connection: take_steps(connection, steps))
    with restore_backup(
        desk.folder, made.file, user=USER, password=PASSWORD, clock=clock
    ) as restored:
        assert mascots(restored) == ["甲队的吉祥物"]


def test_a_backup_of_a_newer_program_is_refused(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(desk, "甲队")
    made = make_backup(desk, "每日备份", Silent())
    desk.close()
    monkeypatch.setattr(restoring, "refuse_newer", lambda version: migrations.refuse_newer(9))
    with pytest.raises(Trouble) as trouble:
        restore_backup(desk.folder, made.file, user=USER, password=PASSWORD, clock=clock)
    assert trouble.value.code == "NEWER_DATABASE"
    with reopen(desk.folder, clock) as again:
        assert check(again, deep=True) == []
