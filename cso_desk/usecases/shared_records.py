"""One person leads four organizations, one room hosts eight: what every linked record says follows the shared one.

Organizations, rosters, initiators and terms repeat what a shared person or venue says in columns of their own, so that
lists, search, papers, exports and packages read one table. Only this module writes those columns across records, always
inside the operation that made the change, so that one 还原 takes all of it back. Another unit's records are never written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Initiator, Member, Organization, Person, Record, Term, Venue, fields_of
from cso_desk.store import Op

Shared = Person | Venue


@dataclass(frozen=True, eq=False)
class Tie:
    """How one kind of record repeats a shared one.

    `link` is the field that names it; `keys` maps a field of the record to the field of the shared record; `phone` is a
    telephone that may be the record's own and follows only where it was the person's.
    """

    record: type[Record]
    link: str
    keys: Mapping[str, str]
    phone: str = ""
    name: str = "name"


LEADER = Tie(
    Organization,
    "leader_person",
    {
        "leader": "name",
        "leader_id": "id_number",
        "leader_sex": "sex",
        "leader_birth": "birth",
        "leader_politics": "politics",
        "leader_work": "work",
    },
    "phone",
    "leader",
)
"""An organization and its leader (负责人)."""
_PLAIN = {key: key for key in ("name", "sex", "birth", "id_number", "politics")}
MEMBER = Tie(
    Member,
    "person",
    {**_PLAIN, "education": "education", "address": "address", "skills": "skills"},
    "phone",
)
INITIATOR = Tie(Initiator, "person", {**_PLAIN, "work": "work"}, "phone")
TERM = Tie(Term, "person", {"name": "name"})
PLACE = Tie(
    Organization,
    "shared_venue",
    {"venue": "address", "venue_source": "source", "venue_size": "size", "venue_rooms": "rooms"},
    name="venue",
)
"""An organization and the room that it shares with others."""
OF_PERSON = (LEADER, MEMBER, INITIATOR, TERM)
_SHARED: Mapping[str, type[Shared]] = {
    "leader_person": Person,
    "person": Person,
    "shared_venue": Venue,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A shared record offered while an organization's leader or venue is typed.

    `words` tell which of several alike; `fills` are the texts that choosing it puts into the organization's fields.
    """

    id: str
    words: str
    fills: Mapping[str, str]


def fills_of(shared: Shared, tie: Tie) -> dict[str, str]:
    """Return the texts that a shared record puts into the fields of a record."""
    keys = {**tie.keys, **({tie.phone: "phone"} if tie.phone else {})}
    kinds = fields_of(type(shared))
    return {
        key: "" if (value := getattr(shared, source)) is None else kinds[source].kind.show(value)
        for key, source in keys.items()
    }


@dataclass(frozen=True, slots=True)
class Before:
    """What a record said of its shared ones before it was changed."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)


def before_of(record: Record, ties: Sequence[Tie] = (LEADER, PLACE)) -> Before:
    """Return what a record says of its shared ones, to be given to `follow` after the change."""
    keys = {key for tie in ties for key in (*tie.keys, tie.link, tie.phone) if key}
    return Before({key: getattr(record, key) for key in keys})


def snapshot(shared: Shared) -> dict[str, Any]:
    """Return what a shared record says now, to be given to `spread` after the change."""
    ties = OF_PERSON if isinstance(shared, Person) else (PLACE,)
    keys = {source for tie in ties for source in tie.keys.values()}
    keys |= {"phone"} if isinstance(shared, Person) else set()
    return {key: getattr(shared, key) for key in keys}


def spread(op: Op, shared: Shared, before: Mapping[str, Any]) -> None:
    """Write what changed in a person or venue since `before` into every linked record of this desk's own."""
    changed = {key for key, value in before.items() if getattr(shared, key) != value}
    if not changed:
        return
    for tie in OF_PERSON if isinstance(shared, Person) else (PLACE,):
        linked: dict[str, Any] = {tie.link: shared.id, "owner": op.stamp.unit}
        for record in store.listed(op.session, tie.record, **linked):
            _repeat(tie, record, shared, before, changed)


def _repeat(
    tie: Tie, record: Record, shared: Shared, before: Mapping[str, Any], changed: set[str]
) -> None:
    for key, source in tie.keys.items():
        if source in changed:
            setattr(record, key, getattr(shared, source))
    if tie.phone and "phone" in changed and getattr(record, tie.phone) in (None, before["phone"]):
        setattr(record, tie.phone, getattr(shared, "phone", None))


def follow(op: Op, record: Record, before: Before, ties: Sequence[Tie] = (LEADER, PLACE)) -> None:
    """Bring a changed record (an organization: its leader and venue) and the shared records behind it together again.

    A newly chosen person or venue fills the record. Where the same one stays, what was typed goes to it and so to all
    its organizations. Another name (or another address) drops the link, and with another person what the record said
    of the former one. Raises `Problems` for a person or venue that is not this desk's.
    """
    for tie in ties:
        if getattr(record, tie.link):
            _follow(op, record, before, tie)


