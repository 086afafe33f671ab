"""Proposals that several lines mean one person: same name and same identity number; never linked by itself.

A leader, a member or an initiator of this desk's own organizations becomes a shared person only when the clerk accepts
the proposal. Across units the same name is a hint alone: each unit keeps its own records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import mask_phone
from cso_desk.progress import Progress, Silent
from cso_desk.records import Organization, Person, fields_of, new_id
from cso_desk.store import Desk, Op, Session

from .done import Done
from .register import owned
from .shared_records import (
    INITIATOR,
    LEADER,
    MEMBER,
    OF_PERSON,
    Tie,
    is_contact,
    join,
    snapshot,
    spread,
)
from .units import names_of

_ROLES = {LEADER: "负责人", MEMBER: "成员", INITIATOR: "发起人"}
_ID = {LEADER: "leader_id", MEMBER: "id_number", INITIATOR: "id_number"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line that means the person: where it stands, as what, and the telephone that it gives."""

    organization: str
    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One person that several lines mean; `key` names the proposal, `known` tells that the person is in the list."""

    key: str
    name: str
    id_number: str
    known: bool
    lines: tuple[Line, ...]
    differs: tuple[str, ...]

    @property
    def words(self) -> str:
        """What accepting does, in one sentence."""
        where = len({line.organization for line in self.lines})
        what = "归到名单里的这个人" if self.known else "合并为同一人"
        return f"{self.name}：{where} 个组织，{what}"


@dataclass(frozen=True, slots=True)
class Hint:
    """The same name and number or telephone at several units: perhaps one person."""

    name: str
    units: tuple[str, ...]
    organizations: int


@dataclass
class _Group:
    """All that bears one name and one identity number."""

    people: list[Person] = field(default_factory=list)
    rows: list[tuple[Tie, str, str, str]] = field(default_factory=list)
    records: list[tuple[Tie, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name of the proposal: its first line, or its first person."""
        return min([row[1] for row in self.rows] or [one.id for one in self.people])


def proposals(desk: Desk) -> list[Proposal]:
    """Return what could be one person, those in most organizations first; writes nothing."""
    with desk.read() as session:
        groups = _groups(session, desk.unit)
        _load(session, groups.values())
        wanted = {row[2] for group in groups.values() for row in group.rows}
        names: dict[str, str] = {}
        for bundle in store.chunks(wanted):
            names.update(store.values_of(session, Organization, ("id", "name"), id=bundle))
        found = [
            _proposal(key, group, names)
            for key, group in groups.items()
            if any(row[2] in names for row in group.rows) or len(group.people) > 1
        ]
    return sorted(found, key=lambda one: (-len(one.lines), one.name, one.key))


def _groups(session: Session, owner: str) -> dict[tuple[str, str], _Group]:
    """Return by name and identity number what is to be proposed."""
    groups: dict[tuple[str, str], _Group] = {}
    for person in store.listed(session, Person, owner=owner):
        if person.name and person.id_number:
            groups.setdefault((person.name, person.id_number), _Group()).people.append(person)
    for tie in _ROLES:
        where = "id" if tie is LEADER else "organization"
        unlinked: dict[str, Any] = {"owner": owner, tie.link: None}
        keys = ("id", where, tie.name, _ID[tie], "phone")
        for row, organization, name, number, phone in store.values_of(
            session, tie.record, keys, **unlinked
        ):
            if name and number and organization:
                group = groups.setdefault((name, number), _Group())
                group.rows.append((tie, row, organization, phone or ""))
    return {key: group for key, group in groups.items() if _worth(group)}


def _worth(group: _Group) -> bool:
    """Tell whether a group says more than one organization alone knows."""
    if len(group.people) > 1:
        return True
    several = len({organization for _, _, organization, _ in group.rows}) > 1
    return bool(group.rows) and (several or bool(group.people))


def _load(session: Session, groups: Iterable[_Group]) -> None:
    """Read the records of these groups, many at a time."""
    wanted: dict[Tie, dict[str, _Group]] = {tie: {} for tie in _ROLES}
    for group in groups:
        for tie, row, _, _ in group.rows:
            wanted[tie][row] = group
    for tie, rows in wanted.items():
        for bundle in store.chunks(rows):
            for record in store.listed(session, tie.record, id=bundle):
                rows[getattr(record, "id", "")].records.append((tie, record))


def _proposal(key: tuple[str, str], group: _Group, names: dict[str, str]) -> Proposal:
    lines = tuple(
        Line(organization, names[organization], _ROLES[tie], phone)
        for tie, _, organization, phone in group.rows
        if organization in names
    )
    return Proposal(group.key, *key, bool(group.people), lines, tuple(_differs(group)))


def _differs(group: _Group) -> Iterable[str]:
    """Go through the fields that the lines fill differently, each with its values, the most frequent first."""
    for key, values in _votes(group.records, group.people).items():
        if len(values) > 1:
            shown = mask_phone if key == "phone" else fields_of(Person)[key].kind.show
            texts = "、".join(f"{shown(value)}（{times} 处）" for value, times in values)
            yield f"{fields_of(Person)[key].label}：{texts}"


