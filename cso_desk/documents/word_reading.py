"""Reads the paragraphs of a Word file (.docx) that somebody else wrote: text only, tables row by row, in reading order.

What comes in is hostile until proved otherwise: size and number of parts are looked at before anything is opened.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cso_desk.errors import Trouble

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

FILE_LIMIT = 20 * 1024 * 1024
"""How large a Word file may be, in octets."""
OPENED_LIMIT = 100 * 1024 * 1024
"""How large all its parts may be when opened, in octets."""
PARTS_LIMIT = 2000
_TEXT = "word/document.xml"
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def read_paragraphs(content: bytes, name: str) -> list[str]:
    """Return the paragraphs of a Word file, empty ones left out; a table's row is one paragraph, its cells by 　.

    `name` is the file's name for the sentence. Raises `Trouble`: an old .doc, no Word file, too large, damaged.
    """
    _refuse_strange(content, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        found = [" ".join(text.split()) for text in _texts(document)]
    except Exception:  # the reader raises whatever a broken part makes it raise
        raise _broken(name) from None
    return [text for text in found if text]


def _broken(name: str) -> Trouble:
    return Trouble(
        "UNREADABLE", f"{name} 打不开，文件已损坏或者不是 Word 文件，请在 WPS 里另存为 .docx 再选。"
    )


def _refuse_strange(content: bytes, name: str) -> None:
    if content.startswith(_OLD_WORD):
        words = f"{name} 是旧格式（.doc）或加了密码的文件，请在 WPS 里另存为不加密码的 .docx 再选。"
        raise Trouble("UNREADABLE", words)
    if len(content) > FILE_LIMIT:
        raise Trouble("TOO_LARGE", f"{name} 太大，不像一份章程，请去掉图片后再选。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _broken(name) from None
    if _TEXT not in {part.filename for part in parts}:
        raise _broken(name)
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > OPENED_LIMIT:
        raise Trouble("TOO_LARGE", f"{name} 展开后太大，不像一份章程，没有打开。")


def _texts(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield from block.text.split("\n")


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = "".join(cell.text.split())
            if text and (not cells or cells[-1] != text):
                cells.append(text)
        yield "　".join(cells)
