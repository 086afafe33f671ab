"""Breaks Chinese text into lines by the rules of print, without knowing any font.

No line begins with a closing mark (，。》) and none ends with an opening one (《); words in Latin
letters, numbers and lines to write on stay whole. Where that is impossible (a single unit wider
than the line) the text is broken inside, and the result says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

CLOSERS = frozenset("，。、；：？！）》」』】〕〉”’％‰℃°·…—～!),.:;?]}%︶")
OPENERS = frozenset("（《「『【〔〈“‘([{￥$︵")
_COUNTED = re.compile(r"\d{1,2}[.、]")  # the number of a point, such as 1.: stays with its words
_WORD = r"[A-Za-z0-9_＿*][A-Za-z0-9_＿*.,:/@#&+\-~=]*"
_TOKEN = re.compile(rf"{_COUNTED.pattern}(?=[^\x00-\x7f\s])|{_WORD}|.", re.DOTALL)

Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `ends` marks the last of its paragraph."""

    text: str
    width: float
    ends: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """Lines of a text; `whole` is false when a word had to be broken inside."""

    lines: tuple[Line, ...]
    whole: bool


def units(text: str) -> list[str]:
    """Return the parts of one paragraph that must not be broken inside; joined they are `text`."""
    result: list[str] = []
    opening = ""
    for token in _TOKEN.findall(text):
        if token in OPENERS or (opening and token.isspace()) or _COUNTED.fullmatch(token):
            opening += token
        elif token in CLOSERS and result and not opening:
            _glue(result, token)
        else:
            result.append(opening + token)
            opening = ""
    return [*result, opening] if opening else result


def _glue(result: list[str], closer: str) -> None:
    while len(result) > 1 and result[-1].isspace():
        space = result.pop()
        result[-1] += space
    result[-1] += closer


def break_lines(text: str, measure: Measure, limit: float, first: float = 0.0) -> Broken:
    """Break `text` into lines not wider than `limit` as `measure` tells it.

    `first` is what the first line of each paragraph has to leave free.
    """
    breaker = _Breaker(measure, limit)
    for paragraph in text.split("\n"):
        breaker.paragraph(paragraph, first)
    return Broken(tuple(breaker.lines), breaker.whole)


@dataclass(slots=True)
class _Breaker:
    measure: Measure
    limit: float
    lines: list[Line] = field(default_factory=list)
    whole: bool = True
    _text: str = ""
    _width: float = 0.0
    _room: float = 0.0

    def paragraph(self, text: str, first: float) -> None:
        self._text, self._width, self._room = "", 0.0, self.limit - first
        for unit in units(text):
            self._add(unit, first)
        self._close(ends=True)

    def _add(self, unit: str, first: float) -> None:
        width = self.measure(unit)
        if self._width + width <= self._room + 0.001:
            self._append(unit, width)
        elif width <= self.limit + 0.001:
            self._turn()
            if not unit.isspace():
                self._append(unit, width)
        elif not unit.isspace():
            self._squeeze(unit)

    def _squeeze(self, unit: str) -> None:
        """Break a unit that is wider than a whole line between its characters."""
        self.whole = False
        for char in unit:
            width = self.measure(char)
            if self._text and self._width + width > self._room + 0.001:
                self._turn()
            self._append(char, width)

    def _append(self, unit: str, width: float) -> None:
        self._text += unit
        self._width += width

    def _turn(self) -> None:
        self._close(ends=False)
        self._text, self._width, self._room = "", 0.0, self.limit

    def _close(self, *, ends: bool) -> None:
        text = self._text.rstrip(" \u3000") if not ends else self._text.rstrip(" ")
        width = self._width if text == self._text else self.measure(text)
        self.lines.append(Line(text, width, ends))
