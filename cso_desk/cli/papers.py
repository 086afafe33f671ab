"""Verbs of paper: list the forms, print them for organizations, list what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Trouble

from .doorway import GROUPS, Call, Family, Outcome, Verb, verb
from .organizations import WHERE

if TYPE_CHECKING:
    from cso_desk.usecases.export_ledger import Mask
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.print_forms import Printed


class Forms(Family):
    """`form list`, and one verb for every form code."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return `list`, else the printing of the form with this code."""
        return super().get_command(ctx, cmd_name) or _printing(cmd_name)


def _printing(code: str) -> click.Command:
    def run(**given: object) -> Outcome:
        return partial(form_print, click.get_current_context().obj, code)(**given)  # type: ignore[arg-type]

    options = reversed(getattr(form_print, "__click_params__", []))
    words = f"打印 {code}。"
    example = f"cso-desk form {code} --org 幸福社区舞蹈队 --out {code}.pdf"
    return Verb(
        name=code,
        params=list(options),
        callback=run,
        help=f"{words}\n\n例：{example}",
        short_help=words,
    )


GROUPS["form"] = Forms("form", help="打印表格：form list 列出，form 表号 打印，form log 打印记录。")


@verb("form list", "列出可打印的表。", example="cso-desk form list")
def form_list(call: Call) -> Outcome:
    """List the forms of the policy pack."""
    from cso_desk.usecases import print_forms

    with call.desk() as desk:
        found = print_forms.forms(desk)
    value = [{"code": one.code, "title": one.title, "per": one.per} for one in found]
    return Outcome(value, [f"{one.code}  {one.title}" for one in found])


@verb(
    "form log",
    "打印记录：何时、何人、为哪个组织打了哪种表。",
    example="cso-desk form log --form F01 --since 2026-11-01",
)
@click.option("--form", "code", default="", help="只看这种表，如 F01")
@click.option("--org", "org", default="", help="只看这个组织：名称或编号")
@WHERE
@click.option("--since", default="", help="从哪天起，如 2026-11-01")
@click.option("--until", default="", help="到哪天止")
@click.option("--limit", default=200, type=click.IntRange(1, 5000), help="最多列出几条，不写为 200")
def form_log(
    call: Call, code: str, org: str, community: str | None, since: str, until: str, limit: int
) -> Outcome:
    """List what was printed, the newest first."""
    from cso_desk.usecases import naming, print_log, print_masks

    with call.desk() as desk:
        record = naming.organization_of(desk, org, community) if org else ""
        found = print_log.listed(desk, code=code, organization=record, since=since, until=until)[
            :limit
        ]
    lines = [
        f"{one.when}  {one.code}  {one.name}  {one.copies} 份  {one.way}"
        f"  {print_masks.words(one.mask)}  {one.who}"
        for one in found
    ]
    return Outcome([asdict(one) for one in found], lines or ["还没有打印记录。"])


def _offset(_: click.Context, __: click.Parameter, text: str) -> tuple[float, float]:
    from cso_desk.usecases import overprinting

    right, _comma, down = text.replace("，", ",").partition(",")
    return overprinting.offset_of(right, down)


@WHERE
@click.option("--org", "orgs", multiple=True, help="组织的名称或编号，可写多次")
@click.option("--all", "everything", is_flag=True, help="全部组织")
@click.option("--blank", type=click.IntRange(1, 1000), help="改打空表：几张")
@click.option(
    "--mask",
    type=click.Choice(["none", "id", "all"]),
    help="遮盖：none 不遮，id 遮身份证号，all 再遮电话；不写按表的规定",
)
@click.option("--changed", is_flag=True, help="只打上次打印后有变动的（含没打印过的）")
@click.option(
    "--copies",
    type=click.Choice(["one", "all"]),
    help="one 只打一份，all 各留存人一份；不写按表的规定",
)
@click.option("--values-only", is_flag=True, help="套打：只打填写的内容，不打表格和文字")
@click.option(
    "--offset", default="0,0", callback=_offset, metavar="X,Y", help="套打时向右、向下移动的毫米数"
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="PDF 文件、放各份文件的文件夹，或 .docx 文件（章程、通知等）",
)
def form_print(
    call: Call,
    code: str,
    orgs: tuple[str, ...],
    everything: bool,
    blank: int | None,
    community: str | None,
    changed: bool,
    out: Path,
    **how: Any,
) -> Outcome:
    """Print a form for organizations into one PDF or a folder."""
    from cso_desk.usecases import print_forms

    if not orgs and not everything and not blank:
        raise Trouble("NOTHING_CHOSEN", "请用 --org 写明组织，或用 --all 打印全部。")
    if out.suffix.lower() == ".docx":
        return _form_word(call, code, orgs, community, out)
    with call.desk(write=True) as desk:
        if blank:
            return _outcome(print_forms.print_blank(desk, code, out, blank).value, out)
        ids = _chosen(desk, orgs, everything, community)
        return _outcome(_printed(desk, code, ids, out, changed, **how), out)


def _chosen(
    desk: Desk, orgs: tuple[str, ...], everything: bool, community: str | None
) -> Sequence[str]:
    from cso_desk.usecases import lists, naming

    if everything:
        return lists.ids_of(desk, lists.organization_ids(desk, lists.Query()))
    return [naming.organization_of(desk, one, community) for one in orgs]


def _printed(
    desk: Desk,
    code: str,
    ids: Sequence[str],
    out: Path,
    changed: bool,
    *,
    mask: Mask | None,
    copies: str | None,
    values_only: bool,
    offset: tuple[float, float],
) -> Printed:
    from cso_desk.usecases import print_batches, print_forms

    how = print_forms.How(
        mask=mask,
        all_copies=None if copies is None else copies == "all",
        offset=offset if values_only else None,
    )
    if changed:
        since = print_batches.since_last(desk, [code], ids)[code]
        left_out = set(since.same)
        ids = [one for one in ids if one not in left_out]
        if not ids:
            return print_forms.Printed()
    one_file = out.suffix.lower() == ".pdf"
    return print_forms.print_forms(desk, code, ids, out, one_file=one_file, how=how).value


def _outcome(printed: Printed, out: Path) -> Outcome:
    value = {
        "pages": printed.pages,
        "incomplete": [
            {"org": name, "fields": list(labels)} for name, labels in printed.incomplete
        ],
        "skipped": [{"org": name, "message": message} for name, message in printed.skipped],
    }
    lines = [f"已打印 {printed.pages} 页到 {out}。"]
    if not printed.pages and not printed.skipped:
        lines = ["选中的上次打印后都没有变动，没有打印。"]
    lines += [
        f"  {name}：留空待手填 {'、'.join(labels)}" for name, labels in printed.incomplete[:20]
    ]
    lines += [f"  {name}：未打印，{message}" for name, message in printed.skipped]
    return Outcome(value, lines, exit_code=3 if printed.skipped else 0)


def _form_word(
    call: Call, code: str, orgs: tuple[str, ...], community: str | None, out: Path
) -> Outcome:
    """Write a form of one organization as a Word file."""
    from cso_desk.usecases import naming, word_papers

    if len(orgs) != 1:
        raise Trouble("NOTHING_CHOSEN", "Word 文件一次写一个组织，请用 --org 写明这一个。")
    with call.desk() as desk:
        organization = naming.organization_of(desk, orgs[0], community)
        word_papers.word(desk, code, organization, out)
    return Outcome({"file": str(out)}, [f"已写成 Word 文件 {out}，可用 WPS 修改。"])
