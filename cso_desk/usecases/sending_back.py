"""退回修改包: the remarks on records below, for each unit that has to hear them (packages.md 2.3).

Remarks of units above pass through: whoever got one for a unit below it hands it on. Every package carries all that
its receiver has not confirmed, so a lost one goes again with the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import ReturnItem, SentPackage
from cso_desk.store import Desk, Op, Session

from . import mailing, policy_pack, return_paper, trust, witness
from .done import Done
from .mailing import Leftovers, Letter
from .print_forms import write_whole
from .projection import projection_of, schema_of
from .returns import KIND
from .trust import Neighbour

if TYPE_CHECKING:
    from cso_desk.packages.cover import Cover

_TABLE = ReturnItem.__tablename__


@dataclass(frozen=True, slots=True)
class GivenBack:
    """One 退回修改包 that was written: for whom, how many remarks, and its paper where one was wanted."""

    file: Path
    to: str
    to_name: str
    items: int
    check_code: str
    paper: Path | None = None


def waiting(desk: Desk) -> list[tuple[str, int]]:
    """Return the names of units below that have not confirmed remarks, and how many."""
    with desk.read() as session:
        return [(one.name, len(items)) for one, items in _waiting(desk, session)]


def unreachable(desk: Desk) -> list[str]:
    """Return the names of units that remarks are for and that no neighbour of this desk leads to."""
    from .units import names_of

    inside = trust.inside_of(desk)
    with desk.read() as session:
        below = [one for one in trust.neighbours(session) if one.relation == trust.CHILD]
        units = {one.unit or "" for one in store.listed(session, ReturnItem, owner=desk.unit)}
        lost = [unit for unit in units if not any(inside(unit, one.unit) for one in below)]
        return sorted(names_of(session, lost).values())


def _waiting(desk: Desk, session: Session) -> list[tuple[Neighbour, list[tuple[str, int]]]]:
    inside = trust.inside_of(desk)
    items = store.values_ever(session, ReturnItem, ("id", "rev", "unit", "owner"))
    units = dict(_units_ever(session))
    found = []
    for child in trust.neighbours(session):
        if child.relation != trust.CHILD:
            continue
        heard = _heard(session, child.unit)
        fresh = [
            (id_, rev)
            for id_, rev, unit, owner in items
            if inside(desk.unit, owner)
            and inside(unit or units.get(id_, ""), child.unit)
            and heard.get(id_, 0) < rev
        ]
        if fresh:
            found.append((child, fresh))
    return found


def _units_ever(session: Session) -> list[tuple[str, str]]:
    """Return for whom remarks were that were taken back meanwhile, as far as one went down."""
    found = []
    for sent in store.listed(session, SentPackage, kind=KIND):
        found += [(item, sent.to) for item in sent.revisions.get(_TABLE, {})]
    return found


def _heard(session: Session, unit: str) -> dict[str, int]:
    """Return the revision of each remark that a unit confirmed; a package on its way counts as lost until then."""
    known: dict[str, int] = {}
    for sent in store.listed(session, SentPackage, kind=KIND, to=unit):
        if sent.acknowledged_at:
            for item, (rev, _) in sent.revisions.get(_TABLE, {}).items():
                known[item] = max(rev, known.get(item, 0))
    return known


def give(
    desk: Desk, out: Path, papers: Path | None = None, progress: Progress | None = None
) -> Done[list[GivenBack]]:
    """Write a 退回修改包 into `out` for every unit below that has not confirmed all remarks on its records.

    `papers` gets the 《退回修改通知单》 of each. Raises `Trouble`: RESTORED, NOT_ENROLLED where a remark is for a unit that has no
    desk below this one, the STICK_ ones, DISK_FULL; `Stopped`. What was written before stays written.
    """
    witness.hold(desk, out)
    mailing.ready_folder(out)
    if papers is not None:
        mailing.ready_folder(papers)
    with desk.read() as session:
        waiting_for = [(one, [id_ for id_, _ in items]) for one, items in _waiting(desk, session)]
    lost = unreachable(desk)
    if not waiting_for and lost:
        words = f"{'、'.join(lost)}还没有单位证书，收不到退回修改包；请先给它办好单位证书，或打印通知单送去。"
        raise Trouble("NOT_ENROLLED", words)
    done: list[GivenBack] = []
    changes: frozenset[tuple[str, str]] = frozenset()
    for child, items in waiting_for:
        made, touched = _give_one(desk, child, items, out, papers, progress or Silent())
        done.append(made)
        changes |= touched
    return Done(done, changes)


def _give_one(
    desk: Desk,
    child: Neighbour,
    ids: Sequence[str],
    out: Path,
    papers: Path | None,
    progress: Progress,
) -> tuple[GivenBack, frozenset[tuple[str, str]]]:
    with ExitStack() as stack:
        leftovers = stack.enter_context(Leftovers())
        op = stack.enter_context(desk.operation(f"生成退回修改包：给{child.name}"))
        letter, revisions = _letter(desk, op, child, ids)
        sealed = mailing.seal(desk, op, letter, progress)
        leftovers.files.append(sealed.file)
        mailing.remember(desk, op, sealed, {_TABLE: revisions})
        paper = None
        if papers is not None:
            paper = papers / f"{Path(sealed.name).stem}.pdf"
            leftovers.files.append(paper)
            facts = return_paper.Notice(
                child.unit, child.name, sealed.made.cover.seq, sealed.made.check_code
            )
            write_whole(paper, return_paper.notice(desk, ids, facts))
        changes = frozenset(op.changes)
        file = mailing.hand_over_kept(stack, sealed, out, progress)
    code = sealed.made.check_code
    return GivenBack(file, child.unit, child.name, len(ids), code, paper), changes


def _letter(
    desk: Desk, op: Op, child: Neighbour, ids: Sequence[str]
) -> tuple[Letter, dict[str, tuple[int, str]]]:
    from cso_desk.packages.rows import row_hash

    projection = projection_of(policy_pack.pack(desk))
    drop = projection.dropped(ReturnItem)
    keys, rows, gone = store.chosen(op.session, ReturnItem, ids, drop=drop, hash_row=row_hash)
    letter = Letter(
        kind="correction",
        to=child,
        tables={_TABLE: rows},
        schemas={_TABLE: schema_of(ReturnItem, keys)},
        deletes=gone,
        profile=projection.profile,
        acked_seq=mailing.last_taken(op.session, child.unit),
    )
    return letter, {row["id"]: (row["rev"], "") for row in (*rows, *gone)}


def confirmed(op: Op, cover: Cover) -> None:
    """Heed what a package from below says it took last: a 退回修改包 with this very number arrived.

    The number is of the life of this database that the unit below heard of last: it counts in the first life, or when
    something of this life was confirmed by a receipt before.
    """
    sent = store.listed(op.session, SentPackage, to=cover.from_unit)
    known = [one for one in sent if one.instance == op.stamp.instance]
    if len(known) < len(sent) and not any(one.acknowledged_at for one in known):
        return
    for one in known:
        if one.kind == KIND and one.seq == cover.acked_seq and not one.acknowledged_at:
            one.acknowledged_at, one.verdict = op.stamp.at, "ok"
    op.session.flush()
