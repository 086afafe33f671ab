"""The pages that 更多 on the page of organizations opens."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from .. import look
from .page import Page

_MORE = (
    ("表格", "file-spreadsheet"),
    ("年度核对", "check"),
    ("纸质材料", "inbox"),
    ("重名核对", "copy"),
    ("按村批量新增", "plus"),
)
"""The pages that 更多 opens, with their icons."""


def more_menu(page: Page) -> QMenu:
    """Return the menu of those that the window has."""
    menu = QMenu("更多", page)
    for word, icon in _MORE:
        if page.shell.has(word):
            menu.addAction(look.icon(icon), f"{word}…", lambda word=word: page.shell.go(word))
    return menu
