"""Receipts that came back: they alone move 已接收 (packages.md 2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import SentPackage, TakenPackage
from cso_desk.store import Desk, Op, Session

from . import (
    arriving,
    configuring,
    edges,
    forks,
    mailing,
    origin,
    overruling,
    receipt_order,
)
from .done import Done
from .exchange_papers import RefusedLine
from .exchange_words import KINDS, RECORDS, VERDICTS, seqs_word, table_word
from .replies import EMPTY_STATE

if TYPE_CHECKING:
    from cso_desk.packages.cover import Cover
    from cso_desk.packages.open import Opened
    from cso_desk.packages.receipt import Receipt
    from cso_desk.packages.refusals import Refusal

_TAKEN = ("ok", "part", "duplicate")
SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class ReceiptInfo:
    """What a receipt says of one package.

    `tables` counts rows by what happened to them, `refused_rows` came back, `differing` are labels of tables that are
    not the same on both sides, `again` tells that this receipt had been taken before, `kind` what it answers.
    The verdict `taken_back` says that the superior took the package back; `waiting_again` are the numbers of others that it no longer has.
    """

    package: str
    seq: int
    from_name: str
    verdict: str
    tables: Mapping[str, Mapping[str, int]]
    refused_rows: tuple[RefusedLine, ...]
    missing_seqs: tuple[int, ...]
    differing: tuple[str, ...]
    again: bool = False
    waiting_again: tuple[int, ...] = ()
    kind: str = "report"

    @property
    def words(self) -> str:
        """The sentence about this receipt."""
        begin = "这份回执以前收过。" if self.again else ""
        verdict = VERDICTS.get(self.verdict, self.verdict)
        noun = KINDS.get(self.kind, "上报")
        text = f"{begin}第 {self.seq:04d} 号{noun}包：{self.from_name}{verdict}。"
        if self.verdict == "fork":
            text += "本机已重新开始编号，请重新生成一份全部数据的上报包。"
        if self.refused_rows and self.kind == configuring.CONFIG:
            text += f"有 {len(self.refused_rows)} 项没有接收，请按原因改正后再下发一次。"
        elif self.refused_rows:
            text += f"退回 {len(self.refused_rows)} 条，请改正后随下一个上报包再报。"
        if self.verdict == receipt_order.TAKEN_BACK:
            text += "里面的内容会随下一个上报包再报，请重新生成一份。"
        lost = tuple(one for one in self.missing_seqs if one not in self.waiting_again)
        if lost:
            text += f"对方没有收到第 {seqs_word(lost)} 号，不用补送：这一份已带全部变化。"
        if self.waiting_again:
            text += (
                f"对方已没有第 {seqs_word(self.waiting_again)} 号的内容，下一个上报包会自动再带上。"
            )
        if self.differing:
            words = "、".join(self.differing)
            text += f"两边的数据还不一致（{words}），请与接收单位核对这些内容。"
        return text


def take_receipt(desk: Desk, file: Path, progress: Progress | None = None) -> Done[ReceiptInfo]:
    """Take a receipt: mark what was acknowledged, show what came back.

    The same receipt again changes nothing and says so. Raises `Trouble`: the codes of packages.md 5, MALFORMED for a
    file that is no receipt or answers no package of this desk.
    """
    from cso_desk.packages.receipt import read_receipt
    from cso_desk.packages.refusals import Refusal

    try:
        with arriving.opened(desk, file, progress or Silent()) as package:
            if package.cover.kind != "receipt":
                words = f"{file.name} 是上报包，不是回执；请在“报送”里用“接收上报包”。"
                raise Trouble("MALFORMED", words)
            receipt = read_receipt(package)
            return _take(desk, package, receipt)
    except Refusal as refusal:
        known = _taken_before(desk, refusal)
        if known is None:
            raise
        return Done(known)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one of several receipts said; `info` is None where it was not taken, and `words` say why."""

    file: Path
    words: str
    info: ReceiptInfo | None = None


def take_receipts(
    desk: Desk, files: Sequence[Path], progress: Progress | None = None
) -> Done[list[Answer]]:
    """Take several receipts in the order given; one that cannot be taken is told of, and the others go on.

    Raises `Trouble` when this computer's disk fails; `Stopped`.
    """
    answers: list[Answer] = []
    changes: set[tuple[str, str]] = set()
    steps = progress or Silent()
    for place, file in enumerate(files):
        steps.step(place, len(files), file.name)
        try:
            done = take_receipt(desk, file, steps)
        except Trouble as trouble:
            answers.append(Answer(file, arriving.about_one(trouble).message))
        else:
            answers.append(Answer(file, done.value.words, done.value))
            changes |= done.changes
    return Done(answers, frozenset(changes))


def _take(desk: Desk, package: Opened, receipt: Receipt) -> Done[ReceiptInfo]:
    with desk.operation(f"收回执：第 {receipt.seq:04d} 号") as op:
        sent = _answered(op.session, package, receipt)
        info = replace(_info(desk, package, receipt), kind=sent.kind)
        files: list[Path] = []
        if not receipt_order.is_outdated(op.session, package.cover, sent.id):
            again = receipt_order.gone_there(op, package.cover, receipt)
            info = replace(info, waiting_again=again)
            files = _heed(desk, op, package, sent, receipt)
        _remember(desk, op, package, receipt, info)
        changes = frozenset(op.changes)
    mailing.discard(*files)
    return Done(info, changes)


def _heed(desk: Desk, op: Op, package: Opened, sent: SentPackage, receipt: Receipt) -> list[Path]:
    """Do what a receipt says and return the outbox copies that nobody needs any more."""
    cover = package.cover
    files: list[Path] = []
    if receipt_order.verdict_of(receipt) == receipt_order.TAKEN_BACK:
        receipt_order.take_back(op, sent, cover.acked_seq or 0)
    else:
        if receipt.verdict in _TAKEN:
            files = _acknowledge(desk, op, cover, sent, receipt)
        sent.verdict = receipt.verdict
    forks.heed(desk, op, cover.id, receipt)
    overruling.heed(desk, op, package, receipt)
    return files


