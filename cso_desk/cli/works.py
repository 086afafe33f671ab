"""Verbs of the activity log: add, set, list, counts, report, sum-up, remove, print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.activity_lists import Listed
    from cso_desk.usecases.opening import Desk

FILE = click.Path(path_type=Path, dir_okay=False)
SETTING = click.option(
    "--set", "settings", multiple=True, metavar="字段=值", help="一个字段的值，可写多次"
)
YEAR = click.option("--year", type=click.IntRange(1990, 2100), help="年度，不写是全部")
UNDER = click.option("--under", "code", default="", metavar="代码", help="只要这个社区（村）的")
ORGANIZATION = click.option("--org", "organization", default="", help="只要这个组织的")
IDS = click.argument("ids", metavar="编号…", nargs=-1, required=True)


def texts_of(settings: Sequence[str]) -> dict[str, str]:
    """Return {label: text} of `字段=值` words; raises `Problems`."""
    found = {}
    for one in settings:
        label, equals, text = one.partition("=")
        if not equals:
            raise Problems([Problem("", label, "usage", f"“{one}”应写成 字段=值。")])
        found[label.strip()] = text
    return found


def home_of(desk: Desk, text: str) -> str:
    """Return the id of the organization that a word means, empty for none."""
    from cso_desk.usecases import naming

    return naming.organization_of(desk, text) if text else ""


def place_of(desk: Desk, code: str) -> str:
    """Return the id of the community with a code, empty for none."""
    from cso_desk.usecases import units

    return units.unit_by_code(desk, code).id if code else ""


def _line(one: Listed) -> str:
    due = f"，{one.due}" if one.due else ""
    return (
        f"{one.begins_on}  {one.name}  {one.title}  {one.theme or '未分主题'}  "
        f"{one.times} 次 {one.people} 人次（{one.state}{due}）  {one.id}"
    )


@verb(
    "activity add",
    "新增一项活动，可以一次给几个组织。",
    example="cso-desk activity add 幸福社区舞蹈队 --set 活动名称=广场舞 --set 开始日期=2026-03 --set 次数=13",
)
@click.argument("organizations", metavar="组织…", nargs=-1, required=True)
@SETTING
def activity_add(call: Call, organizations: tuple[str, ...], settings: tuple[str, ...]) -> Outcome:
    """Add an activity for one or several organizations."""
    from cso_desk.usecases import activities, works_naming

    with call.desk(write=True) as desk:
        values = works_naming.keys_of("activity", texts_of(settings))
        ids = activities.save_for(desk, [home_of(desk, one) for one in organizations], values).value
    return Outcome({"ids": list(ids)}, [f"已新增 {len(ids)} 项活动。", *ids])


@verb("activity set", "修改一项活动。", example="cso-desk activity set 编号 --set 参加人数=165")
@click.argument("activity", metavar="编号")
@SETTING
def activity_set(call: Call, activity: str, settings: tuple[str, ...]) -> Outcome:
    """Change an activity."""
    from cso_desk.usecases import activities, works_naming

    with call.desk(write=True) as desk:
        home = activities.texts(desk, activity)["organization"]
        values = works_naming.keys_of("activity", texts_of(settings))
        activities.save(desk, home, activity, values)
        shown = works_naming.labels_of("activity", activities.texts(desk, activity))
    return Outcome({"id": activity, "fields": shown}, ["已保存。"])


@verb(
    "activity list",
    "列出活动和合计。",
    example="cso-desk activity list --year 2026 --theme 文化铸魂",
)
@ORGANIZATION
@UNDER
@click.option("--theme", default="", help="只要这个主题")
@YEAR
@click.option(
    "--state", default="", help="只要这种状态：待报备、待举办、待总结、已总结、已举办、未举办"
)
def activity_list(
    call: Call, organization: str, code: str, theme: str, year: int | None, state: str
) -> Outcome:
    """List activities with their totals."""
    from cso_desk.usecases import activity_lists, policy_pack

    with call.desk() as desk:
        wanted = activity_lists.Filter(
            home_of(desk, organization), place_of(desk, code), theme, year, state
        )
        found = activity_lists.listed(desk, wanted)
        totals = activity_lists.totals(found, policy_pack.words(desk, "activity_theme"))
    value = {
        "activities": [asdict(one) for one in found],
        "times": sum(one.times for one in found if one.state != "未举办"),
        "people": sum(one.people for one in found if one.state != "未举办"),
    }
    return Outcome(value, [*(_line(one) for one in found), totals])


@verb(
    "activity counts",
    "一年的活动数：各组织的次数、人次、主题、报备和总结是否按时。",
    example="cso-desk activity counts --year 2026",
)
@click.option("--year", required=True, type=click.IntRange(1990, 2100), help="年度")
@UNDER
def activity_counts(call: Call, year: int, code: str) -> Outcome:
    """Count a year's activities by organization."""
    from cso_desk.usecases import activity_lists, works_choices

    with call.desk() as desk:
        homes = dict(works_choices.organizations(desk, place_of(desk, code)))
        found = activity_lists.counts(desk, homes, year)
    whole = activity_lists.together(found.values())
    rows = [{"id": one, "name": homes[one], **asdict(count)} for one, count in found.items()]
    value = {"organizations": rows, "total": asdict(whole)}
    lines = [f"{homes[one]}：{count.words}" for one, count in found.items() if count.times]
    return Outcome(value, [*lines, f"合计：{whole.words}"])


