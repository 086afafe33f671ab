"""Offices of real townships whose ledgers are built in code, and what a desk of theirs takes from a file."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from cso_desk.fields.identity import check_character
from cso_desk.policy.divisions import tree
from cso_desk.policy.pack import RESOURCES
from cso_desk.records import lists
from cso_desk.usecases.import_context import ledger_columns
from cso_desk.workbooks.communities import CommunityName
from cso_desk.workbooks.opening import read_workbook
from cso_desk.workbooks.recognising import recognise
from cso_desk.workbooks.taking import ImportContext, TakenRow, take_rows

Lines = Iterable[Sequence[Any]]


def id_number(number: int, birth: str = "19700102", county: str = "411792") -> str:
    """Return an invented identity number with a right check digit."""
    body = f"{county}{birth}{number:03d}"
    return body + check_character(body)


def mobile(number: int) -> str:
    """Return an invented mobile number."""
    return f"1380000{number:04d}"


@cache
def communities(code: str) -> tuple[CommunityName, ...]:
    """Return the real communities under a unit."""
    places = tree()
    return tuple(
        CommunityName(p.code, p.code, p.name, p.kind, p.parent, places[p.parent].name)
        for p in places.values()
        if p.level == "community" and p.code.startswith(code)
    )


@cache
def _category_words() -> dict[str, str]:
    pack = json.loads((RESOURCES / "policy/default/categories.json").read_text("utf-8"))
    words = {local: word for word, found in pack["mapping"]["value"].items() for local in found}
    return {**words, **{word: word for word in pack["scheme"]["value"]}}


def context(code: str) -> ImportContext:
    """Return the context of the desk of a township (9 digits) or a county."""
    turned = {local: word for word, found in lists.NATURE_WORDS.items() for local in found}
    return ImportContext(
        units=communities(code),
        columns=ledger_columns(),
        default_township=code if len(code) == 9 else "",
        words={"category": _category_words(), "nature": turned},
    )


def take(file: Path, code: str) -> list[TakenRow]:
    """Return what the desk of a unit takes from a file."""
    desk = context(code)
    book = read_workbook(file)
    tables = [table for sheet in book.sheets for table in recognise(sheet, desk.columns)]
    return list(take_rows(book, tables, desk))


def fill(sheet: Any, lines: Lines, merges: Iterable[str] = ()) -> None:
    """Write lines into an openpyxl sheet, every text as text, and merge ranges."""
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value not in (None, ""):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    for area in merges:
        sheet.merge_cells(area)


def workbook(
    folder: Path,
    sheets: Mapping[str, Lines],
    merges: Mapping[str, Sequence[str]] | None = None,
    name: str = "台账.xlsx",
) -> Path:
    """Save sheets of lines as a workbook and return its path."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        fill(book.create_sheet(title), lines, (merges or {}).get(title, ()))
    file = folder / name
    book.save(file)
    return file


def codes(row: TakenRow) -> set[str]:
    """Return the codes of a row's problems."""
    return {problem.code for problem in row.problems}


def came(rows: Iterable[TakenRow]) -> list[TakenRow]:
    """Return the rows that come in as organizations of their own."""
    return [row for row in rows if not row.refused and row.duplicate != "same"]


def column(rows: Iterable[TakenRow], *keys: str) -> list[Any]:
    """Return the values of one field (or tuples of several) of the rows that come in, as texts or numbers."""
    found = [
        tuple(v if isinstance(v := row.values.get(key), int) else str(v or "") for key in keys)
        for row in came(rows)
    ]
    return [one[0] for one in found] if len(keys) == 1 else found


def places(rows: Iterable[TakenRow]) -> list[str]:
    """Return the last three digits of each row's community, or what stays open with a question mark before it."""
    return [
        row.community.code[-3:] if row.community.code else f"?{row.community.text}"
        for row in came(rows)
    ]


def biff(
    folder: Path, sheets: Mapping[str, Lines], merges: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """Save sheets of lines as an .xls of Excel 97 (BIFF8 in an OLE container); the merges hold for every sheet."""
    bodies = [_biff_sheet(lines, merges) for lines in sheets.values()]
    head = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0))
    bounds = [_record(0x85, struct.pack("<LBB", 0, 0, 0) + _short(name)) for name in sheets]
    place = len(head) + sum(map(len, bounds)) + 4
    bounds = []
    for name, body in zip(sheets, bodies, strict=True):
        bounds.append(_record(0x85, struct.pack("<LBB", place, 0, 0) + _short(name)))
        place += len(body)
    file = folder / "台账.xls"
    file.write_bytes(_ole(head + b"".join(bounds) + _record(0x0A, b"") + b"".join(bodies)))
    return file


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _biff_sheet(lines: Lines, merges: Sequence[tuple[int, int, int, int]]) -> bytes:
    parts = [_record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0))]
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, int | float):
                parts.append(_record(0x203, at + struct.pack("<d", value)))
            elif value:
                wide = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                parts.append(_record(0x204, at + wide))
    if merges:
        areas = b"".join(
            struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges
        )
        parts.append(_record(0xE5, struct.pack("<H", len(merges)) + areas))
    return b"".join([*parts, _record(0x0A, b"")])


def _ole(stream: bytes) -> bytes:
    """Wrap a stream Workbook into an OLE container of 512-byte sectors."""
    padded = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(padded) // 512
    assert count < 120
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    ids = struct.pack("<8s16s", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"")
    sizes = struct.pack("<HHHHH6s", 0x3E, 3, 0xFFFE, 9, 6, b"")
    nowhere = 0xFFFFFFFE
    head = ids + sizes + struct.pack("<9L", 0, 1, 1, 0, 4096, nowhere, 0, nowhere, 0)
    head += struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(
        "Workbook", 2, 0xFFFFFFFF, 2, len(padded)
    )
    return head + struct.pack("<128L", *table) + entries.ljust(512, b"\0") + padded


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBLLL", len(wide), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return wide.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<LQ", start, size)
