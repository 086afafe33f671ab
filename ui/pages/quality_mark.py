"""资料完整度: one grey number in the head of an organization; a click lists what is missing and goes to its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from .. import look
from ..work import DeskPage, Reading

if TYPE_CHECKING:
    from cso_desk.usecases.quality import Lack, Quality

_GOES = {"form": "去填", "roster": "去补花名册", "charter": "去写章程", "filing": "去补录"}


class QualityMark(QPushButton):
    """The score of the organization that is shown."""

    wanted = Signal(str, str)
    """What is missing shall be put in: the place (form, roster, charter, filing) and the field's key."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self._record = ""
        look.dress(self, "score")
        self.setAutoDefault(False)
        self.setMenu(QMenu("还缺什么", self))
        self.hide()

    def show_organization(self, record: str, *, mine: bool) -> None:
        """Work out and show the score; only of our own records, for the others are not ours to complete."""
        self._record = record if mine else ""
        if not self._record:
            self.hide()
            return

        def read(_: Any) -> Quality:
            from cso_desk.usecases import quality

            return quality.quality(self._page.desk, record)

        work = Reading(self._page, "", read).done(lambda found: self._show(record, found))
        work.failed(lambda _: record != self._record).start()

    def _show(self, record: str, found: Quality) -> None:
        if record != self._record:
            return
        self.setText(f"资料完整度 {found.score}")
        self.setAccessibleName(f"资料完整度 {found.score} 分，缺 {len(found.lacks)} 项")
        menu = self.menu()
        menu.clear()
        for lack in found.lacks:
            self._add(menu, lack)
        if not found.lacks:
            menu.addAction("资料都齐了").setEnabled(False)
        self.show()

    def _add(self, menu: QMenu, lack: Lack) -> None:
        words = f"缺 {lack.label}（{lack.weight} 分），{_GOES[lack.place]}"
        menu.addAction(words, lambda: self.wanted.emit(lack.place, lack.what))
