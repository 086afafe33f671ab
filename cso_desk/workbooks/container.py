"""Looks into the container of an .xlsx or .ods before a reader unpacks it: bounded, so that no file can fill the memory."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_END = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
MAX_ENTRIES = 5_000
MAX_UNPACKED = 1 << 30
"""Bytes that all parts together may have when unpacked; 100,000 rows of 30 columns need about 150 MB."""
_PIECE = 1 << 20


class BrokenContainer(Exception):
    """The file is no whole container."""


class TooBig(Exception):
    """The file unpacks to more than the program takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside: its name, how it is packed (0 stored, 8 deflated), its sizes, where it begins."""

    name: str
    method: int
    packed: int
    unpacked: int
    offset: int
    encrypted: bool


def parts_of(data: bytes) -> dict[str, Part]:
    """Return the directory of the container; raises `BrokenContainer` and `TooBig`."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        raise BrokenContainer
    count, size, place = struct.unpack_from("<HLL", data, end + 10)
    if count > MAX_ENTRIES:
        raise TooBig
    if place + size > end:
        raise BrokenContainer
    parts: dict[str, Part] = {}
    for _ in range(count):
        part, place = _entry(data, place, end)
        parts[part.name] = part
    if sum(part.unpacked for part in parts.values()) > MAX_UNPACKED:
        raise TooBig
    return parts


def _entry(data: bytes, place: int, end: int) -> tuple[Part, int]:
    if place + _ENTRY.size > end:
        raise BrokenContainer
    fields = _ENTRY.unpack_from(data, place)
    if fields[0] != b"PK\x01\x02":
        raise BrokenContainer
    flags, method, packed, unpacked = fields[3], fields[4], fields[8], fields[9]
    name_length, extra, comment, offset = fields[10], fields[11], fields[12], fields[16]
    start = place + _ENTRY.size
    name = data[start : start + name_length].decode("utf-8", "replace").replace("\\", "/")
    part = Part(name, method, packed, unpacked, offset, bool(flags & 1))
    return part, start + name_length + extra + comment


def unpack(data: bytes, part: Part) -> Iterator[bytes]:
    """Go through the unpacked bytes of a part; raises `BrokenContainer`, and `TooBig` when its head has lied."""
    if part.offset + _LOCAL.size > len(data):
        raise BrokenContainer
    head = _LOCAL.unpack_from(data, part.offset)
    start = part.offset + _LOCAL.size + head[9] + head[10]
    packed = memoryview(data)[start : start + part.packed]
    if part.method == 0:
        yield bytes(packed)
        return
    if part.method != 8:
        raise BrokenContainer
    yield from _inflate(packed, part.unpacked)


def _inflate(packed: memoryview, promised: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    seen = 0
    rest: bytes | memoryview = packed
    try:
        while not inflater.eof:
            piece = inflater.decompress(rest, _PIECE)
            rest = inflater.unconsumed_tail
            seen += len(piece)
            if seen > promised:
                raise TooBig
            if not piece and not rest:
                raise BrokenContainer
            yield piece
    except zlib.error as fault:
        raise BrokenContainer from fault


def content(data: bytes, part: Part) -> bytes:
    """Return the whole part."""
    return b"".join(unpack(data, part))
