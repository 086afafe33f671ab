"""Shows the record of a list's cursor beside it: at once where the clerk put it, after a rest where a list was filled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ..lists import ListPanel
from ..work import DeskPage, Reading

REST = 250
"""Milliseconds after a list was filled: the next key may be on its way, and showing a record would hold it up."""


class Follower(QObject):
    """Follows the cursor of one list."""

    wanted = Signal(str)
    """The record with this id is to be shown."""

    def __init__(self, page: DeskPage, panel: ListPanel) -> None:
        super().__init__(panel)
        self._page, self._panel = page, panel
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._show)

    def follow(self) -> None:
        """The cursor may stand on another row now."""
        if self._panel.filling:
            self._rest.start(REST)
            return
        self._rest.stop()
        self._show()

    def _show(self) -> None:
        panel = self._panel
        at = panel.table.currentIndex()
        if not at.isValid() or panel.table.all_marked:
            return
        row = panel.current()
        if row is not None:
            self.wanted.emit(row.id)
            return
        number = panel.model.ids[at.row()]

        def read(_: Any) -> list[str]:
            return panel.source.record_ids([number])

        Reading(self._page, "", read).done(self._found).start()

    def _found(self, ids: list[str]) -> None:
        if ids:
            self.wanted.emit(ids[0])
