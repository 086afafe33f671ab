"""Invented records that fill every place of a layout: to see a form full, and to prove that it prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cso_desk.fields import Choice, DateValue, Decimal2, Whole, YesNo
from cso_desk.records import Field, Member, Organization, fields_of

from .layout_places import Raw
from .layout_words import key_name

_DATE, _MONTH, _NUMBER, _PERSON = "2026年3月12日", "1962年5月", "12", "王小明"
_LONG = "组织本村（社区）居民开展文艺排练、节日演出、邻里互助和环境整治志愿服务，"
_DATES = ("date", "founded", "until", "_on", "_date")
_PERSONS = ("leader", "contact", "person", "clerk", "reviewer", "approver", "name", "filled_by")
_NUMBERS = ("days", "count", "due", "present", "issued", "returned", "valid", "abstain", "members")
_LONGS = {"org.purpose": 1, "org.scope": 3}
_ROWS = 3
_STAND_IN = re.compile(r"\{([a-z][a-z0-9_.]*)\|([^{}|　\s]+)\}")
_CODE = "AB3D-7KQ2"
_NOT_SAID = ("blank", "page", "pages")


def full(raw: Raw) -> dict[str, Any]:
    """Return a record with something under every key that the layout names; nobody in it lives."""
    from cso_desk.documents import placed_keys, read_layout

    lists = dict(_lists(raw))
    chosen = dict(_chosen(raw))
    record: dict[str, Any] = {}
    for key in sorted(placed_keys(read_layout(raw))):
        name, _, inner = key.rpartition(".")
        if name in lists:
            for number, item in enumerate(
                record.setdefault(name, [{} for _ in range(lists[name])])
            ):
                item.setdefault("no", str(number + 1))
                item[inner] = item["no"] if inner == "no" else _value(f".{inner}")
        elif key not in _NOT_SAID:
            _put(record, key, chosen.get(key) or _value(key))
    if raw.get("short_code"):
        _put(record, "paper.code", _CODE)
    return record


def _put(record: dict[str, Any], key: str, value: str) -> None:
    first, _, rest = key.partition(".")
    if not rest:
        record.setdefault(first, value)
        return
    inner = record.setdefault(first, {})
    if isinstance(inner, dict):
        _put(inner, rest, value)


def _value(key: str) -> str:
    last = key.rpartition(".")[2]
    field = _field(key)
    if field is not None:
        return _of_field(key, last, field)
    if last.endswith(_DATES):
        return _DATE
    if last.endswith(_NUMBERS):
        return _NUMBER
    if last in _PERSONS and not key.endswith(".full_name"):
        return _PERSON
    return key_name(key)


def _field(key: str) -> Field | None:
    group, _, last = key.rpartition(".")
    if group == "org":
        return fields_of(Organization).get(last)
    return fields_of(Member).get(last) if not group else None


def _of_field(key: str, last: str, field: Field) -> str:
    if key in _LONGS:
        return _LONG * _LONGS[key]
    if isinstance(field.kind, DateValue):
        return _MONTH if "birth" in last else _DATE
    if isinstance(field.kind, Whole | Decimal2):
        return _NUMBER
    if isinstance(field.kind, YesNo):
        return "是"
    if isinstance(field.kind, Choice) and field.kind.words:
        return field.kind.words[0]
    return field.example or (_PERSON if last in _PERSONS else field.label)


def _lists(raw: Raw) -> Iterator[tuple[str, int]]:
    """Go through the lists of a layout with how many items to invent."""
    for block in raw["blocks"]:
        if block["kind"] == "clauses":
            yield block["rows"], 8
        for row in _rows(block):
            repeat = row.get("repeat")
            if repeat:
                wished = max(repeat.get("least", 0), repeat.get("blank", 0), _ROWS)
                yield repeat["rows"], min(wished, repeat.get("most", wished))


def _chosen(raw: Raw) -> Iterator[tuple[str, str]]:
    """Go through the values ticked among printed words, with the first of these, and those with a stand-in, with it."""
    for found in _STAND_IN.finditer(json.dumps(raw, ensure_ascii=False)):
        yield found[1], found[2]
    for block in raw["blocks"]:
        for row in _rows(block):
            for cell in row["cells"]:
                if "options" in cell and "field" in cell:
                    yield cell["field"], cell["options"][0]


def _rows(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return block["rows"] if block["kind"] == "grid" else []
