"""Enrolment: what is compared is the 单位核对码 on paper, never the stick."""

import json
from datetime import datetime

import pytest

from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import enrol, exchange_papers, opening, send_package, take_packages, trust


def test_a_township_asks_and_the_county_issues_and_each_knows_the_other(bare):
    town, county = bare("town"), bare("county")
    issued = enrol.issue(county, enrol.request(town), enrol.own_fingerprint(town)).value
    assert issued.fingerprint == enrol.own_fingerprint(town)
    assert issued.name == "百泉镇"
    taken = enrol.accept(town, issued.chain, enrol.own_fingerprint(county)).value
    assert (taken.name, taken.fingerprint) == ("辉县市", enrol.own_fingerprint(county))
    assert [(one.name, one.relation) for one in enrol.peers(town)] == [("辉县市", "上级")]
    assert [(one.name, one.relation) for one in enrol.peers(county)] == [("百泉镇", "下级")]
    assert trust.own_chain(town).enrolled
    assert not trust.own_chain(county).enrolled


def test_the_issued_file_begins_with_the_issuers_own_certificate(bare):
    town, county = bare("town"), bare("county")
    chain = enrol.issue(county, enrol.request(town), enrol.own_fingerprint(town)).value.chain
    first, second = (json.loads(text) for text, _ in json.loads(chain))
    assert first["subject"] == first["issuer"] == county.unit
    assert (second["subject"], second["issuer"]) == (town.unit, county.unit)
    assert second["scope"] == [town.unit]


def test_spaces_and_case_of_a_typed_code_do_not_matter(bare):
    town, county = bare("town"), bare("county")
    typed = enrol.shown_fingerprint(enrol.own_fingerprint(town))
    assert typed.count(" ") == 7
    issued = enrol.issue(county, enrol.request(town), f" {typed} ").value
    own = enrol.own_fingerprint(county)
    assert enrol.accept(town, issued.chain, own.upper()).value.fingerprint == own


@pytest.mark.parametrize("typed", ["", "1234", "0" * 32])
def test_a_wrong_code_is_refused_beside_its_field_and_nothing_is_kept(bare, typed):
    town, county = bare("town"), bare("county")
    with pytest.raises(Problems) as refused:
        enrol.issue(county, enrol.request(town), typed)
    assert refused.value.problems[0].field == "fingerprint"
    assert enrol.peers(county) == []
    issued = enrol.issue(county, enrol.request(town), enrol.own_fingerprint(town)).value
    with pytest.raises(Problems):
        enrol.accept(town, issued.chain, enrol.own_fingerprint(town))
    assert enrol.peers(town) == []


def test_a_changed_request_is_refused(bare):
    town, county = bare("town"), bare("county")
    request = enrol.request(town).replace("百泉镇".encode(), "薄壁镇".encode())
    with pytest.raises(Trouble) as refused:
        enrol.issue(county, request, enrol.own_fingerprint(town))
    assert refused.value.code == "BAD_SIGNATURE"


@pytest.mark.parametrize(
    ("asker", "issuer", "part"),
    [("town", "town", "自己"), ("town", "other", "不是下级"), ("county", "town", "不是下级")],
)
def test_only_a_unit_below_is_certified(bare, asker, issuer, part):
    request = enrol.request(bare(asker))
    with pytest.raises(Trouble, match=part) as refused:
        enrol.issue(bare(issuer), request, enrol.own_fingerprint(bare(asker)))
    assert refused.value.code == "OUT_OF_SCOPE"


def test_a_township_of_another_county_is_not_certified(bare, tmp_path):
    unit = opening.NewUnit("410781", "卫辉市", "county")
    clock = FixedClock(datetime(2026, 11, 22))
    county = opening.start_desk(tmp_path / "far", unit, "甲", "ceshi-2026", clock).desk
    request, code = enrol.request(bare("town")), enrol.own_fingerprint(bare("town"))
    with county, pytest.raises(Trouble, match="不在卫辉市管辖范围内") as refused:
        enrol.issue(county, request, code)
    assert refused.value.code == "OUT_OF_SCOPE"


