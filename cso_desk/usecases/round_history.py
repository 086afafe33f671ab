"""Results carried on: an organization's grades over the years, bad years in a row, the comparison of a community or town."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Organization, Result, Round, RoundObjection
from cso_desk.store import Desk, Session

from . import policy_pack
from .community_names import short_name
from .done import Done
from .evaluate_results import SETTLED
from .units import names_of, own_unit, units_under

REFERENCE = "重要参考"
"""What the newest good result is for support and brand selection (豫民文〔2021〕115号: 重要参考)."""


@dataclass(frozen=True, slots=True)
class Past:
    """One result of an organization: year, round, grade, score, what the counts gave and why it was changed."""

    round: str
    year: int
    title: str
    held_on: str
    grade: str
    computed: str
    score: str
    reason: str
    objections: int


@dataclass(frozen=True, slots=True)
class BadRun:
    """An organization whose newest results were bad so many years in a row."""

    organization: str
    name: str
    community: str
    years: tuple[int, ...]
    grades: tuple[str, ...]

    @property
    def words(self) -> str:
        """What a list says of it."""
        said = "、".join(
            f"{year} 年{grade}" for year, grade in zip(self.years, self.grades, strict=True)
        )
        return f"{said}，建议限期整改"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One organization in the comparison: grade and score by year, and what its newest result means."""

    organization: str
    name: str
    community: str
    grades: Mapping[int, str]
    scores: Mapping[int, str]
    remark: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Results over a community or township and over years; `counts` is how many got each grade in each year."""

    years: tuple[int, ...]
    rows: tuple[ComparedRow, ...]
    counts: Mapping[int, Mapping[str, int]]


def history(desk: Desk, organization: str) -> list[Past]:
    """Return the settled results of an organization, the newest first."""
    with desk.read() as session:
        found = _results(session, [organization])
        counts = store.count_by(session, RoundObjection, "round", organization=organization)
        return [_past(one, result, counts) for one, result in found.get(organization, [])]


def _results(
    session: Session, organizations: Sequence[str] | None = None
) -> dict[str, list[tuple[Round, Result]]]:
    """Return settled results by organization, the newest first, one a year (the newest round of the year decides)."""
    settled = {one.id: one for one in store.listed(session, Round, state=SETTLED)}
    found: dict[str, list[tuple[Round, Result]]] = {}
    for result in _rows(session, organizations):
        one = settled.get(result.round or "")
        if one is not None:
            found.setdefault(result.organization or "", []).append((one, result))
    for own in found.values():
        own.sort(key=lambda pair: (pair[0].year or 0, str(pair[0].held_on or ""), pair[0].n))
        own.reverse()
    return found


def _rows(session: Session, organizations: Sequence[str] | None) -> Iterator[Result]:
    if organizations is None:
        yield from store.listed(session, Result)
        return
    for bundle in store.chunks(organizations):
        yield from store.listed(session, Result, organization=bundle)


def _past(one: Round, result: Result, objections: Mapping[str, int]) -> Past:
    return Past(
        one.id,
        one.year or 0,
        one.title or "",
        str(one.held_on or ""),
        result.grade or "",
        result.computed or result.grade or "",
        score_text(result.score),
        result.reason or "",
        objections.get(one.id, 0),
    )


def score_text(hundredths: int | None) -> str:
    """Return a score with two decimals, empty for none."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def _by_year(pairs: Sequence[tuple[Round, Result]]) -> dict[int, Result]:
    found: dict[int, Result] = {}
    for one, result in pairs:
        found.setdefault(one.year or 0, result)
    return found


