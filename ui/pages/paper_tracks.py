"""纸质材料: where every printed paper is, moved on by selections; a scan or a typed code finds one and compares it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Line
from ..lists import ListPanel
from ..lists.memory import MemoryRows
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .page import Changes, CheckPaper, Find, OpenRecord, Page, Shell
from .paper_asking import PaperBand
from .paper_detail import PaperDetail
from .paper_filters import PaperFilters
from .paper_rows import COLUMNS, row_of

if TYPE_CHECKING:
    from cso_desk.usecases.case_batch import Batch, Failed
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.paper_checking import Checked
    from cso_desk.usecases.paper_lists import Sent
    from cso_desk.usecases.paper_tracks import PaperLine

PURPOSE = (
    "这里记着打印出来要签字盖章的表在哪里：已打印、已送出、已盖章收回、各份交给谁保存。"
    "在“打印”里打印申请表、花名册等，就会列在这里。"
)
SHOWN_FAILED = 4


class PaperTracksPage(Page):
    """The list of papers, and beside it the one that was chosen or scanned."""

    word = "纸质材料"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._number = 0
        self._detail_open = False
        self.back = button("返回备案", "arrow-left", "quiet", lambda: self.shell.go("备案"))
        self.print_lists = button("打印送签清单", "printer", "primary", self._ask_lists)
        self.sent = button("已送出（F7）", "send", "", self.mark_sent)
        self.returned = button("已盖章收回（F8）", "check", "", self.mark_returned)
        self.kept = button("交存（F9）", "folder", "", self.mark_kept)
        self.unwanted = button("作废", "x", "", self.mark_void)
        self.day = Line()
        self.day.setPlaceholderText("今天")
        self.scan = QLineEdit()
        self.problem = label("", "problem", wrap=True, pick=True)
        self.band = PaperBand(self)
        self.filters = PaperFilters(self)
        self._rows = MemoryRows()
        source = self._rows.source("纸质材料", COLUMNS, "份", frozenset({"state", "out"}))
        self.list = ListPanel(self, source, Empty(PURPOSE))
        self.detail = PaperDetail(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = self.head("纸质材料", self.print_lists)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        self.body.addWidget(self._scan_line())
        self.body.addWidget(self.problem)
        self.body.addWidget(self.band)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.filters)
        column.addWidget(self._verbs())
        column.addWidget(self.list, 1)
        self.left = left
        self.split = QSplitter()
        self.split.addWidget(left)
        self.split.addWidget(self.detail)
        self.split.setSizes([look.px(820), look.px(350)])
        self.split.setChildrenCollapsible(False)
        self.body.addWidget(self.split, 1)
        self.problem.hide()

    def _scan_line(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        words = label("核对纸质表")
        words.setBuddy(self.scan)
        self.scan.setAccessibleName("核对纸质表")
        self.scan.setPlaceholderText("扫表上的二维码，或输入右上角编号、清单号，再按回车")
        self.scan.setClearButtonEnabled(True)
        self.scan.setMaximumWidth(look.px(460))
        row.addWidget(words)
        row.addWidget(self.scan, 1)
        row.addStretch(1)
        return holder

    def _verbs(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, look.GAP_2)
        for verb in (self.sent, self.returned, self.kept, self.unwanted):
            flow.addWidget(verb)
        words = label("日期", "label")
        words.setBuddy(self.day)
        words.setFixedHeight(look.px(32))
        self.day.setAccessibleName("日期")
        self.day.setToolTip("送出、收回、交存记哪一天，不写就是今天，如 2026-11-20")
        self.day.setFixedWidth(look.px(110))
        flow.addWidget(words)
        flow.addWidget(self.day)
        return holder

    def _connect(self) -> None:
        self.scan.returnPressed.connect(lambda: self.look_up(self.scan.text()))
        self.filters.changed.connect(self._read)
        self.list.marked.connect(self._show_marked)
        self.list.opened.connect(self._open_detail)
        self.detail.closed.connect(self._close_detail)
        self.detail.organization_wanted.connect(
            lambda record: self.shell.go("组织", OpenRecord(record))
        )
        self.detail.returned_wanted.connect(lambda paper: self._return([paper]))
        self.detail.copies_wanted.connect(self._ask_copies)
        self.band.copies_saved.connect(self._copies_saved)
        self.band.list_returned.connect(self._list_returned)
        self.band.refused.connect(self._tell)
        self.detail.changed.connect(self._after)
        for key, act in (
            ("F7", self.mark_sent),
            ("F8", self.mark_returned),
            ("F9", self.mark_kept),
            ("Ctrl+P", self._ask_lists),
            ("F6", self.list.setFocus),
        ):
            QShortcut(QKeySequence(key), self, act)
        self._show_verbs(0)

    def come(self, request: object) -> None:
        """Look up a code, show what the first page counted, or list what has not come back."""
        if isinstance(request, CheckPaper):
            self.scan.setText(request.text)
            self.scan.setFocus()
            if request.text:
                self.look_up(request.text)
                return
        elif isinstance(request, Find):
            self.filters.put(state=request.state or "", community=request.community or "")
        if not isinstance(request, CheckPaper):
            self.list.setFocus()
        self.filters.read_choices()
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again when papers, organizations or communities changed."""
        if {table for table, _ in changes} & {"paper", "organization", "unit", "pack_version"}:
            self._read()
            self.detail.read_again()

    def _read(self, go_to: str = "") -> None:
        self._number += 1
        number, query = self._number, self.filters.query()

        def read(_: Any) -> list[PaperLine]:
            from cso_desk.usecases import paper_tracks

            return paper_tracks.papers(self.desk, query)

        Reading(self, "", read).done(lambda found: self._show(number, found, go_to)).start()

    def _show(self, number: int, lines: list[PaperLine], go_to: str) -> None:
        if number != self._number:
            return
        at = self.list.table.currentIndex().row()
        current = self.list.current()
        ids = [one.id for one in lines]
        wanted = go_to or (current.id if current is not None else "")
        if wanted not in ids and ids:
            wanted = ids[min(max(at, 0), len(ids) - 1)]
        copies = sum(len(one.copies) for one in lines)
        self.count.setText(f"{len(lines)} 件，共 {copies} 份")
        self._rows.put([row_of(one) for one in lines])
        self.list.show_query(None, go_to=wanted or None)
        self._show_verbs(self.list.chosen().count)

    def _show_marked(self) -> None:
        chosen = self.list.chosen()
        self._show_verbs(chosen.count)
        row = self.list.current()
        if chosen.count == 1 and row is not None:
            self.detail.read(row.id)
        elif chosen.count > 1:
            self.detail.clear(f"选中 {chosen.count} 件")

    def _show_verbs(self, count: int) -> None:
        for verb in (self.sent, self.returned, self.kept, self.unwanted):
            verb.setEnabled(count > 0)
        words = f"打印选中 {count} 件的送签清单" if count > 1 else "打印送签清单"
        self.print_lists.setText(words)

    def mark_sent(self) -> None:
        """Note that the marked papers went out."""
        self._move("已送出", "send")

    def mark_returned(self) -> None:
        """Note that the marked papers came back sealed."""
        self.list.with_chosen(self._return)

    def mark_kept(self) -> None:
        """Note that all copies of the marked papers are with their keepers."""
        self._move("已交存", "hand_over")

    def mark_void(self) -> None:
        """Note that the marked papers are not wanted any more."""
        self._move("已作废", "void")

    def _return(self, papers: Sequence[str]) -> None:
        self._write("已盖章收回", "bring_back", papers)

    def _move(self, words: str, verb: str) -> None:
        self.list.with_chosen(lambda papers: self._write(words, verb, papers))

    def _write(self, words: str, verb: str, papers: Sequence[str]) -> None:
        if not papers:
            return
        days = () if verb == "void" else (self.day.value(),)

        def write(_: Any) -> Done[Batch]:
            from cso_desk.usecases import paper_tracks

            done: Done[Batch] = getattr(paper_tracks, verb)(self.desk, papers, *days)
            return done

        work = Writing(self, f"正在记{words}", write)
        work.done(lambda batch: self._written(words, batch)).failed(self._tell).start()

    def _written(self, words: str, batch: Batch) -> None:
        self._tell_failed(batch.failed)
        if batch.done:
            self.shell.noted(f"{words} {len(batch.done)} 份")
        self._after(batch.done[0] if len(batch.done) == 1 else "")

    def _after(self, paper: str = "") -> None:
        self._read(paper)
        self.detail.read_again()

    def _tell(self, error: Exception) -> bool:
        from cso_desk.errors import Problems, Trouble

        if not isinstance(error, Problems | Trouble):
            return False
        self.problem.setText(str(error))
        self.problem.show()
        return True

    def _tell_failed(self, failed: Sequence[Failed]) -> None:
        lines = [f"{one.organization}：{one.message}" for one in failed[:SHOWN_FAILED]]
        if len(failed) > SHOWN_FAILED:
            lines.append(f"还有 {len(failed) - SHOWN_FAILED} 份没有改。")
        self.problem.setText("\n".join(lines))
        self.problem.setVisible(bool(lines))

    def look_up(self, text: str) -> None:
        """Show the paper of a code that was scanned or typed; the number of a list asks whether all of it is back."""
        from cso_desk.usecases import paper_lists

        self.problem.hide()
        self.band.hide()
        if not text.strip():
            return
        self.scan.selectAll()
        if any(paper_lists.is_list_number(one) for one in (text, f"SQ{text.strip()}")):
            self._ask_whole_list(paper_lists.list_number(self.desk, text))
            return

        def read(_: Any) -> Checked:
            from cso_desk.usecases import paper_checking

            return paper_checking.check(self.desk, text)

        Reading(self, "", read).done(self._found).failed(self._tell).start()

    def _found(self, found: Checked) -> None:
        self.filters.put(state="", community="")
        self._read(found.paper.id)
        self.detail.show_checked(found)
        self._open_detail()
        self.scan.setFocus()
        self.scan.selectAll()

    def _ask_whole_list(self, number: str) -> None:
        self.filters.put(state="", community="", text=number)
        self._read()
        self._show_list()
        day = self.day.value() or self.desk.clock.today().isoformat()
        self.band.ask_whole_list(number, day)

    def _list_returned(self, words: str, batch: Batch) -> None:
        self._written(words, batch)
        self.scan.setFocus()

    def _ask_copies(self, paper: PaperLine) -> None:
        self._show_list()
        self.band.ask_copies(paper)

    def _copies_saved(self, paper: str) -> None:
        self.shell.noted("已保存各份去向")
        self._after(paper)
        self.list.setFocus()

    def _ask_lists(self) -> None:
        """Print the lists of the marked papers, of all that are 已打印 where fewer than two are marked."""
        if self.list.chosen().count > 1:
            self.list.with_chosen(self._save_lists)
        else:
            self._save_lists([])

    def _save_lists(self, papers: Sequence[str]) -> None:
        proposed = Path(f"P07_送签清单_{self.desk.clock.today().isoformat()}.pdf")
        self.shell.say.save_file(
            self,
            "送签清单打印成 PDF",
            proposed,
            "PDF 文件 (*.pdf)",
            lambda out: self._send(papers, out),
        )

    def _send(self, papers: Sequence[str], out: Path) -> None:
        day = self.day.value()

        def write(progress: Any) -> Done[Sent]:
            from cso_desk.usecases import paper_lists

            return paper_lists.send_with_lists(self.desk, papers, out, day, progress)

        work = Writing(self, "正在打印送签清单", write)
        work.done(self._sent).failed(self._tell).start()

    def _sent(self, found: Sent) -> None:
        self._tell_failed(found.failed)
        lists = f"送签清单 {len(found.numbers)} 张" if len(found.numbers) > 1 else found.numbers[0]
        self.shell.noted(f"已打印{lists}，送出 {len(found.papers)} 份")
        self._after()

    def _open_detail(self, _: str = "") -> None:
        self._detail_open = True
        self.arrange()

    def _close_detail(self) -> None:
        self._show_list()
        self.list.setFocus()

    def _show_list(self) -> None:
        self._detail_open = False
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put list and detail side by side where there is room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show list and detail beside each other, in a narrow window one of them."""
        beside = self.window().width() >= look.px(look.SIDE_BY_SIDE)
        self.left.setVisible(beside or not self._detail_open)
        self.detail.setVisible(beside or self._detail_open)
        self.detail.back.setVisible(not beside)
