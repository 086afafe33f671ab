"""The score sheets of a round whose scheme has an indicator tree: proposals from the records, own and reviewers' scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, Decimal2, Whole, narrow
from cso_desk.records import IndicatorScore, Organization, Round
from cso_desk.store import Desk, Session

from . import automatic_values, indicators, scoring
from .automatic_values import Automatic
from .done import Done
from .evaluate import entered_counts
from .indicators import Indicator
from .round_reading import judged, known, open_one

_YES = {"有": 1, "是": 1, "没有": 0, "无": 0, "否": 0}
_NUMBER = Whole(0, 9_999)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One indicator on an organization's score sheet.

    `level` from 1; `rule` tells how it is scored; `words` are the options to choose from; `automatic` what the
    records say and `lines` the list behind it; `own`, `answer` as typed; points are texts.
    """

    key: str
    level: int
    name: str
    most: str
    rule: str
    kind: str
    words: tuple[str, ...]
    automatic: str
    lines: tuple[str, ...]
    own: str
    own_points: str
    answer: str
    points: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The score sheet of one organization; `whole` and `own_whole` are its points, `grade` what they give."""

    organization: str
    name: str
    lines: tuple[ScoreLine, ...]
    own_whole: str
    whole: str
    grade: str


def propose(desk: Desk, round_id: str) -> Done[int]:
    """Fill automatic values from the records into all score sheets, and into answers that nobody has given yet.

    Returns how many values were filled. Raises `Trouble` NO_TREE, ROUND_SETTLED, not_owner.
    """
    filled = 0
    with desk.operation("从台账填评分依据") as op:
        found = open_one(desk, op.session, round_id)
        tree = _tree(found)
        kept = _kept(op.session, round_id)
        for organization in _organizations(op.session, round_id):
            case = automatic_values.Case(desk, op.session, organization, found.year or 0)
            for one in indicators.leaves(tree):
                if one.measure is None or not one.measure.auto:
                    continue
                value = automatic_values.value(case, one.measure.auto)
                row = kept.get((organization.id, one.key)) or op.add(
                    IndicatorScore(round=round_id, organization=organization.id, indicator=one.key)
                )
                _fill(row, one, value)
                filled += 1
    return Done(filled, frozenset(op.changes))


def _fill(row: IndicatorScore, one: Indicator, value: Automatic) -> None:
    untouched = row.answer is None or (row.automatic or {}).get("answer") == row.answer
    row.automatic = {
        "answer": [value.answer],
        "words": value.words,
        "lines": list(value.lines)[:200],
    }
    if untouched:
        row.answer = [value.answer]
        row.points = _hundredths(indicators.leaf_points(one, row.answer, {}))


def _tree(found: Round) -> tuple[Indicator, ...]:
    tree = scoring.read_scheme(found.scheme).tree
    if not tree:
        raise Trouble("NO_TREE", "这一轮用的方案没有指标，不用评分表。")
    return tree


def _kept(session: Session, round_id: str) -> dict[tuple[str, str], IndicatorScore]:
    found = store.listed(session, IndicatorScore, round=round_id)
    return {(one.organization or "", one.indicator or ""): one for one in found}


def _organizations(session: Session, round_id: str) -> list[Organization]:
    order = judged(session, round_id)
    found = {one.id: one for one in store.listed(session, Organization, id=order)}
    return [found[one] for one in order if one in found]


def score_sheet(desk: Desk, round_id: str, organization: str) -> ScoreSheet:
    """Return the score sheet of an organization; raises `Trouble` NO_TREE or NO_ROUND."""
    with desk.read() as session:
        found = known(session, round_id)
        tree, scheme = _tree(found), scoring.read_scheme(found.scheme)
        kept = {
            key: row for (own, key), row in _kept(session, round_id).items() if own == organization
        }
        record = store.get(session, Organization, organization)
        counts = entered_counts(session, round_id).get(organization, {})
    answers = {key: row.answer for key, row in kept.items() if row.answer is not None}
    own = {key: row.own for key, row in kept.items() if row.own is not None}
    got = scoring.score(scheme, counts, answers)
    said = scoring.score(scheme, counts, own)
    points = got.total.points if got and got.total else {}
    own_points = said.total.points if said and said.total else {}
    lines = [
        _line(level, one, kept.get(one.key), points, own_points if own else {})
        for level, one in indicators.walk(tree)
    ]
    return ScoreSheet(
        organization,
        record.name if record else "",
        tuple(lines),
        indicators.shown(said.total.whole) if own and said and said.total else "",
        indicators.shown(got.total.whole) if got and got.total else "",
        got.grade if got and got.total and not got.total.lacking else "",
    )


def _line(
    level: int,
    one: Indicator,
    row: IndicatorScore | None,
    points: Mapping[str, Fraction],
    own_points: Mapping[str, Fraction],
) -> ScoreLine:
    automatic: Mapping[str, Any] = (row.automatic if row else None) or {}
    said = {"own": row.own if row else None, "answer": row.answer if row else None}
    return ScoreLine(
        one.key,
        level,
        one.name,
        indicators.shown(one.most) if one.most else "",
        one.note or _rule_words(one),
        one.measure.kind if one.measure else "",
        tuple(words for words, _ in one.measure.options) if one.measure else (),
        automatic.get("words", ""),
        tuple(automatic.get("lines", ())),
        typed_words(one, said["own"]),
        indicators.shown(own_points[one.key]) if one.key in own_points else "",
        typed_words(one, said["answer"]),
        indicators.shown(points[one.key]) if one.key in points else "",
        (row.reason if row else None) or "",
    )


def _rule_words(one: Indicator) -> str:
    if one.measure is None:
        return ""
    if one.measure.kind == indicators.OPTIONS:
        return "、".join(
            f"{words}{indicators.shown(points)}分" for words, points in one.measure.options
        )
    if one.measure.kind == indicators.VETO:
        return "有这种情形的，直接评为不合格"
    if one.measure.kind == indicators.GATE:
        return f"有这种情形的，最高评为{one.measure.grade}"
    return f"由评议人在 0 到 {indicators.shown(one.most)} 分之间打分"


def typed_words(one: Indicator, answer: Sequence[int] | None) -> str:
    """Return an answer as it is typed: the options' words, 有 or 没有, a number; empty where there is none."""
    if answer is None or one.measure is None:
        return ""
    if one.measure.kind == indicators.OPTIONS:
        return "、".join(one.measure.options[at][0] for at in answer)
    if one.measure.kind in (indicators.VETO, indicators.GATE):
        return "有" if answer[0] else "没有"
    if one.measure.kind == indicators.POINTS:
        return indicators.shown(Fraction(answer[0], 100))
    return str(answer[0])


