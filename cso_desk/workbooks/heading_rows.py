"""Finds the heading rows of a table and says which column is which."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .columns import COMMUNITY, COMMUNITY_CODE, TOWNSHIP
from .heading_words import NOT_LOOSE, SOMEBODY_ELSE
from .headings import GROUPS, HeadingBook, is_serial, overrides, tidy_heading
from .sheets import Cell, Row, is_blank

LOOK_AHEAD = 40
"""How many rows from the top may stand above the headings."""
TALLEST = 3
"""The most rows that a heading takes."""
_SAMPLE = 60
_WIDEST = 1000

_PLACES = {COMMUNITY, COMMUNITY_CODE, TOWNSHIP}
_BARE_PEOPLE = re.compile(r"(?:现有|含|其中)?(?:成员|会员|队员|团员|社员|人员|党员)(?:情况|构成)?")
_ORGANIZATION = re.compile(
    r".{1,30}(?:队|会|社|团|组|站|中心|俱乐部|工作室|学堂|驿站|班)(?:[(（].*[)）])?"
)
_REGISTERED = re.compile(r"登记(?:时间|日期|年月)")
_CONTACT = re.compile(r"联系人|联络人|联络员")
_LEADER = re.compile(r"负责|[队会团社组站班]长|领队|法人|法定代表|牵头|召集|带头|领头|本人")
_COUNT = re.compile(
    r"约?(?:[0-9０-９]{1,4}(?:\.0)?|[一二两三四五六七八九十百]{1,5})\s*[多余来]?\s*[人名]?(?:左右)?"
)
_DATA = re.compile(r"\d{7,}|\d{4}[-./年]\d|\d+(?:\.\d+)?")


@dataclass(slots=True)
class Heading:
    """A heading that was found: its rows (first index, how many), the key and the text of each column."""

    top: int
    height: int
    keys: dict[int, str | None]
    texts: dict[int, str]

    @property
    def below(self) -> int:
        """The index of the first row under it."""
        return self.top + self.height

    @property
    def layout_key(self) -> str:
        """The same for the same headings in the same order."""
        joined = "\x1f".join(tidy_heading(self.texts[index]) for index in sorted(self.texts))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


def find_heading(
    rows: Sequence[Row],
    book: HeadingBook,
    start: int = 0,
    depth: int = LOOK_AHEAD,
    essential: str = "name",
) -> Heading | None:
    """Return the best heading that begins within `depth` rows from `start`, None if no block holds `essential`."""
    best: Heading | None = None
    best_score = 0.0
    for top in range(start, min(len(rows), start + depth)):
        for height in range(1, TALLEST + 1):
            if not _may_be_heading(rows, top, height):
                break
            heading = _read(rows, top, height, book)
            score = _score(heading, essential)
            if score > best_score:
                best, best_score = heading, score
    if best is None and essential == "name" and "name" in book.keys:
        best = _named_by_cells(rows, book, start, depth)
    if best is None:
        return None
    found = _with_row_below(best, rows, book)
    if essential == "name":
        _settle_name(found, rows, book)
    return found


def _named_by_cells(
    rows: Sequence[Row], book: HeadingBook, start: int, depth: int
) -> Heading | None:
    """Return the best heading that has three known fields over a column of what looks like organizations' names."""
    best: Heading | None = None
    most = 2
    for top in range(start, min(len(rows), start + depth)):
        for height in (1, 2):
            if not _may_be_heading(rows, top, height):
                break
            heading = _read(rows, top, height, book)
            known = {key for key in heading.keys.values() if key} - _PLACES
            if len(known) > most and _name_column(heading, rows) is not None:
                best, most = heading, len(known)
    return best


def _with_row_below(heading: Heading, rows: Sequence[Row], book: HeadingBook) -> Heading:
    """Return the heading with the row under it where that only parts groups: no name, no number, no data."""
    if heading.height >= TALLEST or heading.below >= len(rows):
        return heading
    below = rows[heading.below]
    filled = [i for i, cell in enumerate(below[:_WIDEST]) if not is_blank(cell)]
    closed = {
        i for i, text in heading.texts.items() if heading.keys[i] == "name" or is_serial(text)
    }
    words = [i for i in filled if tidy_heading(below[i]) and not _is_data(below[i])]
    parts_a_group = any(i not in heading.texts for i in filled)
    if len(filled) < 2 or words != filled or closed & set(filled) or not parts_a_group:
        return heading
    return _read(rows, heading.top, heading.height + 1, book)


def guess_heading(rows: Sequence[Row], book: HeadingBook) -> Heading | None:
    """Return the row with the most different short texts, at least three, as a heading that nobody knows yet."""
    best: Heading | None = None
    for top in range(min(len(rows), LOOK_AHEAD)):
        heading = _read(rows, top, 1, book)
        if len(set(heading.texts.values())) >= 3 and (
            best is None or len(heading.texts) > len(best.texts)
        ):
            best = heading
    return best


