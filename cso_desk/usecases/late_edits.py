"""Late edits: what a former owner wrote of a record after it had been handed over, beside what stands (packages.md 2.4).

People compare: the owner of the record takes such an edit over or leaves it; either way what came is kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, Data, Link
from cso_desk.records import Field, Organization, QuarantinedRow, Record, fields_of
from cso_desk.store import Desk, Op, Session

from . import shared_records
from .case_state import derive_touched
from .done import Done
from .exchange_words import RECORDS, table_word
from .register import not_owner
from .units import names_of

_GONE = "（已移除）"
_STATE = "状态"
_DELETES = "_deletes"
_WAITING, _TAKEN, _LEFT = "late", "late_taken", "late_left"
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LateEdit:
    """What a former owner wrote of a record after it had been handed over, beside what stands: {label: text}.

    `n` names the edit; `mine` tells that this desk keeps the record now and may take the edit over, else `owner` does.
    """

    n: int
    table: str
    word: str
    record: str
    name: str
    why: str
    theirs: Texts
    standing: Texts
    mine: bool
    owner: str


def listed(desk: Desk) -> list[LateEdit]:
    """Return the late edits that wait to be compared by people, the newest first, both sides of each."""
    with desk.read() as session:
        kept = store.listed(session, QuarantinedRow, code=_WAITING, order="n", descending=True)
        return [_late(desk, session, one) for one in kept]


def count(desk: Desk) -> int:
    """Return how many late edits wait."""
    with desk.read() as session:
        return len(store.values_of(session, QuarantinedRow, ("n",), code=_WAITING))


def _late(desk: Desk, session: Session, kept: QuarantinedRow) -> LateEdit:
    table = _table(kept)
    name, theirs, standing = both_sides(session, kept)
    stands = store.get(session, RECORDS[table], kept.record) if table in RECORDS else None
    owner = str(getattr(stands, "owner", ""))
    owner_name = names_of(session, [owner]).get(owner, "")
    return LateEdit(
        n=kept.n,
        table=table,
        word=table_word(table),
        record=kept.record,
        name=name,
        why=kept.why,
        theirs=theirs,
        standing=standing,
        mine=stands is not None and owner == desk.unit,
        owner=owner_name,
    )


def take_over(desk: Desk, chosen: Collection[int]) -> Done[int]:
    """Write what these late edits say into the records, which this desk keeps now; return how many.

    All of them or none. Raises `Problems` for an edit that no longer waits, a record that has gone or an organization
    that the former owner removed; `Trouble` not_owner.
    """
    with desk.operation("采用移交以后收到的改动") as op:
        waiting = _waiting(op, chosen)
        for kept in waiting:
            _write(desk, op, kept)
            kept.code = _TAKEN
        op.session.flush()
        derive_touched(desk, op)
    return Done(len(waiting), frozenset(op.changes))


def leave(desk: Desk, chosen: Collection[int]) -> Done[int]:
    """Let the records stand as they are: these late edits wait no more, and stay kept. Raises `Problems`."""
    with desk.operation("移交以后收到的改动：维持现在的内容") as op:
        waiting = _waiting(op, chosen)
        for kept in waiting:
            kept.code = _LEFT
        op.session.flush()
    return Done(len(waiting), frozenset({*op.changes, ("quarantined_row", "")}))


def _waiting(op: Op, chosen: Collection[int]) -> list[QuarantinedRow]:
    found = store.listed(op.session, QuarantinedRow, n=list(chosen), code=_WAITING, order="n")
    if not found or len(found) < len(set(chosen)):
        raise _problem("没有要核对的改动，可能刚才已经处理过，请刷新列表。")
    return found


def _write(desk: Desk, op: Op, kept: QuarantinedRow) -> None:
    record = RECORDS.get(_table(kept))
    stands = store.get(op.session, record, kept.record) if record else None
    if record is None or stands is None:
        raise _problem("这条记录现在已经没有了，不能采用；请选“维持现在的内容”。")
    owner = str(getattr(stands, "owner", ""))
    if owner != desk.unit:
        raise not_owner(op.session, owner)
    body = _body(kept.raw)
    if body.get("deleted") or kept.table == _DELETES:
        _remove(op, stands)
        return
    before = shared_records.before_of(stands) if isinstance(stands, Organization) else None
    for key, field in _open_fields(record).items():
        if key in body and _shown(field, body[key]) != _text(field, getattr(stands, key)):
            setattr(stands, key, _value(field, body[key]))
    if isinstance(stands, Organization) and before is not None:
        shared_records.follow(op, stands, before)


def _remove(op: Op, stands: Record) -> None:
    if isinstance(stands, Organization):
        words = (
            f"原单位移除了“{stands.name}”；要一样移除，请在“组织”里移除它，再选“维持现在的内容”。"
        )
        raise _problem(words)
    op.remove(stands)


def _value(field: Field, given: Any) -> Any:
    try:
        return None if given is None else field.kind.from_json(given)
    except (BadValue, TypeError, ValueError, ArithmeticError):
        raise _problem(f"“{field.label}”的内容本机认不出，不能采用；请手工改。") from None


def _problem(words: str) -> Problems:
    return Problems([Problem("", "", "unknown", words)])


def _table(kept: QuarantinedRow) -> str:
    return str(_body(kept.raw).get("table", "")) if kept.table == _DELETES else kept.table


def _open_fields(record: type[Record]) -> dict[str, Field]:
    """Return the fields that people compare: those that somebody entered as words or numbers."""
    fields = fields_of(record).items()
    return {
        key: one for key, one in fields if not one.derived and not isinstance(one.kind, Data | Link)
    }


def texts_of(
    table: str, stored: Mapping[str, Any] | None, given: Mapping[str, Any]
) -> tuple[str, Texts, Texts]:
    """Return the record's name, and by label what a stored row and one in JSON values say differently."""
    mine: dict[str, str] = {}
    theirs: dict[str, str] = {_STATE: _GONE} if given.get("deleted") else {}
    old = stored or {}
    if old.get("deleted"):
        mine[_STATE] = _GONE
    record = RECORDS[table]
    for key, field in _open_fields(record).items():
        if key in given:
            texts = _text(field, old.get(key)), _shown(field, given[key])
            if texts[0] != texts[1]:
                mine[field.label], theirs[field.label] = texts
    return str(given.get("name") or old.get("name") or ""), mine, theirs


def both_sides(session: Session, kept: QuarantinedRow) -> tuple[str, Texts, Texts]:
    """Return the record's name, and by label what the quarantined row and the one that stands say differently."""
    record = RECORDS.get(_table(kept))
    body = _body(kept.raw)
    if record is None:
        return "", {}, {}
    stands = store.get(session, record, kept.record)
    theirs: dict[str, str] = {}
    standing: dict[str, str] = {}
    if body.get("deleted") or kept.table == _DELETES:
        theirs[_STATE] = _GONE
    if stands is None:
        standing[_STATE] = _GONE
    for key, field in _open_fields(record).items():
        if key in body and _STATE not in theirs:
            mine, other = body[key], getattr(stands, key, None)
            texts = _shown(field, mine), _text(field, other)
            if texts[0] != texts[1]:
                theirs[field.label], standing[field.label] = texts
    name = str(getattr(stands, "name", None) or body.get("name") or "")
    return name, theirs, standing


def _body(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _shown(field: Field, given: Any) -> str:
    try:
        return "" if given is None else _text(field, field.kind.from_json(given))
    except (BadValue, TypeError, ValueError, ArithmeticError):
        return str(given)


def _text(field: Field, value: Any) -> str:
    return "" if value is None else field.kind.show(value)
