"""Counts and amounts as ledgers hold them: 35人, 约40, ６１, 三十五, 1.2万元."""

from __future__ import annotations

import re

from cso_desk.fields import BadValue, Decimal2, Whole, narrow

from .placeholders import says_nothing
from .sheets import Cell

_UNITS = r"(?:人次|人|名|个|户|家|支|队|间|处|位|员|元|平方米|平米|㎡|m2)"
_CLEAN = re.compile(rf"(?:共|计|合计|有|现有)?(\d+(?:\.0+)?){_UNITS}*")
_ABOUT = re.compile(
    rf"(?:大?约|近|大概|大约|估计|不足|超过|超|[≈~><≥≤]+)*(\d+){_UNITS}*(?:左右|上下|以上|以下|多|余|几|来|\+)*{_UNITS}*(?:左右|上下|以上|以下)?"
)
_RANGE = re.compile(rf"\d+{_UNITS}*(?:-|—|–|~|至|到|、|或)+\d+{_UNITS}*")
_VAGUE = re.compile(r"[约近余多几来]|左右|上下|大概|若干|不等|不定|不固定|以上|以下")
_CHINESE = re.compile(rf"([零一二两三四五六七八九十百千]+){_UNITS}*")
_SEVERAL = re.compile(r"[一二两三四五六七八九]{2}|^几")
"""二三十 and 几十 are no number that could be said."""
_REMARK = re.compile(r"(?<=.)[(][^()]*[)]$")
_BOTH = re.compile(r"男[::]?(\d{1,4})[人名]?[,，、;；/]?女[::]?(\d{1,4})[人名]?")
_VALUES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_WEIGHTS = {"十": 10, "百": 100, "千": 1000}


def read_count(cell: Cell, kind: Whole) -> tuple[int | None, str, str]:
    """Return the number in a cell, and a problem code with its message where it is not exact or not a number.

    约40 is 40 with `number_approximate`; a range or words have no value; what is no number is `number_invalid`.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell != int(cell):
            return None, "number_invalid", f"“{cell:g}”不是整数"
        return _in_range(int(cell), kind, "", "")
    shown = str(cell).strip()
    plain = narrow(shown).replace(",", "")
    if says_nothing(plain):
        return None, "", ""
    plain = _REMARK.sub("", plain)
    if both := _BOTH.fullmatch(plain):
        return _in_range(int(both[1]) + int(both[2]), kind, "", "")
    if found := _CLEAN.fullmatch(plain):
        return _in_range(_whole(found[1]), kind, "", "")
    if (value := _chinese(plain)) is not None:
        return _in_range(value, kind, "", "")
    if found := _ABOUT.fullmatch(plain):
        value = _whole(found[1])
        return _in_range(
            value, kind, "number_approximate", f"“{shown[:20]}”不是准数，已按 {value} 记入"
        )
    if _RANGE.fullmatch(plain) or _VAGUE.search(plain) or _SEVERAL.search(plain):
        return None, "number_approximate", f"“{shown[:20]}”不是准数"
    return None, "number_invalid", f"“{shown[:20]}”不是数字"


def _whole(text: str) -> int:
    return int(text.partition(".")[0][:15])


def _in_range(value: int, kind: Whole, code: str, message: str) -> tuple[int | None, str, str]:
    if fault := kind.check(value):
        return None, "number_invalid", fault.rstrip("。")
    return value, code, message


def _chinese(plain: str) -> int | None:
    """Return 三十五 as 35, None for another text."""
    found = _CHINESE.fullmatch(plain)
    if not found or _SEVERAL.search(plain):
        return None
    total, digit = 0, 0
    for character in found[1]:
        if character in _WEIGHTS:
            total += (digit or 1) * _WEIGHTS[character]
            digit = 0
        else:
            digit = _VALUES[character]
    return total + digit


_AMOUNT = re.compile(
    r"(?:人民币|￥|¥|约)?(\d+(?:\.\d+)?)(万)?(?:元|人民币|平方米|平米|㎡|m2)*(?:整)?"
)


def read_amount(cell: Cell, kind: Decimal2, ten_thousands: bool) -> tuple[int | None, str, str]:
    """Return hundredths of the amount in a cell; `ten_thousands`: the heading says 万元."""
    plain = narrow(str(cell)).replace(",", "")
    if says_nothing(plain):
        return None, "", ""
    found = _AMOUNT.fullmatch(plain)
    if not found:
        return None, "number_invalid", f"“{str(cell).strip()[:20]}”不是数字"
    factor = 10_000 if found[2] or ten_thousands else 1
    hundredths = round(float(found[1]) * 100 * factor)
    try:
        value = kind.parse(kind.show(hundredths))
    except BadValue as bad:
        return None, "number_invalid", bad.message.rstrip("。")
    return value, "", ""
