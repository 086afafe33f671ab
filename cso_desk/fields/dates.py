"""Dates as offices write them: a year, a month or a day; a month stays a month."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from .kinds import BadValue, Kind, narrow


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def _sort_key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    def __lt__(self, other: PartialDate) -> bool:
        return self._sort_key() < other._sort_key()

    def chinese(self) -> str:
        """Return the date as official papers write it: 2026年3月12日."""
        text = f"{self.year}年"
        if self.month is not None:
            text += f"{self.month}月"
        if self.day is not None:
            text += f"{self.day}日"
        return text

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the calendar day `day`."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Return the date that `str` made; raises ValueError."""
        return cls(*(int(part) for part in text.split("-")))


_SEPARATED = re.compile(r"(\d{4})(?:[-/.年](?:(\d{1,2})(?:[-/.月](?:(\d{1,2})日?)?)?)?)?")
_MIDNIGHT = re.compile(r"[T\s]+0?0:00(?::00(?:\.0+)?)?\s*$")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    match = _PACKED.fullmatch(text) or _SEPARATED.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


class DateValue(Kind):
    """A date with its precision; years 1900 to 2100."""

    name = "date"

    def parse(self, text: str) -> PartialDate | None:
        value = narrow(_MIDNIGHT.sub("", text))
        if not value:
            return None
        parts = _parts(value)
        if parts is None:
            raise BadValue(
                "date_invalid", f"“{text.strip()}”不是日期，请写成如 2026-03-12 或 2026-03。"
            )
        found = PartialDate(*parts)
        if fault := self.check(found):
            raise BadValue("date_invalid", fault)
        return found

    def check(self, value: PartialDate) -> str | None:
        good = 1900 <= value.year <= 2100 and (value.month is None or 1 <= value.month <= 12)
        if good and value.day is not None:
            good = (
                value.month is not None
                and 1 <= value.day <= calendar.monthrange(value.year, value.month)[1]
            )
        return None if good else f"没有 {value} 这一天，请核对年月日。"

    def to_json(self, value: PartialDate) -> str:
        return str(value)

    def from_json(self, value: Any) -> PartialDate:
        if not isinstance(value, str):
            raise BadValue("date_invalid", "应为日期文字。")
        found = self.parse(value)
        if found is None:
            raise BadValue("date_invalid", "日期是空的。")
        return found
