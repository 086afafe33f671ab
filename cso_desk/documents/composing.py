"""Lays one record's form out on sheets: blocks from top to bottom, continuation sheets, footers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cso_desk.documents.cells import Findings, put_lines
from cso_desk.documents.fitting import Fitted, Style, Typesetter
from cso_desk.documents.grids import Table, grow, lay_out, parts, put_part, stretch
from cso_desk.documents.layout import Block, Grid, Layout, Paper, Paragraph, Sides
from cso_desk.documents.marks import FALL, RISE, Backdrop, Box, Mark, Sheet
from cso_desk.documents.pile import Pile
from cso_desk.documents.running import RunningText, chinese_number
from cso_desk.documents.short_code import KEY, code_marks
from cso_desk.documents.sizes import MM, type_size
from cso_desk.documents.templates import Scope

_PRACTICE = "练习"
_REFERENCE = "参考样式"
_FOOTER_DROP = 5 * MM  # from the last line of the form to the middle of the footer
_KEEPER_RISE = 5 * MM  # from the first line of the form up to the words that name a copy's keeper
_NUMBER = Style("body", type_size("4号"), type_size("5号"), 1.0)
_NUMBER_DROP = 7 * MM  # from the last line of the form to an official page number
_EDGE = 6 * MM  # the least from a page number to the edge of the sheet
_HEADING = Style("title", type_size("3号"), type_size("4号"), 1.6)
_NAME = Style("heading", type_size("5号"), 8.0, 1.8)


@dataclass(frozen=True, slots=True)
class Composed:
    """One record's paper.

    `missing` are (name of the value, character) pairs that no font can draw, `continued` the
    names of the values that go on on a continuation sheet.
    """

    sheets: tuple[Sheet, ...]
    missing: tuple[tuple[str, str], ...]
    continued: tuple[str, ...]


def compose(layout: Layout, record: Mapping[str, object], setter: Typesetter) -> Composed:
    """Lay one record out; an empty record gives the blank form.

    Raises Problems when the layout leaves no room for a seal, a label or a row.
    """
    composer = _Composer(layout, Scope(record), setter)
    composer.blocks()
    composer.continuation()
    return composer.finish()


class _Composer:
    def __init__(self, layout: Layout, scope: Scope, setter: Typesetter) -> None:
        self._layout = layout
        self._scope = scope
        self._setter = setter
        self._findings = Findings()
        self._pile = Pile(layout.paper)
        self._running = RunningText(setter, self._findings, self._pile)

    def blocks(self) -> None:
        """Set the form's own blocks."""
        blocks = self._layout.blocks
        for number, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                self._running.paragraph(block, self._scope)
            elif isinstance(block, Sides):
                self._sides(block)
            elif isinstance(block, Grid):
                self._grid(block, blocks[number + 1 :])
            else:
                self._running.clauses(block, self._scope, self._tail(blocks[number + 1 :]))

    def continuation(self) -> None:
        """Set the whole of each text that was cut on further sheets."""
        cut = list(dict.fromkeys(self._findings.cut))
        if not cut:
            return
        self._pile.turn()
        style = self._layout.continued_style
        self._running.text(f"{self._layout.title}（续页）", _HEADING, "center", 0, name="")
        for line in self._layout.continued:
            self._running.text(
                line.fill(self._scope), replace(style, leading=1.6), "left", 0, name=""
            )
        for name, text in cut:
            self._pile.space(style.size * 0.6)
            self._running.text(f"{name}：", _NAME, "left", 0, name=name)
            self._running.text(text, replace(style, leading=1.6), "justify", 2, name=name)

    def finish(self) -> Composed:
        """Add footers, the short code and the practice mark, now that the number of sheets is known."""
        paper, sheets = self._layout.paper, []
        code = self._scope.text(KEY) if self._layout.short_code else ""
        corner = code_marks(code, paper, self._setter)
        for number, marks in enumerate(self._pile.sheets, 1):
            self._footer(marks, number)
            if self._layout.official:
                put_number(self._setter, marks, number, paper)
            under = [Backdrop(_PRACTICE)] if self._scope.flag("practice") else []
            mirrored = self._layout.duplex and number % 2 == 0
            shift = paper.right - paper.left if mirrored else 0.0
            whole = (*under, *marks, *corner)
            sheets.append(Sheet(paper.width, paper.height, whole, shift))
        continued = dict.fromkeys(name for name, _ in self._findings.cut)
        return Composed(tuple(sheets), tuple(self._findings.missing), tuple(continued))

    def _footer(self, marks: list[Mark], number: int) -> None:
        paper, style = self._layout.paper, self._layout.footer_style
        numbers = {"page": str(number), "pages": str(len(self._pile.sheets))}
        scope = Scope({**self._scope.record, **numbers})
        many = len(self._pile.sheets) > 1
        texts = {p.align: p.text.fill(scope) for p in self._layout.footer if many or not p.many}
        if self._layout.reference:
            side = "center" if self._layout.official else "left"
            texts[side] = "　".join(filter(None, (texts.get(side), _REFERENCE)))
        middle = paper.height - paper.bottom + _FOOTER_DROP
        third = self._pile.width / 3
        for align, text in texts.items():
            left = paper.left + {"center": third, "right": 2 * third}.get(align, 0.0)
            box = Box(left, middle - style.size, left + third, middle + style.size)
            self._findings.note_missing(self._setter, "页脚", text, style.face)
            put_single(self._setter, marks, text, style, align, box)

    def _sides(self, block: Sides) -> None:
        self._pile.space(block.before)
        fitted = self._fitted_sides(block)
        height = max(part.height for part in fitted)
        if height > self._pile.room:
            self._pile.turn()
        whole = self._pile.take(height)
        total, left = sum(part.share for part in block.parts), whole.left
        for part, lines in zip(block.parts, fitted, strict=True):
            right = left + whole.width * part.share / total
            text = part.text.fill(self._scope)
            self._findings.note_missing(self._setter, _called(text), text, block.style.face)
            box = Box(left, whole.top, right, whole.bottom)
            top = whole.bottom - lines.height
            put_lines(self._setter, self._pile.marks, lines, block.style.face, part.align, box, top)
            left = right
        self._pile.space(block.after)

    def _fitted_sides(self, block: Sides) -> list[Fitted]:
        """Set each part on one line, smaller if need be, and only then on several."""
        total = sum(part.share for part in block.parts)
        result = []
        for part in block.parts:
            text, width = part.text.fill(self._scope), self._pile.width * part.share / total
            fitted = self._setter.fit(text, block.style, width, block.style.size * (RISE + FALL))
            if not fitted.whole:
                fitted = self._setter.fit(text, block.style, width, self._pile.height)
            result.append(fitted)
        return result

    def _grid(self, grid: Grid, following: Sequence[Block]) -> None:
        self._pile.space(grid.before)
        table = self._table(grid)
        room = self._pile.room - sum(self._height(block) for block in following)
        if not (grid.fill and stretch(table, self._setter, room)):
            grow(table, self._setter, self._pile.height)
        tail = self._tail(following)
        for number, rows in enumerate(parts(table, self._pile.room, self._pile.height, tail)):
            if number:
                self._pile.turn()
            marks, foot = put_part(table, rows, self._pile.y, self._setter, self._findings)
            self._pile.marks.extend(marks)
            self._pile.y = foot
        self._pile.space(grid.after)

    def _tail(self, following: Sequence[Block]) -> float:
        """Return the height that has to follow at once: notes and signatures, not more tables."""
        height = 0.0
        for block in following:
            if isinstance(block, Grid) and not block.together:
                return 0.0
            height += self._height(block)
        return height

    def _table(self, grid: Grid) -> Table:
        paper = self._layout.paper
        return lay_out(grid, self._scope, paper.left, self._pile.width, self._findings)

    def _height(self, block: Block) -> float:
        """Return the height that a block after a filled table will take."""
        if isinstance(block, Paragraph):
            return self._running.height(block, self._scope)
        if isinstance(block, Sides):
            height = max(part.height for part in self._fitted_sides(block))
            return block.before + height + block.after
        if isinstance(block, Grid):
            table = self._table(block)
            grow(table, self._setter, self._pile.height)
            return block.before + sum(table.heights) + block.after
        return 0.0


