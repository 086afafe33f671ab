"""The division tree that the program ships (resources/divisions/README.md): read, looked up, searched as one types."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .pack import RESOURCES

_FILE = RESOURCES / "divisions" / "henan.tsv.gz"


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of the shipped tree; `kind` is 城市, 农村 or empty and only a guess."""

    code: str
    name: str
    short: str
    level: str
    parent: str
    kind: str
    initials: str


@cache
def tree() -> dict[str, Place]:
    """Return all places by code, parents before children."""
    with gzip.open(_FILE, "rt", encoding="utf-8", newline="\n") as lines:
        next(lines)
        places = (Place(*line.rstrip("\n").split("\t")) for line in lines)
        return {place.code: place for place in places}


@cache
def _children() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in tree().values():
        found.setdefault(place.parent, []).append(place)
    return found


def below(code: str) -> Iterator[Place]:
    """Go through all places under `code`, parents before children."""
    for child in _children().get(code, ()):
        yield child
        yield from below(child.code)


def above(code: str) -> list[Place]:
    """Return the place and everything above it, the highest first; empty for an unknown code."""
    place = tree().get(code)
    return [*above(place.parent), place] if place else []


def bare_code(code: str) -> str:
    """Return `code` without the zeros that pad it to its level (2, 4, 6, 9 or 12 digits)."""
    digits = code.strip()
    for length, tail in ((2, 10), (4, 8), (6, 6), (9, 3)):
        if len(digits) == 12 and digits.endswith("0" * tail):
            return digits[:length]
    return digits


def search(text: str, limit: int = 20) -> list[Place]:
    """Return places whose name, pinyin initials or code match `text`, the higher levels and closer matches first."""
    wanted = "".join(text.split()).lower()
    if not wanted:
        return []
    hits: list[tuple[int, int, Place]] = []
    for place in tree().values():
        rank = _rank(place, wanted)
        if rank is not None:
            hits.append((rank, len(place.code), place))
    hits.sort(key=lambda hit: hit[:2])
    return [place for _, _, place in hits[:limit]]


def _rank(place: Place, wanted: str) -> int | None:
    if wanted in (place.name, place.short, place.code):
        return 0
    if place.short.startswith(wanted) or place.code.startswith(wanted):
        return 1
    if wanted.isascii():
        spellings = place.initials.split(" ")
        if wanted in spellings:
            return 1
        return 2 if any(s.startswith(wanted) for s in spellings) else None
    return 3 if wanted in place.name else None
