"""The short code of a paper: its characters and a QR code in the upper right corner, outside the form.

The corner lies over the first line of the form, right of the words that name a copy's keeper, and holds the sheet's
code also where the form goes on on further sheets. Nothing is drawn for a paper without a code, such as a blank form.
"""

from cso_desk.documents.cells import dark_runs
from cso_desk.documents.fitting import Style, Typesetter
from cso_desk.documents.layout import Paper
from cso_desk.documents.marks import FALL, RISE, Box, Dot, Mark, Words
from cso_desk.documents.sizes import MM

KEY = "paper.code"
"""The key of the code in a record's data, as the paper shows it: AB3D-7KQ2."""
_QUIET = 4
_LARGEST = 0.42 * MM
_GAP = 0.6 * MM
_EDGE = 4 * MM
"""What printers leave white at the edge of a sheet."""
_STYLE = Style("body", 8.0, 6.0)


def code_marks(text: str, paper: Paper, setter: Typesetter) -> list[Mark]:
    """Return the marks of a code over the form; the modules are as large as the upper margin allows."""
    if not text:
        return []
    import segno

    matrix = segno.make(text, error="h", micro=False).matrix
    count = len(matrix)
    edge = min(_LARGEST, (paper.top - _EDGE - _GAP) / (count + _QUIET / 2))
    top = paper.top - _GAP - (count + _QUIET / 2) * edge
    right = paper.width - paper.right
    left = right - count * edge
    marks: list[Mark] = []
    for row, modules in enumerate(matrix):
        for start, end in dark_runs(modules):
            y = top + row * edge
            marks.append(Dot(Box(left + start * edge, y, left + end * edge, y + edge)))
    marks.append(_words(text, left - _QUIET * edge, top + count * edge, setter))
    return marks


def _words(text: str, right: float, foot: float, setter: Typesetter) -> Words:
    size, face = _STYLE.size, _STYLE.face
    width = setter.width(text, face, size)
    box = Box(right - width, foot - size * (RISE + FALL), right, foot)
    return Words(box.left, foot - size * FALL, text, face, size, width, box)
