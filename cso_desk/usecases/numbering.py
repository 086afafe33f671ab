"""备案编号: made by the place's rule, one after the other per authority and year, never used a second time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Decision, Organization, Unit
from cso_desk.store import Desk, Op, Session

MADE = "made"
"""The key in a decision's facts that tells that its number was made by the rule, not typed from paper."""
_TOKEN = re.compile(r"\{(authority_short|area9|yyyy|seq)(?::([1-9]))?\}")
_ENDINGS = ("街道办事处", "街道", "镇", "乡", "自治县", "县", "市", "区")


def written(rule: str, tokens: Mapping[str, str], seq: int) -> str:
    """Return the number that a rule gives for the running number `seq`; unknown braces stay as they are."""

    def token(match: re.Match[str]) -> str:
        name, width = match.groups()
        return str(seq).zfill(int(width or 1)) if name == "seq" else tokens[name]

    return _TOKEN.sub(token, rule)


def running_number(rule: str, tokens: Mapping[str, str], number: str) -> int | None:
    """Return the running number in a 备案编号 that follows the rule, None for any other."""
    pattern, place = "", 0
    for match in _TOKEN.finditer(rule):
        pattern += re.escape(rule[place : match.start()])
        pattern += "0*([0-9]{1,9})" if match[1] == "seq" else re.escape(tokens[match[1]])
        place = match.end()
    found = re.fullmatch(pattern + re.escape(rule[place:]), number)
    return int(found[1]) if found else None


def short_name(name: str) -> str:
    """Return a unit's name without 镇, 乡, 街道 …; a name that would become empty stays whole."""
    for ending in _ENDINGS:
        if len(name) > len(ending) + 1 and name.endswith(ending):
            return name.removesuffix(ending)
    return name


def tokens_of(pack: Pack, authority: Unit | None, year: int) -> dict[str, str]:
    """Return what the tokens of the rule stand for: an authority of the tree, a year."""
    short = pack.value("filing.authority_short") or short_name(authority.name if authority else "")
    code = (authority.code or "") if authority else ""
    return {"authority_short": short, "area9": code.ljust(9, "0")[:9], "yyyy": str(year)}


class Numbers:
    """Gives numbers inside one operation.

    A number is above every number that any decision ever had, those taken back included, and above all that this
    desk ever gave: the counter stands outside the journal, so 还原 never puts it back.
    """

    def __init__(self, desk: Desk, op: Op) -> None:
        self._desk, self._op = desk, op
        self._highest: dict[str, int] = {}

    def next(self, pack: Pack, authority: Unit | None, day: PartialDate) -> str:
        """Take the next number of an authority for the year of a decision."""
        rule, tokens = pack.value("filing.number"), tokens_of(pack, authority, day.year)
        name = (authority.full_name or authority.name) if authority else ""
        key = f"filing_seq:{name}:{day.year if '{yyyy}' in rule else ''}"
        if key not in self._highest:
            self._highest[key] = max(self._ever(rule, tokens), self._desk.get_setting(key, 0))
        self._highest[key] += 1
        self._desk.put_setting(self._op, key, self._highest[key])
        return written(rule, tokens, self._highest[key])

    def typed(self) -> None:
        """Count anew: a number was typed, which may follow the rule."""
        self._highest.clear()

    def _ever(self, rule: str, tokens: Mapping[str, str]) -> int:
        rows = store.values_ever(self._op.session, Decision, ("number",))
        told = (running_number(rule, tokens, row[0]) or 0 for row in rows if row[0])
        return max(told, default=0)


def refuse_taken(session: Session, number: str, authority: str, organization: str) -> None:
    """Raise `Problems` when another organization has a number of the same authority.

    A number that the rule made stays taken when its decision is taken back or its organization removed. One that was
    typed for the wrong organization and taken back is free again, for the paper with that number exists.
    """
    keys = ("organization", "authority", "deleted", "facts")
    for other, by, undone, facts in store.values_ever(session, Decision, keys, number=number):
        if other == organization or by not in (authority, None):
            continue
        holder = store.get(session, Organization, other or "")
        if (facts or {}).get(MADE) or (holder is not None and not undone):
            named = f"“{holder.name}”" if holder else "已经移除的组织"
            words = f"编号“{number}”已经给了{named}，编号不重复使用，请核对后重填。"
            raise Problems([Problem("", "number", "number_taken", words)])


def refuse_used(session: Session, number: str, authority: str, organization: str) -> None:
    """Raise `Problems` when a new decision would use a number again: another's, or one of an ended filing."""
    refuse_taken(session, number, authority, organization)
    living = store.listed(session, Decision, organization=organization, number=number)
    if living:
        words = f"编号“{number}”以前用过，编号不重复使用，请写新的编号。"
        raise Problems([Problem("", "number", "number_taken", words)])


def authority_of(
    session: Session, desk: Desk, pack: Pack, organization: Organization
) -> Unit | None:
    """Return the unit that decides on an organization's filing: the township or county above its community."""
    level = pack.value("filing.authority")
    for start in (organization.community, organization.owner, desk.unit):
        unit = store.get(session, Unit, start) if start else None
        while unit is not None and unit.level != level:
            unit = store.get(session, Unit, unit.parent) if unit.parent else None
        if unit is not None:
            return unit
    return None
