"""The only place that opens a box of words or of files, and the note line that fades.

No call waits: the answer comes to the function that was given, so the window goes on living. Tests give the pages
a `Say` that records instead of showing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)

from . import look

Answer = tuple[str, Callable[[], None] | None]
"""One button of a choice: its words and what happens then, None for nothing."""
NOTE_STAYS = 9000
"""How long a note stays readable before it fades, in milliseconds."""


class Say:
    """Shows words and asks for files in boxes of their own."""

    def trouble(self, page: QWidget, message: str) -> None:
        """Tell what the world refused, with the thing to do; one button."""
        self.choose(page, message, [("知道了", None)], warning=True)

    def choose(
        self,
        page: QWidget,
        text: str,
        answers: Sequence[Answer],
        *,
        more: str = "",
        warning: bool = False,
    ) -> None:
        """Let the clerk choose among named buttons; the last one is taken by Esc and by closing the box."""
        box = QMessageBox(page.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("社区社会组织工作台")
        box.setIcon(QMessageBox.Icon.Warning if warning else QMessageBox.Icon.Question)
        box.setText(text)
        box.setInformativeText(more)
        buttons: dict[QAbstractButton, Callable[[], None] | None] = {}
        for words, then in answers:
            button = box.addButton(words, QMessageBox.ButtonRole.ActionRole)
            buttons[button] = then
            box.setEscapeButton(button)
        box.setDefaultButton(next(iter(buttons)))  # type: ignore[arg-type]
        box.buttonClicked.connect(lambda button: _call(buttons.get(button)))
        box.open()

    def open_file(
        self, page: QWidget, title: str, kinds: str, then: Callable[[Path], None]
    ) -> None:
        """Ask for a file that exists; `kinds` is Qt's filter (`台账 (*.xlsx *.xls)`)."""
        dialog = self._file_dialog(page, title, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog, then)

    def open_files(
        self, page: QWidget, title: str, kinds: str, then: Callable[[list[Path]], None]
    ) -> None:
        """Ask for one or several files that exist."""
        dialog = self._file_dialog(page, title, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        dialog.open()

    def save_file(
        self, page: QWidget, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        """Ask where to write a file; `proposed` gives folder, name and suffix."""
        dialog = self._file_dialog(page, title, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
        if proposed.parent != Path("."):
            dialog.setDirectory(str(proposed.parent))
        dialog.selectFile(proposed.name)
        self._ask(dialog, then)

    def folder(self, page: QWidget, title: str, then: Callable[[Path], None]) -> None:
        """Ask for a folder."""
        dialog = self._file_dialog(page, title, "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog, then)

    def print_text(self, page: QWidget, html: str) -> None:
        """Let the clerk choose a printer and print one page of words on it."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, page.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def print_it() -> None:
            paper = QTextDocument()
            paper.setDefaultFont(look.font())
            paper.setHtml(html)
            paper.print_(printer)

        dialog.accepted.connect(print_it)
        dialog.open()

    def _file_dialog(self, page: QWidget, title: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(page.window(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if kinds:
            dialog.setNameFilter(kinds)
        return dialog

    def _ask(self, dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()


def _call(then: Callable[[], None] | None) -> None:
    if then is not None:
        then()


class NoteLine(QFrame):
    """A line over the lower edge of the page that says what was done, offers one step, and fades."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        self.words = QLabel(self)
        self.step = QPushButton(self)
        self._then: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(look.GAP_4), look.px(6), look.px(look.GAP_2), look.px(6))
        row.addWidget(self.words)
        row.addWidget(self.step)
        self.step.clicked.connect(self._take_step)
        self._clock = QTimer(self, singleShot=True, interval=NOTE_STAYS)
        self._clock.timeout.connect(self._fade)
        self._effect = QGraphicsOpacityEffect(self, opacity=1.0)
        self.setGraphicsEffect(self._effect)
        self._fading = QPropertyAnimation(self._effect, b"opacity", self)
        self._fading.setDuration(700)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_note(self, words: str, step: str = "", then: Callable[[], None] | None = None) -> None:
        """Show `words`, and beside them a button `step` that calls `then`."""
        self._fading.stop()
        self._effect.setOpacity(1.0)
        self.words.setText(words)
        self.setAccessibleName(words)
        self.step.setText(step)
        self.step.setVisible(bool(step))
        self._then = then
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._clock.start()

    def put_away(self) -> None:
        """Hide at once: what it offers is no longer true."""
        self._clock.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge of the parent when it grows."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        left = (parent.width() - self.width()) // 2
        self.move(max(left, 0), parent.height() - self.height() - look.px(look.GAP_4))

    def _fade(self) -> None:
        if self.underMouse() or self.step.hasFocus():
            self._clock.start()
            return
        self._fading.setStartValue(1.0)
        self._fading.start()

    def _take_step(self) -> None:
        then, self._then = self._then, None
        self.put_away()
        _call(then)
