"""Sets the content of one cell: text, options with boxes, vertical labels, seal lines, QR codes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cso_desk.documents.connectors import chart_marks
from cso_desk.documents.faces import EMPTY, TICK, TICKED
from cso_desk.documents.fitting import Fitted, Style, Typesetter
from cso_desk.documents.layout import Cell, FootLine
from cso_desk.documents.lines import Line
from cso_desk.documents.marks import RISE, Box, Dot, Mark, Stroke, Words
from cso_desk.documents.sizes import MM
from cso_desk.documents.templates import Scope
from cso_desk.errors import Problem, Problems

SIDE, EDGE = 0.9 * MM, 0.5 * MM  # space kept between a cell's lines and its text
_LEFT_SIDE = 1.5 * MM  # the same at the sides of text that is not centred
_BLOCK_SIDE, _BLOCK_EDGE = 2.0 * MM, 1.5 * MM  # the same in a cell that is written in from its top
SEAL = (40 * MM, 30 * MM)  # the least room in which a seal of 42 mm stands over its line and date
_FOOT_PITCH = 1.45
_UPRIGHT_PITCH = 1.04
_UPRIGHT_SIGNS = str.maketrans({"（": "︵", "）": "︶", "(": "︵", ")": "︶"})
_WIDEST_GAP = 0.12  # the most that justified text is spread, in type sizes for each character


@dataclass(slots=True)
class Findings:
    """What setting one record's text brought to light."""

    missing: list[tuple[str, str]] = field(default_factory=list)
    cut: list[tuple[str, str]] = field(default_factory=list)

    def note_missing(self, setter: Typesetter, name: str, text: str, face: str) -> None:
        """Remember the characters of `text` that no font has, with the name of the value."""
        for char in setter.missing(text.replace("\n", ""), face):
            if (name, char) not in self.missing:
                self.missing.append((name, char))


def shown(cell: Cell, scope: Scope) -> str:
    """Return the text of a cell: a value as it is, in groups, or among its ticked options."""
    text = cell.text.fill(scope)
    if cell.options:
        return _options(cell.options, text)
    if cell.group and text:
        signs = "".join(char for char in text if char.isalnum())
        groups = [signs[start : start + cell.group] for start in range(0, len(signs), cell.group)]
        lines = range(0, len(groups), cell.per_line or len(groups))
        text = "\n".join(
            "  ".join(groups[at : at + (cell.per_line or len(groups))]) for at in lines
        )
    return text


def _options(options: Sequence[str], chosen: str) -> str:
    """Return 「☑自有　□租赁」; a value that is none of the options goes after the last one."""
    values = {part.strip() for part in chosen.replace("、", "，").split("，")} - {""}
    marked = [f"{TICKED if option in values else EMPTY}{option}" for option in options]
    strange = values.difference(options)
    if strange:
        marked[-1] = f"{TICKED}{options[-1]}（{'、'.join(sorted(strange))}）"
    return "　".join(marked)


def called(cell: Cell, scope: Scope) -> str:
    """Return the name of a cell's value, in a repeated row with the row's number."""
    number = scope.text(".no") if scope.item else ""
    return f"{cell.name}（第{number}行）" if number else cell.name


def wanted_height(setter: Typesetter, cell: Cell, scope: Scope, width: float) -> float:
    """Return the height that a cell's content wants at its wished type size."""
    if cell.vertical or cell.code or cell.squares:
        return 0.0
    text = shown(cell, scope)
    side, edge = padding(cell)
    height = setter.height(text, cell.style, width - 2 * side) if text else 0.0
    return height + foot_height(cell.foot, cell.style) + 2 * edge


def padding(cell: Cell) -> tuple[float, float]:
    """Return the space kept at the sides and at the top and foot of a cell."""
    if cell.upright == "top" or cell.foot:
        return _BLOCK_SIDE, _BLOCK_EDGE
    return (SIDE if cell.align == "center" else _LEFT_SIDE), EDGE


def foot_height(foot: Sequence[FootLine], style: Style) -> float:
    """Return the height of the lines at the foot of a cell."""
    return len(foot) * style.size * _FOOT_PITCH


