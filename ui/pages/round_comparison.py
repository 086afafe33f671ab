"""评议对照: grades of a community or of the whole township over the years, bad years in a row, the table as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Choice
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, clear, label
from ..work import Reading
from .page import Changes, OpenCases, OpenRecord, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.round_history import BadRun, Comparison

YEARS = 4
ALL = "全部社区（村）"
_FIXED = (PlainColumn("name", "组织名称", 220), PlainColumn("community", "社区（村）", 110))


class ComparisonPage(Page):
    """Results side by side; opened from 评议 and from 今日."""

    word = "评议对照"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._places: list[tuple[str, str]] = []
        self._runs: list[BadRun] = []
        self._wanted = ""
        self._rows = MemoryRows()
        self._list: ListPanel | None = None
        self.back = button("返回评议", "arrow-left", "quiet", lambda: self.shell.go("评议"))
        self.place = Choice((ALL,))
        self.place.setAccessibleName("社区（村）")
        self.place.put(ALL)
        self.place.edited.connect(self._read)
        self.export = button("导出对照表", "download", "primary", self._export)
        head = self.head("历年评议对照", self.place, self.export)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        self.band, self._band_column = _band()
        self.body.addWidget(self.band)
        self.sums = label("", "second", wrap=True)
        self.body.addWidget(self.sums)
        self.holder = QVBoxLayout()
        self.body.addLayout(self.holder, 1)
        self._read_places()

    def come(self, request: object) -> None:
        """Read again."""
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again where results or organizations changed."""
        if {table for table, _ in changes} & {"result", "round", "organization", "round_objection"}:
            self._read()

    def _read_places(self) -> None:
        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import units

            return [(unit.id, unit.name) for unit in units.communities(self.desk)]

        def show(found: list[tuple[str, str]]) -> None:
            self._places = found
            self.place.clear()
            self.place.addItems([ALL, *(name for _, name in found)])

        Reading(self, "", read).done(show).start()

    def _unit(self) -> str:
        return next((unit for unit, name in self._places if name == self.place.value()), "")

    def _read(self) -> None:
        unit = self._wanted = self._unit()

        def read(_: Any) -> tuple[Comparison, list[BadRun]]:
            from cso_desk.usecases import round_history

            return round_history.compare(self.desk, unit, YEARS), round_history.bad_runs(self.desk)

        Reading(self, "", read).done(lambda found: self._show(unit, *found)).start()

    def _show(self, unit: str, found: Comparison, runs: list[BadRun]) -> None:
        if unit != self._wanted:
            return
        self.count.setText(f"共 {len(found.rows)} 个组织")
        self.export.setEnabled(bool(found.rows))
        self._show_runs(runs)
        lines = [
            f"{year} 年：" + "，".join(f"{grade} {n} 个" for grade, n in counts.items())
            for year, counts in found.counts.items()
        ]
        self.sums.setText("　　".join(lines))
        self._rows.put(
            [
                {
                    "id": one.organization,
                    "name": one.name,
                    "community": one.community,
                    **{f"g{year}": grade for year, grade in one.grades.items()},
                    **{f"s{year}": score for year, score in one.scores.items()},
                    "remark": one.remark,
                }
                for one in found.rows
            ]
        )
        self._make_list(found.years)

    def _make_list(self, years: tuple[int, ...]) -> None:
        clear(self.holder)
        columns = list(_FIXED)
        for year in years:
            columns.append(PlainColumn(f"g{year}", f"{year} 等次", 92))
            columns.append(PlainColumn(f"s{year}", f"{year} 得分", 84, "right"))
        columns.append(PlainColumn("remark", "备注", 220))
        badges = frozenset(f"g{year}" for year in years)
        source = self._rows.source("评议对照", columns, "个", badges)
        empty = Empty("还没有定下结果的评议；定了结果，历年的等次和得分就并排列在这里。")
        self._list = ListPanel(self, source, empty)
        self._list.opened.connect(lambda one: self.shell.go("组织", OpenRecord(one)))
        self.holder.addWidget(self._list, 1)
        self._list.show_query(years)

    def _show_runs(self, runs: list[BadRun]) -> None:
        self._runs = runs
        clear(self._band_column)
        self.band.setVisible(bool(runs))
        if not runs:
            return
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        words = "；".join(f"{one.name}（{one.words}）" for one in runs[:3])
        more = f"等 {len(runs)} 个组织" if len(runs) > 3 else ""
        row.addWidget(label("连续不合格", "strong"))
        row.addWidget(label(f"{words}{more}。", "", wrap=True), 1)
        self.rectify = button(f"办限期整改 {len(runs)} 件", "file-check", "", self._rectify)
        row.addWidget(self.rectify)
        self._band_column.addLayout(row)

    def _rectify(self) -> None:
        ids = tuple(one.organization for one in self._runs)
        self.shell.go("备案", OpenCases(ids, "限期整改"))

    def _export(self) -> None:
        unit = self._unit()

        def then(out: Path) -> None:
            def write(_: Any) -> Any:
                from cso_desk.usecases import round_history

                return round_history.export(self.desk, out, unit, YEARS)

            work = Reading(self, "正在导出对照表", write)
            work.done(lambda count: self.shell.note(f"已导出 {count} 个组织到 {out.name}")).start()

        proposed = Path("社区社会组织评议结果对照表.xlsx")
        self.shell.say.save_file(self, "导出对照表", proposed, "表格 (*.xlsx *.csv)", then)


def _band() -> tuple[QWidget, QVBoxLayout]:
    band = QFrame()
    look.dress(band, "warning_band")
    column = QVBoxLayout(band)
    column.setContentsMargins(
        look.px(look.GAP_3), look.px(look.GAP_1), look.px(look.GAP_2), look.px(look.GAP_1)
    )
    band.hide()
    return band, column
