"""表格: pick fields, filter, order and mask, see the first rows, save under a name, write out; 台账 in one click."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QWidget,
)

from .. import look
from ..forms.inputs import Choice
from ..pieces import Flow, button, label
from ..work import Reading, Writing
from .field_picker import FieldPicker
from .organization_filters import Filters
from .page import Changes, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.lists import Query
    from cso_desk.usecases.tables_out import Preview, Table

KINDS = "表格 (*.xlsx);;CSV (*.csv)"
NEW = "（新表）"
WIDEST = 220
"""The widest column of the preview."""
REST = 200
"""Milliseconds after the last change until the preview is read."""


class TablesPage(Page):
    """One table at a time."""

    word = "表格"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._tables: list[Table] = []
        self._number = 0
        self._out: Path | None = None
        self._kept: Table | None = None
        self._make_parts()
        self._lay_out()
        self._connect()
        self.filters.read_choices()
        self._read_tables("")

    def _make_parts(self) -> None:
        from cso_desk.usecases.table_fields import BLANK

        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.fill = button("填别的部门的空白表", "pencil", "", lambda: self.shell.go("填外来表"))
        self.official = button("导出台账", "file-spreadsheet", "", self._official)
        self.official.setToolTip("固定栏目的社区社会组织台账，一步导出")
        self.export = button("导出这张表", "download", "primary", self._export)
        self.which = Choice(())
        self.which.setAccessibleName("已存的表")
        self.which.setMinimumWidth(look.px(200))
        self.name = _line("表名", "如：电话通讯录", 180)
        self.heading = _line("标题", "印在表头上的标题", 260)
        self.save = button("保存这张表", "save", "", self._save)
        self.forget = button("删去这张表", "trash-2", "quiet", self._forget)
        self.order = Choice(())
        self.order.setAccessibleName("排序")
        self.mask = Choice(())
        self.mask.setAccessibleName("遮挡")
        self.filters = Filters(self)
        self.picker = FieldPicker(BLANK)
        self.rows = QTableWidget()
        self.rows.setAccessibleName("预览")
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.verticalHeader().hide()
        self.rows.verticalHeader().setDefaultSectionSize(look.row_height())
        self.rows.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.result = label("", "", wrap=True, pick=True)
        self.open_folder = button("打开所在文件夹", "folder-open", "link", self._open_folder)
        self._rest = QTimer(self, singleShot=True, interval=REST)

    def _lay_out(self) -> None:
        head = self.head("表格", self.fill, self.official, self.export)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        first = Flow(gap=look.GAP_2)
        for words, part in (("已存的表", self.which), ("表名", self.name), ("标题", self.heading)):
            first.addWidget(_labelled(words, part))
        first.addWidget(self.save)
        first.addWidget(self.forget)
        self.body.addLayout(first)
        self.body.addWidget(self.filters)
        second = Flow(gap=look.GAP_2)
        for words, part in (("排序", self.order), ("遮挡", self.mask)):
            second.addWidget(_labelled(words, part))
        self.body.addLayout(second)
        line = QHBoxLayout()
        line.addWidget(self.result, 1)
        line.addWidget(self.open_folder)
        self.result.hide()
        self.open_folder.hide()
        self.body.addLayout(line)
        self.tabs.addTab(self.picker, "选字段")
        self.tabs.addTab(self.rows, "预览")
        self.body.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        from cso_desk.usecases import lists, tables_out

        fields = [(one.key, one.label) for one in tables_out.choices()]
        self.picker.offer(fields)
        self.order.clear()
        for column in lists.COLUMNS:
            self.order.addItem(column.label, column.key)
        self.mask.clear()
        for mask, words in tables_out.MASKS.items():
            self.mask.addItem(words, mask)
        self.which.edited.connect(self._open)
        for changed in (
            self.picker.changed,
            self.filters.changed,
            self.order.edited,
            self.mask.edited,
        ):
            changed.connect(self._rest.start)
        self._rest.timeout.connect(self._preview)

    def _read_tables(self, wanted: str) -> None:
        def read(_: Any) -> list[Table]:
            from cso_desk.usecases import tables_out

            return [tables_out.official(self.desk), *tables_out.saved(self.desk)]

        Reading(self, "", read).done(lambda found: self._show_tables(found, wanted)).start()

    def _show_tables(self, found: list[Table], wanted: str) -> None:
        self._tables = found
        self.which.clear()
        self.which.addItem(NEW)
        for one in found:
            self.which.addItem(one.name)
        at = next((n for n, one in enumerate(found, 1) if wanted and one.id == wanted), -1)
        self.which.setCurrentIndex(at if at > 0 else 1 if not self._kept else 0)
        if at > 0 or not self._kept:
            self._open()

    def _open(self) -> None:
        from cso_desk.usecases.tables_out import OFFICIAL, Table, heading

        at = self.which.currentIndex() - 1
        table = self._tables[at] if at >= 0 else Table(fields=("number", "name"))
        fixed = table.id == OFFICIAL
        self._kept = table
        self.name.setText("" if fixed else table.name)
        self.heading.setText(table.title)
        self.picker.put(table.fields, {key: heading(table, key) for key in table.headings})
        self.order.setCurrentIndex(max(self.order.findData(table.query.order), 0))
        self.mask.setCurrentIndex(max(self.mask.findData(table.mask), 0))
        self.filters.put_query(table.query)
        self.forget.setEnabled(bool(table.id) and not fixed)
        self._preview()

    def table(self) -> Table:
        """Return the table as it stands on the page."""
        from cso_desk.usecases.tables_out import Table

        before = self._kept or Table()
        query: Query = replace(self.filters.query(), order=self.order.currentData() or "name")
        return replace(
            before,
            name=self.name.text().strip(),
            title=self.heading.text().strip(),
            fields=self.picker.keys(),
            query=query,
            mask=self.mask.currentData() or "id",
            id="",
        )

    def _preview(self) -> None:
        self._number += 1
        number, table, desk = self._number, self.table(), self.desk
        self.export.setEnabled(bool(table.fields))
        self.save.setEnabled(bool(table.fields))

        def read(_: Any) -> Preview:
            from cso_desk.usecases import tables_out

            return tables_out.preview(desk, table)

        Reading(self, "", read).done(lambda found: self._show(number, found)).start()

    def _show(self, number: int, found: Preview) -> None:
        if number != self._number:
            return
        self.tabs.setTabText(1, f"预览（共 {found.total} 行）")
        self.rows.setColumnCount(len(found.headings))
        self.rows.setRowCount(len(found.rows))
        self.rows.setHorizontalHeaderLabels(found.headings)
        for row, cells in enumerate(found.rows):
            for column, text in enumerate(cells):
                self.rows.setItem(row, column, QTableWidgetItem(text))
        self.rows.resizeColumnsToContents()
        for column in range(len(found.headings)):
            self.rows.setColumnWidth(column, min(self.rows.columnWidth(column), look.px(WIDEST)))

    def _save(self) -> None:
        table, desk = self.table(), self.desk

        def save(_: Any) -> Any:
            from cso_desk.usecases import tables_out

            return tables_out.save(desk, table)

        Writing(self, "正在保存", save).done(self._saved).start()

    def _saved(self, kept: str) -> None:
        self.shell.note(f"已存好表“{self.name.text().strip()}”，下次在“已存的表”里选")
        self._read_tables(kept)

    def _forget(self) -> None:
        kept, desk = self._kept, self.desk
        if kept is None or not kept.id:
            return

        def forget(_: Any) -> Any:
            from cso_desk.usecases import tables_out

            return tables_out.forget(desk, kept.id)

        self._kept = None
        Writing(self, "正在删去", forget).done(lambda _: self._read_tables("")).start()

    def _official(self) -> None:
        from cso_desk.usecases import tables_out

        def read(_: Any) -> Table:
            return tables_out.official(self.desk)

        Reading(self, "", read).done(self._ask_where).start()

    def _export(self) -> None:
        self._ask_where(self.table())

    def _ask_where(self, table: Table) -> None:
        proposed = Path(f"{table.title or table.name or '社区社会组织情况表'}.xlsx")
        self.shell.say.save_file(
            self, "导出到", proposed, KINDS, lambda out: self._make(table, out)
        )

    def _make(self, table: Table, out: Path) -> None:
        desk = self.desk

        def make(progress: Any) -> Any:
            from cso_desk.usecases import tables_out

            return tables_out.make(desk, table, out, progress)

        Writing(self, "正在导出", make).done(lambda rows: self._made(out, rows)).start()

    def _made(self, out: Path, rows: int) -> None:
        self._out = out
        self.result.setText(f"已导出 {rows} 行：{out}")
        self.result.show()
        self.open_folder.show()

    def _open_folder(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out.parent)))

    def refresh(self, changes: Changes) -> None:
        """Read the first rows again."""
        self._preview()


def _line(name: str, hint: str, width: int) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setFixedWidth(look.px(width))
    return made


def _labelled(words: str, part: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(look.GAP_1))
    head = QLabel(words)
    head.setBuddy(part)
    look.dress(head, "label")
    row.addWidget(head)
    row.addWidget(part)
    return made
