"""Damage and forgery of the outer file: nothing but the very bytes that were made is ever taken."""

import io
import json
import random
from collections import Counter

import pytest

from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.container import (
    FORMS,
    Digest,
    Head,
    read_container,
    write_container,
)
from cso_desk.packages.refusals import CODES, Refusal
from tests import proof
from tests.packages.desks import opened_from
from tests.packages.forge import MEMBERS, members, rezip

CUTS = 60


def refusal_of(raw, world, folder, **changes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        opened_from(raw, folder, world.county.desk(**changes))
    return caught.value


def test_another_zip_writer_gives_the_same_bytes(package):
    assert rezip(members(package)) == package
    assert tuple(members(package)) == MEMBERS


def flipped(draw, raw: bytes) -> bytes:
    place = draw.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << draw.randrange(8)]) + raw[place + 1 :]


def cut(draw, raw: bytes) -> bytes:
    return raw[: draw.randrange(len(raw))]


def zeroed(draw, raw: bytes) -> bytes:
    place, size = draw.randrange(len(raw)), draw.randrange(1, 4096)
    return raw[:place] + bytes(len(raw[place : place + size])) + raw[place + size :]


def put_in(draw, raw: bytes) -> bytes:
    place, junk = draw.randrange(len(raw) + 1), draw.randbytes(draw.randrange(1, 4096))
    return raw[:place] + junk + raw[place:]


def moved(draw, raw: bytes) -> bytes:
    one, two = sorted(draw.sample(range(len(raw)), 2))
    return raw[:one] + raw[two:] + raw[one:two]


DAMAGE = (flipped, flipped, cut, zeroed, put_in, moved)


@pytest.mark.proof
def test_random_damage_is_refused_with_a_known_code(world, package, tmp_path):
    """Proof plan, row 1: whatever is taken is the very package that was made."""
    draw = random.Random(20261122)
    codes: Counter[str] = Counter()
    for number in range(proof.number(10_000)):
        spoilt = DAMAGE[number % len(DAMAGE)](draw, package)
        if spoilt == package:
            codes["the same bytes"] += 1
            continue
        codes[refusal_of(spoilt, world, tmp_path).code] += 1
    print(f"damages: {dict(codes)}")
    assert set(codes) <= {*CODES, "the same bytes"}
    assert sum(codes.values()) == proof.number(10_000)


def test_every_byte_outside_the_payload_is_seen_by_the_outer_form_alone(package):
    start = package.index(b"payload.zip.age") + len(b"payload.zip.age")
    end = start + len(members(package)["payload.zip.age"])
    for place in (*range(start), *range(end, len(package))):
        spoilt = bytearray(package)
        spoilt[place] ^= 0x20
        with pytest.raises(Refusal):
            read_container(io.BytesIO(bytes(spoilt)))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.6, 0.9, 0.999])
def test_a_cut_file_is_truncated(world, package, tmp_path, share):
    assert refusal_of(package[: int(len(package) * share)], world, tmp_path).code == "TRUNCATED"


def test_a_cut_anywhere_is_refused_and_the_sentence_gives_both_sizes(world, package, tmp_path):
    draw = random.Random(3)
    for size in draw.sample(range(len(package)), CUTS):
        assert refusal_of(package[:size], world, tmp_path).code == "TRUNCATED", size
    message = refusal_of(package[:-100], world, tmp_path).message
    assert f"应有 {len(package):,} 字节，实有 {len(package) - 100:,} 字节" in message


@pytest.mark.parametrize("size", [1, 100, 4096])
def test_bytes_put_in_zeroed_or_added_are_refused(world, package, tmp_path, size):
    draw = random.Random(size)
    for _ in range(20):
        place = draw.randrange(len(package) - size)
        junk = draw.randbytes(size)
        put_in = package[:place] + junk + package[place:]
        assert refusal_of(put_in, world, tmp_path).code in CODES
        zeroed = package[:place] + bytes(size) + package[place + size :]
        if zeroed != package:
            assert refusal_of(zeroed, world, tmp_path).code in CODES
    assert refusal_of(package + bytes(size), world, tmp_path).code == "MALFORMED"


