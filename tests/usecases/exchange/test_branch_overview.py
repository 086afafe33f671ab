"""Who has reported, and how everything stands: every figure is the number of the list behind it."""

from datetime import date

import pytest

from cso_desk.fields import DateValue
from cso_desk.records import ReportPeriod, unit_id
from cso_desk.usecases import (
    branch_overview,
    lists,
    receipts,
    register,
    report_periods,
    send_package,
    take_packages,
    taken_back,
    units,
    waiting,
)

from .conftest import enrol_below


def line(desk, unit):
    """The line of one unit."""
    return next(one for one in branch_overview.overview(desk).lines if one.unit == unit)


def listed(desk, place, **more) -> int:
    """How many organizations the list shows with this filter."""
    return len(lists.organization_ids(desk, lists.Query(community=place or None, **more)))


def report(below, above, out):
    """Send a package, take it and bring the receipt back."""
    sent = send_package.make(below, None, out).value
    (taken,) = take_packages.take(above, [sent.file], out / "answers").value
    assert taken.verdict == "ok"
    receipts.take_receipt(below, taken.receipt)
    return sent


def ask(desk, year, period, due):
    """Set a deadline for the units below."""
    with desk.operation("定报送期") as op:
        day = DateValue().parse(due)
        op.add(ReportPeriod(name=f"{year}{period}", year=year, period=period, due_on=day))


def check_ties(desk):
    """Compare every figure with the list that it opens, and the sums of the lines with the whole."""
    found = branch_overview.overview(desk)
    for one in (*found.lines, found.whole):
        said = one.figures
        assert said.organizations == listed(desk, one.filter)
        assert said.filed == listed(desk, one.filter, state="已备案")
        assert said.unfiled == listed(desk, one.filter, state="未备案")
        assert sum(said.kinds.values()) == said.organizations
        for kind, number in said.kinds.items():
            if kind:
                assert number == listed(desk, one.filter, category=kind)
    tops = [one for one in found.lines if not one.parent]
    for key in ("organizations", "filed", "unfiled", "members", "unplaced", "kinds"):
        values = [getattr(one.figures, key) for one in tops]
        total = sum(values[1:], values[0])
        assert total == getattr(found.whole.figures, key)
    return found


def test_who_has_reported_and_who_has_not(town, county, stick, add):
    assert line(county, town.unit).cells[-1].words == "未报"
    add(town)
    report(town, county, stick)
    found = branch_overview.overview(county)
    one = line(county, town.unit)
    assert one.cells[-1].words == "已接收 11-22 第1号"
    assert (one.last, one.missing, one.differing, one.due) == ("第1号 2026-11-22", "", "", True)
    assert found.periods[-1].name == "2026 年"
    assert "已报 1 个" in found.words
    communities = [two for two in found.lines if two.parent == town.unit]
    assert communities
    assert {two.cells[-1].words for two in communities} == {"由百泉镇代录"}
    assert not any(two.due for two in communities)


def test_figures_tie_with_lists(town, county, stick, add):
    place = units.unit_by_code(town, "410782103201").id
    add(town, members="12")
    add(town, "百泉书画社", community=place, category="文体活动类", members="8")
    register.save_organization(town, None, {"name": "百泉镇志愿者协会"})
    report(town, county, stick)
    register.save_organization(county, None, {"name": "辉县市示例协会"})
    found = check_ties(county)
    one = line(county, town.unit)
    assert (one.figures.organizations, one.figures.members, one.figures.unplaced) == (3, 20, 1)
    assert one.figures.oldest == "2026-11-22"
    assert found.whole.figures.organizations == 4
    assert found.lines[-1].name == "本级（不属于社区、村）"
    check_ties(town)


def test_missing_numbers_and_what_was_taken_back(town, county, stick, add):
    add(town)
    send_package.make(town, None, stick / "lost")
    sent = report(town, county, stick)
    assert line(county, town.unit).missing == "0001"
    taken_back.undo(county, sent.id)
    one = line(county, town.unit)
    assert one.cells[-1].state == "已还原"
    assert (one.last, one.figures.organizations) == ("", 0)
    assert not one.reported


def test_deadlines_of_this_level_are_the_columns(town, county, stick, add):
    ask(county, 2026, "三季度", "2026-10-10")
    ask(county, 2026, "年报", "2027-01-10")
    names = [(one.name, one.due) for one in report_periods.periods(county)]
    assert names == [
        ("2026 年三季度", date(2026, 10, 10)),
        ("2026 年年报", date(2027, 1, 10)),
    ]
    add(town)
    report(town, county, stick)
    assert [one.words for one in line(county, town.unit).cells] == [
        "未报（10月10日截止）",
        "已接收 11-22 第1号",
    ]
    found = branch_overview.overview(county)
    assert found.words.startswith("2026 年年报（1月10日截止）：应报 ")


def test_what_comes_soon_after_the_last_day_counts_as_late(town, county, stick, add):
    ask(county, 2026, "三季度", "2026-11-10")
    add(town)
    report(town, county, stick)
    assert line(county, town.unit).cells[-1].words == "已接收 11-22 第1号，逾期补报"


def test_a_village_with_a_desk_reports_through_its_township(town, county, stick, add, start_desk):
    village = start_desk("410782103001")
    enrol_below(town, village)
    assert line(town, village.unit).cells[-1].words == "未报"
    add(village)
    report(village, town, stick / "1")
    report(town, county, stick / "2")
    assert line(town, village.unit).cells[-1].words == "已接收 11-22 第1号"
    assert line(county, village.unit).cells[-1].words == "已接收 11-22 第1号，经百泉镇"
    assert [one.name for one in branch_overview.overview(town).due] == ["百泉社区"]


@pytest.mark.parametrize(("code", "top"), [("419001", "济源市"), ("410782", "辉县市")])
def test_a_county_that_reports_to_the_province_directly_counts_once(
    stick, start_desk, county, code, top
):
    province = start_desk("41")
    below = county if code == "410782" else start_desk(code)
    city = start_desk("4107")
    enrol_below(province, city)
    enrol_below(province, below)
    register.save_organization(below, None, {"name": f"{top}示例合唱团", "members": "30"})
    register.save_organization(city, None, {"name": "新乡市示例协会"})
    report(below, province, stick / "1")
    report(city, province, stick / "2")
    found = branch_overview.overview(province)
    at = {two.unit: two for two in found.lines}
    one = at[below.unit]
    assert (one.name, one.parent, one.due) == (top, "", True)
    assert (one.figures.organizations, one.figures.members) == (1, 30)
    assert at[city.unit].figures.organizations == 1
    assert found.whole.figures.organizations == 2
    tops = [two for two in found.lines if not two.parent]
    assert sum(two.figures.organizations for two in tops) == 2
    assert {two.unit for two in found.due if two.reported} == {below.unit, city.unit}


def test_the_first_page_says_who_is_lacking(town, county, stick, add):
    words = [one.words for one in waiting.of(county, 0)]
    found = branch_overview.overview(county)
    lacking = len(found.due)
    assert f"2026 年：应报 {lacking} 个，已报 0 个，还差 {lacking} 个" in words
    assert not any("应报" in one.words for one in waiting.of(town, 0))


def test_a_unit_of_the_tree_has_its_place(county):
    found = branch_overview.overview(county)
    at = {one.unit: place for place, one in enumerate(found.lines)}
    for one in found.lines:
        assert not one.parent or at[one.parent] < at[one.unit]
    assert unit_id("410782103") in at
