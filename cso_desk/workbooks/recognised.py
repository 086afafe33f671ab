"""What was understood of one table on a sheet, before any value is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .sheets import Sheet


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row (counted from 1; 0 for the whole sheet) that brings no record, and why, in Chinese."""

    row: int
    reason: str
    text: str = ""


@dataclass(slots=True)
class Recognised:
    """One table of one sheet. A sheet without a ledger has no columns and says why in `why_not`.

    `columns`: column index -> key, None for a heading that fills no field. `headings`: column index -> heading as
    written, with its group (`负责人 / 姓名`). `heading_rows` and `first_row` count from 1. `rows`: indices (from 0)
    of the rows that bring a record, in order. `captions`: index of a row -> its only text, above the rows that it
    may name a community for. `titles`: texts above the headings. `layout_key`: the same for every sheet with the
    same headings; `roster`: its lines are members, not organizations; a clerk's correction is remembered under it as {heading: key or None}.
    """

    sheet: Sheet
    heading_rows: tuple[int, ...] = ()
    columns: dict[int, str | None] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    first_row: int = 0
    rows: Sequence[int] = ()
    captions: dict[int, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    ignored: list[Ignored] = field(default_factory=list)
    layout_key: str = ""
    roster: bool = False
    why_not: str = ""

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.sheet.name

    @property
    def usable(self) -> bool:
        """Whether rows can be taken from it."""
        return not self.why_not

    def columns_for(self, key: str) -> list[int]:
        """Return the indices of the columns that bring `key`, from the left."""
        return [index for index, found in sorted(self.columns.items()) if found == key]
