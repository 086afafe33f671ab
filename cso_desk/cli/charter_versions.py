"""Verbs of charter versions: compare two, which was in force, take an old one in, and the filing that a change asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .charters import FILE, charter_value, votes_of
from .doorway import Call, Outcome, verb
from .organizations import WHERE

if TYPE_CHECKING:
    from cso_desk.usecases.clause_difference import ClauseChange


@verb(
    "charter compare",
    "逐条对照两版章程，改动的字句标出来。",
    example="cso-desk charter compare 幸福社区舞蹈队 --old 1 --new 2 --out 对照表.pdf",
)
@click.argument("organization", metavar="组织")
@WHERE
@click.option("--old", type=int, default=0, help="修改前的版次（不写：新一版的上一版）")
@click.option("--new", type=int, default=0, help="修改后的版次（不写：最新一版）")
@click.option("--out", type=FILE, help="把对照表打印成 PDF（C01）")
def charter_compare(
    call: Call, organization: str, community: str | None, old: int, new: int, out: Path | None
) -> Outcome:
    """Compare two versions clause by clause."""
    from cso_desk.usecases import charter_versions, naming

    with call.desk(write=out is not None) as desk:
        found = naming.organization_of(desk, organization, community)
        shown = charter_versions.compare(desk, found, old, new)
        if out is not None:
            charter_versions.print_comparison(desk, found, out, old, new)
    differences = [_change(one) for one in shown.changes]
    value = {"old": shown.old.version, "new": shown.new.version, "differences": differences}
    lines = [f"{one['kind']}　{one['old']}→{one['new']}　{one['text']}" for one in differences]
    return Outcome(value, [*lines, charter_versions.counts(shown) + "。"])


def _change(one: ClauseChange) -> dict[str, str]:
    from cso_desk.usecases.text_difference import bracketed

    return {
        "kind": one.kind,
        "old": one.old,
        "new": one.new,
        "title": bracketed(one.title),
        "text": bracketed(one.text),
    }


@verb(
    "charter in-force",
    "看某一天施行的是哪一版章程。",
    example="cso-desk charter in-force 幸福社区舞蹈队 --on 2025-06-30",
)
@click.argument("organization", metavar="组织")
@WHERE
@click.option("--on", "day", default="", metavar="日期", help="哪一天（不写：今天）")
def charter_in_force(call: Call, organization: str, community: str | None, day: str) -> Outcome:
    """Return the version that was in force on a day."""
    from cso_desk.usecases import charter_versions, naming

    with call.desk() as desk:
        found = charter_versions.in_force(
            desk, naming.organization_of(desk, organization, community), day
        )
    if found is None:
        return Outcome(None, ["这一天还没有通过的章程。"])
    return Outcome(charter_value(found), [f"第 {found.version} 版，{found.passed_on} 通过。"])


@verb(
    "charter import",
    "导入原有章程（.docx 或文本文件），与范本逐条对照：缺哪些、多哪些。",
    example="cso-desk charter import 幸福社区舞蹈队 老章程.docx --passed 2019-05-01",
)
@click.argument("organization", metavar="组织")
@click.argument("file", metavar="文件", type=FILE)
@WHERE
@click.option("--passed", default="", help="通过日期")
@click.option("--reported", default="", help="报备日期")
@click.option("--unanimous", default="", metavar="应到/实到", help="全体到会成员一致同意")
@click.option("--dry-run", is_flag=True, help="只看对照结果，不保存")
def charter_import_verb(
    call: Call,
    organization: str,
    file: Path,
    community: str | None,
    passed: str,
    reported: str,
    unanimous: str,
    dry_run: bool,
) -> Outcome:
    """Take an old charter in as a version."""
    from cso_desk.usecases import charter_import, naming

    paragraphs = charter_import.paragraphs_of(file)
    with call.desk(write=not dry_run) as desk:
        found = naming.organization_of(desk, organization, community)
        shown = charter_import.look(desk, found, paragraphs)
        lacking = charter_import.missing(desk, shown)
        saved = None
        if not dry_run:
            votes = votes_of(unanimous, "", "", "", "", "")
            saved = charter_import.keep(desk, found, paragraphs, passed, reported, votes).value
    value = {"id": saved, **_matched(shown), "missing": lacking}
    names = [shown.clauses[place].title or f"第 {place + 1} 条" for place in shown.extra]
    lines = [
        f"共 {len(shown.clauses)} 条。",
        "范本有而没写的条款：" + "、".join(shown.missing or ("无",)),
    ]
    lines.append("应写明而没写的内容：" + "、".join(lacking or ["无"]))
    return Outcome(value, [*lines, "范本没有的条款：" + "、".join(names or ["无"])])


def _matched(shown: Any) -> dict[str, Any]:
    from cso_desk.usecases.charter_text import numbered

    return {
        "clauses": numbered(shown.clauses),
        "headings": list(shown.headings),
        "missing_clauses": list(shown.missing),
        "extra": [place + 1 for place in shown.extra],
        "matches": [
            {
                "title": one.title,
                "required": one.required,
                "at": [place + 1 for place in one.places],
            }
            for one in shown.matches
        ],
    }


@verb(
    "charter change",
    "章程改了名称、场所、范围等，按章程新开变更备案。",
    example="cso-desk charter change 幸福社区舞蹈队",
)
@click.argument("organization", metavar="组织")
@WHERE
@click.option("--look", is_flag=True, help="只看哪些项不同，不开事项")
def charter_change(call: Call, organization: str, community: str | None, look: bool) -> Outcome:
    """Open the change filing that a changed charter asks for."""
    from cso_desk.usecases import charter_changes, naming

    with call.desk(write=not look) as desk:
        found = naming.organization_of(desk, organization, community)
        items = charter_changes.proposed(desk, found)
        opened = [] if look else list(charter_changes.open_change(desk, found).value.done)
    value = {
        "cases": opened,
        "changes": [
            {"field": one.label, "before": one.before, "after": one.after} for one in items
        ],
    }
    lines = [f"{one.label}：{one.before or '空'} → {one.after}" for one in items]
    return Outcome(value, lines or ["章程和台账没有不同，不用办变更备案。"])
