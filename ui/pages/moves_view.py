"""移交: orders given and received, who has still to be told, and the 移交包 and the paper list for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, clear, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .outgoing import open_file
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.handing_down import HandedDown
    from cso_desk.usecases.order_lists import ShownOrder
    from cso_desk.usecases.orders import Given
    from cso_desk.usecases.receipts import ReceiptInfo
    from cso_desk.usecases.village_desks import VillageDesk

EMPTY = (
    "还没有移交。组织换了管理单位，在“组织”里选中它们，点“更多”里的“移交给其他单位…”；"
    "撤村并居、管理层级调整时随同移交。"
)
_NOTHING = "没有待送的移交包。"
_COLUMNS = (
    PlainColumn("state", "状态", 84),
    PlainColumn("issued_on", "日期", 96),
    PlainColumn("from_name", "移交单位", 140),
    PlainColumn("to_name", "接收单位", 140),
    PlainColumn("organizations", "组织", 56, "right"),
    PlainColumn("names", "哪些组织", 200),
    PlainColumn("reason", "原因", 160),
    PlainColumn("waits", "还要送给", 130),
    PlainColumn("side", "谁开出的", 130),
    PlainColumn("document", "批准文件", 140),
    PlainColumn("number", "移交编号", 140),
    PlainColumn("alert", "注意", 240),
)
_ALERT = "同一批记录有两份移交，请与开出单位核对"
_MOST = 3


class MovesView(QWidget):
    """`counted` tells how many orders wait to be sent."""

    counted = Signal(int)

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page, self._band = page, band
        self._rows = MemoryRows()
        self._villages: Sequence[VillageDesk] = ()
        self.words = label("", "", wrap=True)
        self.hand = button("生成移交包", "send", "primary", self._ask_folder)
        self.receipt = button("收回执", "inbox", "", self._ask_receipt)
        self.paper = button("打印移交清单", "printer", "", self._ask_paper)
        self.back = button("社区（村）交回工作台…", "undo-2", "quiet", self._ask_back)
        self.offers = Flow(gap=look.GAP_2)
        self.offer_links: list[Any] = []
        self.result = label("", "", wrap=True, pick=True)
        self.result.hide()
        source = self._rows.source("移交", _COLUMNS, "份", frozenset({"state"}))
        self.list = ListPanel(page, source, Empty(EMPTY))
        self.list.marked.connect(self._follow)
        self.list.filled.connect(self._filled)
        self._lay_out()

    def _lay_out(self) -> None:
        self.card = QFrame()
        look.dress(self.card, "card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        inside.setSpacing(look.px(look.GAP_2))
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.hand)
        inside.addLayout(row)
        inside.addLayout(self.offers)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(label("移交记录", "strong"))
        verbs.addStretch(1)
        for verb in (self.back, self.paper, self.receipt):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.card)
        column.addWidget(self.result)
        column.addLayout(verbs)
        column.addWidget(self.list, 1)

    def read(self) -> None:
        """Read the orders, and which villages with a desk have records here."""

        def read(_: Any) -> tuple[list[ShownOrder], list[VillageDesk]]:
            from cso_desk.usecases import order_lists, village_desks

            return order_lists.listed(self._page.desk), village_desks.listed(self._page.desk)

        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, found: Sequence[ShownOrder], villages: Sequence[VillageDesk]) -> None:
        self._villages = villages
        waits = [one for one in found if one.waits]
        units = list(dict.fromkeys(name for one in waits for name in one.waits))
        self.words.setText(
            f"{len(waits)} 份移交还没有送到：{'、'.join(units)}。各生成一份移交包送去，收到回执才算办完。"
            if waits
            else _NOTHING
        )
        self.hand.setEnabled(bool(waits))
        self._show_offers([one for one in villages if one.kept_here])
        self.back.setVisible(any(one.kept_there for one in villages))
        self._rows.put([_row(one) for one in found])
        self.counted.emit(len(waits))
        self.list.show_query(None)

    def _show_offers(self, villages: Sequence[VillageDesk]) -> None:
        clear(self.offers)
        self.offer_links = []
        for one in villages[:_MOST]:
            words = f"把已代录的 {one.kept_here} 个组织移交给{one.name}"
            link = button(words, "", "link", lambda one=one: self.ask_hand_over(one))
            self.offer_links.append(link)
            self.offers.addWidget(link)
        if len(villages) > _MOST:
            self.offers.addWidget(label(f"另有 {len(villages) - _MOST} 个社区（村）。", "second"))

    def _filled(self, count: int) -> None:
        if count and not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)
        self._follow()

    def _follow(self) -> None:
        self.paper.setEnabled(self.list.chosen().count > 0)

    def ask_hand_over(self, village: VillageDesk) -> None:
        """Ask for the document, then hand to a village's desk what was entered for it here."""
        words = f"把由本单位代录的 {village.kept_here} 个组织移交给{village.name}，以后由它维护。"

        def task(document: str) -> Done[Given]:
            from cso_desk.usecases import village_desks

            return village_desks.hand_over(self._page.desk, village.unit, document)

        self._ask_document(words, "移交", village.name, task)

    def offer(self, unit: str) -> None:
        """Offer to hand over to a village that just got its certificate, where something was entered for it."""

        def read(_: Any) -> list[VillageDesk]:
            from cso_desk.usecases import village_desks

            found = village_desks.listed(self._page.desk)
            return [one for one in found if one.unit == unit and one.kept_here]

        def done(found: list[VillageDesk]) -> None:
            for one in found:
                self.ask_hand_over(one)

        Reading(self._page, "", read).done(done).start()

    def _ask_back(self) -> None:
        there = {one.name: one for one in self._villages if one.kept_there}
        names = tuple(there)
        asks = [
            Ask("village", "社区（村）", names[0] if names else "", width=220, words=names),
            Ask("document", "批准文件", width=200),
        ]
        words = "社区（村）不再使用自己的工作台：它维护的全部记录移交回本单位。"

        def go(values: dict[str, str]) -> None:
            def task(_: Any) -> Done[Given]:
                from cso_desk.usecases import village_desks

                unit = there[values["village"]].unit
                return village_desks.take_back(self._page.desk, unit, values["document"])

            self._give(task, values["village"])

        self._band.ask(words, asks, "收回", go)

    def _ask_document(
        self, words: str, verb: str, name: str, task: Callable[[str], Done[Given]]
    ) -> None:
        asks = [Ask("document", "批准文件", example="百政〔2026〕3号", width=220)]
        self._band.ask(
            words, asks, verb, lambda values: self._give(lambda _: task(values["document"]), name)
        )

    def _give(self, task: Callable[[Any], Done[Given]], name: str) -> None:
        def done(given: Given) -> None:
            self._band.hide()
            words = f"已移交 {given.organizations} 个组织（共 {given.rows} 条记录）"
            self._page.shell.note(f"{words}，请生成移交包送{name}")
            self.read()

        work = Writing(self._page, "正在移交", task)
        work.done(done).failed(self._band.tell).start()

    def _ask_folder(self) -> None:
        self._page.shell.say.folder(self, "移交包放到哪里（U 盘或文件夹）", self.hand_to)

    def hand_to(self, folder: Path) -> None:
        """Write the 移交包 for each unit that has to be told."""

        def make(progress: Any) -> Any:
            from cso_desk.usecases import handing_down

            return handing_down.hand_down(self._page.desk, folder, progress)

        Writing(self._page, "正在生成移交包", make).done(self._handed).start()

    def _handed(self, made: Sequence[HandedDown]) -> None:
        lines = [
            f"{one.to_name}：{one.orders} 份移交、{one.rows} 条记录，核对码 {one.check_code}，文件 {one.file.name}"
            for one in made
        ]
        self.result.setText("\n".join(lines))
        self.result.setVisible(bool(made))
        self._page.shell.note(f"已生成 {len(made)} 份移交包，可以安全拔出")
        self.read()

    def _ask_receipt(self) -> None:
        kinds = "回执 (*.csopkg *.zip)"
        self._page.shell.say.open_file(self, "选择回执", kinds, self.take_receipt)

    def take_receipt(self, file: Path) -> None:
        """Take in what a unit below answered."""

        def take(progress: Any) -> Any:
            from cso_desk.usecases import receipts

            return receipts.take_receipt(self._page.desk, file, progress)

        Writing(self._page, "正在收回执", take).done(self._received).start()

    def _received(self, found: ReceiptInfo) -> None:
        self.result.setText(found.words)
        self.result.show()
        self._page.shell.note("回执已收下")
        self.read()

    def _ask_paper(self) -> None:
        def ask(ids: list[str]) -> None:
            proposed = Path("组织移交清单.pdf")
            self._page.shell.say.save_file(
                self,
                "移交清单存到哪里",
                proposed,
                "PDF 文件 (*.pdf)",
                lambda out: self._print(ids, out),
            )

        self.list.with_chosen(ask)

    def _print(self, ids: list[str], out: Path) -> None:
        def write(_: Any) -> None:
            from cso_desk.usecases import order_paper, print_forms

            print_forms.write_whole(out, order_paper.listing(self._page.desk, ids))

        def done(_: Any) -> None:
            self._page.shell.note("移交清单已存好", "打开", lambda: open_file(out))

        Reading(self._page, "正在打印移交清单", write).done(done).start()


def _row(one: ShownOrder) -> dict[str, str]:
    keys = ("id", "number", "state", "side", "from_name", "to_name", "names", "reason", "document")
    return {
        **{key: getattr(one, key) for key in keys},
        "issued_on": one.issued_on,
        "organizations": str(one.organizations),
        "waits": "、".join(one.waits),
        "alert": _ALERT if one.alert else "",
    }
