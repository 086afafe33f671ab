"""A package that arrived: brought in from the stick, opened, staged and described; nothing is written to the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import TakenPackage
from cso_desk.store import Desk, RefusedRow, Session, Staging

from . import (
    config_taking,
    configuring,
    declared_units,
    erasure_taking,
    mailing,
    order_taking,
    overruling,
    return_taking,
    trust,
)
from .exchange_papers import RefusedLine
from .exchange_words import COUNTED, RECORDS, in_order, remedy, table_word
from .projection import branch

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened
    from cso_desk.packages.refusals import Refusal

    from .order_taking import Shown

MAX_MISSING = 50
"""How many missing numbers are named; a sender decides its numbers, so the list must have an end."""
MAX_DIFFERENCES = 200
MAX_NAMED = 20
"""How many missing records are named."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a package changes, as texts."""

    table: str
    record: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What a package file is and does, or did.

    `verdict` is ok, part (some rows refused), refused, duplicate or fork; `code` that of packages.md 5 and `message`
    its sentence. `sender` and what follows are empty where the file could not be trusted so far. `tables` counts rows
    by what happens to them; `absent` is how many records this desk has of the sender that a full package lacks,
    `absent_names` the first of them;
    `differing` are the labels of tables that are not the same on both sides afterwards. `receipt` and `paper` are
    files written, `unwritten` tells that the package is taken but not all of its answer could be written.
    """

    file: Path
    verdict: str
    code: str = ""
    message: str = ""
    kind: str = ""
    sender: str = ""
    sender_name: str = ""
    seq: int = 0
    check_code: str = ""
    made_at: str = ""
    practice: bool = False
    tables: Counts = field(default_factory=dict)
    missing_seqs: tuple[int, ...] = ()
    absent: int = 0
    absent_names: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    refused_rows: tuple[RefusedLine, ...] = ()
    notes: tuple[str, ...] = ()
    receipt: Path | None = None
    paper: Path | None = None
    unwritten: bool = False

    def _sum(self, *keys: str) -> int:
        return sum(counts.get(key, 0) for counts in self.tables.values() for key in keys)

    @property
    def added(self) -> int:
        """Records that are new here."""
        return self._sum("added")

    @property
    def changed(self) -> int:
        """Records that change."""
        return self._sum("changed")

    @property
    def removed(self) -> int:
        """Records that go."""
        return self._sum("removed")

    @property
    def same(self) -> int:
        """Records that stay as they are here, those of which this desk has a newer version too."""
        return self._sum("same", "older")

    @property
    def refused(self) -> int:
        """Rows that are not taken."""
        return self._sum("refused")

    @property
    def organizations(self) -> int:
        """Organizations in the package that are taken or known."""
        counts = self.tables.get("organization", {})
        return sum(counts.get(key, 0) for key in ("added", "changed", "same", "older"))


@contextmanager
def brought_in(desk: Desk, file: Path) -> Iterator[Path]:
    """Copy a file from the stick, reading it once, and give the copy; it goes at the end."""
    from cso_desk.packages.arrivals import bring_in

    local = bring_in(file, mailing.workdir(desk))
    try:
        yield local
    finally:
        mailing.discard(local)


@contextmanager
def opened(desk: Desk, file: Path, progress: Progress) -> Iterator[Opened]:
    """Bring in, check and open a package; raises `Refusal`, `Trouble`, `Stopped`."""
    from cso_desk.packages.open import open_package

    with brought_in(desk, file) as local:
        receiver, place = trust.receiver_of(desk), mailing.workdir(desk)
        with open_package(local, receiver, workdir=place, progress=progress) as package:
            yield package


def staged(desk: Desk, package: Opened) -> Staging:
    """Compare the rows of a package with the desk; raises `Trouble`."""
    from cso_desk.packages.rows import row_hash

    cover = package.cover
    overtaken = config_taking.overtaken_by(desk, package)
    tables = {} if overtaken else _tables(package)
    orders, doubts = order_taking.shown_in(desk, package)
    erasures, more_doubts = erasure_taking.shown_in(desk, package)
    may_own = _may_own(desk, package, orders)
    stream = (cover.from_unit, cover.instance, cover.seq)
    life = store.Life(*stream) if cover.kind == "report" else store.Life()
    staging = store.stage(
        desk,
        tables,
        owner_allowed=may_own,
        hash_row=row_hash,
        schema=package.cover.schema,
        profile_no=package.cover.profile.no,
        moves=order_taking.moves_in(orders),
        life=life,
        ranks=overruling.ranks(desk, from_above=cover.kind == configuring.CONFIG),
        erasures=erasure_taking.named_in(erasures),
    )
    if cover.full and life.unit:
        staging.send_back(life)
    staging.notes += [("_orders", "", words) for words in doubts]
    staging.notes += [("_erasures", "", words) for words in more_doubts]
    if overtaken:
        words = f"已收过更新的第 {overtaken:04d} 号，这一份不再用。"
        staging.notes.append((config_taking.NOTES, "", words))
    elif cover.kind == configuring.CONFIG:
        config_taking.stage_parts(desk, package, staging)
    return staging


def _may_own(desk: Desk, package: Opened, orders: Sequence[Shown]) -> Callable[[str], bool]:
    """Return the test whether the sender speaks for a unit in a package of this kind."""
    remarks = return_taking.may_own(desk, package)
    if remarks is not None:
        return remarks
    if package.cover.kind == configuring.CONFIG:
        return config_taking.may_own(desk, package)
    return declared_units.may_own(desk, package, order_taking.may_own(desk, package, orders))


def _tables(package: Opened) -> dict[str, Any]:
    own = [table for table in package.tables() if not table.startswith("_")]
    return {**{table: package.rows(table) for table in own}, "_deletes": package.deletes()}


def described(desk: Desk, file: Path, package: Opened, staging: Staging) -> LookedAt:
    """Return what taking the package would do."""
    cover = package.cover
    with desk.read() as session:
        missing = missing_seqs(session, cover.from_unit, cover.instance, cover.seq)
        whole = cover.full and cover.kind == "report"
        owners = branch(desk, session, cover.from_unit) if whole else ()
    absent = [one for owner in owners for one in staging.absent(owner)]
    practice = cover.app.endswith(mailing.PRACTICE_MARK)
    return LookedAt(
        file=file,
        verdict="part" if staging.refused else "ok",
        message=_message(practice, len(staging.refused)),
        kind=cover.kind,
        sender=cover.from_unit,
        sender_name=cover.from_name,
        seq=cover.seq,
        check_code=package.check_code,
        made_at=cover.created,
        practice=practice,
        tables=counts_of(staging),
        missing_seqs=missing,
        absent=len(absent),
        absent_names=names_of_absent(desk, absent[:MAX_NAMED]),
        differences=tuple(_differences(staging)),
        refused_rows=tuple(map(refused_line, staging.refused)),
        notes=tuple(dict.fromkeys(f"{table_word(t)}：{words}" for t, _, words in staging.notes)),
    )


def names_of_absent(desk: Desk, absent: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return how a clerk knows records (table and id) that a full package lacks."""
    found = []
    with desk.read() as session:
        for table, record in absent:
            kept = store.get(session, RECORDS[table], record)
            name = str(getattr(kept, "name", "") or "")
            found.append(f"{table_word(table)}“{name}”" if name else table_word(table))
    return tuple(dict.fromkeys(found))


