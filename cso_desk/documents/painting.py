"""Paints sheets of marks into a PDF file."""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from cso_desk.documents.embedding import CuredCanvas
from cso_desk.documents.faces import Fonts
from cso_desk.documents.marks import Backdrop, Mark, Sheet
from cso_desk.documents.operators import Operators

_PALE = 0.9
_TILT = 35  # degrees


class Painter:
    """One PDF being written; `pages` counts what has been painted."""

    def __init__(self, out: BinaryIO, fonts: Fonts, made_at: datetime) -> None:
        self.pages = 0
        self._fonts = fonts
        self._canvas = CuredCanvas(out, fonts.first(), made_at)
        self._operators = Operators(self._canvas, fonts)

    def paint(self, sheet: Sheet, above: Iterable[Mark], bookmark: str) -> None:
        """Paint one sheet, `above` on top of it, with an entry in the outline if wanted."""
        self._canvas.setPageSize((sheet.width, sheet.height))
        if bookmark:
            key = f"record{self.pages}"
            self._canvas.bookmarkPage(key)
            self._canvas.addOutlineEntry(bookmark, key, 0)
        for mark in sheet.marks:
            if isinstance(mark, Backdrop):
                self._backdrop(mark, sheet)
        said = self._operators.said((*sheet.marks, *above), sheet.height)
        moved = [f"1 0 0 1 {sheet.shift:.2f} 0 cm"] if sheet.shift else []
        self._canvas.add([*moved, *said])
        self._canvas.showPage()
        self.pages += 1

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()

    def _backdrop(self, mark: Backdrop, sheet: Sheet) -> None:
        """Paint the words three times along the sheet's diagonal band, large and pale."""
        canvas, size = self._canvas, min(sheet.width, sheet.height) / 5.5
        width = self._fonts.width(mark.text, "title") * size
        canvas.saveState()
        canvas.setFillGray(_PALE)
        for part in (1, 3, 5):
            canvas.saveState()
            canvas.translate(sheet.width / 2, sheet.height * part / 6)
            canvas.rotate(_TILT)
            x = -width / 2
            for font, run in self._fonts.runs(mark.text, "title"):
                canvas.setFont(font, size)
                canvas.drawString(x, -size / 3, run)
                x += self._fonts.width(run, "title") * size
            canvas.restoreState()
        canvas.restoreState()
