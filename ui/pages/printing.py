"""打印: a form for the organizations that were chosen; preview first, then one PDF or one file each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Choice
from ..pieces import button, label
from ..work import Reading
from .page import ForOrganizations, Page, PrintCases, Shell
from .pdf_preview import PdfPreview

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
    """One selection, one form at a time."""

    word = "打印"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.ids: tuple[str, ...] = ()
        self.subject = ORGANIZATION
        self._wanted = ""
        self._all_forms: list[FormInfo] = []
        self._forms: list[FormInfo] = []
        self._number = 0
        self._out: Path | None = None
        self.form = Choice(())
        self.form.setAccessibleName("表")
        self.form.edited.connect(self._preview)
        self.names = QListWidget()
        self.names.setAccessibleName("要打印的组织")
        self.names.currentRowChanged.connect(lambda _: self._preview())
        self.preview = PdfPreview(PURPOSE)
        self.back = button("返回组织", "arrow-left", "quiet", self._go_back)
        self.one = button("打印成一份 PDF", "printer", "primary", self._one_file)
        self.one.setAutoDefault(True)
        self.each = button("每个组织一份", "folder-open", "", self._each_file)
        self.result = label("", "", wrap=True, pick=True)
        self.open_folder = button("打开所在文件夹", "folder-open", "link", self._open_folder)
        self.papers = button("纸质材料", "inbox", "", lambda: self.shell.go("纸质材料"))
        self._lay_out()
        self._read_forms()

    def _lay_out(self) -> None:
        head = self.head("打印", self.papers, self.each, self.one)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, look.px(look.GAP_2), 0)
        column.setSpacing(look.px(look.GAP_2))
        words = QLabel("表")
        words.setBuddy(self.form)
        chosen = QLabel("要打印的组织")
        chosen.setBuddy(self.names)
        for part in (words, self.form, chosen):
            column.addWidget(part)
        column.insertWidget(
            2,
            button(
                "改表样", "pencil", "link", lambda: self.shell.go("表样", (self._code(), self.word))
            ),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        column.addWidget(self.names, 1)
        column.addWidget(self.result)
        column.addWidget(self.open_folder, 0, Qt.AlignmentFlag.AlignLeft)
        self.result.hide()
        self.open_folder.hide()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.preview)
        split.setSizes([look.px(300), look.px(860)])
        left.setMinimumWidth(look.px(240))
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def _read_forms(self) -> None:
        def read(_: Any) -> list[FormInfo]:
            from cso_desk.usecases import print_forms

            return print_forms.forms(self.desk)

        Reading(self, "", read).done(self._show_forms).start()

    def _show_forms(self, forms: list[FormInfo]) -> None:
        self._all_forms = forms
        self._offer_forms()
        self._preview()

    def _offer_forms(self) -> None:
        """Offer the forms that fit what is printed, the wanted one chosen."""
        per = PER[self.subject]
        self._forms = [one for one in self._all_forms if one.per in per]
        if self.subject == "sheet":
            self._forms = [one for one in self._forms if one.code == self._wanted]
        self.form.clear()
        for one in self._forms:
            self.form.addItem(f"{one.code} {one.title}")
        codes = [one.code for one in self._forms]
        if self._wanted in codes:
            self.form.setCurrentIndex(codes.index(self._wanted))

    def come(self, request: object) -> None:
        """Take the organizations or cases that were chosen."""
        if isinstance(request, ForOrganizations):
            self._take(request.ids, ORGANIZATION, self._code())
        elif isinstance(request, PrintCases):
            self._take(request.ids, request.subject, request.code)
        self._show_count()

    def _take(self, ids: tuple[str, ...], subject: str, code: str) -> None:
        self.ids, self.subject, self._wanted = ids, subject, code
        self.back.setText("返回组织" if subject == ORGANIZATION else "返回备案")
        self.result.hide()
        self.open_folder.hide()
        self._offer_forms()
        self._read_names()
        self.one.setFocus()

    def _go_back(self) -> None:
        self.shell.go("组织" if self.subject == ORGANIZATION else "备案")

    def _show_count(self) -> None:
        count = len(self.ids)
        noun = NOUNS[self.subject]
        self.count.setText(f"选中 {count} {noun}" if count else "没有选中组织，打空表")
        self.one.setText(f"打印 {count} 份成一份 PDF" if count > 1 else "打印成一份 PDF")
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

    def _code(self) -> str:
        at = self.form.currentIndex()
        return self._forms[at].code if 0 <= at < len(self._forms) else ""

    def _preview(self) -> None:
        code, at = self._code(), self.names.currentRow()
        if not code:
            return
        record = self.ids[at] if 0 <= at < min(len(self.ids), SHOWN_MOST) else ""
        self._number += 1
        number, subject = self._number, self.subject

        def draw(_: Any) -> bytes:
            from cso_desk.usecases import case_papers, print_forms

            if subject != ORGANIZATION and record:
                return case_papers.preview(self.desk, code, record, subject)
            return print_forms.preview(self.desk, code, record)

        work = Reading(self, "", draw).done(lambda pdf: self._show_pdf(number, pdf))
        work.failed(lambda error: self._no_pdf(number, error)).start()

    def _show_pdf(self, number: int, content: bytes) -> None:
        if number == self._number:
            self.preview.show_pdf(content)

    def _no_pdf(self, number: int, error: Exception) -> bool:
        message = getattr(error, "message", "")
        if number == self._number and message:
            self.preview.clear(message)
        return bool(message)

    def _proposed(self) -> str:
        form = self._forms[self.form.currentIndex()]
        name = (
            self.names.item(0).text()
            if len(self.ids) == 1
            else f"{len(self.ids)}份"
            if self.ids
            else "空表"
        )
        return f"{form.code}_{form.title}_{name}.pdf".replace("/", "_")

    def _one_file(self) -> None:
        if self._code():
            proposed = Path(self._proposed())
            self.shell.say.save_file(
                self, "打印成 PDF", proposed, "PDF 文件 (*.pdf)", lambda out: self._print(out, True)
            )

    def _each_file(self) -> None:
        if self._code():
            self.shell.say.folder(self, "放各份文件的文件夹", lambda out: self._print(out, False))

    def _print(self, out: Path, one_file: bool) -> None:
        code, ids, subject = self._code(), self.ids, self.subject

        def draw(progress: Any) -> Any:
            from cso_desk.usecases import case_papers, print_forms

            if not ids:
                return print_forms.print_blank(self.desk, code, out)
            if subject != ORGANIZATION:
                return case_papers.print_papers(
                    self.desk, code, ids, out, progress, subject=subject, one_file=one_file
                )
            return print_forms.print_forms(self.desk, code, ids, out, progress, one_file)

        self._out = out if out.is_dir() else out.parent
        Reading(self, "正在打印", draw).done(self._printed).start()

    def _printed(self, found: Printed) -> None:
        lines = [f"已打印 {found.pages} 页，{len(found.files)} 个文件。"]
        lines += [
            f"{name}：留空待手填 {'、'.join(fields)}" for name, fields in found.incomplete[:8]
        ]
        if len(found.incomplete) > 8:
            lines.append(f"还有 {len(found.incomplete) - 8} 个组织有留空的项目。")
        lines += [f"没有打印 {name}：{message}" for name, message in found.skipped]
        self.result.setText("\n".join(lines))
        self.result.show()
        self.open_folder.show()
        self.shell.note(lines[0])

    def _open_folder(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))
