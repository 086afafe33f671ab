"""Tables in HTML (systems name it .xls), in a saved web page (MHTML) and in XML Spreadsheet 2003."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .plain_text import NotText, decode
from .sheets import Cell, CellError, Row, Sheet

MAX_SPAN = 1000
MAX_ROWS = 400_000
MAX_WIDTH = 1_000
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.I)
_BLOCKS = frozenset(("p", "div", "li"))


class TooManyCells(Exception):
    """The tables are wider or longer than the program takes."""


def decode_markup(data: bytes) -> str:
    """Return the text of a page, by its own charset when that fits; raises `NotText`."""
    named = _CHARSET.search(data[:4000])
    word = named[1].decode("ascii", "replace").lower() if named else ""
    for encoding in ({"gb2312": "gb18030", "gbk": "gb18030"}.get(word, word), ""):
        try:
            return data.decode(encoding) if encoding else decode(data)
        except (UnicodeDecodeError, LookupError):
            continue
    raise NotText


def page_of_mhtml(data: bytes) -> str:
    """Return the page inside a saved web page; raises `NotText`."""
    from email import message_from_bytes

    pages = [p for p in message_from_bytes(data).walk() if p.get_content_type() == "text/html"]
    bodies = [body for page in pages if isinstance(body := page.get_payload(decode=True), bytes)]
    if not bodies:
        raise NotText
    return decode_markup(max(bodies, key=len))


def read_html(text: str) -> list[Sheet]:
    """Return the tables of a page that hold no other table, as sheets `html`, `html2` …; may raise `TooManyCells`."""
    from lxml import html

    root = html.document_fromstring(
        re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=html.HTMLParser(encoding=None)
    )
    tables = [table for table in root.iter("table") if table.find(".//table") is None]
    sheets = [_html_table(table) for table in tables]
    filled = [sheet for sheet in sheets if any(cell for row in sheet.rows for cell in row)]
    # A title often stands in a table of its own.
    for number, sheet in enumerate(sorted(filled, key=_is_line), 1):
        sheet.name = "html" if number == 1 else f"html{number}"
    return filled


def _is_line(sheet: Sheet) -> bool:
    """Tell whether a table has one row or one column only."""
    filled = [row for row in sheet.rows if any(row)]
    return len(filled) < 2 or max(sum(map(bool, row)) for row in filled) < 2


class _Grid:
    """Lays cells that span rows and columns out on a grid."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self._taken: dict[int, set[int]] = {}

    def begin(self, index: int | None = None) -> None:
        """Begin the next row, or the row with `index` from 0."""
        target = len(self.rows) if index is None else index
        if target >= MAX_ROWS:
            raise TooManyCells
        while len(self.rows) <= target:
            self.rows.append([])

    def put(self, cell: Cell, down: int, across: int, column: int | None = None) -> None:
        """Put a cell into the current row; `down` and `across` are how many rows and columns it covers."""
        top = len(self.rows) - 1
        row, taken = self.rows[top], self._taken.get(top, set())
        left = len(row) if column is None else column
        while left in taken:
            left += 1
        if left + across > MAX_WIDTH:
            raise TooManyCells
        row.extend([""] * (left - len(row)))
        row[left:] = [cell] + [""] * (across - 1)
        for below in range(top + 1, top + down):
            self._taken.setdefault(below, set()).update(range(left, left + across))
        if down > 1 or across > 1:
            self.merges.append((top, left, top + down - 1, left + across - 1))


def _html_table(table: Any) -> Sheet:
    grid = _Grid()
    for line in table.iter("tr"):
        grid.begin()
        for cell in line.iterchildren("td", "th"):
            grid.put(_html_text(cell), _span(cell.get("rowspan")), _span(cell.get("colspan")))
    return Sheet("html", grid.rows, grid.merges)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.strip().isdecimal() else 1


def _html_text(cell: Any) -> str:
    """Return the text of a cell; where it shows 1.39E+10 only, the number that Excel wrote beside it."""
    text = "".join(_pieces(cell)).strip()
    number = cell.get("x:num") or ""
    return number if number.isdigit() and _SHORTENED.fullmatch(text) else text


def _pieces(element: Any) -> Iterator[str]:
    yield re.sub(r"[ \t\r\n]+", " ", element.text or "")
    for child in element:
        if child.tag == "br" or child.tag in _BLOCKS:
            yield "\n"
        if isinstance(child.tag, str) and child.tag not in ("script", "style"):
            yield from _pieces(child)
        yield re.sub(r"[ \t\r\n]+", " ", child.tail or "")


def read_spreadsheet_xml(text: str) -> list[Sheet]:
    """Return the sheets of an XML Spreadsheet 2003; raises lxml's `XMLSyntaxError`, may raise `TooManyCells`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(text.encode("utf-8").replace(b'encoding="', b'was="', 1), parser)
    sheets = root.iter(_SS + "Worksheet") if root is not None else ()
    return [_xml_sheet(sheet) for sheet in sheets]


def _xml_sheet(sheet: Any) -> Sheet:
    grid = _Grid()
    for line in sheet.iter(_SS + "Row"):
        place = line.get(_SS + "Index")
        grid.begin(int(place) - 1 if place and place.isdecimal() else None)
        for cell in line.iterchildren(_SS + "Cell"):
            column = cell.get(_SS + "Index")
            grid.put(
                _xml_value(cell.find(_SS + "Data")),
                1 + _more(cell.get(_SS + "MergeDown")),
                1 + _more(cell.get(_SS + "MergeAcross")),
                int(column) - 1 if column and column.isdecimal() else None,
            )
    hidden = sheet.find(".//{*}Visible") is not None
    return Sheet(sheet.get(_SS + "Name") or "Sheet", grid.rows, grid.merges, hidden)


def _more(text: str | None) -> int:
    return min(int(text), MAX_SPAN) if text and text.strip().isdecimal() else 0


def _xml_value(data: Any) -> Cell:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(_SS + "Type")
    if kind == "Error":
        return CellError(text)
    if kind == "Number" and re.fullmatch(r"-?\d+(?:\.\d+)?(?:E[+-]?\d+)?", text):
        return float(text)
    return text.replace("T00:00:00.000", "") if kind == "DateTime" else text
