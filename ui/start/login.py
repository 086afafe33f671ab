"""The log-in page. It imports nothing heavy: it stands before the database's libraries are loaded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from .. import look
from ..pieces import button
from .card import Card


class LoginPage(Card):
    """User and password."""

    wanted = Signal(str, str)
    forgotten = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__("社区社会组织工作台", "请输入密码，进入本单位的工作台。", 400, "banner")
        self.user = QComboBox(editable=True)
        self.user.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.user.setEditText(user)
        self.field("用户名", self.user)
        self.secret = self.password("密码")
        self.enter = button("进入", "", "primary", self._enter)
        self.enter.setMinimumHeight(look.px(look.FIELD))
        self.forgot = button(
            "忘记密码", "", "link", lambda: self.forgotten.emit(self.user.currentText().strip())
        )
        self.row(self.forgot, self.enter, stretch_after=1)
        self.secret.returnPressed.connect(self._enter)
        self.user.lineEdit().returnPressed.connect(self.secret.setFocus)

    def offer_users(self, users: Sequence[str]) -> None:
        """Offer the users that the desk has."""
        typed = self.user.currentText()
        self.user.clear()
        self.user.addItems(list(users))
        self.user.setEditText(typed or (users[0] if users else ""))

    def begin(self) -> None:
        """Put the cursor where the clerk types next."""
        first = self.secret if self.user.currentText() else self.user
        first.setFocus()

    def _enter(self) -> None:
        user, secret = self.user.currentText().strip(), self.secret.text()
        if not user or not secret:
            self.tell("请写用户名和密码。")
            return
        self.tell("")
        self.busy(True)
        self.wanted.emit(user, secret)

    def tell_restoring(self) -> None:
        """Say that logging in puts a backup back."""
        self.enter.setText("恢复并进入")
        self.tell("输入密码后恢复到选定的备份；现在的数据会另存一份。")

    def busy(self, busy: bool) -> None:
        """Show that the desk is being opened."""
        self.enter.setEnabled(not busy)
        self.enter.setText("正在打开" if busy else "进入")

    def refuse(self, message: str) -> None:
        """Show why the desk was not opened."""
        self.busy(False)
        self.tell(message)
        self.secret.selectAll()
        self.secret.setFocus()
