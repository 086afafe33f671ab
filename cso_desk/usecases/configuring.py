"""下发包: what this desk gives to the units below, who has confirmed what, and one package for each of them.

A part goes as long as its present state is not confirmed by a receipt of the unit's present life, so a lost package is
simply given again, whole. What came from above is passed on in this desk's own package: rows keep their owner, parts of
the protocol name where they came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cso_desk import store
from cso_desk.progress import Progress, Silent
from cso_desk.records import SentPackage, TakenPackage
from cso_desk.store import Desk, Op, Session

from . import config_parts, config_rows, mailing, policy_pack, trust
from .config_parts import digest_of
from .done import Done
from .exchange_words import table_word
from .mailing import Leftovers, Letter
from .projection import projection_of
from .trust import Neighbour

if TYPE_CHECKING:
    from cso_desk.packages.cover import Cover
    from cso_desk.packages.receipt import Receipt

CONFIG: Literal["config"] = "config"
NEW, SENT, CONFIRMED, REFUSED = "待下发", "已生成待回执", "已确认", "未接收"
_SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one part stands at one unit: `state` is 待下发, 已生成待回执, 已确认 or 未接收; `why` the unit's sentence.

    `seq` and `day` are of the package that the state comes from, 0 and empty before the first.
    """

    table: str
    word: str
    rows: int
    state: str
    seq: int = 0
    day: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Below:
    """A unit below that has a certificate, and how each part stands there; parts without rows are left out."""

    unit: str
    name: str
    parts: tuple[Standing, ...]

    @property
    def waiting(self) -> tuple[Standing, ...]:
        """The parts that the unit has not confirmed."""
        return tuple(one for one in self.parts if one.state != CONFIRMED)


@dataclass(frozen=True, slots=True)
class Given:
    """One 下发包 that was written: for whom, what is in it."""

    file: Path
    to: str
    to_name: str
    seq: int
    words: tuple[str, ...]
    rows: int
    check_code: str


@dataclass(frozen=True, slots=True)
class _Bundle:
    """One part or kind of record as one unit gets it."""

    table: str
    schema: Sequence[Any]
    rows: Sequence[Any]
    deletes: Sequence[Any]
    digest: str


def below(desk: Desk) -> list[Below]:
    """Return the units below that have a certificate, and what each has and has not confirmed."""
    with desk.read() as session:
        return [
            Below(one.unit, one.name, tuple(_standings(desk, session, one)))
            for one in trust.neighbours(session)
            if one.relation == trust.CHILD
        ]


def _standings(desk: Desk, session: Session, child: Neighbour) -> Iterator[Standing]:
    sent = _sent_to(session, child)
    for one in _bundles(desk, session, child):
        yield _standing(one, sent)


def _standing(bundle: _Bundle, sent: Sequence[SentPackage]) -> Standing:
    facts = (bundle.table, table_word(bundle.table), len(bundle.rows) + len(bundle.deletes))
    carrying = [one for one in sent if bundle.table in one.revisions["tables"]]
    same = [one for one in carrying if one.revisions["tables"][bundle.table] == bundle.digest]
    answered = next((one for one in carrying if one.acknowledged_at), None)
    on_its_way = next((one for one in same if not one.acknowledged_at), None)
    why = answered.revisions["back"].get(bundle.table, "") if answered in same and answered else ""
    if answered is not None and answered in same and not why:
        return Standing(*facts, CONFIRMED, answered.seq, answered.acknowledged_at[:10])
    if on_its_way is not None:
        return Standing(*facts, SENT, on_its_way.seq, on_its_way.made_at[:10])
    if why and answered is not None:
        return Standing(*facts, REFUSED, answered.seq, answered.acknowledged_at[:10], why)
    return Standing(*facts, NEW)


def _sent_to(session: Session, child: Neighbour) -> list[SentPackage]:
    """Return the packages that count at the unit's present life, the newest first."""
    last = store.listed(session, TakenPackage, descending=True, limit=1, sender=child.unit)
    life = last[0].instance if last else ""
    return [
        one
        for one in store.listed(session, SentPackage, descending=True, kind=CONFIG, to=child.unit)
        if one.verdict != _SUPERSEDED
        and (not one.acknowledged_at or one.revisions.get("life") == life)
    ]


