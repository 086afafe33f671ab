"""Hands flawed rows back as a workbook that can be corrected and imported again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .ledger_writing import clean, saved_whole
from .rosters import ORGANIZATION
from .sheets import is_blank, text_of

if TYPE_CHECKING:
    from .taking import TakenRow

PROBLEM_HEADING = "问题（改好后可删去此列）"
WHERE_HEADING = "原表行号"
_NOTE = "请在黄色格子里改正后保存，再把本工作簿导入一次；已导入的组织会更新，不会重复。"
_SHEET_NAME_LENGTH = 31


def write_problems(out: Path, rows: Sequence[TakenRow], labels: Mapping[str, str]) -> int:
    """Write the rows that have problems, sheet by sheet as they were, to `out`; return how many.

    Faulty cells are yellow, the last columns say what is wrong and where the row stood. Communities that merged
    cells or sheet names gave are written out. `labels` are the columns' labels by key. Raises `Trouble` UNWRITABLE.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    tables: dict[int, list[TakenRow]] = {}
    for row in rows:
        tables.setdefault(id(row.table), []).append(row)
    for group in tables.values():
        _Table(book, group, labels).write()
    if not book.worksheets:
        book.create_sheet("问题").append(["没有要改的行"])
    saved_whole(out, book.save)
    return len(rows)


class _Table:
    """One recognised table as a sheet of the problem book."""

    def __init__(self, book: Any, rows: Sequence[TakenRow], labels: Mapping[str, str]) -> None:
        from openpyxl.styles import PatternFill

        table = rows[0].table
        self._sheet = book.create_sheet(_sheet_name(book, table.name))
        self._table = table
        self._rows = rows
        self._labels = labels
        self._indices = sorted(table.columns)
        self._named = "所属组织" if table.roster else "所在社区(村)"
        wanted = ORGANIZATION if table.roster else "community"
        self._own_place = any(key == wanted for key in table.columns.values())
        self._fill = PatternFill("solid", fgColor="FFF2A8")

    def write(self) -> None:
        """Write note, headings and rows."""
        headings = [self._heading(index) for index in self._indices]
        extra = [] if self._own_place else [self._named]
        self._put(1, 1, _NOTE)
        for column, text in enumerate([*headings, *extra, PROBLEM_HEADING, WHERE_HEADING], start=1):
            self._put(2, column, text)
            self._sheet.cell(2, column).font = _bold()
        for number, row in enumerate(self._rows, start=3):
            self._write_row(number, row)
        self._sheet.freeze_panes = "A3"

    def _heading(self, index: int) -> str:
        if self._table.roster and self._table.columns[index] == ORGANIZATION:
            return self._named
        return self._table.headings.get(index, "") or f"第{index + 1}列"

    def _write_row(self, number: int, row: TakenRow) -> None:
        cells = self._table.sheet.rows[row.index]
        faulty = {problem.field for problem in row.problems}
        column = 0
        for column, index in enumerate(self._indices, start=1):
            key = self._table.columns[index]
            blank = index >= len(cells) or is_blank(cells[index])
            text = _spoken(row, key) if blank else text_of(cells[index])
            self._put(number, column, text)
            if key and self._labels.get(key) in faulty:
                self._sheet.cell(number, column).fill = self._fill
        if not self._own_place:
            column += 1
            place = row.community.unit.name if row.community.unit else row.community.text
            self._put(number, column, row.organization if self._table.roster else place)
        self._put(number, column + 1, "；".join(problem.message for problem in row.problems))
        self._put(number, column + 2, row.where)

    def _put(self, row: int, column: int, text: str) -> None:
        cell = self._sheet.cell(row, column)
        if text:
            cell.value = clean(text)
            cell.data_type = "s"
        cell.number_format = "@"


def _spoken(row: TakenRow, key: str | None) -> str:
    """Return what stands for a blank cell: the community or organization that a cell above it gave."""
    return {"community": row.community.text, ORGANIZATION: row.organization}.get(key or "", "")


def _bold() -> Any:
    from openpyxl.styles import Font

    return Font(bold=True)


def _sheet_name(book: Any, name: str) -> str:
    plain = "".join("_" if c in "[]:*?/\\" else c for c in name)[:_SHEET_NAME_LENGTH] or "表"
    taken = {sheet.title for sheet in book.worksheets}
    found, number = plain, 2
    while found in taken:
        tail = f"({number})"
        found, number = plain[: _SHEET_NAME_LENGTH - len(tail)] + tail, number + 1
    return found
