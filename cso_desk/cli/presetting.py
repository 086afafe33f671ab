"""Verbs of presets: the kinds that nearly every village has, entered for several villages at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.presets import Line


@verb("preset list", "列出村级“四会”等预设组织。", example="cso-desk preset list")
def preset_list(call: Call) -> Outcome:
    """List the presets of the pack in force."""
    from cso_desk.usecases import presets

    with call.desk() as desk:
        found = presets.offered(desk)
    lines = [f"{'＊' if one.first else '　'}{one.word}  {one.category}" for one in found]
    return Outcome([asdict(one) for one in found], lines)


@verb(
    "preset add",
    "按村批量新增：几个社区（村）一起新增几种组织，已有的跳过。",
    example="cso-desk preset add --community 410782103201 --community 410782103202 --kind 红白理事会",
)
@click.option(
    "--community", "codes", multiple=True, metavar="代码", help="社区（村）代码，可写多次"
)
@click.option("--rural", is_flag=True, help="本单位的全部村")
@click.option(
    "--kind", "kinds", multiple=True, metavar="种类", help="哪一种，可写多次，省略时为村级“四会”"
)
@click.option("--dry-run", is_flag=True, help="只看，不写入")
def preset_add(
    call: Call, codes: tuple[str, ...], rural: bool, kinds: tuple[str, ...], dry_run: bool
) -> Outcome:
    """Enter presets for several communities."""
    from cso_desk.usecases import presets

    with call.desk(write=not dry_run) as desk:
        chosen = _chosen(desk, codes, rural)
        words = kinds or [one.word for one in presets.offered(desk) if one.first]
        lines = presets.plan(desk, chosen, words)
        made = () if dry_run else presets.create(desk, chosen, words).value.organizations
    counts = f"新增 {len(made)} 个组织。" if not dry_run else "只看，没有写入。"
    value = {"organizations": list(made), "lines": [asdict(one) for one in lines]}
    return Outcome(value, [*map(_shown, lines), counts])


def _chosen(desk: Desk, codes: tuple[str, ...], rural: bool) -> list[str]:
    from cso_desk.usecases import units

    found: list[Any] = [units.unit_by_code(desk, code).id for code in codes]
    if rural:
        found += [one.id for one in units.communities(desk) if one.kind == "农村"]
    return found


def _shown(line: Line) -> str:
    return f"{line.does}  {line.name}  {line.why or ''.join(line.warnings)}".rstrip()