def read_answer(one: Indicator, text: str) -> list[int] | None:
    """Return the answer that a text says, None for a blank one; raises ValueError with the sentence."""
    text = narrow(text).strip()
    if not text:
        return None
    kind = one.measure.kind if one.measure else indicators.VOTE
    if kind == indicators.OPTIONS and one.measure is not None:
        known_words = [words for words, _ in one.measure.options]
        parts = [part for part in text.split("、") if part]
        found = [known_words.index(part) if part in known_words else -1 for part in parts]
    elif kind in (indicators.VETO, indicators.GATE):
        found = [_YES.get(text, 2)]
    else:
        found = [_number(one, text, Decimal2() if kind == indicators.POINTS else _NUMBER)]
    if problem := indicators.answer_problem(one, found):
        raise ValueError(problem)
    return found


def _number(one: Indicator, text: str, kind: Decimal2 | Whole) -> int:
    try:
        return kind.parse(text) or 0
    except BadValue as fault:
        raise ValueError(f"“{one.name}”：{fault.message}") from None


def save_answers(
    desk: Desk, round_id: str, organization: str, rows: Sequence[Mapping[str, str]]
) -> Done[int]:
    """Keep answers of a score sheet; each row has `indicator` and any of `own`, `answer`, `reason` as texts.

    Raises `Problems` that name the indicator, `Trouble` NO_TREE, ROUND_SETTLED.
    """
    with desk.operation("评议打分") as op:
        found = open_one(desk, op.session, round_id)
        judged_by = {one.key: one for one in indicators.leaves(_tree(found))}
        if organization not in judged(op.session, round_id):
            raise Trouble("NO_RECORD", "这一轮没有评议这个组织，请刷新列表。")
        if problems := list(_problems(judged_by, rows)):
            raise Problems(problems)
        kept = _kept(op.session, round_id)
        for raw in rows:
            one = judged_by[raw["indicator"]]
            row = kept.get((organization, one.key)) or op.add(
                IndicatorScore(round=round_id, organization=organization, indicator=one.key)
            )
            _put(row, one, raw)
    return Done(len(rows), frozenset(op.changes))


def _problems(
    judged_by: Mapping[str, Indicator], rows: Sequence[Mapping[str, str]]
) -> Iterator[Problem]:
    for raw in rows:
        one = judged_by.get(raw["indicator"])
        if one is None:
            words = f"方案里没有可以打分的指标“{raw['indicator']}”。"
            yield Problem(raw["indicator"], "answer", "not_in_list", words)
            continue
        for key in ("own", "answer"):
            try:
                read_answer(one, raw.get(key, ""))
            except ValueError as fault:
                yield Problem(one.key, key, "bad_answer", str(fault))


def _put(row: IndicatorScore, one: Indicator, raw: Mapping[str, str]) -> None:
    if "own" in raw:
        row.own = read_answer(one, raw["own"])
        row.own_points = _points_of(one, row.own)
    if "answer" in raw:
        row.answer = read_answer(one, raw["answer"])
        row.points = _points_of(one, row.answer)
    if "reason" in raw:
        row.reason = raw["reason"].strip() or None


def _points_of(one: Indicator, answer: Sequence[int] | None) -> int | None:
    return None if answer is None else _hundredths(indicators.leaf_points(one, answer, {}))


def _hundredths(points: Fraction) -> int:
    return scoring.hundredths_of(points)
