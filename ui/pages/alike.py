"""What is said while an organization is typed: organizations like it, each with its reasons, and remarks on the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from .. import look
from ..forms.form import Form
from ..pieces import Flow, button, clear, label
from ..work import DeskPage, Reading
from .compare_table import CompareTable

if TYPE_CHECKING:
    from cso_desk.usecases.duplicates import Alike, Difference
    from cso_desk.usecases.name_rules import NameRemark

AFTER = 400
"""Milliseconds that typing rests before look-alikes are searched."""
_WATCHED = ("name", "community", "nature", "leader", "phone", "leader_id", "venue", "category")
_MOST = 4
_ROWS = 4


class AlikeBand(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, page: DeskPage, look_at: Callable[[str], None]) -> None:
        super().__init__()
        self._page = page
        self._look_at = look_at
        self._form: Form | None = None
        self._record = ""
        self._asked = 0
        self._compared = ""
        self.found: Sequence[Alike] = ()
        self.links: list[Any] = []
        self.beside: list[Any] = []
        self.remarks = label("", "warning", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.table = CompareTable()
        self.table.setFixedHeight((_ROWS + 1) * look.row_height() + look.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        for part in (self.remarks, self.table):
            part.hide()
        column.addWidget(self.remarks)
        column.addLayout(self._lines)
        column.addWidget(self.table)
        self._rest = QTimer(self, singleShot=True, interval=AFTER)
        self._rest.timeout.connect(self.search)
        self.hide()

    def watch(self, form: Form | None, record: str = "") -> None:
        """Listen to the fields of a form; `record` is the organization that is being changed, empty for a new one."""
        self._form, self._record = form, record
        self._rest.stop()
        self._asked += 1
        self._offer([], [])
        for key in _WATCHED if form is not None else ():
            if form is not None and key in form.cells:
                form.cells[key].input.edited.connect(self._rest.start)

    def typed(self) -> dict[str, str]:
        """Return what was typed, by field key."""
        cells = self._form.cells if self._form is not None else {}
        return {key: cells[key].input.value() for key in _WATCHED if key in cells}

    def search(self) -> None:
        """Look for organizations like the typed one, and judge its name."""
        if self._form is None or not isValid(self._form):
            return
        self._asked += 1
        number, typed, record, desk = self._asked, self.typed(), self._record, self._page.desk

        def read(_: Any) -> tuple[list[Alike], list[NameRemark]]:
            from cso_desk.usecases import duplicates, names

            said = names.check_name(
                desk,
                typed.get("name", ""),
                typed.get("community") or None,
                typed.get("nature", ""),
                typed.get("leader", ""),
            )
            return duplicates.like(desk, typed, record), said

        def done(found: tuple[list[Alike], list[NameRemark]]) -> None:
            if number == self._asked:
                self._offer(*found)

        Reading(self._page, "", read).done(done).start()

    def _offer(self, found: Sequence[Alike], said: Sequence[NameRemark]) -> None:
        self.found = found
        clear(self._lines)
        self.links, self.beside = [], []
        if found:
            self._lines.addWidget(label("可能已经有这个组织了，先看看是不是同一个：", "second"))
        for one in found[:_MOST]:
            self._lines.addWidget(self._line(one))
        if len(found) > _MOST:
            self._lines.addWidget(
                label(f"还有 {len(found) - _MOST} 个，名称再写全些看。", "second")
            )
        grave = any(one.level == "block" for one in said)
        look.dress(self.remarks, "problem" if grave else "warning")
        self.remarks.setText("\n".join(one.sentence for one in said))
        self.remarks.setVisible(bool(said))
        if self._compared not in {one.id for one in found}:
            self._close()
        self.setVisible(bool(found or said))

    def _line(self, one: Alike) -> QWidget:
        line = QWidget()
        flow = Flow(line, look.GAP_2)
        more = "，".join(filter(None, (one.community, one.leader, one.state)))
        words = f"{one.name}（{more}）" if more else one.name
        open_it = button(words, "", "link", lambda: self._look_at(one.id))
        beside = button("并排比较", "", "link", lambda: self.compare(one.id))
        beside.setAccessibleName(f"与{one.name}并排比较")
        self.links.append(open_it)
        self.beside.append(beside)
        why = label("、".join(one.reasons), "warning")
        why.setFixedHeight(look.px(24))
        for part in (open_it, why, beside):
            flow.addWidget(part)
        return line

    def compare(self, record: str) -> None:
        """Show what is typed and a known organization side by side; a second time puts it away."""
        if record == self._compared:
            self._close()
            return
        typed, desk = self.typed(), self._page.desk
        self._compared = record

        def read(_: Any) -> Sequence[Difference]:
            from cso_desk.usecases import side_by_side

            return side_by_side.with_typed(desk, typed, record)

        Reading(self._page, "", read).done(lambda lines: self._show(record, lines)).start()

    def _show(self, record: str, lines: Sequence[Difference]) -> None:
        if record != self._compared:
            return
        known = next((one.name for one in self.found if one.id == record), "")
        fields = {key: cell.field for key, cell in (self._form.cells if self._form else {}).items()}
        in_order = sorted(lines, key=lambda one: not one.differs)
        self.table.show_lines(in_order, ("正在填写的", known), fields)
        self.table.show()

    def _close(self) -> None:
        self._compared = ""
        self.table.hide()
