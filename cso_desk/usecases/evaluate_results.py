"""What an evaluation gives each organization: grade, score, shares, and the sentences that explain them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cso_desk import store
from cso_desk.records import Result, Round
from cso_desk.records.evaluations import ROUND_STATES
from cso_desk.store import Session

from . import indicators, scoring
from .indicators import Total
from .scoring import OPTIONS, Scheme

OPEN, SETTLED = ROUND_STATES


@dataclass(frozen=True, slots=True)
class OrgResult:
    """What one organization got; `score` in hundredths and `grade` are None and empty until it can be said.

    `shares` are texts by option, `group_shares` by group and option; `checks` are sentences that explain. `computed`
    is the grade by the counts and `reason` why the committees decided otherwise; `points` are texts by indicator.
    """

    organization: str
    name: str
    grade: str
    score: int | None
    shares: Mapping[str, str]
    group_shares: Mapping[str, Mapping[str, str]]
    checks: tuple[str, ...]
    computed: str = ""
    reason: str = ""
    points: Mapping[str, str] = field(default_factory=dict)

    @property
    def score_text(self) -> str:
        """The score with two decimals, empty until it can be said."""
        return "" if self.score is None else f"{self.score // 100}.{self.score % 100:02d}"


def result_of(
    scheme: Scheme,
    organization: str,
    name: str,
    counts: Mapping[str, Mapping[str, int]],
    answers: indicators.Answers | None = None,
) -> OrgResult:
    """Return what one organization gets from the counts of each group that were entered, and from its indicators."""
    got = scoring.score(scheme, counts, answers)
    grade = "" if got is None or (got.total and _unfinished(got.total)) else got.grade
    by_group = {}
    for group, own in counts.items():
        shares = scoring.group_shares(own, scheme.denominator) or {}
        by_group[group] = {option: scoring.percent(share) for option, share in shares.items()}
    return OrgResult(
        organization,
        name,
        grade,
        got.score if got else None,
        {option: scoring.percent(got.shares[option]) for option in OPTIONS} if got else {},
        by_group,
        (*_checks(scheme, counts), *(_tree_checks(got.total) if got and got.total else ())),
        grade,
        points=_points(got.total) if got and got.total else {},
    )


def _unfinished(total: Total) -> bool:
    """A veto decides even where something is still open."""
    return bool(total.lacking) and not total.vetoes


def _points(total: Total) -> dict[str, str]:
    return {key: indicators.shown(points) for key, points in total.points.items()}


def _tree_checks(total: Total) -> Iterator[str]:
    lacking = [one.name for one in total.lacking if one.measure and one.measure.kind != "vote"]
    if lacking:
        more = f"等 {len(lacking)} 项" if len(lacking) > 3 else ""
        yield f"指标“{'”“'.join(lacking[:3])}”{more}还没有考评。"
    for one in total.gates:
        yield f"{one.name}。"
    for one in total.vetoes:
        yield f"直接评为不合格：{one.name}。"


def as_kept(one: OrgResult, kept: Result | None) -> OrgResult:
    """Return a result with the grade that was settled, where one was."""
    if kept is None:
        return one
    computed = kept.computed or kept.grade or ""
    return replace(one, grade=kept.grade or "", computed=computed, reason=kept.reason or "")


def _checks(scheme: Scheme, counts: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for group in scheme.groups:
        own = counts.get(group.name)
        if own is None:
            yield f"{group.name}的计票还没有录入，暂不能得出等次。"
            continue
        if scoring.group_score(scheme, group, own) is None:
            yield f"{group.name}没有有效票，不能得出等次。"
        if warning := scoring.quorum_warning(group, own):
            yield warning


def result_row(round_id: str, one: OrgResult) -> dict[str, Any]:
    """Return the `Result` that a settled round keeps."""
    return {
        "round": round_id,
        "organization": one.organization,
        "grade": one.grade,
        "score": one.score,
        "shares": {
            "all": dict(one.shares),
            "groups": {key: dict(own) for key, own in one.group_shares.items()},
        },
        "checks": list(one.checks),
        "computed": one.grade,
    }


def newest_grades(session: Session, organizations: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return (grade, year) of each organization's newest settled round."""
    settled = {one.id: one for one in store.listed(session, Round, state=SETTLED)}
    newest: dict[str, tuple[tuple[int, str, int], str]] = {}
    for bundle in store.chunks(organizations):
        for result in store.listed(session, Result, organization=bundle, round=list(settled)):
            judged = settled[result.round or ""]
            age = (judged.year or 0, str(judged.held_on or ""), judged.n)
            organization = result.organization or ""
            if organization not in newest or age > newest[organization][0]:
                newest[organization] = age, result.grade or ""
    return {organization: (grade, age[0]) for organization, (age, grade) in newest.items()}
