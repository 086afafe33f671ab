"""The covenant of a federation (自律公约): its text, which organizations sign it, and the sheet they sign on (G02)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import ManagementRule, Organization, Signatory
from cso_desk.records.management_rules import COVENANT
from cso_desk.store import Desk

from . import federation, management_rules, paper_data, print_forms
from .done import Done
from .print_forms import Printed
from .register import owned, parse_values, texts_of

CODE = "G02"
"""The form of a covenant with its signature lines."""


def keep(desk: Desk, hub: str, text: str, adopted_on: str = "") -> Done[str]:
    """Keep the covenant of a federation; raises `Problems` not_hub, bad date, no text; `Trouble` not_owner."""
    with desk.read() as session:
        found = store.get(session, Organization, hub)
        if found is not None and not found.hub:
            words = (
                f"“{found.name}”不是枢纽型组织，自律公约由联合会制定，请先把“是否枢纽型”选为“是”。"
            )
            raise Problems([Problem(hub, "hub", "not_hub", words)])
    return management_rules.adopt(desk, hub, COVENANT, text, adopted_on)


def _current(desk: Desk, hub: str) -> str:
    found = management_rules.current(desk, hub, COVENANT)
    if found is None:
        raise Trouble("NO_RECORD", "这个联合会还没有自律公约，请先制定。")
    return found.id


def signatories(desk: Desk, hub: str) -> list[dict[str, str]]:
    """Return who signs the newest covenant (id, organization, name, signed_by, signed_on), members not yet asked after.

    A member that was not asked yet has an empty `id`. Raises `Trouble` where there is no covenant.
    """
    rule = _current(desk, hub)
    with desk.read() as session:
        kept = store.listed(session, Signatory, rule=rule)
        ids = [one.organization or "" for one in kept]
        names = {one.id: one.name for one in store.listed(session, Organization, id=ids)}
        found = [
            {
                **texts_of(one, {}),
                "id": one.id,
                "organization": one.organization or "",
                "name": names.get(one.organization or "", ""),
            }
            for one in kept
        ]
    found.sort(key=lambda one: one["name"])
    known = {one["organization"] for one in found}
    waiting = [
        {"id": "", "organization": one["id"], "name": one["name"], "signed_by": "", "signed_on": ""}
        for one in federation.members(desk, hub)
        if one["id"] not in known
    ]
    return [*found, *waiting]


def sign(
    desk: Desk, hub: str, organizations: Sequence[str], signed_on: str, signed_by: str = ""
) -> Done[int]:
    """Note that organizations signed the newest covenant; return how many.

    An empty day takes the signature back. Raises `Problems` for a bad date, `Trouble` not_owner or no covenant.
    """
    rule = _current(desk, hub)
    parsed = parse_values(desk, Signatory, {"signed_on": signed_on, "signed_by": signed_by})
    with desk.operation("自律公约签约") as op:
        owned(desk, op.session, ManagementRule, rule)
        kept = {one.organization: one for one in store.listed(op.session, Signatory, rule=rule)}
        for organization in dict.fromkeys(organizations):
            if store.get(op.session, Organization, organization) is None:
                raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
            row = kept.get(organization) or Signatory(rule=rule, organization=organization)
            row.signed_on, row.signed_by = parsed["signed_on"], parsed["signed_by"]
            if organization not in kept:
                op.add(row)
            op.session.flush()
    return Done(len(set(organizations)), frozenset(op.changes))


def print_covenant(desk: Desk, hub: str, out: Path) -> Done[Printed]:
    """Write the newest covenant with a line for each signatory (G02) as PDF; raises `Trouble`."""
    lines = signatories(desk, hub)
    kept = management_rules.current(desk, hub, COVENANT)
    papers = paper_data.of_organizations(desk, [hub])
    if kept is None or not papers:
        raise Trouble("NO_RECORD", "找不到这个联合会，可能已被删除，请刷新列表。")
    paper = {
        **papers[0],
        "rule": management_rules.rule_data(kept),
        "clauses": management_rules.clauses_of(kept.text),
        "signatories": [{**one, "no": str(n)} for n, one in enumerate(lines, 1)],
    }
    done = print_forms.print_data(desk, CODE, [paper], out)
    if done.value.skipped:
        raise Trouble("NOT_PRINTED", done.value.skipped[0][1])
    return done