def _votes(
    records: Sequence[tuple[Tie, Any]], people: Sequence[Person]
) -> dict[str, list[tuple[Any, int]]]:
    """Return by field of a person the values that are said, the most frequent and newest first."""
    said: dict[str, list[tuple[str, Any]]] = {}
    for tie, record in records:
        pairs = [*tie.keys.items()]
        if tie.phone and is_contact(record, getattr(record, tie.name)):
            pairs.append((tie.phone, "phone"))
        for key, source in pairs:
            said.setdefault(source, []).append((record.upd_at, getattr(record, key)))
    for person in people:
        for key in fields_of(Person):
            said.setdefault(key, []).append((person.upd_at, getattr(person, key)))
    found = {}
    for key, values in said.items():
        newest = sorted((v for v in values if v[1] is not None), key=lambda v: v[0], reverse=True)
        found[key] = Counter(value for _, value in newest).most_common()
    return found


def accept(desk: Desk, keys: Sequence[str], progress: Progress | None = None) -> Done[int]:
    """Make one person of each chosen proposal, in one operation; returns how many persons were linked.

    Of values that differ the most frequent counts (then the newest); each organization keeps its own telephone.
    A proposal that no longer stands is passed over. Raises `Problems` when none stands.
    """
    with desk.operation(f"合并为同一人（{len(set(keys))} 人）") as op:
        done = accept_in(op, keys, progress)
        if not done:
            raise Problems([Problem("", "", "gone", "这些建议已经处理过，请刷新。")])
    return Done(done, frozenset(op.changes))


def accept_in(op: Op, keys: Sequence[str], progress: Progress | None = None) -> int:
    """Make one person of each chosen proposal that still stands, inside an operation; returns how many."""
    chosen, told = set(keys), progress or Silent()
    groups = _groups(op.session, op.stamp.unit) if chosen else {}
    wanted = {key: group for key, group in groups.items() if group.key in chosen}
    _load(op.session, wanted.values())
    for done, ((name, _), group) in enumerate(wanted.items(), 1):
        _make_one(op, name, group.records, group.people)
        told.step(done, len(wanted), "正在合并")
    op.session.flush()
    return len(wanted)


def merge(desk: Desk, persons: Sequence[str]) -> Done[str]:
    """Make one person of several of the list, the first stays; raises `Problems` where identity numbers differ."""
    with desk.operation(f"合并为同一人（{len(persons)} 条）") as op:
        people = [owned(desk, op.session, Person, one) for one in dict.fromkeys(persons)]
        numbers = {one.id_number for one in people if one.id_number}
        if len(people) < 2 or len(numbers) > 1:
            words = (
                "身份证号不同，不是同一个人，没有合并；号码写错的请先改正。"
                if len(people) > 1
                else "请至少选两个人再合并。"
            )
            raise Problems([Problem("", "id_number", "not_the_same", words)])
        kept = _make_one(op, people[0].name or "", [], people).id
        op.session.flush()
    return Done(kept, frozenset(op.changes))


def _make_one(
    op: Op, name: str, records: Sequence[tuple[Tie, Any]], people: Sequence[Person]
) -> Person:
    votes = _votes(records, people[1:])
    if people:
        person = people[0]
        for other in people[1:]:
            records = [*records, *_linked(op, other)]
    else:
        person = op.add(Person(id=new_id(), name=name))
    said = snapshot(person)
    for key, values in votes.items():
        if values and getattr(person, key) is None:
            setattr(person, key, values[0][0])
    if people:
        spread(op, person, said)
    for tie, record in records:
        join(op, record, person, tie, name)
    for other in people[1:]:
        op.remove(other)
    return person


def _linked(op: Op, person: Person) -> list[tuple[Tie, Any]]:
    found: list[tuple[Tie, Any]] = []
    for tie in OF_PERSON:
        linked: dict[str, Any] = {tie.link: person.id, "owner": op.stamp.unit}
        found += [(tie, one) for one in store.listed(op.session, tie.record, **linked)]
    return found


def hints(desk: Desk) -> list[Hint]:
    """Return who perhaps leads organizations of several units: same name with the same number or telephone."""
    keys = ("owner", "leader", "leader_id", "phone")
    found: dict[tuple[str, str], list[str]] = {}
    with desk.read() as session:
        for owner, name, number, phone in store.values_of(session, Organization, keys):
            for mark in {number, phone} - {None}:
                if name:
                    found.setdefault((name, mark), []).append(owner)
        several = {key: owners for key, owners in found.items() if len(set(owners)) > 1}
        names = names_of(session, list({one for owners in several.values() for one in owners}))
    told: dict[tuple[str, tuple[str, ...]], int] = {}
    for (name, _), owners in several.items():
        units = tuple(sorted({names.get(owner, "其他单位") for owner in owners}))
        told[name, units] = max(told.get((name, units), 0), len(owners))
    return [Hint(name, units, count) for (name, units), count in sorted(told.items())]
