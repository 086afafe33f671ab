"""Money in capitals by the rules for vouchers, read back by an independent reader; dates in Arabic numerals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.documents.capitals import arabic_date, capitals_of, money_in_capitals
from cso_desk.documents.templates import Scope, read_template

DIGITS = {sign: number for number, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
MONEY = st.decimals(Decimal("-9999999999999999.99"), Decimal("9999999999999999.99"), places=2)


def below_ten_thousand(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in UNITS:
            total, digit = total + digit * UNITS[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit


def below_a_hundred_million(text: str) -> int:
    high, ten_thousand, low = text.rpartition("万")
    return (
        below_ten_thousand(high) * 10**4 + below_ten_thousand(low)
        if ten_thousand
        else below_ten_thousand(low)
    )


def read(text: str) -> Decimal:
    """Read capitals back as a person would."""
    body = text.removeprefix("负")
    yuan, found, rest = body.rpartition("元")
    if not found:
        yuan, rest = "", body
    high, billion, low = yuan.rpartition("亿")
    whole = below_a_hundred_million(low) + (below_a_hundred_million(high) * 10**8 if billion else 0)
    rest = rest.replace("整", "").removeprefix("零")
    jiao, tenth, fen = rest.rpartition("角")
    cents = (DIGITS[jiao] * 10 if tenth else 0) + (DIGITS[fen[0]] if fen else 0)
    return (Decimal(whole) + Decimal(cents) / 100) * (-1 if text.startswith("负") else 1)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("3200", "叁仟贰佰元整"),
        ("10", "壹拾元整"),
        ("0.5", "伍角整"),
        ("0.05", "伍分"),
        ("0", "零元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000200030004", "壹万零贰亿零叁万零肆元整"),
        ("1000000000000", "壹万亿元整"),
        ("100002000", "壹亿零贰仟元整"),
        ("-12.3", "负壹拾贰元叁角整"),
    ],
)
def test_the_examples_of_the_rules(amount: str, words: str) -> None:
    assert money_in_capitals(Decimal(amount)) == words


@given(MONEY)
def test_capitals_can_be_read_back(amount: Decimal) -> None:
    assert read(money_in_capitals(amount)) == amount


@given(MONEY)
def test_capitals_keep_the_rules(amount: Decimal) -> None:
    said = money_in_capitals(amount)
    assert said.endswith(("整", "分"))
    assert "零零" not in said and "零万" not in said and "零亿" not in said
    assert "零元" not in said or said == "零元整"


@pytest.mark.parametrize("amount", ["1.234", "NaN", "10000000000000000"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError):
        money_in_capitals(Decimal(amount))


def test_shown_money_and_other_text() -> None:
    assert capitals_of("3,200.00元") == "叁仟贰佰元整"
    assert capitals_of("若干") == "若干"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-12", "2026年3月12日"),
        ("二〇二六年三月十二日", "2026年3月12日"),
        ("二○二六年十一月二十日", "2026年11月20日"),
        ("2026年03月02日", "2026年3月2日"),
        ("2026-03", "2026年3月"),
        ("2026-13-01", "2026-13-01"),
        ("三月初", "三月初"),
    ],
)
def test_dates_are_arabic_without_leading_zeros(text: str, shown: str) -> None:
    assert arabic_date(text) == shown


def test_a_layout_asks_for_capitals_and_dates() -> None:
    template = read_template("{sum!capital}（{day!date}）{none!capital:3}{none!date|另填}")
    scope = Scope({"sum": "1,409.50", "day": "2026-03-12"})
    assert template.fill(scope) == "壹仟肆佰零玖元伍角整（2026年3月12日）＿＿＿另填"
    assert set(template.asked()) == {"sum", "day", "none"}
