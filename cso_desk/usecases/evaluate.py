"""Evaluation rounds: open one for a community, enter the counts of the tally forms, see and settle the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Organization, Result, Round, Tally, Unit, fields_of
from cso_desk.store import Desk, Session

from . import policy_pack, scoring, tally_rows
from .community_names import short_name
from .done import Done
from .evaluate_results import (
    OPEN,
    SETTLED,
    OrgResult,
    result_of,
    result_row,
)
from .register import owned, parse_values
from .scoring import COUNT_COLUMNS, Scheme
from .units import names_of, units_under

COLUMN_KEYS: Mapping[str, str] = {
    field.label: key for key, field in fields_of(Tally).items() if field.label in COUNT_COLUMNS
}
"""The column of a tally form → the key of the `Tally` field."""


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """One round; `organizations` are judged in it, `entered` of them have all counts."""

    id: str
    title: str
    year: int
    unit: str
    unit_name: str
    state: str
    opened_on: str
    held_on: str
    scheme: str
    organizations: int
    entered: int
    mine: bool


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One row of the tally form of a group; counts are texts by column, empty until entered."""

    organization: str
    name: str
    position: int
    group: str
    counts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RoundDetail:
    """A round with the rows of its tally forms, group by group in the order of the paper."""

    info: RoundInfo
    groups: tuple[str, ...]
    tallies: tuple[TallyLine, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """How many rows were taken, and what looks odd in them without being wrong."""

    rows: int
    warnings: tuple[str, ...]


def open_round(desk: Desk, year: str | int, unit: str, held_on: str = "") -> Done[RoundInfo]:
    """Open a round for a community, or for a township with everything under it, by the place's scheme.

    Raises `Problems` for a bad year or date, `Trouble` NO_ORGANIZATIONS or ROUND_OPEN.
    """
    parsed = parse_values(desk, Round, {"year": str(year), "held_on": held_on})
    pack = policy_pack.pack(desk)
    scheme = scoring.scheme_data(
        pack.subject("evaluation")["schemes"][pack.value("evaluation.default_scheme")]
    )
    with desk.operation("新开一轮评议") as op:
        place = _place(op.session, unit)
        _refuse_second(op.session, unit, parsed["year"], short_name(place.name))
        judged = _judged(desk, op.session, unit)
        if not judged:
            words = f"{short_name(place.name)}还没有可以评议的组织，请先导入或新增组织。"
            raise Trouble("NO_ORGANIZATIONS", words)
        made = Round(unit=unit, scheme=scheme, policy_version=pack.version, state=OPEN, **parsed)
        made.title = f"{parsed['year']}年度{short_name(place.name)}社区社会组织评议"
        made.opened_on = PartialDate.of(desk.clock.today())
        op.add(made)
        op.session.flush()
        op.insert_many(Tally, list(_blank_tallies(made, judged)))
        opened = made.id
    return Done(round_info(desk, opened), frozenset(op.changes))


def _place(session: Session, unit: str) -> Unit:
    found = store.get(session, Unit, unit)
    if found is None:
        raise Trouble("NO_UNIT", "区划里没有这个社区（村），请从列表里选。")
    return found


def _refuse_second(session: Session, unit: str, year: int, name: str) -> None:
    if store.listed(session, Round, unit=unit, year=year, state=OPEN, limit=1):
        words = f"{name} {year} 年度已有一轮评议正在进行，请先录完并出结果，再开新的一轮。"
        raise Trouble("ROUND_OPEN", words)


def _judged(desk: Desk, session: Session, unit: str) -> list[str]:
    under = units_under(session, unit)
    wanted: dict[str, Any] = {"state": policy_pack.pack(desk).value("evaluation.states")}
    found = store.values_of(
        session, Organization, ("id",), community=[one.id for one in under], **wanted
    )
    if unit == desk.unit and under[0].level != "community":
        found += store.values_of(session, Organization, ("id",), community=None, **wanted)
    return [row[0] for row in found]


def _blank_tallies(made: Round, organizations: Sequence[str]) -> Iterator[dict[str, Any]]:
    for group in made.scheme["groups"]:
        for position, organization in enumerate(organizations, start=1):
            yield {
                "round": made.id,
                "organization": organization,
                "position": position,
                "group": group["name"],
            }


def rounds(desk: Desk, year: int | None = None) -> list[RoundInfo]:
    """Return all rounds, of one year where it is given, the newest first."""
    wanted = {} if year is None else {"year": year}
    with desk.read() as session:
        found = store.listed(session, Round, order=("year", "n"), descending=True, **wanted)
        return [_info(desk, session, one) for one in found]


def round_info(desk: Desk, round_id: str) -> RoundInfo:
    """Return one round; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        return _info(desk, session, _known(session, round_id))


def _known(session: Session, round_id: str) -> Round:
    found = store.get(session, Round, round_id)
    if found is None:
        raise Trouble("NO_ROUND", f"没有这一轮评议（{round_id}），请刷新列表，或核对轮次编号。")
    return found


def _info(desk: Desk, session: Session, one: Round) -> RoundInfo:
    keys = ("organization", "valid")
    tallies = store.values_of(session, Tally, keys, round=one.id)
    waiting = {organization for organization, valid in tallies if valid is None}
    everyone = {organization for organization, _ in tallies}
    return RoundInfo(
        one.id,
        one.title or "",
        one.year or 0,
        one.unit or "",
        short_name(names_of(session, [one.unit]).get(one.unit, "")) if one.unit else "",
        one.state or "",
        str(one.opened_on or ""),
        str(one.held_on or ""),
        one.scheme["name"],
        len(everyone),
        len(everyone - waiting),
        one.owner == desk.unit,
    )


def round(desk: Desk, round_id: str) -> RoundDetail:
    """Return a round with its tally forms; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = _known(session, round_id)
        groups = tuple(group["name"] for group in found.scheme["groups"])
        names = _names(session, round_id)
        tallies = store.listed(session, Tally, order="position", round=round_id)
        tallies.sort(key=lambda one: groups.index(one.group or ""))
        return RoundDetail(
            _info(desk, session, found), groups, tuple(_line(one, names) for one in tallies)
        )


def _names(session: Session, round_id: str) -> dict[str, str]:
    ids = {row[0] for row in store.values_of(session, Tally, ("organization",), round=round_id)}
    return dict(store.values_of(session, Organization, ("id", "name"), id=ids))


def _line(tally: Tally, names: Mapping[str, str]) -> TallyLine:
    found = {column: getattr(tally, key) for column, key in COLUMN_KEYS.items()}
    counts = {column: "" if number is None else str(number) for column, number in found.items()}
    organization = tally.organization or ""
    return TallyLine(
        organization, names.get(organization, ""), tally.position or 0, tally.group or "", counts
    )


def enter(desk: Desk, round_id: str, rows: Sequence[Mapping[str, str]]) -> Done[Entered]:
    """Enter rows with the keys of `tally_rows.HEADING` (组织 is a name or id); all of them or none.

    Raises `Problems` with row and column, `Trouble` ROUND_SETTLED or not_owner.
    """
    with desk.read() as session:
        _known(session, round_id)
        names = _names(session, round_id)
    known = {**_unique(names), **{organization: organization for organization in names}}
    taken = tally_rows.check_rows(rows, known)
    with desk.operation("录入评议计票") as op:
        found = _open(desk, op.session, round_id)
        tallies = {
            (one.organization, one.group): one
            for one in store.listed(op.session, Tally, round=round_id)
        }
        for row in taken:
            tally = tallies[row.organization, row.group]
            for column, key in COLUMN_KEYS.items():
                setattr(tally, key, row.counts[column])
        scheme = scoring.read_scheme(found.scheme)
    return Done(Entered(len(taken), _oddities(scheme, taken)), frozenset(op.changes))


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for organization, name in names.items():
        found[name] = tally_rows.AMBIGUOUS if name in found else organization
    return found


def _open(desk: Desk, session: Session, round_id: str) -> Round:
    found = owned(desk, session, Round, round_id)
    if found.state != OPEN:
        raise Trouble(
            "ROUND_SETTLED", "这一轮已经出了结果，不能再改；录错了请先还原“评议出结果”这一步。"
        )
    return found


def _oddities(scheme: Scheme, taken: Sequence[tally_rows.TallyRow]) -> tuple[str, ...]:
    found = []
    for group in scheme.groups:
        counts = [row.counts for row in taken if row.group == group.name]
        for column in scoring.PEOPLE[:3]:
            if len({one[column] for one in counts}) > 1:
                words = f"{group.name}各行的{column}不一样多；一人一张表时应当相同，请对照计票表。"
                found.append(words)
        warning = scoring.quorum_warning(group, counts[0]) if counts else ""
        if warning:
            found.append(warning)
    return tuple(found)


def enter_csv(desk: Desk, round_id: str, file: Path) -> Done[Entered]:
    """Enter the rows of a CSV with the heading of contract.md; raises as `enter` does."""
    return enter(desk, round_id, tally_rows.read_csv(file))


def leave_out(desk: Desk, round_id: str, organization: str) -> Done[str]:
    """Take an organization out of a round that is not settled (it was dissolved, or is not judged this year)."""
    with desk.operation("从评议中移出组织") as op:
        _open(desk, op.session, round_id)
        for tally in store.listed(op.session, Tally, round=round_id, organization=organization):
            op.remove(tally)
    return Done(organization, frozenset(op.changes))


def results(desk: Desk, round_id: str) -> list[OrgResult]:
    """Return what each organization gets by the round's own scheme, in the order of the paper."""
    with desk.read() as session:
        return _results(session, _known(session, round_id))


def _results(session: Session, found: Round) -> list[OrgResult]:
    scheme = scoring.read_scheme(found.scheme)
    names = _names(session, found.id)
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for tally in store.listed(session, Tally, order="position", round=found.id):
        own = counts.setdefault(tally.organization or "", {})
        if tally.valid is not None:
            own[tally.group or ""] = {
                column: getattr(tally, key) or 0 for column, key in COLUMN_KEYS.items()
            }
    return [result_of(scheme, one, names.get(one, ""), groups) for one, groups in counts.items()]


def close(desk: Desk, round_id: str) -> Done[RoundInfo]:
    """Settle a round: keep the results; raises `Problems` naming organizations that have no grade yet."""
    with desk.operation("评议出结果") as op:
        found = _open(desk, op.session, round_id)
        got = _results(op.session, found)
        lacking = [one for one in got if not one.grade]
        if lacking:
            raise Problems([_no_grade(one) for one in lacking])
        op.insert_many(Result, [result_row(round_id, one) for one in got])
        found.state = SETTLED
    return Done(round_info(desk, round_id), frozenset(op.changes))


def _no_grade(one: OrgResult) -> Problem:
    words = f"“{one.name}”还得不出等次：{' '.join(one.checks)}请补录；今年不评的先移出这一轮。"
    return Problem(one.name, "", "no_grade", words)
