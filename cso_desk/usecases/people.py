"""Persons whom several organizations of this desk share: list, show, save, link; one change reaches them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Initiator, Member, Organization, Person, Term
from cso_desk.store import Desk, Op, Session

from .done import Done
from .initiators import retell
from .register import owned, parse_values, texts_of
from .shared_records import LEADER, Offered, fills_of, join, snapshot, spread
from .units import names_of

_MATCHED = ("name", "former_name", "id_number", "phone", "work")
"""Fields in which a typed text is looked for."""
_OFFERED = 8


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the list: how many organizations he or she leads, belongs to, started, holds an office in."""

    id: str
    name: str
    id_number: str
    phone: str
    politics: str
    work: str
    leads: int
    joins: int
    started: int
    offices: int
    unit: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Role:
    """What a person does in one organization; `phone` is the one that the organization gives."""

    organization: str
    name: str
    community: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person as texts, with everything that he or she does."""

    id: str
    owner_name: str
    mine: bool
    values: Mapping[str, str]
    roles: tuple[Role, ...]

    @property
    def leads(self) -> int:
        """How many organizations the person leads."""
        return sum(1 for one in self.roles if one.role == "负责人")


@dataclass(frozen=True, slots=True)
class LeaderLink:
    """Who leads an organization, which shared person that is (empty: none), and what else he or she leads."""

    leader: str
    person: str
    words: str


def listed(desk: Desk, text: str = "") -> list[PersonLine]:
    """Return the persons that match `text` (part of name, identity number, telephone, work), in the order of names."""
    wanted = text.strip()
    with desk.read() as session:
        people = store.listed(session, Person, order=("name", "id"))
        counts = [
            store.count_by(session, Organization, "leader_person"),
            store.count_by(session, Member, "person", left=None),
            store.count_by(session, Initiator, "person"),
            store.count_by(session, Term, "person", left_on=None),
        ]
        names = names_of(session, [one.owner for one in people])
    return [
        _line(desk, one, counts, names)
        for one in people
        if not wanted or any(wanted in _text(one, key) for key in _MATCHED)
    ]


def _line(
    desk: Desk, one: Person, counts: Sequence[Mapping[str, int]], names: Mapping[str, str]
) -> PersonLine:
    leads, joins, started, offices = (found.get(one.id, 0) for found in counts)
    return PersonLine(
        id=one.id,
        name=_text(one, "name"),
        id_number=_text(one, "id_number"),
        phone=_text(one, "phone"),
        politics=_text(one, "politics"),
        work=_text(one, "work"),
        leads=leads,
        joins=joins,
        started=started,
        offices=offices,
        unit=names.get(one.owner, ""),
        mine=one.owner == desk.unit,
    )


def _text(person: Person, key: str) -> str:
    return getattr(person, key) or ""


def show(desk: Desk, person: str) -> PersonShown:
    """Return one person with everything that he or she does; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = store.get(session, Person, person)
        if found is None:
            raise Trouble("NO_RECORD", "找不到这个人，可能已被移除，请刷新列表。")
        names = names_of(session, [found.owner])
        return PersonShown(
            found.id,
            names.get(found.owner, ""),
            found.owner == desk.unit,
            texts_of(found, {}),
            tuple(_roles(session, person)),
        )


def _roles(session: Session, person: str) -> list[Role]:
    held = [
        (one.id, "负责人", one.phone or "")
        for one in store.listed(session, Organization, leader_person=person, order="name")
    ]
    for term in store.listed(session, Term, person=person, left_on=None):
        held.append((term.organization or "", term.position or "", ""))
    for started in store.listed(session, Initiator, person=person):
        held.append((started.organization or "", "发起人", started.phone or ""))
    for member in store.listed(session, Member, person=person, left=None):
        held.append((member.organization or "", _as_member(member), member.phone or ""))
    ids = list({organization for organization, _, _ in held})
    known = {one.id: one for one in store.listed(session, Organization, id=ids)}
    places = names_of(session, [one.community for one in known.values() if one.community])
    return [
        Role(one, known[one].name, places.get(known[one].community or "", ""), role, phone)
        for one, role, phone in held
        if one in known
    ]


def _as_member(member: Member) -> str:
    kind = member.kind or "成员"
    return f"{kind}（{member.position}）" if member.position else kind


def led_by(session: Session, person: str, owner: str) -> int:
    """Return how many organizations of an owner a person leads."""
    found = store.count_by(
        session, Organization, "leader_person", leader_person=person, owner=owner
    )
    return found.get(person, 0)


def save_person(desk: Desk, person: str | None, values: Mapping[str, str]) -> Done[str]:
    """Add a person or change one, and with the person every organization, roster, initiator and term linked with it.

    A 联系电话 of an organization follows where it was the person's or empty. Raises `Problems`, `Trouble` not_owner.
    """
    parsed = parse_values(desk, Person, values)
    if person is None and not parsed.get("name"):
        raise Problems([Problem("", "name", "missing_required", "姓名不能空，请填写。")])
    with desk.operation(_words(desk, person, parsed)) as op:
        record = owned(desk, op.session, Person, person) if person else op.add(Person())
        said = snapshot(record)
        for key, value in parsed.items():
            setattr(record, key, value)
        op.session.flush()
        spread(op, record, said)
        op.session.flush()
        if said["name"] not in (None, record.name):
            _retell_initiators(op, record.id, said["name"])
        saved = record.id
    return Done(saved, frozenset(op.changes))