def keeper_mark(layout: Layout, number: int, setter: Typesetter) -> list[Mark]:
    """Return the words above the form that say whose copy this is; copies are counted from 0."""
    paper, style = layout.paper, layout.footer_style
    text = (
        f"第{chinese_number(number + 1)}份（共{chinese_number(len(layout.keepers))}份）"
        f"　{layout.keepers[number]}留存"
    )
    middle = paper.top - _KEEPER_RISE
    box = Box(paper.left, middle - style.size, paper.width - paper.right, middle + style.size)
    marks: list[Mark] = []
    put_single(setter, marks, text, style, "left", box)
    return marks


def put_number(setter: Typesetter, marks: list[Mark], number: int, paper: Paper) -> None:
    """Set a page number as GB/T 9704-2012 7.5 wants it: — 1 — in 4号, 7 mm below the text.

    Odd numbers stand right, even ones left, one character in.
    """
    size = _NUMBER.size
    top = min(
        paper.height - paper.bottom + _NUMBER_DROP, paper.height - _EDGE - size * (RISE + FALL)
    )
    right = paper.width - paper.right
    box = Box(paper.left + size, top, right - size, top + size * (RISE + FALL))
    put_single(setter, marks, f"— {number} —", _NUMBER, "right" if number % 2 else "left", box)


def put_single(
    setter: Typesetter, marks: list[Mark], text: str, style: Style, align: str, box: Box
) -> None:
    """Set one line in the middle of `box`, smaller and in the end shortened if it is too long."""
    text = setter.shortened(text, style, box.width)
    fitted = setter.fit(text, style, box.width, style.size * (RISE + FALL))
    top = (box.top + box.bottom - fitted.height) / 2
    put_lines(setter, marks, fitted, style.face, align, box, top)


def _called(text: str) -> str:
    """Return the name of a value on a line such as 组织名称：…."""
    return text.partition("：")[0]
