"""A disk that is full, read-only or failing: one sentence, nothing half-done, the desk works again after."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from cso_desk.clock import FixedClock
from cso_desk.errors import Stopped, Trouble
from cso_desk.records import Organization
from cso_desk.store import Query, check, count, create_desk, open_desk
from cso_desk.store import folder as places
from cso_desk.store.connecting import plain_words

ROOT = Path(__file__).resolve().parents[2]
USER, PASSWORD = "李办事", "correct horse"
CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=timezone(timedelta(hours=8))))

FILL = """
import resource, signal, sys
from datetime import datetime, timezone
from pathlib import Path
from cso_desk.clock import FixedClock
from cso_desk.errors import Trouble
from cso_desk.progress import Silent
from cso_desk.records import Organization
from cso_desk.store import make_backup, open_desk

folder = Path(sys.argv[1])
clock = FixedClock(datetime(2026, 11, 22, tzinfo=timezone.utc))
desk = open_desk(folder, user="李办事", password="correct horse", clock=clock, write=True)
with desk.operation("新增") as op:
    op.insert_many(Organization, [{"name": f"第{i}队"} for i in range(100)])
# From here no file may grow beyond this size: the disk is full.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = max(file.stat().st_size for file in folder.glob("desk.db*")) + int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
codes = []
for attempt in range(2):
    try:
        with desk.operation("导入") as op:
            op.insert_many(Organization, [{"name": f"满{i}", "scope": "长" * 900} for i in range(2000)])
    except Trouble as trouble:
        codes.append(trouble.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 4, limit))
try:
    make_backup(desk, "每日备份", Silent())
except Trouble as trouble:
    codes.append(trouble.code)
desk.close()
print(*codes)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk, _ = create_desk(tmp_path / "desk", user=USER, password=PASSWORD, clock=CLOCK, scrypt_n=16)
    with desk, desk.operation("建立工作台") as op:
        desk.put_setting(op, "unit", "11111111-1111-4111-8111-111111111111")
    return tmp_path / "desk"


@pytest.mark.parametrize("room", [0, 100_000, 1_000_000])
def test_a_full_disk_refuses_whole_operations_and_backups(folder: Path, room: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(folder), str(room)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    codes = done.stdout.split()
    assert len(codes) == 3 and set(codes) <= {"DISK_FULL", "DISK_FAULT"}
    assert not list((folder / places.BACKUPS).glob("*"))
    with open_desk(folder, user=USER, password=PASSWORD, clock=CLOCK, write=True) as desk:
        assert check(desk, deep=True) == []
        with desk.read() as session:
            assert count(session, Query(Organization)) == 100
        with desk.operation("再来") as op:
            op.add(Organization(name="又有地方了"))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database or disk is full", "DISK_FULL"),
        ("database is locked", "IN_USE"),
        ("attempt to write a readonly database", "FOLDER_UNWRITABLE"),
        ("disk I/O error", "DISK_FAULT"),
        ("unable to open database file", "DISK_FAULT"),
        ("database disk image is malformed", "DAMAGED"),
        ("file is not a database", "DAMAGED"),
    ],
)
def test_what_the_driver_says_becomes_a_sentence(tmp_path: Path, said: str, code: str) -> None:
    with pytest.raises(Trouble) as trouble, plain_words(tmp_path):
        raise driver.OperationalError(said)
    assert trouble.value.code == code
    assert trouble.value.message.endswith("。") and "请" in trouble.value.message


def test_an_interrupt_is_a_stop_and_a_bug_stays_a_bug(tmp_path: Path) -> None:
    with pytest.raises(Stopped), plain_words(tmp_path):
        raise driver.OperationalError("interrupted")
    with pytest.raises(driver.OperationalError), plain_words(tmp_path):
        raise driver.OperationalError("no such table: organisation")


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DISK_FULL"), (errno.EDQUOT, "DISK_FULL"), (errno.EACCES, "FOLDER_UNWRITABLE"), (errno.EROFS, "FOLDER_UNWRITABLE")],
)  # fmt: skip
def test_a_folder_that_refuses_writes(
    tmp_path: Path, number: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(self: Path, content: bytes) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(Trouble) as trouble:
        create_desk(tmp_path / "d", user=USER, password=PASSWORD, clock=CLOCK, scrypt_n=16)
    assert trouble.value.code == code
    assert not places.desk_exists(tmp_path / "d")


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "keyring.json"
    places.write_whole(file, b"old")

    def sync(handle: int) -> None:
        raise OSError(errno.EIO, "refused")

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(OSError, match="refused"):
        places.write_whole(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["keyring.json"]
    assert file.read_bytes() == b"old"
