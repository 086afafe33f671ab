"""Money in capitals (大写) and dates in Arabic numerals, as vouchers and official papers want them.

The rules for money are those of 《正确填写票据和结算凭证的基本规定》（银行票据、正式收据）.
"""

import re
from decimal import Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_MOST = Decimal(10) ** 16
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DATE = re.compile(
    r"(?P<year>\d{4}|[〇零○一二三四五六七八九]{4})[-./年](?P<month>[\d一二三四五六七八九十]{1,3})"
    r"(?:[-./月](?P<day>[\d一二三四五六七八九十]{1,3})日?|月?)"
)


def money_in_capitals(amount: Decimal) -> str:
    """Return an amount of yuan in capitals: 1680.32 = 壹仟陆佰捌拾元零叁角贰分, 16 = 壹拾陆元整.

    The amount has at most two decimals and lies below 10^16. 整 ends what has no 分; 零 stands for
    zeros inside, also where the yuan end in zero and 角 follow. Raises ValueError for other amounts.
    """
    if not amount.is_finite() or abs(amount) >= _MOST or amount != round(amount, 2):
        raise ValueError(f"no amount of money: {amount}")
    cents = int(abs(amount) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    said = f"{_whole(yuan)}元" if yuan else ""
    if yuan and (jiao or fen) and (yuan % 10 == 0 or not jiao):
        said += "零"
    said += f"{_DIGITS[jiao]}角" if jiao else ""
    said += f"{_DIGITS[fen]}分" if fen else "整"
    return ("负" if amount < 0 else "") + (said if cents else "零元整")


def _whole(number: int) -> str:
    """Return a positive whole number; zeros before a digit are one 零, those that end a 万 are not said."""
    said, zero, place = "", False, len(str(number)) - 1
    group_said = False
    for sign in str(number):
        digit = int(sign)
        if digit:
            said += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place % 4]
            zero, group_said = False, True
        else:
            zero = bool(said)
        if place % 4 == 0 and group_said:
            said += _group(place // 4, number)
            zero = group_said = False
        place -= 1
    return said


def _group(group: int, number: int) -> str:
    """Return the word after a group of four digits; 万亿 says 亿 only where no 亿 of its own follows."""
    if group == 3 and number // 10**8 % 10**4:
        return "万"
    return _GROUPS[group]


def capitals_of(text: str) -> str:
    """Return shown money (3,200.00元) in capitals; a text that is no money comes back as it is."""
    try:
        return money_in_capitals(Decimal(text.replace(",", "").removesuffix("元").strip()))
    except (InvalidOperation, ValueError):
        return text


def arabic_date(text: str) -> str:
    """Return a date as 2026年3月12日 (2026年3月 without a day), whether it was 2026-03-12 or 二〇二六年三月十二日.

    Numbers have no leading zeros; a text that is no date comes back as it is.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return text
    month, day = _small(match["month"]), _small(match["day"] or "")
    if not 1 <= month <= 12 or (match["day"] and not 1 <= day <= 31):
        return text
    year = match["year"].translate(_CHINESE_DIGITS)
    return f"{year}年{month}月" + (f"{day}日" if day else "")


def _small(text: str) -> int:
    """Return a number below 100 said with digits or as 二十一; -1 where it is none."""
    tens, ten, ones = text.partition("十")
    if ten:
        text = f"{tens or '一'}{ones or '〇'}"
    digits = text.translate(_CHINESE_DIGITS)
    return int(digits) if digits.isascii() and digits.isdigit() else (0 if not text else -1)
