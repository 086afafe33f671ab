"""One row of information disclosure: an item and period (or event), how far it is, and whether it came in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cso_desk.fields import PartialDate
from cso_desk.records import Disclosure, Posting

from .activity_rules import first_day_of
from .disclosure_catalogue import EVENT, SINGLE, YEARLY, Item
from .money_periods import Period

STAGES = ("未起草", "已起草", "已审核", "已张贴", "已取下", "已归档")
NEW, DRAFTED, APPROVED, POSTED, TAKEN_DOWN, ARCHIVED = STAGES
ON_TIME, LATE, MISSING, AHEAD = "按时", "迟", "逾期", ""
"""Whether a row came by its last day; `AHEAD` is not posted and not due yet."""
UNPOSTED, OPEN_REMARKS = "待张贴", "待答复"
STATES = (MISSING, UNPOSTED, *STAGES, OPEN_REMARKS)
"""What the list can be narrowed to; 待张贴 is everything that is not posted, 待答复 what has an unanswered remark."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a period or event; days as texts (ISO), empty for none; `posting` is empty before the first step.

    `members` are the organizations on a yearly sheet. `remarks` counts unanswered ones, `objections` those among them
    that block.
    """

    ref: str
    item: Item
    community: str
    place_name: str
    name: str
    year: int
    period: str
    event_on: str
    due_on: str
    stage: str
    mark: str
    posting: str
    approved_on: str
    approved_by: str
    posted_on: str
    posted_by: str
    where: str
    until: str
    taken_down_on: str
    archived_on: str
    remarks: int
    objections: int
    mine: bool
    members: frozenset[str] = frozenset()

    @property
    def state(self) -> str:
        """What the list shows in colour: 逾期, else how far it is."""
        return MISSING if self.mark == MISSING else self.stage

    @property
    def when(self) -> str:
        """The period or the event in words."""
        return self.event_on or f"{self.year}年{'' if self.period == '全年' else self.period}"


@dataclass(frozen=True, slots=True)
class Facts:
    """The days of a row's steps, of the yearly sheet from where it keeps them."""

    posting: Posting | None
    posted: PartialDate | None
    by: str
    where: str
    down: PartialDate | None

    def texts(self, item: Item) -> dict[str, str]:
        """Return the keys of `Row` that these days say."""
        one = self.posting
        begun = first_day_of(self.posted)
        days = (one.days if one and one.days is not None else item.days) or 0
        until = (begun + timedelta(days=days)).isoformat() if begun and days else ""
        return {
            "stage": self.stage(),
            "approved_on": str(one.approved_on or "") if one else "",
            "approved_by": (one.approved_by or "") if one else "",
            "posted_on": str(self.posted or ""),
            "posted_by": self.by,
            "where": self.where,
            "until": until,
            "taken_down_on": str(self.down or ""),
            "archived_on": str(one.archived_on or "") if one else "",
        }

    def stage(self) -> str:
        """Return how far the row is, the furthest step that was taken."""
        one = self.posting
        if one is not None and one.archived_on is not None:
            return ARCHIVED
        if self.down is not None:
            return TAKEN_DOWN
        if self.posted is not None:
            return POSTED
        if one is None:
            return NEW
        return APPROVED if one.approved_on is not None else DRAFTED


def facts_of(item: Item, posting: Posting | None, sheet: Disclosure | None) -> Facts:
    """Return the days of a row's steps; those of a yearly sheet are the sheet's own."""
    source: Posting | Disclosure | None = sheet if item.sheet == YEARLY else posting
    if source is None:
        return Facts(posting, None, "", item.place, None)
    return Facts(
        posting,
        source.posted_on,
        source.posted_by or "",
        source.place or item.place,
        source.taken_down_on,
    )


def item_of(one: Posting, known: Item | None) -> Item:
    """Return the item of a posting that stands alone, with what it was posted as."""
    return Item(
        ref=one.key or one.own_item or "",
        own=known.own if known else "",
        title=one.title or "",
        content=known.content if known else "",
        kind=one.kind or "",
        cycle=known.cycle if known else EVENT,
        channels=one.channels or "",
        place=one.place or "",
        days=one.days or 0,
        due_days=known.due_days if known else 0,
        responsible=known.responsible if known else "",
        sheet=known.sheet if known and known.sheet != YEARLY else SINGLE,
        fills=known.fills if known else "",
        community=one.community or "",
        organization=one.organization or "",
    )


def due_of(item: Item, period: Period | None, posting: Posting | None) -> date | None:
    """Return the last day of a row, None where there is none."""
    if period is not None:
        return period.ends + timedelta(days=item.due_days)
    return first_day_of(posting.due_on) if posting else None


def is_early(period: Period | None, posting: Posting | None, floor: date) -> bool:
    """Tell whether a period ended, or an event was, before anything could be asked of it."""
    day = period.ends if period else first_day_of(posting.event_on) if posting else None
    return day is not None and day < floor


def mark_of(posted: date | None, due: date | None, early: bool, today: date) -> str:
    """Return whether a row was on time; what was over before the first day of use is never late."""
    if due is None or early:
        return AHEAD if posted is None else ON_TIME
    if posted is not None:
        return LATE if posted > due else ON_TIME
    return MISSING if due < today else AHEAD
