"""The working days of this desk: the packs' calendars and the years that the office imported, and deadlines by them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, DateValue, tidy
from cso_desk.policy import calendar
from cso_desk.store import Desk

from . import policy_pack
from .done import Done

SETTING = "calendar"
"""The setting that holds the imported years: {"2027": {"休": [days], "班": [days], "document": name}}."""
HEADING = ("日期", "类型")
_ROLLS = "calendar.last_day_rolls"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period, and what the clerk should know of it."""

    day: date
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the calendar: its days off and its swapped working days, and what says so."""

    year: int
    off: tuple[str, ...]
    on: tuple[str, ...]
    document: str
    imported: bool


def calendar_of(desk: Desk) -> calendar.Calendar:
    """Return the calendar as it is known now; holidays do not wait for the day of a pack's version."""
    years = {str(one.year): {calendar.OFF: one.off, calendar.ON: one.on} for one in years_of(desk)}
    rolls = bool(policy_pack.pack(desk).value(_ROLLS))
    return calendar.calendar_of(years, last_day_rolls=rolls)


def years_of(desk: Desk) -> list[Year]:
    """Return the known years in order: an imported one before that of the newest pack that has it."""
    found: dict[str, Year] = {}
    for pack in policy_pack.kept_packs(desk):
        for key, raw in pack.subject("calendar").items():
            if key.isdigit():
                source = str(pack.head["sources"].get(raw["source"], raw["source"]))
                found[key] = _year(key, raw["value"], source, imported=False)
    for key, raw in desk.get_setting(SETTING, {}).items():
        found[key] = _year(key, raw, raw["document"], imported=True)
    return [found[key] for key in sorted(found)]


def _year(key: str, raw: Mapping[str, Any], document: str, *, imported: bool) -> Year:
    return Year(int(key), tuple(raw[calendar.OFF]), tuple(raw[calendar.ON]), document, imported)


def due(desk: Desk, start: date, number: int, unit: calendar.Unit) -> Due:
    """Return the last day of a period after `start` by this desk's calendar, with its notes."""
    days = calendar_of(desk)
    last = calendar.due(days, start, number, unit)
    return Due(
        last, calendar.notes(days, start, last) if unit == "工作日" or days.last_day_rolls else ()
    )


def import_year(desk: Desk, file: Path, document: str = "") -> Done[int]:
    """Take in the holidays of one year from a CSV with the heading 日期,类型 (休 or 班) and return the year.

    A year that was imported before is replaced. Raises `Problems` with the line, `Trouble` UNREADABLE.
    """
    rows = list(_rows(file))
    problems = [found for found in rows if isinstance(found, Problem)]
    days = [found for found in rows if not isinstance(found, Problem)]
    problems += _contradictions(days)
    if problems:
        raise Problems(problems)
    year = _year_of(days)
    kinds = {
        kind: sorted(day.isoformat() for _, day, said in days if said == kind)
        for kind in (calendar.OFF, calendar.ON)
    }
    kept = {
        **desk.get_setting(SETTING, {}),
        str(year): {**kinds, "document": document or file.name},
    }
    with desk.operation(f"导入 {year} 年放假安排") as op:
        desk.put_setting(op, SETTING, kept)
    return Done(year, frozenset({("setting", SETTING)}))


def _rows(file: Path) -> Iterator[tuple[int, date, str] | Problem]:
    reader = csv.DictReader(_text(file).splitlines())
    reader.fieldnames = [tidy(one or "") for one in reader.fieldnames or ()]
    if not set(HEADING) <= set(reader.fieldnames):
        words = f"第一行应为 {','.join(HEADING)}，请改好表头。"
        raise Problems([Problem("csv!1", "", "heading", words)])
    for number, raw in enumerate(reader, start=2):
        text, kind = (tidy(raw.get(key) or "") for key in HEADING)
        if text or kind:
            yield _row(number, text, kind)


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError:
        raise Trouble("UNREADABLE", f"读不出 {file.name}，请检查文件还在不在。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Trouble("UNREADABLE", f"读不出 {file.name}，请存为 CSV 再导入。")


def _row(number: int, text: str, kind: str) -> tuple[int, date, str] | Problem:
    where = f"csv!{number}"
    try:
        said = DateValue().parse(text)
    except BadValue as fault:
        return Problem(where, HEADING[0], fault.code, f"第 {number} 行：{fault.message}")
    if said is None or said.month is None or said.day is None:
        words = f"第 {number} 行的日期要写到日，例如 2027-01-01。"
        return Problem(where, HEADING[0], "date_invalid", words)
    if kind not in (calendar.OFF, calendar.ON):
        words = f"第 {number} 行的类型应为 休（放假）或 班（调休上班），请改正。"
        return Problem(where, HEADING[1], "bad_row", words)
    return number, date(said.year, said.month, said.day), kind


def _contradictions(days: list[tuple[int, date, str]]) -> Iterator[Problem]:
    if not days:
        yield Problem("csv!2", "", "bad_row", "文件里没有日期，请按 日期,类型 逐行填写。")
        return
    year, said = _year_of(days), dict[date, str]()
    for number, day, kind in days:
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            words = f"第 {number} 行的 {day} 不在 {year} 年，一个文件只放一年。"
            yield Problem(f"csv!{number}", HEADING[0], "bad_row", words)
        if said.setdefault(day, kind) != kind:
            words = f"第 {number} 行的 {day} 既写了休又写了班，请改正。"
            yield Problem(f"csv!{number}", HEADING[1], "bad_row", words)


def _year_of(days: list[tuple[int, date, str]]) -> int:
    return Counter(day.year for _, day, _ in days).most_common(1)[0][0]
