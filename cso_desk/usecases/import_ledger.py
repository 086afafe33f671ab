"""Import an old ledger: look at what is recognised, preview what would change, take it in, hand flaws back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import (
    Decision,
    Organization,
    RememberedLayout,
    Unit,
    cell_fields,
    fields_of,
    lists,
)
from cso_desk.store import Desk, Op

from . import backup, policy_pack
from .done import Done
from .filing_state import refresh_states
from .ledger_plan import Plan, plan
from .units import units_under

if TYPE_CHECKING:
    from cso_desk.workbooks.columns import Column
    from cso_desk.workbooks.recognised import Recognised
    from cso_desk.workbooks.sheets import Workbook
    from cso_desk.workbooks.taking import ImportContext, TakenRow

Mapping_ = Mapping[str, str | None]
_SAMPLE = 5
_FILING_COLUMNS = {"filing_number": "number", "filing_date": "date"}


@dataclass(frozen=True, slots=True)
class LookColumn:
    """One column of a sheet: where, its heading, and the field (key and label) that it fills, if any."""

    index: int
    heading: str
    key: str | None
    label: str


@dataclass(frozen=True, slots=True)
class LookSheet:
    """What was recognised on one sheet; `why_not` says why a sheet brings nothing."""

    name: str
    heading_rows: tuple[int, ...]
    columns: list[LookColumn]
    rows: int
    ignored: list[tuple[int, str]]
    sample: list[list[str]]
    layout_key: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds; nothing is written. `choices` are the fields (key, label) that a column can fill."""

    file: str
    sheets: list[LookSheet]
    choices: list[tuple[str, str]]


@dataclass
class Imported:
    """Counts of rows, the problems, and the workbook that holds what is to be corrected."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    problems_file: Path | None = None
    unreadable: list[str] = field(default_factory=list)


@dataclass
class _Read:
    """One file as it was read for import."""

    book: Workbook
    tables: list[Recognised]
    rows: list[TakenRow]

    @property
    def problems(self) -> list[Problem]:
        """All problems of the file in the order of its rows."""
        return [problem for row in self.rows for problem in row.problems]

    def forget_good_rows(self) -> None:
        """Let go of all rows and cells that no problem is told of: planned, they are needed no more."""
        self.rows = [row for row in self.rows if row.problems]
        kept = {(id(row.table.sheet), row.index) for row in self.rows}
        for sheet in self.book.sheets:
            for index in range(len(sheet.rows)):
                if (id(sheet), index) not in kept:
                    sheet.rows[index] = []


def ledger_columns() -> list[Column]:
    """Return the columns that a ledger may fill: the organization's fields and the facts of its old filing."""
    from cso_desk.workbooks.columns import columns_of

    known = fields_of(Decision)
    filing = {
        key: fields_of(Organization)[key].with_synonyms(known[source].synonyms)
        for key, source in _FILING_COLUMNS.items()
    }
    derived = [f.key for f in fields_of(Organization).values() if f.derived]
    return columns_of(
        {**cell_fields(Organization), **filing},
        leave_out={*derived, "community_text"} - set(filing),
    )


def _context(desk: Desk) -> ImportContext:
    from cso_desk.workbooks.communities import CommunityName
    from cso_desk.workbooks.taking import ImportContext

    with desk.read() as session:
        units = units_under(session, desk.unit)
        own = store.get(session, Unit, desk.unit)
        parents = {unit.id: unit for unit in units}
        if own is not None and own.level == "community" and own.parent:
            above = store.get(session, Unit, own.parent)
            parents.update({own.parent: above} if above else {})
    names = [
        CommunityName(
            unit.id,
            unit.code or "",
            unit.name,
            unit.kind or "",
            *_township(parents.get(unit.parent or "")),
        )
        for unit in units
        if unit.level == "community"
    ]
    default = own.code or "" if own is not None and own.level == "township" else ""
    return ImportContext(
        units=names,
        columns=ledger_columns(),
        default_township=default,
        words={
            "category": category_words(desk),
            "nature": _turned(lists.NATURE_WORDS),
            "area": _turned(lists.AREA_WORDS),
        },
    )


def _township(unit: Unit | None) -> tuple[str, str]:
    return (unit.code or "", unit.name) if unit is not None else ("", "")


