"""Information disclosure at community level: one sheet a year with all organizations, without personal data.

The sheet shows the leader's name, never a phone, an identity number or an address (practice.md 8, domain.md 3.14).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Disclosure, DisclosureLine, Organization, Unit, fields_of
from cso_desk.records.disclosures import DISCLOSURE_STATES
from cso_desk.store import Desk, Session

from . import disclosure_records, policy_pack, unit_history
from .community_names import short_name
from .done import Done
from .evaluate_results import newest_grades
from .register import owned, parse_values, texts_of
from .units import UnitInfo, communities

UNPOSTED, POSTED, TAKEN_DOWN = DISCLOSURE_STATES
LINE_KEYS = ("activities", "income", "spending")
"""What a clerk types in a line of the sheet; everything else comes from the records."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What the sheet says of one organization, as shown texts; money is empty where it is filled in by hand.

    What was typed stands before what the activity log and the money journal say; `differs` names money that is not
    the journal's.
    """

    organization: str
    no: int
    name: str
    leader: str
    activities: str
    filing_number: str
    income: str
    spending: str
    grade: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One community's sheet of a year; `id` is empty and `state` 未张贴 until something of it was kept."""

    id: str
    community: str
    community_name: str
    year: int
    place: str
    posted_on: str
    posted_by: str
    taken_down_on: str
    state: str
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """How far one community is with its sheet of a year."""

    community: str
    name: str
    organizations: int
    state: str
    posted_on: str
    posted_by: str


def sheet(desk: Desk, community: str, year: int) -> Sheet:
    """Return the sheet with what was kept and, for everything else, what the records propose.

    A sheet that was posted keeps the organizations that it was posted with. Raises `Trouble` for an unknown unit.
    """
    with desk.read() as session:
        place = _community(session, community)
        kept = _kept(session, community, year)
        lines = _lines(desk, session, community, year, kept)
    shown = texts_of(kept, {}) if kept else {}
    usual_place = str(policy_pack.pack(desk).value("disclosure.place"))
    return Sheet(
        kept.id if kept else "",
        community,
        short_name(place.name),
        year,
        shown.get("place", "") or usual_place,
        shown.get("posted_on", ""),
        shown.get("posted_by", ""),
        shown.get("taken_down_on", ""),
        shown.get("state", "") or UNPOSTED,
        tuple(lines),
    )


def _community(session: Session, community: str) -> Unit:
    found = store.get(session, Unit, community)
    if found is None or found.level != "community":
        raise Trouble("NO_UNIT", "公开表按社区（村）来做，请选一个社区（村）。")
    return found


def _kept(session: Session, community: str, year: int) -> Disclosure | None:
    found = store.listed(session, Disclosure, community=community, year=year)
    return found[-1] if found else None


def _lines(
    desk: Desk, session: Session, community: str, year: int, kept: Disclosure | None
) -> list[SheetLine]:
    typed: dict[str, DisclosureLine] = {}
    if kept is not None:
        typed = {
            one.organization or "": one
            for one in store.listed(session, DisclosureLine, disclosure=kept.id)
        }
    pack = policy_pack.pack(desk)
    wanted: dict[str, Any] = {"community": community, "state": pack.value("disclosure.states")}
    if kept is not None and kept.state != UNPOSTED:
        wanted = {"id": list(typed)}
    found = store.listed(session, Organization, **wanted)
    grades = newest_grades(session, [one.id for one in found])
    longest = int(pack.value("disclosure.activities_length"))
    recorded = disclosure_records.proposals(desk, [one.id for one in found], year, longest)
    return [
        _line(number, one, typed.get(one.id), grades.get(one.id), recorded[one.id], longest)
        for number, one in enumerate(found, start=1)
    ]


def _line(
    number: int,
    one: Organization,
    typed: DisclosureLine | None,
    grade: tuple[str, int] | None,
    recorded: Mapping[str, str],
    longest: int,
) -> SheetLine:
    own = texts_of(typed, {}) if typed else {}
    said = {key: own.get(key, "") or recorded.get(key, "") for key in LINE_KEYS}
    return SheetLine(
        one.id,
        number,
        one.name,
        one.leader or "",
        said["activities"] or _shortened(one.scope or "", longest),
        one.filing_number or "",
        said["income"],
        said["spending"],
        f"{grade[0]}（{grade[1]}年）" if grade else "",
        disclosure_records.differences(own, recorded),
    )


