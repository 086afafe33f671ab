"""What a roster would change: each line is a new member, a changed one, the same, or cannot come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Problem
from cso_desk.fields import narrow
from cso_desk.records import Member, Organization, cell_fields, new_id
from cso_desk.store import Desk

if TYPE_CHECKING:
    from cso_desk.workbooks.taking import TakenRow

_FIELDS = tuple(cell_fields(Member))
_KNOWN = ("id", "organization", *_FIELDS)
_LABEL = "所属组织"
_TELLING = ("id_number", "phone", "birth")


@dataclass
class MemberPlan:
    """What would be written: `new` rows to insert, `changed` rows with `id` to update."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: int = 0
    refused: int = 0


def plan_members(
    desk: Desk,
    rows: Sequence[TakenRow],
    fresh: Iterable[Mapping[str, Any]] = (),
    into: str | None = None,
) -> MemberPlan:
    """Compare the lines of rosters with the register; nothing is written.

    `fresh` are organizations that the same file brings, `into` the organization whose roster is being filled.
    Lines that cannot come in are marked `refused` and say why.
    """
    found = MemberPlan()
    if not rows:
        return found
    organizations = _Organizations(desk, fresh, into)
    placed = [(row, organizations.of(row)) for row in rows if not row.refused]
    known = _known(desk, {one for _, one in placed if one})
    met: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for row, organization in placed:
        if organization:
            values = {key: value for key, value in row.values.items() if key in _FIELDS}
            if not _double(row, values, met.setdefault(organization, [])):
                _place(found, known.get(organization, []), organization, values)
            else:
                found.same += 1
    found.refused = sum(1 for row in rows if row.refused)
    return found


def _known(desk: Desk, organizations: set[str]) -> dict[str, list[dict[str, Any]]]:
    known: dict[str, list[dict[str, Any]]] = {}
    with desk.read() as session:
        for bundle in store.chunks(organizations):
            for values in store.values_of(session, Member, _KNOWN, organization=bundle):
                one = dict(zip(_KNOWN, values, strict=True))
                known.setdefault(one["organization"], []).append(one)
    return known


def _double(row: TakenRow, values: dict[str, Any], met: list[tuple[str, dict[str, Any]]]) -> bool:
    """Tell whether the file has said the same line before; one of the same person with other data is reported."""
    twins = [(where, one) for where, one in met if _may_be_one(one, values)]
    met.append((row.where, values))
    for where, one in twins:
        if all(one.get(key) == value for key, value in values.items()):
            _say(row, "姓名", "duplicate_row", f"与 {where} 完全相同，只导入一次")
            return True
    if twins:
        words = f"与 {twins[0][0]} 像是同一个人，其他内容不同，请核对"
        _say(row, "姓名", "duplicate_candidate", words)
    return False


def _may_be_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Two lines may be one person: the same identity number, else the same name and no telling field that differs."""
    first, second = one.get("id_number"), other.get("id_number")
    if first and second:
        return bool(first == second)
    if one.get("name") != other.get("name"):
        return False
    return all(
        not (one.get(key) and other.get(key)) or one[key] == other[key] for key in _TELLING[1:]
    )


def _place(
    found: MemberPlan, twins: list[dict[str, Any]], organization: str, values: dict[str, Any]
) -> None:
    meant = _meant(twins, values)
    if meant is None:
        found.new.append({**values, "id": new_id(), "organization": organization})
        return
    twins.remove(meant)
    difference = {key: value for key, value in values.items() if meant.get(key) != value}
    if difference:
        found.changed.append({"id": meant["id"], **difference})
    else:
        found.same += 1


def _meant(twins: Sequence[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the known member that a line means: by identity number, else by name, the likest of several."""
    number = values.get("id_number")
    by_number = [one for one in twins if number and one["id_number"] == number]
    by_name = [
        one for one in twins if one["name"] == values["name"] and not (number and one["id_number"])
    ]
    return max(by_number or by_name, key=lambda one: _likeness(one, values), default=None)


def _likeness(one: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[int, int]:
    telling = sum(1 for key in _TELLING if key in values and one.get(key) == values[key])
    return telling, sum(1 for key, value in values.items() if one.get(key) == value)


def _say(row: TakenRow, label: str, code: str, words: str) -> None:
    row.problems.append(Problem(row.where, label, code, f"第 {row.index + 1} 行{words}。"))


@dataclass(frozen=True, slots=True)
class _Known:
    """An organization that may be meant."""

    id: str
    name: str
    community: str | None


class _Organizations:
    """Finds which organization of this desk a roster's line belongs to; never a guess."""

    def __init__(self, desk: Desk, fresh: Iterable[Mapping[str, Any]], into: str | None) -> None:
        self._exact: dict[str, list[_Known]] = {}
        self._near: dict[str, list[_Known]] = {}
        with desk.read() as session:
            keys = ("id", "name", "community")
            known = [
                _Known(*values)
                for values in store.values_of(session, Organization, keys, owner=desk.unit)
            ]
        known += [_Known(row["id"], row["name"], row.get("community")) for row in fresh]
        for one in known:
            self._exact.setdefault(_plain(one.name), []).append(one)
        self._into = next((one for one in known if one.id == into), None)

    def of(self, row: TakenRow) -> str | None:
        """Return the organization's id, or None with the row refused and the reason among its problems."""
        written = self._exact.get(_plain(row.organization), []) if row.organization else []
        if self._into is not None:
            found, reason = self._check_into(row, written)
        else:
            found, reason = self._choose(row, written)
        if found is None:
            row.refused = True
            _say(row, _LABEL, reason[0], f"{reason[1]}，这一行没有导入")
            return None
        row.organization = found.name
        return found.id

    def _check_into(
        self, row: TakenRow, written: Sequence[_Known]
    ) -> tuple[_Known | None, tuple[str, str]]:
        if written and self._into not in written:
            return None, ("organization_other", f"写的是另一个组织“{row.organization}”")
        return self._into, ("", "")

    def _choose(
        self, row: TakenRow, candidates: Sequence[_Known]
    ) -> tuple[_Known | None, tuple[str, str]]:
        said = row.organization
        if not said:
            said = next((text for text in row.around if self._named_in(text)), "")
            candidates = self._named_in(said)
        unit = row.community.unit.id if row.community.unit else None
        here = [one for one in candidates if unit and one.community == unit] or candidates
        if len(here) == 1:
            return here[0], ("", "")
        if here:
            words = f"台账里有 {len(here)} 个“{here[0].name}”，请加一列“所在社区”写明是哪个"
            return None, ("organization_ambiguous", words)
        words = "看不出是哪个组织的花名册，请加一列“所属组织”，写组织全称"
        if said:
            words = f"台账里没有“{said}”，请先新增这个组织，或改正名称"
        return None, ("organization_unmatched", words)

    def _named_in(self, text: str) -> list[_Known]:
        """Return the organizations with the longest name that stands in a title, a sheet's or a file's name."""
        plain = _plain(text)
        if plain not in self._near:
            names = [name for name in self._exact if len(name) > 1 and name in plain]
            longest = max(names, key=len, default="")
            rivals = [name for name in names if name not in longest]
            self._near[plain] = self._exact[longest] if longest and not rivals else []
        return self._near[plain]


def _plain(name: str) -> str:
    return narrow(name).replace("“", "").replace("”", "").replace('"', "")
