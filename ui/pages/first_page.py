"""今日: averages against the targets, what each community lacks, what waits, whether the data is safe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, badge, button, clear, label, set_badge
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Changes, CheckPaper, Find, Page, Shell, Waits

if TYPE_CHECKING:
    from cso_desk.usecases.first_page import Average, FirstPage, Gap
    from cso_desk.usecases.waiting import Waiting

_COLUMNS = (
    PlainColumn("name", "社区（村）", 220),
    PlainColumn("kind", "城乡", 64),
    PlainColumn("count", "已计入", 72, "right"),
    PlainColumn("words", "离目标", 220),
)


class FirstPageView(Page):
    """What the clerk sees first."""

    word = "今日"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows = MemoryRows()
        self._gaps: dict[str, Gap] = {}
        self.band = AskBand()
        self.city, self.rural = Measure(), Measure()
        self.note = label("", "second", wrap=True)
        empty = Empty("这里还没有社区（村）。可以在“设置”里补充。")
        self.board = ListPanel(self, self._rows.source("各社区（村）", _COLUMNS, "个"), empty)
        self.board.opened.connect(self._open_community)
        self.waiting = QVBoxLayout()
        self.waiting.setSpacing(look.px(look.GAP_1))
        self.check_paper = button("核对纸质表…", "search", "link", self._check_paper)
        self.deadline = label("", "", wrap=True)
        self.set_deadline = button("填写报送期限", "calendar-days", "", self._ask_deadline)
        self.backup = label("", "", wrap=True)
        self.practice = badge()
        self._lay_out()

    def _lay_out(self) -> None:
        head = self.head("今日", button("新增组织", "plus", "primary", self._add))
        head.insertWidget(2, self.practice)
        self.body.addLayout(head)
        self.body.addWidget(self.band)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setSizes([look.px(760), look.px(380)])
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, look.px(look.GAP_2), 0)
        column.setSpacing(look.px(look.GAP_2))
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_3))
        row.addWidget(self.city, 1)
        row.addWidget(self.rural, 1)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(label("各社区（村）", "strong"))
        column.addWidget(self.board, 1)
        return left

    def _right(self) -> QWidget:
        right = QFrame()
        look.dress(right, "card")
        column = QVBoxLayout(right)
        column.setContentsMargins(*[look.px(look.GAP_4)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        head = QHBoxLayout()
        head.addWidget(label("待办", "strong"))
        head.addStretch(1)
        head.addWidget(self.check_paper)
        column.addLayout(head)
        column.addLayout(self.waiting)
        column.addSpacing(look.px(look.GAP_3))
        column.addWidget(label("报送期限", "strong"))
        column.addWidget(self.deadline)
        column.addWidget(self.set_deadline, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(look.px(look.GAP_3))
        column.addWidget(label("最近一次已验证可恢复的备份", "strong"))
        column.addWidget(self.backup)
        column.addWidget(
            button("现在备份", "database-backup", "", self._back_up), 0, Qt.AlignmentFlag.AlignLeft
        )
        column.addStretch(1)
        self._card, self._area = right, QScrollArea()
        area = self._area
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(right)
        return area

    def refresh(self, changes: Changes) -> None:
        """Count again."""
        self._read()

    def come(self, request: object) -> None:
        """Count again: receipts come without a change of a record; or show what was counted just now."""
        if request is None:
            self._read()
        else:
            self._show(cast("FirstPage", request))

    def backed_up(self) -> None:
        """Show the new backup."""
        self._read()

    def _read(self) -> None:
        def read(_: Any) -> FirstPage:
            from cso_desk.usecases import first_page

            return self.desk.apart(first_page.today)

        Reading(self, "", read).done(self._show).start()

    def _show(self, found: FirstPage) -> None:
        self.title.setText(f"今日 · {found.unit}")
        self.count.setText(f"共 {found.total} 个组织，待完善 {found.incomplete} 个")
        set_badge(self.practice, "练习数据" if found.practice else "", "amber")
        area = _area_word(found.unit)
        self.city.show_average(f"{area}城市社区平均", found.city)
        self.rural.show_average(f"{area}农村社区平均", found.rural)
        self.note.setText(
            "".join(words for words in (found.counted_note, found.target_note) if words)
        )
        self._gaps = {gap.id: gap for gap in found.communities}
        self._rows.put([_gap_row(gap) for gap in found.communities])
        self.board.show_query(None)
        self._show_waiting(found.waiting)
        typed = f"上级要求 {found.deadline} 前报送" if found.deadline else ""
        nothing = "上级定了期限再填，没定就空着。"
        self.deadline.setText("\n".join(filter(None, (found.due, typed))) or nothing)
        self.set_deadline.setText("修改报送期限" if found.deadline else "填写报送期限")
        self._show_backup(found)

    def _show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        clear(self.waiting)
        for one in waiting:
            link = button(one.words, "", "link", lambda one=one: self._open_waiting(one))
            self.waiting.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if not waiting:
            self.waiting.addWidget(label("没有待办的事。", "second"))
        QTimer.singleShot(0, self, self._widen)

    def _widen(self) -> None:
        """Give the card the width of its longest line; what is higher than the window is scrolled."""
        wide = self._card.sizeHint().width() + look.px(look.GAP_4)
        self._area.setMinimumWidth(min(wide, look.px(400)))

    def _show_backup(self, found: FirstPage) -> None:
        newest = found.newest_backup
        if newest is None:
            self.backup.setText("还没有。请点“现在备份”。")
            return
        when = newest.made_at[:16].replace("T", " ")
        self.backup.setText(
            f"{when}，{newest.counts.get('organization', 0)} 个组织，已打开检查并清点。"
        )

    def _open_waiting(self, one: Waiting) -> None:
        if self.shell.has(one.page):
            waits = Waits(tuple(one.filter.items())) if one.page in ("备案", "报送") else None
            self.shell.go(one.page, waits or _request(one.filter))

    def _check_paper(self) -> None:
        self.shell.go("纸质材料", CheckPaper())

    def _open_community(self, community: str) -> None:
        self.shell.go("组织", Find(community=community))

    def _add(self) -> None:
        from .page import NewRecord

        self.shell.go("组织", NewRecord())

    def _ask_deadline(self) -> None:
        asks = [Ask("deadline", "报送期限", example="2027-01-05")]
        self.band.ask("上级要求哪一天前报送（可以空着）？", asks, "记下期限", self._keep_deadline)

    def _keep_deadline(self, values: dict[str, str]) -> None:
        def keep(_: Any) -> Any:
            from cso_desk.usecases import first_page

            return first_page.set_deadline(self.desk, values["deadline"])

        work = Writing(self, "正在保存", keep).done(lambda _: self._kept())
        work.failed(self.band.tell).start()

    def _kept(self) -> None:
        self.band.hide()
        self._read()

    def _back_up(self) -> None:
        def make(progress: Any) -> Any:
            from cso_desk.usecases import backup

            return backup.make(self.desk, "手动备份", progress)

        def made(_: Any) -> None:
            self.shell.note("已备份，并打开检查过")
            self._read()

        Writing(self, "正在备份", make).done(made).start()


class Measure(QFrame):
    """One average beside its target."""

    def __init__(self) -> None:
        super().__init__()
        look.dress(self, "card")
        self.figure = label("", "banner")
        self.more = label("", "second", wrap=True)
        self.state = badge()
        grid = QGridLayout(self)
        grid.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        grid.setVerticalSpacing(look.px(look.GAP_1))
        self.head = label("", "", wrap=True)
        grid.addWidget(self.head, 0, 0)
        grid.addWidget(self.figure, 1, 0)
        grid.addWidget(self.more, 2, 0)
        grid.addWidget(self.state, 3, 0, Qt.AlignmentFlag.AlignLeft)

    def show_average(self, words: str, found: Average) -> None:
        """Show the figures under `words`."""
        self.head.setText(words)
        if not found.communities:
            self.figure.setText("—")
            self.more.setText("本辖区没有这类社区")
            set_badge(self.state, "")
            return
        self.figure.setText(f"{found.text} / {found.target}")
        self.figure.setAccessibleName(f"{words} {found.text}，目标 {found.target}")
        self.more.setText(f"{found.communities} 个社区（村），{found.organizations} 个组织")
        set_badge(
            self.state,
            "已到目标" if found.reached else "未到目标",
            "green" if found.reached else "amber",
        )


def _area_word(unit: str) -> str:
    return next(
        (f"全{end}" for end in ("街道", "镇", "乡", "县", "市", "区", "省") if unit.endswith(end)),
        "本辖区",
    )


def _gap_row(gap: Gap) -> dict[str, str]:
    return {
        "id": gap.id,
        "name": gap.name,
        "kind": gap.kind,
        "count": str(gap.count),
        "words": gap.words,
    }


def _request(given: Mapping[str, Any]) -> object:
    known = {
        key: given[key] for key in ("text", "community", "state", "incomplete") if key in given
    }
    return Find(**known) if known else None
