"""章程: which organizations have one; the editor with the answers at the left and the whole text live at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button
from ..work import Reading
from .charter_arrival import CharterArrival
from .charter_editor import CharterEditor
from .charter_versions_view import CharterVersionsView
from .page import Changes, ForOrganizations, OpenRecord, Page, Shell
from .rules_view import RulesView

if TYPE_CHECKING:
    from cso_desk.usecases.charter_lists import ListedCharter

_COLUMNS = (
    PlainColumn("name", "组织名称", 280),
    PlainColumn("community", "所在社区(村)", 200),
    PlainColumn("state", "章程", 96),
    PlainColumn("version", "版次", 80),
    PlainColumn("passed_on", "通过日期", 110),
)
_KEYS = ("name", "community", "state", "version", "passed_on")


class ChartersPage(Page):
    """The charters of the register."""

    word = "章程"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._all: list[ListedCharter] = []
        self._rows = MemoryRows()
        self.views = QStackedWidget()
        self.body.addWidget(self.views)
        self.browse = QWidget()
        self.editor = CharterEditor(self)
        self.editor.left.connect(self._back)
        self.editor.print_wanted.connect(
            lambda ids: self.shell.go("打印", ForOrganizations(tuple(ids)))
        )
        self.versions, self.arrival = CharterVersionsView(self), CharterArrival(self)
        self.rules = RulesView(self)
        self._stack_views()
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找")
        self.text.setAccessibleName("在章程列表里找")
        self.text.setFixedWidth(look.px(200))
        self.text.textChanged.connect(lambda _: self._show())
        self.write = button("写章程", "pencil", "primary", self._write_marked)
        self.see = button("版次和对照", "history", "", self._versions_marked)
        self.take_in = button("导入原有章程", "upload", "", self._arrival_marked)
        self.adopt = button("管理制度", "file-text", "", self._rules_marked)
        empty = Empty(
            "这里写各组织的简易章程：按范本填几个空，全文随时看得见，缺哪一条会提醒。先有组织才能写。"
        )
        badges = frozenset({"state"})
        self.list = ListPanel(self, self._rows.source("章程", _COLUMNS, "个", badges), empty)
        self.list.opened.connect(self.editor.open)
        self.list.opened.connect(lambda _: self.views.setCurrentWidget(self.editor))
        column = QVBoxLayout(self.browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(self.head("章程", self.adopt, self.take_in, self.see, self.write))
        column.addWidget(self.text)
        column.addWidget(self.list, 1)
        self._read()

    def _stack_views(self) -> None:
        for view in (self.browse, self.editor, self.versions, self.arrival, self.rules):
            self.views.addWidget(view)
        for part in (self.versions, self.arrival, self.rules):
            part.left.connect(self._back)
        self.arrival.kept.connect(self._open_versions)

    def come(self, request: object) -> None:
        """Open the charter of an organization."""
        if isinstance(request, OpenRecord):
            self._open(request.id)

    def refresh(self, changes: Changes) -> None:
        """Read the list again."""
        if {table for table, _ in changes} & {"organization", "charter", "unit"}:
            self._read()

    def _read(self) -> None:
        def read(_: Any) -> list[ListedCharter]:
            from cso_desk.usecases import charter_lists

            return charter_lists.listed(self.desk)

        Reading(self, "", read).done(self._take).start()

    def _take(self, found: list[ListedCharter]) -> None:
        self._all = found
        done = sum(one.state == "完备" for one in found)
        self.count.setText(f"共 {len(found)} 个组织，{done} 个章程完备")
        self._show()

    def _show(self) -> None:
        text = self.text.text().strip()
        shown = [one for one in self._all if text in one.name or text in one.community]
        self._rows.put(
            [{"id": one.organization, **{key: getattr(one, key) for key in _KEYS}} for one in shown]
        )
        self.list.show_query(text)

    def _write_marked(self) -> None:
        row = self.list.current()
        if row is not None:
            self._open(row.id)

    def _versions_marked(self) -> None:
        row = self.list.current()
        if row is not None:
            self._open_versions(row.id)

    def _open_versions(self, organization: str) -> None:
        self.versions.open(organization)
        self.views.setCurrentWidget(self.versions)

    def _arrival_marked(self) -> None:
        row = self.list.current()
        if row is not None:
            name = next((one.name for one in self._all if one.organization == row.id), "")
            self.arrival.open(row.id, name)
            self.views.setCurrentWidget(self.arrival)

    def _rules_marked(self) -> None:
        """Rules are for all that are marked."""

        def open_rules(ids: list[str]) -> None:
            if ids:
                self.rules.open(ids)
                self.views.setCurrentWidget(self.rules)

        self.list.with_chosen(open_rules)

    def _open(self, organization: str) -> None:
        self.editor.open(organization)
        self.views.setCurrentWidget(self.editor)

    def _back(self) -> None:
        self.views.setCurrentWidget(self.browse)
        self._read()
        self.list.setFocus()
