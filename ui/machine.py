"""What the windows remember of this machine, beside the desk's data and readable before the password: nothing secret."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QSettings

from . import look

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray


class Machine:
    """Size of type, rows, the window's place, who logged in last."""

    def __init__(self, folder: Path) -> None:
        self._kept = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def scale(self) -> int:
        """The user scale in per cent."""
        found = str(self._kept.value("scale", 100))
        return int(found) if found.isdigit() and int(found) in look.SCALES else 100

    @scale.setter
    def scale(self, scale: int) -> None:
        self._kept.setValue("scale", scale)

    @property
    def compact(self) -> bool:
        """Whether rows are low."""
        return str(self._kept.value("compact", "0")) == "1"

    @compact.setter
    def compact(self, compact: bool) -> None:
        self._kept.setValue("compact", "1" if compact else "0")

    @property
    def folded(self) -> bool:
        """Whether the rail shows icons only."""
        return str(self._kept.value("folded", "0")) == "1"

    @folded.setter
    def folded(self, folded: bool) -> None:
        self._kept.setValue("folded", "1" if folded else "0")

    @property
    def dark(self) -> bool | None:
        """Whether the windows were dark the last time; None before the first."""
        return {"1": True, "0": False}.get(str(self._kept.value("dark", "")))

    @dark.setter
    def dark(self, dark: bool) -> None:
        if dark != self.dark:
            self._kept.setValue("dark", "1" if dark else "0")

    @property
    def user(self) -> str:
        """Who logged in last; empty where nobody has yet."""
        return str(self._kept.value("user", ""))

    @user.setter
    def user(self, user: str) -> None:
        self._kept.setValue("user", user)

    @property
    def geometry(self) -> QByteArray:
        """The window's place and size as Qt saves them."""
        found = self._kept.value("geometry")
        return found if isinstance(found, QtCore.QByteArray) else QtCore.QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._kept.setValue("geometry", geometry)
