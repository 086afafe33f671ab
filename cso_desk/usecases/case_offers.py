"""Which steps are possible now in a selection of filing cases, each with its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.records import Case, Organization
from cso_desk.store import Desk

from . import case_facts
from .case_facts import StepField
from .case_roles import unit_of
from .case_rules import Rules
from .case_state import standing_of


@dataclass(frozen=True, slots=True)
class Offer:
    """One step that is possible now in `ready` of `total` selected cases; `step` is what `take_step` takes.

    `verdict` is agree, refuse or empty; `decision` tells that the step decides; `papers` are codes of forms.
    """

    step: str
    label: str
    role: str
    verdict: str
    decision: str
    ready: int
    total: int
    fields: tuple[StepField, ...]
    papers: tuple[str, ...]


def offers(desk: Desk, cases: Sequence[str]) -> list[Offer]:
    """Return the steps that are possible now in a selection, in the order of the pack, with how many of it.

    What lacks for a step (a red condition, another's case) is told when it is taken.
    """
    rules = Rules(desk)
    found: dict[str, list[Any]] = {}
    with desk.read() as session:
        for case in store.listed(session, Case, id=list(cases)):
            organization = store.get(session, Organization, case.organization or "")
            standing = standing_of(session, rules.due, case)
            pack, flow, steps = rules.next_steps(case, standing, None)
            for step in steps:
                unit = unit_of(session, step.role, organization) if organization else ""
                entry = found.setdefault(f"{flow.key}.{step.key}", [step, pack, 0, set()])
                entry[2] += 1
                entry[3].add(unit)
    return [
        Offer(
            step=key,
            label=step.label,
            role=step.role,
            verdict=step.verdict,
            decision=step.decision,
            ready=ready,
            total=len(cases),
            fields=case_facts.fields_of_step(pack, step, units.pop() if len(units) == 1 else ""),
            papers=step.papers,
        )
        for key, (step, pack, ready, units) in found.items()
    ]
