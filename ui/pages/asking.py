"""A band over a page that asks for a few texts before a step: each named, checked by the use case, one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cso_desk.errors import Problem, Problems

from .. import look
from ..forms.inputs import Choice, Line
from ..pieces import Flow, button, label


@dataclass(frozen=True, slots=True)
class Ask:
    """One text: key, label, what stands there at first, an example, width in pixels, words to choose from."""

    key: str
    label: str
    value: str = ""
    example: str = ""
    width: int = 150
    words: tuple[str, ...] = ()


class AskBand(QFrame):
    """Hidden until `ask`; Enter in the last field does the step, Esc puts the band away."""

    def __init__(self) -> None:
        super().__init__()
        look.dress(self, "band")
        self.head = label("", "strong", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.fields: dict[str, Line | Choice] = {}
        self._then: Callable[[dict[str, str]], None] = lambda _: None
        self.go = button("", "", "primary", self._do)
        self.leave = button("先不办", "", "", self.hide)
        self._line = QWidget()
        self._flow = Flow(self._line, look.GAP_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        for part in (self.head, self._line, self.problem):
            column.addWidget(part)
        self.hide()

    def ask(
        self, words: str, asks: Sequence[Ask], verb: str, then: Callable[[dict[str, str]], None]
    ) -> None:
        """Show the band: what it is about, the texts, the button's words, and what the button does."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.go, self.leave):
                widget.deleteLater()
        self.fields = {}
        self._then = then
        self.head.setText(words)
        self.problem.hide()
        for one in asks:
            self._flow.addWidget(self._named(one))
        self.go.setText(verb)
        self._flow.addWidget(self.go)
        self._flow.addWidget(self.leave)
        self.go.show()
        self.leave.show()
        self.show()
        self.updateGeometry()
        first = next(iter(self.fields.values()), None)
        (first or self.go).setFocus()

    def _named(self, one: Ask) -> QWidget:
        made: Line | Choice = Choice(one.words) if one.words else Line(one.example)
        made.setAccessibleName(one.label)
        made.put(one.value)
        made.setFixedWidth(look.px(one.width))
        if isinstance(made, Line):
            made.returnPressed.connect(lambda key=one.key: self._enter(key))
        self.fields[one.key] = made
        words = QLabel(one.label)
        words.setBuddy(made)
        look.dress(words, "label")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_1))
        row.addWidget(words)
        row.addWidget(made)
        return holder

    def _enter(self, key: str) -> None:
        keys = list(self.fields)
        after = keys[keys.index(key) + 1 :]
        if after:
            self.fields[after[0]].setFocus()
        else:
            self._do()

    def values(self) -> dict[str, str]:
        """Return what was typed."""
        return {key: made.value() for key, made in self.fields.items()}

    def _do(self) -> None:
        self.problem.hide()
        self._then(self.values())

    def tell(self, error: Exception) -> bool:
        """Show what is wrong beneath the fields; tell whether it was for them."""
        if not isinstance(error, Problems):
            return False
        self.show_problems(error.problems)
        return True

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show sentences, and put the cursor into the first field that is named."""
        self.problem.setText("\n".join(problem.message for problem in problems))
        self.problem.show()
        named = next((self.fields[p.field] for p in problems if p.field in self.fields), None)
        if named is not None:
            named.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the band away."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
