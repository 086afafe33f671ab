"""Which organizations wait for a certificate: their newest agreed decision has none yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import Case, Certificate, Decision, Organization
from cso_desk.store import Desk

from .case_state import certificate_state
from .filing_state import FILED, OLD_FILING, RENEWED, in_order

TO_ISSUE = "待发证"
_CARRIES = (FILED, OLD_FILING, RENEWED, "同意变更")
"""The decisions after which a certificate may be issued; an old filing has its paper from before."""
_LIVING = ("待领取", "已领取")


@dataclass(frozen=True, slots=True)
class Unissued:
    """One organization that waits for its certificate."""

    organization: str
    name: str
    number: str
    decided: str
    date: str


def to_issue(desk: Desk) -> list[Unissued]:
    """Return the filed organizations of this desk whose newest decision has no living certificate, by name."""
    with desk.read() as session:
        found = store.listed(session, Organization, order="name", state="已备案", owner=desk.unit)
        held = {
            one.decision
            for one in store.listed(session, Certificate)
            if certificate_state(one) in _LIVING
        }
        decisions: dict[str, list[Decision]] = {}
        for bundle in store.chunks([one.id for one in found]):
            for one in store.listed(session, Decision, organization=bundle):
                if one.kind in _CARRIES:
                    decisions.setdefault(one.organization or "", []).append(one)
    newest = ((one, in_order(decisions[one.id])[-1]) for one in found if one.id in decisions)
    return [
        Unissued(one.id, one.name, one.filing_number or "", last.kind or "", str(last.date or ""))
        for one, last in newest
        if last.kind != OLD_FILING and last.id not in held
    ]


def organizations_of(desk: Desk, cases: Sequence[str]) -> list[str]:
    """Return the ids of the organizations of these cases, in their order."""
    with desk.read() as session:
        held = {
            one.id: one.organization or "" for one in store.listed(session, Case, id=list(cases))
        }
    return [held[one] for one in cases if one in held]
