"""A killed program: what was acknowledged is there, nothing is half there, the desk opens again."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cso_desk.clock import FixedClock
from cso_desk.progress import Silent
from cso_desk.records import Attachment, Member, Operation, Organization
from cso_desk.store import (
    Desk,
    attachments,
    check,
    count_by,
    create_desk,
    list_backups,
    listed,
    make_backup,
    open_desk,
)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
USER, PASSWORD = "李办事", "correct horse"
MEMBERS = 300
RUNS = 3
pytestmark = pytest.mark.slow
CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=timezone(timedelta(hours=8))))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill") / "desk"
    desk, _ = create_desk(folder, user=USER, password=PASSWORD, clock=CLOCK, scrypt_n=16)
    with desk:
        with desk.operation("建立工作台") as op:
            desk.put_setting(op, "unit", "11111111-1111-4111-8111-111111111111")
        with desk.operation("新增") as op:
            op.insert_many(Organization, [{"name": "甲队"}, {"name": "乙队"}])
        make_backup(desk, "导入前", Silent())
    return folder


def kill_while_working(folder: Path, task: str, seconds: float) -> list[str]:
    """Start the worker, kill it `seconds` after it began, return what it had told."""
    worker = subprocess.Popen(
        [sys.executable, str(HERE / "store_worker.py"), str(folder), task],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert worker.stdout is not None
    told = []
    while not told or told[-1] != "begun":
        told.append(worker.stdout.readline().strip())
        assert told[-1], "the worker did not begin"
    time.sleep(seconds)
    worker.kill()
    told += worker.stdout.read().split("\n")
    worker.stdout.close()
    worker.wait()
    # A line that was cut off in the middle was not told.
    return told[:-1]


def moments(task: str) -> Iterator[float]:
    chance = random.Random(task)
    for _ in range(RUNS):
        yield chance.uniform(0.0, 0.6)


def reopened(folder: Path) -> Desk:
    return open_desk(folder, user=USER, password=PASSWORD, clock=CLOCK, write=True)


@pytest.mark.parametrize("task", ["edit", "import", "backup", "attach"])
def test_what_was_acknowledged_is_there_and_nothing_is_half(
    template: Path, tmp_path: Path, task: str
) -> None:
    acknowledged = 0
    for run, seconds in enumerate(moments(task)):
        folder = tmp_path / str(run)
        shutil.copytree(template, folder)
        told = kill_while_working(folder, task, seconds)
        acknowledged += len(told) - 3
        with reopened(folder) as desk:
            assert check(desk, deep=True) == []
            assert_edits(desk, told)
            assert_imports(desk, told)
            assert_attachments(desk, told)
        assert_backups(folder, told)
    assert acknowledged > 0


def turns(told: list[str], word: str) -> list[int]:
    return [int(line.split()[-1]) for line in told if line.startswith(word)]


def assert_edits(desk: Desk, told: list[str]) -> None:
    last = max(turns(told, "edited"), default=0)
    with desk.read() as session:
        first, second = listed(session, Organization, order="n", limit=2)
        assert first.members == second.members
        assert last <= (first.members or 0) <= last + 1
        words = set(session.scalars(select(Operation.words)))
        assert {f"修改 {turn}" for turn in turns(told, "edited")} <= words


def assert_imports(desk: Desk, told: list[str]) -> None:
    with desk.read() as session:
        imported = {org.name: org.id for org in listed(session, Organization)}
        rosters = count_by(session, Member, "organization")
        for turn in turns(told, "imported"):
            assert f"导入{turn}队" in imported
        for name, id_ in imported.items():
            assert rosters.pop(id_, 0) == (MEMBERS if name.startswith("导入") else 0)
        assert not rosters
        journaled = session.scalar(select(func.count()).select_from(Operation))
        assert journaled


def assert_attachments(desk: Desk, told: list[str]) -> None:
    with desk.read() as session:
        rows = {one.title: one.digest for one in listed(session, Attachment)}
    assert {str(turn) for turn in turns(told, "attached")} <= set(rows)
    attachments.sweep(desk)
    found = {file.name for file in attachments.files_in(desk.folder, parts=True)}
    assert found == set(rows.values())


def assert_backups(folder: Path, told: list[str]) -> None:
    found = list_backups(folder)
    assert all(backup.proven for backup in found)
    assert len(found) >= min(1 + len(turns(told, "backed up")), 3)


def test_a_killed_restore_leaves_a_whole_desk(template: Path, tmp_path: Path) -> None:
    restored = 0
    for run, seconds in enumerate(moments("restore")):
        folder = tmp_path / str(run)
        shutil.copytree(template, folder)
        restored += kill_while_working(folder, "restore", seconds).count("restored")
        with reopened(folder) as desk:
            assert check(desk, deep=True) == []
            with desk.read() as session:
                assert {org.name for org in listed(session, Organization)} == {"甲队", "乙队"}
    assert restored > 0
