"""Verbs of changing villages: units merge, split, rename, recode, and on (what stood on a day)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .desks import units_import, units_list
from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.unit_changes import Changed, NewCommunity, Paper

__all__ = ["merge", "on", "recode", "rename", "split", "units_import", "units_list"]

DATE = click.option("--date", "day", required=True, metavar="日期", help="从哪一天起，写到日")
DOCUMENT = click.option("--document", default="", metavar="文件", help="批准文件的名称、文号")
NEW_NAME = click.option("--new", "new_name", metavar="名称", help="新社区（村）的名称")
NEW_CODE = click.option(
    "--code", default="", metavar="代码", help="新社区（村）的 12 位代码，可不写"
)
KIND = click.option(
    "--kind",
    default="农村",
    type=click.Choice(["城市", "农村"]),
    help="新社区（村）的城乡，不写为农村",
)
_Change = Callable[["Desk", "Paper"], "Done[Changed]"]


def _changed(call: Call, day: str, document: str, change: _Change) -> Outcome:
    from cso_desk.usecases import unit_changes

    with call.desk(write=True) as desk:
        done = change(desk, unit_changes.Paper(day, document)).value
        shown = next(one for one in unit_changes.changes(desk) if one.id == done.id)
    keys = ("moved", "others", "followed", "orders")
    lists = {"made": list(done.made), "waits": list(done.waits)}
    value = {**asdict(shown), **{key: getattr(done, key) for key in keys}, **lists}
    lines = [
        f"{shown.date} {shown.kind}：{shown.before} → {shown.after}，随转 {done.moved} 个组织。"
    ]
    if done.orders:
        lines.append(f"其中 {done.followed} 个随同移交，请用 order hand 生成移交包。")
    lines += done.waits
    if done.others and not done.waits:
        lines.append(f"另有 {done.others} 个组织由下级维护，请告知下级同样变动。")
    return Outcome(value, lines)


def _unit(desk: Desk, code: str) -> str:
    from cso_desk.usecases import units

    return units.unit_by_code(desk, code).id


def _new(name: str, kind: str, code: str) -> NewCommunity:
    from cso_desk.usecases.unit_changes import NewCommunity

    return NewCommunity(name, kind, code)


@verb(
    "units merge",
    "合并社区（村）：并入其中一个（--into），或并成一个新的（--new）。",
    example="cso-desk units merge 410782103201 410782103202 --new 和美村 --date 2026-03-10",
)
@click.argument("codes", metavar="代码…", nargs=-1, required=True)
@click.option("--into", metavar="代码", help="并入这个社区（村）")
@NEW_NAME
@NEW_CODE
@KIND
@DATE
@DOCUMENT
def merge(
    call: Call,
    codes: tuple[str, ...],
    into: str | None,
    new_name: str | None,
    code: str,
    kind: str,
    day: str,
    document: str,
) -> Outcome:
    """Merge communities."""
    from cso_desk.usecases import unit_changes

    if bool(into) == bool(new_name):
        words = "并入哪一个请写 --into 代码，并成新的请写 --new 名称，两样写一样。"
        raise Problems([Problem("", "into", "missing_required", words)])

    def change(desk: Desk, paper: Paper) -> Done[Changed]:
        target = _unit(desk, into) if into else _new(new_name or "", kind, code)
        return unit_changes.merge(desk, [_unit(desk, one) for one in codes], target, paper)

    return _changed(call, day, document, change)


@verb(
    "units split",
    "拆分社区（村）：新分出一个，指定哪些组织归它，其余留在原处。",
    example="cso-desk units split 410782103201 --new 东村 --org 东村舞蹈队 --date 2026-03-10",
)
@click.argument("code_of_old", metavar="代码")
@click.option("--org", "organizations", multiple=True, metavar="组织", help="归新的，可写多次")
@click.option("--new", "new_name", required=True, metavar="名称", help="新社区（村）的名称")
@NEW_CODE
@KIND
@DATE
@DOCUMENT
def split(
    call: Call,
    code_of_old: str,
    organizations: tuple[str, ...],
    new_name: str,
    code: str,
    kind: str,
    day: str,
    document: str,
) -> Outcome:
    """Split a community."""
    from cso_desk.usecases import naming, unit_changes, unit_history

    def change(desk: Desk, paper: Paper) -> Done[Changed]:
        old = _unit(desk, code_of_old)
        going = {naming.organization_of(desk, one, code_of_old) for one in organizations}
        there = unit_history.listed_on(desk, old, desk.clock.today())
        homes = {record: int(record in going) for record, _ in there}
        return unit_changes.split(desk, old, [old, _new(new_name, kind, code)], homes, paper)

    return _changed(call, day, document, change)


@verb(
    "units rename",
    "社区（村）更名，组织不动，过去的表仍用旧名。",
    example="cso-desk units rename 410782103201 和美村村民委员会 --date 2026-03-10",
)
@click.argument("code", metavar="代码")
@click.argument("name", metavar="新名称")
@DATE
@DOCUMENT
def rename(call: Call, code: str, name: str, day: str, document: str) -> Outcome:
    """Rename a community."""
    from cso_desk.usecases import unit_changes

    return _changed(
        call,
        day,
        document,
        lambda desk, paper: unit_changes.rename(desk, _unit(desk, code), name, paper),
    )


@verb(
    "units recode",
    "社区（村）换区划代码，仍是同一个社区（村）。",
    example="cso-desk units recode 410782103201 410782103299 --date 2026-03-10",
)
@click.argument("code", metavar="代码")
@click.argument("new_code", metavar="新代码")
@DATE
@DOCUMENT
def recode(call: Call, code: str, new_code: str, day: str, document: str) -> Outcome:
    """Re-code a community."""
    from cso_desk.usecases import unit_changes

    return _changed(
        call,
        day,
        document,
        lambda desk, paper: unit_changes.recode(desk, _unit(desk, code), new_code, paper),
    )


@verb(
    "units on",
    "某一天的社区（村）、各有几个组织、平均数。",
    example="cso-desk units on 2025-12-31",
)
@click.argument("day", metavar="日期")
def on(call: Call, day: str) -> Outcome:
    """Show communities, counts and averages of a day."""
    from cso_desk.usecases import first_page

    with call.desk() as desk:
        board = first_page.averages_on(desk, _day(day))
    value: dict[str, Any] = asdict(board)
    lines = [
        f"城市社区平均 {board.city.text or '—'} / {board.city.target}，"
        f"农村社区平均 {board.rural.text or '—'} / {board.rural.target}",
        *(f"{one.name}  {one.count}" for one in board.communities),
    ]
    return Outcome(value, lines)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = f"日期 {text} 不对，应写成 2026-03-10 的样子。"
        raise Problems([Problem("", "day", "date_invalid", words)]) from None
