"""What an evaluation gives each organization: grade, score, shares, and the sentences that explain them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.records import Result, Round
from cso_desk.records.evaluations import ROUND_STATES
from cso_desk.store import Session

from . import scoring
from .scoring import OPTIONS, Scheme

OPEN, SETTLED = ROUND_STATES


@dataclass(frozen=True, slots=True)
class OrgResult:
    """What one organization got; `score` in hundredths and `grade` are None and empty until it can be said.

    `shares` are texts by option, `group_shares` by group and option; `checks` are sentences that explain.
    """

    organization: str
    name: str
    grade: str
    score: int | None
    shares: Mapping[str, str]
    group_shares: Mapping[str, Mapping[str, str]]
    checks: tuple[str, ...]

    @property
    def score_text(self) -> str:
        """The score with two decimals, empty until it can be said."""
        return "" if self.score is None else f"{self.score // 100}.{self.score % 100:02d}"


def result_of(
    scheme: Scheme, organization: str, name: str, counts: Mapping[str, Mapping[str, int]]
) -> OrgResult:
    """Return what one organization gets from the counts of each group that were entered."""
    got = scoring.score(scheme, counts)
    by_group = {}
    for group, own in counts.items():
        shares = scoring.group_shares(own, scheme.denominator) or {}
        by_group[group] = {option: scoring.percent(share) for option, share in shares.items()}
    return OrgResult(
        organization,
        name,
        got.grade if got else "",
        got.score if got else None,
        {option: scoring.percent(got.shares[option]) for option in OPTIONS} if got else {},
        by_group,
        tuple(_checks(scheme, counts)),
    )


def _checks(scheme: Scheme, counts: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for group in scheme.groups:
        own = counts.get(group.name)
        if own is None:
            yield f"{group.name}的计票还没有录入，暂不能得出等次。"
            continue
        if scoring.group_shares(own, scheme.denominator) is None:
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
