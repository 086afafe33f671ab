"""The families of errors: what the clerk can fix, what the world refuses, and a stop that the clerk asked for.

Anything else that is raised is a bug.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the clerk can fix.

    `where` names the record or the sheet row (`台账!12`, may be empty), `field` the field's key or heading (may be
    empty), `code` a stable machine word, `message` one Chinese sentence with what to do.
    """

    where: str
    field: str
    code: str
    message: str


class Problems(Exception):
    """Input that was not taken; nothing has changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.message for problem in self.problems))


class Trouble(Exception):
    """The world refused: disk, stick, password, another owner. `message` is one Chinese sentence with what to do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class Stopped(Exception):
    """The clerk pressed 停止; what was begun has been taken back."""
