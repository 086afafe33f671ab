"""How the counts of an evaluation become shares, a score and a grade: pure functions over exact fractions.

A scheme is data of the policy pack, kept in the round as it stood when the round was opened. Each voter group's
shares are taken over its own denominator and then averaged with the groups' weights; the score and the grade rules
read the averaged shares (豫民文〔2021〕115号 asks for the evaluation and leaves its scale open; domain.md 5.2).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cso_desk.errors import Problem

GRADES = ("优秀", "合格", "基本合格", "不合格")
"""The columns of the tally form that are a judgement, best first."""
OPTIONS = (*GRADES, "弃权")
"""Everything that a valid ballot can say of an organization; these add up to 有效."""
PEOPLE = ("应到", "实到", "发出", "收回")
"""Each of these is at most the one before it."""
_UNITS = {"应到": "人", "实到": "人", "发出": "张", "收回": "张"}
COUNT_COLUMNS = (*PEOPLE, "有效", "无效", "弃权", *GRADES)
"""The number columns of a tally form, in its order."""

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
    """One of the bodies that vote, its weight, and how much of it must be present."""

    name: str
    weight: Fraction
    quorum: Limit
    quorum_words: str
    meeting: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The grade that is given when every condition (sum of columns, limit) holds."""

    grade: str
    when: tuple[tuple[tuple[str, ...], Limit], ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of evaluating: groups, denominator, score and grade rules, first match decides."""

    name: str
    groups: tuple[VoterGroup, ...]
    denominator: str
    score_of: tuple[str, ...]
    full: int
    rules: tuple[Rule, ...]

    def group(self, name: str) -> VoterGroup | None:
        """Return the group with this name."""
        return next((group for group in self.groups if group.name == name), None)


def scheme_data(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pack's scheme without labels and sources, as a round keeps it."""
    entries = ("groups", "denominator", "score", "grades")
    return {"name": raw["name"], **{key: raw[key]["value"] for key in entries}}


def read_scheme(data: Mapping[str, Any]) -> Scheme:
    """Return the scheme that `scheme_data` keeps; raises ValueError when its weights are not 100 % together."""
    groups = tuple(_group(raw) for raw in data["groups"])
    if sum((group.weight for group in groups), Fraction()) != 1:
        raise ValueError("weights")
    rules = tuple(
        Rule(raw["grade"], tuple((tuple(part["sum"]), Limit.of(part)) for part in raw["when"]))
        for raw in data["grades"]
    )
    score = data["score"]
    return Scheme(
        data["name"], groups, data["denominator"], tuple(score["sum"]), score["full"], rules
    )


def _group(raw: Mapping[str, Any]) -> VoterGroup:
    quorum = raw["quorum"]
    words = f"超过{quorum['more_than']}" if "more_than" in quorum else f"不少于{quorum['at_least']}"
    return VoterGroup(raw["name"], fraction(raw["weight"]), Limit.of(quorum), words, raw["meeting"])


@dataclass(frozen=True, slots=True)
class Score:
    """What an organization gets: averaged shares of `OPTIONS`, score in hundredths, grade."""

    shares: Mapping[str, Fraction]
    score: int
    grade: str


def group_shares(counts: Mapping[str, int], denominator: str) -> dict[str, Fraction] | None:
    """Return the share of each option in one group's counts, None where nothing was voted."""
    whole = counts["有效"] - counts["弃权"] if denominator == "有效减弃权" else counts[denominator]
    if whole <= 0:
        return None
    options = GRADES if denominator == "有效减弃权" else OPTIONS
    return {option: Fraction(counts[option], whole) for option in options}


def score(scheme: Scheme, counts: Mapping[str, Mapping[str, int]]) -> Score | None:
    """Return the result of one organization from the counts of each group; None while a group has no vote."""
    shares = dict.fromkeys(OPTIONS, Fraction())
    for group in scheme.groups:
        own = group_shares(counts[group.name], scheme.denominator) if group.name in counts else None
        if own is None:
            return None
        for option, share in own.items():
            shares[option] += share * group.weight
    points = hundredths_of(_sum(shares, scheme.score_of) * scheme.full)
    return Score(shares, points, _grade(scheme.rules, shares))


def _sum(shares: Mapping[str, Fraction], options: Iterable[str]) -> Fraction:
    return sum((shares[option] for option in options), Fraction())


def _grade(rules: Sequence[Rule], shares: Mapping[str, Fraction]) -> str:
    for rule in rules:
        if all(limit.holds(_sum(shares, options)) for options, limit in rule.when):
            return rule.grade
    return ""


def count_problems(where: str, counts: Mapping[str, int]) -> list[Problem]:
    """Return what does not add up in one row of a tally form; `where` names the row (计票表第 3 行)."""
    problems = []
    for more, less in itertools.pairwise(PEOPLE):
        if counts[less] > counts[more]:
            words = f"{less} {counts[less]} {_UNITS[less]}，多于{more} {counts[more]} {_UNITS[more]}，请核对{where}。"
            problems.append(Problem(where, less, "count_order", words))
    papers = counts["有效"] + counts["无效"]
    if papers != counts["收回"]:
        words = f"有效 {counts['有效']} 加无效 {counts['无效']} 是 {papers}，收回是 {counts['收回']}，请核对{where}。"
        problems.append(Problem(where, "有效", "count_papers", words))
    marks = sum(counts[option] for option in OPTIONS)
    if marks != counts["有效"]:
        words = f"优秀、合格、基本合格、不合格和弃权共 {marks}，有效是 {counts['有效']}，请核对{where}。"
        problems.append(Problem(where, "优秀", "count_marks", words))
    return problems


def quorum_warning(group: VoterGroup, counts: Mapping[str, int]) -> str:
    """Return the sentence for a meeting with too few present, empty when there are enough."""
    due, present = counts["应到"], counts["实到"]
    if due and group.quorum.holds(Fraction(present, due)):
        return ""
    return f"{group.name}应到 {due} 人，实到 {present} 人，{group.meeting}到会应{group.quorum_words}（按现行法律核对）。"
