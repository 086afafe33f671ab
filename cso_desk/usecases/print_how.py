"""How papers are printed, what came out, and what their files are called."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import print_log
from .export_ledger import Mask

_FILE_NAME_LIMIT = 60
_FORBIDDEN = '\\/:*?"<>|'


@dataclass
class Printed:
    """What came out: files, pages, blanks left to fill by hand, and what was not printed and why."""

    files: list[Path] = field(default_factory=list)
    pages: int = 0
    incomplete: list[tuple[str, list[str]]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class How:
    """How papers are printed.

    `mask` is what is hidden (None: the form's default of the policy pack), `all_copies` one sheet for each keeper (None:
    as the form says), `copies` how many times the whole is printed. `offset` (millimetres to the right and downward)
    prints the values alone onto pre-printed paper. `way` is the printer's name, or PDF for a file.
    """

    mask: Mask | None = None
    all_copies: bool | None = None
    copies: int = 1
    offset: tuple[float, float] | None = None
    way: str = print_log.PDF


AS_USUAL = How()


def file_name(name: str, taken: set[str]) -> str:
    """Return a name that every system takes for a PDF, another one than those in `taken`, and put it there."""
    plain = "".join("_" if c in _FORBIDDEN or ord(c) < 32 else c for c in name)
    stem = plain = plain[:_FILE_NAME_LIMIT].strip(" .")
    number = 2
    while stem in taken:
        stem, number = f"{plain}({number})", number + 1
    taken.add(stem)
    return stem + ".pdf"
