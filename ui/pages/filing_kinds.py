"""The kinds of case as a menu; a number chooses one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu


def fill_kinds(menu: QMenu, kinds: Sequence[str], begin: Callable[[str], None]) -> None:
    """Offer the kinds of case; each calls `begin` with its word."""
    menu.clear()
    for number, kind in enumerate(kinds, start=1):
        menu.addAction(f"&{number} {kind}", lambda kind=kind: begin(kind))
