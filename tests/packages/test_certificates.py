import base64
import json

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.packages import certificates as certs
from cso_desk.packages.keys import UnitKeys, fingerprint_of, grouped, make_keys, typed_fingerprint
from cso_desk.packages.refusals import Refusal
from cso_desk.sorted_json import sorted_json
from tests.packages.desks import DAY, Unit, World, opened_from
from tests.packages.forge import resealed


@pytest.fixture
def fresh() -> World:
    return World()


def a_request(unit: Unit) -> bytes:
    return certs.make_request(unit.keys, unit.head)


def test_a_request_is_one_json_object_that_says_who_asks(world):
    values = json.loads(a_request(world.town))
    assert {key: values[key] for key in ("v", "unit", "name", "level", "suite")} == {
        "v": 1,
        "unit": world.town.id,
        "name": "青石镇",
        "level": "township",
        "suite": "A1",
    }
    keys = [base64.b64decode(values[key]) for key in ("sign", "seal")]
    assert fingerprint_of(*keys) == world.town.keys.fingerprint
    request = certs.read_request(a_request(world.town))
    assert (request.name, request.fingerprint) == ("青石镇", world.town.keys.fingerprint)


def test_every_changed_byte_of_a_request_is_refused(world):
    raw = a_request(world.town).rstrip()
    for place in range(len(raw)):
        for bit in (0x01, 0x20):
            spoilt = bytearray(raw)
            spoilt[place] ^= bit
            with pytest.raises(Refusal) as caught:
                certs.read_request(bytes(spoilt))
            assert caught.value.code in ("MALFORMED", "BAD_SIGNATURE", "BAD_SUITE")
            assert "单位证书申请" in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"v":1', b'"v":2', "MALFORMED"),
        (b'"level":"township"', b'"level":"planet"', "MALFORMED"),
        ("青石镇".encode(), "青石县".encode(), "BAD_SIGNATURE"),
        (b'"suite":"A1"', b'"suite":"SM9"', "BAD_SUITE"),
        (b'"v":1', b'"v":1,"x":2', "MALFORMED"),
        (b'"v":1', b'"v":1,"v":1', "MALFORMED"),
    ],
)
def test_requests_that_are_refused(world, old, new, code):
    raw = a_request(world.town).replace(old, new, 1)
    with pytest.raises(Refusal) as caught:
        certs.read_request(raw)
    assert caught.value.code == code


def test_a_request_without_end_is_too_big():
    with pytest.raises(Refusal) as caught:
        certs.read_request(b"{" * 5000)
    assert caught.value.code == "TOO_BIG"


def test_an_issued_chain_begins_with_the_issuers_own_certificate(world):
    pairs = json.loads(world.county.certify(world.town))
    issuer, subject = (json.loads(text) for text, _ in pairs)
    assert (issuer["subject"], issuer["issuer"]) == (world.county.id, world.county.id)
    keys = [base64.b64decode(issuer[key]) for key in ("sign", "seal")]
    assert fingerprint_of(*keys) == world.county.keys.fingerprint
    assert (subject["subject"], subject["issuer"]) == (world.town.id, world.county.id)
    assert (subject["serial"], subject["issued"], subject["scope"]) == (
        7,
        DAY.isoformat(),
        [world.town.id],
    )


def test_accepting_pins_what_was_compared(fresh):
    raw = fresh.county.certify(fresh.town)
    typed = " " + grouped(fresh.county.keys.fingerprint) + "\n"
    chain = certs.accept(raw, fresh.town.keys, typed)
    assert chain.enrolled
    assert chain.issuer.party == fresh.county.party
    assert chain.subject.party == fresh.town.party


def test_an_issued_chain_with_another_code_on_paper_is_not_accepted(fresh):
    raw = fresh.county.certify(fresh.town)
    with pytest.raises(Problems) as caught:
        certs.accept(raw, fresh.town.keys, fresh.sibling.keys.fingerprint)
    assert caught.value.problems[0].code == "fingerprint_differs"
    assert caught.value.problems[0].field == "fingerprint"


@pytest.mark.parametrize("typed", ["", "12345", "g" * 32, "0" * 33])
def test_half_a_code_is_not_compared(fresh, typed):
    request = certs.read_request(a_request(fresh.town))
    with pytest.raises(Problems) as caught:
        certs.issue(
            fresh.county.keys,
            fresh.county.chain,
            request,
            typed,
            scope=[fresh.town.id],
            serial=1,
            issued=DAY,
            roles=[],
            inside=fresh.inside,
        )
    assert caught.value.problems[0].code == "fingerprint_incomplete"


