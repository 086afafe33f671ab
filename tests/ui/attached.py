"""Makes the files that the tests of attachments add: a photo, and a scan as a PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter


def photo(folder: Path, name: str = "活动合影.jpg") -> Path:
    """A photo of two colours, 1600 × 1200."""
    picture = QImage(1600, 1200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#3a7d44"))
    painter = QPainter(picture)
    painter.fillRect(QRect(300, 500, 900, 500), QColor("#e0b04a"))
    painter.end()
    file = folder / name
    assert picture.save(str(file), file.suffix[1:])
    return file


def scan(folder: Path, name: str = "备案申请表（签字盖章）.pdf") -> Path:
    """One A4 page with a frame."""
    file = folder / name
    paper = QPdfWriter(str(file))
    paper.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter(paper)
    painter.drawText(600, 900, "练习 申请表")
    painter.drawRect(500, 1200, 7000, 9000)
    painter.end()
    return file
