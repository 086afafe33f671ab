"""The indicator tree: caps hold, a veto wins, order never matters; two rounds worked by hand."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.policy import default_pack
from cso_desk.usecases import indicators, scoring
from cso_desk.usecases.indicators import Indicator
from cso_desk.usecases.scoring import GRADES, OPTIONS

SCHEMES = default_pack().subject("evaluation")["schemes"]
TREE = scoring.read_scheme(scoring.scheme_data(SCHEMES["tree"]))
SIMPLE = scoring.read_scheme(scoring.scheme_data(SCHEMES["simple"]))
LEAVES = {one.key: one for one in indicators.leaves(TREE.tree)}


def counts(*votes: int, abstain: int = 0) -> dict[str, int]:
    """Return counts of a meeting where all came and all sheets are good: 优秀, 合格, 基本合格, 不合格."""
    papers = sum(votes) + abstain
    people = dict.fromkeys(scoring.PEOPLE, papers)
    marks = dict(zip(GRADES, votes, strict=True))
    return {**people, "有效": papers, "无效": 0, "弃权": abstain, **marks}


def an_answer(one: Indicator) -> st.SearchStrategy[list[int]]:
    assert one.measure is not None
    if one.measure.kind == indicators.OPTIONS:
        most = len(one.measure.options) - 1
        return st.lists(st.integers(0, most), min_size=1, max_size=most + 1, unique=True)
    if one.measure.kind in (indicators.VETO, indicators.GATE):
        return st.integers(0, 1).map(lambda n: [n])
    most = int(one.most * 100) if one.measure.kind == indicators.POINTS else 400
    return st.integers(0, most).map(lambda n: [n])


ANSWERS = st.fixed_dictionaries(
    {
        key: an_answer(one)
        for key, one in LEAVES.items()
        if one.measure and one.measure.kind != "vote"
    }
)
VOTES = st.tuples(*[st.integers(0, 40)] * 4).filter(any)


@given(ANSWERS, VOTES, VOTES)
def test_totals_never_exceed_their_caps(
    answers: dict[str, list[int]], committee: tuple[int, ...], residents: tuple[int, ...]
) -> None:
    got = scoring.score(TREE, {"两委": counts(*committee), "居民": counts(*residents)}, answers)
    assert got is not None and got.total is not None
    for _, one in indicators.walk(TREE.tree):
        assert 0 <= got.total.points[one.key] <= one.most
    assert 0 <= got.score <= 100_00
    assert got.total.lacking == ()


@given(ANSWERS, VOTES, VOTES, st.sampled_from(["veto_accident", "veto_law", "veto_fraud"]))
def test_a_veto_always_wins(
    answers: dict[str, list[int]],
    committee: tuple[int, ...],
    residents: tuple[int, ...],
    veto: str,
) -> None:
    answers = {**answers, veto: [1]}
    got = scoring.score(TREE, {"两委": counts(*committee), "居民": counts(*residents)}, answers)
    assert got is not None and got.grade == "不合格"


@given(ANSWERS, VOTES, VOTES)
def test_a_gate_never_lets_more_than_its_grade_through(
    answers: dict[str, list[int]], committee: tuple[int, ...], residents: tuple[int, ...]
) -> None:
    answers = {**answers, "gate_party": [1]}
    got = scoring.score(TREE, {"两委": counts(*committee), "居民": counts(*residents)}, answers)
    assert got is not None and got.grade in ("良好", "合格", "不合格")


@given(ANSWERS, VOTES, VOTES, st.integers(0, 1000))
def test_the_order_of_entry_never_matters(
    answers: dict[str, list[int]],
    committee: tuple[int, ...],
    residents: tuple[int, ...],
    seed: int,
) -> None:
    voted = {"两委": counts(*committee), "居民": counts(*residents)}
    before = scoring.score(TREE, voted, answers)
    keys = list(answers)
    random.Random(seed).shuffle(keys)
    backwards = {group: voted[group] for group in reversed(voted)}
    shuffled = {key: list(reversed(answers[key])) for key in keys}
    assert scoring.score(TREE, backwards, shuffled) == before


@given(ANSWERS, VOTES, VOTES, st.integers(1, 20))
def test_one_more_miss_never_raises_the_score(
    answers: dict[str, list[int]],
    committee: tuple[int, ...],
    residents: tuple[int, ...],
    more: int,
) -> None:
    voted = {"两委": counts(*committee), "居民": counts(*residents)}
    worse = {**answers, "inner_charter": [answers["inner_charter"][0] + more]}
    before, after = scoring.score(TREE, voted, answers), scoring.score(TREE, voted, worse)
    assert before is not None and after is not None and after.score <= before.score


HAND = {
    # 基础条件 15: two gaps in the filing data take 2 × 2 = 4 of 5, venue and roster are whole.
    "basics_filing": [2],  # 5 − 4 = 1
    "basics_venue": [0],  # 5
    "basics_roster": [0],  # 5                                          → 11
    # 党建引领 15
    "party_charter": [0],  # 已写入 5
    "party_form": [1],  # 有党建联络员 3
    "party_events": [1],  # 有时参与 3                                  → 11
    # 内部治理 20: seven missing clauses would take 7, the floor is 0.
    "inner_charter": [7],  # max(0, 5 − 7) = 0
    "inner_meetings": [1],  # 1 × 2.5 = 2.5
    "inner_money": [0],  # 5
    "inner_open": [1],  # 5 − 2 = 3                                     → 10.5
    # 活动开展 25: nine activities would be 22.5, the cap is 10.
    "activity_count": [9],  # min(10, 22.5) = 10
    "activity_themes": [3],  # 3 × 1.25 = 3.75
    "activity_people": [40],  # min(5, 20) = 5
    "activity_reports": [2],  # 5 − 2 = 3                               → 21.75
    # 作用发挥 10
    "effect_service": [650],  # 6.5
    "effect_case": [2],  # 2                                            → 8.5
    # 加分: seven items would be 7, the cap is 5.                        → 5
    "extra": [7],
    "gate_party": [0],
    **{key: [0] for key in ("veto_accident", "veto_law", "veto_fraud", "veto_refusal")},
}
# 评议 15. 两委: 7 sheets, 5 优秀 + 1 合格 of 7 有效: 5 × 6/7 = 30/7. 居民: 38 有效, 24 满意 + 12 基本满意:
# 10 × 36/38 = 180/19. Together 30/7 + 180/19 = (570 + 1260)/133 = 1830/133 = 13.7593… (under the cap of 15).
HAND_VOTES = {"两委": counts(5, 1, 1, 0), "居民": counts(24, 12, 1, 0, abstain=1)}
# 11 + 11 + 10.5 + 21.75 + 8.5 + 1830/133 + 5 = 67.75 + 13.7593… = 81.5093… → 81.51, 良好 (80 to 89).


def test_a_round_of_the_tree_worked_by_hand() -> None:
    got = scoring.score(TREE, HAND_VOTES, HAND)
    assert got is not None and got.total is not None
    by_hand = {
        "basics": "11",
        "party": "11",
        "inner": "10.5",
        "activity": "21.75",
        "effect": "8.5",
        "voting": "13.76",
        "extra": "5",
        "inner_charter": "0",
        "activity_count": "10",
    }
    shown = {key: indicators.shown(points) for key, points in got.total.points.items()}
    assert {key: shown[key] for key in by_hand} == by_hand
    assert got.total.whole == Fraction(27100, 400) + Fraction(1830, 133)
    assert (got.score, got.grade) == (8151, "良好")


def test_the_same_round_with_a_veto_is_bad_whatever_it_scored() -> None:
    got = scoring.score(TREE, HAND_VOTES, {**HAND, "veto_accident": [1]})
    assert got is not None and got.total is not None
    assert (got.score, got.grade) == (8151, "不合格")
    assert [one.name for one in got.total.vetoes] == ["发生重大安全事故"]


def test_a_simple_round_worked_by_hand() -> None:
    # 两委 9 有效: 5 优秀, 3 合格, 1 基本合格. 优秀+合格 = 8/9.
    # 居民 40 有效: 22 优秀, 14 合格, 3 基本合格, 0 不合格, 1 弃权. 优秀+合格 = 36/40 = 9/10.
    # Averaged 50:50: (8/9 + 9/10) / 2 = (80 + 81) / 180 = 161/180 = 89.444…% → 89.44 points, short of 90 %.
    # Excellent alone: (5/9 + 22/40) / 2 = (100 + 99) / 360 = 199/360 = 55.3 %: more than half, but 90 % lacks → 合格.
    got = scoring.score(
        SIMPLE, {"两委": counts(5, 3, 1, 0), "居民": counts(22, 14, 3, 0, abstain=1)}
    )
    assert got is not None
    assert got.shares["优秀"] == Fraction(199, 360)
    assert (got.score, got.grade) == (8944, "合格")


def test_the_tree_of_the_pack_is_a_hundred_points_and_switched_off() -> None:
    pack = default_pack()
    assert indicators.full_points(TREE.tree) == 100
    assert pack.value("evaluation.default_scheme") == "simple"
    assert pack.value("evaluation.offered") == ["simple"]
    mine = [one for one in pack.entries() if one.path.startswith("evaluation.schemes.tree.")]
    assert mine and all(one.reference for one in mine)
    assert sum((group.weight for group in TREE.groups), Fraction()) == 1


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("effect_service", [701], "多于规定的 7 分"),
        ("party_form", [3], "从给出的选项里选"),
        ("party_form", [], "从给出的选项里选"),
        ("inner_charter", [-1], "不小于 0"),
        ("veto_law", [2], "“有”或“没有”"),
        ("voting_residents", [5], "不能直接打分"),
    ],
)
def test_answers_that_a_rule_does_not_take(key: str, answer: list[int], words: str) -> None:
    assert words in indicators.answer_problem(LEAVES[key], answer)


@pytest.mark.parametrize("key", [key for key in LEAVES if not key.startswith("voting")])
def test_a_good_answer_has_no_problem(key: str) -> None:
    assert indicators.answer_problem(LEAVES[key], [0]) == ""


def _leaf(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": key, "points": 5, "rule": {"kind": "points"}, **more}


def test_trees_that_are_none_are_refused() -> None:
    deep = _leaf("e")
    for level in "dcba":
        deep = {"key": level, "name": level, "points": 5, "children": [deep]}
    faulty: list[list[dict[str, Any]]] = [
        [deep],
        [_leaf("twice"), _leaf("twice")],
        [{"key": "bare", "name": "bare", "points": 5}],
        [_leaf("both", children=[_leaf("inner")])],
    ]
    for raw in faulty:
        with pytest.raises(ValueError, match=r"^(e|twice|bare|both)$"):
            indicators.read_tree(raw)


def test_four_levels_are_added_up_and_capped_at_each() -> None:
    tree = indicators.read_tree(
        [
            {
                "key": "a",
                "name": "a",
                "points": 8,
                "children": [
                    {
                        "key": "b",
                        "name": "b",
                        "points": 6,
                        "children": [
                            {
                                "key": "c",
                                "name": "c",
                                "points": 9,
                                "children": [_leaf("d"), _leaf("e")],
                            }
                        ],
                    },
                    _leaf("f"),
                ],
            }
        ]
    )
    got = indicators.total(tree, {"d": [500], "e": [500], "f": [450]}, {})
    points = {key: indicators.shown(number) for key, number in got.points.items()}
    assert points == {"d": "5", "e": "5", "c": "9", "b": "6", "f": "4.5", "a": "8"}


def _points_scheme() -> scoring.Scheme:
    raw = scoring.scheme_data(SCHEMES["simple"])
    groups = [{**group, "model": "打分"} for group in raw["groups"]]
    bands = [{"grade": "优秀", "at_least": 90}, {"grade": "合格", "at_least": 60}]
    return scoring.read_scheme(
        {**raw, "groups": groups, "bands": [*bands, {"grade": "不合格", "at_least": 0}]}
    )


def test_voters_may_give_points() -> None:
    scheme = _points_scheme()
    nobody = dict.fromkeys(OPTIONS, 0)
    people = {**dict.fromkeys(scoring.PEOPLE, 4), "有效": 4, "无效": 0, **nobody}
    # 两委 4 sheets, 361 of 400 points: 90.25. 居民 4 sheets, one 弃权, 240 of 300: 80. Averaged 85.125 → 85.13.
    voted = {
        "两委": {**people, "分数合计": 361_00},
        "居民": {**people, "弃权": 1, "分数合计": 240_00},
    }
    got = scoring.score(scheme, voted)
    assert got is not None and (got.score, got.grade) == (8513, "合格")
    residents = scheme.group("居民")
    too_many = {**voted["居民"], "分数合计": 301_00}
    (problem,) = scoring.count_problems("计票表第 1 行", too_many, residents)
    assert problem.message == "分数合计 301，多于全打满分的 300，请核对计票表第 1 行。"


def test_households_have_nobody_present() -> None:
    raw = scoring.scheme_data(SCHEMES["simple"])
    groups = [{**group, "household": True} for group in raw["groups"]]
    group = scoring.read_scheme({**raw, "groups": groups}).groups[1]
    own = counts(20, 10, 0, 0)
    del own["实到"]
    assert scoring.count_problems("计票表第 1 行", own, group) == []
    (problem,) = scoring.count_problems("计票表第 1 行", {**own, "应到": 29}, group)
    assert problem.message == "发出 30 张，多于应到 29 人，请核对计票表第 1 行。"
    assert "应发 60 户，收回 30 份" in scoring.quorum_warning(group, {**own, "应到": 60})
    assert scoring.group_shares(own, "实到") == scoring.group_shares(own, "发出")
