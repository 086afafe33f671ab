"""退回和答复: what the superior sent back and what this desk sent back, how each stands, and the package for the stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .outgoing import open_file
from .page import OpenField, OpenRecord, Page

if TYPE_CHECKING:
    from cso_desk.usecases.receipts import ReceiptInfo
    from cso_desk.usecases.returns import ReturnInfo
    from cso_desk.usecases.sending_back import GivenBack

EMPTY = (
    "下级报来的组织有不对的，在组织详情里点“退回修改并说明原因”；上级退回的，用“接收”接进来。"
    "退回了什么、改了没有，都列在这里。"
)
_COLUMNS = (
    PlainColumn("state", "状态", 80),
    PlainColumn("name", "组织", 140),
    PlainColumn("field", "栏目", 80),
    PlainColumn("seen", "原内容", 72),
    PlainColumn("now", "现在", 72),
    PlainColumn("reason", "退回原因", 170),
    PlainColumn("proposed", "建议改为", 80),
    PlainColumn("answer", "答复", 120),
    PlainColumn("given", "送达", 68),
    PlainColumn("side", "谁退给谁", 150),
    PlainColumn("raised_on", "日期", 92),
)


class ReturnsView(QWidget):
    """Remarks of both directions in one list, those that wait for this desk first."""

    counted = Signal(int)
    """So many wait for an answer of this desk."""

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page = page
        self._band = band
        self._known: dict[str, ReturnInfo] = {}
        self._rows = MemoryRows()
        self.words = label("", "second", wrap=True)
        self.give = button("生成退回修改包", "send", "primary", self._ask_folder)
        self.receipt = button("收回执", "inbox", "", self._ask_receipt)
        self.accept = button("按建议改", "check", "", self._accept)
        self.change = button("去修改", "pencil", "", self._change)
        self.explain = button("说明情况", "file-text", "", self._ask_words)
        self.settle = button("了结", "check", "", self._settle)
        self.see = button("去看组织", "users", "", self._see)
        self.paper = button("打印通知单", "printer", "", self._ask_paper)
        for verb, keys in ((self.accept, "Ctrl+Return"), (self.explain, "Ctrl+E")):
            verb.setShortcut(keys)
            verb.setToolTip(keys.replace("Return", "Enter"))
        self.said = label("", "", wrap=True, pick=True)
        self.result = label("", "", wrap=True, pick=True)
        self.result.hide()
        source = self._rows.source("退回和答复", _COLUMNS, "条", frozenset({"state"}))
        self.list = ListPanel(page, source, Empty(EMPTY))
        self.list.marked.connect(self._marked)
        self.list.filled.connect(lambda _: self._marked())
        self.list.opened.connect(lambda _: self._open())
        self._lay_out()
        self._marked()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        head.addWidget(self.words, 1)
        for verb in (self.paper, self.receipt, self.give):
            head.addWidget(verb)
        verbs = Flow(gap=look.GAP_2)
        for verb in (self.accept, self.change, self.explain, self.settle, self.see):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addWidget(self.result)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        column.addLayout(verbs)

    def read(self) -> None:
        """Read how all remarks stand."""

        def read(_: Any) -> tuple[list[ReturnInfo], list[tuple[str, int]]]:
            from cso_desk.usecases import returns, sending_back

            return returns.listed(self._page.desk), sending_back.waiting(self._page.desk)

        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, found: Sequence[ReturnInfo], waiting: Sequence[tuple[str, int]]) -> None:
        order = {"待处理": 0, "已答复": 1, "已改": 1, "已了结": 2}
        lines = sorted(found, key=lambda one: (order[one.state], not one.for_me))
        self._known = {one.id: one for one in lines}
        at = self._current()
        self._rows.put([_row(one) for one in lines])
        go_to = at.id if at is not None else lines[0].id if lines else None
        self.list.show_query(None, go_to=go_to)
        open_ = sum(one.for_me and one.state == "待处理" for one in found)
        self.words.setText(_head(open_, waiting))
        self.give.setVisible(bool(waiting))
        below = any(not one.for_me for one in found)
        self.receipt.setVisible(below)
        self.paper.setVisible(any(not one.for_me and one.state != "已了结" for one in found))
        self.counted.emit(open_)

    def _current(self) -> ReturnInfo | None:
        row = self.list.current()
        return self._known.get(row.id) if row is not None else None

    def _marked(self) -> None:
        one = self._current()
        answering = one is not None and one.for_me and one.state != "已了结"
        for verb in (self.accept, self.change, self.explain):
            verb.setVisible(one is not None and one.for_me)
            verb.setEnabled(answering)
        self.accept.setEnabled(one is not None and one.can_accept)
        self.change.setEnabled(answering and one is not None and not one.gone)
        self.settle.setVisible(one is not None and one.mine)
        self.settle.setEnabled(one is not None and one.state != "已了结")
        self.see.setVisible(one is not None)
        self.see.setEnabled(one is not None and bool(one.about) and not one.gone)
        self.said.setText(_told(one) if one is not None else "")

    def _open(self) -> None:
        one = self._current()
        if one is not None and self.change.isVisible() and self.change.isEnabled():
            self._change()
        elif self.see.isEnabled():
            self._see()

    def _change(self) -> None:
        one = self._current()
        if one is not None:
            wanted: object = OpenRecord(one.about)
            if one.table == "organization":
                wanted = OpenField(one.record, one.key)
            self._page.shell.go("组织", wanted)

    def _see(self) -> None:
        one = self._current()
        if one is not None:
            self._page.shell.go("组织", OpenRecord(one.about))

    def _accept(self) -> None:
        one = self._current()
        if one is None or not one.can_accept:
            return

        def accept(_: Any) -> Any:
            from cso_desk.usecases import return_answers

            return return_answers.accept(self._page.desk, one.id)

        words = f"已把{one.about_name}的{one.field}改为 {one.proposed}，请随下一个上报包再报"
        self._write("正在修改", accept, words)

    def _ask_words(self) -> None:
        one = self._current()
        if one is not None and self.explain.isEnabled():
            asks = [
                Ask("words", "情况说明", one.answer_words, "已向本人核实，人数没有错", width=420)
            ]
            words = f"{one.about_name}　{one.field}：{one.reason}\n为什么不改？"
            self._band.ask(words, asks, "答复", lambda values: self._answer(one.id, values))

    def _answer(self, item: str, values: dict[str, str]) -> None:
        def answer(_: Any) -> Any:
            from cso_desk.usecases import return_answers

            return return_answers.explain(self._page.desk, item, values["words"])

        self._write("正在保存", answer, "已答复，请随下一个上报包再报")

    def _settle(self) -> None:
        one = self._current()
        if one is None:
            return

        def settle(_: Any) -> Any:
            from cso_desk.usecases import returns

            return returns.settle(self._page.desk, [one.id])

        self._write("正在保存", settle, "已了结，随下一个退回修改包告诉下级")

    def _write(self, title: str, work: Callable[[Any], Any], words: str) -> None:
        def done(_: Any) -> None:
            self._band.hide()
            self._page.shell.noted(words)
            self.read()
            self.list.setFocus()

        Writing(self._page, title, work).done(done).failed(self._band.tell).start()

    def _ask_folder(self) -> None:
        self._page.shell.say.folder(self, "退回修改包放到哪里（U 盘或文件夹）", self.give_to)

    def give_to(self, folder: Path) -> None:
        """Write what waits for the units below into a folder or onto a stick, with its papers."""
        papers = self._page.desk.folder / "papers"

        def give(progress: Any) -> Any:
            from cso_desk.usecases import sending_back

            return sending_back.give(self._page.desk, folder, papers, progress)

        Writing(self._page, "正在生成退回修改包", give).done(self._given).start()

    def _given(self, found: Sequence[GivenBack]) -> None:
        lines = [
            f"{one.to_name}：{one.items} 条，核对码 {one.check_code}，文件 {one.file}"
            for one in found
        ]
        self._tell(["已导出退回修改包，请连同通知单送下级，由下级用“接收”接进去。", *lines])
        paper = next((one.paper for one in found if one.paper), None)
        note = self._page.shell.note
        note("退回修改包已生成，可以安全拔出", "打开通知单", lambda: open_file(paper))
        self.read()

    def _ask_receipt(self) -> None:
        kinds = "回执 (*.csopkg *.zip)"
        self._page.shell.say.open_file(self, "选择回执", kinds, self.take_receipt)

    def take_receipt(self, file: Path) -> None:
        """Take the answer of a unit below to a package in."""

        def take(progress: Any) -> Any:
            from cso_desk.usecases import receipts

            return receipts.take_receipt(self._page.desk, file, progress)

        def received(found: ReceiptInfo) -> None:
            self._tell([found.words])
            self._page.shell.note("回执已收下")
            self.read()

        Writing(self._page, "正在收回执", take).done(received).start()

    def _ask_paper(self) -> None:
        self._page.shell.say.folder(self, "退回修改通知单存到哪里", self.write_papers)

    def write_papers(self, folder: Path) -> None:
        """Print the open remarks, one notice for each unit."""

        def write(_: Any) -> list[Path]:
            from cso_desk.usecases import return_paper

            return return_paper.write_notices(self._page.desk, folder)

        def written(files: Sequence[Path]) -> None:
            self._tell([f"已存好：{file}" for file in files])
            first = files[0] if files else None
            self._page.shell.note("退回修改通知单已存好", "打开", lambda: open_file(first))

        Reading(self._page, "正在打印通知单", write).done(written).start()

    def _tell(self, lines: Sequence[str]) -> None:
        self.result.setText("\n".join(lines))
        self.result.show()


def _head(open_: int, waiting: Sequence[tuple[str, int]]) -> str:
    words = f"有 {open_} 条退回意见待处理。" if open_ else ""
    if waiting:
        named = "、".join(f"{name} {count} 条" for name, count in waiting)
        words += f"还没有送到下级：{named}。"
    return words or "退回、修改、答复、了结，都跟着上报包和退回修改包走。"


def _row(one: ReturnInfo) -> dict[str, str]:
    keys = ("id", "state", "field", "reason", "proposed", "given", "raised_on")
    return {
        **{key: getattr(one, key) for key in keys},
        "name": one.about_name,
        "seen": one.seen,
        "now": "（已移除）" if one.gone else one.now,
        "answer": one.answer_words or one.answer,
        "side": f"{one.from_name} → {one.unit_name}",
    }


def _told(one: ReturnInfo) -> str:
    parts = [f"{one.from_name} {one.raised_on} 退回“{one.about_name}”的{one.field}：{one.reason}"]
    if one.package_seq:
        parts.append(f"所退的是第 {one.package_seq:04d} 号上报包")
    if one.proposed:
        parts.append(f"建议改为“{one.proposed}”")
    if one.gone:
        parts.append("这条记录已经移除")
    elif one.moved and one.key and one.seen:
        parts.append(f"上级看到的是“{one.seen}”，现在是“{one.now}”")
    if one.answer:
        parts.append(f"{one.unit_name}{one.answered_on}答复：{one.answer_words or one.answer}")
    return "；".join(parts) + "。"
