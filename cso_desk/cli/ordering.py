"""Verbs of transfer orders and of what a restored backup leaves to compare: `order …`, `fork …`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb

_SEND = "请用 order hand 生成移交包，送移交双方。"


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
        _SEND,
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
        f"{one.n}　{one.name}　{label}：原单位“{text}”，现在“{one.standing.get(label, '')}”"
        for one in found
        for label, text in one.theirs.items()
    ]
    return Outcome([asdict(one) for one in found], lines or ["没有移交以后才收到的改动。"])


@verb(
    "order accept",
    "采用移交以后收到的改动（编号见 order late）；记录要由本单位维护。",
    example="cso-desk order accept 12",
)
@click.argument("numbers", metavar="编号", nargs=-1, required=True, type=int)
def order_accept(call: Call, numbers: tuple[int, ...]) -> Outcome:
    """Take late edits over."""
    from cso_desk.usecases import late_edits

    with call.desk(write=True) as desk:
        count = late_edits.take_over(desk, numbers).value
    return Outcome({"taken": count}, [f"已采用 {count} 条改动。"])


@verb(
    "order leave",
    "移交以后收到的改动不采用，维持现在的内容（编号见 order late）。",
    example="cso-desk order leave 12",
)
@click.argument("numbers", metavar="编号", nargs=-1, required=True, type=int)
def order_leave(call: Call, numbers: tuple[int, ...]) -> Outcome:
    """Leave late edits."""
    from cso_desk.usecases import late_edits

    with call.desk(write=True) as desk:
        count = late_edits.leave(desk, numbers).value
    return Outcome({"left": count}, [f"已维持现在的内容，{count} 条改动仍留着备查。"])


@verb(
    "order villages",
    "列出有自己工作台的社区（村），本单位还代录着几个组织。",
    example="cso-desk order villages",
)
def order_villages(call: Call) -> Outcome:
    """List villages with a desk."""
    from cso_desk.usecases import village_desks

    with call.desk() as desk:
        found = village_desks.listed(desk)
    lines = [
        f"{one.name}：本单位代录 {one.kept_here} 个，它自己维护 {one.kept_there} 个。"
        for one in found
    ]
    return Outcome([asdict(one) for one in found], lines or ["没有社区（村）有自己的工作台。"])


@verb(
    "order entrust",
    "社区（村）有了自己的工作台：把已代录的组织移交给它。",
    example="cso-desk order entrust 410823001001",
)
@click.argument("code", metavar="区划代码")
@click.option("--document", default="", metavar="文件", help="批准文件的名称、文号")
def order_entrust(call: Call, code: str, document: str) -> Outcome:
    """Hand what was entered for a village to its desk."""
    from cso_desk.usecases import units, village_desks

    with call.desk(write=True) as desk:
        village = units.unit_by_code(desk, code)
        given = village_desks.hand_over(desk, village.id, document).value
    words = f"已把代录的 {given.organizations} 个组织移交给{village.name}。"
    return Outcome(asdict(given), [words, _SEND])


@verb(
    "order reclaim",
    "社区（村）不再使用自己的工作台：收回它维护的全部记录。",
    example="cso-desk order reclaim 410823001001",
)
@click.argument("code", metavar="区划代码")
@click.option("--document", default="", metavar="文件", help="批准文件的名称、文号")
def order_reclaim(call: Call, code: str, document: str) -> Outcome:
    """Take back what a village's desk keeps."""
    from cso_desk.usecases import units, village_desks

    with call.desk(write=True) as desk:
        village = units.unit_by_code(desk, code)
        given = village_desks.take_back(desk, village.id, document).value
    words = f"已收回{village.name}维护的 {given.organizations} 个组织，共 {given.rows} 条记录。"
    return Outcome(asdict(given), [words, _SEND])


@verb(
    "order same",
    "两个单位各报了一条的同一个组织：后一条移交给前一条的单位，由它合并。",
    example="cso-desk order same 为准的组织编号 另一个组织编号",
)
@click.argument("stays", metavar="为准的组织")
@click.argument("moves", metavar="另一个组织")
@click.option("--document", default="", metavar="文件", help="批准文件的名称、文号")
def order_same(call: Call, stays: str, moves: str, document: str) -> Outcome:
    """Bring one organization that was filed twice to one desk."""
    from cso_desk.usecases import filed_twice

    with call.desk(write=True) as desk:
        given = filed_twice.bring_together(desk, stays, moves, document).value
    return Outcome(asdict(given), ["已移交，由为准的单位合并。", _SEND])


@verb(
    "order paper",
    "打印《组织移交清单》。",
    example="cso-desk order paper 移交编号 --out 移交清单.pdf",
)
@click.argument("orders", metavar="移交", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件")
def order_paper(call: Call, orders: tuple[str, ...], out: Path) -> Outcome:
    """Print the lists of orders."""
    from cso_desk.usecases import order_paper as papers
    from cso_desk.usecases import print_forms

    with call.desk() as desk:
        print_forms.write_whole(out, papers.listing(desk, orders))
    return Outcome({"file": str(out)}, [f"移交清单：{out}"])


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


@verb(
    "fork anew",
    "数据是手工换回的旧文件夹、或两台电脑用过同一份时：重新开始编号，下一份上报包带全部数据。",
    example="cso-desk fork anew",
)
def fork_anew(call: Call) -> Outcome:
    """Begin a new life of the database."""
    from cso_desk.usecases import witness

    with call.desk(write=True) as desk:
        instance = witness.begin_anew(desk).value
    words = "已重新开始编号；请生成上报包（带全部数据），收到回执后用 fork list 核对两边内容。"
    return Outcome({"instance": instance}, [words])
