"""One step of one filing case is checked and written: the step, the decision that it makes, the agreed changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Case, CaseStep, Certificate, Decision, Organization, Unit, fields_of
from cso_desk.store import Desk, Op, Session

from . import case_facts, case_flow, conditions, disclosure_remarks, numbering, shared_records
from .case_deadlines import whole_day, years_later
from .case_facts import Typed
from .case_flow import Flow, Standing, Step
from .case_roles import refuse_role, unit_of
from .case_rules import Rules
from .case_state import certificate_state, derive_case, standing_of, steps_of
from .filing_state import (
    CANCELLED,
    FILED,
    REGISTERED,
    RENEWED,
    decisions_of,
    derive,
)

CHANGED = "同意变更"
_BY_RULE = {numbering.MADE: True}
_COLUMNS = ("unit", "said_by", "opinion", "paper_date")


@dataclass(slots=True)
class _Ready:
    """A step that passed every check and can be written."""

    case: Case
    organization: Organization
    pack: Pack
    flow: Flow
    step: Step
    standing: Standing
    values: dict[str, Any]
    day: date
    authority: Unit | None


class Taking:
    """Takes the same step in many cases inside one operation."""

    def __init__(self, desk: Desk, op: Op, step: str, typed: Typed, day: date) -> None:
        self._desk, self._op = desk, op
        self._wanted, self._typed, self._day = step, typed, day
        self._rules = Rules(desk)
        self._numbers = numbering.Numbers(desk, op)

    def take(self, case_id: str, number: str = "") -> str:
        """Take the step in one case and return the 备案编号 that it gave, empty for none.

        Everything is checked before anything is written. Raises `Problems` and `Trouble` (not_owner, NO_RECORD).
        """
        ready = self._checked(case_id, number)
        facts = self._facts(ready)
        given = self._decide(ready) if ready.step.decision else ""
        self._op.add(self._record(ready, facts))
        self._op.session.flush()
        derive_case(ready.case, standing_of(self._op.session, self._rules.due, ready.case))
        return given

    def _checked(self, case_id: str, number: str) -> _Ready:
        session = self._op.session
        case, organization = known_case(session, case_id)
        standing = standing_of(session, self._rules.due, case)
        pack, flow, step = self._step(case, standing)
        refuse_role(session, self._desk, case, step.role, step.label)
        typed = {**self._typed, "number": number} if number else self._typed
        today = self._desk.clock.today()
        values = case_facts.read_facts(pack, step, typed, today, self._rules.due)
        if "notice_until" in step.needs:
            disclosure_remarks.refuse_open(session, organization.id)
        if step.conditions or (step.decision and step.verdict == case_flow.AGREE):
            self._refuse_unmet(pack, flow, case, organization)
        if step.verdict and standing.said and self._day < standing.said:
            words = f"纸面日期 {self._day} 早于前一份意见的日期 {standing.said}，请核对。"
            raise _problem("paper_date", "date_order", words)
        authority = numbering.authority_of(session, self._desk, pack, organization)
        ready = _Ready(case, organization, pack, flow, step, standing, values, self._day, authority)
        if step.decision:
            self._refuse_undecidable(ready)
        return ready

    def _step(self, case: Case, standing: Standing) -> tuple[Pack, Flow, Step]:
        pack, flow, offered = self._rules.next_steps(case, standing, self._day)
        kind, dot, key = self._wanted.rpartition(".")
        if dot and kind != flow.key:
            raise _problem("step", "wrong_kind", f"这是{flow.kind}事项，没有这一步。")
        step = next((one for one in offered if one.key == key), None)
        if step is not None:
            return pack, flow, step
        named = flow.step(key)
        if standing.stage in flow.ends:
            words = f"已经办结（{standing.stage}），不能再办。"
        elif named is None:
            words = f"{flow.kind}没有这一步，请从列出的步骤里选。"
        elif named.once and named.key in standing.once:
            words = f"“{named.label}”只能办一次，已经办过了。"
        else:
            words = f"现在的环节是“{standing.stage}”，还不能办“{named.label}”。"
        raise _problem("step", "wrong_stage", words)

    def _refuse_unmet(self, pack: Pack, flow: Flow, case: Case, organization: Organization) -> None:
        found = conditions.check(self._op.session, pack, flow.key, organization, case)
        lacking = [
            Problem(organization.id, one.where, f"condition_{one.key}", one.missing)
            for one in found
            if not one.ok
        ]
        if lacking:
            raise Problems(lacking)

    def _refuse_undecidable(self, ready: _Ready) -> None:
        organization, decision = ready.organization, ready.step.decision
        states = ready.flow.states
        state = organization.state or "未备案"
        if ready.step.verdict == case_flow.AGREE and state not in states:
            words = f"这个组织现在是“{state}”，不能再办“{ready.step.label}”。"
            raise _problem("step", "wrong_state", words)
        if decision != FILED:
            return
        if ready.authority is None:
            words = "找不到备案机关，请先选所在社区（村），或在设置里补全上级单位。"
            raise _problem("community", "no_authority", words)
        name = _full(ready.authority)
        typed = ready.values.get("number")
        if typed:
            numbering.refuse_used(self._op.session, typed, name, organization.id)
        elif ready.authority.id != self._desk.unit:
            words = f"备案编号由{name}给，请照纸面填写。"
            raise _problem("number", "missing_required", words)

    def _facts(self, ready: _Ready) -> dict[str, Any]:
        step, values = ready.step, ready.values
        kept = {
            key: case_facts.to_json(key, value)
            for key, value in values.items()
            if key not in _COLUMNS
        }
        deadline = whole_day(values.get("deadline"))
        moves = {
            "label": step.label,
            "role": step.role,
            "from": ready.standing.stage,
            "to": case_flow.target(ready.flow, step, ready.standing),
            "day": ready.day.isoformat(),
            "clock": step.clock,
            "term": [step.term.number, step.term.unit] if step.term else None,
            "deadline": deadline.isoformat() if deadline else None,
            "verdict": step.verdict,
            "once": step.once,
            "papers": list(step.papers),
        }
        return {**kept, **{key: value for key, value in moves.items() if value not in (None, "")}}

    def _record(self, ready: _Ready, facts: dict[str, Any]) -> CaseStep:
        values = ready.values
        before = steps_of(self._op.session, ready.case.id)
        unit = unit_of(self._op.session, ready.step.role, ready.organization)
        return CaseStep(
            filing_case=ready.case.id,
            organization=ready.organization.id,
            position=max((one.position or 0 for one in before), default=0) + 1,
            step=ready.step.key,
            unit=(values.get("unit") or unit)[:60],
            said_by=values.get("said_by"),
            opinion=values.get("opinion") or ready.step.opinion or None,
            paper_date=values.get("paper_date"),
            recorded_by=self._desk.user,
            facts=facts,
            rules=ready.pack.version,
        )

    def _decide(self, ready: _Ready) -> str:
        values, pack, organization = ready.values, ready.pack, ready.organization
        day = PartialDate.of(ready.day)
        number, given, facts = organization.filing_number, "", self._write_changes(ready)
        if ready.step.decision == FILED:
            number = values.get("number")
            if number:
                self._numbers.typed()
            else:
                number, facts = self._numbers.next(pack, ready.authority, day), _BY_RULE
            given = str(number)
        said = [*values.get("reasons", ()), values.get("reason")]
        self._op.add(
            Decision(
                organization=organization.id,
                kind=ready.step.decision,
                number=number,
                date=day,
                authority=_full(ready.authority) if ready.authority else None,
                filing_case=ready.case.id,
                valid_until=self._valid_until(ready),
                basis=str(pack.value("filing.basis"))[:200] or None,
                reason="；".join(one for one in said if one)[:500] or None,
                decided_by=values.get("decided_by"),
                document_number=values.get("document_number"),
                facts=facts or None,
                recorded_by=self._desk.user,
                policy_version=pack.version,
            )
        )
        self._settle(ready, day)
        self._op.session.flush()
        derive(organization, decisions_of(self._op.session, organization.id))
        return given

    def _valid_until(self, ready: _Ready) -> PartialDate | None:
        years = int(ready.pack.value("filing.validity"))
        if ready.step.decision not in (FILED, RENEWED):
            return None
        typed = ready.values.get("valid_until")
        if typed or not years:
            return typed if isinstance(typed, PartialDate) else None
        begins = ready.day
        old = whole_day(ready.organization.valid_until)
        if ready.step.decision == RENEWED and old and old >= begins:
            begins = date.fromordinal(old.toordinal() + 1)
        return PartialDate.of(years_later(begins, years))

    def _write_changes(self, ready: _Ready) -> dict[str, Any]:
        """Write agreed changes into the organization; return each with what stood there before.

        An organization of another unit is written by its own desk: then only the decision says what was agreed.
        """
        if ready.step.decision != CHANGED:
            return {}
        organization, written = ready.organization, {}
        before = shared_records.before_of(organization)
        for key, change in (ready.case.changes or {}).items():
            kind = fields_of(Organization)[key].kind
            old = getattr(organization, key)
            written[key] = {
                "before": None if old is None else kind.to_json(old),
                "after": change["after"],
            }
            if organization.owner == self._desk.unit:
                after = change["after"]
                setattr(organization, key, None if after is None else kind.from_json(after))
        if organization.owner == self._desk.unit:
            shared_records.follow(self._op, organization, before)
        return {"changes": written}

    def _settle(self, ready: _Ready, day: PartialDate) -> None:
        organization, values = ready.organization, ready.values
        mine = organization.owner == self._desk.unit
        if ready.step.decision == REGISTERED and mine and values.get("credit_code"):
            organization.credit_code = values["credit_code"]
        if ready.step.decision == CANCELLED and values.get("returned"):
            for one in store.listed(
                self._op.session,
                Certificate,
                organization=organization.id,
                owner=self._desk.unit,
                recalled_on=None,
            ):
                one.recalled_on, one.recalled_why = day, "注销备案，证书交回"
                one.state = certificate_state(one)


def known_case(session: Session, case_id: str) -> tuple[Case, Organization]:
    """Return a case and its organization; raises `Trouble` NO_RECORD."""
    case = store.get(session, Case, case_id)
    organization = store.get(session, Organization, case.organization or "") if case else None
    if case is None or organization is None:
        raise Trouble("NO_RECORD", "找不到这件事项或它的组织，可能已被移除，请刷新列表。")
    return case, organization


def day_of(typed: Mapping[str, Any], today: date) -> date:
    """Return the day on which a step was done: its 纸面日期, today where none is written or it is no whole date."""
    text = typed.get("paper_date")
    try:
        found = fields_of(CaseStep)["paper_date"].kind.parse(text if isinstance(text, str) else "")
    except ValueError:
        return today
    return whole_day(found) or today


def _full(unit: Unit) -> str:
    return unit.full_name or unit.name


def _problem(field: str, code: str, message: str) -> Problems:
    return Problems([Problem("", field, code, message)])
