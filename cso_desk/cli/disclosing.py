"""Verbs of the disclosure loop: catalogue, item, event, draft, approve, take-down, archive, remarks, print, counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .disclosure import FILE, YEAR, moved
from .doorway import Call, Outcome, verb
from .works import ORGANIZATION, SETTING, UNDER, home_of, place_of, texts_of

if TYPE_CHECKING:
    from cso_desk.usecases.disclosure_rows import Row
    from cso_desk.usecases.opening import Desk

REFS = click.argument("refs", metavar="事项编号…", nargs=-1, required=True)
REF = click.argument("ref", metavar="事项编号")


def row_value(row: Row) -> dict[str, Any]:
    """Return what a verb says of a row."""
    keys = ("ref", "name", "year", "period", "event_on", "due_on", "stage", "mark", "remarks")
    more = ("posted_on", "posted_by", "taken_down_on", "archived_on", "objections")
    item = row.item
    return {
        "item": item.title,
        "kind": item.kind,
        "cycle": item.cycle,
        "channels": item.channels,
        "place": row.where,
        "responsible": item.responsible,
        "community": row.place_name,
        "state": row.state,
        **{key: getattr(row, key) for key in (*keys, *more)},
    }


def _line(row: Row) -> str:
    due = f"应在 {row.due_on} 前" if row.due_on else ""
    mark = f"，{row.mark}" if row.mark else ""
    return (
        f"{row.name}  {row.item.title}  {row.when}  {due}（{row.state}{mark}）"
        f"  {row.posted_on}  {row.ref}"
    )


def home(desk: Desk, organization: str, code: str) -> str:
    """Return the one home that --org or --under names; raises `Problems`."""
    if bool(organization) == bool(code):
        words = "请用 --org 写一个组织，或用 --under 写一个社区（村）的代码。"
        raise Problems([Problem("", "", "usage", words)])
    return home_of(desk, organization) or place_of(desk, code)


@verb(
    "disclose catalogue",
    "一年里应公开的事项：期限和办到哪一步。",
    example="cso-desk disclose catalogue --year 2026 --under 410782103001",
)
@YEAR
@UNDER
@ORGANIZATION
@click.option("--state", default="", help="只要这种状态：逾期、待张贴、已张贴、待答复等")
def disclose_catalogue(call: Call, year: int, code: str, organization: str, state: str) -> Outcome:
    """List items with due dates and states."""
    from cso_desk.usecases import disclosures

    with call.desk() as desk:
        wanted = disclosures.Filter(year, place_of(desk, code), home_of(desk, organization), state)
        found = disclosures.rows(desk, wanted)
    total = disclosures.tally(found)
    return Outcome([row_value(one) for one in found], [*map(_line, found), total.words])


@verb(
    "disclose item",
    "给社区（村）或组织的公开目录增加或修改一个事项。",
    example="cso-desk disclose item --org 幸福社区舞蹈队 --item money --set 公开周期=季度",
)
@UNDER
@ORGANIZATION
@click.option("--item", default="", help="目录事项的代号，或自加事项的编号；不写就是自拟一个")
@SETTING
def disclose_item(
    call: Call, code: str, organization: str, item: str, settings: tuple[str, ...]
) -> Outcome:
    """Add or change an item of a catalogue."""
    from cso_desk.usecases import disclosure_catalogue, works_naming

    with call.desk(write=True) as desk:
        at = home(desk, organization, code)
        values = works_naming.keys_of("disclosure_item", texts_of(settings))
        disclosure_catalogue.save(desk, [at], item, values)
        level = disclosure_catalogue.level_of(desk, at)
        found = disclosure_catalogue.listed(desk, level, [at])
    lines = [f"{one.ref}  {one.title}  {one.cycle}  {one.kind}  {one.origin}" for one in found]
    return Outcome([asdict(one) | {"starts_on": str(one.starts_on or "")} for one in found], lines)


@verb(
    "disclose event",
    "新增一项即时公开或公示。",
    example="cso-desk disclose event --org 幸福社区舞蹈队 --item filing --on 2026-03-01",
)
@UNDER
@ORGANIZATION
@click.option("--item", required=True, help="目录事项的代号，或自加事项的编号")
@click.option("--on", required=True, help="发生日期")
@click.option("--content", default="", help="公开内容")
def disclose_event(
    call: Call, code: str, organization: str, item: str, on: str, content: str
) -> Outcome:
    """Begin the disclosure of an event."""
    from cso_desk.usecases import disclosure_steps

    with call.desk(write=True) as desk:
        homes = [home(desk, organization, code)]
        found = disclosure_steps.add_event(desk, homes, item, on, {"content": content}).value
    return Outcome({"refs": list(found)}, [f"已新增 {len(found)} 项。", *found])


@verb("disclose draft", "起草公开内容。", example="cso-desk disclose draft 事项编号 --content 内容")
@REFS
@click.option("--content", default="", help="公开内容，不写就按记录拟写")
def disclose_draft(call: Call, refs: tuple[str, ...], content: str) -> Outcome:
    """Write the text of items."""
    from cso_desk.usecases import disclosure_steps

    with call.desk(write=True) as desk:
        values = {"content": content} if content else {}
        return moved("起草", disclosure_steps.draft(desk, refs, values).value)


@verb(
    "disclose approve",
    "记下公开内容已审核。",
    example="cso-desk disclose approve 事项编号 --on 2026-03-01 --by 李主任",
)
@REFS
@click.option("--on", required=True, help="审核日期")
@click.option("--by", required=True, help="审核人")
def disclose_approve(call: Call, refs: tuple[str, ...], on: str, by: str) -> Outcome:
    """Keep that items were approved."""
    from cso_desk.usecases import disclosure_steps

    with call.desk(write=True) as desk:
        return moved("审核", disclosure_steps.approve(desk, refs, on, by).value)


@verb(
    "disclose take-down",
    "记下公开事项已取下。",
    example="cso-desk disclose take-down 事项编号 --on 2026-03-12",
)
@REFS
@click.option("--on", required=True, help="取下日期")
def disclose_take_down(call: Call, refs: tuple[str, ...], on: str) -> Outcome:
    """Keep that items were taken down."""
    from cso_desk.usecases import disclosure_steps

    with call.desk(write=True) as desk:
        return moved("取下", disclosure_steps.take_down(desk, refs, on).value)


@verb(
    "disclose archive",
    "记下公开材料已归档。",
    example="cso-desk disclose archive 事项编号 --on 2026-04-01 --place 村档案柜",
)
@REFS
@click.option("--on", required=True, help="归档日期")
@click.option("--place", default="", help="存放处")
def disclose_archive(call: Call, refs: tuple[str, ...], on: str, place: str) -> Outcome:
    """Keep that the papers of items were put away."""
    from cso_desk.usecases import disclosure_steps

    with call.desk(write=True) as desk:
        return moved("归档", disclosure_steps.archive(desk, refs, on, place).value)


def _say(call: Call, ref: str, kind: str, said: Sequence[str]) -> Outcome:
    from cso_desk.usecases import disclosure_remarks

    values = dict(zip(("said_on", "said_by", "content"), said, strict=True))
    with call.desk(write=True) as desk:
        found = disclosure_remarks.say(desk, ref, kind, values).value
    return Outcome({"id": found}, [f"已记下{kind}。", found])


@verb(
    "disclose objection",
    "记下对公示的异议；答复以前不能取下，备案也不能往下办。",
    example="cso-desk disclose objection 事项编号 --on 2026-03-03 --content 名称重复",
)
@REF
@click.option("--on", required=True, help="提出日期")
@click.option("--by", default="", help="提出人，不愿留名的不写")
@click.option("--content", required=True, help="内容")
def disclose_objection(call: Call, ref: str, on: str, by: str, content: str) -> Outcome:
    """Record an objection."""
    return _say(call, ref, "异议", (on, by, content))


@verb(
    "disclose opinion",
    "记下群众意见。",
    example="cso-desk disclose opinion 事项编号 --on 2026-03-03 --content 字太小",
)
@REF
@click.option("--on", required=True, help="提出日期")
@click.option("--by", default="", help="提出人，不愿留名的不写")
@click.option("--content", required=True, help="内容")
def disclose_opinion(call: Call, ref: str, on: str, by: str, content: str) -> Outcome:
    """Record an opinion."""
    return _say(call, ref, "群众意见", (on, by, content))


@verb(
    "disclose answer",
    "答复异议或群众意见。",
    example="cso-desk disclose answer 意见编号 --on 2026-03-05 --by 李主任 --content 已改名",
)
@click.argument("remark", metavar="意见编号")
@click.option("--on", required=True, help="答复日期")
@click.option("--by", required=True, help="答复人")
@click.option("--content", required=True, help="答复和处理")
def disclose_answer(call: Call, remark: str, on: str, by: str, content: str) -> Outcome:
    """Record the answer to a remark."""
    from cso_desk.usecases import disclosure_remarks

    values = {"answered_on": on, "answered_by": by, "answer": content}
    with call.desk(write=True) as desk:
        disclosure_remarks.answer(desk, remark, values)
    return Outcome({"id": remark}, ["已记下答复。"])


@verb(
    "disclose print",
    "打印公开事项的公开单（F17a）、收支公开表（F18）或公开表（F17）。",
    example="cso-desk disclose print 事项编号 --out 公开单.pdf",
)
@REFS
@click.option("--out", required=True, type=FILE, help="PDF 文件")
def disclose_print(call: Call, refs: tuple[str, ...], out: Path) -> Outcome:
    """Print the sheets of items."""
    from cso_desk.usecases import disclosure_single

    with call.desk() as desk:
        printed = disclosure_single.print_rows(desk, refs, out).value
    return Outcome({"pages": printed.pages}, [f"已打印 {printed.pages} 页到 {out}。"])


@verb(
    "disclose counts",
    "一年公开了多少：各组织应公开、按时、迟、逾期的项数。",
    example="cso-desk disclose counts --year 2026",
)
@YEAR
@UNDER
def disclose_counts(call: Call, year: int, code: str) -> Outcome:
    """Count a year's disclosure by organization and in all."""
    from cso_desk.usecases import disclosures, works_choices

    with call.desk() as desk:
        homes = dict(works_choices.organizations(desk, place_of(desk, code)))
        found = disclosures.counts(desk, list(homes), year)
        wanted = disclosures.Filter(year, place_of(desk, code))
        whole = disclosures.tally(disclosures.rows(desk, wanted))
    rows = [{"id": one, "name": homes[one], **asdict(count)} for one, count in found.items()]
    lines = [f"{homes[one]}：{count.words}" for one, count in found.items() if count.due]
    return Outcome(
        {"organizations": rows, "total": asdict(whole)}, [*lines, f"合计：{whole.words}"]
    )
