"""A paper as it will print: the pages one below the other, as wide as the room, larger or smaller on demand."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from .. import look
from ..pieces import Empty, button, label

STEP = 1.2
LEAST, MOST = 0.3, 4.0


class PdfPreview(QWidget):
    """Shows one PDF at a time; `words` stand there while there is none."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._buffer: QBuffer | None = None
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setAccessibleName("预览")
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        # A scroll bar that comes and goes makes a page that fits the width start over for ever.
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.empty = Empty(words)
        self.pages = label("", "second")
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(self._bar())
        column.addWidget(self.view, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(shown)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(self.pages)
        row.addStretch(1)
        row.addWidget(button("缩小", "", "link", lambda: self._zoom(1 / STEP)))
        row.addWidget(button("放大", "", "link", lambda: self._zoom(STEP)))
        row.addWidget(button("适合宽度", "", "link", self._fit))
        return row

    def show_pdf(self, content: bytes) -> None:
        """Show a PDF; an empty one shows the words instead."""
        if not content:
            self.clear()
            return
        buffer = QBuffer(self)
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(buffer)
        old, self._buffer = self._buffer, buffer
        if old is not None:
            old.deleteLater()
        self.pages.setText(f"共 {self.document.pageCount()} 页")
        self._stack.setCurrentIndex(1)

    def clear(self, words: str = "") -> None:
        """Show words in place of a paper."""
        if words:
            self.empty.words.setText(words)
        self._stack.setCurrentIndex(0)

    def _zoom(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(self.view.zoomFactor() * factor, LEAST), MOST))

    def _fit(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
