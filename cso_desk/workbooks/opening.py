"""Opens a spreadsheet by what is in it, not by its ending, and refuses in plain words what is none."""

from __future__ import annotations

import re
from pathlib import Path

from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent

from . import refusals
from .biff_stream import has_password, is_ancient, is_cut
from .container import BrokenContainer, TooBig, parts_of
from .marked_up import TooManyCells, decode_markup, page_of_mhtml, read_html, read_spreadsheet_xml
from .plain_text import NotText, decode, read_separated
from .reading_apart import FROM_BYTES, read_apart
from .sheets import Sheet, Workbook, is_blank

MAX_BYTES = 300 << 20
"""The largest file that is opened."""

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"SQLite format 3", "数据库文件"),
    (b"MZ", "程序"),
    (b"{\\rtf", "文字文档"),
)


def read_workbook(path: Path | str, progress: Progress | None = None) -> Workbook:
    """Return everything that a spreadsheet file holds, hidden sheets, rows and columns included.

    Reads .xlsx, .xls, .et (BIFF), .ods, separated text, HTML, MHTML and XML Spreadsheet 2003, whatever the ending.
    `progress` is told between sheets and thousands of rows and may raise `Stopped`. Raises `Trouble` with the code
    FILE_MISSING, FILE_UNREADABLE, WORKBOOK_ENCRYPTED, WORKBOOK_EMPTY, WORKBOOK_BROKEN, NOT_A_WORKBOOK or
    WORKBOOK_TOO_BIG. A large file is read in another process, so that the window never waits for it.
    """
    place = Path(path)
    if place.name.startswith("~$"):
        raise refusals.left_by_office(place)
    if _size(place) >= FROM_BYTES:
        return read_apart(place, progress or Silent())
    return read_here(place, progress)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_here(place: Path, progress: Progress | None = None) -> Workbook:
    """Read a file in this process; raises as `read_workbook` does."""
    data = _bytes_of(place)
    try:
        book = _read(place, data, progress or Silent())
    except (TooBig, TooManyCells, MemoryError) as fault:
        raise refusals.too_big(place) from fault
    except (BrokenContainer, RecursionError) as fault:
        raise refusals.broken(place) from fault
    except NotText as fault:
        raise refusals.not_a_workbook(place) from fault
    if all(is_blank(cell) for sheet in book.sheets for row in sheet.rows for cell in row):
        raise refusals.empty(place)
    return book


def read_pasted(name: str, html: str, text: str) -> Workbook:
    """Return what a clipboard holds: its table as a page tells it (spans, numbers as shown), else its separated text.

    Raises `Trouble` WORKBOOK_EMPTY or NOT_A_WORKBOOK.
    """
    place = Path(name)
    try:
        sheets = read_html(html) if re.search(r"<t[dh][\s>]", html, re.I) else []
        book = Workbook(place, "html", sheets)
        if not sheets:
            book = Workbook(place, "csv", [read_separated(text)])
        for number, sheet in enumerate(book.sheets, 1):
            sheet.name = name if number == 1 else f"{name}{number}"
    except (TooManyCells, NotText) as fault:
        raise refusals.not_a_workbook(place) from fault
    if all(is_blank(cell) for sheet in book.sheets for row in sheet.rows for cell in row):
        raise refusals.empty(place)
    return book


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusals.too_big(path)
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise refusals.missing(path) from fault
    except OSError as fault:
        raise refusals.unreadable(path) from fault
    if not data.strip(b"\0 \t\r\n"):
        raise refusals.empty(path)
    return data


def _read(path: Path, data: bytes, progress: Progress) -> Workbook:
    if data.startswith(_ZIP):
        return _read_container(path, data, progress)
    if data.startswith(_OLE) or data[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        return _read_ole(path, data, progress)
    for start, what in _OTHERS:
        if data.startswith(start) and not (start in (b"BM", b"MZ") and _is_text(data)):
            raise refusals.not_a_workbook(path, what)
    return _read_text(path, data)


def _is_text(data: bytes) -> bool:
    try:
        decode(data)
    except NotText:
        return False
    return True


def _read_container(path: Path, data: bytes, progress: Progress) -> Workbook:
    from .quick_reader import read_ods, read_xlsb, read_xlsx

    parts = parts_of(data)
    if any(part.encrypted for part in parts.values()) or "encrypted-package" in parts:
        raise refusals.encrypted(path)
    if "xl/workbook.xml" in parts:
        return read_xlsx(path, data, parts, progress)
    if "xl/workbook.bin" in parts:
        return read_xlsb(path, data, parts, progress)
    if "content.xml" in parts and "mimetype" in parts and b"opendocument.spreadsheet" in data[:200]:
        return read_ods(path, data, parts, progress)
    if any(name.startswith("word/") for name in parts):
        raise refusals.not_a_workbook(path, "文字文档")
    if any(name.startswith("ppt/") for name in parts):
        raise refusals.not_a_workbook(path, "演示文稿")
    raise refusals.not_a_workbook(
        path, "" if any(name.startswith("xl/") for name in parts) else "压缩包"
    )


def _read_ole(path: Path, data: bytes, progress: Progress) -> Workbook:
    from .quick_reader import read_xls

    if "EncryptedPackage".encode("utf-16-le") in data or has_password(data):
        raise refusals.encrypted(path)
    if data.startswith(_OLE) and is_cut(data):
        raise refusals.broken(path)
    if is_ancient(data):
        raise refusals.ancient(path)
    if not any(
        name.encode("utf-16-le") in data for name in ("Workbook", "Book")
    ) and data.startswith(_OLE):
        what = "文字文档" if "WordDocument".encode("utf-16-le") in data else ""
        raise refusals.not_a_workbook(path, what)
    return read_xls(path, data, progress)


def _read_text(path: Path, data: bytes) -> Workbook:
    start = data[:4000].lower().replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"mime-version") or b"content-type: multipart/related" in start:
        return Workbook(path, "html", read_html(page_of_mhtml(data)))
    if (
        start.startswith(b"<")
        and b"urn:schemas-microsoft-com:office:spreadsheet" in start
        and b"<html" not in start
    ):
        return Workbook(path, "xml", read_spreadsheet_xml(decode_markup(data)))
    if start.startswith(b"<"):
        return _read_page(path, data)
    return Workbook(path, "csv", [read_separated(decode(data))])


def _read_page(path: Path, data: bytes) -> Workbook:
    text = decode_markup(data)
    if not re.search(r"<t[dh][\s>]", text, re.I):
        raise refusals.not_a_workbook(path, "网页")
    sheets: list[Sheet] = read_html(text)
    if not sheets:
        raise refusals.empty(path)
    return Workbook(path, "html", sheets)


__all__ = ["MAX_BYTES", "Trouble", "read_workbook"]
