"""Draws the boxes and connecting lines of a chart, which stand in the cells of a table without lines."""

from cso_desk.documents.layout import Cell
from cso_desk.documents.marks import Box, Stroke

_WEIGHT = 0.8


def chart_marks(cell: Cell, box: Box) -> list[Stroke]:
    """Return the frame of a framed cell, and a line from the middle of `box` to each side of `strokes`."""
    marks = _frame(box) if cell.framed else []
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    ends = {
        "up": (x, box.top),
        "down": (x, box.bottom),
        "left": (box.left, y),
        "right": (box.right, y),
    }
    return [*marks, *(Stroke(x, y, *ends[side], _WEIGHT) for side in cell.strokes)]


def _frame(box: Box) -> list[Stroke]:
    return [
        Stroke(box.left, box.top, box.right, box.top, _WEIGHT),
        Stroke(box.left, box.bottom, box.right, box.bottom, _WEIGHT),
        Stroke(box.left, box.top, box.left, box.bottom, _WEIGHT),
        Stroke(box.right, box.top, box.right, box.bottom, _WEIGHT),
    ]
