"""First run, step 1: the clerk types the unit's name; level, parent and official name are proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from .. import look
from ..pieces import button
from ..work import Reading, Works
from .card import Card

if TYPE_CHECKING:
    from cso_desk.usecases.opening import NewUnit, Place

REST = 150
_PLACE = Qt.ItemDataRole.UserRole


class UnitStep(Card):
    """Which unit the desk is for."""

    chosen = Signal(object)

    def __init__(self, works: Works) -> None:
        sentence = "输入单位名称的一部分、拼音首字母或区划代码，从列表里选本单位。"
        super().__init__("新建工作台：选择本单位", sentence)
        self.works = works
        self._number = 0
        self._place: Place | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("例：木城街道、mcjd、410823001")
        self.field("单位", self.search)
        self.places = QListWidget()
        self.places.setAccessibleName("找到的单位")
        self.places.setFixedHeight(look.px(168))
        self.column.addWidget(self.places)
        self.name = self._line("单位名称")
        self.code = self._line("区划代码")
        self.level = QComboBox()
        self.field("级别", self.level)
        self.parent_code = self._line("上级区划代码")
        self.full_name = self._line("单位全称（落款用）")
        self.by_hand = button("列表里没有，手工填写", "", "link", self._by_hand)
        self.next = button("下一步", "", "primary", self._next)
        self.row(self.by_hand, self.next, stretch_after=1)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._find)
        self.search.textEdited.connect(lambda _: self._rest.start())
        self.search.installEventFilter(self)
        self.places.currentItemChanged.connect(lambda item, _: self._show_place(item))
        self.places.itemActivated.connect(lambda _: self.full_name.setFocus())
        self._show_fields(hand=False)

    def _line(self, words: str) -> QLineEdit:
        made = QLineEdit()
        self.field(words, made)
        return made

    def offer_levels(self, words: Mapping[str, str]) -> None:
        """Offer the levels by their words."""
        self.level.clear()
        for key, word in words.items():
            self.level.addItem(word, key)

    def _show_fields(self, *, hand: bool) -> None:
        self._hand = hand
        for part in (self.search, self.places):
            _show(part, not hand)
        for part in (self.name, self.code, self.parent_code):
            _show(part, hand)
        _show(self.level, hand or self._place is not None)
        _show(self.full_name, hand or self._place is not None)
        self.level.setEnabled(hand)
        self.next.setEnabled(hand or self._place is not None)
        self.by_hand.setText("从列表里选" if hand else "列表里没有，手工填写")

    def _by_hand(self) -> None:
        self._show_fields(hand=not self._hand)
        self.tell("")
        (self.name if self._hand else self.search).setFocus()

    def _find(self) -> None:
        self._number += 1
        number, text = self._number, self.search.text().strip()

        def find(_: Any) -> list[Place]:
            from cso_desk.usecases import opening

            return opening.find_places(text, 20)

        Reading(self, "", find).done(lambda found: self._offer(number, found)).start()

    def _offer(self, number: int, found: list[Place]) -> None:
        if number != self._number:
            return
        self.places.clear()
        for place in found:
            item = QListWidgetItem(f"{place.path}　{place.code}")
            item.setData(_PLACE, place)
            self.places.addItem(item)
        text = self.search.text().strip()
        self.tell("" if found or not text else f"没有找到“{text}”，可以换个写法，或手工填写。")
        if found:
            self.places.setCurrentRow(0)

    def _show_place(self, item: QListWidgetItem | None) -> None:
        self._place = item.data(_PLACE) if item else None
        if self._place is not None:
            self.name.setText(self._place.name)
            self.code.setText(self._place.code)
            self.parent_code.setText(self._place.parent_code)
            self.full_name.setText(self._place.full_name)
            self.level.setCurrentIndex(self.level.findData(self._place.level))
        self._show_fields(hand=False)

    def _next(self) -> None:
        from cso_desk.usecases.opening import NewUnit

        name = self.name.text().strip()
        if not name:
            self.tell("请写单位名称。")
            self.name.setFocus()
            return
        self.tell("")
        unit: NewUnit = NewUnit(
            self.code.text().strip(),
            name,
            self.level.currentData() or "",
            self.parent_code.text().strip(),
            self.full_name.text().strip(),
        )
        self.chosen.emit(unit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move among the places by arrows while typing; Enter goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.places.count():
                row = min(max(self.places.currentRow() + step, 0), self.places.count() - 1)
                self.places.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._place is not None:
                self._next()
                return True
        return False


def _show(part: QWidget, shown: bool) -> None:
    part.setVisible(shown)
    parent = part.parentWidget()
    for head in parent.findChildren(QLabel) if parent else ():
        if head.buddy() is part:
            head.setVisible(shown)
