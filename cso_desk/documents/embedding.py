"""reportlab's fonts and pages with their known faults cured; imported only when paper is drawn.

Cured here: characters above U+FFFF got a wrong ToUnicode (they vanished from copy and search); the
trailing advance widths of a font were kept scaled, so that widths and font program disagreed; each
page got an empty transition (/Trans), which archive checks refuse; the file's date and id followed
the machine's clock.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFError, TTFont, TTFontFace
from reportlab.pdfgen.canvas import Canvas

_PER_BLOCK = 100  # The most entries that one bfchar block may have.
_SAVING = threading.Lock()  # One font face serves all documents and is read while they are saved.


class CuredFace(TTFontFace):  # type: ignore[misc]
    """A TrueType face whose advance widths are all in the font's own units."""

    def extractInfo(self, charInfo: int = 1) -> None:
        """Read the font's tables, then put back the unscaled advance of the trailing glyphs."""
        super().extractInfo(charInfo)
        if not charInfo:
            return
        self.seek_table("hhea")
        self.skip(34)
        full = self.read_ushort()
        advance = self.hmetrics[full - 1][0]
        self.hmetrics[full:] = [(advance, bearing) for _, bearing in self.hmetrics[full:]]


class CuredFont(TTFont):  # type: ignore[misc]
    """A TrueType font that is embedded as subsets from which all its characters can be copied."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, asciiReadable=0, shapable=False)
        self.face = CuredFace(path)

    def addObjects(self, doc: Any) -> None:
        """Write the subsets, with a ToUnicode map that knows the planes above the first."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = f"{SUBSETN(number).decode()}+{self.face.name.decode()}"
            doc.idToObject[f"toUnicodeCMap:{name}"].content = unicode_map(name, subset)


def unicode_map(name: str, subset: list[int]) -> str:
    """Return the ToUnicode CMap that gives code n of a subset its character `subset[n]`."""
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
    ]
    blocks = [entries[start : start + _PER_BLOCK] for start in range(0, len(entries), _PER_BLOCK)]
    mapped = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{mapped}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


class _Moment:
    """A given moment in the shape in which reportlab keeps its time stamp."""

    def __init__(self, moment: datetime) -> None:
        offset = moment.utcoffset()
        minutes = int(offset.total_seconds()) // 60 if offset else 0
        self.t = moment.timestamp()
        self.lt = moment.timetuple()
        self.YMDhms = tuple(self.lt)[:6]
        self.dhh = int(minutes / 60)
        self.dmm = abs(minutes) % 60


class CuredCanvas(Canvas):  # type: ignore[misc]
    """A canvas whose file depends on nothing but what is drawn and the given moment."""

    def __init__(self, out: BinaryIO, font: str, made_at: datetime) -> None:
        super().__init__(
            out,
            pageCompression=1,
            invariant=1,
            initialFontName=font,
            lang="zh-CN",
            pdfVersion=(1, 7),
        )
        self._doc._timeStamp = _Moment(made_at)
        self._doc.signature = hashlib.md5(made_at.isoformat().encode(), usedforsecurity=False)

    def showPage(self) -> None:
        """Close the page and take away its empty transition."""
        super().showPage()
        self._doc.idToObject[f"Page{self._pageNumber - 1}"].Trans = None

    def shown(self, name: str, text: str) -> Iterator[tuple[str, str, str]]:
        """Yield (font, operator that shows the text, its characters) for each subset of a font."""
        font, start = pdfmetrics.getFont(name), 0
        for subset, codes in font.splitString(text, self._doc):
            internal = font.getSubsetInternalName(subset, self._doc)
            characters = text[start : start + len(codes)]
            start += len(codes)
            yield internal, f"({self._escape(codes)}) Tj", characters

    def add(self, operators: Iterable[str]) -> None:
        """Add operators to the page."""
        self._code.extend(operators)

    def save(self) -> None:
        """Write the file."""
        with _SAVING:
            super().save()


def register(name: str, path: str) -> dict[int, float]:
    """Load a font for drawing under `name`; return the advance of each character in 1/1000 em.

    Raises OSError when the file cannot be read or is no TrueType font.
    """
    try:
        font = CuredFont(name, path)
    except TTFError as error:
        raise OSError(f"{path}: {error}") from error
    pdfmetrics.registerFont(font)
    widths: dict[int, float] = font.face.charWidths
    return widths
