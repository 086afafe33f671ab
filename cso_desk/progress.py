"""How long work tells of itself, without knowing any window."""

from typing import Protocol


class Progress(Protocol):
    """Receives steps of long work."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Tell that `done` of `total` parts are finished; raises `Stopped` when the clerk wants to stop."""


class Silent:
    """A progress that nobody watches."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Take note of nothing."""
