"""reportlab's fonts and pages with their known faults cured; imported only when paper is drawn.

Cured here: characters above U+FFFF got a wrong ToUnicode (they vanished from copy and search); the
trailing advance widths of a font were kept scaled, so that widths and font program disagreed; each
page got an empty transition (/Trans), which archive checks refuse; the file's date and id followed
the machine's clock.
"""

import hashlib
import threading
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfbase.ttfonts import TTFError, TTFont, TTFontFace
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
    """A TrueType font embedded as one subset of two-byte codes, from which all text can be copied.

    reportlab embeds parts of 256 characters, and Chinese text changes part within every line.
    """

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, asciiReadable=0, shapable=False)
        self.face = CuredFace(path)

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """Return the codes of `text` in the one subset; a new character gets the next code."""
        state = self.state.get(doc)
        if state is None:
            state = self.state[doc] = TTFont.State(0, self)
            state.subsets, state.assignments = [[0]], {}
        (subset,), codes = state.subsets, state.assignments
        for point in map(ord, text):
            if point not in codes:
                codes[point] = len(subset)
                subset.append(point)
        return [(0, b"".join([codes[ord(char)].to_bytes(2, "big") for char in text]))]

    def addObjects(self, doc: Any) -> None:
        """Write the subset with its widths, its glyphs and a map back to Unicode."""
        self.splitString("", doc)
        subset, face = self.state[doc].subsets[0], self.face
        name = f"{_tag(subset)}+{face.name.decode()}"
        inner = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": PDFName(name),
                "CIDSystemInfo": PDFDictionary(
                    {
                        "Registry": PDFString("Adobe"),
                        "Ordering": PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": face.addSubsetObjects(doc, name, subset),
                "W": PDFArray([0, PDFArray([face.getCharWidth(point) for point in subset])]),
                "CIDToGIDMap": _stream(doc, _glyphs(face.charToGlyph, subset), f"glyphs:{name}"),
            }
        )
        outer = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": PDFName(name),
                "Encoding": "/Identity-H",
                "DescendantFonts": PDFArray([doc.Reference(inner, f"cid:{name}")]),
                "ToUnicode": _stream(doc, unicode_map(name, subset), f"unicode:{name}"),
            }
        )
        internal = self.getSubsetInternalName(0, doc)[1:]
        doc.idToObject["BasicFonts"].dict[internal] = doc.Reference(outer, internal)
        del self.state[doc]


def _tag(subset: list[int]) -> str:
    """Return the six letters that tell this subset of a font from others in a joined file."""
    number = int.from_bytes(hashlib.sha256(repr(subset).encode()).digest()[:8], "big")
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _glyphs(glyph_of: Mapping[int, int], subset: list[int]) -> bytes:
    """Return the glyph of each code; the subset's glyphs are numbered as they are first met."""
    numbers = {0: 0}
    return b"".join(
        numbers.setdefault(glyph_of.get(point, 0), len(numbers)).to_bytes(2, "big")
        for point in subset
    )


def _stream(doc: Any, content: str | bytes, name: str) -> Any:
    stream = PDFStream(content=content)
    stream.filters = [PDFZCompress]
    return doc.Reference(stream, name)


def unicode_map(name: str, subset: list[int]) -> str:
    """Return the ToUnicode CMap that gives code n of a subset its character `subset[n]`."""
    entries = [
        f"<{code:04X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if code
    ]
    blocks = [entries[start : start + _PER_BLOCK] for start in range(0, len(entries), _PER_BLOCK)]
    mapped = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapped}\n"
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
        """Close the page, compress it at once, and take away its empty transition."""
        super().showPage()
        page = self._doc.idToObject[f"Page{self._pageNumber - 1}"]
        page.Trans = None
        content = zlib.compress(page.stream.encode("latin-1"))
        page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), content)
        page.stream = None

    def shown(self, name: str, text: str) -> tuple[str, str]:
        """Return (font, operator that shows the text) for text of one font."""
        font = pdfmetrics.getFont(name)
        ((subset, codes),) = font.splitString(text, self._doc)
        return font.getSubsetInternalName(subset, self._doc), f"({self._escape(codes)}) Tj"

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
