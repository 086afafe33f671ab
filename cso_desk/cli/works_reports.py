"""Verbs of work reports: write, set, hear, list, print."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb
from .works import FILE, IDS, SETTING, UNDER, home_of, place_of, printed_to, texts_of

YEAR = click.option("--year", required=True, type=click.IntRange(1990, 2100), help="年度")
PERIOD = click.option(
    "--period", type=click.Choice(["全年", "上半年", "下半年"]), default="全年", help="期间"
)


@verb(
    "work-report write",
    "写工作报告：一个或几个组织，或整个社区（村）里没写的。",
    example="cso-desk work-report write --under 410782103001 --year 2026",
)
@click.argument("organizations", metavar="组织…", nargs=-1)
@UNDER
@YEAR
@PERIOD
def report_write(
    call: Call, organizations: tuple[str, ...], code: str, year: int, period: str
) -> Outcome:
    """Write the reports that are missing."""
    from cso_desk.usecases import work_reports

    with call.desk(write=True) as desk:
        homes = [home_of(desk, one) for one in organizations]
        if code:
            homes += work_reports.of_community(desk, place_of(desk, code), year, period)
        done = work_reports.write(desk, homes, year, period).value
    lines = [f"已写好 {len(done.ids)} 份工作报告，另有 {done.kept} 份早已写好。", *done.ids]
    return Outcome({"ids": list(done.ids), "kept": done.kept}, lines)


@verb(
    "work-report set",
    "修改工作报告的文字。",
    example="cso-desk work-report set 编号 --set 存在问题=缺音响",
)
@click.argument("report", metavar="编号")
@SETTING
def report_set(call: Call, report: str, settings: tuple[str, ...]) -> Outcome:
    """Change texts of a report."""
    from cso_desk.usecases import work_reports, works_naming

    with call.desk(write=True) as desk:
        work_reports.save(desk, report, works_naming.keys_of("work_report", texts_of(settings)))
        found = work_reports.texts(desk, report)
    fields = works_naming.labels_of("work_report", found)
    value = {"id": report, "fields": fields, "figures": found["figures"]}
    return Outcome(value, ["已保存。"])


@verb(
    "work-report hear",
    "记下“两委”听取了工作报告。",
    example="cso-desk work-report hear 编号 --on 2026-12-28 --meeting 村“两委”联席会议",
)
@IDS
@click.option("--on", required=True, help="听取日期")
@click.option("--meeting", required=True, help="听取会议")
@click.option("--minutes", default="", help="会议意见")
@click.option("--by", "recorded_by", default="", help="记录人")
def report_hear(
    call: Call, ids: tuple[str, ...], on: str, meeting: str, minutes: str, recorded_by: str
) -> Outcome:
    """Note the meeting that heard reports."""
    from cso_desk.usecases import work_reports

    values = {"heard_on": on, "meeting": meeting, "minutes": minutes, "recorded_by": recorded_by}
    with call.desk(write=True) as desk:
        count = work_reports.hear(desk, ids, values).value
    return Outcome({"count": count}, [f"已记下听取 {count} 份工作报告。"])


@verb(
    "work-report list",
    "各组织的工作报告，各社区（村）还缺几份。",
    example="cso-desk work-report list --year 2026",
)
@YEAR
@PERIOD
@UNDER
def report_list(call: Call, year: int, period: str, code: str) -> Outcome:
    """List reports and what is missing."""
    from cso_desk.usecases import naming, work_reports

    with call.desk() as desk:
        found = work_reports.listed(desk, year, period, place_of(desk, code))
        gaps = [one for one in work_reports.gaps(desk, year, period) if one.due]
        codes = {one.community: naming.unit_code(desk, one.community) for one in gaps}
    communities = [
        {**asdict(one), "community": codes[one.community], "missing": one.missing} for one in gaps
    ]
    lines = [f"{one.name}  {one.state}  {one.heard_on}  {one.id}" for one in found]
    lines += [
        f"{one.name}：应报告 {one.due}，未写 {one.missing}，已听取 {one.heard}" for one in gaps
    ]
    return Outcome({"reports": [asdict(one) for one in found], "communities": communities}, lines)


@verb(
    "work-report print",
    "打印工作报告（F16）。",
    example="cso-desk work-report print 编号 --out 工作报告.pdf",
)
@IDS
@click.option("--out", required=True, type=FILE, help="PDF 文件")
def report_print(call: Call, ids: tuple[str, ...], out: Path) -> Outcome:
    """Print reports."""
    from cso_desk.usecases import works_papers

    with call.desk() as desk:
        printed = works_papers.print_reports(desk, ids, out).value
    return printed_to(printed, out)
