"""Keeps what a clerk types into a form every 20 seconds and when the form is left, until it is saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from ..work import DeskPage, Writing
from .form import Form

EVERY = 20_000
"""Milliseconds between two keepings of a draft."""


class DraftKeeper(QObject):
    """The draft of the form that is open; a form without a key has none."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__(page if isinstance(page, QObject) else None)
        self._page = page
        self._key = ""
        self._form: Form | None = None
        self._kept: dict[str, str] = {}
        self.found: dict[str, str] = {}
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self.keep_now)

    def kept(self, key: str) -> dict[str, str] | None:
        """Return the draft under `key` (off the window's thread)."""
        from cso_desk.usecases import settings

        return settings.draft(self._page.desk, key) if key else None

    def follow(self, key: str, form: Form, found: dict[str, str] | None) -> None:
        """Keep the drafts of `form` from now on; `found` is the one that was there."""
        self._key, self._form, self.found = key, form, found or {}
        self._kept = dict(self.found)
        if key:
            self._clock.start()

    def rest(self) -> None:
        """Stop following."""
        self._clock.stop()
        self._form = None

    def keep_now(self) -> None:
        """Keep what differs from the record, if that is something new."""
        # The form goes with its window, or when another record is opened; the clock may ring once more.
        typed = self._form.changed() if self._form is not None and isValid(self._form) else {}
        if not self._key or not typed or typed == self._kept:
            return
        self._kept = typed
        self._write("keep_draft", typed)

    def drop(self) -> None:
        """Forget the draft: it was saved, or is not wanted."""
        self._clock.stop()
        if self._key and self._kept:
            self._write("drop_draft")
        self._kept = {}
        self.found = {}

    def _write(self, verb: str, *values: Any) -> None:
        from cso_desk.usecases import settings

        desk, key = self._page.desk, self._key
        Writing(self._page, "", lambda _: getattr(settings, verb)(desk, key, *values)).start()
