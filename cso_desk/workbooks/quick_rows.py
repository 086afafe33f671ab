"""Puts many rows into a sheet that openpyxl has set up: the same cells, written as text at a fraction of the time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

Value = str | int | None
SHEET = "xl/worksheets/sheet1.xml"
LAST_ROW = 1_048_576
"""Stands in the print area of the empty workbook for the last row, which is known when all are written."""
_BOOK = "xl/workbook.xml"
_END = b"</sheetData>"
_BUNDLE = 500
_MARKS = re.compile(r"[&<>\x00-\x1f\ufffe\uffff\ud800-\udfff]")
_WORDS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "\n", "\t": "\t"}


def fill_rows(
    empty: Path,
    out: Path,
    rows: Iterable[Sequence[Value]],
    *,
    first: int,
    letters: Sequence[str],
    text_style: int,
    number_style: int,
) -> int:
    """Write `out` as the workbook `empty` with `rows` after those of its first sheet, and return how many.

    `first` is the number of the first row, `letters` name the columns, the styles are numbers of cell formats.
    Texts stay texts; control characters are left out.
    """
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        head, _, tail = source.read(SHEET).rpartition(_END)
        writer = _Rows(letters, text_style, number_style)
        with made.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(head)
            count = _write(sheet, writer.lines(rows, first))
            sheet.write(_END + tail)
        for part in source.infolist():
            content = source.read(part)
            if part.filename == _BOOK:
                last = str(max(first + count - 1, 1))
                content = content.replace(f"${LAST_ROW}".encode(), f"${last}".encode())
            if part.filename != SHEET:
                made.writestr(part, content)
    return count


def _write(sheet: IO[bytes], lines: Iterator[str]) -> int:
    count = 0
    while bundle := list(islice(lines, _BUNDLE)):
        sheet.write("".join(bundle).encode())
        count += len(bundle)
    return count


class _Rows:
    """Makes the XML of rows; what each column's cells begin with is made once."""

    def __init__(self, letters: Sequence[str], text_style: int, number_style: int) -> None:
        self._letters = letters
        self._text = f'" s="{text_style}" t="inlineStr"><is><t>'
        self._kept = f'" s="{text_style}" t="inlineStr"><is><t xml:space="preserve">'
        self._empty = f'" s="{text_style}"/>'
        self._number = f'" s="{number_style}"><v>'

    def lines(self, rows: Iterable[Sequence[Value]], first: int) -> Iterator[str]:
        """Go through the XML of all rows."""
        for number, row in enumerate(rows, first):
            cells = [
                f'<c r="{letter}{number}{self._cell(value)}'
                for letter, value in zip(self._letters, row, strict=True)
            ]
            yield f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, value: Value) -> str:
        if value is None or value == "":
            return self._empty
        if isinstance(value, int):
            return f"{self._number}{int(value)}</v></c>"
        text = escaped(value)
        begin = self._text if text.strip() == text and "\n" not in text else self._kept
        return f"{begin}{text}</t></is></c>"


def escaped(text: str) -> str:
    """Return a text for XML: marks as entities, characters that XML cannot hold left out."""
    if _MARKS.search(text) is None:
        return text
    return _MARKS.sub(lambda found: _WORDS.get(found.group(), ""), text)
