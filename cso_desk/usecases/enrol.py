"""Enrolment: a unit asks its superior for a certificate, the superior issues it, the unit takes it (packages.md 1.5).

What makes it safe is the 单位核对码 that people compare on paper or by telephone, never the stick.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.policy import divisions
from cso_desk.records import Peer, Unit, lists, unit_id
from cso_desk.store import Desk, Op

from . import new_keys, trust, unit_register
from .done import Done
from .trust import ensure_keys
from .units import own_unit

if TYPE_CHECKING:
    from cso_desk.packages.certificates import Certificate, Chain, Inside, Request
    from cso_desk.packages.succession import Succession

__all__ = [
    "Accepted",
    "IssuedEnrolment",
    "PeerInfo",
    "accept",
    "ensure_keys",
    "issue",
    "own_fingerprint",
    "peers",
    "request",
]

_RELATIONS = {trust.PARENT: "上级", trust.CHILD: "下级"}
_ROLES = ("report",)


@dataclass(frozen=True, slots=True)
class PeerInfo:
    """A unit that this desk exchanges packages with; `relation` is 上级 or 下级, `since` a day."""

    unit: str
    name: str
    relation: str
    fingerprint: str
    since: str


@dataclass(frozen=True, slots=True)
class IssuedEnrolment:
    """The certificate file for a unit below (`chain`), and whose it is."""

    chain: bytes
    fingerprint: str
    unit: str
    name: str
    own_fingerprint: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The superior whose certificate was taken, by its 单位核对码."""

    unit: str
    name: str
    fingerprint: str
    own_fingerprint: str


def own_fingerprint(desk: Desk) -> str:
    """Return this desk's 单位核对码, 32 hex digits."""
    return trust.keys_of(desk).fingerprint


def shown_fingerprint(fingerprint: str) -> str:
    """Return a 单位核对码 as people compare it: 8 groups of 4."""
    from cso_desk.packages.keys import grouped

    return grouped(fingerprint)


def request(desk: Desk) -> bytes:
    """Return the request file for the superior: the unit with its public keys, signed by itself."""
    from cso_desk.packages.certificates import make_request

    return make_request(trust.keys_of(desk), trust.head_of(desk))


def asking(request_bytes: bytes) -> PeerInfo:
    """Return who asks for a certificate, before anything is compared; raises `Trouble` for a damaged request."""
    found = _asked(request_bytes)[0]
    return PeerInfo(found.unit, found.name, _RELATIONS[trust.CHILD], found.fingerprint, "")


def _asked(raw: bytes) -> tuple[Request, Succession | None]:
    from cso_desk.packages.certificates import read_request
    from cso_desk.packages.succession import read_succession

    succession = read_succession(raw, "rotation")
    return (read_request(raw), None) if succession is None else (succession.request, succession)


def issue(
    desk: Desk, request_bytes: bytes, fingerprint: str, *, vouched: bool = False
) -> Done[IssuedEnrolment]:
    """Certify a unit below this one and remember it; a former certificate of the unit ends.

    `fingerprint` is typed from the asking unit's paper; with `vouched` the unit's certificate in use stands for the
    paper. Raises `Problems` when the code differs from the request's, `Trouble` for a damaged request, the own unit, a
    unit that is not below this one, keys that are out of use (REVOKED) or a request that nothing vouches for (UNVOUCHED).
    """
    from cso_desk.packages.certificates import issue as certify
    from cso_desk.packages.keys import confirm_fingerprint

    found, succession = _asked(request_bytes)
    if vouched:
        _check_vouched(desk, succession)
        fingerprint = found.fingerprint
    confirm_fingerprint(found.fingerprint, fingerprint)
    _check_below(desk, found)
    _check_fresh(desk, found)
    chain_above = trust.own_chain(desk)
    with desk.operation(f"发放单位证书：{found.name}") as op:
        _know_unit(desk, op, found)
        serial = _next_serial(desk, op)
        _retire_old_keys(desk, op, found, succession)
        chain = certify(
            trust.keys_of(desk),
            chain_above,
            found,
            fingerprint,
            scope=[found.unit],
            serial=serial,
            issued=desk.clock.today(),
            roles=_ROLES,
            inside=_inside_with(desk, found.unit),
        )
        _remember(op, trust.CHILD, found.unit, found.name, found.sign, found.seal, chain, serial)
        unit_register.publish(desk, op)
    own = own_fingerprint(desk)
    value = IssuedEnrolment(chain, found.fingerprint, found.unit, found.name, own)
    return Done(value, frozenset(op.changes))


