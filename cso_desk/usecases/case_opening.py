"""Open filing cases for a selection of organizations, and correct what was applied for while nothing was done yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Case, Organization, fields_of
from cso_desk.store import Desk, Op, Session

from . import case_rules
from .case_batch import Batch, each, organization_name
from .case_deadlines import whole_day
from .case_flow import Flow
from .case_roles import APPLICANT, desk_rank
from .case_rules import Rules
from .case_state import START, derive_case, standing_of
from .case_taking import known_case
from .done import Done
from .register import not_owner, parse_values

_COMPANIONS = {
    "leader": (
        "leader_id",
        "leader_sex",
        "leader_birth",
        "leader_politics",
        "leader_work",
        "phone",
    ),
    "venue": ("venue_source", "venue_rooms", "venue_size"),
    "funds": ("funds_source",),
}
"""What changes together with an item of a change case."""


def kinds(desk: Desk) -> list[str]:
    """Return the kinds of case that can be opened today, as words."""
    return case_rules.kinds(desk)


def change_items(desk: Desk) -> list[tuple[str, str]]:
    """Return (field key, label) of what a change case may change, companions of an item after it."""
    items = case_rules.Rules(desk).on(None).value("filing.change_items")
    keys = [key for item in items for key in (item, *_COMPANIONS.get(item, ()))]
    return [(key, fields_of(Organization)[key].label) for key in dict.fromkeys(keys)]


def open_cases(
    desk: Desk,
    organizations: Sequence[str],
    kind: str,
    facts: Mapping[str, str] | None = None,
    changes: Mapping[str, str] | None = None,
) -> Done[Batch]:
    """Open a case of one kind for each organization; `Batch.done` are the ids of the new cases.

    `facts`: opened_on (today where it lacks), event_on, reason; `changes`: the wished values by field key, for a
    change case. Raises `Problems` for bad facts. An organization that cannot have such a case now is left out.
    """
    rules = Rules(desk)
    given = _opening_facts(desk, facts or {})
    pack = rules.on(whole_day(given["opened_on"]))
    flow = rules.flow(pack, kind)
    if kind not in case_rules.kinds(desk, whole_day(given["opened_on"])):
        words = f"备案长期有效，不用办{kind}。"
        raise Problems([Problem("", "kind", "not_needed", words)])
    wished = _wished(desk, flow, changes or {})

    def open_one(op: Op, organization: str) -> str:
        return _open(desk, op, rules, pack, flow, organization, given, wished)

    return each(desk, f"新开事项：{kind}", organizations, open_one, organization_name)


def _opening_facts(desk: Desk, facts: Mapping[str, str]) -> dict[str, Any]:
    parsed = parse_values(
        desk, Case, {key: facts.get(key, "") for key in ("opened_on", "event_on", "reason")}
    )
    strange = facts.keys() - parsed.keys()
    if strange:
        key = min(strange)
        raise Problems([Problem("", key, "unknown_field", f"开办事项不用填“{key}”。")])
    today = desk.clock.today()
    parsed["opened_on"] = parsed["opened_on"] or PartialDate.of(today)
    opened = whole_day(parsed["opened_on"])
    if opened is None or opened > today:
        words = "申请日期要写到日，不能晚于今天，请核对。"
        raise Problems([Problem("", "opened_on", "date_invalid", words)])
    return parsed


def _wished(desk: Desk, flow: Flow, changes: Mapping[str, str]) -> dict[str, Any]:
    if flow.key != "change":
        return {}
    allowed = dict(change_items(desk))
    strange = [key for key in changes if key not in allowed]
    if strange:
        words = f"变更备案不办这一项，可办的有：{'、'.join(allowed.values())}。"
        raise Problems([Problem("", strange[0], "unknown_field", words)])
    return parse_values(desk, Organization, changes)


def _open(
    desk: Desk,
    op: Op,
    rules: Rules,
    pack: Pack,
    flow: Flow,
    organization_id: str,
    given: Mapping[str, Any],
    wished: Mapping[str, Any],
) -> str:
    session = op.session
    organization = store.get(session, Organization, organization_id)
    if organization is None:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被移除，请刷新列表。")
    _refuse_opening(desk, session, rules, flow, organization)
    case = Case(
        organization=organization.id,
        kind=flow.kind,
        number=_case_number(desk, op, given["opened_on"].year),
        changes=_differences(organization, wished) or None,
        facts={START: flow.start},
        rules=pack.version,
        **given,
    )
    op.add(case)
    session.flush()
    derive_case(case, standing_of(session, rules.due, case))
    return case.id


def _refuse_opening(
    desk: Desk, session: Session, rules: Rules, flow: Flow, organization: Organization
) -> None:
    owned = organization.owner in ("", desk.unit)
    applied = flow.steps[0].role == APPLICANT
    if not owned and (applied or desk_rank(session, desk) < 1):
        raise not_owner(session, organization.owner)
    state = organization.state or "未备案"
    if state not in flow.states:
        words = f"这个组织现在是“{state}”，不能办{flow.kind}。"
        raise Problems([Problem(organization.id, "", "wrong_state", words)])
    for case in store.listed(session, Case, organization=organization.id, kind=flow.kind):
        running = rules.flow(rules.of_version(case.rules), flow.kind)
        if standing_of(session, rules.due, case).stage not in running.ends:
            words = f"已有一件{flow.kind}（{case.number}）在办，请接着办那一件。"
            raise Problems([Problem(organization.id, "", "case_open", words)])


def _case_number(desk: Desk, op: Op, year: int) -> str:
    key = f"case_seq:{year}"
    seq = int(desk.get_setting(key, 0)) + 1
    desk.put_setting(op, key, seq)
    return f"{year}-{seq:04d}"


def _differences(organization: Organization, wished: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, after in wished.items():
        before, kind = getattr(organization, key), fields_of(Organization)[key].kind
        if before != after:
            found[key] = {
                "before": None if before is None else kind.to_json(before),
                "after": None if after is None else kind.to_json(after),
            }
    return found


def revise(
    desk: Desk,
    case_id: str,
    facts: Mapping[str, str] | None = None,
    changes: Mapping[str, str] | None = None,
) -> Done[str]:
    """Correct what was applied for while the case stands where it was opened; raises `Problems`, `Trouble`."""
    rules = Rules(desk)
    with desk.operation("修改备案事项") as op:
        case, organization = known_case(op.session, case_id)
        if case.owner != desk.unit:
            raise not_owner(op.session, case.owner)
        standing = standing_of(op.session, rules.due, case)
        if standing.stage != (case.facts or {}).get(START):
            words = f"这件事项已到“{standing.stage}”，不能再改申请内容；要改请先退回。"
            raise Problems([Problem(case_id, "", "wrong_stage", words)])
        kept = {key: _shown_fact(case, key) for key in ("opened_on", "event_on", "reason")}
        for key, value in _opening_facts(desk, {**kept, **(facts or {})}).items():
            setattr(case, key, value)
        if changes is not None:
            flow = rules.flow(rules.of_version(case.rules), case.kind or "")
            case.changes = _differences(organization, _wished(desk, flow, changes)) or None
    return Done(case_id, frozenset(op.changes))


def _shown_fact(case: Case, key: str) -> str:
    value = getattr(case, key)
    return "" if value is None else fields_of(Case)[key].kind.show(value)
