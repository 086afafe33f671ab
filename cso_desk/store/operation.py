"""One change as the clerk knows it: one transaction, one journal row for each record it touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from cso_desk.clock import Clock
from cso_desk.records import Record, Setting

from . import bulk, search
from .flushing import OperationSession
from .journal import Chain, Touched
from .shapes import Shape, Values
from .stamping import Stamp, next_hlc

T = TypeVar("T", bound=Record)


@dataclass(slots=True)
class _Noted:
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(eq=False)
class Op:
    """A running operation.

    `n` is its number, `session` its SQLAlchemy session, `changes` every (table, id) touched so far:
    pages re-read those. Records are changed through the session; it journals them when the
    operation ends. `undoes` is the operation that this one takes back.
    """

    n: int
    session: Session
    undoes: int | None
    words: str
    stamp: Stamp
    chain: Chain
    changes: set[tuple[str, str]] = field(default_factory=set)
    own_rows: list[Any] = field(default_factory=list)
    _noted: dict[tuple[str, str], _Noted] = field(default_factory=dict)
    _searched: dict[str, bool] = field(default_factory=dict)
    _renamed: set[str] = field(default_factory=set)

    @property
    def connection(self) -> Connection:
        """The connection that holds the transaction."""
        return self.session.connection()

    def add(self, record: T) -> T:
        """Put a new record into the operation and return it."""
        self.session.add(record)
        return record

    def remove(self, record: Any) -> None:
        """Turn a record into a tombstone, which travels like any change."""
        self.session.add(record)
        record.deleted = True

    def insert_many(self, record: type[Record], rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Insert many new records of one kind and return their ids in the order of `rows`.

        Each row holds values by field key, derived ones too, and may bring its own `id`. `Unit` rows
        with an explicit `owner=""` are the shared tree: nobody's, and not journaled.
        Raises TypeError for an unknown key.
        """
        return bulk.insert_many(self, record, rows)

    def update_many(self, record: type[Record], rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Change many records of one kind; each row holds `id` and the new values by field key.

        Returns the ids that really changed. Raises LookupError for an unknown id, TypeError for an
        unknown key, `Trouble` not_owner.
        """
        return bulk.update_many(self, record, rows)

    def has_noted(self, shape: Shape, record_id: str) -> bool:
        """Tell whether the record was already changed by this operation."""
        return (shape.name, record_id) in self._noted

    def note(self, shape: Shape, old: Values | None, new: Values, *, journal: bool = True) -> None:
        """Remember that a record went from one row to another, for the journal, search and pages."""
        record_id = new["id"]
        self.changes.add((shape.name, record_id))
        self.note_search(shape, old, new)
        if not journal:
            return
        noted = self._noted.get((shape.name, record_id))
        if noted is not None:
            noted.after = shape.snapshot(new)
            return
        before = None if old is None else shape.snapshot(old)
        self._noted[shape.name, record_id] = _Noted(before, shape.snapshot(new))

    def note_search(self, shape: Shape, old: Values | None, new: Values) -> None:
        """Remember which organizations the index must read again."""
        if shape.name == "organization":
            if old is None or any(old[key] != new[key] for key in search.INDEXED):
                self._searched.setdefault(new["id"], old is None)
        elif shape.name == "member":
            links = {new["organization"], None if old is None else old["organization"]}
            for link in links - {None}:
                self._searched.setdefault(link, False)
        elif shape.name == "unit" and old is not None and old["name"] != new["name"]:
            self._renamed.add(new["id"])

    def write_journal(self) -> None:
        """Write what was noted so far into the chain."""
        self.session.flush()
        self.chain.append(
            self.n,
            [
                Touched(table, record_id, noted.before, noted.after)
                for (table, record_id), noted in self._noted.items()
            ],
        )
        self._noted.clear()

    def finish(self) -> None:
        """Write journal, index and clock; the transaction can then be committed."""
        self.write_journal()
        search.refresh(self.connection, self._searched)
        # Letting go of 300,000 at once would stop every other thread for a tenth of a second.
        while self._searched:
            self._searched.popitem()
        search.refresh_units(self.connection, self._renamed)
        stamp = self.stamp
        self.chain.close_operation(self.n, stamp.at, stamp.who, self.words, self.undoes)
        _keep_hlc(self.connection, stamp.hlc)


def begin(session: Session, clock: Clock, who: str, words: str, undoes: int | None) -> Op:
    """Return the operation that owns `session`, its row in the table `operation` already written."""
    connection = session.connection()
    kept = ("unit", "instance", "hlc")
    chosen = select(Setting.key, Setting.value).where(Setting.key.in_(kept))
    settings: dict[str, Any] = {key: value for key, value in session.execute(chosen)}
    now = clock.now()
    stamp = Stamp(
        unit=settings.get("unit") or "",
        instance=settings.get("instance") or "",
        hlc=next_hlc(settings.get("hlc") or "", now),
        who=who,
        at=now.isoformat(timespec="seconds"),
    )
    n = connection.exec_driver_sql("SELECT coalesce(max(n), 0) + 1 FROM operation").scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO operation(n, at, who, words, undoes) VALUES (?, ?, ?, ?, ?)",
        (n, stamp.at, who, words, undoes),
    )
    op = Op(n, session, undoes, words, stamp, Chain(connection))
    session.info["op"] = op
    return op


def new_session(connection: Connection) -> Session:
    """Return the session of one operation on a connection inside its transaction."""
    return OperationSession(bind=connection, expire_on_commit=False)


def _keep_hlc(connection: Connection, hlc: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO setting(key, value) VALUES ('hlc', ?) "
        "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (f'"{hlc}"',),
    )
