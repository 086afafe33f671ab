"""The numerals of clauses, as many as a charter may have."""

import pytest

from cso_desk.documents.running import chinese_number

SAID = {
    **{1: "一", 9: "九", 10: "十", 12: "十二", 20: "二十", 99: "九十九", 100: "一百"},
    **{101: "一百零一", 110: "一百一十", 111: "一百一十一", 250: "二百五十", 999: "九百九十九"},
    1000: "1000",
}


@pytest.mark.parametrize("number", SAID)
def test_numbers_are_said_as_charters_write_them(number: int) -> None:
    assert chinese_number(number) == SAID[number]


def test_no_two_numbers_are_said_alike() -> None:
    assert len({chinese_number(number) for number in range(1, 1200)}) == 1199
