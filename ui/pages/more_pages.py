"""The pages that 更多 on the page of organizations opens, and the hand-over of what is marked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from .. import look
from ..lists import ListPanel
from .page import ForOrganizations, Page

_MORE = (
    ("表格", "file-spreadsheet"),
    ("年度核对", "check"),
    ("纸质材料", "inbox"),
    ("重名核对", "copy"),
    ("按村批量新增", "plus"),
)
"""The pages that 更多 opens, with their icons."""


_HANDOVER = "移交组织"


def more_menu(page: Page, marked: Callable[[], ListPanel]) -> QMenu:
    """Return the menu of those that the window has; `marked` is the list whose marked rows may be handed over."""
    menu = QMenu("更多", page)
    for word, icon in _MORE:
        if page.shell.has(word):
            menu.addAction(look.icon(icon), f"{word}…", lambda word=word: page.shell.go(word))
    if page.shell.has(_HANDOVER):
        menu.addSeparator()
        menu.addAction(look.icon("send"), "移交给其他单位…", lambda: _hand_over(page, marked()))
    return menu


def _hand_over(page: Page, rows: ListPanel) -> None:
    rows.with_chosen(lambda ids: page.shell.go(_HANDOVER, ForOrganizations(tuple(ids))))
