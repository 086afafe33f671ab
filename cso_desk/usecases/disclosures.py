"""Information disclosure as a list: every item and period that is due, how far it is, and counts that are this list.

A row's `ref` names it in all steps: `item@home@year.period` for what comes round, the posting's id for an event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import Disclosure, DisclosureLine, Organization, Posting, Remark
from cso_desk.store import Desk, Session

from . import disclose, policy_pack
from .activity_rules import first_day_of
from .case_deadlines import first_day
from .community_names import short_name
from .disclosure_catalogue import COMMUNITY, EVENT, ORGANIZATION, YEARLY, Catalogue, Item
from .disclosure_rows import (
    AHEAD,
    LATE,
    MISSING,
    ON_TIME,
    OPEN_REMARKS,
    UNPOSTED,
    Row,
    due_of,
    facts_of,
    is_early,
    item_of,
    mark_of,
)
from .money_periods import Period, parts_of
from .units import names_of

STEPS = {"年度": "年", "半年": "半年", "季度": "季度", "月度": "月"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are wanted; empty means all, `year` 0 every year since the desk was first used.

    Of an organization the yearly sheet of its community is wanted too, where it stands or will stand on it.
    """

    year: int = 0
    community: str = ""
    organization: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How a year's disclosure went; `due` = `posted` + `missing`, `posted` = `on_time` + `late`.

    What is neither posted nor due yet counts in `ahead` only.
    """

    due: int = 0
    posted: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    ahead: int = 0

    @property
    def words(self) -> str:
        """The figures in one line."""
        return (
            f"应公开 {self.due} 项，已公开 {self.posted} 项（按时 {self.on_time}，"
            f"迟 {self.late}），逾期未公开 {self.missing} 项，未到期 {self.ahead} 项"
        )


def tally(found: Iterable[Row]) -> Count:
    """Return the count of rows; it is nothing but the list counted."""
    marks = Counter(one.mark for one in found)
    posted = marks[ON_TIME] + marks[LATE]
    return Count(
        posted + marks[MISSING],
        posted,
        marks[ON_TIME],
        marks[LATE],
        marks[MISSING],
        marks[AHEAD],
    )


def slot(item: str, home: str, year: int, period: str) -> str:
    """Return the ref of what comes round."""
    return f"{item}@{home}@{year}.{period}"


def year_of(ref: str) -> int:
    """Return the year in the ref of what comes round."""
    return int(ref.rpartition("@")[2].partition(".")[0])


def rows(desk: Desk, wanted: Filter) -> list[Row]:
    """Return the rows that match, what is due first at the top."""
    years = [wanted.year] if wanted.year else _years(desk)
    catalogue = Catalogue(desk)
    found = [row for year in years for row in _Year(desk, catalogue, year).rows(wanted)]
    kept = [one for one in found if in_state(one, wanted.state)]
    return sorted(kept, key=lambda one: (one.due_on or "9999", one.place_name, one.name))


def _years(desk: Desk) -> list[int]:
    """Return the years of which something can be due since the first day of use."""
    earliest, today = first_day(desk).year, desk.clock.today()
    with desk.read() as session:
        kept = {year for (year,) in store.values_of(session, Posting, ("year",)) if year}
    return sorted(kept | set(range(earliest, today.year + 1)))


def in_state(row: Row, state: str) -> bool:
    """Tell whether a row belongs to one of `STATES`; every row to an empty one."""
    if state == MISSING:
        return row.mark == MISSING
    if state == UNPOSTED:
        return not row.posted_on
    if state == OPEN_REMARKS:
        return row.remarks > 0
    return not state or row.stage == state


def overdue(desk: Desk) -> int:
    """Return how many rows are past their last day and not posted, of this desk's own."""
    return sum(one.mine for one in rows(desk, Filter(state=MISSING)))


def counts(desk: Desk, organizations: Sequence[str], year: int) -> dict[str, Count]:
    """Return by organization how its disclosure of a year went, its community's yearly sheet included.

    Each count is what `rows(desk, Filter(year, organization=…))` lists.
    """
    found: dict[str, list[Row]] = {one: [] for one in organizations}
    for row in rows(desk, Filter(year)):
        for home in ({row.item.organization} | row.members) & found.keys():
            found[home].append(row)
    return {one: tally(its) for one, its in found.items()}


