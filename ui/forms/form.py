"""A form: sections of labelled fields, each with its check in plain words beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problem

from .. import look
from .inputs import Input, Places, is_wide, made_for

if TYPE_CHECKING:
    from cso_desk.usecases.register import FormField

Check = Callable[[str, str], str | None]
CHECK_AFTER = 350
"""How long the clerk's typing rests before a field is checked, in milliseconds."""
SHORT_HINT = 4
"""A hint of so few characters is a unit of measure and stands behind the field."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the keys of the fields under it."""

    title: str
    keys: tuple[str, ...]


class Cell(QWidget):
    """One field with what stands behind and beneath it."""

    def __init__(self, field: FormField, units: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.field = field
        self.input: Input = made_for(field, units)
        self.start = ""
        unit = field.hint if len(field.hint) <= SHORT_HINT else ""
        self._hint = "" if unit else field.hint
        self.beneath = QLabel()
        self.beneath.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_1))
        row.addWidget(self.input, 1)
        if unit:
            row.addWidget(QLabel(unit))
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        column.addLayout(row)
        column.addWidget(self.beneath)
        self.tell(None)

    def put(self, text: str) -> None:
        """Show `text` as what is kept."""
        self.input.put(text)
        self.start = self.input.value()
        self.tell(None)

    def tell(self, fault: str | None) -> None:
        """Show what is wrong beneath the field, or its hint when nothing is."""
        self.input.setProperty("faulty", bool(fault))
        self.input.style().unpolish(self.input)
        self.input.style().polish(self.input)
        self.input.setAccessibleDescription(fault or self.field.hint)
        self.beneath.setText(fault or self._hint)
        self.beneath.setVisible(bool(fault or self._hint))
        look.dress(self.beneath, "problem" if fault else "second")


