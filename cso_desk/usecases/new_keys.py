"""New keys for this unit, and new certificates for the units below after it (packages.md 1.5, key rotation and lost keys).

With the former keys at hand the request upward is signed by them as well: the superior may take that for the stamped
paper (由旧证书担保). The numbering goes on, because the database is the same and nothing has to be sent again; what the
former keys sent is good up to the number that the request names. Keys that somebody else may hold (lost) vouch for
nothing: the request needs the paper, and the database begins a new life with a full package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.records import Peer, SentPackage
from cso_desk.store import Desk, Op, Session

from . import forks, trust, unit_register
from .done import Done

if TYPE_CHECKING:
    from cso_desk.packages.certificates import Request
    from cso_desk.packages.keys import UnitKeys
    from cso_desk.packages.succession import Succession

_ROLES = ("report",)


@dataclass(frozen=True, slots=True)
class NextKeys:
    """Keys in the making: the request for the superior, their 单位核对码, and whether they count at once.

    They do where there is no superior to ask; then `request` is empty.
    """

    request: bytes
    fingerprint: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """The new certificate of one unit below: `file` is its content, `file_name` what it is called on a stick."""

    unit: str
    name: str
    file: bytes
    file_name: str


def begin(desk: Desk, *, lost: bool = False) -> Done[NextKeys]:
    """Make new keys and the request for them; asked again before the answer came, the same keys.

    `lost` tells that somebody else may hold the present ones.
    """
    from cso_desk.packages.keys import make_keys

    with desk.operation("换本单位的单位证书") as op:
        keys = trust.waiting_keys(desk)
        if keys is None or desk.get_setting(trust.NEXT)["lost"] != lost:
            keys = make_keys(trust.keys_of(desk).suite_name)
            made = {**keys.to_json(), "made": op.stamp.at[:10], "lost": lost}
            desk.put_setting(op, trust.NEXT, made)
        at_once = not store.listed(op.session, Peer, relation=trust.PARENT, revoked=False)
        request = b"" if at_once else _request(desk, op.session, keys, lost)
        if at_once:
            switch(desk, op)
    return Done(NextKeys(request, keys.fingerprint, at_once), frozenset(op.changes))


def _request(desk: Desk, session: Session, keys: UnitKeys, lost: bool) -> bytes:
    from cso_desk.packages.certificates import make_request
    from cso_desk.packages.succession import make_succession

    plain = make_request(keys, trust.head_of(desk))
    if lost:
        return plain
    parents = store.listed(session, Peer, order="since", relation=trust.PARENT, revoked=False)
    good = _numbers(session).get(parents[-1].unit, {})
    return make_succession("rotation", trust.keys_of(desk), good, plain)


def _numbers(session: Session) -> dict[str, dict[str, int]]:
    """Return by receiver and life of the database the highest number that went out."""
    found: dict[str, dict[str, int]] = {}
    keys = ("to", "instance", "seq")
    for unit, instance, seq in store.values_of(session, SentPackage, keys):
        numbers = found.setdefault(unit, {})
        numbers[instance] = max(numbers.get(instance, 0), seq)
    return found


def keys_named(desk: Desk, fingerprint: str) -> UnitKeys:
    """Return the keys that a certificate names: those that wait for it, else the present ones."""
    waiting = trust.waiting_keys(desk)
    named = waiting is not None and waiting.fingerprint == fingerprint
    return waiting if waiting is not None and named else trust.keys_of(desk)


def switch(desk: Desk, op: Op) -> None:
    """Let the waiting keys be the unit's keys from here on; the former ones still open what was on its way."""
    kept, former = desk.get_setting(trust.NEXT), desk.get_setting(trust.KEYS)
    past = {**former, "lost": kept["lost"], "good": _numbers(op.session)}
    desk.put_setting(op, trust.FORMER, [*(desk.get_setting(trust.FORMER) or []), past])
    desk.put_setting(op, trust.KEYS, {key: one for key, one in kept.items() if key != "lost"})
    desk.put_setting(op, trust.NEXT, None)
    if kept["lost"]:
        forks.begin_anew(desk, op)


