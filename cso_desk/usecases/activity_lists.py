"""The activity log as lists and figures: by organization, community, theme, year and state; counts that tie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Activity, Organization
from cso_desk.store import Desk, Session

from . import policy_pack
from .activity_rules import CANCELLED, TO_REPORT, TO_SUM_UP, Rules, first_day_of
from .case_deadlines import first_day
from .community_names import short_name
from .units import names_of

NO_THEME = "未分主题"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which activities are wanted; empty means all.

    `state` is one of `activity_rules.STATES`; of 待报备 and 待总结 only this desk's own are meant, which it can do.
    """

    organization: str = ""
    community: str = ""
    theme: str = ""
    year: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One activity of a list, as texts; `times` and `people` also as numbers for the totals."""

    id: str
    organization: str
    name: str
    community: str
    title: str
    theme: str
    begins_on: str
    times: int
    people: int
    place: str
    state: str
    due: str
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Count:
    """Figures of activities that were held: records, times, people, times by theme, and how punctual the papers were.

    `themes` names each theme of the pack and `NO_THEME` where there is such; its sum is `times`. `notices` and
    `summaries` are those that were due, `*_on_time` those of them that came by their last day.
    """

    records: int = 0
    times: int = 0
    people: int = 0
    themes: Mapping[str, int] = field(default_factory=dict)
    notices: int = 0
    notices_on_time: int = 0
    summaries: int = 0
    summaries_on_time: int = 0

    @property
    def words(self) -> str:
        """The figures in one line."""
        parts = [f"{self.times} 次", f"{self.people} 人次"]
        parts += [f"{theme} {number}" for theme, number in self.themes.items() if number]
        return "，".join(parts)


def times_of(one: Activity) -> int:
    """Return how often an activity was held; once where nothing is said."""
    return one.times or 1


def listed(desk: Desk, wanted: Filter) -> list[Listed]:
    """Return the activities that match, the newest first."""
    rules, today, first = _now(desk)
    with desk.read() as session:
        found = _found(session, wanted)
        homes = _homes(session, {one.organization or "" for one in found}, wanted.community)
        places = names_of(session, list({one[1] for one in homes.values() if one[1]}))
        rows = [
            _row(desk, one, homes, places, rules, today, first)
            for one in found
            if one.organization in homes
        ]
    return [row for row in rows if _in_state(row, wanted.state)]


def _now(desk: Desk) -> tuple[Rules, date, date]:
    return Rules.of(policy_pack.pack(desk)), desk.clock.today(), first_day(desk)


def _homes(
    session: Session, organizations: Iterable[str], community: str
) -> dict[str, tuple[str, str | None]]:
    """Return name and community of those of these organizations that live, with `community` of those in it."""
    equals = {"community": community} if community else {}
    found: dict[str, tuple[str, str | None]] = {}
    for bundle in store.chunks(organizations):
        rows = store.values_of(
            session, Organization, ("id", "name", "community"), id=bundle, **equals
        )
        found.update((one, (name, place)) for one, name, place in rows)
    return found


def _found(session: Session, wanted: Filter) -> list[Activity]:
    equals: dict[str, Any] = {}
    if wanted.organization:
        equals["organization"] = wanted.organization
    if wanted.theme and wanted.theme != NO_THEME:
        equals["theme"] = wanted.theme
    if wanted.theme == NO_THEME:
        equals["theme"] = None
    if wanted.year:
        equals["begins_on"] = of_year(wanted.year)
    return store.listed(session, Activity, order=("begins_on", "n"), descending=True, **equals)


def of_year(year: int) -> store.Between:
    """Return the dates of a year, the bare year included."""
    return store.Between(PartialDate(year), PartialDate(year, 12, 31))


def _row(
    desk: Desk,
    one: Activity,
    homes: Mapping[str, tuple[str, str | None]],
    places: Mapping[str, str],
    rules: Rules,
    today: date,
    first: date,
) -> Listed:
    name, community = homes[one.organization or ""]
    state = rules.state(one, today, first)
    return Listed(
        one.id,
        one.organization or "",
        name,
        short_name(places.get(community or "", "")),
        one.title or "",
        one.theme or "",
        str(one.begins_on or ""),
        times_of(one),
        one.people or 0,
        one.place or "",
        state,
        rules.due_words(one, state, today),
        state in (TO_REPORT, TO_SUM_UP) and _is_late(one, rules, state, today, first),
        one.owner == desk.unit,
    )


def _is_late(one: Activity, rules: Rules, state: str, today: date, first: date) -> bool:
    late = rules.notice_late if state == TO_REPORT else rules.summary_late
    return late(one, today, first)


def _in_state(row: Listed, state: str) -> bool:
    if state in (TO_REPORT, TO_SUM_UP) and not row.mine:
        return False
    return not state or row.state == state


def waiting(desk: Desk) -> tuple[int, int]:
    """Return how many of this desk's activities wait for their notice, and for their summary."""
    rules, today, first = _now(desk)
    if rules.due_for == "none":
        return 0, 0
    with desk.read() as session:
        found = store.listed(session, Activity, owner=desk.unit)
        states = Counter(rules.state(one, today, first) for one in found)
    return states[TO_REPORT], states[TO_SUM_UP]


