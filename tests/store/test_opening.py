"""Who may open a desk, and what stands in the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from cso_desk.clock import FixedClock
from cso_desk.errors import Trouble
from cso_desk.store import (
    Desk,
    change_password,
    create_desk,
    desk_exists,
    discard_desk,
    open_desk,
    open_with_recovery,
    users_of,
)
from cso_desk.store import folder as places
from cso_desk.store.connecting import APPLICATION_ID, choose_journal, connect
from cso_desk.store.migrations import STEPS

from .conftest import PASSWORD, USER, add, new_desk, reopen


class refused:
    """Expects a `Trouble` with this code and a whole Chinese sentence."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        assert isinstance(error, Trouble), f"no Trouble {self._code}"
        assert error.code == self._code
        assert error.message.endswith("。")
        assert "请" in error.message
        return True


def test_a_new_desk(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "数据 文件夹" / "desk"
    desk, code = create_desk(folder, user=USER, password=PASSWORD, clock=clock, scrypt_n=16)
    with desk:
        assert (desk.unit, len(desk.instance), desk.user, desk.write) == ("", 36, USER, True)
        groups = code.split("-")
        assert len(groups) == 8 and all(len(group) == 4 for group in groups)
        assert not set(code) & set("01OIL")
    assert users_of(folder) == [USER]
    assert desk_exists(folder)
    content = (folder / places.DATABASE).read_bytes()
    assert not content.startswith(b"SQLite format") and b"organization" not in content
    with refused("DESK_EXISTS"):
        create_desk(folder, user=USER, password=PASSWORD, clock=clock, scrypt_n=16)


def test_what_a_new_desk_needs(tmp_path: Path, clock: FixedClock) -> None:
    with refused("WEAK_PASSWORD"):
        create_desk(tmp_path, user=USER, password="12345", clock=clock, scrypt_n=16)
    (tmp_path / "file").write_text("in the way")
    with refused("FOLDER_UNWRITABLE"):
        create_desk(tmp_path / "file" / "x", user=USER, password=PASSWORD, clock=clock, scrypt_n=16)
    with refused("NO_DESK"):
        open_desk(tmp_path, user=USER, password=PASSWORD, clock=clock, write=False)
    assert not desk_exists(tmp_path)


def test_a_network_folder_is_refused(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nnas:/x {tmp_path} nfs4 rw 0 0\n"
    assert places._file_system(tmp_path / "deep", mounts) == "nfs4"
    assert places._file_system(Path("/elsewhere"), mounts) == "ext4"
    assert not places.on_network(tmp_path)
    monkeypatch.setattr(places, "_file_system", lambda folder, mounts: "cifs")
    with refused("NETWORK_FOLDER"):
        create_desk(tmp_path / "d", user=USER, password=PASSWORD, clock=clock, scrypt_n=16)
    assert not (tmp_path / "d").exists()


def test_wrong_passwords_wait_longer_and_longer(desk: Desk, clock: FixedClock) -> None:
    desk.close()

    def attempt(password: str) -> str:
        try:
            open_desk(desk.folder, user=USER, password=password, clock=clock, write=True).close()
        except Trouble as trouble:
            return trouble.code
        return "open"

    assert [attempt("wrong!") for _ in range(6)] == ["WRONG_PASSWORD"] * 5 + ["TOO_MANY_TRIES"]
    assert attempt(PASSWORD) == "TOO_MANY_TRIES"
    clock.advance(31)
    assert attempt("wrong!") == "WRONG_PASSWORD"
    clock.advance(31)
    assert attempt(PASSWORD) == "TOO_MANY_TRIES"
    clock.advance(31)
    assert attempt(PASSWORD) == "open"
    assert attempt("wrong!") == "WRONG_PASSWORD"
    assert attempt(PASSWORD) == "open"


def test_a_clock_that_was_set_back_does_not_lock_for_ever(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    for _ in range(5):
        with refused("WRONG_PASSWORD"):
            open_desk(desk.folder, user=USER, password="wrong!", clock=clock, write=True)
    clock.advance(-400 * 86400)
    with refused("TOO_MANY_TRIES"):
        reopen(desk.folder, clock)
    clock.advance(31)
    reopen(desk.folder, clock).close()


def test_an_unknown_user_is_told_like_a_wrong_password(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    with refused("WRONG_PASSWORD"):
        open_desk(desk.folder, user="别人", password=PASSWORD, clock=clock, write=True)


def test_the_recovery_code_sets_a_new_password(tmp_path: Path, clock: FixedClock) -> None:
    desk, code = create_desk(tmp_path, user=USER, password=PASSWORD, clock=clock, scrypt_n=16)
    desk.close()
    with refused("WRONG_CODE"):
        open_with_recovery(
            tmp_path, code="AAAA-" * 8, user=USER, new_password="another", clock=clock
        )
    spaced = f" {code.lower().replace('-', ' ')} "
    with open_with_recovery(
        tmp_path, code=spaced, user=USER, new_password="new secret", clock=clock
    ) as again:
        assert again.write
    with refused("WRONG_PASSWORD"):
        reopen(tmp_path, clock)
    open_desk(tmp_path, user=USER, password="new secret", clock=clock, write=True).close()


def test_a_password_is_changed(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    with refused("WRONG_PASSWORD"):
        change_password(
            desk.folder, user=USER, password="wrong!", new_password="another", clock=clock
        )
    change_password(desk.folder, user=USER, password=PASSWORD, new_password="another", clock=clock)
    with refused("WRONG_PASSWORD"):
        reopen(desk.folder, clock)
    open_desk(desk.folder, user=USER, password="another", clock=clock, write=False).close()


def test_no_password_and_no_key_is_written(desk: Desk) -> None:
    desk.close()
    for file in desk.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert PASSWORD.encode() not in content
            assert desk.key not in content and desk.key.hex().encode() not in content


def test_one_writes_and_others_read_meanwhile(desk: Desk, clock: FixedClock) -> None:
    with refused("IN_USE"):
        reopen(desk.folder, clock)
    id_ = add(desk)
    with reopen(desk.folder, clock, write=False) as reader:
        with reader.read() as session:
            before = session.connection().exec_driver_sql("SELECT count(*) FROM organization")
            assert before.scalar_one() == 1
            add(desk, "第二队")
            again = session.connection().exec_driver_sql("SELECT count(*) FROM organization")
            assert again.scalar_one() == 1
        with reader.read() as session:
            later = session.connection().exec_driver_sql("SELECT count(*) FROM organization")
            assert later.scalar_one() == 2
        with refused("READ_ONLY"), reader.operation("新增"):
            raise AssertionError(id_)
        with refused("READ_ONLY"), reader.aside():
            raise AssertionError
    desk.close()
    reopen(desk.folder, clock).close()


HOLD = """
import sys
from pathlib import Path
from cso_desk.store.folder import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_the_lock_of_a_dead_process_is_retaken(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(desk.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert other.stdout is not None and other.stdin is not None
    assert other.stdout.readline() == b"held\n"
    with refused("IN_USE"):
        reopen(desk.folder, clock)
    reopen(desk.folder, clock, write=False).close()
    other.kill()
    other.wait()
    other.stdout.close()
    other.stdin.close()
    reopen(desk.folder, clock).close()


def test_a_desk_whose_making_was_cut_off_is_no_desk(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    (desk.folder / places.DATABASE).rename(desk.folder / f"{places.DATABASE}.part")
    for write in (True, False):
        with refused("NO_DESK"):
            reopen(desk.folder, clock, write=write)
    assert not desk_exists(desk.folder)
    new_desk(desk.folder, clock).close()
    reopen(desk.folder, clock).close()


def test_damaged_files_are_told_apart(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    database, keyring = desk.folder / places.DATABASE, desk.folder / places.KEYRING
    whole, ring = database.read_bytes(), keyring.read_bytes()
    database.write_bytes(os.urandom(len(whole)))
    with refused("DAMAGED"):
        reopen(desk.folder, clock)
    database.write_bytes(whole)
    keyring.write_bytes(ring[:-20])
    with refused("DAMAGED"):
        reopen(desk.folder, clock)
    slot = json.loads(ring)
    slot["users"][USER]["salt"] = "!"
    keyring.write_text(json.dumps(slot), "utf-8")
    with refused("DAMAGED"):
        reopen(desk.folder, clock)
    keyring.unlink()
    with refused("DAMAGED"):
        reopen(desk.folder, clock)
    keyring.write_bytes(ring)
    reopen(desk.folder, clock).close()


def test_a_database_of_a_newer_program_is_refused(desk: Desk, clock: FixedClock) -> None:
    desk.close()
    connection = connect(desk.folder / places.DATABASE, desk.key)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    for write in (True, False):
        with refused("NEWER_DATABASE"):
            reopen(desk.folder, clock, write=write)


def test_every_connection_keeps_its_promises(desk: Desk) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "application_id": APPLICATION_ID,
        "user_version": len(STEPS),
    }
    with desk.read() as session:
        run = session.connection().exec_driver_sql
        assert {name: run(f"PRAGMA {name}").scalar_one() for name in expected} == expected
    with desk.operation("看看") as op:
        run = op.connection.exec_driver_sql
        assert {name: run(f"PRAGMA {name}").scalar_one() for name in expected} == expected


def test_where_the_log_fails_the_rollback_journal_is_extra_safe(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    file = desk.folder / places.DATABASE
    from cso_desk.store import connecting

    class Stubborn:
        """A file system that bears no write-ahead log."""

        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def execute(self, sql: str, *values: Any) -> Any:
            if "journal_mode=WAL" in sql:
                self._inner.execute("PRAGMA journal_mode=DELETE")
                raise driver.OperationalError("disk I/O error")
            return self._inner.execute(sql, *values)

        def close(self) -> None:
            self._inner.close()

    real = connecting.connect
    monkeypatch.setattr(connecting, "connect", lambda file, key: Stubborn(real(file, key)))
    assert choose_journal(file, desk.key) == "delete"
    connection = real(file, desk.key)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (3,)
    connection.close()


def test_a_failed_new_desk_is_discarded_but_never_one_with_backups(
    tmp_path: Path, clock: FixedClock
) -> None:
    folder = tmp_path / "d"
    new_desk(folder, clock).close()
    discard_desk(folder)
    assert not desk_exists(folder)
    new_desk(folder, clock).close()
    (folder / places.BACKUPS).mkdir()
    with pytest.raises(RuntimeError):
        discard_desk(folder)
    assert desk_exists(folder)


def test_asking_for_users_loads_no_database_library(desk: Desk) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom cso_desk.store import desk_exists, users_of\n"
        f"assert desk_exists(Path({str(desk.folder)!r}))\n"
        f"assert users_of(Path({str(desk.folder)!r})) == [{USER!r}]\n"
        "assert not any(name.startswith(('sqlalchemy', 'sqlcipher3')) for name in sys.modules)\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    subprocess.run(
        [sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONPATH": root}
    )
