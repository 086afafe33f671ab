"""How the fields of an organization and of its members are grouped in forms and details."""

from __future__ import annotations

from collections.abc import Iterable

from ..forms import Section

SECTIONS = (
    Section(
        "基本情况",
        (
            "name",
            "community",
            "area",
            "nature",
            "category",
            "founded",
            "preset",
            "supervisor",
            "venue",
            "venue_source",
            "venue_size",
            "venue_rooms",
        ),
    ),
    Section(
        "负责人",
        (
            "leader",
            "phone",
            "leader_id",
            "contact",
            "initiators",
            "leader_sex",
            "leader_birth",
            "leader_politics",
            "leader_work",
        ),
    ),
    Section(
        "成员和党建",
        (
            "members",
            "party_members",
            "members_personal",
            "members_unit",
            "staff",
            "volunteers",
            "party_form",
            "party_liaison",
            "party_superior",
            "community_contact",
        ),
    ),
    Section("业务和资金", ("scope", "purpose", "funds", "hub", "funds_source", "station")),
    Section("其他", ("credit_code", "note")),
)
OWN = "自定义栏目"
"""The heading of the fields that the office defined itself; their keys are known to the data alone."""
LEFT_OUT = frozenset({"community_text"})
"""Shown in the detail, never typed: what an old ledger wrote where no community of the tree matched."""
FILING = Section("备案", ("filing_number", "filing_date", "filing_authority"))
DERIVED = {"filing_number": "备案编号", "filing_date": "备案日期", "filing_authority": "备案机关"}
"""The labels of what decisions say of an organization; nobody types these fields."""
MEMBER = (
    Section(
        "",
        (
            "name",
            "sex",
            "birth",
            "politics",
            "id_number",
            "phone",
            "address",
            "position",
            "kind",
            "education",
            "skills",
            "volunteer",
            "joined",
            "left",
            "note",
        ),
    ),
)


def own_section(keys: Iterable[str]) -> tuple[Section, ...]:
    """Return the section of the office's own fields among the keys of a form, none where there are none."""
    own = tuple(key for key in keys if key.startswith("own."))
    return (Section(OWN, own),) if own else ()
