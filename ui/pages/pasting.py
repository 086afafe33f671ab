"""A block of cells on the clipboard, and the request to take it (or a file) in, into one roster or as a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from cso_desk.usecases.pasting import Pasted

NOTHING = "剪贴板里没有表格。请在 WPS 或 Excel 里选中一块（连同表头）复制，再到这里粘贴。"


@dataclass(frozen=True, slots=True)
class Take:
    """Request: look at what was pasted (None: let the clerk choose a file); `into` is the organization of a roster."""

    pasted: Pasted | None = None
    into: str | None = None
    name: str = ""


def clipboard_block() -> Pasted | None:
    """Return the block of cells on the clipboard, None if there is none."""
    from cso_desk.usecases.pasting import Pasted

    data = QGuiApplication.clipboard().mimeData()
    found = Pasted(data.text(), data.html() if data.hasHtml() else "")
    return found if found.holds_table else None
