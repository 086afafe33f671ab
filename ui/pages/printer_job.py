"""Sends a PDF to a printer, page by page at the printer's own resolution; knows which printers there are.

Runs off the window's thread. A page is painted from the very corner of the paper, so that nothing is scaled or moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtPdf

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from cso_desk.progress import Progress

FINEST = 600
"""Dots per inch that text is painted with at most: finer is not seen on paper."""
BAND = 1024
"""Rows of dots that are painted at a time, so that a page never lies in memory whole."""
DUPLEX = {
    "": "按打印机的设置",
    "single": "单面",
    "long": "双面（长边翻页）",
    "short": "双面（短边翻页）",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How to print: printer's name, copies, a key of DUPLEX, the pages (from 0), and those that begin a paper.

    In duplex a paper never begins on the back of another one.
    """

    printer: str
    copies: int = 1
    duplex: str = ""
    pages: Sequence[int] = ()
    starts: Collection[int] = frozenset()


class Printers:
    """The printers of this machine."""

    def names(self) -> list[str]:
        """Return their names, the usual one first."""
        from PySide6.QtPrintSupport import QPrinterInfo

        usual = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != usual)

    def open(self, name: str) -> QPrinter | None:
        """Return a printer, None where it is gone."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        info = QPrinterInfo.printerInfo(name)
        return None if info.isNull() else QPrinter(info, QPrinter.PrinterMode.HighResolution)


def send(printers: Printers, content: bytes, wish: Wish, title: str, progress: Progress) -> int:
    """Print pages of a PDF and return how many sides were printed.

    Raises `Trouble` PRINTER_GONE or PRINTER_REFUSED; `Stopped` takes the job back from the printer.
    """
    from cso_desk.errors import Trouble

    printer = printers.open(wish.printer)
    if printer is None:
        raise Trouble(
            "PRINTER_GONE", f"找不到打印机“{wish.printer}”，请接好、打开电源，或另选一台。"
        )
    buffer = QtCore.QBuffer()
    buffer.setData(QtCore.QByteArray(content))
    buffer.open(QtCore.QIODevice.OpenModeFlag.ReadOnly)
    document = QtPdf.QPdfDocument()
    document.load(buffer)
    try:
        return _Job(printer, document, wish, title, progress).run()
    finally:
        document.close()
        buffer.close()


class _Job:
    def __init__(
        self,
        printer: QPrinter,
        document: QtPdf.QPdfDocument,
        wish: Wish,
        title: str,
        progress: Progress,
    ) -> None:
        self._printer, self._document, self._wish = printer, document, wish
        self._progress = progress
        printer.setDocName(title)
        printer.setFullPage(True)
        printer.setColorMode(type(printer).ColorMode.GrayScale)
        printer.setResolution(min(printer.resolution(), FINEST))
        self._set_duplex()
        self._repeats = self._set_copies()

    def _set_duplex(self) -> None:
        modes = type(self._printer).DuplexMode
        wanted = {
            "single": modes.DuplexNone,
            "long": modes.DuplexLongSide,
            "short": modes.DuplexShortSide,
        }.get(self._wish.duplex)
        if wanted is not None:
            self._printer.setDuplex(wanted)
        both = (modes.DuplexLongSide, modes.DuplexShortSide)
        self._both_sides = (wanted if self._wish.duplex else self._printer.duplex()) in both

    def _set_copies(self) -> int:
        """Ask the printer for the copies; return how often the pages have to be sent where it cannot."""
        if self._printer.supportsMultipleCopies():
            self._printer.setCopyCount(self._wish.copies)
            self._printer.setCollateCopies(True)
            return 1
        return self._wish.copies

    def run(self) -> int:
        """Print all sides and return how many."""
        from cso_desk.errors import Stopped, Trouble

        sides = list(self._sides())
        self._set_paper(sides[0])
        painter = QtGui.QPainter()
        if not painter.begin(self._printer):
            raise Trouble(
                "PRINTER_REFUSED",
                f"打印机“{self._wish.printer}”没有接受，请看它是否开机、有纸、没有卡纸，再打一次。",
            )
        try:
            for number, side in enumerate(sides):
                self._progress.step(number, len(sides), f"第 {number + 1} 页")
                if number:
                    self._set_paper(side)
                    self._printer.newPage()
                if side is not None:
                    self._paint(painter, side)
            self._progress.step(len(sides), len(sides))
        except Stopped:
            self._printer.abort()
            raise
        finally:
            painter.end()
        return len(sides)

    def _sides(self) -> Iterator[int | None]:
        """Yield the pages in the order of printing; None is the empty back of a paper with an odd number of pages."""
        for _ in range(self._repeats):
            count = 0
            for page in self._wish.pages:
                if self._both_sides and count % 2 and page in self._wish.starts:
                    yield None
                    count += 1
                yield page
                count += 1
            if self._both_sides and count % 2 and self._repeats > 1:
                yield None

    def _set_paper(self, page: int | None) -> None:
        """Tell the printer the size and the direction of a page: A4 or A3, as the form has it."""
        if page is None:
            return
        size = self._document.pagePointSize(page)
        wide = size.width() > size.height()
        upright = QtCore.QSizeF(min(size.width(), size.height()), max(size.width(), size.height()))
        modes = QtGui.QPageLayout.Orientation
        paper = QtGui.QPageSize(upright, QtGui.QPageSize.Unit.Point)
        self._printer.setPageSize(paper)
        self._printer.setPageOrientation(modes.Landscape if wide else modes.Portrait)

    def _paint(self, painter: QtGui.QPainter, page: int) -> None:
        """Paint a page in bands over the whole paper."""
        room = (self._document.pagePointSize(page) * self._printer.resolution() / 72).toSize()
        for top in range(0, room.height(), BAND):
            height = min(BAND, room.height() - top)
            options = QtPdf.QPdfDocumentRenderOptions()
            options.setRenderFlags(QtPdf.QPdfDocumentRenderOptions.RenderFlag.Grayscale)
            options.setScaledSize(room)
            # Qt takes right minus left for the width, which is one dot too little.
            options.setScaledClipRect(QtCore.QRect(0, top, room.width() + 1, height + 1))
            seen = self._document.render(page, QtCore.QSize(room.width(), height), options)
            band = QtGui.QImage(seen.size(), QtGui.QImage.Format.Format_Grayscale8)
            band.fill(QtCore.Qt.GlobalColor.white)
            brush = QtGui.QPainter(band)
            brush.drawImage(0, 0, seen)
            brush.end()
            painter.drawImage(QtCore.QPoint(0, top), band)
