"""The register and the files of succession as bytes: whatever is changed is refused; former keys count as far as said."""

import dataclasses

import pytest

from cso_desk.packages import certificates as certs
from cso_desk.packages import unit_register as registers
from cso_desk.packages.certificates import Anchor
from cso_desk.packages.keys import make_keys
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.succession import make_succession, read_succession
from tests.packages.desks import an_id, opened_from


def signed(world, no=1, issuer=None):
    issuer = issuer or world.county
    entry = registers.Entry(
        unit=world.town.id,
        name=world.town.head.name,
        key=world.town.keys.fingerprint,
        since="2026-11-01",
        withdrawn="2026-11-22",
        reason="电脑被盗",
        last_good={world.town.instance: 3},
    )
    register = registers.Register(
        v=1,
        issuer=issuer.id,
        issuer_name=issuer.head.name,
        no=no,
        issued="2026-11-22T09:30:00+08:00",
        units=(entry,),
    )
    return registers.sign_register(register, issuer.keys, issuer.chain)


def check(world, one):
    anchors = [Anchor(world.county.keys.fingerprint, vouches=False)]
    return registers.check_register(one, anchors, world.inside)


def test_a_register_travels_word_for_word(world):
    one = signed(world, 7)
    (again,) = registers.read_registers(registers.register_rows([one]))
    assert again == one
    register = check(world, again)
    assert (register.no, register.units[0].last_good) == (7, {world.town.instance: 3})
    assert [one["name"] for one in registers.register_schema()] == [
        "id",
        "register",
        "sig",
        "chain",
    ]


def test_every_changed_byte_of_a_register_is_refused(world):
    one = signed(world)
    raw = one.text.encode()
    for place in range(0, len(raw), 3):
        spoilt = raw[:place] + bytes([raw[place] ^ 0x01]) + raw[place + 1 :]
        with pytest.raises(Refusal):
            check(world, dataclasses.replace(one, text=spoilt.decode("utf-8", "replace")))


@pytest.mark.parametrize("issuer", ["town", "sibling", "stranger"])
def test_a_register_of_a_unit_that_is_not_trusted_is_refused(world, issuer):
    with pytest.raises(Refusal):
        check(world, signed(world, issuer=getattr(world, issuer)))


def test_a_register_under_another_name_is_refused(world):
    mine = signed(world, issuer=world.sibling)
    with pytest.raises(Refusal) as refused:
        check(world, dataclasses.replace(mine, chain=world.county.chain.raw.decode()))
    assert refused.value.code == "BAD_CHAIN"
    with pytest.raises(Refusal):
        registers.read_registers(
            [{"id": world.county.id, "register": "{}", "sig": "0", "chain": ""}]
        )


def test_every_changed_byte_of_a_rotation_is_refused_or_vouches_for_nothing(world):
    new = make_keys()
    plain = certs.make_request(new, world.town.head)
    raw = make_succession("rotation", world.town.keys, {world.town.instance: 4}, plain)
    public = (world.town.keys.sign_public, world.town.keys.seal_public, "A1")
    found = read_succession(raw, "rotation")
    assert found is not None
    found.check(*public)
    assert (found.request.fingerprint, found.good) == (new.fingerprint, {world.town.instance: 4})
    for place in range(0, len(raw) - 1, 5):
        spoilt = raw[:place] + bytes([raw[place] ^ 0x01]) + raw[place + 1 :]
        with pytest.raises(Refusal):
            again = read_succession(spoilt, "rotation")
            if again is None:
                certs.read_request(spoilt)
            else:
                again.check(*public)
                raise AssertionError(place)


def test_a_rotation_of_other_keys_or_another_kind_vouches_for_nothing(world):
    plain = certs.make_request(make_keys(), world.town.head)
    public = (world.town.keys.sign_public, world.town.keys.seal_public, "A1")
    by_other = read_succession(
        make_succession("rotation", world.sibling.keys, {}, plain), "rotation"
    )
    with pytest.raises(Refusal):
        by_other.check(*public)
    renewal = make_succession("renewal", world.town.keys, {}, plain)
    assert read_succession(renewal, "rotation") is None
    swapped = renewal.replace(b'"type":"renewal"', b'"type":"rotation"')
    with pytest.raises(Refusal):
        read_succession(swapped, "rotation").check(*public)
    assert read_succession(plain, "rotation") is None


def test_former_keys_open_what_was_sealed_to_them(world, tmp_path):
    raw = world.town.make(world.county)
    former, new = world.county.keys, make_keys()
    anchors = [
        Anchor(new.fingerprint, True),
        Anchor(former.fingerprint, True, frozenset({world.town.keys.fingerprint})),
    ]
    desk = world.county.desk(keys=new, anchors=anchors, former=[former])
    with opened_from(raw, tmp_path, desk) as package:
        assert package.cover.from_unit == world.town.id
    for wrong, code in (
        ({"former": []}, "NOT_FOR_ME"),
        ({"anchors": anchors[:1]}, "UNKNOWN_SENDER"),
        (
            {"anchors": [anchors[0], Anchor(former.fingerprint, True, frozenset({an_id(1)}))]},
            "UNKNOWN_SENDER",
        ),
    ):
        with pytest.raises(Refusal) as refused:
            opened_from(raw, tmp_path, dataclasses.replace(desk, **wrong))
        assert refused.value.code == code


def test_a_former_key_speaks_no_longer_for_its_own_unit(world, tmp_path):
    """Whoever holds it cannot report as that unit to that unit."""
    former, new = world.county.keys, make_keys()
    raw = world.county.make(world.county, kind="transfer")
    anchors = [
        Anchor(new.fingerprint, True),
        Anchor(former.fingerprint, True, frozenset({former.fingerprint})),
    ]
    desk = world.county.desk(keys=new, anchors=anchors, former=[former])
    with pytest.raises(Refusal) as refused:
        opened_from(raw, tmp_path, desk)
    assert refused.value.code == "UNKNOWN_SENDER"


def test_a_stopped_key_in_the_middle_of_a_chain_is_refused_and_above_the_anchor_is_not(world):
    chain = certs.read_chain(world.community.chain.raw)
    county, town = (one.fingerprint for one in chain.certificates[:2])
    anchors = [Anchor(county, True)]
    with pytest.raises(Refusal) as refused:
        certs.check_in_use(chain, anchors, {town: {}}, world.community.instance, 1)
    assert refused.value.code == "REVOKED"
    certs.check_in_use(chain, [Anchor(town, True)], {county: {}}, world.community.instance, 1)
