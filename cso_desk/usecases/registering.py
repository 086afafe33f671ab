"""Ready to register? Filed organizations that meet registration conditions, each with its evidence sheet.

A hint, never an order: registration is applied for at the county's civil affairs (practice.md 13, features 11).
"""

from __future__ import annotations

from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.policy import Pack
from cso_desk.records import Charter, Initiator, Member, Organization, fields_of
from cso_desk.store import Desk, Session

from . import policy_pack
from .units import names_of

_FILED = "已备案"
_UNITS = {"funds": "元", "members_unit": "个"}
_MEMBERS = ("members", "members_personal", "members_unit")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the sheet: what is asked, what the place asks at least, what the records hold, whether it is met.

    `met` is None for a line that only shows what is there.
    """

    label: str
    needed: str
    held: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """The evidence sheet of one organization; `ready` when every measured line is met (members by any one count)."""

    organization: str
    name: str
    nature: str
    community: str
    filing_number: str
    filing_date: str
    ready: bool
    lines: tuple[Evidence, ...]
    rules: str
    reference: bool


def ready_to_register(desk: Desk) -> list[EvidenceSheet]:
    """Return the sheets of all filed organizations that meet the registration conditions of the pack, by name."""
    pack = policy_pack.pack(desk)
    with desk.read() as session:
        found = store.listed(session, Organization, order="name", state=_FILED)
        fit = [one for one in found if _ready(pack, one)]
        return [_sheet(session, pack, one) for one in fit]


def evidence(desk: Desk, organization: str) -> EvidenceSheet:
    """Return the sheet of one organization, ready or not; raises `Trouble` NO_RECORD."""
    with desk.read() as session:
        record = store.get(session, Organization, organization)
        if record is None:
            raise Trouble("NO_RECORD", "找不到这个组织，可能已被移除，请刷新列表。")
        return _sheet(session, policy_pack.pack(desk), record)


def _least(pack: Pack, organization: Organization) -> dict[str, int]:
    found: dict[str, int] = pack.value("filing.registration").get(organization.nature or "", {})
    return found


def _held(organization: Organization, key: str) -> int:
    value = int(getattr(organization, key) or 0)
    return value // 100 if key == "funds" else value


def _ready(pack: Pack, organization: Organization) -> bool:
    least = _least(pack, organization)
    if not least:
        return False
    counts = [key for key in _MEMBERS if key in least]
    enough = not counts or any(_held(organization, key) >= least[key] for key in counts)
    others = [key for key in least if key not in _MEMBERS]
    return enough and all(_held(organization, key) >= least[key] for key in others)


def _sheet(session: Session, pack: Pack, organization: Organization) -> EvidenceSheet:
    lines = [
        Evidence(
            fields_of(Organization)[key].label,
            f"不少于 {number} {_UNITS.get(key, '人')}",
            str(_held(organization, key)),
            _held(organization, key) >= number,
        )
        for key, number in _least(pack, organization).items()
    ]
    place = organization.community or ""
    return EvidenceSheet(
        organization=organization.id,
        name=organization.name,
        nature=organization.nature or "",
        community=names_of(session, [place]).get(place, ""),
        filing_number=organization.filing_number or "",
        filing_date=str(organization.filing_date or ""),
        ready=_ready(pack, organization),
        lines=(*lines, *_on_record(session, organization)),
        rules=pack.version,
        reference=pack.entry("filing.registration").reference,
    )


def _on_record(session: Session, organization: Organization) -> list[Evidence]:
    roster = len(store.listed(session, Member, organization=organization.id, left=None))
    founders = len(store.listed(session, Initiator, organization=organization.id))
    charters = len(store.listed(session, Charter, organization=organization.id))
    texts = (
        ("花名册", f"{roster} 人"),
        ("发起人", organization.initiators or f"{founders} 名"),
        ("简易章程", f"{charters} 版" if charters else "无"),
        ("活动场所", organization.venue or "无"),
        ("负责人", organization.leader or "无"),
        ("业务范围", organization.scope or "无"),
    )
    return [Evidence(label, "", held, None) for label, held in texts]
