"""Reads tables whose rows each bring one plain record (activities, money lines): headings, values, problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk.errors import Problem

from .columns import Column
from .heading_rows import find_heading
from .headings import HeadingBook
from .readers import Reader, reader_for
from .sheets import Row, Sheet, Workbook, is_blank, text_of

_TOTAL = re.compile(r"(?:本[页月季年期]|全年)?(?:小计|合计|总计|共计|累计|结转|承前页|过次页)")


@dataclass(slots=True)
class PlainLine:
    """One row: `where` is SHEET!ROW, `number` its row in the sheet from 1, `values` by key of the column."""

    where: str
    number: int
    values: dict[str, Any]
    problems: list[Problem]


@dataclass(slots=True)
class PlainLines:
    """What was read: the headings with the key that each fills (None: none), the rows, how many total rows were left."""

    headings: list[tuple[str, str | None]] = field(default_factory=list)
    lines: list[PlainLine] = field(default_factory=list)
    totals: int = 0


def read_lines(
    book: Workbook,
    columns: Sequence[Column],
    essential: str,
    words: Mapping[str, Mapping[str, str]],
) -> PlainLines:
    """Read all sheets that have a heading with the column `essential`; no heading gives no lines."""
    known = HeadingBook(columns, (), (), frozenset())
    found = PlainLines()
    for sheet in book.sheets:
        _read_sheet(sheet, known, columns, essential, words, found)
    return found


def _read_sheet(
    sheet: Sheet,
    known: HeadingBook,
    columns: Sequence[Column],
    essential: str,
    words: Mapping[str, Mapping[str, str]],
    found: PlainLines,
) -> None:
    heading = find_heading(sheet.rows, known, essential=essential)
    if heading is None:
        return
    by_key = {column.key: column for column in columns}
    found.headings += [(heading.texts[at], key) for at, key in sorted(heading.keys.items())]
    readers = []
    taken: set[str] = set()
    for at, key in sorted(heading.keys.items()):
        if key and key not in taken:
            taken.add(key)
            readers.append(reader_for(at, by_key[key], heading.texts[at], words))
    for index in range(heading.below, len(sheet.rows)):
        row = sheet.rows[index]
        if _is_total(row):
            found.totals += 1
        elif line := _line(sheet.name, index, row, readers):
            found.lines.append(line)


def _is_total(row: Row) -> bool:
    first = next((text_of(cell) for cell in row if not is_blank(cell)), "")
    texts = ["".join(text_of(cell).split()) for cell in row[:6] if not is_blank(cell)]
    return bool(first) and any(_TOTAL.fullmatch(text) for text in texts)


def _line(name: str, index: int, row: Row, readers: Iterable[Reader]) -> PlainLine | None:
    line = PlainLine(f"{name}!{index + 1}", index + 1, {}, [])
    for reader in readers:
        if reader.index >= len(row) or is_blank(row[reader.index]):
            continue
        value, code, message = reader(row[reader.index])
        label = reader.column.label
        if code:
            emptied = "，已留空" if value is None else ""
            words = f"第 {line.number} 行{label}：{message}{emptied}，请核对。"
            line.problems.append(Problem(line.where, label, code, words))
        if value is not None:
            line.values[reader.column.key] = value
    return line if line.values or line.problems else None
