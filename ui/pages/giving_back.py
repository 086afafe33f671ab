"""Over the list of units below: take the last package of the chosen one back, after saying what that does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from .. import look
from ..pieces import button, label
from ..work import Reading, Writing
from .asking import AskBand

if TYPE_CHECKING:
    from cso_desk.usecases.take_packages import Sender
    from cso_desk.usecases.taken_back import BackInfo

    from .page import Page

VERB = "还原这次导入"


class GivingBack(QWidget):
    """A heading with the verb; `band` asks and stands where the page puts it, `told` gets the sentence when it is done."""

    def __init__(self, page: Page, told: Callable[[str], None]) -> None:
        super().__init__()
        self._page = page
        self._told = told
        self._sender: Sender | None = None
        self.band = AskBand()
        self.verb = button(VERB, "undo-2", "", self._ask)
        self.verb.hide()
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(label("下级报送情况", "strong"))
        row.addStretch(1)
        row.addWidget(self.verb)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)

    def offer(self, sender: Sender | None) -> None:
        """Offer to take back the last package of a unit; nothing where there is none."""
        self._sender = sender if sender is not None and sender.package else None
        self.verb.setVisible(self._sender is not None)
        self.band.hide()

    def _ask(self) -> None:
        sender, desk = self._sender, self._page.desk
        if sender is None:
            return

        def read(_: Any) -> str:
            from cso_desk.usecases import taken_back

            return taken_back.hindrance(desk, sender.package)

        Reading(self._page, "", read).done(lambda fault: self._answer(sender, fault)).start()

    def _answer(self, sender: Sender, fault: str) -> None:
        words = (
            f"{sender.name}第 {sender.seq} 号上报包带来的内容都恢复到导入以前，同一份包可以再导入；"
            "另写一份回执告诉对方。"
        )
        if fault:
            self.band.ask(fault, (), "知道了", lambda _: self.band.hide())
            self.band.leave.hide()
            return
        self.band.ask(words, (), VERB, lambda _: self._ask_folder(sender))

    def _ask_folder(self, sender: Sender) -> None:
        words = "告知报送单位的回执放到哪里（U 盘或文件夹）"
        self._page.shell.say.folder(self, words, lambda folder: self.give_back(sender, folder))

    def give_back(self, sender: Sender, folder: Path) -> None:
        """Take the package back; the receipt that says so goes into the folder."""
        self.band.hide()

        def undo(progress: Any) -> Any:
            from cso_desk.usecases import taken_back

            return taken_back.undo(self._page.desk, sender.package, folder, progress)

        Writing(self._page, "正在还原", undo).done(self._done).start()

    def _done(self, found: BackInfo) -> None:
        self._page.shell.note(f"已还原{found.sender_name}第 {found.seq} 号上报包的导入")
        self._told(found.words)
