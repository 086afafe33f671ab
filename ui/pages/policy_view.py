"""政策包: the rules of the place by subject, edited in place and saved as a new version with its day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Line
from ..pieces import button, clear, label, rule
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page
from .policy_files import PolicyFiles
from .policy_row import PolicyRow

if TYPE_CHECKING:
    from cso_desk.usecases.policy_edits import Group, Shown
    from cso_desk.usecases.policy_pack import Version
    from cso_desk.usecases.working_days import Year

DRAFT = "policy_pack"
CALENDAR = "calendar"
AT_ONCE = 6
"""How many rows are made before the window paints again."""
KEPT_AFTER = 2_000
"""Milliseconds after the last change until what was typed is kept as a draft."""
_SUBJECTS = 132


class PolicyView(QWidget):
    """The entries of one version; only the newest can be changed, and becomes another version."""

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page, self._band = page, band
        self._versions: list[Version] = []
        self._groups: list[Group] = []
        self._years: list[Year] = []
        self._chosen = ""
        self.pending: dict[str, Any] = {}
        self.rows: dict[str, PolicyRow] = {}
        self.state = label("", "second", wrap=True)
        self.which = QComboBox()
        self.which.setAccessibleName("政策包版本")
        self.which.activated.connect(lambda at: self.choose(self._versions[at].version))
        self.seek = Line()
        self.seek.setPlaceholderText("找一项")
        self.seek.setAccessibleName("在政策包里找")
        self.seek.setClearButtonEnabled(True)
        self.seek.textChanged.connect(self._search)
        self._waiting: list[Shown] = []
        self._with_years = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._build)
        self.subjects = QListWidget()
        self.subjects.setAccessibleName("政策包的部分")
        self.subjects.setFixedWidth(look.px(_SUBJECTS))
        self.seek.setFixedWidth(look.px(_SUBJECTS))
        self.subjects.currentRowChanged.connect(self._show_group)
        self.save = button("存为新版本…", "save", "primary", self.ask_save)
        self.save.setToolTip("Ctrl+S")
        self.leave = button("放弃改动", "x", "", self._leave)
        self.more = button("更多", "ellipsis", "")
        self.files = PolicyFiles(page, band, self)
        self._menu()
        self._rest = QTimer(self, singleShot=True, interval=KEPT_AFTER)
        self._rest.timeout.connect(self.keep)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self, self.ask_save)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lay_out()

    def _menu(self) -> None:
        menu = QMenu("更多", self)
        for words, act in (
            ("启用政策包文件…", self.files.pick_pack),
            ("导出这一版…", lambda: self.files.pick_out(self._chosen)),
            ("导入放假安排…", self.files.pick_year),
            ("收回这一版", lambda: self.files.ask_withdraw(self._chosen)),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        self.more.setMenu(menu)
        self.more.setProperty("menu", True)

    def _lay_out(self) -> None:
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(self.which, 1)
        for verb in (self.more, self.leave, self.save):
            verbs.addWidget(verb)
        card = QFrame()
        look.dress(card, "card")
        self._rows = QVBoxLayout(card)
        gap = look.px(look.GAP_4)
        self._rows.setContentsMargins(gap, look.px(look.GAP_1), gap, look.px(look.GAP_1))
        self._rows.setSpacing(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(card)
        both = QHBoxLayout()
        both.setSpacing(look.px(look.GAP_2))
        left = QVBoxLayout()
        left.setSpacing(look.px(look.GAP_2))
        left.addWidget(self.seek)
        left.addWidget(self.subjects, 1)
        both.addLayout(left)
        both.addWidget(self._area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(verbs)
        column.addWidget(self.state)
        column.addLayout(both, 1)

    def read(self) -> None:
        """Read the versions, the entries of the chosen one, and what was typed before."""
        wanted = self._chosen

        def read(_: Any) -> tuple[list[Version], str, list[Group], dict[str, str], list[Year]]:
            from cso_desk.usecases import policy_pack, settings, working_days

            desk = self._page.desk
            versions = policy_pack.versions(desk)
            known = {one.version for one in versions}
            chosen = wanted if wanted in known else newest(versions).version
            draft = settings.draft(desk, DRAFT) or {}
            groups = list(policy_pack.entries(desk, chosen))
            return versions, chosen, groups, draft, working_days.years_of(desk)

        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(
        self,
        versions: list[Version],
        chosen: str,
        groups: list[Group],
        draft: Mapping[str, str],
        years: list[Year],
    ) -> None:
        self._versions, self._chosen, self._groups, self._years = versions, chosen, groups, years
        if not self.pending:
            self.pending = {path: json.loads(text) for path, text in draft.items()}
        at = max(self.subjects.currentRow(), 0)
        self.which.clear()
        self.which.addItems([_line(one) for one in versions])
        self.which.setCurrentIndex([one.version for one in versions].index(chosen))
        self.subjects.blockSignals(True)
        self.subjects.clear()
        self.subjects.addItems([one.name for one in groups])
        self.subjects.setCurrentRow(min(at, len(groups) - 1))
        self.subjects.blockSignals(False)
        self._show_group(self.subjects.currentRow())

    @property
    def version(self) -> Version:
        """The version that is shown."""
        return next(one for one in self._versions if one.version == self._chosen)

    @property
    def open_to_edit(self) -> bool:
        """Whether the version that is shown is the newest: another one builds on it."""
        return bool(self._versions) and self._chosen == newest(self._versions).version

    def choose(self, version: str) -> None:
        """Show a version, the newest where none is named."""
        self._chosen = version
        self.read()

    def _show_group(self, at: int) -> None:
        if 0 <= at < len(self._groups):
            self.seek.blockSignals(True)
            self.seek.clear()
            self.seek.blockSignals(False)
            self._show_entries(self._groups[at].entries, years=self._groups[at].subject == CALENDAR)

    def _search(self, text: str) -> None:
        """Show the entries of all parts in whose name, value or source the text stands."""
        wanted = text.strip()
        if not wanted:
            self._show_group(max(self.subjects.currentRow(), 0))
            return
        every = [shown for group in self._groups for shown in group.entries]
        found = [one for one in every if wanted in f"{one.label}{one.text}{one.source}"]
        self._show_entries(found)

    def _show_entries(self, entries: Sequence[Shown], *, years: bool = False) -> None:
        clear(self._rows)
        self.rows = {}
        self._waiting, self._with_years = list(entries), years
        self._area.verticalScrollBar().setValue(0)
        self._tell()
        self._build()

    def _build(self) -> None:
        """Make the next rows; the rest follows when the window has painted these."""
        some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        for shown in some:
            self._add_row(shown)
        if self._waiting:
            self._next.start()
        else:
            self._end()

    def finish(self) -> None:
        """Make all rows that are still to come."""
        self._next.stop()
        while self._waiting:
            self._add_row(self._waiting.pop(0))
            if not self._waiting:
                self._end()

    def _end(self) -> None:
        if self._with_years:
            self._show_years()
        if not self.rows:
            self._rows.addWidget(label("没有找到，换几个字试试。", "second"))
        self._rows.addStretch(1)

    def _add_row(self, shown: Shown) -> None:
        if self.rows:
            self._rows.addWidget(rule())
        row = PolicyRow(shown, open_to_edit=self.open_to_edit)
        if self.open_to_edit and shown.path in self.pending:
            row.checked = self.pending[shown.path] == shown.value
            row.put(self.pending[shown.path])
        row.edited.connect(lambda path=shown.path: self._edited(path))
        row.layout_wanted.connect(lambda code: self._page.shell.go("表样", (code, "设置")))
        self.rows[shown.path] = row
        self._rows.addWidget(row)

    def _show_years(self) -> None:
        imported = [one for one in self._years if one.imported]
        told = "；".join(
            f"{one.year} 年（放假 {len(one.off)} 天，调休上班 {len(one.on)} 天，{one.document}）"
            for one in imported
        )
        words = (
            f"另外导入的：{told}。"
            if told
            else "新一年的放假安排公布后，把 日期,类型 的 CSV 导入即可。"
        )
        self._rows.addWidget(rule())
        self._rows.addSpacing(look.px(look.GAP_2))
        self._rows.addWidget(label(words, "", wrap=True))
        verb = button("导入放假安排…", "calendar-days", "", self.files.pick_year)
        self._rows.addWidget(verb, 0, Qt.AlignmentFlag.AlignLeft)

    def _edited(self, path: str) -> None:
        row = self.rows[path]
        if row.differs:
            self.pending[path] = row.value()
        else:
            self.pending.pop(path, None)
        self._rest.start()
        self._tell()

    def _tell(self) -> None:
        count = len(self.pending)
        self.save.setEnabled(bool(count) and self.open_to_edit)
        self.leave.setVisible(bool(count))
        words = _told(self.version) if self._versions else ""
        if not self.open_to_edit:
            words += "只能看；要改请选最后一版。"
        elif count:
            words += f"已改 {count} 项，还没有存。"
        self.state.setText(words)

    def keep(self) -> None:
        """Keep what was typed until it is saved."""
        self._rest.stop()
        kept = {path: json.dumps(value) for path, value in self.pending.items()}

        def keep(_: Any) -> None:
            from cso_desk.usecases import settings

            if kept:
                settings.keep_draft(self._page.desk, DRAFT, kept)
            else:
                settings.drop_draft(self._page.desk, DRAFT)

        Writing(self._page, "", keep).start()

    def settle(self) -> None:
        """The window is about to go: keep what has not been kept yet."""
        if self._rest.isActive():
            self.keep()

    def _leave(self) -> None:
        left, self.pending = self.pending, {}
        self.keep()
        self._show_group(self.subjects.currentRow())
        words = f"已放弃 {len(left)} 项改动"
        self._page.shell.note(words, "找回", lambda: self._take_back(left))

    def _take_back(self, left: dict[str, Any]) -> None:
        self.pending = {**left, **self.pending}
        self.keep()
        self._show_group(self.subjects.currentRow())

    def ask_save(self) -> None:
        """Ask for the day and the document of the new version."""
        if not self.save.isEnabled():
            return
        labels = {shown.path: shown.label for group in self._groups for shown in group.entries}
        named = [labels.get(path, path) for path in self.pending]
        some = "、".join(named[:3]) + (f" 等 {len(named)} 项" if len(named) > 3 else "")
        words = (
            f"把改动存为新版本：{some}。从生效日期起按新版本办，以前办的仍按原来的规定。"
            "没有依据文件可以空着，改过的仍标参考。"
        )
        first = max(self._page.desk.clock.today().isoformat(), newest(self._versions).valid_from)
        asks = [
            Ask("valid_from", "生效日期", first, "2027-01-01", width=120),
            Ask(
                "document", "依据文件", "", "百政文〔2026〕12号 社区社会组织备案工作方案", width=420
            ),
        ]
        self._band.ask(words, asks, "存为新版本", self._save)

    def _save(self, values: dict[str, str]) -> None:
        changes = dict(self.pending)

        def save(_: Any) -> Any:
            from cso_desk.usecases import policy_pack

            day = policy_pack.day_of(values["valid_from"])
            return policy_pack.save_version(self._page.desk, changes, day, values["document"])

        Writing(self._page, "正在保存", save).done(self._saved).failed(self._refused).start()

    def _saved(self, version: str) -> None:
        self._band.hide()
        self.pending = {}
        self.keep()
        self._page.shell.note(
            f"已存为 {version}", "收回这一版", lambda: self.files.withdraw(version)
        )
        self.choose("")

    def _refused(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        paths = {shown.path: at for at, one in enumerate(self._groups) for shown in one.entries}
        for_rows = [one for one in error.problems if one.field in paths]
        others = [one for one in error.problems if one.field not in paths]
        if others:
            self._band.show_problems(others)
        else:
            self._band.hide()
            at = paths[for_rows[0].field]
            self.subjects.setCurrentRow(at)
            self._show_group(at)
            self._page.shell.note(f"没有保存：有 {len(for_rows)} 项要改，已标在栏目下面")
        self.finish()
        for one in reversed(for_rows):
            if one.field in self.rows:
                self.rows[one.field].show_problem(one.message)
                self._area.ensureWidgetVisible(self.rows[one.field])
        return True


def newest(versions: Sequence[Version]) -> Version:
    """Return the version that comes into force last, those that were taken back left out."""
    return [one for one in versions if one.state != "已收回"][-1]


def _line(one: Version) -> str:
    return f"{one.version}　{one.valid_from} 起　{one.state}"


def _told(one: Version) -> str:
    words = f"{one.title}，自 {date.fromisoformat(one.valid_from):%Y-%m-%d} 起施行（{one.state}）"
    if one.document:
        words += f"，依据{one.document}"
    return words + (
        f"，{one.saved_by}于 {one.saved_at[:10]} 保存。" if one.saved_by else "，随程序附带。"
    )
