"""公开表: each community's sheet of the year, its lines, the paper, and when it was posted and taken down."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, badge, button, label, set_badge
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page
from .pdf_preview import PdfPreview

if TYPE_CHECKING:
    from cso_desk.usecases.disclose import ListedSheet, Sheet, SheetLine
    from cso_desk.usecases.opening import Desk

_LIST = (
    PlainColumn("name", "社区（村）", 190),
    PlainColumn("state", "公开", 84),
    PlainColumn("organizations", "组织数", 64, "right"),
    PlainColumn("posted_on", "张贴日期", 104),
    PlainColumn("posted_by", "张贴人", 80),
)
_LINES = (
    PlainColumn("no", "序号", 48, "right"),
    PlainColumn("name", "组织名称", 200),
    PlainColumn("leader", "负责人", 76),
    PlainColumn("activities", "活动内容", 220),
    PlainColumn("income", "收入（元）", 90, "right"),
    PlainColumn("spending", "支出（元）", 90, "right"),
    PlainColumn("grade", "评议结果", 80),
    PlainColumn("differs", "与收支流水的差别", 220),
)


class SheetsView(QWidget):
    """The disclosure sheets of one year."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._of = page.desk.clock.today().year
        self.sheet: Sheet | None = None
        self._wanted = ""
        self._rows, self._line_rows = MemoryRows(), MemoryRows()
        self.band = AskBand()
        empty = Empty(
            "这里做各社区（村）一年一张的公开表。先在“设置”里补充社区，再给组织选好社区。"
        )
        source = self._rows.source("公开表", _LIST, "个", frozenset({"state"}))
        self.list = ListPanel(page, source, empty)
        self.list.marked.connect(self._marked)
        self.lines = ListPanel(
            page,
            self._line_rows.source("公开表内容", _LINES, "个"),
            Empty("这个社区还没有可公开的组织。"),
        )
        self.lines.opened.connect(self._change_line)
        self.preview = PdfPreview("从左边选一个社区（村），这里显示它的公开表。")
        self.name, self.state = label("", "strong"), badge()
        self.post = button("记下张贴", "megaphone", "primary", self._ask_post)
        self.down = button("记下取下", "check", "", self._ask_down)
        self.paper = button("打印公开表", "printer", "", self._print)
        self.change = button("改活动和收支", "pencil", "", self._change_current)
        self.count = label("", "second")
        self._lay_out()

    @property
    def desk(self) -> Desk:
        """The open desk."""
        return self._page.desk

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        body.setSpacing(look.px(look.GAP_2))
        body.addWidget(self.count)
        body.addWidget(self.band)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self._right())
        split.setSizes([look.px(420), look.px(720)])
        self.list.setMinimumWidth(look.px(300))
        split.setChildrenCollapsible(False)
        body.addWidget(split, 1)

    def _right(self) -> QWidget:
        right = QWidget()
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.name)
        line.addWidget(self.state)
        line.addStretch(1)
        verbs = Flow(gap=look.GAP_2)
        for verb in (self.post, self.down, self.paper, self.change):
            verbs.addWidget(verb)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.lines, "内容")
        self.tabs.addTab(self.preview, "纸样")
        self.tabs.currentChanged.connect(lambda _: self._draw())
        column = QVBoxLayout(right)
        column.setContentsMargins(look.px(look.GAP_2), 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        column.addLayout(verbs)
        column.addWidget(self.tabs, 1)
        return right

    def read(self, year: int) -> None:
        """Read a year and the open sheet again."""
        self._of = year
        self._read()

    def _year(self) -> int:
        return self._of

    def _read(self) -> None:
        year = self._year()

        def read(_: Any) -> list[ListedSheet]:
            from cso_desk.usecases import disclose

            return disclose.listed(self.desk, year)

        Reading(self._page, "", read).done(self._show_list).start()

    def _show_list(self, found: list[ListedSheet]) -> None:
        posted = sum(bool(one.posted_on) for one in found)
        self.count.setText(f"{len(found)} 个社区（村），已张贴 {posted} 个")
        keys = ("name", "state", "posted_on", "posted_by")
        self._rows.put(
            [
                {
                    "id": one.community,
                    "organizations": str(one.organizations),
                    **{k: getattr(one, k) for k in keys},
                }
                for one in found
            ]
        )
        at = self._wanted or (found[0].community if found else "")
        self.list.show_query(self._year(), go_to=at or None)
        if at:
            self._read_sheet(at)

    def _marked(self) -> None:
        self.list.with_chosen(lambda ids: self._read_sheet(ids[0]) if len(ids) == 1 else None)

    def _read_sheet(self, community: str) -> None:
        self._wanted = community
        year = self._year()

        def read(_: Any) -> Sheet:
            from cso_desk.usecases import disclose

            return disclose.sheet(self.desk, community, year)

        Reading(self._page, "", read).done(self._show_sheet).start()

    def _show_sheet(self, found: Sheet) -> None:
        if found.community != self._wanted or found.year != self._year():
            return
        self.sheet = found
        self.name.setText(f"{found.community_name} {found.year} 年公开表")
        set_badge(self.state, found.state)
        self._line_rows.put([_line(one) for one in found.lines])
        self.lines.show_query(found.community)
        self.post.setText("改张贴情况" if found.posted_on else "记下张贴")
        self.down.setEnabled(bool(found.posted_on))
        for verb in (self.post, self.paper):
            verb.setEnabled(bool(found.lines))
        self._draw()

    def _draw(self) -> None:
        if self.sheet is None or self.tabs.currentWidget() is not self.preview:
            return
        community, year = self.sheet.community, self.sheet.year

        def draw(_: Any) -> bytes:
            from cso_desk.usecases import disclosure_paper

            with tempfile.TemporaryDirectory() as folder:
                out = Path(folder) / "sheet.pdf"
                disclosure_paper.print_sheet(self.desk, community, year, out)
                return out.read_bytes()

        Reading(self._page, "", draw).done(self.preview.show_pdf).failed(self._not_drawn).start()

    def _not_drawn(self, error: Exception) -> bool:
        message = getattr(error, "message", "")
        self.preview.clear(message)
        return bool(message)

    def _ask_post(self) -> None:
        if self.sheet is None:
            return
        asks = [
            Ask(
                "posted_on", "张贴日期", self.sheet.posted_on or self.desk.clock.today().isoformat()
            ),
            Ask("posted_by", "张贴人", self.sheet.posted_by, "张会计"),
            Ask("place", "公开地点", self.sheet.place, width=200),
        ]
        self.band.ask(f"{self.name.text()}贴出来了：", asks, "记下张贴", self._post)

    def _post(self, values: dict[str, str]) -> None:
        self._write("已记下张贴", lambda use, at: use.post(self.desk, *at, **values))

    def _ask_down(self) -> None:
        asks = [Ask("on", "取下日期", self.desk.clock.today().isoformat())]
        self.band.ask(f"{self.name.text()}已取下：", asks, "记下取下", self._take_down)

    def _take_down(self, values: dict[str, str]) -> None:
        self._write("已记下取下", lambda use, at: use.take_down(self.desk, *at, values["on"]))

    def _change_current(self) -> None:
        row = self.lines.current()
        if row is not None:
            self._change_line(row.id)

    def _change_line(self, organization: str) -> None:
        line = (
            next((one for one in self.sheet.lines if one.organization == organization), None)
            if self.sheet
            else None
        )
        if line is None:
            return
        asks = [
            Ask("activities", "活动内容", line.activities, width=360),
            Ask("income", "收入（元）", line.income, width=110),
            Ask("spending", "支出（元）", line.spending, width=110),
        ]
        self.band.ask(
            f"{line.name}（收支可以空着，打印后手填）：",
            asks,
            "保存",
            lambda v: self._keep(organization, v),
        )

    def _keep(self, organization: str, values: dict[str, str]) -> None:
        rows = [{"organization": organization, **values}]
        self._write("已保存", lambda use, at: use.save_lines(self.desk, *at, rows))

    def _write(self, words: str, act: Any) -> None:
        if self.sheet is None:
            return
        at = (self.sheet.community, self.sheet.year)

        def write(_: Any) -> Any:
            from cso_desk.usecases import disclose

            return act(disclose, at)

        def done(_: Any) -> None:
            self.band.hide()
            self._page.shell.noted(words)
            self._read()

        Writing(self._page, "正在保存", write).done(done).failed(self.band.tell).start()

    def _print(self) -> None:
        if self.sheet is None:
            return
        proposed = Path(f"{self.sheet.community_name}_{self.sheet.year}年公开表.pdf")
        self._page.shell.say.save_file(
            self, "打印公开表", proposed, "PDF 文件 (*.pdf)", self._print_to
        )

    def _print_to(self, out: Path) -> None:
        assert self.sheet is not None
        community, year = self.sheet.community, self.sheet.year

        def draw(progress: Any) -> Any:
            from cso_desk.usecases import disclosure_paper

            return disclosure_paper.print_sheet(self.desk, community, year, out, progress)

        done = Reading(self._page, "正在打印公开表", draw)
        done.done(
            lambda found: self._page.shell.note(f"已打印 {found.pages} 页到 {out.name}")
        ).start()


def _line(one: SheetLine) -> dict[str, str]:
    keys = ("name", "leader", "activities", "income", "spending", "grade", "differs")
    return {"id": one.organization, "no": str(one.no), **{key: getattr(one, key) for key in keys}}