def counts(
    desk: Desk,
    organizations: Iterable[str],
    year: int,
    begins: date | None = None,
    ends: date | None = None,
) -> dict[str, Count]:
    """Return for each organization what was held in a year up to today; cancelled activities do not count.

    `begins` and `ends` narrow the year to a period. Every organization that is asked for is in the answer. For
    evaluation's automatic indicators and statistics.
    """
    rules, today, first = _now(desk)
    themes = tuple(policy_pack.words(desk, "activity_theme"))
    last = min(ends or today, today)
    held: dict[str, list[Activity]] = {one: [] for one in organizations}
    with desk.read() as session:
        for bundle in store.chunks(held, 500):
            found = store.listed(session, Activity, organization=bundle, begins_on=of_year(year))
            for one in found:
                day = first_day_of(one.begins_on)
                if day and (begins or day) <= day <= last and not one.cancelled:
                    held[one.organization or ""].append(one)
        return {home: _count(one, themes, rules, today, first) for home, one in held.items()}


def _count(
    held: Sequence[Activity], themes: Sequence[str], rules: Rules, today: date, first: date
) -> Count:
    by_theme = {theme: 0 for theme in themes}
    for one in held:
        theme = one.theme or NO_THEME
        by_theme[theme] = by_theme.get(theme, 0) + times_of(one)
    notices = [one for one in held if rules.notice_due(one)]
    due = [one for one in held if _is_due(rules.summary_due(one), today)]
    return Count(
        len(held),
        sum(times_of(one) for one in held),
        sum(one.people or 0 for one in held),
        by_theme,
        len(notices),
        sum(not rules.notice_late(one, today, first) for one in notices),
        len(due),
        sum(not rules.summary_late(one, today, first) for one in due),
    )


def _is_due(day: date | None, today: date) -> bool:
    return day is not None and day < today


def together(several: Iterable[Count]) -> Count:
    """Return the figures of several organizations added up."""
    sums: Counter[str] = Counter()
    themes: Counter[str] = Counter()
    keys = ("records", "times", "people", "notices", "notices_on_time", "summaries")
    for one in several:
        for key in (*keys, "summaries_on_time"):
            sums[key] += getattr(one, key)
        for theme, number in one.themes.items():
            themes[theme] += number
    return Count(**sums, themes=dict(themes))


def totals(rows: Sequence[Listed], themes: Sequence[str]) -> str:
    """Return a list's totals in one line: activities that were not held are left out."""
    held = [row for row in rows if row.state != CANCELLED]
    parts = [f"{len(rows)} 项活动", f"{sum(row.times for row in held)} 次"]
    parts.append(f"{sum(row.people for row in held)} 人次")
    for theme in themes:
        number = sum(row.times for row in held if row.theme == theme)
        parts += [f"{theme} {number} 次"] if number else []
    rest = sum(row.times for row in held if row.theme not in themes)
    return "，".join([*parts, *([f"{NO_THEME} {rest} 次"] if rest else [])])
