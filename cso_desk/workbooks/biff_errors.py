"""Formula errors in the older format of .xls and .et (BIFF8 in an OLE container), which the quick reader leaves out."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .biff_stream import BOF, EOF, records, workbook_stream
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
_BOUNDSHEET, _BOOLERR, _FORMULA = 0x85, 0x205, 0x06


def errors_of(data: bytes) -> Errors:
    """Return sheet name -> (row, column) -> error; nothing for a file whose structure is not understood.

    The file itself has been read by then: what is missing here is only the reason why a cell is empty.
    """
    try:
        stream = workbook_stream(data)
        sheets = dict(_bound_sheets(stream))
        return {name: dict(_sheet_errors(stream, start)) for start, name in sheets.items()}
    except (struct.error, IndexError, ValueError):
        return {}


def _bound_sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in records(stream, 0):
        if kind == EOF:
            return
        if kind == _BOUNDSHEET:
            length, wide = body[6], body[7] & 1
            raw = body[8 : 8 + length * (2 if wide else 1)]
            yield struct.unpack_from("<L", body)[0], raw.decode("utf-16-le" if wide else "latin-1")


def _sheet_errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], CellError]]:
    depth = 0
    for kind, body in records(stream, start):
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return
        if kind == _BOOLERR and body[7] == 1:
            yield struct.unpack_from("<HH", body), CellError(_WORDS.get(body[6], "#ERR"))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            yield struct.unpack_from("<HH", body), CellError(_WORDS.get(body[8], "#ERR"))
