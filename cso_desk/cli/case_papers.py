"""The verb `case paper`: the papers of filing cases, listed or printed into one PDF; with it come all verbs of cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cso_desk.errors import Problem, Problems

from .cases import CASES, chosen_cases
from .doorway import Call, Outcome, verb
from .organizations import WHERE

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk


@verb(
    "case paper",
    "打印事项的文书（不写 --form 列出可打印的）。",
    example="cso-desk case paper 2026-0001 2026-0002 --form F09a --out 受理通知书.pdf",
)
@CASES
@WHERE
@click.option("--form", "code", default="", help="表号，如 F09a")
@click.option("--out", type=click.Path(path_type=Path), help="PDF 文件，或放各份文件的文件夹")
def case_paper(
    call: Call, given: tuple[str, ...], community: str | None, code: str, out: Path | None
) -> Outcome:
    """List or print the papers of a selection of cases."""
    from cso_desk.usecases import case_papers

    with call.desk(write=bool(code)) as desk:
        chosen = chosen_cases(desk, given, community)
        if not code:
            found = case_papers.papers_of(desk, chosen)
            value = [
                {"form": one.code, "title": one.title, "count": len(one.cases)} for one in found
            ]
            lines = [f"{one.code}  {one.title}  {len(one.cases)} 份" for one in found]
            return Outcome(value, lines or ["还没有可打印的文书。"])
        if out is None:
            raise Problems([Problem("", "--out", "usage", "请用 --out 写明 PDF 文件或文件夹。")])
        if out.suffix.lower() == ".docx":
            return _case_word(desk, code, chosen, out)
        one_file = out.suffix.lower() == ".pdf"
        printed = case_papers.print_papers(desk, code, chosen, out, one_file=one_file).value
    skipped = [{"org": name, "message": message} for name, message in printed.skipped]
    lines = [f"已打印 {printed.pages} 页到 {out}。"]
    lines += [f"  {one['org']}：未打印，{one['message']}" for one in skipped]
    result = {"pages": printed.pages, "skipped": skipped}
    return Outcome(result, lines, exit_code=3 if skipped else 0)


def _case_word(desk: Desk, code: str, chosen: Sequence[str], out: Path) -> Outcome:
    """Write a paper of one case as a Word file."""
    from cso_desk.usecases import word_papers

    if len(chosen) != 1:
        words = "Word 文件一次写一件事项，请只写明这一件。"
        raise Problems([Problem("", "CASE", "usage", words)])
    word_papers.word_of_case(desk, code, chosen[0], out)
    return Outcome({"file": str(out)}, [f"已写成 Word 文件 {out}，可用 WPS 修改。"])
