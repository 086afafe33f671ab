"""Draws the line icons, each once in the inks and at the sizes that are asked for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from .look import tinted


def drawn(name: str, ink: str, faint: str, size: int) -> QIcon:
    """Return an icon in `ink`, and in `faint` where its button is off, sharp on every screen that there is."""
    ratios = frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    return _icon(name, ink, faint, size, ratios)


@cache
def _icon(name: str, ink: str, faint: str, size: int, ratios: frozenset[float]) -> QIcon:
    made = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, ink), (QIcon.Mode.Disabled, faint)):
        picture = QSvgRenderer(QByteArray(tinted(name, colour)))
        for ratio in sorted(ratios):
            made.addPixmap(_pixmap(picture, size, ratio), mode)
    return made


def _pixmap(picture: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    picture.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
