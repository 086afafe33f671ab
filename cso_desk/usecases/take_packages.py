"""Packages from below: find them on a stick, look into them, take them in, answer with a receipt (packages.md 3).

Each package is one operation, so that 39 good ones survive a bad one; a backup is made before the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Stopped, Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import Organization, QuarantinedRow, TakenPackage
from cso_desk.store import Desk, Op, Session, Staging

from . import (
    arriving,
    backup,
    config_taking,
    enclosing,
    erasure_taking,
    mailing,
    order_taking,
    origin,
    replies,
    return_taking,
    sending_back,
    taken_back,
    trust,
)
from .arriving import Difference, LookedAt
from .case_state import derive_touched
from .done import Done
from .exchange_words import KINDS, table_word
from .mailing import Leftovers, Sealed
from .projection import branch
from .units import names_of

if TYPE_CHECKING:
    from cso_desk.packages.arrivals import Arrival
    from cso_desk.packages.open import Opened

__all__ = [
    "Difference",
    "LookedAt",
    "OnStick",
    "Sender",
    "Stick",
    "TakenInfo",
    "look",
    "scan",
    "senders",
    "take",
]

_TAKEN_KINDS = ("report", "transfer", "config", "correction")
TakenInfo = LookedAt
"""What became of a package: the same facts as the look at it, with the receipt."""


@dataclass(frozen=True, slots=True)
class OnStick:
    """A package file on a stick by what it says of itself, which nothing has proved yet; `fault` when unreadable.

    `known` tells that this desk has taken a package of that identity.
    """

    file: Path
    size: int
    kind: str
    kind_word: str
    sender_name: str
    seq: int
    made_at: str
    for_me: bool
    fault: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Stick:
    """What lies on a stick; `warning` is the sentence about suspicious files, empty where there are none."""

    packages: tuple[OnStick, ...]
    suspicious: tuple[str, ...]
    warning: str

    @property
    def receipts(self) -> list[Path]:
        """Receipts for this desk that it has not taken yet, the earliest first."""
        found = [one for one in self.packages if one.kind == "receipt" and one.for_me]
        return [one.file for one in sorted(found, key=lambda one: one.seq) if not one.known]


@dataclass(frozen=True, slots=True)
class Sender:
    """A unit below that has a certificate, and the last that came from it; `seq` 0 means 未报, `package` its id."""

    unit: str
    name: str
    seq: int
    taken_at: str
    packages: int
    organizations: int
    package: str = ""


def scan(desk: Desk, folder: Path) -> Stick:
    """List the packages on a stick without opening them; raises `Trouble` STICK_GONE."""
    from cso_desk.packages.arrivals import find_packages

    found = find_packages(folder)
    ids = [one.head.cover.id for one in found.packages if one.head is not None]
    with desk.read() as session:
        known = {row[0] for row in store.values_of(session, TakenPackage, ("id",), id=ids)}
    packages = tuple(_on_stick(desk.unit, one, known) for one in found.packages)
    return Stick(packages, tuple(found.suspicious), found.warning())


def _on_stick(unit: str, found: Arrival, known: set[str]) -> OnStick:
    if found.head is None:
        fault = found.refusal.message if found.refusal is not None else ""
        return OnStick(found.path, found.size, "", "", "", 0, "", False, fault)
    cover = found.head.cover
    return OnStick(
        found.path,
        found.size,
        cover.kind,
        KINDS.get(cover.kind, cover.kind),
        cover.from_name,
        cover.seq,
        cover.created,
        cover.to_unit == unit,
        "",
        cover.id in known,
    )


def look(desk: Desk, files: Sequence[Path], progress: Progress | None = None) -> list[LookedAt]:
    """Check packages and compare them with the desk, in the order given; nothing is written.

    A bad package is listed with its verdict. Raises `Trouble` when this computer's disk fails, `Stopped`.
    """
    steps = progress or Silent()
    found = []
    for place, file in enumerate(files):
        steps.step(place, len(files), file.name)
        try:
            with _read(desk, file, steps) as (package, staging):
                found.append(arriving.described(desk, file, package, staging))
        except Trouble as trouble:
            found.append(arriving.refused_package(file, arriving.about_one(trouble)))
    steps.step(len(files), len(files))
    return found


@contextmanager
def _read(desk: Desk, file: Path, progress: Progress) -> Iterator[tuple[Opened, Staging]]:
    """Open and stage a report; raises `Trouble`, also for a package of another kind."""
    with arriving.opened(desk, file, progress) as package:
        if package.cover.kind not in _TAKEN_KINDS:
            word = KINDS.get(package.cover.kind, "别的种类")
            words = f"{file.name} 是{word}，不是上报包，没有接收；回执请在“报送”里用“收回执”。"
            raise Trouble("MALFORMED", words)
        config_taking.refuse_strange(desk, package)
        return_taking.check(desk, package)
        with arriving.staged(desk, package) as staging:
            yield package, staging


def take(
    desk: Desk,
    files: Sequence[Path],
    receipts: Path | None = None,
    papers: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Done[list[TakenInfo]]:
    """Take packages in, each as one operation, and answer each with a receipt.

    `receipts` gets one sealed receipt for each package taken, now or before; `papers` the printed 回执单. A bad package
    is listed with its verdict and changes nothing; the others go on. Raises `Trouble` when a folder cannot be written,
    the backup fails or this computer's disk fails; `Stopped` when nothing has been taken yet.
    """
    if dry_run:
        return Done(look(desk, files, progress))
    for folder in (receipts, papers):
        if folder is not None:
            mailing.ready_folder(folder)
    taking = _Taking(desk, receipts, papers, progress or Silent())
    return Done(taking.all(files), taking.changes)


class _Taking:
    """One batch: the backup before its first good package, and where its answers go."""

    def __init__(
        self, desk: Desk, receipts: Path | None, papers: Path | None, progress: Progress
    ) -> None:
        self._desk = desk
        self._receipts = receipts
        self._papers = papers
        self._progress = progress
        self._backed_up = False
        self._taken_any = False
        self.changes: frozenset[tuple[str, str]] = frozenset()

    def all(self, files: Sequence[Path]) -> list[TakenInfo]:
        """Take all packages; a stop after the first one that was taken lists the rest as not taken."""
        found: list[TakenInfo] = []
        try:
            for place, file in enumerate(files):
                self._progress.step(place, len(files), file.name)
                found.append(self._one(file))
        except Stopped:
            if not self._taken_any:
                raise
            rest = files[len(found) :]
            found += [LookedAt(one, "refused", "STOPPED", "已按停止，没有导入。") for one in rest]
        return found

    def _one(self, file: Path) -> TakenInfo:
        try:
            info, receipt = self._take(file)
        except Trouble as trouble:
            info = arriving.refused_package(file, arriving.about_one(trouble))
            receipt = self._receipt_before(info, trouble)
            if info.verdict == "fork":
                return self._answer_fork(info)
        if not receipt:
            return info
        return replies.hand_over(self._desk, info, receipt, self._receipts, self._papers)

    def _take(self, file: Path) -> tuple[TakenInfo, str]:
        desk = self._desk
        with _read(desk, file, self._progress) as (package, staging):
            info = arriving.described(desk, file, package, staging)
            if not self._backed_up:
                backup.make(desk, "接收上报包前", self._progress)
                self._backed_up = True
            with Leftovers() as leftovers:
                cover = package.cover
                kind = KINDS.get(cover.kind, cover.kind)
                words = f"接收{cover.from_name}{kind}包（第 {cover.seq:04d} 号）"
                with desk.operation(words) as op:
                    enclosing.keep(desk, package)
                    taken_back.note(desk, op, package)
                    info = _write(desk, op, package, staging, info)
                    sealed = replies.seal_receipt(desk, op, package, staging, info, self._progress)
                    leftovers.files.append(sealed.file)
                    _remember(desk, op, package, staging, info, sealed)
            if any(table == "erasure" for table, _ in op.changes):
                erasure_taking.tidy(desk)
            self.changes |= op.changes
            self._taken_any = True
            return info, sealed.made.cover.id

    def _answer_fork(self, info: LookedAt) -> LookedAt:
        from cso_desk.packages.open import peek

        with arriving.brought_in(self._desk, info.file) as local:
            return replies.answer_fork(self._desk, info, peek(local), self._receipts)

    def _receipt_before(self, info: LookedAt, trouble: Trouble) -> str:
        if info.verdict != "duplicate":
            return ""
        with self._desk.read() as session:
            found = store.listed(session, TakenPackage, sender=info.sender, seq=info.seq)
        return next((one.receipt_id for one in reversed(found) if _same(one, trouble)), "")


def _same(taken: TakenPackage, trouble: Trouble) -> bool:
    cover = getattr(trouble, "cover", None)
    return cover is not None and taken.id == cover.id


def _write(desk: Desk, op: Op, package: Opened, staging: Staging, info: TakenInfo) -> TakenInfo:
    cover = package.cover
    orders, _ = order_taking.shown_in(desk, package)
    order_taking.keep(op, orders, known_to=cover.from_unit)
    sending_back.confirmed(op, cover)
    erasures, _ = erasure_taking.shown_in(desk, package)
    erasure_taking.keep(op, erasures, known_to=cover.from_unit)
    done = store.apply(op, staging, cover.id)
    heeded = config_taking.heed(desk, op, package, staging)
    derive_touched(desk, op)
    op.session.flush()
    whole = cover.kind == "report"
    differing = _differing(desk, op, cover.from_unit, cover.state_hash) if whole else ()
    tables = {table: {**counts, **done.get(table, {})} for table, counts in info.tables.items()}
    return replace(info, tables=tables, differing=differing, notes=(*info.notes, *heeded))


def _differing(desk: Desk, op: Op, sender: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of the tables that are not what the sender has, by their state hashes."""
    found = replies.state_of(op.session, branch(desk, op.session, sender))
    return tuple(
        table_word(table)
        for table in found
        if found[table] != wanted.get(table, replies.EMPTY_STATE)
    )