def community_counts(desk: Desk, year: int) -> dict[str, Count]:
    """Return by community how the disclosure of a year went, its own and that of its organizations."""
    found: dict[str, list[Row]] = {}
    for row in rows(desk, Filter(year)):
        found.setdefault(row.community, []).append(row)
    return {one: tally(its) for one, its in found.items()}


def by_refs(desk: Desk, refs: Sequence[str]) -> dict[str, Row]:
    """Return the rows of these refs (or ids of postings); an unknown one is left out."""
    ids = [one for one in refs if "@" not in one]
    with desk.read() as session:
        places = store.values_of(session, Posting, ("id", "year"), id=ids) if ids else []
    years = {year_of(one) for one in refs if "@" in one} | {year for _, year in places if year}
    known: dict[str, Row] = {}
    for year in sorted(years):
        for row in rows(desk, Filter(year)):
            known[row.ref] = row
            if row.posting:
                known.setdefault(row.posting, row)
    return {one: known[one] for one in refs if one in known}


class _Year:
    """The rows of one year."""

    def __init__(self, desk: Desk, catalogue: Catalogue, year: int) -> None:
        self._desk, self._catalogue, self._year = desk, catalogue, year
        self._today, self._first = desk.clock.today(), first_day(desk)
        self._sheets: dict[str, Disclosure] = {}
        self._lines: dict[str, frozenset[str]] = {}
        self._postings: dict[tuple[str, str, str], list[Posting]] = {}
        self._remarks: Counter[tuple[str, str]] = Counter()

    def rows(self, wanted: Filter) -> list[Row]:
        """Return the rows that a filter's homes have in this year."""
        places = [one for one in disclose.listed(self._desk, self._year)]
        with self._desk.read() as session:
            self._read(session)
            homes = self._homes(session)
            if wanted.organization:
                homes = {one: homes[one] for one in homes.keys() & {wanted.organization}}
            names = names_of(session)
            found = []
            for place in places:
                if place.organizations or self._has_rows(place.community):
                    found += self._of_home(COMMUNITY, place.community, place.community)
            for home, (_, community, _) in homes.items():
                found += self._of_home(ORGANIZATION, home, community)
            found += self._events(homes)
            made = [
                self._row(item, community, period, posting, homes, names)
                for item, community, period, posting in found
            ]
        return [one for one in made if one is not None and _is_wanted(one, wanted)]

    def _has_rows(self, community: str) -> bool:
        return community in self._catalogue.homes()

    def _read(self, session: Session) -> None:
        for kept in store.listed(session, Disclosure, year=self._year):
            self._sheets[kept.community or ""] = kept
        posted = {one.id: one.community or "" for one in self._sheets.values() if one.posted_on}
        lines: dict[str, set[str]] = {one: set() for one in posted.values()}
        for bundle in store.chunks(posted, 500):
            for sheet, home in store.values_of(
                session, DisclosureLine, ("disclosure", "organization"), disclosure=bundle
            ):
                lines[posted[sheet]].add(home)
        self._lines = {one: frozenset(homes) for one, homes in lines.items()}
        for one in store.listed(session, Posting, year=self._year):
            home = one.organization or one.community or ""
            item = one.key or one.own_item or ""
            period = "" if one.event_on else one.period or ""
            self._postings.setdefault((item, home, period), []).append(one)
        self._remarks.update(
            (posting or "", kind or "")
            for posting, kind in store.values_of(
                session, Remark, ("posting", "kind"), answered_on=None
            )
        )

    def _homes(self, session: Session) -> dict[str, tuple[str, str, str]]:
        """Return (name, community, owner) of the organizations that have items or postings, or stand on a sheet."""
        states = policy_pack.pack(self._desk).value("disclosure.states")
        keys = ("id", "name", "community", "owner", "state")
        homes = {}
        self._members: dict[str, set[str]] = {}
        with_items = self._catalogue.homes()
        with_postings = {home for _, home, _ in self._postings}
        everyone = self._catalogue.for_all_organizations
        for one, name, community, owner, state in store.values_of(session, Organization, keys):
            if state in states and community:
                self._members.setdefault(community, set()).add(one)
            asked = state in states and (everyone or one in with_items)
            if asked or one in with_postings:
                homes[one] = (name, community or "", owner)
        return homes

    def _of_home(
        self, level: str, home: str, community: str
    ) -> list[tuple[Item, str, Period | None, Posting | None]]:
        found: list[tuple[Item, str, Period | None, Posting | None]] = []
        for item in self._catalogue.of(level, home):
            if item.cycle == EVENT:
                continue
            for period in parts_of(self._year, STEPS[item.cycle]):
                kept = self._postings.get((item.ref, home, period.word), [])
                first = kept.pop(0) if kept else None
                found.append((item, community, period, first))
        return found

    def _events(
        self, homes: Mapping[str, tuple[str, str, str]]
    ) -> list[tuple[Item, str, Period | None, Posting | None]]:
        """Return events, and postings whose item is not asked for any more: nothing that was posted is lost."""
        left = [one for kept in self._postings.values() for one in kept]
        found: list[tuple[Item, str, Period | None, Posting | None]] = []
        for one in left:
            level = ORGANIZATION if one.organization else COMMUNITY
            home = one.organization or one.community or ""
            community = homes[home][1] if home in homes else one.community or ""
            known = {item.ref: item for item in self._catalogue.whole(level, home)}
            known |= {i.ref: i for i in self._catalogue.offered[level] if i.ref not in known}
            found.append(
                (item_of(one, known.get(one.key or one.own_item or "")), community, None, one)
            )
        return found

    def _row(
        self,
        item: Item,
        community: str,
        period: Period | None,
        posting: Posting | None,
        homes: Mapping[str, tuple[str, str, str]],
        names: Mapping[str, str],
    ) -> Row | None:
        sheet = self._sheets.get(community) if item.sheet == YEARLY else None
        due = due_of(item, period, posting)
        floor = max(self._first, item.starts_on or self._first)
        early = is_early(period, posting, floor)
        if posting is None and (sheet is None or sheet.posted_on is None) and early:
            return None
        home = item.organization or item.community
        facts = facts_of(item, posting, sheet)
        members = self._members.get(community, set()) if item.sheet == YEARLY else set()
        if sheet is not None and sheet.posted_on is not None:
            members = set(self._lines.get(community, frozenset()))
        own = posting.id if posting else ""
        place = short_name(names.get(community, ""))
        return Row(
            ref=slot(item.ref, home, self._year, period.word) if period else own,
            item=item,
            community=community,
            place_name=place or "社区待定",
            name=homes[home][0] if home in homes else place,
            year=self._year,
            period=period.word if period else (posting.period or "" if posting else ""),
            event_on=str(posting.event_on or "") if posting else "",
            due_on=due.isoformat() if due else "",
            mark=mark_of(first_day_of(facts.posted), due, early, self._today),
            posting=own,
            remarks=sum(self._remarks[own, kind] for kind in ("异议", "群众意见")) if own else 0,
            objections=self._remarks[own, "异议"] if own else 0,
            mine=self._is_mine(item, posting, homes),
            members=frozenset(members),
            **facts.texts(item),
        )

    def _is_mine(
        self, item: Item, posting: Posting | None, homes: Mapping[str, tuple[str, str, str]]
    ) -> bool:
        if posting is not None:
            return posting.owner == self._desk.unit
        sheet = self._sheets.get(item.community) if item.sheet == YEARLY else None
        if sheet is not None:
            return sheet.owner == self._desk.unit
        return homes[item.organization][2] == self._desk.unit if item.organization else True


def _is_wanted(row: Row, wanted: Filter) -> bool:
    if wanted.organization:
        of_it = row.item.organization == wanted.organization or wanted.organization in row.members
        return of_it and (not wanted.community or row.community == wanted.community)
    return not wanted.community or row.community == wanted.community
