"""The detail of the marked disclosure rows: their steps in one line, the next step filled, text, photos, remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, badge, button, label, set_badge
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .posting_catalogue import draft_plan
from .posting_due import DueView

if TYPE_CHECKING:
    from cso_desk.usecases.disclosure_remarks import Said
    from cso_desk.usecases.disclosure_rows import Row

    from .page import Page

STEPS = ("起草", "审核", "张贴", "取下", "归档")
_REMARKS = (
    PlainColumn("kind", "种类", 72),
    PlainColumn("said_on", "提出日期", 92),
    PlainColumn("said_by", "提出人", 76),
    PlainColumn("content", "内容", 130),
    PlainColumn("answer", "答复和处理", 130),
    PlainColumn("answered_on", "答复日期", 92),
)
REMARKS = 130
"""The least height of the list of remarks."""
PHOTOS = "照片 (*.jpg *.jpeg *.png *.pdf)"


class PostingDetail(QWidget):
    """What is marked in the due list, one row or many, and what can be done with it."""

    def __init__(self, page: Page, due: DueView) -> None:
        super().__init__()
        self._page, self._due = page, due
        self.refs: list[str] = []
        self._said: dict[str, Said] = {}
        self.name, self.state = label("", "strong", wrap=True), badge()
        self.steps = label("", "second", wrap=True)
        self.steps.setAccessibleName("办理步骤")
        self.facts, self.content = label("", wrap=True), label("", "second", wrap=True)
        self.content.setAccessibleName("公开内容")
        self.next = button("", "check", "primary", self._next)
        self.draft = button("改公开内容", "pencil", "", self._ask_draft)
        self.paper = button("打印公开单", "printer", "", self._print)
        self.photo = button("添加张贴照片", "plus", "", self._photos)
        self.opinion = button("记群众意见", "pencil", "", lambda: self._ask_remark("群众意见"))
        self.objection = button("记异议", "pencil", "", lambda: self._ask_remark("异议"))
        self.answer = button("答复", "check", "", self._ask_answer)
        self.answer.setAccessibleName("答复异议或意见")
        self.remove = button("移除", "trash-2", "", self._remove)
        self.remove.setAccessibleName("移除公开事项")
        self.band = AskBand()
        self._rows = MemoryRows()
        self.remarks = ListPanel(
            page,
            self._rows.source("异议和群众意见", _REMARKS, "条"),
            Empty("还没有人提意见。公示可以记异议，公开可以记群众意见。"),
        )
        self.remarks.marked.connect(self._enable_answer)
        self._lay_out()
        due.rows_marked.connect(self.show_rows)
        self.show_rows([])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.state)
        verbs = Flow(gap=look.GAP_2)
        more = (self.draft, self.paper, self.photo, self.opinion, self.objection, self.answer)
        self._verbs = (self.next, *more, self.remove)
        for verb in self._verbs:
            verbs.addWidget(verb)
        inner, scroll = QWidget(), QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("公开事项的办理情况")
        self.remarks.setMinimumHeight(look.px(REMARKS))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(look.GAP_2), look.px(look.GAP_2), look.px(look.GAP_1), 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addWidget(self.steps)
        column.addLayout(verbs)
        for part in (self.band, self.facts, self.content):
            column.addWidget(part)
        column.addWidget(self.remarks, 1)

    def _chosen(self) -> list[Row]:
        return [self._due.rows[one] for one in self.refs if one in self._due.rows]

    def _first(self) -> Row | None:
        found = self._chosen()
        return found[0] if len(found) == 1 else None

    def _step(self) -> str:
        """Return the step that the marked rows take next: the earliest among them."""
        steps = {self._due.nexts.get(one, "") for one in self.refs} - {""}
        return min(steps, key=STEPS.index, default="")

    def _ready(self) -> list[str]:
        """Return the marked rows whose next step is the one on the button."""
        step = self._step()
        return [one for one in self.refs if step and self._due.nexts.get(one) == step]

    def show_rows(self, refs: Sequence[str]) -> None:
        """Show what is marked."""
        if list(refs) != self.refs:
            self.band.hide()
        self.refs = list(refs)
        found, one, step = self._chosen(), self._first(), self._step()
        many = f"选中 {len(found)} 项" if found else "从左边选一项，这里显示它的办理情况。"
        self.name.setText(f"{one.name}　{one.item.title}（{one.when}）" if one else many)
        set_badge(self.state, one.state if one else "")
        self.steps.setText(_line(one, step) if one else "")
        self.facts.setText(_facts(one) if one else "")
        self.content.setText("")
        count = len(self._ready())
        several = f"（{count} 项）" if len(found) > 1 else ""
        self.next.setText(
            f"{'' if step == '起草' else '记下'}{step}{several}" if step else "已办完"
        )
        self.next.setEnabled(bool(step))
        for part in (*self._verbs, self.remarks):
            part.setVisible(bool(found))
        posted = one is not None and bool(one.posted_on)
        self.draft.setEnabled(one is not None and not posted)
        self.paper.setEnabled(bool(found))
        self.photo.setEnabled(posted)
        talked = one is not None and posted and not one.archived_on
        self.opinion.setEnabled(talked)
        self.objection.setEnabled(talked and one is not None and one.item.kind == "公示")
        self.remove.setEnabled(any(row.posting and not row.posted_on for row in found))
        self._read(one)

    def _read(self, one: Row | None) -> None:
        self._said = {}
        self._show_remarks([])
        if one is None:
            return

        def read(_: Any) -> tuple[dict[str, str], list[Said], int, str]:
            from cso_desk.usecases import (
                disclosure_photos,
                disclosure_remarks,
                disclosure_steps,
                disclosure_texts,
            )

            texts = disclosure_steps.texts(self._page.desk, one)
            said = disclosure_remarks.listed(self._page.desk, one.posting)
            photos = disclosure_photos.count(self._page.desk, one.posting)
            apart = disclosure_texts.differs(self._page.desk, one, texts["content"])
            return texts, said, photos, apart

        def show(found: tuple[dict[str, str], list[Said], int, str]) -> None:
            if self.refs == [one.ref]:
                self._show(one, *found)

        Reading(self._page, "", read).done(show).start()

    def _show(
        self, one: Row, texts: dict[str, str], said: list[Said], photos: int, apart: str
    ) -> None:
        parts = [f"公开内容：{texts['content']}" if texts["content"] else "", apart]
        self.content.setText("\n".join(part for part in parts if part))
        kept = f"，张贴照片 {photos} 张" if photos else ""
        self.facts.setText(_facts(one) + kept)
        self._show_remarks(said)

    def _show_remarks(self, said: list[Said]) -> None:
        self._said = {one.id: one for one in said}
        keys = [column.key for column in _REMARKS]
        self._rows.put([{"id": one.id, **{k: getattr(one, k) for k in keys}} for one in said])
        self.remarks.show_query(tuple(self._said))
        self._enable_answer()

    def _enable_answer(self) -> None:
        self.answer.setEnabled(bool(self._waiting()))

    def _waiting(self) -> str:
        """Return the remark to answer: the one under the cursor, else the first that waits."""
        row = self.remarks.current()
        if row is not None and row.id in self._said:
            return str(row.id)
        return next((one.id for one in self._said.values() if not one.answered_on), "")

    def _next(self) -> None:
        step, refs = self._step(), self._ready()
        if step == "起草":
            self._ask_draft()
            return
        today = self._page.desk.clock.today().isoformat()
        day = Ask("on", f"{step}日期", today, width=110)
        by = Ask("by", f"{step}人", "", "张会计" if step == "张贴" else "李主任", width=100)
        place = Ask("place", "公开地点" if step == "张贴" else "存放处", "", width=170)
        asks = {"审核": [day, by], "张贴": [day, by, place], "取下": [day], "归档": [day, place]}[
            step
        ]
        name = {"审核": "approve", "张贴": "post", "取下": "take_down", "归档": "archive"}[step]
        words = f"{len(refs)} 项一起{step}：" if len(refs) > 1 else f"{self.name.text()}："

        def take(values: dict[str, str]) -> None:
            self._write(step, lambda use: getattr(use, name)(self._page.desk, refs, **values))

        self.band.ask(words, asks, f"保存{step}", take)

    def _ask_draft(self) -> None:
        one = self._first()
        if one is not None:
            self._due.plan_wanted.emit(draft_plan(self._page.desk, one))
            return
        refs = self._ready()
        asks = [Ask("content", "公开内容", "", width=220)]
        words = f"{len(refs)} 项一起起草（内容空着的按记录拟写）："

        def take(values: dict[str, str]) -> None:
            said = values if values["content"] else {}
            self._write("起草", lambda use: use.draft(self._page.desk, refs, said))

        self.band.ask(words, asks, "保存公开内容", take)

    def _remove(self) -> None:
        refs = self.refs
        self._write("移除", lambda use: use.remove(self._page.desk, refs))

    def _write(self, step: str, act: Callable[[Any], Any]) -> None:
        def write(_: Any) -> Any:
            from cso_desk.usecases import disclosure_steps

            return act(disclosure_steps)

        def done(moved: Any) -> None:
            self.band.hide()
            self._due.changed.emit(f"已{step} {moved.count} 项")
            self._due.note.setText(moved.words)
            self._due.note.setVisible(bool(moved.words))

        Writing(self._page, "正在保存", write).done(done).failed(self._told).start()

    def _told(self, error: Exception) -> bool:
        """Show in the band, opened where it was not, why nothing was written."""
        if not self.band.isVisible():
            self.band.ask("", [], "知道了", lambda _: self.band.hide())
        return bool(self.band.tell(error))

    def _ask_remark(self, kind: str) -> None:
        asks = [
            Ask("said_on", "提出日期", self._page.desk.clock.today().isoformat(), width=110),
            Ask("said_by", "提出人", "", "不愿留名的空着", width=120),
            Ask("content", "内容", "", width=220),
        ]
        ref = self.refs[0]
        words = f"有人提了{kind}："

        def say(values: dict[str, str]) -> None:
            self._remark(kind, lambda use: use.say(self._page.desk, ref, kind, values))

        self.band.ask(words, asks, f"记下{kind}", say)

    def _ask_answer(self) -> None:
        remark = self._waiting()
        known = self._said[remark]
        asks = [
            Ask("answer", "答复和处理", known.answer, width=220),
            Ask("answered_by", "答复人", known.answered_by, "李主任", width=100),
            Ask(
                "answered_on",
                "答复日期",
                known.answered_on or self._page.desk.clock.today().isoformat(),
                width=110,
            ),
        ]

        def answer(values: dict[str, str]) -> None:
            self._remark("答复", lambda use: use.answer(self._page.desk, remark, values))

        self.band.ask(f"{known.kind}“{known.content}”：", asks, "保存答复", answer)

    def _remark(self, words: str, act: Callable[[Any], Any]) -> None:
        def write(_: Any) -> Any:
            from cso_desk.usecases import disclosure_remarks

            return act(disclosure_remarks)

        def done(_: Any) -> None:
            self.band.hide()
            self._due.changed.emit(f"已记下{words}")

        Writing(self._page, "正在保存", write).done(done).failed(self.band.tell).start()

    def _photos(self) -> None:
        ref = self.refs[0]

        def take(files: list[Path]) -> None:
            def write(progress: Any) -> Any:
                from cso_desk.usecases import disclosure_photos

                return disclosure_photos.add(self._page.desk, ref, files, progress)

            def done(found: Any) -> None:
                self._due.changed.emit(f"已添加 {len(found.ids)} 张照片")

            Writing(self._page, "正在添加照片", write).done(done).failed(self._told).start()

        self._page.shell.say.open_files(self, "选张贴的照片", PHOTOS, take)

    def _print(self) -> None:
        refs = self.refs

        def to(out: Path) -> None:
            def draw(progress: Any) -> Any:
                from cso_desk.usecases import disclosure_single

                return disclosure_single.print_rows(self._page.desk, refs, out, progress)

            def done(found: Any) -> None:
                self._page.shell.note(f"已打印 {found.pages} 页到 {out.name}")

            Reading(self._page, "正在打印公开单", draw).done(done).start()

        self._page.shell.say.save_file(
            self, "打印公开单", Path("信息公开单.pdf"), "PDF 文件 (*.pdf)", to
        )


def _line(one: Row, step: str) -> str:
    """Return the steps in one line: those taken with their days, the next one pointed at."""
    days = [
        day[5:] if day[:4] == str(one.year) else day
        for day in (one.approved_on, one.posted_on, one.taken_down_on, one.archived_on)
    ]
    drafted = "√" if one.posting or one.posted_on else ""
    said = dict(zip(STEPS, (drafted, *days), strict=True))
    return " → ".join(
        f"{word} {said[word]}".rstrip() if said[word] else f"【{word}】" if word == step else word
        for word in STEPS
    )


def _facts(one: Row) -> str:
    parts = [
        one.item.kind,
        f"{one.item.cycle}公开",
        f"应在 {one.due_on} 前" if one.due_on else "",
        f"{one.item.channels}：{one.where}",
        f"张贴到 {one.until}" if one.until else "",
        f"责任人 {one.item.responsible}" if one.item.responsible else "",
        f"待答复 {one.remarks} 条" if one.remarks else "",
    ]
    return "，".join(part for part in parts if part)
