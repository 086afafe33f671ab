"""Every kind of value: parse(show(v)) == v, JSON there and back, bad texts answered in Chinese."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.fields import (
    BadValue,
    Choice,
    CreditCode,
    Data,
    DateValue,
    Decimal2,
    IdNumber,
    Kind,
    Money,
    PartialDate,
    Phone,
    Text,
    Whole,
    YesNo,
    birth_of,
    check_character,
    mask_id,
    mask_phone,
    sex_of,
    split_phones,
)


def _id_number(county: int, day: date, serial: int) -> str:
    first = f"41{county:02d}9{serial % 10}{day:%Y%m%d}{serial:03d}"
    return first + check_character(first)


days = st.dates(date(1900, 1, 1), date(2026, 1, 1))
partial_dates = st.one_of(
    st.builds(PartialDate, st.integers(1900, 2100)),
    st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    days.map(PartialDate.of),
)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp")),
    min_size=1,
)
mobiles = st.integers(10**10, 2 * 10**10 - 1).map(str)
credit_codes = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17).map(
    lambda first: first + _credit_check(first)
)


def _credit_check(first: str) -> str:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(c) * 3**i for i, c in enumerate(first))
    return letters[(31 - total % 31) % 31]


CASES: list[tuple[Kind, st.SearchStrategy[object]]] = [
    (Text(1000), words),
    (Text(1000, lines=3), st.lists(words, min_size=1, max_size=3).map("\n".join)),
    (Choice("sex", ("男", "女")), st.sampled_from(["男", "女"])),
    (DateValue(), partial_dates),
    (Whole(0, 5000), st.integers(0, 5000)),
    (Decimal2(), st.integers(0, 10**9)),
    (Money(), st.integers(0, 10**9)),
    (IdNumber(), st.builds(_id_number, st.integers(1, 17), days, st.integers(0, 999))),
    (Phone(), mobiles),
    (Phone(), st.lists(mobiles, min_size=2, max_size=2, unique=True).map("、".join)),
    (CreditCode(), credit_codes),
    (YesNo(), st.booleans()),
    (Data(), st.dictionaries(words, st.integers())),
]


@pytest.mark.parametrize(("kind", "values"), CASES, ids=lambda part: type(part).__name__)
@given(data=st.data())
def test_what_is_shown_is_read_back(
    kind: Kind, values: st.SearchStrategy[object], data: st.DataObject
) -> None:
    value = data.draw(values)
    assert kind.check(value) is None
    assert kind.parse(kind.show(value)) == value
    assert kind.from_json(kind.to_json(value)) == value


@pytest.mark.parametrize(("kind", "values"), CASES, ids=lambda part: type(part).__name__)
@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused_in_chinese(kind: Kind, values: object, text: str) -> None:
    if isinstance(kind, Data):
        return
    try:
        kind.parse(text)
    except BadValue as fault:
        assert re.search("[\u4e00-\u9fff]", fault.message)
        assert fault.code


@pytest.mark.parametrize("kind", [kind for kind, _ in CASES], ids=lambda kind: type(kind).__name__)
def test_blank_text_is_no_value(kind: Kind) -> None:
    assert kind.parse("") is None
    assert kind.parse(" \u3000\u200b") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2021.7.1", "2021-07-01"),
        ("2021年7月", "2021-07"),
        ("20210701", "2021-07-01"),
        ("2021/7/1 00:00:00", "2021-07-01"),
        ("２０２１－７", "2021-07"),
        ("2021年", "2021"),
    ],
)
def test_dates_keep_their_precision(text: str, shown: str) -> None:
    assert DateValue().show(DateValue().parse(text)) == shown


@pytest.mark.parametrize("text", ["2017年6月31日", "2021-13", "31-12-2020", "2021-00-10", "昨天"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        DateValue().parse(text)
    assert caught.value.code == "date_invalid"


def test_an_old_resident_of_a_renamed_county_keeps_the_number() -> None:
    number = _id_number(27, date(1938, 2, 3), 11)
    assert IdNumber().parse(number.lower()) == number
    assert birth_of(number) == PartialDate(1938, 2, 3)
    assert sex_of(number) == "男"


@pytest.mark.parametrize(
    ("text", "code", "words_in_it"),
    [
        ("41089119730309068", "id_damaged", "少 1 位"),
        ("4.10891E+17", "id_damaged", "18 位"),
        ("410891197303090685", "id_checksum", "最后一位"),
        ("410891********0684", "id_masked", "星号"),
        ("990891197303090684", "id_checksum", "省份"),
        ("410891197313090684", "id_checksum", "出生日期"),
    ],
)
def test_a_damaged_number_is_named(text: str, code: str, words_in_it: str) -> None:
    with pytest.raises(BadValue) as caught:
        IdNumber().parse(text)
    assert (caught.value.code, words_in_it in caught.value.message) == (code, True)


def test_two_telephones_in_one_cell() -> None:
    assert split_phones("139 0000 6630 / 0371-5550123") == ["13900006630", "0371-5550123"]
    assert split_phones("13900006630 13800001111") == ["13900006630", "13800001111"]
    assert split_phones("'13900006630.0") == ["13900006630"]
    with pytest.raises(BadValue, match="少 1 位"):
        Phone().parse("1390000663")


def test_length_is_counted_in_characters_not_in_utf16_units() -> None:
    assert Text(2).parse("王𬭼") == "王𬭼"
    with pytest.raises(BadValue, match="最多 2 个字"):
        Text(2).parse("王𬭼䶮")


def test_masks_keep_the_length() -> None:
    assert mask_id("410891197303090684") == "410891********0684"
    assert mask_phone("13900006630、5550123") == "139****6630、*******"
