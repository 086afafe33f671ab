"""Verbs of single organizations: find, org add / set / show / history / undo."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

SETTING = click.option(
    "--set", "settings", multiple=True, metavar="字段=值", help="一个字段的值，可写多次"
)
WHERE = click.option("--community", help="名称不唯一时写社区代码")


@verb(
    "find",
    "查找：名称、拼音首字母、负责人、电话、备案编号。",
    example="cso-desk find xyhwdd --limit 5",
)
@click.argument("text", metavar="文字")
@click.option(
    "--limit", default=50, type=click.IntRange(1, 100_000), help="最多列出几条，不写为 50"
)
def find(call: Call, text: str, limit: int) -> Outcome:
    """Search organizations."""
    from cso_desk.usecases import find as finding

    with call.desk() as desk:
        hits = finding.find(desk, text, limit)
    lines = [f"{hit.name}  {hit.community}  {hit.leader}  {hit.filing_number}" for hit in hits]
    return Outcome([asdict(hit) for hit in hits], lines or ["没有找到。"])


def parsed_settings(desk: Desk, settings: tuple[str, ...]) -> dict[str, str]:
    """Return the texts of `--set 字段=值` by field key; raises `Problems` for unknown labels and communities."""
    from cso_desk.usecases import naming

    values: dict[str, str] = {}
    for one in settings:
        label, equals, text = one.partition("=")
        if not equals:
            raise Problems([Problem("", label, "usage", f"“{one}”应写成 字段=值。")])
        values.update(naming.by_label(desk, label.strip(), text))
    return values


def org_value(desk: Desk, organization: str) -> dict[str, Any]:
    """Return one organization as the command line shows it."""
    from cso_desk.usecases import naming, register

    shown = register.show(desk, organization)
    return {
        "id": shown.id,
        "owner": naming.unit_code(desk, shown.owner),
        "rev": shown.rev,
        "state": shown.state,
        "fields": naming.labelled(shown.values),
        "missing": [label for _, label in shown.missing_to_file],
    }


def _outcome(value: dict[str, Any]) -> Outcome:
    lines = [f"{value['fields']['组织名称']}（{value['state']}）"]
    lines += [f"  {label}：{text}" for label, text in value["fields"].items() if text]
    if value["missing"]:
        lines.append("  待完善：" + "、".join(value["missing"]))
    return Outcome(value, lines)


@verb(
    "org add",
    "新增组织。",
    example="cso-desk org add --set 组织名称=幸福社区舞蹈队 --set '所在社区(村)=410782103001'",
)
@SETTING
def org_add(call: Call, settings: tuple[str, ...]) -> Outcome:
    """Add an organization."""
    from cso_desk.usecases import naming

    with call.desk(write=True) as desk:
        saved = naming.save_with_filing(desk, None, parsed_settings(desk, settings))
        return _outcome(org_value(desk, saved))


@verb("org set", "修改组织。", example="cso-desk org set 幸福社区舞蹈队 --set 联系电话=13800000000")
@click.argument("organization", metavar="组织")
@WHERE
@SETTING
def org_set(
    call: Call, organization: str, community: str | None, settings: tuple[str, ...]
) -> Outcome:
    """Change fields of an organization."""
    from cso_desk.usecases import naming

    with call.desk(write=True) as desk:
        found = naming.organization_of(desk, organization, community)
        naming.save_with_filing(desk, found, parsed_settings(desk, settings))
        return _outcome(org_value(desk, found))


@verb("org show", "查看一个组织。", example="cso-desk org show 幸福社区舞蹈队")
@click.argument("organization", metavar="组织")
@WHERE
def org_show(call: Call, organization: str, community: str | None) -> Outcome:
    """Show one organization."""
    from cso_desk.usecases import naming

    with call.desk() as desk:
        return _outcome(org_value(desk, naming.organization_of(desk, organization, community)))


@verb("org history", "查看一个组织的历史。", example="cso-desk org history 幸福社区舞蹈队")
@click.argument("organization", metavar="组织")
@WHERE
def org_history(call: Call, organization: str, community: str | None) -> Outcome:
    """Show who changed what when."""
    from cso_desk.usecases import history, naming

    with call.desk() as desk:
        changes = history.history(desk, naming.organization_of(desk, organization, community))
    value = [
        {
            "when": c.when,
            "who": c.who,
            "operation": c.words,
            "before": dict(c.before),
            "after": dict(c.after),
        }
        for c in changes
    ]
    lines = [
        f"{c.when[:16].replace('T', ' ')}  {c.who}  {c.words}  {'、'.join(c.after)}"
        for c in changes
    ]
    return Outcome(value, lines)


@verb("org undo", "还原一个组织的上一次修改。", example="cso-desk org undo 幸福社区舞蹈队")
@click.argument("organization", metavar="组织")
@WHERE
def org_undo(call: Call, organization: str, community: str | None) -> Outcome:
    """Take back the newest change of one organization."""
    from cso_desk.errors import Trouble
    from cso_desk.usecases import history, naming

    with call.desk(write=True) as desk:
        found = naming.organization_of(desk, organization, community)
        history.undo_record(desk, found)
        try:
            return _outcome(org_value(desk, found))
        except Trouble:
            return Outcome({"id": found, "removed": True}, ["已还原：这个组织的新增已收回。"])
