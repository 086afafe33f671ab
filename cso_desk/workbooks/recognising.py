"""Looks at a sheet and says which tables it holds, which columns they have and which rows bring a record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .cards import may_be_cards, read_cards
from .columns import Column
from .communities import part_name
from .dittos import say_again
from .heading_rows import LOOK_AHEAD, Heading, find_heading, reread, settle
from .headings import HeadingBook
from .headless import headless_roster
from .recognised import Ignored, Recognised
from .rosters import is_roster, roster_book
from .row_kinds import (
    BLANK,
    CAPTION,
    NEW_HEADING,
    RECORD,
    REPEATED,
    SIGNED,
    RowKinds,
    tidy_text,
)
from .sheets import Sheet, is_blank, text_of
from .side_by_side import parts_of
from .turned import turned_sheet

Remembered = Mapping[str, Mapping[str, str | None]]
"""The clerk's corrections: layout key -> {heading: key or None}; those under "" hold for every layout."""


@dataclass(frozen=True, slots=True)
class RosterLook:
    """What tells rosters from ledgers: the columns of a roster, the name of the file, that the clerk wants a roster."""

    columns: Sequence[Column]
    named: str = ""
    wanted: bool = False


def recognise(
    sheet: Sheet,
    columns: Sequence[Column] | HeadingBook,
    remembered: Remembered | None = None,
    roster: RosterLook | None = None,
) -> list[Recognised]:
    """Return the tables of a sheet, from the top; one that is not `usable` for a sheet without a ledger.

    With `roster` a sheet that lists members is recognised as such, its tables marked `roster`.
    """
    book = columns if isinstance(columns, HeadingBook) else HeadingBook(columns)
    told = remembered or {}
    searching = book.extended(told.values())
    heading = find_heading(sheet.rows, searching)
    if roster is not None:
        members = roster_book(roster.columns)
        if is_roster(sheet, heading, members, roster.named, roster.wanted):
            tables = _tables(sheet, members, members.extended(told.values()), told)
            for table in tables:
                table.roster = True
            return [table for table in tables if table.usable] or tables[:1]
        if roster.wanted and (headless := headless_roster(sheet, told.get("", {}))) is not None:
            return [headless]
    if may_be_cards(sheet, heading, searching):
        if (turned := turned_sheet(sheet, searching)) is not None:
            return _tables(turned, book, searching, told)
        if cards := read_cards(sheet, searching):
            return [cards]
    parts = parts_of(sheet, heading) if heading is not None else [sheet]
    tables = [table for part in parts for table in _tables(part, book, searching, told)]
    usable = [table for table in tables if table.usable]
    return usable or tables[:1]


def _tables(
    sheet: Sheet, book: HeadingBook, searching: HeadingBook, told: Remembered
) -> list[Recognised]:
    """Return the tables below each other; the first that is not usable where none is."""
    found: list[Recognised] = []
    heading = find_heading(sheet.rows, searching)
    while heading is not None:
        heading = reread(heading, sheet.rows, book)
        settle(heading, sheet.rows, book, {**told.get("", {}), **told.get(heading.layout_key, {})})
        if "name" not in heading.keys.values():
            break
        table, stopped = _table(sheet, heading, book, found[-1] if found else None)
        found.append(table)
        heading = (
            find_heading(sheet.rows, searching, stopped, 1) if stopped < len(sheet.rows) else None
        )
    usable = [table for table in found if table.usable and table.rows]
    if usable:
        return usable
    return found[:1] or [_no_ledger(sheet, book)]


def _table(
    sheet: Sheet, heading: Heading, book: HeadingBook, above: Recognised | None
) -> tuple[Recognised, int]:
    """Sort the rows under `heading`, `above` being the table before it; return the table and where it stopped."""
    kinds = RowKinds(heading, book)
    table = Recognised(
        sheet,
        tuple(range(heading.top + 1, heading.below + 1)),
        heading.keys,
        heading.texts,
        heading.below + 1,
        titles=_titles(sheet, heading.top) if above is None else _titles_between(above),
        layout_key=heading.layout_key,
    )
    table.ignored = [
        Ignored(index + 1, "表头上方的标题", _joined(sheet, index))
        for index in (_above(sheet, heading.top) if above is None else ())
    ]
    stopped = _sort_rows(sheet, table, kinds)
    if _only_counts(sheet, table, kinds.name):
        table.rows, table.why_not = (), "这张表只有数量，没有组织名称，不是台账。"
    elif not table.rows:
        table.why_not = "表头下面没有组织。"
    return table, stopped


