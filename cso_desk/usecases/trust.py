"""Whom this desk is and whom it trusts: its keys, its certificates, its neighbours (packages.md 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import SCHEMA, Peer, Setting, TakenBack, TakenPackage
from cso_desk.store import Desk, Op, Session

from .paper_data import chain_of
from .units import own_unit, unit_by_code

if TYPE_CHECKING:
    from cso_desk.packages.certificates import Anchor, Chain, Inside
    from cso_desk.packages.keys import UnitKeys
    from cso_desk.packages.open import Desk as Receiver
    from cso_desk.packages.open import Replay
    from cso_desk.packages.units import Party, UnitHead

KEYS = "keys"
REVOKED = "revoked_keys"
REVOKED_ABOVE = "revoked_above"
NEXT = "next_keys"
FORMER = "former_keys"
FORMER_PARENTS = "former_parents"
PARENT: Literal["parent"] = "parent"
CHILD: Literal["child"] = "child"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit that this desk exchanges packages with, as its certificate and the tree name it."""

    unit: str
    name: str
    relation: str
    sign: bytes
    seal: bytes
    fingerprint: str

    @property
    def party(self) -> Party:
        """The unit with its public keys, to seal for."""
        from cso_desk.packages.units import Party

        return Party(self.unit, self.name, self.sign, self.seal)


def ensure_keys(op: Op) -> None:
    """Make the desk's own keys where it has none yet; they stay inside the encrypted database."""
    from cso_desk.packages.keys import make_keys

    if op.session.get(Setting, KEYS) is None:
        made = {**make_keys().to_json(), "made": op.stamp.at[:10]}
        op.session.add(Setting(key=KEYS, value=made))
        op.session.flush()


def keys_of(desk: Desk) -> UnitKeys:
    """Return the desk's own keys."""
    from cso_desk.packages.keys import UnitKeys

    return UnitKeys.from_json(_kept(desk))


def former_keys(desk: Desk, *, lost: bool = True) -> list[UnitKeys]:
    """Return the keys that this desk had before, without those that it lost where `lost` is false."""
    from cso_desk.packages.keys import UnitKeys

    kept = desk.get_setting(FORMER) or []
    return [UnitKeys.from_json(one) for one in kept if lost or not one["lost"]]


def waiting_keys(desk: Desk) -> UnitKeys | None:
    """Return the keys that wait for a certificate, None where there are none."""
    from cso_desk.packages.keys import UnitKeys

    kept = desk.get_setting(NEXT)
    return UnitKeys.from_json(kept) if kept else None


def _kept(desk: Desk) -> Mapping[str, str]:
    return cast("Mapping[str, str]", desk.get_setting(KEYS))


def head_of(desk: Desk) -> UnitHead:
    """Return the desk's own unit as it introduces itself to others."""
    from cso_desk.packages.units import UnitHead

    unit = own_unit(desk)
    return UnitHead(unit.id, unit.name, cast("Any", unit.level))


def own_chain(desk: Desk) -> Chain:
    """Return what proves this desk's keys: its parent's certificate, else its own."""
    from cso_desk.packages.certificates import read_chain, self_chain

    with desk.read() as session:
        issued = [one.chain for one in store.listed(session, Peer, order="since", relation=PARENT)]
    if issued and issued[-1]:
        return read_chain(issued[-1])
    made = date.fromisoformat(_kept(desk)["made"])
    return self_chain(keys_of(desk), head_of(desk), [desk.unit], made)


def anchors_of(desk: Desk) -> list[Anchor]:
    """Return the keys that this desk trusts by itself: its own, and those of the parents that it pinned.

    A key that this desk had before counts for the certificates that it issued to units below; a key that a parent had
    before counts up to its last good number (see `revoked_of`).
    """
    from cso_desk.packages.certificates import Anchor

    with desk.read() as session:
        known = store.listed(session, Peer, order="since")
    below = frozenset(one.fingerprint for one in known if one.relation == CHILD)
    below |= frozenset(revoked_of(desk))
    pinned = [one.fingerprint for one in known if one.relation == PARENT and not one.revoked]
    return [
        Anchor(keys_of(desk).fingerprint, True),
        *(Anchor(one.fingerprint, True, below) for one in former_keys(desk)),
        *(Anchor(one, False) for one in (*pinned, *(desk.get_setting(FORMER_PARENTS) or ()))),
    ]


