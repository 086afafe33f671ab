"""Look-alikes in the register: while one is typed, and all of them; what was judged different never comes again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.policy import Pack
from cso_desk.progress import Progress, Silent
from cso_desk.records import NotDuplicate, Organization, TransferOrder, Unit, cell_fields
from cso_desk.store import Desk, Session

from . import likeness, policy_pack
from .community_names import short_name
from .done import Done
from .likeness import Traits, Words
from .register import texts_of
from .units import names_of

_KEYS = (
    *("id", "name", "community", "community_text", "category", "leader", "phone", "leader_id"),
    *("venue", "filing_number", "state", "owner"),
)
_STEP = 5000


@dataclass(frozen=True, slots=True)
class Alike:
    """One organization that may be meant too, and why."""

    id: str
    name: str
    community: str
    leader: str
    state: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organizations that may be one, and why; `mine` tells that both are this desk's own, to be merged here.

    `owners` names who keeps each of them; `judged` says what this desk has ordered already, empty for a pair to be judged.
    """

    first: Alike
    second: Alike
    reasons: tuple[str, ...]
    mine: bool
    owners: tuple[str, str] = ("", "")
    judged: str = ""

    @property
    def id(self) -> str:
        """One name for the pair."""
        return f"{self.first.id}+{self.second.id}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two organizations side by side."""

    key: str
    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the two say something else."""
        return self.left != self.right


class _Places:
    """The words for community and township with which the names of a place begin."""

    def __init__(self, session: Session, communities: Iterable[str]) -> None:
        units = {one.id: one for one in store.listed(session, Unit, id=list(communities))}
        parents = {one.parent for one in units.values() if one.parent}
        above = {one.id: one for one in store.listed(session, Unit, id=list(parents))}
        self._words = {
            key: _place_words(one.name, above[one.parent].name if one.parent in above else "")
            for key, one in units.items()
        }

    def of(self, community: str) -> tuple[str, ...]:
        """Return the words of a community, () where it is open."""
        return self._words.get(community, ())


def _place_words(community: str, township: str) -> tuple[str, ...]:
    short = short_name(community)
    stem = short.removesuffix("社区").removesuffix("村")
    town = (
        township.removesuffix("街道办事处")
        .removesuffix("街道")
        .removesuffix("镇")
        .removesuffix("乡")
    )
    found = (
        community,
        short,
        stem if len(stem) > 1 else "",
        township,
        town if len(town) > 1 else "",
    )
    both = [f"{a}{b}" for a in (township, town) for b in (community, short, stem) if a and b]
    return tuple(one for one in dict.fromkeys([*both, *found]) if one)


def _words(pack: Pack) -> Words:
    return Words(tuple(pack.value("names.activities")), tuple(pack.value("names.forms")))


def _traits(words: Words, row: Mapping[str, Any], heads: tuple[str, ...]) -> Traits:
    community = row["community"] or ""
    return likeness.traits(
        words,
        record=row["id"],
        name=row["name"] or "",
        community=community or (row["community_text"] or ""),
        places=heads,
        category=row["category"] or "",
        leader=row["leader"] or "",
        phone=row["phone"] or "",
        leader_id=row["leader_id"] or "",
        room=row["venue"] or "",
    )


def pairs(desk: Desk, progress: Progress | None = None) -> list[Pair]:
    """Return all pairs that may be one organization and were not judged different; writes nothing.

    Rows of lower units count too: the same organization filed in two places is a hint to the county.
    """
    told = progress or Silent()
    with desk.read() as session:
        rows = _rows(session)
        places = _Places(session, {row["community"] for row in rows.values() if row["community"]})
        judged = _judged(session)
        words = _words(policy_pack.pack(desk))
        known = []
        for number, row in enumerate(rows.values()):
            if number % _STEP == 0:
                told.step(number, len(rows), "正在比对")
            known.append(_traits(words, row, places.of(row["community"] or "")))
        found = [
            (one.id, other.id, why)
            for one, other, why in likeness.pairs(known)
            if frozenset((one.id, other.id)) not in judged
        ]
        names = names_of(session, [*_communities(rows, found), *_owners(rows, found)])
        ordered = ordered_together(session, desk.unit)
    shown = [
        _pair(desk, rows[one], rows[other], why, (names, ordered)) for one, other, why in found
    ]
    return sorted(shown, key=lambda one: (-len(one.reasons), one.first.community, one.first.name))


def _rows(session: Session, **equals: Any) -> dict[str, dict[str, Any]]:
    found = store.values_of(session, Organization, _KEYS, **equals)
    return {values[0]: dict(zip(_KEYS, values, strict=True)) for values in found}


def _communities(
    rows: Mapping[str, Mapping[str, Any]], found: Iterable[tuple[str, str, tuple[str, ...]]]
) -> list[str]:
    return list({rows[key]["community"] for pair in found for key in pair[:2]} - {None, ""})


def _owners(
    rows: Mapping[str, Mapping[str, Any]], found: Iterable[tuple[str, str, tuple[str, ...]]]
) -> list[str]:
    return list({rows[key]["owner"] for pair in found for key in pair[:2]} - {None, ""})


def ordered_together(session: Session, unit: str) -> dict[str, str]:
    """Return to whom this unit last ordered each organization, by organization id."""
    found: dict[str, str] = {}
    for one in store.listed(session, TransferOrder, order="id", issuer=unit):
        found |= dict.fromkeys(one.organizations, one.to_unit)
    return found


def _judged(session: Session) -> set[frozenset[str]]:
    rows = store.values_of(session, NotDuplicate, ("first", "second"))
    return {frozenset(row) for row in rows}


def _pair(
    desk: Desk,
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    why: tuple[str, ...],
    known: tuple[Mapping[str, str], Mapping[str, str]],
) -> Pair:
    names, ordered = known
    first, second = sorted((one, other), key=lambda row: (not row["filing_number"], row["id"]))
    mine = first["owner"] == second["owner"] == desk.unit
    owners = (names.get(first["owner"], "另一单位"), names.get(second["owner"], "另一单位"))
    together = first["owner"] == second["owner"] != desk.unit
    told = together and first["owner"] in (ordered.get(first["id"]), ordered.get(second["id"]))
    judged = f"已移交，等{owners[0]}合并" if told else ""
    return Pair(_alike(first, names, why), _alike(second, names, why), why, mine, owners, judged)


def _alike(row: Mapping[str, Any], names: Mapping[str, str], why: tuple[str, ...]) -> Alike:
    place = names.get(row["community"] or "", "") or row["community_text"] or ""
    state = row["state"] or "未备案"
    return Alike(row["id"], row["name"] or "", place, row["leader"] or "", state, why)


def like(desk: Desk, typed: Mapping[str, str], record: str = "") -> list[Alike]:
    """Return what an organization that is being typed may already be, the likeliest first.

    `typed` holds texts by field key (community is a unit id); `record` is the one that is being changed.
    """
    if not (typed.get("name") or "").strip():
        return []
    row: dict[str, Any] = {key: (typed.get(key) or "").strip() for key in _KEYS}
    row["id"] = record
    with desk.read() as session:
        near = _near(session, row)
        places = _Places(
            session, {one["community"] for one in (row, *near.values()) if one["community"]}
        )
        words = _words(policy_pack.pack(desk))
        judged = _judged(session) if record else set()
        found = []
        for one in near.values():
            # While the community is still open, the name is read as one of the place that it may belong to.
            heads = places.of(row["community"] or one["community"] or "")
            wanted = _traits(words, row, heads)
            why = likeness.reasons(wanted, _traits(words, one, places.of(one["community"] or "")))
            if why and one["id"] != record and frozenset((record, one["id"])) not in judged:
                found.append((one, why))
        names = names_of(session, [one["community"] for one, _ in found if one["community"]])
    found.sort(key=lambda each: (-len(each[1]), likeness.SAME_NAME not in each[1]))
    return [_alike(one, names, why) for one, why in found]


def _near(session: Session, row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the organizations that share the place, the name or the leader with what is typed."""
    found = _rows(session, name=row["name"])
    if row["community"]:
        found |= _rows(session, community=row["community"])
    if row["leader"]:
        found |= _rows(session, leader=row["leader"])
    return found


