"""Verbs of management rules and of a federation's covenant: adopt, show, print, covenant, sign."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from cso_desk.errors import Problem

from .doorway import Call, Outcome, verb
from .organizations import WHERE

FILE = click.Path(path_type=Path, dir_okay=False)


@verb(
    "rule adopt",
    "按范本制定管理制度，一次可以给多个组织；已有的不动。",
    example="cso-desk rule adopt 幸福社区舞蹈队 --kind 财务管理制度 --on 2026-03-12",
)
@click.argument("organizations", metavar="组织…", nargs=-1, required=True)
@WHERE
@click.option(
    "--kind", "kinds", multiple=True, metavar="制度", help="哪种制度，可写多次（不写：全部）"
)
@click.option("--on", "adopted", default="", metavar="日期", help="通过日期")
@click.option("--out", type=FILE, help="打印成 PDF（G01）")
def rule_adopt(
    call: Call,
    organizations: tuple[str, ...],
    community: str | None,
    kinds: tuple[str, ...],
    adopted: str,
    out: Path | None,
) -> Outcome:
    """Let organizations adopt rules from the templates."""
    from cso_desk.usecases import management_rules, naming

    with call.desk(write=True) as desk:
        found = [naming.organization_of(desk, one, community) for one in organizations]
        wanted = kinds or tuple(management_rules.kinds(desk))
        batch = management_rules.adopt_many(desk, found, wanted, adopted).value
        if out is not None:
            management_rules.print_rules(desk, found, out, wanted)
    problems = [Problem(one.organization, "", "left_out", one.message) for one in batch.failed]
    words = f"{len(batch.done)} 个组织制定了：{'、'.join(wanted)}。"
    return Outcome({"done": list(batch.done)}, [words], problems, 3 if problems else 0)


@verb("rule show", "看一个组织的管理制度。", example="cso-desk rule show 幸福社区舞蹈队")
@click.argument("organization", metavar="组织")
@WHERE
def rule_show(call: Call, organization: str, community: str | None) -> Outcome:
    """List all versions of all rules of an organization."""
    from cso_desk.usecases import management_rules, naming

    with call.desk() as desk:
        found = management_rules.listed(desk, naming.organization_of(desk, organization, community))
    lines = [f"{one.kind}　第 {one.version} 版　{one.adopted_on}" for one in found]
    return Outcome([asdict(one) for one in found], lines or ["还没有管理制度。"])


@verb(
    "rule covenant",
    "制定联合会自律公约，列出签约组织，打印签约表。",
    example="cso-desk rule covenant 百泉镇社区社会组织联合会 --on 2026-03-12 --out 公约.pdf",
)
@click.argument("organization", metavar="联合会")
@WHERE
@click.option("--text", type=FILE, help="公约正文的文本文件（不写：范本）")
@click.option("--on", "adopted", default="", metavar="日期", help="通过日期")
@click.option("--sign", "signers", multiple=True, metavar="组织", help="已签约的组织，可写多次")
@click.option("--signed", default="", metavar="日期", help="签约日期")
@click.option("--out", type=FILE, help="打印成 PDF（G02）")
def rule_covenant(
    call: Call,
    organization: str,
    community: str | None,
    text: Path | None,
    adopted: str,
    signers: tuple[str, ...],
    signed: str,
    out: Path | None,
) -> Outcome:
    """Keep the covenant of a federation and who signed it."""
    from cso_desk.records.management_rules import COVENANT
    from cso_desk.usecases import charter_import, covenants, management_rules, naming

    with call.desk(write=True) as desk:
        hub = naming.organization_of(desk, organization, community)
        if text is not None or management_rules.current(desk, hub, COVENANT) is None:
            body = "\n".join(charter_import.paragraphs_of(text)) if text else ""
            words = body or management_rules.proposed(desk, hub, COVENANT)
            covenants.keep(desk, hub, words, adopted)
        if signers:
            ids = [naming.organization_of(desk, one, None) for one in signers]
            covenants.sign(desk, hub, ids, signed or str(desk.clock.today()))
        found = covenants.signatories(desk, hub)
        if out is not None:
            covenants.print_covenant(desk, hub, out)
    lines = [f"{one['name']}　{one['signed_on'] or '未签'}" for one in found]
    return Outcome({"signatories": found}, lines or ["还没有成员组织，请先让组织加入联合会。"])