def _shortened(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    if len(plain) <= longest:
        return plain
    head = plain[:longest]
    cut = max(head.rfind(mark) for mark in "。；，、;,")
    return (head[:cut] if cut > longest // 2 else head).rstrip("。；，、;,") + "等"


def save_lines(
    desk: Desk, community: str, year: int, lines: Sequence[Mapping[str, str]]
) -> Done[str]:
    """Keep typed lines: each has `organization` and any of `LINE_KEYS` as texts.

    A text that is just what the records say is not kept as typed, so that it goes on following them.

    Raises `Problems` (where is the organization's name), `Trouble` when the sheet is posted or not_owner.
    """
    parsed = _parsed_lines(desk, lines)
    longest = int(policy_pack.pack(desk).value("disclosure.activities_length"))
    recorded = disclosure_records.proposals(desk, list(parsed), year, longest)
    for organization, values in parsed.items():
        for key, value in values.items():
            shown = "" if value is None else fields_of(DisclosureLine)[key].kind.show(value)
            values[key] = None if shown == recorded[organization].get(key) else value
    with desk.operation(f"填写公开表（{year}年）") as op:
        kept = _to_write(desk, op, community, year)
        if kept.state != UNPOSTED:
            raise Trouble("SHEET_POSTED", "这张公开表已经张贴过，要改请先还原“张贴”这一步。")
        _write_lines(op, kept, parsed)
        saved = kept.id
    return Done(saved, frozenset(op.changes))


def _parsed_lines(desk: Desk, lines: Sequence[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    parsed, problems = {}, []
    with desk.read() as session:
        ids = [line["organization"] for line in lines]
        names = dict(store.values_of(session, Organization, ("id", "name"), id=ids))
    for line in lines:
        organization = line["organization"]
        try:
            typed = {key: line[key] for key in LINE_KEYS if key in line}
            parsed[organization] = parse_values(desk, DisclosureLine, typed)
        except Problems as found:
            labels = {key: fields_of(DisclosureLine)[key].label for key in LINE_KEYS}
            name = names.get(organization, "")
            problems += [
                Problem(name, labels[p.field], p.code, f"{name}：{p.message}")
                for p in found.problems
            ]
    if problems:
        raise Problems(problems)
    return parsed


def _to_write(desk: Desk, op: store.Op, community: str, year: int) -> Disclosure:
    place = _community(op.session, community)
    kept = _kept(op.session, community, year)
    if kept is not None:
        return owned(desk, op.session, Disclosure, kept.id)
    made = Disclosure(community=place.id, year=year, state=UNPOSTED)
    op.add(made)
    op.session.flush()
    return made


def _write_lines(op: store.Op, kept: Disclosure, parsed: Mapping[str, Mapping[str, Any]]) -> None:
    known = {
        one.organization: one
        for one in store.listed(op.session, DisclosureLine, disclosure=kept.id)
    }
    for organization, values in parsed.items():
        line = known.get(organization)
        if line is None:
            line = DisclosureLine(disclosure=kept.id, organization=organization)
            op.add(line)
        for key, value in values.items():
            setattr(line, key, value)


def post(
    desk: Desk, community: str, year: int, posted_on: str, posted_by: str, place: str = ""
) -> Done[str]:
    """Keep that the sheet was posted: when, by whom, where (empty: the usual place); its lines stand from then on.

    Raises `Problems` for a bad or missing date or name, `Trouble` when it is posted already, is empty, or not_owner.
    """
    shown = sheet(desk, community, year)
    typed = {"posted_on": posted_on, "posted_by": posted_by, "place": place}
    with desk.operation(f"张贴公开表：{shown.community_name}{year}年") as op:
        saved = post_in(desk, op, shown, typed)
    return Done(saved, frozenset(op.changes))


def post_in(desk: Desk, op: store.Op, shown: Sheet, typed: Mapping[str, str]) -> str:
    """Keep inside an operation that a sheet was posted (posted_on, posted_by, place); raises what `post` raises."""
    parsed = _all_given(
        parse_values(desk, Disclosure, {**typed, "place": typed.get("place") or shown.place}),
        {"posted_on": "张贴日期", "posted_by": "张贴人"},
    )
    if not shown.lines:
        raise Trouble(
            "NO_ORGANIZATIONS", f"{shown.community_name}还没有组织可以公开，请先导入或新增组织。"
        )
    if shown.state == POSTED:
        raise Trouble(
            "SHEET_POSTED",
            f"{shown.community_name}{shown.year}年的公开表已于 {shown.posted_on} 张贴，不用再记。",
        )
    lines = [
        {"organization": line.organization, **{key: getattr(line, key) for key in LINE_KEYS}}
        for line in shown.lines
    ]
    checked = _parsed_lines(desk, lines)
    kept = _to_write(desk, op, shown.community, shown.year)
    _write_lines(op, kept, checked)
    kept.state, kept.taken_down_on = POSTED, None
    for key, value in parsed.items():
        setattr(kept, key, value)
    return kept.id


def _all_given(parsed: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    lacking = [key for key in labels if parsed[key] is None]
    if lacking:
        raise Problems(
            [Problem("", key, "missing_required", f"请填写{labels[key]}。") for key in lacking]
        )
    return parsed


def take_down(desk: Desk, community: str, year: int, taken_down_on: str) -> Done[str]:
    """Keep that the sheet was taken down; raises `Problems` (bad date, before posting), `Trouble` when not posted."""
    with desk.operation(f"取下公开表（{year}年）") as op:
        saved = take_down_in(desk, op, community, year, taken_down_on)
    return Done(saved, frozenset(op.changes))


def take_down_in(desk: Desk, op: store.Op, community: str, year: int, taken_down_on: str) -> str:
    """Keep inside an operation that a sheet was taken down; raises what `take_down` raises."""
    parsed = _all_given(
        parse_values(desk, Disclosure, {"taken_down_on": taken_down_on}),
        {"taken_down_on": "取下日期"},
    )
    kept = _kept(op.session, community, year)
    if kept is None or kept.state != POSTED:
        raise Trouble("SHEET_NOT_POSTED", "这张公开表没有张贴着，不用取下。")
    kept = owned(desk, op.session, Disclosure, kept.id)
    day = parsed["taken_down_on"]
    if kept.posted_on and day < kept.posted_on:
        words = f"取下日期 {day} 早于张贴日期 {kept.posted_on}，请核对。"
        raise Problems([Problem("", "taken_down_on", "date_order", words)])
    kept.taken_down_on, kept.state = day, TAKEN_DOWN
    return kept.id


def listed(desk: Desk, year: int) -> list[ListedSheet]:
    """Return every community of this desk with the state of its sheet of the year, in the order of the codes.

    A past year shows the communities of its last day, with what stood in them then.
    """
    with desk.read() as session:
        kept = {one.community: one for one in store.listed(session, Disclosure, year=year)}
    places, counts = _year(desk, year)
    return [
        _listed(unit.id, short_name(unit.name), counts.get(unit.id, 0), kept.get(unit.id))
        for unit in places
    ]


def _year(desk: Desk, year: int) -> tuple[list[UnitInfo], Mapping[str | None, int]]:
    """Return the communities of a year, and how many organizations of the states that count stood in each."""
    states = policy_pack.pack(desk).value("disclosure.states")
    with desk.read() as session:
        if year >= desk.clock.today().year:
            return communities(desk), store.count_by(
                session, Organization, "community", state=states
            )
        ids = [one for (one,) in store.values_of(session, Organization, ("id",), state=states)]
    last = date(year, 12, 31)
    then = unit_history.placed_on(desk, last)
    return unit_history.communities_on(desk, last), Counter(then[one] for one in ids)


def _listed(community: str, name: str, organizations: int, kept: Disclosure | None) -> ListedSheet:
    if kept is None:
        return ListedSheet(community, name, organizations, UNPOSTED, "", "")
    shown = texts_of(kept, {})
    return ListedSheet(
        community,
        name,
        organizations,
        shown["state"] or UNPOSTED,
        shown["posted_on"],
        shown["posted_by"],
    )


def unposted(desk: Desk, year: int) -> list[ListedSheet]:
    """Return the communities that have organizations and no sheet of the year that was posted."""
    return [one for one in listed(desk, year) if one.organizations and one.state == UNPOSTED]
