"""Management rules (管理制度): one-page templates, adopted by one or many organizations at once, kept in versions, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.progress import Progress
from cso_desk.records import ManagementRule, Organization, Unit
from cso_desk.records.management_rules import COVENANT
from cso_desk.store import Desk, Session

from . import paper_data, policy_pack, print_forms
from .case_batch import Batch, each, organization_name
from .community_names import committee_name, short_name
from .done import Done
from .print_forms import Printed
from .register import owned, parse_values, texts_of

CODE = "G01"
"""The form of one rule."""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """One version of one rule, its date as shown text."""

    id: str
    organization: str
    kind: str
    version: int
    text: str
    adopted_on: str


def kinds(desk: Desk) -> list[str]:
    """Return the kinds of rule that the policy pack has a template for, the covenant left out."""
    return [one["kind"] for one in _templates(desk)]


def _templates(desk: Desk) -> list[Mapping[str, str]]:
    subject = policy_pack.pack(desk).subjects.get("rules")
    return list(subject["templates"]["value"]) if subject else []


def proposed(desk: Desk, organization: str, kind: str) -> str:
    """Return the text that a rule begins with: the newest version, else the template; raises `Trouble`."""
    kept = current(desk, organization, kind)
    if kept is not None:
        return kept.text
    with desk.read() as session:
        return _from_template(desk, session, organization, kind)


def _from_template(desk: Desk, session: Session, organization: str, kind: str) -> str:
    record = store.get(session, Organization, organization)
    if record is None:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    texts = {one["kind"]: one["text"] for one in _templates(desk)}
    subject = policy_pack.pack(desk).subjects.get("rules")
    if subject:
        texts[COVENANT] = subject["covenant"]["value"]
    if kind not in texts:
        raise Trouble("NO_TEMPLATE", f"政策包里没有“{kind}”，可用的有：{'、'.join(texts)}。")
    community = store.get(session, Unit, record.community) if record.community else None
    words = policy_pack.pack(desk).value("charters.words")[
        (community.kind if community else "") or ""
    ]
    committee, party = words["committee"], words["party"]
    if community is not None:
        committee = committee_name(community.name, words["committee"])
        party = community.party_name or short_name(community.name) + "党组织"
    return texts[kind].replace("{committee}", committee).replace("{party}", party)


def listed(desk: Desk, organization: str) -> list[RuleInfo]:
    """Return all versions of all rules of an organization, by kind, the newest first."""
    with desk.read() as session:
        found = store.listed(session, ManagementRule, organization=organization)
        found.sort(key=lambda one: (one.kind or "", -(one.version or 0)))
        return [_info(one) for one in found]


def _info(record: ManagementRule) -> RuleInfo:
    shown = texts_of(record, {})
    return RuleInfo(
        record.id,
        record.organization or "",
        record.kind or "",
        record.version or 0,
        record.text or "",
        shown["adopted_on"],
    )


def current(desk: Desk, organization: str, kind: str) -> RuleInfo | None:
    """Return the newest version of a rule, None where it was not adopted."""
    return next((one for one in listed(desk, organization) if one.kind == kind), None)


def adopt(desk: Desk, organization: str, kind: str, text: str, adopted_on: str = "") -> Done[str]:
    """Keep a rule; a version that was adopted on another day stays, and a new one is made.

    Raises `Problems` (no text, bad date), `Trouble` not_owner.
    """
    parsed = parse_values(
        desk, ManagementRule, {"kind": kind, "text": text, "adopted_on": adopted_on}
    )
    with desk.operation(f"制定{kind}") as op:
        owned(desk, op.session, Organization, organization)
        saved = _keep(op, organization, parsed)
    return Done(saved, frozenset(op.changes))


def adopt_many(
    desk: Desk, organizations: Sequence[str], kinds_wanted: Sequence[str], adopted_on: str = ""
) -> Done[Batch]:
    """Let organizations adopt the templates of these kinds; one that has such a rule already keeps it as it is.

    `Batch.done` are the organizations that got at least one. Raises `Problems` (no kind, bad date).
    """
    if not kinds_wanted:
        raise Problems([Problem("", "kind", "missing_required", "请至少勾选一种制度。")])
    parsed = parse_values(desk, ManagementRule, {"adopted_on": adopted_on})

    def adopt_one(op: Any, organization: str) -> str:
        owned(desk, op.session, Organization, organization)
        known = store.listed(op.session, ManagementRule, organization=organization)
        new = [kind for kind in kinds_wanted if kind not in {one.kind for one in known}]
        if not new:
            words = "这些制度已经有了，要改请打开它修改。"
            raise Problems([Problem(organization, "kind", "exists", words)])
        for kind in new:
            text = _from_template(desk, op.session, organization, kind)
            _keep(op, organization, {**parsed, "kind": kind, "text": text})
        return organization

    return each(desk, "批量制定管理制度", organizations, adopt_one, organization_name)


def _keep(op: Any, organization: str, parsed: Mapping[str, Any]) -> str:
    kept = store.listed(
        op.session,
        ManagementRule,
        order="version",
        descending=True,
        organization=organization,
        kind=parsed["kind"],
    )
    last = kept[0] if kept else None
    row = last if last and last.adopted_on in (None, parsed["adopted_on"]) else None
    made = row or ManagementRule(
        organization=organization, version=(last.version or 0) + 1 if last else 1
    )
    for key, value in parsed.items():
        setattr(made, key, value)
    if row is None:
        op.add(made)
    op.session.flush()
    return made.id


def clauses_of(text: str) -> list[dict[str, str]]:
    """Return the lines of a rule as papers print them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [{"id": f"line{n}", "title": "", "text": line} for n, line in enumerate(lines, 1)]


def print_rules(
    desk: Desk,
    organizations: Sequence[str],
    out: Path,
    kinds_wanted: Sequence[str] = (),
    progress: Progress | None = None,
) -> Done[Printed]:
    """Write the newest version of each rule of these organizations, a page each, as one PDF; raises `Trouble`."""
    pages = []
    for paper in paper_data.of_organizations(desk, list(organizations)):
        newest = {one.kind: one for one in reversed(listed(desk, paper["id"]))}
        for kind, one in sorted(newest.items()):
            if kind != COVENANT and (not kinds_wanted or kind in kinds_wanted):
                pages.append({**paper, "rule": rule_data(one), "clauses": clauses_of(one.text)})
    if not pages:
        raise Trouble("NOTHING_CHOSEN", "选中的组织还没有管理制度，请先制定再打印。")
    return print_forms.print_data(desk, CODE, pages, out, progress)


def rule_data(one: RuleInfo) -> dict[str, str]:
    """Return what papers say of a rule besides its text."""
    from cso_desk.fields import DateValue

    day = DateValue().parse(one.adopted_on)
    return {"kind": one.kind, "adopted_on": day.chinese() if day else ""}
