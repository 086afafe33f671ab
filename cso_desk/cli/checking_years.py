"""Verbs of the yearly check (年度核对) and of saved views."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb

YEAR = click.option("--year", required=True, type=click.IntRange(1990, 2100), help="年度")


@verb("check-year start", "开始一年的年度核对。", example="cso-desk check-year start --year 2026")
@YEAR
def start(call: Call, year: int) -> Outcome:
    """Begin the check of a year for all communities."""
    from cso_desk.usecases import year_check

    with call.desk(write=True) as desk:
        begun = year_check.start(desk, year).value
        figure = year_check.figure(desk, year)
    return Outcome({"begun": begun, **asdict(figure)}, [figure.words])


@verb(
    "check-year list",
    "列出各村（社区）核对了没有。",
    example="cso-desk check-year list --year 2026",
)
@YEAR
def listed(call: Call, year: int) -> Outcome:
    """List the communities of a year's check."""
    from cso_desk.usecases import year_check

    with call.desk() as desk:
        found = year_check.villages(desk, year)
        figure = year_check.figure(desk, year)
    lines = [f"{one.state}  {one.name}  {one.result}" for one in found]
    value = {**asdict(figure), "communities": [asdict(one) for one in found]}
    return Outcome(value, [*lines, figure.words])


@verb(
    "check-year same",
    "整村（社区）无变化。",
    example="cso-desk check-year same 410782103201 --year 2026",
)
@click.argument("community", metavar="社区代码")
@YEAR
def same(call: Call, community: str, year: int) -> Outcome:
    """Enter 无变化 for a community."""
    from cso_desk.usecases import units, year_check

    with call.desk(write=True) as desk:
        place = units.unit_by_code(desk, community)
        year_check.no_change(desk, place.id, year)
        figure = year_check.figure(desk, year)
    return Outcome(asdict(figure), [f"{place.name}：无变化。{figure.words}"])


@verb(
    "check-year print",
    "打印各村（社区）的核对表。",
    example="cso-desk check-year print --year 2026 --out 核对表.pdf",
)
@YEAR
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个 PDF")
def print_sheets(call: Call, year: int, out: Path) -> Outcome:
    """Print all sheets of a year."""
    from cso_desk.usecases import year_check_paper

    with call.desk() as desk:
        printed = year_check_paper.print_sheets(desk, year, out).value
    skipped = [{"community": name, "message": words} for name, words in printed.skipped]
    lines = [f"已打印 {printed.pages} 页：{out}"]
    lines += [f"没有打印 {name}：{words}" for name, words in printed.skipped]
    return Outcome({"pages": printed.pages, "skipped": skipped}, lines)


@verb("view list", "列出组织列表的已存视图。", example="cso-desk view list")
def views(call: Call) -> Outcome:
    """List the saved views of the organizations."""
    from cso_desk.usecases import field_filters, saved_views

    with call.desk() as desk:
        found = saved_views.views(desk, "organizations")
    value, lines = [], []
    for one in found:
        words = [
            field_filters.words_of(where)
            for where in field_filters.from_json(one.content.get("where", ()))
        ]
        value.append({"id": one.id, "name": one.name, "pinned": one.pinned, "filters": words})
        lines.append(f"{one.name}  {'；'.join(words)}")
    return Outcome(value, lines or ["还没有已存视图。"])