def _answered(session: Session, package: Opened, receipt: Receipt) -> SentPackage:
    """Return the package that a receipt answers, which went to the unit that the receipt comes from."""
    found = store.listed(
        session,
        SentPackage,
        id=receipt.package,
        kind=("report", "transfer", "config", "correction"),
        cover_hash=receipt.cover_sha256,
        to=package.cover.from_unit,
    )
    if not found:
        words = (
            f"这份回执（第 {receipt.seq:04d} 号上报包）在本机发件箱里找不到对应的上报包，没有办理；"
            "如果刚用备份恢复过，请重新生成一份上报包。"
        )
        raise Trouble("MALFORMED", words)
    return found[0]


def _acknowledge(
    desk: Desk, op: Op, cover: Cover, sent: SentPackage, receipt: Receipt
) -> list[Path]:
    """Mark rows as acknowledged and return the outbox copies that nobody needs any more."""
    if sent.kind == configuring.CONFIG:
        return configuring.acknowledge(desk, op, sent, cover, receipt)
    if sent.kind != "report":
        sent.acknowledged_at = receipt.taken_at
        return [mailing.outbox_file(desk, sent.id)]
    came_back = {(one.table, one.id) for one in receipt.rejected}
    older = edges.acknowledge(op, sent, receipt.taken_at, came_back)
    _check_state(op, sent, receipt)
    newest = receipt_order.is_cumulative(op.session, cover)
    heard = edges.heard(op, cover, receipt.instance) if newest else []
    for one in (*older, *heard[1:]):
        one.acknowledged_at, one.verdict = receipt.taken_at, SUPERSEDED
    return [mailing.outbox_file(desk, one.id) for one in (sent, *older, *heard)]


def _check_state(op: Op, sent: SentPackage, receipt: Receipt) -> None:
    """Let the next package be full where the other side holds something else than rows that came back explain."""
    cover = origin.said(op.session, sent.id)
    came_back = {one.table for one in receipt.rejected}
    if cover is not None and any(
        receipt.state_hash.get(table, EMPTY_STATE) != wanted
        for table, wanted in cover.state_hash.items()
        if table not in came_back
    ):
        edges.want_full(op, sent.to)


def _info(desk: Desk, package: Opened, receipt: Receipt) -> ReceiptInfo:
    import msgspec

    return ReceiptInfo(
        package=receipt.package,
        seq=receipt.seq,
        from_name=package.cover.from_name,
        verdict=receipt_order.verdict_of(receipt),
        tables=msgspec.to_builtins(receipt.tables),
        refused_rows=tuple(_line(desk, one) for one in receipt.rejected),
        missing_seqs=receipt.missing_seqs,
        differing=_differing(desk, receipt),
    )


def _line(desk: Desk, rejected: Any) -> RefusedLine:
    return RefusedLine(
        rejected.table,
        _name_of(desk, rejected.table, rejected.id),
        rejected.field or "",
        rejected.why_zh,
        rejected.remedy_zh,
    )


def _name_of(desk: Desk, table: str, record: str | None) -> str:
    kind = RECORDS.get(table)
    if kind is None or record is None:
        return ""
    with desk.read() as session:
        found = store.get(session, kind, record)
    return str(getattr(found, "name", "") or "")


def _differing(desk: Desk, receipt: Receipt) -> tuple[str, ...]:
    """Return the labels of tables whose state on the other side is not what the package said."""
    if receipt_order.verdict_of(receipt) == receipt_order.TAKEN_BACK:
        return ()
    with desk.read() as session:
        cover = origin.said(session, receipt.package)
    said = cover.state_hash if cover is not None else {}
    found = receipt.state_hash
    return tuple(
        table_word(table) for table in said if said[table] != found.get(table, EMPTY_STATE)
    )


def _remember(desk: Desk, op: Op, package: Opened, receipt: Receipt, info: ReceiptInfo) -> None:
    import msgspec

    cover = package.cover
    lines = [asdict(line) for line in info.refused_rows]
    op.session.add(
        TakenPackage(
            id=cover.id,
            kind=cover.kind,
            sender=cover.from_unit,
            instance=cover.instance,
            seq=cover.seq,
            cover_hash=package.cover_sha256,
            cover=msgspec.to_builtins(cover),
            counts={
                "package": receipt.package,
                "seq": receipt.seq,
                "verdict": info.verdict,
                "tables": info.tables,
                "missing_seqs": list(info.missing_seqs),
                "differing": list(info.differing),
                "waiting_again": list(info.waiting_again),
            },
            refused=lines,
            taken_at=op.stamp.at,
            taken_by=desk.user,
        )
    )


def _taken_before(desk: Desk, refusal: Refusal) -> ReceiptInfo | None:
    cover = refusal.cover
    if refusal.code != "DUPLICATE" or cover is None or cover.kind != "receipt":
        return None
    with desk.read() as session:
        found = store.listed(session, TakenPackage, id=cover.id, kind="receipt")
    if not found:
        return None
    said = found[0].counts
    return ReceiptInfo(
        package=said["package"],
        seq=said["seq"],
        from_name=cover.from_name,
        verdict=said["verdict"],
        tables=said["tables"],
        refused_rows=tuple(RefusedLine(**line) for line in found[0].refused),
        missing_seqs=tuple(said["missing_seqs"]),
        differing=tuple(said["differing"]),
        again=True,
        waiting_again=tuple(said.get("waiting_again", ())),
    )
