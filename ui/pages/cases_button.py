"""办理备案…: the button that begins a case for what is chosen; its menu offers the kinds of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QPushButton

from .. import look
from ..work import DeskPage, Reading
from .filing_kinds import fill_kinds

WORDS = "办理备案…"
LATER = 800
"""Milliseconds after which the kinds are read: the first list comes first."""


class CasesButton(QPushButton):
    """Calls `begin` with the kind that was chosen."""

    def __init__(self, page: DeskPage, begin: Callable[[str], None]) -> None:
        super().__init__(WORDS)
        self._page = page
        self._begin = begin
        self.setAutoDefault(False)
        self.setIcon(look.icon("file-check"))
        self.setProperty("menu", True)
        self.kinds = QMenu("办理备案", self)
        self.kinds.aboutToShow.connect(self._read)
        self.setMenu(self.kinds)
        self._later = QTimer(self, singleShot=True, interval=LATER)
        self._later.timeout.connect(self._read)
        self._later.start()

    def show_count(self, count: int, there_is: bool) -> None:
        """Show for how many organizations it begins; one has its own button beside it."""
        self.setVisible(count > 1 and there_is)
        self.setText(f"给选中的 {count} 个办理备案…")

    def _read(self) -> None:
        def read(_: Any) -> list[str]:
            from cso_desk.usecases import cases

            return cases.kinds(self._page.desk)

        Reading(self._page, "", read).done(self._offer).start()

    def _offer(self, kinds: Sequence[str]) -> None:
        shown = [action.text() for action in self.kinds.actions()]
        if shown != [f"&{number} {kind}" for number, kind in enumerate(kinds, start=1)]:
            fill_kinds(self.kinds, kinds, self._begin)
