"""Cells that only say “as above” (同上, 〃): they hold what the cell above holds."""

from __future__ import annotations

from collections.abc import Sequence

from .sheets import Sheet, is_blank

_SIGNS = ("同上", "〃", "″", "同前", "(同上)", "（同上）", '"', "“”", "''")


def say_again(sheet: Sheet, index: int, above: Sequence[int], name: int) -> None:
    """Put into such cells of a row what the nearest row `above` says there; `name` is the column of the names.

    A name never repeats another, and with no row above the cell stays as it is.
    """
    row = sheet.rows[index]
    if not above or not any(sign in row for sign in _SIGNS):
        return
    former = sheet.rows[above[-1]]
    sheet.rows[index] = [
        former[at] if cell in _SIGNS and at != name and _says(former, at) else cell
        for at, cell in enumerate(row)
    ]


def _says(row: Sequence[object], at: int) -> bool:
    return at < len(row) and not is_blank(row[at])  # type: ignore[arg-type]
