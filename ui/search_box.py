"""The search of the top bar (Ctrl+K): hits under the box while the clerk types; Enter opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from cso_desk.fields import mask_phone

from . import look
from .work import DeskPage, Reading

if TYPE_CHECKING:
    from cso_desk.usecases.find import Found

REST = 150
"""Milliseconds that typing rests before it is searched for."""
HITS = 8
_ID = Qt.ItemDataRole.UserRole


class SearchBox(QLineEdit):
    """Finds organizations by any part of name, initials, leader, phone or number."""

    picked = Signal(str)
    """The record with this id was picked."""
    all_wanted = Signal(str)
    """The list is to show all hits of this text."""
    paper_wanted = Signal(str)
    """The code of a paper or of a list of papers was scanned or typed."""

    def __init__(self, page: DeskPage, window: QWidget) -> None:
        super().__init__()
        self._page = page
        self._number = 0
        self.setPlaceholderText("搜索组织、负责人、电话、编号（Ctrl+K）")
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(look.px(460))
        self.hits = QListWidget(window)
        self.hits.setAccessibleName("搜索结果")
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.hits.hide()
        self.hits.itemClicked.connect(self._take)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._search)
        self.textEdited.connect(lambda _: self._rest.start())
        self.textChanged.connect(lambda text: None if text.strip() else self.hits.hide())
        self.installEventFilter(self)

    def _search(self) -> None:
        text = self.text().strip()
        self._number += 1
        if not text:
            self.hits.hide()
            return
        number = self._number

        def find(_: Any) -> list[Found]:
            from cso_desk.usecases import find

            return find.find(self._page.desk, text, HITS + 1)

        Reading(self._page, "", find).done(lambda found: self._show(number, text, found)).start()

    def _show(self, number: int, text: str, found: list[Found]) -> None:
        if number != self._number or not self.hasFocus():
            return
        self.hits.clear()
        for one in found[:HITS]:
            phone = mask_phone(one.phone) if one.phone else ""
            parts = [part for part in (one.leader, phone, one.community, one.filing_number) if part]
            item = QListWidgetItem(f"{one.name}\n{'　'.join(parts) or '（没有更多信息）'}")
            item.setData(_ID, one.id)
            self.hits.addItem(item)
        last = (
            f"在列表里看全部“{text}”" if len(found) > HITS else "" if found else f"没有找到“{text}”"
        )
        if last:
            self.hits.addItem(QListWidgetItem(last))
        self.hits.setCurrentRow(0)
        self._place()
        self.hits.show()
        self.hits.raise_()

    def _place(self) -> None:
        window = self.hits.parentWidget()
        rows = sum(self.hits.sizeHintForRow(at) for at in range(self.hits.count()))
        at = self.mapTo(window, QPoint(0, self.height() + look.px(2)))
        self.hits.setGeometry(at.x(), at.y(), max(self.width(), look.px(360)), rows + look.px(6))

    def _take(self, item: QListWidgetItem) -> None:
        record, text = item.data(_ID), self.text().strip()
        self.hits.hide()
        if record:
            self.clear()
            self.picked.emit(record)
        elif "全部" in item.text():
            self.all_wanted.emit(text)

    def _is_paper(self) -> bool:
        """Tell whether the text is the code of a paper or the number of a list: a scanner types it and Enter."""
        from cso_desk.usecases import paper_lists

        return paper_lists.is_paper_code(self.text()) or paper_lists.is_list_number(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move among the hits by arrows, take one by Enter, close by Esc or by leaving."""
        if event.type() == QEvent.Type.FocusOut:
            self.hits.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        return self._key(event.key())

    def _key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.hits.hide()
            self.clear()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._is_paper():
            self._rest.stop()
            text = self.text().strip()
            self.hits.hide()
            self.clear()
            self.paper_wanted.emit(text)
            return True
        if self.hits.isHidden():
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
                self.all_wanted.emit(self.text().strip())
                return True
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.hits.setCurrentRow(
                min(max(self.hits.currentRow() + step, 0), self.hits.count() - 1)
            )
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hits.currentItem() is not None:
            self._take(self.hits.currentItem())
            return True
        return False
