"""What a paper hides of personal numbers: nothing, identity numbers, or telephones too; each form has its default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, cast

from cso_desk.fields import mask_id, mask_phone
from cso_desk.records import TRAVELLING, fields_of
from cso_desk.store import Desk

from . import policy_pack
from .export_ledger import Mask

WORDS: Mapping[Mask, str] = {
    "none": "不遮盖",
    "id": "遮盖身份证号",
    "all": "身份证号和电话都遮盖",
}
_PUBLIC = frozenset(
    {"law", "unit", "authority", "community", "township", "county", "city", "province"}
)
"""Parts of a paper that speak of offices: their telephones are public."""


def words(mask: str) -> str:
    """Return what a mask is called."""
    return WORDS[cast(Mask, mask)] if mask in WORDS else WORDS["none"]


def default_of(desk: Desk, code: str) -> Mask:
    """Return what the form hides unless the clerk says otherwise, as the policy pack has it."""
    subject = policy_pack.pack(desk).subjects.get("printing", {})
    listed = subject.get("masks", {}).get("value", ())
    return cast(Mask, next((one["mask"] for one in listed if one["form"] == code), "none"))


@cache
def _keys(kind: str) -> frozenset[str]:
    """Return the keys under which any record keeps a value of this kind."""
    return frozenset(
        key
        for record in TRAVELLING
        for key, field in fields_of(record).items()
        if field.kind.name == kind
    )


@cache
def _labels(kind: str) -> frozenset[str]:
    return frozenset(
        field.label
        for record in TRAVELLING
        for field in fields_of(record).values()
        if field.kind.name == kind
    )


def masked(data: Mapping[str, Any], mask: Mask) -> Mapping[str, Any]:
    """Return what a paper says with personal numbers hidden; the data given stay as they are."""
    if mask == "none":
        return data
    return {
        key: value if key in _PUBLIC else _hidden(key, value, mask) for key, value in data.items()
    }


def _hidden(key: str, value: Any, mask: Mask) -> Any:
    if isinstance(value, Mapping):
        inner = {name: _hidden(name, one, mask) for name, one in value.items()}
        return _changed(inner, mask) if "item" in inner else inner
    if isinstance(value, list | tuple):
        return [_hidden(key, one, mask) for one in value]
    if isinstance(value, str) and value:
        if key in _keys("id_number"):
            return mask_id(value)
        if mask == "all" and key in _keys("phone"):
            return mask_phone(value)
    return value


def _changed(line: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Hide a personal number in a line that says what changed: item, before, after."""
    hide: Callable[[str], str] | None = None
    if line["item"] in _labels("id_number"):
        hide = mask_id
    elif mask == "all" and line["item"] in _labels("phone"):
        hide = mask_phone
    if hide is None:
        return dict(line)
    return {
        key: hide(value) if key in ("before", "after") and value else value
        for key, value in line.items()
    }


def shows_identity(placed: Iterable[str], data: Mapping[str, Any]) -> bool:
    """Tell whether a paper that places these keys shows an identity number of this record."""
    for key in placed:
        first, _, last = key.rpartition(".")
        if last in _keys("id_number"):
            held = data.get(first)
            rows = held if isinstance(held, list | tuple) else [held]
            if any(isinstance(row, Mapping) and row.get(last) for row in rows):
                return True
    return False
