"""One row of a package, read: its sync columns, its values, what it keeps for newer programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk.fields import BadValue, Choice
from cso_desk.records import SCHEMA

from .exchanging import HashRow
from .shapes import Shape, canonical
from .upgrades import upgraded

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LARGEST = 2**62
_TEXTS = ("owner", "inst", "hlc", "row_hash")
_NUMBERS = ("oe", "rev")
_SHOWN = ("upd_by", "upd_at")
_ORDER = ("oe", "rev", "inst", "deleted", "schema_no", "profile_no", "row_hash")
_NOT_EXTRA = {"id", "deleted", "src_pkg", *_TEXTS, *_NUMBERS, *_SHOWN}

WHY = {
    "MALFORMED": "这一行的内容不完整或格式不对，没有收下。",
    "HASH_MISMATCH": "这一行在途中被改动过，没有收下。",
    "OUT_OF_SCOPE": "这一行不归发送单位管，没有收下。",
    "not_owner": "这条记录由别的单位维护，没有收下。",
    "overruled": "上级已更正过这个单位的信息，以上级的为准，没有收下；收下这份回执后会自动改过来。",
    "late": "这条记录已经移交给别的单位，原单位后来的改动没有收下；两边的内容都留着，请互相核对。",
    "forked": "以前收到过这条记录更新的内容（可能用旧备份恢复过），这次的没有收下。",
    "lacking": "以前收到过这条记录，这次的包里没有（可能用旧备份恢复过）。",
    "newer_table": "本单位的程序版本旧，还不认识这类记录，没有收下。",
    "DUPLICATE_ID": "同一份包里这条记录出现了两次，只收了第一次。",
}


class Refused(Exception):
    """A row that is not taken: `code` for the receipt, `why` one Chinese sentence."""

    def __init__(self, code: str, why: str = "") -> None:
        self.code = code
        self.why = why or WHY[code]
        super().__init__(self.why)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row of a package as this desk would store it.

    `notes` are doubts that do not stop it. `absent` are the fields that the package does not carry (they stay below
    the sender, or it is of an older program): what is stored of them stays.
    """

    id: str
    sync: dict[str, Any]
    values: dict[str, Any]
    extra: dict[str, Any] | None
    notes: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()

    def columns(self, *, over: bool = False) -> dict[str, Any]:
        """Return all columns that the row sets, `over` a row that is stored already or as a new one."""
        values = self.values
        if over and self.absent:
            values = {key: value for key, value in values.items() if key not in self.absent}
        return {**self.sync, **values, "extra": self.extra}


def order_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the tuple by which the strictly greater version of a row wins (packages.md 2.2)."""
    return tuple(row[key] for key in _ORDER)


def read_row(
    shape: Shape, row: Mapping[str, Any], hash_row: HashRow, schema: int, profile_no: int
) -> Incoming:
    """Read a living row. Raises `Refused`: MALFORMED, HASH_MISMATCH, BAD_VALUE."""
    sync = _sync(row, hash_row, schema, profile_no)
    if row.get("deleted") is not False:
        raise Refused("MALFORMED")
    row = upgraded(shape.name, row, schema, SCHEMA)
    values: dict[str, Any] = {}
    notes: list[str] = []
    for key, field in shape.fields.items():
        given = row.get(key)
        values[key] = None if given is None else _value(field.label, field.kind, given, notes)
    extra = {
        key: value
        for key, value in row.items()
        if key not in shape.fields and key not in _NOT_EXTRA and key not in shape.derived
    }
    _refuse_unstorable(values, extra)
    absent = frozenset(shape.fields.keys() - row.keys())
    return Incoming(row["id"], sync, values, extra or None, tuple(notes), absent)


def read_tombstone(
    shape: Shape, row: Mapping[str, Any], hash_row: HashRow, schema: int, profile_no: int
) -> Incoming:
    """Read a tombstone: it empties the row. Raises `Refused`: MALFORMED, HASH_MISMATCH."""
    given = {**row, "deleted": True, "upd_by": row.get("by"), "upd_at": row.get("at")}
    sync = _sync(given, lambda _: hash_row(dict(row)), schema, profile_no)
    return Incoming(row["id"], sync, dict.fromkeys(shape.fields), None)


def _sync(
    row: Mapping[str, Any], hash_row: HashRow, schema: int, profile_no: int
) -> dict[str, Any]:
    if not isinstance(row.get("id"), str) or not _ID.fullmatch(row["id"]):
        raise Refused("MALFORMED")
    good = all(isinstance(row.get(key), str) and row[key] for key in _TEXTS)
    good = good and all(type(row.get(key)) is int and 0 <= row[key] < _LARGEST for key in _NUMBERS)
    if not good or not all(isinstance(row.get(key) or "", str) for key in _SHOWN):
        raise Refused("MALFORMED")
    if hash_row(dict(row)) != row["row_hash"]:
        raise Refused("HASH_MISMATCH")
    found = {key: row[key] for key in (*_TEXTS, *_NUMBERS, "deleted")}
    found.update({key: row.get(key) or "" for key in _SHOWN})
    return {**found, "schema_no": schema, "profile_no": profile_no}


def _value(label: str, kind: Any, given: Any, notes: list[str]) -> Any:
    try:
        value = kind.from_json(given)
        fault = kind.check(value)
    except BadValue as error:
        raise Refused("BAD_VALUE", f"“{label}”的内容不对：{error.message}") from error
    except (TypeError, ValueError, ArithmeticError) as error:
        raise Refused("BAD_VALUE", f"“{label}”的内容不对，没有收下。") from error
    # A word that a newer code list knows is kept and flagged, not refused (packages.md 2.8).
    if fault and not isinstance(kind, Choice) and not isinstance(value, str):
        raise Refused("BAD_VALUE", f"“{label}”的内容不对：{fault}")
    if fault:
        notes.append(f"“{label}”：{fault}")
    return value


def _refuse_unstorable(values: Mapping[str, Any], extra: Mapping[str, Any]) -> None:
    try:
        for value in (*values.values(), extra):
            if isinstance(value, str):
                value.encode()
            elif isinstance(value, dict | list):
                canonical(value).encode()
    except (ValueError, RecursionError) as error:
        raise Refused("MALFORMED") from error
