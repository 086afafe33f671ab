"""Which characters a TrueType file has, read from its character map alone.

Loading a font of 30 MB takes about a second; asking whether it has a rare character must not.
"""

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

_SEGMENTED = 12  # the format of a character map that reaches beyond U+FFFF


@cache
def _ranges(path: Path) -> tuple[list[int], list[int]] | None:
    """Return first and last characters of the ranges; None where the file has no such map."""
    with path.open("rb") as file:
        head = file.read(12)
        tables = file.read(16 * struct.unpack(">H", head[4:6])[0])
        for at in range(0, len(tables), 16):
            if tables[at : at + 4] == b"cmap":
                start, length = struct.unpack(">LL", tables[at + 8 : at + 16])
                file.seek(start)
                return _segments(file.read(length))
    return None


def _segments(table: bytes) -> tuple[list[int], list[int]] | None:
    for number in range(struct.unpack(">H", table[2:4])[0]):
        (at,) = struct.unpack(">L", table[8 + 8 * number : 12 + 8 * number])
        if struct.unpack(">H", table[at : at + 2])[0] == _SEGMENTED:
            (count,) = struct.unpack(">L", table[at + 12 : at + 16])
            groups = struct.unpack(f">{3 * count}L", table[at + 16 : at + 16 + 12 * count])
            return list(groups[::3]), list(groups[1::3])
    return None


def may_have(path: Path, char: str) -> bool:
    """Return whether the font file may have `char`; True where only loading it can tell."""
    try:
        ranges = _ranges(path)
    except (OSError, struct.error):
        return True
    if ranges is None:
        return True
    place = bisect_right(ranges[0], ord(char)) - 1
    return place >= 0 and ord(char) <= ranges[1][place]
