"""Where filing cases stand: 环节 and 办理期限 are derived from the steps, never typed; states of certificates too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import PartialDate
from cso_desk.records import Case, CaseStep, Certificate, Decision, Organization
from cso_desk.store import Desk, Op, Session

from . import case_flow
from .case_facts import partial
from .case_flow import Due, Standing, Taken, Term
from .case_rules import Rules
from .filing_state import refresh_states

START = "start"
"""The key in a case's facts that keeps the stage in which it was opened."""


def steps_of(session: Session, case: str) -> list[CaseStep]:
    """Return the living steps of a case in their order."""
    found = store.listed(session, CaseStep, filing_case=case)
    return sorted(found, key=lambda one: (one.position or 0, one.hlc, one.id))


def taken_of(step: CaseStep) -> Taken:
    """Return a step as the state machine reads it."""
    facts = step.facts or {}
    term, deadline = facts.get("term"), facts.get("deadline")
    return Taken(
        key=step.step or "",
        at=facts.get("from", ""),
        to=facts.get("to", ""),
        day=date.fromisoformat(facts.get("day") or step.upd_at[:10]),
        clock=facts.get("clock", ""),
        term=Term(*term) if term else None,
        deadline=_day(deadline),
        verdict=facts.get("verdict", ""),
        once=bool(facts.get("once")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == 10 else None


def standing_of(session: Session, due: Due, case: Case) -> Standing:
    """Return where a case stands after its steps."""
    start = (case.facts or {}).get(START, "")
    return case_flow.fold(start, map(taken_of, steps_of(session, case.id)), due)


def derive_case(case: Case, standing: Standing) -> bool:
    """Write stage and last day of a case; tell whether anything changed."""
    wanted: dict[str, str | PartialDate | None] = {
        "stage": standing.stage or None,
        "due_on": partial(standing.due),
    }
    changed = {key: value for key, value in wanted.items() if getattr(case, key) != value}
    for key, value in changed.items():
        setattr(case, key, value)
    return bool(changed)


def certificate_state(one: Certificate) -> str:
    """Return 待领取, 已领取, 已收回 or 已遗失."""
    if one.recalled_on:
        return "已收回"
    if one.lost:
        return "已遗失"
    return "已领取" if one.picked_up_on else "待领取"


def derive_touched(desk: Desk, op: Op, *, whole: bool = False) -> None:
    """Derive anew what the touched decisions, steps and certificates say (after an undo, or a package taken).

    With `whole`, raises `Problems` when a step of a case would be left without the one before it.
    """
    touched = {record for table, record in op.changes if table == Organization.__tablename__}
    touched |= _links(op, Decision, "organization")
    refresh_states(op.session, touched)
    cases = {record for table, record in op.changes if table == Case.__tablename__}
    _refresh_cases(desk, op.session, cases | _links(op, CaseStep, "filing_case"), whole)
    if whole:
        _refuse_orphans(op)
    certificates = [record for table, record in op.changes if table == Certificate.__tablename__]
    for bundle in store.chunks(certificates):
        for one in store.listed(op.session, Certificate, id=bundle):
            one.state = certificate_state(one)


def _links(op: Op, record: type[Any], key: str) -> set[str]:
    ids = [one for table, one in op.changes if table == record.__tablename__]
    found: set[str] = set()
    for bundle in store.chunks(ids, 500):
        rows = store.values_ever(op.session, record, (key,), id=bundle)
        found |= {row[0] for row in rows if row[0]}
    return found


def _refresh_cases(desk: Desk, session: Session, cases: Iterable[str], whole: bool) -> None:
    wanted = list(cases)
    if not wanted:
        return
    due = Rules(desk).due
    for bundle in store.chunks(wanted):
        living = {case.id: case for case in store.listed(session, Case, id=bundle)}
        for case in living.values():
            standing = standing_of(session, due, case)
            if whole and not standing.whole:
                raise _later(case.id)
            derive_case(case, standing)
        gone = [one for one in bundle if one not in living]
        if whole and gone and store.listed(session, CaseStep, filing_case=gone, limit=1):
            raise _later(gone[0])


def _later(case: str) -> Problems:
    words = "这一步之后还有办理步骤，请先还原后面的步骤。"
    return Problems([Problem(case, "", "changed_since", words)])


def _refuse_orphans(op: Op) -> None:
    """Raise `Problems` when a decision that was taken back has a certificate."""
    decisions = [record for table, record in op.changes if table == Decision.__tablename__]
    for bundle in store.chunks(decisions, 500):
        living = {row[0] for row in store.values_of(op.session, Decision, ("id",), id=bundle)}
        gone = [one for one in bundle if one not in living]
        if gone and store.listed(op.session, Certificate, decision=gone, limit=1):
            words = "这项决定已经发了证，请先还原“发证”这一步。"
            raise Problems([Problem("", "", "changed_since", words)])
