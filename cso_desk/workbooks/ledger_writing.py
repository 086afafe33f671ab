"""Writes a ledger for people: official heads, print set-up, every cell safe from the spreadsheet's own ideas."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from cso_desk.errors import Trouble

from .quick_rows import LAST_ROW, fill_rows

Value = str | int | None
_BAIT = "=+-@\t\r"
_WIDTH_LEAST, _WIDTH_MOST = 6, 40
_MEASURED_ROWS = 200
_MOST_CHARACTERS = 32_767
"""A cell of .xlsx holds no more."""


def write_ledger(
    out: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    sheet: str = "台账",
) -> int:
    """Write rows under headings to an .xlsx file (a .csv by its ending) and return how many rows there were.

    Texts stay texts: identity numbers, leading zeros, dates, and what begins with = + - @. The file is there whole
    or not at all. Raises `Trouble` UNWRITABLE.
    """
    counted = 0

    def write(part: Path) -> None:
        nonlocal counted
        counted = (
            write_csv(part, headings, rows)
            if out.suffix.lower() == ".csv"
            else _write_xlsx(part, headings, rows, title, sheet)
        )

    saved_whole(out, write)
    return counted


def saved_whole(out: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file beside `out` and put it in its place only when it is whole; raises `Trouble`."""
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as fault:
        words = (
            f"写不进 {out.name}（{fault.strerror}），请关掉正打开的同名文件，或换一个文件夹再试。"
        )
        raise Trouble("UNWRITABLE", words) from None
    finally:
        part.unlink(missing_ok=True)


def write_csv(part: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Write separated text that Excel and WPS open as it is, and return how many rows there were."""
    count = 0
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in rows:
            writer.writerow([_csv_text(value) for value in row])
            count += 1
    return count


def _csv_text(value: Value) -> str:
    text = "" if value is None else str(value)
    long_number = text.isdigit() and (len(text) > 11 or text[0] == "0")
    return f"\t{text}" if long_number or text[:1] in tuple(_BAIT) else text


def _write_xlsx(
    part: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]], title: str, name: str
) -> int:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    stream = iter(rows)
    first = [list(row) for row in islice(stream, _MEASURED_ROWS)]
    _set_up(sheet, headings, first)
    cells = Cells(sheet)
    sheet.append([cells.titled(title)])
    sheet.append([cells.heading(text) for text in headings])
    _print_area(sheet, len(headings))
    styles = cells.text_style(), cells.number_style()
    empty = part.with_name(part.name + ".empty")
    try:
        book.save(empty)
        return fill_rows(
            empty,
            part,
            _cut(_both(first, stream)),
            first=3,
            letters=[get_column_letter(at + 1) for at in range(len(headings))],
            text_style=styles[0],
            number_style=styles[1],
        )
    finally:
        empty.unlink(missing_ok=True)


def _cut(rows: Iterator[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    for row in rows:
        yield [
            value[:_MOST_CHARACTERS]
            if isinstance(value, str) and len(value) > _MOST_CHARACTERS
            else value
            for value in row
        ]


def _both(first: list[list[Value]], rest: Iterator[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    yield from first
    yield from rest


def _set_up(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.utils import get_column_letter

    for index, heading in enumerate(headings):
        longest = max([columns_of_text(heading), *(columns_of_text(row[index]) for row in rows)])
        width = min(max(longest + 2, _WIDTH_LEAST), _WIDTH_MOST)
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.merged_cells.ranges.add(f"A1:{get_column_letter(len(headings))}1")


def columns_of_text(value: Value) -> int:
    """Return how many half-width characters a value takes."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in str(value)) if value is not None else 0


def _print_area(sheet: Any, columns: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.print_area = f"A1:{get_column_letter(columns)}{LAST_ROW}"


class Cells:
    """Makes the cells of one sheet with few shared styles."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._make = WriteOnlyCell
        self._sheet = sheet
        side = Side(style="thin", color="808080")
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._title_font, self._head_font = Font(name="宋体", size=16, bold=True), Font(bold=True)
        self._fill = PatternFill("solid", fgColor="F2F2F2")
        self._middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._right = Alignment(horizontal="right")
        self._text = Alignment(vertical="center", wrap_text=True)

    def titled(self, text: str) -> Any:
        """Return the title's cell."""
        cell = self.plain(text)
        cell.font, cell.alignment = self._title_font, self._middle
        return cell

    def heading(self, text: str) -> Any:
        """Return a heading's cell."""
        cell = self.plain(text)
        cell.font, cell.fill, cell.alignment, cell.border = (
            self._head_font,
            self._fill,
            self._middle,
            self._border,
        )
        return cell

    def value(self, value: Value) -> Any:
        """Return the cell of a value: whole numbers as numbers, everything else as text that stays text."""
        if isinstance(value, int):
            cell = self._make(self._sheet, value)
            cell.border = self._border
            return cell
        cell = self.plain("" if value is None else value)
        cell.border, cell.alignment, cell.number_format = self._border, self._text, "@"
        return cell

    def number_style(self) -> int:
        """Return the number of the format of whole numbers."""
        cell = self._make(self._sheet, 0)
        cell.border = self._border
        return int(cell.style_id)

    def text_style(self) -> int:
        """Return the number of the format of texts, which keeps them texts."""
        cell = self.plain("")
        cell.border, cell.alignment, cell.number_format = self._border, self._text, "@"
        return int(cell.style_id)

    def plain(self, text: str, *, right: bool = False) -> Any:
        """Return a cell of text without a frame."""
        cell = self._make(self._sheet)
        if right:
            cell.alignment = self._right
        if text:
            cell.value = clean(text)
            cell.data_type = "s"
        return cell


def clean(text: str) -> str:
    """Return a text without the control characters that .xlsx cannot keep, cut to what a cell holds."""
    kept = "".join(c for c in text if c >= " " or c in "\n\t")
    return kept[:_MOST_CHARACTERS]
