"""Work reports to the two committees (F16): written for many at once, edited, heard at a meeting, and which are missing.

豫民文〔2021〕115号: 社区社会组织定期向村（社区）“两委”报告工作 (domain.md 1.1 row 15, 3.13).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Organization, WorkReport
from cso_desk.store import Desk, Op

from . import policy_pack, work_report_texts
from .community_names import short_name
from .done import Done
from .money_periods import period as period_of
from .register import owned, parse_values, texts_of
from .units import communities, names_of

MISSING, WRITTEN, HEARD = "未写", "待听取", "已听取"
STATES = (MISSING, WRITTEN, HEARD)
EDITED = (*work_report_texts.TEXTS, "problems", "plans", "written_on")
"""What a clerk may change of a report; the frozen figures stay."""
_HEARING = {"heard_on": "听取日期", "meeting": "听取会议"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One organization and its report of a period; `id` is empty where there is none yet (`state` 未写)."""

    id: str
    organization: str
    name: str
    community: str
    state: str
    written_on: str
    heard_on: str
    meeting: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """One community: how many organizations should report, how many reports are written, how many were heard."""

    community: str
    name: str
    due: int
    written: int
    heard: int

    @property
    def missing(self) -> int:
        """How many reports are not written yet."""
        return self.due - self.written


@dataclass(frozen=True, slots=True)
class Written:
    """The new reports, and the organizations that have one already and keep it."""

    ids: tuple[str, ...]
    kept: int


def usual_period(desk: Desk) -> str:
    """Return the period that the place reports by, the first of several."""
    return str(policy_pack.pack(desk).value("activities.report_periods")[0])


def listed(
    desk: Desk, year: int, period: str, community: str = "", organization: str = ""
) -> list[Listed]:
    """Return the organizations that report in a period with their reports, those without one too.

    An organization whose state no longer reports is listed only while it has a report.
    """
    states = policy_pack.pack(desk).value("activities.report_states")
    wanted: dict[str, Any] = {"community": community} if community else {}
    if organization:
        wanted["id"] = organization
    with desk.read() as session:
        homes = store.listed(session, Organization, order="name", **wanted)
        reports = {
            one.organization: one
            for one in store.listed(session, WorkReport, year=year, period=period)
        }
        places = names_of(session, [one.community for one in homes if one.community])
    return [
        _listed(desk, one, reports.get(one.id), places)
        for one in homes
        if one.id in reports or one.state in states
    ]


def _listed(
    desk: Desk, home: Organization, one: WorkReport | None, places: Mapping[str, str]
) -> Listed:
    head = (home.id, home.name, short_name(places.get(home.community or "", "")))
    if one is None:
        return Listed("", *head, MISSING, "", "", "", home.owner == desk.unit)
    return Listed(
        one.id,
        *head,
        _state(one),
        str(one.written_on or ""),
        str(one.heard_on or ""),
        one.meeting or "",
        one.owner == desk.unit,
    )


def _state(one: WorkReport | None) -> str:
    if one is None:
        return MISSING
    return HEARD if one.heard_on is not None else WRITTEN


def state(desk: Desk, organizations: Iterable[str], year: int, period: str = "") -> dict[str, str]:
    """Return for each organization one of `STATES`; without a period the best of all reports of the year counts."""
    wanted: dict[str, Any] = {"period": period} if period else {}
    found = dict.fromkeys(organizations, MISSING)
    with desk.read() as session:
        for bundle in store.chunks(found, 500):
            for one in store.listed(session, WorkReport, organization=bundle, year=year, **wanted):
                home, its = one.organization or "", _state(one)
                found[home] = max(found[home], its, key=STATES.index)
    return found


def gaps(desk: Desk, year: int, period: str) -> list[Gap]:
    """Return for each community what is missing, in the order of their codes."""
    rows: dict[str, list[str]] = {}
    with desk.read() as session:
        homes = dict(store.values_of(session, Organization, ("id", "community")))
    for row in listed(desk, year, period):
        rows.setdefault(homes.get(row.organization) or "", []).append(row.state)
    found = []
    for unit in communities(desk):
        states = rows.get(unit.id, [])
        written = sum(one != MISSING for one in states)
        found.append(Gap(unit.id, short_name(unit.name), len(states), written, states.count(HEARD)))
    return found


