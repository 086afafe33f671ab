"""What happened to a record: when, who, what, each with its before and after and its 还原."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from .. import look
from ..pieces import button, clear, label, rule
from ..work import Reading, Writing
from .masking import Masks
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.history import Change

LINES = 4
"""Fields of one change that are shown at first."""
MOST = 60
"""Changes that are shown; older ones are in the log."""


class HistoryView(QScrollArea):
    """The changes of one record, the newest first."""

    undone = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._record = ""
        self._masks = Masks(())
        self._changes: Sequence[Change] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(objectName="inside")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(
            0, look.px(look.GAP_2), look.px(look.GAP_2), look.px(look.GAP_2)
        )
        self._column.setSpacing(look.px(look.GAP_2))
        self.setWidget(self._inside)

    def show_record(self, record: str) -> None:
        """Read and show the changes of a record."""
        self._record = record

        def read(_: Any) -> tuple[list[Change], Masks]:
            from cso_desk.usecases import history, register

            desk = self._page.desk
            fields = [
                *register.form_fields(desk, "organization"),
                *register.form_fields(desk, "member"),
            ]
            return history.history(desk, record), Masks(fields)

        def fill(found: tuple[list[Change], Masks]) -> None:
            if record == self._record:
                self._masks = found[1]
                self.show_changes(found[0])

        Reading(self._page, "", read).done(fill).start()

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Show these changes, as soon as anybody looks."""
        self._changes = changes
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        """Build what came while nobody looked."""
        super().showEvent(event)
        if self._changes is not None:
            self._build()

    def _build(self) -> None:
        changes, self._changes = self._changes or (), None
        clear(self._column)
        for change in changes[:MOST]:
            self._column.addWidget(self._entry(change))
            self._column.addWidget(rule())
        if len(changes) > MOST:
            self._column.addWidget(
                label(f"更早的 {len(changes) - MOST} 次变更没有列出。", "second")
            )
        self._column.addStretch(1)

    def _entry(self, change: Change) -> QWidget:
        entry = QWidget()
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        head = QHBoxLayout()
        head.addWidget(label(change.words, "strong", wrap=True), 1)
        words = f"{change.when[:10]} {change.when[11:16]}"
        undo = button("还原", "undo-2", "link", lambda: self._ask(change))
        undo.setAccessibleName("还原")
        undo.setAccessibleDescription(f"{words} {change.words}")
        undo.setToolTip("把这一次改动还原")
        head.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(label(f"{words}　{change.who}", "second"))
        lines = differences(change, self._masks)
        text = label("\n".join(lines[:LINES]), "second", wrap=True, pick=True)
        column.addWidget(text)
        text.setVisible(bool(lines))
        if len(lines) > LINES:
            more = button(f"还有 {len(lines) - LINES} 项", "", "link")
            more.clicked.connect(lambda: (text.setText("\n".join(lines)), more.hide()))
            column.addWidget(more)
        return entry

    def _ask(self, change: Change) -> None:
        """Undo at once what changed fields; ask where a whole step brought new records."""
        if any(change.before.values()):
            self._undo(change.op)
            return
        self._page.shell.say.choose(
            self,
            f"“{change.words}”这一步新增的记录会全部移除。",
            [("还原整步", lambda: self._undo(change.op)), ("先不还原", None)],
            more="同一步里一起新增的其他组织、成员也会移除。",
        )

    def _undo(self, number: int) -> None:
        from cso_desk.usecases import history

        desk = self._page.desk
        work = Writing(
            self._page, "正在还原", lambda progress: history.undo_operation(desk, number, progress)
        )
        work.done(lambda _: self.undone.emit()).start()


def differences(change: Change, masks: Masks) -> list[str]:
    """Return one line for each field that changed, personal numbers hidden."""
    lines = []
    for name in {**change.before, **change.after}:
        before = masks.hide(name, change.before.get(name, ""))
        after = masks.hide(name, change.after.get(name, ""))
        if before and after:
            lines.append(f"{name}：{before} → {after}")
        elif after:
            lines.append(f"{name}：{after}")
        elif before:
            lines.append(f"{name}：{before} → （空）")
    return lines
