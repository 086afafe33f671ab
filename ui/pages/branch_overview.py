"""汇总情况: who below has reported, and how it all stands; a line opens its units, and the organizations behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading
from .outgoing import open_file
from .page import Changes, Find, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.branch_overview import Overview, UnitLine

_FIRST = (
    PlainColumn("name", "单位", 190),
    PlainColumn("state", "本期", 84),
)
_REST = (
    PlainColumn("organizations", "组织", 60, "right"),
    PlainColumn("filed", "已备案", 64, "right"),
    PlainColumn("unfiled", "未备案", 64, "right"),
    PlainColumn("members", "成员", 70, "right"),
    PlainColumn("city", "城市平均/目标", 104, "right"),
    PlainColumn("rural", "农村平均/目标", 104, "right"),
    PlainColumn("missing", "缺号", 80),
    PlainColumn("last", "最近一份", 130),
    PlainColumn("oldest", "最早的数据", 96),
    PlainColumn("differing", "两边不一致", 130),
)
_OPEN, _CLOSED, _LEAF = "▾ ", "▸ ", "　 "
_NOTHING = "区划里本单位以下还没有单位。"


class OverviewPage(Page):
    """One list of units; Enter or a double click opens what is below one, 看组织 the organizations of one."""

    word = "汇总情况"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows = MemoryRows()
        self._found: Overview | None = None
        self._open: set[str] = set()
        self._shown: list[UnitLine] = []
        self.list: ListPanel | None = None
        self.words = label("", "", wrap=True)
        self.print_it = button("打印报送情况表", "printer", "", self._ask_print)
        self.write_it = button("导出 Excel", "file-spreadsheet", "", self._ask_write)
        self.unfold = button("展开下级", "plus", "", self._unfold)
        self.see = button("看组织", "users", "primary", self._see)
        self._place = QWidget()
        self._inside = QVBoxLayout(self._place)
        self._inside.setContentsMargins(0, 0, 0, 0)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(self.words, 1)
        verbs.addWidget(self.unfold)
        verbs.addWidget(self.see)
        self.body.addLayout(self.head("汇总情况", self.print_it, self.write_it))
        self.body.addLayout(verbs)
        self.body.addWidget(self._place, 1)
        self._mark()

    def come(self, request: object) -> None:
        """Read: packages come without a change of a record."""
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        if {table for table, _ in changes} & {"organization", "unit", "report_period", "decision"}:
            self._read()

    def _read(self) -> None:
        def read(_: Any) -> Overview:
            from cso_desk.usecases import branch_overview

            return self.desk.apart(branch_overview.overview)

        Reading(self, "正在汇总", read).done(self._show).start()

    def _show(self, found: Overview) -> None:
        periods = [one.name for one in found.periods]
        if self.list is None or self._found is None or self._names(self._found) != periods:
            self._make_list(periods)
        self._found = found
        self.words.setText(found.words)
        self.count.setText(f"{found.whole.figures.organizations} 个组织")
        self._fill()

    def _names(self, found: Overview) -> list[str]:
        return [one.name for one in found.periods]

    def _make_list(self, periods: list[str]) -> None:
        if self.list is not None:
            self._inside.removeWidget(self.list)
            self.list.deleteLater()
        columns = [PlainColumn(f"p{at}", name, 190) for at, name in enumerate(periods)]
        source = self._rows.source(
            "汇总情况", (*_FIRST, *reversed(columns), *_REST), "个", frozenset({"state"})
        )
        self.list = ListPanel(self, source, Empty(_NOTHING))
        # A line stands under the unit that it belongs to, whatever its figures are.
        self.list.table.sorted_by.disconnect(self.list.sort)
        self.list.table.doubleClicked.connect(lambda _: self._unfold())
        self.list.marked.connect(self._mark)
        self._inside.addWidget(self.list)

    def _fill(self) -> None:
        from cso_desk.usecases.branch_papers import depths

        assert self._found is not None and self.list is not None
        below = {one.parent for one in self._found.lines}
        visible = {""}
        self._shown = []
        for one in self._found.lines:
            if one.parent in visible:
                self._shown.append(one)
                if one.unit in self._open:
                    visible.add(one.unit)
        current = self._current()
        pairs = zip(self._shown, depths(self._shown), strict=True)
        rows = [
            self._row(one, depth, one.unit in below) for depth, one in ((d, o) for o, d in pairs)
        ]
        self._rows.put([*rows, self._row(self._found.whole, 0, False, "合计")])
        self.list.show_query(None, go_to=current.unit if current else None)
        self._mark()

    def _row(self, one: UnitLine, depth: int, opens: bool, name: str = "") -> dict[str, str]:
        sign = (_OPEN if one.unit in self._open else _CLOSED) if opens else _LEAF
        figures = one.figures
        numbers = ("organizations", "filed", "unfiled", "members")
        return {
            "id": one.filter if name == "" else "",
            "name": name or "　" * depth + sign + one.name,
            "state": one.cells[-1].state,
            **{f"p{at}": cell.words for at, cell in enumerate(one.cells)},
            **{key: str(getattr(figures, key)) for key in numbers},
            **{key: getattr(one, key) for key in ("city", "rural", "missing", "last", "differing")},
            "oldest": figures.oldest,
        }

    def _current(self) -> UnitLine | None:
        row = self.list.current() if self.list is not None else None
        if row is None or self._found is None:
            return None
        lines = [*self._shown, self._found.whole]
        return next((one for one in lines if one.filter == row.id), None)

    def _mark(self) -> None:
        one = self._current()
        self.see.setEnabled(one is not None)
        opens = one is not None and self._found is not None and self._has_below(one)
        self.unfold.setEnabled(opens)
        closed = one is None or one.unit not in self._open
        self.unfold.setText("展开下级" if closed else "收起下级")

    def _has_below(self, one: UnitLine) -> bool:
        assert self._found is not None
        top = one is self._found.whole
        return not top and any(other.parent == one.unit for other in self._found.lines)

    def _unfold(self) -> None:
        one = self._current()
        if one is not None and self._has_below(one):
            self._open ^= {one.unit}
            self._fill()

    def _see(self) -> None:
        one = self._current()
        if one is not None:
            self.shell.go("组织", Find(community=one.filter or None))

    def _ask_print(self) -> None:
        proposed = Path(f"P08_报送情况表_{self.desk.clock.today().isoformat()}.pdf")
        kinds = "PDF 文件 (*.pdf)"
        self.shell.say.save_file(self, "报送情况表打印成 PDF", proposed, kinds, self.print_to)

    def print_to(self, out: Path) -> None:
        """Write the paper with the lines that are shown."""
        units = [one.unit for one in self._shown]

        def write(progress: Any) -> Any:
            from cso_desk.usecases import branch_papers

            return branch_papers.print_overview(self.desk, out, units, progress).value

        Reading(self, "正在打印报送情况表", write).done(lambda _: self._written(out)).start()

    def _ask_write(self) -> None:
        proposed = Path(f"汇总情况_{self.desk.clock.today().isoformat()}.xlsx")
        kinds = "Excel 工作簿 (*.xlsx)"
        self.shell.say.save_file(self, "汇总情况导出", proposed, kinds, self.write_to)

    def write_to(self, out: Path) -> None:
        """Write the workbook."""

        def write(progress: Any) -> Any:
            from cso_desk.usecases import branch_papers

            return branch_papers.write_overview(self.desk, out, progress).value

        Reading(self, "正在导出", write).done(lambda _: self._written(out)).start()

    def _written(self, out: Path) -> None:
        self.shell.note(f"已写到 {out.name}", "打开", lambda: open_file(out))
