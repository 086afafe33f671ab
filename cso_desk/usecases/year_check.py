"""年度核对 (摸底): a sheet per community, corrected by hand; the clerk enters only the differences (practice.md 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Organization, YearCheck, fields_of
from cso_desk.records.lists import CHECK_STATES
from cso_desk.store import Desk, Op, Session

from . import shared_records
from .done import Done
from .filing_state import decisions_of, derive
from .register import owned, parse_values, texts_of
from .units import communities

OPEN, CHECKED = CHECK_STATES
SAME, CORRECTED, DISSOLVED, ADDED = "无变化", "有更正", "已解散", "新增"
KEYS = ("name", "leader", "phone", "members", "venue", "scope", "note")
"""The fields of the sheet, in the order of its columns."""
_ENDED = frozenset({"已注销", "已撤销"})


@dataclass(frozen=True, slots=True)
class Village:
    """One community in a year's check; `result` tells what was found: 3 处更正、1 个解散 …"""

    id: str
    name: str
    organizations: int
    state: str
    checked_on: str
    checked_by: str
    result: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How many communities are checked, of how many."""

    year: int
    checked: int
    due: int

    @property
    def words(self) -> str:
        """The figure as it stands on pages."""
        return f"{self.year} 年度核对 已核对 {self.checked} / 应核对 {self.due}"


@dataclass(frozen=True, slots=True)
class Line:
    """One organization on the sheet: its texts by key, and what was entered of it (empty: nothing yet)."""

    id: str
    texts: Mapping[str, str]
    filing_number: str
    state: str
    result: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What the clerk typed of one sheet: new texts by organization, dissolved ones with a word why, new ones."""

    corrected: Mapping[str, Mapping[str, str]]
    dissolved: Mapping[str, str]
    added: Sequence[Mapping[str, str]] = ()
    checked_by: str = ""
    checked_on: str = ""


def start(desk: Desk, year: int) -> Done[int]:
    """Begin the check of a year for every community that has none yet; returns how many were begun.

    Raises `Problems` year, `Trouble` NO_COMMUNITIES.
    """
    parse_values(desk, YearCheck, {"year": str(year)})
    places = communities(desk)
    if not places:
        raise Trouble("NO_COMMUNITIES", "这个单位下还没有社区（村），请先在设置里补充社区。")
    with desk.operation(f"开始 {year} 年度核对") as op:
        known = {one.community for one in _checks(op.session, desk, year)}
        fresh = [
            {"community": unit.id, "year": year, "state": OPEN}
            for unit in places
            if unit.id not in known
        ]
        op.insert_many(YearCheck, fresh)
    return Done(len(fresh), frozenset(op.changes))


def years(desk: Desk) -> list[int]:
    """Return the years that were begun, the newest first."""
    with desk.read() as session:
        found = store.count_by(session, YearCheck, "year", owner=desk.unit)
    return sorted((year for year in found if year), reverse=True)


def figure(desk: Desk, year: int) -> Figure:
    """Return how many communities of the year are checked; `due` is 0 where it was not begun."""
    with desk.read() as session:
        states = store.count_by(session, YearCheck, "state", year=year, owner=desk.unit)
    return Figure(year, states.get(CHECKED, 0), sum(states.values()))


def villages(desk: Desk, year: int) -> list[Village]:
    """Return the communities of a year's check in the order of their codes."""
    with desk.read() as session:
        checks = {one.community: one for one in _checks(session, desk, year)}
        numbers = store.count_by(session, Organization, "community", community=list(checks))
    found = []
    for unit in communities(desk):
        check = checks.get(unit.id)
        if check is not None:
            found.append(
                Village(
                    unit.id,
                    unit.name,
                    numbers.get(unit.id, 0),
                    check.state or OPEN,
                    str(check.checked_on or ""),
                    check.checked_by or "",
                    _result(check),
                )
            )
    return found


def _result(check: YearCheck) -> str:
    if check.state != CHECKED:
        return ""
    counts = {word: 0 for word in (CORRECTED, DISSOLVED, ADDED)}
    for entry in check.entries or ():
        if entry["result"] in counts:
            counts[entry["result"]] += 1
    words = [f"{word} {count} 个" for word, count in counts.items() if count]
    return "、".join(words) or "全部无变化"


def _checks(session: Session, desk: Desk, year: int) -> list[YearCheck]:
    return store.listed(session, YearCheck, year=year, owner=desk.unit)


def _check(session: Session, desk: Desk, community: str, year: int) -> YearCheck:
    found = store.listed(session, YearCheck, year=year, owner=desk.unit, community=community)
    if not found:
        raise Trouble("NO_CHECK", f"{year} 年度核对还没有开始，请先点“开始 {year} 年度核对”。")
    return found[0]


def sheet(desk: Desk, community: str, year: int) -> list[Line]:
    """Return the organizations of a community as its sheet shows them; ended ones are left out."""
    with desk.read() as session:
        entries = _check(session, desk, community, year).entries or ()
        results = {entry["org"]: entry["result"] for entry in entries}
        return [
            Line(
                one.id,
                {key: text for key, text in texts_of(one, {}).items() if key in KEYS},
                one.filing_number or "",
                one.state or "",
                results.get(one.id, ""),
            )
            for one in _organizations(session, community)
        ]


