"""What a table of organizations can show: the record's own fields, and what follows from places, decisions and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from cso_desk import store
from cso_desk.fields import PartialDate, birth_of, mask_id, mask_phone, sex_of
from cso_desk.progress import Progress, Silent
from cso_desk.records import Decision, Organization, Unit, cell_fields, fields_of
from cso_desk.store import Desk

Mask = Literal["none", "id", "all"]
Value = str | int | None
BLANK = "blank:"
"""A key that begins so is a column of its own heading, left empty to be filled by hand."""
_CHUNK = 2000
_HIDDEN = frozenset({"community_text"})
_ENDING = ("同意注销", "撤销备案")


@dataclass(frozen=True, slots=True)
class TableField:
    """One thing that a table can show: `key`, `label`, `private` for personal numbers, `whole` for numbers."""

    key: str
    label: str
    private: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    code: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class _Around:
    """What rows need beside their record."""

    places: Mapping[str, _Place]
    decisions: Mapping[str, Mapping[str, str]]
    today: PartialDate


_Derive = Callable[[Mapping[str, Any], _Around], Value]


def _birth(values: Mapping[str, Any], _: _Around) -> PartialDate | None:
    stated: PartialDate | None = values["leader_birth"]
    return stated or birth_of(values["leader_id"] or "")


def _birth_text(values: Mapping[str, Any], around: _Around) -> Value:
    found = _birth(values, around)
    return str(found) if found else None


def _age(values: Mapping[str, Any], around: _Around) -> Value:
    found, today = _birth(values, around), around.today
    if found is None or found.month is None:
        return None
    before = (today.month or 1, today.day or 1) < (found.month, found.day or 1)
    return today.year - found.year - before


def _sex(values: Mapping[str, Any], _: _Around) -> Value:
    stated: str | None = values["leader_sex"]
    return stated or sex_of(values["leader_id"] or "")


def _community(values: Mapping[str, Any], around: _Around) -> Value:
    place = around.places.get(values["community"] or "")
    return (place.name if place else values["community_text"]) or "待定"


def _of_place(what: Literal["code", "kind"]) -> _Derive:
    def derive(values: Mapping[str, Any], around: _Around) -> Value:
        place = around.places.get(values["community"] or "")
        return (getattr(place, what) if place else None) or None

    return derive


def _township(values: Mapping[str, Any], around: _Around) -> Value:
    place = around.places.get(values["community"] or values["owner"])
    above = around.places.get(place.parent) if place and values["community"] else place
    return above.name if above else None


def _decided(what: str) -> _Derive:
    return lambda values, around: around.decisions.get(values["id"], {}).get(what)


_DERIVED: Mapping[str, tuple[str, _Derive]] = {
    "community": ("所在社区(村)", _community),
    "community_code": ("社区代码", _of_place("code")),
    "community_kind": ("城/乡", _of_place("kind")),
    "township": ("乡镇(街道)", _township),
    "leader_sex": ("负责人性别", _sex),
    "leader_birth": ("负责人出生年月", _birth_text),
    "leader_age": ("负责人年龄", _age),
    "last_change": ("变更事项/日期", _decided("change")),
    "ended": ("注销日期/原因", _decided("end")),
}
NUMBER = TableField("number", "序号", whole=True)
_NEEDED = ("id", "owner", "community", "community_text", "leader_id", "leader_birth", "leader_sex")


@cache
def table_fields() -> Mapping[str, TableField]:
    """Return everything that a table can show by key, the running number first."""
    own = {
        key: TableField(key, f.label, f.private == "mask", f.kind.name == "whole")
        for key, f in cell_fields(Organization).items()
        if key not in _HIDDEN
    }
    more = {
        key: own.get(key) or TableField(key, label, key == "leader_birth", key == "leader_age")
        for key, (label, _) in _DERIVED.items()
    }
    return {NUMBER.key: NUMBER, **own, **more}


def field_of(key: str) -> TableField:
    """Return the field under a key, a blank column for `blank:签字`; raises KeyError for an unknown one."""
    if key.startswith(BLANK):
        return TableField(key, key.removeprefix(BLANK))
    return table_fields()[key]


def rows_of(
    desk: Desk,
    ns: Sequence[int],
    keys: Sequence[str],
    mask: Mask = "id",
    progress: Progress | None = None,
) -> Iterator[list[Value]]:
    """Go through the organizations with these local numbers and give the values of `keys`, None where there is none."""
    told = progress or Silent()
    own = [key for key in keys if key in fields_of(Organization) and key not in _DERIVED]
    wanted = list(dict.fromkeys([*_NEEDED, *own]))
    places = _places(desk)
    number = 0
    for start in range(0, len(ns), _CHUNK):
        told.step(start, len(ns), "正在汇总")
        with desk.read() as session:
            found = store.rows(session, Organization, ns[start : start + _CHUNK], wanted)
            records = [dict(zip(wanted, row, strict=True)) for row in found if row is not None]
            decisions = _decisions(session, records, keys)
        around = _Around(places, decisions, PartialDate.of(desk.clock.today()))
        for values in records:
            number += 1
            yield [number if key == "number" else _value(key, values, around, mask) for key in keys]
    told.step(len(ns), len(ns), "正在汇总")


def _places(desk: Desk) -> dict[str, _Place]:
    with desk.read() as session:
        keys = ("id", "name", "code", "kind", "parent")
        return {
            one: _Place(*(text or "" for text in rest))
            for one, *rest in store.values_of(session, Unit, keys)
        }


def _decisions(
    session: store.Session, records: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Return what the newest change and the ending decision of each organization say, where they are asked for."""
    if not {"last_change", "ended"} & set(keys):
        return {}
    found: dict[str, dict[str, str]] = {}
    decided = store.listed(
        session, Decision, organization=[r["id"] for r in records], kind=["同意变更", *_ENDING]
    )
    for one in sorted(decided, key=lambda one: str(one.date or "")):
        what = "end" if one.kind in _ENDING else "change"
        parts = (str(one.date or ""), one.reason or one.kind or "")
        found.setdefault(one.organization or "", {})[what] = " ".join(p for p in parts if p)
    return found


def _value(key: str, values: Mapping[str, Any], around: _Around, mask: Mask) -> Value:
    if key.startswith(BLANK):
        return None
    if key in _DERIVED:
        value = _DERIVED[key][1](values, around)
        return str(value)[:4] if value and mask == "all" and key == "leader_birth" else value
    value = values[key]
    kind = fields_of(Organization)[key].kind
    if value is None or kind.name == "whole":
        return None if value is None else int(value)
    text = str(kind.show(value))
    if kind.name == "id_number":
        return text if mask == "none" else mask_id(text)
    return mask_phone(text) if mask == "all" and kind.name == "phone" else text
