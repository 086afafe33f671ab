"""Verbs of transfer orders and of what a restored backup leaves to compare: `order …`, `fork …`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb


@verb(
    "order give",
    "把组织连同所属记录移交给另一个单位；由双方共同的上级办理。",
    example="cso-desk order give --to 410823102 --reason 管理层级调整 组织编号",
)
@click.argument("organizations", metavar="组织", nargs=-1, required=True)
@click.option("--to", required=True, metavar="CODE", help="接收单位的区划代码")
@click.option("--reason", required=True, metavar="原因", help="移交原因")
@click.option("--document", default="", metavar="文件", help="批准文件的名称、文号")
def order_give(
    call: Call, organizations: tuple[str, ...], to: str, reason: str, document: str
) -> Outcome:
    """Give an order."""
    from cso_desk.usecases import orders, units

    with call.desk(write=True) as desk:
        target = units.unit_by_code(desk, to)
        given = orders.give(desk, organizations, target.id, reason, document).value
    lines = [
        f"已移交 {given.organizations} 个组织（连同所属记录共 {given.rows} 条）给{target.name}。",
        "请用 order hand 生成移交包，送移交双方。",
    ]
    return Outcome(asdict(given), lines)


@verb(
    "order hand",
    "生成移交包，写到文件夹或U盘，每个有关的下级单位一份。",
    example="cso-desk order hand --out /media/usb",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹")
def order_hand(call: Call, out: Path) -> Outcome:
    """Write what waits for the units below."""
    from cso_desk.usecases import handing_down

    with call.desk(write=True) as desk:
        made = handing_down.hand_down(desk, out).value
    lines = [f"{one.to_name}：{one.file}，核对码 {one.check_code}。" for one in made]
    value = [{**asdict(one), "file": str(one.file)} for one in made]
    return Outcome(value, lines or ["没有要送的移交包。"])


@verb("order list", "列出移交令。", example="cso-desk order list")
def order_list(call: Call) -> Outcome:
    """List all orders."""
    from cso_desk.usecases import orders

    with call.desk() as desk:
        found = orders.listed(desk)
    lines = [
        f"{one.issued_at[:10]}　{one.from_name} → {one.to_name}　{one.organizations} 个组织　{one.reason}"
        + ("　注意：同一批记录有两份移交令，请与开出单位核对。" if one.alert else "")
        for one in found
    ]
    return Outcome([asdict(one) for one in found], lines or ["没有移交令。"])


@verb("order late", "列出移交以后才收到的改动，两边对照。", example="cso-desk order late")
def order_late(call: Call) -> Outcome:
    """List late edits with both sides."""
    from cso_desk.usecases import late_edits

    with call.desk() as desk:
        found = late_edits.listed(desk)
    lines = [
        f"{one.name}　{label}：原单位“{text}”，现在“{one.standing.get(label, '')}”"
        for one in found
        for label, text in one.theirs.items()
    ]
    return Outcome([asdict(one) for one in found], lines or ["没有移交以后才收到的改动。"])


@verb(
    "fork compare",
    "恢复备份以后，列出本机与上级收到的不同内容。",
    example="cso-desk fork compare",
)
def fork_compare(call: Call) -> Outcome:
    """List what waits for a choice."""
    from cso_desk.usecases import forks

    with call.desk() as desk:
        found = forks.compare(desk)
    lines = [
        f"{one.word}　{one.name}　{label}：本机“{one.mine.get(label, '')}”，"
        f"上级“{one.theirs.get(label, '')}”"
        for one in found
        for label in dict.fromkeys([*one.mine, *one.theirs])
    ]
    return Outcome([asdict(one) for one in found], lines or ["没有要核对的内容。"])


@verb(
    "fork settle",
    "恢复备份以后，选以本机为准（mine）或以上级收到的为准（theirs）。",
    example="cso-desk fork settle theirs",
)
@click.argument("side", metavar="哪一边", type=click.Choice(["mine", "theirs"]))
@click.argument("records", metavar="[记录]", nargs=-1)
def fork_settle(call: Call, side: str, records: tuple[str, ...]) -> Outcome:
    """Choose a side for some records or for all."""
    from cso_desk.usecases import forks

    with call.desk(write=True) as desk:
        number = forks.settle(desk, side, records or None).value
    return Outcome({"settled": number}, [f"已核对 {number} 条，请随下一个上报包再报。"])
