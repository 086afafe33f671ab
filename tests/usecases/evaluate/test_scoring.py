"""Scoring is exact, explains itself, and does not depend on the order in which ballots are counted."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cso_desk.policy import default_pack
from cso_desk.usecases import scoring
from cso_desk.usecases.scoring import GRADES, OPTIONS

SCHEME = scoring.read_scheme(
    scoring.scheme_data(default_pack().subject("evaluation")["schemes"]["simple"])
)
BALLOTS = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=60)


def counts(
    excellent: int = 0,
    good: int = 0,
    basic: int = 0,
    bad: int = 0,
    abstain: int = 0,
    invalid: int = 0,
) -> dict[str, int]:
    valid = excellent + good + basic + bad + abstain
    papers = valid + invalid
    people = dict.fromkeys(scoring.PEOPLE, papers)
    grades = dict(zip(GRADES, (excellent, good, basic, bad), strict=True))
    return {**people, "有效": valid, "无效": invalid, "弃权": abstain, **grades}


def counted(ballots: list[str]) -> dict[str, int]:
    found = Counter(ballots)
    return counts(*(found[option] for option in OPTIONS))


def grade(committee: dict[str, int], residents: dict[str, int]) -> str:
    got = scoring.score(SCHEME, {"两委": committee, "居民": residents})
    assert got is not None
    return got.grade


def test_the_default_scheme_of_the_pack() -> None:
    half = counts(excellent=6, good=3, basic=1)
    assert grade(half, half) == "优秀"
    assert grade(counts(excellent=5, good=5), counts(excellent=5, good=5)) == "合格"
    assert grade(counts(bad=5, good=5), counts(bad=5, good=5)) == "不合格"
    assert grade(counts(good=6, basic=4), counts(good=6, basic=4)) == "合格"
    assert grade(counts(good=59, basic=41), counts(good=59, basic=41)) == "基本合格"


def test_the_rules_read_the_averaged_shares_not_the_added_votes() -> None:
    committee, residents = counts(bad=3), counts(excellent=100)
    got = scoring.score(SCHEME, {"两委": committee, "居民": residents})
    assert got is not None
    assert got.shares["不合格"] == Fraction(1, 2)
    assert (got.grade, got.score) == ("不合格", 5000)


def test_ninety_percent_exactly_is_enough_and_half_excellent_is_not() -> None:
    assert (
        grade(counts(excellent=51, good=39, basic=10), counts(excellent=51, good=39, basic=10))
        == "优秀"
    )
    assert (
        grade(counts(excellent=50, good=40, basic=10), counts(excellent=50, good=40, basic=10))
        == "合格"
    )
    assert (
        grade(counts(excellent=60, good=29, basic=11), counts(excellent=60, good=29, basic=11))
        == "合格"
    )


def test_score_is_a_hundred_times_the_averaged_excellent_and_good() -> None:
    got = scoring.score(
        SCHEME, {"两委": counts(excellent=2, bad=1), "居民": counts(good=1, basic=1)}
    )
    assert got is not None
    assert got.score == 5833  # (2/3 + 1/2) / 2 = 7/12 = 58.33…


def test_no_result_before_both_groups_have_voted() -> None:
    assert scoring.score(SCHEME, {"两委": counts(excellent=3)}) is None
    assert scoring.score(SCHEME, {"两委": counts(excellent=3), "居民": counts(invalid=4)}) is None


@given(BALLOTS, BALLOTS)
def test_shares_sum_to_one_and_the_score_stays_in_range(
    first: list[str], second: list[str]
) -> None:
    got = scoring.score(SCHEME, {"两委": counted(first), "居民": counted(second)})
    assert got is not None
    assert sum(got.shares.values()) == 1
    assert 0 <= got.score <= 10_000
    assert got.grade in GRADES


@given(BALLOTS, BALLOTS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_groups_never_matters(
    first: list[str], second: list[str], random: object
) -> None:
    before = scoring.score(SCHEME, {"两委": counted(first), "居民": counted(second)})
    random.shuffle(first)  # type: ignore[attr-defined]
    after = scoring.score(SCHEME, {"居民": counted(second), "两委": counted(first)})
    assert after == before


@given(BALLOTS, st.integers(2, 9))
def test_ten_times_the_same_votes_give_the_same_result(ballots: list[str], times: int) -> None:
    once, often = counted(ballots), counted(ballots * times)
    assert scoring.score(SCHEME, {"两委": often, "居民": often}) == scoring.score(
        SCHEME, {"两委": once, "居民": once}
    )


@given(BALLOTS, BALLOTS)
def test_a_better_vote_never_lowers_score_or_grade(first: list[str], second: list[str]) -> None:
    assume("不合格" in first)
    better = list(first)
    better[better.index("不合格")] = "优秀"
    before = scoring.score(SCHEME, {"两委": counted(first), "居民": counted(second)})
    after = scoring.score(SCHEME, {"两委": counted(better), "居民": counted(second)})
    assert before is not None and after is not None
    assert after.score >= before.score
    assert GRADES.index(after.grade) <= GRADES.index(before.grade)


@given(BALLOTS, st.integers(0, 9), st.integers(0, 9))
def test_counts_of_real_ballots_always_add_up(
    ballots: list[str], invalid: int, unreturned: int
) -> None:
    own = counted(ballots)
    own |= {"无效": invalid, "收回": own["有效"] + invalid}
    own |= {"发出": own["收回"] + unreturned, "实到": own["收回"] + unreturned}
    own["应到"] = own["实到"]
    assert scoring.count_problems("计票表第 1 行", own) == []


def test_a_fault_is_told_with_row_column_and_numbers() -> None:
    own = {**counts(excellent=40), "收回": 41, "无效": 1}
    (problem,) = scoring.count_problems("计票表第 3 行", own)
    assert (problem.where, problem.field, problem.code) == ("计票表第 3 行", "收回", "count_order")
    assert problem.message == "收回 41 张，多于发出 40 张，请核对计票表第 3 行。"


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"实到": 11}, "实到", "count_order"),
        ({"发出": 11}, "发出", "count_order"),
        ({"无效": 1}, "有效", "count_papers"),
        ({"优秀": 9}, "优秀", "count_marks"),
        ({"弃权": 1}, "优秀", "count_marks"),
    ],
)
def test_every_sum_is_checked(changed: dict[str, int], column: str, code: str) -> None:
    found = scoring.count_problems("计票表第 1 行", {**counts(excellent=10), **changed})
    assert [(one.field, one.code) for one in found] == [(column, code)]


def test_the_quorum_of_residents_is_more_than_two_thirds() -> None:
    residents = SCHEME.group("居民")
    assert residents is not None
    enough = {**counts(excellent=21), "应到": 30}
    exactly = {**counts(excellent=20), "应到": 30}
    assert scoring.quorum_warning(residents, enough) == ""
    assert "应到 30 人，实到 20 人" in scoring.quorum_warning(residents, exactly)
    assert "按现行法律核对" in scoring.quorum_warning(residents, exactly)


def test_denominators_of_the_pack() -> None:
    own = {**counts(excellent=6, bad=2, abstain=2, invalid=2), "实到": 20, "应到": 20}
    shares = {
        denominator: scoring.group_shares(own, denominator)
        for denominator in ("有效", "有效减弃权", "收回", "实到")
    }
    excellent = {key: own["优秀"] for key, own in shares.items() if own}
    assert excellent == {
        "有效": Fraction(6, 10),
        "有效减弃权": Fraction(6, 8),
        "收回": Fraction(6, 12),
        "实到": Fraction(6, 20),
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [("90%", Fraction(9, 10)), ("62.5%", Fraction(5, 8)), ("2/3", Fraction(2, 3))],
)
def test_thresholds_are_exact(text: str, value: Fraction) -> None:
    assert scoring.fraction(text) == value


def test_percent_rounds_half_up() -> None:
    assert scoring.percent(Fraction(2, 3)) == "66.67%"
    assert scoring.percent(Fraction(1, 3)) == "33.33%"
    assert scoring.percent(Fraction(1, 20_000)) == "0.01%"
    assert scoring.percent(Fraction(1)) == "100.00%"


def test_weights_that_are_not_a_whole_are_refused() -> None:
    raw = scoring.scheme_data(default_pack().subject("evaluation")["schemes"]["simple"])
    groups = [{**group, "weight": "60%"} for group in raw["groups"]]
    with pytest.raises(ValueError, match="weights"):
        scoring.read_scheme({**raw, "groups": groups})
