"""Verbs of evaluation rounds: open, forms, enter, result, close, list."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.evaluate import RoundInfo
    from cso_desk.usecases.evaluate_results import OrgResult

FILE = click.Path(path_type=Path, dir_okay=False)
ENTRIES = ("计票表", "逐张录入", "双人录入")
COPIES = click.IntRange(1, 5000)


def _round(info: RoundInfo) -> dict[str, Any]:
    more = {key: text for key, text in asdict(info).items() if key != "id"}
    return {"round": info.id, **more}


def _line(info: RoundInfo) -> str:
    return f"{info.id}  {info.title}  {info.organizations} 个组织，已录 {info.entered} 个（{info.state}）"


@verb(
    "evaluate open",
    "新开一轮评议。",
    example="cso-desk evaluate open --year 2026 --under 410782103001",
)
@click.option("--year", required=True, type=click.IntRange(1990, 2100), help="年度")
@click.option("--under", "code", required=True, metavar="代码", help="社区（村）或乡镇的区划代码")
@click.option("--held", "held_on", default="", help="评议日期")
@click.option("--scheme", default="", metavar="方案", help="评议方案的代码，不写用本地默认的")
@click.option("--entry", type=click.Choice(ENTRIES), help="录入方式，不写用本地默认的")
@click.option("--households", is_flag=True, help="居民一方发入户问卷，不到会")
def evaluate_open(
    call: Call, year: int, code: str, held_on: str, scheme: str, entry: str | None, households: bool
) -> Outcome:
    """Open a round."""
    from cso_desk.usecases import round_opening, units

    plan = round_opening.Plan(year, held_on, scheme, entry or "", households=households)
    with call.desk(write=True) as desk:
        unit = units.unit_by_code(desk, code).id
        info = round_opening.open_planned(desk, unit, plan).value
    return Outcome(_round(info), ["已新开：" + _line(info)])


@verb("evaluate list", "列出各轮评议。", example="cso-desk evaluate list --year 2026")
@click.option("--year", type=click.IntRange(1990, 2100), help="只列这一年的")
def evaluate_list(call: Call, year: int | None) -> Outcome:
    """List the rounds."""
    from cso_desk.usecases import evaluate

    with call.desk() as desk:
        found = evaluate.rounds(desk, year)
    return Outcome(
        [_round(one) for one in found], [_line(one) for one in found] or ["还没有评议。"]
    )


@verb(
    "evaluate forms",
    "打印测评表和计票表。",
    example="cso-desk evaluate forms 轮次编号 --out 测评表.pdf --residents 40",
)
@click.argument("round_id", metavar="轮次")
@click.option("--out", required=True, type=FILE, help="PDF 文件")
@click.option("--committee", default=1, type=COPIES, help="两委测评表打几张")
@click.option("--residents", default=1, type=COPIES, help="居民测评表打几张")
def evaluate_forms(call: Call, round_id: str, out: Path, committee: int, residents: int) -> Outcome:
    """Print the ballots and tally forms of a round."""
    from cso_desk.usecases import evaluate_papers

    with call.desk() as desk:
        copies = {"两委": committee, "居民": residents}
        printed = evaluate_papers.forms(desk, round_id, out, copies).value
    value = {
        "round": round_id,
        "pages": printed.pages,
        "files": [str(one) for one in printed.files],
    }
    return Outcome(value, [f"已打印 {printed.pages} 页到 {out}。"])


@verb(
    "evaluate enter",
    "录入计票表（CSV）。",
    example="cso-desk evaluate enter 轮次编号 计票.csv",
)
@click.argument("round_id", metavar="轮次")
@click.argument("file", metavar="文件", type=FILE)
def evaluate_enter(call: Call, round_id: str, file: Path) -> Outcome:
    """Enter the counts of the signed tally forms."""
    from cso_desk.usecases import evaluate

    with call.desk(write=True) as desk:
        entered = evaluate.enter_csv(desk, round_id, file).value
        info = evaluate.round_info(desk, round_id)
    value = {**_round(info), "rows": entered.rows, "warnings": list(entered.warnings)}
    return Outcome(value, [f"已录入 {entered.rows} 行。", *entered.warnings])


def _results(found: list[OrgResult]) -> list[dict[str, Any]]:
    return [
        {
            "org": one.name,
            "id": one.organization,
            "grade": one.grade,
            "score": None if one.score is None else one.score / 100,
            "shares": dict(one.shares),
            "group_shares": {group: dict(own) for group, own in one.group_shares.items()},
            "checks": list(one.checks),
        }
        for one in found
    ]


def _result_lines(found: list[OrgResult]) -> list[str]:
    lines = [f"{one.name}  {one.grade or '暂无等次'}  {one.score_text}" for one in found]
    notes = dict.fromkeys(words for one in found for words in one.checks)
    return [*lines, *notes]


@verb(
    "evaluate result",
    "看一轮评议的等次和得分。",
    example="cso-desk evaluate result 轮次编号 --out 结果.pdf",
)
@click.argument("round_id", metavar="轮次")
@click.option("--out", type=FILE, help="把结果表打印成 PDF（E03）")
def evaluate_result(call: Call, round_id: str, out: Path | None) -> Outcome:
    """Show the results of a round, and print them."""
    from cso_desk.usecases import evaluate, evaluate_papers

    with call.desk() as desk:
        found = evaluate.results(desk, round_id)
        if out is not None:
            evaluate_papers.print_result(desk, round_id, out)
    return Outcome(_results(found), _result_lines(found))


@verb(
    "evaluate close",
    "定下一轮评议的结果，以后不再改。",
    example="cso-desk evaluate close 轮次编号",
)
@click.argument("round_id", metavar="轮次")
def evaluate_close(call: Call, round_id: str) -> Outcome:
    """Settle a round."""
    from cso_desk.usecases import evaluate

    with call.desk(write=True) as desk:
        info = evaluate.close(desk, round_id).value
        found = evaluate.results(desk, round_id)
    return Outcome(
        {**_round(info), "results": _results(found)}, [_line(info), *_result_lines(found)]
    )


@verb(
    "evaluate compare",
    "历年评议结果对照。",
    example="cso-desk evaluate compare --under 410782103001 --out 对照.xlsx",
)
@click.option("--under", "code", default="", metavar="代码", help="社区（村）或乡镇，不写是本单位")
@click.option("--years", default=5, type=click.IntRange(1, 20), help="最近几年")
@click.option("--out", type=FILE, help="导出成表格（.xlsx 或 .csv）")
def evaluate_compare(call: Call, code: str, years: int, out: Path | None) -> Outcome:
    """Compare the results over the years, and name bad years in a row."""
    from cso_desk.usecases import round_history, units

    with call.desk() as desk:
        unit = units.unit_by_code(desk, code).id if code else ""
        found = round_history.compare(desk, unit, years)
        runs = round_history.bad_runs(desk)
        if out is not None:
            round_history.export(desk, out, unit, years)
    value: list[dict[str, Any]] = [
        {"org": one.name, "id": one.organization, "grades": dict(one.grades), "remark": one.remark}
        for one in found.rows
    ]
    lines = [
        f"{one.name}  " + "，".join(f"{year} 年{grade}" for year, grade in one.grades.items())
        for one in found.rows
    ]
    warnings = [f"{one.name}：{one.words}。" for one in runs]
    return Outcome(value, [*(lines or ["还没有定下结果的评议。"]), *warnings])