def mutated(draw, parts: dict[str, bytes]) -> dict[str, bytes]:
    """Another content, length or order of the members, in a ZIP whose every CRC holds."""
    name = draw.choice(MEMBERS)
    change = draw.choice((flipped, flipped, flipped, cut, put_in, zeroed))
    if draw.random() < 0.1:
        names = list(parts)
        draw.shuffle(names)
        return {one: parts[one] for one in names}
    return parts | {name: change(draw, parts[name])}


@pytest.mark.proof
def test_changed_members_with_right_crc_are_refused(world, package, tmp_path):
    """Proof plan, row 2: an attacker packs the ZIP anew."""
    draw = random.Random(99)
    codes: Counter[str] = Counter()
    for _ in range(proof.number(3_000)):
        spoilt = rezip(mutated(draw, members(package)))
        if spoilt == package:
            codes["the same bytes"] += 1
            continue
        codes[refusal_of(spoilt, world, tmp_path).code] += 1
    print(f"re-zipped: {dict(codes)}")
    assert set(codes) <= {*CODES, "the same bytes"}


def test_what_is_changed_tells_by_its_code(world, package, tmp_path):
    def changed(name, old, new):
        parts = members(package)
        assert old in parts[name]
        return rezip(parts | {name: parts[name].replace(old, new, 1)})

    cases = {
        "BAD_SIGNATURE": changed("cover.json", b'"hlc":"0192', b'"hlc":"0193'),
        "HASH_MISMATCH": changed("payload.zip.age", b"age-encryption", b"age-encryptioN"),
        "MALFORMED": changed("cover.json", b'"seq":1', b'"seq":"1"'),
        "TOO_BIG": rezip(members(package) | {"cover.json": b" " * 70_000}),
        "NEWER_SCHEMA": changed("cover.json", b'"v":1}', b'"v":2}'),
    }
    assert {code: refusal_of(raw, world, tmp_path).code for code, raw in cases.items()} == {
        code: code for code in cases
    }


def test_hex_in_capitals_inside_the_chain_is_refused(world, package, tmp_path):
    parts = members(package)
    pairs = json.loads(parts["chain.json"])
    pairs[1][1] = pairs[1][1].upper()
    parts["chain.json"] = json.dumps(pairs, ensure_ascii=False).encode()
    assert refusal_of(rezip(parts), world, tmp_path).code == "HASH_MISMATCH"


def test_members_left_out_doubled_or_in_another_order_are_refused(world, package, tmp_path):
    parts = members(package)
    for name in MEMBERS:
        fewer = {key: content for key, content in parts.items() if key != name}
        assert refusal_of(rezip(fewer), world, tmp_path).code in ("MALFORMED", "TRUNCATED"), name
    assert refusal_of(rezip(dict(reversed(parts.items()))), world, tmp_path).code == "MALFORMED"
    assert refusal_of(rezip(parts | {"autorun.inf": b"x"}), world, tmp_path).code == "MALFORMED"


def test_headers_that_agree_with_each_other_but_not_with_the_payload(world, package, tmp_path):
    parts = members(package)
    sealed, out = parts["payload.zip.age"], io.BytesIO()
    digest = Digest(len(sealed), 12345, sha256_hex(sealed))
    head = Head(parts["cover.json"], parts["cover.sig"], parts["chain.json"])
    write_container(out, head, io.BytesIO(sealed), digest, FORMS["A1"])
    refusal = refusal_of(out.getvalue(), world, tmp_path)
    assert (refusal.code, refusal.detail) == ("HASH_MISMATCH", "CRC of the payload")


def test_the_payload_of_another_suite_is_named_so(world, package, tmp_path):
    parts = members(package)
    other = {
        ("payload.zip.sm4" if name == "payload.zip.age" else name): content
        for name, content in parts.items()
    }
    assert refusal_of(rezip(other), world, tmp_path).code == "BAD_SUITE"


def test_no_refusal_shows_its_code_or_a_forbidden_word():
    for code in CODES:
        message = Refusal(code).message
        assert code not in message and message.endswith("。")
        for word in ("登记", "撤销", "注销", "指纹", "密封包", "哈希", "签名校验", "非法"):
            assert word not in message
