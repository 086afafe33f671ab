"""Where an organization from below came from: 来自 百泉镇第 3 号上报包, and who signed further down; hidden for own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel

from .. import look
from ..work import Reading

if TYPE_CHECKING:
    from cso_desk.usecases.origin import Origin

    from .page import Page


class OriginLine(QLabel):
    """One line; its tip names each package with its day and 核对码."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._record = ""
        self.setWordWrap(True)
        self.setAccessibleName("来自哪份上报包")
        look.dress(self, "second")
        self.hide()

    def show_organization(self, record: str, *, mine: bool) -> None:
        """Read the way of an organization; nothing for one of this desk."""
        self._record = "" if mine else record
        self.hide()
        if not self._record:
            return
        desk = self._page.desk

        def read(_: Any) -> Origin:
            from cso_desk.usecases import origin

            return origin.of(desk, "organization", record)

        work = Reading(self._page, "", read).done(lambda found: self._show(record, found))
        work.failed(lambda error: True).start()

    def _show(self, record: str, found: Origin) -> None:
        if record != self._record or not found.steps:
            return
        way = " ← ".join(f"{one.name}第 {one.seq} 号" for one in found.steps)
        end = "逐级核实无误" if found.whole else "没有全部核实"
        self.setText(f"来自上报包：{way}（{end}）")
        self.setToolTip(
            "\n".join(
                f"{one.name} 第 {one.seq:04d} 号，{one.made_at[:10]}，核对码 {one.check_code}"
                + (f"：{one.why}" if one.why else "，已核实")
                for one in found.steps
            )
        )
        self.show()
