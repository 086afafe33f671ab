"""Where a record came from: the packages that brought it, level by level, each proved by what its sender signed (packages.md 2.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import KeptCover, TakenPackage
from cso_desk.store import Desk, Op, Session

from . import trust
from .exchange_words import RECORDS
from .units import names_of

if TYPE_CHECKING:
    from cso_desk.packages.children import Proof
    from cso_desk.packages.cover import Cover
    from cso_desk.packages.make import Made
    from cso_desk.packages.open import Opened


@dataclass(frozen=True, slots=True)
class Step:
    """One package on the way of a record: who made it, its number and moment.

    `proved` tells that its sender signed it and the lists of its files; `why` is the sentence where that does not hold.
    """

    package: str
    unit: str
    name: str
    seq: int
    made_at: str
    check_code: str
    proved: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who maintains a record, and the packages that brought it here, the nearest first.

    The first step is the very package that brought this version; each further one is the newest that its sender had
    taken from the unit below when it made its own. `whole` tells that the way goes down to the owner and all is proved.
    """

    owner: str
    owner_name: str
    steps: tuple[Step, ...]
    whole: bool


def keep(op: Op, package: Opened) -> None:
    """Keep the cover of a package that is taken, and those of the packages that went into it.

    What a sender says of others never replaces what came from themselves. Raises `Refusal` for a cover without form.
    """
    covers = {**dict(package.children()), package.cover.id: package.proof}
    for name, proof in covers.items():
        known = op.session.get(KeptCover, name) is not None
        if not known or name == package.cover.id:
            op.session.merge(KeptCover(id=name, sender=_sender(proof), **_parts(proof)))
    op.session.flush()


def _sender(proof: Proof) -> str:
    from cso_desk.packages.cover import read_cover

    return read_cover(proof.cover).cover.from_unit


def _parts(proof: Proof) -> dict[str, bytes]:
    keys = ("cover", "signature", "chain", "tagmanifest", "manifest")
    return {key: getattr(proof, key) for key in keys}


def keep_own(op: Op, made: Made) -> None:
    """Keep the cover of a package that this desk made, to know later what it said."""
    empty = dict.fromkeys(("signature", "chain", "tagmanifest", "manifest"), b"")
    cover = made.cover
    op.session.add(KeptCover(id=cover.id, sender=cover.from_unit, cover=made.cover_bytes, **empty))
    op.session.flush()


def said(session: Session, package: str) -> Cover | None:
    """Return the cover of a package that this desk made or took, None where it was not kept."""
    from cso_desk.packages.cover import read_cover

    found = session.get(KeptCover, package)
    return read_cover(found.cover).cover if found is not None else None


def children(session: Session) -> tuple[dict[str, Proof], tuple[str, ...]]:
    """Return the covers that go into this desk's next report, by package id, and the ids of the direct ones.

    They are those of the newest package of each unit below, and of all that went into these.
    """
    direct = tuple(sorted(_newest(session)))
    found: dict[str, Proof] = {}
    waiting = list(direct)
    while waiting:
        package = waiting.pop()
        kept = session.get(KeptCover, package)
        cover = said(session, package)
        if package in found or kept is None or cover is None:
            continue
        found[package] = _proof(kept)
        waiting += cover.contains
    return found, tuple(one for one in direct if one in found)


def _newest(session: Session) -> Iterator[str]:
    """Go through the newest package of each sender, by its number in the life of its database that came last."""
    keys = ("sender", "instance", "seq", "id")
    taken: dict[str, tuple[str, int, str]] = {}
    for sender, instance, seq, package in store.values_of(
        session, TakenPackage, keys, kind="report"
    ):
        before = taken.get(sender)
        if before is None or before[0] != instance or seq > before[1]:
            taken[sender] = (instance, seq, package)
    yield from (package for _, _, package in taken.values())


def _proof(kept: KeptCover) -> Proof:
    from cso_desk.packages.children import Proof

    return Proof(kept.cover, kept.signature, kept.chain, kept.tagmanifest, kept.manifest)


def of(desk: Desk, table: str, record: str) -> Origin:
    """Return the way of a record from its owner to this desk; raises `Trouble` NO_RECORD."""
    with desk.read() as session:
        kind = RECORDS.get(table)
        found: Any = store.get(session, kind, record) if kind is not None else None
        if found is None:
            raise Trouble("NO_RECORD", "找不到这条记录，请刷新列表。")
        owner, package = found.owner, found.src_pkg
        names = names_of(session, [owner])
        steps = tuple(_Way(desk, session, owner).from_package(package)) if package else ()
    reached = owner == (steps[-1].unit if steps else desk.unit)
    whole = reached and all(one.proved for one in steps)
    return Origin(owner, names.get(owner, ""), steps, whole)


class _Way:
    """Follows one record down."""

    def __init__(self, desk: Desk, session: Session, owner: str) -> None:
        self._session = session
        self._owner = owner
        self._inside = trust.inside_of(desk)
        own = trust.keys_of(desk).fingerprint
        own_before = (one.fingerprint for one in trust.former_keys(desk))
        self._trusted = {own, *own_before, *(one.fingerprint for one in trust.neighbours(session))}

    def from_package(self, package: str) -> Iterator[Step]:
        """Yield the steps from the package that brought the record here."""
        trusted: Collection[str] = self._trusted
        above: Cover | None = None
        next_one: str | None = package
        while next_one is not None:
            cover = said(self._session, next_one)
            if cover is None:
                return
            yield self._step(next_one, cover, trusted, above)
            trusted, above = {cover.from_key}, cover
            next_one = None if cover.from_unit == self._owner else self._below(cover)

    def _below(self, cover: Cover) -> str | None:
        for package in cover.contains:
            child = said(self._session, package)
            if child is not None and self._inside(self._owner, child.from_unit):
                return package
        return None

    def _step(
        self, package: str, cover: Cover, trusted: Collection[str], above: Cover | None
    ) -> Step:
        from cso_desk.packages.canonical import sha256_hex
        from cso_desk.packages.children import check_proof
        from cso_desk.packages.cover import check_code
        from cso_desk.packages.refusals import Refusal

        kept = self._session.get_one(KeptCover, package)
        why = ""
        try:
            check_proof(_proof(kept), trusted)
        except Refusal as refusal:
            why = refusal.message
        if cover.id != package or (above is not None and cover.to_unit != above.from_unit):
            why = "这份上报包的封面与它的去向对不上，请向报送单位核实。"
        code = check_code(sha256_hex(kept.cover))
        who = (cover.from_unit, cover.from_name)
        return Step(package, *who, cover.seq, cover.created, code, not why, why)
