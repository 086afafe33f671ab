"""Import an old ledger: look at what is recognised, preview what would change, take it in, hand flaws back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import Decision, Member, Organization, RememberedLayout
from cso_desk.store import Desk, Op

from . import backup, shared_records
from .done import Done
from .filing_state import refresh_states
from .import_context import context_of, ledger_columns, member_columns
from .ledger_plan import Plan, plan
from .pasting import Pasted
from .roster_plan import MemberPlan, plan_members

if TYPE_CHECKING:
    from cso_desk.workbooks.columns import Column
    from cso_desk.workbooks.recognised import Recognised
    from cso_desk.workbooks.sheets import Workbook
    from cso_desk.workbooks.taking import TakenRow

Mapping_ = Mapping[str, str | None]
Source = Path | Pasted
_SAMPLE = 5


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
    roster: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds; nothing is written.

    `choices` are the fields (key, label) that a column of a ledger can fill, `member_choices` those of a roster.
    """

    file: str
    sheets: list[LookSheet]
    choices: list[tuple[str, str]]
    member_choices: list[tuple[str, str]]


@dataclass
class Imported:
    """Counts of rows (`members`: how many of the new and changed ones are members), the problems, and the workbook that holds what is to be corrected."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    members: int = 0
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


def _open(
    desk: Desk, file: Source, mapping: Mapping_ | None, progress: Progress, into: str | None
) -> tuple[Workbook, list[Recognised]]:
    from cso_desk.workbooks.opening import read_pasted, read_workbook
    from cso_desk.workbooks.recognising import RosterLook, recognise

    book = (
        read_pasted(file.name, file.html, file.text)
        if isinstance(file, Pasted)
        else read_workbook(file, progress)
    )
    with desk.read() as session:
        kept = {
            row.layout_key: row.mapping
            for row in session.query(RememberedLayout)
            if not row.layout_key.startswith("form:")
        }
    columns, members = ledger_columns(desk), member_columns()
    corrections = {**kept, "": _keys_of(mapping, [*columns, *members])}
    roster = RosterLook(members, book.path.stem, into is not None)
    tables = [t for sheet in book.sheets for t in recognise(sheet, columns, corrections, roster)]
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
    desk: Desk,
    file: Source,
    mapping: Mapping_ | None = None,
    progress: Progress | None = None,
    into: str | None = None,
) -> Look:
    """Recognise the sheets of a file; raises `Trouble` for one that is encrypted, empty or broken."""
    _, tables = _open(desk, file, mapping, progress or Silent(), into)
    choices = [(column.key, column.label) for column in ledger_columns(desk)]
    members = [(column.key, column.label) for column in member_columns()]
    shown = [_sheet(table, dict(members if table.roster else choices)) for table in tables]
    return Look(file.name, shown, choices, members)


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
        roster=table.roster,
    )


def remember(desk: Desk, layout_key: str, mapping: Mapping_) -> Done[None]:
    """Remember how the clerk mapped the headings of one layout (heading → key, None for no field)."""
    with desk.aside() as session:
        session.merge(RememberedLayout(layout_key=layout_key, mapping=dict(mapping)))
    return Done(None)


def _read(
    desk: Desk, file: Source, mapping: Mapping_ | None, progress: Progress, into: str | None
) -> _Read:
    from cso_desk.workbooks.taking import take_rows

    book, tables = _open(desk, file, mapping, progress, into)
    if not any(table.usable for table in tables):
        reasons = "；".join(f"{table.name}：{table.why_not}" for table in tables[:3])
        if into is not None:
            words = "没有认出花名册，请连同表头（姓名、性别、身份证号、电话）一起复制或选对文件。"
            raise Trouble("NO_LEDGER", f"“{file.name}”里{words}")
        raise Trouble(
            "NO_LEDGER", f"“{file.name}”里没有认出台账（{reasons}），请确认表头有“组织名称”一列。"
        )
    return _Read(book, tables, list(take_rows(book, tables, context_of(desk), progress)))


def preview(
    desk: Desk,
    files: Sequence[Source],
    mapping: Mapping_ | None = None,
    progress: Progress | None = None,
    into: str | None = None,
) -> Imported:
    """Tell what an import would do; nothing is written."""
    return take(desk, files, mapping, dry_run=True, progress=progress, into=into).value


def take(
    desk: Desk,
    files: Sequence[Source],
    mapping: Mapping_ | None = None,
    problems_out: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    into: str | None = None,
) -> Done[Imported]:
    """Take ledgers and rosters in, one operation a file, after a proven backup.

    `into` is the organization whose roster is being filled: every sheet is then read as a roster of its members.

    Bad cells are left blank and reported; what needs correcting goes to `problems_out`. A lone unreadable file raises
    `Trouble`; among several it is listed in `unreadable` and the others go on.
    """
    told = progress or Silent()
    imported = Imported()
    changes: set[tuple[str, str]] = set()
    reads = list(_readable(desk, files, mapping, told, imported, into))
    if reads and not dry_run:
        backup.make(desk, "导入前备份", told)
    for read in reads:
        found = plan(desk, [row for row in read.rows if not row.table.roster])
        rosters = [row for row in read.rows if row.table.roster]
        members = plan_members(desk, rosters, found.new, into)
        _count(imported, found, members, read)
        read.forget_good_rows()
        if not dry_run:
            changes |= _write(desk, read, found, members, told)
    if problems_out is not None and imported.problems:
        imported.problems_file = _write_problems(desk, reads, problems_out)
    return Done(imported, frozenset(changes))


def _readable(
    desk: Desk,
    files: Sequence[Source],
    mapping: Mapping_ | None,
    progress: Progress,
    imported: Imported,
    into: str | None,
) -> Iterator[_Read]:
    for file in files:
        try:
            yield _read(desk, file, mapping, progress, into)
        except Trouble as trouble:
            if len(files) == 1:
                raise
            imported.unreadable.append(file.name)
            imported.problems.append(Problem(file.name, "", trouble.code, trouble.message))


def _count(imported: Imported, found: Plan, members: MemberPlan, read: _Read) -> None:
    imported.new += len(found.new) + len(members.new)
    imported.changed += len(found.changed) + len(members.changed)
    imported.same += found.same + members.same
    imported.refused += found.refused + members.refused
    imported.members += len(members.new) + len(members.changed)
    imported.problems += read.problems


def _write(
    desk: Desk, read: _Read, found: Plan, members: MemberPlan, progress: Progress
) -> set[tuple[str, str]]:
    organizations = len(found.new) + len(found.changed)
    people = len(members.new) + len(members.changed)
    if not organizations + people:
        return set()
    with desk.operation(_words(read.book.path.name, organizations, people)) as op:
        progress.step(0, organizations + people, "正在写入")
        op.insert_many(Organization, found.new)
        op.insert_many(Decision, found.decisions)
        op.update_many(Organization, [row for row in found.changed if len(row) > 1])
        shared_records.reconcile(op, [row["id"] for row in found.changed if len(row) > 1])
        _decide(op, found.decided)
        op.insert_many(Member, members.new)
        op.update_many(Member, members.changed)
        progress.step(organizations + people, organizations + people, "正在写入")
    return op.changes


def _words(name: str, organizations: int, people: int) -> str:
    parts = [f"{organizations} 个组织"] * bool(organizations) + [f"{people} 名成员"] * bool(people)
    return f"导入{'台账' if organizations else '花名册'}：{name}（{'、'.join(parts)}）"


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


def _write_problems(desk: Desk, reads: Sequence[_Read], out: Path) -> Path:
    from cso_desk.workbooks.problem_writing import write_problems

    labels = {column.key: column.label for column in [*member_columns(), *ledger_columns(desk)]}
    write_problems(out, [row for read in reads for row in read.rows if row.problems], labels)
    return out
