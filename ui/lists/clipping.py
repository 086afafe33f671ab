"""What a copied block of cells is on the clipboard: tab-separated text, and a table whose cells WPS and Excel keep as text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData

_CELL = "<td style=\"mso-number-format:'\\@'\">"


def clip(rows: Sequence[Sequence[str]]) -> QMimeData:
    """Return rows for the clipboard; tabs and line ends inside cells become blanks."""
    flat = [[cell.replace("\t", " ").replace("\n", " ") for cell in row] for row in rows]
    found = QMimeData()
    found.setText("\n".join("\t".join(row) for row in flat))
    lines = ("".join(f"{_CELL}{escape(cell)}</td>" for cell in row) for row in flat)
    found.setHtml(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>")
    return found