def _sort_rows(sheet: Sheet, table: Recognised, kinds: RowKinds) -> int:
    """Put the rows of a table where they belong; return the index of the next heading, or how many rows there are."""
    rows: list[int] = []
    table.rows = rows
    between: list[int] = []
    for index in range(table.first_row - 1, len(sheet.rows)):
        kind = kinds.kind(sheet.rows[index])
        if kind == RECORD:
            say_again(sheet, index, rows, table.columns)
            rows.append(index)
            between = []
        elif kind == NEW_HEADING:
            return index
        elif kind != BLANK:
            between.append(index)
            heads = _heads(sheet, kind, between)
            table.captions.update((line, _joined(sheet, line)) for line in heads)
            table.ignored.append(Ignored(index + 1, kind, _joined(sheet, index)))
    return len(sheet.rows)


def _heads(sheet: Sheet, kind: str, between: list[int]) -> list[int]:
    """Return which of the lines since the last record may head a part; the last of them is of this kind."""
    if kind == REPEATED:
        return between[:-1]
    first = next((text_of(cell) for cell in sheet.rows[between[-1]] if not is_blank(cell)), "")
    return between[-1:] if kind == CAPTION or (kind == SIGNED and part_name(first)) else []


def _above(sheet: Sheet, top: int) -> list[int]:
    return [
        index
        for index in range(min(top, LOOK_AHEAD))
        if any(not is_blank(cell) for cell in sheet.rows[index])
    ]


def _titles(sheet: Sheet, top: int) -> tuple[str, ...]:
    texts = (
        tidy_text(cell)
        for index in _above(sheet, top)
        for cell in sheet.rows[index]
        if not is_blank(cell)
    )
    return tuple(dict.fromkeys(texts))


def _titles_between(above: Recognised) -> tuple[str, ...]:
    """Return what heads a further table: the lines below the last row above it, then the titles of the sheet.

    Where one of the lines names its community, no title does.
    """
    last = above.rows[-1] if above.rows else 0
    lines = [text for index, text in above.captions.items() if index > last]
    titles = [text for text in above.titles if text not in lines]
    if any(map(part_name, lines)):
        titles = [text for text in titles if not part_name(text)]
    return (*lines, *titles)


def _joined(sheet: Sheet, index: int) -> str:
    """Return the texts of a row, cut to what a list can show."""
    texts = (" ".join(text_of(cell).split()) for cell in sheet.rows[index] if not is_blank(cell))
    return " ".join(texts)[:120]


def _only_counts(sheet: Sheet, table: Recognised, name: int) -> bool:
    """Tell whether the name column holds numbers: a table of figures with a misleading heading."""
    cells = [sheet.rows[index][name] for index in table.rows if name < len(sheet.rows[index])]
    filled = [text_of(cell).strip() for cell in cells if not is_blank(cell)]
    return bool(filled) and sum(
        1 for text in filled if re.fullmatch(r"[\d.]+(?:个|家|支)?", text)
    ) * 2 > len(filled)


def _no_ledger(sheet: Sheet, book: HeadingBook) -> Recognised:
    """Return what to say of a sheet without a heading that names organizations."""
    if all(is_blank(cell) for row in sheet.rows for cell in row):
        why = "这张表是空的。"
    elif _summary(sheet):
        why = "这张表只有数量，没有组织名称，是汇总表。"
    else:
        why = "没有找到写着“组织名称”的表头，请核对，或手工指定各列。"
    return Recognised(sheet, why_not=why, ignored=[Ignored(0, why)])


def _summary(sheet: Sheet) -> bool:
    cells = [cell for row in sheet.rows[:200] for cell in row if not is_blank(cell)]
    numbers = sum(
        1 for cell in cells if isinstance(cell, int | float) or text_of(cell).strip().isdigit()
    )
    return numbers >= 3 and numbers * 3 >= len(cells)
