"""Reads .xlsx, .xls, .et and .ods with calamine, which holds the interpreter while it parses (so large files are read apart)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk.progress import Progress

from . import refusals
from .biff_errors import errors_of
from .container import BrokenContainer, Part, TooBig, content
from .sheets import CellError, Sheet, Workbook
from .xlsx_cells import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, examine, sheet_parts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_SHARED = 50_000
"""So many different texts are looked for among the cells before."""
STEP = 5000
"""After how many rows of a sheet progress is told."""


def read_xlsx(path: Path, data: bytes, parts: Mapping[str, Part], progress: Progress) -> Workbook:
    """Return an .xlsx, its formula errors in place; may raise `Trouble`, `BrokenContainer`, `TooBig`."""
    for name in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if name in parts:
            content(data, parts[name])
    found = sheet_parts(data, parts)
    errors = {name: examine(data, part).errors for name, part in found.items()}
    book = _open(path, data)
    return Workbook(path, "xlsx", _sheets(path, book, errors, progress))


def read_xlsb(path: Path, data: bytes, parts: Mapping[str, Part], progress: Progress) -> Workbook:
    """Return a binary .xlsb; may raise `Trouble`, `BrokenContainer`, `TooBig`."""
    for part in parts.values():
        content(data, part)
    return Workbook(path, "xlsb", _sheets(path, _open(path, data), {}, progress))


def read_xls(path: Path, data: bytes, progress: Progress) -> Workbook:
    """Return a BIFF workbook (.xls, .et), its formula errors in place; may raise `Trouble`."""
    book = _open(path, data)
    return Workbook(path, "xls", _sheets(path, book, errors_of(data), progress))


def read_ods(path: Path, data: bytes, parts: Mapping[str, Part], progress: Progress) -> Workbook:
    """Return an OpenDocument sheet; may raise `Trouble`, `BrokenContainer`, `TooBig`."""
    xml = content(data, parts["content.xml"])
    if _REPEATED_VALUE.search(xml):
        raise TooBig
    if (
        b"manifest:encryption-data" in content(data, parts["META-INF/manifest.xml"])
        if _MANIFEST in parts
        else False
    ):
        raise refusals.encrypted(path)
    return Workbook(path, "ods", _sheets(path, _open(path, data), {}, progress))


_MANIFEST = "META-INF/manifest.xml"
_REPEATED_VALUE = re.compile(
    rb'<table:table-cell[^>]*number-columns-repeated="\d{4,}"[^>]*office:value-type'
    rb'|<table:table-cell[^>]*office:value-type[^>]*number-columns-repeated="\d{4,}"'
    rb'|<table:table-row[^>]*number-rows-repeated="\d{4,}"[^>]*>(?:(?!</table:table-row>).){0,2000}office:value-type',
    re.S,
)


def _open(path: Path, data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as fault:
        raise refusals.encrypted(path) from fault
    except BaseException as fault:
        raise _as_broken(fault) from fault


def _as_broken(fault: BaseException) -> BaseException:
    """A reader's complaint, its crashes included, means a broken file; a stop or a bug of ours stays itself."""
    from python_calamine import CalamineError

    crashed = type(fault).__name__ == "PanicException"
    ours = isinstance(fault, Exception) and not isinstance(
        fault, CalamineError | OSError | ValueError
    )
    return BrokenContainer() if crashed or not (ours or not isinstance(fault, Exception)) else fault


def _sheets(
    path: Path,
    book: CalamineWorkbook,
    errors: Mapping[str, Mapping[tuple[int, int], CellError]],
    progress: Progress,
) -> list[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found = []
    pages = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    for number, meta in enumerate(pages):
        progress.step(number, len(pages), f"正在打开“{meta.name}”")
        sheet = _sheet(book, meta.name, progress)
        sheet.hidden = meta.visible != SheetVisibleEnum.Visible
        _put_errors(sheet, errors.get(meta.name, {}))
        found.append(sheet)
    progress.step(len(pages), len(pages))
    return found


def _sheet(book: CalamineWorkbook, name: str, progress: Progress) -> Sheet:
    try:
        page = book.get_sheet_by_name(name)
        _check_size(page)
        merges = [(*first, *last) for first, last in page.merged_cell_ranges or ()]
        rows = _rows(page, name, progress)
    except BaseException as fault:
        raise _as_broken(fault) from fault
    return Sheet(name, rows, merges)


def _check_size(page: CalamineSheet) -> None:
    end = page.end
    if end and (
        end[0] >= MAX_ROWS or end[1] >= MAX_COLUMNS or page.height * page.width > MAX_CELLS
    ):
        raise TooBig


def _rows(page: CalamineSheet, name: str, progress: Progress) -> list[list[Any]]:
    """Take the rows one by one: the other threads of the program go on meanwhile (to_python would stop them)."""
    start = page.start
    left = [""] * start[1] if start else []
    rows: list[list[Any]] = []
    known: dict[str, str] = {}
    for row in page.iter_rows():
        # A word that stands in thousands of cells is kept once.
        shared = [known.setdefault(cell, cell) if type(cell) is str else cell for cell in row]
        rows.append(left + shared if left else shared)
        if len(known) > _SHARED:
            known.clear()
        if len(rows) % STEP == 0:
            progress.step(len(rows), page.total_height, f"正在读取“{name}”")
    return rows


def _put_errors(sheet: Sheet, errors: Mapping[tuple[int, int], CellError]) -> None:
    for (row, column), error in errors.items():
        if row >= len(sheet.rows) + 1000 or column >= MAX_COLUMNS:
            continue
        while len(sheet.rows) <= row:
            sheet.rows.append([])
        line = sheet.rows[row]
        line.extend([""] * (column + 1 - len(line)))
        if line[column] == "":
            line[column] = error
