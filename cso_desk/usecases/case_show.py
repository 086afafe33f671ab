"""One filing case as pages and the command line show it: conditions, last day, steps done, what may come next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.fields import BadValue
from cso_desk.records import Case, CaseStep, Decision, Organization, fields_of
from cso_desk.store import Desk, Session

from . import case_facts, conditions
from .case_deadlines import first_day, is_overdue
from .case_offers import Offer, offers
from .case_rules import Rules
from .case_state import standing_of, steps_of
from .case_taking import known_case
from .conditions import MATERIALS, Condition


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step that was done; `facts` are (label, text) of what only this step knows, `papers` codes of its forms."""

    id: str
    step: str
    label: str
    role: str
    unit: str
    said_by: str
    opinion: str
    paper_date: str
    recorded_by: str
    recorded_at: str
    facts: tuple[tuple[str, str], ...]
    papers: tuple[str, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What was decided in a case."""

    id: str
    kind: str
    number: str
    date: str
    authority: str
    valid_until: str
    reason: str
    rules: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One case as texts.

    `changes` are (label, before, after); `conditions` the checklist by the rules of the case; `papers` are (form
    code, step's verb) of what belongs to the steps done and possible; `rules` is the pack's version.
    """

    id: str
    organization: str
    name: str
    mine: bool
    kind: str
    number: str
    stage: str
    ended: bool
    due: str
    overdue: bool
    opened_on: str
    event_on: str
    reason: str
    rules: str
    changes: tuple[tuple[str, str, str], ...]
    conditions: tuple[Condition, ...]
    materials: tuple[str, ...]
    steps: tuple[ShownStep, ...]
    decisions: tuple[ShownDecision, ...]
    papers: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]

    @property
    def ready(self) -> bool:
        """All conditions are green."""
        return all(one.ok for one in self.conditions)


def show(desk: Desk, case_id: str) -> ShownCase:
    """Return one case; raises `Trouble` NO_RECORD."""
    rules = Rules(desk)
    possible = tuple(offers(desk, [case_id]))
    with desk.read() as session:
        case, organization = known_case(session, case_id)
        standing = standing_of(session, rules.due, case)
        pack, flow = rules.going(case, standing, None)
        steps = tuple(_step(one) for one in steps_of(session, case_id))
        checklist = conditions.check(session, pack, flow.key, organization, case)
        decided = tuple(map(_decision, store.listed(session, Decision, filing_case=case_id)))
    texts = {key: _text(case, key) for key in ("opened_on", "event_on", "due_on")}
    return ShownCase(
        id=case.id,
        organization=organization.id,
        name=organization.name,
        mine=case.owner in ("", desk.unit),
        kind=case.kind or "",
        number=case.number or "",
        stage=case.stage or "",
        ended=standing.stage in flow.ends,
        due=texts["due_on"],
        overdue=is_overdue(case.due_on, desk.clock.today(), first_day(desk)),
        opened_on=texts["opened_on"],
        event_on=texts["event_on"],
        reason=case.reason or "",
        rules=case.rules or "",
        changes=changes_of(case.changes),
        conditions=tuple(checklist),
        materials=tuple((case.facts or {}).get(MATERIALS, ())),
        steps=steps,
        decisions=decided,
        papers=_papers(steps, possible),
        offers=possible,
    )


def changes_of(changes: Mapping[str, Any] | None) -> tuple[tuple[str, str, str], ...]:
    """Return (label, before, after) of kept changes of an organization."""
    return tuple(
        (fields_of(Organization)[key].label, _value(key, one["before"]), _value(key, one["after"]))
        for key, one in (changes or {}).items()
        if key in fields_of(Organization)
    )


def _value(key: str, raw: Any) -> str:
    kind = fields_of(Organization)[key].kind
    try:
        return "" if raw is None else kind.show(kind.from_json(raw))
    except BadValue:
        return str(raw)


def _text(record: Case | CaseStep | Decision, key: str) -> str:
    value = getattr(record, key)
    return "" if value is None else fields_of(type(record))[key].kind.show(value)


def _step(one: CaseStep) -> ShownStep:
    facts = one.facts or {}
    return ShownStep(
        id=one.id,
        step=one.step or "",
        label=facts.get("label") or one.step or "",
        role=facts.get("role", ""),
        unit=one.unit or "",
        said_by=one.said_by or "",
        opinion=one.opinion or "",
        paper_date=_text(one, "paper_date"),
        recorded_by=one.recorded_by or "",
        recorded_at=one.upd_at,
        facts=tuple(case_facts.kept_facts(facts)),
        papers=tuple(facts.get("papers", ())),
        rules=one.rules or "",
    )


def _decision(one: Decision) -> ShownDecision:
    return ShownDecision(
        id=one.id,
        kind=one.kind or "",
        number=one.number or "",
        date=_text(one, "date"),
        authority=one.authority or "",
        valid_until=_text(one, "valid_until"),
        reason=one.reason or "",
        rules=one.policy_version or "",
    )


def _papers(
    steps: tuple[ShownStep, ...], possible: tuple[Offer, ...]
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for step in steps:
        found.update(dict.fromkeys(step.papers, step.label))
    for offer in possible:
        for code in offer.papers:
            found.setdefault(code, offer.label)
    return tuple(found.items())


def latest_case(session: Session, organization: str) -> Case | None:
    """Return the newest case of an organization."""
    found = store.listed(session, Case, organization=organization)
    return max(found, key=lambda one: (str(one.opened_on or ""), one.id), default=None)
