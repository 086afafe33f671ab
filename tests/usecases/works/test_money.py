"""The money journal: what is refused, what is told, and that every total ties with every other."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.errors import Problems
from cso_desk.fields import PartialDate
from cso_desk.records import MoneyEntry
from cso_desk.usecases import money, money_periods, money_words
from cso_desk.usecases.money import INCOME, OPENING, SPENDING
from cso_desk.usecases.opening import Desk


def line(day: str, direction: str, amount: str, **more: str) -> dict[str, str]:
    return {"date": day, "direction": direction, "amount": amount, "summary": "一笔", **more}


def first(found: Problems) -> tuple[str, str]:
    return found.problems[0].field, found.problems[0].code


@pytest.fixture
def journal(town: Desk, teams: list[str]) -> str:
    """An organization with an opening balance and four lines."""
    for values in (
        line("2026-01-01", OPENING, "100"),
        line("2026-02-03", INCOME, "500", kind="会费"),
        line("2026-02-03", SPENDING, "120.5", kind="物资购置", voucher="1"),
        line("2026-07", INCOME, "300", kind="捐赠", donor="李桂花", wish="买音箱"),
        line("2026-12-31", SPENDING, "79.5"),
    ):
        money.save(town, teams[0], None, values)
    return teams[0]


def test_a_journal_runs_its_balance(town: Desk, journal: str) -> None:
    found = money.journal(town, journal)
    assert [one.balance for one in found.lines] == [10000, 60000, 47950, 77950, 70000]
    assert found.totals.closing == 70000
    assert found.totals.income_by == {"会费": 50000, "捐赠": 30000}
    assert found.totals.spending_by == {"物资购置": 12050, money.NO_KIND: 7950}
    assert found.warnings == ()


def test_periods_follow_each_other(town: Desk, journal: str) -> None:
    for step in ("年", "半年", "季度", "月"):
        balance = 10000
        for one in money_periods.parts_of(2026, step):
            found = money.totals(town, journal, one.begins, one.ends)
            assert found.opening == balance
            balance = found.closing
        assert balance == 70000
    half = money_periods.period(2026, "上半年")
    found = money.totals(town, journal, half.begins, half.ends)
    assert (found.income, found.spending, found.lines) == (50000, 12050, 2)
    assert half.title == "2026年上半年"
    with pytest.raises(Problems):
        money_periods.period(2026, "第五季度")


def test_the_donation_ledger_names_donor_and_wish(town: Desk, journal: str) -> None:
    (one,) = money.donations(town, journal, date(2026, 1, 1), date(2026, 12, 31))
    assert (one.texts["donor"], one.texts["wish"], one.amount) == ("李桂花", "买音箱", 30000)
    assert money.donations(town, journal, date(2025, 1, 1), date(2025, 12, 31)) == []


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        (line("2026-03", "", "5"), "direction", "missing_required"),
        (line("2026-03", INCOME, ""), "amount", "missing_required"),
        (line("2026-03", INCOME, "-5"), "amount", "not_number"),
        (line("2026", INCOME, "5"), "date", "date_invalid"),
        (line("2026-03", INCOME, "5", kind="物资购置"), "kind", "not_in_list"),
        (line("2025-12-01", OPENING, "5"), "direction", "opening_twice"),
        (line("2025-12-01", INCOME, "5"), "date", "date_order"),
    ],
)
def test_a_line_that_does_not_fit_changes_nothing(
    town: Desk, journal: str, values: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(Problems) as found:
        money.save(town, journal, None, values)
    assert first(found.value) == (field, code)
    assert len(money.journal(town, journal).lines) == 5


def test_the_opening_stands_before_all_lines(town: Desk, teams: list[str]) -> None:
    money.save(town, teams[1], None, line("2026-02-03", INCOME, "5"))
    with pytest.raises(Problems) as found:
        money.save(town, teams[1], None, line("2026-02-04", OPENING, "5"))
    assert first(found.value) == ("date", "date_order")
    money.save(town, teams[1], None, {**line("2026-02-03", OPENING, "5"), "summary": ""})
    assert money.totals(town, teams[1]).opening == 500


def test_a_balance_below_zero_is_told_and_kept(town: Desk, teams: list[str]) -> None:
    money.save(town, teams[1], None, line("2026-02-03", SPENDING, "5"))
    found = money.journal(town, teams[1])
    assert found.totals.closing == -500
    assert "低于零" in found.warnings[0]


def test_lines_are_changed_and_taken_out(town: Desk, journal: str) -> None:
    last = money.journal(town, journal).lines[-1].id
    money.save(town, journal, last, {"amount": "80"})
    assert money.texts(town, last)["amount"] == "80"
    money.remove(town, [last])
    assert money.totals(town, journal).closing == 77950


def test_organizations_add_up(town: Desk, journal: str, teams: list[str]) -> None:
    money.save(town, teams[1], None, line("2026-02-03", INCOME, "5", kind="会费"))
    whole = money.together(money.totals_of(town, teams).values())
    assert (whole.opening, whole.income, whole.closing) == (10000, 80500, 70500)
    assert whole.income_by["会费"] == 50500


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
LINES = st.lists(
    st.tuples(
        DAYS,
        st.sampled_from((INCOME, SPENDING)),
        st.integers(0, 10**9),
        st.sampled_from(("会费", "捐赠", None)),
        st.booleans(),
    ),
    max_size=40,
)


def _entry(day: date, direction: str, fen: int, kind: str | None, exact: bool) -> MoneyEntry:
    when = PartialDate.of(day) if exact else PartialDate(day.year, day.month)
    return MoneyEntry(date=when, direction=direction, amount=fen, kind=kind)


@given(LINES, st.integers(0, 10**9) | st.none(), st.lists(DAYS, max_size=6))
def test_every_total_ties(
    lines: Sequence[tuple[date, str, int, str | None, bool]],
    opening: int | None,
    cuts: Sequence[date],
) -> None:
    entries = [_entry(*one) for one in lines]
    if opening is not None:
        entries.append(MoneyEntry(date=PartialDate(2024), direction=OPENING, amount=opening))
    whole = money._totals(entries, None, None)
    balance, counted, income, spending = opening or 0, 0, 0, 0
    begins: date | None = None
    for ends in [*sorted(set(cuts)), None]:
        part = money._totals(entries, begins, ends)
        assert part.opening == balance
        assert part.opening + part.income - part.spending == part.closing
        assert sum(part.income_by.values()) == part.income
        assert sum(part.spending_by.values()) == part.spending
        balance, counted = part.closing, counted + part.lines
        income, spending = income + part.income, spending + part.spending
        begins = ends + timedelta(days=1) if ends else None
    assert balance == whole.closing
    assert (counted, income, spending) == (whole.lines, whole.income, whole.spending)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (1050, "壹拾元零伍角整"),
        (123450, "壹仟贰佰叁拾肆元伍角整"),
        (10_000_00, "壹万元整"),
        (10_010_05, "壹万零壹拾元零伍分"),
        (100_001_000_00, "壹亿零壹仟元整"),
        (-12050, "负壹佰贰拾元零伍角整"),
    ],
)
def test_amounts_in_capitals(fen: int, words: str) -> None:
    assert money_words.capitals(fen) == words


def test_amounts_on_paper() -> None:
    assert [money_words.plain(one) for one in (0, 123450, -5)] == ["0.00", "1,234.50", "-0.05"]
