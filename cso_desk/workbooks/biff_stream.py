"""The stream of records inside an .xls or .et, and whether it asks for a password."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

BOF, EOF = 0x809, 0x0A
_OLD_BOFS = (0x009, 0x209, 0x409)
_BIFF8 = 0x600
_FILEPASS = 0x2F
_OLE = b"\xd0\xcf\x11\xe0"
_SMALL = 4096
"""A shorter stream lies in the container's small sectors; a workbook is never so short."""
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
_FIRST = 20
"""Within so many records the password is asked for."""


def has_password(data: bytes) -> bool:
    """Tell whether a BIFF workbook is encrypted; False for a file whose structure is not understood."""
    try:
        stream = workbook_stream(data) if data.startswith(_OLE) else data
        return any(kind == _FILEPASS for kind, _ in islice(records(stream, 0), _FIRST))
    except (struct.error, IndexError, ValueError):
        return False


def is_ancient(data: bytes) -> bool:
    """Tell whether a workbook is of Excel 5.0/95 or before: its Chinese texts are not in Unicode."""
    try:
        stream = workbook_stream(data) if data.startswith(_OLE) else data
        kind, body = next(records(stream, 0))
        return kind in _OLD_BOFS or (kind == BOF and struct.unpack_from("<H", body)[0] < _BIFF8)
    except (struct.error, IndexError, ValueError, StopIteration):
        return False


def is_cut(data: bytes) -> bool:
    """Tell whether the end of an OLE container is missing: its directory lies behind the last byte."""
    if len(data) < 512:
        return True
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    first = struct.unpack_from("<L", data, 48)[0]
    return bool((first + 2) * sector > len(data) + sector - 1)


def workbook_stream(data: bytes) -> bytes:
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
            if size < _SMALL:
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


def records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Go through kind and body of the records from a place on."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length
