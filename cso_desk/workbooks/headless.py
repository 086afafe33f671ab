"""Blocks that were copied without their headings: the columns of a roster are told by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .recognised import Recognised
from .sheets import Row, Sheet, is_blank, text_of

_SEX = re.compile(r"[男女]")
_ID = re.compile(r"\d{17}[\dXx]|\d{15}|\d{6}\*+\d{3}[\dXx]")
_PHONE = re.compile(r"1[3-9]\d{9}(?:\.0)?|0\d{2,3}-?\d{7,8}")
_PARTY = re.compile(r"(?:中共)?(?:预备)?党员|群众|(?:共青)?团员")
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][\s\u3000]+[\u4e00-\u9fff]|[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,6}"
)
_LOOKS = (
    ("id_number", _ID),
    ("phone", _PHONE),
    ("sex", _SEX),
    ("politics", _PARTY),
    ("name", _NAME),
)
_MOSTLY = 0.6


def headless_roster(sheet: Sheet, told: Mapping[str, str | None]) -> Recognised | None:
    """Return a block without headings as a roster, None where no column holds names beside one that tells persons.

    `told` is the clerk's word for this block (第6列 → key). Its headings are 第1列, 第2列 …; it has no layout that could be remembered.
    """
    rows = [at for at, row in enumerate(sheet.rows) if any(not is_blank(cell) for cell in row)]
    width = max((len(row) for row in sheet.rows), default=0)
    columns: dict[int, str | None] = dict.fromkeys(range(width))
    for key, look in _LOOKS:
        fits = [at for at in range(width) if columns[at] is None and _fits(sheet.rows, at, look)]
        if fits:
            columns[fits[0]] = key
    headings = {at: f"第{at + 1}列" for at in range(width)}
    columns.update({at: told[text] for at, text in headings.items() if text in told})
    found = {key for key in columns.values() if key}
    if "name" not in found or not found & {"id_number", "phone", "sex"}:
        return None
    return Recognised(sheet, (), columns, headings, rows[0] + 1, rows, roster=True)


def _fits(rows: Sequence[Row], at: int, look: re.Pattern[str]) -> bool:
    cells = [row[at] for row in rows if at < len(row) and not is_blank(row[at])]
    fitting = sum(1 for cell in cells if look.fullmatch(text_of(cell).strip()))
    return bool(cells) and fitting >= _MOSTLY * len(cells)
