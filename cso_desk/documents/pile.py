"""The sheets that one record's form fills, and how far down the last of them is."""

from dataclasses import dataclass, field

from cso_desk.documents.layout import Paper
from cso_desk.documents.marks import Box, Mark


@dataclass(slots=True)
class Pile:
    """Sheets being filled from top to bottom; `y` is the first free place on the last one."""

    paper: Paper
    sheets: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.y = self.paper.top

    @property
    def marks(self) -> list[Mark]:
        """The marks of the last sheet."""
        return self.sheets[-1]

    @property
    def width(self) -> float:
        """The width between the margins."""
        return self.paper.width - self.paper.left - self.paper.right

    @property
    def height(self) -> float:
        """The height between the margins."""
        return self.paper.height - self.paper.top - self.paper.bottom

    @property
    def room(self) -> float:
        """The height that is left on the last sheet."""
        return self.paper.height - self.paper.bottom - self.y

    @property
    def fresh(self) -> bool:
        """Whether the last sheet is still empty."""
        return self.y <= self.paper.top

    def box(self, height: float) -> Box:
        """Return the next `height` of the sheet between the margins."""
        return Box(self.paper.left, self.y, self.paper.left + self.width, self.y + height)

    def take(self, height: float) -> Box:
        """Return the next `height` of the sheet and go below it."""
        box = self.box(height)
        self.y += height
        return box

    def turn(self) -> None:
        """Begin a new sheet."""
        self.sheets.append([])
        self.y = self.paper.top

    def space(self, height: float) -> None:
        """Leave space, but none at the head of a sheet."""
        if not self.fresh:
            self.y += min(height, max(self.room, 0.0))
