"""Blanking rows by law (清除): in the desk, in all that it kept of them, and in what still arrives (packages.md 2.6).

The owner's blank row is a new revision of its own; a copy keeps its order and gives up its hash, so that the row
of whoever knows the erasure replaces it and an older one does not. The journal keeps its chain and loses the bodies.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import select
from sqlalchemy.orm import Session

from cso_desk.records import (
    Draft,
    ErasedRow,
    Erasure,
    JournalBody,
    JournalEntry,
    Operation,
    QuarantinedRow,
    ReplacedRow,
    TakenPackage,
    Taking,
)

from . import folder as places
from .bulk import Pair, rewrite_rows
from .connecting import connect
from .desk import Desk
from .giving_back import forget_replaced
from .incoming import Incoming
from .journal import ERASED_WORDS
from .operation import Op
from .shapes import Shape, Values, canonical, in_chunks, rows_by, shapes

Fields = frozenset[str]
"""The keys of the fields that are blanked; none means the whole row."""
Erasures = Mapping[str, Set[str]]
"""By erasure: the ids of the records that it names."""
_NAMES = frozenset({"name", "leader", "former_name"})
_SHORTEST = 4
"""A text shorter than this is no mark by which a draft of an erased row could be known."""


def erased_of(
    session: Session, ids: Sequence[str], besides: Collection[str] = ()
) -> dict[str, Fields]:
    """Return which of these records are erased, and which of their fields; erasures `besides` do not count."""
    found: dict[str, Fields] = {}
    for chunk in in_chunks(ids):
        for row in session.scalars(select(ErasedRow).where(ErasedRow.record.in_(chunk))):
            if row.erasure in besides:
                continue
            fields = frozenset(row.fields.split())
            known = found.get(row.record, fields)
            found[row.record] = known | fields if known and fields else frozenset()
    return found


def make_room(session: Session, stored: Mapping[Any, dict[str, Any]], erasures: Erasures) -> None:
    """Let the blank rows of a package that tells of these erasures replace stored ones that still say something."""
    for erasure, records in erasures.items():
        named = records & stored.keys()
        if named and session.get(Erasure, erasure) is None:
            for record in named:
                stored[record]["row_hash"] = ""


def blanked(shape: Shape, row: Incoming, fields: Fields) -> Incoming:
    """Return a row that comes from who does not know its erasure without what was erased."""
    keys = fields & shape.fields.keys() if fields else shape.fields.keys()
    if row.sync["deleted"] or (fields and all(row.values[key] is None for key in keys)):
        return row
    sync = {**row.sync, "row_hash": "", "deleted": not fields}
    values = {**row.values, **dict.fromkeys(keys)}
    return replace(row, sync=sync, values=values, extra=row.extra if fields else None)


def erase(op: Op, rows: Mapping[str, Mapping[str, Iterable[str]]]) -> int:
    """Blank the named fields (none: whole rows, which are removed) by table and id; return how many rows changed."""
    op.session.flush()
    changed = 0
    for table, named in rows.items():
        if table in shapes():
            shape = shapes()[table]
            for ids in in_chunks(list(named)):
                changed += _erase(op, shape, {one: frozenset(named[one]) for one in ids})
    return changed


def _erase(op: Op, shape: Shape, named: Mapping[str, Fields]) -> int:
    pairs: list[Pair] = []
    texts: set[str] = set()
    names: set[str] = set()
    for record, row in rows_by(op.session, shape, "id", list(named)).items():
        new = _blank(shape, row, named[record])
        texts |= {str(row[key]) for key in new if key in shape.fields and row[key] is not None}
        names |= {str(row[key]) for key in new.keys() & _NAMES if row[key]}
        if any(row[key] != value for key, value in new.items()):
            own = row["owner"] in ("", op.stamp.unit)
            pairs.append((row, {**new, **(op.stamp.for_changed(row) if own else {"row_hash": ""})}))
    rewrite_rows(op, shape, pairs)
    op.write_journal()
    _forget_bodies(op, named)
    _forget_returned(op, shape, named)
    _forget_words(op, named, names)
    _forget_drafts(op, {*named, *(text for text in texts if len(text) >= _SHORTEST)})
    return len(pairs)


def _blank(shape: Shape, row: Values, fields: Fields) -> dict[str, Any]:
    keys = fields & shape.fields.keys() if fields else shape.fields.keys()
    new: dict[str, Any] = dict.fromkeys(keys)
    if not fields:
        new |= {key: shape.blank[key] for key in shape.derived}
        new |= {"deleted": True, "extra": None}
    return new


def _forget_bodies(op: Op, named: Mapping[str, Fields]) -> None:
    """Take away what the journal says of the rows where it holds an erased field; the entries stay."""
    statement = select(JournalEntry.n, JournalEntry.id, JournalBody.before, JournalBody.after)
    statement = statement.join(JournalBody, JournalBody.n == JournalEntry.n)
    found = op.session.execute(statement.where(JournalEntry.id.in_(named))).all()
    gone = [
        (n,)
        for n, record, *bodies in found
        if not named[record] or any(named[record] & (body or {}).keys() for body in bodies)
    ]
    if gone:
        op.connection.exec_driver_sql("DELETE FROM journal_body WHERE n = ?", gone)


def _forget_returned(op: Op, shape: Shape, named: Mapping[str, Fields]) -> None:
    chosen = QuarantinedRow.record.in_(named)
    for kept in op.session.scalars(select(QuarantinedRow).where(chosen)):
        kept.raw = redacted(kept.raw, named[kept.record])
    op.session.flush()
    _forget_replaced(op, named)
    marks = [(shape.name, record) for record in named]
    op.connection.exec_driver_sql("DELETE FROM acked_row WHERE tbl = ? AND id = ?", marks)


def _forget_replaced(op: Op, named: Mapping[str, Fields]) -> None:
    """Forget what stood before the packages that changed these rows: they can no longer be taken back."""
    chosen = select(ReplacedRow.package).where(ReplacedRow.record.in_(named)).distinct()
    packages = list(op.session.scalars(chosen))
    forget_replaced(op, packages)
    for taking in op.session.scalars(select(Taking).where(Taking.package.in_(packages))):
        op.session.delete(taking)
    op.session.flush()


def _forget_words(op: Op, named: Mapping[str, Fields], names: Collection[str]) -> None:
    """Take the names out of the words of the operations that touched the rows, and of what came back of them."""
    touched = select(JournalEntry.op).where(JournalEntry.id.in_(named))
    for one in op.session.scalars(select(Operation).where(Operation.n.in_(touched))):
        if any(name in one.words for name in names):
            one.words = ERASED_WORDS
    for taken in op.session.scalars(select(TakenPackage)) if names else ():
        lines = [{**line, "name": ""} if line["name"] in names else line for line in taken.refused]
        if lines != taken.refused:
            taken.refused = lines
    op.session.flush()


_KEPT = ("id", "owner", "oe", "rev", "inst", "hlc", "deleted", "upd_at", "table")


def redacted(raw: bytes, fields: Fields) -> bytes:
    """Return the bytes of a row that was not taken without what was erased; nothing where they cannot be read."""
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        return b""
    if not isinstance(row, dict):
        return b""
    kept = {
        key: value
        for key, value in row.items()
        if (key not in fields if fields else key in _KEPT) and key != "row_hash"
    }
    return canonical(kept).encode()


def _forget_drafts(op: Op, marks: Collection[str]) -> None:
    for draft in op.session.scalars(select(Draft)):
        text = draft.key + canonical(draft.values)
        if any(mark in text for mark in marks):
            op.session.delete(draft)
    op.session.flush()


def erasures_aside(desk: Desk) -> list[tuple[str, str, str]]:
    """Return the erasures (text, signature, chain) that the database before the last restore knew.

    A backup is older than the law's last word: what it brings back is blanked again.
    """
    aside = sorted((desk.folder / places.BACKUPS).glob("还原前_*.db"))
    if not aside:
        return []
    try:
        connection = connect(aside[-1], desk.key, read_only=True)
    except driver.DatabaseError:
        return []
    try:
        return [
            tuple(row) for row in connection.execute("SELECT text, signature, chain FROM erasure")
        ]
    except driver.DatabaseError:
        return []
    finally:
        connection.close()
