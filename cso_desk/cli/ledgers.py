"""Verbs of ledgers: look, import, export."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from cso_desk.errors import Trouble

from .doorway import Call, Outcome, verb

FILE = click.Path(path_type=Path, dir_okay=False)


@verb("ledger look", "识别台账的表头、列和问题，不写入。", example="cso-desk ledger look 台账.xlsx")
@click.argument("file", metavar="文件", type=FILE)
@click.option("--sheet", help="只看这一张表")
@click.option("--mapping", type=FILE, help="列对照表（JSON：列标题 → 字段名）")
def look(call: Call, file: Path, sheet: str | None, mapping: Path | None) -> Outcome:
    """Recognise the sheets of a file."""
    from cso_desk.usecases import import_ledger

    with call.desk() as desk:
        seen = import_ledger.look(desk, file, mapping_of(mapping))
        problems = import_ledger.preview(desk, [file], mapping_of(mapping)).problems
    shown = [one for one in seen.sheets if sheet in (None, one.name)]
    if not shown:
        raise Trouble("NO_SHEET", f"“{file.name}”里没有名为“{sheet}”的表，请核对。")
    return Outcome(
        {"sheets": [_sheet(one) for one in shown]}, [_sheet_line(one) for one in shown], problems
    )


def _sheet(one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "heading_rows": list(one.heading_rows),
        "columns": [asdict(column) for column in one.columns],
        "rows": one.rows,
        "ignored": [{"row": row, "reason": reason} for row, reason in one.ignored],
        "why_not": one.why_not,
        "roster": one.roster,
    }


def _sheet_line(one: Any) -> str:
    if one.why_not:
        return f"{one.name}：不导入，{one.why_not}"
    taken = "、".join(f"{c.heading}→{c.label}" for c in one.columns if c.key)
    return f"{one.name}：{one.rows} 行；{taken}"


def mapping_of(file: Path | None) -> dict[str, str | None] | None:
    """Return what a file of headings and fields says, None without one; raises `Trouble` UNREADABLE."""
    if file is None:
        return None
    try:
        raw = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        raise Trouble(
            "UNREADABLE", f"读不出列对照表 {file}，应为 JSON：列标题 → 字段名。"
        ) from None
    if not isinstance(raw, dict):
        raise Trouble("UNREADABLE", f"列对照表 {file} 应为 JSON 对象：列标题 → 字段名。")
    return {str(key): None if value is None else str(value) for key, value in raw.items()}


@verb(
    "ledger import",
    "导入旧台账；要改的格子写回一本问题工作簿。",
    example="cso-desk ledger import 台账.xlsx --problems 问题.xlsx",
)
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=FILE)
@click.option("--mapping", type=FILE, help="列对照表（JSON：列标题 → 字段名）")
@click.option("--problems", type=FILE, help="问题工作簿写到哪里（.xlsx）")
@click.option("--dry-run", is_flag=True, help="只看结果，不写入")
def import_(
    call: Call, files: tuple[Path, ...], mapping: Path | None, problems: Path | None, dry_run: bool
) -> Outcome:
    """Take ledgers in."""
    from cso_desk.usecases import import_ledger

    with call.desk(write=not dry_run) as desk:
        taken = import_ledger.take(desk, files, mapping_of(mapping), problems, dry_run).value
    value = {
        "new": taken.new,
        "changed": taken.changed,
        "same": taken.same,
        "refused": taken.refused,
    }
    counts = f"新增 {taken.new}，变更 {taken.changed}，相同 {taken.same}，退回 {taken.refused}"
    lines = [("预览：" if dry_run else "已导入：") + counts + "。"]
    if taken.problems_file:
        lines.append(
            f"要核对的 {len(taken.problems)} 处已写入 {taken.problems_file}，改好后可再导入。"
        )
    partly = bool(taken.refused or taken.unreadable)
    return Outcome(value, lines, taken.problems, 3 if partly else 0)


@verb("ledger export", "导出台账。", example="cso-desk ledger export 台账.xlsx --filter 百泉")
@click.argument("out", metavar="文件", type=FILE)
@click.option("--filter", "text", default="", help="只导出 find 能找到的")
@click.option(
    "--mask",
    type=click.Choice(["none", "id", "all"]),
    default="id",
    help="id 遮身份证号中间，all 还遮电话和生日，none 不遮（会记入日志）",
)
def export(call: Call, out: Path, text: str, mask: str) -> Outcome:
    """Write the ledger to a file."""
    from cso_desk.usecases import export_ledger, lists

    with call.desk(write=mask == "none") as desk:
        rows = export_ledger.export(desk, out, lists.Query(text=text), mask).value  # type: ignore[arg-type]
    return Outcome({"rows": rows}, [f"已导出 {rows} 个组织到 {out}。"])
