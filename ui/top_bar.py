"""The bar over the pages: whose desk this is, search, 还原上一步, the backup, the user's menu."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from . import look
from .pieces import button, label


class TopBar(QWidget):
    """Only shows; the window connects what is pressed."""

    def __init__(self, unit: str, user: str, menu: QMenu, search: QWidget) -> None:
        super().__init__(objectName="top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(look.px(look.TOP))
        self.unit = label(unit, "section")
        self.undo = button("还原上一步", "undo-2", "quiet")
        self.undo.setEnabled(False)
        self.backup = button("还没有备份", "", "quiet")
        self.user = button(user, "user", "quiet")
        self.user.setAccessibleName(f"用户 {user}")
        self.user.setProperty("menu", True)
        self.user.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(look.GAP_4), 0, look.px(look.GAP_2), 0)
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(self.unit)
        row.addStretch(1)
        row.addWidget(search, 3)
        row.addStretch(1)
        for part in (self.undo, self.backup, self.user):
            row.addWidget(part)

    def show_last(self, words: str) -> None:
        """Name the step that 还原上一步 would take back; empty for none."""
        self.undo.setEnabled(bool(words))
        self.undo.setToolTip(f"还原：{words}" if words else "没有可以还原的上一步")
        self.undo.setAccessibleDescription(words)

    def show_backup(self, words: str, tone: str) -> None:
        """Show when the newest proven backup was made."""
        self.backup.setText(words)
        self.backup.setIcon(
            look.icon("shield-check" if tone == "green" else "database-backup", tone)
        )
        self.backup.setToolTip("点一下马上备份一次（做好后自动打开检查）")


class MenuOwner(Protocol):
    """Who answers the user's menu."""

    def set_scale(self, scale: int) -> None: ...
    def set_compact(self, compact: bool) -> None: ...
    def lock(self) -> None: ...
    def log_out(self) -> None: ...


def user_menu(owner: MenuOwner, parent: QWidget, scale: int, compact: bool) -> QMenu:
    """Return the user's menu: size of type, rows, lock, log out."""
    menu = QMenu("用户", parent)
    sizes = menu.addMenu("字号")
    group = QActionGroup(menu)
    for size in look.SCALES:
        action = sizes.addAction(f"{size}%")
        action.setCheckable(True)
        action.setChecked(size == scale)
        action.triggered.connect(lambda _, size=size: owner.set_scale(size))
        group.addAction(action)
    rows = menu.addAction("紧凑行距")
    rows.setCheckable(True)
    rows.setChecked(compact)
    rows.triggered.connect(owner.set_compact)
    menu.addSeparator()
    menu.addAction(look.icon("lock"), "锁定", owner.lock).setShortcut("Ctrl+L")
    menu.addAction(look.icon("log-out"), "退出", owner.log_out)
    return menu


def unit_words(name: str, year: int) -> str:
    """Return the words at the left end: unit and year."""
    return f"{name} · {year}"
