"""Takes the rows of recognised tables: values, community, problems; duplicates are told, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk.errors import Problem
from cso_desk.progress import Progress, Silent

from .columns import COMMUNITY, COMMUNITY_CODE, TOWNSHIP, Column
from .communities import NOWHERE, CommunityIndex, CommunityName, Match, section_place
from .duplicates import Duplicates
from .headings import is_serial
from .places import Places
from .readers import Reader, reader_for
from .recognised import Recognised
from .rosters import ORGANIZATION, Organizations
from .row_kinds import GOING_ON
from .sheets import Cell, CellError, Row, Workbook, is_blank, text_of
from .written_identities import person_and_phone

STEP = 2000
"""After how many rows progress is told."""
REQUIRED = ("name", "leader")
"""A row without a name is refused; one without a leader comes in and is reported (ledgers/README.md)."""
_PERSONS = ("leader", "contact")
_ADDED = {"phone": "、", "note": "；"}
"""Fields that a second column adds to, and what stands between."""
_PLACES = (COMMUNITY, COMMUNITY_CODE, TOWNSHIP)


@dataclass(slots=True)
class ImportContext:
    """What taking rows needs to know of the desk.

    `default_township` is the code of the desk's own township, empty on a county desk. `words` turns local words
    into those of a code list: {field key: {local word: official word}}.
    """

    units: Iterable[CommunityName]
    columns: Sequence[Column]
    default_township: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    roster: Sequence[Column] = ()
    index: CommunityIndex = field(init=False)

    def __post_init__(self) -> None:
        self.index = CommunityIndex(self.units)


@dataclass(slots=True)
class TakenRow:
    """One row of a ledger.

    `where` is `SHEET!ROW`. `values` holds the fields that have a value. `community` says which unit, or what stays
    open. `township` is the code of the township that the row belongs to, empty if unknown. `refused`: the row
    cannot come in. `duplicate` is "same" (an exact double), "candidate" (same name and community, other data) or
    empty; `double_of` is the `where` of the first. Of a roster's row `organization` is the organization as its cell
    says, `around` the texts near it that may name one. `table` and `index` lead back to the cells.
    """

    where: str
    values: dict[str, Any]
    community: Match
    township: str
    problems: list[Problem]
    table: Recognised
    index: int
    refused: bool = False
    duplicate: str = ""
    double_of: str = ""
    organization: str = ""
    around: tuple[str, ...] = ()

    @property
    def raw(self) -> dict[str, str]:
        """The texts of the row as written, by key of the field, else by heading."""
        row = self.table.sheet.rows[self.index]
        named = self.table.columns.items()
        return {
            key or self.table.headings[index]: text_of(row[index])
            for index, key in sorted(named, reverse=True)
            if index < len(row) and not is_blank(row[index])
        }


def take_rows(
    workbook: Workbook,
    tables: Iterable[Recognised],
    context: ImportContext,
    progress: Progress | None = None,
) -> Iterator[TakenRow]:
    """Go through the rows of all tables of one workbook in order. `progress` may raise `Stopped`."""
    told = progress or Silent()
    usable = [table for table in tables if table.usable]
    total = sum(len(table.rows) for table in usable)
    duplicates = Duplicates()
    done = 0
    for table in usable:
        taker = _TableTaker(workbook, table, context, duplicates)
        organizations = Organizations(workbook, table) if table.roster else None
        waiting: TakenRow | None = None
        for index in table.rows:
            if done % STEP == 0:
                told.step(done, total, f"正在读取“{table.name}”")
            done += 1
            taken = taker.take(index)
            if organizations is not None:
                taken.organization = organizations.written(index, taker.filled(index))
                taken.around = organizations.around(index)
            if waiting is not None and taker.continues(index):
                taker.join(waiting, taken)
                continue
            if waiting is not None:
                yield taker.finished(waiting)
            waiting = taken
        if waiting is not None:
            yield taker.finished(waiting)
    told.step(total, total)


class _TableTaker:
    """Reads the rows of one table."""

    def __init__(
        self, workbook: Workbook, table: Recognised, context: ImportContext, duplicates: Duplicates
    ) -> None:
        self._table = table
        self._rows = table.sheet.rows
        self._readers = _readers(table, context)
        self._places = Places(workbook, table, context.index, context.default_township)
        self._fills = _fills(table)
        self._sections = self._category_sections(context)
        self._records = frozenset(table.rows)
        self._duplicates = duplicates
        self._serial = next(
            (
                at
                for at, text in table.headings.items()
                if not table.columns.get(at) and is_serial(text)
            ),
            None,
        )
        present = {reader.column.key for reader in self._readers}
        wanted = context.roster if table.roster else context.columns
        labels = {column.key: column.label for column in wanted}
        self._required = [
            (key, labels.get(key, key)) for key in REQUIRED if key in present and key in labels
        ]
        self._phone_label = labels.get("phone", "联系电话")
        self._place_label = labels.get(COMMUNITY, "所在社区(村)")

    def _category_sections(self, context: ImportContext) -> dict[int, str]:
        """Return the categories that lines between the records name, where no column does (一、文体活动类（6个）)."""
        column = next((one for one in context.columns if one.key == "category"), None)
        if column is None or self._table.roster or "category" in self._table.columns.values():
            return {}
        read = reader_for(0, column, "", context.words)
        named = {at: read(section_place(text)) for at, text in self._table.captions.items()}
        return {at: value for at, (value, _, _) in sorted(named.items()) if value}

    def take(self, index: int) -> TakenRow:
        """Read one row."""
        row = self.filled(index)
        where = f"{self._table.name}!{index + 1}"
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        width = len(row)
        for reader in self._readers:
            place = reader.index
            if place >= width or row[place] == "":
                continue
            value, code, message = reader(row[place])
            key = reader.column.key
            if code and not (code == "formula_error" and key in values):
                problems.append(
                    _problem(where, index, reader.column.label, code, message, value is None)
                )
            if value is None:
                continue
            if key not in values:
                values[key] = value
            elif values[key] != value and key in _ADDED:
                problems += self._add(where, index, reader, values, value)
        above = [at for at in self._sections if at < index]
        if above:
            values["category"] = self._sections[above[-1]]
        for key in _PERSONS:
            if (person := values.get(key)) and not person.isalpha():
                values.update(person_and_phone(key, person, values.get("phone")))
        return self._placed(index, where, row, values, problems)

    def filled(self, index: int) -> Row:
        """Return the cells of a row, those filled in that a merged cell above speaks for."""
        fills = self._fills.get(index)
        if not fills:
            return self._rows[index]
        row = list(self._rows[index])
        for column, cell in fills:
            row.extend([""] * (column + 1 - len(row)))
            if is_blank(row[column]):
                row[column] = cell
        return row

    def _placed(
        self, index: int, where: str, row: Row, values: dict[str, Any], problems: list[Problem]
    ) -> TakenRow:
        community, township = self._places.of(index, row)
        if community.why and not self._table.roster:
            problems.append(_open_place(where, index, self._place_label, community))
        elif community.unit is not None and community.unit.today:
            problems.append(_former_place(where, index, self._place_label, community.unit))
        taken = TakenRow(where, values, community, township, problems, self._table, index)
        self._check_required(taken)
        return taken

    def _add(
        self, where: str, index: int, reader: Reader, values: dict[str, Any], value: str
    ) -> list[Problem]:
        """Add what a second column says of the same field: another phone (which is told), another remark."""
        key = reader.column.key
        known = values[key].split(_ADDED[key])
        values[key] = _ADDED[key].join(dict.fromkeys([*known, *value.split(_ADDED[key])]))
        if key != "phone" or values[key] == "、".join(known):
            return []
        return [self._several(where, index, values[key])]

    def continues(self, index: int) -> bool:
        """Tell whether the row only goes on with the organization of the row above.

        Its name is one merged cell, or neither number nor name stand in a row right below a numbered one.
        """
        if self._table.roster:
            return False
        if any(
            self._table.columns.get(column) == "name" for column, _ in self._fills.get(index, ())
        ):
            return True
        follows = index - 1 in self._records and self._numbered(index - 1) is not None
        return follows and self._numbered(index) is False

    def _numbered(self, index: int) -> bool | None:
        """Tell whether a row has a running number; None where it has a name without one, or no column has numbers."""
        if self._serial is None:
            return None
        row = self._rows[index]
        if self._serial < len(row) and not is_blank(row[self._serial]):
            return True
        name = next(column for column, key in self._table.columns.items() if key == "name")
        return False if name >= len(row) or is_blank(row[name]) else None

    def join(self, first: TakenRow, more: TakenRow) -> None:
        """Add what a further row says of the same organization: a person, a phone, the rest of a text, what was blank."""
        leader = first.values.get("leader")
        another = leader is not None and more.values.get("leader") not in (None, leader)
        for key, value in more.values.items():
            if another and key.startswith("leader_"):
                continue
            known = first.values.setdefault(key, value)
            if key in (*_PERSONS, "phone") and value not in known.split("、"):
                first.values[key] = f"{known}、{value}"
                if key == "phone":
                    first.problems.append(
                        self._several(first.where, first.index, first.values[key])
                    )
            elif key in GOING_ON and value not in known:
                first.values[key] = f"{known}{value}"
        lacks = (
            {"missing_required"}
            if more.community.text
            else {"missing_required", more.community.why}
        )
        first.problems += [one for one in more.problems if one.code not in lacks]
        told = {label for key, label in self._required if key in first.values}
        first.problems = [
            one for one in first.problems if one.code != "missing_required" or one.field not in told
        ]

    def _several(self, where: str, index: int, phones: str) -> Problem:
        words = f"有 {len(phones.split('、'))} 个号码，都已记入"
        return _problem(where, index, self._phone_label, "phone_multiple", words, False)

    def finished(self, taken: TakenRow) -> TakenRow:
        """Return a row that no other goes on with, marked where an earlier row says the same organization."""
        if not taken.refused and not self._table.roster:
            self._duplicates.note(taken)
        return taken

    def _check_required(self, taken: TakenRow) -> None:
        for key, label in self._required:
            if key in taken.values:
                continue
            taken.refused = taken.refused or key == "name"
            if not any(p.field == label and p.code == "formula_error" for p in taken.problems):
                end = f"这一行没有导入，请补上{label}" if key == "name" else "请补上"
                taken.problems.append(
                    Problem(
                        taken.where,
                        label,
                        "missing_required",
                        f"第 {taken.index + 1} 行没有{label}，{end}。",
                    )
                )


def _readers(table: Recognised, context: ImportContext) -> list[Reader]:
    wanted = context.roster if table.roster else context.columns
    known = {column.key: column for column in wanted}
    return [
        reader_for(index, known[key], table.headings.get(index, ""), context.words)
        for index, key in sorted(table.columns.items())
        if key and key in known and key not in (*_PLACES, ORGANIZATION)
    ]


def _fills(table: Recognised) -> dict[int, list[tuple[int, Cell]]]:
    """Return what merged cells say of the rows below their first; a count in a merged cell is said once only."""
    fills: dict[int, list[tuple[int, Cell]]] = {}
    rows = table.sheet.rows
    for top, column, bottom, _ in table.sheet.merges:
        key = table.columns.get(column)
        if (
            bottom <= top
            or key is None
            or top + 1 < table.first_row
            or top >= len(rows)
            or _is_sum(key)
        ):
            continue
        cell = rows[top][column] if column < len(rows[top]) else ""
        if is_blank(cell) or isinstance(cell, CellError):
            continue
        for index in range(top + 1, min(bottom + 1, len(rows))):
            fills.setdefault(index, []).append((column, cell))
    return fills


def _is_sum(key: str) -> bool:
    return key in (
        "members",
        "members_personal",
        "members_unit",
        "staff",
        "party_members",
        "volunteers",
        "funds",
    )


_KEPT = {"number_approximate", "phone_multiple", "formula_injection", "too_long"}
_ADVICE = {
    "id_damaged": "请对照证件补全",
    "id_checksum": "请对照证件核对",
    "id_masked": "请补全",
    "category_unmapped": "请选一个类别，或在对照表里补上这个词",
}


def _problem(where: str, index: int, label: str, code: str, message: str, emptied: bool) -> Problem:
    left = "" if code in _KEPT and not emptied else "，已留空"
    advice = _ADVICE.get(code, "请核对")
    return Problem(where, label, code, f"第 {index + 1} 行{label}：{message}{left}，{advice}。")


def _former_place(where: str, index: int, label: str, unit: CommunityName) -> Problem:
    text = f"“{unit.name}”是变动前的名称或代码，已归到“{unit.today}”，请核对"
    return Problem(where, label, "community_former", f"第 {index + 1} 行{label}：{text}。")


def _open_place(where: str, index: int, label: str, match: Match) -> Problem:
    names = "、".join(unit.name for unit in match.choices[:4])
    if match.why == "community_ambiguous":
        text = f"“{match.text}”可能是{names}，请选定"
    elif match.text:
        text = f"“{match.text}”对不上区划里的社区（村），暂列社区待定" + (
            f"；是不是{names}？" if names else "，请选定"
        )
    else:
        text = "没有写社区（村），暂列社区待定，请选定"
    return Problem(
        where,
        label,
        match.why,
        f"第 {index + 1} 行{label}：{text.rstrip('？')}{'？' if text.endswith('？') else '。'}",
    )


__all__ = ["NOWHERE", "ImportContext", "TakenRow", "take_rows"]
