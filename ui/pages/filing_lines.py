"""What the smaller lists of the filing desk share: filter, list, band that asks, result, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.marking import mark_records
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .asking import AskBand
from .filing_result import ResultBand, headline
from .page import OpenRecord, Page, Waits

if TYPE_CHECKING:
    from cso_desk.usecases.case_papers import Paper
    from cso_desk.usecases.cases import Batch
    from cso_desk.usecases.done import Done

Rows = Sequence[Mapping[str, str]]
Papers = Callable[["Batch"], Sequence["Paper"]]


def _no_papers(_: Batch) -> Sequence[Paper]:
    return ()


class LinesTab(QWidget):
    """A list of rows that a use case gives whole. Subclasses say `rows_of`, add verbs, and answer `chosen_changed`."""

    name = ""
    purpose = ""
    counted = "个"
    columns: Sequence[PlainColumn] = ()
    badges: frozenset[str] = frozenset()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._rows = MemoryRows()
        self.all_rows: Rows = ()
        self._mark: Sequence[str] = ()
        self.band = AskBand()
        self.result = ResultBand()
        self.empty = Empty(self.purpose)
        self.list = ListPanel(
            page, self._rows.source(self.name, self.columns, self.counted, self.badges), self.empty
        )
        self.words = label("", "second")
        self.words.setFixedHeight(look.px(look.FIELD))
        self.all = button("全选", "", "", self._choose_all)
        self.all.setToolTip("Ctrl+A")
        self.room = QWidget()
        self.line = Flow(self.room, look.GAP_2)
        self.place = QVBoxLayout()
        self.place.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        for part in (self.room, self.band, self.result):
            column.addWidget(part)
        column.addLayout(self.place, 1)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(self.open_row)
        self.result.paper_wanted.connect(self.print_paper)
        self.result.away.connect(self.list.setFocus)
        self.result.case_wanted.connect(lambda _: self.list.setFocus())

    def rows_of(self) -> Rows:
        """Return the rows (off the window's thread)."""
        raise NotImplementedError

    def chosen_changed(self, count: int) -> None:
        """Enable what fits the number of marked rows."""

    def open_row(self, record: str) -> None:
        """Show the organization of a row."""
        self._page.shell.go("组织", OpenRecord(self.row(record).get("organization", record)))

    def print_paper(self, paper: Paper) -> None:
        """Open the page that prints."""

    def row(self, record: str) -> Mapping[str, str]:
        """Return a row by its id, an empty one where it has gone."""
        return next((one for one in self.all_rows if one["id"] == record), {})

    def with_verbs(self, *verbs: QWidget) -> None:
        """Put filters and verbs into the line over the list, the count and 全选 behind them."""
        for part in (*verbs, self.all, self.words):
            self.line.addWidget(part)

    def read(self) -> None:
        """Read the rows again."""
        Reading(self._page, "", lambda _: self.rows_of()).done(self._put).start()

    def _put(self, rows: Rows) -> None:
        self.all_rows = rows
        self._rows.put(rows)
        self.list.model.replace(self.list.model.ids[:0])
        self.list.show_query(None)

    def _filled(self, count: int) -> None:
        if self._mark:
            wanted, self._mark = self._mark, ()
            mark_records(self._page, self.list, wanted, self._marked)
        elif count and not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)
        self._marked()

    def _marked(self) -> None:
        count, total = self.list.chosen().count, len(self.list.model.ids)
        chosen = f"，已选 {count} {self.counted}" if count > 1 else ""
        self.words.setText(f"列出 {total} {self.counted}{chosen}")
        self.chosen_changed(count)

    def _choose_all(self) -> None:
        self.list.table.selectAll()
        self.list.setFocus()

    def do(
        self,
        words: str,
        ids: Sequence[str],
        task: Callable[[], Done[Batch]],
        papers: Papers = _no_papers,
        verbs: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Do a step for a selection and show what became of it; problems stand in the band."""

        def done(batch: Batch) -> None:
            self.band.hide()
            self._mark = [one.id for one in batch.failed] or list(batch.done)
            if batch.handed:
                self._page.shell.note(
                    f"{words}：{headline(batch)}，其中 {len(batch.handed)} 个随同移交",
                    "去送移交包",
                    lambda: self._page.shell.go("报送", Waits((("view", "移交"),))),
                )
            elif batch.done:
                self._page.shell.noted(f"{words}：{headline(batch)}")
            found = papers(batch)
            if batch.failed or found:
                self.result.tell(words, batch, found, verbs)
            else:
                self.result.hide()
                self.list.setFocus()
            self.read()

        work = Writing(self._page, f"正在办理：{words}", lambda _: task())
        work.done(done).failed(self.band.tell).start()


def verb(words: str, icon: str, act: Callable[[], object]) -> QPushButton:
    """Return a button of the line that Enter presses too."""
    made = button(words, icon, "", act)
    made.setAutoDefault(True)
    return made
