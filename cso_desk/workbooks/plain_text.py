"""CSV and other separated text, in the encodings that Excel, WPS and old systems write."""

from __future__ import annotations

import codecs
import csv
import io
import re

from .sheets import Cell, Row, Sheet
from .written_texts import unwrapped

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",\t;|，"
_LONGEST_FIELD = 1_000_000
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


class NotText(Exception):
    """The bytes are no text in any encoding that offices use."""


def decode(data: bytes) -> str:
    """Return the text of a file; raises `NotText`."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if guess := _wide_without_mark(data):
        return _strict(data, guess)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise NotText


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as fault:
        raise NotText from fault


def _checked(text: str) -> str:
    if len(_BINARY.findall(text[:20_000])) > 2:
        raise NotText
    return text


def _wide_without_mark(data: bytes) -> str:
    """Return the UTF-16 order where every second byte of the start is mostly 0 (ASCII digits, commas, line ends)."""
    start = data[:2000]
    if b"\0" not in start:
        return ""
    odd, even = start[1::2].count(0), start[0::2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"


def read_separated(text: str) -> Sheet:
    """Return the records of a separated text as the sheet `csv`; raises `NotText` for a field beyond all measure."""
    csv.field_size_limit(_LONGEST_FIELD)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    try:
        records = list(csv.reader(io.StringIO(lines, newline=""), delimiter=_separator(lines)))
    except csv.Error as fault:
        raise NotText from fault
    return Sheet("csv", [_row(record) for record in records])


def _row(record: list[str]) -> Row:
    row: list[Cell] = []
    for cell in record:
        row.append(unwrapped(cell) if cell and cell[0] in "='\"`‘’" else cell)
    return row


def _separator(text: str) -> str:
    """Return the separator that most of the first lines have, outside quotes."""
    start = re.sub(r'"[^"]*"', "", text[:20_000]).split("\n")[:40]
    counts = {mark: sum(1 for line in start if mark in line) for mark in _SEPARATORS}
    best = max(
        _SEPARATORS, key=lambda mark: (counts[mark], sum(line.count(mark) for line in start))
    )
    return best if counts[best] else ","
