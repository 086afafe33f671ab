"""Sheets that are cards, not tables: each heading stands left of its value, one organization below the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from .heading_rows import Heading
from .headings import HeadingBook, tidy_heading
from .recognised import Ignored, Recognised
from .sheets import Cell, Row, Sheet, is_blank

_MOST_ROWS, _SAMPLE = 2000, 40
_FEWEST = 3
"""Rows with a heading and its value, and different fields, from which a sheet is taken for cards."""


def may_be_cards(sheet: Sheet, heading: Heading | None, book: HeadingBook) -> bool:
    """Tell whether a sheet has no heading, or one under which headings stand where names should."""
    if heading is None:
        return len(sheet.rows) <= _MOST_ROWS
    at = next(index for index, key in heading.keys.items() if key == "name")
    body = sheet.rows[heading.below : heading.below + _SAMPLE]
    names = [row[at] for row in body if at < len(row) and not is_blank(row[at])]
    known = sum(1 for name in names if book.knows(tidy_heading(name)))
    return len(names) > 0 and known * 2 > len(names)


def read_cards(sheet: Sheet, book: HeadingBook) -> Recognised | None:
    """Return the cards of a sheet as a table with a row where each name stands; None for a sheet that is no card."""
    pairs = [(at, *pair) for at, row in enumerate(sheet.rows) for pair in _pairs(row, book)]
    keys = {key for _, key, _, _ in pairs}
    if "name" not in keys or len(keys) < _FEWEST or len({at for at, *_ in pairs}) < _FEWEST:
        return None
    headings = list(dict.fromkeys(heading for _, _, heading, _ in pairs))
    places = {heading: index for index, heading in enumerate(headings)}
    rows: list[Row] = [[] for _ in sheet.rows]
    found: list[int] = []
    for at, key, heading, value in pairs:
        if key == "name":
            found.append(at)
            rows[at] = [""] * len(headings)
        if found and not rows[found[-1]][places[heading]]:
            rows[found[-1]][places[heading]] = value
    columns = {places[heading]: key for _, key, heading, _ in pairs}
    return Recognised(
        replace(sheet, rows=rows, merges=()),
        (),
        dict(sorted(columns.items())),
        {index: heading for heading, index in places.items()},
        found[0] + 1,
        found,
        ignored=[Ignored(0, "按登记卡读取：左边是栏目，右边是内容")],
        layout_key="card",
    )


def _pairs(row: Row, book: HeadingBook) -> Iterator[tuple[str, str, Cell]]:
    """Go through the headings of a row whose next filled cell is a value: (key, heading, value)."""
    filled = [cell for cell in row if not is_blank(cell)]
    for cell, following in itertools.pairwise(filled):
        heading = tidy_heading(cell)
        key = book.key_of(heading) if heading and book.surely(heading) else None
        if key and not book.knows(tidy_heading(following)):
            yield key, heading, following
