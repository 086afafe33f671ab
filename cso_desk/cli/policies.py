"""Verbs of the policy pack: what is in force, checking, taking in and handing on a pack, holidays."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.policy import Pack
    from cso_desk.usecases.opening import Desk

FILE = click.Path(path_type=Path, dir_okay=False)
PLACE = click.Path(path_type=Path)


def day_given(text: str | None, field: str) -> date | None:
    """Return the day that was given, None where none was; raises `Problems` under `field`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        words = f"日期 {text} 不对，应写成 2027-01-01 的样子。"
        raise Problems([Problem("", field, "date_invalid", words)]) from None


def _head(desk: Desk, pack: Pack) -> dict[str, Any]:
    from cso_desk.usecases import policy_pack

    return {**pack.head, "versions": [asdict(one) for one in policy_pack.versions(desk)]}


def _lines(value: dict[str, Any]) -> list[str]:
    return [f"{value['title']}  {value['id']}@{value['version']}  自 {value['valid_from']} 起"] + [
        f"  {one['version']}  {one['valid_from']} 起  {one['state']}  {one['document']}".rstrip()
        for one in value["versions"]
    ]


@verb(
    "policy show",
    "查看现行政策包、各版本和施行日期。",
    example="cso-desk policy show --on 2027-01-01",
)
@click.option("--on", "day", metavar="日期", help="看这一天施行的政策包，省略时为今天")
def policy_show(call: Call, day: str | None) -> Outcome:
    """Show the pack in force with its versions and entries."""
    from cso_desk.usecases import policy_pack

    on = day_given(day, "on")
    with call.desk() as desk:
        pack = policy_pack.pack(desk, on)
        value = _head(desk, pack)
        groups = list(policy_pack.entries(desk, pack.version))
    value["entries"] = [
        {
            "path": one.path,
            "label": one.label,
            "value": one.value,
            "source": one.source,
            "reference": one.reference,
            "changed": one.changed,
        }
        for group in groups
        for one in group.entries
        if group.subject != "layouts"
    ]
    value["layouts"] = sorted(pack.layouts)
    lines = _lines(value)
    for group in groups:
        lines.append(group.name)
        lines += [
            f"  {one.label}{_mark(one.reference)}  {_short(one.text)}" for one in group.entries
        ]
    return Outcome(value, lines)


def _mark(reference: bool) -> str:
    return "（参考）" if reference else ""


def _short(text: str) -> str:
    line = "；".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


@verb("policy check", "检查一个政策包。", example="cso-desk policy check 政策包.zip")
@click.argument("place", metavar="政策包", type=PLACE)
def policy_check(call: Call, place: Path) -> Outcome:
    """Read a pack and say what is wrong with it."""
    from cso_desk.usecases import policy_pack

    pack = policy_pack.check_file(place)
    return Outcome(dict(pack.head), [f"政策包完好：{pack.head['title']} {pack.version}。"])


@verb(
    "policy use",
    "启用一个政策包，到施行日期自动生效。",
    example="cso-desk policy use 政策包.zip --from 2027-01-01",
)
@click.argument("place", metavar="政策包", type=PLACE)
@click.option("--from", "begins", metavar="日期", help="从这一天起施行，省略时用政策包里写的")
def policy_use(call: Call, place: Path, begins: str | None) -> Outcome:
    """Take in a pack."""
    from cso_desk.usecases import policy_pack

    day = day_given(begins, "valid_from")
    with call.desk(write=True) as desk:
        version = policy_pack.take_file(desk, place, day).value
        value = _head(desk, policy_pack.pack_of(desk, version))
    return Outcome(value, [f"已启用 {version}。", *_lines(value)])


@verb(
    "policy withdraw",
    "收回还没有记录用到的一版政策包。",
    example="cso-desk policy withdraw huixian@2026.1",
)
@click.argument("version", metavar="版本")
def policy_withdraw(call: Call, version: str) -> Outcome:
    """Take a version out of force."""
    from cso_desk.usecases import policy_pack

    with call.desk(write=True) as desk:
        policy_pack.withdraw(desk, version)
        value = _head(desk, policy_pack.pack(desk))
    return Outcome(value, [f"已收回 {version}。", *_lines(value)])


@verb("policy export", "把现行政策包导出为 ZIP。", example="cso-desk policy export 政策包.zip")
@click.argument("out", metavar="文件", type=FILE)
def policy_export(call: Call, out: Path) -> Outcome:
    """Write the pack in force to a file."""
    from cso_desk.usecases import policy_pack

    with call.desk() as desk:
        version = policy_pack.export(desk, out).value
        value = _head(desk, policy_pack.pack_of(desk, version))
    return Outcome(value, [f"已导出 {version} 到 {out}。"])


@verb(
    "policy calendar",
    "导入一年的放假安排（CSV：日期,类型；类型写 休 或 班），不给文件时列出已有年份。",
    example="cso-desk policy calendar 2027年放假安排.csv",
)
@click.argument("file", metavar="[文件]", required=False, type=FILE)
@click.option("--document", default="", metavar="名称", help="依据的通知，省略时记文件名")
def policy_calendar(call: Call, file: Path | None, document: str) -> Outcome:
    """Take in the holidays of a year, or list the years that are known."""
    from cso_desk.usecases import working_days

    with call.desk(write=file is not None) as desk:
        if file is not None:
            working_days.import_year(desk, file, document)
        years = working_days.years_of(desk)
    lines = [
        f"{one.year} 年  放假 {len(one.off)} 天  调休上班 {len(one.on)} 天  {one.document}"
        for one in years
    ]
    return Outcome([asdict(one) for one in years], lines)