def _turned(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return {local word: official word} of {official word: local words}."""
    return {local: official for official, found in words.items() for local in found}


def category_words(desk: Desk) -> dict[str, str]:
    """Return which category of the place each local word means, by the policy pack."""
    pack = policy_pack.pack(desk)
    words = _turned(pack.value("categories.mapping"))
    return {**words, **{word: word for word in pack.value("categories.scheme")}}


def _open(
    desk: Desk, file: Path, mapping: Mapping_ | None, progress: Progress
) -> tuple[Workbook, list[Recognised]]:
    from cso_desk.workbooks.opening import read_workbook
    from cso_desk.workbooks.recognising import recognise

    book = read_workbook(file, progress)
    with desk.read() as session:
        kept = {row.layout_key: row.mapping for row in session.query(RememberedLayout)}
    columns = ledger_columns()
    corrections = {**kept, "": _keys_of(mapping, columns)}
    tables = [table for sheet in book.sheets for table in recognise(sheet, columns, corrections)]
    return book, tables


def _keys_of(mapping: Mapping_ | None, columns: Sequence[Column]) -> dict[str, str | None]:
    by_label = {column.label: column.key for column in columns}
    keys = {column.key for column in columns}
    found: dict[str, str | None] = {}
    for heading, wanted in (mapping or {}).items():
        key = by_label.get(wanted or "", wanted)
        if key and key not in keys:
            raise Problems(
                [Problem("", heading, "unknown_field", f"没有“{wanted}”这个字段，请改对照表。")]
            )
        found[heading] = key or None
    return found


def look(
    desk: Desk, file: Path, mapping: Mapping_ | None = None, progress: Progress | None = None
) -> Look:
    """Recognise the sheets of a file; raises `Trouble` for one that is encrypted, empty or broken."""
    _, tables = _open(desk, file, mapping, progress or Silent())
    columns = ledger_columns()
    labels = {column.key: column.label for column in columns}
    choices = [(column.key, column.label) for column in columns]
    return Look(file.name, [_sheet(table, labels) for table in tables], choices)


def _sheet(table: Recognised, labels: Mapping[str, str]) -> LookSheet:
    from cso_desk.workbooks.sheets import text_of

    columns = [
        LookColumn(index, table.headings.get(index, ""), key, labels.get(key or "", ""))
        for index, key in sorted(table.columns.items())
    ]
    shown = [table.sheet.rows[index] for index in table.rows[:_SAMPLE]]
    sample = [
        [text_of(row[c.index]) if c.index < len(row) else "" for c in columns] for row in shown
    ]
    return LookSheet(
        name=table.name,
        heading_rows=tuple(table.heading_rows),
        columns=columns,
        rows=len(table.rows),
        ignored=[(one.row, one.reason) for one in table.ignored],
        sample=sample,
        layout_key=table.layout_key,
        why_not=table.why_not,
    )


def remember(desk: Desk, layout_key: str, mapping: Mapping_) -> Done[None]:
    """Remember how the clerk mapped the headings of one layout (heading → key, None for no field)."""
    with desk.aside() as session:
        session.merge(RememberedLayout(layout_key=layout_key, mapping=dict(mapping)))
    return Done(None)


def _read(desk: Desk, file: Path, mapping: Mapping_ | None, progress: Progress) -> _Read:
    from cso_desk.workbooks.taking import take_rows

    book, tables = _open(desk, file, mapping, progress)
    if not any(table.usable for table in tables):
        reasons = "；".join(f"{table.name}：{table.why_not}" for table in tables[:3])
        raise Trouble(
            "NO_LEDGER", f"“{file.name}”里没有认出台账（{reasons}），请确认表头有“组织名称”一列。"
        )
    return _Read(book, tables, list(take_rows(book, tables, _context(desk), progress)))


def preview(
    desk: Desk,
    files: Sequence[Path],
    mapping: Mapping_ | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Tell what an import would do; nothing is written."""
    return take(desk, files, mapping, dry_run=True, progress=progress).value


def take(
    desk: Desk,
    files: Sequence[Path],
    mapping: Mapping_ | None = None,
    problems_out: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Done[Imported]:
    """Take ledgers in, one operation a file, after a proven backup.

    Bad cells are left blank and reported; what needs correcting goes to `problems_out`. A lone unreadable file raises
    `Trouble`; among several it is listed in `unreadable` and the others go on.
    """
    told = progress or Silent()
    imported = Imported()
    changes: set[tuple[str, str]] = set()
    reads = list(_readable(desk, files, mapping, told, imported))
    if reads and not dry_run:
        backup.make(desk, "导入前备份", told)
    for read in reads:
        found = plan(desk, read.rows)
        _count(imported, found, read)
        read.forget_good_rows()
        if not dry_run:
            changes |= _write(desk, read, found, told)
    if problems_out is not None and imported.problems:
        imported.problems_file = _write_problems(reads, problems_out)
    return Done(imported, frozenset(changes))


def _readable(
    desk: Desk,
    files: Sequence[Path],
    mapping: Mapping_ | None,
    progress: Progress,
    imported: Imported,
) -> Iterator[_Read]:
    for file in files:
        try:
            yield _read(desk, file, mapping, progress)
        except Trouble as trouble:
            if len(files) == 1:
                raise
            imported.unreadable.append(file.name)
            imported.problems.append(Problem(file.name, "", trouble.code, trouble.message))


def _count(imported: Imported, found: Plan, read: _Read) -> None:
    imported.new += len(found.new)
    imported.changed += len(found.changed)
    imported.same += found.same
    imported.refused += found.refused
    imported.problems += read.problems


def _write(desk: Desk, read: _Read, found: Plan, progress: Progress) -> set[tuple[str, str]]:
    total = len(found.new) + len(found.changed)
    if not total:
        return set()
    with desk.operation(f"导入台账：{read.book.path.name}（{total} 个组织）") as op:
        progress.step(0, total, "正在写入")
        op.insert_many(Organization, found.new)
        op.insert_many(Decision, found.decisions)
        op.update_many(Organization, [row for row in found.changed if len(row) > 1])
        _decide(op, found.decided)
        progress.step(total, total, "正在写入")
    return op.changes


def _decide(op: Op, decided: Mapping[str, Mapping[str, Any]]) -> None:
    for organization, facts in decided.items():
        kept = store.listed(
            op.session, Decision, organization=organization, kind=facts["kind"], owner=op.stamp.unit
        )
        decision = kept[-1] if kept else op.add(Decision(**facts))
        for key in ("number", "date"):
            if key in facts:
                setattr(decision, key, facts[key])
    op.session.flush()
    refresh_states(op.session, list(decided))


def _write_problems(reads: Sequence[_Read], out: Path) -> Path:
    from cso_desk.workbooks.problem_writing import write_problems

    labels = {column.key: column.label for column in ledger_columns()}
    write_problems(out, [row for read in reads for row in read.rows if row.problems], labels)
    return out
