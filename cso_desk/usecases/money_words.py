"""How amounts stand on paper: with two decimals, and in capitals (大写) as vouchers need them."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def plain(fen: int) -> str:
    """Return an amount in yuan with two decimals and groups of three digits: 1,234.50; below zero with a minus."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}"


def capitals(fen: int) -> str:
    """Return an amount in capitals: 壹仟贰佰叁拾肆元伍角整; below zero after 负."""
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    text = _whole(yuan) + "元" if yuan or not rest else ""
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif cents and yuan:
        text += "零"
    if cents:
        return f"{sign}{text}{_DIGITS[cents]}分"
    return f"{sign}{text}整"


def _whole(number: int) -> str:
    if number == 0:
        return "零"
    text, empty = "", False
    for level in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10_000**level % 10_000
        if group == 0:
            empty = bool(text)
            continue
        if text and (empty or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[level]
        empty = False
    return text


def _group(group: int) -> str:
    text, empty = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            empty = bool(text)
            continue
        text += ("零" if empty else "") + _DIGITS[digit] + _PLACES[place]
        empty = False
    return text
