"""The verb that fills an empty desk with practice data."""

from __future__ import annotations

from dataclasses import asdict

import click

from .doorway import Call, Outcome, verb


@verb(
    "practice",
    "填入练习数据（只能填入空的工作台，纸面都印“练习”）。",
    example="cso-desk practice --organizations 300 --seed 1",
)
@click.option(
    "--organizations",
    default=300,
    type=click.IntRange(1, 300_000),
    help="组织数（1 到 300000）",
)
@click.option("--seed", default=1, type=int, help="种子，相同则内容相同")
def practice(call: Call, organizations: int, seed: int) -> Outcome:
    """Fill an empty desk with invented records."""
    from cso_desk.usecases import practice as practising

    with call.desk(write=True) as desk:
        counts = practising.fill_with_practice(desk, organizations, seed).value
    words = f"已填入练习数据：{counts.organizations} 个组织、{counts.decisions} 条备案、{counts.members} 名成员。"
    return Outcome(asdict(counts), [words])
