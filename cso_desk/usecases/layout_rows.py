"""Changes of a table's rows: height, order, empty rows of a list, rows that an office adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cso_desk.errors import Problem, Problems

from .layout_places import Raw, at, band_of, bands, replaced, split, with_keys

LEAST, MOST = 3.0, 400.0
"""Millimetres that a row may be high."""
GROWN = 120.0
BLANK_MOST = 200
_LABEL, _LABEL_HEIGHT = 0.16, 8.0
"""Part of the width that the label of a new row takes, and the row's height in millimetres."""


def _refused(words: str) -> Problems:
    return Problems([Problem("", "", "layout_edit", words)])


def set_height(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Give a row its height in millimetres, 3 to 400."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _refused("行高应当是毫米数，例如 7.5。")
    height = round(float(value), 1)
    if not LEAST <= height <= MOST:
        raise _refused(f"行高应在 {LEAST:g} 到 {MOST:g} 毫米之间，请改。")
    row = at(raw, place)
    tallest = row.get("tallest")
    whole = int(height) if height == int(height) else height
    tallest = max(tallest, whole) if tallest else None
    return with_keys(raw, place, height=whole, tallest=tallest)


def set_grows(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Let a row grow with its text, on a filled sheet with what is left over; or keep it at its height."""
    grid = at(raw, place.rpartition(".rows.")[0])
    row = at(raw, place)
    if grid.get("fill"):
        return with_keys(raw, place, share=(row.get("share") or 1) if value else None)
    taller = min(max(GROWN, row["height"] + 10), MOST)
    return with_keys(raw, place, tallest=taller if value else None)


def _grid(place: str) -> tuple[str, int]:
    return split(place)


def move(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Move a row, with those that stay together with it, one place up (-1) or down (1)."""
    rows_at, number = _grid(place)
    rows = list(at(raw, rows_at))
    groups = bands(rows)
    here = groups.index(band_of(rows, number))
    there = here + (1 if value > 0 else -1)
    if not 0 <= there < len(groups):
        raise _refused("已经到头了，不能再移。")
    low, high = sorted((here, there))
    if any(rows[groups[one][0]].get("head") for one in (low, high)):
        raise _refused("表头要在最上面，不能移。")
    (start, middle), (_, end) = groups[low], groups[high]
    moved = [*rows[:start], *rows[middle:end], *rows[start:middle], *rows[end:]]
    if len(bands(moved)) != len(groups):
        raise _refused("移过去会和名单连成一片，没有移，请换个位置。")
    return replaced(raw, rows_at, moved)


def moved_to(raw: Raw, place: str, step: int) -> str:
    """Return where a row stands after it was moved."""
    rows_at, number = _grid(place)
    rows = at(raw, rows_at)
    groups = bands(rows)
    here = groups.index(band_of(rows, number))
    other = groups[here + (1 if step > 0 else -1)]
    size = other[1] - other[0]
    return f"{rows_at}.{number + (size if step > 0 else -size)}"


def switch(raw: Raw, place: str, on: bool) -> dict[str, Any]:
    """Print a row with those that stay together with it, or leave them unprinted."""
    rows_at, number = _grid(place)
    rows = list(at(raw, rows_at))
    start, end = band_of(rows, number)
    if rows[start].get("head"):
        raise _refused("表头不能关掉。")
    for one in range(start, end):
        rows[one] = {key: value for key, value in rows[one].items() if key != "off"}
        if not on:
            rows[one]["off"] = True
    if all(row.get("off") for row in rows):
        raise _refused("表格里至少要印一行，这一行不能关掉。")
    return replaced(raw, rows_at, rows)


def add(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Add a row below one: `value` holds its `label`, and the `field` that it shows (empty: to be written by hand)."""
    label, field = str(value.get("label", "")).strip(), str(value.get("field", ""))
    if not label:
        raise _refused("新的一行要有栏目名，请写上。")
    rows_at, number = _grid(place)
    rows = list(at(raw, rows_at))
    grid = at(raw, rows_at.rpartition(".")[0])
    _, end = band_of(rows, number)
    if end < len(rows) and rows[end].get("head"):
        raise _refused("表头里不能加行，请选表头下面的行。")
    row = _new_row(grid["columns"], label, field)
    return replaced(raw, rows_at, [*rows[:end], row, *rows[end:]])


def added_at(raw: Raw, place: str) -> str:
    """Return where a row that is added below one stands."""
    rows_at, number = _grid(place)
    return f"{rows_at}.{band_of(at(raw, rows_at), number)[1]}"


def _new_row(columns: Sequence[float], label: str, field: str) -> dict[str, Any]:
    filled: dict[str, Any] = {"field": field, "name": label} if field else {"name": label}
    if len(columns) == 1:
        text = f"{label}：{{{field}:12}}" if field else f"{label}：{{blank:12}}"
        cells: list[dict[str, Any]] = [{"text": text, "name": label, "align": "left"}]
    else:
        across = label_columns(columns)
        rest = len(columns) - across
        cells = [{"text": label, "across": across}, {**filled, "across": rest}]
    return {"own": True, "height": _LABEL_HEIGHT, "cells": cells}


def label_columns(columns: Sequence[float]) -> int:
    """Return how many columns the label of a new row takes."""
    total, reached = sum(columns), 0.0
    for number, width in enumerate(columns[:-1], 1):
        reached += width
        if reached >= total * _LABEL:
            return number
    return len(columns) - 1


def remove(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Take out a row that the office added."""
    rows_at, number = _grid(place)
    rows = at(raw, rows_at)
    if not rows[number].get("own"):
        raise _refused("原来就有的行不能删去，不印请关掉“印这一行”。")
    left = [row for n, row in enumerate(rows) if n != number]
    if all(row.get("off") for row in left):
        raise _refused("表格里至少要印一行，这一行不能删去。")
    return replaced(raw, rows_at, left)


def set_blank(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Print so many empty rows where there is nothing to list; of a list with least rows also those."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= BLANK_MOST:
        raise _refused(f"空行数应在 0 到 {BLANK_MOST} 之间，请改。")
    row = at(raw, place)
    if "repeat" not in row:
        return with_keys(raw, place, blank=min(value, 60))
    repeat = dict(row["repeat"])
    if "least" in repeat:
        repeat["least"] = value
    if "blank" in repeat or "least" not in repeat:
        repeat["blank"] = value
    if "most" in repeat:
        repeat["most"] = max(repeat["most"], value)
    return with_keys(raw, place, repeat=repeat)
