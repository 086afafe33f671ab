"""Places inside a layout's JSON: reading and replacing without touching the rest, and rows that stay together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Raw = Mapping[str, Any]
REST = "rest"


def steps_of(place: str) -> list[str | int]:
    """Return the steps of a place such as `blocks.2.rows.3`: keys, and numbers of parts of lists."""
    return [int(step) if step.isdigit() else step for step in place.split(".") if step]


def at(raw: Raw, place: str) -> Any:
    """Return what stands at a place; raises KeyError or IndexError."""
    found: Any = raw
    for step in steps_of(place):
        found = found[step]
    return found


def replaced(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Return the layout with another value at a place; everything beside the way to it is shared."""
    made: dict[str, Any] = _replaced(raw, steps_of(place), value)
    return made


def _replaced(raw: Any, steps: Sequence[str | int], value: Any) -> Any:
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    copy: Any = list(raw) if isinstance(raw, list) else dict(raw)
    inner = raw.get(first) if isinstance(raw, Mapping) else raw[first]
    copy[first] = _replaced(inner, rest, value)
    return copy


def with_keys(raw: Raw, place: str, **values: Any) -> dict[str, Any]:
    """Return the layout with keys set in the object at a place; a value of None takes its key out."""
    old = at(raw, place)
    made = {**old, **{key: value for key, value in values.items() if value is not None}}
    for key, value in values.items():
        if value is None:
            made.pop(key, None)
    return replaced(raw, place, made) if place else made


def split(place: str) -> tuple[str, int]:
    """Return the list that a place stands in, and its number there."""
    before, _, last = place.rpartition(".")
    return before, int(last)


def bands(rows: Sequence[Raw]) -> list[tuple[int, int]]:
    """Return (first, one past the last) of the rows that stay together because a cell reaches over them."""
    found: list[tuple[int, int]] = []
    number = 0
    while number < len(rows):
        end = reach = number + 1
        while number < reach:
            end = reach = max(reach, _reach(rows, number))
            number += 1
        end = min(end, len(rows))
        found.append((found[-1][1] if found else 0, end))
        number = end
    return found


def _reach(rows: Sequence[Raw], number: int) -> int:
    """Return one past the last row that a cell of a row reaches to."""
    reach = number + 1
    for cell in rows[number]["cells"]:
        down = cell.get("down", 1)
        if down == REST:
            end = number + 1
            while end < len(rows) and "repeat" in rows[end]:
                end += 1
            reach = max(reach, end)
        else:
            reach = max(reach, number + down)
    return reach


def band_of(rows: Sequence[Raw], number: int) -> tuple[int, int]:
    """Return the band in which a row stands."""
    return next(one for one in bands(rows) if one[0] <= number < one[1])
