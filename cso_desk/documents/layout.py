"""What a form is made of: the blocks, grids, rows and cells that a layout of the policy pack names.

Lengths are points. `layout_reading` makes these from the pack's JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cso_desk.documents.fitting import Style
from cso_desk.documents.templates import Template


@dataclass(frozen=True, slots=True)
class Paper:
    """Sheet size and margins."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True)
class FootLine:
    """A line at the foot of a cell, such as （盖章） or the date, `inset` from its side."""

    text: Template
    align: str
    inset: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid.

    `name` is what the clerk calls its content. `across` and `down` are the columns and rows that
    it covers (`down` 0: this row and all repeated rows that follow). `options` are printed with a
    box before each, the chosen one ticked. `squares` is the edge of printed squares for 正 strokes,
    `code` the key of a text that is drawn as a QR code. `seal` keeps room for an official seal.
    `group` shows a code in groups of so many characters, `per_line` groups on a line. In a chart,
    `framed` draws a box round the cell, `strokes` lines from its middle to its sides.
    """

    text: Template
    style: Style
    name: str
    across: int = 1
    down: int = 1
    align: str = "left"
    upright: str = "middle"
    vertical: bool = False
    options: tuple[str, ...] = ()
    foot: tuple[FootLine, ...] = ()
    squares: float = 0.0
    code: str = ""
    seal: bool = False
    group: int = 0
    per_line: int = 0
    framed: bool = False
    strokes: tuple[str, ...] = ()

    def asked(self) -> Iterator[str]:
        """Yield the keys of all values that this cell shows."""
        yield from self.text.asked()
        if self.code:
            yield self.code
        for line in self.foot:
            yield from line.text.asked()


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row printed once for each item of a list.

    `least` rows are printed even where there are fewer items, `blank` rows where there is none;
    of more than `most` items the rest goes to a continuation sheet. A text of names under `names`
    stands in for a missing list; each name goes to the item's key `names_to`. `counted` numbers
    the blank rows too. `title` heads the items on the continuation sheet.
    """

    rows: str
    least: int = 0
    blank: int = 0
    most: int = 0
    names: str = ""
    names_to: str = ""
    counted: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    `tallest` is the most it grows to with its text where the table runs over sheets, `share` its
    part of the height left over on a filled sheet, `share_to` the most that gives it (0: all).
    """

    cells: tuple[Cell, ...]
    height: float
    share: float = 0.0
    tallest: float = 0.0
    share_to: float = 0.0
    head: bool = False
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `fill` makes it reach down to the foot of the sheet, `together` never splits it."""

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    lined: bool = True
    fill: bool = False
    together: bool = False
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent` is the first line's, in type sizes."""

    text: Template
    style: Style
    align: str = "justify"
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """One of several texts on a line, `share` its part of the line.

    A part of the footer with `many` is printed only where the form fills more than one sheet.
    """

    text: Template
    align: str
    share: float
    many: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """Several texts side by side on one line."""

    parts: tuple[Part, ...]
    style: Style
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Clauses:
    """Numbered clauses of running text from a list; each begins with a bold lead.

    Without items, `blank` empty clauses with `ruled` lines to write on are printed.
    """

    rows: str
    lead: Template
    text: Template
    style: Style
    lead_face: str = "heading"
    indent: float = 2.0
    before: float = 0.0
    after: float = 0.0
    blank: int = 0
    ruled: int = 2


Block = Grid | Paragraph | Sides | Clauses


@dataclass(frozen=True, slots=True)
class Layout:
    """A form. `subject` tells one record's paper from another's, `keepers` who keeps each copy.

    `short_code` gives the paper its code in the corner, where the record's data has one.
    `duplex` is printed on both sides of the sheet, `official` numbers pages as GB/T 9704 wants, `word`
    can also be written as a Word file.
    """

    code: str
    title: str
    paper: Paper
    subject: Template
    blocks: tuple[Block, ...]
    footer: tuple[Part, ...]
    footer_style: Style
    continued: tuple[Template, ...]
    continued_style: Style
    keepers: tuple[str, ...] = ()
    all_copies: bool = False
    reference: bool = False
    short_code: bool = False
    duplex: bool = False
    official: bool = False
    word: bool = False


SHEET_KEYS = frozenset({"page", "pages"})
"""Keys that the engine itself fills: the sheet's number within one record's paper, and how many."""


def placed_keys(layout: Layout) -> set[str]:
    """Return the keys of all values that a layout shows; those of a list's items as `list.key`."""
    keys = set(layout.subject.asked())
    for template in (*layout.continued, *(part.text for part in layout.footer)):
        keys.update(template.asked())
    for block in layout.blocks:
        keys.update(_block_keys(block))
    return keys - SHEET_KEYS


def _block_keys(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from block.text.asked()
    elif isinstance(block, Sides):
        for part in block.parts:
            yield from part.text.asked()
    elif isinstance(block, Clauses):
        for template in (block.lead, block.text):
            yield from (block.rows + key for key in template.asked())
    else:
        for row in block.rows:
            yield from _row_keys(row)


def _row_keys(row: Row) -> Iterator[str]:
    if row.repeat and row.repeat.names:
        yield row.repeat.names
    for cell in row.cells:
        for key in cell.asked():
            yield row.repeat.rows + key if row.repeat and key[0] == "." else key