def vouches(desk: Desk, succession: Succession) -> bool:
    """Tell whether the unit's certificate in use vouches for a request, or the same request was granted already."""
    with desk.read() as session:
        peer = session.get(Peer, succession.request.unit)
    if peer is None or peer.revoked or peer.relation != trust.CHILD:
        return False
    asked = succession.request
    return peer.fingerprint == asked.fingerprint or _signed_by(succession, peer, asked.suite)


def _signed_by(succession: Succession, peer: Peer, suite: str) -> bool:
    from cso_desk.packages.refusals import Refusal

    try:
        succession.check(peer.sign_key, peer.seal_key, suite)
    except Refusal:
        return False
    return True


def vouched_by(desk: Desk, raw: bytes) -> bool:
    """Tell whether a request file is 由旧证书担保: signed by the keys of the unit's certificate in use.

    Raises `Trouble` for a damaged file.
    """
    from cso_desk.packages.succession import read_succession

    succession = read_succession(raw, "rotation")
    return succession is not None and vouches(desk, succession)


def follow_parent(desk: Desk, op: Op, before: Peer, renewal: Succession | None, suite: str) -> None:
    """Let a superior's former key count for what is on its way, as far as that key itself said, or else as was taken."""
    vouched = renewal is not None and _signed_by(renewal, before, suite)
    taken = unit_register.proposed(op.session, before.unit)
    good = dict(renewal.good) if renewal is not None and vouched else taken
    revoked = {**trust.own_revoked(desk), before.fingerprint: good}
    desk.put_setting(op, trust.REVOKED, revoked)
    former = [*(desk.get_setting(trust.FORMER_PARENTS) or []), before.fingerprint]
    desk.put_setting(op, trust.FORMER_PARENTS, list(dict.fromkeys(former)))


def renew(desk: Desk) -> Done[list[Renewal]]:
    """Issue new certificates to all units below after this unit's keys changed; each goes to its unit with the paper."""
    done: list[Renewal] = []
    with desk.operation("给下级续发单位证书") as op:
        below = store.listed(op.session, Peer, order="name", relation=trust.CHILD, revoked=False)
        for peer in below:
            file = _renewed(desk, op, peer)
            done.append(Renewal(peer.unit, peer.name, file, _file_name(desk, peer)))
        if done:
            unit_register.publish(desk, op)
    return Done(done, frozenset(op.changes))


def _file_name(desk: Desk, peer: Peer) -> str:
    from cso_desk.packages.names import SUFFIX, package_name

    name = package_name([peer.name], "enrol", desk.clock.today(), int(peer.serial or 0))
    return name.removesuffix(SUFFIX) + ".csocert"


def _renewed(desk: Desk, op: Op, peer: Peer) -> bytes:
    from cso_desk.packages.certificates import issue, read_chain
    from cso_desk.packages.succession import make_succession

    assert peer.chain is not None
    before = read_chain(peer.chain)
    keys = trust.keys_of(desk)
    chain = issue(
        keys,
        trust.own_chain(desk),
        _as_request(peer, before.subject.suite),
        peer.fingerprint,
        scope=list(before.subject.scope),
        serial=int(peer.serial or 0),
        issued=date.fromisoformat(op.stamp.at[:10]),
        roles=_ROLES,
        inside=lambda unit, above: unit == peer.unit or trust.inside_of(desk)(unit, above),
    )
    peer.chain = chain
    former = _former(desk, before.issuer.fingerprint)
    if former is None:
        return chain
    from cso_desk.packages.keys import UnitKeys

    good = former["good"].get(peer.unit, {})
    return make_succession("renewal", UnitKeys.from_json(former), good, chain)


def _former(desk: Desk, fingerprint: str) -> Mapping[str, Any] | None:
    """Return the former keys that the unit below knows, or the last ones; none that somebody else may hold."""
    from cso_desk.packages.keys import UnitKeys

    former: list[Mapping[str, Any]] = desk.get_setting(trust.FORMER) or []
    kept = [one for one in former if not one["lost"]]
    known = [one for one in kept if UnitKeys.from_json(one).fingerprint == fingerprint]
    found = known or kept
    return found[-1] if found else None


def _as_request(peer: Peer, suite: str) -> Request:
    from cso_desk.packages.certificates import Request

    return Request(peer.unit, peer.name, "community", peer.sign_key, peer.seal_key, suite)
