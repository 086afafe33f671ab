"""Units that must use 国密 choose it before they enrol; then everything goes as with the other suite."""

import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import choosing_suite, enrol, receipts, take_packages


def test_two_desks_of_sm1_exchange_a_package_and_its_receipt(
    bare, add, send, stick, enrol_at, tmp_path
):
    town, county = bare("town"), bare("county")
    before = enrol.own_fingerprint(town)
    for desk in (town, county):
        assert choosing_suite.suite(desk) == "A1"
        assert choosing_suite.choose(desk, "SM1").value == enrol.own_fingerprint(desk)
    assert enrol.own_fingerprint(town) != before
    enrol_at(county, town)
    add(town)
    sent = send(town, stick)
    done = take_packages.take(county, [sent.file], receipts=tmp_path / "back")
    assert [one.verdict for one in done.value] == ["ok"]
    (receipt,) = (tmp_path / "back").glob("*.csopkg")
    receipts.take_receipt(town, receipt)
    again = take_packages.take(county, [sent.file])
    assert [one.verdict for one in again.value] == ["duplicate"]


def test_nothing_is_chosen_once_another_unit_has_the_keys(town):
    before = enrol.own_fingerprint(town)
    with pytest.raises(Trouble) as caught:
        choosing_suite.choose(town, "SM1")
    assert caught.value.code == "ENROLLED"
    assert enrol.own_fingerprint(town) == before


def test_an_unknown_suite_is_refused_and_the_same_one_keeps_its_keys(bare):
    town = bare("town")
    before = enrol.own_fingerprint(town)
    with pytest.raises(Trouble) as caught:
        choosing_suite.choose(town, "SM9")
    assert caught.value.code == "NO_SUITE" and "SM1" in caught.value.message
    choosing_suite.choose(town, "A1")
    assert enrol.own_fingerprint(town) == before


def test_a_unit_of_the_other_suite_is_not_certified(bare):
    town, county = bare("town"), bare("county")
    choosing_suite.choose(town, "SM1")
    with pytest.raises(Trouble) as caught:
        enrol.issue(county, enrol.request(town), enrol.own_fingerprint(town))
    assert caught.value.code == "BAD_SUITE"
