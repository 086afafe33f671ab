"""Another office's blank table: its head is found, its columns are understood, it is filled and otherwise left alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from cso_desk.errors import Trouble
from cso_desk.progress import Progress

from .columns import Column
from .heading_rows import Heading, find_heading, guess_heading, reread
from .heading_words import FORM_PATTERNS, LOOSE, NEUTRAL, PATTERNS
from .headings import HeadingBook, is_serial, tidy_heading
from .ledger_writing import Value, clean, saved_whole
from .opening import read_workbook
from .row_kinds import EXAMPLE, NOTE, NUMBERS, RECORD, REPEATED, SIGNED, TOTAL, RowKinds
from .sheets import Cell, Row, Sheet, Workbook, is_blank, text_of

NUMBER = "number"
_OWN = frozenset(("年龄", "社区类型", "城乡类型", "城乡类别", "状态"))
_ALIKE = 0.6
"""How much of two headings must agree for one to be taken for last year's wording of the other."""
_SAME_FORM = 0.5
"""Which part of the headings a remembered form must share to be taken for an earlier version."""
_BRACKETS = re.compile(r"\([^)]*\)")
_ENDINGS = (TOTAL, NOTE, SIGNED)


@dataclass(slots=True)
class FormColumn:
    """One column: its index from 0, its heading, the field that fills it; `remembered`: as the clerk said before."""

    index: int
    heading: str
    key: str | None
    remembered: bool = False


@dataclass(slots=True)
class Form:
    """What was understood. Rows count from 1: `first` to `last` are prepared for records."""

    sheet: str
    heading_rows: tuple[int, ...]
    columns: list[FormColumn]
    first: int
    last: int
    format: str
    layout_key: str
    notes: list[str] = field(default_factory=list)


def form_book(columns: Iterable[Column]) -> HeadingBook:
    """Return what knows the headings of strange forms."""
    return HeadingBook(columns, (*FORM_PATTERNS, *PATTERNS), LOOSE, NEUTRAL - _OWN)


