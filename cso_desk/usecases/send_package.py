"""Report upward: preview, make a sealed 上报包 on a folder or stick, write it again (packages.md 2.6, 4).

Making a package is not reporting: only a receipt moves 已接收.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import SentPackage
from cso_desk.store import Desk, Op, Session

from . import (
    edges,
    enclosing,
    erasure_taking,
    exchange_papers,
    mailing,
    order_taking,
    origin,
    policy_pack,
    trust,
    witness,
)
from .done import Done
from .edges import Plan
from .enclosing import Enclosed
from .exchange_papers import PackageFacts
from .exchange_words import table_word
from .mailing import Leftovers, Letter, Sealed
from .print_forms import write_whole
from .projection import Outgoing, Projection, branch, projection_of
from .trust import Neighbour
from .units import names_of, own_unit

MAIL_OCTETS = 9 * 1024**2
"""So much the attachments may be, that the package stays under the 10 MB of the office mail."""
_STATES = {
    "": "已导出待送",
    "ok": "已接收",
    "part": "已接收，部分退回",
    "superseded": "已由后一份代替",
    "taken_back": "上级已还原，请重新生成",
}


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many rows of a table would go."""

    table: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SendPreview:
    """What a package would carry now.

    `tables` count what this unit and those below hold; `base` is the package since which only changes go, None where
    all goes. `kept_below` are the labels of the fields that stay here, `underway` is how many packages still wait for a
    receipt. `attachments` contents of `octets` together have not gone yet.
    """

    to: str
    to_name: str
    seq: int
    tables: tuple[TableCount, ...]
    organizations: int
    kept_below: tuple[str, ...]
    underway: int
    practice: bool
    base: int | None = None
    attachments: int = 0
    octets: int = 0

    @property
    def heavy(self) -> bool:
        """Whether the attachments make the package too large for the office mail (practice.md 10)."""
        return self.octets > MAIL_OCTETS