def _retell_initiators(op: Op, person: str, former: str) -> None:
    for one in store.listed(op.session, Initiator, person=person, owner=op.stamp.unit):
        home = store.get(op.session, Organization, one.organization or "")
        if home is not None:
            retell(op, home, former)


def _words(desk: Desk, person: str | None, parsed: Mapping[str, Any]) -> str:
    if person is None:
        return f"新增人员：{parsed['name']}"
    with desk.read() as session:
        found = store.get(session, Person, person)
        name = (found.name if found else None) or parsed.get("name", "")
        led = led_by(session, person, desk.unit)
    return f"修改人员：{name}（负责 {led} 个组织）" if led else f"修改人员：{name}"


def remove_person(desk: Desk, person: str) -> Done[str]:
    """Take a person out of the list; raises `Trouble` IN_USE while organizations still name him or her."""
    with desk.operation("移除人员") as op:
        record = owned(desk, op.session, Person, person)
        roles = _roles(op.session, person)
        if roles:
            words = f"{record.name}在“{roles[0].name}”等 {len(roles)} 处还有职务，请先在那里换人。"
            raise Trouble("IN_USE", words)
        op.remove(record)
    return Done(person, frozenset(op.changes))


def leader_link(desk: Desk, organization: str) -> LeaderLink:
    """Return who leads an organization and whether that is a shared person."""
    with desk.read() as session:
        record = store.get(session, Organization, organization)
        leader = (record.leader if record else None) or ""
        person = (record.leader_person if record else None) or ""
        led = led_by(session, person, record.owner) if record and person else 0
    if not leader:
        return LeaderLink("", "", "还没有填负责人。")
    if not person:
        return LeaderLink(leader, "", f"负责人：{leader}")
    more = f"，共负责 {led} 个组织，改一处几处一起改" if led > 1 else "，已在人员名单里"
    return LeaderLink(leader, person, f"负责人：{leader}{more}")


def link_leader(desk: Desk, person: str, organizations: Sequence[str]) -> Done[int]:
    """Make a person the leader of these organizations; returns how many. What they said of the same person is kept."""
    with desk.operation(f"关联负责人（{len(organizations)} 个组织）") as op:
        shared = owned(desk, op.session, Person, person)
        for one in organizations:
            record = owned(desk, op.session, Organization, one)
            join(op, record, shared, LEADER, record.leader)
    return Done(len(organizations), frozenset(op.changes))


def unlink_leader(desk: Desk, person: str, organizations: Sequence[str]) -> Done[int]:
    """Let organizations keep what they say of this leader for themselves from now on; returns how many.

    Organizations that somebody else leads are passed over. Raises `Problems` when none is led by the person.
    """
    with desk.operation(f"负责人不再共用（{len(organizations)} 个组织）") as op:
        found = [owned(desk, op.session, Organization, one) for one in organizations]
        led = [one for one in found if one.leader_person == person]
        if not led:
            words = "选中的组织不是由这个人负责，没有可以分开的。"
            raise Problems([Problem("", "", "not_led", words)])
        for one in led:
            one.leader_person = None
    return Done(len(led), frozenset(op.changes))


def from_leader(desk: Desk, organization: str) -> Done[str]:
    """Make a person of an organization's leader and link both; raises `Problems` where no leader is named."""
    with desk.operation("负责人记入人员名单") as op:
        record = owned(desk, op.session, Organization, organization)
        if not record.leader:
            words = "这个组织还没有填负责人，请先填负责人姓名。"
            raise Problems([Problem("", "leader", "missing_required", words)])
        shared = op.add(Person(name=record.leader))
        op.session.flush()
        join(op, record, shared, LEADER, record.leader)
        saved = shared.id
    return Done(saved, frozenset(op.changes))


def offered(desk: Desk, name: str) -> list[Offered]:
    """Return this desk's persons whose name begins with `name`, each with what tells namesakes apart."""
    wanted = name.strip()
    if not wanted:
        return []
    with desk.read() as session:
        people = store.listed(session, Person, owner=desk.unit, order=("name", "id"))
        found = [one for one in people if (one.name or "").startswith(wanted)][:_OFFERED]
        led = store.count_by(session, Organization, "leader_person", owner=desk.unit)
    return [
        Offered(one.id, _told_apart(one, led.get(one.id, 0)), fills_of(one, LEADER))
        for one in found
    ]


def _told_apart(person: Person, led: int) -> str:
    facts = []
    if person.id_number:
        facts.append(f"身份证尾号{person.id_number[-4:]}")
    elif person.birth:
        facts.append(f"{person.birth.year}年生")
    facts.append(f"已负责 {led} 个组织" if led else "还没有负责的组织")
    return f"{person.name}（{'，'.join(facts)}）"
