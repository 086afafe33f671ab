"""Verbs of safety: backups that are proven, and checks of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cso_desk.errors import Trouble

from .doorway import Call, Outcome, verb


def _value(info: Any) -> dict[str, Any]:
    return {
        "file": str(info.file),
        "made_at": info.made_at,
        "reason": info.reason,
        "proven": info.proven,
        "counts": info.counts,
        "size": info.size,
    }


def _line(info: Any) -> str:
    state = "已验证可恢复" if info.proven else "未验证"
    organizations = info.counts.get("organization", 0)
    return f"{info.made_at[:16].replace('T', ' ')}  {organizations} 个组织  {state}  {info.reason}  {info.file}"


@verb("backup now", "现在做一个备份并验证。", example="cso-desk backup now")
def backup_now(call: Call) -> Outcome:
    """Make a backup."""
    from cso_desk.usecases import backup

    with call.desk(write=True) as desk:
        info = backup.make(desk, "手工备份").value
    return Outcome(_value(info), [_line(info)])


@verb("backup list", "列出备份。", example="cso-desk backup list")
def backup_list(call: Call) -> Outcome:
    """List backups."""
    from cso_desk.usecases import backup

    with call.desk() as desk:
        found = backup.listed(desk)
    return Outcome(
        [_value(info) for info in found], [_line(info) for info in found] or ["还没有备份。"]
    )


@verb("backup prove", "打开备份，检查并清点。", example="cso-desk backup prove 备份文件")
@click.argument("file", metavar="备份文件", type=click.Path(path_type=Path, dir_okay=False))
def backup_prove(call: Call, file: Path) -> Outcome:
    """Prove a backup."""
    from cso_desk.usecases import backup

    with call.desk() as desk:
        info = backup.prove(desk, file).value
    return Outcome(_value(info), [_line(info)])


@verb(
    "backup restore", "用备份恢复（现有数据另存一份）。", example="cso-desk backup restore 备份文件"
)
@click.argument("file", metavar="备份文件", type=click.Path(path_type=Path, dir_okay=False))
def backup_restore(call: Call, file: Path) -> Outcome:
    """Restore a backup."""
    from cso_desk.usecases import backup, opening

    user = call.user or opening.only_user(call.folder)
    desk = backup.restore(call.folder, file, user, call.password(), call.clock)
    desk.close()
    return Outcome({"file": str(file)}, ["已恢复；恢复前的数据已另存在备份文件夹里。"])


@verb("check", "检查数据是否完好。", example="cso-desk check --deep")
@click.option("--deep", is_flag=True, help="逐条核对（较慢）")
def check(call: Call, deep: bool) -> Outcome:
    """Check the data."""
    from cso_desk.usecases import backup, witness

    with call.desk() as desk:
        findings = backup.check(desk, deep)
        older = witness.remarks(desk)
    if findings:
        raise Trouble("DAMAGED", "；".join(findings) + "。请用最近一次已验证的备份恢复。")
    return Outcome({"ok": True, "findings": []}, ["数据完好。"], older)