def _message(practice: bool, refused: int) -> str:
    said = "这是练习数据，只供练习。" if practice else ""
    return said + (f"有 {refused} 条不能接收，原因见回执单。" if refused else "")


def about_one(trouble: Trouble) -> Trouble:
    """Return what concerns one file of several; raise what concerns the desk or its disk."""
    from cso_desk.packages.refusals import Refusal

    if isinstance(trouble, Refusal) or trouble.code in ("STICK_GONE", "MALFORMED", "OUT_OF_SCOPE"):
        return trouble
    raise trouble


def refused_package(file: Path, trouble: Trouble) -> LookedAt:
    """Return what a package that was not taken says of itself, as far as it could be read."""
    from cso_desk.packages.refusals import Refusal

    if not isinstance(trouble, Refusal):
        return LookedAt(file, "refused", trouble.code, trouble.message)
    return _refused_by(file, trouble)


def _refused_by(file: Path, refusal: Refusal) -> LookedAt:

    cover = refusal.cover
    if cover is None:
        return LookedAt(file, refusal.verdict, refusal.code, refusal.message)
    return LookedAt(
        file=file,
        verdict=refusal.verdict,
        code=refusal.code,
        message=refusal.message,
        kind=cover.kind,
        sender=cover.from_unit,
        sender_name=cover.from_name,
        seq=cover.seq,
        made_at=cover.created,
    )


def counts_of(staging: Staging) -> dict[str, dict[str, int]]:
    """Return the counts of each table in the order of the papers, empty tables left out."""
    return {
        table: {key: staging.counts[table].get(key, 0) for key in COUNTED}
        for table in in_order(staging.counts)
        if any(staging.counts[table].values())
    }


def _differences(staging: Staging) -> Iterator[Difference]:
    left = MAX_DIFFERENCES
    for table, counts in staging.counts.items():
        if not counts.get("changed") or left <= 0:
            continue
        for one in staging.differences(table, left):
            left -= 1
            yield Difference(table_word(table), one.name, one.label, one.old, one.new)


def missing_seqs(session: Session, sender: str, instance: str, below: int) -> tuple[int, ...]:
    """Return the numbers under `below` in a sender's stream that never came, the newest `MAX_MISSING` of them."""
    found = store.values_of(session, TakenPackage, ("seq",), sender=sender, instance=instance)
    known = {seq for (seq,) in found}
    missing: list[int] = []
    for seq in range(below - 1, 0, -1):
        if len(missing) == MAX_MISSING:
            break
        if seq not in known:
            missing.append(seq)
    return tuple(reversed(missing))


def refused_line(row: RefusedRow) -> RefusedLine:
    """Return a row that was not taken as the papers show it."""
    return RefusedLine(row.table, _name_in(row), "", row.why, remedy(row.code))


def _name_in(row: RefusedRow) -> str:
    try:
        given = json.loads(row.raw)
    except (ValueError, RecursionError):
        given = None
    name = given.get("name") if isinstance(given, dict) else None
    return str(name)[:50] if name else f"第 {row.line} 行"
