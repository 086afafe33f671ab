"""The score sheet of one organization: indicators with what the records say, own and reviewers' answers, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Choice
from ..pieces import button, label
from ..work import DeskPage, Reading, Writing

if TYPE_CHECKING:
    from cso_desk.usecases.round_indicators import ScoreLine, ScoreSheet

_COLUMNS = ("指标", "分值", "评分标准", "台账数据", "自评", "自评分", "考评", "考评分", "理由")
_WIDTHS = (230, 48, 190, 110, 90, 60, 90, 60, 160)
_OWN, _ANSWER, _REASON = 4, 6, 8
_TYPED = {_OWN: "own", _ANSWER: "answer", _REASON: "reason"}


class ScoreTable(QWidget):
    """White cells are typed, grey ones computed; the list behind a number stands in its tip."""

    saved = Signal(str)
    refused = Signal(str)

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self._round = ""
        self._ids: list[str] = []
        self._lines: Sequence[ScoreLine] = ()
        self._open = False
        self.organization = Choice(())
        self.organization.setAccessibleName("评分的组织")
        self.organization.setMinimumWidth(look.px(240))
        self.organization.edited.connect(self._read)
        self.whole = label("", "strong")
        self.propose = button("从台账填数据", "download", "", self._propose)
        self.save = button("保存评分", "save", "", self._save)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setAccessibleName("评分表")
        self.table.setHorizontalHeaderLabels(list(_COLUMNS))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(look.row_height())
        for at, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(at, look.px(width))
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        for part in (QLabel("组织"), self.organization, self.whole):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.propose)
        line.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        column.addWidget(self.table, 1)

    def show_round(
        self, round_id: str, organizations: Sequence[tuple[str, str]], *, open_to_edit: bool
    ) -> None:
        """Show a round's score sheets; the organization that was open stays open."""
        at = max(self.organization.currentIndex() - 1, 0) if round_id == self._round else 0
        self._round, self._open = round_id, open_to_edit
        self._ids = [key for key, _ in organizations]
        self.organization.clear()
        self.organization.addItems(["", *(name for _, name in organizations)])
        self.organization.setCurrentIndex(min(at + 1, len(organizations)))
        for verb in (self.propose, self.save):
            verb.setEnabled(open_to_edit)
        self._read()

    def _current(self) -> str:
        at = self.organization.currentIndex() - 1
        return self._ids[at] if 0 <= at < len(self._ids) else ""

    def _read(self) -> None:
        round_id, organization = self._round, self._current()
        if not organization:
            return

        def read(_: Any) -> ScoreSheet:
            from cso_desk.usecases import round_indicators

            return round_indicators.score_sheet(self._page.desk, round_id, organization)

        Reading(self._page, "", read).done(self._show).start()

    def _show(self, sheet: ScoreSheet) -> None:
        if sheet.organization != self._current():
            return
        self._lines = sheet.lines
        grade = f"，{sheet.grade}" if sheet.grade else "，还有指标没有考评"
        self.whole.setText(f"考评 {sheet.whole} 分{grade}")
        self.table.setRowCount(len(sheet.lines))
        for row, one in enumerate(sheet.lines):
            name = "　　" * (one.level - 1) + one.name
            points = one.points if one.answer or one.kind in ("", "vote") else ""
            texts = (name, one.most, one.rule, one.automatic, one.own, one.own_points)
            for at, text in enumerate((*texts, one.answer, points, one.reason)):
                self._put(row, at, text, one)

    def _put(self, row: int, at: int, text: str, one: ScoreLine) -> None:
        item = QTableWidgetItem(text)
        typed = at in _TYPED and self._open and one.kind not in ("", "vote")
        if not typed:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setBackground(look.colour("calculated" if at in _TYPED else "surface"))
        tips = {2: one.rule, 3: "\n".join(one.lines), _OWN: "、".join(one.words)}
        item.setToolTip(tips.get(_OWN if at == _ANSWER else at, text))
        self.table.setItem(row, at, item)

    def _rows(self) -> list[dict[str, str]]:
        found = []
        for row, one in enumerate(self._lines):
            before = {"own": one.own, "answer": one.answer, "reason": one.reason}
            texts = {key: self._text(row, at) for at, key in _TYPED.items()}
            changed = {key: text for key, text in texts.items() if text != before[key]}
            if changed:
                found.append({"indicator": one.key, **changed})
        return found

    def _text(self, row: int, at: int) -> str:
        item = self.table.item(row, at)
        return item.text().strip() if item else ""

    def _save(self) -> None:
        round_id, organization, rows = self._round, self._current(), self._rows()

        def write(_: Any) -> Any:
            from cso_desk.usecases import round_indicators

            return round_indicators.save_answers(self._page.desk, round_id, organization, rows)

        work = Writing(self._page, "正在保存评分", write)
        work.done(lambda _: self.saved.emit("已保存评分")).failed(self._not_saved).start()

    def _not_saved(self, error: Exception) -> bool:
        if isinstance(error, Problems):
            self.refused.emit("\n".join(one.message for one in error.problems[:6]))
        return isinstance(error, Problems)

    def _propose(self) -> None:
        round_id = self._round

        def write(_: Any) -> Any:
            from cso_desk.usecases import round_indicators

            return round_indicators.propose(self._page.desk, round_id)

        work = Writing(self._page, "正在从台账填数据", write)
        work.done(lambda count: self.saved.emit(f"已从台账填 {count} 项")).start()