def bad_runs(desk: Desk) -> list[BadRun]:
    """Return own organizations whose newest results were bad for as many years in a row as the pack says, by name."""
    rule = policy_pack.pack(desk).value("evaluation.bad_years")
    bad, least = rule["grades"], int(rule["years"])
    with desk.read() as session:
        runs = {}
        # Most organizations never had a bad year: only the others are read.
        suspects = {
            row[0] for row in store.values_of(session, Result, ("organization",), grade=bad)
        }
        found = _results(session, list(suspects)) if suspects else {}
        for organization, pairs in found.items():
            years = _by_year(pairs)
            newest = list(years)[:least]
            in_a_row = len(newest) == least and newest[0] - newest[-1] == least - 1
            if in_a_row and all(years[year].grade in bad for year in newest):
                runs[organization] = tuple((year, years[year].grade or "") for year in newest)
        records = store.listed(session, Organization, order="name", id=list(runs), owner=desk.unit)
        names = names_of(session, [one.community for one in records if one.community])
    return [_run(one, runs[one.id], names) for one in records if one.state not in _GONE]


_GONE = ("已注销", "已撤销")


def _run(one: Organization, run: Sequence[tuple[int, str]], names: Mapping[str, str]) -> BadRun:
    return BadRun(
        one.id,
        one.name,
        short_name(names.get(one.community or "", "")),
        tuple(year for year, _ in run),
        tuple(grade for _, grade in run),
    )


def compare(desk: Desk, unit: str = "", years: int = 5) -> Comparison:
    """Return the results of a community or township (empty: the desk's own unit) over the newest years."""
    bad = set(policy_pack.pack(desk).value("evaluation.bad_years")["grades"])
    with desk.read() as session:
        under = units_under(session, unit or desk.unit)
        if not under:
            raise Trouble("NO_UNIT", "区划里没有这个社区（村），请从列表里选。")
        records = store.listed(
            session, Organization, order="name", community=[one.id for one in under]
        )
        if under[0].level != "community":
            records += store.listed(session, Organization, order="name", community=None)
        results = {key: _by_year(own) for key, own in _results(session).items()}
        names = names_of(session, [one.community for one in records if one.community])
    judged = [one for one in records if one.id in results]
    shown = sorted({year for one in judged for year in results[one.id]}, reverse=True)[:years]
    rows = [_compared(one, results[one.id], names, shown, bad) for one in judged]
    rows = [one for one in rows if one.grades]
    return Comparison(tuple(shown), tuple(rows), {year: _counts(rows, year) for year in shown})


def _compared(
    one: Organization,
    results: Mapping[int, Result],
    names: Mapping[str, str],
    years: Sequence[int],
    bad: set[str],
) -> ComparedRow:
    grades = {year: results[year].grade or "" for year in years if year in results}
    scores = {year: score_text(results[year].score) for year in grades}
    newest = grades[max(grades)] if grades else ""
    remark = ""
    if newest == "优秀":
        remark = f"扶持和品牌推选的{REFERENCE}"
    elif newest in bad:
        remark = "需要帮助整改"
    place = short_name(names.get(one.community or "", "")) or one.community_text or ""
    return ComparedRow(one.id, one.name, place, grades, scores, remark)


def _counts(rows: Sequence[ComparedRow], year: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in rows:
        if year in one.grades:
            found[one.grades[year]] = found.get(one.grades[year], 0) + 1
    return found


def export(desk: Desk, out: Path, unit: str = "", years: int = 5) -> Done[int]:
    """Write the comparison as .xlsx or .csv and return how many organizations it has; raises `Trouble` UNWRITABLE."""
    from cso_desk.workbooks.table_writing import OutColumn, Paper, write_table

    found = compare(desk, unit, years)
    columns = [OutColumn("序号", whole=True), OutColumn("组织名称"), OutColumn("社区（村）")]
    for year in found.years:
        columns += [OutColumn("等次", f"{year} 年"), OutColumn("得分", f"{year} 年")]
    columns.append(OutColumn("备注"))
    own = own_unit(desk)
    paper = Paper(
        "社区社会组织评议结果对照表",
        f"填报单位：{own.full_name or own.name}",
        f"{desk.clock.today():%Y年%m月%d日}",
    )
    return Done(write_table(out, columns, list(_cells(found)), paper))


def _cells(found: Comparison) -> Iterator[list[str | int | None]]:
    for number, one in enumerate(found.rows, start=1):
        cells: list[str | int | None] = [number, one.name, one.community]
        for year in found.years:
            cells += [one.grades.get(year, ""), one.scores.get(year, "")]
        yield [*cells, one.remark]
