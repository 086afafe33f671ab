"""What lies on a sheet before it is painted: words, strokes and dots with their places.

Lengths are points; the origin is the sheet's upper left corner and y grows downward.
"""

from dataclasses import dataclass

# The body of a CJK glyph reaches this far above and below the baseline, in parts of the type size.
RISE = 0.88
FALL = 0.12


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Breadth in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top

    def inset(self, sideways: float, upright: float) -> "Box":
        """Return the box with a margin taken off all round."""
        return Box(
            self.left + sideways, self.top + upright, self.right - sideways, self.bottom - upright
        )


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text at a baseline; `box` is the space it has to stay in.

    `spread` is extra space after each character.
    """

    x: float
    baseline: float
    text: str
    face: str
    size: float
    width: float
    box: Box
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line, `grey` from 0 (black) to 1 (white)."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled rectangle, such as one module of a QR code."""

    box: Box


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Large pale words across the whole sheet, under everything else."""

    text: str


Mark = Words | Stroke | Dot | Backdrop


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of paper; its marks are painted `shift` to the right of their places."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    shift: float = 0.0
