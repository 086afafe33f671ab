"""Verbs of the money journal: add, set, list, totals, donations, remove, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .doorway import Call, Outcome, verb
from .works import (
    FILE,
    IDS,
    ORGANIZATION,
    SETTING,
    UNDER,
    home_of,
    imported,
    place_of,
    printed_to,
    texts_of,
)

if TYPE_CHECKING:
    from cso_desk.usecases.money import Line, Totals
    from cso_desk.usecases.money_periods import Period

YEAR = click.option("--year", type=click.IntRange(1990, 2100), help="年度，不写是全部")
PERIOD = click.option("--period", "word", default="全年", help="全年、上半年、第一季度、3月 等")


def _of(year: int | None, word: str) -> Period | None:
    from cso_desk.usecases import money_periods

    return money_periods.period(year, word) if year else None


def _span(of: Period | None) -> tuple[Any, Any]:
    return (of.begins, of.ends) if of else (None, None)


def _yuan(fen: int) -> float:
    return fen / 100


def _totals(found: Totals) -> dict[str, Any]:
    keys = ("opening", "income", "spending", "closing")
    kinds = {
        key: {kind: _yuan(fen) for kind, fen in getattr(found, key).items()}
        for key in ("income_by", "spending_by")
    }
    return {**{key: _yuan(getattr(found, key)) for key in keys}, **kinds, "lines": found.lines}


def _shown(one: Line) -> dict[str, Any]:
    from cso_desk.usecases import works_naming

    fields = works_naming.labels_of("money_entry", one.texts)
    return {"id": one.id, "fields": fields, "balance": _yuan(one.balance)}


@verb(
    "money add",
    "记一笔收支。",
    example="cso-desk money add 幸福社区舞蹈队 --set 日期=2026-03-08 --set 收支=支出 --set 金额=700 --set 摘要=购置服装",
)
@click.argument("organization", metavar="组织")
@SETTING
def money_add(call: Call, organization: str, settings: tuple[str, ...]) -> Outcome:
    """Add a line to a journal."""
    from cso_desk.usecases import money, works_naming

    with call.desk(write=True) as desk:
        home = home_of(desk, organization)
        line = money.save(
            desk, home, None, works_naming.keys_of("money_entry", texts_of(settings))
        ).value
        found = money.journal(desk, home)
    value = {"id": line, "balance": _yuan(found.totals.closing), "warnings": list(found.warnings)}
    return Outcome(value, ["已记一笔。", found.totals.words, *found.warnings])


@verb("money set", "修改一笔收支。", example="cso-desk money set 编号 --set 金额=680")
@click.argument("line", metavar="编号")
@SETTING
def money_set(call: Call, line: str, settings: tuple[str, ...]) -> Outcome:
    """Change a line."""
    from cso_desk.usecases import money, works_naming

    with call.desk(write=True) as desk:
        home = money.texts(desk, line)["organization"]
        money.save(desk, home, line, works_naming.keys_of("money_entry", texts_of(settings)))
        shown = works_naming.labels_of("money_entry", money.texts(desk, line))
    return Outcome({"id": line, "fields": shown}, ["已保存。"])


@verb(
    "money list",
    "列出一个组织的流水和结余。",
    example="cso-desk money list 幸福社区舞蹈队 --year 2026 --period 上半年",
)
@click.argument("organization", metavar="组织")
@YEAR
@PERIOD
def money_list(call: Call, organization: str, year: int | None, word: str) -> Outcome:
    """List a journal."""
    from cso_desk.usecases import money

    with call.desk() as desk:
        found = money.journal(desk, home_of(desk, organization), *_span(_of(year, word)))
    value = {
        "lines": [_shown(one) for one in found.lines],
        "totals": _totals(found.totals),
        "warnings": list(found.warnings),
    }
    lines = [
        f"{one.texts['date']}  {one.direction}  {one.texts['kind']}  {one.texts['amount']}  "
        f"{one.texts['summary']}  {one.id}"
        for one in found.lines
    ]
    return Outcome(value, [*lines, found.totals.words, *found.warnings])


@verb(
    "money totals",
    "各组织的收支合计。",
    example="cso-desk money totals --year 2026 --under 410782103001",
)
@YEAR
@PERIOD
@UNDER
def money_totals(call: Call, year: int | None, word: str, code: str) -> Outcome:
    """Sum up the journals."""
    from cso_desk.usecases import money, works_choices

    with call.desk() as desk:
        homes = dict(works_choices.organizations(desk, place_of(desk, code)))
        found = money.totals_of(desk, homes, *_span(_of(year, word)))
    kept = {one: totals for one, totals in found.items() if totals.kept}
    whole = money.together(kept.values())
    rows = [{"id": one, "name": homes[one], **_totals(totals)} for one, totals in kept.items()]
    lines = [f"{homes[one]}：{totals.words}" for one, totals in kept.items()]
    return Outcome(
        {"organizations": rows, "total": _totals(whole)}, [*lines, f"合计：{whole.words}"]
    )


@verb(
    "money donations",
    "列出一个组织的捐赠。",
    example="cso-desk money donations 幸福社区舞蹈队 --year 2026",
)
@click.argument("organization", metavar="组织")
@YEAR
@PERIOD
def money_donations(call: Call, organization: str, year: int | None, word: str) -> Outcome:
    """List the donation ledger."""
    from cso_desk.usecases import money

    with call.desk() as desk:
        found = money.donations(desk, home_of(desk, organization), *_span(_of(year, word)))
    total = sum(one.amount for one in found)
    value = {"donations": [_shown(one) for one in found], "total": _yuan(total)}
    lines = [f"{one.texts['date']}  {one.texts['donor']}  {one.texts['amount']}" for one in found]
    return Outcome(value, [*lines, f"合计 {_yuan(total):.2f} 元"])


@verb("money remove", "移除收支。", example="cso-desk money remove 编号")
@IDS
def money_remove(call: Call, ids: tuple[str, ...]) -> Outcome:
    """Take lines out."""
    from cso_desk.usecases import money

    with call.desk(write=True) as desk:
        count = money.remove(desk, ids).value
    return Outcome({"count": count}, [f"已移除 {count} 笔收支。"])


@verb(
    "money print",
    "打印收支公开表（F18）或捐赠台账（F18b）。",
    example="cso-desk money print 幸福社区舞蹈队 --year 2026 --out 收支公开表.pdf",
)
@click.argument("organizations", metavar="组织…", nargs=-1, required=True)
@click.option("--year", required=True, type=click.IntRange(1990, 2100), help="年度")
@PERIOD
@click.option("--form", "code", type=click.Choice(["F18", "F18b"]), default="F18", help="哪张表")
@click.option("--out", required=True, type=FILE, help="PDF 文件")
def money_print(
    call: Call, organizations: tuple[str, ...], year: int, word: str, code: str, out: Path
) -> Outcome:
    """Print money sheets or donation ledgers."""
    from cso_desk.usecases import money_periods, works_papers

    of = money_periods.period(year, word)
    with call.desk() as desk:
        homes = [home_of(desk, one) for one in organizations]
        printed = works_papers.print_money(desk, code, homes, of, out).value
    return printed_to(printed, out)


@verb(
    "money import",
    "从电子表格导入收支流水；不能导入的行会列出来。",
    example="cso-desk money import 流水账.xlsx --org 幸福社区舞蹈队",
)
@click.argument("file", metavar="文件", type=FILE)
@ORGANIZATION
@click.option("--dry-run", is_flag=True, help="只看结果，不写入")
def money_import(call: Call, file: Path, organization: str, dry_run: bool) -> Outcome:
    """Take money lines in."""
    return imported(call, "money_entry", file, organization, dry_run)