def read_form(
    path: Path,
    columns: Sequence[Column],
    told: Mapping[str, str | None],
    remembered: Sequence[Mapping[str, str | None]] = (),
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Form:
    """Find head, columns and prepared rows of a blank table.

    `told` is what the clerk says now (heading → key or None), `remembered` what was kept of earlier forms, newest
    first. Raises `Trouble` as `read_workbook` does, NO_HEAD where nothing looks like a table, NOT_BLANK where records
    stand in it already.
    """
    book = read_workbook(path, progress)
    knows = form_book(columns)
    searching = knows.extended([told, *remembered])
    pages = [one for one in book.sheets if sheet in (None, one.name)]
    found = _best(pages, searching)
    if found is None:
        raise Trouble(
            "NO_HEAD", f"“{path.name}”里没有找到表头，请确认是一张有列标题的空白表，再选一次。"
        )
    page, heading = found
    heading = reread(heading, page.rows, knows)
    understood = _columns(heading, _spoken(told), [_spoken(one) for one in remembered])
    first, last = _prepared(page, heading, knows, path)
    return Form(
        page.name,
        tuple(range(heading.top + 1, heading.below + 1)),
        understood,
        first,
        last,
        book.format,
        layout_key_of([column.heading for column in understood]),
        _notes(book, path),
    )


def layout_key_of(headings: Iterable[str]) -> str:
    """Return the key under which a form's mapping is remembered."""
    joined = "\x1f".join(tidy_heading(text) for text in headings)
    return "form:" + hashlib.sha256(joined.encode()).hexdigest()[:16]


def _best(pages: Sequence[Sheet], book: HeadingBook) -> tuple[Sheet, Heading] | None:
    found = [(page, h) for page in pages if (h := find_heading(page.rows, book)) is not None]
    if found:
        return max(found, key=lambda one: (not one[0].hidden, len(_known(one[1]))))
    guesses = [(page, h) for page in pages if (h := guess_heading(page.rows, book)) is not None]
    return guesses[0] if guesses else None


def _known(heading: Heading) -> set[str]:
    return {key for key in heading.keys.values() if key}


def _spoken(mapping: Mapping[str, str | None]) -> dict[str, str | None]:
    return {tidy_heading(heading): key for heading, key in mapping.items()}


def _columns(
    heading: Heading,
    told: Mapping[str, str | None],
    remembered: Sequence[Mapping[str, str | None]],
) -> list[FormColumn]:
    """Give each column its field: the clerk's word, an earlier version of the form, the heading itself; none twice."""
    before = _before({tidy_heading(text) for text in heading.texts.values()}, remembered)
    found = []
    for index, text in sorted(heading.texts.items()):
        tidied = tidy_heading(text)
        key = heading.keys.get(index) or (NUMBER if is_serial(text) else None)
        kept = tidied in before
        if kept:
            key = before[tidied]
        if tidied in told:
            key, kept = told[tidied], False
        found.append(FormColumn(index, text, key, kept))
    taken: set[str] = set()
    for column in sorted(found, key=lambda c: (tidy_heading(c.heading) not in told, c.index)):
        if column.key in taken:
            column.key = None
        elif column.key:
            taken.add(column.key)
    return found


def _before(
    headings: set[str], remembered: Sequence[Mapping[str, str | None]]
) -> dict[str, str | None]:
    """Return what an earlier version of the form says of these headings, reworded ones by their likeness."""
    for mapping in remembered:
        same = headings & mapping.keys()
        if not mapping or len(same) < _SAME_FORM * max(len(mapping), 1):
            continue
        found = {heading: mapping[heading] for heading in same}
        left = {old: key for old, key in mapping.items() if old not in same}
        for heading in sorted(headings - same):
            likest = max(left, key=lambda old: _likeness(old, heading), default="")
            if likest and _likeness(likest, heading) >= _ALIKE:
                found[heading] = left.pop(likest)
        return found
    return {}


def _likeness(one: str, other: str) -> float:
    """Return how much two tidied headings agree, from 0 to 1; what stands in brackets counts for nothing."""
    short, long = sorted((_BRACKETS.sub("", one), _BRACKETS.sub("", other)), key=len)
    if len(short) >= 3 and short in long:
        return 1.0
    return SequenceMatcher(None, short, long).ratio()


def _prepared(page: Sheet, heading: Heading, book: HeadingBook, path: Path) -> tuple[int, int]:
    """Return the first and last prepared row (from 1): blank but for running numbers, down to totals and notes."""
    named = "name" in heading.keys.values()
    kind = RowKinds(heading, book).kind if named else _kind_without_name
    start = heading.below
    while start < len(page.rows) and kind(page.rows[start]) in (REPEATED, EXAMPLE):
        start += 1
    serial = {index for index, text in heading.texts.items() if is_serial(text)}
    constant = {i for i, key in heading.keys.items() if key and key != "name"} | serial
    for at in range(start, len(page.rows)):
        row = page.rows[at]
        filled = {i for i, cell in enumerate(row) if not is_blank(cell)}
        ends = kind(row) in _ENDINGS
        if not ends and (filled <= constant or _only_formulas(row, serial)):
            continue
        if kind(row) == RECORD and len(filled - serial) > 2:
            raise Trouble(
                "NOT_BLANK",
                f"“{path.name}”第 {at + 1} 行已经填了内容，请用空白表，或把已填的行删去再选。",
            )
        return start + 1, max(at - 1, start) + 1
    return start + 1, max(_framed(path, page, start, max(heading.texts)), len(page.rows), start + 1)


def _framed(path: Path, page: Sheet, start: int, width: int) -> int:
    """Return the last row (from 1) that is framed for records though nothing stands in it."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return start
    import openpyxl

    sheet = openpyxl.load_workbook(path)[page.name]
    last = start
    for number in range(start + 1, sheet.max_row + 1):
        cells = [sheet.cell(number, column) for column in range(1, width + 2)]
        if not any(cell.has_style and cell.border.bottom.style for cell in cells):
            break
        last = number
    return last


def _kind_without_name(row: Row) -> str:
    return NUMBERS if all(isinstance(c, int | float) for c in row if not is_blank(c)) else NOTE


def _only_formulas(row: Row, serial: set[int]) -> bool:
    cells = [cell for i, cell in enumerate(row) if i not in serial and not is_blank(cell)]
    return all(cell == 0 or text_of(cell) in ("公式未计算", "#DIV/0!") for cell in cells)


_SPOILT = re.compile(r"xl/(?:drawings/drawing|charts/|embeddings/)")


def _notes(book: Workbook, path: Path) -> list[str]:
    notes = []
    if book.format != "xlsx":
        kind = {"xls": "旧格式（.xls 或 .et）", "csv": "文字（.csv）"}.get(book.format, "别的格式")
        notes.append(
            f"空白表是{kind}，填好的表存为 .xlsx，文字和合并格照原样，字体和边框请再看一眼。"
        )
    elif _has_drawings(path):
        notes.append("空白表里有图片、图表或文本框，填好的表里不会有，请对照原表补上。")
    return notes


def _has_drawings(path: Path) -> bool:
    from zipfile import ZipFile

    with ZipFile(path) as parts:
        return any(_SPOILT.match(name) for name in parts.namelist())


def write_form(path: Path, form: Form, out: Path, rows: Sequence[Mapping[str, Value]]) -> None:
    """Fill the prepared rows of a blank table and save it as `out`; more rows are inserted before the last one.

    Each row maps keys to values. Everything else of the file stays as it is. Raises `Trouble` UNWRITABLE.
    """
    from .form_rows import Room

    book = _loaded(path, form)
    sheet = book[form.sheet]
    more = len(rows) - (form.last - form.first + 1)
    if more > 0:
        at = form.last if form.last > form.first else form.last + 1
        Room(book, sheet, at, more, form.last).make()
    for number, row in enumerate(rows, form.first):
        for column in form.columns:
            if column.key and (value := row.get(column.key)) is not None:
                _put(sheet.cell(number, column.index + 1), value)
    book.calculation.fullCalcOnLoad = True
    saved_whole(out, book.save)


def _loaded(path: Path, form: Form) -> Any:
    import openpyxl

    if form.format == "xlsx":
        return openpyxl.load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in read_workbook(path).sheets:
        sheet = book.create_sheet(page.name)
        for number, row in enumerate(page.rows, 1):
            for place, value in enumerate(row, 1):
                if not is_blank(value):
                    _put(sheet.cell(number, place), _plain(value))
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    return book


def _plain(value: Cell) -> Value:
    """Return a cell of an old format as a whole number or a text."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e11:
        return int(value)
    return text_of(value)


def _put(cell: Any, value: Value) -> None:
    """Write a value so that no spreadsheet reads more into it: whole numbers as numbers, all else as text."""
    from openpyxl.cell.cell import MergedCell

    if isinstance(cell, MergedCell) or value is None:
        return
    if isinstance(value, int):
        cell.value = value
        return
    text = clean(value)
    cell.value = text
    cell.data_type = "s"
    if text[:1].isdigit():
        cell.number_format = "@"
