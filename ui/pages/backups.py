"""备份与恢复: every backup with what it holds; made, opened again and counted, or put back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.backup import BackupInfo

_COLUMNS = (
    PlainColumn("made_at", "时间", 150),
    PlainColumn("state", "状态", 130),
    PlainColumn("organizations", "组织数", 80, "right"),
    PlainColumn("attachments", "附件", 110, "right"),
    PlainColumn("reason", "原因", 140),
    PlainColumn("size", "大小", 90, "right"),
    PlainColumn("file", "文件", 360),
)
WORDS = "每天打开时自动备份一次，每次导入前也备份；备份做好后都会打开、检查、清点，通过了才算“已验证可恢复”。"


class BackupsView(QWidget):
    """The backups of this desk."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._rows = MemoryRows()
        source = self._rows.source("备份", _COLUMNS, "份", frozenset({"state"}))
        self.list = ListPanel(page, source, Empty("还没有备份。点“现在备份”。"))
        self.make = button("现在备份", "database-backup", "primary", self._make)
        self.prove = button("再验证一次", "shield-check", "", self._prove)
        self.restore = button("恢复到这一份", "history", "", self._ask_restore)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(label(WORDS, "second", wrap=True), 1)
        for verb in (self.prove, self.restore, self.make):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(verbs)
        column.addWidget(self.list, 1)

    def read(self) -> None:
        """Read which backups there are."""

        def read(_: Any) -> list[BackupInfo]:
            from cso_desk.usecases import backup

            return backup.listed(self._page.desk)

        Reading(self._page, "", read).done(self._show).start()

    def _show(self, found: Sequence[BackupInfo]) -> None:
        self._rows.put([_row(one) for one in found])
        self.list.show_query(None, go_to=str(found[0].file) if found else None)
        for verb in (self.prove, self.restore):
            verb.setEnabled(bool(found))

    def _make(self) -> None:
        def make(progress: Any) -> Any:
            from cso_desk.usecases import backup

            return backup.make(self._page.desk, "手动备份", progress)

        Writing(self._page, "正在备份", make).done(
            lambda _: self._done("已备份，并打开检查过")
        ).start()

    def _done(self, words: str) -> None:
        self._page.shell.note(words)
        self.read()

    def _chosen(self) -> Path | None:
        row = self.list.current()
        return Path(row.id) if row is not None else None

    def _prove(self) -> None:
        file = self._chosen()
        if file is None:
            return

        def prove(_: Any) -> Any:
            from cso_desk.usecases import backup

            return backup.prove(self._page.desk, file)

        Writing(self._page, "正在验证备份", prove).done(
            lambda found: self._done(_verdict(found))
        ).start()

    def _ask_restore(self) -> None:
        file = self._chosen()
        row = self.list.current()
        if file is None or row is None:
            return
        text = f"把全部数据恢复到 {row.cells[0]} 的样子？"
        more = "这之后填的内容不再显示；现在的数据会另存一份，不会丢。恢复后要重新登录。"
        answers = [("恢复到这一份", lambda: self._page.shell.restore(file)), ("先不恢复", None)]
        self._page.shell.say.choose(self, text, answers, more=more, warning=True)


def _row(one: BackupInfo) -> dict[str, str]:
    return {
        "id": str(one.file),
        "made_at": one.made_at[:16].replace("T", " "),
        "state": _state(one),
        "attachments": _attachments(one),
        "organizations": str(one.counts.get("organization", 0)),
        "reason": one.reason,
        "size": f"{one.size / 1024 / 1024:.1f} MB",
        "file": one.file.name,
    }


def _state(one: BackupInfo) -> str:
    if one.proven and one.lacks:
        return "附件不全"
    return "已验证可恢复" if one.proven else "未验证"


def _attachments(one: BackupInfo) -> str:
    return f"{one.attachments}（缺 {one.lacks}）" if one.lacks else str(one.attachments)


def _verdict(one: BackupInfo) -> str:
    if one.lacks:
        return (
            f"这份备份的数据完好，可以恢复；有 {one.lacks} 个附件的文件找不到了，要用原件重新添加"
        )
    return "这份备份完好，可以恢复"
