"""The roster as a whole: what it counts, whether that ties with the organization's figures, and who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Member, Organization, fields_of
from cso_desk.store import Desk, Session

from .done import Done
from .register import owned, parse_values

STAFF = "从业人员"
_PARTY = frozenset({"中共党员", "预备党员"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what the organization says (None: nothing) and what its roster counts."""

    key: str
    label: str
    stated: int | None
    counted: int

    @property
    def ties(self) -> bool:
        """Whether both are the same."""
        return self.stated == self.counted


@dataclass(frozen=True, slots=True)
class RosterCount:
    """What a roster counts; `left` are those who left, `unsaid` those of whom it is not said whether member or staff."""

    figures: tuple[Figure, ...]
    left: int
    unsaid: int

    @property
    def people(self) -> int:
        """How many are in the roster now."""
        by_key = {one.key: one.counted for one in self.figures}
        return by_key["members_personal"] + by_key["staff"]

    @property
    def words(self) -> str:
        """The roster in one line."""
        parts = [f"{one.label} {one.counted}" for one in self.figures if one.counted]
        parts += [f"已退出 {self.left}"] if self.left else []
        return "，".join(parts)

    @property
    def difference(self) -> str:
        """Where the organization says something else, in one sentence; empty where all ties or the roster is empty."""
        apart = [one for one in self.figures if one.stated is not None and not one.ties]
        if not apart or not self.people:
            return ""
        told = "；".join(f"{one.label}填了 {one.stated}，花名册 {one.counted}" for one in apart)
        return f"与花名册不一致：{told}。"


def count(desk: Desk, organization: str) -> RosterCount:
    """Return what the roster of an organization counts beside what the organization says."""
    with desk.read() as session:
        home = store.get(session, Organization, organization)
        return _count(session, home) if home else RosterCount((), 0, 0)


def _count(session: Session, home: Organization) -> RosterCount:
    everybody = store.listed(session, Member, organization=home.id)
    present = [one for one in everybody if one.left is None]
    staff = sum(1 for one in present if one.kind == STAFF)
    counted = {
        "members": len(present) + (home.members_unit or 0),
        "members_personal": len(present) - staff,
        "staff": staff,
        "party_members": sum(1 for one in present if one.politics in _PARTY),
        "volunteers": sum(1 for one in present if one.volunteer),
    }
    labels = fields_of(Organization)
    figures = [
        Figure(key, labels[key].label, getattr(home, key), number)
        for key, number in counted.items()
    ]
    unsaid = sum(1 for one in present if one.kind is None)
    return RosterCount(tuple(figures), len(everybody) - len(present), unsaid)


def adopt(desk: Desk, organization: str) -> Done[int]:
    """Write what the roster counts into the organization's figures; returns how many figures changed.

    成员总数 counts everybody in the roster and the unit members. A roster that nobody is in is refused: it was never
    filled in. Raises `Problems`, `Trouble` not_owner.
    """
    with desk.operation("按花名册更正人数") as op:
        home = owned(desk, op.session, Organization, organization)
        found = _count(op.session, home)
        if not found.people:
            words = "花名册还是空的，没有可以照着更正的人数。"
            raise Problems([Problem("", "members", "empty_roster", words)])
        apart = [one for one in found.figures if (one.stated or 0) != one.counted]
        for one in apart:
            setattr(home, one.key, one.counted)
    return Done(len(apart), frozenset(op.changes))


def leave(desk: Desk, members: Sequence[str], day: str) -> Done[int]:
    """Let these lines of a roster leave on a day; returns how many. Raises `Problems` for a bad or lacking day."""
    values = parse_values(desk, Member, {"left": day})
    if not values["left"]:
        raise Problems([Problem("", "left", "missing_required", "请填退出日期。")])
    with desk.operation(f"花名册退出 {len(members)} 人") as op:
        for one in members:
            owned(desk, op.session, Member, one).left = values["left"]
    return Done(len(members), frozenset(op.changes))


def set_kind(desk: Desk, members: Sequence[str], kind: str) -> Done[int]:
    """Say of these lines of a roster whether they are 会员 or 从业人员; returns how many. Raises `Problems`."""
    value = parse_values(desk, Member, {"kind": kind})["kind"]
    with desk.operation(f"花名册 {len(members)} 人改为{kind}") as op:
        for one in members:
            owned(desk, op.session, Member, one).kind = value
    return Done(len(members), frozenset(op.changes))
