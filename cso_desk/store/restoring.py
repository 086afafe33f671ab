"""Restoring a backup: the present data is kept aside, and the desk begins a new life (new instance)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from cso_desk.clock import Clock
from cso_desk.errors import Trouble
from cso_desk.records import new_instance

from . import attachment_copies as copies
from . import folder as places
from .backup import Backup, damaged, keep_aside, keyring_of, look_at, prove
from .connecting import choose_journal, connect, fold_log, plain_words
from .desk import Desk
from .keyring import Keyring, Tries, WrongSecret, read_keyring
from .migrations import refuse_newer, take_steps, version_of
from .swapping import finish_swap, swap_in


def restore_backup(folder: Path, file: Path, *, user: str, password: str, clock: Clock) -> Desk:
    """Put a proven backup in the place of the desk in `folder` and open it for writing.

    The present database moves to `backups/还原前_…`; the restored one gets a new instance. The
    password may be today's, or the one of the day of the backup: then that day's keyring comes back.
    `folder` may be empty (another computer). Raises `Trouble`: BACKUP_DAMAGED, WRONG_PASSWORD,
    TOO_MANY_TRIES, IN_USE, NEWER_DATABASE, FOLDER_UNWRITABLE, DISK_FULL; the desk is untouched then.
    """
    places.prepare_folder(folder)
    lock = places.FolderLock(folder)
    try:
        with _disk_words(folder):
            finish_swap(folder)
            said = _whole(file)
            keyring, key = _key_for(folder, file, user, password, clock)
            if faults := prove(file, key, said):
                raise damaged(faults[0])
            prepared = _prepare(folder, file, key)
            lacks = _bring_attachments(folder, prepared, file.parent, key)
            _swap(folder, prepared, keyring, clock, key)
            choose_journal(folder / places.DATABASE, key)
        desk = Desk(folder, key, clock=clock, user=user, lock=lock)
        _note_restore(desk, said, lacks)
        return desk
    except BaseException:
        lock.free()
        raise


def _whole(file: Path) -> Backup:
    if not file.is_file():
        raise damaged("找不到这个文件。")
    said = look_at(file)
    if said.faults:
        raise damaged(said.faults[0])
    return said


def _key_for(
    folder: Path, file: Path, user: str, password: str, clock: Clock
) -> tuple[Keyring, bytes]:
    """Return the keyring that the restored desk will have, and its data key."""
    tries = Tries(folder, clock)
    tries.may_try()
    unlocked = False
    for ring in (_present_keyring(folder), keyring_of(file)):
        if ring is None:
            continue
        try:
            key = ring.unlock(user, password)
        except WrongSecret:
            continue
        unlocked = True
        if _opens(file, key):
            tries.right()
            return ring, key
    if unlocked:
        raise damaged("它不是这份数据的备份，密码打不开。")
    raise tries.refuse(user)


def _present_keyring(folder: Path) -> Keyring | None:
    try:
        return read_keyring(folder)
    except Trouble:
        return None


def _opens(file: Path, key: bytes) -> bool:
    try:
        connection = connect(file, key, read_only=True)
    except driver.DatabaseError:
        return False
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _prepare(folder: Path, file: Path, key: bytes) -> Path:
    """Return a copy of the backup, brought up to date, with a new instance, whole on the disk."""
    part = folder / f"{places.PREPARED}.part"
    part.unlink(missing_ok=True)
    shutil.copyfile(file, part)
    connection = connect(part, key)
    try:
        refuse_newer(version_of(connection))
        take_steps(connection)
        connection.execute(
            "INSERT INTO setting(key, value) VALUES ('instance', ?) "
            "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (json.dumps(new_instance()),),
        )
    except BaseException:
        connection.close()
        part.unlink()
        raise
    connection.close()
    return part


def _bring_attachments(folder: Path, prepared: Path, home: Path, key: bytes) -> int:
    """Keep the present attachments beside the backups, bring back those of the backup; return how many are lost."""
    try:
        copies.keep_all(folder, folder / places.BACKUPS, key)
        return copies.bring_back(prepared, home, folder, key)
    except BaseException:
        prepared.unlink()
        raise


def _swap(folder: Path, prepared: Path, keyring: Keyring, clock: Clock, key: bytes) -> None:
    home = folder / places.BACKUPS
    home.mkdir(exist_ok=True)
    now = clock.now()
    aside = home / f"还原前_{now:%Y-%m-%d_%H%M%S}.db"
    present = _present_keyring(folder)
    if (folder / places.DATABASE).exists():
        # A damaged database cannot fold its log; then the log is moved away beside it.
        with suppress(driver.DatabaseError):
            fold_log(folder / places.DATABASE, key)
        keep_aside(aside, now.isoformat(timespec="seconds"), present or keyring)
    swap_in(folder, prepared, aside, keyring.to_bytes())


def _note_restore(desk: Desk, said: Backup, lacks: int) -> None:
    words = f"从备份还原：{said.made_at[:16].replace('T', ' ')} {said.reason}"
    try:
        with desk.operation(words) as op:
            at = desk.clock.now().isoformat(timespec="seconds")
            told = {"made_at": said.made_at, "at": at, "head": said.head, "attachments_lost": lacks}
            desk.put_setting(op, "restored", told)
    except BaseException:
        desk.close()
        raise


@contextmanager
def _disk_words(folder: Path) -> Iterator[None]:
    try:
        with plain_words(folder):
            yield
    except OSError as error:
        raise places.unwritable(folder, error) from error
