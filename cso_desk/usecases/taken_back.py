"""Take the last taken package of a sender back (还原这次导入) while nothing depends on it, and countermand its receipt.

The desk holds afterwards what it held before, row by row; the same package may come again. A second receipt tells the
sender what is no longer acknowledged, and where that one is lost the next receipt does (packages.md 2.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import (
    Erasure,
    KeptCover,
    QuarantinedRow,
    ReplacedRow,
    SentPackage,
    TakenBack,
    TakenPackage,
    Taking,
    TransferOrder,
)
from cso_desk.store import Desk, Op, Session

from . import (
    erasure_taking,
    mailing,
    order_taking,
    origin,
    policy_pack,
    receipt_order,
    replies,
    trust,
)
from .case_state import derive_touched
from .done import Done, told
from .exchange_words import RECORDS, table_word
from .mailing import Letter, Sealed
from .projection import branch, projection_of

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened
    from cso_desk.packages.receipt import Receipt

_FORGOTTEN = "这份上报包没有留下导入前的内容（后面的导入还原过一次，里面的内容已依法清除，或是用以前版本的程序导入的），不能还原；"
_WAY_OUT = "请让报送单位改正后再报一次。"


@dataclass(frozen=True, slots=True)
class BackInfo:
    """What became of a package that was taken back.

    `rows` is how many rows are again what they were; `receipt` the file that tells the sender, None where none was
    written; `unwritten` the sentence where it should have been and could not.
    """

    package: str
    sender_name: str
    seq: int
    rows: int
    receipt: Path | None = None
    unwritten: str = ""

    @property
    def words(self) -> str:
        """The sentence about it."""
        text = f"已还原{self.sender_name}第 {self.seq:04d} 号上报包的导入：{self.rows} 条记录恢复原样，同一份包可以再导入。"
        if self.receipt is not None:
            return text + f"请把回执 {self.receipt.name} 交{self.sender_name}，对方才知道要再报。"
        if self.unwritten:
            return text + f"但回执没有写成：{self.unwritten}"
        return text + f"请告诉{self.sender_name}再报一次；下一张回执也会说明。"


def note(desk: Desk, op: Op, package: Opened) -> None:
    """Remember, before a package is written, what taking it back will need; its forerunner can no longer be taken back.

    Call it inside the operation that takes the package, before orders and covers are kept.
    """
    cover = package.cover
    if cover.kind != "report":
        return
    known = {row[0] for row in store.values_of(op.session, KeptCover, ("id",))}
    covers = [one for one in dict(package.children()) if one not in known]
    shown, _ = order_taking.shown_in(desk, package)
    orders = sum(op.session.get(TransferOrder, one.order.id) is None for one in shown)
    erasures, _ = erasure_taking.shown_in(desk, package)
    orders += sum(op.session.get(Erasure, one.order.id) is None for one in erasures)
    earlier = store.values_of(op.session, TakenPackage, ("id",), sender=cover.from_unit)
    store.forget_replaced(op, [row[0] for row in earlier])
    for row in store.listed(op.session, Taking, package=[row[0] for row in earlier]):
        op.session.delete(row)
    op.session.merge(
        Taking(package=cover.id, operation=op.n, covers=covers, orders=orders, differing=[])
    )
    op.session.flush()


def note_differing(op: Op, package: str, words: Sequence[str]) -> None:
    """Remember what was not the same on both sides after a package."""
    taking = op.session.get(Taking, package)
    if taking is not None:
        taking.differing = list(words)


def hindrance(desk: Desk, package: str) -> str:
    """Return the sentence why a taken package cannot be taken back now, empty where it can; raises `Trouble` NO_RECORD."""
    with desk.read() as session:
        return _hindrance(desk, session, _taken(session, package))


def undo(
    desk: Desk, package: str, receipts: Path | None = None, progress: Progress | None = None
) -> Done[BackInfo]:
    """Take a package back by its id, as one operation; `receipts` gets the receipt that tells the sender.

    Raises `Trouble` NO_RECORD for a package that was not taken, `Problems` with the sentence of `hindrance`, `Trouble`
    when the folder cannot be written or the disk fails: then nothing has changed.
    """
    if receipts is not None:
        mailing.ready_folder(receipts)
    steps = progress or Silent()
    with desk.read() as session:
        taken = _taken(session, package)
        taking = session.get(Taking, package)
        undoes = taking.operation if taking is not None else None
    name, seq = taken.cover["from_name"], taken.seq
    words = f"还原：接收{name}上报包（第 {seq:04d} 号）"
    with mailing.Leftovers() as leftovers, desk.operation(words, undoes=undoes) as op:
        taken = _taken(op.session, package)
        if fault := _hindrance(desk, op.session, taken):
            raise Problems([Problem(package, "package", "depended_on", fault)])
        written = store.written_by(op.session, op.undoes or 0)
        steps.step(0, 1, "正在还原")
        store.give_back(op, package, written)
        op.session.flush()
        derive_touched(desk, op)
        _forget(desk, op, taken)
        sealed = _countermand(desk, op, taken, steps)
        if sealed is not None:
            leftovers.files.append(sealed.file)
        changes = op.changes
    mailing.discard(mailing.outbox_file(desk, taken.receipt_id))
    rows = sum(map(len, written.values()))
    info = BackInfo(package, name, seq, rows)
    return Done(_handed_over(info, sealed, receipts, steps), told(changes))


def _taken(session: Session, package: str) -> TakenPackage:
    found = store.listed(session, TakenPackage, id=package, kind="report")
    if not found:
        raise Trouble("NO_RECORD", "没有接收过这份上报包，或已经还原，请刷新列表。")
    return found[-1]


def _hindrance(desk: Desk, session: Session, taken: TakenPackage) -> str:
    sender = taken.cover["from_name"]
    last = store.listed(
        session, TakenPackage, sender=taken.sender, kind="report", descending=True, limit=1
    )[0]
    if last.id != taken.id:
        return f"{sender}后来又报来第 {last.seq:04d} 号，只能还原最近一次导入。"
    taking = session.get(Taking, taken.id)
    if taking is None:
        return _FORGOTTEN + _WAY_OUT
    if taking.orders:
        return "这份上报包带来了移交令或清除令，已经办理，不能还原。"
    written = store.written_by(session, taking.operation)
    return _reported(session, taken, written) or _depends(desk, session, taken, taking, written)


def _reported(session: Session, taken: TakenPackage, written: dict[str, list[str]]) -> str:
    """Return the sentence where a report to the superior made since then carries what the package brought."""
    answer = store.listed(session, SentPackage, id=taken.receipt_id)
    later = store.listed(session, SentPackage, kind="report")
    for sent in later:
        if not answer or sent.n < answer[0].n:
            continue
        cover = origin.said(session, sent.id)
        inside = cover is not None and taken.id in cover.contains
        if inside or any(set(ids) & set(sent.revisions.get(t, ())) for t, ids in written.items()):
            return f"第 {sent.seq:04d} 号上报包已经把它报给上级，不能还原；" + _WAY_OUT
    return ""


def _depends(
    desk: Desk,
    session: Session,
    taken: TakenPackage,
    taking: Taking,
    written: dict[str, list[str]],
) -> str:
    changed = store.changed_after(session, written, taking.operation)
    if changed is not None or not store.all_from(session, written, taken.id):
        what = _named(session, *changed) if changed is not None else "其中的记录"
        return f"{what}后来又变过，不能还原；{_WAY_OUT}"
    kept = store.values_of(session, ReplacedRow, ("tbl", "record"), package=taken.id)
    if any(record not in written.get(table, ()) for table, record in kept):
        return f"其中的记录后来又由别的上报包改过，不能还原；{_WAY_OUT}"
    theirs = branch(desk, session, taken.sender)
    leaning = store.leaning_on(session, written, taking.operation, theirs.__contains__)
    if leaning is not None:
        return f"本单位已据此办理：{_named(session, *leaning)}。请先还原这一步，再还原这次导入。"
    return ""


def _named(session: Session, table: str, record: str) -> str:
    kind = RECORDS.get(table)
    found = store.get(session, kind, record) if kind is not None else None
    name = str(getattr(found, "name", "") or "")
    return f"{table_word(table)}“{name}”" if name else table_word(table)


def _forget(desk: Desk, op: Op, taken: TakenPackage) -> None:
    taking = op.session.get_one(Taking, taken.id)
    for one in (taken.id, *taking.covers):
        if (kept := op.session.get(KeptCover, one)) is not None:
            op.session.delete(kept)
    for row in store.listed(op.session, QuarantinedRow, package=taken.id):
        op.session.delete(row)
    facts = ("sender", "instance", "seq", "cover_hash", "cover", "taken_at", "taken_by")
    op.session.add(
        TakenBack(
            package=taken.id,
            back_at=op.stamp.at,
            back_by=desk.user,
            receipt_id=taken.receipt_id,
            **{key: getattr(taken, key) for key in facts},
        )
    )
    op.session.delete(taking)
    op.session.delete(taken)
    op.session.flush()


def _countermand(desk: Desk, op: Op, taken: TakenPackage, progress: Progress) -> Sealed | None:
    """Seal the receipt that says so; None where the sender has no certificate any more."""
    from cso_desk.packages.receipt import receipt_schemas, receipt_tables

    sender = trust.neighbour(desk, taken.sender)
    if sender is None:
        return None
    letter = Letter(
        kind="receipt",
        to=sender,
        tables=receipt_tables(_receipt(desk, op, taken)),
        schemas=receipt_schemas(),
        profile=projection_of(policy_pack.pack(desk)).profile,
        acked_seq=mailing.last_taken(op.session, taken.sender, taken.instance),
    )
    sealed = mailing.seal(desk, op, letter, progress)
    mailing.remember(desk, op, sealed, {})
    return sealed


def _receipt(desk: Desk, op: Op, taken: TakenPackage) -> Receipt:
    from cso_desk.packages.receipt import Receipt

    return Receipt(
        package=taken.id,
        cover_sha256=taken.cover_hash,
        instance=taken.instance,
        seq=taken.seq,
        verdict="refused",
        code=receipt_order.CODE,
        tables={},
        missing_seqs=(),
        state_hash=replies.state_of(op.session, branch(desk, op.session, taken.sender)),
        taken_at=op.stamp.at,
    )


def _handed_over(
    info: BackInfo, sealed: Sealed | None, folder: Path | None, progress: Progress
) -> BackInfo:
    if sealed is None or folder is None:
        return info
    try:
        seq = sealed.made.cover.seq
        file = mailing.hand_over(sealed.file, folder, sealed.name, seq, progress)
    except Trouble as trouble:
        return replace(info, unwritten=trouble.message)
    return replace(info, receipt=file)
