"""Verbs of doubtful values and their explanations: `explain …`."""

from __future__ import annotations

from dataclasses import asdict

import click

from .doorway import Call, Outcome, verb


@verb(
    "explain list",
    "列出一个组织的提醒（不大可能的内容）和情况说明。",
    example="cso-desk explain list 夕阳红舞蹈队",
)
@click.argument("organization", metavar="组织")
@click.option("--community", metavar="CODE", help="同名组织所在社区的代码")
def explain_list(call: Call, organization: str, community: str | None) -> Outcome:
    """List doubts."""
    from cso_desk.usecases import doubts, naming

    with call.desk() as desk:
        found = doubts.of(desk, naming.organization_of(desk, organization, community))
    value = [{**asdict(one), "id": one.id} for one in found]
    lines = [
        f"{one.field}　{one.sentence}　"
        + (f"情况说明：{one.words}（{one.by} {one.on}）" if one.words else "还没有说明")
        + f"　{one.id}"
        for one in found
    ]
    return Outcome(value, lines or ["没有提醒。"])


@verb(
    "explain write",
    "写情况说明：提醒的内容为什么没有错；随数据上报。",
    example="cso-desk explain write 夕阳红舞蹈队 organization/编号/few_members --words 新成立，正在发展",
)
@click.argument("organization", metavar="组织")
@click.argument("doubt", metavar="提醒")
@click.option("--words", required=True, metavar="说明", help="情况说明")
@click.option("--community", metavar="CODE", help="同名组织所在社区的代码")
def explain_write(
    call: Call, organization: str, doubt: str, words: str, community: str | None
) -> Outcome:
    """Explain one."""
    from cso_desk.usecases import doubts, naming

    with call.desk(write=True) as desk:
        record = naming.organization_of(desk, organization, community)
        saved = doubts.explain(desk, record, doubt, words).value
    return Outcome({"explanation": saved}, ["情况说明已写好，随下一个上报包一起报。"])
