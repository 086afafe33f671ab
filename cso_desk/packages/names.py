"""File names that people read and every file system takes; never parsed (packages.md 1.1)."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

from cso_desk.packages.cover import Kind

SUFFIX: Final = ".csopkg"
MAX_CHARS: Final = 80
MAX_BYTES: Final = 200

KIND_WORDS: Final[dict[Kind, str]] = {
    "report": "上报",
    "receipt": "回执",
    "correction": "退回修改",
    "transfer": "移交",
    "config": "下发",
    "enrol": "单位证书",
    "backup": "备份",
}

_FORBIDDEN: Final = frozenset('\\/:*?"<>|')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NO_CHARACTERS: Final = range(0xFDD0, 0xFDF0)
_RESERVED: Final = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"]
)


def package_name(places: Sequence[str], kind: Kind, day: date, seq: int) -> str:
    """Return `{县}_{乡}_{社区}_{种类}_{日期}_{序号}.csopkg`.

    `places` are the sender's unit names from the county down, as many as there are; they are shortened where the
    whole would be too long. They are unit names, never names of persons.
    """
    tail = f"{KIND_WORDS[kind]}_{day.isoformat()}_{seq:04d}{SUFFIX}"
    kept = [name for name in map(_cleaned, places) if name]
    while kept and not _fits(name := _joined([*kept, tail])):
        longest = max(range(len(kept)), key=lambda place: len(kept[place]))
        kept[longest] = _cleaned(kept[longest][:-1])
        kept = [name for name in kept if name]
    return name if kept else tail


def plain_name(seq: int) -> str:
    """Return a short name in plain letters, for a stick that does not take Chinese ones."""
    return f"CSO{seq:05d}{SUFFIX}"


def numbered(name: str, number: int) -> str:
    """Return `name` for the case that it is taken: `…(2).csopkg`, still within the limits."""
    stem = name.removesuffix(SUFFIX)
    while not _fits(found := f"{stem}({number}){SUFFIX}"):
        stem = stem[:-1]
    return found


def _joined(parts: Sequence[str]) -> str:
    name = unicodedata.normalize("NFC", "_".join(parts))
    device = name.partition(".")[0].rstrip().upper()
    return f"_{name}" if device in _RESERVED else name


def _fits(name: str) -> bool:
    return len(name) <= MAX_CHARS and len(name.encode("utf-8")) <= MAX_BYTES


def _cleaned(text: str) -> str:
    """Return `text` without what some file system refuses, hides or mistakes."""
    kept = "".join(filter(_is_allowed, unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", kept).strip(" .~-_　")


def _is_allowed(letter: str) -> bool:
    """Characters that this Python does not know yet (rare names) stay; the code points that never are any go."""
    code = ord(letter)
    if letter in _FORBIDDEN or code in _NO_CHARACTERS or code & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(letter) not in _INVISIBLE
