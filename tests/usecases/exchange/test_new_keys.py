"""Keys that change: vouched by the former ones or lost, above and below, once and twice."""

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    enrol,
    new_keys,
    receipts,
    send_package,
    take_packages,
    trust,
    unit_register,
)

COUNTY = "410782"


@pytest.fixture
def round_trip(tmp_path):
    """Report to the county, take it, bring the receipt back; returns what was taken and what was sent."""

    def both(below, above, name):
        sent = send_package.make(below, COUNTY, tmp_path / name).value
        (taken,) = take_packages.take(above, [sent.file], receipts=tmp_path / f"{name}-r").value
        if taken.receipt is not None:
            receipts.take_receipt(below, taken.receipt)
        return taken, sent

    return both


def _rotate(below, above, *, lost=False):
    """Change the keys of the desk below, by its former keys or by paper; returns the request."""
    made = new_keys.begin(below, lost=lost).value
    code = made.fingerprint if lost else ""
    issued = enrol.issue(above, made.request, code, vouched=not lost).value
    enrol.accept(below, issued.chain, enrol.own_fingerprint(above))
    assert enrol.own_fingerprint(below) == made.fingerprint
    return made.request


def test_new_keys_go_on_numbering_and_what_was_on_its_way_counts(
    town, county, add, round_trip, tmp_path
):
    add(town)
    round_trip(town, county, "a")
    on_its_way = send_package.make(town, COUNTY, tmp_path / "b").value
    instance, before = town.instance, enrol.own_fingerprint(town)
    request = new_keys.begin(town).value.request
    assert new_keys.vouched_by(county, request)
    assert enrol.own_fingerprint(town) == before
    _rotate(town, county)
    assert town.instance == instance
    (late,) = take_packages.take(county, [on_its_way.file], receipts=tmp_path / "r").value
    assert late.verdict == "ok"
    told = receipts.take_receipt(town, late.receipt).value
    assert told.verdict == "ok"
    add(town, "换证以后的队")
    taken, sent = round_trip(town, county, "c")
    assert (taken.verdict, sent.seq, sent.full, taken.differing) == ("ok", 3, False, ())
    line = next(one for one in unit_register.listed(county) if one.key == before)
    assert (line.reason, line.last_good) == ("换用新证书", 2)


def test_what_the_former_keys_make_after_the_request_does_not_count(
    town, county, add, round_trip, tmp_path
):
    add(town)
    round_trip(town, county, "a")
    made = new_keys.begin(town).value
    issued = enrol.issue(county, made.request, made.fingerprint).value
    late = send_package.make(town, COUNTY, tmp_path / "late").value
    (refused,) = take_packages.take(county, [late.file]).value
    assert refused.code == "REVOKED"
    enrol.accept(town, issued.chain, enrol.own_fingerprint(county))
    taken, _ = round_trip(town, county, "b")
    assert (taken.verdict, taken.missing_seqs) == ("ok", (2,))


def test_a_receipt_to_the_new_keys_opens_before_the_certificate_is_taken(
    town, county, add, tmp_path
):
    add(town)
    sent = send_package.make(town, COUNTY, tmp_path / "a").value
    made = new_keys.begin(town).value
    enrol.issue(county, made.request, "", vouched=True)
    (taken,) = take_packages.take(county, [sent.file], receipts=tmp_path / "r").value
    assert receipts.take_receipt(town, taken.receipt).value.verdict == "ok"


def test_asking_twice_gives_the_same_keys(town):
    first, again = new_keys.begin(town).value, new_keys.begin(town).value
    assert first.fingerprint == again.fingerprint
    assert new_keys.begin(town, lost=True).value.fingerprint != first.fingerprint


def test_lost_keys_vouch_for_nothing_and_the_next_package_is_full(
    town, county, add, round_trip, tmp_path
):
    add(town)
    round_trip(town, county, "a")
    stolen = send_package.make(town, COUNTY, tmp_path / "stolen").value
    instance = town.instance
    made = new_keys.begin(town, lost=True).value
    assert not new_keys.vouched_by(county, made.request)
    with pytest.raises(Trouble) as refused:
        enrol.issue(county, made.request, "", vouched=True)
    assert refused.value.code == "UNVOUCHED"
    with pytest.raises(Problems):
        enrol.issue(county, made.request, "0" * 32)
    _rotate(town, county, lost=True)
    assert town.instance != instance
    (late,) = take_packages.take(county, [stolen.file]).value
    assert late.code == "REVOKED"
    taken, sent = round_trip(town, county, "b")
    assert (taken.verdict, sent.seq, sent.full) == ("ok", 1, True)


