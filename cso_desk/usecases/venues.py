"""Rooms and places that several organizations share (一址多社): list, show, save, link; one change reaches them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import narrow
from cso_desk.records import Organization, Unit, Venue, fields_of
from cso_desk.store import Desk, Op, Session

from .done import Done
from .register import owned, parse_values, texts_of
from .shared_records import PLACE, Offered, fills_of, join, snapshot, spread
from .units import names_of

_NAME = 60
"""The length of a venue's name; an address that becomes its name is cut to it."""
_OFFERED = 8


@dataclass(frozen=True, slots=True)
class VenueLine:
    """One venue of the list; `hosts` is how many organizations use it."""

    id: str
    name: str
    address: str
    community: str
    source: str
    size: str
    hosts: int
    unit: str
    mine: bool


@dataclass(frozen=True, slots=True)
class VenueShown:
    """One venue as texts, with the organizations that use it as (id, name, leader)."""

    id: str
    owner_name: str
    mine: bool
    values: Mapping[str, str]
    hosts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class VenueProposal:
    """One address that several organizations of one community give; `known` tells that the venue is in the list."""

    key: str
    address: str
    community: str
    known: bool
    hosts: tuple[tuple[str, str], ...]
    differs: tuple[str, ...]

    @property
    def words(self) -> str:
        """What accepting does, in one sentence."""
        what = "归到名单里的这个场所" if self.known else "合并为同一场所"
        return f"{self.address}：{len(self.hosts)} 个组织，{what}"


def listed(desk: Desk, text: str = "") -> list[VenueLine]:
    """Return the venues that match `text` (part of name or address), in the order of addresses."""
    wanted = text.strip()
    with desk.read() as session:
        found = store.listed(session, Venue, order=("address", "name", "id"))
        counts = store.count_by(session, Organization, "shared_venue")
        units = {one for v in found for one in (v.owner, v.community) if one}
        names = names_of(session, list(units))
    return [
        _line(desk, one, counts.get(one.id, 0), names)
        for one in found
        if not wanted or wanted in f"{one.name or ''} {one.address or ''}"
    ]


def _line(desk: Desk, one: Venue, hosts: int, names: Mapping[str, str]) -> VenueLine:
    texts = texts_of(one, names)
    return VenueLine(
        id=one.id,
        name=texts["name"],
        address=texts["address"],
        community=texts["community"],
        source=texts["source"],
        size=texts["size"],
        hosts=hosts,
        unit=names.get(one.owner, ""),
        mine=one.owner == desk.unit,
    )


def show(desk: Desk, venue: str) -> VenueShown:
    """Return one venue with the organizations that use it; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = store.get(session, Venue, venue)
        if found is None:
            raise Trouble("NO_RECORD", "找不到这个场所，可能已被移除，请刷新列表。")
        names = names_of(session, [one for one in (found.owner, found.community) if one])
        hosts = store.listed(session, Organization, shared_venue=venue, order="name")
        return VenueShown(
            found.id,
            names.get(found.owner, ""),
            found.owner == desk.unit,
            texts_of(found, names),
            tuple((one.id, one.name, one.leader or "") for one in hosts),
        )


def save_venue(desk: Desk, venue: str | None, values: Mapping[str, str]) -> Done[str]:
    """Add a venue or change one, and with it address, kind, area and rooms of every organization that uses it.

    Raises `Problems`, `Trouble` not_owner.
    """
    parsed = parse_values(desk, Venue, values)
    if venue is None:
        _whole(parsed)
    with desk.operation(_words(desk, venue, parsed)) as op:
        if parsed.get("community") and store.get(op.session, Unit, parsed["community"]) is None:
            words = "区划里没有这个社区（村），请从列表里选。"
            raise Problems([Problem("", "community", "community_unmatched", words)])
        record = owned(desk, op.session, Venue, venue) if venue else op.add(Venue())
        said = snapshot(record)
        for key, value in parsed.items():
            setattr(record, key, value)
        op.session.flush()
        spread(op, record, said)
        op.session.flush()
        saved = record.id
    return Done(saved, frozenset(op.changes))


def _whole(parsed: dict[str, Any]) -> None:
    if not parsed.get("address"):
        raise Problems([Problem("", "address", "missing_required", "地址不能空，请填写。")])
    parsed["name"] = parsed.get("name") or parsed["address"][:_NAME]


def _words(desk: Desk, venue: str | None, parsed: Mapping[str, Any]) -> str:
    if venue is None:
        return f"新增场所：{parsed['name']}"
    with desk.read() as session:
        found = store.get(session, Venue, venue)
        hosts = store.count_by(session, Organization, "shared_venue", shared_venue=venue)
    name = found.name if found else ""
    count = hosts.get(venue, 0)
    return f"修改场所：{name}（{count} 个组织使用）" if count else f"修改场所：{name}"


def remove_venue(desk: Desk, venue: str) -> Done[str]:
    """Take a venue out of the list; raises `Trouble` IN_USE while organizations use it."""
    with desk.operation("移除场所") as op:
        record = owned(desk, op.session, Venue, venue)
        hosts = store.listed(op.session, Organization, shared_venue=venue)
        if hosts:
            words = f"还有“{hosts[0].name}”等 {len(hosts)} 个组织使用这个场所，请先给它们换场所。"
            raise Trouble("IN_USE", words)
        op.remove(record)
    return Done(venue, frozenset(op.changes))


def link(desk: Desk, venue: str, organizations: Sequence[str]) -> Done[int]:
    """Let these organizations use a venue of the list; returns how many."""
    with desk.operation(f"共用场所（{len(organizations)} 个组织）") as op:
        shared = owned(desk, op.session, Venue, venue)
        for one in organizations:
            _use(op, owned(desk, op.session, Organization, one), shared)
    return Done(len(organizations), frozenset(op.changes))


def _use(op: Op, record: Organization, shared: Venue) -> None:
    same = narrow(record.venue or "") == narrow(shared.address or "")
    join(op, record, shared, PLACE, shared.address if same else record.venue)


def unlink(desk: Desk, organizations: Sequence[str]) -> Done[int]:
    """Let organizations keep their address for themselves from now on; returns how many."""
    with desk.operation(f"场所不再共用（{len(organizations)} 个组织）") as op:
        for one in organizations:
            owned(desk, op.session, Organization, one).shared_venue = None
    return Done(len(organizations), frozenset(op.changes))


def offered(desk: Desk, text: str, community: str | None = None) -> list[Offered]:
    """Return this desk's venues whose name or address holds `text`, those of the community first."""
    wanted = narrow(text)
    if not wanted:
        return []
    with desk.read() as session:
        venues = store.listed(session, Venue, owner=desk.unit, order=("address", "id"))
        counts = store.count_by(session, Organization, "shared_venue", owner=desk.unit)
    found = [one for one in venues if wanted in narrow(f"{one.address or ''}{one.name or ''}")]
    found.sort(key=lambda one: one.community != community)
    return [
        Offered(one.id, _told_apart(one, counts.get(one.id, 0)), fills_of(one, PLACE))
        for one in found[:_OFFERED]
    ]


