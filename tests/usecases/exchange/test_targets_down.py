"""Targets and reporting deadlines: set above, given down, counted against on the first page."""

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.records import unit_id
from cso_desk.usecases import (
    configuring,
    deadlines,
    first_page,
    receipts,
    send_package,
    take_packages,
    targets,
)

TOWN, COUNTY, VILLAGE = unit_id("410782103"), unit_id("410782"), unit_id("410782103001")
REPORT = {"name": "2026年年报", "year": "2026", "period": "年报", "due_on": "2027-01-05"}
CITY, RURAL, NUMBER = "城市社区平均", "农村社区平均", "组织数"


@pytest.fixture
def down(county, town, tmp_path):
    """Give from the county to the township."""
    count = iter(range(9))

    def travel():
        out = tmp_path / f"down{next(count)}"
        made = {one.to: one for one in configuring.give(county, out).value}
        (taken,) = take_packages.take(town, [made[TOWN].file], out / "r").value
        receipts.take_receipt(county, taken.receipt)
        return taken

    return travel


def gap(desk):
    return next(one for one in first_page.today(desk).communities if one.id == VILLAGE)


def test_targets_come_down_and_the_first_page_counts_against_them(county, town, down, add):
    add(town)
    page = first_page.today(town)
    assert (page.city.target, page.rural.target) == (10, 5)
    targets.set_target(county, COUNTY, CITY, "2026", "11", "辉民〔2026〕1号")
    targets.set_target(county, TOWN, RURAL, "2026", "7")
    targets.set_target(county, VILLAGE, NUMBER, "2026", "3")
    assert down().verdict == "ok"
    page = first_page.today(town)
    assert (page.city.target, page.rural.target) == (11, 7)
    assert "辉县市2026年目标（辉民〔2026〕1号）" in page.target_note
    assert gap(town).gap == 3
    (row,) = [one for one in targets.listed(town) if one.unit == TOWN]
    assert (row.number, row.owner_name, row.mine) == (7, "辉县市", False)


def test_the_superiors_word_stands_for_the_same_unit_and_a_nearer_one_otherwise(county, town, down):
    targets.set_target(town, TOWN, CITY, "2026", "20")
    targets.set_target(town, VILLAGE, NUMBER, "2026", "4")
    assert first_page.today(town).city.target == 20
    targets.set_target(county, TOWN, CITY, "2026", "12")
    down()
    assert first_page.today(town).city.target == 12
    assert gap(town).gap == 4


def test_a_target_of_another_year_and_one_taken_back_do_not_count(county, town, down):
    targets.set_target(county, TOWN, CITY, "2027", "30")
    targets.set_target(county, TOWN, CITY, "2026", "12")
    down()
    assert first_page.today(town).city.target == 12
    targets.set_target(county, TOWN, CITY, "2026", "")
    down()
    assert first_page.today(town).city.target == 10
    assert [one.year for one in targets.listed(town)] == [2027]


def test_a_wrong_target_gets_a_sentence(town):
    for unit, measure, year, number, words in (
        (COUNTY, CITY, "2026", "1", "只能给本单位和下级"),
        (VILLAGE, CITY, "2026", "1", "按社区"),
        (TOWN, NUMBER, "2026", "1", "按社区"),
        (TOWN, "别的", "2026", "1", "目标项应为"),
        (TOWN, CITY, "", "1", "请写年度"),
        (TOWN, CITY, "2026", "多", "数"),
    ):
        with pytest.raises(Problems, match=words):
            targets.set_target(town, unit, measure, year, number)
    assert targets.listed(town) == []


def test_a_deadline_comes_down_and_shows_the_days_left(county, town, down):
    assert first_page.today(town).due == ""
    made = deadlines.set_deadline(county, REPORT).value
    assert first_page.today(county).due == ""
    down()
    assert first_page.today(town).due == "上报截止 2027-01-05（辉县市：2026年年报），还有 44 天"
    (one,) = deadlines.deadlines(town)
    assert (one.above, one.owner, one.period, one.days) == (True, COUNTY, "年报", 44)
    with pytest.raises(Trouble):
        deadlines.remove_deadline(town, made)
    deadlines.set_deadline(county, {**REPORT, "due_on": "2026-11-22"}, made)
    down()
    assert first_page.today(town).due.endswith("今天截止")
    deadlines.remove_deadline(county, made)
    down()
    assert deadlines.deadlines(town) == []


def test_a_wrong_deadline_gets_a_sentence(county):
    for key, value in (("due_on", "2027-01"), ("period", "每天"), ("name", ""), ("year", "二")):
        with pytest.raises(Problems) as refused:
            deadlines.set_deadline(county, {**REPORT, key: value})
        assert refused.value.problems[0].field == key
    assert deadlines.deadlines(county) == []


def test_what_came_from_above_is_not_reported_back(county, town, down, add, tmp_path):
    add(town)
    targets.set_target(county, TOWN, CITY, "2026", "12")
    deadlines.set_deadline(county, REPORT)
    down()
    sent = send_package.make(town, "410782", tmp_path / "up").value
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "up-r").value
    assert (taken.verdict, taken.differing) == ("ok", ())
    assert not {"target", "report_period"} & taken.tables.keys()
