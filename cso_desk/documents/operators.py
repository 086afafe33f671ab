"""Says marks in the page language of PDF, and remembers what it said: static cells are said once.

Cells that do not change from record to record come as the very same marks, so a mark is looked up
by identity; a line of text that was said at another place only needs new coordinates.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from cso_desk.documents.embedding import CuredCanvas
from cso_desk.documents.faces import Fonts
from cso_desk.documents.marks import Backdrop, Dot, Mark, Stroke, Words

_MOST = 16384  # marks that are remembered before all of them are forgotten


class Operators:
    """The operators of one document's marks."""

    def __init__(self, canvas: CuredCanvas, fonts: Fonts) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self._known: dict[int, tuple[Mark, float, str]] = {}
        self._runs = lru_cache(maxsize=4096)(self._said_runs)

    def said(self, marks: Iterable[Mark], height: float) -> Iterator[str]:
        """Yield the operators that paint `marks` on a sheet of `height`; lines in one go."""
        pen = ""
        for mark in marks:
            if isinstance(mark, Stroke):
                wanted = f"{mark.grey:.3g} G {mark.weight:.2f} w 2 J"
                if wanted != pen:
                    yield f"S {wanted}" if pen else wanted
                    pen = wanted
            elif pen:
                yield "S"
                pen = ""
            if not isinstance(mark, Backdrop):
                yield self.of(mark, height)
        if pen:
            yield "S"

    def of(self, mark: Words | Stroke | Dot, height: float) -> str:
        """Return the operators of one mark on a sheet of `height`; of a line only its way."""
        known = self._known.get(id(mark))
        if known is not None and known[0] is mark and known[1] == height:
            return known[2]
        said = self._said(mark, height)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[id(mark)] = mark, height, said
        return said

    def _said(self, mark: Words | Stroke | Dot, height: float) -> str:
        if isinstance(mark, Words):
            return self._words(mark, height)
        if isinstance(mark, Stroke):
            start, end = height - mark.y1, height - mark.y2
            return f"{mark.x1:.2f} {start:.2f} m {mark.x2:.2f} {end:.2f} l"
        box = mark.box
        return f"{box.left:.3f} {height - box.bottom:.3f} {box.width:.3f} {box.height:.3f} re f"

    def _words(self, words: Words, height: float) -> str:
        spread = f" {words.spread:.3f} Tc" if words.spread else ""
        y = height - words.baseline
        said = []
        for font, text, advance, count in self._runs(words.text, words.face):
            x = words.x + advance * words.size + count * words.spread
            said.append(f"{font} {words.size:.4g} Tf{spread} 1 0 0 1 {x:.2f} {y:.2f} Tm {text}")
        return f"BT {' '.join(said)}{' 0 Tc' if spread else ''} ET" if said else ""

    def _said_runs(self, text: str, face: str) -> tuple[tuple[str, str, float, int], ...]:
        """Return (font, shown text, advance and characters before it) for each run of one font."""
        result: list[tuple[str, str, float, int]] = []
        advance, count = 0.0, 0
        for name, run in self._fonts.runs(text, face):
            result.append((*self._canvas.shown(name, run), advance, count))
            advance += self._fonts.width(run, face)
            count += len(run)
        return tuple(result)
