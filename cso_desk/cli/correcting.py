"""Verbs of returns for correction: `correction …`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.returns import ReturnInfo

_PATH = click.Path(path_type=Path)


@verb(
    "correction raise",
    "把下级报来的组织退回修改并说明原因；记录归下级维护，这里不改。",
    example="cso-desk correction raise 夕阳红舞蹈队 --field 成员总数 --reason 与花名册不符 --propose 18",
)
@click.argument("organization", metavar="组织")
@click.option("--community", metavar="CODE", help="同名组织所在社区的代码")
@click.option("--field", "label", default="", metavar="栏目", help="退回的栏目，不写为整条记录")
@click.option("--reason", required=True, metavar="原因", help="退回原因")
@click.option("--propose", default="", metavar="内容", help="建议改为")
@click.option("--table", default="organization", metavar="种类", help="记录种类，不写为组织")
def correction_raise(
    call: Call,
    organization: str,
    community: str | None,
    label: str,
    reason: str,
    propose: str,
    table: str,
) -> Outcome:
    """Send one field back."""
    from cso_desk.usecases import naming, returns

    with call.desk(write=True) as desk:
        record = organization
        if table == "organization":
            record = naming.organization_of(desk, organization, community)
        key = returns.key_of(table, label)
        remark = returns.Remark(record, reason, key, propose, table)
        (item,) = returns.send_back(desk, [remark]).value
    words = "已写退回意见，请用 correction give 生成退回修改包送下级。"
    return Outcome({"id": item}, [words])


@verb(
    "correction list",
    "列出退回意见和答复：本单位退回的、上级退回的、转给下级的。",
    example="cso-desk correction list --open",
)
@click.option("--open", "open_only", is_flag=True, help="只列还没有了结的")
def correction_list(call: Call, open_only: bool) -> Outcome:
    """List remarks."""
    from cso_desk.usecases import returns

    with call.desk() as desk:
        found = returns.listed(desk, open_only=open_only)
    value = [{**asdict(one), "can_accept": one.can_accept} for one in found]
    return Outcome(value, [_line(one) for one in found] or ["没有退回意见。"])


def _line(one: ReturnInfo) -> str:
    words = f"{one.state}　{one.about_name}　{one.field}：{one.reason}"
    if one.proposed:
        words += f"　建议改为“{one.proposed}”"
    if one.answer_words:
        words += f"　答复：{one.answer_words}"
    side = "本单位退回" if one.mine else f"{one.from_name}退回"
    return f"{words}　（{side}，由{one.unit_name}维护）　{one.id}"


@verb(
    "correction give",
    "生成退回修改包，写到文件夹或U盘，每个有关的下级单位一份。",
    example="cso-desk correction give --out /media/usb --papers 通知单",
)
@click.option("--out", required=True, type=_PATH, help="写到哪个文件夹")
@click.option("--papers", type=_PATH, help="《退回修改通知单》写到哪个文件夹")
def correction_give(call: Call, out: Path, papers: Path | None) -> Outcome:
    """Write what waits for the units below."""
    from cso_desk.usecases import sending_back

    with call.desk(write=True) as desk:
        made = sending_back.give(desk, out, papers).value
    lines = [
        f"{one.to_name}：{one.items} 条，{one.file}，核对码 {one.check_code}。" for one in made
    ]
    value = [
        {**asdict(one), "file": str(one.file), "paper": str(one.paper) if one.paper else None}
        for one in made
    ]
    return Outcome(value, lines or ["没有要送的退回修改包。"])


@verb(
    "correction answer",
    "答复上级的退回意见：按建议改，或说明情况。",
    example="cso-desk correction answer 0190a2b4-0000-7000-8000-000000000000 --words 已向本人核实",
)
@click.argument("item", metavar="意见")
@click.option("--accept", is_flag=True, help="按建议改")
@click.option("--words", default="", metavar="说明", help="情况说明")
def correction_answer(call: Call, item: str, accept: bool, words: str) -> Outcome:
    """Take the proposal, or say why the value stands."""
    from cso_desk.usecases import return_answers

    if accept == bool(words):
        raise click.UsageError("请写 --accept（按建议改）或 --words 说明，二选一。")
    with call.desk(write=True) as desk:
        if accept:
            record = return_answers.accept(desk, item).value
            return Outcome({"record": record}, ["已按建议改，请随下一个上报包再报。"])
        answer = return_answers.explain(desk, item, words).value
    return Outcome({"answer": answer}, ["已答复，请随下一个上报包再报。"])


@verb(
    "correction settle",
    "了结本单位写的退回意见。",
    example="cso-desk correction settle 0190a2b4-0000-7000-8000-000000000000",
)
@click.argument("items", metavar="意见", nargs=-1, required=True)
def correction_settle(call: Call, items: tuple[str, ...]) -> Outcome:
    """Close remarks."""
    from cso_desk.usecases import returns

    with call.desk(write=True) as desk:
        number = returns.settle(desk, items).value
    return Outcome({"settled": number}, [f"已了结 {number} 条退回意见。"])
