"""重名核对: pairs that may be one organization, side by side; judged different for ever, or merged field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .compare_table import CompareTable
from .filed_twice import FiledTwice
from .page import Changes, OpenRecord, Page, Shell

if TYPE_CHECKING:
    from cso_desk.usecases.duplicates import Pair
    from cso_desk.usecases.merging import Merged
    from cso_desk.usecases.register import FormField
    from cso_desk.usecases.side_by_side import Preview

_TABLES = frozenset({"organization", "not_duplicate", "decision", "unit"})
_COLUMNS = (
    PlainColumn("first", "组织", 230),
    PlainColumn("second", "可能是同一个的组织", 230),
    PlainColumn("why", "为什么列出", 260),
    PlainColumn("place", "所在社区(村)", 170),
    PlainColumn("leaders", "负责人", 120),
    PlainColumn("states", "状态", 150),
)
_DERIVED = frozenset(
    {"state", "filing_number", "filing_date", "filing_authority", "valid_until", "tier"}
)
"""Fields that follow from the decisions: both decisions stay, so nobody picks these."""
APART = "两个单位各报了一条：如果是同一个组织，点“是同一个，移交…”，由一个单位合并。"
PURPOSE = "没有看起来重复的组织。新增、导入时也会比对，名称、负责人、场所相近的会列在这里。"


@dataclass(frozen=True, slots=True)
class _Open:
    """The pair that is compared: the left one stays when they are merged."""

    left: str
    right: str


class DuplicatesPage(Page):
    """Reached from 组织."""

    word = "重名核对"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._pairs: dict[str, Pair] = {}
        self._rows = MemoryRows()
        self._opened: _Open | None = None
        self.preview: Preview | None = None
        self.merging = False
        self._make_parts()
        self._lay_out()
        self.list.marked.connect(self._follow)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(lambda _: self.table.setFocus())
        self._show_merging(False)
        self.read()

    def _make_parts(self) -> None:
        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.different = button("不是同一个组织", "x", "", self._judge)
        self.different.setToolTip("记住这一对，以后不再列出；点错了可以还原")
        self.twice = FiledTwice(self)
        self.merge = button("合并…", "copy", "primary", lambda: self._show_merging(True))
        self.look_at = button("看左边的组织", "", "link", self._look_at)
        self.numbers = button("显示完整号码", "eye", "link", self._toggle_numbers)
        source = self._rows.source("重名核对", _COLUMNS, "对")
        self.list = ListPanel(self, source, Empty(PURPOSE))
        self.table = CompareTable()
        self.about = label("", "second", wrap=True)
        self.notice = label("", "warning", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.band = QFrame()
        self.swap = button("左右对调", "refresh-cw", "", self._swap)
        self.go_on = button("合并成一条", "check", "primary", self._merge)
        self.leave = button("先不合并", "", "", lambda: self._show_merging(False))

    def _lay_out(self) -> None:
        head = self.head("重名核对", self.different, self.twice.same, self.merge)
        head.insertWidget(0, self.back)
        line = QHBoxLayout()
        line.addWidget(self.about, 1)
        line.addWidget(self.look_at)
        line.addWidget(self.numbers)
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(look.GAP_1))
        inside.addLayout(line)
        inside.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.body.addLayout(head)
        for part in (self.notice, self.problem):
            part.hide()
            self.body.addWidget(part)
        self.body.addWidget(self.twice.band)
        self.body.addWidget(split, 1)
        self.body.addWidget(self._merging_band())

    def _merging_band(self) -> QFrame:
        look.dress(self.band, "band")
        self.along = label("", "", wrap=True)
        column = QVBoxLayout(self.band)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(label("逐项用 ← → 选用哪一边（也可以点格子），选好再合并。", "strong"))
        column.addWidget(self.along)
        verbs = Flow(gap=look.GAP_2)
        for verb in (self.go_on, self.swap, self.leave):
            verbs.addWidget(verb)
        column.addLayout(verbs)
        return self.band

    def come(self, request: object) -> None:
        """Show the pairs."""
        self.list.setFocus()

    def refresh(self, changes: Changes) -> None:
        """Look for pairs again."""
        if {table for table, _ in changes} & _TABLES:
            self.read()

    def read(self) -> None:
        """Look for pairs that may be one organization."""

        def read(progress: Any) -> list[Pair]:
            from cso_desk.usecases import duplicates

            return duplicates.pairs(self.desk, progress)

        Reading(self, "正在比对", read).done(self._fill).start()

    def _fill(self, found: Sequence[Pair]) -> None:
        self._pairs = {one.id: one for one in found}
        self._rows.put([_row(one) for one in found])
        self.count.setText(f"{len(found)} 对可能是同一个组织" if found else "")
        self._show_merging(False)
        self.list.show_query(None)

    def _filled(self, count: int) -> None:
        for part in (self.table, self.about, self.look_at, self.different, self.merge):
            part.setVisible(count > 0)
        if not count:
            self._opened = None
            self.numbers.hide()
        elif not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)
        self._follow()

    def _follow(self) -> None:
        chosen = self.list.chosen().count
        words = f"这 {chosen} 对都不是同一个组织" if chosen > 1 else "不是同一个组织"
        self.different.setText(words)
        pair = self._current()
        self.twice.show_pair(pair)
        if pair is not None and not self.merging:
            self._compare(_Open(pair.first.id, pair.second.id))

    def _current(self) -> Pair | None:
        at = self.list.table.currentIndex()
        if not at.isValid() or at.row() >= len(self.list.model.ids):
            return None
        (record,) = self.list.source.record_ids([self.list.model.ids[at.row()]])
        return self._pairs.get(record)

    def _compare(self, wanted: _Open) -> None:
        self._opened = wanted

        def read(_: Any) -> tuple[Preview, Mapping[str, FormField]]:
            from cso_desk.usecases import register, side_by_side

            fields = {one.key: one for one in register.form_fields(self.desk, "organization")}
            return side_by_side.preview(self.desk, wanted.left, wanted.right), fields

        work = Reading(self, "", read).done(lambda found: self._compared(wanted, *found))
        work.failed(self._refused).start()

    def _compared(self, wanted: _Open, preview: Preview, fields: Mapping[str, FormField]) -> None:
        if wanted != self._opened:
            return
        self.preview = preview
        names = next((one for one in preview.lines if one.key == "name"), None)
        heads = (names.left, names.right) if names else ("左", "右")
        lines = sorted(preview.lines, key=lambda one: not one.differs)
        self.table.show_lines(lines, heads, fields, _DERIVED)
        self.numbers.setVisible(self.table.has_personal())
        differing = sum(one.differs for one in preview.lines)
        self.about.setText(f"并排比较：{differing} 项不同，其余相同。")
        self.along.setText(f"保留左边的“{heads[0]}”。{preview.words}")
        self.merge.setEnabled(preview.mine)
        self.merge.setVisible(not self.twice.offered() and not self.merging)
        why = f"其中一条由{preview.owner}维护，这里不能合并，请告知{preview.owner}核对。"
        if (pair := self._current()) is not None and not pair.mine:
            why = f"{pair.judged}。" if pair.judged else why
            if self.twice.offered():
                why = APART
        self.merge.setToolTip("" if preview.mine else why)
        if not preview.mine:
            self.about.setText(f"{self.about.text()}{why}")

    def _toggle_numbers(self) -> None:
        self.table.show_numbers(not self.table.whole_numbers)
        self.numbers.setText("遮住号码" if self.table.whole_numbers else "显示完整号码")

    def _look_at(self) -> None:
        if self._opened is not None:
            self.shell.go("组织", OpenRecord(self._opened.left))

    def _show_merging(self, merging: bool) -> None:
        self.merging = merging
        self.band.setVisible(merging)
        self.list.setVisible(not merging)
        self.different.setVisible(not merging and bool(self._pairs))
        self.merge.setVisible(not merging and bool(self._pairs))
        self.table.set_picking(merging)
        self.problem.hide()
        if merging:
            self.notice.hide()
            self.table.setFocus()
        else:
            self.list.setFocus()

    def _swap(self) -> None:
        if self._opened is not None:
            self._compare(_Open(self._opened.right, self._opened.left))

    def _judge(self) -> None:
        self.notice.hide()
        self.list.with_chosen(self._write_different)

    def _write_different(self, ids: list[str]) -> None:
        pairs = [self._pairs[one] for one in ids if one in self._pairs]
        chosen = [(one.first.id, one.second.id) for one in pairs]
        if not chosen:
            return

        def write(_: Any) -> Any:
            from cso_desk.usecases import duplicates

            return duplicates.judge_different(self.desk, chosen)

        def done(count: int) -> None:
            self.shell.noted(f"已记住 {count} 对不是同一个组织")
            self.read()

        Writing(self, "正在保存", write).done(done).failed(self._refused).start()

    def _merge(self) -> None:
        if self._opened is None:
            return
        opened, choose = self._opened, self.table.choices()

        def write(_: Any) -> Any:
            from cso_desk.usecases import merging

            return merging.merge(self.desk, opened.left, opened.right, choose)

        work = Writing(self, "正在合并", write).done(self._merged)
        work.failed(self._refused).start()

    def _merged(self, merged: Merged) -> None:
        self._show_merging(False)
        self.notice.setText("".join(merged.notes))
        self.notice.setVisible(bool(merged.notes))
        self.shell.noted("已合并成一条")
        self.read()

    def _refused(self, error: Exception) -> bool:
        self.problem.setText(str(error))
        self.problem.show()
        return True


def _row(pair: Pair) -> dict[str, str]:
    first, second = pair.first, pair.second
    both = [
        dict.fromkeys((one, other))
        for one, other in (
            (first.community, second.community),
            (first.leader, second.leader),
            (first.state, second.state),
        )
    ]
    places, leaders, states = ("、".join(filter(None, one)) for one in both)
    return {
        "id": pair.id,
        "first": first.name,
        "second": second.name,
        "why": "、".join(filter(None, (pair.judged, *pair.reasons))),
        "place": places,
        "leaders": leaders,
        "states": states,
    }
