"""What belongs to one organization and is kept as a list with a form: contact log, honours …"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button
from ..work import DeskPage, Reading, Writing
from .detail_tabs import margins_of_a_part

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.opening import Desk

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of records of an organization.

    `noun` names one (荣誉), `counted` its measure word, `table` the table whose fields the form has. `rows` reads
    them, each with `id` and `mine`; `start` gives the texts of a new one; `save` gets organization, id or None
    and texts; `remove` gets desk and id. The functions run off the window's thread and import use cases themselves.
    """

    noun: str
    counted: str
    table: str
    empty: str
    columns: Sequence[PlainColumn]
    sections: Sequence[Section]
    rows: Callable[[Desk, str], Rows]
    save: Callable[[Desk, str, str | None, Mapping[str, str]], Done[str]]
    remove: Callable[[Desk, str], Done[str]]
    start: Callable[[Desk, str], Mapping[str, str]] = lambda desk, organization: {}
    badges: frozenset[str] = frozenset()


class SubRecords(QWidget):
    """The list of one kind and the verbs on it."""

    plan_wanted = Signal(object)
    """A form is wanted: a function that makes its plan from what happens after saving."""
    counted = Signal(int)
    changed = Signal(str)
    """Something was removed: the words of the note."""

    def __init__(self, page: DeskPage, kind: Kind) -> None:
        super().__init__()
        self._page = page
        self.kind = kind
        self._organization = ""
        self._mine = True
        self._found: Rows = []
        self._rows = MemoryRows()
        source = self._rows.source(kind.noun, kind.columns, kind.counted, kind.badges)
        self.list = ListPanel(page, source, Empty(kind.empty))
        self.add = button(f"新增{kind.noun}", "plus", "", lambda: self._form(""))
        self.change = button("修改", "pencil", "", self._change)
        self.remove = button("移除", "trash-2", "", self._remove)
        self.change.setAccessibleName(f"修改{kind.noun}")
        self.remove.setAccessibleName(f"移除{kind.noun}")
        self.verbs = QHBoxLayout()
        self.verbs.setSpacing(look.px(look.GAP_2))
        for part in (self.add, self.change, self.remove):
            self.verbs.addWidget(part)
        self.verbs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins_of_a_part())
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(self.verbs)
        column.addWidget(self.list, 1)
        self.list.opened.connect(self._open)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self.counted)
        self._marked()

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show what an organization has; another unit's can only be looked at."""
        self._organization, self._mine = organization, mine
        if not organization:
            self._fill("", [])
            return
        read = self.kind.rows
        Reading(self._page, "", lambda _: read(self._page.desk, organization)).done(
            lambda found: self._fill(organization, found)
        ).start()

    def _fill(self, organization: str, found: Rows) -> None:
        if organization == self._organization:
            self._found = found
            self._rows.put(found)
            self.list.show_query(None)
            self._marked()

    def _marked(self) -> None:
        one = self.list.chosen().count == 1
        self.add.setEnabled(self._mine)
        self.change.setEnabled(self._mine and one)
        self.remove.setEnabled(self._mine and one)

    def _open(self, record: str) -> None:
        if self._mine:
            self._form(record)

    def _current(self) -> str:
        """Return the id of the cursor's record, known even before its row is painted; empty for none."""
        at, numbers = self.list.table.currentIndex().row(), self.list.model.ids
        number = numbers[at] if 0 <= at < len(numbers) else len(self._found)
        return self._found[number]["id"] if number < len(self._found) else ""

    def _change(self) -> None:
        record = self._current()
        if record:
            self._form(record)

    def _form(self, record: str) -> None:
        desk, organization, kind = self._page.desk, self._organization, self.kind
        self.plan_wanted.emit(plan_of(desk, kind, organization, record))

    def _remove(self) -> None:
        record = self._current()
        if record:
            desk, remove, noun = self._page.desk, self.kind.remove, self.kind.noun
            work = Writing(self._page, "正在移除", lambda _: remove(desk, record))
            work.done(lambda _: self.changed.emit(f"已移除一{self.kind.counted}{noun}")).start()


def plan_of(desk: Desk, kind: Kind, organization: str, record: str) -> Plan:
    """Return the form of one record, of a new one where `record` is empty."""

    def load() -> Loaded:
        from cso_desk.usecases import register

        fields = register.form_fields(desk, kind.table)
        if not record:
            return Loaded(fields, kind.start(desk, organization))
        rows = kind.rows(desk, organization)
        return Loaded(fields, next(one for one in rows if one["id"] == record))

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, kind.table, key, text)

    return Plan(
        title=f"{'修改' if record else '新增'}{kind.noun}",
        verb=f"保存{kind.noun}",
        sections=kind.sections,
        load=load,
        check=check,
        save=lambda values: kind.save(desk, organization, record or None, values),
        key=f"{kind.table}.{organization}.{record or 'new'}",
        whole=True,
    )
