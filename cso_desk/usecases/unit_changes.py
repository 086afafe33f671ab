"""Villages change (撤村并居): merge, split, rename and re-code communities by a dated change; their records follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, DateValue, PartialDate, Text, tidy
from cso_desk.policy import divisions
from cso_desk.records import Organization, Unit, UnitChange, Venue, lists, new_id
from cso_desk.store import Desk, Op, Session

from . import village_orders
from .change_following import once
from .done import Done
from .unit_history import UnitHistory
from .units import names_of, valid_on

MERGE, SPLIT, RENAME, RECODE = lists.UNIT_CHANGE_KINDS


@dataclass(frozen=True, slots=True)
class NewCommunity:
    """A community that comes into being; `code` may still be unknown, `kind` is 城市 or 农村."""

    name: str
    kind: str
    code: str = ""


Target = str | NewCommunity
"""A community that is there already (its id), or one that comes into being."""


@dataclass(frozen=True, slots=True)
class Paper:
    """When a change comes into force and which document says so."""

    date: str
    document: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did: its record, how many organizations followed, how many of lower units wait for their desk.

    `followed` of those that moved were kept by village desks and went along by `orders`; `waits` says in a sentence each
    who has to hand over the others.
    """

    id: str
    moved: int
    others: int
    made: tuple[str, ...] = ()
    followed: int = 0
    orders: int = 0
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as the page lists it."""

    id: str
    kind: str
    date: str
    document: str
    before: str
    after: str
    moved: int


@dataclass
class _Move:
    """Where organizations go: `homes` by organization id, all others of a community to `otherwise`."""

    otherwise: dict[str, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)


def merge(desk: Desk, units: Sequence[str], into: Target, paper: Paper) -> Done[Changed]:
    """Merge communities into one of them, into another, or into a new one. Raises `Problems`, `Trouble` not_owner."""
    chosen = list(dict.fromkeys(units))
    ending = [one for one in chosen if one != into]
    if not ending or (isinstance(into, NewCommunity) and len(chosen) < 2):
        raise _problem("units", "too_few", "合并要选两个以上的社区（村），请再选。")
    with _changing(
        desk, MERGE, [*chosen, *([into] if isinstance(into, str) else [])], paper
    ) as run:
        target = run.target(into)
        run.end(ending)
        return run.write([*chosen], [target], _Move(dict.fromkeys(ending, target.id)))


def split(
    desk: Desk,
    unit: str,
    into: Sequence[Target],
    homes: Mapping[str, int],
    paper: Paper,
) -> Done[Changed]:
    """Split one community into several; `homes` says per organization id which of `into` (by number from 0) it joins.

    The old community may be one of `into`: then it goes on. Every own organization needs a home. Raises `Problems`.
    """
    if len(into) < 2:
        raise _problem("into", "too_few", "拆分后至少要有两个社区（村），请再填一个。")
    with _changing(desk, SPLIT, [unit], paper) as run:
        targets = [run.target(one) for one in into]
        if unit not in [one.id for one in targets]:
            run.end([unit])
        own = run.organizations([unit])
        homeless = [one for one in own if one.id not in homes]
        if homeless:
            words = f"还有 {len(homeless)} 个组织没有选归属（如“{homeless[0].name}”），请逐个选好。"
            raise _problem("homes", "missing_required", words)
        placed = {record: targets[number].id for record, number in homes.items()}
        return run.write([unit], targets, _Move(homes=placed))


def rename(desk: Desk, unit: str, name: str, paper: Paper) -> Done[Changed]:
    """Give a community another name; its organizations stay with it. Raises `Problems`."""
    plain = _name(name)
    with _changing(desk, RENAME, [unit], paper) as run:
        before = run.before([unit])
        renamed = run.known[unit]
        if renamed.name == plain:
            raise _problem("name", "same", "新名称和现在的一样，不用改。")
        run.refuse_name(plain)
        if renamed.full_name in (None, renamed.name):
            renamed.full_name = plain
        renamed.name = plain
        return run.write([unit], [renamed], _Move(), called=before)


def recode(desk: Desk, unit: str, code: str, paper: Paper) -> Done[Changed]:
    """Give a community another division code; it stays the same community. Raises `Problems`."""
    plain = divisions.bare_code(tidy(code))
    if not (plain.isdigit() and len(plain) == 12):
        raise _problem("code", "bad_code", "社区（村）的区划代码应为 12 位数字，请核对。")
    with _changing(desk, RECODE, [unit], paper) as run:
        before = run.before([unit])
        run.refuse_code(plain)
        run.known[unit].code = plain
        return run.write([unit], [run.known[unit]], _Move(), called=before)


def changes(desk: Desk) -> list[ShownChange]:
    """Return all changes, the newest first."""
    with desk.read() as session:
        return [_shown(one) for one in once(UnitHistory(session).changes)]


def _shown(change: UnitChange) -> ShownChange:
    code = change.kind == RECODE
    words = [
        "、".join(_word(one, code) for one in side or ())
        for side in (change.from_units, change.to_units)
    ]
    return ShownChange(
        change.id,
        change.kind or "",
        str(change.date or ""),
        change.document or "",
        words[0],
        words[1],
        len(change.moves or {}),
    )


def _word(unit: Mapping[str, str], code: bool) -> str:
    return f"{unit['name']}（{unit['code'] or '无代码'}）" if code else unit["name"]


def _name(text: str) -> str:
    try:
        plain = Text(60).parse(text)
    except BadValue as fault:
        raise _problem("name", fault.code, fault.message) from None
    if not plain:
        raise _problem("name", "missing_required", "请写社区（村）名称。")
    return plain


def _day(desk: Desk, text: str) -> date:
    """Return the day from which a change holds; it may not lie ahead, for the register shows today."""
    try:
        parsed = DateValue().parse(text)
    except BadValue as fault:
        raise _problem("date", fault.code, fault.message) from None
    if parsed is None or parsed.day is None or parsed.month is None:
        raise _problem("date", "date_invalid", "生效日期要写到日，如 2026-03-12。")
    day = date(parsed.year, parsed.month, parsed.day)
    if day > desk.clock.today():
        raise _problem("date", "date_future", f"{day} 还没有到，请到生效那天再录入。")
    return day


def _problem(key: str, code: str, message: str) -> Problems:
    return Problems([Problem("", key, code, message)])


@contextmanager
def _changing(desk: Desk, kind: str, units: Sequence[str], paper: Paper) -> Iterator[_Run]:
    day = _day(desk, paper.date)
    names = names_of_units(desk, units)
    with desk.operation(f"社区（村）{kind}：{'、'.join(names)}") as op:
        yield _Run(desk, op, kind, units, day, paper)


def names_of_units(desk: Desk, units: Sequence[str]) -> list[str]:
    """Return the names of these units that are known, in their order."""
    with desk.read() as session:
        known = names_of(session, list(units))
    return [known[one] for one in units if one in known]


class _Run:
    """One change while it is written."""

    def __init__(
        self, desk: Desk, op: Op, kind: str, units: Sequence[str], day: date, paper: Paper
    ) -> None:
        self.desk, self.op, self.kind, self.day, self.paper = desk, op, kind, day, paper
        self.made: list[str] = []
        self.known = {one.id: one for one in store.listed(op.session, Unit, id=list(units))}
        self._refuse_strange(units)
        self._refuse_later(set(units))

    @property
    def session(self) -> Session:
        """The session of the operation."""
        return self.op.session

    def _refuse_strange(self, units: Sequence[str]) -> None:
        iso = self.day.isoformat()
        for unit in units:
            found = self.known.get(unit)
            if found is None or found.level != "community":
                raise _problem("units", "unknown", "区划里没有这个社区（村），请从列表里选。")
            if not valid_on(found, iso):
                words = f"“{found.name}”在 {iso} 不在使用，请核对生效日期。"
                raise _problem("date", "not_valid", words)

    def _refuse_later(self, units: set[str]) -> None:
        for change in UnitHistory(self.session).after(self.day.isoformat()):
            named = {one["id"] for one in (*(change.from_units or ()), *(change.to_units or ()))}
            if named & units:
                words = f"这些社区（村）在 {change.date} 已有一次{change.kind}，生效日期不能更早，请核对。"
                raise _problem("date", "date_order", words)

    def before(self, units: Sequence[str]) -> list[dict[str, str]]:
        """Return how units are called now, for the record."""
        return [_described(self.known[one]) for one in units]

    def target(self, wanted: Target) -> Unit:
        """Return a community that a change leads to, made where it is new."""
        if isinstance(wanted, str):
            return self.known.get(wanted) or self._add_known(wanted)
        name = _name(wanted.name)
        if wanted.kind not in lists.KINDS_OF_COMMUNITY:
            raise _problem("kind", "not_in_list", "新社区（村）请选城市或农村。")
        self.refuse_name(name)
        if wanted.code:
            self.refuse_code(divisions.bare_code(wanted.code))
        sibling = next(iter(self.known.values()))
        made = Unit(
            id=new_id(),
            name=name,
            full_name=name,
            level="community",
            parent=sibling.parent,
            kind=wanted.kind,
            code=divisions.bare_code(wanted.code) or None,
            valid_from=PartialDate.of(self.day),
        )
        self.made.append(made.id)
        return self.op.add(made)

    def _add_known(self, unit: str) -> Unit:
        found = store.get(self.session, Unit, unit)
        if found is None or found.level != "community":
            raise _problem("into", "unknown", "区划里没有这个社区（村），请从列表里选。")
        self.known[unit] = found
        return found

    def refuse_name(self, name: str) -> None:
        """Raise `Problems` when a living community beside these already bears the name."""
        parent = next(iter(self.known.values())).parent
        iso = self.day.isoformat()
        taken = store.listed(self.session, Unit, name=name, parent=parent)
        if any(valid_on(one, iso) and one.id not in self.known for one in taken):
            raise _problem("name", "duplicate_row", f"已有“{name}”，请换一个名称，或选并入它。")

    def refuse_code(self, code: str) -> None:
        """Raise `Problems` when the code belongs to another unit."""
        taken = [one for one in store.listed(self.session, Unit, code=code) if one.valid_to is None]
        if taken:
            raise _problem(
                "code", "duplicate_row", f"代码 {code} 已是“{taken[0].name}”的，请核对。"
            )

    def end(self, units: Sequence[str]) -> None:
        """Let communities end on the day before."""
        for unit in units:
            self.known[unit].valid_to = PartialDate.of(self.day - timedelta(days=1))

    def organizations(self, units: Sequence[str]) -> list[Organization]:
        """Return this desk's own organizations in these communities."""
        return store.listed(self.session, Organization, community=list(units), owner=self.desk.unit)

    def write(
        self,
        before: Sequence[str],
        after: Sequence[Unit],
        move: _Move,
        called: list[dict[str, str]] | None = None,
    ) -> Done[Changed]:
        """Move the organizations and keep the record; `called` is how the units were called before."""
        self.session.flush()
        theirs = self._homes_of_others(before, move)
        moves = self._move(before, move)
        along = village_orders.follow(self.desk, self.op, theirs, self._ended(before), self._why())
        moves |= {record: list(home) for record, home in along.homes.items()}
        change = UnitChange(
            kind=self.kind,
            date=PartialDate.of(self.day),
            document=self.paper.document.strip() or None,
            note=self.paper.note.strip() or None,
            from_units=called or self.before(before),
            to_units=[_described(one) for one in after],
            moves=moves,
        )
        self.op.add(change)
        self.session.flush()
        others = self._others(before)
        done = Changed(
            id=change.id,
            moved=len(moves),
            others=others,
            made=tuple(self.made),
            followed=along.organizations,
            orders=along.orders,
            waits=along.waits,
        )
        return Done(done, frozenset(self.op.changes))

    def _why(self) -> tuple[str, str]:
        return f"社区（村）{self.kind}", self.paper.document

    def _ended(self, before: Sequence[str]) -> list[str]:
        return [one for one in before if self.known[one].valid_to is not None]

    def _homes_of_others(self, before: Sequence[str], move: _Move) -> dict[str, str]:
        """Return where organizations of other owners have to go, by organization id."""
        keys = ("id", "owner", "community")
        found = {}
        for record, owner, place in store.values_of(
            self.session, Organization, keys, community=list(before)
        ):
            home = move.homes.get(record) or move.otherwise.get(place or "")
            if owner != self.desk.unit and home and home != place:
                found[record] = home
        return found

    def _move(self, before: Sequence[str], move: _Move) -> dict[str, list[str]]:
        moves: dict[str, list[str]] = {}
        for one in self.organizations(before):
            home = move.homes.get(one.id) or move.otherwise.get(one.community or "")
            if home and home != one.community:
                moves[one.id] = [one.community or "", home]
                one.community = home
        for unit, home in move.otherwise.items():
            for venue in store.listed(self.session, Venue, community=unit, owner=self.desk.unit):
                venue.community = home
        return moves

    def _others(self, before: Sequence[str]) -> int:
        """Return how many organizations of other owners stand in communities that ended."""
        ended = self._ended(before)
        rows = store.values_of(self.session, Organization, ("owner",), community=ended)
        return sum(1 for (owner,) in rows if owner != self.desk.unit)


def _described(unit: Unit) -> dict[str, str]:
    return {"id": unit.id, "name": unit.name, "code": unit.code or ""}