def _follow(op: Op, record: Record, before: Before, tie: Tie) -> None:
    linked = getattr(record, tie.link)
    chosen = linked != before[tie.link]
    shared = store.get(op.session, _SHARED[tie.link], linked)
    if shared is None or shared.owner != op.stamp.unit:
        if chosen:
            words = "所选的人员或场所不在本单位的名单里，请重新选择。"
            raise Problems([Problem("", tie.name, "unknown_shared", words)])
        setattr(record, tie.link, None)
        return
    typed = {key for key in tie.keys if getattr(record, key) != before[key]}
    if tie.name in typed and getattr(record, tie.name) != getattr(shared, tie.keys[tie.name]):
        _drop(record, shared, tie, typed)
        return
    if chosen:
        typed |= {"phone"} if _retold(tie, record, before) else set()
        join(op, record, shared, tie, before[tie.name], typed)
        return
    said = snapshot(shared)
    for key in typed:
        setattr(shared, tie.keys[key], getattr(record, key))
    _take_phone(record, before, shared, tie)
    spread(op, shared, said)


def _retold(tie: Tie, record: Record, before: Before) -> bool:
    phone = getattr(record, tie.phone) if tie.phone else None
    return phone is not None and phone != before[tie.phone]


def _drop(record: Record, shared: Shared, tie: Tie, typed: set[str]) -> None:
    """Let go of a shared record; an identity number of the former person may not stay with the new one."""
    setattr(record, tie.link, None)
    if tie is PLACE:
        return
    for key, source in tie.keys.items():
        if key not in typed and getattr(record, key) == getattr(shared, source):
            setattr(record, key, None)


def _take_phone(record: Record, before: Before, shared: Shared, tie: Tie) -> None:
    """Give a telephone typed into a record to its person, where it is that person's and no other contact's."""
    if not isinstance(shared, Person) or not _retold(tie, record, before):
        return
    if is_contact(record, shared.name) and before[tie.phone] in (None, shared.phone):
        shared.phone = getattr(record, tie.phone)


def is_contact(record: Record, name: str | None) -> bool:
    """Tell whether the telephone of a record is this person's: an organization may name another contact (联系人)."""
    return getattr(record, "contact", None) in (None, name)


def join(
    op: Op,
    record: Any,
    shared: Shared,
    tie: Tie,
    former: str | None,
    typed: set[str] | frozenset[str] = frozenset(),
) -> None:
    """Link a record with a shared one: what was `typed` and what the shared one lacks goes to it, the rest comes from it.

    `former` is the name (the address) that the record bore before: what it said then goes to the shared one only where
    it was about the same.
    """
    same = former in (None, getattr(shared, tie.keys[tie.name]))
    said = snapshot(shared)
    setattr(record, tie.link, shared.id)
    for key, source in tie.keys.items():
        mine, theirs = getattr(record, key), getattr(shared, source)
        if mine is not None and (key in typed or (same and theirs is None)):
            setattr(shared, source, mine)
        else:
            setattr(record, key, theirs)
    if tie.phone and isinstance(shared, Person):
        own = same or "phone" in typed or not is_contact(record, former)
        _join_phone(record, shared, tie, own=own)
    spread(op, shared, said)


def _join_phone(record: Any, shared: Person, tie: Tie, *, own: bool) -> None:
    kept = getattr(record, tie.phone)
    if kept is None or not own:
        setattr(record, tie.phone, shared.phone or kept)
    elif shared.phone is None and is_contact(record, shared.name):
        shared.phone = kept


def reconcile(op: Op, organizations: list[str]) -> None:
    """Bring organizations that a ledger changed and the persons and venues behind them together again.

    Another name or another identity number than the person's means another leader: the link is dropped, before what
    the others say of their person goes to all of that person's organizations.
    """
    for bundle in store.chunks(organizations):
        links = store.values_of(
            op.session, Organization, ("id", LEADER.link, PLACE.link), id=bundle
        )
        linked = [one for one, person, venue in links if person or venue]
        apart = [
            (record, shared, tie)
            for record in store.listed(op.session, Organization, id=linked)
            for tie in (LEADER, PLACE)
            if (shared := _linked(op, record, tie)) is not None
        ]
        staying = [one for one in apart if not _let_go(*one)]
        op.session.flush()
        for record, shared, tie in staying:
            said = snapshot(shared)
            for key, source in tie.keys.items():
                setattr(shared, source, getattr(record, key))
            spread(op, shared, said)
    op.session.flush()


def _linked(op: Op, record: Organization, tie: Tie) -> Shared | None:
    linked = getattr(record, tie.link)
    return store.get(op.session, _SHARED[tie.link], linked) if linked else None


def _let_go(record: Organization, shared: Shared, tie: Tie) -> bool:
    apart = any(
        getattr(record, key) != getattr(shared, tie.keys[key])
        for key in {tie.name, "leader_id"} & tie.keys.keys()
    )
    if apart:
        setattr(record, tie.link, None)
    return apart


def organizations_in(changes: Iterable[tuple[str, str]]) -> int:
    """Return how many organizations an operation touched (for 同时更新了 N 个组织)."""
    return sum(1 for table, _ in changes if table == Organization.__tablename__)
