"""设置: own unit and communities, backups, the policy pack in force, keys of the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QTabWidget, QTextBrowser

from ..work import Reading
from .asking import AskBand
from .backups import BackupsView
from .communities import CommunitiesView
from .own_fields import OwnFieldsView
from .page import Changes, Page, Shell

if TYPE_CHECKING:
    from cso_desk.policy import Pack

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
        self.policy = QTextBrowser()
        self.policy.setAccessibleName("政策包")
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

        def read(_: Any) -> Pack:
            from cso_desk.usecases import policy_pack

            return policy_pack.pack(self.desk)

        Reading(self, "", read).done(self._show_pack).start()

    def _show_pack(self, pack: Pack) -> None:
        rows = []
        for entry in pack.entries():
            value = _shown(entry.value)
            source = str(pack.head["sources"].get(entry.source, entry.source))
            mark = "（参考）" if entry.reference else ""
            rows.append((f"{entry.label}{mark}", f"{value}<br>依据：{source}"))
        head = f"<h3>{pack.head['title']}　版本 {pack.head['version']}</h3><p>自 {pack.head['valid_from']} 起施行。</p>"
        self.policy.setHtml(head + _table(rows))


def _shown(value: Any) -> str:
    """Return a value of the pack in words; a table of rules is only counted here."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "、".join(value)
    return f"共 {len(value)} 项" if isinstance(value, dict | list) else str(value)


def _table(rows: object) -> str:
    lines = "".join(f"<tr><td><b>{left}</b></td><td>{right}</td></tr>" for left, right in rows)  # type: ignore[attr-defined]
    return f"<table cellpadding='6'>{lines}</table>"
