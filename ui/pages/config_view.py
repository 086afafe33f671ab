"""下发: what the units below are to get, who has confirmed what, targets and deadlines, and the packages for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Line
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page
from .target_table import TargetTable

if TYPE_CHECKING:
    from cso_desk.usecases.configuring import Below, Given
    from cso_desk.usecases.deadlines import Deadline

PURPOSE = (
    "政策包、目标、上报截止日期和社区（村）变动随下发包告诉下级；"
    "下级接收后带回回执才算确认，丢了再生成一次就行。"
)
_COLUMNS = (
    PlainColumn("unit", "下级单位", 150),
    PlainColumn("word", "内容", 150),
    PlainColumn("rows", "条数", 56, "right"),
    PlainColumn("state", "状态", 110),
    PlainColumn("day", "日期", 100),
    PlainColumn("why", "说明", 320),
)
_DATES = (
    PlainColumn("due_on", "截止日期", 100),
    PlainColumn("name", "报送事项", 180),
    PlainColumn("owner", "谁定的", 110),
    PlainColumn("document", "依据文件", 160),
)
_PERIODS = ("年报", "上半年", "下半年", "一季度", "二季度", "三季度", "四季度", "专项")


class ConfigView(QWidget):
    """The way down."""

    has_units_below = Signal(bool)

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page = page
        self._band = band
        self._rows, self._date_rows = MemoryRows(), MemoryRows()
        self._own: frozenset[str] = frozenset()
        self._filled = ""
        self.give = button("生成下发包", "usb", "primary", self._ask_folder)
        self.result = label("", "", wrap=True, pick=True)
        self.result.hide()
        source = self._rows.source("下发情况", _COLUMNS, "项", frozenset({"state"}))
        empty = Empty("没有要下发的内容，或还没有给下级签发单位证书。")
        self.list = ListPanel(page, source, empty)
        self.year = Line("2027")
        self.document = Line("辉民〔2026〕1号")
        self.table = TargetTable()
        self.save = button("保存目标", "save", "", self._save_targets)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.dates = ListPanel(
            page,
            self._date_rows.source("上报截止日期", _DATES, "个"),
            Empty("还没有定上报截止日期。"),
        )
        self.add_date = button("定上报截止日期", "calendar-days", "", self._ask_date)
        self.drop_date = button("取消选中的截止日期", "trash-2", "", self._drop_date)
        self._lay_out()

    def _lay_out(self) -> None:
        verbs = QHBoxLayout()
        verbs.addWidget(label(PURPOSE, "second", wrap=True), 1)
        verbs.addWidget(self.give)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._targets())
        split.addWidget(self._deadlines())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(verbs)
        column.addWidget(self.result)
        column.addWidget(self.list, 2)
        column.addWidget(split, 3)

    def _targets(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(label("年度目标", "strong"))
        for words, line, width in (("年度", self.year, 64), ("依据文件", self.document, 170)):
            line.setAccessibleName(words)
            line.setFixedWidth(look.px(width))
            head.addWidget(label(words))
            head.addWidget(line)
        self.year.editingFinished.connect(self.read)
        head.addStretch(1)
        head.addWidget(self.save)
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        return holder

    def _deadlines(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("上报截止日期", "strong"))
        verbs = Flow(gap=look.GAP_2)
        verbs.addWidget(self.add_date)
        verbs.addWidget(self.drop_date)
        column.addLayout(verbs)
        column.addWidget(self.dates, 1)
        return holder

    def read(self) -> None:
        """Read how everything stands; the targets that this desk set for the year."""
        year = self.year.value() or str(self._page.desk.clock.today().year)

        def read(_: Any) -> tuple[list[Below], list[Any], dict[tuple[str, str], str], list[Any]]:
            from cso_desk.usecases import configuring, deadlines, targets

            desk = self._page.desk
            asked = [one for one in targets.listed(desk) if one.mine and str(one.year) == year]
            numbers = {(one.unit, one.measure): str(one.number) for one in asked}
            units = [
                (one.id, one.name, one.level == "community") for one in targets.next_below(desk)
            ]
            return configuring.below(desk), units, numbers, deadlines.deadlines(desk)

        self.year.put(year)
        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(
        self,
        below: Sequence[Below],
        units: Sequence[tuple[str, str, bool]],
        numbers: dict[tuple[str, str], str],
        dates: Sequence[Deadline],
    ) -> None:
        self._rows.put(_standing_rows(below))
        self.list.show_query(None)
        self.give.setEnabled(any(one.waiting for one in below))
        if self._filled != self.year.value() or not self.table.changed():
            self._filled = self.year.value()
            self.table.fill(units, numbers)
        self.has_units_below.emit(len(units) > 1)
        self._own = frozenset(one.id for one in dates if not one.above)
        self._date_rows.put(
            [
                {"id": one.id, "owner": one.owner_name, **_texts(one, "due_on", "name", "document")}
                for one in dates
            ]
        )
        self.dates.show_query(None)

    def _ask_folder(self) -> None:
        self._page.shell.say.folder(self, "选择 U 盘或文件夹", self.give_into)

    def give_into(self, folder: Path) -> None:
        """Write a package for every unit that has not confirmed everything."""

        def give(progress: Any) -> Any:
            from cso_desk.usecases import configuring

            return configuring.give(self._page.desk, folder, progress=progress)

        Writing(self._page, "正在生成下发包", give).done(self._given).start()

    def _given(self, made: Sequence[Given]) -> None:
        lines = [
            f"{one.to_name}：{one.file.name}（{'、'.join(one.words)}），核对码 {one.check_code}"
            for one in made
        ]
        self.result.setText("\n".join(lines))
        self.result.setVisible(bool(lines))
        self._page.shell.note(f"已生成 {len(made)} 份下发包，收到回执才算确认")
        self.read()

    def _save_targets(self) -> None:
        changed = self.table.changed()
        year, document = self.year.value(), self.document.value()
        self.problem.hide()
        if not changed:
            self._page.shell.note("目标没有改动")
            return

        def save(_: Any) -> Any:
            from cso_desk.usecases import targets

            return targets.set_targets(self._page.desk, year, changed, document)

        work = Writing(self._page, "正在保存目标", save).done(lambda _: self._saved())
        work.failed(self._tell).start()

    def _saved(self) -> None:
        self._page.shell.note("目标已保存，请生成下发包告诉下级")
        self._filled = ""
        self.read()

    def _tell(self, error: Exception) -> bool:
        from cso_desk.errors import Problems

        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(dict.fromkeys(one.message for one in error.problems)))
        self.problem.show()
        first = error.problems[0]
        self.table.go_to(first.where, first.field)
        return True

    def _ask_date(self) -> None:
        year = str(self._page.desk.clock.today().year)
        asks = [
            Ask("name", "报送事项", example=f"{year}年年报", width=180),
            Ask("year", "年度", year, width=64),
            Ask("period", "报送期", _PERIODS[0], width=110, words=_PERIODS),
            Ask("due_on", "截止日期", example="2027-01-05", width=120),
            Ask("document", "依据文件", width=180),
        ]
        words = "下级最迟哪一天报送？定好后随下发包告诉下级。"
        self._band.ask(words, asks, "定下截止日期", self._keep_date)

    def _keep_date(self, values: dict[str, str]) -> None:
        def keep(_: Any) -> Any:
            from cso_desk.usecases import deadlines

            return deadlines.set_deadline(self._page.desk, values)

        work = Writing(self._page, "正在保存", keep).done(lambda _: self._kept())
        work.failed(self._band.tell).start()

    def _kept(self) -> None:
        self._band.hide()
        self.read()

    def _drop_date(self) -> None:
        row = self.dates.current()
        if row is None or row.id not in self._own:
            self._page.shell.note("请先选一个本单位定的截止日期")
            return

        def drop(_: Any) -> Any:
            from cso_desk.usecases import deadlines

            return deadlines.remove_deadline(self._page.desk, row.id)

        Writing(self._page, "正在取消", drop).done(lambda _: self.read()).start()


def _texts(one: Deadline, *keys: str) -> dict[str, str]:
    return {key: str(getattr(one, key)) for key in keys}


def _standing_rows(below: Sequence[Below]) -> list[dict[str, str]]:
    return [
        {
            "id": f"{unit.unit}/{part.table}",
            "unit": unit.name,
            "word": part.word,
            "rows": str(part.rows),
            "state": part.state,
            "day": part.day,
            "why": part.why,
        }
        for unit in below
        for part in unit.parts
    ]
