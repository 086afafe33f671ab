"""Which words of a Chinese text changed: the pieces that stayed, went and came, in reading order.

A run of letters or figures and a Chinese number (三分之二) are one word; every other character is one by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

_WORD = re.compile(
    r"[A-Za-z0-9]+|[〇零一二三四五六七八九十百千]+(?:分之[〇零一二三四五六七八九十百千]+)?|.", re.S
)
_ISLAND = 1
"""So many words that stayed between two changes are shown as changed too: single characters make no sense alone."""

Kept = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `same` stands in both, `gone` only in the old, `new` only in the new."""

    kind: Kept
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces: same and gone joined give `old`, same and new joined give `new`; equal texts give one piece."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    runs: list[tuple[Sequence[str], Sequence[str], bool]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        runs.append((before[a:b], after[c:d], tag == "equal"))
    pieces: list[Piece] = []
    for same, group in groupby(_without_islands(runs), key=lambda run: run[2]):
        bundle = list(group)
        gone = "".join(word for run in bundle for word in run[0])
        came = "".join(word for run in bundle for word in run[1])
        found: list[tuple[Kept, str]] = (
            [("same", gone)] if same else [("gone", gone), ("new", came)]
        )
        pieces += [Piece(kind, text) for kind, text in found if text]
    return pieces


def _without_islands(
    runs: Sequence[tuple[Sequence[str], Sequence[str], bool]],
) -> Iterable[tuple[Sequence[str], Sequence[str], bool]]:
    for at, (before, after, same) in enumerate(runs):
        inside = 0 < at < len(runs) - 1
        yield before, after, same and not (inside and len(before) <= _ISLAND)


def old_of(pieces: Iterable[Piece]) -> str:
    """Return the text before."""
    return "".join(piece.text for piece in pieces if piece.kind != "new")


def new_of(pieces: Iterable[Piece]) -> str:
    """Return the text after: applying the difference."""
    return "".join(piece.text for piece in pieces if piece.kind != "gone")


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1."""
    return SequenceMatcher(None, _WORD.findall(one), _WORD.findall(other), autojunk=False).ratio()


def bracketed(pieces: Iterable[Piece]) -> str:
    """Return the text with what went and came in brackets, for paper in one ink: 〔删：…〕〔增：…〕."""
    marks = {"same": "{}", "gone": "〔删：{}〕", "new": "〔增：{}〕"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)
