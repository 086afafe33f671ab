"""Verbs of filing cases: open, step, opinion, decide, correct, show, list, certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb
from .organizations import WHERE, parsed_settings

if TYPE_CHECKING:
    from cso_desk.usecases.case_batch import Batch
    from cso_desk.usecases.case_show import ShownCase
    from cso_desk.usecases.opening import Desk

CASES = click.argument("given", metavar="事项…", nargs=-1, required=True)
"""Cases by id, 申请编号 or the organization's name (its newest case)."""
ORGANIZATIONS = click.argument("given", metavar="组织…", nargs=-1, required=True)
DAY = click.option("--date", "day", default="", help="纸面日期，如 2026-03-12")
_ROLES = {
    "党组织": "村（社区）党组织",
    "村居委会": "村（居）民委员会",
    "乡镇": "乡镇（街道）",
    "县级": "县级民政部门",
}
_MARKS: dict[str, tuple[str, ...]] = {
    "issue": (),
    "pickup": ("待领取",),
    "recall": ("待领取", "已领取", "已遗失"),
    "lost": ("待领取", "已领取"),
    "list": (),
}
"""What is done with certificates, and the states in which it can be."""


def chosen_cases(desk: Desk, given: Sequence[str], community: str | None) -> list[str]:
    """Return the ids of cases given by id, 申请编号 or organization."""
    from cso_desk.usecases import case_lists

    return [case_lists.case_of(desk, one, community) for one in given]


def organizations(desk: Desk, given: Sequence[str], community: str | None) -> list[str]:
    """Return the ids of organizations given by id or exact name."""
    from cso_desk.usecases import naming

    return [naming.organization_of(desk, one, community) for one in given]


def case_value(found: ShownCase) -> dict[str, Any]:
    """Return one case with its conditions and last days as the command line shows it."""
    return {
        "id": found.id,
        "org": found.organization,
        "name": found.name,
        "kind": found.kind,
        "number": found.number,
        "stage": found.stage,
        "ended": found.ended,
        "due": found.due,
        "overdue": found.overdue,
        "opened_on": found.opened_on,
        "rules": found.rules,
        "changes": [
            dict(zip(("field", "before", "after"), one, strict=True)) for one in found.changes
        ],
        "conditions": [asdict(one) for one in found.conditions],
        "steps": [{**asdict(one), "facts": dict(one.facts)} for one in found.steps],
        "decisions": [asdict(one) for one in found.decisions],
        "papers": [code for code, _ in found.papers],
        "next": [{"step": one.step, "label": one.label, "role": one.role} for one in found.offers],
    }


def _lines(value: dict[str, Any]) -> list[str]:
    lines = [f"{value['name']}　{value['kind']}（{value['number']}）　环节：{value['stage']}"]
    if value["due"]:
        lines.append(f"  期限：{value['due']}" + ("　已过期限" if value["overdue"] else ""))
    lines += [f"  缺：{one['missing']}" for one in value["conditions"] if not one["ok"]]
    lines += [f"  {one['paper_date']} {one['label']} {one['said_by']}" for one in value["steps"]]
    lines += [f"  决定：{one['kind']} {one['number']} {one['date']}" for one in value["decisions"]]
    lines += [f"  可办：{one['label']}（{one['step']}）" for one in value["next"]]
    return lines


def _outcome(desk: Desk, batch: Batch) -> Outcome:
    """Return what became of a selection: exit 0, 3 where some were left out, 1 where all were."""
    from cso_desk.usecases import cases

    shown = [case_value(cases.show(desk, one)) for one in batch.done]
    value = {**batch_value(batch), "cases": shown}
    return answer(value, [line for one in shown for line in _lines(one)], batch)


def batch_value(batch: Batch) -> dict[str, Any]:
    """Return what became of a selection for `--json`."""
    return {
        "done": list(batch.done),
        "failed": [asdict(one) for one in batch.failed],
        "numbers": dict(batch.numbers or {}),
    }


def answer(value: dict[str, Any], lines: list[str], batch: Batch) -> Outcome:
    """Return the outcome of a selection; raises `Problems` when all of it was left out."""
    problems = [
        Problem(one.organization or one.id, "", "left_out", one.message) for one in batch.failed
    ]
    if problems and not batch.done:
        raise Problems(problems)
    return Outcome(value, lines, problems, 3 if problems else 0)


def _typed(settings: Sequence[str]) -> dict[str, str]:
    """Return the facts of `--set 项=内容` by their keys; raises `Problems` for one that is not written so."""
    from cso_desk.usecases import case_facts

    facts = {}
    for one in settings:
        label, equals, text = one.partition("=")
        if not equals:
            raise Problems([Problem("", label, "usage", f"“{one}”应写成 项=内容。")])
        facts[case_facts.key_of(label.strip())] = text
    return facts


