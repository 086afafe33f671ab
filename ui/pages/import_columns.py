"""What was recognised on the sheets of a ledger: its columns with their fields, to be corrected, and skipped rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms.inputs import Choice
from ..pieces import label

if TYPE_CHECKING:
    from cso_desk.usecases.import_ledger import Look, LookColumn, LookSheet

NOT_TAKEN = "（不导入这一列）"
SAMPLE_LENGTH = 40
SKIPPED_SHOWN = 30


class ColumnsView(QWidget):
    """Sheet by sheet; `corrected` after the clerk gave a column another field."""

    corrected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self.mapping: dict[str, str] = {}
        self.fields: dict[str, Choice] = {}
        self.sheet = Choice(())
        self.sheet.setAccessibleName("工作表")
        self.sheet.setMinimumWidth(look.px(260))
        self.sheet.edited.connect(self._show_sheet)
        self.words = label("", "second", wrap=True)
        head = QLabel("工作表")
        look.dress(head, "label")
        head.setBuddy(self.sheet)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(head)
        line.addWidget(self.sheet)
        line.addWidget(self.words, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        column.addWidget(self._area, 1)

    def show_look(self, found: Look) -> None:
        """Show the sheets of a file; the sheet that was open stays open."""
        same = self._look is not None and self._look.file == found.file
        at = self.sheet.currentIndex() if same else -1
        self._look = found
        self.sheet.clear()
        for one in found.sheets:
            self.sheet.addItem(
                f"{one.name}（{one.rows} 行）" if not one.why_not else f"{one.name}（不导入）"
            )
        usable = [number for number, one in enumerate(found.sheets) if not one.why_not]
        self.sheet.setCurrentIndex(at if at >= 0 else (usable or [0])[0])
        self._show_sheet()

    def forget(self) -> None:
        """Forget the corrections: another file is looked at."""
        self.mapping = {}

    def layouts(self) -> list[tuple[str, dict[str, str | None]]]:
        """Return the corrections by layout, to be remembered for the next file like this."""
        found = []
        for one in self._look.sheets if self._look else ():
            headings = {column.heading for column in one.columns}
            chosen = {name: key or None for name, key in self.mapping.items() if name in headings}
            if chosen and one.layout_key and not one.why_not:
                found.append((one.layout_key, chosen))
        return found

    def _show_sheet(self) -> None:
        sheet = (
            self._look.sheets[self.sheet.currentIndex()]
            if self._look and self._look.sheets
            else None
        )
        if sheet is None or self._look is None:
            return
        self.words.setText(_summary(sheet))
        inside = QFrame()
        look.dress(inside, "card")
        grid = QGridLayout(inside)
        grid.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        grid.setHorizontalSpacing(look.px(look.GAP_4))
        grid.setVerticalSpacing(look.px(look.GAP_1))
        for at, words in enumerate(("表里的列", "当作", "前几行的内容")):
            grid.addWidget(label(words, "second"), 0, at)
        grid.setColumnStretch(2, 1)
        self.fields = {}
        for line, column in enumerate(sheet.columns, start=1):
            choices = self._look.member_choices if sheet.roster else self._look.choices
            self._add(grid, line, column, choices, [row[line - 1] for row in sheet.sample])
        self._add_skipped(grid, len(sheet.columns) + 1, sheet)
        grid.setRowStretch(len(sheet.columns) + 2, 1)
        self._area.setWidget(inside)

    def _add(
        self,
        grid: QGridLayout,
        line: int,
        column: LookColumn,
        choices: Sequence[tuple[str, str]],
        sample: Sequence[str],
    ) -> None:
        heading = column.heading or f"第 {column.index + 1} 列"
        box = Choice(())
        box.clear()
        box.addItem(NOT_TAKEN, "")
        for key, words in choices:
            box.addItem(words, key)
        box.setCurrentIndex(max(box.findData(column.key or ""), 0))
        box.setAccessibleName(f"{heading} 当作")
        box.setMinimumWidth(look.px(200))
        box.setEnabled(bool(column.heading))
        box.edited.connect(lambda: self._correct(column.heading, box.currentData()))
        self.fields[heading] = box
        text = "，".join(one for one in sample if one)
        grid.addWidget(label(heading, "" if column.key else "second"), line, 0)
        grid.addWidget(box, line, 1)
        grid.addWidget(
            label(text[:SAMPLE_LENGTH] + ("…" if len(text) > SAMPLE_LENGTH else ""), "second"),
            line,
            2,
        )

    def _add_skipped(self, grid: QGridLayout, line: int, sheet: LookSheet) -> None:
        if not sheet.ignored:
            return
        shown = "；".join(f"第 {row} 行 {why}" for row, why in sheet.ignored[:SKIPPED_SHOWN])
        more = f" 等 {len(sheet.ignored)} 行" if len(sheet.ignored) > SKIPPED_SHOWN else ""
        grid.addWidget(label(f"跳过的行：{shown}{more}", "second", wrap=True), line, 0, 1, 3)

    def _correct(self, heading: str, key: str) -> None:
        self.mapping[heading] = key
        self.corrected.emit()

    def clear(self) -> None:
        """Show nothing."""
        self._look = None
        self.sheet.clear()
        self.words.clear()
        self._area.setWidget(QWidget())


def _summary(sheet: LookSheet) -> str:
    if sheet.why_not:
        return f"这张表不导入：{sheet.why_not}"
    rows = sheet.heading_rows
    where = f"第 {rows[0]}" + (f"–{rows[-1]}" if len(rows) > 1 else "") + " 行" if rows else "没有"
    known = sum(1 for column in sheet.columns if column.key)
    what = "花名册；" if sheet.roster else ""
    return f"{what}表头：{where}；认出 {known} 列，共 {len(sheet.columns)} 列；数据 {sheet.rows} 行，跳过 {len(sheet.ignored)} 行"
