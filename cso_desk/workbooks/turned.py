"""Sheets that lie on their side: the headings stand in one column, each organization is a column of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from .headings import HeadingBook, tidy_heading
from .sheets import Row, Sheet, is_blank

_FEWEST = 3
"""So many different fields must stand in the column of headings."""


def turned_sheet(sheet: Sheet, book: HeadingBook) -> Sheet | None:
    """Return the sheet with its columns as rows where it lies on its side with several organizations, else None.

    What is said of a row of it is then said of a column of the file.
    """
    keys: dict[str, Row] = {}
    for row in sheet.rows:
        filled = [cell for cell in row if not is_blank(cell)]
        heading = tidy_heading(filled[0]) if filled else ""
        key = book.key_of(heading) if heading and book.surely(heading) else None
        if key is not None:
            keys.setdefault(key, filled[1:])
    names = keys.get("name", [])
    if len(keys) < _FEWEST or len(names) < 2:
        return None
    if any(book.knows(tidy_heading(cell)) for values in keys.values() for cell in values):
        return None
    return replace(
        sheet, rows=[list(row) for row in zip_longest(*sheet.rows, fillvalue="")], merges=()
    )