def _may_be_heading(rows: Sequence[Row], top: int, height: int) -> bool:
    if top + height > len(rows):
        return False
    last = rows[top + height - 1]
    words = sum(1 for cell in last[:_WIDEST] if tidy_heading(cell))
    data = sum(1 for cell in last[:_WIDEST] if _is_data(cell))
    return words > data and data <= (1 if height == 1 else 0) + words // 6


def _is_data(cell: Cell) -> bool:
    if isinstance(cell, str):
        return _DATA.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float | date)


def _read(rows: Sequence[Row], top: int, height: int, book: HeadingBook) -> Heading:
    """Read a block of rows as headings: the lowest text of a column is its own, those above are its groups."""
    block = _spread([row[:_WIDEST] for row in rows[top : top + height]])
    keys: dict[int, str | None] = {}
    texts: dict[int, str] = {}
    for index in range(max(len(row) for row in block)):
        parts = [row[index] for row in block if index < len(row) and row[index]]
        if not parts:
            continue
        texts[index] = GROUPS.join(parts)
        keys[index] = book.key_of(parts[-1], GROUPS.join(parts[:-1]))
    return Heading(top, height, keys, texts)


def reread(heading: Heading, rows: Sequence[Row], book: HeadingBook) -> Heading:
    """Return the same block of rows as `book` alone reads it."""
    return _read(rows, heading.top, heading.height, book)


def _spread(block: Sequence[Row]) -> list[list[str]]:
    """Return the tidied texts, a group's text repeated over the columns to its right that have a text below."""
    tidied = [[tidy_heading(cell) for cell in row] for row in block]
    for level, upper in enumerate(tidied[:-1]):
        lower = tidied[level + 1 :]
        group = ""
        for index in range(len(upper)):
            below = any(index < len(line) and line[index] for line in lower)
            if upper[index]:
                group = upper[index] if below else ""
            elif below:
                upper[index] = group
            else:
                group = ""
    return tidied


def _score(heading: Heading, essential: str) -> float:
    """Count the different fields found; a heading needs `essential` and one field more that is no place."""
    found = {key for key in heading.keys.values() if key}
    if essential not in found:
        return 0.0
    others = found - {essential} - _PLACES
    serial = any(is_serial(text) for text in heading.texts.values())
    if not others and not (serial and len(heading.texts) <= 3):
        return 0.0
    return len(found) - 0.1 * heading.height


def settle(
    heading: Heading, rows: Sequence[Row], book: HeadingBook, remembered: Mapping[str, str | None]
) -> None:
    """Decide what the headings alone leave open: doubles, running numbers, unknown headings; then the clerk's word."""
    _settle_guesses(heading, book)
    _settle_serials(heading, rows, book)
    _settle_unknown(heading, rows, book)
    _settle_registered(heading, book)
    _settle_people(heading, rows, book)
    _settle_name(heading, rows, book)
    _settle_phones(heading)
    _settle_doubles(heading)
    corrected = overrides(remembered)
    for index, text in heading.texts.items():
        for spelling in (tidy_heading(text), tidy_heading(text.rsplit(GROUPS, 1)[-1])):
            if spelling in corrected:
                heading.keys[index] = corrected[spelling]
                break


def _column(rows: Sequence[Row], heading: Heading, index: int) -> list[Cell]:
    body = rows[heading.below : heading.below + _SAMPLE]
    return [row[index] for row in body if index < len(row) and not is_blank(row[index])]


def _settle_guesses(heading: Heading, book: HeadingBook) -> None:
    """A heading of which only a word is known gives way to one that is known whole."""
    parts = {index: text.rsplit(GROUPS, 1) for index, text in heading.texts.items()}
    sure = {
        index: book.surely(words[-1], words[0] if words[1:] else "")
        for index, words in parts.items()
    }
    known = {key for index, key in heading.keys.items() if key and sure[index]}
    for index, key in heading.keys.items():
        if key in known and not sure[index]:
            heading.keys[index] = None


def _settle_registered(heading: Heading, book: HeadingBook) -> None:
    """A day of 登记 is that of the filing, or of the founding where the filing has a day of its own."""
    for index, text in heading.texts.items():
        if heading.keys[index] is None and _REGISTERED.fullmatch(text):
            lacking = {"filing_date", "founded"} & book.keys - set(heading.keys.values())
            if lacking:
                heading.keys[index] = max(lacking, key="filing_date".__eq__)


