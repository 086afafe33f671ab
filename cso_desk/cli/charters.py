"""Verbs of charters: make and check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem, Problems, Trouble

from .doorway import Call, Outcome, verb
from .organizations import WHERE

if TYPE_CHECKING:
    from cso_desk.usecases.charter import CharterInfo
    from cso_desk.usecases.charter_text import OwnClause
    from cso_desk.usecases.opening import Desk

FILE = click.Path(path_type=Path, dir_okay=False)


def votes_of(
    unanimous: str, due: str, present: str, agreed: str, against: str, abstained: str
) -> dict[str, str]:
    """Return the votes as texts by field key; raises `Problems` when 应到/实到 is not written as two numbers."""
    from cso_desk.usecases import charter

    if not unanimous:
        return dict(zip(charter.VOTES, (due, present, agreed, against, abstained), strict=True))
    first, slash, second = unanimous.partition("/")
    if not slash:
        words = f"“{unanimous}”应写成 应到/实到，如 20/18。"
        raise Problems([Problem("", "--unanimous", "usage", words)])
    return charter.unanimous(first, second)


def _meeting(given: tuple[str, ...]) -> dict[str, str]:
    """Return the minutes of `--meeting 栏目=内容` by field key; raises `Problems` for an unknown one."""
    from cso_desk.records import Charter, fields_of
    from cso_desk.usecases import charter

    keys = {fields_of(Charter)[key].label: key for key in charter.MEETING}
    found = {}
    for one in given:
        label, _, text = one.partition("=")
        if label.strip() not in keys:
            words = f"会议记录里没有“{label}”这一栏，可填的有：{'、'.join(keys)}。"
            raise Problems([Problem("", label, "unknown_field", words)])
        found[keys[label.strip()]] = text
    return found


def _answers(
    desk: Desk, organization: str, given: tuple[str, ...], template: str = ""
) -> dict[str, str]:
    """Return the answers of `--set 项目=内容` by slot key; raises `Problems` for an unknown slot."""
    from cso_desk.usecases import charter

    keys = {slot.label: slot.key for slot in charter.start(desk, organization, template).slots}
    answers = {}
    for one in given:
        label, _, text = one.partition("=")
        key = keys.get(label.strip()) or (label if label in keys.values() else None)
        if key is None:
            words = f"章程里没有“{label}”这一项，可填的有：{'、'.join(keys)}。"
            raise Problems([Problem("", label, "unknown_field", words)])
        answers[key] = text
    return answers


def _own(given: tuple[str, ...]) -> list[OwnClause]:
    from cso_desk.usecases.charter_text import OwnClause

    return [OwnClause(*one.partition("=")[::2]) for one in given]


def charter_value(found: CharterInfo) -> dict[str, Any]:
    """Return a version as the verbs answer it."""
    from cso_desk.usecases.charter_text import numbered

    return {
        "id": found.id,
        "org": found.organization,
        "version": found.version,
        "template": found.template,
        "meeting": dict(found.meeting),
        "passed_on": found.passed_on,
        "reported_on": found.reported_on,
        "votes": dict(found.votes),
        "clauses": numbered(found.clauses),
        "missing": list(found.missing),
        "blanks": list(found.blanks),
    }


def _outcome(value: dict[str, Any]) -> Outcome:
    lines = [f"{one['number']}　{one['title']}　{one['text']}" for one in value["clauses"]]
    if value["missing"]:
        lines.append("缺少：" + "、".join(value["missing"]))
    if value["blanks"]:
        lines.append("还没有填：" + "、".join(value["blanks"]))
    if not value["missing"] and not value["blanks"]:
        lines.append("应写明的内容都已写到。")
    return Outcome(value, lines)


@verb(
    "charter make",
    "按范本写简易章程。",
    example="cso-desk charter make 幸福社区舞蹈队 --passed 2026-03-12 --unanimous 20/18 --out 章程.pdf",
)
@click.argument("organization", metavar="组织")
@WHERE
@click.option("--set", "given", multiple=True, metavar="项目=内容", help="范本里的一项，可写多次")
@click.option("--own", multiple=True, metavar="标题=正文", help="自己加的一条，可写多次")
@click.option("--without", multiple=True, metavar="条款", help="不要的一条（条款编号），可写多次")
@click.option("--template", default="", metavar="范本", help="short 简版，full 二十一条")
@click.option("--preset", default="", metavar="种类", help="按组织种类预填，如 志愿服务队")
@click.option("--meeting", multiple=True, metavar="栏目=内容", help="会议记录的一栏，可写多次")
@click.option("--passed", default="", help="通过日期")
@click.option("--reported", default="", help="报备日期")
@click.option("--unanimous", default="", metavar="应到/实到", help="全体到会成员一致同意")
@click.option("--due", default="", help="应到人数")
@click.option("--present", default="", help="实到人数")
@click.option("--for", "agreed", default="", help="同意人数")
@click.option("--against", default="", help="反对人数")
@click.option("--abstain", "abstained", default="", help="弃权人数")
@click.option("--out", type=FILE, help="把章程打印成 PDF（F06）")
def charter_make(
    call: Call,
    organization: str,
    community: str | None,
    given: tuple[str, ...],
    own: tuple[str, ...],
    without: tuple[str, ...],
    template: str,
    preset: str,
    meeting: tuple[str, ...],
    passed: str,
    reported: str,
    out: Path | None,
    **voted: str,
) -> Outcome:
    """Write a charter from the template and keep it."""
    from cso_desk.usecases import charter, charter_presets, naming, print_forms

    votes = votes_of(**voted)
    with call.desk(write=True) as desk:
        found = naming.organization_of(desk, organization, community)
        begun = charter_presets.apply(desk, found, preset) if preset else None
        template = template or (begun.template if begun else "")
        answers = {**(begun.answers if begun else {}), **_answers(desk, found, given, template)}
        added = [*(begun.own if begun else ()), *_own(own)]
        minutes = _meeting(meeting)
        charter.save(
            desk, found, answers, added, passed, reported, votes, without, template, minutes
        )
        kept = charter.current(desk, found)
        if out is not None:
            print_forms.print_forms(desk, "F06", [found], out)
    if kept is None:
        raise Trouble("NO_RECORD", "章程没有保存下来，请再试一次。")
    return _outcome(charter_value(kept))


@verb(
    "charter check",
    "看章程缺哪些应当写明的内容。",
    example="cso-desk charter check 幸福社区舞蹈队",
)
@click.argument("organization", metavar="组织")
@WHERE
@click.option("--text", type=FILE, help="检查这个 Word 或文本文件里的章程，不看已保存的")
def charter_check(
    call: Call, organization: str, community: str | None, text: Path | None
) -> Outcome:
    """Name the required contents that a charter does not say."""
    from cso_desk.usecases import charter, charter_import, naming
    from cso_desk.usecases.charter_text import numbered

    with call.desk() as desk:
        found = naming.organization_of(desk, organization, community)
        kept = charter.current(desk, found)
        if text is not None:
            clauses = charter_import.read_file(text)
            nature = kept.slots.get("nature", "") if kept else ""
            lacking = charter.missing(desk, clauses, nature)
            value = {"clauses": numbered(clauses), "missing": lacking, "blanks": []}
        elif kept is not None:
            value = charter_value(kept)
        else:
            value = {"clauses": [], "missing": charter.missing(desk, found), "blanks": []}
    return _outcome(value)