def _check_vouched(desk: Desk, succession: Succession | None) -> None:
    if succession is None or not new_keys.vouches(desk, succession):
        words = "这份申请没有现用单位证书的担保，请照对方盖章的《单位核对表》输入单位核对码办理。"
        raise Trouble("UNVOUCHED", words)


def _check_fresh(desk: Desk, found: Request) -> None:
    if found.fingerprint in trust.own_revoked(desk):
        words = f"这是{found.name}以前的申请，它的单位证书已停用，没有发证；请让对方重新制作申请。"
        raise Trouble("REVOKED", words)


def _check_below(desk: Desk, found: Request) -> None:
    own = own_unit(desk)
    if found.unit == own.id:
        raise Trouble("OUT_OF_SCOPE", "这是本单位自己的申请，不能给自己发证；请送上级单位办理。")
    levels = lists.LEVELS
    higher = levels.index(found.level) < levels.index(own.level)
    if higher or (found.level == own.level and not _is_seat(desk, found)):
        words = f"{found.name}不是下级单位，不能由本单位发证；请核对申请文件是不是拿错了。"
        raise Trouble("OUT_OF_SCOPE", words)
    with desk.read() as session:
        known = store.get(session, Unit, found.unit) is not None
    outside = not trust.inside_of(desk)(found.unit, own.id) if known else _lies_elsewhere(found)
    if outside:
        words = (
            f"{found.name}不在{own.name}管辖范围内，不能由本单位发证；请核对申请文件是不是拿错了。"
        )
        raise Trouble("OUT_OF_SCOPE", words)


def _is_seat(desk: Desk, found: Request) -> bool:
    """Tell whether the asking desk is a second seat of this very unit: no unit of the shipped tree, and new or below."""
    with desk.read() as session:
        known = store.get(session, Unit, found.unit)
    if known is not None:
        return not known.code and known.parent == desk.unit
    return not any(unit_id(one.code) == found.unit for one in divisions.tree().values())


def _lies_elsewhere(found: Request) -> bool:
    """Tell whether the shipped tree has a unit that this desk's tree lacks: then it lies under another unit."""
    places = divisions.tree().values()
    return any(unit_id(one.code) == found.unit for one in places if one.level == found.level)


def _inside_with(desk: Desk, newcomer: str) -> Inside:
    inside = trust.inside_of(desk)
    return lambda unit, above: unit == newcomer or inside(unit, above)


def _know_unit(desk: Desk, op: Op, found: Request) -> None:
    """Put a unit that the division tree lacks (outside the codes, a second seat) below this desk's own.

    Its row belongs to this desk, so that it is reported upward together with the unit's records.
    """
    known = store.get(op.session, Unit, found.unit)
    if known is None:
        row = {
            "id": found.unit,
            "name": found.name,
            "level": found.level,
            "parent": desk.unit,
            "full_name": found.name,
        }
        op.insert_many(Unit, [row])
    elif not known.code and not known.owner:
        known.owner = desk.unit


def _next_serial(desk: Desk, op: Op) -> int:
    serial = int(desk.get_setting("last_serial") or 0) + 1
    desk.put_setting(op, "last_serial", serial)
    return serial


def _retire_old_keys(desk: Desk, op: Op, found: Request, succession: Succession | None) -> None:
    """Let the unit's former keys count only up to the last number that they named themselves, else that was taken."""
    before = op.session.get(Peer, found.unit)
    if before is None or before.revoked or before.fingerprint == found.fingerprint:
        return
    good = unit_register.proposed(op.session, found.unit)
    if succession is not None and new_keys.vouches(desk, succession):
        for instance, seq in succession.good.items():
            good[instance] = max(good.get(instance, 0), seq)
        unit_register.withdraw(desk, op, before, good, "换用新证书")
    else:
        unit_register.withdraw(desk, op, before, good, "重新发证")


