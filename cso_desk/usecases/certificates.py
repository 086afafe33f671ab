"""Certificates of filing (备案证书): issued, picked up, recalled, reported lost, each for a selection (features 47)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Certificate, Decision, Organization, fields_of
from cso_desk.store import Desk, Op, Session

from .case_batch import Batch, each, organization_name
from .case_deadlines import whole_day
from .case_state import certificate_state
from .done import Done
from .filing_state import FILED, OLD_FILING, RENEWED, decisions_of
from .register import owned, parse_values

TO_RECALL = "应收回"
_FILED_STATES = ("已备案",)
_ENDED_STATES = ("已注销", "已撤销", "已登记")
_CARRIES = (FILED, OLD_FILING, RENEWED, "同意变更")
"""The decisions after which a new certificate may be issued."""


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """One certificate as texts."""

    id: str
    organization: str
    name: str
    number: str
    state: str
    issued_on: str
    valid_until: str
    copies: str
    picked_up_on: str
    picked_up_by: str
    recalled_on: str
    recalled_why: str


def issue(
    desk: Desk, organizations: Sequence[str], facts: Mapping[str, str] | None = None
) -> Done[Batch]:
    """Issue a certificate to each filed organization; `Batch.done` are the ids of the new certificates.

    `facts`: issued_on (today where it lacks), copies (1). An organization that is not filed, or whose newest decision
    already has a certificate, is left out. Raises `Problems` for bad facts.
    """
    given = _facts(desk, facts or {}, ("issued_on", "copies"))
    given["issued_on"] = given["issued_on"] or PartialDate.of(desk.clock.today())
    given["copies"] = given["copies"] or 1

    def issue_one(op: Op, organization: str) -> str:
        record = store.get(op.session, Organization, organization)
        if record is None:
            raise Trouble("NO_RECORD", "找不到这个组织，可能已被移除，请刷新列表。")
        decision = _to_certify(op.session, record)
        made = op.add(
            Certificate(
                organization=organization,
                decision=decision.id,
                number=record.filing_number,
                valid_until=record.valid_until,
                state="待领取",
                **given,
            )
        )
        op.session.flush()
        return made.id

    return each(desk, "发证", organizations, issue_one, organization_name)


def _to_certify(session: Session, organization: Organization) -> Decision:
    if organization.state not in _FILED_STATES or not organization.filing_number:
        words = f"这个组织现在是“{organization.state or '未备案'}”，备案以后才能发证。"
        raise Problems([Problem(organization.id, "", "wrong_state", words)])
    carrying = [one for one in decisions_of(session, organization.id) if one.kind in _CARRIES]
    held = store.listed(session, Certificate, organization=organization.id)
    living = [one for one in held if certificate_state(one) in ("待领取", "已领取")]
    if any(one.decision == carrying[-1].id for one in living):
        words = "已经发过证；要重发请先收回旧证或报遗失。"
        raise Problems([Problem(organization.id, "", "already_issued", words)])
    return carrying[-1]


def pick_up(
    desk: Desk, certificates: Sequence[str], facts: Mapping[str, str] | None = None
) -> Done[Batch]:
    """Note that certificates were picked up: picked_up_by, picked_up_on (today where it lacks)."""
    given = _facts(desk, facts or {}, ("picked_up_on", "picked_up_by"))
    given["picked_up_on"] = given["picked_up_on"] or PartialDate.of(desk.clock.today())
    return _mark(desk, "领取证书", certificates, given, ("待领取",))


def recall(
    desk: Desk, certificates: Sequence[str], facts: Mapping[str, str] | None = None
) -> Done[Batch]:
    """Note that certificates came back: recalled_why, recalled_on (today where it lacks)."""
    given = _facts(desk, facts or {}, ("recalled_on", "recalled_why"))
    given["recalled_on"] = given["recalled_on"] or PartialDate.of(desk.clock.today())
    return _mark(desk, "收回证书", certificates, given, ("待领取", "已领取", "已遗失"))


def report_lost(desk: Desk, certificates: Sequence[str]) -> Done[Batch]:
    """Note that certificates were lost; a new one can then be issued under the same number."""
    return _mark(desk, "证书报遗失", certificates, {"lost": True}, ("待领取", "已领取"))


def _mark(
    desk: Desk,
    words: str,
    certificates: Sequence[str],
    given: Mapping[str, Any],
    states: tuple[str, ...],
) -> Done[Batch]:
    def mark(op: Op, certificate: str) -> str:
        one = owned(desk, op.session, Certificate, certificate)
        state = certificate_state(one)
        if state not in states:
            said = f"这份证书{state}，不能再办“{words}”。"
            raise Problems([Problem(certificate, "", "wrong_state", said)])
        for key, value in given.items():
            setattr(one, key, value)
        one.state = certificate_state(one)
        return certificate

    return each(desk, words, certificates, mark, _holder_name)


def _facts(desk: Desk, facts: Mapping[str, str], keys: tuple[str, ...]) -> dict[str, Any]:
    strange = [key for key in facts if key not in keys]
    if strange:
        words = f"这里不用填“{strange[0]}”。"
        raise Problems([Problem("", strange[0], "unknown_field", words)])
    parsed = parse_values(desk, Certificate, {key: facts.get(key, "") for key in keys})
    today = desk.clock.today()
    for key, value in parsed.items():
        if isinstance(value, PartialDate) and ((day := whole_day(value)) is None or day > today):
            words = f"{fields_of(Certificate)[key].label}要写到日，不能晚于今天，请核对。"
            raise Problems([Problem("", key, "date_invalid", words)])
    return parsed


def _holder_name(session: Session, certificate: str) -> str:
    found = store.get(session, Certificate, certificate)
    return organization_name(session, found.organization or "") if found else ""


def listed(
    desk: Desk, organization: str | None = None, state: str | None = None
) -> list[ShownCertificate]:
    """Return certificates, the newest first: of one organization, in one state, or 应收回."""
    if state == TO_RECALL:
        chosen = set(to_recall(desk))
        return [one for one in listed(desk, organization) if one.id in chosen]
    wanted: dict[str, Any] = {"organization": organization} if organization else {}
    if state:
        wanted["state"] = state
    with desk.read() as session:
        found = store.listed(session, Certificate, order=("issued_on", "id"), **wanted)
        held = {one.organization for one in found}
        names = dict(store.values_of(session, Organization, ("id", "name"), id=held))
    found.reverse()
    return [_shown(one, names.get(one.organization, "")) for one in found]


def _shown(one: Certificate, name: str) -> ShownCertificate:
    def text(key: str) -> str:
        value = getattr(one, key)
        return "" if value is None else fields_of(Certificate)[key].kind.show(value)

    return ShownCertificate(
        one.id,
        one.organization or "",
        name,
        one.number or "",
        certificate_state(one),
        *(text(key) for key in ("issued_on", "valid_until", "copies")),
        *(text(key) for key in ("picked_up_on", "picked_up_by", "recalled_on", "recalled_why")),
    )


def to_recall(desk: Desk) -> list[str]:
    """Return the ids of certificates that are still out although the filing has ended."""
    with desk.read() as session:
        out = store.listed(session, Certificate, state=("待领取", "已领取"))
        held = {one.organization for one in out}
        ended = store.values_of(session, Organization, ("id",), id=held, state=_ENDED_STATES)
    gone = {row[0] for row in ended}
    return [one.id for one in out if one.organization in gone]
