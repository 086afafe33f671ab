"""Dates as ledgers hold them: real dates, serial numbers, packed digits, Chinese words; never more precise than written."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cso_desk.fields import BadValue, DateValue, PartialDate, narrow

from .placeholders import says_nothing
from .sheets import Cell

_KIND = DateValue()
_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 73_051)
"""Day numbers of Excel and WPS that are taken for dates: 1927-05-18 to 2099-12-31."""
_SEP = r"[年./\-_—–,，、\\]"
_TIME = re.compile(
    r"[\sT]+(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s*[AP]M)?$|[\sT]+0?0时.*$", re.I
)
_REMARK = re.compile(r"\([^()]*\)$")
_VAGUE = re.compile(
    r"(?:成立|组建|创建|建立|设立|建队|[春夏秋冬]季?|[上下]半年|以来|起|份|初|中旬|上旬|下旬|月底|底|末)$"
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})(?:{_SEP}+(\d{{1,2}})(?:(?:{_SEP}|月)+(\d{{1,2}})[日号]?)?月?)?{_SEP}?"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTHS = re.compile(r"(\d{4})年\d{1,2}月?[-–—~至到]\d{1,2}月")
"""Several months are no more precise than their year."""
_CHINESE_MONTH = re.compile(
    r"(\d{2,4}年)([元一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十廿]{1,3})[日号])?"
)
_DIGITS = {
    **{c: str(i) for i, c in enumerate("〇一二三四五六七八九")},
    **dict.fromkeys("○Oo0", "0"),
    "零": "0",
    "元": "1",
}
_CHINESE = re.compile(
    r"([〇○Oo0零一二三四五六七八九]{4})年(?:([元一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十廿]{1,3})[日号])?)?"
)


def read_date(cell: Cell) -> PartialDate | None:
    """Return the date in a cell, None for an empty one; raises `BadValue("date_invalid", …)`."""
    if isinstance(cell, date):
        return _checked(PartialDate(cell.year, cell.month, cell.day), str(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _checked(_from_number(float(cell)), f"{cell:g}" if cell < 1e5 else str(int(cell)))
    text = str(cell)
    return _from_text(text)


def _checked(found: PartialDate | None, shown: str) -> PartialDate:
    if found is None:
        raise BadValue("date_invalid", f"“{shown}”不是日期，应为如 2026-03-12 或 2026-03")
    if _KIND.check(found):
        raise BadValue("date_invalid", f"没有“{shown}”这一天")
    return found


def _from_number(number: float) -> PartialDate | None:
    """Read a serial day, 20210701, 202107, 2021, or 2021.07 typed as a decimal."""
    whole = int(number)
    if number != whole:
        if 1900 < number < 2101:
            return _decimal_month(number)
        return PartialDate.of(_EPOCH + timedelta(whole)) if whole in SERIALS else None
    if whole >= 10**7:
        return (
            PartialDate(whole // 10000, whole // 100 % 100, whole % 100) if whole < 10**8 else None
        )
    if whole >= 10**5:
        return PartialDate(whole // 100, whole % 100) if 190_001 <= whole <= 210_012 else None
    if 1900 <= whole <= 2100:
        return PartialDate(whole)
    return PartialDate.of(_EPOCH + timedelta(whole)) if whole in SERIALS else None


def _decimal_month(number: float) -> PartialDate:
    year, _, month = f"{number:.4f}".rstrip("0").partition(".")
    if month == "1":
        raise BadValue("date_invalid", f"“{number:g}”可能是 {year} 年 1 月，也可能是 10 月")
    return PartialDate(int(year), int(month)) if len(month) <= 2 else PartialDate(int(year), 0)


def _from_text(text: str) -> PartialDate | None:
    plain = _REMARK.sub("", narrow(_TIME.sub("", text.strip())))
    if says_nothing(plain):
        return None
    if plain.endswith(".0") and plain[:-2].isdigit():
        plain = plain[:-2]
    if plain.isascii() and plain.isdigit():
        return _checked(_from_number(float(plain)) if len(plain) <= 8 else None, plain)
    plain = _full_year(_from_chinese(plain))
    return _checked(_from_parts(plain), text.strip()[:20])


_SHORT_YEAR = re.compile(r"(\d{2})(?:年(?=\d|$)|[.\-](?=\d{1,2}[.\-]\d{1,2}$))")


def _full_year(plain: str) -> str:
    """Return 19年3月 as 2019年3月, 98年 as 1998年 and 19.3.5 as 2019.3.5: two digits in front, not in the years to come."""
    found = _SHORT_YEAR.match(plain)
    if not found:
        return plain
    short = int(found[1])
    if short <= date.today().year % 100:
        return f"20{plain}"
    return f"19{plain}" if short >= 50 else plain


def _from_parts(plain: str) -> PartialDate | None:
    if found := _MONTHS.fullmatch(plain):
        return PartialDate(int(found[1]))
    if found := _YEAR_FIRST.fullmatch(_VAGUE.sub("", plain)):
        year, month, day = found.groups()
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    if found := _YEAR_LAST.fullmatch(plain):
        first, second, year = (int(part) for part in found.groups())
        if first > 12 or first == second:
            return PartialDate(year, second, first)
        return PartialDate(year, first, second) if second > 12 else None
    return None


def _from_chinese(plain: str) -> str:
    """Return 二〇二一年七月一日 and 2021年七月一日 as 2021年7月1日; other texts unchanged."""
    if found := _CHINESE.match(plain):
        text = "".join(_DIGITS[c] for c in found[1]) + "年"
    elif found := _CHINESE_MONTH.match(plain):
        text = found[1]
    else:
        return plain
    _, month, day = found.groups()
    if month:
        text += f"{_small(month)}月"
    if day:
        text += f"{_small(day)}日"
    return text + plain[found.end() :]


def _small(word: str) -> int:
    """Return a Chinese number up to 99: 十二, 二十, 廿一, 三."""
    word = word.replace("廿", "二十")
    tens, ten, ones = word.rpartition("十")
    value = int(_DIGITS.get(ones, "0"))
    return value + (10 * int(_DIGITS.get(tens, "1")) if ten else 0)
