"""The first page: averages against the targets, what each community lacks, what waits, whether the data is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, DateValue
from cso_desk.policy import Pack, default_pack
from cso_desk.records import Organization
from cso_desk.store import Desk, opening

from . import (
    backup,
    lists,
    policy_pack,
    settings,
    unit_history,
    waiting,
)
from .averages import CITY, RURAL, TARGETS, Average, average
from .backup import BackupInfo
from .community_names import short_name
from .done import Done
from .units import UnitInfo, communities, own_unit
from .waiting import Waiting

DEADLINE = "deadline"
"""The setting that holds the day by which the next level wants its report; empty until the clerk sets it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One community: how many organizations count, and how many it lacks to the target (None: kind unknown)."""

    id: str
    name: str
    kind: str
    count: int
    gap: int | None

    @property
    def words(self) -> str:
        """What the page says of the gap."""
        if self.gap is None:
            return "城乡未定，请在设置里选"
        return f"距平均目标还差 {self.gap} 个" if self.gap else "已到平均目标"


@dataclass(frozen=True, slots=True)
class FirstPage:
    """Everything on the first page, as texts and numbers."""

    unit: str
    city: Average
    rural: Average
    communities: tuple[Gap, ...]
    counted_note: str
    target_note: str
    total: int
    incomplete: int
    waiting: tuple[Waiting, ...]
    newest_backup: BackupInfo | None
    deadline: str
    practice: bool


def prepare() -> None:
    """Do ahead what opening a desk and counting need of no desk, while the clerk types the password."""
    opening.prepare()
    default_pack()


def today(desk: Desk) -> FirstPage:
    """Return the first page as it stands now."""
    pack = policy_pack.pack(desk)
    units = communities(desk)
    counted = pack.value("filing.states_counted")
    with desk.read() as session:
        per_unit = store.count_by(session, Organization, "community", state=counted)
    numbers = {unit.id: per_unit.get(unit.id, 0) for unit in units}
    unplaced = per_unit.get(None, 0)
    totals = lists.counts(desk)
    return FirstPage(
        own_unit(desk).name,
        average(pack, CITY, [numbers[one.id] for one in units if one.kind == CITY], unplaced),
        average(pack, RURAL, [numbers[one.id] for one in units if one.kind == RURAL], unplaced),
        tuple(_gap(pack, one, numbers[one.id]) for one in units),
        _counted_note(pack, counted),
        _target_note(desk, pack),
        totals["total"],
        totals["incomplete"],
        waiting.of(desk, totals["incomplete"]),
        backup.newest_proven(desk),
        str(settings.get(desk, DEADLINE, "") or ""),
        bool(desk.get_setting("practice", False)),
    )


@dataclass(frozen=True, slots=True)
class Averages:
    """The averages and the board of communities as they stood on a day."""

    day: str
    city: Average
    rural: Average
    communities: tuple[Gap, ...]


def averages_on(desk: Desk, day: date) -> Averages:
    """Return averages and gaps of a past day, by the pack and the communities of that day."""
    pack = policy_pack.pack(desk, day)
    units = unit_history.communities_on(desk, day)
    counted = unit_history.counts_on(desk, pack, day)
    numbers = {one.id: counted.get(one.id, 0) for one in units}
    unplaced = counted.get(None, 0)
    return Averages(
        day.isoformat(),
        average(pack, CITY, [numbers[one.id] for one in units if one.kind == CITY], unplaced),
        average(pack, RURAL, [numbers[one.id] for one in units if one.kind == RURAL], unplaced),
        tuple(_gap(pack, one, numbers[one.id]) for one in units),
    )


def _gap(pack: Pack, unit: UnitInfo, count: int) -> Gap:
    path = TARGETS.get(unit.kind)
    gap = max(int(pack.value(path)) - count, 0) if path else None
    return Gap(unit.id, short_name(unit.name), unit.kind, count, gap)


def _counted_note(pack: Pack, counted: Sequence[str]) -> str:
    where = pack.value("targets.unplaced_counted_as")
    level = (
        f"不属于某一社区（村）的组织计入{where}社区" if where else "不含不属于某一社区（村）的组织"
    )
    return f"计入平均数的是{'、'.join(counted)}的组织；{level}。"


def _target_note(desk: Desk, pack: Pack) -> str:
    raw = pack.subject("targets")["city_average"]
    source = pack.head["sources"].get(raw["source"], raw["source"])
    until = raw.get("valid_to") or ""
    ended = bool(until) and desk.clock.today().isoformat() > until
    return f"目标出自{source}" + ("，期满后供参考。" if ended else "。")


def set_deadline(desk: Desk, text: str) -> Done[None]:
    """Keep the day by which the next level wants its report; blank forgets it. Raises `Problems` deadline."""
    try:
        day = DateValue().parse(text)
    except BadValue as fault:
        raise Problems([Problem("", "deadline", fault.code, fault.message)]) from None
    return settings.put(desk, DEADLINE, str(day) if day else "")
