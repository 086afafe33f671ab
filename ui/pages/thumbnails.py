"""Small pictures of attachments: made when they are first seen, off the window's thread, and kept in memory."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader

SIDE = 192
"""The longer side of a small picture in pixels: sharp at 64 px on screens of three times the density."""
KEPT = 300
"""Small pictures in memory, about 100 KB each."""
MEGABYTES = 256
"""What one picture may take while it is read: a photo of 60 megapixels; a hostile one that claims more is not drawn."""


class Thumbnails:
    """The small pictures by the digest of their content; the oldest go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, QImage] = OrderedDict()

    def get(self, digest: str) -> QImage | None:
        """Return a small picture that was made before; a null one where none could be made."""
        return self._kept.get(digest)

    def put(self, digest: str, picture: QImage) -> None:
        """Keep a small picture."""
        self._kept[digest] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def small_picture(content: bytes, media_type: str) -> QImage:
    """Return a small picture of a photo or of a PDF's first page; a null one for anything else or a broken file."""
    if media_type.startswith("image/"):
        return _of_photo(content)
    if media_type == "application/pdf":
        return _of_paper(content)
    return QImage()


def _of_photo(content: bytes) -> QImage:
    buffer = _buffer(content)
    QImageReader.setAllocationLimit(MEGABYTES)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(_within(size))
    return _scaled(reader.read())


def _of_paper(content: bytes) -> QImage:
    from PySide6.QtPdf import QPdfDocument

    buffer = _buffer(content)
    document = QPdfDocument()
    try:
        document.load(buffer)
        if document.pageCount() < 1:
            return QImage()
        size = _within(document.pagePointSize(0).toSize())
        drawn = document.render(0, size)
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(QColor("white"))
        if not drawn.isNull():
            from PySide6.QtGui import QPainter

            painter = QPainter(paper)
            painter.drawImage(0, 0, drawn)
            painter.end()
        return paper
    finally:
        document.close()


def _within(size: QSize) -> QSize:
    if size.width() <= SIDE and size.height() <= SIDE:
        return size
    return size.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _scaled(picture: QImage) -> QImage:
    if picture.isNull():
        return picture
    return picture.scaled(
        _within(picture.size()),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _buffer(content: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer
