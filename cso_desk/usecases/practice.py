"""Practice data: fills an empty desk with invented organizations, for learning and for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate, birth_of
from cso_desk.progress import Progress, Silent
from cso_desk.records import Decision, Member, Organization, Unit, lists, new_id
from cso_desk.store import Desk, Session

from . import policy_pack
from .community_names import short_name
from .done import Done
from .practice_names import CommunityNames, Person, credit_code, person, weighted_sizes, words
from .units import UnitInfo, info_of, units_under

MOST = 300_000
"""The largest number of practice organizations."""
_BUNDLE = 5_000
_ROSTERS = 200
_OLD_FILING = lists.DECISION_KINDS[0]


@dataclass(frozen=True, slots=True)
class PracticeCounts:
    """How much was invented."""

    organizations: int
    decisions: int
    members: int
    communities: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A community with the township that files its organizations."""

    unit: UnitInfo
    township: str
    authority: str
    names: CommunityNames


def fill_with_practice(
    desk: Desk, organizations: int = 300, seed: int = 1, progress: Progress | None = None
) -> Done[PracticeCounts]:
    """Fill an empty desk with up to `MOST` invented organizations and mark it as a practice desk (papers say 练习).

    The same seed gives the same contents on the same divisions and day. Raises `Problems` for a bad number, `Trouble`
    NOT_EMPTY or NO_COMMUNITIES.
    """
    if not 1 <= organizations <= MOST:
        words_ = f"练习组织数应在 1 到 {MOST} 之间，现为 {organizations}。"
        raise Problems([Problem("", "organizations", "out_of_range", words_)])
    progress = progress or Silent()
    with desk.operation("填入练习数据") as op:
        if store.listed(op.session, Organization, limit=1):
            raise Trouble(
                "NOT_EMPTY", "工作台里已有组织，练习数据只能填入空的工作台；请另建一个文件夹练习。"
            )
        writer = _Writer(desk, places_of(desk, op.session), seed)
        rows = writer.rows(organizations)
        done = 0
        while bundle := list(islice(rows, _BUNDLE)):
            op.insert_many(Organization, [organization for organization, _, _ in bundle])
            op.insert_many(Decision, [decision for _, decision, _ in bundle if decision])
            op.insert_many(Member, [member for _, _, roster in bundle for member in roster])
            done += len(bundle)
            progress.step(done, organizations, "正在填入练习数据")
        desk.put_setting(op, "practice", True)
    counts = PracticeCounts(organizations, writer.decisions, writer.members, len(writer.places))
    return Done(counts, frozenset(op.changes))


def places_of(desk: Desk, session: Session) -> list[_Place]:
    """Return the communities of this desk with their filing authority; raises `Trouble` when there are none."""
    under = [info_of(unit) for unit in units_under(session, desk.unit)]
    above = {unit.id: unit for unit in under}
    level = policy_pack.pack(desk).value("filing.authority")
    found = []
    for unit in under:
        if unit.level == "community":
            township = above.get(unit.parent_id) or _parent(session, unit)
            authority = township if level == "township" else _parent(session, township)
            found.append(
                _Place(
                    unit, township.name, authority.full_name, CommunityNames(short_name(unit.name))
                )
            )
    if not found:
        raise Trouble(
            "NO_COMMUNITIES", "这个单位下还没有社区（村），请先在设置里补充社区，再填练习数据。"
        )
    return found


def _parent(session: Session, unit: UnitInfo) -> UnitInfo:
    found = store.get(session, Unit, unit.parent_id) if unit.parent_id else None
    return info_of(found) if found else unit


class _Writer:
    """Invents the rows, one organization after another."""

    def __init__(self, desk: Desk, places: list[_Place], seed: int) -> None:
        self._random = Random(seed)
        self._city = _city_digits(places[0].unit.code)
        self.places = places
        self._today = desk.clock.today()
        self._user = desk.user
        self._policy = policy_pack.pack(desk).version
        self._filed: dict[tuple[str, int], int] = {}
        self._people: list[Person] = []
        self._known = 0
        self.decisions = 0
        self.members = 0

    def rows(
        self, total: int
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None, list[dict[str, Any]]]]:
        """Go through (organization, decision or None, roster) for `total` organizations."""
        sizes = weighted_sizes(self._random, total, len(self.places))
        every = max(total // min(_ROSTERS, max(total // 12, 1)), 1)
        count = 0
        for place, size in zip(self.places, sizes, strict=True):
            for _ in range(size):
                organization = self._organization(place)
                decision = self._decide(place, organization)
                roster = self._roster(organization) if count % every == 0 else []
                count += 1
                yield organization, decision, roster

    def _leader(self) -> Person:
        if self._people and self._random.random() < 0.2:
            return self._random.choice(self._people)
        found = person(self._random, self._known, self._city)
        self._known += 1
        self._people.append(found)
        if len(self._people) > 60:
            self._people.pop(0)
        return found

    def _organization(self, place: _Place) -> dict[str, Any]:
        random = self._random
        category, spec = self._category(place.unit.kind == "农村")
        leader = self._leader()
        members = min(8 + int(random.expovariate(1 / 22)), 180)
        short = short_name(place.unit.name)
        name, activity = place.names.next(random, list(spec["activities"]))
        return {
            "id": new_id(),
            "name": name,
            "nature": lists.NATURES[random.random() < 0.08],
            "category": category,
            "community": place.unit.id,
            "area": lists.AREAS[random.random() < 0.05],
            "venue": short + random.choice(words()["venues"]),
            "venue_source": random.choice(("借用", "借用", "借用", "自有", "租赁")),
            "founded": self._founded(),
            "leader": leader.name,
            "leader_id": leader.id_number if random.random() < 0.85 else None,
            "leader_sex": leader.sex,
            "leader_birth": birth_of(leader.id_number),
            "leader_politics": random.choice(("中共党员", "群众", "群众")),
            "contact": leader.name,
            "phone": leader.phone if random.random() < 0.94 else None,
            "members": members,
            "members_personal": members,
            "party_members": min(int(random.expovariate(1 / 3)), members),
            "scope": spec["activities"][activity],
            "purpose": random.choice(words()["purposes"]),
            "funds": random.randrange(0, 40) * 500_00 if random.random() < 0.5 else None,
            "funds_source": random.choice(words()["funds_sources"]),
            "hub": False,
            "state": "未备案",
        }

    def _category(self, rural: bool) -> tuple[str, dict[str, Any]]:
        specs = words()["categories"]
        names = [name for name, spec in specs.items() if rural or not spec.get("rural")]
        name = self._random.choices(names, [specs[one]["weight"] for one in names])[0]
        return name, specs[name]

    def _founded(self) -> PartialDate:
        random = self._random
        year = self._today.year - 1 - min(int(random.expovariate(1 / 6)), 20)
        shape = random.random()
        if shape < 0.1:
            return PartialDate(year)
        month = random.randrange(1, 13)
        return (
            PartialDate(year, month)
            if shape < 0.4
            else PartialDate(year, month, random.randrange(1, 29))
        )

    def _decide(self, place: _Place, organization: dict[str, Any]) -> dict[str, Any] | None:
        luck = self._random.random()
        if luck < 0.02:
            organization["credit_code"] = credit_code(self._random, self._city)
            organization["state"], organization["nature"] = "已登记", lists.NATURES[1]
        if luck < 0.02 or luck > 0.85:
            return None
        day = max(self._filing_day(), _after(organization["founded"]))
        seq = self._filed[place.township, day.year] = (
            self._filed.get((place.township, day.year), 0) + 1
        )
        brief = (
            place.township.removesuffix("街道").removesuffix("镇").removesuffix("乡")
            or place.township
        )
        number = f"{brief}社备〔{day.year}〕{seq}号"
        whole = luck < 0.75
        organization["filing_number"], organization["filing_authority"] = number, place.authority
        organization["filing_date"] = PartialDate.of(day) if whole else None
        organization["state"] = "已备案" if whole else "补录待完善"
        self.decisions += 1
        return {
            "organization": organization["id"],
            "kind": _OLD_FILING,
            "number": number,
            "date": organization["filing_date"],
            "authority": place.authority,
            "recorded_by": self._user,
            "policy_version": self._policy,
        }

    def _filing_day(self) -> date:
        return self._today - timedelta(days=self._random.randrange(30, 5 * 365))

    def _roster(self, organization: dict[str, Any]) -> list[dict[str, Any]]:
        size = min(organization["members"], 10 + self._random.randrange(10))
        people = [
            person(self._random, self._known + place, self._city) for place in range(size - 1)
        ]
        self._known += size
        self.members += size
        leader = {
            "organization": organization["id"],
            "name": organization["leader"],
            "sex": organization["leader_sex"],
            "birth": organization["leader_birth"],
            "politics": organization["leader_politics"],
            "address": self._random.choice(words()["addresses"]),
            "phone": organization["phone"],
            "position": "队长",
        }
        return [leader, *(self._member(organization["id"], one) for one in people)]

    def _member(self, organization: str, one: Person) -> dict[str, Any]:
        return {
            "organization": organization,
            "name": one.name,
            "sex": one.sex,
            "birth": birth_of(one.id_number),
            "politics": self._random.choice(("中共党员", "群众", "群众", "群众")),
            "address": self._random.choice(words()["addresses"]),
            "phone": one.phone,
            "position": "成员",
        }


def _city_digits(code: str) -> str:
    return code[2:4] if code.startswith("41") and len(code) >= 4 else "08"


def _after(founded: PartialDate) -> date:
    return date(founded.year, founded.month or 12, founded.day or 28)
