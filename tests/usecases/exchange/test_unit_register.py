"""单位名册: certificates that are stopped count up to their last good number, and units below learn of it."""

import json
import shutil

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    configuring,
    enrol,
    opening,
    send_package,
    take_packages,
    trust,
    unit_register,
)

from .conftest import PASSWORD as SECRET

COUNTY = "410782"


@pytest.fixture
def send(tmp_path):
    """Report upward; returns the file."""

    def make(desk, name):
        return send_package.make(desk, COUNTY, tmp_path / name).value.file

    return make


def _take(desk, *files):
    return take_packages.take(desk, files).value


def _give(above, below, out):
    """Give down what waits and take it below; returns what became of the package."""
    given = configuring.give(above, out, [below.unit]).value
    return _take(below, *(one.file for one in given))


def _row(desk):
    with desk.read() as session:
        (row,) = unit_register.gather(desk, session, None)
    return row


def test_each_certificate_raises_the_number(county, town):
    lines = unit_register.listed(county)
    assert {one.name for one in lines} == {"百泉镇", "峪河镇"}
    assert {one.no for one in lines} == {2}
    assert unit_register.listed(town) == []


def test_a_stopped_certificate_counts_up_to_its_last_good_number(town, county, add, send):
    add(town)
    first, second, third = (send(town, name) for name in ("a", "b", "c"))
    assert _take(county, first)[0].verdict == "ok"
    assert unit_register.last_number(county, town.unit) == 1
    assert unit_register.revoke(county, town.unit, "电脑被盗", 2).value == 3
    (late, after) = _take(county, second, third)
    assert (late.verdict, after.verdict, after.code) == ("ok", "refused", "REVOKED")
    assert "已停用" in after.message
    (again,) = _take(county, third)
    assert again.code == "REVOKED"
    assert [one.name for one in enrol.peers(county)] == ["峪河镇"]
    line = next(one for one in unit_register.listed(county) if one.name == "百泉镇")
    assert (line.withdrawn, line.reason, line.last_good) == ("2026-11-22", "电脑被盗", 2)


def test_what_was_taken_counts_where_no_number_is_given(town, county, add, send):
    add(town)
    first, second = send(town, "a"), send(town, "b")
    _take(county, first)
    unit_register.revoke(county, town.unit, "人员调离")
    assert [one.code for one in _take(county, first, second)] == ["DUPLICATE", "REVOKED"]


def test_a_stopped_key_gets_no_new_certificate_but_new_keys_do(town, county, add, send, tmp_path):
    add(town)
    _take(county, send(town, "a"))
    request, own = enrol.request(town), enrol.own_fingerprint(town)
    unit_register.revoke(county, town.unit, "电脑被盗")
    with pytest.raises(Trouble) as refused:
        enrol.issue(county, request, own)
    assert refused.value.code == "REVOKED"
    place = opening.place_of("410782103")
    unit = opening.NewUnit(place.code, place.name, place.level)
    new = opening.start_desk(tmp_path / "new", unit, "新人", SECRET, county.clock).desk
    issued = enrol.issue(county, enrol.request(new), enrol.own_fingerprint(new)).value
    enrol.accept(new, issued.chain, enrol.own_fingerprint(county))
    add(new, "新电脑录的队")
    (taken,) = _take(county, send(new, "new"))
    assert (taken.verdict, taken.added) == ("part", 1)
    assert _take(county, send(town, "old"))[0].code == "REVOKED"
    new.close()


@pytest.mark.parametrize(("reason", "number"), [("", None), ("  ", 1), ("电脑被盗", -1)])
def test_a_reason_and_a_number_are_needed(county, town, reason, number):
    with pytest.raises(Problems):
        unit_register.revoke(county, town.unit, reason, number)
    assert len(enrol.peers(county)) == 2


def test_only_the_issuer_stops_a_certificate(county, town):
    for desk, unit in ((town, county.unit), (county, county.unit), (county, "nobody")):
        with pytest.raises(Trouble) as refused:
            unit_register.revoke(desk, unit, "试")
        assert refused.value.code == "NO_PEER"


