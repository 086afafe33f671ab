"""Cells that only say “as above” (同上, 〃): they hold what the cell above holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .sheets import Row, Sheet, is_blank

_SIGNS = ("同上", "〃", "″", "同前", "(同上)", "（同上）", '"', "“”", "''")
_OWN = ("name", "leader_id", "id_number")


def say_again(
    sheet: Sheet, index: int, above: Sequence[int], keys: Mapping[int, str | None]
) -> None:
    """Put into such cells of a row what the nearest row `above` says there; `keys` tell which column is which.

    A name or an identity number never repeats another, and with no row above the cell stays as it is.
    """
    row = sheet.rows[index]
    if not above or not any(sign in row for sign in _SIGNS):
        return
    former = sheet.rows[above[-1]]
    sheet.rows[index] = [
        former[at] if cell in _SIGNS and keys.get(at) not in _OWN and _says(former, at) else cell
        for at, cell in enumerate(row)
    ]


def _says(row: Row, at: int) -> bool:
    return at < len(row) and not is_blank(row[at])
