"""What every spreadsheet becomes, whatever its format: sheets of rows of plain cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

Cell = str | int | float | bool | date | datetime | time | timedelta
"""One cell; an empty one is the empty text. A formula is the result that the file keeps."""

Row = list[Cell]


class CellError(str):
    """A cell that holds a formula error (`#REF!`) or, as `NOT_COMPUTED`, a formula without a kept result."""

    __slots__ = ()


NOT_COMPUTED = CellError("公式未计算")


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows[0]` is the sheet's first row, whatever the used area; rows may differ in length.

    `merges` are (first row, first column, last row, last column), counted from 0, both ends included.
    """

    name: str
    rows: list[Row]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


@dataclass(slots=True)
class Workbook:
    """A file that was read. `format` is one of xlsx, xls, ods, csv, html, xml."""

    path: Path
    format: str
    sheets: list[Sheet] = field(default_factory=list)


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell shows nothing."""
    return cell == "" or (
        isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0\u200b\u200c\u200d\u2060\ufeff")
    )


def text_of(cell: Cell) -> str:
    """Return the text that a clerk sees in the cell, as far as the file tells it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)
