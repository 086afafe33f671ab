"""What is to be said of a layout: rows that have no room, a form that grew by a page, fields that lost their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cso_desk.errors import Problem, Problems
from cso_desk.records import Organization, fields_of

from .layout_outline import is_label
from .layout_places import Raw, replaced
from .layout_rows import LEAST
from .layout_samples import full
from .layout_words import to_words

_NO_ROOM = "layout_no_room"
_COPIES = re.compile(r"一式([一二两三四五六七八九])份")
_DIGITS = "零一二三四五六七八九"
_EXACT, _HIGHEST, _SMALLER = 0.5, 200.0, 0.85


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a layout, the place it is about, and whether the layout cannot be used so."""

    place: str
    message: str
    holds: bool


@cache
def fonts() -> Any:
    """Return the fonts that forms are measured with."""
    from cso_desk.documents import Fonts

    return Fonts()


def remarks(raw: Raw, shipped: Raw | None) -> list[Remark]:
    """Return what is to be said of a layout, compared with the shipped one; what holds it first."""
    found = _not_drawn(raw)
    if not found and shipped is not None:
        found += _longer(raw, shipped)
    if shipped is not None:
        found += lost_fields(raw, shipped)
    return [*found, *_copies(raw)]


def holding(raw: Raw, shipped: Raw | None) -> list[Problem]:
    """Return as problems what forbids to use a layout."""
    found = [one for one in remarks(raw, shipped) if one.holds]
    return [Problem("", one.place, _NO_ROOM, one.message) for one in found]


Records = Sequence[Mapping[str, Any]]


def _fault(raw: Raw, records: Records) -> Problem | None:
    from cso_desk.documents import read_layout, sheets_needed

    try:
        for record in records:
            sheets_needed(read_layout(raw), record, fonts())
    except Problems as found:
        return found.problems[0]
    return None


def _not_drawn(raw: Raw) -> list[Remark]:
    """Say which row is too low or too high, and by how much, where the blank or the full form cannot be drawn."""
    records: Records = ({}, full(raw))
    fault = _fault(raw, records)
    return [_no_room(raw, records, fault)] if fault is not None else []


def _no_room(raw: Raw, records: Records, fault: Problem) -> Remark:
    place = _row_named(raw, fault.field)
    if not place:
        return Remark("", fault.message, True)
    name = "".join(fault.field.split())
    height = float(_height(raw, place))
    needed = _needed(raw, records, place, height)
    if needed > height:
        words = f"“{name}”这一行太矮：现在 {height:g} 毫米，至少要 {needed:g} 毫米，还差 {needed - height:g} 毫米。"
        return Remark(place, words, True)
    most = _allowed(raw, records, place, height)
    if most < height:
        words = f"“{name}”这一行太高：现在 {height:g} 毫米，最多 {most:g} 毫米，高出 {height - most:g} 毫米。"
        return Remark(place, words, True)
    return Remark(place, fault.message, True)


def _height(raw: Raw, place: str) -> float:
    row: Any = raw
    for step in place.split("."):
        row = row[int(step)] if step.isdigit() else row[step]
    return float(row["height"])


def _drawn_with(raw: Raw, records: Records, place: str, height: float) -> bool:
    return _fault(replaced(raw, f"{place}.height", height), records) is None


def _needed(raw: Raw, records: Records, place: str, height: float) -> float:
    """Return the least height with which the form can be drawn; `height` where none above it helps."""
    low, high = height, height + 8
    while not _drawn_with(raw, records, place, high):
        if high >= _HIGHEST:
            return height
        low, high = high, min(high + (high - height), _HIGHEST)
    return _between(lambda one: _drawn_with(raw, records, place, one), low, high)


def _allowed(raw: Raw, records: Records, place: str, height: float) -> float:
    """Return the most height with which the form can be drawn; `height` where none below it helps."""
    low = height
    while not _drawn_with(raw, records, place, low):
        low *= _SMALLER
        if low < LEAST:
            return height
    high = min(low / _SMALLER, height)
    while high - low > _EXACT:
        middle = (low + high) / 2
        low, high = (middle, high) if _drawn_with(raw, records, place, middle) else (low, middle)
    return int(low * 2) / 2