@dataclass(frozen=True, slots=True)
class SentInfo:
    """One package that was made; `rows` and `tables` count living rows and removals together.

    `organizations` is how many it stands for, changed or not; `full` tells whether all rows are in it.
    `attachments` is how many contents are in it, `waiting` how many go with a later one.
    """

    id: str
    file: Path
    to_name: str
    seq: int
    rows: int
    tables: Mapping[str, int]
    organizations: int
    check_code: str
    size: int
    slip: Path | None = None
    full: bool = True
    attachments: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One line of the outbox; `present` tells whether the package can be written again."""

    id: str
    to_name: str
    seq: int
    check_code: str
    file: str
    made_at: str
    made_by: str
    organizations: int
    rows: int
    state: str
    acknowledged_at: str
    present: bool


def preview(desk: Desk, to_code: str | None = None) -> SendPreview:
    """Return what a package would carry; raises `Trouble` NOT_ENROLLED."""
    target = trust.parent_of(desk, to_code)
    projection = _projection(desk)
    with desk.read() as session:
        plan = _plan(desk, session, target, projection, False)
        outgoing = _outgoing(desk, session, projection, plan)
        counts = tuple(TableCount(t, table_word(t), n) for t, n in outgoing.counts().items())
        underway = store.listed(session, SentPackage, kind="report", acknowledged_at="")
        seq, _ = mailing.next_in_stream(session, target.unit, desk.instance)
        goes = enclosing.passes_up(policy_pack.pack(desk), own_unit(desk).level)
        contents = enclosing.unsent(session, target.unit, outgoing.owners) if goes else (0, 0)
    return SendPreview(
        to=target.unit,
        to_name=target.name,
        seq=seq,
        tables=counts,
        organizations=sum(one.count for one in counts if one.table == "organization"),
        kept_below=tuple(projection.kept_words()),
        underway=len(underway),
        practice=mailing.is_practice(desk),
        base=plan.base,
        attachments=contents[0],
        octets=contents[1],
    )


def make(
    desk: Desk,
    to_code: str | None,
    out: Path,
    full: bool = False,
    slip: Path | None = None,
    progress: Progress | None = None,
    *,
    attachments: bool = True,
    most: int = enclosing.MOST_OCTETS,
    older_too: bool = False,
) -> Done[SentInfo]:
    """Make a sealed package of what this unit and the units below hold and write it into the folder `out`.

    It carries what changed since the last acknowledged package; all of it where that is asked for or needed (see
    `edges.plan`). Contents of attachments go once, as many as `most` octets hold, the rest later; none without
    `attachments`, for the office mail. A copy stays in the outbox until the receipt comes; `slip` is where the 报送单
    goes. Either the package lies in `out`, read back and compared, and is remembered, or nothing has happened. Raises
    `Trouble`: NOT_ENROLLED, OUT_OF_SCOPE, RESTORED unless `older_too`, the STICK_ ones, DISK_FULL; `Stopped`.
    """
    target = trust.parent_of(desk, to_code)
    witness.hold(desk, out, older_too)
    mailing.ready_folder(out)
    progress = progress or Silent()
    projection = _projection(desk)
    with ExitStack() as stack:
        leftovers = stack.enter_context(Leftovers())
        op = stack.enter_context(desk.operation(f"生成上报包：报{target.name}"))
        plan = _plan(desk, op.session, target, projection, full)
        outgoing = _outgoing(desk, op.session, projection, plan)
        enclosed = _enclosed(desk, outgoing, full, most if attachments else 0)
        sealed = _seal(desk, op, target, outgoing, enclosed, leftovers, progress)
        facts = _facts(desk, sealed, target)
        organizations = outgoing.counts()["organization"]
        if slip is not None:
            leftovers.files.append(slip)
            write_whole(slip, exchange_papers.slip(desk, facts))
        changes = frozenset(op.changes)
        file = mailing.hand_over_kept(stack, sealed, out, progress)
    return Done(_sent(sealed, target, file, slip, organizations, enclosed.waiting), changes)


def _seal(
    desk: Desk,
    op: Op,
    target: Neighbour,
    outgoing: Outgoing,
    enclosed: Enclosed,
    leftovers: Leftovers,
    progress: Progress,
) -> Sealed:
    sealed = mailing.seal(desk, op, _letter(desk, op, target, outgoing, enclosed), progress)
    leftovers.files.append(sealed.file)
    store.mark_sent(
        op, {t: {one: rev for one, (rev, _) in m.items()} for t, m in outgoing.sent.items()}
    )
    noted = {one: (0, edges.digest(one)) for one in enclosed.digests}
    mailing.remember(desk, op, sealed, {**outgoing.sent, enclosing.TABLE: noted})
    origin.keep_own(op, sealed.made)
    return sealed


def _letter(
    desk: Desk, op: Op, target: Neighbour, outgoing: Outgoing, enclosed: Enclosed
) -> Letter:
    seq, _ = mailing.next_in_stream(op.session, target.unit, desk.instance)
    before = PackageFacts(
        *(desk.unit, trust.head_of(desk).name, target.unit, target.name),
        kind="report",
        seq=seq,
        made_at=op.stamp.at,
        counts=outgoing.counts(),
    )
    children, contains = origin.children(op.session)
    orders, erasures = order_taking.to_show(op.session), erasure_taking.to_show(op.session)
    return Letter(
        kind="report",
        to=target,
        tables={**outgoing.tables(), **orders, **erasures},
        schemas={
            **outgoing.schemas(),
            **order_taking.schema_for(orders),
            **erasure_taking.schema_for(erasures),
        },
        deletes=outgoing.deletes(),
        summary=exchange_papers.summary(desk, before, mailing.app_words(desk), outgoing.owners),
        profile=outgoing.projection.profile,
        acked_seq=mailing.last_taken(op.session, target.unit),
        base=outgoing.plan.base,
        full=outgoing.plan.full,
        state_hash=outgoing.states,
        children=children,
        contains=contains,
        attachments=enclosed.contents(desk),
        more_files=bool(children or enclosed.digests),
    )


def _projection(desk: Desk) -> Projection:
    return projection_of(policy_pack.pack(desk), own_unit(desk).level)


def _enclosed(desk: Desk, outgoing: Outgoing, again: bool, most: int) -> Enclosed:
    if not enclosing.passes_up(policy_pack.pack(desk), own_unit(desk).level):
        return Enclosed((), 0)
    to, owners = outgoing.plan.to, outgoing.owners
    return enclosing.chosen(desk, outgoing.session, to, owners, again=again, most=most)


def _plan(
    desk: Desk, session: Session, target: Neighbour, projection: Projection, full: bool
) -> Plan:
    profile, today = projection.profile, desk.clock.today()
    return edges.plan(session, target.unit, desk.instance, profile, today, full)


def _outgoing(desk: Desk, session: Session, projection: Projection, plan: Plan) -> Outgoing:
    return Outgoing(session, branch(desk, session, desk.unit), projection, plan)


def _facts(desk: Desk, sealed: Sealed, target: Neighbour) -> PackageFacts:
    cover = sealed.made.cover
    return PackageFacts(
        *(desk.unit, cover.from_name, target.unit, target.name),
        kind=cover.kind,
        seq=cover.seq,
        made_at=cover.created,
        file=sealed.name,
        size=sealed.made.size,
        counts=mailing.counts_of(sealed.made),
        check_code=sealed.made.check_code,
    )


def _sent(
    sealed: Sealed,
    target: Neighbour,
    file: Path,
    slip: Path | None,
    organizations: int,
    waiting: int,
) -> SentInfo:
    made = sealed.made
    counts = mailing.counts_of(made)
    return SentInfo(
        id=made.cover.id,
        file=file,
        to_name=target.name,
        seq=made.cover.seq,
        rows=sum(counts.values()),
        tables=counts,
        organizations=organizations,
        check_code=made.check_code,
        size=made.size,
        slip=slip,
        full=made.cover.full,
        attachments=made.cover.attachments.count,
        waiting=waiting,
    )


def outbox(desk: Desk) -> list[OutboxItem]:
    """Return the packages that this desk reported, the newest first."""
    with desk.read() as session:
        found = store.listed(session, SentPackage, descending=True, kind="report")
        names = names_of(session, [one.to for one in found])
    return [_outbox_item(desk, one, names.get(one.to, "")) for one in found]


def _outbox_item(desk: Desk, sent: SentPackage, name: str) -> OutboxItem:
    return OutboxItem(
        id=sent.id,
        to_name=name,
        seq=sent.seq,
        check_code=sent.check_code,
        file=sent.file,
        made_at=sent.made_at,
        made_by=sent.made_by,
        organizations=sent.rows.get("organization", 0),
        rows=sum(sent.rows.values()),
        state=_STATES.get(sent.verdict, "被退回，请重新生成"),
        acknowledged_at=sent.acknowledged_at,
        present=mailing.outbox_file(desk, sent.id).exists(),
    )


def write_again(
    desk: Desk, package: str, out: Path, progress: Progress | None = None
) -> Done[Path]:
    """Write a package of the outbox once more, byte for byte; raises `Trouble`, `Stopped`."""
    with desk.read() as session:
        found = store.listed(session, SentPackage, id=package)
    file = mailing.outbox_file(desk, package)
    if not found or not file.exists():
        words = "发件箱里已没有这份上报包（收到回执后就不再保留），请重新生成一份。"
        raise Trouble("NOT_IN_OUTBOX", words)
    mailing.ready_folder(out)
    sent = found[0]
    return Done(mailing.hand_over(file, out, sent.file, sent.seq, progress or Silent()))
