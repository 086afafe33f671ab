"""One widget for each kind of value. All speak texts: what is typed is judged by the use cases, never here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from .. import look

if TYPE_CHECKING:
    from cso_desk.usecases.register import FormField

SHORT_TEXT = 30
"""Texts up to this many characters get a narrow field and may share a line with another."""


class Line(QLineEdit):
    """One line of text; `words` are offered while typing. Length is judged in characters by the check, not cut off by Qt, which counts UTF-16 units."""

    edited = Signal()

    def __init__(self, example: str = "", words: Sequence[str] = ()) -> None:
        super().__init__()
        self.setPlaceholderText(f"例：{example}" if example else "")
        if words:
            finder = QCompleter(list(words), self)
            finder.setFilterMode(Qt.MatchFlag.MatchContains)
            finder.activated.connect(lambda _: self.edited.emit())
            self.setCompleter(finder)
        self.textEdited.connect(lambda _: self.edited.emit())

    def value(self) -> str:
        """Return the text as typed."""
        return self.text()

    def put(self, text: str) -> None:
        """Show `text` without calling it an edit."""
        self.setText(text)
        self.setCursorPosition(0)


class Lines(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field."""

    edited = Signal()

    def __init__(self, lines: int, example: str = "") -> None:
        super().__init__()
        self._lines = lines
        self._putting = False
        self.setTabChangesFocus(True)
        self.setPlaceholderText(f"例：{example}" if example else "")
        self.setFixedHeight(look.px(look.LINE) * lines + look.px(14))
        self.textChanged.connect(self._tell)

    def value(self) -> str:
        """Return the text as typed."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show `text` without calling it an edit."""
        self._putting = True
        self.setPlainText(text)
        self._putting = False

    def _tell(self) -> None:
        if not self._putting:
            self.edited.emit()


class Choice(QComboBox):
    """One of some words, or nothing. The wheel scrolls the form and never changes a choice."""

    edited = Signal()

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem("")
        self.addItems(list(words))
        self.activated.connect(lambda _: self.edited.emit())

    def value(self) -> str:
        """Return the chosen word, empty for none."""
        return self.currentText()

    def put(self, text: str) -> None:
        """Choose `text`; a word that is not on offer is added, so that nothing is lost by looking at it."""
        at = self.findText(text)
        if at < 0:
            self.addItem(text)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class Places(QComboBox):
    """One of many units, found by typing any part of its name; its value is the unit's id, or what was typed."""

    edited = Signal()

    def __init__(self, units: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem("", "")
        for unit, name in units:
            self.addItem(name, unit)
        finder = QCompleter(self.model(), self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(finder)
        self.lineEdit().textEdited.connect(lambda _: self.edited.emit())
        self.activated.connect(lambda _: self.edited.emit())

    def value(self) -> str:
        """Return the id of the unit whose name stands in the field, else the text as typed."""
        at = self.findText(self.currentText().strip())
        return self.itemData(at) if at >= 0 else self.currentText().strip()

    def put(self, text: str) -> None:
        """Show a unit given by its id or its name."""
        at = self.findData(text)
        if at < 0:
            at = self.findText(text)
        if at >= 0:
            self.setCurrentIndex(at)
        else:
            self.setEditText(text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class Ticks(QWidget):
    """Any number of some words, each a box to tick; its value is the ticked words with ； between them."""

    edited = Signal()

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self.boxes = [QCheckBox(word) for word in words]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_1), 0, look.px(look.GAP_1))
        column.setSpacing(look.px(look.GAP_1))
        for box in self.boxes:
            box.setAccessibleName(box.text())
            box.toggled.connect(lambda _: self.edited.emit())
            column.addWidget(box)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def value(self) -> str:
        """Return the ticked words."""
        return "；".join(box.text() for box in self.boxes if box.isChecked())

    def put(self, text: str) -> None:
        """Tick these words without calling it an edit."""
        wanted = text.split("；")
        for box in self.boxes:
            box.blockSignals(True)
            box.setChecked(box.text() in wanted)
            box.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next box, and from the last to the next field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
            return
        super().keyPressEvent(event)


Input = Line | Lines | Choice | Places | Ticks
TICKS = "ticks"
"""The kind of a field whose words are ticked."""


def made_for(field: FormField, units: Sequence[tuple[str, str]]) -> Input:
    """Return the widget for a field; `units` are the (id, name) that a division field offers."""
    made = _made(field, units)
    made.setAccessibleName(field.label)
    if field.hint:
        made.setToolTip(field.hint)
        made.setAccessibleDescription(field.hint)
    _size(made, field)
    return made


def _made(field: FormField, units: Sequence[tuple[str, str]]) -> Input:
    if field.kind == TICKS:
        return Ticks(field.words)
    if field.kind == "choice" and field.words:
        return Choice(field.words)
    if field.kind == "yesno":
        return Choice(("是", "否"))
    if field.kind == "division":
        return Places(units)
    if field.kind == "text" and field.lines > 1:
        return Lines(field.lines, field.example)
    return Line(field.example or ("2026-03" if field.kind == "date" else ""), field.words)


def _size(made: QWidget, field: FormField) -> None:
    if is_wide(field):
        made.setMaximumWidth(look.px(look.WIDTHS["wide"]))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, made.sizePolicy().verticalPolicy())
        return
    width = look.WIDTHS.get(field.kind, look.WIDTHS["name"])
    made.setMaximumWidth(look.px(width))
    made.setMinimumWidth(min(look.px(width), look.px(96)))
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def is_wide(field: FormField) -> bool:
    """Tell whether a field takes a line of its own."""
    return field.kind == TICKS or (
        field.kind == "text" and (field.lines > 1 or field.max_length > SHORT_TEXT)
    )
