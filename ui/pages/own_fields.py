"""自定义栏目: the fields of organizations that the office defines itself; each save is a version of its policy pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.own_fields import Definition

WORDS = (
    "上级多要一列时，在这里加一个栏目：组织的表单、详情、台账导入（按名称认列）和导出里就有了；"
    "列表里的列在下次打开程序时出现。停用的栏目不再显示，已填的内容留着。"
)
COLUMNS = (
    PlainColumn("label", "栏目名称", 200),
    PlainColumn("kind", "种类", 80),
    PlainColumn("words", "可选的词", 300),
    PlainColumn("in_list", "列表里显示", 100),
)
_BETWEEN = re.compile(r"[、,，;；\s]+")


class OwnFieldsView(QWidget):
    """The definitions in force and the verbs on them."""

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page = page
        self._band = band
        self._known: tuple[Definition, ...] = ()
        self._rows = MemoryRows()
        source = self._rows.source("自定义栏目", COLUMNS, "个")
        self.list = ListPanel(page, source, Empty("还没有自定义栏目。"))
        self.add = button("新增栏目", "plus", "", self._ask_new)
        self.change = button("修改栏目", "pencil", "", self._ask_current)
        self.up = button("上移", "chevron-up", "", self._move_up)
        self.stop = button("停用", "circle-x", "", self._stop)
        self.up.setAccessibleName("上移栏目")
        self.stop.setAccessibleName("停用栏目")
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addStretch(1)
        for verb in (self.change, self.up, self.stop, self.add):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(label(WORDS, "second", wrap=True))
        column.addLayout(verbs)
        column.addWidget(self.list, 1)
        self.list.opened.connect(lambda _: self._ask_current())
        self.list.marked.connect(self._marked)
        self._marked()

    def read(self) -> None:
        """Read which fields are defined."""

        def read(_: Any) -> list[Definition]:
            from cso_desk.usecases import own_fields

            return own_fields.definitions(self._page.desk)

        Reading(self._page, "", read).done(self._show).start()

    def _show(self, found: Sequence[Definition]) -> None:
        self._known = tuple(found)
        self._rows.put(
            [
                {
                    "id": one.key,
                    "label": one.label,
                    "kind": one.kind,
                    "words": "、".join(one.words),
                    "in_list": "是" if one.in_list else "否",
                }
                for one in found
            ]
        )
        self.list.show_query(None)
        self._marked()

    def _marked(self) -> None:
        at = self._at()
        for verb in (self.change, self.stop):
            verb.setEnabled(at >= 0)
        self.up.setEnabled(at > 0)

    def _at(self) -> int:
        at, numbers = self.list.table.currentIndex().row(), self.list.model.ids
        number = numbers[at] if 0 <= at < len(numbers) else -1
        # The list may still show what has just been stopped.
        return number if number < len(self._known) else -1

    def _ask_new(self) -> None:
        from cso_desk.usecases.own_fields import Definition

        empty = Definition("", "", "文字")
        self._ask(empty, "新增一个栏目：", "新增", lambda made: [*self._known, made])

    def _ask_current(self) -> None:
        at = self._at()
        if at >= 0:
            before, after = self._known[:at], self._known[at + 1 :]
            words = f"修改“{self._known[at].label}”："
            self._ask(self._known[at], words, "保存", lambda made: [*before, made, *after])

    def _ask(
        self,
        one: Definition,
        words: str,
        verb: str,
        among: Callable[[Definition], list[Definition]],
    ) -> None:
        from cso_desk.usecases.own_fields import KINDS

        asks = [
            Ask("label", "栏目名称", one.label, "微信群名", width=200),
            Ask("kind", "种类", one.kind, words=KINDS, width=90),
            Ask(
                "words", "可选的词（种类为选择时填）", "、".join(one.words), "每天、每周", width=220
            ),
            Ask(
                "in_list", "列表里显示", "是" if one.in_list else "否", words=("是", "否"), width=80
            ),
        ]

        def save(values: dict[str, str]) -> None:
            made = replace(
                one,
                label=values["label"],
                kind=values["kind"] or "文字",
                words=tuple(_BETWEEN.split(values["words"].strip())),
                in_list=values["in_list"] == "是",
            )
            self._save(among(made), f"已保存栏目“{made.label}”")

        self._band.ask(words, asks, verb, save)

    def _move_up(self) -> None:
        at = self._at()
        if at > 0:
            moved = list(self._known)
            moved[at - 1], moved[at] = moved[at], moved[at - 1]
            self._save(moved, "已上移")

    def _stop(self) -> None:
        at = self._at()
        if at >= 0:
            rest = [*self._known[:at], *self._known[at + 1 :]]
            self._save(rest, f"已停用“{self._known[at].label}”，已填的内容留着")

    def _save(self, wanted: Sequence[Definition], words: str) -> None:
        desk = self._page.desk

        def save(_: Any) -> Any:
            from cso_desk.usecases import own_fields

            return own_fields.define(desk, wanted)

        def saved(version: str) -> None:
            self._band.hide()
            self._page.shell.note(f"{words}（政策包 {version}）")
            self.read()

        Writing(self._page, "正在保存", save).done(saved).failed(self._failed).start()

    def _failed(self, error: Exception) -> bool:
        return self._band.isVisible() and self._band.tell(error)