def _remember(
    op: Op, relation: str, unit: str, name: str, sign: bytes, seal: bytes, chain: bytes, serial: int
) -> None:
    from cso_desk.packages.keys import fingerprint_of

    peer = op.session.get(Peer, unit)
    if peer is None:
        peer = Peer(unit=unit)
        op.session.add(peer)
    peer.name, peer.relation = name, relation
    peer.sign_key, peer.seal_key, peer.fingerprint = sign, seal, fingerprint_of(sign, seal)
    peer.chain, peer.serial, peer.revoked = chain, str(serial), False
    peer.since = op.stamp.at[:10]


def accept(desk: Desk, chain_bytes: bytes, fingerprint: str) -> Done[Accepted]:
    """Take the certificate that the superior issued and pin the superior's key.

    `fingerprint` is typed from the superior's paper. Raises `Problems` when it differs from the file's, `Trouble` for
    a damaged file or a certificate of another unit.
    """
    from cso_desk.packages.certificates import accept as check
    from cso_desk.packages.certificates import read_chain
    from cso_desk.packages.refusals import worded
    from cso_desk.packages.succession import read_succession

    renewal = read_succession(chain_bytes, "renewal")
    raw = chain_bytes if renewal is None else renewal.content
    with worded("单位证书"):
        named = read_chain(raw).subject.fingerprint
    keys = new_keys.keys_named(desk, named)
    chain = check(raw, keys, fingerprint)
    issuer = chain.issuer
    _check_mine(desk, chain, issuer)
    party = issuer.party
    with desk.operation(f"接收{issuer.name}发的单位证书") as op:
        before = op.session.get(Peer, issuer.subject)
        if before is not None and before.fingerprint != issuer.fingerprint:
            new_keys.follow_parent(desk, op, before, renewal, issuer.suite)
        if keys.fingerprint != own_fingerprint(desk):
            new_keys.switch(desk, op)
        serial = chain.subject.serial
        public = (party.sign, party.seal)
        _remember(op, trust.PARENT, issuer.subject, issuer.name, *public, chain.raw, serial)
        _publish_again(desk, op)
    own = own_fingerprint(desk)
    value = Accepted(issuer.subject, issuer.name, issuer.fingerprint, own)
    return Done(value, frozenset(op.changes))


def _publish_again(desk: Desk, op: Op) -> None:
    """Sign the register anew for the units below: this unit's chain has changed."""
    if store.listed(op.session, Peer, relation=trust.CHILD, limit=1):
        unit_register.publish(desk, op)


def _check_mine(desk: Desk, chain: Chain, issuer: Certificate) -> None:
    own = own_unit(desk)
    if issuer.fingerprint in trust.own_revoked(desk):
        words = f"这是{issuer.name}以前发的单位证书，已停用，没有接收；请让它按现在的单位核对码重新发证。"
        raise Trouble("REVOKED", words)
    if chain.subject.subject != own.id:
        words = f"这份单位证书是发给{chain.subject.name}的，不是{own.name}的，没有接收；请找发证单位换回自己的。"
        raise Trouble("NOT_FOR_ME", words)
    if issuer.subject == own.id or trust.inside_of(desk)(issuer.subject, own.id):
        words = f"{issuer.name}不是{own.name}的上级，没有接收；请核对文件是不是拿错了。"
        raise Trouble("OUT_OF_SCOPE", words)


def peers(desk: Desk) -> list[PeerInfo]:
    """Return the units that this desk exchanges packages with, the superior first."""
    with desk.read() as session:
        found = store.listed(session, Peer, order="name", revoked=False)
    found.sort(key=lambda one: one.relation != trust.PARENT)
    return [
        PeerInfo(one.unit, one.name, _RELATIONS[one.relation], one.fingerprint, one.since)
        for one in found
    ]
