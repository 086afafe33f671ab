"""Verbs of disclosure: the community's sheet, that it was posted, that it was taken down."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.disclosure_steps import Moved
    from cso_desk.usecases.opening import Desk

FILE = click.Path(path_type=Path, dir_okay=False)
UNDER = click.option("--under", "code", required=True, metavar="代码", help="社区（村）的区划代码")
YEAR = click.option("--year", required=True, type=click.IntRange(1990, 2100), help="年度")


def _value(desk: Desk, community: str, year: int) -> dict[str, Any]:
    from cso_desk.usecases import disclose, naming

    shown = disclose.sheet(desk, community, year)
    value = asdict(shown)
    value["community"] = naming.unit_code(desk, community)
    value["lines"] = list(value["lines"])
    return value


def _outcome(value: dict[str, Any], more: str = "") -> Outcome:
    head = f"{value['community_name']}{value['year']}年公开表（{value['state']}），{len(value['lines'])} 个组织"
    lines = [
        head
        + (f"，{value['posted_on']} 由{value['posted_by']}张贴。" if value["posted_on"] else "。")
    ]
    lines += [
        f"  {one['no']}  {one['name']}  {one['leader']}  {one['filing_number']}"
        for one in value["lines"]
    ]
    return Outcome(value, [*lines, more] if more else lines)


@verb(
    "disclose sheet",
    "做社区（村）一年的公开表（A3）。",
    example="cso-desk disclose sheet --under 410782103001 --year 2026 --out 公开表.pdf",
)
@UNDER
@YEAR
@click.option("--out", type=FILE, help="打印成 PDF（F17）")
def disclose_sheet(call: Call, code: str, year: int, out: Path | None) -> Outcome:
    """Show a community's sheet of a year, and print it."""
    from cso_desk.usecases import disclosure_paper, units

    with call.desk() as desk:
        community = units.unit_by_code(desk, code).id
        value = _value(desk, community, year)
        if out is None:
            return _outcome(value)
        printed = disclosure_paper.print_sheet(desk, community, year, out).value
    return _outcome({**value, "pages": printed.pages}, f"已打印 {printed.pages} 页到 {out}。")


def moved(words: str, found: Moved) -> Outcome:
    """Return how many items took a step; exit code 3 where some did not."""
    lines = [f"已{words} {found.count} 项。", *(f"{o.where}：{o.message}" for o in found.refused)]
    return Outcome({"count": found.count}, lines, found.refused, 3 if found.refused else 0)


@verb(
    "disclose post",
    "记下公开表已张贴；写了事项编号的，记下这些公开事项已张贴。",
    example="cso-desk disclose post --under 410782103001 --year 2026 --on 2026-03-12 --by 张会计",
)
@click.argument("refs", metavar="[事项编号…]", nargs=-1)
@click.option("--under", "code", default="", metavar="代码", help="社区（村）的区划代码")
@click.option("--year", type=click.IntRange(1990, 2100), help="年度")
@click.option("--on", "posted_on", required=True, help="张贴日期")
@click.option("--by", "posted_by", required=True, help="张贴人")
@click.option("--place", default="", help="公开地点，省略时用政策包里的")
def disclose_post(
    call: Call,
    refs: tuple[str, ...],
    code: str,
    year: int | None,
    posted_on: str,
    posted_by: str,
    place: str,
) -> Outcome:
    """Keep that a sheet, or items, were posted."""
    from cso_desk.usecases import disclose, disclosure_steps, units

    if not refs and (not code or year is None):
        words = "请写事项编号，或用 --under 和 --year 指定哪张公开表。"
        raise Problems([Problem("", "", "usage", words)])
    with call.desk(write=True) as desk:
        if refs or year is None:
            found = disclosure_steps.post(desk, refs, posted_on, posted_by, place).value
            return moved("张贴", found)
        community = units.unit_by_code(desk, code).id
        disclose.post(desk, community, year, posted_on, posted_by, place)
        return _outcome(_value(desk, community, year))


@verb(
    "disclose close",
    "记下公开表已取下。",
    example="cso-desk disclose close --under 410782103001 --year 2026 --on 2027-01-05",
)
@UNDER
@YEAR
@click.option("--on", "taken_down_on", required=True, help="取下日期")
def disclose_close(call: Call, code: str, year: int, taken_down_on: str) -> Outcome:
    """Keep that a sheet was taken down."""
    from cso_desk.usecases import disclose, units

    with call.desk(write=True) as desk:
        community = units.unit_by_code(desk, code).id
        disclose.take_down(desk, community, year, taken_down_on)
        return _outcome(_value(desk, community, year))


@verb(
    "disclose list",
    "各社区（村）一年的公开表张贴了没有。",
    example="cso-desk disclose list --year 2026",
)
@YEAR
def disclose_list(call: Call, year: int) -> Outcome:
    """List the communities with the state of their sheets."""
    from cso_desk.usecases import disclose

    with call.desk() as desk:
        found = disclose.listed(desk, year)
    lines = [
        f"{one.name}  {one.organizations} 个组织  {one.state}  {one.posted_on}" for one in found
    ]
    return Outcome([asdict(one) for one in found], lines)
