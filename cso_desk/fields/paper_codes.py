"""The short code on a paper (核对编号): eight characters nobody mistakes for others, the last one a check.

31 is a prime, so a check weighted by place finds every single wrong character and every two that changed places.
"""

from __future__ import annotations

import hashlib
import re

from .kinds import BadValue

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0, 1, I, L and O."""
LENGTH = 8
_MARK = 2
_RUNNING = LENGTH - _MARK - 1
_BASE = len(ALPHABET)
_SHAPE = re.compile(f"[{ALPHABET}]{{4}}([- ]?)[{ALPHABET}]{{4}}", re.ASCII)
_WIDE = {ord("－"): "-", ord("—"): "-", ord("–"): "-", ord("　"): " "}


def mark_of(unit: str) -> str:
    """Return the two characters that begin the codes of the desk of a unit (its id)."""
    return _characters(_number_of(unit) % _BASE**_MARK, _MARK)


def code_of(unit: str, seed: str) -> str:
    """Return a code of a unit's desk; the same `seed` gives the same code."""
    body = mark_of(unit) + _characters(_number_of(seed) % _BASE**_RUNNING, _RUNNING)
    return body + _check(body)


def shown(code: str) -> str:
    """Return a code as paper shows it: AB3D-7KQ2."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def parse(text: str) -> str:
    """Return the code that was typed or scanned, without its hyphen. Raises BadValue `code_form` or `code_check`."""
    tidy = _tidy(text)
    if not _SHAPE.fullmatch(tidy):
        words = "纸质表编号是 8 位，如 AB3D-7KQ2，不用 0、1、I、L、O，请照纸上重新输入。"
        raise BadValue("code_form", words)
    code = re.sub("[- ]", "", tidy)
    if _check(code[:-1]) != code[-1]:
        words = f"编号 {shown(code)} 有一位输错了，请对照纸上右上角的编号重新输入或再扫一次。"
        raise BadValue("code_check", words)
    return code


def looks_like(text: str) -> bool:
    """Tell whether a text in a search box is a paper's code: two groups, or eight capitals and digits that check."""
    found = _SHAPE.fullmatch(text.strip().upper())
    if found is None or found[1] == "-":
        return found is not None
    plain = text.strip()
    mixed = plain == plain.upper() and not plain.isdigit()
    return mixed and _check(plain.replace(" ", "")[:-1]) == plain[-1]


def _tidy(text: str) -> str:
    return text.translate(_WIDE).strip().upper()


def _number_of(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:12])


def _characters(number: int, count: int) -> str:
    found = ""
    for _ in range(count):
        number, place = divmod(number, _BASE)
        found = ALPHABET[place] + found
    return found


def _check(body: str) -> str:
    total = sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[total % _BASE]