def test_a_unit_that_the_tree_lacks_is_put_below_the_issuer(bare, tmp_path):
    unit = opening.NewUnit("", "高新开发区", "township", "410782")
    zone = opening.start_desk(
        tmp_path / "zone", unit, "甲", "ceshi-2026", FixedClock(datetime(2026, 11, 22))
    ).desk
    county = bare("county")
    try:
        issued = enrol.issue(county, enrol.request(zone), enrol.own_fingerprint(zone)).value
        enrol.accept(zone, issued.chain, enrol.own_fingerprint(county))
        sent = send_package.make(zone, "410782", tmp_path / "stick").value
    finally:
        zone.close()
    taken = take_packages.take(county, [sent.file]).value[0]
    assert (taken.verdict, taken.sender_name) == ("ok", "高新开发区")


def test_a_certificate_of_another_unit_is_not_accepted(bare):
    town, county = bare("town"), bare("county")
    issued = enrol.issue(county, enrol.request(town), enrol.own_fingerprint(town)).value
    with pytest.raises(Trouble) as refused:
        enrol.accept(bare("other"), issued.chain, enrol.own_fingerprint(county))
    assert refused.value.code == "NOT_FOR_ME"
    with pytest.raises(Trouble):
        enrol.accept(town, b"no chain", enrol.own_fingerprint(county))


def test_three_levels_make_one_chain(bare, tmp_path, enrol_at):
    city = opening.start_desk(
        tmp_path / "city",
        opening.NewUnit("4107", "新乡市", "city"),
        "甲",
        "ceshi-2026",
        FixedClock(datetime(2026, 11, 22)),
    ).desk
    town, county = bare("town"), bare("county")
    try:
        enrol_at(city, county)
        enrol_at(county, town)
        assert len(trust.own_chain(town).certificates) == 3
        down = send_package.make(town, "410782", tmp_path / "a").value
        up = send_package.make(county, "4107", tmp_path / "b").value
        assert take_packages.take(county, [down.file]).value[0].verdict == "ok"
        assert take_packages.take(city, [up.file]).value[0].verdict == "ok"
    finally:
        city.close()


def test_keys_are_made_with_the_desk_and_never_shown(bare):
    town = bare("town")
    own = enrol.own_fingerprint(town)
    assert len(own) == 32
    assert town.get_setting("keys")["sign_private"] not in repr(trust.keys_of(town))
    assert own != enrol.own_fingerprint(bare("county"))
    assert enrol.request(town) == enrol.request(town)


def test_new_keys_of_a_unit_end_the_old_ones(bare, tmp_path, enrol_at, reopened):
    """A lost computer: the county certifies the new desk; what the old one sends from then on is refused."""
    county, old = bare("county"), bare("town")
    enrol_at(county, old)
    first = send_package.make(old, "410782", tmp_path / "a").value
    late = send_package.make(old, "410782", tmp_path / "b").value
    assert take_packages.take(county, [first.file]).value[0].verdict == "ok"
    unit = opening.NewUnit("410782103", "百泉镇", "township")
    new = opening.start_desk(
        tmp_path / "new", unit, "乙", "ceshi-2026", FixedClock(datetime(2026, 11, 23))
    ).desk
    try:
        enrol_at(county, new)
        fresh = send_package.make(new, "410782", tmp_path / "c").value
    finally:
        new.close()
    assert [one.verdict for one in take_packages.look(county, [first.file, late.file])] == [
        "duplicate",
        "refused",
    ]
    assert take_packages.look(county, [late.file])[0].code == "REVOKED"
    assert take_packages.take(county, [fresh.file]).value[0].verdict == "ok"


def test_the_paper_shows_unit_and_code(bare, tmp_path):
    import subprocess

    town = bare("town")
    paper = tmp_path / "p03.pdf"
    paper.write_bytes(exchange_papers.fingerprint_paper(town))
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True)
    shown = text.stdout.decode()
    assert "辉县市百泉镇人民政府" in shown
    code, letters = enrol.own_fingerprint(town).upper(), "".join(shown.split())
    assert code[:16] in letters
    assert code[16:] in letters
