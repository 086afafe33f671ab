"""打印: forms for the organizations that were chosen; preview first, then a printer, one PDF or one file each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..pieces import button
from ..work import Reading
from .form_choice import FormChoice
from .page import Changes, ForOrganizations, Page, PrintCases, Shell
from .pdf_preview import PdfPreview
from .print_order import COUNTED_MOST, PrintOrder, Sent
from .print_queue import PrintQueue
from .print_result import PrintResult
from .print_ways import PrintWays, Remembered
from .printer_job import Printers
from .printing_links import PrintingLinks

if TYPE_CHECKING:
    from cso_desk.usecases.print_forms import FormInfo, Printed

PURPOSE = "先在“组织”里选中要打印的组织，再点“打印…”。没有选也可以打一张空表手填。"
ORGANIZATION = "organization"
PER = {
    ORGANIZATION: ("organization", "selection"),
    "case": ("case", "organization"),
    "certificate": ("certificate",),
    "sheet": ("case",),
}
"""Which forms fit what is printed, by what one sheet is about."""
NOUNS = {ORGANIZATION: "个组织", "case": "件备案事项", "certificate": "份证书", "sheet": "个组织"}
SHOWN_MOST = 300
"""Names in the list at the left; all are printed however many there are."""


class PrintingPage(Page):
    """One selection, one form or several at a time."""

    word = "打印"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.ids: tuple[str, ...] = ()
        self.subject = ORGANIZATION
        self.printers = Printers()
        self.queue = PrintQueue(self)
        self._wanted = ""
        self._all_forms: list[FormInfo] = []
        self._since: tuple[int, int] | None = None
        self._number = 0
        self._counting = 0
        self._out: Path | None = None
        self._make_parts()
        self._lay_out()
        self._read_forms()

    def _make_parts(self) -> None:
        self.forms = FormChoice()
        self.form = self.forms.form
        self.forms.edited.connect(self._forms_edited)
        self.names = QListWidget()
        self.names.setAccessibleName("要打印的组织")
        self.names.currentRowChanged.connect(lambda _: self._preview())
        self.ways = PrintWays()
        self.ways.edited.connect(self._preview)
        self.ways.way_changed.connect(self._way_changed)
        self.ways.changed_only_toggled.connect(self._count_changed)
        self.ways.trial_wanted.connect(self._trial)
        self.preview = PdfPreview(PURPOSE)
        self.back = button("返回组织", "arrow-left", "quiet", self._go_back)
        self.links = PrintingLinks(self, self._first_code)
        self.one = button("打印成一份 PDF", "printer", "primary", self._main)
        self.one.setAutoDefault(True)
        self.each = button("每个组织一份", "folder-open", "", self._each_file)
        self.outcome = PrintResult()
        self.result = self.outcome.words

    def _first_code(self) -> str:
        return next(iter(self.forms.codes()), "")

    def _lay_out(self) -> None:
        head = self.head("打印", self.each, self.one)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        left = QWidget(objectName="inside")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, look.px(look.GAP_3), 0)
        column.setSpacing(look.px(look.GAP_2))
        self.chosen = QLabel("要打印的组织")
        self.chosen.setBuddy(self.names)
        column.addWidget(self.forms)
        column.addWidget(self.links)
        column.addWidget(self.chosen)
        self.names.setMinimumHeight(look.px(look.ROW) * 3)
        self.names.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(self.names, 1)
        column.addWidget(self.ways)
        column.addWidget(self.outcome)
        column.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(left)
        area.setMinimumWidth(look.px(330))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(area)
        split.addWidget(self.preview)
        split.setSizes([look.px(350), look.px(810)])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def _read_forms(self) -> None:
        def read(_: Any) -> tuple[list[FormInfo], list[str], Remembered]:
            from cso_desk.usecases import print_batches, print_forms, print_masks, printer_memory

            forms = print_forms.forms(self.desk)
            known = Remembered(
                tuple(self.printers.names()),
                printer_memory.kept(self.desk),
                printer_memory.last(self.desk),
                {one.code: print_masks.default_of(self.desk, one.code) for one in forms},
                dict(print_masks.WORDS),
            )
            return forms, print_batches.materials(self.desk), known

        Reading(self, "", read).done(lambda found: self._show_forms(*found)).start()

    def _show_forms(self, forms: list[FormInfo], materials: list[str], known: Remembered) -> None:
        self._all_forms = forms
        self.forms.materials = materials
        self.ways.know(known)
        self._offer_forms()
        self._forms_edited()

    def _offer_forms(self) -> None:
        """Offer the forms that fit what is printed, the wanted one chosen."""
        per = PER[self.subject]
        fitting = [one for one in self._all_forms if one.per in per]
        if self.subject == "sheet":
            fitting = [one for one in fitting if one.code == self._wanted]
        self.forms.offer(fitting, self._wanted, sets=bool(self.ids) and self.subject != "sheet")

    def come(self, request: object) -> None:
        """Take the organizations or cases that were chosen."""
        if isinstance(request, ForOrganizations):
            self._take(request.ids, ORGANIZATION, (self.forms.codes() or [""])[0])
        elif isinstance(request, PrintCases):
            self._take(request.ids, request.subject, request.code)
        self._show_count()

    def _take(self, ids: tuple[str, ...], subject: str, code: str) -> None:
        self.ids, self.subject, self._wanted = ids, subject, code
        self.back.setText("返回组织" if subject == ORGANIZATION else "返回备案")
        self.outcome.hide()
        self.ways.changed_only.setChecked(False)
        self._offer_forms()
        self._read_names()
        self._forms_edited()
        self.one.setFocus()

    def refresh(self, changes: Changes) -> None:
        """Read the forms again where the policy pack changed, and count what changed since the last print."""
        tables = {table for table, _ in changes}
        if "pack_version" in tables:
            self._read_forms()
        elif tables & {"organization", "member", "printout"}:
            self._preview()
            self._count_changed()

    def _go_back(self) -> None:
        self.shell.go("组织" if self.subject == ORGANIZATION else "备案")

    def _forms_edited(self) -> None:
        """Other forms are wanted: offer their masks and offset, show them, count again."""
        codes = self.forms.codes()
        self.ways.offer_masks(codes)
        self._suit()
        self._read_offset()
        self._preview()
        self._count_changed()

    def _way_changed(self) -> None:
        self._suit()
        self._read_offset()

    def _suit(self) -> None:
        for part in (self.chosen, self.names):
            part.setVisible(bool(self.ids))
        self.ways.suit(blank=not self.ids, several=len(self.forms.codes()) != 1)
        self._show_count()

    def _show_count(self) -> None:
        count, printer = len(self.ids), self.ways.printer()
        self.count.setText(
            f"选中 {count} {NOUNS[self.subject]}" if count else "没有选中组织，打空表"
        )
        papers = count * max(len(self.forms.codes()), 1)
        if self.ways.changed_only.isChecked() and self._since is not None:
            papers = sum(self._since)
        many = f"打印 {papers} 份" if count > 1 or papers != 1 else "打印"
        if not count:
            many = "打印空表" if printer else "打印"
        self.one.setText(f"{many}到打印机" if printer else f"{many}成一份 PDF")
        self.one.setToolTip(printer)
        self.one.setEnabled(bool(self.forms.codes()) and (papers > 0 or not count))
        self.each.setVisible(not printer)
        self.each.setEnabled(count > 1)

    def _read_names(self) -> None:
        ids, subject = self.ids[:SHOWN_MOST], self.subject

        def read(_: Any) -> list[str]:
            from cso_desk.usecases import case_papers, print_forms

            if subject != ORGANIZATION:
                return case_papers.names(self.desk, ids, subject)
            return print_forms.names(self.desk, ids)

        Reading(self, "", read).done(self._show_names).start()

    def _show_names(self, names: list[str]) -> None:
        self.names.clear()
        for name in names:
            self.names.addItem(QListWidgetItem(name))
        if len(self.ids) > len(names):
            more = QListWidgetItem(f"…… 共 {len(self.ids)} 个")
            more.setFlags(Qt.ItemFlag.NoItemFlags)
            self.names.addItem(more)
        self.names.setCurrentRow(0)
        self._preview()

    def _read_offset(self) -> None:
        codes, printer = self.forms.codes(), self.ways.printer()
        if len(codes) != 1:
            return

        def read(_: Any) -> tuple[float, float]:
            from cso_desk.usecases import overprinting

            return overprinting.kept_offset(self.desk, printer, codes[0])

        def show(offset: tuple[float, float]) -> None:
            if (self.forms.codes(), self.ways.printer()) == (codes, printer):
                self.ways.put_offset(offset)

        Reading(self, "", read).done(show).start()

    def _count_changed(self) -> None:
        """Count what changed since the last print, before anything is printed."""
        order = self._order()
        self._counting += 1
        number, self._since = self._counting, None
        self.ways.show_changed(None)
        self._show_count()
        asked = len(order.ids) <= COUNTED_MOST or self.ways.changed_only.isChecked()
        if not order.ids or not order.codes or not asked:
            return

        def show(found: tuple[int, int]) -> None:
            if number == self._counting:
                self._since = found
                self.ways.show_changed(found)
                self._show_count()

        Reading(self, "", lambda _: order.since(self.desk)).done(show).start()

    def _order(self) -> PrintOrder:
        """Return what is asked for now."""
        return PrintOrder(
            tuple(self.forms.codes()),
            self.ids,
            self.subject,
            self.forms.order_key(),
            self.ways.changed_only.isChecked(),
            printer=self.ways.printer(),
            copies=self.ways.copies.value(),
            duplex=self.ways.duplex_key(),
            pages=self.ways.pages.value(),
            **self.ways.how(),
        )

    def _preview(self) -> None:
        order, at = self._order(), self.names.currentRow()
        self._offer_word(order.codes, at)
        if not order.codes:
            self.preview.clear("请至少勾选一种表。" if self.forms.together else "")
            return
        record = self.ids[at] if 0 <= at < min(len(self.ids), SHOWN_MOST) else ""
        self._number += 1
        number = self._number
        work = Reading(self, "", lambda _: order.preview(self.desk, record))
        work.done(lambda pdf: self._show_pdf(number, pdf))
        work.failed(lambda error: self._no_pdf(number, error)).start()

    def _offer_word(self, codes: tuple[str, ...], at: int) -> None:
        form = next((one for one in self._all_forms if codes == (one.code,)), None)
        shown = 0 <= at < min(len(self.ids), SHOWN_MOST)
        item = self.names.item(at) if shown else None
        name = item.text() if item is not None else ""
        self.links.word.offer(form, self.ids[at] if shown else "", self.subject, name)

    def _show_pdf(self, number: int, content: bytes) -> None:
        if number == self._number:
            self.preview.show_pdf(content)

    def _no_pdf(self, number: int, error: Exception) -> bool:
        message = getattr(error, "message", "") or "；".join(
            problem.message for problem in getattr(error, "problems", ())
        )
        if number == self._number and message:
            self.preview.clear(message)
        return bool(message)

    def _proposed(self) -> str:
        name = (
            self.names.item(0).text()
            if len(self.ids) == 1
            else f"{len(self.ids)}份"
            if self.ids
            else "空表"
        )
        return f"{self.forms.title()}_{name}.pdf".replace("/", "_")

    def _main(self) -> None:
        """Do what the filled button says: print, or make one PDF."""
        order = self._order()
        if not order.codes:
            return
        if order.printer:
            self._queue(lambda progress: order.send(self.desk, self.printers, progress))
        else:
            say = self.shell.say
            proposed = Path(self._proposed())
            kinds = "PDF 文件 (*.pdf)"
            say.save_file(self, "打印成 PDF", proposed, kinds, lambda out: self._print(out, True))

    def _each_file(self) -> None:
        if self.forms.codes():
            self.shell.say.folder(self, "放各份文件的文件夹", lambda out: self._print(out, False))

    def _print(self, out: Path, one_file: bool) -> None:
        order = self._order()
        self._out = out if out.is_dir() else out.parent
        work = Reading(
            self, "正在打印", lambda progress: order.save(self.desk, out, one_file, progress)
        )
        work.done(self._printed).start()

    def _queue(self, task: Callable[[Any], Sent]) -> None:
        before = self.queue.add("正在打印", task, self._sent)
        if before:
            self.shell.note(f"已排队，前面还有 {before} 项在打印。")

    def _trial(self) -> None:
        """Print the sheet that finds the offset of over-printing."""
        order, desk = self._order(), self.desk
        if order.printer:
            self._queue(lambda progress: order.trial(desk, self.printers, None, progress))
            return

        def save(out: Path) -> None:
            self._out = out.parent
            work = Reading(
                self, "", lambda progress: order.trial(desk, self.printers, out, progress)
            )
            work.done(lambda sent: self._printed(sent.printed)).start()

        proposed = Path(f"{order.codes[0]}_对位页.pdf")
        self.shell.say.save_file(self, "对位页存成 PDF", proposed, "PDF 文件 (*.pdf)", save)

    def _sent(self, sent: Sent) -> None:
        self._tell(f"已送往 {sent.printer}：{sent.sides} 面。", sent.printed, None)

    def _printed(self, found: Printed) -> None:
        self._tell(f"已打印 {found.pages} 页，{len(found.files)} 个文件。", found, self._out)

    def _tell(self, words: str, found: Printed, folder: Path | None) -> None:
        self.outcome.tell(words, found, folder)
        self.shell.note(words)
        self._count_changed()
