"""Verbs of tables: list, show, save, make, remove, and fill another office's blank form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb
from .ledgers import mapping_of

if TYPE_CHECKING:
    from cso_desk.usecases.fill_form import FormLook
    from cso_desk.usecases.table_fields import Mask
    from cso_desk.usecases.tables_out import Table

FILE = click.Path(path_type=Path, dir_okay=False)
MASK = click.option(
    "--mask",
    type=click.Choice(["none", "id", "all"]),
    help="id 遮身份证号中间，all 还遮电话和生日，none 不遮（会记入日志）",
)


@verb("table list", "列出存好的表和可选的字段。", example="cso-desk table list")
def list_(call: Call) -> Outcome:
    """List the saved tables and the fields that a table can show."""
    from cso_desk.usecases import tables_out

    with call.desk() as desk:
        tables = [tables_out.official(desk), *tables_out.saved(desk)]
    labels = [one.label for one in tables_out.choices()]
    value = {"tables": [_shown(one) for one in tables], "fields": labels}
    lines = [f"{one.name}：{'、'.join(_shown(one)['fields'])}" for one in tables]
    return Outcome(value, [*lines, f"可选字段：{'、'.join(labels)}"])


def _shown(table: Table) -> dict[str, Any]:
    from cso_desk.usecases import tables_out

    heads = [tables_out.heading(table, key) for key in table.fields]
    return {"name": table.name, "fields": heads, "mask": table.mask}


def _keys(labels: tuple[str, ...]) -> tuple[str, ...]:
    from cso_desk.usecases import tables_out
    from cso_desk.usecases.table_fields import BLANK

    known = {one.label: one.key for one in tables_out.choices()}
    keys = []
    for label in labels:
        blank = label.startswith("空列:") or label.startswith("空列：")
        key = f"{BLANK}{label[3:]}" if blank else known.get(label, "")
        if not key:
            words = f"没有“{label}”这个字段；用 table list 看可选的字段，空列写 空列:标题。"
            raise Problems([Problem("", label, "unknown_field", words)])
        keys.append(key)
    return tuple(keys)


@verb(
    "table save",
    "存一张表：选哪些字段、怎样筛选和排序。",
    example="cso-desk table save 通讯录 --field 组织名称 --field 负责人姓名 --field 联系电话 --field 空列:签字",
)
@click.argument("name", metavar="表名")
@click.option("--field", "labels", multiple=True, required=True, help="字段名，按顺序可重复")
@click.option("--title", default="", help="表头上的标题")
@click.option("--filter", "text", default="", help="只要 find 能找到的")
@click.option("--category", help="只要这一类")
@click.option("--state", help="只要这种状态")
@click.option("--order", default="组织名称", help="按哪个字段排序")
@click.option("--descending", is_flag=True, help="倒序")
@MASK
def save(
    call: Call,
    name: str,
    labels: tuple[str, ...],
    title: str,
    text: str,
    category: str | None,
    state: str | None,
    order: str,
    descending: bool,
    mask: str | None,
) -> Outcome:
    """Save a table."""
    from cso_desk.usecases import lists, tables_out

    query = lists.Query(
        text=text, category=category, state=state, order=_keys((order,))[0], descending=descending
    )
    chosen = cast("Mask", mask or "id")
    table = tables_out.Table(name, title, _keys(labels), query, chosen)
    with call.desk(write=True) as desk:
        kept = tables_out.save(desk, table).value
    return Outcome({"id": kept, "name": name}, [f"已存好表“{name}”。"])


@verb("table make", "把一张表写成工作簿。", example="cso-desk table make 台账 --out 台账.xlsx")
@click.argument("name", metavar="表名")
@click.option("--out", type=FILE, required=True, help="写到哪里（.xlsx 或 .csv）")
@click.option("--filter", "text", default="", help="只要 find 能找到的")
@MASK
def make(call: Call, name: str, out: Path, text: str, mask: str | None) -> Outcome:
    """Write a table."""
    from cso_desk.usecases import tables_out

    with call.desk() as desk:
        table = tables_out.find(desk, name)
    if text:
        table = replace(table, query=replace(table.query, text=text))
    table = replace(table, mask=cast("Mask", mask or table.mask))
    with call.desk(write=table.mask == "none") as desk:
        rows = tables_out.make(desk, table, out).value
    return Outcome({"rows": rows}, [f"已写出“{table.name}”{rows} 行到 {out}。"])


@verb("table remove", "删去一张存好的表（组织不受影响）。", example="cso-desk table remove 通讯录")
@click.argument("name", metavar="表名")
def remove(call: Call, name: str) -> Outcome:
    """Remove a saved table."""
    from cso_desk.usecases import tables_out

    with call.desk(write=True) as desk:
        table = tables_out.find(desk, name)
        if table.id == tables_out.OFFICIAL:
            words = "台账是固有的表，不能删去。"
            raise Problems([Problem("", name, "fixed_table", words)])
        tables_out.forget(desk, table.id)
    return Outcome({"name": table.name}, [f"已删去表“{table.name}”。"])


@verb(
    "table fill",
    "用台账填写别的部门的空白表，列出还缺什么；对照会记住，明年改了版也认得。",
    example="cso-desk table fill 摸底表.xlsx --out 摸底表_已填.xlsx",
)
@click.argument("file", metavar="空白表", type=FILE)
@click.option("--out", type=FILE, help="填好的表写到哪里（.xlsx）；不写就只看识别结果")
@click.option("--mapping", type=FILE, help="列对照表（JSON：列标题 → 字段名）")
@click.option("--sheet", help="填哪一张表")
@click.option("--filter", "text", default="", help="只填 find 能找到的")
@MASK
def fill(
    call: Call,
    file: Path,
    out: Path | None,
    mapping: Path | None,
    sheet: str | None,
    text: str,
    mask: str | None,
) -> Outcome:
    """Fill a blank table."""
    from cso_desk.usecases import fill_form, lists

    told = mapping_of(mapping)
    if out is None:
        with call.desk() as desk:
            seen = fill_form.look(desk, file, told, sheet)
        lines = [f"{one.heading} → {one.label or '（没有这一项，留空）'}" for one in seen.columns]
        return Outcome(_look(seen), [*lines, *seen.notes])
    query = lists.Query(text=text, order="community")
    with call.desk(write=True) as desk:
        done = fill_form.fill(desk, file, out, query, cast("Mask", mask or "none"), told, sheet)
    filled = done.value
    missing = [{"org": org, "heading": heading} for org, heading in filled.missing]
    value = {
        "rows": filled.rows,
        "file": str(filled.out),
        "missing": missing,
        "strange": filled.strange,
    }
    lines = [f"已填 {filled.rows} 行，存为 {filled.out}。", *filled.notes]
    if filled.strange:
        lines.append(f"这些列台账里没有，留空：{'、'.join(filled.strange)}。")
    lines += [f"{org} 缺 {heading}" for org, heading in filled.missing]
    return Outcome(value, lines)


def _look(seen: FormLook) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(seen), "strange": seen.strange}
