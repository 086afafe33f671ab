"""Making a desk and opening it: folder, lock, password, key, schema, in this order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy.orm import configure_mappers

from cso_desk.clock import Clock
from cso_desk.errors import Trouble
from cso_desk.progress import Silent
from cso_desk.records import new_instance

from . import folder as places
from .backup import write_backup
from .connecting import choose_journal, connect, plain_words
from .desk import Desk
from .keyring import (
    SCRYPT_N,
    Keyring,
    check_password,
    new_keyring,
    read_keyring,
    refuse_empty,
    unlock,
    unlock_by_code,
    write_keyring,
)
from .migrations import STEPS, migrate_copy, refuse_newer, take_steps, version_of
from .swapping import finish_swap, swap_is_cut

_DAMAGED = "数据文件已损坏，打不开，请从最近一次已验证的备份还原。"


def prepare() -> None:
    """Do ahead what every opening needs, whatever the password: load the cipher, map the records."""
    import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401

    configure_mappers()


def create_desk(
    folder: Path, *, user: str, password: str, clock: Clock, scrypt_n: int = SCRYPT_N
) -> tuple[Desk, str]:
    """Make an encrypted desk and return it, open for writing, with its recovery code for paper.

    The desk has an instance but no unit yet. `scrypt_n` is the cost of one try at the password;
    tests make cheap desks with a smaller one (a power of two), nobody else should.
    Raises `Trouble`: WEAK_PASSWORD, NETWORK_FOLDER, FOLDER_UNWRITABLE, DISK_FULL, DESK_EXISTS, IN_USE.
    """
    check_password(password)
    places.prepare_folder(folder)
    with _held(folder) as lock:
        if places.desk_exists(folder):
            raise Trouble(
                "DESK_EXISTS", f"“{folder}”里已有工作台数据，请直接登录，或换一个空文件夹。"
            )
        keyring, key, code = new_keyring(user, password, scrypt_n=scrypt_n)
        part = folder / f"{places.DATABASE}.part"
        with _disk_words(folder):
            _make_database(part, key)
            write_keyring(folder, keyring)
            part.replace(folder / places.DATABASE)
            places.sync_folder(folder)
            choose_journal(folder / places.DATABASE, key)
        return Desk(folder, key, clock=clock, user=user, lock=lock), code


def open_desk(folder: Path, *, user: str, password: str, clock: Clock, write: bool) -> Desk:
    """Open a desk; with `write` this process alone may change it until it is closed.

    Raises `Trouble`: NO_DESK, WRONG_PASSWORD, TOO_MANY_TRIES, IN_USE, NEWER_DATABASE,
    FOLDER_UNWRITABLE, DISK_FULL, DISK_FAULT, DAMAGED.
    """

    def by_password(keyring: Keyring) -> bytes:
        return unlock(folder, keyring, user=user, password=password, clock=clock)

    return _open(folder, by_password, user=user, clock=clock, write=write)


def open_with_recovery(
    folder: Path, *, code: str, user: str, new_password: str, clock: Clock
) -> Desk:
    """Open a desk for writing by its recovery code and give `user` a new password.

    Raises `Trouble`: WEAK_PASSWORD, WRONG_CODE, TOO_MANY_TRIES and those of `open_desk`.
    """
    check_password(new_password)

    def reset(keyring: Keyring) -> bytes:
        key = unlock_by_code(folder, keyring, code=code, clock=clock)
        cost = int(keyring.recovery["n"])
        write_keyring(folder, keyring.with_user(user, new_password, key, scrypt_n=cost))
        return key

    return _open(folder, reset, user=user, clock=clock, write=True)


def _open(
    folder: Path, get_key: Callable[[Keyring], bytes], *, user: str, clock: Clock, write: bool
) -> Desk:
    refuse_empty(folder)
    if write:
        places.prepare_folder(folder)
        with _held(folder) as lock:
            with _disk_words(folder):
                finish_swap(folder)
            key = get_key(read_keyring(folder))
            _bring_up(folder, key, clock)
            with _disk_words(folder):
                choose_journal(folder / places.DATABASE, key)
            return Desk(folder, key, clock=clock, user=user, lock=lock)
    if swap_is_cut(folder):
        with _held(folder) as lock, _disk_words(folder):
            finish_swap(folder)
            lock.free()
    key = get_key(read_keyring(folder))
    if _version(folder, key) < len(STEPS):
        with _held(folder) as lock:
            _bring_up(folder, key, clock)
            lock.free()
    refuse_newer(_version(folder, key))
    return Desk(folder, key, clock=clock, user=user, lock=None)


def _bring_up(folder: Path, key: bytes, clock: Clock) -> None:
    """Migrate an older database, after a backup."""
    version = _version(folder, key)
    refuse_newer(version)
    if version < len(STEPS):
        with _disk_words(folder):
            write_backup(folder, key, "升级前", clock, Silent())
            migrate_copy(folder, key)


def _version(folder: Path, key: bytes) -> int:
    """Return the schema version, proving that the key opens the file."""
    with _disk_words(folder):
        try:
            connection = connect(folder / places.DATABASE, key, read_only=True)
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                return version_of(connection)
            finally:
                connection.close()
        except driver.DatabaseError as error:
            if "not a database" in str(error) or "malformed" in str(error):
                raise Trouble("DAMAGED", _DAMAGED) from error
            raise


def _make_database(file: Path, key: bytes) -> None:
    for stale in (file, file.with_name(f"{file.name}-journal")):
        stale.unlink(missing_ok=True)
    connection = connect(file, key)
    try:
        take_steps(connection)
        instance = (json.dumps(new_instance()),)
        connection.execute("INSERT INTO setting(key, value) VALUES ('instance', ?)", instance)
    finally:
        connection.close()
    places.sync_file(file)


@contextmanager
def _held(folder: Path) -> Iterator[places.FolderLock]:
    """Hold the lock, and give it back only when opening fails."""
    lock = places.FolderLock(folder)
    try:
        yield lock
    except BaseException:
        lock.free()
        raise


@contextmanager
def _disk_words(folder: Path) -> Iterator[None]:
    try:
        with plain_words(folder):
            yield
    except OSError as error:
        with suppress(OSError):
            (folder / f"{places.DATABASE}.part").unlink(missing_ok=True)
        raise places.unwritable(folder, error) from error
