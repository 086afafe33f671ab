"""Identity numbers and telephones as ledgers hold them. A lost digit is never guessed."""

from __future__ import annotations

import re
import unicodedata

from cso_desk.fields import BadValue, IdNumber, Phone, narrow
from cso_desk.fields.kinds import INVISIBLE

from .placeholders import says_nothing
from .sheets import Cell

_LABELLED = re.compile(r"^(?:居民)?身份证(?:号码?)?[::]?(?=\d)")
_SCIENTIFIC = re.compile(r"[\d.]+E[+]?\d+", re.I)
_MASKED = re.compile(r"\d{3,17}[*＊×xX●•█?#]{2,}[\dXx]{0,6}|\d*\*+\d*[Xx]?|\d{4,14}\*+")
_ID = IdNumber()


def read_id(cell: Cell) -> tuple[str | None, str, str]:
    """Return the identity number in a cell, or None with `id_damaged`, `id_checksum` or `id_masked` and a message."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell >= 1e15 or cell != int(cell):
            return None, "id_damaged", "身份证号被表格软件当成数字，末几位已丢失"
        cell = str(int(cell))
    text = re.sub(r"^['’‘`]+|['’‘`]+$", "", narrow(str(cell))).replace("_x000D_", "")
    text = _LABELLED.sub("", text)
    if says_nothing(text):
        return None, "", ""
    if _SCIENTIFIC.fullmatch(text):
        return None, "id_damaged", "身份证号被表格软件改成了科学计数，末几位已丢失"
    if _MASKED.fullmatch(text) and not text[:-1].isdigit():
        return None, "id_masked", "身份证号带星号，不是完整号码"
    try:
        return _ID.parse(text), "", ""
    except BadValue as bad:
        lost = len(text) == 18 and text.endswith("000")
        code = "id_damaged" if lost else bad.code
        return (
            None,
            code,
            "身份证号末三位是 000，多半被表格软件改过"
            if lost
            else bad.message.split("，请")[0].rstrip("。"),
        )


_SEPARATED = re.compile(
    r"(?<!\d)(?:\+?86[- ]?|0(?=1[3-9]))?(1\d\d)[- ]?(\d{4})[- ]?(\d{4})(?:\.0+)?(?!\d)"
)
_LANDLINE = re.compile(
    r"(?<![\d-])(?:\(?(0\d{2,3})\)?[- ]?)?([2-9]\d{6,7}|[2-9]\d{2,3} \d{4})(?:\.0+)?(?:(?:-|转)(\d{1,6}))?(?![\d-])"
)
_SERVICE = re.compile(r"(?<!\d)([48]00)-?(\d{3})-?(\d{4})(?!\d)")
_DASHES = str.maketrans("—–－―‐‑−", "-------")
_PHONE = Phone()


def read_phone(cell: Cell) -> tuple[str | None, str, str]:
    """Return one or two telephone numbers joined by 、, with `phone_multiple` or `phone_invalid` and a message."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        cell = _with_lost_zero(str(cell))
    if (
        type(cell) is str
        and len(cell) == 11
        and cell.isascii()
        and cell.isdigit()
        and cell[0] == "1"
    ):
        return cell, "", ""
    shown = str(cell).strip()
    text = unicodedata.normalize("NFKC", shown.translate(INVISIBLE)).translate(_DASHES)
    text = re.sub(r"[^\S ]+", " ", text).replace("_x000D_", " ").strip("'’‘` ")
    if says_nothing(text.replace(" ", "")):
        return None, "", ""
    numbers, rest = _take_out(text)
    if not numbers or re.search(r"\d{3}", rest):
        return None, "phone_invalid", f"“{' '.join(shown.split())[:30]}”不是电话号码{_gap(text)}"
    value = "、".join(numbers)
    if _PHONE.check(value):
        return None, "phone_invalid", f"“{' '.join(shown.split())[:30]}”不是电话号码"
    return (
        (value, "phone_multiple", f"有 {len(numbers)} 个号码，都已记入")
        if len(numbers) > 1
        else (value, "", "")
    )


def _with_lost_zero(digits: str) -> str:
    """A landline that was stored as a number has lost the 0 of its area code, nothing else."""
    return (
        "0" + digits
        if re.fullmatch(r"[3-9]\d{2}[2-9]\d{6,7}|10[2-9]\d{7}|2\d[2-9]\d{7}", digits)
        else digits
    )


def _take_out(text: str) -> tuple[list[str], str]:
    """Return the numbers in the order written, without doubles, and what is left of the text."""
    found: list[tuple[int, str]] = []

    def note(number: str, place: int) -> str:
        found.append((place, number))
        return " " * 2

    rest = _SEPARATED.sub(
        lambda m: note("".join(m.groups()), m.start()).ljust(m.end() - m.start()), text
    )
    rest = _SERVICE.sub(
        lambda m: note("-".join(m.groups()), m.start()).ljust(m.end() - m.start()), rest
    )
    rest = _LANDLINE.sub(lambda m: note(_landline(m), m.start()).ljust(m.end() - m.start()), rest)
    return list(dict.fromkeys(number for _, number in sorted(found))), rest


def _landline(found: re.Match[str]) -> str:
    area, number, extension = found.groups()
    parts = [area, number.replace(" ", ""), extension]
    return "-".join(part for part in parts if part)


_AROUND = " ()（）:：,，、;；/电话手机号：-"


_SEX = re.compile(r"(?<=\S)[(,、/ ]+[男女]\)?$")
_ROLE = re.compile(r"\((?:副?(?:会|队|组|社|团|站)长|负责人|主任|书记|理事长|手机|电话|兼)*\)?$")


def person_and_phone(key: str, text: str, phone: str | None) -> dict[str, str]:
    """Part a cell 王某 13800000001 into the person under `key` and the phone; nothing where another phone is known."""
    shown = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).translate(_DASHES)
    numbers, rest = _take_out(shown)
    person = _ROLE.sub("", _SEX.sub("", rest.strip(_AROUND))).strip(_AROUND)
    value = "、".join(numbers)
    if not numbers or not person or re.search(r"\d", person) or phone not in (None, value):
        return {}
    return {key: person, "phone": value}


def _gap(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if digits.startswith("1") and 8 <= len(digits) <= 14 and len(digits) != 11:
        return f"（手机号{'少' if len(digits) < 11 else '多'} {abs(len(digits) - 11)} 位）"
    return ""
