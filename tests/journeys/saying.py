"""The message doorway of the journeys: papers go into a folder, the first answer is taken, trouble fails the test."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ui.say import Answer, Say


class Silent(Say):
    """Answers for the clerk, and keeps what was said of trouble."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.troubles: list[str] = []

    def trouble(self, page: Any, message: str) -> None:
        self.troubles.append(message)

    def choose(
        self,
        page: Any,
        text: str,
        answers: Sequence[Answer],
        *,
        more: str = "",
        warning: bool = False,
    ) -> None:
        then = answers[0][1]
        if then is not None:
            then()

    def save_file(
        self, page: Any, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        then(self.folder / proposed.name)
