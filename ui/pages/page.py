"""What every page is, and what it may ask of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from .. import look
from ..pieces import label
from ..say import Say
from ..work import Works

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

Changes = frozenset[tuple[str, str]]


class Shell(Protocol):
    """The window as pages see it."""

    desk: Desk
    works: Works
    say: Say

    def go(self, word: str, request: object = None) -> None:
        """Open a page and hand it a request."""

    def has(self, word: str) -> bool:
        """Tell whether there is such a page."""

    def note(self, words: str, step: str = "", then: Callable[[], None] | None = None) -> None:
        """Show a line that fades, with one step in it."""

    def noted(self, words: str) -> None:
        """Show what was done, with 还原 in it."""

    def undo(self) -> None:
        """Take back the last step (还原上一步)."""

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the data and open it again."""


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """Request: show this record."""

    id: str


@dataclass(frozen=True, slots=True)
class NewRecord:
    """Request: begin a new record."""


@dataclass(frozen=True, slots=True)
class Find:
    """Request: list what matches; `incomplete` only what is 待完善."""

    text: str = ""
    community: str | None = None
    state: str | None = None
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class ForOrganizations:
    """Request to a page that works on a selection (打印 …): the ids of the organizations, in the list's order."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenField:
    """Request: show the organization where something is filled in: a field's key, or 花名册."""

    id: str
    key: str


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Request to 备案: begin a kind of case for these organizations, in the list's order."""

    ids: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Waits:
    """Request to 备案: list what waits; the filter as the first page counted it."""

    filter: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PrintCases:
    """Request to 打印: one paper of these cases, certificates or sheets (`subject`), in the list's order."""

    ids: tuple[str, ...]
    code: str
    subject: str = "case"


@dataclass(frozen=True, slots=True)
class CheckPaper:
    """Request to 纸质材料: look up this code or list number; empty to type or scan one."""

    text: str = ""


class Page(QWidget):
    """One noun. Subclasses fill `body`, set `word`, and read again in `refresh`."""

    word = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__(objectName="page")
        self.shell = shell
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(f"{self.word}页")
        self._missed: Changes = frozenset()
        self.body = QVBoxLayout(self)
        gap = look.px(look.GAP_4)
        self.body.setContentsMargins(gap, look.px(look.GAP_3), gap, look.px(look.GAP_3))
        self.body.setSpacing(look.px(look.GAP_2))

    @property
    def desk(self) -> Desk:
        """The open desk."""
        return self.shell.desk

    @property
    def works(self) -> Works:
        """The lanes of the window."""
        return self.shell.works

    def head(self, title: str, *verbs: QPushButton) -> QHBoxLayout:
        """Return the line with the page's title and count, its verbs at the right end."""
        self.title = label(title, "title")
        self.count = label("", "second")
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(self.title)
        row.addSpacing(look.px(look.GAP_1))
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for verb in verbs:
            row.addWidget(verb)
        return row

    def come(self, request: object) -> None:
        """The page is opened with a request; None from the rail."""

    def backed_up(self) -> None:
        """A backup was made."""

    def settle(self) -> None:
        """The window is about to go: keep what was typed."""

    def refresh(self, changes: Changes) -> None:
        """Read again what these touched records stand for on the page."""

    def desk_changed(self, changes: Changes) -> None:
        """Refresh now, or when the page is next shown."""
        if self.isVisible():
            self.refresh(changes)
        else:
            self._missed |= changes

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed meanwhile."""
        super().showEvent(event)
        if self._missed:
            missed, self._missed = self._missed, frozenset()
            self.refresh(missed)
