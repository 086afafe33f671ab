"""A quarantined row beside the row that stands: only the fields that differ, as a clerk reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cso_desk import store
from cso_desk.fields import BadValue, Data, Link
from cso_desk.records import Field, QuarantinedRow, fields_of
from cso_desk.store import Session

from .exchange_words import RECORDS

_GONE = "（已移除）"
_STATE = "状态"
Texts = Mapping[str, str]


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
    for key, field in fields_of(record).items():
        if not field.derived and not isinstance(field.kind, Data | Link) and key in given:
            texts = _text(field, old.get(key)), _shown(field, given[key])
            if texts[0] != texts[1]:
                mine[field.label], theirs[field.label] = texts
    return str(given.get("name") or old.get("name") or ""), mine, theirs


def both_sides(session: Session, kept: QuarantinedRow) -> tuple[str, Texts, Texts]:
    """Return the record's name, and by label what the quarantined row and the one that stands say differently."""
    record = RECORDS.get(kept.table)
    body = _body(kept.raw)
    if record is None:
        return "", {}, {}
    stands = store.get(session, record, kept.record)
    theirs: dict[str, str] = {}
    standing: dict[str, str] = {}
    if body.get("deleted") or kept.table == "_deletes":
        theirs[_STATE] = _GONE
    if stands is None:
        standing[_STATE] = _GONE
    for key, field in fields_of(record).items():
        if field.derived or isinstance(field.kind, Data | Link) or _STATE in theirs:
            continue
        if key in body:
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
