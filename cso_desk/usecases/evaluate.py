"""Evaluation rounds (评估评议): enter the counts of the tally forms, see and settle the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Result, Round, Tally
from cso_desk.store import Desk, Session

from . import round_reading, scoring, tally_rows
from .done import Done
from .evaluate_results import SETTLED, OrgResult, as_kept, result_of, result_row
from .round_opening import open_round as open_round
from .round_reading import COLUMN_KEYS as COLUMN_KEYS
from .round_reading import RoundInfo as RoundInfo
from .round_reading import info, known, open_one
from .round_reading import round_info as round_info
from .scoring import POINTS_COLUMN, Scheme


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


def rounds(desk: Desk, year: int | None = None) -> list[RoundInfo]:
    """Return all rounds, of one year where it is given, the newest first."""
    wanted = {} if year is None else {"year": year}
    with desk.read() as session:
        found = store.listed(session, Round, order=("year", "n"), descending=True, **wanted)
        return [info(desk, session, one) for one in found]


def round(desk: Desk, round_id: str) -> RoundDetail:
    """Return a round with its tally forms; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = known(session, round_id)
        groups = tuple(group["name"] for group in found.scheme["groups"])
        names = round_reading.names(session, round_id)
        tallies = store.listed(session, Tally, order="position", round=round_id)
        tallies.sort(key=lambda one: groups.index(one.group or ""))
        return RoundDetail(
            info(desk, session, found), groups, tuple(_line(one, names) for one in tallies)
        )


def scheme(desk: Desk, round_id: str) -> Scheme:
    """Return the scheme of a round as it stood when the round was opened; raises `Trouble` for an unknown round."""
    with desk.read() as session:
        return scoring.read_scheme(known(session, round_id).scheme)


def _line(tally: Tally, names: Mapping[str, str]) -> TallyLine:
    found = {column: getattr(tally, key) for column, key in COLUMN_KEYS.items()}
    counts = {column: "" if number is None else str(number) for column, number in found.items()}
    organization = tally.organization or ""
    counts[POINTS_COLUMN] = "" if tally.points is None else points_text(tally.points)
    return TallyLine(
        organization, names.get(organization, ""), tally.position or 0, tally.group or "", counts
    )


def points_text(hundredths: int) -> str:
    """Return a sum of points as it is typed."""
    return f"{hundredths // 100}.{hundredths % 100:02d}".removesuffix(".00")


def enter(desk: Desk, round_id: str, rows: Sequence[Mapping[str, str]]) -> Done[Entered]:
    """Enter rows with the keys of `tally_rows.HEADING` (组织 is a name or id); all of them or none.

    Raises `Problems` with row and column, `Trouble` ROUND_SETTLED or not_owner.
    """
    with desk.read() as session:
        scheme = scoring.read_scheme(known(session, round_id).scheme)
        names = round_reading.names(session, round_id)
    named = {**_unique(names), **{organization: organization for organization in names}}
    taken = tally_rows.check_rows(rows, named, scheme.groups)
    with desk.operation("录入评议计票") as op:
        open_one(desk, op.session, round_id)
        tallies = {
            (one.organization, one.group): one
            for one in store.listed(op.session, Tally, round=round_id)
        }
        for row in taken:
            tally = tallies[row.organization, row.group]
            for column, key in COLUMN_KEYS.items():
                setattr(tally, key, row.counts.get(column))
            tally.points = row.counts.get(POINTS_COLUMN)
    return Done(Entered(len(taken), _oddities(scheme, taken)), frozenset(op.changes))


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for organization, name in names.items():
        found[name] = tally_rows.AMBIGUOUS if name in found else organization
    return found


def _oddities(scheme: Scheme, taken: Sequence[tally_rows.TallyRow]) -> tuple[str, ...]:
    found = []
    for group in scheme.groups:
        counts = [row.counts for row in taken if row.group == group.name]
        for column in scoring.PEOPLE[:3]:
            if len({one.get(column) for one in counts}) > 1:
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
        open_one(desk, op.session, round_id)
        for tally in store.listed(op.session, Tally, round=round_id, organization=organization):
            op.remove(tally)
    return Done(organization, frozenset(op.changes))


def results(desk: Desk, round_id: str) -> list[OrgResult]:
    """Return what each organization gets by the round's own scheme, in the order of the paper."""
    with desk.read() as session:
        return _results(session, known(session, round_id))


def _results(session: Session, found: Round) -> list[OrgResult]:
    scheme = scoring.read_scheme(found.scheme)
    names = round_reading.names(session, found.id)
    answers = round_reading.answers(session, found.id) if scheme.tree else {}
    counts = entered_counts(session, found.id)
    kept = {one.organization: one for one in store.listed(session, Result, round=found.id)}
    return [
        as_kept(
            result_of(scheme, one, name, counts.get(one, {}), answers.get(one, {})), kept.get(one)
        )
        for one, name in names.items()
    ]


def entered_counts(session: Session, round_id: str) -> dict[str, dict[str, dict[str, int]]]:
    """Return the counts that were entered, by organization, group and column."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for tally in store.listed(session, Tally, round=round_id):
        if tally.valid is not None:
            found = {column: getattr(tally, key) or 0 for column, key in COLUMN_KEYS.items()}
            found[POINTS_COLUMN] = tally.points or 0
            counts.setdefault(tally.organization or "", {})[tally.group or ""] = found
    return counts


def close(desk: Desk, round_id: str) -> Done[RoundInfo]:
    """Settle a round: keep the results; raises `Problems` naming organizations that have no grade yet."""
    with desk.operation("评议出结果") as op:
        found = open_one(desk, op.session, round_id)
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