class CellSetter:
    """Sets cells of one record into marks, and notes what it finds."""

    def __init__(self, setter: Typesetter, findings: Findings, marks: list[Mark]) -> None:
        self._setter = setter
        self._findings = findings
        self._marks = marks

    def put(self, cell: Cell, scope: Scope, box: Box) -> None:
        """Set one cell into `box`, as before if it says the same; raises Problems where a seal has no room."""
        said = (
            scope.text(cell.code) if cell.code else shown(cell, scope),
            tuple([line.text.fill(scope) for line in cell.foot]) if cell.foot else (),
            box,
        )
        before = self._setter.recalled(cell, said)
        if before is not None:
            self._marks.extend(before)
            return
        count = len(self._marks), len(self._findings.missing), len(self._findings.cut)
        self._put(cell, scope, box)
        if count[1:] == (len(self._findings.missing), len(self._findings.cut)):
            self._setter.keep(cell, said, tuple(self._marks[count[0] :]))

    def _put(self, cell: Cell, scope: Scope, box: Box) -> None:
        if cell.seal and (box.width < SEAL[0] or box.height < SEAL[1]):
            raise _no_room(cell)
        self._marks.extend(chart_marks(cell, box))
        if cell.squares:
            self._squares(cell.squares, box)
            return
        if cell.code:
            self._code(scope.text(cell.code), box.inset(SIDE, SIDE))
            return
        text, name = shown(cell, scope), called(cell, scope)
        self._findings.note_missing(self._setter, name, text, cell.style.face)
        inner = box.inset(*padding(cell))
        if cell.vertical:
            self._upright(text, cell.style, inner)
            return
        body = self._foot(cell, scope, inner)
        if text:
            self._body(cell, text, name, body)

    def _body(self, cell: Cell, text: str, name: str, box: Box) -> None:
        fitted = self._setter.fit(text, cell.style, box.width, box.height)
        if not fitted.whole:
            if cell.text.fixed:
                raise _no_label_room(text)
            self._findings.cut.append((name, text))
        slack = box.height - fitted.height
        top = box.top + {"top": 0.0, "middle": 0.5, "bottom": 1.0}[cell.upright] * slack
        put_lines(self._setter, self._marks, fitted, cell.style.face, cell.align, box, top)

    def _foot(self, cell: Cell, scope: Scope, box: Box) -> Box:
        """Set the lines at the foot; return the room above them."""
        pitch = cell.style.size * _FOOT_PITCH
        top = box.bottom - foot_height(cell.foot, cell.style)
        style = Style(cell.style.face, cell.style.size, min(cell.style.size, 6.0))
        for number, line in enumerate(cell.foot):
            text = line.text.fill(scope)
            self._findings.note_missing(self._setter, cell.name, text, style.face)
            left = box.left + (line.inset if line.align == "left" else 0)
            right = box.right - (line.inset if line.align == "right" else 0)
            row = Box(left, top + number * pitch, right, top + (number + 1) * pitch)
            fitted = self._setter.fit(text, style, row.width, row.height)
            if not fitted.whole:
                self._findings.cut.append((cell.name, text))
            middle = row.top + (row.height - fitted.height) / 2
            put_lines(self._setter, self._marks, fitted, style.face, line.align, row, middle)
        return Box(box.left, box.top, box.right, top) if cell.foot else box

    def _upright(self, text: str, style: Style, box: Box) -> None:
        """Set a label downward, in more than one column where it is too long for one."""
        signs = text.replace("\n", "").translate(_UPRIGHT_SIGNS)
        if not signs:
            return
        size, columns = style.size, 1
        while (per := -(-len(signs) // columns)) * size * _UPRIGHT_PITCH > box.height:
            if size > style.least:
                size -= 0.5
            elif (columns + 1) * size * 1.1 <= box.width:
                columns += 1
            else:
                raise _no_label_room(text)
        pitch = size * min(_UPRIGHT_PITCH * 1.3, box.height / (per * size))
        left = box.left + (box.width - columns * size * 1.1) / 2
        for column in range(columns):
            part = signs[column * per : (column + 1) * per]
            top = box.top + (box.height - len(part) * pitch) / 2
            for number, sign in enumerate(part):
                x = left + column * size * 1.1
                place = Box(x, top + number * pitch, x + size * 1.1, top + (number + 1) * pitch)
                fitted = Fitted(
                    (Line(sign, self._width(sign, style, size), True),), size, pitch, True
                )
                put_lines(self._setter, self._marks, fitted, style.face, "center", place, place.top)

    def _width(self, text: str, style: Style, size: float) -> float:
        return self._setter.width(text, style.face, size)

    def _squares(self, edge: float, box: Box) -> None:
        """Draw pale squares, one for each 正."""
        inner = box.inset(SIDE / 2, SIDE / 2)
        across, down = int(inner.width // edge), int(inner.height // edge)
        left = inner.left + (inner.width - across * edge) / 2
        top = inner.top + (inner.height - down * edge) / 2
        right, bottom = left + across * edge, top + down * edge
        for number in range(down + 1 if across else 0):
            y = top + number * edge
            self._marks.append(Stroke(left, y, right, y, 0.4, 0.65))
        for number in range(across + 1 if down else 0):
            x = left + number * edge
            self._marks.append(Stroke(x, top, x, bottom, 0.4, 0.65))

    def _code(self, text: str, box: Box) -> None:
        """Draw a text as a QR code with its quiet zone, as large as the box allows."""
        if not text:
            return
        import segno

        try:
            matrix = segno.make(text, micro=False, boost_error=False).matrix
        except segno.DataOverflowError as error:
            raise _no_label_room("二维码") from error
        edge = min(box.width, box.height) / (len(matrix) + 8)
        left = box.left + (box.width - edge * len(matrix)) / 2
        top = box.top + (box.height - edge * len(matrix)) / 2
        for row, modules in enumerate(matrix):
            for start, end in dark_runs(modules):
                y = top + row * edge
                self._marks.append(Dot(Box(left + start * edge, y, left + end * edge, y + edge)))


def dark_runs(modules: Sequence[int]) -> list[tuple[int, int]]:
    """Return where the dark modules of one row of a QR code begin and end, those that touch as one."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(modules):
        if dark and runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        elif dark:
            runs.append((place, place + 1))
    return runs


def put_lines(
    setter: Typesetter,
    marks: list[Mark],
    fitted: Fitted,
    face: str,
    align: str,
    box: Box,
    top: float,
) -> None:
    """Set lines one under the other from `top`, each held to its side of `box`."""
    for number, line in enumerate(fitted.lines):
        baseline = top + number * fitted.pitch + fitted.size * RISE
        put_line(setter, marks, line, face, fitted.size, align, box, baseline)


def put_line(
    setter: Typesetter,
    marks: list[Mark],
    line: Line,
    face: str,
    size: float,
    align: str,
    box: Box,
    baseline: float,
) -> None:
    """Set one line; justified text is spread to the full width except where its paragraph ends."""
    if not line.text:
        return
    slack = box.width - line.width
    place = {"center": slack / 2, "right": slack}.get(align, 0.0)
    spread = 0.0
    if align == "justify" and not line.ends and len(line.text) > 1:
        spread = min(slack / (len(line.text) - 1), size * _WIDEST_GAP)
    x = box.left + place
    width = line.width + max(spread, 0.0) * (len(line.text) - 1)
    text = line.text.replace(TICKED, EMPTY)
    marks.append(Words(x, baseline, text, face, size, width, box, max(spread, 0.0)))
    for number, char in enumerate(line.text):
        if char == TICKED:
            before = setter.width(line.text[:number], face, size) + number * max(spread, 0.0)
            tick = setter.width(TICK, face, size)
            marks.append(Words(x + before, baseline, TICK, face, size, tick, box))


def _no_room(cell: Cell) -> Problems:
    message = f"版式里“{cell.name}”一栏太小，放不下公章，请改大版式里这一行的高度。"
    return Problems([Problem("", cell.name, "layout_no_room", message)])


def _no_label_room(text: str) -> Problems:
    message = f"版式里的“{text}”放不下，请改大版式里这一格。"
    return Problems([Problem("", text, "layout_no_room", message)])
