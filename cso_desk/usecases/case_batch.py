"""Work on a selection: one operation, those that fail are listed with the reason and the rest go on (practice.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.records import Case, Organization
from cso_desk.store import Desk, Op, Session

from .done import Done


@dataclass(frozen=True, slots=True)
class Failed:
    """One of a selection that was left out: its id as given, the organization's name, one sentence why."""

    id: str
    organization: str
    message: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a selection: ids of cases done in their order, those left out, 备案编号 by case id.

    `handed` are organizations whose records went by order to another desk, which has to be told by a 移交包.
    """

    done: tuple[str, ...]
    failed: tuple[Failed, ...] = ()
    numbers: Mapping[str, str] | None = None
    handed: tuple[str, ...] = ()


def _nothing(op: Op) -> AbstractContextManager[None]:
    return nullcontext()


def each(
    desk: Desk,
    words: str,
    ids: Sequence[str],
    work: Callable[[Op, str], str],
    name: Callable[[Session, str], str],
    progress: Progress | None = None,
    around: Callable[[Op], AbstractContextManager[None]] = _nothing,
) -> Done[Batch]:
    """Do `work` for each of a selection in one operation; what raises before writing is left out and listed.

    `around` is entered with the operation before the first and left after the last.
    """
    chosen = list(dict.fromkeys(ids))
    told = progress or Silent()
    done, failed = [], []
    with (
        desk.operation(f"{words}（{len(chosen)} 个）" if len(chosen) > 1 else words) as op,
        around(op),
    ):
        for place, one in enumerate(chosen):
            told.step(place, len(chosen), words)
            try:
                done.append(work(op, one))
            except Problems as fault:
                message = "".join(dict.fromkeys(problem.message for problem in fault.problems))
                failed.append(Failed(one, name(op.session, one), message))
            except Trouble as fault:
                failed.append(Failed(one, name(op.session, one), fault.message))
    return Done(Batch(tuple(done), tuple(failed)), frozenset(op.changes))


def organization_name(session: Session, organization: str) -> str:
    """Return the name of an organization, empty for an unknown one."""
    found = store.get(session, Organization, organization)
    return found.name if found else ""


def case_name(session: Session, case_id: str) -> str:
    """Return the name of a case's organization, empty for an unknown case."""
    case = store.get(session, Case, case_id)
    return organization_name(session, case.organization or "") if case else ""
