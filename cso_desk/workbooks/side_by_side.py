"""Cuts a sheet on which two or more tables with the same headings stand side by side into one sheet a table."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from .heading_rows import Heading
from .headings import is_serial
from .sheets import Cell, Row, Sheet, is_blank


def parts_of(sheet: Sheet, heading: Heading) -> list[Sheet]:
    """Return the sheet cut where its headings begin again, rows at their places; the sheet alone if they do not.

    The lines above the headings stay with every part, for they are titles of all of them.
    """
    cuts = _cuts(heading) or _named_again(heading)
    if not cuts:
        return [sheet]
    edges = [0, *cuts, max(len(row) for row in sheet.rows)]
    return [_part(sheet, heading.top, edges[n], edges[n + 1]) for n in range(len(edges) - 1)]


def _cuts(heading: Heading) -> list[int]:
    """Return the columns where the first heading comes again with the same ones after it, a name among them."""
    indices = sorted(heading.texts)
    words = [heading.texts[index] for index in indices]
    cuts: list[int] = []
    width = next((n for n in range(1, len(words)) if words[n] == words[0]), 0)
    while width >= 2 and len(words) >= (len(cuts) + 2) * width:
        start = (len(cuts) + 1) * width
        same = words[start : start + width] == words[:width]
        named = any(heading.keys.get(indices[n]) == "name" for n in range(start, start + width))
        if not (same and named):
            break
        cuts.append(indices[start])
    return cuts


def _named_again(heading: Heading) -> list[int]:
    """Return the columns where another table begins: running numbers or a gap, and further on a name once more."""
    names = [index for index, key in sorted(heading.keys.items()) if key == "name"]
    starts = [
        index
        for index, text in sorted(heading.texts.items())
        if is_serial(text) or index - 1 not in heading.texts
    ]
    cuts: list[int] = []
    for left, right in pairwise(names):
        if between := [start for start in starts if left < start <= right]:
            cuts.append(between[0])
    return cuts


def _part(sheet: Sheet, top: int, left: int, right: int) -> Sheet:
    rows = [
        _of_part(row, left, right) if n < top else row[left:right]
        for n, row in enumerate(sheet.rows)
    ]
    merges = [
        (first, a - left, last, b - left)
        for first, a, last, b in sheet.merges
        if first >= top and left <= a and b < right
    ]
    return replace(sheet, rows=rows, merges=merges)


def _of_part(row: Row, left: int, right: int) -> Row:
    """Return what a line above the headings says of one part: a title of its own, else the whole line."""
    own = row[left:right]
    others = [*row[:left], *row[right:]]
    return own if any(map(_said, own)) and any(map(_said, others)) else row


def _said(cell: Cell) -> bool:
    return not is_blank(cell)
