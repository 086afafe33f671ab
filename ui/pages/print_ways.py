"""How papers are printed: to a file or a printer, and folded away what is rarely changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms.inputs import Choice, Line
from ..pieces import button, label
from .printer_job import DUPLEX

PDF_WORDS = "PDF 文件"
COPIES = {"按表的规定": None, "只打一份": False, "每个留存人一份（一式几份）": True}
MORE, LESS = "更多打印选项", "收起打印选项"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What this desk knows of printing: printers, what each was used with, the last one, masks, offsets."""

    printers: Sequence[str] = ()
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    last: str = ""
    masks: Mapping[str, str] = field(default_factory=dict)
    mask_words: Mapping[str, str] = field(default_factory=dict)


def _choice(name: str, words: Sequence[str]) -> Choice:
    made = Choice(())
    made.clear()
    made.addItems(list(words))
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    return made


class PrintWays(QWidget):
    """The choices; `edited` when the paper looks otherwise, `way_changed` when it goes elsewhere."""

    edited = Signal()
    way_changed = Signal()
    changed_only_toggled = Signal()
    trial_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known = Remembered()
        self._masks: list[str] = []
        self.way = _choice("打印到", [PDF_WORDS])
        self.changed_only = QCheckBox("只打印上次打印后有变动的")
        self.counts = label("", "second", wrap=True)
        self.fold = button(MORE, "chevron-down", "link", self._fold)
        self.mask = _choice("遮盖", ())
        self.keepers = _choice("各留存人", list(COPIES))
        self.copies = Line()
        self.copies.put("1")
        self.copies.setAccessibleName("份数")
        self.duplex = _choice("单双面", list(DUPLEX.values()))
        self.pages = Line("1-3，5")
        self.pages.setAccessibleName("页码范围")
        self.over = QCheckBox("套打：印好的表上只打填写的内容")
        self.right, self.down = Line(), Line()
        self.right.setAccessibleName("向右移动（毫米）")
        self.down.setAccessibleName("向下移动（毫米）")
        self.trial = button("打印对位页", "", "link", self.trial_wanted.emit)
        self._lay_out_shift()
        self._lay_out()
        self._connect()
        self.show_changed(None)
        self._show_rows()

    def _lay_out(self) -> None:
        words = QLabel("打印到")
        words.setBuddy(self.way)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(words)
        line.addWidget(self.way, 1)
        self.more = QWidget()
        grid = QGridLayout(self.more)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(look.GAP_2))
        grid.setVerticalSpacing(look.px(look.GAP_2))
        grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}
        for at, (name, part) in enumerate(
            (
                ("遮盖", self.mask),
                ("留存", self.keepers),
                ("份数", self.copies),
                ("单双面", self.duplex),
                ("页码", self.pages),
            )
        ):
            called = QLabel(name)
            called.setBuddy(part)
            grid.addWidget(called, at, 0)
            grid.addWidget(part, at, 1)
            self._rows[name] = (called, part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.changed_only)
        column.addWidget(self.counts)
        column.addLayout(line)
        column.addWidget(self.fold)
        column.addWidget(self.more)
        column.addWidget(self.over)
        column.addWidget(self.shift)

    def _lay_out_shift(self) -> None:
        """Put the offset of over-printing on one line."""
        self.shift = QWidget()
        shift = QHBoxLayout(self.shift)
        shift.setContentsMargins(0, 0, 0, 0)
        shift.setSpacing(look.px(look.GAP_1))
        for text, part in (("向右", self.right), ("向下", self.down)):
            shift.addWidget(QLabel(text))
            shift.addWidget(part)
        shift.addWidget(QLabel("毫米"))
        shift.addWidget(self.trial)

    def _connect(self) -> None:
        self.way.edited.connect(self._use_printer)
        for part in (self.mask, self.keepers):
            part.edited.connect(self.edited)
        for line in (self.right, self.down):
            line.editingFinished.connect(self.edited)
        self.over.toggled.connect(self._over_toggled)
        self.changed_only.toggled.connect(lambda _: self.changed_only_toggled.emit())
        self.more.hide()

    def know(self, known: Remembered) -> None:
        """Take what the desk remembers, and offer the printers."""
        self._known = known
        self.way.clear()
        self.way.addItems([PDF_WORDS, *known.printers])
        if known.last in known.printers:
            self.way.setCurrentIndex(1 + list(known.printers).index(known.last))
        self._use_printer()

    def printer(self) -> str:
        """Return the printer's name, empty for a file."""
        return self.way.currentText() if self.way.currentIndex() > 0 else ""

    def offer_masks(self, codes: Sequence[str]) -> None:
        """Offer the masks, first the one that the form has by itself."""
        words = self._known.mask_words
        own = {self._known.masks.get(code, "none") for code in codes}
        usual = f"按表的规定（{words[own.pop()]}）" if len(own) == 1 and words else "按各表的规定"
        kept = self.mask.currentIndex()
        self._masks = list(words)
        self.mask.clear()
        self.mask.addItems([usual, *words.values()])
        self.mask.setCurrentIndex(max(kept, 0))

    def how(self) -> dict[str, Any]:
        """Return mask, all_copies, and the texts of the offset (None: no over-printing)."""
        at = self.mask.currentIndex()
        return {
            "mask": self._masks[at - 1] if at > 0 else None,
            "all_copies": COPIES[self.keepers.currentText()],
            "offset": (self.right.value(), self.down.value()) if self.over.isChecked() else None,
        }

    def duplex_key(self) -> str:
        """Return the key of DUPLEX that is chosen."""
        return list(DUPLEX)[max(self.duplex.currentIndex(), 0)]

    def put_offset(self, offset: tuple[float, float]) -> None:
        """Show the offset that is kept for the printer and the form."""
        self.right.put(f"{offset[0]:g}")
        self.down.put(f"{offset[1]:g}")

    def show_changed(self, count: tuple[int, int] | None) -> None:
        """Tell how many of the selection changed and how many were never printed; None: not counted (yet)."""
        words = ""
        if count is not None:
            changed, never = count
            words = f"有变动 {changed} 份，没打印过 {never} 份"
        self.counts.setText(words)

    def suit(self, *, blank: bool, several: bool) -> None:
        """Show the choices that fit what is printed: a blank form, one form, several forms."""
        self._blank, self._several = blank, several
        self._show_rows()

    _blank = False
    _several = False

    def _show_rows(self) -> None:
        folded = self.more.isHidden()
        paper = bool(self.printer())
        shown = {
            "遮盖": not self._blank,
            "留存": not self._blank,
            "份数": paper or self._blank,
            "单双面": paper,
            "页码": paper and not self._blank,
        }
        for name, parts in self._rows.items():
            for part in parts:
                part.setVisible(shown[name])
        self.changed_only.setVisible(not self._blank)
        self.counts.setVisible(not self._blank)
        over = not folded and not self._blank and not self._several
        self.over.setVisible(over)
        if self._blank or self._several:
            self.over.setChecked(False)
        self.shift.setVisible(over and self.over.isChecked())

    def _fold(self) -> None:
        opened = self.more.isHidden()
        self.more.setVisible(opened)
        self.fold.setText(LESS if opened else MORE)
        self.fold.setIcon(look.icon("chevron-up" if opened else "chevron-down", "second"))
        self._show_rows()

    def _over_toggled(self) -> None:
        self._show_rows()
        self.edited.emit()

    def _use_printer(self) -> None:
        """Take up what was remembered of the printer."""
        kept = self._known.kept.get(self.printer(), {})
        self.copies.put(str(kept.get("copies", 1)))
        keys = list(DUPLEX)
        key = kept.get("duplex", "")
        self.duplex.setCurrentIndex(keys.index(key) if key in keys else 0)
        self._show_rows()
        self.way_changed.emit()