def _between(fits: Any, low: float, high: float) -> float:
    while high - low > _EXACT / 2:
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return -int(-high * 2 // 1) / 2


def _row_named(raw: Raw, name: str) -> str:
    """Return the place of the row with the cell that is called so, or whose words these are."""
    wanted = "".join(name.split())
    for block_at, block in enumerate(raw["blocks"]):
        for row_at, row in enumerate(block["rows"] if block["kind"] == "grid" else ()):
            last = ""
            for cell in row["cells"]:
                text = "".join(str(cell.get("text", "")).split())
                last = text if is_label(cell) else last
                if not row.get("off") and wanted in (cell.get("name"), text, last):
                    return f"blocks.{block_at}.rows.{row_at}"
    return ""


def _longer(raw: Raw, shipped: Raw) -> list[Remark]:
    """Say by how much the blank form is too high for the sheets that the shipped one fills."""
    from cso_desk.documents import excess, read_layout, sheets_needed

    layout = read_layout(raw)
    before, now = (
        sheets_needed(read_layout(shipped), {}, fonts()),
        sheets_needed(layout, {}, fonts()),
    )
    if now <= before:
        return []
    more = excess(layout, {}, fonts(), before)
    place, name = _grown(raw, shipped)
    which = f"请把“{name}”或别的行改低" if name else "请把行高或空行数改小"
    words = f"空表要印 {now} 页（原来 {before} 页）：一页放不下，高出 {more:g} 毫米；{which}，或缩小页边。"
    return [Remark(place, words, False)]


def _grown(raw: Raw, shipped: Raw) -> tuple[str, str]:
    """Return place and name of the row that was made higher most; empty where none was."""
    before = {_sign(row): float(row["height"]) for _, row in _rows(shipped)}
    gains = [
        (float(row["height"]) - before.get(_sign(row), 0.0), place, row)
        for place, row in _rows(raw)
        if not row.get("off")
    ]
    gain, place, row = max(gains, key=lambda one: one[0], default=(0.0, "", {}))
    return (place, _name(row)) if gain > 0 else ("", "")


def _rows(raw: Raw) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for block_at, block in enumerate(raw["blocks"]):
        for row_at, row in enumerate(block["rows"] if block["kind"] == "grid" else ()):
            yield f"blocks.{block_at}.rows.{row_at}", row


def _sign(row: Mapping[str, Any]) -> str:
    return "|".join(
        str(cell.get("field") or cell.get("name") or cell.get("text", "")) for cell in row["cells"]
    )


def _name(row: Mapping[str, Any]) -> str:
    named = (cell["text"] if is_label(cell) else cell.get("name", "") for cell in row["cells"])
    return next(("".join(one.split()) for one in named if one.strip()), "")


def lost_fields(raw: Raw, shipped: Raw) -> list[Remark]:
    """Name the fields that a filing needs and that the shipped form shows and this one does not."""
    from cso_desk.documents import placed_keys, read_layout

    gone = placed_keys(read_layout(shipped)) - placed_keys(read_layout(raw))
    labels = [
        one.label
        for key, one in fields_of(Organization).items()
        if one.required == "to_file" and f"org.{key}" in gone
    ]
    if not labels:
        return []
    words = (
        f"{'、'.join(f'“{one}”' for one in labels)}是备案要填的，这张表上没有地方了；"
        "要印就把那一行打开，或在别的格里带出。"
    )
    return [Remark("", words, False)]


def _copies(raw: Raw) -> Iterator[Remark]:
    """Say where a note tells another number of copies than the form has keepers."""
    count = len(raw.get("keepers", ()))
    for number, block in enumerate(raw["blocks"]):
        found = _COPIES.search(to_words(block.get("text", ""))) if not block.get("off") else None
        said = _DIGITS.index(found[1].replace("两", "二")) if found else count
        if found and said != max(count, 1):
            words = f"这里写的是{found[0]}，保存单位却有 {count} 个，请把字或份数改成一样。"
            yield Remark(f"blocks.{number}", words, False)
