"""What the records say for the yearly sheet: the activities that were held, and the totals of the money journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cso_desk import store
from cso_desk.fields import Money
from cso_desk.records import Activity
from cso_desk.store import Desk

from . import activity_lists, money
from .activity_rules import first_day_of

_LABELS = {"income": "收入", "spending": "支出"}


def proposals(
    desk: Desk, organizations: Sequence[str], year: int, longest: int
) -> dict[str, Mapping[str, str]]:
    """Return by organization what its records say, by the keys of a sheet's line; a key that they know nothing of lacks.

    `longest` bounds the characters of the activities.
    """
    held = activity_lists.counts(desk, organizations, year)
    totals = money.totals_of(desk, organizations, date(year, 1, 1), date(year, 12, 31))
    titles = _titles(desk, organizations, year)
    found: dict[str, Mapping[str, str]] = {}
    for one in organizations:
        said: dict[str, str] = {}
        if held[one].times:
            said["activities"] = _activities(titles.get(one, []), held[one].times, longest)
        if totals[one].lines:
            said["income"] = Money().show(totals[one].income)
            said["spending"] = Money().show(totals[one].spending)
        found[one] = said
    return found


def _titles(desk: Desk, organizations: Sequence[str], year: int) -> dict[str, list[str]]:
    """Return the different titles of what was held, those with the most people first."""
    today, found = desk.clock.today(), dict[str, list[Activity]]()
    with desk.read() as session:
        for bundle in store.chunks(organizations, 500):
            for one in store.listed(
                session, Activity, organization=bundle, begins_on=activity_lists.of_year(year)
            ):
                day = first_day_of(one.begins_on)
                if not one.cancelled and day is not None and day <= today:
                    found.setdefault(one.organization or "", []).append(one)
        return {
            home: list(
                dict.fromkeys(
                    one.title or "" for one in sorted(held, key=lambda one: -(one.people or 0))
                )
            )
            for home, held in found.items()
        }


def _activities(titles: Sequence[str], times: int, longest: int) -> str:
    end = f"等 {times} 次" if times > len(titles) or len(titles) > 1 else ""
    shown: list[str] = []
    length = len(end)
    for title in titles:
        length += len(title) + 1
        if shown and length > longest:
            break
        shown.append(title)
    if len(shown) < len(titles):
        end = f"等 {times} 次"
    return ("、".join(shown) + end)[:300]


def differences(typed: Mapping[str, str], recorded: Mapping[str, str]) -> str:
    """Return where the sheet says other money than the journal, in one sentence; empty where it does not."""
    apart = [
        f"{label}写的是 {typed[key]}，流水合计 {recorded[key]}"
        for key, label in _LABELS.items()
        if typed.get(key) and recorded.get(key) and typed[key] != recorded[key]
    ]
    return "；".join(apart) + "。" if apart else ""
