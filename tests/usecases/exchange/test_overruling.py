"""County and township both correct one row of the division tree: the county's stands, and nothing comes back for ever."""

import pytest

from cso_desk import store
from cso_desk.records import Unit, unit_id
from cso_desk.usecases import configuring, receipts, send_package, take_packages, units

VILLAGE = unit_id("410782103001")


@pytest.fixture
def report(tmp_path):
    """Report from the township and take it at the county."""

    def travel(below, above, name, heed=True):
        sent = send_package.make(below, "410782", tmp_path / name).value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"{name}-r").value
        if heed:
            receipts.take_receipt(below, taken.receipt)
        return taken

    return travel


def row(desk):
    with desk.read() as session:
        found = store.get(session, Unit, VILLAGE)
        return found.name, found.owner, found.office


def both_correct(county, town):
    units.save_unit(county, VILLAGE, {"name": "百泉第一社区"})
    units.save_unit(town, VILLAGE, {"name": "百泉一社区", "office": "居委会"})


def test_the_receipt_brings_the_superiors_row_and_the_next_package_is_whole(
    county, town, add, report
):
    add(town)
    both_correct(county, town)
    first = report(town, county, "a")
    assert (first.verdict, first.refused) == ("part", 1)
    assert row(town) == ("百泉第一社区", county.unit, "居委会")
    assert row(county) == ("百泉第一社区", county.unit, None)
    second = report(town, county, "b")
    assert (second.verdict, second.refused, second.differing) == ("ok", 0, ())


def test_the_package_from_above_does_the_same(county, town, add, report, tmp_path):
    add(town)
    both_correct(county, town)
    given = configuring.give(county, tmp_path / "down").value
    (file,) = [one.file for one in given if one.to == town.unit]
    (taken,) = take_packages.take(town, [file], tmp_path / "answers").value
    assert (taken.verdict, taken.changed) == ("ok", 1)
    assert row(town) == ("百泉第一社区", county.unit, "居委会")
    units.save_unit(county, VILLAGE, {"name": "百泉新社区"})
    sent = report(town, county, "a")
    assert (sent.verdict, sent.refused, sent.differing) == ("ok", 0, ())
    receipts.take_receipt(county, taken.receipt)
    (again,) = [
        one for one in configuring.give(county, tmp_path / "d2").value if one.to == town.unit
    ]
    take_packages.take(town, [again.file], tmp_path / "answers2")
    assert row(town) == ("百泉新社区", county.unit, "居委会")


def test_a_lost_receipt_only_repeats_the_answer(county, town, add, report):
    add(town)
    both_correct(county, town)
    report(town, county, "a", heed=False)
    report(town, county, "b")
    assert row(town)[:2] == ("百泉第一社区", county.unit)
    assert report(town, county, "c").refused == 0


def test_a_row_that_the_receipt_brought_is_replaced_by_the_one_that_travels(
    county, town, add, report, tmp_path
):
    add(town)
    both_correct(county, town)
    report(town, county, "a")
    given = configuring.give(county, tmp_path / "down").value
    (file,) = [one.file for one in given if one.to == town.unit]
    (taken,) = take_packages.take(town, [file], tmp_path / "answers").value
    assert (taken.verdict, taken.refused, row(town)[2]) == ("ok", 0, "居委会")
    receipts.take_receipt(county, taken.receipt)
    assert all(one.to != town.unit for one in configuring.give(county, tmp_path / "d2").value)