def test_units_below_learn_who_is_stopped(county, town, enrolled, tmp_path):
    other = enrolled("other")
    unit_register.revoke(county, other.unit, "电脑被盗")
    (taken,) = _give(county, town, tmp_path / "down")
    assert taken.verdict == "ok"
    gone = {one.name for one in unit_register.listed(town) if one.withdrawn}
    assert gone == {"峪河镇"}
    assert enrol.own_fingerprint(other) in trust.revoked_of(town)
    assert enrol.own_fingerprint(town) not in trust.revoked_of(town)


def test_a_register_with_a_lower_number_is_ignored(county, town, enrolled, tmp_path):
    earlier = _row(county)
    unit_register.revoke(county, enrolled("other").unit, "电脑被盗")
    _give(county, town, tmp_path / "down")
    sender = trust.parent_of(town)
    assert unit_register.check(town, sender, [earlier]) == ""
    for row in (earlier, _row(county)):
        with town.operation("试") as op:
            assert list(unit_register.heed(town, op, sender, [row])) == []
    assert {one.no for one in unit_register.listed(town)} == {3}


def test_a_spoilt_register_or_one_of_somebody_else_is_not_heeded(
    county, town, enrolled, false_county, tmp_path
):
    sender, row = trust.parent_of(town), _row(county)
    other = enrolled("other")
    forged = unit_register.publish
    rows = []
    for desk in (false_county, other):
        with desk.operation("试") as op:
            forged(desk, op)
        rows.append(_row(desk))
    spoilt = json.loads(row["register"]) | {"no": 99}
    text = json.dumps(spoilt, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    rows += [row | {"register": text}, row | {"sig": rows[0]["sig"]}, row | {"sig": "00"}]
    rows += [row | {"chain": rows[0]["chain"]}, {"id": row["id"]}]
    for bad in rows:
        assert "单位名册核对不上" in unit_register.check(town, sender, [bad])


def test_a_register_of_a_foreign_branch_is_not_heeded(county, town, tmp_path, monkeypatch):
    unit = opening.NewUnit("410781", "卫辉市", "county")
    far = opening.start_desk(tmp_path / "far", unit, "甲", SECRET, county.clock).desk
    with far.operation("试") as op:
        unit_register.publish(far, op)
    row = _row(far)
    trusting = unit_register._anchors(far)
    from cso_desk.packages.certificates import Anchor

    trusting.append(Anchor(enrol.own_fingerprint(far), False))
    monkeypatch.setattr(unit_register, "_anchors", lambda desk: trusting)
    assert unit_register.check(town, trust.parent_of(town), [row]) != ""
    far.close()


def test_two_registers_of_one_number_are_told(county, town, enrolled, tmp_path):
    shutil.copytree(county.folder, tmp_path / "copy")
    _give(county, town, tmp_path / "down")
    copy = opening.open_desk(
        tmp_path / "copy", "经办410782", SECRET, write=True, clock=county.clock
    )
    unit_register.revoke(copy, enrolled("other").unit, "甲")
    unit_register.revoke(county, enrolled("other").unit, "乙")
    _give(county, town, tmp_path / "down2")
    with town.operation("试") as op:
        (words,) = unit_register.heed(town, op, trust.parent_of(town), [_row(copy)])
    assert "两份第 3 号单位名册" in words
    copy.close()


def test_a_register_goes_down_again_from_desk_to_desk(county, town, tmp_path):
    place = opening.place_of("410782103001")
    unit = opening.NewUnit(place.code, place.name, place.level)
    community = opening.start_desk(tmp_path / "c", unit, "丙", SECRET, county.clock).desk
    issued = enrol.issue(town, enrol.request(community), enrol.own_fingerprint(community)).value
    enrol.accept(community, issued.chain, enrol.own_fingerprint(town))
    _give(county, town, tmp_path / "a")
    (taken,) = _give(town, community, tmp_path / "b")
    assert taken.verdict == "ok"
    assert {one.issuer for one in unit_register.listed(community)} == {"辉县市", "百泉镇"}
    unit_register.revoke(county, town.unit, "电脑被盗")
    with community.read() as session:
        rows = unit_register.gather(county, session, trust.parent_of(community))
    with community.operation("试") as op:
        unit_register.heed(community, op, trust.parent_of(community), rows)
    assert _take_from(town, community, tmp_path) == "REVOKED"
    community.close()


def _take_from(town, community, tmp_path):
    with town.operation("试") as op:
        unit_register.publish(town, op)
    given = configuring.give(town, tmp_path / "late", [community.unit]).value
    return _take(community, given[0].file)[0].code
