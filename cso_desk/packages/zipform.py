"""The exact bytes of ZIP headers: fixed time, mode 0600, no extra field, no comment, no data descriptor, no Zip64."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

STORED: Final = 0
DEFLATED: Final = 8
MAX_SIZE: Final = 0xFFFFFFFE
MAX_COUNT: Final = 0xFFFE

LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
END: Final = struct.Struct("<4s4H2LH")
LOCAL_MARK: Final = b"PK\x03\x04"
CENTRAL_MARK: Final = b"PK\x01\x02"
END_MARK: Final = b"PK\x05\x06"

_VERSION: Final = 20
_MADE_BY_UNIX: Final = 3 << 8 | _VERSION
_TIME: Final = 0
_DAY: Final = 1 << 5 | 1
_UTF8_NAME: Final = 0x800
_REGULAR_FILE_0600: Final = 0o100600 << 16


@dataclass(frozen=True)
class Entry:
    """One member: its name, its method, and what the headers say of its content."""

    name: str
    method: int
    crc: int
    packed: int
    size: int

    @property
    def span(self) -> int:
        """Bytes that the member takes in the file, local header included."""
        return LOCAL.size + len(self.name.encode("utf-8")) + self.packed


def local_header(entry: Entry) -> bytes:
    """Return the header that stands before the member's content."""
    name = entry.name.encode("utf-8")
    sizes = (entry.crc, entry.packed, entry.size)
    head = (LOCAL_MARK, _VERSION, _flags(entry), entry.method, _TIME, _DAY)
    return LOCAL.pack(*head, *sizes, len(name), 0) + name


def directory(entries: Iterable[Entry]) -> bytes:
    """Return the central directory and the end record of a file that holds `entries` one after the other."""
    headers = b""
    offset = count = 0
    for entry in entries:
        headers += _central_header(entry, offset)
        offset += entry.span
        count += 1
    return headers + END.pack(END_MARK, 0, 0, count, count, len(headers), offset, 0)


def _central_header(entry: Entry, offset: int) -> bytes:
    name = entry.name.encode("utf-8")
    head = (CENTRAL_MARK, _MADE_BY_UNIX, _VERSION, _flags(entry), entry.method, _TIME, _DAY)
    sizes = (entry.crc, entry.packed, entry.size, len(name))
    return CENTRAL.pack(*head, *sizes, 0, 0, 0, 0, _REGULAR_FILE_0600, offset) + name


def _flags(entry: Entry) -> int:
    return 0 if entry.name.isascii() else _UTF8_NAME
