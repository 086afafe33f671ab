"""The only place that opens a box of words or of files.

No call waits: the answer comes to the function that was given, so the window goes on living. Tests give the pages
a `Say` that records instead of showing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets
from PySide6.QtWidgets import QWidget

from . import look

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QFileDialog

Answer = tuple[str, Callable[[], None] | None]
"""One button of a choice: its words and what happens then, None for nothing."""


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
        box = QtWidgets.QMessageBox(page.window())
        box.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("社区社会组织工作台")
        looks = QtWidgets.QMessageBox.Icon
        box.setIcon(looks.Warning if warning else looks.Question)
        box.setText(text)
        box.setInformativeText(more)
        buttons: dict[QAbstractButton, Callable[[], None] | None] = {}
        for words, then in answers:
            button = box.addButton(words, QtWidgets.QMessageBox.ButtonRole.ActionRole)
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
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFile)
        self._ask(dialog, then)

    def save_file(
        self, page: QWidget, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        """Ask where to write a file; `proposed` gives folder, name and suffix."""
        dialog = self._file_dialog(page, title, kinds)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
        if proposed.parent != Path("."):
            dialog.setDirectory(str(proposed.parent))
        dialog.selectFile(proposed.name)
        self._ask(dialog, then)

    def folder(self, page: QWidget, title: str, then: Callable[[Path], None]) -> None:
        """Ask for a folder."""
        dialog = self._file_dialog(page, title, "")
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
        dialog.setOption(QtWidgets.QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog, then)

    def print_text(self, page: QWidget, html: str) -> None:
        """Let the clerk choose a printer and print one page of words on it."""
        from PySide6.QtGui import QTextDocument
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, page.window())
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)

        def print_it() -> None:
            paper = QTextDocument()
            paper.setDefaultFont(look.font())
            paper.setHtml(html)
            paper.print_(printer)

        dialog.accepted.connect(print_it)
        dialog.open()

    def _file_dialog(self, page: QWidget, title: str, kinds: str) -> QFileDialog:
        dialog = QtWidgets.QFileDialog(page.window(), title)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        if kinds:
            dialog.setNameFilter(kinds)
        return dialog

    def _ask(self, dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()


def _call(then: Callable[[], None] | None) -> None:
    if then is not None:
        then()
