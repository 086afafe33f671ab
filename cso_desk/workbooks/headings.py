"""From the text of a heading to the field that it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from cso_desk.fields.kinds import INVISIBLE

from .columns import Column
from .heading_words import (
    GROUP_TAIL,
    LOOSE,
    NEUTRAL,
    NOT_LOOSE,
    OTHER_SHAPES,
    PATTERNS,
    PERSONAL,
    SERIAL,
    SOMEBODY_ELSE,
)
from .sheets import Cell

_BRACKETS = str.maketrans("〔〕［］[]【】{}", "()()()()()")
_AROUND = re.compile(r"^(?:[*※★☆#]+|其中[::]?|[(]?\d{1,2}[.、)](?!\d))+|[*※★☆:。.、]+$")
_REMARK = re.compile(
    r"\((?:必填|选填|可选|文本|文本格式|下拉|下拉选择|可不填|没有不填|盖章|手写)[^)]*\)"
)
_LATIN = r"[A-Za-z]*[a-z][A-Za-z.,'&/-]+"
_CHINESE = r"[\u4e00-\u9fff()（）、/]{2,}?"
_SAID_AGAIN = re.compile(rf"({_CHINESE})[/(]?{_LATIN}\)?|{_LATIN}[/(]?({_CHINESE})\)?")
_COUNTED = re.compile(r"\((?:个|家|支|项|次|场|万元|元|㎡|m2|%)\)$")
MAX_LENGTH = 40
"""A longer text is no heading but a title or a note."""


def tidy_heading(cell: Cell) -> str:
    """Return a heading without blanks, line breaks, stars and numbering, brackets made alike; empty for no text."""
    if not isinstance(cell, str) or len(cell) > 4 * MAX_LENGTH:
        return ""
    text = unicodedata.normalize("NFKC", cell.replace("_x000D_", "").translate(INVISIBLE))
    text = _REMARK.sub("", "".join(text.split()).translate(_BRACKETS).translate(OTHER_SHAPES))
    text = _AROUND.sub("", text)
    return text if len(text) <= MAX_LENGTH else ""


def _spellings(text: str) -> list[str]:
    """Return the ways to read a heading with brackets: 会长(队长) is 会长(队长), 会长, 会长队长, 队长.

    What stands in Latin letters beside a Chinese heading only says it again (组织名称Name).
    """
    if found := _SAID_AGAIN.fullmatch(text):
        text = found[1] or found[2]
    if "(" not in text:
        return [text, *text.split("/")] if "/" in text else [text]
    outer = re.sub(r"\([^)]*\)?", "", text)
    inner = re.findall(r"\(([^)]*)\)", text)
    return [text, outer, re.sub(r"[()]", "", text), *inner]


GROUPS = " / "
"""Between the headings of several rows, the highest first."""
_TICKED = frozenset(("category", "nature", "party_form", "area"))
_UNIT_WORD = re.compile(r"年月日?|年|日期|号码?|[(]?[人元名个][)]?|文本|\([^()]*\)")


def _under_groups(heading: str, groups: list[str]) -> list[str]:
    """Return the ways to read a heading with the groups above it, the fullest first."""
    bare = [GROUP_TAIL.sub("", group) for group in groups]
    found = ["".join(bare) + heading, "".join(groups) + heading]
    for whole, short in zip(reversed(groups), reversed(bare), strict=True):
        found += [short + heading, whole + heading]
    if len(groups) > 1 and _UNIT_WORD.fullmatch(heading):
        found += ["".join(bare), bare[-1]]
    return found


class HeadingBook:
    """Knows every wording of the wanted columns."""

    def __init__(
        self,
        columns: Iterable[Column],
        patterns: Sequence[tuple[str, str]] = PATTERNS,
        loose: Sequence[tuple[str, str]] = LOOSE,
        neutral: frozenset[str] = NEUTRAL,
    ) -> None:
        self._words = (patterns, loose, neutral)
        self._neutral = neutral
        self._columns = wanted = list(columns)
        self.keys = {column.key for column in wanted}
        self._exact: dict[str, str] = {}
        for column in wanted:
            self._exact[tidy_heading(column.label)] = column.key
        for column in wanted:
            for word in column.synonyms:
                self._exact.setdefault(tidy_heading(word), column.key)
        self._exact.pop("", None)
        self._patterns = [
            (key, re.compile(pattern)) for key, pattern in patterns if key in self.keys
        ]
        self._loose = [(key, re.compile(word)) for key, word in loose if key in self.keys]
        self._found: dict[tuple[str, str], str | None] = {}

    def extended(self, told: Iterable[Mapping[str, str | None]]) -> HeadingBook:
        """Return a book that also knows the headings which the clerk explained."""
        more = [
            (heading, key) for words in told for heading, key in overrides(words).items() if key
        ]
        if not more:
            return self
        book = HeadingBook(self._columns, *self._words)
        book._exact.update(more)
        return book

    def key_of(self, heading: str, group: str = "") -> str | None:
        """Return the key that a tidied heading means, under a tidied heading `group` that spans several columns."""
        asked = (heading, group)
        if asked not in self._found:
            self._found[asked] = self._look_up(heading, group) or self.guess(heading)
        return self._found[asked]

    def knows(self, heading: str) -> bool:
        """Tell whether a tidied text is one of the headings that ledgers have, wanted or not."""
        return heading in self._neutral or self._alone(heading) is not None

    def guess(self, heading: str) -> str | None:
        """Return the key that a heading in an office's own words seems to mean, by a word in it."""
        if heading in self._neutral or len(heading) > 16 or NOT_LOOSE.search(heading):
            return None
        return next((key for key, word in self._loose if word.search(heading)), None)

    def surely(self, heading: str, group: str = "") -> bool:
        """Tell whether the whole heading is known, not only a word in it."""
        return self._look_up(heading, group) is not None

    def _look_up(self, heading: str, group: str) -> str | None:
        for text in _under_groups(heading, group.split(GROUPS)) if group else ():
            if key := self._alone(text):
                return key
        if group and SOMEBODY_ELSE.search(group) and PERSONAL.fullmatch(heading):
            return None
        return self._alone(heading) or (self._ticked(heading, group) if group else None)

    def _ticked(self, heading: str, group: str) -> str | None:
        """Return the key of a group whose columns are words to be ticked (类别 / 文体活动)."""
        if heading in self._neutral:
            return None
        key = self._alone(GROUP_TAIL.sub("", group.split(GROUPS)[-1]))
        return key if key in _TICKED else None

    def _alone(self, text: str) -> str | None:
        if not text or text in self._neutral:
            return None
        counted = _COUNTED.search(text) is not None
        for spelling in _spellings(text):
            key = self._exact.get(spelling) or self._by_pattern(spelling)
            if key and not (counted and key == "name"):
                return key
        return None

    def _by_pattern(self, text: str) -> str | None:
        for key, pattern in self._patterns:
            if pattern.fullmatch(text):
                return key
        return None


def is_serial(heading: str) -> bool:
    """Tell whether a tidied heading stands over running numbers."""
    return SERIAL.fullmatch(heading) is not None


def overrides(remembered: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the clerk's corrections by tidied heading."""
    return {tidy_heading(heading): key for heading, key in remembered.items()}