def _told_apart(venue: Venue, hosts: int) -> str:
    name = "" if venue.name in (None, venue.address) else f"{venue.name}，"
    return f"{venue.address}（{name}{hosts} 个组织使用）"


def proposals(desk: Desk) -> list[VenueProposal]:
    """Return which organizations of one community give the same address, the largest first; writes nothing."""
    with desk.read() as session:
        groups = _groups(session, desk.unit)
        names = names_of(session, [place for place, _ in groups if place])
    found = [
        VenueProposal(
            key=hosts[0].id,
            address=hosts[0].address,
            community=names.get(place, ""),
            known=known is not None,
            hosts=tuple((one.id, one.name) for one in hosts),
            differs=tuple(_differs(hosts)),
        )
        for (place, _), (known, hosts) in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.hosts), one.address, one.key))


class _Host(NamedTuple):
    """An organization as a proposal needs it."""

    id: str
    name: str
    community: str | None
    address: str
    source: str | None
    size: int | None
    rooms: int | None


_Groups = dict[tuple[str, str], tuple[Venue | None, list[_Host]]]


def _groups(session: Session, owner: str) -> _Groups:
    """Return by community and address the venue that is known and the organizations that are not linked yet."""
    known: dict[tuple[str, str], Venue] = {}
    for venue in store.listed(session, Venue, owner=owner):
        known.setdefault((venue.community or "", narrow(venue.address or "")), venue)
    found: _Groups = {}
    keys = ("id", "name", "community", *PLACE.keys)
    for row in store.values_of(session, Organization, keys, owner=owner, shared_venue=None):
        host = _Host(*row)
        if host.address:
            key = (host.community or "", narrow(host.address))
            found.setdefault(key, (known.get(key), []))[1].append(host)
    return {key: group for key, group in found.items() if group[0] or len(group[1]) > 1}


def _votes(hosts: Sequence[_Host]) -> dict[str, list[tuple[Any, int]]]:
    """Return by field of a venue the values that its organizations give, the most frequent first."""
    return {
        key: Counter(v for host in hosts if (v := getattr(host, key)) is not None).most_common()
        for key in ("source", "size", "rooms")
    }


def _differs(hosts: Sequence[_Host]) -> Iterator[str]:
    """Go through the fields that the organizations fill differently."""
    for key, values in _votes(hosts).items():
        if len(values) > 1:
            field = fields_of(Venue)[key]
            texts = "、".join(f"{field.kind.show(value)}（{times} 处）" for value, times in values)
            yield f"{field.label}：{texts}"


def accept(desk: Desk, keys: Sequence[str]) -> Done[int]:
    """Make one venue of each chosen proposal, in one operation; returns how many.

    Of kinds, areas and rooms that differ the most frequent counts. Raises `Problems` when no proposal stands.
    """
    with desk.operation(f"合并为同一场所（{len(set(keys))} 处）") as op:
        done = accept_in(op, keys)
        if not done:
            raise Problems([Problem("", "", "gone", "这些建议已经处理过，请刷新。")])
    return Done(done, frozenset(op.changes))


def accept_in(op: Op, keys: Sequence[str]) -> int:
    """Make one venue of each chosen proposal that still stands, inside an operation; returns how many."""
    chosen, done = set(keys), 0
    for (place, _), (known, hosts) in _groups(op.session, op.stamp.unit).items() if chosen else ():
        if hosts[0].id in chosen:
            _make_one(op, known, place, hosts)
            done += 1
    op.session.flush()
    return done


def _make_one(op: Op, known: Venue | None, place: str, hosts: Sequence[_Host]) -> None:
    address = hosts[0].address
    venue = known or op.add(Venue(name=address[:_NAME], address=address, community=place or None))
    said = snapshot(venue)
    for key, values in _votes(hosts).items():
        if values and getattr(venue, key) is None:
            setattr(venue, key, values[0][0])
    op.session.flush()
    spread(op, venue, said)
    for record in store.listed(op.session, Organization, id=[one.id for one in hosts]):
        _use(op, record, venue)