class Form(QScrollArea):
    """Fields in sections. `check` tells what is wrong with a text; it is asked while the clerk types."""

    edited = Signal()

    def __init__(
        self,
        fields: Sequence[FormField],
        sections: Sequence[Section],
        check: Check,
        *,
        units: Sequence[tuple[str, str]] = (),
        columns: int = 2,
    ) -> None:
        super().__init__()
        self._check = check
        self.cells: dict[str, Cell] = {}
        self.heads: dict[str, QLabel] = {}
        self._waiting: set[str] = set()
        self._rest = QTimer(self, singleShot=True, interval=CHECK_AFTER)
        self._rest.timeout.connect(self._check_waiting)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build({field.key: field for field in fields}, sections, units, columns)

    def _build(
        self,
        fields: Mapping[str, FormField],
        sections: Sequence[Section],
        units: Sequence[tuple[str, str]],
        columns: int,
    ) -> None:
        inside = QWidget(objectName="inside")
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, look.px(look.GAP_3), look.px(look.GAP_4))
        page.setSpacing(look.px(look.GAP_2))
        for section in sections:
            chosen = [fields[key] for key in section.keys if key in fields]
            if section.title:
                head = self.heads[section.title] = QLabel(section.title)
                look.dress(head, "section")
                page.addWidget(head)
            page.addWidget(self._card(chosen, units, columns))
        page.addStretch(1)
        self.setWidget(inside)

    def _card(
        self, fields: Sequence[FormField], units: Sequence[tuple[str, str]], columns: int
    ) -> QWidget:
        card = QFrame()
        look.dress(card, "card")
        card.setMaximumWidth(look.px(look.FORM))
        grid = QGridLayout(card)
        gap = look.px(look.GAP_3)
        grid.setContentsMargins(gap, gap, gap, gap)
        grid.setHorizontalSpacing(look.px(look.GAP_2))
        grid.setVerticalSpacing(look.px(look.GAP_2))
        line, column = 0, 0
        for field in fields:
            wide = is_wide(field) or columns == 1
            if wide and column:
                line, column = line + 1, 0
            self._add(grid, field, units, (line, column), columns if wide else 1)
            column = 0 if wide else (column + 1) % columns
            line += column == 0
        for number in range(columns):
            grid.setColumnMinimumWidth(2 * number, look.px(118))
            grid.setColumnStretch(2 * number + 1, 1)
        return card

    def _add(
        self,
        grid: QGridLayout,
        field: FormField,
        units: Sequence[tuple[str, str]],
        place: tuple[int, int],
        span: int,
    ) -> None:
        cell = self.cells[field.key] = Cell(field, units)
        label = QLabel(_marked(field))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setFixedHeight(look.px(look.FIELD))
        label.setBuddy(cell.input)
        look.dress(label, "label")
        line, column = place
        grid.addWidget(label, line, 2 * column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(cell, line, 2 * column + 1, 1, 2 * span - 1, Qt.AlignmentFlag.AlignTop)
        cell.input.edited.connect(lambda key=field.key: self._typed(key))
        cell.input.installEventFilter(self)

    def put(self, values: Mapping[str, str]) -> None:
        """Show values as what is kept; fields without one become empty."""
        for key, cell in self.cells.items():
            cell.put(values.get(key, ""))

    def put_draft(self, values: Mapping[str, str]) -> None:
        """Show what had been typed and not saved."""
        for key, text in values.items():
            if key in self.cells:
                self.cells[key].input.put(text)
                self._check_one(key)
        self.edited.emit()

    def values(self) -> dict[str, str]:
        """Return all texts by key."""
        return {key: cell.input.value() for key, cell in self.cells.items()}

    def changed(self) -> dict[str, str]:
        """Return the texts that differ from what is kept."""
        return {key: text for key, text in self.values().items() if text != self.cells[key].start}

    def show_problems(self, problems: Sequence[Problem]) -> list[str]:
        """Put problems beneath their fields and the cursor into the first; return the messages without a field."""
        loose = []
        first = None
        for problem in problems:
            if problem.field in self.cells:
                self.cells[problem.field].tell(problem.message)
                first = first or problem.field
            else:
                loose.append(problem.message)
        if first:
            self.go_to(first)
        return loose

    def first_fault(self) -> str | None:
        """Check every changed field; return the key of the first that is wrong, with the cursor in it."""
        self._waiting.clear()
        faulty = [key for key in self.cells if self._check_one(key)]
        if faulty:
            self.go_to(faulty[0])
        return faulty[0] if faulty else None

    def go_to(self, key: str) -> None:
        """Put the cursor into a field and the field into view."""
        cell = self.cells[key]
        cell.input.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(cell.input, QLineEdit):
            cell.input.selectAll()
        self.ensureWidgetVisible(cell, 0, look.px(80))

    def go_to_section(self, title: str) -> None:
        """Bring a section's heading to the top and the cursor into its first field."""
        self.verticalScrollBar().setValue(self.heads[title].y())
        first = self.heads[title].nextInFocusChain()
        while first is not None and not isinstance(first, Input):
            first = first.nextInFocusChain()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, key: str) -> None:
        self._waiting.add(key)
        self._rest.start()
        self.edited.emit()

    def _check_waiting(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for key in waiting:
            self._check_one(key)

    def _check_one(self, key: str) -> bool:
        cell = self.cells[key]
        text = cell.input.value()
        fault = self._check(key, text) if text.strip() or text != cell.start else None
        if fault or cell.input.property("faulty"):
            cell.tell(fault)
        return bool(fault)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter go on to the next field; check a field when the cursor leaves it; keep it in view when it comes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._enter_goes_on(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self._check_waiting()
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 0, look.px(look.GAP_6))
        return False

    def _enter_goes_on(self, watched: QObject, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            return False
        finder = watched.completer() if isinstance(watched, QLineEdit | Places) else None
        if finder is not None and finder.popup().isVisible():
            return False
        if isinstance(watched, QLineEdit | QComboBox):
            self.focusNextChild()
            return True
        return False


def _marked(field: FormField) -> str:
    mark = {"always": f" <span style='color:{look.colours().red}'>＊</span>", "to_file": " ◦"}
    return field.label + mark.get(field.required, "")