def _organizations(session: Session, community: str) -> list[Organization]:
    found = store.listed(session, Organization, order="name", community=community)
    return [one for one in found if one.state not in _ENDED]


def no_change(desk: Desk, community: str, year: int) -> Done[str]:
    """Enter 无变化 for a whole community; raises `Trouble` NO_CHECK, or CHECKED when it is checked already."""
    with desk.operation("年度核对：无变化") as op:
        check = _check(op.session, desk, community, year)
        if check.state == CHECKED:
            raise Trouble("CHECKED", "这个村（社区）已核对；要改请打开核对表，或用还原。")
        found = _organizations(op.session, community)
        _close(desk, check, [{"org": one.id, "result": SAME} for one in found], "", None)
    return Done(community, frozenset(op.changes))


def enter(desk: Desk, community: str, year: int, entered: Entered) -> Done[str]:
    """Enter one sheet: every organization that is not named in it has no change.

    Corrections go into the organizations, new ones come into the register, dissolved ones get a remark that a
    cancellation is to be filed. Raises `Problems` (`where` is the organization's id, or 新增N), `Trouble`.
    """
    corrected, added, day = _parsed(desk, entered)
    with desk.operation("年度核对：录入更正") as op:
        check = _check(op.session, desk, community, year)
        entries: list[dict[str, Any]] = []
        for one in _organizations(op.session, community):
            entries.append(_entry(desk, op, one, year, corrected, entered.dissolved))
        entries += [_add(op, community, values) for values in added]
        # A second look at a sheet keeps what the first one found, unless it is said anew.
        kept = {entry["org"]: entry for entry in check.entries or () if entry["result"] != SAME}
        entries = [
            kept.get(entry["org"], entry) if entry["result"] == SAME else entry for entry in entries
        ]
        _close(desk, check, entries, entered.checked_by, day)
    return Done(community, frozenset(op.changes))


def _parsed(
    desk: Desk, entered: Entered
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]], PartialDate | None]:
    problems: list[Problem] = []

    def read(where: str, texts: Mapping[str, str]) -> dict[str, Any]:
        try:
            return parse_values(desk, Organization, texts)
        except Problems as found:
            problems.extend(
                Problem(where, one.field, one.code, _named(one.field, one.message))
                for one in found.problems
            )
            return {}

    corrected = {one: read(one, texts) for one, texts in entered.corrected.items()}
    rows = [row for row in entered.added if any(text.strip() for text in row.values())]
    added = [read(f"新增{number}", {"name": "", **row}) for number, row in enumerate(rows, 1)]
    try:
        day = parse_values(desk, YearCheck, {"checked_on": entered.checked_on})["checked_on"]
    except Problems as found:
        problems.extend(found.problems)
        day = None
    if problems:
        raise Problems(problems)
    return corrected, added, day


def _named(key: str, message: str) -> str:
    label = fields_of(Organization)[key].label
    return message if message.startswith(label) else f"{label}：{message}"


def _entry(
    desk: Desk,
    op: Op,
    one: Organization,
    year: int,
    corrected: Mapping[str, Mapping[str, Any]],
    dissolved: Mapping[str, str],
) -> dict[str, Any]:
    new = corrected.get(one.id, {})
    changed = [key for key, value in new.items() if getattr(one, key) != value]
    if changed or one.id in dissolved:
        owned(desk, op.session, Organization, one.id)
    before = shared_records.before_of(one)
    for key in changed:
        setattr(one, key, new[key])
    if one.id in dissolved:
        why = dissolved[one.id].strip()
        remark = f"{year} 年度核对：已解散{f'（{why}）' if why else ''}，待办注销"
        if remark not in (one.note or ""):
            one.note = f"{one.note}\n{remark}" if one.note else remark
        return {"org": one.id, "result": DISSOLVED, "why": why}
    if changed:
        shared_records.follow(op, one, before)
        derive(one, decisions_of(op.session, one.id))
        return {"org": one.id, "result": CORRECTED, "fields": changed}
    return {"org": one.id, "result": SAME}


def _add(op: Op, community: str, values: Mapping[str, Any]) -> dict[str, Any]:
    twins = store.listed(op.session, Organization, community=community, name=values["name"])
    if twins:
        words = f"本村（社区）已有“{values['name']}”，请在它那一行更正。"
        raise Problems([Problem("新增", "name", "duplicate_row", words)])
    made = op.add(Organization(**values, community=community))
    derive(made, ())
    op.session.flush()
    return {"org": made.id, "result": ADDED}


def _close(
    desk: Desk,
    check: YearCheck,
    entries: list[dict[str, Any]],
    checked_by: str,
    day: PartialDate | None,
) -> None:
    check.entries = entries
    check.state = CHECKED
    check.checked_on = day or PartialDate.of(desk.clock.today())
    check.checked_by = checked_by.strip() or desk.user
