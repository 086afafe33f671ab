"""Formula errors in the older format of .xls and .et (BIFF8 in an OLE container), which the quick reader leaves out."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .sheets import CellError

Errors = dict[str, dict[tuple[int, int], CellError]]

_WORDS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}
_BOUNDSHEET, _BOF, _EOF, _BOOLERR, _FORMULA = 0x85, 0x809, 0x0A, 0x205, 0x06
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""


def errors_of(data: bytes) -> Errors:
    """Return sheet name -> (row, column) -> error; nothing for a file whose structure is not understood.

    The file itself has been read by then: what is missing here is only the reason why a cell is empty.
    """
    try:
        stream = _workbook_stream(data)
        sheets = dict(_bound_sheets(stream))
        return {name: dict(_sheet_errors(stream, start)) for start, name in sheets.items()}
    except (struct.error, IndexError, ValueError):
        return {}


def _workbook_stream(data: bytes) -> bytes:
    """Return the stream Workbook of an OLE file; raises ValueError if there is none."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError
    table = _allocation(data, sector)
    directory = _chain(data, table, struct.unpack_from("<L", data, 48)[0], sector)
    for place in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        name = directory[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, size = struct.unpack_from("<LL", directory, place + 116)
            if size < 4096:
                raise ValueError
            return _chain(data, table, start, sector)[:size]
    raise ValueError


def _allocation(data: bytes, sector: int) -> list[int]:
    numbers = [n for n in struct.unpack_from("<109L", data, 76) if n < _LAST]
    following = struct.unpack_from("<L", data, 68)[0]
    seen: set[int] = set()
    while following < _LAST and following not in seen:
        seen.add(following)
        page = struct.unpack_from(f"<{sector // 4}L", data, (following + 1) * sector)
        numbers += [n for n in page[:-1] if n < _LAST]
        following = page[-1]
    table: list[int] = []
    for number in numbers:
        table.extend(struct.unpack_from(f"<{sector // 4}L", data, (number + 1) * sector))
    return table


def _chain(data: bytes, table: list[int], first: int, sector: int) -> bytes:
    pieces = []
    number, left = first, len(table)
    while number < _LAST and left:
        pieces.append(data[(number + 1) * sector : (number + 2) * sector])
        number = table[number]
        left -= 1
    return b"".join(pieces)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _bound_sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in _records(stream, 0):
        if kind == _EOF:
            return
        if kind == _BOUNDSHEET:
            length, wide = body[6], body[7] & 1
            raw = body[8 : 8 + length * (2 if wide else 1)]
            yield struct.unpack_from("<L", body)[0], raw.decode("utf-16-le" if wide else "latin-1")


def _sheet_errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], CellError]]:
    depth = 0
    for kind, body in _records(stream, start):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if kind == _BOOLERR and body[7] == 1:
            yield struct.unpack_from("<HH", body), CellError(_WORDS.get(body[6], "#ERR"))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            yield struct.unpack_from("<HH", body), CellError(_WORDS.get(body[8], "#ERR"))
