"""The journal: what every operation changed, sealed entry to entry (design.md 3).

`journal` is append-only; entry n carries SHA-256(seal of n-1 ‖ n, op, table, id, digest). An entry
of a record has the digest SHA-256(salt ‖ before ‖ after) of its body in `journal_body`, which may be
erased by law without breaking the chain. Each operation ends with an entry of the table `operation`
whose digest seals who, when and in which words.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, text
from sqlalchemy.orm import Session, aliased

from cso_desk.records import JournalBody, JournalEntry, Operation, Setting

from .portions import in_turns, write_many
from .shapes import canonical, journaled

START = "0" * 64
"""The seal before the first entry."""
OPERATION = "operation"
ERASED_WORDS = "（已依法清除）"
"""What stands in the place of an operation's words that named whom the law made forgotten; the chain lets it stand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one record: operation number, moment, user, the operation's words, both states.

    `before` is None for a new record; both are None where the body was erased by law. States hold the
    filled business fields as JSON, `rev`, and `deleted` if so.
    """

    op: int
    at: str
    who: str
    words: str
    table: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Touched:
    """One changed record for the journal."""

    table: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Chain:
    """The end of the chain inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        last = connection.exec_driver_sql(
            "SELECT n, seal FROM journal ORDER BY n DESC LIMIT 1"
        ).first()
        self._n: int = last[0] if last else 0
        self._seal: str = last[1] if last else START

    def append(self, op: int, touched: Iterable[Touched]) -> None:
        """Write one entry and body for each touched record."""
        entries, bodies = [], []
        for change in in_turns(touched):
            before, after = canonical(change.before), canonical(change.after)
            salt = os.urandom(16).hex()
            entries.append(self._next(op, change.table, change.id, _digest(salt, before, after)))
            bodies.append((self._n, before, after, salt))
        self._write(entries)
        if bodies:
            write_many(
                self._connection,
                'INSERT INTO journal_body(n, "before", "after", salt) VALUES (?, ?, ?, ?)',
                bodies,
            )

    def close_operation(self, op: int, at: str, who: str, words: str, undoes: int | None) -> None:
        """Seal the operation itself."""
        self._write(
            [self._next(op, OPERATION, str(op), _operation_digest(op, at, who, words, undoes))]
        )

    def _next(self, op: int, table: str, record_id: str, digest: str) -> tuple[object, ...]:
        self._n += 1
        self._seal = _seal(self._seal, self._n, op, table, record_id, digest)
        return (self._n, op, table, record_id, digest, self._seal)

    def _write(self, entries: Sequence[tuple[object, ...]]) -> None:
        if entries:
            write_many(
                self._connection,
                'INSERT INTO journal(n, op, "table", id, digest, seal) VALUES (?, ?, ?, ?, ?, ?)',
                entries,
            )


def _digest(salt: str, before: str, after: str) -> str:
    return hashlib.sha256(f"{salt}\n{before}\n{after}".encode()).hexdigest()


def _operation_digest(op: int, at: str, who: str, words: str, undoes: int | None) -> str:
    return hashlib.sha256(canonical([op, at, who, words, undoes]).encode()).hexdigest()


def _seal(previous: str, n: int, op: int, table: str, record_id: str, digest: str) -> str:
    row = f"{previous}\n{n}\n{op}\n{table}\n{record_id}\n{digest}"
    return hashlib.sha256(row.encode()).hexdigest()


def head(session: Session) -> str:
    """Return the last seal: it stands for the whole journal (in covers, backups, on paper)."""
    statement = select(JournalEntry.seal).order_by(JournalEntry.n.desc()).limit(1)
    return session.scalar(statement) or START


def audit(session: Session) -> tuple[int, str]:
    """Return the number of the last journal entry and its seal."""
    statement = select(JournalEntry.n).order_by(JournalEntry.n.desc()).limit(1)
    return session.scalar(statement) or 0, head(session)


def history(session: Session, record_id: str, *more: str) -> list[Entry]:
    """Return all changes of one record (and of `more` records), newest first."""
    statement = (
        select(
            JournalEntry.op,
            Operation.at,
            Operation.who,
            Operation.words,
            JournalEntry.table,
            JournalBody.before,
            JournalBody.after,
        )
        .join(Operation, Operation.n == JournalEntry.op)
        .outerjoin(JournalBody, JournalBody.n == JournalEntry.n)
        .where(JournalEntry.id.in_((record_id, *more)), JournalEntry.table != OPERATION)
        .order_by(JournalEntry.n.desc())
    )
    return [Entry(*row) for row in session.execute(statement)]


