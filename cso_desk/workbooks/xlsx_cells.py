"""What the quick reader leaves out of an .xlsx: cells with formula errors, and how far a sheet really reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .container import BrokenContainer, Part, TooBig, content
from .sheets import NOT_COMPUTED, CellError

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_FAULTY = re.compile(
    rb'<c\s+[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*?>(?:<f.*?(?:</f>|/>))?<v>([^<]*)</v>'
)
_BARE_FORMULA = re.compile(
    rb'<c\s+[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?><f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_BARE_END = re.compile(rb"(?:</f>|<f[^>]*/>)(?:<v\s*/>|<v></v>)?</c>")
_ROW = re.compile(rb'<row\s[^>]*?\br="(\d{1,9})"')
_FAR_COLUMN = re.compile(rb'<c\s[^>]*?\br="([A-Z]{2,})')
MAX_ROWS = 400_000
MAX_COLUMNS = 1_000
MAX_CELLS = 40_000_000
"""Cells of the rectangle that a sheet spans: the reader makes room for all of them."""


@dataclass(slots=True)
class SheetExtras:
    """Of one sheet: (row, column) from 0 -> error."""

    errors: dict[tuple[int, int], CellError] = field(default_factory=dict)


def sheet_parts(data: bytes, parts: Mapping[str, Part]) -> dict[str, Part]:
    """Return the part of each sheet by its name in the workbook; raises `BrokenContainer`."""
    book = parts.get("xl/workbook.xml")
    links = parts.get("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        raise BrokenContainer
    targets = {
        found.get(b"Id", b""): found.get(b"Target", b"").decode("utf-8", "replace")
        for found in _tags(_RELATION, content(data, links))
    }
    sheets: dict[str, Part] = {}
    for found in _tags(_SHEET, content(data, book)):
        link = next((value for name, value in found.items() if name.endswith(b":id")), b"")
        target = targets.get(link, "").lstrip("/")
        part = parts.get(target) or parts.get("xl/" + target)
        if part is not None:
            sheets[_unescape(found.get(b"name", b""))] = part
    return sheets


def _tags(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[dict[bytes, bytes]]:
    for found in pattern.finditer(xml):
        yield dict(_ATTRIBUTE.findall(found[0]))


def _unescape(text: bytes) -> str:
    from html import unescape

    return unescape(text.decode("utf-8", "replace"))


def examine(data: bytes, part: Part) -> SheetExtras:
    """Return the errors of a sheet; raises `TooBig` when it spans more than the program takes."""
    xml = content(data, part)
    _check_span(xml)
    extras = SheetExtras()
    if b't="e"' in xml:
        for column, row, text in _FAULTY.findall(xml):
            extras.errors[int(row) - 1, _column(column)] = CellError(
                text.decode("ascii", "replace")
            )
    if _BARE_END.search(xml):
        for column, row in _BARE_FORMULA.findall(xml):
            extras.errors[int(row) - 1, _column(column)] = NOT_COMPUTED
    return extras


def _check_span(xml: bytes) -> None:
    rows = max((int(number) for number in _ROW.findall(xml)), default=0)
    if rows > MAX_ROWS:
        raise TooBig
    columns = max((_column(letters) + 1 for letters in set(_FAR_COLUMN.findall(xml))), default=26)
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise TooBig


def _column(letters: bytes) -> int:
    """Return the index of column A, B, … AA from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