def _remember(
    desk: Desk, op: Op, package: Opened, staging: Staging, info: TakenInfo, sealed: Sealed
) -> None:
    import msgspec

    cover = package.cover
    op.session.add(
        TakenPackage(
            id=cover.id,
            kind=cover.kind,
            sender=cover.from_unit,
            instance=cover.instance,
            seq=cover.seq,
            cover_hash=package.cover_sha256,
            cover=msgspec.to_builtins(cover),
            counts=dict(info.tables),
            refused=replies.kept(info),
            taken_at=op.stamp.at,
            taken_by=desk.user,
            receipt_id=sealed.made.cover.id,
        )
    )
    op.session.add_all(_quarantined(op.session, cover.id, staging))
    origin.keep(op, package)
    taken_back.note_differing(op, cover.id, info.differing)


def _quarantined(session: Session, package: str, staging: Staging) -> Iterable[QuarantinedRow]:
    erased = store.erased_of(session, [row.id for row in staging.refused])
    for row in staging.refused:
        raw = store.redacted(row.raw, erased[row.id]) if row.id in erased else row.raw
        yield QuarantinedRow(
            package=package,
            table=row.table,
            line=row.line,
            record=row.id,
            raw=raw,
            code=row.code,
            why=row.why,
        )


def senders(desk: Desk) -> list[Sender]:
    """Return the units below that have a certificate, and what came from each; those that never reported first."""
    with desk.read() as session:
        below = [one for one in trust.neighbours(session) if one.relation == trust.CHILD]
        owned = store.count_by(session, Organization, "owner", owner=[one.unit for one in below])
        names = names_of(session, [one.unit for one in below])
        found = []
        for one in below:
            taken = store.listed(session, TakenPackage, sender=one.unit, kind="report")
            last = taken[-1] if taken else None
            found.append(
                Sender(
                    one.unit,
                    names.get(one.unit) or one.name,
                    last.seq if last else 0,
                    last.taken_at if last else "",
                    len(taken),
                    owned.get(one.unit, 0),
                    last.id if last else "",
                )
            )
    return sorted(found, key=lambda one: (one.packages > 0, one.name))
