"""Two versions of a charter clause by clause: what was changed, added, dropped and moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import text_difference
from .charter_text import Clause, number
from .text_difference import Piece

SAME, CHANGED, ADDED, DROPPED, MOVED = "未变", "修改", "新增", "删去", "移动"
_ALIKE = 0.5
"""How alike two clauses must be to be taken as one that was rewritten, 0 to 1."""
_FREE = ("own", "text", "extra")
"""How the ids of clauses begin that say nothing of their content."""


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause of either version; `old` and `new` are its numbers (第三条), empty where it does not stand.

    `kind`: 未变, 修改, 新增, 删去, 移动 (its words stayed, its place among the others did not). `title` and `text`
    are the pieces of its title and its text.
    """

    kind: str
    old: str
    new: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


def compare(before: Sequence[Clause], after: Sequence[Clause]) -> list[ClauseChange]:
    """Return all clauses of both versions in the order of the new one, a dropped one after what stood before it."""
    pairs = paired(before, after)
    moved = _moved(pairs)
    found, old_done = [], -1
    backwards = {new: old for old, new in pairs.items()}
    for place, clause in enumerate(after):
        old = backwards.get(place)
        if old is not None and place not in moved:
            found += [_dropped(before, at) for at in _lonely(pairs, old_done + 1, old)]
            old_done = max(old_done, old)
        found.append(_change(before, clause, old, place, place in moved))
    return found + [_dropped(before, at) for at in _lonely(pairs, old_done + 1, len(before))]


def changes(before: Sequence[Clause], after: Sequence[Clause]) -> list[ClauseChange]:
    """Return what is not 未变; nothing where both versions say the same in the same order."""
    return [one for one in compare(before, after) if one.kind != SAME]


def _lonely(pairs: Mapping[int, int], start: int, end: int) -> list[int]:
    return [at for at in range(start, end) if at not in pairs]


def _dropped(before: Sequence[Clause], at: int) -> ClauseChange:
    clause = before[at]
    return ClauseChange(
        DROPPED, number(at + 1), "", _all("gone", clause.title), _all("gone", clause.text)
    )


def _all(kind: text_difference.Kept, text: str) -> tuple[Piece, ...]:
    return (Piece(kind, text),) if text else ()


def _change(
    before: Sequence[Clause], clause: Clause, old: int | None, place: int, moved: bool
) -> ClauseChange:
    here = number(place + 1)
    if old is None:
        return ClauseChange(ADDED, "", here, _all("new", clause.title), _all("new", clause.text))
    was = before[old]
    same = (was.title, was.text) == (clause.title, clause.text)
    kind = CHANGED if not same else (MOVED if moved else SAME)
    title = tuple(text_difference.difference(was.title, clause.title))
    text = tuple(text_difference.difference(was.text, clause.text))
    return ClauseChange(kind, number(old + 1), here, title, text)


def paired(before: Sequence[Clause], after: Sequence[Clause]) -> dict[int, int]:
    """Return which clause of `before` is which of `after`, by place: same words, same id, same title, most alike."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for key in (_words, _named, _titled):
        places: dict[object, list[int]] = {}
        for at, clause in enumerate(after):
            if at not in taken and key(clause):
                places.setdefault(key(clause), []).append(at)
        for at, clause in enumerate(before):
            waiting = places.get(key(clause)) if at not in pairs and key(clause) else None
            if waiting:
                pairs[at] = waiting.pop(0)
                taken.add(pairs[at])
    for at, other in _most_alike(before, after, pairs, taken):
        if at not in pairs and other not in taken:
            pairs[at] = other
            taken.add(other)
    return pairs


def _words(clause: Clause) -> object:
    return (clause.title, clause.text)


def _named(clause: Clause) -> object:
    return "" if clause.id.startswith(_FREE) else clause.id


def _titled(clause: Clause) -> object:
    return clause.title


def _most_alike(
    before: Sequence[Clause], after: Sequence[Clause], pairs: Mapping[int, int], taken: set[int]
) -> Iterator[tuple[int, int]]:
    rated = [
        (text_difference.likeness(one.text, other.text), at, place)
        for at, one in enumerate(before)
        if at not in pairs
        for place, other in enumerate(after)
        if place not in taken
    ]
    good = sorted(((rate, at, place) for rate, at, place in rated if rate >= _ALIKE), reverse=True)
    yield from ((at, place) for _, at, place in good)


def _moved(pairs: Mapping[int, int]) -> set[int]:
    """Return the new places of clauses outside the longest run that kept its order."""
    places = [pairs[at] for at in sorted(pairs)]
    best: list[list[int]] = []
    for at, place in enumerate(places):
        runs = [best[n] for n in range(at) if places[n] < place]
        best.append([*_longest(runs), place])
    return set(places) - set(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=len) if runs else []
