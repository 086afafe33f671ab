"""The checklist of a filing case, computed from the records: what is green, and what is missing and where to put it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.policy import Pack
from cso_desk.records import (
    Attachment,
    Case,
    Charter,
    Initiator,
    Member,
    Organization,
    Unit,
    Venue,
    fields_of,
)
from cso_desk.store import Session

from . import charter_text, names
from .charter_text import Clause
from .community_names import short_name

MATERIALS = "materials"
"""The key in a case's facts under which the clerk ticks what came on paper."""
_NAMES = re.compile(r"[、，,；;\s]+")
_SERVICE = "民办非企业单位性质"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the checklist: `ok` is green; `missing` says what lacks, `where` is the field or page to go to.

    `paper` tells that a paper that was received makes it green too.
    """

    key: str
    label: str
    ok: bool
    missing: str
    where: str
    paper: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    pack: Pack
    organization: Organization
    case: Case | None
    roster: int
    staff: int
    persons: int
    units: int
    charter: Charter | None
    venue_paper: bool
    places: tuple[str, ...]

    @property
    def nature(self) -> str:
        return self.organization.nature or ""

    def least(self, entry: str) -> int:
        return int(self.pack.value(f"filing.minimums.{entry}").get(self.nature, 0))


_Check = Callable[[_Known], str]


def check(
    session: Session, pack: Pack, key: str, organization: Organization, case: Case | None = None
) -> list[Condition]:
    """Return the checklist that a pack demands for a flow (`first`, `change` …) of an organization."""
    known = _known(session, pack, organization, case)
    enough = pack.value("filing.paper_enough")
    ticked = ((case.facts if case else None) or {}).get(MATERIALS, ())
    found = []
    for one in pack.value(f"filing.conditions.{key}"):
        label, where, says = _CHECKS[one]
        on_paper = one in enough
        missing = "" if on_paper and one in ticked else says(known)
        found.append(Condition(one, label, not missing, missing, where, on_paper))
    return found


def missing_words(conditions: list[Condition]) -> str:
    """Return what lacks as one sentence, empty when everything is green."""
    return "".join(one.missing for one in conditions if not one.ok)


def _known(session: Session, pack: Pack, organization: Organization, case: Case | None) -> _Known:
    lines = store.listed(session, Member, organization=organization.id, left=None)
    founders = store.listed(session, Initiator, organization=organization.id)
    units = sum(1 for one in founders if one.kind == "单位")
    typed = len([one for one in _NAMES.split(organization.initiators or "") if one])
    charters = store.listed(session, Charter, order="version", organization=organization.id)
    return _Known(
        pack=pack,
        organization=organization,
        case=case,
        roster=len(lines),
        staff=sum(1 for one in lines if one.kind == "从业人员"),
        persons=max(len(founders) - units, typed),
        units=units,
        charter=charters[-1] if charters else None,
        venue_paper=_has_venue_paper(session, organization),
        places=_places(session, organization),
    )


def _has_venue_paper(session: Session, organization: Organization) -> bool:
    if store.listed(session, Attachment, organization=organization.id, kind="场地材料", limit=1):
        return True
    venue = store.get(session, Venue, organization.shared_venue or "")
    return venue is not None and bool(venue.provider)


def _places(session: Session, organization: Organization) -> tuple[str, ...]:
    """Return the words for community and township of which one should stand in the name."""
    community = store.get(session, Unit, organization.community or "")
    township = store.get(session, Unit, (community.parent if community else None) or "")
    words = [short_name(community.name), community.name] if community else []
    words += [township.name, re.sub(r"(街道|镇|乡)$", "", township.name)] if township else []
    stems = [re.sub(r"(社区|村)$", "", one) for one in words]
    return tuple(one for one in dict.fromkeys([*words, *stems]) if len(one) > 1)


def _field(*keys: str) -> _Check:
    def says(known: _Known) -> str:
        lacking = [
            fields_of(Organization)[key].label
            for key in keys
            if getattr(known.organization, key) in (None, "")
        ]
        return f"缺{'、'.join(lacking)}，请补填。" if lacking else ""

    return says


def _name(known: _Known) -> str:
    """Return what is wrong with the name by the simple part of the rule (domain.md 2.3): place and form."""
    name, rule = known.organization.name, known.pack.value("filing.name_rule")
    kinds = [one for one in known.pack.value("filing.negative_kinds") if name.endswith(one)]
    if kinds:
        return f"“{kinds[0]}”不属于社区社会组织，不办理备案，请核对名称。"
    if rule["place"] and known.places and not any(one in name for one in known.places):
        return "名称里没有社区（村）或乡镇（街道）的名称，请改名称。"
    forms = rule["forms"]
    if forms and not name.endswith(tuple(forms)):
        return f"名称末尾没有组织形式（如{'、'.join(forms[:6])}），请改名称。"
    leader = known.organization.leader or ""
    return names.hindrance(known.pack, name, known.places, known.nature, leader)


def _initiators(known: _Known) -> str:
    persons, units = known.least("initiators"), known.least("unit_initiators")
    if known.persons >= persons or (units and known.units >= units):
        return ""
    return f"发起人应不少于 {persons} 人，现有 {known.persons} 人，请补填发起人。"


def _members(known: _Known) -> str:
    members, staff = known.organization.members or 0, known.organization.staff or 0
    least, least_staff = known.least("members"), known.least("staff")
    if members < least:
        return f"成员应不少于 {least} 人，现为 {members} 人，请核对成员总数。"
    staff = max(staff, known.staff)
    if staff < least_staff:
        return f"从业人员应不少于 {least_staff} 人，现为 {staff} 人，请核对从业人员数。"
    return ""


def _roster(known: _Known) -> str:
    least = known.least("staff") if known.nature == _SERVICE else known.least("members")
    if known.roster >= max(least, 1):
        return ""
    if not known.roster:
        return "缺花名册，请补花名册。"
    return f"花名册应不少于 {least} 人，现有 {known.roster} 人，请补花名册。"


def _charter(known: _Known) -> str:
    if known.charter is None:
        return "缺简易章程，请写章程。"
    clauses = [Clause(one["id"], one["title"], one["text"]) for one in known.charter.clauses or ()]
    required = known.pack.value("charters.required")
    lacking = charter_text.missing(required, clauses, known.nature or "社会团体性质")
    return f"章程没有写：{'、'.join(lacking)}，请补写。" if lacking else ""


def _venue(known: _Known) -> str:
    missing = _field("venue")(known)
    if missing or known.pack.value("filing.venue_proof") == "sentence" or known.venue_paper:
        return missing
    return "缺场所材料，请补场所材料，或勾选已收到纸质件。"


def _negative(known: _Known) -> str:
    text = " ".join(filter(None, (known.organization.scope, known.organization.purpose)))
    plain = text.replace("非营利", "").replace("不以营利", "").replace("不营利", "")
    found = [one for one in known.pack.value("filing.negative_words") if one in plain]
    return f"业务范围或宗旨里有“{found[0]}”，属于负面清单，请核对。" if found else ""


def _changes(known: _Known) -> str:
    changes: Mapping[str, Any] = (known.case.changes if known.case else None) or {}
    return "" if changes else "还没有写变更事项，请填写变更前后的内容。"


_CHECKS: Mapping[str, tuple[str, str, _Check]] = {
    "nature": ("组织性质", "nature", _field("nature")),
    "category": ("组织类别", "category", _field("category")),
    "place": ("所在社区（村）和活动地域", "community", _field("community", "area")),
    "name": ("名称", "name", _name),
    "leader": ("负责人和联系电话", "leader", _field("leader", "phone")),
    "scope": ("业务范围", "scope", _field("scope")),
    "venue": ("活动场所", "venue", _venue),
    "initiators": ("发起人人数", "initiators", _initiators),
    "members": ("成员（从业人员）人数", "members", _members),
    "roster": ("花名册", "花名册", _roster),
    "charter": ("简易章程", "章程", _charter),
    "negative": ("负面清单", "scope", _negative),
    "changes": ("变更事项", "变更内容", _changes),
    "number": ("备案编号", "filing_number", _field("filing_number")),
    "liaison": ("党建联络员", "party_liaison", _field("party_liaison")),
}
CONDITION_KEYS = frozenset(_CHECKS)
"""The conditions that a pack can demand."""
