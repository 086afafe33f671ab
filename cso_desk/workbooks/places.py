"""Which community and township a row belongs to: its own cells, a line above it, the sheet's name, a title."""

from __future__ import annotations

from cso_desk.fields import narrow

from .columns import COMMUNITY, COMMUNITY_CODE, TOWNSHIP
from .communities import (
    NOWHERE,
    CommunityIndex,
    Match,
    part_name,
    plain,
    section_place,
    stem_and_word,
)
from .recognised import Recognised
from .sheets import Row, Workbook, is_blank, text_of

_TITLE = 40
"""A longer line is no title."""
_HERE = ("本村", "本社区", "本居", "我村", "我社区", "本村社区", "本村(社区)", "本社区(村)")
"""What a sheet says of the community that it is about."""
OPEN = ("待定", "社区待定")
"""What a table says of an organization whose community is still open."""


class Places:
    """Places the rows of one table."""

    def __init__(
        self, workbook: Workbook, table: Recognised, index: CommunityIndex, township: str
    ) -> None:
        self._table = table
        self._index = index
        self._community = _column(table, COMMUNITY)
        self._code = _column(table, COMMUNITY_CODE)
        self._own_township = _column(table, TOWNSHIP)
        self._township = township or self._township_of_sheet(workbook)
        self._coded = self._code is not None and _mostly_filled(table, self._code)
        self._merged = _merged_rows(table, self._community)
        self._carried = self._carry_down()
        self._of_sheet = self._named_by_sheet(workbook) if self._says_none() else NOWHERE
        self._says_place = self._community is not None or self._of_sheet is not NOWHERE

    def of(self, index: int, row: Row) -> tuple[Match, str]:
        """Return the community of the row at `index`, and the code of its township (empty if unknown)."""
        township = self._township
        if self._own_township is not None and (written := _text(row, self._own_township)):
            township = self._index.township_of(written) or township
        match = self._match(index, row, township)
        if match.unit is not None:
            township = match.unit.township_code or township
        return match, township

    def _says_none(self) -> bool:
        """Tell whether no row of the table names a community."""
        if self._community is None:
            return True
        rows = self._table.sheet.rows
        told = {plain(_text(rows[index], self._community)) for index in self._table.rows}
        return told <= {"", *_HERE}

    def _match(self, index: int, row: Row, township: str) -> Match:
        text = _text(row, self._community) if self._community is not None else ""
        code = narrow(_text(row, self._code)) if self._code is not None else ""
        if not text and code and (unit := self._index.by_code(code)) is not None:
            return Match(unit, unit.name)
        text = text or self._carried.get(index, "")
        if plain(text) in _HERE:
            text = ""
        if plain(text) in OPEN:
            return Match(None, "", "community_unmatched")
        match = self._index.match(text, township) if text else self._of_sheet
        if code:
            return self._by_code(code, text, match)
        if match is NOWHERE and self._says_place:
            return Match(None, "", "community_unmatched")
        return match

    def _by_code(self, code: str, text: str, match: Match) -> Match:
        """A code decides between several communities, but does not contradict a name that fits one."""
        unit = self._index.by_code(code)
        if unit is None or (match.unit is not None and match.unit.id != unit.id):
            return match
        stem = stem_and_word(plain(unit.name))[0]
        if not text or match.unit is not None or unit in match.choices or stem in plain(text):
            return Match(unit, text or unit.name)
        return match

    def _township_of_sheet(self, workbook: Workbook) -> str:
        for text in (self._table.name, *self._table.titles, workbook.path.stem):
            if found := self._index.township_of(text):
                return found
        return ""

    def _carry_down(self) -> dict[int, str]:
        """Return the community of rows whose cell is blank: of a merged block, of a line above, of the row above.

        Where most rows repeat the name, or a code stands in most rows but not in this one, a blank cell stays blank.
        """
        repeats, blanks = self._habits()
        carries = self._community is not None and blanks > 0 and repeats <= blanks
        carried: dict[int, str] = {}
        events = sorted(
            [*((i, True) for i in self._table.rows), *((i, False) for i in self._table.captions)]
        )
        last = section = ""
        for index, is_record in events:
            if not is_record:
                if headed := self._headed_by(index):
                    last = section = headed
                continue
            text = _text(self._table.sheet.rows[index], self._community) or self._merged.get(
                index, ""
            )
            if text:
                last = text
                carried[index] = text
            elif self._coded and not _text(self._table.sheet.rows[index], self._code):
                continue
            elif (carries and last) or section:
                carried[index] = last if carries else section
        return carried

    def _headed_by(self, index: int) -> str:
        """Return the community that a line between the records names, known or not; empty for any other line."""
        cells = [text_of(cell) for cell in self._table.sheet.rows[index] if not is_blank(cell)]
        texts = [self._table.captions[index], *cells]
        for text in (*texts, *map(section_place, texts)):
            if self._names_community(text):
                return text
        for text in texts:
            found = self._index.named_in(text, self._township) if len(text) <= _TITLE else NOWHERE
            if found.unit is not None:
                return found.unit.name
        return next((name for text in texts if (name := part_name(text))), "")

    def _habits(self) -> tuple[int, int]:
        """Return how often the community is written again below itself, and how often its cell is blank."""
        repeats = blanks = 0
        previous = ""
        for index in self._table.rows if self._community is not None else ():
            text = _text(self._table.sheet.rows[index], self._community)
            if text:
                repeats += text == previous
                previous = text
            elif index not in self._merged:
                blanks += 1
        return repeats, blanks

    def _names_community(self, caption: str) -> bool:
        match = self._index.match(caption, self._township)
        return match.unit is not None or match.why == "community_ambiguous"

    def _named_by_sheet(self, workbook: Workbook) -> Match:
        """Return the community that the whole sheet is about, if its name, a title or the file says so."""
        name = self._table.name
        match = self._index.match(name, self._township)
        if match.unit is not None or match.why == "community_ambiguous":
            return match
        if stem_and_word(plain(name))[1] and not self._index.township_of(name):
            return match
        for title in (*self._table.titles, workbook.path.stem):
            if (found := self._index.named_in(title, self._township)).unit is not None:
                return found
            if heading := part_name(title):
                return Match(None, heading, "community_unmatched")
        return NOWHERE


def _column(table: Recognised, key: str) -> int | None:
    columns = table.columns_for(key)
    return columns[0] if columns else None


def _text(row: Row, column: int | None) -> str:
    if column is None or column >= len(row) or is_blank(row[column]):
        return ""
    return text_of(row[column])


def _mostly_filled(table: Recognised, column: int) -> bool:
    """Tell whether more than half of the rows have a text in a column."""
    filled = sum(1 for index in table.rows if _text(table.sheet.rows[index], column))
    return filled * 2 > len(table.rows)


def _merged_rows(table: Recognised, column: int | None) -> dict[int, str]:
    """Return the text of each row that lies in a merged block of the community column."""
    found: dict[int, str] = {}
    rows = table.sheet.rows
    for top, left, bottom, _ in table.sheet.merges:
        if left == column and bottom > top and top < len(rows) and (text := _text(rows[top], left)):
            found.update((index, text) for index in range(top, min(bottom + 1, len(rows))))
    return found
