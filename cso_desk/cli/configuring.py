"""Verbs of what goes down to the units below: `config …`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb

_DOCUMENT = click.option("--document", default="", metavar="文件", help="依据文件的名称、文号")


@verb(
    "config list",
    "列出要下发的内容、各下级确认到哪里，以及目标和上报截止日期。",
    example="cso-desk config list",
)
def config_list(call: Call) -> Outcome:
    """List what goes down, and what is asked."""
    from cso_desk.usecases import configuring, deadlines, targets

    with call.desk() as desk:
        below = configuring.below(desk)
        asked, dates = targets.listed(desk), deadlines.deadlines(desk)
    lines = [
        f"{one.name}　{part.word}（{part.rows} 条）：{part.state}"
        + (f"，{part.why}" if part.why else "")
        for one in below
        for part in one.parts
    ]
    lines += [
        f"目标　{one.unit_name}　{one.year}年　{one.measure} {one.number}　{one.owner_name}　{one.document}"
        for one in asked
    ]
    lines += [f"截止　{one.due_on}　{one.name}　{one.owner_name}　{one.document}" for one in dates]
    value = {
        "below": [asdict(one) for one in below],
        "targets": [asdict(one) for one in asked],
        "deadlines": [asdict(one) for one in dates],
    }
    return Outcome(value, lines or ["没有要下发的内容。"])


@verb(
    "config give",
    "生成下发包，写到文件夹或U盘，每个还没有确认的下级单位一份。",
    example="cso-desk config give --out /media/usb",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹")
@click.option("--to", multiple=True, metavar="CODE", help="只给哪个下级（区划代码，可写多次）")
def config_give(call: Call, out: Path, to: tuple[str, ...]) -> Outcome:
    """Write what the units below have not confirmed."""
    from cso_desk.usecases import configuring, units

    with call.desk(write=True) as desk:
        wanted = [units.unit_by_code(desk, code).id for code in to] or None
        made = configuring.give(desk, out, wanted).value
    lines = [
        f"{one.to_name}：{one.file}（{'、'.join(one.words)}），核对码 {one.check_code}。"
        for one in made
    ]
    value = [{**asdict(one), "file": str(one.file)} for one in made]
    return Outcome(value, lines or ["没有要下发的内容，下级都已确认。"])


@verb(
    "config set-target",
    "给下级设年度目标：平均数设给乡镇（街道）以上，组织数设给社区（村）；不写 --number 就取消。",
    example="cso-desk config set-target 410782103 --year 2027 --measure 城市社区平均 --number 12",
)
@click.argument("unit", metavar="区划代码")
@click.option("--year", required=True, metavar="年度", help="如 2027")
@click.option(
    "--measure", required=True, metavar="目标项", help="城市社区平均、农村社区平均、组织数"
)
@click.option("--number", default="", metavar="数", help="目标数（个）")
@_DOCUMENT
def config_set_target(
    call: Call, unit: str, year: str, measure: str, number: str, document: str
) -> Outcome:
    """Ask a number of a unit."""
    from cso_desk.usecases import targets, units

    with call.desk(write=True) as desk:
        found = units.unit_by_code(desk, unit)
        made = targets.set_target(desk, found.id, measure, year, number, document).value
    words = f"{year} 年{measure} {number} 个" if number else f"取消 {year} 年{measure}"
    return Outcome({"id": made}, [f"{found.name}：{words}。请用 config give 下发。"])


@verb(
    "config set-deadline",
    "设上报截止日期，随下发包告诉下级；写 --remove 编号就取消。",
    example="cso-desk config set-deadline --name 2026年年报 --year 2026 --period 年报 --due 2027-01-05",
)
@click.option("--name", default="", metavar="事项", help="报送事项，如 2026年年报")
@click.option("--year", default="", metavar="年度", help="如 2026")
@click.option(
    "--period", default="", metavar="报送期", help="年报、上半年、下半年、一季度…四季度、专项"
)
@click.option("--due", default="", metavar="日期", help="最后一天，如 2027-01-05")
@_DOCUMENT
@click.option(
    "--remove", default="", metavar="编号", help="取消哪一个（config list --json 里的 id）"
)
def config_set_deadline(
    call: Call, name: str, year: str, period: str, due: str, document: str, remove: str
) -> Outcome:
    """Ask a report of the units below, or no longer."""
    from cso_desk.usecases import deadlines

    with call.desk(write=True) as desk:
        if remove:
            return Outcome({"id": deadlines.remove_deadline(desk, remove).value}, ["已取消。"])
        values = {"name": name, "year": year, "period": period, "due_on": due}
        made = deadlines.set_deadline(desk, {**values, "document": document}).value
    return Outcome({"id": made}, [f"{name}：{due} 截止。请用 config give 下发。"])
