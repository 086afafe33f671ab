"""A desk: one unit's encrypted data folder, opened by one user."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from cso_desk.clock import Clock
from cso_desk.errors import Trouble
from cso_desk.records import Setting

from . import operation as operations
from .apart import Apart
from .connecting import engine_for, plain_words
from .flushing import AsideSession, ReadSession
from .folder import DATABASE, FolderLock
from .name_order import Keeper
from .operation import Op

T = TypeVar("T")


class Desk:
    """An open desk.

    `folder` is its data folder, `clock` its time, `user` who logged in, `write` whether it may be
    changed. `key` is the data key, for the rooms of the store alone. Every method is safe from any
    thread; each thread reads by its own connection.
    """

    def __init__(
        self, folder: Path, key: bytes, *, clock: Clock, user: str, lock: FolderLock | None
    ) -> None:
        """Open the database with its key; `lock` is the right to write, None to read only."""
        self.folder = folder
        self.key = key
        self.clock = clock
        self.user = user
        self.write = lock is not None
        self._lock = lock
        self._writer = engine_for(folder / DATABASE, key, write=True) if lock else None
        self._reader = engine_for(folder / DATABASE, key, write=False)
        self._names = Keeper()
        self._apart = Apart(self)
        self._turn = threading.Lock()
        self._holder: int | None = None
        self._op: Op | None = None
        self._unit = ""

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections and give the folder back; a second call does nothing."""
        self._apart.end()
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if self._lock is not None:
            self._lock.free()

    @property
    def unit(self) -> str:
        """The id of the unit whose desk this is, empty until it is set; asked for every row of long lists."""
        if self._unit:
            return self._unit
        found = str(self.get_setting("unit") or "")
        if self._op is None:
            self._unit = found
        return found

    @property
    def instance(self) -> str:
        """The identity of this life of the database; a restore begins a new one."""
        return str(self.get_setting("instance") or "")

    def get_setting(self, key: str, default: Any = None) -> Any:
        """Return a named value of this desk, `default` if it was never put."""
        if self._op is not None and self._holder == threading.get_ident():
            return _setting(self._op.session, key, default)
        with self.read() as session:
            return _setting(session, key, default)

    def put_setting(self, op: Op, key: str, value: Any) -> None:
        """Keep a named JSON value. Putting `unit` or `instance` counts from here on in `op` too."""
        op.session.merge(Setting(key=key, value=value))
        op.session.flush()
        if key in ("unit", "instance"):
            self._unit = ""
            op.stamp = replace(op.stamp, **{key: value})

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one unchanging state of the desk.

        Raises RuntimeError if anything is written through it, `Trouble` of the disk.
        """
        with plain_words(self.folder), self._reader.connect() as connection, connection.begin():
            session = ReadSession(bind=connection, info=self._names.info())
            try:
                yield session
                session.flush()
            finally:
                session.close()

    def apart(self, reading: Callable[..., T], *given: Any) -> T:
        """Return what `reading(desk, *given)` returns; on a large desk another process works it out.

        For readings that go through very many rows. `reading` is a function of a module; what it is given and gives
        back can be pickled. It sees what was written before it was called.
        """
        return self._apart.run(reading, given)

    @contextmanager
    def operation(self, words: str, *, undoes: int | None = None) -> Iterator[Op]:
        """Give one operation, kept whole at the end or not at all; `words` are what the clerk reads.

        Whatever is raised inside takes everything back. An operation that wrote nothing leaves no
        trace. Raises `Trouble`: READ_ONLY, DISK_FULL, FOLDER_UNWRITABLE, DISK_FAULT, IN_USE;
        RuntimeError when the same thread is in an operation already.
        """
        with self._writing() as connection:
            session = operations.new_session(connection)
            op = operations.begin(session, self.clock, self.user, words, undoes)
            before = _total_changes(connection)
            self._op = op
            try:
                yield op
                session.flush()
                if _total_changes(connection) == before:
                    connection.rollback()
                else:
                    op.finish()
            finally:
                self._op = None
                # The two hold each other: no collector runs while the window works.
                session.info.clear()
                session.close()

    @contextmanager
    def aside(self) -> Iterator[Session]:
        """Give a session for what the desk notes beside the journal (drafts, remembered layouts).

        Raises RuntimeError for a travelling record, `Trouble` like `operation`.
        """
        with self._writing() as connection:
            session = AsideSession(bind=connection, expire_on_commit=False)
            try:
                yield session
                session.flush()
            finally:
                session.close()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let nothing be written meanwhile. Raises `Trouble` READ_ONLY."""
        if self._writer is None:
            raise Trouble(
                "READ_ONLY",
                "数据已在另一个窗口打开，这里只能查看，请回到那个窗口操作，或先把它关掉。",
            )
        if self._holder == threading.get_ident():
            raise RuntimeError("an operation inside an operation")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.still(), plain_words(self.folder):
            assert self._writer is not None
            with self._writer.connect() as connection, connection.begin():
                yield connection


def _setting(session: Session, key: str, default: Any) -> Any:
    found = session.get(Setting, key)
    return default if found is None else found.value


def _total_changes(connection: Connection) -> int:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    return int(raw.total_changes)
