"""Fields for plain values: whole numbers, yes or no, one of some words, text; and a few of them named in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from .. import look
from ..forms.inputs import Line, Lines
from ..pieces import Flow

Offers = Sequence[tuple[Any, str]]
YES_NO: Offers = ((True, "是"), (False, "否"))
_LONG = 40
_MOST_LINES = 5


class ValueField(Protocol):
    """A widget that holds one JSON value."""

    @property
    def edited(self) -> Any:
        """Emitted when the clerk changed the value."""

    def value(self) -> Any:
        """Return the value as it stands; a number that is none comes back as the text that was typed."""

    def put(self, value: Any) -> None:
        """Show a value without calling it an edit."""


class Number(Line):
    """A whole number, or another number where `whole` is False."""

    def __init__(self, *, whole: bool = True) -> None:
        super().__init__()
        self._whole = whole
        self.returnPressed.connect(self.focusNextChild)
        self.setFixedWidth(look.px(look.WIDTHS["whole"]))

    def value(self) -> Any:
        """Return the number, or the text where it is none."""
        return number_of(self.text(), whole=self._whole)

    def put(self, value: Any) -> None:
        """Show a number."""
        super().put(str(value))


def number_of(text: str, *, whole: bool) -> Any:
    """Return the number that was typed, the text itself where it is none: the check then says what is wrong."""
    try:
        return int(text.strip())
    except ValueError:
        pass
    try:
        return text if whole else float(text.strip())
    except ValueError:
        return text


class OneText(Line):
    """One line of text."""

    def __init__(self) -> None:
        super().__init__()
        self.returnPressed.connect(self.focusNextChild)
        self.setMinimumWidth(look.px(look.WIDTHS["name"]))
        self.setMaximumWidth(look.px(look.WIDTHS["wide"]))


class LongText(Lines):
    """Several lines of text."""

    def __init__(self, length: int) -> None:
        super().__init__(min(_MOST_LINES, 1 + length // _LONG))
        self.setMaximumWidth(look.px(look.WIDTHS["wide"]))


class Picked(QComboBox):
    """One of some values, each with its word. The wheel scrolls the page and never changes a choice."""

    edited = Signal()

    def __init__(self, offers: Offers) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._values = [value for value, _ in offers]
        self.addItems([words for _, words in offers])
        self.setMaximumWidth(look.px(look.WIDTHS["wide"]))
        self.activated.connect(lambda _: self.edited.emit())

    def offer(self, offers: Offers) -> None:
        """Offer other values; the first one is chosen."""
        self.clear()
        self._values = [value for value, _ in offers]
        self.addItems([words for _, words in offers])

    def value(self) -> Any:
        """Return the chosen value."""
        return self._values[self.currentIndex()] if self._values else ""

    def put(self, value: Any) -> None:
        """Choose a value; one that is not on offer is added, so that nothing is lost by looking at it."""
        at = next((n for n, one in enumerate(self._values) if _same(one, value)), -1)
        if at < 0:
            self._values.append(value)
            self.addItem(str(value))
            at = len(self._values) - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


def _same(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def plain_field(kind: str, value: Any, offers: Offers) -> Number | OneText | LongText | Picked:
    """Return the field for a plain value of a kind (policy/kinds.py)."""
    made: Number | OneText | LongText | Picked
    if kind == "yesno":
        made = Picked(YES_NO)
        made.setFixedWidth(look.px(look.WIDTHS["yesno"]))
    elif kind == "choice":
        made = Picked(offers)
    elif kind in ("whole", "number"):
        made = Number(whole=kind == "whole")
    elif isinstance(value, str) and (len(value) > _LONG or "\n" in value):
        made = LongText(len(value))
    else:
        made = OneText()
    made.put(value)
    return made


class Record(QWidget):
    """A few named plain values in one line (数 10, 单位 工作日)."""

    edited = Signal()

    def __init__(
        self, name: str, parts: Sequence[tuple[str, str, str, Offers]], value: Any
    ) -> None:
        super().__init__()
        self._whole: dict[str, Any] = dict(value)
        self.parts: dict[str, Number | OneText | LongText | Picked] = {}
        flow = Flow(self, look.GAP_2)
        for key, word, kind, offers in parts:
            if key not in value:
                continue
            made = plain_field(kind, value[key], offers)
            made.setAccessibleName(f"{name}：{word}")
            made.edited.connect(self.edited.emit)
            head = QLabel(word)
            head.setBuddy(made)
            look.dress(head, "label")
            head.setFixedHeight(look.px(look.FIELD))
            flow.addWidget(head)
            flow.addWidget(made)
            self.parts[key] = made

    def value(self) -> dict[str, Any]:
        """Return all values, those that are not shown too."""
        return {**self._whole, **{key: made.value() for key, made in self.parts.items()}}

    def put(self, value: Any) -> None:
        """Show other values."""
        self._whole = dict(value)
        for key, made in self.parts.items():
            if key in value:
                made.put(value[key])
