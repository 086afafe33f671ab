"""First run, after the unit: user and password, the recovery code, and the three ways to begin."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from .. import look
from ..pieces import button, label
from ..say import Say
from .card import Card
from .passwords import LEAST, fault_of

IMPORT, PRACTICE, NEW = "导入旧台账", "先用练习数据看看", "手工新增"


class UserStep(Card):
    """Who works here, and with which password."""

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(
            "新建工作台：用户和密码", f"数据会用密码加密存放。密码至少 {LEAST} 位，请自己记牢。"
        )
        self.user = QLineEdit()
        self.user.setPlaceholderText("一般写自己的姓名")
        self.field("用户名", self.user)
        self.secret = self.password("密码")
        self.again = self.password("再输一次密码")
        self.make = button("建立工作台", "", "primary", self._make)
        self.row(button("返回", "arrow-left", "quiet", self.left.emit), self.make, stretch_after=1)
        self.again.returnPressed.connect(self._make)

    def _make(self) -> None:
        user = self.user.text().strip()
        fault = fault_of(user, self.secret.text(), self.again.text())
        self.tell(fault)
        if not fault:
            self.busy(True)
            self.chosen.emit(user, self.secret.text())

    def busy(self, busy: bool) -> None:
        """Show that the desk is being made."""
        self.make.setEnabled(not busy)
        self.make.setText("正在建立" if busy else "建立工作台")

    def refuse(self, message: str) -> None:
        """Show why it was not made."""
        self.busy(False)
        self.tell(message)


class CodeStep(Card):
    """The recovery code, shown once."""

    done = Signal()

    def __init__(self, code: str, unit: str, say: Say) -> None:
        sentence = "忘记密码时，只有恢复码能打开数据。它只显示这一次：请打印，或照抄在纸上，封好交分管领导或党政办保管。"
        super().__init__("抄好恢复码", sentence)
        self._code, self._unit, self._say = code, unit, say
        self.code = label(_in_lines(code), "code", pick=True)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setAccessibleName(code)
        self.code.setMinimumHeight(look.px(96))
        self.column.addWidget(self.code)
        self.written = QCheckBox("已抄好或已打印")
        self.column.addWidget(self.written)
        self.go_on = button("继续", "", "primary", self.done.emit)
        self.go_on.setEnabled(False)
        self.written.toggled.connect(self.go_on.setEnabled)
        self.row(button("打印恢复码", "printer", "", self._print), self.go_on, stretch_after=1)

    def _print(self) -> None:
        self._say.print_text(self, paper_of(self._code, self._unit))


def _in_lines(code: str) -> str:
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    return "-".join(groups[:half]) + "\n" + "-".join(groups[half:]) if len(groups) > 4 else code


def paper_of(code: str, unit: str) -> str:
    """Return the page that is printed: the code in large groups and what it is for."""
    return (
        f"<h2>社区社会组织工作台 恢复码</h2><p>单位：{escape(unit)}</p>"
        f"<p style='font-size:20pt'>{escape(_in_lines(code)).replace(chr(10), '<br>')}</p>"
        "<p>忘记密码时，在登录页点“忘记密码”，照抄此码并设新密码。请封存，由分管领导或党政办保管。</p>"
    )


class BeginStep(Card):
    """The three ways to begin."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("工作台建好了", "从哪里开始？以后随时可以换。")
        for words, more in (
            (IMPORT, "手头有 Excel、WPS 表格或 CSV 台账，先看清识别结果再导入"),
            (PRACTICE, "放入虚构的组织随便试，纸上带“练习”字样"),
            (NEW, "没有旧台账，从第一个组织开始填"),
        ):
            made = button(words, "", "choice", lambda words=words: self.chosen.emit(words))
            made.setAccessibleName(words)
            made.setText(f"{words}\n{more}")
            self.column.addWidget(made)
