"""退回修改: choose what of an organization below is to be changed, with a reason for each field and a better value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Line
from ..pieces import button, label
from ..work import Reading, Writing
from .page import ForOrganizations, OpenRecord, Page, Shell, Waits

if TYPE_CHECKING:
    from cso_desk.usecases.returns import Form

HOW = (
    "在要改的栏目后面写退回原因；知道正确内容的，再写“建议改为”。没有写原因的栏目不退回。"
    "原因里不写身份证号、电话。记录归下级维护，这里不改。"
)
MANY = "每个组织各退回一条，原因相同；要按栏目退回的，请一个一个退。"
_WHOLE = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The inputs of one field."""

    label: str
    reason: Line
    proposed: Line | None


class ReturnFormPage(Page):
    """The form over one organization, or over several at once."""

    word = "退回修改"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._ids: tuple[str, ...] = ()
        self.rows: dict[str, Row] = {}
        self.back = button("返回组织", "arrow-left", "quiet", self._leave)
        self.go = button("退回修改", "send", "primary", self.send)
        self.go.setShortcut("Ctrl+S")
        self.go.setToolTip("Ctrl+S")
        head = self.head("退回修改并说明原因", self.go)
        head.insertWidget(0, self.back)
        self.how = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.room = QScrollArea()
        self.room.setWidgetResizable(True)
        self.body.addLayout(head)
        self.body.addWidget(self.how)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.room, 1)

    def come(self, request: object) -> None:
        """Show the fields of what is to be sent back."""
        if not isinstance(request, ForOrganizations):
            return
        desk, ids = self.desk, request.ids

        def read(_: Any) -> Form:
            from cso_desk.usecases import returns

            return returns.form_of(desk, ids)

        Reading(self, "", read).done(self._show).start()

    def _show(self, form: Form) -> None:
        self._ids, fields = form.organizations, form.fields
        self.problem.hide()
        self.count.setText(form.title)
        self.how.setText(HOW if len(self._ids) == 1 else MANY)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(*[look.px(look.GAP_2)] * 4)
        grid.setHorizontalSpacing(look.px(look.GAP_3))
        grid.setVerticalSpacing(look.px(look.GAP_1))
        for at, words in enumerate(("栏目", "报来的内容", "退回原因", "建议改为")):
            grid.addWidget(label(words, "strong"), 0, at)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        grid.setColumnStretch(3, 2)
        self.rows = {}
        self._add(grid, 1, _WHOLE, "整条记录", "", proposable=False)
        for number, one in enumerate(fields, 2):
            self._add(grid, number, one.key, one.label, one.value, proposable=one.proposable)
        grid.setRowStretch(len(fields) + 2, 1)
        self.room.setWidget(holder)
        self.rows[_WHOLE].reason.setFocus()

    def _add(
        self, grid: QGridLayout, at: int, key: str, words: str, value: str, *, proposable: bool
    ) -> None:
        reason = Line()
        reason.setAccessibleName(f"{words}的退回原因")
        named = label(words, "label")
        named.setBuddy(reason)
        grid.addWidget(named, at, 0)
        grid.addWidget(label(value, "", wrap=True, pick=True), at, 1)
        grid.addWidget(reason, at, 2)
        proposed = None
        if proposable:
            proposed = Line()
            proposed.setAccessibleName(f"{words}建议改为")
            grid.addWidget(proposed, at, 3)
        self.rows[key] = Row(words, reason, proposed)

    def send(self) -> None:
        """Write the remarks for every field with a reason."""
        from cso_desk.usecases.returns import Remark

        lone = [
            one
            for one in self.rows.values()
            if one.proposed is not None
            and one.proposed.value().strip()
            and not one.reason.value().strip()
        ]
        if lone:
            self._tell(f"“{lone[0].label}”写了建议，还没有写退回原因，请补上。")
            lone[0].reason.setFocus()
            return
        remarks = [
            Remark(record, row.reason.value(), key, row.proposed.value() if row.proposed else "")
            for record in self._ids
            for key, row in self.rows.items()
            if row.reason.value().strip()
        ]

        def write(_: Any) -> Any:
            from cso_desk.usecases import returns

            return returns.send_back(self.desk, remarks)

        Writing(self, "正在保存", write).done(self._sent).failed(self._failed).start()

    def _sent(self, found: Sequence[str]) -> None:
        self.problem.hide()
        self.shell.note(
            f"已写 {len(found)} 条退回意见，请生成退回修改包送下级",
            "去报送",
            lambda: self.shell.go("报送", Waits((("view", "退回和答复"),))),
        )
        self._leave()

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self._tell("\n".join(one.message for one in error.problems))
        named = next((self.rows[p.field] for p in error.problems if p.field in self.rows), None)
        if named is not None:
            (named.proposed or named.reason).setFocus()
        return True

    def _tell(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()

    def _leave(self) -> None:
        one = self._ids[0] if len(self._ids) == 1 else ""
        self.shell.go("组织", OpenRecord(one) if one else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Enter goes on to the next field."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
