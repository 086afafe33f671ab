"""填外来表: open another department's blank table, see what each column is filled with, correct it, fill it, list gaps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems, Trouble

from .. import look
from ..forms.inputs import Choice
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .import_ledger import KINDS
from .organization_filters import Filters
from .page import Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.fill_form import Filled, FormColumn, FormLook

PURPOSE = (
    "上级或别的部门发来的空白表（Excel 或 WPS 表格）：打开它，程序认出表头，用台账里的内容填好，另存一份，"
    "原表不动；台账里没有的栏目留空并列出来。各列的对照会记住，明年改了版也认得。"
)
NOT_FILLED = "（留空，台账里没有）"
_COLUMNS = (
    PlainColumn("name", "组织名称", 320),
    PlainColumn("lacks", "还缺什么", 560),
)


class FillFormPage(Page):
    """One blank table at a time."""

    word = "填外来表"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.file: Path | None = None
        self.mapping: dict[str, str | None] = {}
        self.fields: dict[str, Choice] = {}
        self._choices: list[tuple[str, str]] = []
        self._number = 0
        self._out: Path | None = None
        self.setAcceptDrops(True)
        self._make_parts()
        self._lay_out()
        self.filters.read_choices()

    def _make_parts(self) -> None:
        self.back = button("返回表格", "arrow-left", "quiet", lambda: self.shell.go("表格"))
        self.fill = button("填好另存", "download", "primary", self._ask_where)
        self.fill.setEnabled(False)
        self.path = QLineEdit()
        self.path.setAccessibleName("空白表文件")
        self.path.setPlaceholderText("把空白表拖到这里，或点“选择空白表”")
        self.path.returnPressed.connect(lambda: self.choose(Path(self.path.text().strip())))
        self.pick = button("选择空白表", "folder-open", "", self._pick)
        self.mask = Choice(())
        self.mask.setAccessibleName("遮挡")
        self.mask.clear()
        for mask, words in (
            ("none", "完整号码（会记入日志）"),
            ("id", "遮住身份证号中间"),
            ("all", "再遮住电话和生日"),
        ):
            self.mask.addItem(words, mask)
        self.filters = Filters(self)
        self.words = label("", "second", wrap=True)
        self.result = label("", "", wrap=True, pick=True)
        self.open_folder = button("打开所在文件夹", "folder-open", "link", self._open_folder)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows = MemoryRows()
        source = self._rows.source("还缺的", _COLUMNS, "个")
        self.missing = ListPanel(self, source, Empty("填表以后，缺内容的组织列在这里。"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._area, "各列填什么")
        self.tabs.addTab(self.missing, "还缺的")
        self.empty = Empty(PURPOSE, [button("选择空白表", "folder-open", "primary", self._pick)])

    def _lay_out(self) -> None:
        head = self.head("填外来表", self.fill)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        for words, part in (("空白表文件", self.path), ("遮挡", self.mask)):
            name = QLabel(words)
            name.setBuddy(part)
            look.dress(name, "label")
            line.addWidget(name)
            line.addWidget(part, 1 if part is self.path else 0)
        line.insertWidget(2, self.pick)
        self.body.addLayout(line)
        found = QWidget()
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        done = QHBoxLayout()
        done.addWidget(self.result, 1)
        done.addWidget(self.open_folder)
        for part in (self.filters, self.words):
            column.addWidget(part)
        column.addLayout(done)
        column.addWidget(self.tabs, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(found)
        self.body.addWidget(self.stack, 1)

    def _pick(self) -> None:
        self.shell.say.open_file(self, "选择空白表", KINDS, self.choose)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file from the desktop."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.choose(Path(files[0]))

    def choose(self, file: Path) -> None:
        """Look at a blank table; nothing is written."""
        if not file.name:
            return
        self.file = file
        self.path.setText(str(file))
        self.mapping = {}
        self._show_result("", None)
        self._read()

    def _read(self) -> None:
        file, mapping, desk = self.file, dict(self.mapping), self.desk
        if file is None:
            return
        self._number += 1
        number = self._number
        self.fill.setEnabled(False)
        self.count.setText("正在识别…")

        def read(progress: Any) -> tuple[FormLook, list[tuple[str, str]]]:
            from cso_desk.usecases import fill_form

            return fill_form.look(desk, file, mapping, progress=progress), fill_form.choices()

        work = Reading(self, "正在识别空白表", read).done(lambda found: self._show(number, *found))
        work.failed(lambda error: self._not_read(number, error)).start()

    def _not_read(self, number: int, error: Exception) -> bool:
        if number != self._number:
            return True
        self.count.setText("")
        if not isinstance(error, Trouble):
            return False
        self.empty.words.setText(error.message)
        self.stack.setCurrentIndex(0)
        return True

    def _show(self, number: int, found: FormLook, choices: list[tuple[str, str]]) -> None:
        if number != self._number:
            return
        self._choices = choices
        self.count.setText(found.sheet)
        rows = found.heading_rows
        last = f"–{rows[-1]}" if len(rows) > 1 else ""
        strange = f"；台账里没有：{'、'.join(found.strange)}" if found.strange else ""
        words = f"表头：第 {rows[0]}{last} 行；从第 {found.first} 行起留了 {found.prepared} 行，不够会自动加行{strange}。"
        self.words.setText("\n".join([words, *found.notes]))
        self._show_columns(found.columns)
        self.fill.setEnabled(any(one.key for one in found.columns))
        self.stack.setCurrentIndex(1)

    def _show_columns(self, columns: list[FormColumn]) -> None:
        inside = QFrame()
        look.dress(inside, "card")
        grid = QGridLayout(inside)
        grid.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        grid.setHorizontalSpacing(look.px(look.GAP_4))
        grid.setVerticalSpacing(look.px(look.GAP_1))
        for at, words in enumerate(("表里的列", "用台账里的什么来填", "")):
            grid.addWidget(label(words, "second"), 0, at)
        grid.setColumnStretch(2, 1)
        self.fields = {}
        for line, column in enumerate(columns, start=1):
            self._add(grid, line, column)
        grid.setRowStretch(len(columns) + 1, 1)
        self._area.setWidget(inside)

    def _add(self, grid: QGridLayout, line: int, column: FormColumn) -> None:
        box = Choice(())
        box.clear()
        box.addItem(NOT_FILLED, "")
        for key, words in self._choices:
            box.addItem(words, key)
        box.setCurrentIndex(max(box.findData(column.key), 0))
        box.setAccessibleName(f"{column.heading} 填")
        box.setMinimumWidth(look.px(220))
        box.edited.connect(lambda: self._correct(column.heading, box.currentData()))
        self.fields[column.heading] = box
        grid.addWidget(label(column.heading, "" if column.key else "second"), line, 0)
        grid.addWidget(box, line, 1)
        grid.addWidget(label("照上次的对照" if column.remembered else "", "second"), line, 2)

    def _correct(self, heading: str, key: str) -> None:
        self.mapping[heading] = key or None
        self._read()

    def _ask_where(self) -> None:
        if self.file is not None:
            kind = ".xlsm" if self.file.suffix.lower() == ".xlsm" else ".xlsx"
            proposed = self.file.with_name(f"{self.file.stem}_已填{kind}")
            self.shell.say.save_file(self, "填好的表存到", proposed, f"表格 (*{kind})", self._fill)

    def _fill(self, out: Path) -> None:
        file, mapping, desk = self.file, dict(self.mapping), self.desk
        query, mask = self.filters.query(), self.mask.currentData()
        if file is None:
            return

        def fill(progress: Any) -> Any:
            from dataclasses import replace

            from cso_desk.usecases import fill_form

            asked = replace(query, order="community")
            return fill_form.fill(desk, file, out, asked, mask, mapping, progress=progress)

        work = Writing(self, "正在填表", fill).done(self._filled)
        work.failed(self._not_filled).start()

    def _not_filled(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self._show_result(error.problems[0].message, None)
        return True

    def _filled(self, found: Filled) -> None:
        lacks: dict[str, list[str]] = {}
        for name, heading in found.missing:
            lacks.setdefault(name, []).append(heading)
        rows = [
            {"id": str(n), "name": name, "lacks": "、".join(headings)}
            for n, (name, headings) in enumerate(lacks.items())
        ]
        self._rows.put(rows)
        self.missing.show_query(None)
        self.tabs.setTabText(1, f"还缺的 {len(rows)}" if rows else "还缺的")
        empty = f"；{'、'.join(found.strange)} 台账里没有，留空" if found.strange else ""
        gaps = f"；{len(rows)} 个组织还缺内容，见“还缺的”" if rows else ""
        self._show_result(f"已填 {found.rows} 行{empty}{gaps}。存为：{found.out}", found.out)

    def _show_result(self, words: str, out: Path | None) -> None:
        self._out = out
        self.result.setText(words)
        self.result.setVisible(bool(words))
        self.open_folder.setVisible(out is not None)

    def _open_folder(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out.parent)))
