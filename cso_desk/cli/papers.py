"""Verbs of paper: list the forms, print them for organizations."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cso_desk.errors import Trouble

from .doorway import GROUPS, Call, Family, Outcome, Verb, verb
from .organizations import WHERE


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


GROUPS["form"] = Forms("form", help="打印表格：form list 列出，form 表号 打印。")


@verb("form list", "列出可打印的表。", example="cso-desk form list")
def form_list(call: Call) -> Outcome:
    """List the forms of the policy pack."""
    from cso_desk.usecases import print_forms

    with call.desk() as desk:
        found = print_forms.forms(desk)
    value = [{"code": one.code, "title": one.title, "per": one.per} for one in found]
    return Outcome(value, [f"{one.code}  {one.title}" for one in found])


@WHERE
@click.option("--org", "orgs", multiple=True, help="组织的名称或编号，可写多次")
@click.option("--all", "everything", is_flag=True, help="全部组织")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="PDF 文件、放各份文件的文件夹，或 .docx 文件（章程、通知等）",
)
def form_print(
    call: Call, code: str, orgs: tuple[str, ...], everything: bool, community: str | None, out: Path
) -> Outcome:
    """Print a form for organizations into one PDF or a folder."""
    from cso_desk.usecases import lists, naming, print_forms

    if not orgs and not everything:
        raise Trouble("NOTHING_CHOSEN", "请用 --org 写明组织，或用 --all 打印全部。")
    if out.suffix.lower() == ".docx":
        return _form_word(call, code, orgs, community, out)
    with call.desk(write=True) as desk:
        ids = [naming.organization_of(desk, one, community) for one in orgs]
        if everything:
            ids = lists.ids_of(desk, lists.organization_ids(desk, lists.Query()))
        printed = print_forms.print_forms(
            desk, code, ids, out, one_file=out.suffix.lower() == ".pdf"
        ).value
    value = {
        "pages": printed.pages,
        "incomplete": [
            {"org": name, "fields": list(labels)} for name, labels in printed.incomplete
        ],
        "skipped": [{"org": name, "message": message} for name, message in printed.skipped],
    }
    lines = [f"已打印 {printed.pages} 页到 {out}。"]
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
