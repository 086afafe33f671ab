"""The indicator tree of an evaluation scheme: what each kind of rule gives for an answer, caps, vetoes and gates.

Pure functions over exact fractions (domain.md 5.5). An answer is a list of whole numbers: the numbers of the chosen
options, from 0; how many misses or how many times; the reviewer's points in hundredths; 1 where a veto or a gate
applies, 0 where it does not. A vote indicator has no answer: it reads the shares of the counted votes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

OPTIONS, DEDUCT, COUNT, POINTS = "options", "deduct", "count", "points"
VOTE, VETO, GATE = "vote", "veto", "gate"
KINDS = (OPTIONS, DEDUCT, COUNT, POINTS, VOTE, VETO, GATE)
DEEPEST = 4
"""The levels that a tree may have."""
Answers = Mapping[str, Sequence[int]]
Shares = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Measure:
    """The rule of one leaf.

    `each` is what a miss takes or a count gives; `options` are (words, points); `group` and `summed` say which share
    of which voter group a vote takes; `grade` is what a veto gives and the best that a gate lets through; `auto`
    names the value of `automatic_values` that proposes the answer.
    """

    kind: str
    each: Fraction = Fraction()
    options: tuple[tuple[str, Fraction], ...] = ()
    group: str = ""
    summed: tuple[str, ...] = ()
    grade: str = ""
    auto: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One node: its most points are a cap; a leaf has a measure, every other node children."""

    key: str
    name: str
    most: Fraction
    bonus: bool = False
    measure: Measure | None = None
    children: tuple[Indicator, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """What a tree gives: points by key, the whole, vetoes and gates that apply, leaves that still lack an answer."""

    points: Mapping[str, Fraction]
    whole: Fraction
    vetoes: tuple[Indicator, ...] = ()
    gates: tuple[Indicator, ...] = ()
    lacking: tuple[Indicator, ...] = field(default=())


def exact(number: Any) -> Fraction:
    """Return the exact value of a number of the pack."""
    return Fraction(str(number))


def read_tree(raw: Sequence[Mapping[str, Any]]) -> tuple[Indicator, ...]:
    """Return the tree of a pack; raises ValueError naming a key that stands twice, is too deep, or has no rule."""
    tree = tuple(_indicator(one) for one in raw)
    seen: set[str] = set()
    for depth, one in walk(tree):
        if one.key in seen or depth > DEEPEST or bool(one.children) == bool(one.measure):
            raise ValueError(one.key)
        seen.add(one.key)
    return tree


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    rule = raw.get("rule")
    return Indicator(
        raw["key"],
        raw["name"],
        exact(raw.get("points", 0)),
        bool(raw.get("bonus", False)),
        _measure(rule) if rule else None,
        tuple(_indicator(one) for one in raw.get("children", ())),
        raw.get("note", ""),
    )


def _measure(raw: Mapping[str, Any]) -> Measure:
    return Measure(
        raw["kind"],
        exact(raw.get("each", 0)),
        tuple((one["words"], exact(one["points"])) for one in raw.get("options", ())),
        raw.get("group", ""),
        tuple(raw.get("sum", ())),
        raw.get("grade", ""),
        raw.get("auto", ""),
    )


def walk(tree: Iterable[Indicator], depth: int = 1) -> Iterator[tuple[int, Indicator]]:
    """Go through a tree in its order as (level from 1, indicator)."""
    for one in tree:
        yield depth, one
        yield from walk(one.children, depth + 1)


def leaves(tree: Iterable[Indicator]) -> list[Indicator]:
    """Return the indicators that are judged themselves."""
    return [one for _, one in walk(tree) if one.measure is not None]


def answer_problem(one: Indicator, answer: Sequence[int]) -> str:
    """Return the sentence for an answer that the rule does not take, empty for a good one."""
    measure = one.measure
    if measure is None or measure.kind == VOTE:
        return f"“{one.name}”由下级指标或计票得出，不能直接打分。"
    if measure.kind == OPTIONS:
        good = len(set(answer)) == len(answer) >= 1
        if not good or not all(0 <= at < len(measure.options) for at in answer):
            return f"“{one.name}”请从给出的选项里选。"
        return ""
    if len(answer) != 1 or answer[0] < 0:
        return f"“{one.name}”应填一个不小于 0 的数。"
    if measure.kind == POINTS and Fraction(answer[0], 100) > one.most:
        return f"“{one.name}”打了 {shown(Fraction(answer[0], 100))} 分，多于规定的 {shown(one.most)} 分，请改正。"
    if measure.kind in (VETO, GATE) and answer[0] > 1:
        return f"“{one.name}”请填“有”或“没有”。"
    return ""


def shown(points: Fraction) -> str:
    """Return points as a score sheet shows them: at most two decimals, no zeros at the end."""
    hundredths = (points * 200 + 1).__floor__() // 2
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    return text.rstrip("0").rstrip(".")


def leaf_points(one: Indicator, answer: Sequence[int], shares: Shares) -> Fraction:
    """Return what a leaf gets, never below zero and never more than its cap."""
    measure = one.measure
    if measure is None or measure.kind in (VETO, GATE):
        return Fraction()
    got = _raw_points(one, measure, answer, shares)
    return min(max(got, Fraction()), one.most)


def _raw_points(
    one: Indicator, measure: Measure, answer: Sequence[int], shares: Shares
) -> Fraction:
    if measure.kind == VOTE:
        own = shares.get(measure.group, {})
        return one.most * sum((own.get(word, Fraction()) for word in measure.summed), Fraction())
    if not answer:
        return Fraction()
    if measure.kind == OPTIONS:
        return sum((measure.options[at][1] for at in answer), Fraction())
    if measure.kind == DEDUCT:
        return one.most - measure.each * answer[0]
    if measure.kind == COUNT:
        return measure.each * answer[0]
    return Fraction(answer[0], 100)


def total(
    tree: Sequence[Indicator], answers: Answers, shares: Shares, full: Fraction = Fraction(100)
) -> Total:
    """Return what answers and votes give: each node at most its cap, all together at most `full`."""
    points: dict[str, Fraction] = {}
    for one in tree:
        _add_up(one, answers, shares, points)
    whole = sum((points[one.key] for one in tree), Fraction())
    judged = leaves(tree)
    said = [one for one in judged if (answers.get(one.key) or (0,))[0] == 1]
    return Total(
        points,
        min(whole, full),
        tuple(one for one in said if one.measure and one.measure.kind == VETO),
        tuple(one for one in said if one.measure and one.measure.kind == GATE),
        tuple(one for one in judged if _lacks(one, answers, shares)),
    )


def _add_up(
    one: Indicator, answers: Answers, shares: Shares, points: dict[str, Fraction]
) -> Fraction:
    if one.children:
        got = sum((_add_up(child, answers, shares, points) for child in one.children), Fraction())
        got = min(got, one.most)
    else:
        got = leaf_points(one, answers.get(one.key, ()), shares)
    points[one.key] = got
    return got


def _lacks(one: Indicator, answers: Answers, shares: Shares) -> bool:
    measure = one.measure
    if measure is None or measure.kind in (VETO, GATE):
        return False
    if measure.kind == VOTE:
        return measure.group not in shares
    return not one.bonus and not answers.get(one.key)


def capped_grade(grade: str, got: Total, grades: Sequence[str]) -> str:
    """Return the grade after gates and vetoes; `grades` are all of the scheme, best first. A veto always wins."""
    place = grades.index(grade)
    for one in got.gates:
        best = one.measure.grade if one.measure else ""
        place = max(place, grades.index(best)) if best in grades else place
    if got.vetoes:
        worst = got.vetoes[0].measure.grade if got.vetoes[0].measure else ""
        return worst or grades[-1]
    return grades[place]


def full_points(tree: Iterable[Indicator]) -> Fraction:
    """Return what the tree gives at most without its bonus."""
    return sum((one.most for one in tree if not one.bonus), Fraction())
