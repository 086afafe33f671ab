"""One form's layout while it is being changed: the steps taken, each to be taken back, and whether there is something to save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cso_desk.usecases.layout_edits import Change
    from cso_desk.usecases.own_layouts import Opened

_TYPED = ("text", "height", "feet", "keepers", "margin", "blank")
"""Kinds of change that come letter by letter: one after the other at the same place they are one step."""
STEPS_MOST = 200


class Editing:
    """The layout as it stands, over the one that was opened."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.raw: Mapping[str, Any] = opened.raw
        self._steps: list[Mapping[str, Any]] = []
        self._last: tuple[str, str] = ("", "")
        if opened.draft is not None and opened.draft != opened.raw:
            self.replace(opened.draft)

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.raw != self.opened.raw

    @property
    def own(self) -> bool:
        """Whether the layout is another one than the shipped."""
        return self.raw != self.opened.shipped

    @property
    def can_go_back(self) -> bool:
        """Whether a step can be taken back."""
        return bool(self._steps)

    def do(self, change: Change) -> bool:
        """Take one step; tell whether it changed anything. Raises `Problems`, and nothing has changed then."""
        from cso_desk.usecases import layout_edits

        made = layout_edits.apply(self.raw, change)
        if made == self.raw:
            return False
        mark = (change.kind, change.place)
        if not (self._steps and change.kind in _TYPED and mark == self._last):
            self._keep_step()
        self._last = mark
        self.raw = made
        return True

    def replace(self, raw: Mapping[str, Any]) -> None:
        """Put a whole layout in the place of this one, as one step."""
        self._keep_step()
        self._last = ("", "")
        self.raw = raw

    def _keep_step(self) -> None:
        self._steps = [*self._steps, self.raw][-STEPS_MOST:]

    def back(self) -> None:
        """Take the last step back."""
        if self._steps:
            self.raw = self._steps.pop()
        self._last = ("", "")
