"""Fits text into boxes: smaller type down to a readable least, then a pointer to the next sheet."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cso_desk.documents.faces import Fonts
from cso_desk.documents.lines import Broken, Line, break_lines
from cso_desk.documents.marks import FALL, RISE, Mark

LEADING = 1.3
_TIGHT_LEADING = 1.15
_STEP = 0.5
_MOST_KEPT = 8192  # parts of a layout that are kept before all of them are forgotten
_POINTERS = ("……（全文见续页）", "…（见续页）", "见续页", "…")


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: face, type size and least size in points, line pitch in type sizes."""

    face: str
    size: float
    least: float
    leading: float = LEADING

    def sizes(self) -> Iterator[float]:
        """Yield the sizes to try, from the wished one to the least."""
        size = self.size
        while size > self.least:
            yield size
            size -= _STEP
        yield min(self.size, self.least)

    def pitch(self, size: float) -> float:
        """Return the distance of baselines at `size`; shrunk text is set tighter."""
        return size * (self.leading if size >= self.size else min(self.leading, _TIGHT_LEADING))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text set for a box. `whole` is false when it was cut and has to go on on another sheet."""

    lines: tuple[Line, ...]
    size: float
    pitch: float
    whole: bool

    @property
    def height(self) -> float:
        """Height from the top of the first line to the foot of the last."""
        return (len(self.lines) - 1) * self.pitch + self.size * (RISE + FALL) if self.lines else 0.0


class Typesetter:
    """Measures, breaks and fits text with one desk's fonts; remembers what it did."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self._kept: dict[tuple[int, Hashable], tuple[object, tuple[Mark, ...]]] = {}
        self.broken = lru_cache(maxsize=8192)(self._broken)
        self.fit = lru_cache(maxsize=8192)(self._fit)
        self.height = lru_cache(maxsize=8192)(self._height)
        self.missing = lru_cache(maxsize=8192)(fonts.missing)

    def recalled(self, owner: object, key: Hashable) -> tuple[Mark, ...] | None:
        """Return the marks that were kept for a part of a layout under `key`, if they still are."""
        found = self._kept.get((id(owner), key))
        return found[1] if found is not None and found[0] is owner else None

    def keep(self, owner: object, key: Hashable, marks: tuple[Mark, ...]) -> None:
        """Keep the marks of a part of a layout; most cells are the same on every record's sheet."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[id(owner), key] = owner, marks

    def width(self, text: str, face: str, size: float) -> float:
        """Return the width of a line of text in points."""
        return self.fonts.width(text, face) * size

    def _broken(
        self, text: str, face: str, size: float, limit: float, first: float = 0.0
    ) -> Broken:
        """Break text at a type size for a width; `first` is left free on each first line."""
        return break_lines(text, lambda part: self.fonts.width(part, face) * size, limit, first)

    def _height(self, text: str, style: Style, width: float) -> float:
        """Return the height that text wants at its wished size."""
        lines = self.broken(text, style.face, style.size, width).lines
        return Fitted(lines, style.size, style.pitch(style.size), True).height

    def _fit(self, text: str, style: Style, width: float, height: float) -> Fitted:
        """Set text for a box, as large as it goes between the wished and the least size.

        Words and numbers are kept whole as long as a smaller size allows it.
        """
        for keep_words in (True, False):
            for size in style.sizes():
                fitted = self._set(text, style, size, width)
                if fitted.height <= height + 0.01 and (fitted.whole or not keep_words):
                    return Fitted(fitted.lines, size, fitted.pitch, True)
        return self._cut(text, style, width, height)

    def _set(self, text: str, style: Style, size: float, width: float) -> Fitted:
        broken = self.broken(text, style.face, size, width)
        return Fitted(broken.lines, size, style.pitch(size), broken.whole)

    def shortened(self, text: str, style: Style, width: float) -> str:
        """Return `text`, or as much of its beginning as fits on one line at the least size, and ….

        For lines that only repeat what stands in full elsewhere, such as a footer.
        """
        size = min(style.size, style.least)
        kept = len(text)
        while kept and self.width(text[:kept] + "…" * (kept < len(text)), style.face, size) > width:
            kept -= 1
        return text if kept == len(text) else text[:kept] + "…"

    def _cut(self, text: str, style: Style, width: float, height: float) -> Fitted:
        """Set as much of the beginning as fits, with words that point to the next sheet."""
        size = min(style.size, style.least)
        for pointer in _POINTERS:
            kept = self._longest(text, pointer, style, width, height)
            if kept >= 0:
                fitted = self._set(text[:kept].rstrip() + pointer, style, size, width)
                return Fitted(fitted.lines, size, fitted.pitch, False)
        return Fitted((), size, style.pitch(size), False)

    def _longest(self, text: str, pointer: str, style: Style, width: float, height: float) -> int:
        """Return how many characters of text fit before the pointer; -1: not even the pointer."""
        size = min(style.size, style.least)

        def fits(count: int) -> bool:
            fitted = self._set(text[:count].rstrip() + pointer, style, size, width)
            return fitted.height <= height + 0.01 and (count > 0 or fitted.whole)

        if not fits(0):
            return -1
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fits(middle) else (low, middle - 1)
        return low
