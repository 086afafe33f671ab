"""Pinyin initials of Chinese words, with every reading of a polyphone (stack.md, blocker 6)."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice, product

MOST = 16
"""How many spellings of one text are listed at most; those nearest to the common readings come first."""


def plain(text: str) -> str:
    """Return `text` in half-width lower case with only letters, digits and characters left."""
    narrow = unicodedata.normalize("NFKC", text).lower()
    return narrow if narrow.isalnum() else "".join(c for c in narrow if c.isalnum())


def initials(text: str, most: int = MOST) -> list[str]:
    """Return the initials of `text`, all readings, at most `most`, the common reading first.

    Latin letters and digits stay, lower-cased; blanks and signs are left out; an empty text has none.
    """
    places = [letters(character) for character in plain(text)]
    if not places:
        return []
    return list(islice(_spellings(places), most))


def _spellings(places: list[str]) -> Iterator[str]:
    """Yield spellings in the order of how many characters depart from their common reading."""
    common = [choice[0] for choice in places]
    doubtful = [i for i, choice in enumerate(places) if len(choice) > 1]
    for departures in range(len(doubtful) + 1):
        for chosen in combinations(doubtful, departures):
            for others in product(*(places[i][1:] for i in chosen)):
                spelling = common.copy()
                for place, letter in zip(chosen, others, strict=True):
                    spelling[place] = letter
                yield "".join(spelling)


@cache
def letters(character: str) -> str:
    """Return the possible initials of one character, the common one first; itself if it has none."""
    found = ""
    for reading in _readings().get(ord(character), "").split(","):
        letter = _first_letter(reading)
        if letter and letter not in found:
            found += letter
    return found or character


@cache
def _readings() -> dict[int, str]:
    """Return the readings of every character; the words of pypinyin stay away: they stop all threads while they load."""
    os.environ.update(PYPINYIN_NO_PHRASES="true", PYPINYIN_NO_DICT_COPY="true")
    from pypinyin.constants import PINYIN_DICT

    found: dict[int, str] = PINYIN_DICT
    return found


def _first_letter(reading: str) -> str:
    for letter in unicodedata.normalize("NFD", reading):
        if "a" <= letter <= "z":
            return letter
    return ""
