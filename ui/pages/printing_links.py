"""Where printing leads: the form's layout, a Word file, the print log, the papers that are out for signing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from .. import look
from ..pieces import button
from .page import Page
from .word_link import WordLink


class PrintingLinks(QWidget):
    """A line of links of the page 打印; `code` tells which form is chosen."""

    def __init__(self, page: Page, code: Callable[[], str]) -> None:
        super().__init__()
        shell = page.shell
        self.word = WordLink(page)
        self.edit = button(
            "改表样", "pencil", "link", lambda: shell.go("表样", (code(), page.word))
        )
        self.log = button("打印记录", "history", "link", lambda: shell.go("打印记录"))
        self.papers = button("纸质材料", "inbox", "link", lambda: shell.go("纸质材料"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        for link in (self.word.button, self.edit, self.log, self.papers):
            row.addWidget(link)
        row.addStretch(1)
