"""Which organizations must elect soon, and which should have: for the first page and the list of elections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cso_desk import store
from cso_desk.records import Operation, Organization, Term
from cso_desk.store import Desk, Session

from . import policy_pack
from .terms import deadline, last_day
from .units import names_of

ENDED = frozenset({"已注销", "已撤销"})
"""States of organizations that elect nobody any more."""
SOON, OVERDUE, BEFORE_USE = "即将届满", "已届满未换届", "启用前已届满"
"""`BEFORE_USE`: the term had ended before the desk's first day; it is shown to be entered, never as overdue."""


@dataclass(frozen=True, slots=True)
class Due:
    """One organization whose term ends: `until` as text, `days` left (negative when past), `who` is in office."""

    organization: str
    name: str
    community: str
    who: str
    until: str
    days: int
    state: str
    postponed: bool


def first_day(session: Session) -> date | None:
    """Return the day on which this desk was first used."""
    first = store.listed(session, Operation, order="n", limit=1)
    return datetime.fromisoformat(first[0].at).date() if first else None


def due(desk: Desk, within_days: int | None = None) -> list[Due]:
    """Return this desk's organizations whose term has ended or ends within so many days (the policy pack's number).

    Those that ended first come first. An organization counts once, with the latest end of those in office.
    """
    lead = policy_pack.pack(desk).value("people.reminder_days")
    within = int(lead) if within_days is None else within_days
    today = desk.clock.today()
    with desk.read() as session:
        began = first_day(session) or today
        ends: dict[str, list[Term]] = {}
        for term in store.listed(session, Term, owner=desk.unit, left_on=None):
            ends.setdefault(term.organization or "", []).append(term)
        latest = {one: max(_end(term) for term in held) for one, held in ends.items()}
        soon = {one: end for one, end in latest.items() if (end - today).days <= within}
        known = store.listed(session, Organization, id=list(soon))
        places = names_of(session, [one.community for one in known if one.community])
        found = [
            _due(one, ends[one.id], soon[one.id], (today, began), places)
            for one in known
            if one.state not in ENDED
        ]
    return sorted(found, key=lambda one: (one.days, one.name))


def _end(term: Term) -> date:
    until = deadline(term)
    return last_day(until) if until else date.max


def _due(
    home: Organization,
    held: list[Term],
    end: date,
    days: tuple[date, date],
    places: dict[str, str],
) -> Due:
    today, began = days
    state = SOON if end >= today else OVERDUE if end >= began else BEFORE_USE
    last = max(held, key=_end)
    who = f"{held[0].position} {held[0].name}" + (f"等 {len(held)} 人" if len(held) > 1 else "")
    return Due(
        home.id,
        home.name,
        places.get(home.community or "", ""),
        who,
        str(deadline(last) or ""),
        (end - today).days,
        state,
        last.postponed_to is not None,
    )


def counts(desk: Desk) -> dict[str, int]:
    """Return how many organizations elect soon and how many should have, by state."""
    found = {SOON: 0, OVERDUE: 0, BEFORE_USE: 0}
    for one in due(desk):
        found[one.state] += 1
    return found
