"""What comes from below: a stick or folder is looked through, then the chosen packages are taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .giving_back import GivingBack
from .outgoing import open_file, refused_words
from .package_differences import DifferencesPanel
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.arriving import LookedAt
    from cso_desk.usecases.receipts import Answer
    from cso_desk.usecases.take_packages import Sender, Stick

PURPOSE = (
    "插上 U 盘，点“查看 U 盘或文件夹”：先看清每一份是谁送来的、有什么变化，再导入。"
    "下级的上报包、上级的退回修改、移交包和回执都在这里接收。"
)
_COLUMNS = (
    PlainColumn("state", "结论", 96),
    PlainColumn("kind", "种类", 80),
    PlainColumn("sender", "来自", 150),
    PlainColumn("seq", "序号", 56, "right"),
    PlainColumn("added", "新增", 60, "right"),
    PlainColumn("changed", "变更", 60, "right"),
    PlainColumn("same", "相同", 60, "right"),
    PlainColumn("refused", "退回", 60, "right"),
    PlainColumn("message", "说明", 380),
    PlainColumn("file", "文件", 280),
)
_SENDERS = (
    PlainColumn("name", "下级单位", 200),
    PlainColumn("seq", "最近一份", 80, "right"),
    PlainColumn("taken_at", "接收时间", 140),
    PlainColumn("organizations", "组织数", 80, "right"),
)
WORDS = {
    "ok": "可以导入",
    "part": "部分退回",
    "duplicate": "已导入过",
    "refused": "不能导入",
    "fork": "有分歧",
}


_TAKE = "导入选中的"
_NOTHING = "没有可以导入的包。"
_KINDS = {"report": "上报包", "transfer": "移交包", "correction": "退回修改", "config": "下发"}


class ArrivalsView(QWidget):
    """The way in, from above and from below."""

    returns_wanted = Signal()
    """Remarks of the superior came in and shall be shown."""
    receipts_taken = Signal()
    """The outbox has other states now."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._looked: dict[str, LookedAt] = {}
        self._receipts: Path | None = None
        self._answers: list[Path] = []
        self._found = ""
        self._rows, self._sender_rows = MemoryRows(), MemoryRows()
        self.pick = button("查看 U 盘或文件夹", "usb", "", self._ask_folder)
        self.take = button(_TAKE, "download", "primary", self._take)
        self.take.setEnabled(False)
        self.answers = button("收回执", "inbox", "", self._take_answers)
        self.answers.hide()
        self.words = label(PURPOSE, "second", wrap=True)
        self.result = label("", "", wrap=True, pick=True)
        self.result.hide()
        source = self._rows.source("收到的包", _COLUMNS, "份", frozenset({"state"}))
        self.list = ListPanel(page, source, Empty("查看 U 盘或文件夹后，能导入的包列在这里。"))
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self._choose_all)
        self.senders = ListPanel(
            page, self._sender_rows.source("下级", _SENDERS, "个"), Empty("还没有下级报来数据。")
        )
        self._senders: dict[str, Sender] = {}
        self.back = GivingBack(page, self._given_back)
        self.differences = DifferencesPanel(page)
        self.list.opened.connect(self._open)
        self.senders.marked.connect(self._sender_marked)
        self._lay_out()

    def _lay_out(self) -> None:
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(self.words, 1)
        verbs.addWidget(self.pick)
        verbs.addWidget(self.answers)
        verbs.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(verbs)
        both = QHBoxLayout()
        both.setSpacing(look.px(look.GAP_2))
        both.addWidget(self.list, 3)
        both.addWidget(self.differences, 2)
        column.addLayout(both, 3)
        column.addWidget(self.result)
        column.addWidget(self.back)
        column.addWidget(self.back.band)
        column.addWidget(self.senders, 2)

    def read(self) -> None:
        """Read who has reported."""

        def read(_: Any) -> list[Sender]:
            from cso_desk.usecases import take_packages

            return take_packages.senders(self._page.desk)

        Reading(self._page, "", read).done(self._show_senders).start()

    def _open(self, file: str) -> None:
        self.differences.show_package(self._looked[file])

    def _sender_marked(self) -> None:
        row = self.senders.current()
        self.back.offer(self._senders.get(row.id) if row is not None else None)

    def _given_back(self, words: str) -> None:
        self.result.setText(words)
        self.result.show()
        self.differences.hide()
        self.read()

    def _show_senders(self, found: Sequence[Sender]) -> None:
        self._senders = {one.unit: one for one in found}
        self.back.offer(None)
        self._sender_rows.put(
            [
                {
                    "id": one.unit,
                    "name": one.name,
                    "seq": str(one.seq) if one.seq else "未报",
                    "taken_at": one.taken_at[:16].replace("T", " "),
                    "organizations": str(one.organizations),
                }
                for one in found
            ]
        )
        self.senders.show_query(None)

    def _ask_folder(self) -> None:
        self._page.shell.say.folder(self, "选择 U 盘或文件夹", self.look_at)

    def look_at(self, folder: Path) -> None:
        """Look through a folder or stick; nothing is written here."""
        self._receipts = folder

        def read(progress: Any) -> tuple[Stick, list[LookedAt]]:
            from cso_desk.usecases import take_packages

            stick = take_packages.scan(self._page.desk, folder)
            wanted = [
                one.file
                for one in stick.packages
                if one.kind != "receipt" and (one.for_me or one.fault)
            ]
            return stick, take_packages.look(self._page.desk, wanted, progress)

        Reading(self._page, "正在查看", read).done(lambda found: self._show(*found)).start()

    def _show(self, stick: Stick, looked: Sequence[LookedAt]) -> None:
        words = f"找到 {len(looked)} 份。" if looked else _NOTHING
        others = sum(not one.for_me and not one.fault for one in stick.packages)
        if others:
            words += f"另有 {others} 份是给别的单位的，没有列出。"
        if stick.suspicious:
            words += f"另有 {len(stick.suspicious)} 个可疑文件（{'、'.join(stick.suspicious[:3])}），没有读取。"
        self._found = words + stick.warning
        self._offer_answers(stick.receipts)
        self._fill(looked)

    def _offer_answers(self, files: Sequence[Path]) -> None:
        self._answers = list(files)
        self.answers.setEnabled(True)
        self.answers.setText(f"收下 {len(files)} 份回执")
        more = f"有 {len(files)} 份回执还没有收，请点“{self.answers.text()}”。" if files else ""
        self.words.setText(self._found + more)
        self.answers.setVisible(bool(files))

    def _take_answers(self) -> None:
        files = self._answers

        def take(progress: Any) -> Any:
            from cso_desk.usecases import receipts

            return receipts.take_receipts(self._page.desk, files, progress)

        def failed(_: Exception) -> bool:
            self.answers.setEnabled(True)
            return False

        self.answers.setEnabled(False)
        work = Writing(self._page, "正在收回执", take)
        work.done(self._answered).failed(failed).start()

    def _answered(self, found: Sequence[Answer]) -> None:
        self._offer_answers(())
        lines = [one.words if one.info else f"{one.file.name}：{one.words}" for one in found]
        lines += [row for one in found if one.info for row in refused_words(one.info)]
        self.result.setText("\n".join(lines))
        self.result.show()
        good = sum(one.info is not None for one in found)
        self._page.shell.note(f"已收下 {good} 份回执")
        self.receipts_taken.emit()

    def _fill(self, looked: Sequence[LookedAt]) -> None:
        self._looked = {str(one.file): one for one in looked}
        self._rows.put([_row(one) for one in looked])
        self.list.show_query(str(self._receipts))

    def _choose_all(self, count: int) -> None:
        self.list.table.selectAll()
        self._marked()

    def _marked(self) -> None:
        good = [one for one in self._looked.values() if one.verdict in ("ok", "part")]
        count = len(good) if self.list.chosen().everything else self.list.chosen().count
        self.take.setEnabled(bool(good) and count > 0)
        self.take.setText(f"导入选中的 {count} 份" if count else _TAKE)

    def _take(self) -> None:
        self.list.with_chosen(self.take_files)

    def take_files(self, files: Sequence[str]) -> None:
        """Take packages in; receipts go beside them, their papers into the data folder."""
        chosen = [
            Path(file)
            for file in files
            if self._looked[file].verdict in ("ok", "part", "duplicate")
        ]
        folder, papers = self._receipts, self._page.desk.folder / "papers"

        def take(progress: Any) -> Any:
            from cso_desk.usecases import take_packages

            papers.mkdir(exist_ok=True)
            return take_packages.take(self._page.desk, chosen, folder, papers, progress=progress)

        self.take.setEnabled(False)
        Writing(self._page, "正在导入", take).done(self._taken).start()

    def _taken(self, found: Sequence[LookedAt]) -> None:
        good = [one for one in found if one.verdict in ("ok", "part")]
        lines = [
            f"{one.sender_name}：新增 {one.added}，变更 {one.changed}，退回 {one.refused}；"
            f"回执 {one.receipt.name if one.receipt else '没有写出'}"
            for one in good
        ]
        lines += [
            f"{one.sender_name or one.file.name}：{one.message}" for one in found if one not in good
        ]
        self.result.setText("\n".join(lines))
        self.result.show()
        paper = next((one.paper for one in good if one.paper), None)
        words = f"已导入 {len(good)} 份，回执在原文件夹"
        if any(one.kind == "correction" for one in good):
            self._page.shell.note(f"{words}；上级有退回意见", "去处理", self.returns_wanted.emit)
        else:
            self._page.shell.note(words, "打开回执单" if paper else "", lambda: open_file(paper))
        self._fill(found)
        self.take.setEnabled(False)
        self.read()


def _row(one: LookedAt) -> dict[str, str]:
    numbers = {key: str(getattr(one, key)) for key in ("added", "changed", "same", "refused")}
    return {
        "id": str(one.file),
        "state": WORDS.get(one.verdict, one.verdict),
        "kind": _KINDS.get(one.kind, ""),
        "sender": one.sender_name,
        "seq": str(one.seq or ""),
        "message": "；".join([one.message, *one.notes]).strip("；"),
        "file": one.file.name,
        **numbers,
    }
