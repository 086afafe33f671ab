"""How the counts of an evaluation become shares, a score and a grade: pure functions over exact fractions.

A scheme is data of the policy pack, kept in the round as it stood when the round was opened. Each voter group's
shares are taken over its own denominator and then averaged with the groups' weights; the score and the grade rules
read the averaged shares (豫民文〔2021〕115号 asks for the evaluation and leaves its scale open; domain.md 5.2).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cso_desk.errors import Problem

from . import indicators
from .indicators import Indicator, Total

GRADES = ("优秀", "合格", "基本合格", "不合格")
"""The columns of the tally form that are a judgement, best first."""
OPTIONS = (*GRADES, "弃权")
"""Everything that a valid ballot can say of an organization; these add up to 有效."""
PEOPLE = ("应到", "实到", "发出", "收回")
"""Each of these is at most the one before it."""
_UNITS = {"应到": "人", "实到": "人", "发出": "张", "收回": "张"}
COUNT_COLUMNS = (*PEOPLE, "有效", "无效", "弃权", *GRADES)
"""The number columns of a tally form, in its order."""

POINTS_COLUMN = "分数合计"
"""The sum of all points, in hundredths, where voters give points."""
GRADING, SATISFACTION, POINTS = "等次", "满意度", "打分"
"""The vote models. 满意度 uses other words for the four columns, 打分 the sum of points in their place."""
_SATISFIED = ("满意", "基本满意", "不太满意", "不满意")

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%")
_RATIO = re.compile(r"(\d{1,4})/([1-9]\d{0,3})")


def fraction(text: str) -> Fraction:
    """Return the exact value of `90%`, `62.5%` or `2/3`; raises ValueError."""
    if found := _PERCENT.fullmatch(text):
        return Fraction(found[1]) / 100
    if found := _RATIO.fullmatch(text):
        return Fraction(int(found[1]), int(found[2]))
    raise ValueError(text)


def percent(share: Fraction) -> str:
    """Return a share as papers show it, with two decimals, halves rounded up: `66.67%`."""
    hundredths = hundredths_of(share * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def hundredths_of(number: Fraction) -> int:
    """Return `number` in hundredths, halves rounded up."""
    return (number * 200 + 1).__floor__() // 2


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that a share must reach (`strict`: pass)."""

    bound: Fraction
    strict: bool

    def holds(self, share: Fraction) -> bool:
        """Tell whether `share` is within the bound."""
        return share > self.bound if self.strict else share >= self.bound

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Limit:
        """Return the limit written as `at_least` or `more_than`."""
        strict = "more_than" in raw
        return cls(fraction(raw["more_than" if strict else "at_least"]), strict)


