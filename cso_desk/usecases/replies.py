"""The answer to a package: the sealed receipt, kept to be given again, and the printed 回执单 (packages.md 2.7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import TRAVELLING, SentPackage, TakenPackage
from cso_desk.store import Desk, Op, RefusedRow, Session, Staging

from . import exchange_papers, mailing, policy_pack, trust
from .arriving import LookedAt, missing_seqs
from .exchange_papers import PackageFacts, ReceiptFacts, RefusedLine
from .exchange_words import day_word, remedy
from .mailing import Letter, Sealed
from .print_forms import write_whole
from .projection import branch, projection_of

if TYPE_CHECKING:
    from cso_desk.packages.cover import ReadCover
    from cso_desk.packages.open import Opened
    from cso_desk.packages.receipt import Receipt, Rejected, Taken


@dataclass(frozen=True, slots=True)
class Received:
    """One package that this desk took in by its id; `receipt` is the id of the receipt that answered it."""

    package: str
    receipt: str
    sender_name: str
    seq: int
    check_code: str
    taken_at: str
    taken_by: str
    organizations: int
    refused: int


EMPTY_STATE = hashlib.sha256().hexdigest()
"""The state of a table without rows: also that of one which a program of another schema does not know."""
_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_TABLES = frozenset(one.__tablename__ for one in TRAVELLING)


def state_of(session: Session, owners: str | Collection[str]) -> dict[str, str]:
    """Return per table the state hash of what this desk took in of these owners (packages.md 2.6)."""
    from cso_desk.packages.rows import state_hash

    return {one.__tablename__: state_hash(store.held(session, one, owners)) for one in TRAVELLING}


def seal_receipt(
    desk: Desk, op: Op, package: Opened, staging: Staging, info: LookedAt, progress: Progress
) -> Sealed:
    """Seal the receipt for a package that `op` takes in and put it on the list of sent ones; raises `Trouble`."""
    from cso_desk.packages.receipt import receipt_schemas, receipt_tables

    receipt = _receipt(desk, op, package, staging, info)
    taken = mailing.last_taken(op.session, package.cover.from_unit, receipt.instance) or 0
    letter = Letter(
        kind="receipt",
        to=trust.below(package.sender.party),
        tables=receipt_tables(receipt),
        schemas=receipt_schemas(),
        profile=projection_of(policy_pack.pack(desk)).profile,
        acked_seq=max(receipt.seq, taken),
    )
    sealed = mailing.seal(desk, op, letter, progress)
    mailing.remember(desk, op, sealed, {})
    return sealed


def _receipt(desk: Desk, op: Op, package: Opened, staging: Staging, info: LookedAt) -> Receipt:
    from cso_desk.packages.receipt import Receipt

    cover = package.cover
    return Receipt(
        package=cover.id,
        cover_sha256=package.cover_sha256,
        instance=cover.instance,
        seq=cover.seq,
        verdict="part" if info.verdict == "part" else "ok",
        code=None,
        tables={table: _taken(counts) for table, counts in info.tables.items() if table in _TABLES},
        missing_seqs=info.missing_seqs,
        state_hash=state_of(op.session, branch(desk, op.session, cover.from_unit)),
        taken_at=op.stamp.at,
        rejected=tuple(map(_rejected, staging.refused)),
    )


def answer_fork(desk: Desk, info: LookedAt, head: ReadCover, folder: Path | None) -> LookedAt:
    """Tell the sender with a receipt that its numbers do not fit what came before, so that it begins anew."""
    from cso_desk.packages.receipt import Receipt, receipt_schemas, receipt_tables

    sender = trust.neighbour(desk, info.sender)
    if sender is None or folder is None:
        return info
    cover = head.cover
    with mailing.Leftovers() as leftovers, desk.operation(f"退回{info.sender_name}上报包") as op:
        receipt = Receipt(
            package=cover.id,
            cover_sha256=head.sha256,
            instance=cover.instance,
            seq=cover.seq,
            verdict="fork",
            code="FORK",
            tables={},
            missing_seqs=(),
            state_hash=state_of(op.session, cover.from_unit),
            taken_at=op.stamp.at,
        )
        letter = Letter(
            kind="receipt",
            to=sender,
            tables=receipt_tables(receipt),
            schemas=receipt_schemas(),
            profile=projection_of(policy_pack.pack(desk)).profile,
        )
        sealed = mailing.seal(desk, op, letter, Silent())
        leftovers.files.append(sealed.file)
        mailing.remember(desk, op, sealed, {})
    file = mailing.hand_over(sealed.file, folder, sealed.name, sealed.made.cover.seq, Silent())
    return replace(info, receipt=file)


def _taken(counts: Mapping[str, int]) -> Taken:
    from cso_desk.packages.receipt import Taken

    keys = ("added", "changed", "removed", "refused")
    same = counts.get("same", 0) + counts.get("older", 0)
    return Taken(**{key: counts.get(key, 0) for key in keys}, same=same)


def _rejected(row: RefusedRow) -> Rejected:
    from cso_desk.packages.receipt import Rejected

    return Rejected(
        table=row.table if _TABLE_NAME.fullmatch(row.table) or row.code == "part" else "_deletes",
        id=row.id or None,
        line=row.line or None,
        code=row.code,
        field=None,
        value_masked=None,
        why_zh=row.why,
        remedy_zh=remedy(row.code),
        winner=row.winner,
    )


def kept(info: LookedAt) -> list[dict[str, str]]:
    """Return the rows that were not taken as the database keeps them, to print the 回执单 again."""
    return [asdict(line) for line in info.refused_rows]


def hand_over(
    desk: Desk, info: LookedAt, receipt: str, receipts: Path | None, papers: Path | None
) -> LookedAt:
    """Write the sealed receipt (by its id) of a package that was taken, now or before, and its paper.

    The package stays taken when a folder fails: then the message says what could not be written.
    """
    with desk.read() as session:
        taken = store.listed(session, TakenPackage, receipt_id=receipt)[0]
        sent = store.listed(session, SentPackage, id=receipt)[0]
    try:
        if receipts is not None:
            info = replace(info, receipt=_hand_over_receipt(desk, sent, receipts))
        if papers is not None:
            paper = papers / f"{Path(sent.file).stem}.pdf"
            write_whole(paper, _paper(desk, taken))
            info = replace(info, paper=paper)
    except Trouble as trouble:
        words = f"{info.message}数据已接收，但回执没有写成：{trouble.message}"
        return replace(info, unwritten=True, message=words)
    return info


def _hand_over_receipt(desk: Desk, sent: SentPackage, folder: Path) -> Path:
    file = mailing.outbox_file(desk, sent.id)
    if not file.exists():
        words = "当时的回执文件已不在本机，请打印回执单盖章后交对方。"
        raise Trouble("NOT_IN_OUTBOX", words)
    return mailing.hand_over(file, folder, sent.file, sent.seq, Silent())


def received(desk: Desk) -> list[Received]:
    """Return the packages that this desk took in, the newest first."""
    from cso_desk.packages.cover import check_code

    with desk.read() as session:
        found = store.listed(session, TakenPackage, descending=True, kind="report")
    return [
        Received(
            package=one.id,
            receipt=one.receipt_id,
            sender_name=one.cover["from_name"],
            seq=one.seq,
            check_code=check_code(one.cover_hash),
            taken_at=one.taken_at,
            taken_by=one.taken_by,
            organizations=one.cover["rows"].get("organization", {}).get("upsert", 0),
            refused=len(one.refused),
        )
        for one in found
    ]


def receipt_paper(desk: Desk, receipt: str) -> bytes:
    """Return the 回执单 of a package by its receipt's id (see `received`) as PDF; raises `Trouble` NO_RECORD."""
    with desk.read() as session:
        found = store.listed(session, TakenPackage, receipt_id=receipt, kind="report")
    if not found:
        raise Trouble("NO_RECORD", "没有接收过这份上报包，请刷新列表。")
    return _paper(desk, found[0])


def _paper(desk: Desk, taken: TakenPackage) -> bytes:
    refused = [RefusedLine(**line) for line in taken.refused]
    facts = ReceiptFacts(
        verdict="part" if refused else "ok",
        message="",
        taken_at=taken.taken_at,
        tables=taken.counts,
        missing_seqs=_missing_then(desk, taken),
        refused=refused,
    )
    return exchange_papers.receipt(desk, _package_facts(taken), facts)


def _missing_then(desk: Desk, taken: TakenPackage) -> tuple[int, ...]:
    with desk.read() as session:
        return missing_seqs(session, taken.sender, taken.instance, taken.seq)


def _package_facts(taken: TakenPackage) -> PackageFacts:
    from cso_desk.packages.cover import check_code

    cover = taken.cover
    return PackageFacts(
        *(taken.sender, cover["from_name"], cover["to"], cover["to_name"]),
        kind=taken.kind,
        seq=taken.seq,
        made_at=cover["created"],
        file=f"{day_word(cover['created'])}生成",
        counts={table: row["upsert"] + row["delete"] for table, row in cover["rows"].items()},
        check_code=check_code(taken.cover_hash),
    )
