"""The page that covers a locked window until the password is given again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from cso_desk.errors import Trouble

from ..pieces import button
from ..work import Reading, Works
from .card import Card

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk


class LockPage(Card):
    """Password of the user who is logged in."""

    unlocked = Signal()

    def __init__(self, desk: Desk, works: Works) -> None:
        super().__init__("已锁定", f"{desk.user} 的工作台已锁定，输入密码接着用。", 400)
        self.desk = desk
        self.works = works
        self.secret = self.password("密码")
        self.secret.returnPressed.connect(self._try)
        self.open_button = button("解锁", "", "primary", self._try)
        self.row(self.open_button)

    def lock(self) -> None:
        """Begin to cover the window."""
        self.secret.clear()
        self.tell("")
        self.open_button.setEnabled(True)
        self.secret.setFocus()

    def _try(self) -> None:
        secret = self.secret.text()
        if not secret or not self.open_button.isEnabled():
            return
        self.open_button.setEnabled(False)

        def check(_: Any) -> None:
            from cso_desk.usecases import opening

            desk = self.desk
            opening.open_desk(desk.folder, desk.user, secret, write=False, clock=desk.clock).close()

        Reading(self, "", check).done(lambda _: self._open()).failed(self._refuse).start()

    def _open(self) -> None:
        self.secret.clear()
        self.unlocked.emit()

    def _refuse(self, error: Exception) -> bool:
        self.open_button.setEnabled(True)
        self.secret.selectAll()
        self.secret.setFocus()
        if isinstance(error, Trouble):
            self.tell(error.message)
            return True
        return False