def _step_of(desk: Desk, cases: list[str], verdict: str, role: str = "") -> str:
    """Return the key of the possible step of a role that says yes or no, or of the one that decides."""
    from cso_desk.usecases import cases as filing

    offers = filing.offers(desk, cases)
    fit = [one for one in offers if one.verdict == verdict]
    fit = [one for one in fit if one.role == role] if role else [one for one in fit if one.decision]
    if not fit and not role:
        fit = [one for one in offers if one.verdict == verdict and "县" in one.role + one.label]
    if not fit:
        words = "现在的环节不能办这一步，请用 case show 看可办的步骤。"
        raise Problems([Problem("", "", "wrong_stage", words)])
    return fit[0].step.rpartition(".")[2]


@verb(
    "case open",
    "新开备案事项（首次备案、变更备案、换证、注销备案、撤销备案、转为登记、限期整改）。",
    example="cso-desk case open 幸福社区舞蹈队 --kind 首次备案",
)
@ORGANIZATIONS
@WHERE
@click.option("--kind", default="首次备案", help="事项，不写为首次备案")
@DAY
@click.option("--event", default="", help="变更、解散等发生的日期")
@click.option("--reason", default="", help="理由")
@click.option("--set", "settings", multiple=True, metavar="字段=值", help="变更后的内容，可写多次")
def case_open(
    call: Call,
    given: tuple[str, ...],
    community: str | None,
    kind: str,
    day: str,
    event: str,
    reason: str,
    settings: tuple[str, ...],
) -> Outcome:
    """Open cases."""
    from cso_desk.usecases import cases

    facts = {"opened_on": day, "event_on": event, "reason": reason}
    with call.desk(write=True) as desk:
        chosen = organizations(desk, given, community)
        changes = parsed_settings(desk, settings)
        return _outcome(desk, cases.open_cases(desk, chosen, kind, facts, changes).value)


@verb(
    "case step",
    "办理一步（步骤见 case show 里的可办）。",
    example="cso-desk case step 2026-0001 2026-0002 --step accept --date 2026-03-12",
)
@CASES
@WHERE
@click.option("--step", required=True, help="步骤，如 submit、accept、corrected")
@DAY
@click.option(
    "--set", "settings", multiple=True, metavar="项=内容", help="这一步要填的一项，可写多次"
)
def case_step(
    call: Call,
    given: tuple[str, ...],
    community: str | None,
    step: str,
    day: str,
    settings: tuple[str, ...],
) -> Outcome:
    """Take any step in a selection."""
    from cso_desk.usecases import cases

    facts = {**_typed(settings), **({"paper_date": day} if day else {})}
    with call.desk(write=True) as desk:
        chosen = chosen_cases(desk, given, community)
        return _outcome(desk, cases.take_step(desk, chosen, step, facts).value)


@verb(
    "case opinion",
    "代录纸面上的意见。",
    example="cso-desk case opinion 2026-0001 2026-0002 --of 党组织 --by 张某 --date 2026-03-12",
)
@CASES
@WHERE
@click.option("--of", "role", required=True, type=click.Choice(list(_ROLES)), help="谁的意见")
@click.option("--by", "person", default="", help="意见人")
@DAY
@click.option("--text", default="", help="意见，不写按通常的写法")
@click.option("--back", "reason", default="", metavar="原因", help="退回修改，写明原因")
def case_opinion(
    call: Call,
    given: tuple[str, ...],
    community: str | None,
    role: str,
    person: str,
    day: str,
    text: str,
    reason: str,
) -> Outcome:
    """Record the opinion of one body in a selection."""
    from cso_desk.usecases import cases

    facts = {"said_by": person, "paper_date": day, "opinion": text, "reason": reason}
    with call.desk(write=True) as desk:
        chosen = chosen_cases(desk, given, community)
        step = "send_back" if reason else _step_of(desk, chosen, "agree", _ROLES[role])
        return _outcome(desk, cases.take_step(desk, chosen, step, facts).value)


@verb(
    "case decide",
    "录入决定（同意，或不予同意并写明理由）。",
    example="cso-desk case decide 2026-0001 2026-0002 --agree --date 2026-03-12",
)
@CASES
@WHERE
@click.option("--agree/--refuse", default=True, help="同意，或不予同意")
@DAY
@click.option("--number", default="", help="备案编号，不写按规则编号")
@click.option("--by", "person", default="", help="批准人")
@click.option("--reason", "reasons", multiple=True, help="不予同意的理由（清单里的一条），可写多次")
@click.option("--note", default="", help="理由的说明")
def case_decide(
    call: Call,
    given: tuple[str, ...],
    community: str | None,
    agree: bool,
    day: str,
    number: str,
    person: str,
    reasons: tuple[str, ...],
    note: str,
) -> Outcome:
    """Record the decision in a selection, numbers in the order given."""
    from cso_desk.usecases import cases

    facts: dict[str, Any] = {"paper_date": day, "number": number, "decided_by": person}
    facts |= {"reasons": list(reasons), "reason": note}
    with call.desk(write=True) as desk:
        chosen = chosen_cases(desk, given, community)
        step = _step_of(desk, chosen, "agree" if agree else "refuse")
        return _outcome(desk, cases.take_step(desk, chosen, step, facts).value)


