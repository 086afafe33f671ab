"""单位名册: the keys of the units that this desk certified, signed and numbered; and the registers that came from above.

Its number rises with every certificate that is issued or withdrawn. It goes down in 下发包, passed on from desk to desk;
of each issuer the greatest number counts, whatever order packages come in (packages.md 1.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Peer, TakenPackage
from cso_desk.store import Desk, Op, Session

from . import trust
from .done import Done
from .trust import Neighbour
from .units import own_unit

if TYPE_CHECKING:
    from cso_desk.packages.certificates import Anchor
    from cso_desk.packages.unit_register import Register, SignedRegister

_OWN, _ABOVE, _WITHDRAWN = "unit_register", "registers_above", "withdrawn_keys"
_DOUBT = "有一份单位名册核对不上，没有采用；请让上级重新下发一次。"
Row = Mapping[str, Any]
TABLE = "_register"
SCHEMA = [{"name": name, "type": "string"} for name in ("id", "register", "sig", "chain")]
"""The Frictionless fields of the table."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One certificate of the register: whose, its 单位核对码, from which day to which day, and why it ended.

    `issuer` is who keeps the register and `no` its number; `withdrawn` is empty for a certificate in use. `last_good`
    is the highest number that still counts of any life of the unit's database, 0 for none.
    """

    issuer: str
    no: int
    unit: str
    name: str
    key: str
    since: str
    withdrawn: str
    reason: str
    last_good: int


def proposed(session: Session, unit: str) -> dict[str, int]:
    """Return the highest number taken from a unit in each life of its database: what surely came from itself."""
    good: dict[str, int] = {}
    for instance, seq in store.values_of(session, TakenPackage, ("instance", "seq"), sender=unit):
        good[instance] = max(good.get(instance, 0), seq)
    return good


def last_number(desk: Desk, unit: str) -> int:
    """Return the last good number to propose for a unit: the last one taken from its newest life, 0 for none."""
    with desk.read() as session:
        last = store.listed(session, TakenPackage, descending=True, limit=1, sender=unit)
        return proposed(session, unit)[last[0].instance] if last else 0


def number_of(text: str) -> int | None:
    """Return a typed last good number, None for an empty one; raises `Problems` for what is no number."""
    plain = text.strip()
    if plain and not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise _problem("good", "not_a_number", "最后有效号应为 0 或更大的整数，请核对。")
    return int(plain) if plain else None


def withdraw(desk: Desk, op: Op, peer: Peer, good: Mapping[str, int], reason: str) -> None:
    """Set a unit's key out of use: what it sent counts up to the last good number of each stream, no further."""
    withdrawn = {
        "unit": peer.unit,
        "name": peer.name,
        "key": peer.fingerprint,
        "since": peer.since,
        "withdrawn": op.stamp.at[:10],
        "reason": reason,
        "last_good": dict(good),
    }
    known = [one for one in _withdrawn(desk) if one["key"] != peer.fingerprint]
    desk.put_setting(op, _WITHDRAWN, [*known, withdrawn])
    revoked = {**trust.own_revoked(desk), peer.fingerprint: dict(good)}
    desk.put_setting(op, trust.REVOKED, revoked)


def revoke(desk: Desk, unit: str, reason: str, last_good: int | None = None) -> Done[int]:
    """Stop a unit's certificate that this desk issued; the value is the register's new number.

    `last_good` is the last number of its newest life that still counts, without it the last one taken. Raises `Problems`
    for a missing reason or a negative number, `Trouble` NO_PEER for a unit without a certificate of this desk.
    """
    if not reason.strip():
        raise _problem("reason", "missing_required", "请写停用原因，如“电脑被盗”。")
    if last_good is not None and last_good < 0:
        raise _problem("last_good", "out_of_range", "最后有效号应为 0 或更大的整数，请核对。")
    with desk.operation("停用单位证书") as op:
        peer = op.session.get(Peer, unit)
        if peer is None or peer.relation != trust.CHILD or peer.revoked:
            words = "这个单位没有本单位发的、还在用的单位证书；请从报送关系的列表里选。"
            raise Trouble("NO_PEER", words)
        good = proposed(op.session, unit)
        last = store.listed(op.session, TakenPackage, descending=True, limit=1, sender=unit)
        if last_good is not None and last:
            good[last[0].instance] = last_good
        withdraw(desk, op, peer, good, reason.strip())
        peer.revoked = True
        number = publish(desk, op)
    return Done(number, frozenset(op.changes))


def publish(desk: Desk, op: Op) -> int:
    """Write and sign the register as it stands now, one number higher; return the number."""
    from cso_desk.packages.unit_register import Register, sign_register

    op.session.flush()
    before = _kept(desk, _OWN)
    number = before.register.no + 1 if before is not None else 1
    register = Register(
        v=1,
        issuer=desk.unit,
        issuer_name=own_unit(desk).name,
        no=number,
        issued=op.stamp.at,
        units=tuple(_entries(desk, op.session)),
    )
    signed = sign_register(register, trust.keys_of(desk), trust.own_chain(desk))
    desk.put_setting(op, _OWN, asdict(signed))
    return number


