"""From a cell to a value of its field, one reader a column, each distinct cell read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cso_desk.fields import (
    BadValue,
    Choice,
    DateValue,
    Decimal2,
    IdNumber,
    Kind,
    Money,
    Phone,
    Text,
    Whole,
)

from .columns import Column
from .headings import GROUPS
from .sheets import NOT_COMPUTED, Cell, CellError
from .written_dates import read_date
from .written_identities import read_id, read_phone
from .written_numbers import read_amount, read_count
from .written_texts import is_bait, list_word, name_of, person_of, words_of

Read = tuple[Any, str, str]
"""A value or None, a problem code or the empty text, and what is wrong (without where and what to do)."""

_REMEMBERED = 20_000
"""How many distinct cells of a column are kept; columns of names and numbers have no use for more."""
LONGEST = 10_000
"""A longer text is cut; one that is only longer than its field stays whole and is reported."""
_PERSONS = frozenset(("leader", "contact", "party_liaison"))
_EMPTY: Read = (None, "", "")
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
"""What a formula that failed leaves in a file that knows texts only."""


class Reader:
    """Reads the cells of one column."""

    __slots__ = ("_known", "_read", "column", "index")

    def __init__(self, index: int, column: Column, read: Callable[[Cell], Read]) -> None:
        self.index = index
        self.column = column
        self._read = read
        self._known: dict[Cell, Read] = {}

    def __call__(self, cell: Cell) -> Read:
        """Return what the cell means; the empty cell never comes here."""
        known = self._known.get(cell)
        if known is not None and type(cell) is not bool:
            return known
        broken = type(cell) is CellError or cell in _ERRORS
        found = _error(str(cell)) if broken else self._read(cell)
        if len(self._known) < _REMEMBERED and type(cell) is not bool:
            self._known[cell] = found
        return found


def reader_for(
    index: int, column: Column, heading: str, words: Mapping[str, Mapping[str, str]]
) -> Reader:
    """Return the reader of a column; `words` are the local words of each code list: {key: {local: official}}."""
    return Reader(index, column, _choose(column, heading, words.get(column.key, {})))


def _choose(column: Column, heading: str, words: Mapping[str, str]) -> Callable[[Cell], Read]:
    kind = column.kind
    if isinstance(kind, DateValue):
        return _filing_date if column.key == "filing_date" else _date
    if isinstance(kind, Whole):
        return lambda cell: read_count(cell, kind)
    if isinstance(kind, Decimal2):
        thousands = isinstance(kind, Money) and "万元" in heading
        return lambda cell: read_amount(cell, kind, thousands)
    if isinstance(kind, IdNumber):
        return read_id
    if isinstance(kind, Phone):
        return read_phone
    if isinstance(kind, Choice):
        return _choice(column.key, kind, words, heading)
    return _texts(column)


def _error(cell: str) -> Read:
    if cell == NOT_COMPUTED:
        return None, "formula_error", "是没有算出结果的公式，请在 WPS 或 Excel 里打开并保存一次"
    return None, "formula_error", f"的公式出错（{cell}）"


def _date(cell: Cell) -> Read:
    try:
        return read_date(cell), "", ""
    except BadValue as bad:
        return None, bad.code, bad.message


_TICKS = frozenset("√✓✔☑■●○★*VvYy1是有对")
"""A mark in a column that stands for one of several words (类别 / 文体活动)."""


def _choice(
    key: str, kind: Choice, words: Mapping[str, str], heading: str = ""
) -> Callable[[Cell], Read]:
    known: dict[str, str] = {}
    for local, official in words.items():
        known.setdefault(list_word(local).removesuffix("类"), official)
    for official in (*kind.words, *words.values()):
        known[list_word(official).removesuffix("类")] = official
        known[list_word(official)] = official
    own = list_word(heading.rpartition(GROUPS)[2]) if GROUPS in heading else ""
    meant = known.get(own) or known.get(own.removesuffix("类"))
    code = "category_unmapped" if key == "category" else "choice_unmapped"

    def read(cell: Cell) -> Read:
        text = words_of(cell)
        if not text:
            return _EMPTY
        word = list_word(text)
        if meant and word in _TICKS:
            return meant, "", ""
        found = known.get(word) or known.get(word.removesuffix("类"))
        if found:
            return found, "", ""
        if found == "":
            return _EMPTY
        return None, code, f"“{text[:20]}”不在可选项里"

    return read


def _texts(column: Column) -> Callable[[Cell], Read]:
    if column.key == "name" and not column.label.endswith("姓名"):
        clean: Callable[[Cell], str] = name_of
    elif column.key == "name" or column.key in _PERSONS:
        clean = person_of
    else:
        clean = words_of
    kind = column.kind
    if column.key == "filing_number":
        return lambda cell: _filing_number(words_of(cell), kind)
    longest = kind.max_length if isinstance(kind, Text) else None
    if longest is None:
        return lambda cell: _parsed(kind, clean(cell))

    def read(cell: Cell) -> Read:
        text = clean(cell)
        if not text:
            return _EMPTY
        if len(text) > longest:
            return text[:LONGEST], "too_long", f"有 {len(text)} 个字，应不多于 {longest} 个字"
        if is_bait(text):
            return text, "formula_injection", f"以“{text[0]}”开头，已按普通文字记入"
        return text, "", ""

    return read


_NOT_FILED = re.compile(r"否|未.*|不.*|没有.*|正在.*|.*办理中|待.*|暂.*")


def _filing_date(cell: Cell) -> Read:
    """Read the day of a filing; 未备案 is none."""
    return _EMPTY if _NOT_FILED.fullmatch(words_of(cell)) else _date(cell)


def _filing_number(text: str, kind: Kind) -> Read:
    """Read a filing number: it has a figure; 未备案 is none, 已备案 is told."""
    if not text or _NOT_FILED.fullmatch(text):
        return _EMPTY
    if not re.search(r"[\d〇一二三四五六七八九十]", text):
        return None, "filing_number_invalid", f"“{text[:20]}”不是备案编号"
    return _parsed(kind, text)


def _parsed(kind: Kind, text: str) -> Read:
    if not text:
        return _EMPTY
    try:
        return kind.parse(text), "", ""
    except BadValue as bad:
        return None, bad.code, bad.message.rstrip("。")