def last_operation(session: Session, *, record_id: str | None = None) -> Operation | None:
    """Return the newest operation that can be undone, None if there is none.

    It is no undo, was not undone, and changed records, all of them this desk's own and none of them erased by law
    since; with `record_id` it changed that record.
    """
    undo = aliased(Operation)
    changed = select(JournalEntry.n).where(
        JournalEntry.op == Operation.n, JournalEntry.table != OPERATION
    )
    if record_id is not None:
        changed = changed.where(JournalEntry.id == record_id)
    erased = select(JournalEntry.n).outerjoin(JournalBody, JournalBody.n == JournalEntry.n)
    erased = erased.where(
        JournalEntry.op == Operation.n, JournalEntry.table != OPERATION, JournalBody.n.is_(None)
    )
    statement = (
        select(Operation)
        .where(
            Operation.undoes.is_(None),
            ~select(undo.n).where(undo.undoes == Operation.n).exists(),
            changed.exists(),
            ~erased.exists(),
        )
        .order_by(Operation.n.desc())
    )
    unit = session.scalar(select(Setting.value).where(Setting.key == "unit")) or ""
    for operation in session.scalars(statement.execution_options(yield_per=20)):
        if not _others_records(session, operation.n, unit):
            return operation
    return None


def operation_words(session: Session, op: int) -> str:
    """Return the words of an operation, empty for an unknown number."""
    return session.scalar(select(Operation.words).where(Operation.n == op)) or ""


def _others_records(session: Session, op: int, unit: str) -> bool:
    of_it = (JournalEntry.op == op, JournalEntry.table != OPERATION)
    for name in session.scalars(select(JournalEntry.table).where(*of_it).distinct()):
        table = journaled()[name].table
        touched = select(JournalEntry.id).where(JournalEntry.op == op, JournalEntry.table == name)
        found = select(table.c.n).where(table.c.id.in_(touched), table.c.owner.notin_(("", unit)))
        if session.execute(found.limit(1)).first():
            return True
    return False


def verify_chain(session: Session) -> list[str]:
    """Return one Chinese sentence for each place where the journal was tampered with; none is well."""
    findings: list[str] = []
    seal, expected = START, 1
    for entry in _entries(session):
        if entry.n != expected:
            findings.append(f"操作记录第 {expected} 条起缺失 {entry.n - expected} 条。")
        seal = _seal(seal, entry.n, entry.op, entry.table, entry.id, entry.digest)
        if seal != entry.seal:
            findings.append(f"操作记录第 {entry.n} 条与前后对不上，可能被改动过。")
            seal = entry.seal
        if fault := _body_fault(entry):
            findings.append(fault)
        expected = entry.n + 1
    findings += _unsealed_operations(session)
    return findings


def _entries(session: Session) -> Iterator[Row[Any]]:
    """Yield every entry with its body as stored text and its operation, oldest first."""
    statement = text(
        'SELECT j.n, j.op, j."table", j.id, j.digest, j.seal, b.salt, b."before" AS before_text, '
        'b."after" AS after_text, o.n AS o_n, o.at, o.who, o.words, o.undoes FROM journal j '
        "LEFT JOIN journal_body b ON b.n = j.n LEFT JOIN operation o ON o.n = j.op ORDER BY j.n"
    )
    yield from session.connection().execution_options(yield_per=1000).execute(statement)


def _body_fault(entry: Row[Any]) -> str | None:
    if entry.table == OPERATION:
        good = entry.o_n is not None and (
            entry.words == ERASED_WORDS
            or entry.digest
            == _operation_digest(entry.op, entry.at, entry.who, entry.words, entry.undoes)
        )
        return None if good else f"第 {entry.op} 次操作的时间、经办人或说明被改动过。"
    if entry.salt is None:
        return None
    if _digest(entry.salt, entry.before_text, entry.after_text) != entry.digest:
        return f"操作记录第 {entry.n} 条的内容被改动过。"
    return None


def _unsealed_operations(session: Session) -> list[str]:
    sealed = select(JournalEntry.op).where(JournalEntry.table == OPERATION)
    statement = select(Operation.n).where(Operation.n.notin_(sealed)).order_by(Operation.n)
    return [f"第 {n} 次操作没有留下记录。" for n in session.scalars(statement)]