@verb(
    "case correct",
    "一次性告知补正事项（期限停止计算）。",
    example="cso-desk case correct 2026-0001 --reason 缺成员花名册 --date 2026-03-12",
)
@CASES
@WHERE
@click.option("--reason", "reasons", multiple=True, required=True, help="补正事项，可写多次")
@click.option("--note", default="", help="补正事项的说明")
@click.option("--until", "deadline", default="", help="补正期限，不写按规定的天数")
@DAY
def case_correct(
    call: Call,
    given: tuple[str, ...],
    community: str | None,
    reasons: tuple[str, ...],
    note: str,
    deadline: str,
    day: str,
) -> Outcome:
    """Tell once what must be corrected; the clock stops."""
    from cso_desk.usecases import cases

    facts: dict[str, Any] = {"paper_date": day, "reasons": list(reasons)}
    facts |= {"reason": note, "deadline": deadline}
    with call.desk(write=True) as desk:
        chosen = chosen_cases(desk, given, community)
        return _outcome(desk, cases.take_step(desk, chosen, "correct", facts).value)


@verb("case show", "查看一件备案事项：条件、期限、步骤。", example="cso-desk case show 2026-0001")
@click.argument("given", metavar="事项")
@WHERE
def case_show(call: Call, given: str, community: str | None) -> Outcome:
    """Show one case."""
    from cso_desk.usecases import cases

    with call.desk() as desk:
        value = case_value(cases.show(desk, chosen_cases(desk, [given], community)[0]))
    return Outcome(value, _lines(value))


@verb("case list", "列出备案事项。", example="cso-desk case list --status 已超期")
@click.option("--status", default="", help="办理中、快到期、已超期、已办结")
@click.option("--kind", default=None, help="事项")
@click.option("--text", default="", help="组织名称等")
def case_list(call: Call, status: str, kind: str | None, text: str) -> Outcome:
    """List cases."""
    from cso_desk.usecases import case_lists

    if status and status not in case_lists.STATUSES:
        words = f"--status 应为 {'、'.join(case_lists.STATUSES)} 之一。"
        raise Problems([Problem("", "--status", "usage", words)])
    keys = [column.key for column in case_lists.COLUMNS]
    with call.desk() as desk:
        query = case_lists.CaseQuery(text=text, kind=kind, status=status)
        rows = case_lists.case_rows(desk, case_lists.case_ids(desk, query), keys)
    value = [{"id": row.id, **dict(zip(keys, row.cells, strict=True))} for row in rows if row]
    lines = [
        f"{one['number']}  {one['organization']}  {one['stage']}  {one['due_on']}" for one in value
    ]
    return Outcome(value, lines or ["没有。"])


@verb(
    "case certificate",
    "证书：发证、领取、收回、报遗失、列出。",
    example="cso-desk case certificate issue 幸福社区舞蹈队 --date 2026-03-12",
)
@click.argument("action", metavar="动作", type=click.Choice(list(_MARKS)))
@click.argument("given", metavar="组织…", nargs=-1)
@WHERE
@click.option("--date", "day", default="", help="发证、领取或收回的日期，不写为今天")
@click.option("--by", "person", default="", help="领取人")
@click.option("--why", default="", help="收回原因")
def case_certificate(
    call: Call,
    action: str,
    given: tuple[str, ...],
    community: str | None,
    day: str,
    person: str,
    why: str,
) -> Outcome:
    """Issue, pick up, recall, report lost, list."""
    from cso_desk.usecases import certificates

    with call.desk(write=action != "list") as desk:
        chosen = organizations(desk, given, community)
        batch = _mark(desk, action, chosen, day, person, why)
        shown = [
            one for one in certificates.listed(desk) if not chosen or one.organization in chosen
        ]
    value = {**batch_value(batch), "certificates": [asdict(one) for one in shown]}
    return answer(value, [f"{one.name}　{one.number}　{one.state}" for one in shown], batch)


def _mark(desk: Desk, action: str, chosen: list[str], day: str, person: str, why: str) -> Batch:
    from cso_desk.usecases import certificates
    from cso_desk.usecases.case_batch import Batch

    if action == "list":
        return Batch(())
    if action == "issue":
        return certificates.issue(desk, chosen, {"issued_on": day}).value
    states = _MARKS[action]
    out = [
        one.id
        for organization in chosen
        for one in certificates.listed(desk, organization)
        if one.state in states
    ]
    if not out:
        words = f"没有可以办这一步的证书（应为{'、'.join(states)}的）。"
        raise Problems([Problem("", "", "wrong_state", words)])
    if action == "pickup":
        return certificates.pick_up(desk, out, {"picked_up_on": day, "picked_up_by": person}).value
    if action == "recall":
        return certificates.recall(desk, out, {"recalled_on": day, "recalled_why": why}).value
    return certificates.report_lost(desk, out).value
