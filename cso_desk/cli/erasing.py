"""Verbs that clear personal data by law: `erase …`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from .doorway import Call, Outcome, verb

_REASON = click.option("--reason", required=True, metavar="原因", help="清除原因，如 本人申请")
_DOCUMENT = click.option("--document", default="", metavar="文件", help="申请书或文件的名称、编号")


@verb(
    "erase person",
    "按本人要求清除个人信息，不能还原；随以后的包传到上下级。",
    example="cso-desk erase person --reason 本人申请 人员编号",
)
@click.argument("person", metavar="人员")
@_REASON
@_DOCUMENT
def erase_person(call: Call, person: str, reason: str, document: str) -> Outcome:
    """Clear one person."""
    from cso_desk.usecases import erasing

    with call.desk(write=True) as desk:
        return _cleared(erasing.clear_person(desk, person, reason, document).value)


@verb(
    "erase organization",
    "依法清除一个组织的全部信息，不能还原；随以后的包传到上下级。",
    example="cso-desk erase organization --reason 依法删除 组织编号",
)
@click.argument("organization", metavar="组织")
@_REASON
@_DOCUMENT
def erase_organization(call: Call, organization: str, reason: str, document: str) -> Outcome:
    """Clear one organization."""
    from cso_desk.usecases import erasing

    with call.desk(write=True) as desk:
        return _cleared(erasing.clear_organization(desk, organization, reason, document).value)


def _cleared(cleared: Any) -> Outcome:
    lines = [f"已清除，涉及 {cleared.rows} 条记录；随下一个包传到上级和下级。"]
    if cleared.backups:
        lines.append("下面的备份里还有这些内容，请另做新备份后删去（U盘上的也要删）：")
        lines += [f"{one.made_at[:16].replace('T', ' ')}　{one.file}" for one in cleared.backups]
    value = {
        "orders": list(cleared.orders),
        "rows": cleared.rows,
        "backups": [str(one.file) for one in cleared.backups],
    }
    return Outcome(value, lines)


@verb("erase list", "列出清除令，和还留有旧内容的备份。", example="cso-desk erase list")
def erase_list(call: Call) -> Outcome:
    """List all erasures."""
    from cso_desk.usecases import erasing

    with call.desk() as desk:
        found, old = erasing.listed(desk), erasing.backups_with_erased(desk)
    lines = [
        f"{one.issued_at[:10]}　{one.issuer}　{one.what}　{one.rows} 条　{one.reason}　{one.document}"
        for one in found
    ]
    lines += [f"还留有旧内容的备份：{one.file}" for one in old]
    value = {
        "erasures": [asdict(one) for one in found],
        "backups": [str(one.file) for one in old],
    }
    return Outcome(value, lines or ["没有清除过。"])
