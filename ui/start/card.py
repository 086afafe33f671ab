"""The one card in the middle that all start pages are."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..pieces import label


class Card(QFrame):
    """A title, a sentence, fields under each other with their labels above, a line for what is wrong.

    `part` is the title's part in the look.
    """

    def __init__(
        self, title: str, sentence: str, width: int = look.CARD, part: str = "title"
    ) -> None:
        super().__init__(objectName="page")
        self.plate = QFrame()
        look.dress(self.plate, "card")
        self.plate.setFixedWidth(look.px(width))
        self.column = QVBoxLayout(self.plate)
        gap = look.px(look.GAP_6)
        self.column.setContentsMargins(gap, gap, gap, gap)
        self.column.setSpacing(look.px(look.GAP_2))
        self.title = label(title, part)
        self.sentence = label(sentence, "second", wrap=True)
        self.fault = label("", "problem", wrap=True)
        self.fault.hide()
        self.column.addWidget(self.title)
        self.column.addWidget(self.sentence)
        self.sentence.setVisible(bool(sentence))
        self.column.addSpacing(look.px(look.GAP_2))
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.plate)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def field(self, words: str, made: QWidget) -> QWidget:
        """Add a field under its label; the label's words are its name."""
        head = QLabel(words)
        look.dress(head, "label")
        head.setBuddy(made)
        made.setAccessibleName(words)
        if isinstance(made, QLineEdit | QComboBox):
            made.setMinimumHeight(look.px(look.FIELD))
        self.column.addWidget(head)
        self.column.addWidget(made)
        return made

    def password(self, words: str) -> QLineEdit:
        """Add a field for a password."""
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        self.field(words, made)
        return made

    def tell(self, fault: str) -> None:
        """Show what is wrong; an empty text when nothing is."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))

    def row(self, *parts: QWidget, stretch_after: int = 0) -> None:
        """Add buttons in a line: those before `stretch_after` at the left, the others at the right."""
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        for at, part in enumerate(parts):
            if at == stretch_after:
                line.addStretch(1)
            line.addWidget(part)
        self.column.addSpacing(look.px(look.GAP_2))
        self.column.addWidget(self.fault)
        self.column.addLayout(line)