def revoked_of(desk: Desk) -> Mapping[str, Mapping[str, int]]:
    """Return the keys that are no longer in use, with the last good number of each of their streams to this desk.

    What the registers of units above say of a key that this desk never knew has no number here: nothing of it counts.
    """
    above = desk.get_setting(REVOKED_ABOVE) or {}
    strange: dict[str, dict[str, int]] = {key: {} for keys in above.values() for key in keys}
    return {**strange, **own_revoked(desk)}


def own_revoked(desk: Desk) -> Mapping[str, Mapping[str, int]]:
    """Return the keys that this desk itself set out of use, with their last good numbers."""
    return cast("Mapping[str, Mapping[str, int]]", desk.get_setting(REVOKED) or {})


def inside_of(desk: Desk, running: Session | None = None) -> Inside:
    """Return the test whether a unit is another one or lies below it in this desk's division tree.

    `running` is the session of an operation that may have added units.
    """
    known: dict[str, frozenset[str]] = {}

    def above_of(unit: str) -> frozenset[str]:
        if running is not None:
            return frozenset(one.id for one in chain_of(running, unit))
        with desk.read() as session:
            return frozenset(one.id for one in chain_of(session, unit))

    def inside(unit: str, above: str) -> bool:
        if unit not in known:
            known[unit] = above_of(unit)
        return unit == above or above in known[unit]

    return inside


def receiver_of(desk: Desk) -> Receiver:
    """Return what opening a package asks of this desk: its keys, whom it trusts, what it has taken before."""
    from cso_desk.packages.open import Desk as Receiver

    return Receiver(
        unit=desk.unit,
        keys=keys_of(desk),
        anchors=anchors_of(desk),
        inside=inside_of(desk),
        seen=_seen_of(desk),
        reader_schema=SCHEMA,
        revoked=revoked_of(desk),
        former=_other_keys(desk),
    )


def _other_keys(desk: Desk) -> list[UnitKeys]:
    waiting = waiting_keys(desk)
    return [*former_keys(desk), *([waiting] if waiting is not None else [])]


def _seen_of(desk: Desk) -> Replay:
    from cso_desk.packages.open import Seen

    def seen(sender: str, instance: str, seq: int) -> Seen | None:
        with desk.read() as session:
            place: dict[str, Any] = {"sender": sender, "instance": instance, "seq": seq}
            if found := store.listed(session, TakenPackage, **place):
                return Seen(found[0].cover_hash, found[0].cover.get("prev"))
            if back := store.listed(session, TakenBack, **place):
                return Seen(back[-1].cover_hash, back[-1].cover.get("prev"), taken_back=True)
        return None

    return seen


def neighbours(session: Session) -> list[Neighbour]:
    """Return all units that this desk exchanges packages with, by name."""
    found = store.listed(session, Peer, order="name", revoked=False)
    return [_of_peer(one) for one in found]


def below(party: Party) -> Neighbour:
    """Return the sender of a package that has been checked, to answer it."""
    keys = (party.sign, party.seal)
    return Neighbour(party.unit, party.name, CHILD, *keys, party.fingerprint)


def neighbour(desk: Desk, unit: str) -> Neighbour | None:
    """Return the neighbour with this unit id, None for a unit without certificate."""
    with desk.read() as session:
        found = session.get(Peer, unit)
        return None if found is None or found.revoked else _of_peer(found)


def _of_peer(found: Peer) -> Neighbour:
    keys = (found.sign_key, found.seal_key)
    return Neighbour(found.unit, found.name, found.relation, *keys, found.fingerprint)


def parent_of(desk: Desk, code: str | None = None) -> Neighbour:
    """Return the superior that packages go to, the newest one without `code`.

    Raises `Trouble` NOT_ENROLLED when this desk has no certificate from it, OUT_OF_SCOPE for a unit below, NO_UNIT for
    an unknown code.
    """
    with desk.read() as session:
        pinned = store.listed(session, Peer, order="since", relation=PARENT, revoked=False)
        parents = [_of_peer(one) for one in pinned]
    if code is None or not parents:
        if not parents:
            raise _not_enrolled("上级")
        return parents[-1]
    unit = unit_by_code(desk, code)
    known = neighbour(desk, unit.id)
    if known is not None and known.relation != PARENT:
        raise Trouble("OUT_OF_SCOPE", f"{unit.name}是下级单位，上报包只报给上级，请另选接收单位。")
    if known is None:
        raise _not_enrolled(unit.name)
    return known


def _not_enrolled(name: str) -> Trouble:
    words = (
        f"本单位还没有{name}发的单位证书，不能生成上报包；"
        f"请先生成单位证书申请，连同《单位核对表》送{name}办理。"
    )
    return Trouble("NOT_ENROLLED", words)