def write(desk: Desk, organizations: Sequence[str], year: int, period: str) -> Done[Written]:
    """Write the reports that these organizations still lack, with figures and texts from the records.

    Reports that are there stay untouched. Raises `Problems` year or period, `Trouble` NOTHING_CHOSEN, not_owner.
    """
    parse_values(desk, WorkReport, {"year": str(year), "period": period})
    if not organizations:
        raise Trouble("NOTHING_CHOSEN", "没有选中组织，请先选要写工作报告的组织或社区（村）。")
    known = state(desk, organizations, year, period)
    lacking = [one for one in organizations if known[one] == MISSING]
    facts = work_report_texts.facts(desk, lacking, period_of(year, period))
    themes = policy_pack.words(desk, "activity_theme")
    with desk.operation(f"写工作报告（{len(lacking)} 份）") as op:
        made = []
        for one in lacking:
            home = owned(desk, op.session, Organization, one)
            made.append(_write(desk, op, home, facts[one], themes, year, period))
    return Done(Written(tuple(made), len(organizations) - len(lacking)), frozenset(op.changes))


def _write(
    desk: Desk,
    op: Op,
    home: Organization,
    facts: work_report_texts.Facts,
    themes: Sequence[str],
    year: int,
    period: str,
) -> str:
    proposed = work_report_texts.texts(home, facts, period_of(year, period))
    made = WorkReport(organization=home.id, year=year, period=period)
    made.figures = work_report_texts.figures(home, facts, themes)
    made.written_on = PartialDate.of(desk.clock.today())
    for key, text in proposed.items():
        setattr(made, key, text[: _longest(key)] or None)
    op.add(made)
    op.session.flush()
    return made.id


def _longest(key: str) -> int:
    return 2000 if key == "activities" else 1000


def of_community(desk: Desk, community: str, year: int, period: str) -> list[str]:
    """Return the organizations of a community that still lack a report of the period."""
    rows = listed(desk, year, period, community)
    return [one.organization for one in rows if one.state == MISSING and one.mine]


def save(desk: Desk, report: str, values: Mapping[str, str]) -> Done[str]:
    """Change texts of a report (keys of `EDITED`); raises `Problems`, `Trouble` not_owner."""
    typed = {key: text for key, text in values.items() if key in EDITED}
    parsed = parse_values(desk, WorkReport, typed)
    with desk.operation("修改工作报告") as op:
        found = owned(desk, op.session, WorkReport, report)
        for key, value in parsed.items():
            setattr(found, key, value)
    return Done(report, frozenset(op.changes))


def hear(desk: Desk, reports: Sequence[str], values: Mapping[str, str]) -> Done[int]:
    """Record that the two committees heard these reports: heard_on, meeting, minutes, recorded_by; returns how many.

    Raises `Problems` (day and meeting are needed, the day not before the report was written), `Trouble` not_owner.
    """
    parsed = parse_values(
        desk,
        WorkReport,
        {key: values.get(key, "") for key in (*_HEARING, "minutes", "recorded_by")},
    )
    lacking = [key for key in _HEARING if not parsed[key]]
    if lacking:
        raise Problems(
            Problem("", key, "missing_required", f"请填写{_HEARING[key]}。") for key in lacking
        )
    if not reports:
        raise Trouble("NOTHING_CHOSEN", "没有选中写好的工作报告，请先写报告，再记听取。")
    with desk.operation(f"记下“两委”听取工作报告（{len(reports)} 份）") as op:
        for report in reports:
            found = owned(desk, op.session, WorkReport, report)
            _refuse_early(found, parsed["heard_on"])
            for key, value in parsed.items():
                setattr(found, key, value)
    return Done(len(reports), frozenset(op.changes))


def _refuse_early(found: WorkReport, heard: PartialDate) -> None:
    written, day = str(found.written_on or ""), str(heard)
    both = min(len(written), len(day))
    if day[:both] < written[:both]:
        words = f"听取日期 {day} 早于报告日期 {written}，请改听取日期，或先改报告日期。"
        raise Problems([Problem("", "heard_on", "date_order", words)])


def remove(desk: Desk, reports: Sequence[str]) -> Done[int]:
    """Take reports out (还原 brings them back); returns how many. Raises `Trouble` not_owner."""
    with desk.operation(f"移除工作报告 {len(reports)} 份") as op:
        for report in reports:
            op.remove(owned(desk, op.session, WorkReport, report))
    return Done(len(reports), frozenset(op.changes))


def texts(desk: Desk, report: str) -> dict[str, Any]:
    """Return a report's texts by key, with `id`, `organization` and `figures`; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = store.get(session, WorkReport, report)
        if found is None:
            raise Trouble("NO_RECORD", "找不到这份工作报告，可能已被移除，请刷新列表。")
        own: dict[str, Any] = {**texts_of(found, {})}
        return {
            "id": found.id,
            "organization": found.organization or "",
            "figures": dict(found.figures or {}),
            **own,
        }