def _bundles(desk: Desk, session: Session, child: Neighbour) -> Iterator[_Bundle]:
    """Go through what a unit gets, parts and records without content left out."""
    for part in config_parts.PARTS:
        rows = list(part.gather(desk, session, child))
        if rows:
            yield _Bundle(part.table, part.schema, rows, (), digest_of(rows))
    for sort in config_rows.SORTS:
        found = config_rows.found(desk, session, sort, child)
        if found.rows or found.deletes:
            digest = digest_of([*found.rows, *found.deletes])
            yield _Bundle(sort.table, found.schema, found.rows, found.deletes, digest)


def give(
    desk: Desk,
    out: Path,
    children: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Done[list[Given]]:
    """Write a 下发包 into `out` for every unit below (or those of `children`) that has not confirmed everything.

    Raises `Trouble`: the STICK_ ones, DISK_FULL; `Stopped`. What was written before stays written.
    """
    mailing.ready_folder(out)
    with desk.read() as session:
        wanted = [one for one in trust.neighbours(session) if one.relation == trust.CHILD]
        wanted = [one for one in wanted if children is None or one.unit in children]
    steps = progress or Silent()
    done: list[Given] = []
    changes: frozenset[tuple[str, str]] = frozenset()
    for place, child in enumerate(wanted):
        steps.step(place, len(wanted), child.name)
        with desk.read() as session:
            bundles = _open_ones(desk, session, child)
        if bundles:
            made, touched = _give_one(desk, child, bundles, out, steps)
            done.append(made)
            changes |= touched
    steps.step(len(wanted), len(wanted))
    return Done(done, changes)


def _open_ones(desk: Desk, session: Session, child: Neighbour) -> list[_Bundle]:
    sent = _sent_to(session, child)
    found = _bundles(desk, session, child)
    return [one for one in found if _standing(one, sent).state != CONFIRMED]


def _give_one(
    desk: Desk, child: Neighbour, bundles: Sequence[_Bundle], out: Path, progress: Progress
) -> tuple[Given, frozenset[tuple[str, str]]]:
    with ExitStack() as stack:
        leftovers = stack.enter_context(Leftovers())
        op = stack.enter_context(desk.operation(f"生成下发包：给{child.name}"))
        letter = Letter(
            kind=CONFIG,
            to=child,
            tables={one.table: one.rows for one in bundles},
            schemas={one.table: one.schema for one in bundles},
            deletes=[row for one in bundles for row in one.deletes],
            profile=projection_of(policy_pack.pack(desk)).profile,
            acked_seq=mailing.last_taken(op.session, child.unit),
        )
        sealed = mailing.seal(desk, op, letter, progress)
        leftovers.files.append(sealed.file)
        mailing.remember(desk, op, sealed, {"tables": {one.table: one.digest for one in bundles}})
        changes = frozenset(op.changes)
        file = mailing.hand_over_kept(stack, sealed, out, progress)
    words = tuple(table_word(one.table) for one in bundles)
    rows = sum(len(one.rows) + len(one.deletes) for one in bundles)
    made = sealed.made
    return Given(
        file, child.unit, child.name, made.cover.seq, words, rows, made.check_code
    ), changes


def acknowledge(
    desk: Desk, op: Op, sent: SentPackage, cover: Cover, receipt: Receipt
) -> list[Path]:
    """Mark a 下发包 as taken, but for the parts that came back; return the outbox copies that nobody needs any more.

    Earlier ones without a receipt wait no longer: this one carried all that was not confirmed.
    """
    back = {one.table: one.why_zh for one in receipt.rejected}
    sent.revisions = {**sent.revisions, "back": back, "life": cover.instance}
    sent.acknowledged_at = receipt.taken_at
    open_ones = store.listed(op.session, SentPackage, to=sent.to, kind=CONFIG, acknowledged_at="")
    older = [one for one in open_ones if one.n < sent.n]
    for one in older:
        one.acknowledged_at, one.verdict = receipt.taken_at, _SUPERSEDED
    return [mailing.outbox_file(desk, one.id) for one in (sent, *older)]
