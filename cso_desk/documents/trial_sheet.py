"""The test sheet of over-printing: cross hairs and millimetre rulers at the corners, the form's lines in dots."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from cso_desk.documents.archiving import Metadata, archived_drawing
from cso_desk.documents.composing import compose
from cso_desk.documents.faces import Fonts
from cso_desk.documents.fitting import Style, Typesetter
from cso_desk.documents.layout import Layout
from cso_desk.documents.marks import Box, Mark, Sheet, Stroke, Words
from cso_desk.documents.overprint import Offset, moved
from cso_desk.documents.sizes import MM

_FROM_EDGE = 12  # millimetres from the edges of the paper to the middle of a cross
_ARM = 20  # millimetres that a ruler runs from the middle of its cross
_DASH, _STEP = 0.3 * MM, 2 * MM
_GREY = 0.3
_STYLE = Style("heading", 9, 7)
_WORDS = (
    "套打对位页：{title}",
    "1. 用打算套打的打印机把这一页打在白纸上，打印时不要缩放。",
    "2. 把它和印好的空表叠在一起对着光看：虚线应与表格线重合。",
    "3. 虚线偏左几毫米，“向右”就填几；偏上几毫米，“向下”就填几；反方向填负数。",
    "4. 四角的尺每格 1 毫米。现在的偏移：向右 {right:g} 毫米，向下 {down:g} 毫米。",
)


def draw_trial_sheet(
    layout: Layout, out: BinaryIO, *, fonts: Fonts, made_at: datetime, offset: Offset
) -> None:
    """Write the one-page PDF that shows where a form's lines fall on this printer with an offset.

    Raises Problems where the layout has no room, Trouble when a bundled font is missing.
    """
    from cso_desk.documents.painting import Painter

    setter = Typesetter(fonts)
    paper = layout.paper
    marks: list[Mark] = []
    for mark in compose(layout, {}, setter).sheets[0].marks:
        if isinstance(mark, Stroke):
            marks.extend(_dotted(mark))
    for left in (True, False):
        for top in (True, False):
            marks.extend(_corner(paper.width, paper.height, left, top, setter))
    marks = [moved(mark, offset) for mark in marks]
    marks.extend(_sentences(layout, setter, offset))
    drawing = io.BytesIO()
    painter = Painter(drawing, fonts, made_at)
    painter.paint(Sheet(paper.width, paper.height, tuple(marks)), (), "")
    painter.save()
    out.write(archived_drawing(drawing, Metadata(f"{layout.code} 套打试印页"), made_at))


def _dotted(stroke: Stroke) -> Iterator[Stroke]:
    length = max(abs(stroke.x2 - stroke.x1), abs(stroke.y2 - stroke.y1))
    count = int(length / _STEP)
    for number in range(count + 1):
        part = number * _STEP / length if length else 0.0
        end = min(part + _DASH / length, 1.0) if length else 0.0
        yield Stroke(
            stroke.x1 + (stroke.x2 - stroke.x1) * part,
            stroke.y1 + (stroke.y2 - stroke.y1) * part,
            stroke.x1 + (stroke.x2 - stroke.x1) * end,
            stroke.y1 + (stroke.y2 - stroke.y1) * end,
            0.6,
            _GREY,
        )


def _corner(
    width: float, height: float, left: bool, top: bool, setter: Typesetter
) -> Iterator[Mark]:
    """Yield a cross at a corner and its two rulers, which run inward along the edges."""
    x = _FROM_EDGE * MM if left else width - _FROM_EDGE * MM
    y = _FROM_EDGE * MM if top else height - _FROM_EDGE * MM
    inward, downward = (1 if left else -1), (1 if top else -1)
    yield Stroke(x - 5 * MM, y, x + 5 * MM, y, 0.5)
    yield Stroke(x, y - 5 * MM, x, y + 5 * MM, 0.5)
    yield Stroke(x, y, x + inward * _ARM * MM, y, 0.3)
    yield Stroke(x, y, x, y + downward * _ARM * MM, 0.3)
    for number in range(1, _ARM + 1):
        tick = (3 if number % 10 == 0 else 2 if number % 5 == 0 else 1) * MM
        at, down = x + inward * number * MM, y + downward * number * MM
        yield Stroke(at, y, at, y - downward * tick, 0.3)
        yield Stroke(x, down, x - inward * tick, down, 0.3)
        if number % 10 == 0:
            yield _text(str(number), at - 2 * MM, y - downward * 4 * MM + 2, 6, setter)


def _sentences(layout: Layout, setter: Typesetter, offset: Offset) -> Iterator[Words]:
    """Yield what to do with the sheet, in the middle of the paper on white."""
    paper = layout.paper
    y = paper.height * 0.7
    for words in _WORDS:
        text = words.format(title=layout.title, right=offset.right, down=offset.down)
        width = setter.width(text, _STYLE.face, _STYLE.size)
        yield _text(text, (paper.width - width) / 2, y, _STYLE.size, setter)
        y += _STYLE.size * 1.8


def _text(text: str, x: float, y: float, size: float, setter: Typesetter) -> Words:
    width = setter.width(text, _STYLE.face, size)
    return Words(x, y, text, _STYLE.face, size, width, Box(x, y - size, x + width, y + size * 0.2))
