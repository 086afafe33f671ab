"""A list of shared records (persons, venues) with the chosen one beside it: its values, where it is used, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms import Section
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, badge, button, label, set_badge
from ..work import Reading, Writing
from .details import Details
from .history_view import HistoryView
from .page import OpenRecord, Page

if TYPE_CHECKING:
    from cso_desk.usecases.register import FormField

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SharedKind:
    """What is listed: the noun, the measure, the columns of the list and of the places where it is used.

    `pick` and `unused` are said while no record is chosen, and of one that no organization uses; `gather` is the verb
    that links organizations with the record.
    """

    noun: str
    counted: str
    table: str
    purpose: str
    pick: str
    unused: str
    gather: str
    columns: Sequence[PlainColumn]
    used: str
    used_columns: Sequence[PlainColumn]
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class SharedShown:
    """One record as it is shown: `used` are the rows of where it is used, each with the organization's id."""

    id: str
    title: str
    mine: bool
    owner_name: str
    values: Mapping[str, str]
    used: Rows


class SharedView(QWidget):
    """Subclasses say how to read, show and remove; `plan_wanted` asks the page for a form."""

    plan_wanted = Signal(object)
    pick_wanted = Signal(str, str, object)
    """Organizations are to be picked: title, the verb's words, and what is done with their ids."""
    changed = Signal(str)
    kind: SharedKind

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.record = ""
        self._fields: dict[str, FormField] = {}
        self._rows, self._used_rows = MemoryRows(), MemoryRows()
        noun = self.kind.noun
        self.text = QLineEdit()
        self.text.setPlaceholderText(f"在{noun}里找")
        self.text.setAccessibleName(f"在{noun}里找")
        self.text.setClearButtonEnabled(True)
        self.text.setFixedWidth(look.px(200))
        self.text.textChanged.connect(lambda _: self.read())
        self.add = button(f"新增{noun}", "plus", "primary", self._add)
        source = self._rows.source(noun, self.kind.columns, self.kind.counted)
        self.list = ListPanel(page, source, Empty(self.kind.purpose))
        self.name, self.owner = label("", "section", wrap=True, pick=True), badge()
        self.change = button("修改", "pencil", "", self._change)
        self.change.setAccessibleName(f"修改{noun}")
        self._more_verbs: list[QPushButton] = []
        self._steps: list[QWidget] = []
        self.remove = button("移除", "trash-2", "", self._remove)
        self.remove.setAccessibleName(f"移除{noun}")
        self.gather = button(self.kind.gather, "plus", "", self._gather)
        self.gather.setToolTip(f"选几个组织归到这个{noun}，资料跟着它一起改")
        self.release = button("选中的组织不再共用", "", "link", self._release)
        self.release.setToolTip("组织里的资料照旧留着，以后不再跟着一起改")
        self.problem = label("", "problem", wrap=True)
        self.details = Details()
        source = self._used_rows.source(self.kind.used, self.kind.used_columns, "个")
        self.used = ListPanel(page, source, Empty(self.kind.unused))
        self.history = HistoryView(page)
        self.verbs = Flow(gap=look.GAP_2)
        self.line = QHBoxLayout()
        self._lay_out()
        self._connect()
        self.clear()

    def _lay_out(self) -> None:
        self.line.setSpacing(look.px(look.GAP_2))
        self.line.addWidget(self.text)
        self.line.addStretch(1)
        self.line.addWidget(self.add)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self._beside())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        self.list.setMinimumWidth(look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(self.line)
        self._bands = QVBoxLayout()
        column.addLayout(self._bands)
        column.addWidget(split, 1)
        self.setFocusProxy(self.list)

    def _beside(self) -> QFrame:
        card = QFrame()
        look.dress(card, "card")
        card.setMinimumWidth(look.px(320))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.used, self.kind.used)
        self.tabs.addTab(self.details, "资料")
        self.tabs.addTab(self.history, "变更记录")
        for verb in (self.change, self.gather, self.remove):
            self.verbs.addWidget(verb)
        column = QVBoxLayout(card)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.name)
        column.addWidget(self.owner)
        column.addLayout(self.verbs)
        column.addWidget(self.problem)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.release, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def add_step(self, verb: QPushButton, band: QWidget) -> None:
        """Put one more verb beside those of the chosen record, and the band that it opens above the list."""
        self.verbs.addWidget(verb)
        self._bands.addWidget(band)
        self._more_verbs.append(verb)
        self._steps.append(band)

    def _connect(self) -> None:
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(lambda _: self._change())
        self.used.opened.connect(self._open_organization)
        self.used.marked.connect(self._used_marked)
        self.used.filled.connect(lambda _: self._used_marked())
        self.tabs.currentChanged.connect(lambda _: self._used_marked())
        self.history.undone.connect(lambda: self.changed.emit("已还原这一次改动"))

    def rows_of(self, text: str) -> list[dict[str, str]]:
        """Return the rows that match a text (off the window's thread)."""
        raise NotImplementedError

    def shown_of(self, record: str) -> SharedShown:
        """Return one record with where it is used (off the window's thread)."""
        raise NotImplementedError

    def remove_one(self, record: str) -> Any:
        """Take one record out (off the window's thread)."""
        raise NotImplementedError

    def gather_for(self, record: str, organizations: list[str]) -> Any:
        """Link organizations with a record (off the window's thread)."""
        raise NotImplementedError

    def release_from(self, record: str, organizations: list[str]) -> Any:
        """Let organizations go their own way (off the window's thread)."""
        raise NotImplementedError

    def plan(self, record: str, title: str) -> Any:
        """Return the form of a record, of a new one for an empty id."""
        raise NotImplementedError

    def read(self, *, go_to: str = "") -> None:
        """Read the list again; `go_to` is the record to be chosen."""
        text = "" if go_to else self.text.text()
        wanted = go_to or self.record
        Reading(self._page, "", lambda _: self.rows_of(text)).done(
            lambda rows: self._fill(rows, wanted)
        ).start()

    def _fill(self, rows: list[dict[str, str]], wanted: str) -> None:
        self._rows.put(rows)
        known = {row["id"] for row in rows}
        self.list.show_query(None, go_to=wanted if wanted in known else None)
        if wanted in known:
            self.show_record(wanted)

    def _filled(self, count: int) -> None:
        if not count:
            self.clear()
        elif not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)

    def _marked(self) -> None:
        at = self.list.table.currentIndex()
        if at.isValid() and not self.list.table.all_marked:
            chosen = self.list.source.record_ids([self.list.model.ids[at.row()]])
            if chosen and chosen[0] != self.record:
                self.show_record(chosen[0])
        self.show_marked(self.list.chosen().count)

    def show_marked(self, count: int) -> None:
        """Let verbs on a selection follow how many rows are marked."""

    def show_record(self, record: str) -> None:
        """Read and show one record beside the list."""
        for band in self._steps:
            band.hide()
        self.record = record
        desk, table = self._page.desk, self.kind.table

        def read(_: Any) -> tuple[SharedShown, dict[str, FormField]]:
            from cso_desk.usecases import register

            fields = {one.key: one for one in register.form_fields(desk, table)}
            return self.shown_of(record), fields

        work = Reading(self._page, "", read).done(lambda found: self._show(*found))
        work.failed(lambda _: self._gone(record)).start()

    def _gone(self, record: str) -> bool:
        if record == self.record:
            self.clear()
        return True

    def _show(self, shown: SharedShown, fields: dict[str, FormField]) -> None:
        if shown.id != self.record:
            return
        self._fields = fields
        self.name.setText(shown.title)
        owner = "" if shown.mine else f"来自{shown.owner_name or '下级'}"
        set_badge(self.owner, owner, "blue_grey")
        self.problem.hide()
        for verb in (self.change, self.gather, self.remove, *self._more_verbs):
            verb.setEnabled(shown.mine)
        self.details.show_values(self.kind.sections, shown.values, fields)
        self._used_rows.put(shown.used)
        self.used.show_query(None)
        words = f"{self.kind.used} {len(shown.used)}" if shown.used else self.kind.used
        self.tabs.setTabText(0, words)
        self.history.show_record(shown.id)

    def clear(self) -> None:
        """Show nothing: no record is chosen."""
        self.record = ""
        self.name.setText(self.kind.pick)
        set_badge(self.owner, "")
        self.problem.hide()
        for verb in (self.change, self.gather, self.remove, *self._more_verbs):
            verb.setEnabled(False)
        self.details.show_values((), {}, {})
        self._used_rows.put(())
        self.used.show_query(None)
        self.tabs.setTabText(0, self.kind.used)
        self.history.show_changes([])

    def _add(self) -> None:
        self.plan_wanted.emit(self.plan("", ""))

    def _change(self) -> None:
        if self.record and self.change.isEnabled():
            self.plan_wanted.emit(self.plan(self.record, self.name.text()))

    def _gather(self) -> None:
        record, name = self.record, self.name.text()
        title = f"{self.kind.gather}：{name}"
        self.pick_wanted.emit(
            title, f"{self.kind.gather}（{{count}} 个）", lambda ids: self.gather_for(record, ids)
        )

    def _used_marked(self) -> None:
        marked = self.used.chosen().count > 0 and self.change.isEnabled()
        self.release.setEnabled(marked)
        self.release.setVisible(self.tabs.currentWidget() is self.used)

    def _release(self) -> None:
        self.used.with_chosen(self._write_release)

    def _write_release(self, rows: list[str]) -> None:
        record = self.record
        organizations = list(dict.fromkeys(row.partition("#")[0] for row in rows))
        work = Writing(self._page, "正在保存", lambda _: self.release_from(record, organizations))
        work.done(lambda count: self.changed.emit(f"{count} 个组织不再共用"))
        work.failed(self._refused).start()

    def _remove(self) -> None:
        record, name = self.record, self.name.text()
        work = Writing(self._page, "正在移除", lambda _: self.remove_one(record))
        work.done(lambda _: self.changed.emit(f"已移除 {name}")).failed(self._refused).start()

    def _refused(self, error: Exception) -> bool:
        self.problem.setText(getattr(error, "message", "") or str(error))
        self.problem.show()
        return True

    def _open_organization(self, row: str) -> None:
        self._page.shell.go("组织", OpenRecord(row.partition("#")[0]))
