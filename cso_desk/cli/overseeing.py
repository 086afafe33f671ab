"""Verbs of the desk above: take an import back (`package undo`); imports `exchange`, which declares the other ones."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from . import exchange
from .doorway import Call, Outcome, verb

__all__ = ["exchange"]


@verb(
    "package undo",
    "还原一次导入：还没有据此办理别的事时，收回某份上报包（编号见 package received）。",
    example="cso-desk package undo 0190a2b4-0000-7000-8000-000000000000 --receipts /media/usb",
)
@click.argument("package")
@click.option(
    "--receipts",
    type=click.Path(path_type=Path),
    help="告知报送单位的回执写到哪个文件夹",
)
def package_undo(call: Call, package: str, receipts: Path | None) -> Outcome:
    """Take one package back."""
    from cso_desk.usecases import taken_back

    with call.desk(write=True) as desk:
        told = taken_back.undo(desk, package, receipts).value
    value = {**asdict(told), "receipt": str(told.receipt) if told.receipt else None}
    return Outcome(value, [told.words])


@verb("package received", "列出已接收的上报包。", example="cso-desk package received")
def package_received(call: Call) -> Outcome:
    """List what was taken, and whether it can be taken back."""
    from cso_desk.usecases import replies, taken_back

    with call.desk() as desk:
        found = replies.received(desk)
        held = {one.package: taken_back.hindrance(desk, one.package) for one in found}
    value = [{**asdict(one), "held": held[one.package] or None} for one in found]
    lines = [
        f"{one.package}　{one.sender_name} 第 {one.seq:04d} 号　{one.taken_at[:10]}　"
        f"{held[one.package] or '可以还原'}"
        for one in found
    ]
    return Outcome(value, lines or ["还没有接收过上报包。"])
