"""The papers around the ballots: notice, sign-in sheet, meeting record, public notice, score sheets, objections (Q01–Q08)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.fields import PartialDate
from cso_desk.progress import Progress
from cso_desk.records import Organization
from cso_desk.store import Desk

from . import evaluate, evaluate_papers, round_grades, round_indicators, round_meeting
from .done import Done
from .evaluate import RoundDetail
from .paper_data import PaperData
from .paper_sheaf import draw_sheaf
from .print_forms import Printed

NOTICE, SIGN_IN, RECORD, POSTING, SCORES, ANSWERS = (
    "会议通知",
    "签到表",
    "会议记录",
    "结果公示",
    "评分表",
    "异议答复单",
)
PAPERS: Mapping[str, str] = {
    NOTICE: "Q01",
    SIGN_IN: "Q02",
    RECORD: "Q05",
    POSTING: "Q06",
    SCORES: "Q07",
    ANSWERS: "Q08",
}
"""The papers of a round beside ballots, tally forms and the result form: name → layout."""
_DATES = ("notice_on", "heard_on", "decided_on", "posted_on", "posted_until", "filed_on")


def print_paper(
    desk: Desk, round_id: str, paper: str, out: Path, progress: Progress | None = None
) -> Done[Printed]:
    """Write one of `PAPERS` of a round; what is not known yet stays blank to be filled by hand.

    Raises `Trouble` NO_FORM, NO_TREE (score sheets of a scheme without indicators), UNWRITABLE.
    """
    if paper not in PAPERS:
        raise Trouble("NO_FORM", f"没有“{paper}”这种材料，可以打印{'、'.join(PAPERS)}。")
    detail = evaluate.round(desk, round_id)
    base = {
        **evaluate_papers.base_data(desk, round_id, detail),
        "meeting": _meeting_texts(desk, round_id),
    }
    base["round"] = {**base["round"], "count": str(detail.info.organizations)}
    pages = _MAKERS[paper](desk, round_id, detail, base)
    return draw_sheaf(desk, [(PAPERS[paper], pages)], out, progress)


def _meeting_texts(desk: Desk, round_id: str) -> dict[str, str]:
    texts = dict(round_meeting.meeting(desk, round_id).values)
    for key in _DATES:
        texts[key] = PartialDate.from_iso(texts[key]).chinese() if texts[key] else ""
    return texts


def _notice(desk: Desk, round_id: str, detail: RoundDetail, base: PaperData) -> Sequence[PaperData]:
    names = _judged(detail)
    with desk.read() as session:
        leaders = dict(
            store.values_of(session, Organization, ("id", "leader"), id=[key for key, _ in names])
        )
    rows = [
        {"no": str(number), "name": name, "leader": leaders.get(key) or ""}
        for number, (key, name) in enumerate(names, start=1)
    ]
    return [{**base, "orgs": rows}]


def _judged(detail: RoundDetail) -> list[tuple[str, str]]:
    return list(dict.fromkeys((line.organization, line.name) for line in detail.tallies))


def _sign_in(
    desk: Desk, round_id: str, detail: RoundDetail, base: PaperData
) -> Sequence[PaperData]:
    return [base]


def _record(desk: Desk, round_id: str, detail: RoundDetail, base: PaperData) -> Sequence[PaperData]:
    data = evaluate_papers.result_data(desk, round_id)
    groups = {key: data[key] for key in evaluate_papers.GROUP_KEYS.values() if key in data}
    return [{**base, **groups, "record": {"result": result_words(desk, round_id)}}]


def result_words(desk: Desk, round_id: str) -> str:
    """Return in one sentence how many organizations got each grade, empty before the first."""
    found = evaluate.results(desk, round_id)
    grades = Counter(one.grade for one in found if one.grade)
    order = [grade for grade in round_grades.grades_of(desk, round_id) if grades[grade]]
    said = "，".join(f"{grade} {grades[grade]} 个" for grade in order)
    return f"评议 {len(found)} 个组织：{said}。" if said else ""


def _posting(
    desk: Desk, round_id: str, detail: RoundDetail, base: PaperData
) -> Sequence[PaperData]:
    rows = [
        {"no": str(number), "name": one.name, "score": one.score_text, "grade": one.grade}
        for number, one in enumerate(evaluate.results(desk, round_id), start=1)
    ]
    return [{**base, "orgs": rows}]


def _scores(desk: Desk, round_id: str, detail: RoundDetail, base: PaperData) -> Sequence[PaperData]:
    return [_score_page(desk, round_id, key, base) for key, _ in _judged(detail)]


def _score_page(desk: Desk, round_id: str, organization: str, base: PaperData) -> PaperData:
    sheet = round_indicators.score_sheet(desk, round_id, organization)
    lines = [
        {
            "level": str(one.level),
            "name": "　" * (one.level - 1) + one.name,
            "most": one.most,
            "rule": one.rule,
            "automatic": one.automatic,
            "own": one.own_points,
            "points": one.points if one.answer or one.kind in ("", "vote") else "",
            "reason": one.reason,
        }
        for one in sheet.lines
    ]
    head = {
        "name": sheet.name,
        "own": sheet.own_whole,
        "points": sheet.whole if sheet.grade else "",
        "grade": sheet.grade,
    }
    return {**base, "sheet": head, "lines": lines}


def _answers(
    desk: Desk, round_id: str, detail: RoundDetail, base: PaperData
) -> Sequence[PaperData]:
    found = round_grades.objections(desk, round_id)
    return [{**base, "objection": {**_dated(one.values), "name": one.name}} for one in found] or [
        base
    ]


def _dated(values: Mapping[str, str]) -> dict[str, str]:
    texts = dict(values)
    for key in ("raised_on", "answered_on"):
        texts[key] = PartialDate.from_iso(texts[key]).chinese() if texts[key] else ""
    return texts


_MAKERS: Mapping[str, Callable[[Desk, str, RoundDetail, PaperData], Sequence[PaperData]]] = {
    NOTICE: _notice,
    SIGN_IN: _sign_in,
    RECORD: _record,
    POSTING: _posting,
    SCORES: _scores,
    ANSWERS: _answers,
}
