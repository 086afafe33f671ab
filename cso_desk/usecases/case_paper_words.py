"""The words of one case on one paper: its matter, the step that the paper belongs to, opinions, reasons, decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Case, CaseStep, Certificate, Decision, Organization, fields_of
from cso_desk.store import Desk, Session

from .case_facts import REASONS
from .case_roles import COMMITTEE, COUNTY, PARTY, TOWNSHIP
from .case_rules import Rules
from .case_show import changes_of
from .case_state import steps_of

NO_END = "不设有效期"
_FIRST = "首次备案"


class Said:
    """What was said and done in a case, as the texts of one of its papers."""

    def __init__(self, session: Session, rules: Rules, case: Case, code: str) -> None:
        self._session, self._rules, self._case = session, rules, case
        self._pack = rules.of_version(case.rules)
        self._steps = steps_of(session, case.id)
        self._own = self._step_of(code)
        self._decision = self._newest_decision()

    def _step_of(self, code: str) -> CaseStep | None:
        """Return the newest step that the paper belongs to."""
        of_paper = [one for one in self._steps if code in ((one.facts or {}).get("papers") or ())]
        return of_paper[-1] if of_paper else None

    def _newest_decision(self) -> Decision | None:
        found = store.listed(self._session, Decision, filing_case=self._case.id)
        return max(found, key=lambda one: one.id, default=None)

    def data(self) -> dict[str, Any]:
        """Return the texts under the keys that layouts name."""
        held = store.listed(
            self._session,
            Certificate,
            order=("issued_on", "id"),
            organization=self._case.organization,
        )
        changes = changes_of(self._case.changes)
        return {
            "case": self._matter(),
            "decision": self._decided(),
            "step": self._done(),
            "law": {
                "basis": f"根据{self._pack.value('filing.basis')}",
                "remedy": str(self._pack.value("filing.remedy")),
                "phone": "",
            },
            "reasons": self._reasons(),
            "changes": [{"item": a, "before": b, "after": c} for a, b, c in changes],
            "liquidators": [],
            "evidence": [],
            "opinion": self.opinions(),
            "certificate": certificate_texts(self._pack, held[-1]) if held else {},
        }

    def authority(self, own: Mapping[str, Any]) -> dict[str, str]:
        """Return who decided, where a decision says so, and the office that does the work."""
        office = (own.get("township") or {}).get("office") or self._pack.value("filing.office")
        named = {"office": str(office)}
        if self._decision is not None and self._decision.authority:
            named["full_name"] = self._decision.authority
        return named

    def _matter(self) -> dict[str, str]:
        case = self._case
        kind = (case.kind or "").removeprefix("首次")
        counted = [one for one in self._steps if (one.facts or {}).get("clock") == "starts"]
        facts: Mapping[str, Any] = (counted[-1].facts or {}) if counted else {}
        number, unit = facts.get("term") or ("", "")
        return {
            "number": case.number or "",
            "matter": f"社区社会组织{kind}",
            "opened_on": _chinese(case.opened_on),
            "ready_on": _iso(facts.get("day")),
            "days": str(number),
            "days_unit": "个工作日" if unit == "工作日" else unit,
            "reason": self._reason(),
            "settlement": self._fact("settlement"),
            "assets": self._fact("remainder"),
            "meeting": "",
            "meeting_on": "",
        }

    def _reason(self) -> str:
        """Return why: what was applied for, else the words ticked on submission."""
        submitted = [one for one in self._steps if one.step == "submit"]
        ticked = [word for one in submitted for word in (one.facts or {}).get(REASONS, ())]
        return "；".join(ticked) or self._case.reason or ""

    def _fact(self, key: str) -> str:
        values = [(one.facts or {}).get(key) for one in self._steps]
        return next((str(value) for value in reversed(values) if value), "")

    def _decided(self) -> dict[str, str]:
        """Return number and date: of the step of the paper, the number of the decision where there is one."""
        facts = (self._own.facts or {}) if self._own else {}
        decision = self._decision
        until = _chinese(decision.valid_until) if decision else ""
        return {
            "number": (decision.number or "") if decision else "",
            "date": _chinese(self._own.paper_date) if self._own else "",
            "valid_until": until or _endless(self._pack),
            "document_number": str(facts.get("document_number") or ""),
        }

    def _done(self) -> dict[str, str]:
        own = self._own
        if own is None:
            return {}
        facts = own.facts or {}
        return {
            "clerk": own.recorded_by or "",
            "until": _iso(facts.get("deadline")) or self._last_day(facts),
            "date": _chinese(own.paper_date),
            "place": "",
            "person": own.said_by or "",
            "opinion": own.opinion or "",
        }

    def _last_day(self, facts: Mapping[str, Any]) -> str:
        term, day = facts.get("term"), facts.get("day")
        if not term or not day:
            return ""
        return PartialDate.of(self._rules.due(date.fromisoformat(day), *term)).chinese()

    def _reasons(self) -> list[dict[str, str]]:
        facts = (self._own.facts or {}) if self._own else {}
        said = [*facts.get(REASONS, ()), facts.get("reason")]
        return [
            {"no": str(number), "text": text}
            for number, text in enumerate((one for one in said if one), start=1)
        ]

    def opinions(self) -> dict[str, dict[str, str]]:
        """Return what each body said, empty for one that has not."""
        organization = store.get(self._session, Organization, self._case.organization or "")
        found = {
            key: self._opinion(role)
            for key, role in (("party", PARTY), ("committee", COMMITTEE), ("township", TOWNSHIP))
        }
        if found["committee"] and organization and self._case.kind == _FIRST:
            found["committee"]["venue"] = organization.venue or ""
        county = self._opinion(COUNTY)
        return {**found, "county": county} if county else found

    def _opinion(self, role: str) -> dict[str, str]:
        """Return the newest opinion of a role that was not a sending back; empty where there is none."""
        said = [
            one
            for one in self._steps
            if (one.facts or {}).get("role") == role
            and (one.facts or {}).get("verdict")
            and (one.facts or {}).get("clock") != "ends"
        ]
        if not said:
            return {}
        newest = said[-1]
        facts = newest.facts or {}
        return {
            "text": newest.opinion or str(facts.get("label") or ""),
            "person": newest.said_by or "",
            "date": _chinese(newest.paper_date),
            "clerk": newest.recorded_by or "" if role in (TOWNSHIP, COUNTY) else "",
            "reviewer": "",
            "approver": str(facts.get("decided_by") or ""),
        }


def add_opinions(desk: Desk, papers: Sequence[dict[str, Any]]) -> None:
    """Give papers of organizations the opinions of their newest first filing, where one was begun."""
    rules = Rules(desk)
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers if "id" in one]):
            newest: dict[str, Case] = {}
            for case in store.listed(session, Case, order="n", organization=bundle, kind=_FIRST):
                newest[case.organization or ""] = case
            for one in papers:
                if one.get("id") in newest:
                    said = Said(session, rules, newest[one["id"]], "")
                    one["opinion"] = said.opinions()


def certificate_texts(pack: Pack, one: Certificate) -> dict[str, str]:
    """Return what a certificate says of itself."""
    return {
        "title": str(pack.value("filing.document_name")),
        "number": one.number or "",
        "issued_on": _chinese(one.issued_on),
        "valid_until": _chinese(one.valid_until) or _endless(pack),
    }


def texts_before(case: Case) -> dict[str, str]:
    """Return the organization's fields as they were before a change, by key."""
    known = fields_of(Organization)
    found = {}
    for key, change in (case.changes or {}).items():
        if key in known:
            kind, raw = known[key].kind, change["before"]
            found[key] = "" if raw is None else kind.show(kind.from_json(raw))
    return found


def _endless(pack: Pack) -> str:
    return "" if pack.value("filing.validity") else NO_END


def _chinese(value: PartialDate | None) -> str:
    return value.chinese() if value else ""


def _iso(text: Any) -> str:
    return PartialDate.of(date.fromisoformat(text)).chinese() if text and len(text) == 10 else ""
