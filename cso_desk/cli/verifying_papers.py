"""Verbs of papers on their way: `verify-paper`, and `paper` to list them, send them out and take them back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.case_batch import Batch
    from cso_desk.usecases.opening import Desk

DAY = click.option("--day", default="", help="日期，如 2026-11-20，不写就是今天")
PAPERS = click.argument("codes", nargs=-1, metavar="编号…")


@verb(
    "verify-paper",
    "核对纸质表：编号是哪份表的，打印后变动了没有。",
    example="cso-desk verify-paper AB3D-7KQ2",
)
@click.argument("code", metavar="编号")
def verify_paper(call: Call, code: str) -> Outcome:
    """Tell what a short code refers to and whether the record changed since."""
    from cso_desk.usecases import paper_checking

    with call.desk() as desk:
        found = paper_checking.check(desk, code)
    paper = found.paper
    value = {
        "record": found.record,
        "printed_at": found.printed_at,
        "changed": found.changed,
        "organization": paper.organization,
        "name": paper.name,
        "form": paper.form,
        "title": paper.title,
        "state": paper.state,
        "code": paper.code,
        "differences": [asdict(one) for one in found.differences],
    }
    lines = [found.words]
    lines += [
        f"  {one.label}：{one.then or '（见历史）'} → {one.now or '（空）'}"
        for one in found.differences
        if one.then or one.now
    ]
    return Outcome(value, lines)


@verb("paper list", "列出纸质表在哪里。", example="cso-desk paper list --state 已送出")
@click.option("--state", default="", help="已打印、已送出、已盖章收回、已交存、已作废或超期未收回")
def listed(call: Call, state: str) -> Outcome:
    """List papers with where they are."""
    from cso_desk.errors import Problem, Problems
    from cso_desk.usecases import paper_tracks

    if state and state not in paper_tracks.STATES:
        words = f"没有“{state}”这种状态，可写：{'、'.join(paper_tracks.STATES)}。"
        raise Problems([Problem("", "--state", "unknown_state", words)])
    with call.desk() as desk:
        found = paper_tracks.papers(desk, paper_tracks.PaperQuery(state))
    lines = [
        f"{one.code or '（无编号）'}  {one.state}  {one.form}  {one.name}  {one.list_number}".rstrip()
        for one in found
    ]
    return Outcome([asdict(one) for one in found], lines or ["没有这样的纸质表。"])


@verb(
    "paper send",
    "送出纸质表，按社区（村）打印送签清单（不写编号就是全部已打印的）。",
    example="cso-desk paper send --out 送签清单.pdf",
)
@PAPERS
@click.option("--out", required=True, type=click.Path(path_type=Path), help="送签清单写到哪个 PDF")
@DAY
def send(call: Call, codes: tuple[str, ...], out: Path, day: str) -> Outcome:
    """Print the lists of printed papers and note that they went out."""
    from cso_desk.usecases import paper_lists

    with call.desk(write=True) as desk:
        sent = paper_lists.send_with_lists(desk, _ids(desk, codes), out, day).value
    failed = [asdict(one) for one in sent.failed]
    lines = [f"已送出 {len(sent.papers)} 份，送签清单 {'、'.join(sent.numbers)}：{out}"]
    lines += [f"  没有送出 {one.organization}：{one.message}" for one in sent.failed]
    value = {"lists": list(sent.numbers), "papers": len(sent.papers), "failed": failed}
    return Outcome(value, lines, exit_code=3 if failed else 0)


@verb(
    "paper back",
    "收回已盖章的纸质表：按编号，或用 --list 整单收回。",
    example="cso-desk paper back --list SQ2026-7",
)
@PAPERS
@click.option("--list", "number", default="", help="送签清单号")
@DAY
def back(call: Call, codes: tuple[str, ...], number: str, day: str) -> Outcome:
    """Take papers back by their codes, or a whole list."""
    from cso_desk.usecases import paper_lists, paper_tracks

    with call.desk(write=True) as desk:
        if number:
            return _told(paper_lists.bring_back_list(desk, number, day).value, "已盖章收回")
        batch = paper_tracks.bring_back(desk, _ids(desk, codes), day).value
    return _told(batch, "已盖章收回")


@verb("paper keep", "各份已交给保存单位。", example="cso-desk paper keep AB3D-7KQ2")
@PAPERS
@DAY
def keep(call: Call, codes: tuple[str, ...], day: str) -> Outcome:
    """Note that all copies of papers are with their keepers."""
    from cso_desk.usecases import paper_tracks

    with call.desk(write=True) as desk:
        batch = paper_tracks.hand_over(desk, _ids(desk, codes), day).value
    return _told(batch, "已交存")


def _ids(desk: Desk, codes: tuple[str, ...]) -> list[str]:
    from cso_desk.usecases import paper_checking

    return [paper_checking.check(desk, code).paper.id for code in codes]


def _told(batch: Batch, words: str) -> Outcome:
    failed = [asdict(one) for one in batch.failed]
    lines = [f"{words} {len(batch.done)} 份。"]
    lines += [f"  没有改 {one.organization}：{one.message}" for one in batch.failed]
    value = {"done": list(batch.done), "failed": failed}
    return Outcome(value, lines, exit_code=3 if failed else 0)
