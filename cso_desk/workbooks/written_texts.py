"""Words as ledgers hold them: names without stray blanks, long texts with their lines, spreadsheet baits kept as text."""

from __future__ import annotations

import re
import unicodedata

from cso_desk.fields import tidy
from cso_desk.fields.kinds import INVISIBLE

from .placeholders import names_nobody, says_nothing
from .sheets import Cell, text_of

_WRAPPED = re.compile(r'="(.*)"', re.S)
_BAIT = re.compile(r"[=＝+＋@＠\t\r]|[-－](?!\s*$)")
_PHONE_LIKE = re.compile(r"[+-][\d\s-]+")
_IDEOGRAPH = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_GAP = re.compile(rf"(?<={_IDEOGRAPH})\s+|\s+(?={_IDEOGRAPH})")
_DOTS = re.compile(r"[•・‧∙．｡⋅●]")
_SEX = re.compile(r"(?<=\S)\s*(?:[(（]\s*[男女]\s*[)）]|(?<=\S)[\s,，、/]+[男女])\s*$")
_ROLES = r"(?:副?(?:会|队|组|社|团|站)长|负责人|理事长|主任|(?:党?支部)?书记|兼职?|代)"
_ROLE = re.compile(
    rf"^\s*{_ROLES}[:：]\s*|\s*[(（【]\s*(?:{_ROLES}|[男女])\s*[)）】]\s*$|(?<=\S)[。、；;，,\s]+$"
)
_CLEAN = re.compile(r"[\u4e00-\u9fff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def unwrapped(text: str) -> str:
    """Return a text without what spreadsheets put around it to keep it text: `="…"` and a leading apostrophe."""
    text = text.replace("_x000D_", "")
    if found := _WRAPPED.fullmatch(text.strip()):
        text = found[1].replace('""', '"')
    stripped = text.lstrip()
    return stripped[1:] if stripped.startswith(("'", "‘", "’", "`")) and len(stripped) > 1 else text


def is_bait(text: str) -> bool:
    """Tell whether a spreadsheet would take the text for a formula (it begins with = + - or @)."""
    start = text.lstrip()
    return _BAIT.match(start) is not None and not _PHONE_LIKE.fullmatch(start)


def name_of(cell: Cell) -> str:
    """Return a name without invisible characters and without blanks between or beside Chinese characters."""
    if type(cell) is str and len(cell) > 2 and _CLEAN.fullmatch(cell):
        return cell
    text = _CONTROL.sub("", unwrapped(text_of(cell)).translate(INVISIBLE))
    name = _GAP.sub("", " ".join(text.split()))
    return "" if says_nothing(name) else name


def person_of(cell: Cell) -> str:
    """Return a person's name without sex, role and marks beside it; the dot inside a name of a minority is ·."""
    text = _ROLE.sub("", _SEX.sub("", text_of(cell))) if isinstance(cell, str) else cell
    name = name_of(text)
    if names_nobody(name):
        return ""
    return name if _CLEAN.fullmatch(name) else _DOTS.sub("·", name)


def words_of(cell: Cell) -> str:
    """Return a text without outer blanks; its lines stay."""
    if type(cell) is str and len(cell) < 3 and says_nothing(cell):
        return ""
    if type(cell) is str and _CLEAN.fullmatch(cell):
        return cell
    text = tidy(_CONTROL.sub("", unwrapped(text_of(cell))))
    return "" if says_nothing("".join(text.split())) else text


def list_word(text: str) -> str:
    """Return how a word of a code list is compared: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split())
