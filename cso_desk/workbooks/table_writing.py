"""Writes a table for people: title, heading rows with merged groups, print set-up, every cell as text or whole number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from .ledger_writing import Cells, Value, columns_of_text, saved_whole, write_csv

_MEASURED_ROWS = 200
_LEAST, _MOST, _NUMBER_MOST = 5, 30, 10
_MANY_COLUMNS, _MOST_OF_MANY = 12, 16
_A3_FROM = 150
"""Characters across from which the table is set up for A3."""


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column: its heading, the heading above it and its neighbours (or empty), whether it holds whole numbers."""

    heading: str
    group: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands above the table: the title, a line at the left, a line at the right."""

    title: str
    left: str = ""
    right: str = ""


def write_table(
    out: Path, columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]], paper: Paper
) -> int:
    """Write an .xlsx (or .csv by its ending) and return how many rows there were; raises `Trouble` UNWRITABLE."""
    counted = 0

    def write(part: Path) -> None:
        nonlocal counted
        if out.suffix.lower() == ".csv":
            headings = [(c.group + c.heading) if c.group else c.heading for c in columns]
            counted = write_csv(part, headings, rows)
        else:
            counted = _write_xlsx(part, columns, rows, paper)

    saved_whole(out, write)
    return counted


def _write_xlsx(
    part: Path, columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]], paper: Paper
) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    stream = iter(rows)
    first = [list(row) for row in islice(stream, _MEASURED_ROWS)]
    heads = 2 if any(column.group for column in columns) else 1
    _set_up(sheet, _widths(columns, first), heads)
    cells = Cells(sheet)
    _write_head(sheet, cells, columns, paper, heads)
    count = 0
    for row in _both(first, stream):
        sheet.append([cells.value(value) for value in row])
        count += 1
    sheet.print_area = f"A1:{_letter(len(columns))}{count + 2 + heads}"
    book.save(part)
    return count


def _both(first: list[list[Value]], rest: Iterator[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    yield from first
    yield from rest


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _widths(columns: Sequence[OutColumn], rows: Sequence[Sequence[Value]]) -> list[int]:
    found = []
    for index, column in enumerate(columns):
        longest = max((columns_of_text(row[index]) for row in rows), default=0)
        wide = _MOST if len(columns) <= _MANY_COLUMNS else _MOST_OF_MANY
        most = _NUMBER_MOST if column.whole else wide
        head = min(columns_of_text(column.heading), 12)
        found.append(min(max(longest + 2, head + 2, _LEAST), most))
    return found


def _set_up(sheet: Any, widths: Sequence[int], heads: int) -> None:
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[_letter(index)].width = width
    top = 3 + heads
    sheet.freeze_panes = f"A{top}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8 if sum(widths) > _A3_FROM else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = f"3:{top - 1}"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.row_dimensions[1].height = 32


def _write_head(
    sheet: Any, cells: Cells, columns: Sequence[OutColumn], paper: Paper, heads: int
) -> None:
    width = len(columns)
    last = _letter(width)
    sheet.append([cells.titled(paper.title)])
    if width > 1:
        sheet.merged_cells.ranges.add(f"A1:{last}1")
    middle = max(width // 2, 1)
    second = [cells.plain(paper.left), *[None] * (width - 1)]
    if width > 1:
        second[middle] = cells.plain(paper.right, right=True)
        for area in (f"A2:{_letter(middle)}2", f"{_letter(middle + 1)}2:{last}2"):
            if area.split(":")[0] != area.split(":")[1]:
                sheet.merged_cells.ranges.add(area)
    sheet.append(second)
    if heads == 1:
        sheet.append([cells.heading(column.heading) for column in columns])
        return
    groups = ["", *(column.group for column in columns)]
    upper = [
        ("" if c.group == before else c.group) if c.group else c.heading
        for before, c in zip(groups, columns, strict=False)
    ]
    sheet.append([cells.heading(text) for text in upper])
    sheet.append([cells.heading(column.heading if column.group else "") for column in columns])
    for area in _merges(columns):
        sheet.merged_cells.ranges.add(area)


def _merges(columns: Sequence[OutColumn]) -> list[str]:
    """Return the areas of the two heading rows (3 and 4) that are one cell."""
    found = []
    start = 0
    while start < len(columns):
        end = start
        group = columns[start].group
        while group and end + 1 < len(columns) and columns[end + 1].group == group:
            end += 1
        if not group:
            found.append(f"{_letter(start + 1)}3:{_letter(start + 1)}4")
        elif end > start:
            found.append(f"{_letter(start + 1)}3:{_letter(end + 1)}3")
        start = end + 1
    return found
