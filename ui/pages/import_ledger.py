"""导入台账: choose a file, see what is recognised and what would change, correct it, take it in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problem, Trouble

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, badge, button, label, set_badge
from ..work import Reading, Work, Writing
from .import_columns import ColumnsView
from .page import Find, OpenRecord, Page, Shell
from .pasting import NOTHING, Take, clipboard_block

if TYPE_CHECKING:
    from cso_desk.usecases.import_ledger import Imported, Look
    from cso_desk.usecases.pasting import Pasted

KINDS = "台账 (*.xlsx *.xlsm *.xlsb *.xls *.et *.ett *.ods *.csv *.html *.htm *.xml);;所有文件 (*)"
PURPOSE = (
    "把旧台账（Excel、WPS 表格或 CSV）导进来：先看清认出了哪些列、有哪些问题，点“导入”以前什么都不会写入。"
    "认不准的格子会留空，并写进一份问题工作簿，改好后可以再导一次。"
)
ROSTER_PURPOSE = (
    "把这个组织的花名册（Excel、WPS 表格或 CSV，或在 WPS、Excel 里复制的一块）导进来。"
    "先看清认出了哪些列，点“导入”以前什么都不会写入。"
)
_COLUMNS = (
    PlainColumn("sheet", "工作表", 120),
    PlainColumn("row", "行", 56, "right"),
    PlainColumn("field", "列", 120),
    PlainColumn("message", "问题和处理", 640),
)
COUNTS = (
    ("new", "新增", "green"),
    ("changed", "变更", "amber"),
    ("same", "相同", "grey"),
    ("refused", "退回", "red"),
)


class ImportPage(Page):
    """One file at a time."""

    word = "导入台账"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.file: Path | Pasted | None = None
        self.into: str | None = None
        self._number = 0
        self._looking: Work[Any] | None = None
        self.setAcceptDrops(True)
        self._make_parts()
        self._lay_out()
        self.columns.corrected.connect(self._read)

    def _make_parts(self) -> None:
        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.take = button("导入", "download", "primary", self._take)
        self.take.setEnabled(False)
        self.path = QLineEdit()
        self.path.setAccessibleName("台账文件")
        self.path.setPlaceholderText("把文件拖到这里，或点“选择文件”")
        self.path.returnPressed.connect(lambda: self.choose(Path(self.path.text().strip())))
        self.pick = button("选择文件", "folder-open", "", self._pick)
        self.paste = button("粘贴", "copy", "", self._paste)
        self.paste.setToolTip("把在 WPS 或 Excel 里复制的一块（连同表头）当作台账来看")
        self.badges = {key: badge() for key, _, _ in COUNTS}
        self.problem_badge = badge()
        self.result = self._result_band()
        self.columns = ColumnsView()
        self._rows = MemoryRows()
        self.problems = ListPanel(
            self, self._rows.source("问题", _COLUMNS, "处"), Empty("没有发现问题。")
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.columns, "认出的列")
        self.tabs.addTab(self.problems, "问题")
        steps = [button("选择文件", "folder-open", "primary", self._pick)]
        self.empty = Empty(PURPOSE, steps)

    def _result_band(self) -> QFrame:
        band = QFrame()
        look.dress(band, "band")
        self.result_words = label("", "", wrap=True, pick=True)
        self.open_folder = button("打开所在文件夹", "folder-open", "link", self._open_folder)
        self.see = button("去看组织", "users", "link", self._see)
        row = QHBoxLayout(band)
        row.setContentsMargins(*[look.px(look.GAP_2)] * 4)
        row.addWidget(self.result_words, 1)
        self.same = button("", "user", "link", self._see_same)
        row.addWidget(self.open_folder)
        row.addWidget(self.same)
        row.addWidget(self.see)
        band.hide()
        return band

    def _lay_out(self) -> None:
        head = self.head("导入台账", self.take)
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        words = QLabel("台账文件")
        words.setBuddy(self.path)
        look.dress(words, "label")
        for part in (words, self.path, self.pick, self.paste):
            line.addWidget(part)
        self.body.addLayout(line)
        self.stack = QStackedWidget()
        found = QWidget()
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        counts = Flow(gap=look.GAP_2)
        for part in (*self.badges.values(), self.problem_badge):
            counts.addWidget(part)
        column.addWidget(self.result)
        column.addLayout(counts)
        column.addWidget(self.tabs, 1)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(found)
        self.body.addWidget(self.stack, 1)

    def _pick(self) -> None:
        self.shell.say.open_file(self, "选择台账", KINDS, self.choose)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file from the desktop."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.choose(Path(files[0]))

    def come(self, request: object) -> None:
        """Take what was pasted, or take the next file into the roster of one organization."""
        taken = request if isinstance(request, Take) else Take()
        if taken.into != self.into or taken.pasted is not None:
            self._forget_file()
        self.into = taken.into
        self.title.setText(f"导入花名册：{taken.name}" if taken.into else "导入台账")
        self.empty.words.setText(ROSTER_PURPOSE if taken.into else PURPOSE)
        if taken.pasted is not None:
            self.choose(taken.pasted)

    def _forget_file(self) -> None:
        self.file = None
        self.path.clear()
        self.count.setText("")
        self.take.setEnabled(False)
        self.stack.setCurrentIndex(0)

    def _paste(self) -> None:
        block = clipboard_block()
        if block is None:
            self.shell.note(NOTHING)
        else:
            self.choose(block)

    def _see(self) -> None:
        self.shell.go("组织", OpenRecord(self.into) if self.into else None)

    def choose(self, file: Path | Pasted) -> None:
        """Look at a file or at what was pasted; nothing is written."""
        if not file.name:
            return
        self.file = file
        self.path.setText(str(file) if isinstance(file, Path) else "（剪贴板里的一块）")
        self.columns.forget()
        self.result.hide()
        self.tabs.setCurrentIndex(0)
        self._read()

    def _read(self) -> None:
        file, mapping, desk = self.file, dict(self.columns.mapping), self.desk
        into = self.into
        if file is None:
            return
        if self._looking is not None:
            self._looking.stop()
        self._number += 1
        number = self._number
        self.take.setEnabled(False)
        self.count.setText("正在识别…")

        def read(progress: Any) -> tuple[Look, Imported]:
            from cso_desk.usecases import import_ledger

            found = import_ledger.look(desk, file, mapping, progress, into)
            return found, import_ledger.preview(desk, [file], mapping, progress, into)

        work = Reading(self, "正在识别台账", read).done(lambda found: self._show(number, *found))
        self._looking = work.failed(lambda error: self._not_read(number, error)).start()

    def _show(self, number: int, found: Look, would: Imported) -> None:
        if number != self._number:
            return
        self._looking = None
        self.count.setText("以下只是识别结果，还没有写入")
        self.columns.show_look(found)
        self._show_counts(would)
        words = _amount(would)
        self.take.setText(f"导入 {words}" if words else "没有要导入的")
        self.take.setEnabled(bool(words))
        self.stack.setCurrentIndex(1)

    def _show_counts(self, found: Imported) -> None:
        for key, words, tone in COUNTS:
            count = getattr(found, key)
            set_badge(self.badges[key], f"{words} {count}", tone if count else "grey")
        problems = len(found.problems)
        set_badge(
            self.problem_badge,
            f"问题 {problems} 处" if problems else "没有问题",
            "amber" if problems else "green",
        )
        self.tabs.setTabText(1, f"问题 {problems}")
        self._rows.put([_row(number, problem) for number, problem in enumerate(found.problems)])
        self.problems.show_query(None)

    def _not_read(self, number: int, error: Exception) -> bool:
        if number != self._number:
            return True
        self._looking = None
        self.count.setText("")
        if not isinstance(error, Trouble):
            return False
        self.empty.words.setText(error.message)
        self.stack.setCurrentIndex(0)
        return True

    def _take(self) -> None:
        file, mapping, desk = self.file, dict(self.columns.mapping), self.desk
        if file is None:
            return
        layouts, into = self.columns.layouts(), self.into
        ledger = file if isinstance(file, Path) else desk.folder / file.name
        out = problems_file(ledger, desk.folder)
        self.take.setEnabled(False)

        def take(progress: Any) -> Any:
            from cso_desk.usecases import import_ledger

            for key, chosen in layouts:
                import_ledger.remember(desk, key, chosen)
            return import_ledger.take(desk, [file], mapping, out, progress=progress, into=into)

        work = Writing(self, "正在导入台账", take).done(self._taken)
        work.failed(self._not_taken).start()

    def _not_taken(self, error: Exception) -> bool:
        self.take.setEnabled(True)
        return False

    def _taken(self, found: Imported) -> None:
        self._show_counts(found)
        self.count.setText("已导入")
        self.take.setText("已导入")
        counts = f"新增 {found.new} 个，变更 {found.changed} 个，相同 {found.same} 个"
        words = f"已导入：{counts}，退回 {found.refused} 行。"
        self._out = found.problems_file
        if found.problems_file is not None:
            words += f"\n{len(found.problems)} 处要核对的写进了问题工作簿：{found.problems_file}"
        self.result_words.setText(words)
        self.open_folder.setVisible(found.problems_file is not None)
        self.same.hide()
        Reading(self, "", self._count_same).done(self._offer_same).start()
        self.result.show()
        self.shell.noted(f"已导入 {_amount(found) or '0 个组织'}")

    def _count_same(self, _: Any) -> int:
        from cso_desk.usecases import same_ones

        return same_ones.count(self.desk)

    def _offer_same(self, count: int) -> None:
        self.same.setText(f"{count} 项可能是同一人或同一场所，去看看")
        self.same.setVisible(count > 0)

    def _see_same(self) -> None:
        from .people import PROPOSALS

        self.shell.go("人员和场所", Find(text=PROPOSALS))

    def _open_folder(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out.parent)))


def _amount(found: Imported) -> str:
    """Return what comes in, in words; empty for nothing."""
    organizations = found.new + found.changed - found.members
    parts = [f"{organizations} 个组织"] if organizations else []
    return "、".join([*parts, f"{found.members} 名成员"] if found.members else parts)


def problems_file(ledger: Path, folder: Path) -> Path:
    """Return where the problems of a ledger go: beside it, or into the data folder where that cannot be written."""
    place = ledger.parent if os.access(ledger.parent, os.W_OK) else folder
    found = place / f"{ledger.stem}_问题.xlsx"
    number = 2
    while found.exists():
        found = place / f"{ledger.stem}_问题{number}.xlsx"
        number += 1
    return found


def _row(number: int, problem: Problem) -> dict[str, str]:
    sheet, _, row = problem.where.rpartition("!")
    return {
        "id": str(number),
        "sheet": sheet or problem.where,
        "row": row if sheet else "",
        "field": problem.field,
        "message": problem.message,
    }