def _settle_serials(heading: Heading, rows: Sequence[Row], book: HeadingBook) -> None:
    """A column 编号 whose cells are no small numbers is the filing number, and so is 证号 beside the identity numbers."""
    for index, text in heading.texts.items():
        if text == "证号" and "leader_id" not in heading.keys.values():
            continue
        if (
            text not in ("编号", "证号")
            or "filing_number" not in book.keys
            or "filing_number" in heading.keys.values()
        ):
            continue
        cells = _column(rows, heading, index)
        numbers = sum(1 for cell in cells if not _is_running(cell))
        if numbers * 2 > len(cells):
            heading.keys[index] = "filing_number"


def _is_running(cell: Cell) -> bool:
    """Tell whether a cell is a running number: whole and below 100,000."""
    if isinstance(cell, str):
        return cell.strip().isdigit() and len(cell.strip()) <= 5
    return isinstance(cell, int | float) and cell < 100_000


_ID_LOOK = re.compile(r"\d{17}[\dXx]|\d{6}\*+\d{3}[\dXx]")
_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("leader_id", _ID_LOOK),
    ("id_number", _ID_LOOK),
    ("phone", re.compile(r"1[3-9]\d{9}(?:\.0)?")),
    (
        COMMUNITY,
        re.compile(r".{1,20}(?:社区|村|居委会|村委会?|居民委员会|村民委员会)(?:[(（].*[)）])?"),
    ),
)


def _settle_unknown(heading: Heading, rows: Sequence[Row], book: HeadingBook) -> None:
    """A column with an unknown heading and identity numbers, mobiles or villages in it is what its cells say."""
    for key, look in _LOOKS:
        if key not in book.keys or key in heading.keys.values():
            continue
        for index, found in heading.keys.items():
            if NOT_LOOSE.search(heading.texts[index]):
                continue
            if found is None and _mostly(_column(rows, heading, index), look):
                heading.keys[index] = key
                break


def _settle_people(heading: Heading, rows: Sequence[Row], book: HeadingBook) -> None:
    """A column 会员 or 党员情况 in which only counts stand is how many they are; with names in it, it is who they are."""
    for index, found in heading.keys.items():
        word = tidy_heading(heading.texts[index].rsplit(GROUPS, 1)[-1])
        key = "party_members" if "党员" in word else "members"
        if found is not None or key not in book.keys or key in heading.keys.values():
            continue
        cells = [str(cell).strip() for cell in _column(rows, heading, index)]
        if _BARE_PEOPLE.fullmatch(word) and cells and all(map(_counts, cells)):
            heading.keys[index] = key


def _settle_name(heading: Heading, rows: Sequence[Row], book: HeadingBook) -> None:
    """Where no heading says which column names the organizations, their names do."""
    if "name" not in book.keys or "name" in heading.keys.values():
        return
    if (index := _name_column(heading, rows)) is not None:
        heading.keys[index] = "name"


def _name_column(heading: Heading, rows: Sequence[Row]) -> int | None:
    """Return the first column with an unknown heading whose cells are different names of organizations."""
    for index, key in sorted(heading.keys.items()):
        text = heading.texts[index]
        if key is not None or is_serial(text) or NOT_LOOSE.search(text):
            continue
        cells = [str(cell).strip() for cell in _column(rows, heading, index)]
        if len(set(cells)) * 10 >= 8 * len(cells) and _mostly(cells, _ORGANIZATION):
            return index
    return None


def _settle_phones(heading: Heading) -> None:
    """The number of the contact is not the leader's: it counts only where no other stands in the row."""
    phones = [index for index, key in heading.keys.items() if key == "phone"]
    theirs = [index for index in phones if _is_of_contact(heading, index)]
    if len(theirs) < len(phones):
        for index in theirs:
            heading.keys[index] = None


def _is_of_contact(heading: Heading, index: int) -> bool:
    """Tell whose phone a column holds: as its heading says, else of the nearest person to its left."""
    if _CONTACT.search(heading.texts[index]):
        return True
    if _LEADER.search(heading.texts[index]):
        return False
    for at in sorted((at for at in heading.keys if at < index), reverse=True):
        if heading.keys[at] in ("leader", "contact"):
            return heading.keys[at] == "contact"
        if SOMEBODY_ELSE.search(heading.texts[at]):
            return True
    return False


def _counts(text: str) -> bool:
    return _COUNT.fullmatch(text) is not None


def _mostly(cells: Sequence[Cell], look: re.Pattern[str]) -> bool:
    texts = [str(cell).strip() for cell in cells]
    fitting = sum(look.fullmatch(text) is not None for text in texts)
    return len(texts) >= 3 and fitting * 10 >= 6 * len(texts)


def _settle_doubles(heading: Heading) -> None:
    """Keep one name column and one column of each kind of place; other doubles stay (the left one is read first)."""
    for key in ("name", *_PLACES):
        columns = [index for index, found in sorted(heading.keys.items()) if found == key]
        for index in columns[1:]:
            heading.keys[index] = None
