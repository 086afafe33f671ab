"""What an old ledger would change: each row is new, changed, the same, or cannot come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Field, Organization, Unit, fields_of, new_id
from cso_desk.store import Desk

from . import own_fields, policy_pack, register
from .filing_state import state_of

if TYPE_CHECKING:
    from cso_desk.workbooks.taking import TakenRow

FILING = {"filing_number": "number", "filing_date": "date"}
"""Columns of a ledger that are facts of an old filing, and the decision's field that keeps each."""
_FIELDS = tuple(f.key for f in fields_of(Organization).values() if not f.derived)
_KNOWN = (*_FIELDS, *FILING, "filing_authority", "state", "id")
_TELLING = ("phone", "leader_id", "leader")
"""Fields that tell which of several organizations of one name and community a row means."""


@dataclass
class Plan:
    """What would be written. `new` and `decisions` are rows to insert, `changed` rows with `id` to update."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    decided: dict[str, dict[str, Any]] = field(default_factory=dict)
    same: int = 0
    refused: int = 0


@dataclass
class _Register:
    """The organizations of this desk that are there already, by name and community."""

    rows: dict[tuple[str, str], list[dict[str, Any]]]
    authority: str
    version: str
    user: str
    own_community: str | None
    own: Mapping[str, Field]


def plan(desk: Desk, rows: Iterable[TakenRow]) -> Plan:
    """Compare the rows of a ledger with the register; nothing is written."""
    register_now = _read(desk)
    found = Plan()
    for row in rows:
        if row.refused:
            found.refused += 1
        elif row.duplicate == "same":
            found.same += 1
        else:
            _place(found, register_now, _values(register_now, row))
    return found


def _read(desk: Desk) -> _Register:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    with desk.read() as session:
        for values in store.values_of(session, Organization, _KNOWN, owner=desk.unit):
            known = dict(zip(_KNOWN, values, strict=True))
            rows.setdefault(_key(known), []).append(known)
        own = store.get(session, Unit, desk.unit)
    own_community = desk.unit if own is not None and own.level == "community" else None
    version = policy_pack.pack(desk).version
    authority, added = register.default_authority(desk), own_fields.as_fields(desk)
    return _Register(rows, authority, version, desk.user, own_community, added)


def _key(values: Mapping[str, Any]) -> tuple[str, str]:
    return values["name"], values.get("community") or f"?{values.get('community_text') or ''}"


def _values(register_now: _Register, row: TakenRow) -> dict[str, Any]:
    values = {key: value for key, value in row.values.items() if key in _FIELDS or key in FILING}
    if own := own_fields.taken_in(row.values, register_now.own):
        values["own_fields"] = own
    if row.community.unit:
        values["community"] = row.community.unit.id
    elif row.community.text:
        values["community_text"] = row.community.text
    elif register_now.own_community and not row.community.why:
        values["community"] = register_now.own_community
    return values


def _place(found: Plan, register_now: _Register, values: dict[str, Any]) -> None:
    twins = register_now.rows.get(_key(values), [])
    known = _meant(twins, values)
    if known is None:
        _add(found, register_now, values)
        return
    twins.remove(known)
    if "own_fields" in values:
        values["own_fields"] = own_fields.merged(known["own_fields"], values["own_fields"])
    difference = {key: value for key, value in values.items() if known.get(key) != value}
    if not difference:
        found.same += 1
        return
    _change(found, register_now, known, difference)


def _meant(twins: list[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return which known organization a row means: the one that differs least, none when the telling fields differ."""
    if len(twins) < 2:
        return twins[0] if twins else None
    return max(twins, key=lambda known: _likeness(known, values))


def _likeness(known: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[int, int]:
    telling = sum(1 for key in _TELLING if key in values and known.get(key) == values[key])
    return telling, sum(1 for key, value in values.items() if known.get(key) == value)


def _add(found: Plan, register_now: _Register, values: dict[str, Any]) -> None:
    decision = {key: values.pop(name) for name, key in FILING.items() if name in values}
    row = {**values, "id": new_id()}
    if decision:
        decision = _decision(register_now, row["id"], decision)
        found.decisions.append(decision)
    found.new.append({**row, **_derived(decision, values.get("credit_code"))})


def _decision(
    register_now: _Register, organization: str, facts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "organization": organization,
        "kind": "历史备案补录",
        "authority": register_now.authority or None,
        "recorded_by": register_now.user,
        "policy_version": register_now.version,
        **facts,
    }


class _Filing(NamedTuple):
    number: str | None
    date: PartialDate | None
    authority: str | None


def _derived(decision: Mapping[str, Any], credit_code: str | None) -> dict[str, Any]:
    # Not a record: making 100,000 of them only to ask for a state takes seconds.
    filing = _Filing(*map(decision.get, _Filing._fields)) if decision else None
    return {
        "state": state_of(filing, credit_code),
        "filing_number": decision.get("number"),
        "filing_date": decision.get("date"),
        "filing_authority": decision.get("authority"),
    }


def _change(
    found: Plan, register_now: _Register, known: Mapping[str, Any], difference: dict[str, Any]
) -> None:
    facts = {key: difference.pop(name) for name, key in FILING.items() if name in difference}
    if facts:
        found.decided[known["id"]] = _decision(register_now, known["id"], facts)
    found.changed.append({"id": known["id"], **difference})
