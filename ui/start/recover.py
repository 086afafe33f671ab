"""The page for a forgotten password: the recovery code from paper, and a new password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from ..pieces import button
from .card import Card
from .passwords import fault_of


class RecoverPage(Card):
    """Recovery code, user, new password twice."""

    wanted = Signal(str, str, str)
    """Code, user, new password."""
    left = Signal()

    def __init__(self, user: str) -> None:
        sentence = (
            "恢复码在建立工作台时打印或抄写过，一般封存在分管领导或党政办。用它可以设一个新密码。"
        )
        super().__init__("用恢复码设新密码", sentence)
        self.code = QLineEdit()
        self.code.setPlaceholderText("一组一组照抄，大小写和横线不限")
        self.field("恢复码", self.code)
        self.user = QLineEdit(user)
        self.field("用户名", self.user)
        self.secret = self.password("新密码")
        self.again = self.password("再输一次新密码")
        self.set_button = button("设新密码并进入", "key-round", "primary", self._set)
        self.row(
            button("返回", "arrow-left", "quiet", self.left.emit), self.set_button, stretch_after=1
        )
        self.again.returnPressed.connect(self._set)

    def _set(self) -> None:
        code, user = self.code.text().strip(), self.user.text().strip()
        fault = fault_of(user, self.secret.text(), self.again.text())
        if not code:
            fault = "请照纸上抄写恢复码。"
        self.tell(fault)
        if not fault:
            self.set_button.setEnabled(False)
            self.wanted.emit(code, user, self.secret.text())

    def refuse(self, message: str) -> None:
        """Show why it did not go."""
        self.set_button.setEnabled(True)
        self.tell(message)
        self.code.setFocus()
