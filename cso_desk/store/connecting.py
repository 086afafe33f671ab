"""One encrypted SQLite file: its connections, what they promise, and what their errors mean.

sqlcipher3 is the one driver, always with a raw 32-byte key (stack.md 4); the pragmas are those of
reliability.md 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from cso_desk.errors import Stopped, Trouble

from .folder import disk_full

APPLICATION_ID = 0x43534F44
"""`CSOD` in the header of every desk database."""
_WRITER_CACHE_KIB = 65536
_READER_CACHE_KIB = 16384


def connect(file: Path, key: bytes, *, read_only: bool = False) -> Any:
    """Return a DB-API connection to `file` in autocommit mode, with every promise set.

    Raises the driver's DatabaseError for a wrong key or a damaged file.
    """
    connection = driver.connect(
        str(file), isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        _promise(connection, key, read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _promise(connection: Any, key: bytes, read_only: bool) -> None:
    run = connection.execute
    run("PRAGMA cipher_log_level=NONE")
    run(f"PRAGMA key=\"x'{key.hex()}'\"")
    run("PRAGMA busy_timeout=5000")
    run("PRAGMA trusted_schema=OFF")
    run("PRAGMA cell_size_check=ON")
    run("PRAGMA foreign_keys=ON")
    run("PRAGMA secure_delete=ON")
    run("PRAGMA temp_store=MEMORY")
    run(f"PRAGMA cache_size=-{_READER_CACHE_KIB if read_only else _WRITER_CACHE_KIB}")
    run("PRAGMA wal_autocheckpoint=1000")
    # In rollback-journal mode FULL lost commits and once broke the file; EXTRA did not.
    mode = run("PRAGMA journal_mode").fetchone()[0]
    run(f"PRAGMA synchronous={'FULL' if mode == 'wal' else 'EXTRA'}")
    if read_only:
        run("PRAGMA query_only=ON")


def choose_journal(file: Path, key: bytes) -> str:
    """Set the write-ahead log where the disk bears it, else the rollback journal; return which.

    Some file systems report WAL as set and fail at the first write, so one is made.
    """
    connection = connect(file, key)
    try:
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        except driver.OperationalError:
            mode = ""
        if mode != "wal":
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        return str(mode)
    finally:
        connection.close()


def fold_log(file: Path, key: bytes) -> None:
    """Leave no write-ahead log beside `file` that a file put in its place would take for its own."""
    connection = connect(file, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()


def engine_for(file: Path, key: bytes, *, write: bool) -> Engine:
    """Return an engine whose transactions are real ones: BEGIN IMMEDIATE to write, BEGIN to read."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(file, key, read_only=not write),
        poolclass=QueuePool,
        pool_size=1 if write else 4,
        max_overflow=0 if write else 12,
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def plain_words(folder: Path) -> Iterator[None]:
    """Turn what the disk or another process did to the database into a `Trouble`.

    DISK_FULL, IN_USE, FOLDER_UNWRITABLE, DISK_FAULT, DAMAGED; `Stopped` after an interrupt.
    """
    try:
        yield
    except (exc.DBAPIError, driver.Error) as error:
        inner = error.orig if isinstance(error, exc.DBAPIError) else error
        meaning = _meaning(str(inner), folder)
        if meaning is None:
            raise
        raise meaning from error


def _meaning(text: str, folder: Path) -> Exception | None:
    if "disk is full" in text:
        return disk_full(folder)
    if "locked" in text:
        return Trouble("IN_USE", "数据正被另一个程序占用，没有保存，请稍候再试一次。")
    if "readonly" in text:
        return Trouble(
            "FOLDER_UNWRITABLE", f"数据文件夹“{folder}”现在只能读，没有保存，请检查权限或磁盘。"
        )
    if "disk I/O error" in text or "unable to open" in text:
        return Trouble(
            "DISK_FAULT", f"读写“{folder}”时磁盘出错，没有保存，请检查磁盘；必要时从备份还原。"
        )
    if "not a database" in text or "malformed" in text:
        return Trouble("DAMAGED", "数据文件已损坏，没有保存，请从最近一次已验证的备份还原。")
    if "interrupted" in text:
        return Stopped()
    return None
