"""What a desk remembers of its printers: which was used last, and each one's copies and sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cso_desk.store import Desk

from . import settings
from .done import Done

_KEPT, _LAST = "printing.printers", "printing.last"


def kept(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """Return for each printer's name `copies` and `duplex` of its last use."""
    found: Mapping[str, Mapping[str, Any]] = settings.get(desk, _KEPT, {})
    return found


def last(desk: Desk) -> str:
    """Return the printer that was used last, empty for a file."""
    return str(settings.get(desk, _LAST, ""))


def remember(desk: Desk, printer: str, *, copies: int, duplex: str) -> Done[None]:
    """Keep what a printer was used with; an empty name says that a file was made."""
    if printer:
        held = {**kept(desk), printer: {"copies": copies, "duplex": duplex}}
        settings.put(desk, _KEPT, held)
    return settings.put(desk, _LAST, printer)
