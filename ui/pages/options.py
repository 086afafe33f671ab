"""设置: own unit and communities, backups, the policy pack, keys of the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QTextBrowser

from .asking import AskBand
from .backups import BackupsView
from .communities import CommunitiesView
from .own_fields import OwnFieldsView
from .page import Changes, Page, Shell
from .policy_view import PolicyView

KEYS = (
    ("Ctrl+K", "查找组织、负责人、电话、编号"),
    ("Ctrl+N", "新增组织"),
    ("Ctrl+S", "保存"),
    ("Enter", "到下一格；在列表里打开"),
    ("Esc", "返回，草稿留着"),
    ("Ctrl+A", "选中列表里的全部"),
    ("Ctrl+C", "复制选中的行，可贴进 WPS"),
    ("Alt+字母", "按钮和菜单里带下划线的字母"),
)


class OptionsPage(Page):
    """Everything that belongs to the desk itself."""

    word = "设置"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.band = AskBand()
        self.communities = CommunitiesView(self, self.band)
        self.backups = BackupsView(self)
        self.own_fields = OwnFieldsView(self, self.band)
        self.policy = PolicyView(self, self.band)
        self.keys = QTextBrowser()
        self.keys.setAccessibleName("快捷键")
        self.keys.setHtml(_table(KEYS))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for words, view in (
            ("单位和社区", self.communities),
            ("备份与恢复", self.backups),
            ("自定义栏目", self.own_fields),
            ("政策包", self.policy),
            ("快捷键", self.keys),
        ):
            self.tabs.addTab(view, words)
        self.body.addLayout(self.head("设置"))
        self.body.addWidget(self.band)
        self.body.addWidget(self.tabs, 1)
        self._read()

    def come(self, request: object) -> None:
        """Read again: backups come without a change of a record."""
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        self._read()

    def _read(self) -> None:
        self.communities.read()
        self.backups.read()
        self.own_fields.read()
        if not self.policy.pending:
            self.policy.read()

    def settle(self) -> None:
        """Keep what was typed into the policy pack."""
        self.policy.settle()


def _table(rows: object) -> str:
    lines = "".join(f"<tr><td><b>{left}</b></td><td>{right}</td></tr>" for left, right in rows)  # type: ignore[attr-defined]
    return f"<table cellpadding='6'>{lines}</table>"
