"""A structured value as a tree: every part is there, typed in place, moved with Alt+↑ and Alt+↓, added and dropped."""

from __future__ import annotations

import copy
from typing import Any, cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cso_desk.policy.kinds import Node
from cso_desk.policy.words import key_word

from .. import look
from ..pieces import button
from .parts import NAME, NEW, VALUE, Part

Index = QModelIndex | QPersistentModelIndex
_LONG = 24
_ROWS_SHOWN, _FEW = 12, 6
_NAME_WIDTH = 260


class Structure(QWidget):
    """The tree with its buttons."""

    edited = Signal()

    def __init__(self, name: str, path: str, value: Any, node: Node) -> None:
        super().__init__()
        self._name, self._path, self._node = name, path, node
        self._open = True
        self.tree = _Tree(self)
        self.tree.setAccessibleName(name)
        self.tree.setItemDelegate(_Typing(self))
        self.tree.currentItemChanged.connect(lambda *_: self._offer())
        self.tree.itemExpanded.connect(lambda _: self._fit())
        self.up = button("上移", "chevron-up", "", lambda: self.shift(-1))
        self.down = button("下移", "chevron-down", "", lambda: self.shift(1))
        self.add = button("加一项", "plus", "", self.add_part)
        self.drop = button("去掉", "x", "", self.drop_part)
        self._lay_out()
        self.put(value)

    def _lay_out(self) -> None:
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_1))
        keys = ("Alt+↑", "Alt+↓", "Insert", "Delete")
        for verb, key in zip((self.up, self.down, self.add, self.drop), keys, strict=True):
            verb.setToolTip(key)
            verb.setAccessibleDescription(self._name)
            verbs.addWidget(verb)
        verbs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addWidget(self.tree)
        column.addLayout(verbs)

    def set_open(self, open_to_edit: bool) -> None:
        """Let the clerk type, or only look."""
        self._open = open_to_edit
        for verb in (self.up, self.down, self.add, self.drop):
            verb.setVisible(open_to_edit)

    def may_type(self, part: Part, column: int) -> bool:
        """Tell whether a cell can be typed into."""
        if not self._open:
            return False
        return part.named_by_clerk if column == NAME else part.shape in ("plain", "plains")

    def value(self) -> Any:
        """Return the value as it stands."""
        return self.root.value()

    def put(self, value: Any) -> None:
        """Show another value."""
        self.tree.clear()
        self.root = Part(None, value, self._node, self._path)
        self.tree.addTopLevelItem(self.root)
        for row in range(self.root.childCount()):
            self._number(self.root.child(row))
        self.tree.setRootIndex(self.tree.indexFromItem(self.root))
        if self.root.childCount() <= _FEW:
            for part in self.root.parts():
                part.setExpanded(part.childCount() <= _FEW)
        self.tree.setCurrentItem(self.root.child(0))
        self._fit()
        self._offer()

    def _fit(self) -> None:
        rows = min(max(_shown_rows(self.root) + 1, _FEW), _ROWS_SHOWN)
        self.tree.setFixedHeight(rows * look.px(look.ROW_COMPACT) + look.px(36))

    def _number(self, item: QTreeWidgetItem | None) -> None:
        if isinstance(item, Part):
            item.show_again()
            for part in item.parts():
                self._number(part)

    @property
    def current(self) -> Part | None:
        """The part on which the cursor stands."""
        found = self.tree.currentItem()
        return found if isinstance(found, Part) else None

    def _offer(self) -> None:
        part = self.current
        above = part.above if part is not None else None
        at = above.indexOfChild(part) if above is not None and part is not None else -1
        movable = part is not None and part.movable
        self.up.setEnabled(movable and at > 0)
        self.down.setEnabled(movable and above is not None and at + 1 < above.childCount())
        self.drop.setEnabled(part is not None and part.droppable)
        self.add.setEnabled(self._may_add())

    def _may_add(self) -> bool:
        part = self.current
        if part is None:
            return self.root.shape == "list" or self.root.node.is_open
        above = part.above
        inside = part.shape == "list" or part.node.is_open or bool(part.missing())
        return inside or part.movable or (above is not None and bool(above.missing()))

    def shift(self, by: int) -> None:
        """Move the current part among its neighbours."""
        part = self.current
        above = part.above if part is not None else None
        if not self._open or part is None or above is None or not part.movable:
            return
        at = above.indexOfChild(part)
        if not 0 <= at + by < above.childCount():
            return
        opened = part.isExpanded()
        above.insertChild(at + by, above.takeChild(at))
        part.setExpanded(opened)
        self._touched(above, part)

    def drop_part(self) -> None:
        """Take the current part out."""
        part = self.current
        above = part.above if part is not None else None
        if not self._open or part is None or above is None or not part.droppable:
            return
        at = above.indexOfChild(part)
        above.takeChild(at)
        self._touched(above, above.child(min(at, above.childCount() - 1)) or above)

    def add_part(self) -> None:
        """Add a part: beside the current one where it stands in a list, else inside it."""
        if not self._open:
            return
        part = self.current or self.root
        above = part.above
        if part.movable and above is not None:
            value = part.value() if part.shape in ("object", "list") else part.node.blank()
            name = NEW if part.named_by_clerk else None
            self._insert(above, above.indexOfChild(part) + 1, name, copy.deepcopy(value), part.node)
        elif part.shape == "list":
            self._insert(part, part.childCount(), None, part.node.item().blank(), part.node.item())
        elif part.node.is_open:
            self._insert(
                part, part.childCount(), NEW, part.node.child(NEW).blank(), part.node.child(NEW)
            )
        else:
            self._ask_which(part if part.missing() else above)

    def _ask_which(self, part: Part | None) -> None:
        if part is None or not part.missing():
            return
        menu = QMenu("加哪一项", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in part.missing():
            act = menu.addAction(key_word(key, self._path))
            act.triggered.connect(lambda _=False, key=key: self.add_named(part, key))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def add_named(self, part: Part, key: str) -> None:
        """Add a part that the schema names to an object."""
        node = part.node.child(key)
        self._insert(part, part.childCount(), key, node.blank(), node)

    def _insert(self, above: Part, at: int, key: str | None, value: Any, node: Node) -> None:
        made = Part(key, value, node, self._path)
        above.insertChild(at, made)
        above.setExpanded(True)
        self._touched(above, made)

    def _touched(self, above: Part, current: QTreeWidgetItem) -> None:
        self._number(above)
        if current is not self.root:
            self.tree.setCurrentItem(current)
        self._offer()
        self.edited.emit()

    def typed(self, part: Part, column: int, text: str) -> None:
        """Take what was typed into a cell."""
        if column == NAME:
            part.key = text.strip() or part.key
        else:
            part.typed(text)
        self._shown_again(part)

    def picked(self, part: Part, value: Any) -> None:
        """Take what was chosen in a cell."""
        part.leaf = value
        self._shown_again(part)

    def _shown_again(self, part: Part) -> None:
        at: Part | None = part
        while at is not None and at is not self.root:
            at.show_again()
            at = at.above
        self.edited.emit()


def _shown_rows(part: Part) -> int:
    return sum(1 + (_shown_rows(one) if one.isExpanded() else 0) for one in part.parts())


class _Tree(QTreeWidget):
    """Two columns; Enter types, the keys of the buttons work."""

    def __init__(self, of: Structure) -> None:
        super().__init__()
        self._of = of
        self.setColumnCount(2)
        self.setHeaderLabels(["内容", "值"])
        self.setWordWrap(True)
        self.setIndentation(look.px(look.GAP_4))
        self.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(True)
        self.header().sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the values most of the room."""
        self.setColumnWidth(NAME, min(look.px(_NAME_WIDTH), self.width() * 2 // 5))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the buttons do; Enter types into the value, or into the name of a part that has none."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._of.shift(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Insert:
            self._of.add_part()
        elif key == Qt.Key.Key_Delete:
            self._of.drop_part()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._type()
        else:
            super().keyPressEvent(event)

    def _type(self) -> None:
        part = self._of.current
        if part is None:
            return
        if self._of.may_type(part, VALUE):
            self.editItem(part, VALUE)
        elif self._of.may_type(part, NAME):
            self.editItem(part, NAME)
        else:
            part.setExpanded(not part.isExpanded())


class _Typing(QStyledItemDelegate):
    """The field for one cell: a list of words, a box of lines, or one line."""

    def __init__(self, of: Structure) -> None:
        super().__init__(of)
        self._of = of

    def _part(self, index: Index) -> Part | None:
        found = self._of.tree.itemFromIndex(cast(QModelIndex, index))
        return found if isinstance(found, Part) else None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room of a cell: its whole text, in as many lines as it needs."""
        size = QSize(super().sizeHint(option, index))
        if index.column() == VALUE:
            tree = self._of.tree
            width = max(tree.columnWidth(VALUE) - look.px(look.GAP_4), 1)
            room = QRect(0, 0, width, 10_000)
            text = str(index.data() or "")
            wrapped = tree.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text)
            size.setHeight(wrapped.height() + look.px(look.GAP_2))
        size.setHeight(max(size.height(), look.px(look.ROW_COMPACT)))
        return size

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the field, none for a cell that only tells."""
        part = self._part(index)
        if part is None or not self._of.may_type(part, index.column()):
            return cast(QWidget, None)  # Qt reads None as: nothing to type here
        made: QWidget
        if index.column() == NAME:
            made = QLineEdit(parent)
        elif part.shape == "plain" and part.offers:
            made = QComboBox(parent)
            made.addItems([word for _, word in part.offers])
        elif part.shape == "plains" or len(part.to_type()) > _LONG:
            made = QPlainTextEdit(parent)
            made.setMinimumHeight(look.px(look.LINE) * 6)
            made.setTabChangesFocus(True)
        else:
            made = QLineEdit(parent)
        made.setAccessibleName(part.text(NAME))
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the value into the field."""
        part = self._part(index)
        if part is None:
            return
        if isinstance(editor, QComboBox):
            values = [value for value, _ in part.offers]
            editor.setCurrentIndex(values.index(part.leaf) if part.leaf in values else -1)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(part.to_type())
        elif isinstance(editor, QLineEdit):
            editor.setText((part.key or "") if index.column() == NAME else part.to_type())

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Take the value from the field."""
        part = self._part(index)
        if part is None:
            return
        if isinstance(editor, QComboBox):
            if editor.currentIndex() >= 0:
                self._of.picked(part, part.offers[editor.currentIndex()][0])
            return
        text = ""
        if isinstance(editor, QPlainTextEdit):
            text = editor.toPlainText()
        elif isinstance(editor, QLineEdit):
            text = editor.text()
        before = (part.key or "") if index.column() == NAME else part.to_type()
        if text != before:
            self._of.typed(part, index.column(), text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter takes what stands in a box of lines, in which Enter begins a line."""
        if isinstance(watched, QPlainTextEdit) and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.type() == QEvent.Type.KeyPress and enter and control:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, self.EndEditHint.NoHint)
                return True
        return super().eventFilter(watched, event)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Let a box of lines be as high as it needs."""
        room = cast(Any, option).rect
        room.setHeight(max(room.height(), editor.minimumHeight()))
        editor.setGeometry(room)