def test_codes_are_compared_without_spaces_and_case(world):
    own = world.town.keys.fingerprint
    assert typed_fingerprint(grouped(own)) == own
    assert typed_fingerprint(grouped(own).replace(" ", "　")) == own
    assert typed_fingerprint("－".join(grouped(own).split())) == own
    assert len(grouped(own).split()) == 8


def test_a_certificate_for_other_keys_is_not_accepted(fresh):
    raw = fresh.county.certify(fresh.sibling)
    with pytest.raises(Refusal) as caught:
        certs.accept(raw, fresh.town.keys, fresh.county.keys.fingerprint)
    assert caught.value.code == "NOT_FOR_ME" and "单位证书" in caught.value.message


def test_a_chain_of_one_is_no_enrolment(fresh):
    own = certs.self_chain(fresh.town.keys, fresh.town.head, [fresh.town.id], DAY)
    assert not own.enrolled
    with pytest.raises(Refusal) as caught:
        certs.accept(own.raw, fresh.town.keys, fresh.town.keys.fingerprint)
    assert caught.value.code == "BAD_CHAIN"


def test_nobody_issues_beyond_the_own_scope(fresh):
    with pytest.raises(Trouble) as caught:
        fresh.town.certify(fresh.sibling)
    assert caught.value.code == "OUT_OF_SCOPE"
    with pytest.raises(Trouble):
        fresh.county.certify(fresh.town, scope=[fresh.town.id, fresh.stranger.id])


def test_an_enrolled_issuer_puts_its_whole_chain_first(fresh):
    chain = certs.read_chain(fresh.town.certify(fresh.community))
    names = [certificate.name for certificate in chain.certificates]
    assert names == ["河东县", "青石镇", "幸福社区"]
    assert chain.issuer.name == "青石镇"


def test_anchors_own_key_vouches_and_a_pinned_parent_does_not(world):
    own = certs.Anchor(world.county.keys.fingerprint, vouches=True)
    pinned = certs.Anchor(world.county.keys.fingerprint, vouches=False)
    assert certs.check_chain(world.town.chain, [own], world.inside).name == "青石镇"
    assert certs.check_chain(world.county.chain, [pinned], world.inside).name == "河东县"
    for chain, anchors in ((world.town.chain, [pinned]), (world.town.chain, [])):
        with pytest.raises(Refusal) as caught:
            certs.check_chain(chain, anchors, world.inside)
        assert caught.value.code == "UNKNOWN_SENDER"


def test_a_later_parent_of_the_issuer_changes_nothing(fresh):
    """The county joins a city later: what it certified before still counts, and so does what it certifies after."""
    city = Unit(fresh, 9, "安平市", "city", None)
    before = fresh.town.chain
    fresh.county.parent = city
    fresh.county.enrol()
    after = certs.read_chain(fresh.county.certify(fresh.town))
    own = certs.Anchor(fresh.county.keys.fingerprint, vouches=True)
    for chain in (before, after):
        assert certs.check_chain(chain, [own], fresh.inside).name == "青石镇"
    pinned = certs.Anchor(fresh.county.keys.fingerprint, vouches=False)
    assert certs.check_chain(fresh.county.chain, [pinned], fresh.inside).name == "河东县"
    top = certs.Anchor(city.keys.fingerprint, vouches=True)
    assert certs.check_chain(after, [top], fresh.inside).name == "青石镇"


@pytest.mark.parametrize(("ends", "code"), [("2026-11-21", "BAD_CHAIN"), ("2026-11-22", None)])
def test_a_certificate_with_an_end_is_held_to_it(fresh, tmp_path, ends, code):
    package = fresh.town.make(fresh.county)
    pairs = json.loads(fresh.town.chain.raw)
    text = sorted_json(json.loads(pairs[1][0]) | {"not_after": ends})
    signature = fresh.county.keys.suite.sign(
        fresh.county.keys.sign_private, b"csopkg/1 cert\n" + text
    )
    chain = sorted_json([pairs[0], [text.decode(), signature.hex()]])
    raw = resealed(package, fresh.town, fresh.county, chain=chain)
    if code is None:
        opened_from(raw, tmp_path, fresh.county.desk()).close()
        return
    with pytest.raises(Refusal) as caught:
        opened_from(raw, tmp_path, fresh.county.desk())
    assert caught.value.code == code


def test_keys_survive_the_store_and_show_nothing():
    keys = make_keys()
    again = UnitKeys.from_json(json.loads(json.dumps(keys.to_json())))
    assert again == keys and again.fingerprint == keys.fingerprint
    for secret in keys.to_json().values():
        assert secret == "A1" or secret not in repr(keys)
    with pytest.raises(ValueError):
        UnitKeys(b"short", keys.seal_private)
