"""All proposals at once, persons and venues: accepted together in one operation, so that one 还原 takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cso_desk.errors import Problem, Problems
from cso_desk.progress import Progress
from cso_desk.store import Desk

from . import same_persons, venues
from .done import Done


class Accepted(NamedTuple):
    """How many persons and how many venues were made one."""

    persons: int
    places: int

    @property
    def words(self) -> str:
        """What was done, for the line that says so."""
        parts = [f"{self.persons} 人"] if self.persons else []
        parts += [f"{self.places} 处场所"] if self.places else []
        return f"已合并 {'、'.join(parts)}"


def count(desk: Desk) -> int:
    """Return how many proposals there are."""
    return len(same_persons.proposals(desk)) + len(venues.proposals(desk))


def accept(
    desk: Desk, persons: Sequence[str], places: Sequence[str], progress: Progress | None = None
) -> Done[Accepted]:
    """Accept proposals of both kinds by their keys. Raises `Problems` when none of them still stands."""
    with desk.operation(f"合并为同一人、同一场所（{len(persons) + len(places)} 项）") as op:
        done = Accepted(same_persons.accept_in(op, persons, progress), venues.accept_in(op, places))
        if not any(done):
            raise Problems([Problem("", "", "gone", "这些建议已经处理过，请刷新。")])
    return Done(done, frozenset(op.changes))
