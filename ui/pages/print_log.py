"""打印记录: what was printed, when, by whom; narrowed, printed again, and the signed scan put to what it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from .. import look
from ..forms.inputs import Choice, Line
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button
from ..work import Reading, Writing
from .page import Changes, OpenRecord, Page, PrintCases, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.print_log import Entry

COLUMNS = (
    PlainColumn("when", "打印时间", 140),
    PlainColumn("code", "表号", 60),
    PlainColumn("title", "表", 220),
    PlainColumn("name", "组织", 220),
    PlainColumn("copies", "份数", 56, "right"),
    PlainColumn("pages", "页数", 56, "right"),
    PlainColumn("mask", "遮盖", 150),
    PlainColumn("way", "打印到", 130),
    PlainColumn("who", "打印人", 90),
)
PURPOSE = "打印过的表都记在这里：什么时候、谁、为哪个组织打了哪种表。在“打印”里打一次就有了。"
SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"
ALL = "全部表"


class PrintLogPage(Page):
    """The log, the newest print first."""

    word = "打印记录"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found: dict[str, Entry] = {}
        self._organization = ""
        self._rows = MemoryRows()
        self._make_parts()
        self._lay_out()
        self._read()

    def _make_parts(self) -> None:
        self.back = button("返回打印", "arrow-left", "quiet", lambda: self.shell.go("打印"))
        self.again = button("照样再打", "printer", "primary", self._again)
        self.scan = button("附上扫描件", "upload", "", self._ask_scan)
        self.form = Choice(())
        self.form.clear()
        self.form.addItem(ALL, "")
        self.form.setAccessibleName("表")
        self.form.edited.connect(self._read)
        self.text = Line()
        self.text.setPlaceholderText("组织、打印人或打印机")
        self.text.setAccessibleName("组织、打印人或打印机")
        self.since, self.until = Line(), Line()
        for line, words in ((self.since, "从哪天起"), (self.until, "到哪天止")):
            line.setPlaceholderText(f"{words}，如 2026-03-01")
            line.setAccessibleName(words)
        for line in (self.text, self.since, self.until):
            line.editingFinished.connect(self._read)
        self.all = button("看全部组织", "", "link", self._see_all)
        source = self._rows.source("打印记录", COLUMNS, "条")
        self.list = ListPanel(self, source, Empty(PURPOSE))
        self.list.marked.connect(self._marked)
        self.list.opened.connect(lambda _: self._again())

    def _lay_out(self) -> None:
        head = self.head("打印记录", self.scan, self.again)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        filters = QWidget()
        line = Flow(filters, look.GAP_2)
        self.form.setMinimumWidth(look.px(220))
        for part in (self.text, self.since, self.until):
            part.setFixedWidth(look.px(200))
        for part in (self.form, self.text, self.since, self.until, self.all):
            line.addWidget(part)
        self.body.addWidget(filters)
        self.body.addWidget(self.list, 1)
        self.all.hide()
        self._marked()

    def come(self, request: object) -> None:
        """Show the whole log, or that of one organization."""
        self._organization = request.id if isinstance(request, OpenRecord) else ""
        self.all.setVisible(bool(self._organization))
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again after a print."""
        if {table for table, _ in changes} & {"printout", "organization"}:
            self._read()

    def _see_all(self) -> None:
        self.come(None)

    def _read(self) -> None:
        asked = {
            "code": str(self.form.currentData() or ""),
            "text": self.text.value().strip(),
            "since": self.since.value().strip(),
            "until": self.until.value().strip(),
            "organization": self._organization,
        }

        def read(_: Any) -> tuple[list[Entry], dict[str, str], dict[str, str]]:
            from cso_desk.usecases import print_forms, print_log, print_masks

            forms = {one.code: one.title for one in print_forms.forms(self.desk)}
            return print_log.listed(self.desk, **asked), forms, dict(print_masks.WORDS)

        Reading(self, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, found: list[Entry], forms: dict[str, str], masks: dict[str, str]) -> None:
        if self.form.count() == 1:
            for code, title in forms.items():
                self.form.addItem(f"{code} {title}", code)
        self._found = {str(one.n): one for one in found}
        self.count.setText(f"{len(found)} 条")
        self._rows.put(
            [
                {
                    "id": str(one.n),
                    "when": one.when,
                    "code": one.code,
                    "title": one.title,
                    "name": one.name,
                    "copies": str(one.copies),
                    "pages": str(one.pages),
                    "mask": masks.get(one.mask, ""),
                    "way": one.way,
                    "who": one.who,
                }
                for one in found
            ]
        )
        self.list.show_query(None)
        self._marked()

    def _marked(self) -> None:
        chosen = self.list.chosen().count
        self.again.setEnabled(chosen > 0)
        self.scan.setEnabled(chosen == 1)

    def _again(self) -> None:
        """Open 打印 with the chosen prints: those of the first one's form."""
        self.list.with_chosen(self._print_again)

    def _print_again(self, numbers: list[str]) -> None:
        entries = [self._found[one] for one in numbers if one in self._found]
        if not entries:
            return
        first = entries[0]
        alike = [
            one for one in entries if (one.code, bool(one.about)) == (first.code, bool(first.about))
        ]
        ids = tuple(dict.fromkeys(one.about or one.record for one in alike))
        desk = self.desk

        def read(_: Any) -> str:
            from cso_desk.usecases import print_log

            return print_log.subject_of(desk, first.about)

        def go(subject: str) -> None:
            self.shell.go("打印", PrintCases(tuple(one for one in ids if one), first.code, subject))

        Reading(self, "", read).done(go).start()

    def _ask_scan(self) -> None:
        """Let the clerk choose scans for the chosen print."""
        self.list.with_chosen(
            lambda numbers: self.shell.say.open_files(
                self, "选择签字盖章后的扫描件", SCANS, lambda files: self._attach(numbers[0], files)
            )
        )

    def _attach(self, number: str, files: list[Path]) -> None:
        entry, desk = self._found[number], self.desk

        def attach(progress: Any) -> Any:
            from cso_desk.usecases import print_log

            return print_log.attach_scan(desk, entry.n, files, progress)

        def attached(added: Any) -> None:
            self.shell.noted(f"已附到 {entry.name} {len(added.ids)} 个扫描件")
            if added.refused:
                self.shell.say.trouble(self, "\n".join(one.message for one in added.refused))

        Writing(self, "正在附上扫描件", attach).done(attached).start()
