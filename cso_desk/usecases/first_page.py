"""The first page: averages against the targets, what each community lacks, what waits, whether the data is safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, DateValue
from cso_desk.policy import Pack, default_pack
from cso_desk.records import Organization
from cso_desk.records.reporting import CITY_AVERAGE, RURAL_AVERAGE
from cso_desk.store import Desk, opening

from . import (
    backup,
    deadlines,
    lists,
    policy_pack,
    settings,
    targets,
    unit_history,
    waiting,
)
from .averages import CITY, RURAL, Average, average
from .backup import BackupInfo
from .community_names import short_name
from .done import Done
from .targets import Asked
from .units import UnitInfo, communities, names_of, own_unit
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
    due: str = ""


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
    due = deadlines.next_due(desk)
    asked = targets.asked(desk, pack, desk.clock.today().year, units)
    return FirstPage(
        own_unit(desk).name,
        _average(asked, desk.unit, CITY, units, numbers, unplaced),
        _average(asked, desk.unit, RURAL, units, numbers, unplaced),
        tuple(_gap(asked, one, numbers[one.id]) for one in units),
        _counted_note(pack, counted),
        _target_note(desk, asked),
        totals["total"],
        totals["incomplete"],
        waiting.of(desk, totals["incomplete"]),
        backup.newest_proven(desk),
        str(settings.get(desk, DEADLINE, "") or ""),
        bool(desk.get_setting("practice", False)),
        due.words if due else "",
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
    asked = targets.asked(desk, pack, day.year, units)
    return Averages(
        day.isoformat(),
        _average(asked, desk.unit, CITY, units, numbers, unplaced),
        _average(asked, desk.unit, RURAL, units, numbers, unplaced),
        tuple(_gap(asked, one, numbers[one.id]) for one in units),
    )


def _average(
    asked: Asked,
    unit: str,
    kind: str,
    units: Sequence[UnitInfo],
    numbers: Mapping[str, int],
    unplaced: int,
) -> Average:
    counts = [numbers[one.id] for one in units if one.kind == kind]
    counted_as = asked.pack.value("targets.unplaced_counted_as")
    more = unplaced if counted_as == kind else 0
    return average(asked.average(kind, unit), counts, more)


def _gap(asked: Asked, unit: UnitInfo, count: int) -> Gap:
    number = asked.number(unit)
    gap = max(number - count, 0) if number is not None else None
    return Gap(unit.id, short_name(unit.name), unit.kind, count, gap)


def _counted_note(pack: Pack, counted: Sequence[str]) -> str:
    where = pack.value("targets.unplaced_counted_as")
    level = (
        f"不属于某一社区（村）的组织计入{where}社区" if where else "不含不属于某一社区（村）的组织"
    )
    return f"计入平均数的是{'、'.join(counted)}的组织；{level}。"


def _target_note(desk: Desk, asked: Asked) -> str:
    rows = [asked.row(measure, desk.unit) for measure in (CITY_AVERAGE, RURAL_AVERAGE)]
    given = [one for one in rows if one is not None]
    if given:
        with desk.read() as session:
            names = names_of(session, [one.owner for one in given])
        said = [f"{names.get(one.owner, '')}{one.year}年目标" for one in given]
        said = [
            w + (f"（{o.document}）" if o.document else "")
            for w, o in zip(said, given, strict=True)
        ]
        return f"目标出自{'、'.join(dict.fromkeys(said))}。"
    pack = asked.pack
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
