"""The pages that a clerk asks for in words such as 1-3，5."""

from __future__ import annotations

import re

from cso_desk.errors import Problem, Problems

_PART = re.compile(r"(\d+)?\s*(?:([-－—~至到])\s*(\d+)?)?")
_SEPARATORS = re.compile(r"[,，、;；\s]+")


def pages_of(text: str, total: int) -> list[int]:
    """Return the numbers (from 0) of the pages that `text` names of `total`, all of them for an empty text.

    Each page comes once, in order. Raises `Problems` for what is no range or lies outside.
    """
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if not parts:
        return list(range(total))
    found: set[int] = set()
    for part in parts:
        match = _PART.fullmatch(part)
        if match is None or not (match[1] or match[3]):
            raise _wrong(f"页码应写成 1-3，5 这样；现在是“{text}”。")
        first = int(match[1] or 1)
        last = int(match[3] or total) if match[2] else first
        if not 1 <= first <= last <= total:
            raise _wrong(f"一共 {total} 页，没有第 {part} 页，请改页码范围。")
        found.update(range(first - 1, last))
    return sorted(found)


def _wrong(message: str) -> Problems:
    return Problems([Problem("", "pages", "bad_pages", message)])
