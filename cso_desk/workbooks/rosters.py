"""Rosters (花名册): which sheets are one, what their columns mean, and which organization each line belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cso_desk.fields import Text

from .columns import COMMUNITY, Column, DeclaredField
from .heading_rows import Heading, find_heading
from .heading_words import NEUTRAL, ROSTER_PATTERNS
from .headings import GROUPS, HeadingBook
from .sheets import Row, Sheet, is_blank, text_of
from .written_texts import name_of

if TYPE_CHECKING:
    from .recognised import Recognised
    from .sheets import Workbook

ORGANIZATION = "organization"
ORGANIZATION_LABEL = "所属组织"
_SAYS_ROSTER = re.compile(
    r"名册|花名|(?:成员|队员|会员|团员|社员|人员)(?:名单|一览|登记|信息|情况)|名单"
)
_MEMBER_NAME = re.compile(r"(?:成员|队员|会员|团员|社员|从业人员)(?:姓名|名字)")
_BARE_NAME = re.compile(r"姓名|名字")
_OF_MEMBERS = frozenset(("学历", "文化程度", "职务", "职位", "志愿者"))
_TELLING = frozenset(
    ("sex", "birth", "id_number", "phone", "position", "address", "politics", "education", "joined")
)
_SAMPLE = 200


def roster_columns(
    fields: Mapping[str, DeclaredField], leave_out: Iterable[str] = ()
) -> list[Column]:
    """Return the columns of a roster: a member's declared fields, its organization and its community."""
    out = {ORGANIZATION, *leave_out}
    found = [
        Column(f.key, f.label, f.kind, f.synonyms) for f in fields.values() if f.key not in out
    ]
    return [
        *found,
        Column(ORGANIZATION, ORGANIZATION_LABEL, Text(50)),
        Column(COMMUNITY, "所在社区(村)", Text(80)),
    ]


def roster_book(columns: Iterable[Column]) -> HeadingBook:
    """Return what knows the headings of rosters."""
    return HeadingBook(columns, ROSTER_PATTERNS, (), NEUTRAL - _OF_MEMBERS)


def is_roster(
    sheet: Sheet, ledger: Heading | None, book: HeadingBook, named: str = "", wanted: bool = False
) -> bool:
    """Tell whether a sheet lists the members of organizations.

    `ledger` is what it looks like as a ledger, `named` the name of the file, `wanted` that the clerk asks for a roster.
    """
    found = find_heading(sheet.rows, book)
    telling = _TELLING & {key for key in found.keys.values() if key} if found else set()
    if found is None or not telling:
        return False
    words = " ".join([named, sheet.name, *_texts(sheet.rows[: found.top])])
    if ledger is None:
        organized = ORGANIZATION in found.keys.values()
        return wanted or organized or len(telling) >= 3 or _SAYS_ROSTER.search(words) is not None
    if wanted or _column_of_members(found):
        return True
    return _bare_name(found) and _repeats(sheet.rows, ledger)


def _texts(rows: Sequence[Row]) -> list[str]:
    return [text_of(cell) for row in rows for cell in row if not is_blank(cell)]


def _column_of_members(found: Heading) -> bool:
    return any(
        key == "name" and _MEMBER_NAME.fullmatch(found.texts[index].rsplit(GROUPS, 1)[-1])
        for index, key in found.keys.items()
    )


def _bare_name(found: Heading) -> bool:
    return any(
        key == "name" and _BARE_NAME.fullmatch(found.texts[index])
        for index, key in found.keys.items()
    )


def _repeats(rows: Sequence[Row], ledger: Heading) -> bool:
    """Tell whether the organizations' names mostly say again, or leave blank, what stands above."""
    at = next(index for index, key in sorted(ledger.keys.items()) if key == "name")
    body = [row for row in rows[ledger.below : ledger.below + _SAMPLE] if len(_texts([row])) > 1]
    names = [name_of(row[at]) if at < len(row) else "" for row in body]
    return len(body) > 1 and len(set(names) - {""}) * 2 <= len(body)


class Organizations:
    """Says for each row of a roster what names its organization, the surest first."""

    def __init__(self, workbook: Workbook, table: Recognised) -> None:
        self._around = tuple(
            dict.fromkeys([*reversed(table.titles), table.name, workbook.path.stem])
        )
        columns = table.columns_for(ORGANIZATION)
        self._column = columns[0] if columns else None
        self._carried = self._carry(table)
        self._captions = table.captions

    def written(self, index: int, row: Row) -> str:
        """Return what the row's own cell says, or the cell above that holds for it; empty for nothing."""
        own = self._own(row)
        return own or self._carried.get(index, "")

    def around(self, index: int) -> tuple[str, ...]:
        """Return the texts around the row that may name an organization: the line above it, titles, sheet, file."""
        above = [at for at in self._captions if at < index]
        line = (self._captions[max(above)],) if above else ()
        return (*line, *self._around)

    def _own(self, row: Row) -> str:
        if self._column is None or self._column >= len(row):
            return ""
        return name_of(row[self._column])

    def _carry(self, table: Recognised) -> dict[int, str]:
        """Carry a name down over blank cells, where names are not written again in every row."""
        if self._column is None:
            return {}
        names = [self._own(table.sheet.rows[index]) for index in table.rows]
        again = sum(
            1 for one, before in zip(names[1:], names, strict=False) if one and one == before
        )
        if again > names.count(""):
            return {}
        carried: dict[int, str] = {}
        last = ""
        for index, name in zip(table.rows, names, strict=True):
            last = name or last
            carried[index] = last
        return carried
