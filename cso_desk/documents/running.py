"""Running text on a pile of sheets: paragraphs and clauses that may go on on the next sheet."""

from dataclasses import replace

from cso_desk.documents.cells import Findings, put_line
from cso_desk.documents.fitting import Style, Typesetter
from cso_desk.documents.layout import Clauses, Paragraph
from cso_desk.documents.lines import Line
from cso_desk.documents.marks import FALL, RISE, Box, Stroke
from cso_desk.documents.pile import Pile
from cso_desk.documents.templates import Scope

_DIGITS = "零一二三四五六七八九"
_RULE_GREY = 0.35


def chinese_number(number: int) -> str:
    """Return 1 to 999 in Chinese numerals (12 = 十二, 105 = 一百零五), what lies beyond in figures."""
    if number > 999:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        head += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        head += "零"
    return head + (_DIGITS[ones] if ones or not number else "")


class RunningText:
    """Sets running text line by line; a paragraph leaves no single line behind or ahead."""

    def __init__(self, setter: Typesetter, findings: Findings, pile: Pile) -> None:
        self._setter = setter
        self._findings = findings
        self._pile = pile

    def height(self, block: Paragraph, scope: Scope) -> float:
        """Return the height that a paragraph takes where it is not split."""
        first = block.indent * block.style.size
        text = block.text.fill(scope)
        lines = self._broken(text, block.style, first)
        return block.before + len(lines) * _pitch(block.style) + block.after

    def paragraph(self, block: Paragraph, scope: Scope) -> None:
        """Set one paragraph block."""
        self._pile.space(block.before)
        self.text(block.text.fill(scope), block.style, block.align, block.indent, name="")
        self._pile.space(block.after)

    def clauses(self, block: Clauses, scope: Scope, tail: float = 0.0) -> None:
        """Set the clauses of a list, or empty ones to fill by hand.

        The last lines go to a new sheet with the `tail` that follows them if it does not fit below.
        """
        items = scope.items(block.rows)
        self._pile.space(block.before)
        for number, item in enumerate(items, 1):
            numbered = {"number": f"第{chinese_number(number)}条", **item}
            inner = replace(scope, item=numbered)
            lead, text = block.lead.fill(inner), block.text.fill(inner)
            style = block.style
            last = tail + block.after if number == len(items) else 0.0
            self.text(
                text, style, "justify", block.indent, lead, block.lead_face, name=lead, tail=last
            )
        for number in range(1, block.blank + 1 if not items else 1):
            self._ruled(block, f"第{chinese_number(number)}条")
        self._pile.space(block.after)

    def text(
        self,
        text: str,
        style: Style,
        align: str,
        indent: float,
        lead: str = "",
        lead_face: str = "heading",
        *,
        name: str,
        tail: float = 0.0,
    ) -> None:
        """Set text, each paragraph indented, the first one after a bold `lead`."""
        self._findings.note_missing(self._setter, name, text, style.face)
        parts = text.split("\n")
        for number, part in enumerate(parts, 1):
            first = indent * style.size
            if lead:
                self._findings.note_missing(self._setter, name, lead, lead_face)
            below = tail if number == len(parts) else 0.0
            self._paragraph(part, style, align, first, lead, lead_face, below)
            lead = ""

    def _broken(self, text: str, style: Style, first: float) -> tuple[Line, ...]:
        return self._setter.broken(text, style.face, style.size, self._pile.width, first).lines

    def _paragraph(
        self,
        text: str,
        style: Style,
        align: str,
        first: float,
        lead: str,
        lead_face: str,
        tail: float,
    ) -> None:
        lead_width = self._setter.width(lead, lead_face, style.size)
        lines = self._broken(text, style, first + lead_width)
        for number, line in enumerate(lines):
            self._turn_before(number, len(lines), _pitch(style))
            rest = (len(lines) - number) * _pitch(style) + tail
            if tail and number == max(len(lines) - 2, 0) and rest > self._pile.room + 0.01:
                self._pile.turn()
            box = self._pile.take(_pitch(style))
            baseline = box.top + (box.height - style.size * (RISE + FALL)) / 2 + style.size * RISE
            if number == 0 and lead:
                head = Box(box.left + first, box.top, box.right, box.bottom)
                words = Line(lead, lead_width, True)
                put_line(
                    self._setter,
                    self._pile.marks,
                    words,
                    lead_face,
                    style.size,
                    "left",
                    head,
                    baseline,
                )
            left = box.left + (first + lead_width if number == 0 else 0.0)
            room = Box(left, box.top, box.right, box.bottom)
            put_line(
                self._setter, self._pile.marks, line, style.face, style.size, align, room, baseline
            )

    def _turn_before(self, number: int, count: int, pitch: float) -> None:
        """Begin a new sheet where no line fits, or where one alone would stay behind or ahead."""
        fitting = int((self._pile.room + 0.01) // pitch)
        alone_behind = number == 0 and fitting < min(count, 3 if count == 3 else 2)
        alone_ahead = number == count - 2 and number > 1 and fitting == 1
        if (fitting < 1 or alone_behind or alone_ahead) and not self._pile.fresh:
            self._pile.turn()

    def _ruled(self, block: Clauses, lead: str) -> None:
        """Set a lead with lines to write on."""
        style = block.style
        if self._pile.room < block.ruled * _pitch(style) * 1.2:
            self._pile.turn()
        for number in range(block.ruled):
            box = self._pile.take(_pitch(style) * 1.2)
            left, floor = box.left, box.bottom - 0.15 * style.size
            if number == 0:
                left += block.indent * style.size
                width = self._setter.width(lead, block.lead_face, style.size)
                place = Box(left, box.top, box.right, box.bottom)
                put_line(
                    self._setter,
                    self._pile.marks,
                    Line(lead, width, True),
                    block.lead_face,
                    style.size,
                    "left",
                    place,
                    floor - FALL * style.size - 1,
                )
                left += width + style.size
            self._pile.marks.append(Stroke(left, floor, box.right, floor, 0.5, _RULE_GREY))


def _pitch(style: Style) -> float:
    return style.size * style.leading
