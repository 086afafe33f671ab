"""Invented people can be nobody: right check digits, county codes that were never given out."""

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cso_desk.fields import CreditCode, IdNumber, Phone, sex_of
from cso_desk.usecases import practice_names
from cso_desk.usecases.community_names import committee_name, short_name
from cso_desk.usecases.practice_names import CommunityNames


@given(st.integers(0, 2**32), st.integers(0, 339_999))
def test_people_have_right_numbers_that_nobody_has(seed: int, number: int) -> None:
    person = practice_names.person(Random(seed), number)
    assert IdNumber().check(person.id_number) is None
    assert re.fullmatch(r"41\d\d9\d", person.id_number[:6])
    assert sex_of(person.id_number) == person.sex
    assert Phone().check(person.phone) is None
    assert re.fullmatch(r"1\d\d0000\d{4}", person.phone)
    assert 2 <= len(person.name) <= 3


def test_mobiles_do_not_repeat() -> None:
    assert len({practice_names.phone(number) for number in range(340_000)}) == 340_000


@given(st.integers(0, 2**32))
def test_credit_codes_are_right(seed: int) -> None:
    assert CreditCode().check(practice_names.credit_code(Random(seed))) is None


def test_names_are_unique_within_a_community() -> None:
    names, random = CommunityNames("百泉社区"), Random(1)
    found = [names.next(random, ["广场舞队", "合唱团"])[0] for _ in range(3000)]
    assert len(set(found)) == 3000
    assert max(map(len, found)) <= 50


@given(st.integers(0, 5000), st.integers(1, 400), st.integers(0, 99))
def test_sizes_are_skewed_and_sum_up(total: int, parts: int, seed: int) -> None:
    sizes = practice_names.weighted_sizes(Random(seed), total, parts)
    assert sum(sizes) == total
    assert len(sizes) == parts
    assert min(sizes) >= 0


def test_what_people_call_a_community() -> None:
    assert short_name("百泉居民委员会") == "百泉社区"
    assert short_name("建设社区居民委员会") == "建设社区"
    assert short_name("上吕村村民委员会") == "上吕村"
    assert short_name("土坡村民委员会") == "土坡村"
    assert short_name("幸福社区") == "幸福社区"
    assert committee_name("百泉居民委员会", "居民委员会") == "百泉居民委员会"
    assert committee_name("幸福社区", "居民委员会") == "幸福社区居民委员会"