def _entries(desk: Desk, session: Session) -> Iterator[Any]:
    from cso_desk.packages.unit_register import Entry

    for one in _withdrawn(desk):
        yield Entry(**one)
    for peer in store.listed(session, Peer, order="unit", relation=trust.CHILD, revoked=False):
        yield Entry(unit=peer.unit, name=peer.name, key=peer.fingerprint, since=peer.since)


def _withdrawn(desk: Desk) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", desk.get_setting(_WITHDRAWN) or [])


def _kept(desk: Desk, key: str, issuer: str = "") -> SignedRegister | None:
    from cso_desk.packages.unit_register import SignedRegister

    found = desk.get_setting(key)
    if issuer:
        found = (found or {}).get(issuer)
    return SignedRegister(**found) if found else None


def _all(desk: Desk) -> list[SignedRegister]:
    own = _kept(desk, _OWN)
    above = [_kept(desk, _ABOVE, issuer) for issuer in desk.get_setting(_ABOVE) or {}]
    return [one for one in (own, *above) if one is not None]


def listed(desk: Desk) -> list[KeyLine]:
    """Return all lines of this desk's register and of those that came from above, the own ones first."""
    return [line for signed in _all(desk) for line in _lines(signed.register)]


def _lines(register: Register) -> Iterator[KeyLine]:
    for one in register.units:
        good = max(one.last_good.values(), default=0)
        facts = (one.unit, one.name, one.key, one.since, one.withdrawn, one.reason)
        yield KeyLine(register.issuer_name, register.no, *facts, good)


def gather(desk: Desk, session: Session, child: Neighbour) -> Sequence[Row]:
    """Return the registers that a unit below gets: this desk's own and those of the units above it."""
    from cso_desk.packages.unit_register import register_rows

    return register_rows(_all(desk))


def check(desk: Desk, sender: Neighbour, rows: Sequence[Row]) -> str:
    """Return what is wrong with registers that came down, empty where they are signed by units above this desk."""
    from cso_desk.packages.refusals import Refusal

    try:
        _proved(desk, rows)
    except Refusal:
        return _DOUBT
    return ""


def heed(desk: Desk, op: Op, sender: Neighbour, rows: Sequence[Row]) -> Sequence[str]:
    """Keep the registers that are newer than those known, and let the keys that they withdraw count no longer."""
    words = []
    for signed, register in _proved(desk, rows):
        known = _kept(desk, _ABOVE, register.issuer)
        number = known.register.no if known is not None else 0
        if register.no == number and known is not None and known.text != signed.text:
            words.append(f"{register.issuer_name}有两份第 {number} 号单位名册，请向它核实。")
        if register.no <= number:
            continue
        _keep(desk, op, signed, register)
        words.append(f"{register.issuer_name}第 {register.no} 号单位名册已采用。")
        words += _about_own(desk, register)
    return words


def _keep(desk: Desk, op: Op, signed: SignedRegister, register: Register) -> None:
    kept = {**(desk.get_setting(_ABOVE) or {}), register.issuer: asdict(signed)}
    desk.put_setting(op, _ABOVE, kept)
    gone = sorted({one.key for one in register.units if one.withdrawn})
    above = {**(desk.get_setting(trust.REVOKED_ABOVE) or {}), register.issuer: gone}
    desk.put_setting(op, trust.REVOKED_ABOVE, above)


def _about_own(desk: Desk, register: Register) -> Iterator[str]:
    own = trust.keys_of(desk).fingerprint
    for one in register.units:
        if one.key == own and one.withdrawn:
            yield f"本单位的单位证书已停用（{one.reason}），请换新的单位证书后再上报。"


def _proved(desk: Desk, rows: Sequence[Row]) -> list[tuple[SignedRegister, Register]]:
    """Return the registers of units above this desk; raises `Refusal` where one is not proved or from elsewhere."""
    from cso_desk.packages.refusals import Refusal
    from cso_desk.packages.unit_register import check_register, read_registers

    anchors, inside = _anchors(desk), trust.inside_of(desk)
    found = []
    for signed in read_registers(rows):
        register = check_register(signed, anchors, inside)
        if register.issuer == desk.unit or not inside(desk.unit, register.issuer):
            raise Refusal("OUT_OF_SCOPE", "register of a unit that is not above")
        found.append((signed, register))
    return found


def _anchors(desk: Desk) -> list[Anchor]:
    """Return whom this desk believes a register: the pinned parent, and every unit above it in this desk's own chain."""
    from cso_desk.packages.certificates import Anchor

    with desk.read() as session:
        pinned = store.listed(session, Peer, relation=trust.PARENT, revoked=False)
    keys = {one.fingerprint for one in pinned}
    keys |= {one.fingerprint for one in trust.own_chain(desk).certificates[:-1]}
    return [Anchor(one, False) for one in sorted(keys)]


def _problem(key: str, code: str, message: str) -> Problems:
    return Problems([Problem("", key, code, message)])