def test_two_rotations_in_a_row_and_the_first_request_replayed(town, county, add, round_trip):
    add(town)
    round_trip(town, county, "a")
    first = _rotate(town, county)
    round_trip(town, county, "b")
    _rotate(town, county)
    taken, _ = round_trip(town, county, "c")
    assert taken.verdict == "ok"
    for vouched in (True, False):
        code = "" if vouched else enrol.asking(first).fingerprint
        with pytest.raises(Trouble) as refused:
            enrol.issue(county, first, code, vouched=vouched)
        assert refused.value.code == ("UNVOUCHED" if vouched else "REVOKED")
    assert round_trip(town, county, "d")[0].verdict == "ok"


def test_the_request_in_use_again_gives_the_same_certificate(town, county, add, round_trip):
    add(town)
    request = _rotate(town, county)
    number = len([one for one in unit_register.listed(county) if one.withdrawn])
    issued = enrol.issue(county, request, "", vouched=True).value
    enrol.accept(town, issued.chain, enrol.own_fingerprint(county))
    assert len([one for one in unit_register.listed(county) if one.withdrawn]) == number
    assert round_trip(town, county, "a")[0].verdict == "ok"


def test_a_request_that_another_key_signed_is_not_vouched(town, county, enrolled):
    from cso_desk.packages.succession import make_succession, read_succession

    request = new_keys.begin(town).value.request
    plain = read_succession(request, "rotation").content
    foreign = make_succession("rotation", trust.keys_of(enrolled("other")), {}, plain)
    spoilt = request.replace(b'"good":{}', b'"good":{"%s":9}' % town.instance.encode())
    assert spoilt != request
    for raw in (foreign, spoilt, plain):
        assert not new_keys.vouched_by(county, raw)
        with pytest.raises(Trouble) as refused:
            enrol.issue(county, raw, "", vouched=True)
        assert refused.value.code == "UNVOUCHED"
    unit_register.revoke(county, town.unit, "电脑被盗")
    assert not new_keys.vouched_by(county, request)


def test_the_county_changes_its_keys_and_both_ways_go_on(
    town, county, add, round_trip, tmp_path, enrolled
):
    add(town)
    round_trip(town, county, "a")
    on_its_way = send_package.make(town, COUNTY, tmp_path / "b").value
    add(town, "又一队")
    (taken,) = take_packages.take(county, [on_its_way.file], receipts=tmp_path / "r").value
    assert new_keys.begin(county).value.at_once
    to_the_former = send_package.make(town, COUNTY, tmp_path / "c").value
    (late,) = take_packages.take(county, [to_the_former.file]).value
    assert late.verdict == "ok"
    renewals = {one.name: one.file for one in new_keys.renew(county).value}
    assert set(renewals) == {"百泉镇", "峪河镇"}
    with pytest.raises(Problems):
        enrol.accept(town, renewals["百泉镇"], trust.parent_of(town).fingerprint)
    enrol.accept(town, renewals["百泉镇"], enrol.own_fingerprint(county))
    assert receipts.take_receipt(town, taken.receipt).value.verdict == "ok"
    assert trust.parent_of(town).fingerprint == enrol.own_fingerprint(county)
    add(town, "第三队")
    assert round_trip(town, county, "d")[0].verdict == "ok"
    before = send_package.make(enrolled("other"), COUNTY, tmp_path / "other").value
    assert take_packages.take(county, [before.file]).value[0].verdict == "ok"


def test_an_earlier_renewal_is_not_taken_again(town, county, add, round_trip):
    add(town)
    new_keys.begin(county)
    (first,) = [one.file for one in new_keys.renew(county).value if one.unit == town.unit]
    code = enrol.own_fingerprint(county)
    enrol.accept(town, first, code)
    new_keys.begin(county)
    (second,) = [one.file for one in new_keys.renew(county).value if one.unit == town.unit]
    enrol.accept(town, second, enrol.own_fingerprint(county))
    with pytest.raises(Trouble) as refused:
        enrol.accept(town, first, code)
    assert refused.value.code == "REVOKED"
    assert round_trip(town, county, "a")[0].verdict == "ok"


def test_two_changes_above_before_the_unit_below_hears(town, county, add, round_trip):
    add(town)
    round_trip(town, county, "a")
    new_keys.begin(county)
    new_keys.renew(county)
    new_keys.begin(county)
    (last,) = [one.file for one in new_keys.renew(county).value if one.unit == town.unit]
    enrol.accept(town, last, enrol.own_fingerprint(county))
    assert round_trip(town, county, "b")[0].verdict == "ok"


def test_the_former_key_of_the_county_certifies_nobody_new(county):
    """Whoever holds the county's former key can neither report as the county nor certify units."""
    former = trust.keys_of(county)
    new_keys.begin(county)
    anchors = {one.fingerprint: one for one in trust.anchors_of(county)}
    assert anchors[former.fingerprint].subjects is not None
    assert former.fingerprint not in anchors[former.fingerprint].subjects
