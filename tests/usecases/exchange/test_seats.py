"""Units without a code: a second seat of a township, and a development zone, are counted all the way up."""

import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import (
    enrol,
    opening,
    receipts,
    register,
    send_package,
    take_packages,
    trust,
    units,
)

from .conftest import PASSWORD, enrol_below

COUNTY, TOWNSHIP = "410782", "410782103"


@pytest.fixture
def seat(tmp_path, town):
    """The second computer of 百泉镇, with keys of its own, certified by the first."""
    unit = opening.NewUnit("", "百泉镇-2", "township", TOWNSHIP)
    desk = opening.start_desk(tmp_path / "seat", unit, "第二窗口", PASSWORD, town.clock).desk
    enrol_below(town, desk)
    yield desk
    desk.close()


@pytest.fixture
def up(tmp_path):
    """Report upward and take the receipt back; returns what became of the package."""

    def report(below, code, above, name):
        sent = send_package.make(below, code, tmp_path / name).value
        (taken,) = take_packages.take(above, [sent.file], receipts=tmp_path / f"{name}-r").value
        receipts.take_receipt(below, taken.receipt)
        return taken

    return report


def test_a_seat_reports_to_its_unit_and_that_to_the_county(town, county, seat, add, up):
    mine, of_seat = add(town), add(seat, "第二窗口录的队")
    assert up(seat, TOWNSHIP, town, "a").verdict == "ok"
    assert register.show(town, of_seat).owner == seat.unit
    taken = up(town, COUNTY, county, "b")
    assert (taken.verdict, taken.refused, taken.differing) == ("ok", 0, ())
    assert {register.show(county, one).owner for one in (mine, of_seat)} == {town.unit, seat.unit}
    assert trust.inside_of(county)(seat.unit, town.unit)


def test_a_seat_changes_its_rows_and_only_the_changes_go(town, county, seat, add, up):
    of_seat = add(seat, "第二窗口录的队")
    up(seat, TOWNSHIP, town, "a")
    up(town, COUNTY, county, "b")
    register.save_organization(seat, of_seat, {"name": "改了名的队"})
    assert up(seat, TOWNSHIP, town, "c").verdict == "ok"
    taken = up(town, COUNTY, county, "d")
    assert (taken.verdict, taken.changed, taken.differing) == ("ok", 1, ())
    assert register.show(county, of_seat).values["name"] == "改了名的队"


def test_a_seat_has_the_communities_of_its_unit(seat, town):
    own = {one.id for one in units.communities(town)}
    assert own and {one.id for one in units.communities(seat)} == own


def test_both_seats_report_straight_to_the_county_where_it_certified_both(
    town, county, tmp_path, add, up
):
    unit = opening.NewUnit("", "百泉镇-2", "township", COUNTY)
    seat = opening.start_desk(tmp_path / "s", unit, "第二窗口", PASSWORD, town.clock).desk
    enrol_below(county, seat)
    register.save_organization(seat, None, {"name": "第二窗口录的队"})
    add(town)
    assert up(town, COUNTY, county, "a").verdict == "ok"
    assert up(seat, COUNTY, county, "b").verdict == "ok"
    seat.close()


def test_a_zone_without_a_code_travels_to_the_city(county, tmp_path, up):
    zone_unit = opening.NewUnit("", "高新开发区", "township", COUNTY)
    zone = opening.start_desk(tmp_path / "zone", zone_unit, "甲", PASSWORD, county.clock).desk
    enrol_below(county, zone)
    place = opening.place_of("4107")
    city_unit = opening.NewUnit("4107", place.name, "city")
    city = opening.start_desk(tmp_path / "city", city_unit, "乙", PASSWORD, county.clock).desk
    enrol_below(city, county)
    made = register.save_organization(zone, None, {"name": "开发区志愿队"}).value
    assert up(zone, COUNTY, county, "a").verdict == "ok"
    taken = up(county, "4107", city, "b")
    assert (taken.verdict, taken.refused, taken.differing) == ("ok", 0, ())
    assert register.show(city, made).owner == zone.unit
    zone.close()
    city.close()


def test_a_township_of_the_same_level_is_no_seat(town, enrolled, county):
    with pytest.raises(Trouble) as refused:
        enrol.issue(
            town, enrol.request(enrolled("other")), enrol.own_fingerprint(enrolled("other"))
        )
    assert refused.value.code == "OUT_OF_SCOPE"


def test_a_unit_that_lies_elsewhere_is_not_brought(town, county, seat):
    """What a report says of a unit that its sender does not speak for opens no door."""
    from cso_desk.usecases import declared_units

    speaks = frozenset({town.unit}).__contains__
    row = {"id": seat.unit, "owner": town.unit, "parent": town.unit, "code": None}
    assert declared_units._brought(row, speaks, set())
    for wrong in (
        {"owner": county.unit},
        {"parent": county.unit},
        {"code": "410782104"},
        {"parent": None},
        {"id": 7},
    ):
        assert not declared_units._brought(row | wrong, speaks, set())