@dataclass(frozen=True, slots=True)
class VoterGroup:
    """One of the bodies that vote, its weight, and how much of it must be present.

    `household`: questionnaires are carried from door to door, nobody is 实到. `words` are those of the four columns
    on the paper, `full` the most points of one voter.
    """

    name: str
    weight: Fraction
    quorum: Limit
    quorum_words: str
    meeting: str
    household: bool = False
    model: str = GRADING
    words: tuple[str, ...] = GRADES
    full: int = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """The grade that is given when every condition (sum of columns, limit) holds."""

    grade: str
    when: tuple[tuple[tuple[str, ...], Limit], ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of evaluating: groups, denominator, score and grade rules, first match decides.

    With `bands` the score decides on the grade: (grade, least score), best first. With a `tree` the score is the
    tree's, and votes count where the tree says so.
    """

    name: str
    groups: tuple[VoterGroup, ...]
    denominator: str
    score_of: tuple[str, ...]
    full: int
    rules: tuple[Rule, ...]
    bands: tuple[tuple[str, Fraction], ...] = ()
    tree: tuple[Indicator, ...] = ()

    @property
    def grades(self) -> tuple[str, ...]:
        """All grades that the scheme can give, best first."""
        named = [rule.grade for rule in self.rules]
        return tuple(grade for grade, _ in self.bands) or tuple(
            sorted(named, key=lambda one: GRADES.index(one) if one in GRADES else len(GRADES))
        )

    def group(self, name: str) -> VoterGroup | None:
        """Return the group with this name."""
        return next((group for group in self.groups if group.name == name), None)


def scheme_data(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pack's scheme without labels and sources, as a round keeps it."""
    entries = ("groups", "denominator", "score", "grades")
    kept = {key: raw[key]["value"] for key in (*entries, "bands", "indicators") if key in raw}
    return {"name": raw["name"], **kept}


def read_scheme(data: Mapping[str, Any]) -> Scheme:
    """Return the scheme that `scheme_data` keeps; raises ValueError when its weights are not 100 % together.

    A tree that is no tree raises it too, with the key of the indicator.
    """
    groups = tuple(_group(raw) for raw in data["groups"])
    if sum((group.weight for group in groups), Fraction()) != 1:
        raise ValueError("weights")
    rules = tuple(
        Rule(raw["grade"], tuple((tuple(part["sum"]), Limit.of(part)) for part in raw["when"]))
        for raw in data["grades"]
    )
    score = data["score"]
    return Scheme(
        data["name"],
        groups,
        data["denominator"],
        tuple(score["sum"]),
        score["full"],
        rules,
        tuple((one["grade"], indicators.exact(one["at_least"])) for one in data.get("bands", ())),
        indicators.read_tree(data.get("indicators", ())),
    )


def _group(raw: Mapping[str, Any]) -> VoterGroup:
    quorum = raw["quorum"]
    words = f"超过{quorum['more_than']}" if "more_than" in quorum else f"不少于{quorum['at_least']}"
    model = raw.get("model", GRADING)
    return VoterGroup(
        raw["name"],
        fraction(raw["weight"]),
        Limit.of(quorum),
        words,
        raw["meeting"],
        bool(raw.get("household", False)),
        model,
        _SATISFIED if model == SATISFACTION else GRADES,
        raw.get("full", 100),
    )


@dataclass(frozen=True, slots=True)
class Score:
    """What an organization gets: averaged shares of `OPTIONS`, score in hundredths, grade, and the tree's points."""

    shares: Mapping[str, Fraction]
    score: int
    grade: str
    total: Total | None = None


def group_shares(counts: Mapping[str, int], denominator: str) -> dict[str, Fraction] | None:
    """Return the share of each option in one group's counts, None where nothing was voted."""
    if denominator == "有效减弃权":
        whole = counts["有效"] - counts["弃权"]
    else:
        # Nobody is present where questionnaires are carried round: those handed out stand for them.
        whole = counts.get(denominator) or counts["发出" if denominator == "实到" else denominator]
    if whole <= 0:
        return None
    options = GRADES if denominator == "有效减弃权" else OPTIONS
    return {option: Fraction(counts[option], whole) for option in options}


def group_score(scheme: Scheme, group: VoterGroup, counts: Mapping[str, int]) -> Fraction | None:
    """Return what one group gives, from 0 to 1; None where nothing was voted."""
    if group.model == POINTS:
        sheets = counts["有效"] - counts["弃权"]
        given = Fraction(counts.get(POINTS_COLUMN, 0), 100)
        return given / (sheets * group.full) if sheets > 0 else None
    shares = group_shares(counts, scheme.denominator)
    return None if shares is None else _sum(shares, scheme.score_of)


def score(
    scheme: Scheme,
    counts: Mapping[str, Mapping[str, int]],
    answers: indicators.Answers | None = None,
) -> Score | None:
    """Return the result of one organization from each group's counts (and the answers to the tree's indicators).

    None while a group has no vote; a tree lets a group without a vote be, and names what it lacks.
    """
    shares = dict.fromkeys(OPTIONS, Fraction())
    voted: dict[str, dict[str, Fraction]] = {}
    points = Fraction()
    for group in scheme.groups:
        got = group_score(scheme, group, counts[group.name]) if group.name in counts else None
        if got is None:
            if not scheme.tree:
                return None
            continue
        points += got * group.weight
        own = _shares_of(scheme, group, counts[group.name], got)
        voted[group.name] = own
        for option, share in own.items():
            shares[option] += share * group.weight
    if scheme.tree:
        return _tree_score(scheme, shares, voted, answers or {})
    rounded = hundredths_of(points * scheme.full)
    grade = _band(scheme, points * scheme.full) or _grade(scheme.rules, shares)
    return Score(shares, rounded, grade)


def _shares_of(
    scheme: Scheme, group: VoterGroup, counts: Mapping[str, int], got: Fraction
) -> dict[str, Fraction]:
    if group.model == POINTS:
        return {GRADES[0]: got}
    return group_shares(counts, scheme.denominator) or {}


def _tree_score(
    scheme: Scheme,
    shares: Mapping[str, Fraction],
    voted: indicators.Shares,
    answers: indicators.Answers,
) -> Score:
    got = indicators.total(scheme.tree, answers, voted, Fraction(scheme.full))
    grade = _band(scheme, got.whole)
    grade = indicators.capped_grade(grade, got, scheme.grades) if grade else grade
    return Score(shares, hundredths_of(got.whole), grade, got)


def _band(scheme: Scheme, points: Fraction) -> str:
    return next((grade for grade, least in scheme.bands if points >= least), "")


def _sum(shares: Mapping[str, Fraction], options: Iterable[str]) -> Fraction:
    return sum((shares[option] for option in options), Fraction())


def _grade(rules: Sequence[Rule], shares: Mapping[str, Fraction]) -> str:
    for rule in rules:
        if all(limit.holds(_sum(shares, options)) for options, limit in rule.when):
            return rule.grade
    return ""


def count_problems(
    where: str, counts: Mapping[str, int], group: VoterGroup | None = None
) -> list[Problem]:
    """Return what does not add up in one row of a tally form; `where` names the row (计票表第 3 行).

    Household questionnaires have no 实到: there 发出 is at most 应到.
    """
    problems = []
    people = tuple(one for one in PEOPLE if one in counts)
    for more, less in itertools.pairwise(people):
        if counts[less] > counts[more]:
            words = f"{less} {counts[less]} {_UNITS[less]}，多于{more} {counts[more]} {_UNITS[more]}，请核对{where}。"
            problems.append(Problem(where, less, "count_order", words))
    papers = counts["有效"] + counts["无效"]
    if papers != counts["收回"]:
        words = f"有效 {counts['有效']} 加无效 {counts['无效']} 是 {papers}，收回是 {counts['收回']}，请核对{where}。"
        problems.append(Problem(where, "有效", "count_papers", words))
    if group is not None and group.model == POINTS:
        problems.extend(_points_problems(where, counts, group))
        return problems
    marks = sum(counts[option] for option in OPTIONS)
    if marks != counts["有效"]:
        words = f"优秀、合格、基本合格、不合格和弃权共 {marks}，有效是 {counts['有效']}，请核对{where}。"
        problems.append(Problem(where, "优秀", "count_marks", words))
    return problems


def _points_problems(where: str, counts: Mapping[str, int], group: VoterGroup) -> Iterator[Problem]:
    if counts["弃权"] > counts["有效"]:
        words = f"弃权 {counts['弃权']} 张，多于有效 {counts['有效']} 张，请核对{where}。"
        yield Problem(where, "弃权", "count_marks", words)
        return
    most = (counts["有效"] - counts["弃权"]) * group.full
    if counts[POINTS_COLUMN] > most * 100:
        given = indicators.shown(Fraction(counts[POINTS_COLUMN], 100))
        words = f"分数合计 {given}，多于全打满分的 {most}，请核对{where}。"
        yield Problem(where, POINTS_COLUMN, "count_points", words)


def quorum_warning(group: VoterGroup, counts: Mapping[str, int]) -> str:
    """Return the sentence for a meeting with too few present, empty when there are enough."""
    due, present = counts["应到"], counts["收回" if group.household else "实到"]
    if due and group.quorum.holds(Fraction(present, due)):
        return ""
    if group.household:
        return f"{group.name}应发 {due} 户，收回 {present} 份，收回的应{group.quorum_words}（按现行法律核对）。"
    return f"{group.name}应到 {due} 人，实到 {present} 人，{group.meeting}到会应{group.quorum_words}（按现行法律核对）。"
