"""Verbs of the desk itself: new, units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cso_desk.records import lists

from .doorway import Call, Outcome, verb

FILE = click.Path(path_type=Path, dir_okay=False)


def unit_value(unit: Any) -> dict[str, str]:
    """Return a unit as the command line shows it."""
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "kind": unit.kind,
        "full_name": unit.full_name,
        "parent": unit.parent_id,
    }


@verb(
    "new",
    "新建工作台：单位、密钥、第一个用户。",
    example="cso-desk new --unit 410782103 --name 百泉镇 --level township --user 王干事",
)
@click.option("--unit", "code", required=True, help="单位的区划代码（2、4、6、9 或 12 位）")
@click.option("--name", default="", help="单位名称，省略时取区划里的名称")
@click.option("--level", type=click.Choice(lists.LEVELS), help="级别，省略时取区划里的级别")
@click.option("--parent", default="", help="上级代码，省略时取区划里的上级")
@click.option("--full-name", default="", help="单位全称（落款），省略时按区划拟")
def new(
    call: Call, code: str, name: str, level: str | None, parent: str, full_name: str
) -> Outcome:
    """Make a desk."""
    from cso_desk.usecases import opening, units

    known = opening.place_of(code)
    unit = opening.NewUnit(
        code,
        name or (known.name if known else ""),
        level or (known.level if known else ""),
        parent,
        full_name,
    )
    started = opening.start_desk(
        call.folder, unit, call.user or "管理员", call.password(), call.clock
    )
    with started.desk as desk:
        own = units.own_unit(desk)
    lines = [
        f"已新建：{own.full_name}（{own.level_word}），用户 {call.user or '管理员'}。",
        f"恢复码（请抄下或打印，密封保管）：{started.recovery_code}",
    ]
    return Outcome({"unit": unit_value(own), "recovery_code": started.recovery_code}, lines)


@verb("units import", "导入区划表（CSV）。", example="cso-desk units import 区划.csv")
@click.argument("file", metavar="文件", type=FILE)
def units_import(call: Call, file: Path) -> Outcome:
    """Take in a division tree."""
    from cso_desk.usecases import units

    with call.desk(write=True) as desk:
        added = units.import_units(desk, file).value
        shown = [unit_value(one) for one in units.list_units(desk)]
    return Outcome(shown, [f"新增 {added} 个单位，共 {len(shown)} 个。"])


@verb("units list", "列出区划。", example="cso-desk units list --under 410782103")
@click.option("--under", help="只列这个代码以下的单位（含自身）")
def units_list(call: Call, under: str | None) -> Outcome:
    """List units."""
    from cso_desk.usecases import units

    with call.desk() as desk:
        found = units.list_units(desk, under)
    return Outcome(
        [unit_value(one) for one in found],
        [f"{one.code or '（无代码）'}  {one.name}" for one in found],
    )
