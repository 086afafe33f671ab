"""备案编号: the rule with its tokens, one after the other per authority and year, old paper numbers, never twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.errors import Problems
from cso_desk.usecases import cases, history, numbering, register
from cso_desk.usecases.opening import Desk

from .conftest import DAY, OPINION, TO_ACCEPTED, make_ready, opened, walk
from .packs import use_pack

TOKENS = {"authority_short": "百泉", "area9": "410782103", "yyyy": "2026"}
AUTHORITY = "辉县市百泉镇人民政府"


@pytest.mark.parametrize(
    ("rule", "seq", "number"),
    [
        ("{authority_short}社备〔{yyyy}〕{seq}号", 7, "百泉社备〔2026〕7号"),
        ("{area9}-{yyyy}-{seq:4}", 7, "410782103-2026-0007"),
        ("{area9}-{yyyy}-{seq:4}", 12345, "410782103-2026-12345"),
        ("{什么}{seq}", 7, "{什么}7"),
    ],
)
def test_tokens(rule: str, seq: int, number: str) -> None:
    assert numbering.written(rule, TOKENS, seq) == number
    assert numbering.running_number(rule, TOKENS, number) == seq


@given(
    st.sampled_from(
        ["{authority_short}社备〔{yyyy}〕{seq}号", "{area9}-{yyyy}-{seq:4}", "({seq}.{yyyy})"]
    ),
    st.integers(1, 99_999_999),
)
def test_a_number_tells_its_running_number(rule: str, seq: int) -> None:
    number = numbering.written(rule, TOKENS, seq)
    assert numbering.running_number(rule, TOKENS, number) == seq
    assert numbering.running_number(rule, TOKENS, f"旧{number}") is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("百泉镇", "百泉"),
        ("木城街道", "木城"),
        ("待王街道办事处", "待王"),
        ("镇", "镇"),
        ("拍石头乡", "拍石头"),
        ("乡镇", "乡镇"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert numbering.short_name(name) == short


def test_numbers_go_on_after_old_paper_numbers_of_the_same_rule(town: Desk, village: str) -> None:
    old = make_ready(town, village, "百泉社区合唱团")
    register.record_old_filing(town, old, "百泉社备〔2026〕12号", "2026-03-01", AUTHORITY)
    last_year = make_ready(town, village, "百泉社区棋牌队")
    register.record_old_filing(town, last_year, "百泉社备〔2025〕40号", "2025-03-01", AUTHORITY)
    chosen = opened(town, [make_ready(town, village)])
    walk(town, chosen, *TO_ACCEPTED)
    assert walk(town, chosen, "agree").numbers == {chosen[0]: "百泉社备〔2026〕13号"}


def test_each_year_has_its_own_numbers(town: Desk, village: str) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2, 3)]
    chosen = opened(town, teams, opened_on="2025-12-20")
    for step, day in (
        ("submit", "2025-12-20"),
        ("party", "2025-12-21"),
        ("committee", "2025-12-22"),
    ):
        facts = {"paper_date": day} if step == "submit" else {**OPINION, "paper_date": day}
        assert not cases.take_step(town, chosen, step, facts).value.failed
    walk(town, chosen, "accept")
    given = {}
    for case, day in zip(chosen, ("2025-12-31", "2026-01-04", "2025-12-31"), strict=True):
        given |= cases.take_step(town, [case], "agree", {"paper_date": day}).value.numbers or {}
    assert list(given.values()) == [
        "百泉社备〔2025〕1号",
        "百泉社备〔2026〕1号",
        "百泉社备〔2025〕2号",
    ]


def test_an_old_paper_number_is_typed_and_checked(town: Desk, village: str) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2)]
    chosen = opened(town, teams)
    walk(town, chosen, *TO_ACCEPTED)
    facts = {"paper_date": DAY, "number": "百民字第7号"}
    with pytest.raises(Problems, match="不能给几个组织"):
        cases.take_step(town, chosen, "agree", facts)
    assert cases.take_step(town, chosen[:1], "agree", facts).value.done
    failed = cases.take_step(town, chosen[1:], "agree", facts).value.failed
    assert (
        failed[0].message
        == "编号“百民字第7号”已经给了“百泉社区第1队”，编号不重复使用，请核对后重填。"
    )
    typed = cases.take_step(
        town, chosen[1:], "agree", {"paper_date": DAY}, {chosen[1]: "百民字第8号"}
    )
    assert typed.value.numbers == {chosen[1]: "百民字第8号"}


def test_a_typed_number_may_be_typed_again_after_an_undo(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, *TO_ACCEPTED)
    facts = {"paper_date": DAY, "number": "百民字第7号"}
    cases.take_step(town, chosen, "agree", facts)
    history.undo_last(town)
    assert cases.take_step(town, chosen, "agree", facts).value.done == tuple(chosen)


def test_an_old_filing_cannot_take_anothers_number(town: Desk, village: str) -> None:
    first, second = (make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2))
    register.record_old_filing(town, first, "旧7号", "2021-05", AUTHORITY)
    with pytest.raises(Problems, match="已经给了“百泉社区第1队”"):
        register.record_old_filing(town, second, "旧7号", "2021-06", AUTHORITY)
    register.record_old_filing(town, second, "旧7号", "2021-06", "辉县市民政局")
    assert register.show(town, second).values["filing_number"] == "旧7号"


def test_a_rule_without_a_year_counts_on(town: Desk, village: str) -> None:
    use_pack(town, "1", "2020-01-01", number="百社备{seq:3}", authority_short="百")
    teams = [make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2)]
    chosen = opened(town, teams)
    walk(town, chosen, *TO_ACCEPTED)
    numbers = walk(town, chosen, "agree").numbers or {}
    assert list(numbers.values()) == ["百社备001", "百社备002"]


def test_a_typed_number_among_made_ones_is_gone_past(town: Desk, village: str) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2, 3, 4)]
    chosen = opened(town, teams)
    walk(town, chosen, *TO_ACCEPTED)
    typed = {chosen[1]: "百泉社备〔2026〕2号"}
    done = cases.take_step(town, chosen, "agree", {"paper_date": DAY}, typed).value
    assert done.numbers is not None
    assert [done.numbers[one] for one in chosen] == [
        f"百泉社备〔2026〕{number}号" for number in (1, 2, 3, 4)
    ]


def test_a_number_typed_for_the_wrong_one_is_free_again_but_a_made_one_is_not(
    town: Desk, village: str
) -> None:
    wrong, right = (make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2))
    register.record_old_filing(town, wrong, "旧7号", "2021-05", AUTHORITY)
    history.undo_last(town)
    register.record_old_filing(town, right, "旧7号", "2021-05", AUTHORITY)
    chosen = opened(town, [wrong])
    walk(town, chosen, *TO_ACCEPTED, "agree")
    history.undo_last(town)
    with pytest.raises(Problems, match="已经给了“百泉社区第1队”"):
        register.record_old_filing(town, right, "百泉社备〔2026〕1号", "2026-05", AUTHORITY)


def test_a_number_of_an_entry_that_was_removed_goes_to_the_right_one(
    town: Desk, village: str
) -> None:
    twice, kept = (make_ready(town, village, f"百泉社区第{n}队") for n in (1, 2))
    register.record_old_filing(town, twice, "旧7号", "2021-05", AUTHORITY)
    register.remove(town, twice)
    register.record_old_filing(town, kept, "旧7号", "2021-05", AUTHORITY)
    assert register.show(town, kept).values["filing_number"] == "旧7号"
