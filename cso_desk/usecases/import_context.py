"""What an import knows of the desk: the columns that may come, the communities, the local words of code lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.records import Decision, Member, Organization, Unit, cell_fields, fields_of, lists
from cso_desk.store import Desk

from . import own_fields, policy_pack
from .unit_history import former_names
from .units import units_under, valid_on

if TYPE_CHECKING:
    from cso_desk.workbooks.columns import Column
    from cso_desk.workbooks.taking import ImportContext

_FILING_COLUMNS = {"filing_number": "number", "filing_date": "date"}
_SEX_WORDS = {"男": ("男性", "男士"), "女": ("女性", "女士")}
_POLITICS_WORDS = {
    "": ("否",),
    "中共党员": ("党员", "中国共产党党员", "共产党员", "正式党员", "中共正式党员", "是"),
    "预备党员": ("中共预备党员",),
    "共青团员": ("团员",),
    "民主党派": (
        "民革",
        "民盟",
        "民建",
        "民进",
        "农工党",
        "致公党",
        "九三学社",
        "台盟",
        "民主党派成员",
    ),
    "群众": ("普通群众", "一般群众", "无党派", "无党派人士"),
}
_EDUCATION_WORDS = {
    "初中及以下": ("小学", "初中", "文盲", "半文盲", "小学及以下"),
    "高中及中专": ("高中", "中专", "职高", "技校", "中技", "中专(高中)", "高中(中专)"),
    "大专": ("专科", "大学专科"),
    "本科": ("大学", "大学本科", "学士"),
    "研究生及以上": ("研究生", "硕士", "博士", "硕士研究生", "博士研究生"),
}
_MEMBER_WORDS = {"会员": ("成员", "队员", "团员", "社员"), "从业人员": ("工作人员", "专职")}


def ledger_columns(desk: Desk | None = None) -> list[Column]:
    """Return the columns that a ledger may fill: the organization's fields, the facts of its old filing, own fields.

    Without a desk there are no fields of an office's own.
    """
    from cso_desk.workbooks.columns import columns_of

    known = fields_of(Decision)
    filing = {
        key: fields_of(Organization)[key].with_synonyms(known[source].synonyms)
        for key, source in _FILING_COLUMNS.items()
    }
    own = own_fields.as_fields(desk) if desk is not None else {}
    derived = [f.key for f in fields_of(Organization).values() if f.derived]
    return columns_of(
        {**cell_fields(Organization), **filing, **own},
        leave_out={*derived, "community_text"} - set(filing),
    )


def member_columns() -> list[Column]:
    """Return the columns that a roster may fill."""
    from cso_desk.workbooks.rosters import roster_columns

    return roster_columns(cell_fields(Member))


def context_of(desk: Desk) -> ImportContext:
    """Return the communities, columns and words of a desk, for taking rows in."""
    from cso_desk.workbooks.communities import CommunityName
    from cso_desk.workbooks.taking import ImportContext

    with desk.read() as session:
        units = units_under(session, desk.unit)
        own = store.get(session, Unit, desk.unit)
        parents = {unit.id: unit for unit in units}
        if own is not None and own.level == "community" and own.parent:
            above = store.get(session, Unit, own.parent)
            parents.update({own.parent: above} if above else {})
        day = desk.clock.today().isoformat()
        there = [one for one in units if one.level == "community" and valid_on(one, day)]
        former = former_names(session, there)
    names = [
        CommunityName(
            unit.id,
            code,
            name,
            unit.kind or "",
            *_township(parents.get(unit.parent or "")),
            today,
        )
        for name, code, today, unit in _called(there, former)
    ]
    default = own.code or "" if own is not None and own.level == "township" else ""
    return ImportContext(
        units=names,
        columns=ledger_columns(desk),
        default_township=default,
        words=_words(desk),
        roster=member_columns(),
    )


def _called(
    there: Sequence[Unit], former: Sequence[tuple[str, str, Unit]]
) -> list[tuple[str, str, str, Unit]]:
    """Return (name, code, name of today where it is a former one, unit) for all that a ledger may call a community."""
    taken = {one.code for one in there}
    return [(one.name, one.code or "", "", one) for one in there] + [
        (name, "" if code in taken else code, one.name, one)
        for name, code, one in former
        if name != one.name or code != one.code
    ]


def _words(desk: Desk) -> dict[str, dict[str, str]]:
    return {
        "category": category_words(desk),
        "nature": _turned(lists.NATURE_WORDS),
        "area": _turned(lists.AREA_WORDS),
        "sex": _turned(_SEX_WORDS),
        "leader_sex": _turned(_SEX_WORDS),
        "politics": _turned(_POLITICS_WORDS),
        "leader_politics": _turned(_POLITICS_WORDS),
        "education": _turned(_EDUCATION_WORDS),
        "kind": _turned(_MEMBER_WORDS),
    }


def _township(unit: Unit | None) -> tuple[str, str]:
    return (unit.code or "", unit.name) if unit is not None else ("", "")


def _turned(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return {local word: official word} of {official word: local words}."""
    return {local: official for official, found in words.items() for local in found}


def category_words(desk: Desk) -> dict[str, str]:
    """Return which category of the place each local word means, by the policy pack."""
    pack = policy_pack.pack(desk)
    words = _turned(pack.value("categories.mapping"))
    return {**words, **{word: word for word in pack.value("categories.scheme")}}