def judge_different(desk: Desk, chosen: Sequence[tuple[str, str]], why: str = "") -> Done[int]:
    """Remember that these pairs are different organizations; they are never offered again. Raises `Problems`."""
    with desk.operation(f"不是同一个组织：{len(chosen)} 对") as op:
        known = _judged(op.session)
        fresh = [pair for pair in dict.fromkeys(chosen) if frozenset(pair) not in known]
        for first, second in fresh:
            if any(store.get(op.session, Organization, one) is None for one in (first, second)):
                words = "其中一个组织已经不在台账里，请刷新后再看。"
                raise Problems([Problem("", "", "gone", words)])
            op.add(
                NotDuplicate(
                    first=first, second=second, judged_by=desk.user, why=why.strip() or None
                )
            )
    return Done(len(fresh), frozenset(op.changes))


def compare(desk: Desk, left: str, right: str) -> list[Difference]:
    """Return all fields of two organizations side by side, blank in both left out; raises `Problems` for a gone one."""
    with desk.read() as session:
        two = [store.get(session, Organization, one) for one in (left, right)]
        shown = []
        for one in two:
            if one is None:
                words = "其中一个组织已经不在台账里，请刷新后再看。"
                raise Problems([Problem("", "", "gone", words)])
            shown.append(texts_of(one, names_of(session, [one.community] if one.community else [])))
    first, second = shown
    fields = cell_fields(Organization).values()
    lines = [Difference(one.key, one.label, first[one.key], second[one.key]) for one in fields]
    return [one for one in lines if one.left or one.right]
