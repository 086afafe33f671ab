"""What happened to a record, and taking it back (还原): by record, or the last thing that was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.fields import BadValue, Data, Division, Link
from cso_desk.progress import Progress
from cso_desk.records import JOURNALED, CaseStep, Decision, Field, Record, fields_of
from cso_desk.store import Desk, Session

from . import own_fields
from .case_state import derive_touched
from .done import Done, told
from .unit_history import UnitHistory
from .units import names_of

_TABLES: Mapping[str, type[Record]] = {record.__tablename__: record for record in JOURNALED}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a record: only the fields that changed, by their labels, as texts."""

    op: int
    when: str
    who: str
    words: str
    before: Mapping[str, str]
    after: Mapping[str, str]


def history(desk: Desk, record: str) -> list[Change]:
    """Return the changes of a record, of the decisions on it and, for a case, of its steps; the newest first."""
    with desk.read() as session:
        entries = [
            entry for one in _related(session, record) for entry in store.history(session, one)
        ]
        names = names_of(session, _communities(entries))
        units = UnitHistory(session)
    own = own_fields.as_fields(desk)
    entries.sort(key=lambda entry: entry.op, reverse=True)
    found = []
    for entry in entries:
        before, after = _difference(_spread(entry.before or {}), _spread(entry.after or {}))
        then = units.names(names, entry.at[:10])
        shown = [_labelled(entry.table, one, then, own) for one in (before, after)]
        found.append(Change(entry.op, entry.at, entry.who, entry.words, *shown))
    return found


def _communities(entries: list[store.Entry]) -> list[str]:
    bodies = [body for entry in entries for body in (entry.before, entry.after) if body]
    return [body["community"] for body in bodies if body.get("community")]


def _spread(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its own fields beside the others, so that each changes by itself."""
    kept = body.get("own_fields") or {}
    rest = {key: value for key, value in body.items() if key != "own_fields"}
    return {**rest, **{own_fields.PREFIX + key: value for key, value in kept.items()}}


def _difference(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def _labelled(
    table: str, body: Mapping[str, Any], names: Mapping[str, str], own: Mapping[str, Field]
) -> dict[str, str]:
    shown = {}
    fields = {**(fields_of(_TABLES[table]) if table in _TABLES else {}), **own}
    for key, value in body.items():
        field = fields.get(key)
        if field is None or isinstance(field.kind, Link | Data):
            continue
        if value is None:
            shown[field.label] = ""
        elif isinstance(field.kind, Division):
            shown[field.label] = names.get(value, "")
        else:
            shown[field.label] = _text(field.kind, value)
    return shown


def _text(kind: Any, value: Any) -> str:
    try:
        return str(kind.show(kind.from_json(value)))
    except BadValue:
        return str(value)


def last(desk: Desk) -> tuple[int, str] | None:
    """Return number and words of the newest operation that can be taken back, None if there is none."""
    with desk.read() as session:
        found = store.last_operation(session)
    return (found.n, found.words) if found else None


def undo_last(desk: Desk, progress: Progress | None = None) -> Done[int]:
    """Take back the newest operation; raises `Trouble` when there is none, `Problems` when it changed since."""
    with desk.read() as session:
        found = store.last_operation(session)
    if found is None:
        raise Trouble("NOTHING_TO_UNDO", "没有可以还原的上一步。")
    return undo_operation(desk, found.n, progress)


def undo_record(desk: Desk, record: str) -> Done[int]:
    """Take back the newest operation that touched a record, the decisions on it or, for a case, its steps."""
    with desk.read() as session:
        candidates = [
            store.last_operation(session, record_id=one) for one in _related(session, record)
        ]
    newest = max((one.n for one in candidates if one is not None), default=None)
    if newest is None:
        raise Trouble("NOTHING_TO_UNDO", "这条记录没有可以还原的修改。")
    return undo_operation(desk, newest)


def _related(session: Session, record: str) -> list[str]:
    rows = [
        *store.values_of(session, Decision, ("id",), organization=record),
        *store.values_of(session, CaseStep, ("id",), filing_case=record),
        *store.values_of(session, Decision, ("id",), filing_case=record),
    ]
    return [record, *(row[0] for row in rows)]


def undo_operation(desk: Desk, number: int, progress: Progress | None = None) -> Done[int]:
    """Take back one operation as a new one; raises `Problems` when a record changed since."""
    with desk.read() as session:
        words = store.operation_words(session, number)
    with desk.operation(f"还原：{words}", undoes=number) as op:
        store.revert(op, number, progress)
        op.session.flush()
        derive_touched(desk, op, whole=True)
    return Done(number, told(op.changes))