def _noted(call: Call, ids: Sequence[str], on: str, name: str, words: str) -> Outcome:
    from cso_desk.usecases import activities

    with call.desk(write=True) as desk:
        count = getattr(activities, name)(desk, ids, on).value
    return Outcome({"count": count}, [f"已记下 {count} 项活动的{words}。"])


@verb(
    "activity report", "记下活动已报备。", example="cso-desk activity report 编号 --on 2026-10-09"
)
@IDS
@click.option("--on", required=True, help="报备日期")
def activity_report(call: Call, ids: tuple[str, ...], on: str) -> Outcome:
    """Note the day of the notice."""
    return _noted(call, ids, on, "report", "报备")


@verb(
    "activity sum-up", "记下活动已总结。", example="cso-desk activity sum-up 编号 --on 2026-10-20"
)
@IDS
@click.option("--on", required=True, help="总结日期")
def activity_sum_up(call: Call, ids: tuple[str, ...], on: str) -> Outcome:
    """Note the day of the summary."""
    return _noted(call, ids, on, "sum_up", "总结")


@verb("activity remove", "移除活动。", example="cso-desk activity remove 编号")
@IDS
def activity_remove(call: Call, ids: tuple[str, ...]) -> Outcome:
    """Take activities out."""
    from cso_desk.usecases import activities

    with call.desk(write=True) as desk:
        count = activities.remove(desk, ids).value
    return Outcome({"count": count}, [f"已移除 {count} 项活动。"])


@verb(
    "activity print",
    "打印活动报备表（F15a）或活动总结表（F15b）。",
    example="cso-desk activity print 编号 --form F15a --out 报备表.pdf",
)
@IDS
@click.option("--form", "code", type=click.Choice(["F15a", "F15b"]), default="F15a", help="哪张表")
@click.option("--out", required=True, type=FILE, help="PDF 文件")
def activity_print(call: Call, ids: tuple[str, ...], code: str, out: Path) -> Outcome:
    """Print the papers of activities."""
    from cso_desk.usecases import works_papers

    with call.desk() as desk:
        printed = works_papers.print_activities(desk, code, ids, out).value
    return printed_to(printed, out)


@verb(
    "activity import",
    "从电子表格导入活动；不能导入的行会列出来。",
    example="cso-desk activity import 活动台账.xlsx --org 幸福社区舞蹈队",
)
@click.argument("file", metavar="文件", type=FILE)
@ORGANIZATION
@click.option("--dry-run", is_flag=True, help="只看结果，不写入")
def activity_import(call: Call, file: Path, organization: str, dry_run: bool) -> Outcome:
    """Take activities in."""
    return imported(call, "activity", file, organization, dry_run)


def imported(call: Call, table: str, file: Path, organization: str, dry_run: bool) -> Outcome:
    """Take rows of a table in, or only look; exit code 3 where some cannot come in."""
    from cso_desk.usecases import import_works

    with call.desk(write=not dry_run) as desk:
        home = home_of(desk, organization)
        taken = (
            import_works.preview(desk, table, file, home)
            if dry_run
            else import_works.take(desk, table, file, home).value
        )
    keys = ("new", "same", "refused", "totals")
    value = {key: getattr(taken, key) for key in keys}
    head = "预览：" if dry_run else "已导入："
    return Outcome(value, [f"{head}{taken.words}。"], taken.problems, 3 if taken.refused else 0)


def printed_to(printed: Any, out: Path) -> Outcome:
    """Return what was printed, and what was not and why."""
    value = {"pages": printed.pages, "file": str(out), "skipped": printed.skipped}
    skipped = [f"{name}：{why}" for name, why in printed.skipped]
    return Outcome(value, [f"已打印 {printed.pages} 页到 {out}。", *skipped])
