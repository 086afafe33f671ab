"""The first page: averages against the targets, what each community lacks, what waits, whether the data is safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, DateValue
from cso_desk.policy import Pack, default_pack
from cso_desk.records import Organization, Round, SentPackage
from cso_desk.store import Desk, opening

from . import (
    activity_lists,
    backup,
    case_waiting,
    contacts,
    disclose,
    disclosure_rows,
    disclosures,
    due_elections,
    lists,
    paper_tracks,
    policy_pack,
    settings,
    unit_history,
    year_check,
)
from .activity_rules import TO_REPORT, TO_SUM_UP
from .backup import BackupInfo
from .community_names import short_name
from .done import Done
from .evaluate_results import OPEN
from .units import UnitInfo, communities, own_unit

CITY, RURAL = "城市", "农村"
_TARGETS = {CITY: "targets.city_average", RURAL: "targets.rural_average"}
DEADLINE = "deadline"
"""The setting that holds the day by which the next level wants its report; empty until the clerk sets it."""


@dataclass(frozen=True, slots=True)
class Average:
    """The average of one kind of community: `text` with one decimal, empty where there is no such community."""

    text: str
    target: int
    communities: int
    organizations: int
    reached: bool


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
class Waiting:
    """One kind of thing that waits: its words, how many, the page that shows them and that page's filter."""

    words: str
    count: int
    page: str
    filter: Mapping[str, Any] = field(default_factory=dict)


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
        _average(pack, CITY, [numbers[one.id] for one in units if one.kind == CITY], unplaced),
        _average(pack, RURAL, [numbers[one.id] for one in units if one.kind == RURAL], unplaced),
        tuple(_gap(pack, one, numbers[one.id]) for one in units),
        _counted_note(pack, counted),
        _target_note(desk, pack),
        totals["total"],
        totals["incomplete"],
        tuple(_waiting(desk, totals["incomplete"])),
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
        _average(pack, CITY, [numbers[one.id] for one in units if one.kind == CITY], unplaced),
        _average(pack, RURAL, [numbers[one.id] for one in units if one.kind == RURAL], unplaced),
        tuple(_gap(pack, one, numbers[one.id]) for one in units),
    )


def _average(pack: Pack, kind: str, counts: Sequence[int], unplaced: int) -> Average:
    target = int(pack.value(_TARGETS[kind]))
    whole = sum(counts) + (unplaced if pack.value("targets.unplaced_counted_as") == kind else 0)
    if not counts:
        return Average("", target, 0, whole, False)
    mean = Fraction(whole, len(counts))
    return Average(one_decimal(mean), target, len(counts), whole, mean >= target)


def one_decimal(number: Fraction) -> str:
    """Return a number that is not negative with one decimal, rounded down so that no target seems reached early."""
    tenths = (number * 10).__floor__()
    return f"{tenths // 10}.{tenths % 10}"


def _gap(pack: Pack, unit: UnitInfo, count: int) -> Gap:
    path = _TARGETS.get(unit.kind)
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


def _waiting(desk: Desk, incomplete: int) -> Iterator[Waiting]:
    year = desk.clock.today().year
    with desk.read() as session:
        flawed = store.count_by(session, Organization, "state").get("补录待完善", 0)
        unplaced = store.count_by(session, Organization, "community", community=None).get(None, 0)
        open_rounds = len(store.listed(session, Round, state=OPEN, owner=desk.unit))
        underway = len(store.listed(session, SentPackage, acknowledged_at="", kind="report"))
    to_report, to_sum_up = activity_lists.waiting(desk)
    followed = len(contacts.open_follow_ups(desk))
    elections = due_elections.counts(desk)
    lead = policy_pack.pack(desk).value("people.reminder_days")
    check = year_check.figure(desk, year)
    waiting = (
        Waiting(check.words, check.due - check.checked, "年度核对"),
        Waiting(f"{incomplete} 个组织的资料待完善", incomplete, "组织", {"incomplete": True}),
        Waiting(f"{flawed} 个组织的补录待完善", flawed, "组织", {"state": "补录待完善"}),
        Waiting(f"{unplaced} 个组织的社区待定", unplaced, "组织", {"community": lists.UNPLACED}),
        Waiting(f"{open_rounds} 轮评议还没有出结果", open_rounds, "评议", {"state": OPEN}),
        *_undisclosed(desk, year),
        Waiting(f"{to_report} 项活动待报备", to_report, "工作", {"state": TO_REPORT}),
        Waiting(f"{to_sum_up} 项活动待总结", to_sum_up, "工作", {"state": TO_SUM_UP}),
        Waiting(f"{followed} 件联系记录里的事待跟进", followed, "待跟进"),
        Waiting(f"{underway} 份上报包还没有收到回执单", underway, "报送"),
        Waiting(
            f"{elections[due_elections.OVERDUE]} 个组织任期已届满，还没有换届",
            elections[due_elections.OVERDUE],
            "换届",
        ),
        Waiting(
            f"{elections[due_elections.SOON]} 个组织的任期将在 {lead} 天内届满",
            elections[due_elections.SOON],
            "换届",
        ),
    )
    yield from (one for one in waiting if one.count)
    yield from (Waiting(*one) for one in case_waiting.waiting(desk))
    for words, count, state in paper_tracks.waiting(desk):
        yield Waiting(words, count, "纸质材料", {"state": state})


def _undisclosed(desk: Desk, year: int) -> Iterator[Waiting]:
    unposted, overdue = len(disclose.unposted(desk, year)), disclosures.overdue(desk)
    words = f"{unposted} 个社区（村）的 {year} 年公开表还没有张贴"
    yield Waiting(words, unposted, "公开", {"state": disclose.UNPOSTED})
    state = {"state": disclosure_rows.MISSING}
    yield Waiting(f"{overdue} 项信息公开已逾期", overdue, "公开", state)


def set_deadline(desk: Desk, text: str) -> Done[None]:
    """Keep the day by which the next level wants its report; blank forgets it. Raises `Problems` deadline."""
    try:
        day = DateValue().parse(text)
    except BadValue as fault:
        raise Problems([Problem("", "deadline", fault.code, fault.message)]) from None
    return settings.put(desk, DEADLINE, str(day) if day else "")
