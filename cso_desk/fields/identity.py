"""Numbers that name a person: GB 11643 identity numbers and telephones."""

from __future__ import annotations

import re
from datetime import date

from .dates import PartialDate
from .kinds import BadValue, Kind, narrow

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for low, high in _PROVINCE_RANGES for code in range(low, high + 1))


def check_character(first17: str) -> str:
    """Return the 18th character of GB 11643 (ISO 7064 mod 11-2) for 17 digits."""
    return CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def _birth(number: str) -> date | None:
    text = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


class IdNumber(Kind):
    """An identity number of 18 characters (GB 11643), or the old one of 15 digits.

    County codes are not compared with today's list: residents born before a county was renamed keep their number.
    """

    name = "id_number"

    def parse(self, text: str) -> str | None:
        value = re.sub(r"[-'’`]", "", narrow(text)).upper()
        if not value:
            return None
        code, message = self._fault(value)
        if code:
            raise BadValue(code, message)
        return value

    def check(self, value: str) -> str | None:
        return self._fault(value)[1] or None

    @staticmethod
    def _fault(value: str) -> tuple[str, str]:
        if "*" in value:
            return "id_masked", "身份证号带星号，不是完整号码，请补全。"
        if not re.fullmatch(r"\d{17}[\dX]|\d{15}", value):
            return "id_damaged", _length_fault(value)
        if value[:2] not in PROVINCES:
            return "id_checksum", f"身份证号开头“{value[:2]}”不是省份代码，请对照证件核对。"
        birth = _birth(value)
        if birth is None or birth.year < 1900 or birth > date.today():
            return "id_checksum", "身份证号里的出生日期不存在，请对照证件核对。"
        if len(value) == 18 and check_character(value[:17]) != value[17]:
            return "id_checksum", "身份证号最后一位对不上，可能抄错了一位，请对照证件核对。"
        return "", ""


def _length_fault(value: str) -> str:
    if value.isdigit() or re.fullmatch(r"\d+X?", value):
        gap = 18 - len(value)
        if gap > 0:
            return f"身份证号少 {gap} 位，应为 18 位，请对照证件补全。"
        return f"身份证号多 {-gap} 位，应为 18 位，请对照证件核对。"
    return "身份证号应为 18 位数字（最后一位可为 X），请对照证件核对。"


def birth_of(number: str) -> PartialDate | None:
    """Return the birthday inside a good identity number, None if there is none."""
    if re.fullmatch(r"\d{17}[\dX]|\d{15}", number):
        day = _birth(number)
        return PartialDate.of(day) if day else None
    return None


def sex_of(number: str) -> str | None:
    """Return 男 or 女 as the 17th (old: 15th) digit tells, None for other texts."""
    if not re.fullmatch(r"\d{17}[\dX]|\d{15}", number):
        return None
    return "男" if int(number[16] if len(number) == 18 else number[14]) % 2 else "女"


def mask_id(number: str) -> str:
    """Return an identity number with only its first 6 and last 4 characters, length kept (domain.md 8, PIPL)."""
    return (
        number[:6] + "*" * (len(number) - 10) + number[-4:]
        if len(number) > 10
        else "*" * len(number)
    )


_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,6})?|400-?\d{3}-?\d{4}|1\d{4}|1\d{2}")


class Phone(Kind):
    """One or two telephone numbers: mobiles, landlines (with or without area code and extension).

    Two numbers are kept as `first、second`.
    """

    name = "phone"

    def parse(self, text: str) -> str | None:
        numbers = split_phones(text)
        if not numbers:
            return None
        value = "、".join(numbers)
        if fault := self.check(value):
            raise BadValue("phone_invalid", fault)
        return value

    def check(self, value: str) -> str | None:
        for number in value.split("、"):
            if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
                return _phone_fault(number)
        return None


def _phone_fault(number: str) -> str:
    if number.isdigit() and number.startswith("1") and 8 <= len(number) <= 14:
        gap = 11 - len(number)
        return f"手机号{'少' if gap > 0 else '多'} {abs(gap)} 位，应为 11 位，请核对。"
    return f"“{number}”不像电话号码，手机应为 11 位，座机如 0371-5550123。"


def split_phones(text: str) -> list[str]:
    """Return the telephone numbers written in `text`, without blanks inside; an empty list for blank text."""
    from .kinds import INVISIBLE

    plain = text.translate(INVISIBLE)
    parts = re.split(r"[、,，;；/／\n]|(?:\s+(?=1\d{10}))|或", plain)
    return [number for number in (_one_number(part) for part in parts) if number]


def _one_number(part: str) -> str:
    number = narrow(part).replace("—", "-").replace("–", "-").replace("－", "-").lstrip("'’`")
    number = re.sub(r"^\+?86-?(?=1\d{2})", "", number)
    number = re.sub(r"[()（）]", "-", number).strip("-")
    if number.endswith(".0"):
        number = number[:-2]
    digits = number.replace("-", "")
    return digits if _MOBILE.fullmatch(digits) else number


def mask_phone(text: str) -> str:
    """Return telephone numbers with only the first 3 and last 4 digits (138****1234)."""
    return "、".join(
        n[:3] + "*" * max(len(n) - 7, 0) + n[-4:] if len(n) > 7 else "*" * len(n)
        for n in text.split("、")
    )


class CreditCode(Kind):
    """A unified social credit code of a registered body (GB 32100, 18 characters)."""

    name = "credit_code"

    _ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

    def parse(self, text: str) -> str | None:
        value = narrow(text).upper()
        if not value:
            return None
        if fault := self.check(value):
            raise BadValue("credit_code", fault)
        return value

    def check(self, value: str) -> str | None:
        if len(value) != 18 or any(c not in self._ALPHABET for c in value):
            return "统一社会信用代码应为 18 位数字或大写字母（没有 I、O、Z、S、V），请核对。"
        total = sum(self._ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(value[:17]))
        if self._ALPHABET[(31 - total % 31) % 31] != value[17]:
            return "统一社会信用代码最后一位对不上，请对照证书核对。"
        return None
