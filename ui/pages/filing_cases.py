"""The cases: the list, what is chosen beside it, the form of a step over that, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.marking import mark_records
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .case_scans import CaseScans
from .filing_detail import CaseDetail, Seen
from .filing_filters import CaseFilters
from .filing_reading import seen_of, source
from .filing_result import ResultBand, headline
from .filing_step import Asked, Remembered, StepForm
from .page import OpenField, OpenRecord, Page, PrintCases

if TYPE_CHECKING:
    from cso_desk.usecases.case_papers import Paper
    from cso_desk.usecases.cases import Batch, Offer

PURPOSE = (
    "这里办理备案、变更备案、注销备案等事项。先在“组织”里选中组织点“办理备案”，或点右上角“新办”。"
)
NOTHING = "没有符合条件的事项。"
SETTLE = 60
"""Milliseconds that marking rests before what is chosen is read."""


class CasesView(QWidget):
    """List and detail. `revise_wanted` asks for the form of a case's application."""

    revise_wanted = Signal(str, str)
    certify_wanted = Signal(object)
    """Certificates are to be issued for these cases, just decided."""
    counted = Signal()
    """The list was read again: what waits may have changed."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._number = 0
        self._remembered = Remembered()
        self.filters = CaseFilters(page)
        self.all = button("全选", "", "", self._choose_all)
        self.all.setToolTip("Ctrl+A")
        self.marked = label("", "second")
        self.empty = Empty(PURPOSE)
        self.list = ListPanel(page, source(page.desk), self.empty)
        self.detail = CaseDetail()
        self.scans = CaseScans(page, self.detail)
        self.band = ResultBand()
        self.form = StepForm()
        self._rest = QTimer(self, singleShot=True, interval=SETTLE)
        self._lay_out()
        self._connect()
        self.filters.read_choices()
        self.read()

    def _lay_out(self) -> None:
        self.over = QWidget()
        line = QHBoxLayout(self.over)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.filters, 1)
        line.addWidget(self.marked)
        line.addWidget(self.all)
        shown = QWidget()
        beside = QVBoxLayout(shown)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.px(look.GAP_2))
        beside.addWidget(self.band)
        beside.addWidget(self.detail, 1)
        self.right = QStackedWidget()
        self.right.addWidget(shown)
        self.right.addWidget(self.form)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list)
        self.split.addWidget(self.right)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        self.list.setMinimumWidth(look.px(360))
        self.right.setMinimumWidth(look.px(380))
        self.split.setSizes([look.px(670), look.px(500)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.over)
        column.addWidget(self.split, 1)
        self._beside = True
        self._detail_open = False
        self._reading = False
        self._wants_steps = False

    def _connect(self) -> None:
        self.filters.changed.connect(self.read)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(lambda _: self._open_detail())
        self._rest.timeout.connect(self.look_at_chosen)
        self.form.wanted.connect(self._take)
        self.form.left.connect(self._leave_form)
        self.band.paper_wanted.connect(self.print_paper)
        self.band.case_wanted.connect(self.go_to)
        self.band.away.connect(self._put_away)
        detail = self.detail
        detail.step_wanted.connect(self._ask)
        detail.paper_wanted.connect(self.print_paper)
        detail.back_wanted.connect(self._close_detail)
        detail.field_wanted.connect(self._fill_in)
        detail.revise_wanted.connect(lambda case: self.revise_wanted.emit(case, detail.name.text()))
        detail.received.connect(self._received)
        detail.organization_wanted.connect(
            lambda record: self._page.shell.go("组织", OpenRecord(record))
        )

    def read(self) -> None:
        """List what the filters let through."""
        self.list.show_query(self.filters.query())

    def refresh(self) -> None:
        """Read list and detail again: records were touched elsewhere."""
        self.band.hide()
        self.filters.read_choices()
        self.list.refresh()
        self.look_at_chosen()

    def narrow(self, wanted: Mapping[str, str]) -> None:
        """List what was counted on another page."""
        self._leave_form()
        self.band.hide()
        self.filters.put(wanted)

    def go_to(self, case: str) -> None:
        """Mark one case and show it."""
        self._leave_form()
        if self.filters.query().status:
            self.filters.put({"status": ""}, quietly=True)
        self.list.show_query(self.filters.query(), go_to=case)
        self._open_detail()

    def _filled(self, count: int) -> None:
        narrowed = bool(self.filters.active())
        self.empty.words.setText(NOTHING if narrowed else PURPOSE)
        self.counted.emit()
        if not count:
            self.detail.clear("")
        elif not self.list.table.currentIndex().isValid() and self._beside:
            self.list.table.go_to(0)
        self._marked()

    def _marked(self) -> None:
        chosen, total = self.list.chosen(), len(self.list.model.ids)
        words = f"列出 {total} 件"
        if chosen.everything:
            words = f"已选全部 {total} 件"
        elif chosen.count > 1:
            words = f"已选 {chosen.count} 件"
        self.marked.setText(words)
        self._rest.start()

    def _choose_all(self) -> None:
        self.list.table.selectAll()
        self.list.setFocus()

    def look_at_chosen(self) -> None:
        """Read what is chosen and show it; the newest question wins."""
        self._number += 1
        number, desk = self._number, self._page.desk
        chosen = self.list.chosen()
        numbers: Sequence[int] = self.list.model.ids if chosen.everything else chosen.numbers
        if not numbers:
            return
        self._reading = True
        record_ids = self.list.source.record_ids
        work = Reading(self._page, "", lambda _: seen_of(desk, record_ids(numbers)))
        work.done(lambda seen: self._show(number, seen)).start()

    def _show(self, number: int, seen: Seen | None) -> None:
        if number != self._number:
            return
        self._reading = False
        if seen is None:
            self.detail.clear("请在列表里选一件事项")
            return
        self.detail.show_seen(seen)
        if self._wants_steps:
            self._wants_steps = False
            self.detail.focus_steps()

    def _ask(self, offer: Offer) -> None:
        """Open the form of a step for what is chosen, in the order of the list."""
        seen = self.detail.seen
        if seen is None:
            return
        asked = Asked(offer, seen.cases, seen.case.name if seen.case else "")
        self.right.setCurrentIndex(1)
        self.form.ask(asked, self._remembered.values(asked))

    def _leave_form(self) -> None:
        if self.right.currentIndex() == 1:
            self.right.setCurrentIndex(0)
            self.detail.focus_steps()

    def _take(self, values: dict[str, str]) -> None:
        asked, desk = self.form.asked, self._page.desk
        if asked is None:
            return

        def take(progress: Any) -> Any:
            from cso_desk.usecases import cases

            return cases.take_step(desk, asked.cases, asked.offer.step, values, progress=progress)

        self.form.go.setEnabled(False)
        self._remembered.keep(asked, values)
        work = Writing(self._page, f"正在办理：{asked.offer.label}", take)
        work.done(lambda batch: self._taken(asked, batch)).failed(self._not_taken).start()

    def _not_taken(self, error: Exception) -> bool:
        from cso_desk.errors import Problems

        self.form.go.setEnabled(True)
        if not isinstance(error, Problems):
            return False
        self.form.show_problems(error.problems)
        return True

    def _taken(self, asked: Asked, batch: Batch) -> None:
        self.form.go.setEnabled(True)
        self.right.setCurrentIndex(0)
        self.filters.any_stage()
        self.filters.read_choices()
        failed = [one.id for one in batch.failed]
        self._read_and_mark(failed or list(batch.done))
        words = f"{asked.offer.label}：{headline(batch)}"
        if batch.done:
            self._page.shell.noted(words)
        self._offer_papers(asked, batch)

    def _offer_papers(self, asked: Asked, batch: Batch) -> None:
        desk, offer = self._page.desk, asked.offer

        def read(_: Any) -> list[Paper]:
            from cso_desk.usecases import case_papers

            return case_papers.papers_of_step(desk, offer.papers, batch.done) if batch.done else []

        def tell(papers: list[Paper]) -> None:
            certified = [one for one in papers if one.code == "F11"]
            others = [one for one in papers if one.code != "F11"]
            verbs: list[tuple[str, Callable[[], object]]] = []
            if certified:
                cases = certified[0].cases
                words = f"发证 {len(cases)} 份…"
                verbs.append((words, lambda: self.certify_wanted.emit(cases)))
            if batch.failed and batch.done:
                words = f"选中办成的 {len(batch.done)} 件"
                verbs.append((words, lambda: self._choose(batch.done)))
            self.show_result(offer.label, batch, others, verbs)

        Reading(self._page, "", read).done(tell).start()

    def show_result(
        self,
        words: str,
        batch: Batch,
        papers: Sequence[Paper],
        verbs: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show what became of a selection; one that went well and leaves nothing to print needs no band."""
        if batch.failed or papers or verbs or batch.numbers:
            self.band.tell(words, batch, papers, verbs)
            self.arrange()
            return
        self.band.hide()
        self._focus_list()

    def _read_and_mark(self, records: Sequence[str]) -> None:
        def filled(_: int) -> None:
            self.list.filled.disconnect(filled)
            mark_records(self._page, self.list, records, self._marked_anew)

        self.list.filled.connect(filled)
        self.list.show_query(self.filters.query())

    def _marked_anew(self) -> None:
        """Look at what was marked; the cursor goes to the list that may have been empty before."""
        self._rest.start()
        if self.filters.text.hasFocus():
            self._focus_list()

    def _choose(self, records: Sequence[str]) -> None:
        """Mark these cases, also where the filters hide them."""
        self.band.hide()
        self.filters.put({"status": ""}, quietly=True)
        self._read_and_mark(records)
        self._focus_list()

    def opened(self, words: str, batch: Batch) -> None:
        """Show cases that were opened just now, marked for their first step."""
        self.filters.put(quietly=True)
        self.filters.read_choices()
        self._read_and_mark(list(batch.done))
        if batch.done:
            self._page.shell.noted(f"{words}：{headline(batch)}")
        self.show_result(words, batch, ())
        self._detail_open = bool(batch.done)
        self.arrange()

    def print_paper(self, paper: Paper) -> None:
        """Open the page that prints, with this paper for all of its cases."""
        self._page.shell.go("打印", PrintCases(paper.cases, paper.code))

    def _fill_in(self, organization: str, where: str) -> None:
        if where == "章程":
            self._page.shell.go("章程", OpenRecord(organization))
        else:
            self._page.shell.go("组织", OpenField(organization, where))

    def _received(self, case: str, keys: list[str]) -> None:
        desk = self._page.desk

        def receive(_: Any) -> Any:
            from cso_desk.usecases import cases

            return cases.receive_materials(desk, [case], keys)

        def received(_: Any) -> None:
            self._page.shell.noted("已记下收到纸质件")
            self.look_at_chosen()

        Writing(self._page, "正在保存", receive).done(received).start()

    def _open_detail(self) -> None:
        self._detail_open = True
        self.arrange()
        self._wants_steps = self._reading or self._rest.isActive()
        if not self._wants_steps:
            self.detail.focus_steps()

    def _close_detail(self) -> None:
        self._detail_open = False
        self.arrange()
        self._focus_list()

    def _put_away(self) -> None:
        self.arrange()
        self._focus_list()

    def _focus_list(self) -> None:
        table = self.list.table
        (table if table.isVisible() else self.filters.text).setFocus()

    def arrange(self) -> None:
        """Put list and detail side by side where there is room; else one over the other, and the result over both."""
        self._beside = self.window().width() >= look.px(look.SIDE_BY_SIDE)
        self.list.setVisible(self._beside or not self._detail_open)
        self.over.setVisible(self._beside or not self._detail_open)
        self.right.setVisible(self._beside or self._detail_open)
        self.detail.setVisible(self._beside or self.band.isHidden())
        self.detail.back.setVisible(not self._beside)
