"""Verbs of single forms: which the office changed, one handed on as a file, one taken in; with it come all of the pack."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb
from .policies import day_given

FILE = click.Path(path_type=Path, dir_okay=False)


@verb(
    "policy layouts",
    "列出表样，标出哪些是本单位改过的。",
    example="cso-desk policy layouts",
)
def policy_layouts(call: Call) -> Outcome:
    """List the forms and which of them are the office's own."""
    from cso_desk.usecases import own_layouts

    with call.desk() as desk:
        found = own_layouts.forms(desk)
    lines = [f"{one.code}  {one.title}{'  本单位表样' if one.own else ''}" for one in found]
    return Outcome([asdict(one) for one in found], lines)


@verb(
    "policy layout",
    "把一张表样导出成文件，或导入别的单位给的表样并从某日起用。",
    example="cso-desk policy layout F01 --import 申请表.json --from 2027-01-01",
)
@click.argument("code", metavar="表号")
@click.option("--export", "out", type=FILE, metavar="文件", help="导出到这个文件")
@click.option("--import", "place", type=FILE, metavar="文件", help="从这个文件导入")
@click.option("--from", "begins", metavar="日期", help="导入时从这一天起用，省略时为今天")
@click.option("--document", default="", metavar="名称", help="导入时依据的文件")
def policy_layout(
    call: Call, code: str, out: Path | None, place: Path | None, begins: str | None, document: str
) -> Outcome:
    """Hand one layout on, or take one in as a version of the pack."""
    from cso_desk.usecases import own_layouts, policy_pack

    if (out is None) == (place is None):
        raise click.UsageError("请写 --export 文件 或 --import 文件，两个里写一个。")
    with call.desk(write=place is not None) as desk:
        if place is not None:
            day = day_given(begins, "valid_from") or desk.clock.today()
            version = own_layouts.take_file(desk, code, place, day, document).value
            raw = policy_pack.pack_of(desk, version).layout(code)
            told = own_layouts.told(raw)
            lines = [f"已存为 {version}：{raw['title']}，自 {day} 起用。", *told]
            return Outcome({"code": code, "version": version, "told": told}, lines)
        assert out is not None
        own_layouts.write_file(desk, code, out)
    return Outcome({"code": code, "file": str(out)}, [f"已导出表 {code} 到 {out}。"])
