"""One entry of the policy pack: what it is called, its value in the right field, what it rests on, what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cso_desk.policy.kinds import Node, node_of
from cso_desk.policy.words import code_word, key_word

from .. import look
from ..pieces import badge, button, clear, label, set_badge
from ..values.plain import Offers, Record, plain_field
from ..values.structure import Structure
from ..values.words import Words

if TYPE_CHECKING:
    from cso_desk.usecases.policy_edits import Shown

_SUMMARY = 160


class PolicyRow(QFrame):
    """The row; `edited` tells that the clerk changed the value, or asked to have it checked against a document."""

    edited = Signal()
    layout_wanted = Signal(str)
    """The form with this code is to be opened in 表样."""

    def __init__(self, shown: Shown, *, open_to_edit: bool) -> None:
        super().__init__()
        self.shown = shown
        self.checked = False
        self._open_to_edit = open_to_edit
        self.field: Any = None
        self.title = label(shown.label, "strong", wrap=True)
        self.reference, self.changed = badge(), badge()
        self.put_back = button("改回自带的值", "undo-2", "link", self._put_back)
        self.confirm = button("按文件核定", "check", "link", self._confirm)
        self.source = label(f"依据：{shown.source}" if shown.source else "", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.text = label("", "", wrap=True, pick=True)
        self.open = button("展开修改" if open_to_edit else "展开查看", "pencil", "", self._unfold)
        self._holder = QWidget()
        self._lay_out()
        self._fill()
        self.tell()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        head.addWidget(self.title, 1)
        for part in (self.reference, self.changed, self.confirm, self.put_back):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        for verb in (self.put_back, self.confirm):
            verb.setAccessibleDescription(self.shown.label)
        self._inside = QVBoxLayout(self._holder)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(look.px(look.GAP_1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, look.px(look.GAP_2))
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(head)
        column.addWidget(self._holder)
        column.addWidget(self.problem)
        column.addWidget(self.source)
        self.problem.hide()
        self.source.setVisible(bool(self.shown.source))

    def _fill(self) -> None:
        shown = self.shown
        if shown.kind == "structure":
            self._fold()
            return
        if not self._open_to_edit:
            self.text.setText(shown.text)
            self.text.setAccessibleName(shown.label)
            self._inside.addWidget(self.text)
            return
        self._take(self._made())

    def _made(self) -> Any:
        shown, node = self.shown, node_of(self.shown.path)
        if shown.kind == "words":
            return Words(shown.label, shown.value, shown.offers)
        if shown.kind == "record":
            parts = [
                (key, key_word(key, shown.path), *_part(node.child(key))) for key in node.known
            ]
            return Record(shown.label, parts, shown.value)
        return plain_field(shown.kind, shown.value, shown.offers)

    def _take(self, made: Any) -> None:
        self.field = made
        made.setAccessibleName(self.shown.label)
        made.edited.connect(self._edited)
        self._inside.addWidget(made)

    def _fold(self) -> None:
        text = re.sub(r"：\s+", "：", self.shown.text)
        text = re.sub(r"\s*\n\s*", "；", text)
        self.text.setText(text if len(text) <= _SUMMARY else text[: _SUMMARY - 1] + "…")
        self._inside.addWidget(self.text)
        self._inside.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.open.setAccessibleName(f"{self.open.text()}：{self.shown.label}")
        subject, _, code = self.shown.path.partition(".")
        if subject == "layouts":
            draw = button("看着页面改", "file-text", "link", lambda: self.layout_wanted.emit(code))
            draw.setAccessibleName(f"看着页面改：{self.shown.label}")
            self._inside.addWidget(draw, 0, Qt.AlignmentFlag.AlignLeft)

    def _unfold(self) -> None:
        self.unfold()
        self.field.show()
        self.field.tree.setFocus()

    def unfold(self) -> None:
        """Show a structured value as a tree."""
        if self.field is not None or self.shown.kind != "structure":
            return
        clear(self._inside)
        made = Structure(
            self.shown.label, self.shown.path, self.shown.value, node_of(self.shown.path)
        )
        made.set_open(self._open_to_edit)
        self._take(made)

    def value(self) -> Any:
        """Return the value as it stands."""
        return self.shown.value if self.field is None else self.field.value()

    @property
    def differs(self) -> bool:
        """Whether there is something to save."""
        return self.checked or self.value() != self.shown.value

    def put(self, value: Any) -> None:
        """Show a value that was typed before."""
        self.unfold()
        if self.field is not None:
            self.field.put(value)
        self.tell()

    def _edited(self) -> None:
        self.problem.hide()
        self.tell()
        self.edited.emit()

    def _put_back(self) -> None:
        self.put(self.shown.shipped)
        self._edited()

    def _confirm(self) -> None:
        self.checked = not self.checked
        self._edited()

    def tell(self) -> None:
        """Show which marks stand on the row now."""
        shown, value = self.shown, self.value()
        set_badge(self.reference, "参考" if shown.reference else "", "blue_grey")
        word, tone = "", "amber"
        if value != shown.value:
            word = "已改，未存"
        elif self.checked:
            word, tone = "待核定", "green"
        elif shown.changed:
            word, tone = "与自带的不同", "grey"
        set_badge(self.changed, word, tone)
        self.put_back.setVisible(
            self._open_to_edit and shown.shipped is not None and value != shown.shipped
        )
        self.confirm.setVisible(self._open_to_edit and shown.reference)
        self.confirm.setText("先不核定" if self.checked else "按文件核定")

    def show_problem(self, words: str) -> None:
        """Show what is wrong beneath the field and put the cursor there."""
        self.unfold()
        self.problem.setText(words.partition("不合规定：")[2] or words)
        self.problem.show()
        if self.field is not None:
            getattr(self.field, "tree", getattr(self.field, "list", self.field)).setFocus()


def _part(node: Node) -> tuple[str, Offers]:
    return node.kind, tuple((one, code_word(str(one))) for one in node.offered)
