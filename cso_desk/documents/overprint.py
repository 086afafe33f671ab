"""Over-printing 套打: only a record's values, moved by so many millimetres, for paper on which the form is printed already.

The fixed words of a form take part in all setting, so that every value stands exactly where the whole form has it; they
are marked by code points that no text uses (the second private plane) and are taken off each sheet before it is painted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from cso_desk.documents.drawing import Drawn, draw
from cso_desk.documents.faces import EMPTY, Fonts
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.layout import (
    Block,
    Cell,
    Clauses,
    Grid,
    Layout,
    Paragraph,
    Row,
    Sides,
)
from cso_desk.documents.lines import Broken, Line
from cso_desk.documents.marks import Box, Dot, Mark, Sheet, Stroke, Words
from cso_desk.documents.sizes import MM
from cso_desk.documents.templates import LINE_TO_FILL, Scope, Slot, Template
from cso_desk.progress import Progress

_PLANE = 0xF0000
_LAST = 0xFFFD
_NUMBERS = (".no", ".number")
"""Keys of numbers that the pre-printed paper has already."""


@dataclass(frozen=True, slots=True)
class Offset:
    """How far the print is moved: to the right and downward, in millimetres."""

    right: float = 0.0
    down: float = 0.0


def draw_values(
    layout: Layout,
    pages: Iterable[Mapping[str, object]],
    out: BinaryIO,
    *,
    fonts: Fonts,
    made_at: datetime,
    offset: Offset,
    progress: Progress | None = None,
    bookmarks: bool = False,
) -> Drawn:
    """Write one PDF with the values of each record alone, where the form has them, moved by `offset`.

    Lines, labels, boxes to tick and lines to write on are left out; ticks stay. A text that needs a continuation sheet
    has it printed whole, for plain paper. Skips and raises what `drawing.draw` does.
    """
    setter = _Setter(fonts)
    return draw(
        _hidden(layout),
        pages,
        out,
        fonts=fonts,
        made_at=made_at,
        progress=progress,
        bookmarks=bookmarks,
        all_copies=False,
        setter=setter,
        alter=lambda sheet: values_alone(sheet, setter, offset),
    )


def values_alone(sheet: Sheet, setter: Typesetter, offset: Offset) -> Sheet:
    """Return a sheet without strokes and hidden words, the rest moved."""
    marks: list[Mark] = []
    for mark in sheet.marks:
        if isinstance(mark, Words):
            marks.extend(_values(mark, setter))
        elif not isinstance(mark, Stroke):
            marks.append(mark)
    return replace(sheet, marks=tuple(moved(mark, offset) for mark in marks))


def moved(mark: Mark, offset: Offset) -> Mark:
    """Return a mark moved by an offset; what lies across the whole sheet stays."""
    right, down = offset.right * MM, offset.down * MM
    if isinstance(mark, Words):
        return replace(
            mark, x=mark.x + right, baseline=mark.baseline + down, box=_moved(mark.box, offset)
        )
    if isinstance(mark, Stroke):
        return replace(
            mark, x1=mark.x1 + right, x2=mark.x2 + right, y1=mark.y1 + down, y2=mark.y2 + down
        )
    return Dot(_moved(mark.box, offset)) if isinstance(mark, Dot) else mark


def _moved(box: Box, offset: Offset) -> Box:
    right, down = offset.right * MM, offset.down * MM
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def _values(words: Words, setter: Typesetter) -> Iterator[Words]:
    """Yield the parts of a line that are values, each at its own place."""
    fixed = any(_is_hidden(char) for char in words.text)
    x = words.x
    for run in _runs(words.text, fixed):
        width = setter.width(run, words.face, words.size)
        if not _dropped(run[0], fixed) and run.strip():
            yield replace(words, x=x, text=run.rstrip(), width=width)
        x += width + len(run) * words.spread


def _runs(text: str, fixed: bool) -> Iterator[str]:
    run = ""
    for char in text:
        if run and _dropped(char, fixed) != _dropped(run[0], fixed):
            yield run
            run = ""
        run += char
    if run:
        yield run


def _dropped(char: str, fixed: bool) -> bool:
    """Tell whether a character stands on the paper already; an empty box does where it has fixed words beside it."""
    return _is_hidden(char) or char == LINE_TO_FILL or (fixed and char == EMPTY)


def _is_hidden(char: str) -> bool:
    return _PLANE <= ord(char) <= _PLANE + _LAST


def _hide(text: str) -> str:
    return "".join(
        chr(_PLANE + ord(char)) if char != "\n" and ord(char) <= _LAST else char for char in text
    )


def _plain(text: str) -> str:
    return "".join(chr(ord(char) - _PLANE) if _is_hidden(char) else char for char in text)


class _Silent(Slot):
    """A slot whose value stands on the paper already."""

    __slots__ = ()

    def fill(self, scope: Scope) -> str:
        """Return the value, hidden."""
        return _hide(Slot.fill(self, scope))


@dataclass(frozen=True, slots=True)
class _Chosen(Template):
    """The wording of a cell with options: those that stand on the paper are hidden."""

    options: tuple[str, ...] = ()

    def fill(self, scope: Scope) -> str:
        """Return the chosen values, the known ones hidden."""
        parts = Template.fill(self, scope).replace("、", "，").split("，")
        return "，".join(
            _hide(part.strip()) if part.strip() in self.options else part for part in parts
        )


def _hidden(layout: Layout) -> Layout:
    return replace(
        layout,
        blocks=tuple(_block(block) for block in layout.blocks),
        footer=(),
        reference=False,
        short_code=False,
        official=False,
    )


def _template(template: Template) -> Template:
    pieces = tuple(_hide(p) if isinstance(p, str) else _slot(p) for p in template.pieces)
    return Template(pieces)


def _slot(slot: Slot) -> Slot:
    made = _Silent if slot.key in _NUMBERS else Slot
    return made(slot.key, slot.blank, _hide(slot.other), slot.said)


def _block(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=_template(block.text))
    if isinstance(block, Sides):
        return replace(
            block, parts=tuple(replace(part, text=_template(part.text)) for part in block.parts)
        )
    if isinstance(block, Clauses):
        return replace(block, lead=_template(block.lead), text=_template(block.text))
    return _grid(block)


def _grid(grid: Grid) -> Grid:
    return replace(grid, rows=tuple(_row(row) for row in grid.rows))


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(_cell(cell) for cell in row.cells))


def _cell(cell: Cell) -> Cell:
    text = _template(cell.text)
    if cell.options:
        text = _Chosen(text.pieces, cell.options)
    return replace(
        cell,
        text=text,
        options=tuple(_hide(option) for option in cell.options),
        foot=tuple(replace(line, text=_template(line.text)) for line in cell.foot),
    )


class _SeeingFonts(Fonts):
    """Fonts that measure hidden characters as what they stand for."""

    def __init__(self, fonts: Fonts) -> None:
        self._seen = fonts

    def __getattr__(self, name: str) -> object:
        return getattr(self._seen, name)

    def missing(self, text: str, face: str = "body") -> list[str]:
        """Return each character of `text` that no font can draw, once, in order."""
        return self._seen.missing(_plain(text), face)

    def width(self, text: str, face: str) -> float:
        """Return the advance of `text` at type size 1."""
        return self._seen.width(_plain(text), face)


class _Setter(Typesetter):
    """Breaks hidden words by the rules of the words that they stand for."""

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(_SeeingFonts(fonts))

    def _broken(
        self, text: str, face: str, size: float, limit: float, first: float = 0.0
    ) -> Broken:
        plain = _plain(text)
        broken = super()._broken(plain, face, size, limit, first)
        lines, at = [], 0
        for line in broken.lines:
            at = plain.index(line.text, at)
            lines.append(Line(text[at : at + len(line.text)], line.width, line.ends))
            at += len(line.text)
        return Broken(tuple(lines), broken.whole)
