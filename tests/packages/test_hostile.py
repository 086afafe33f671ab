"""A certified sender, or somebody in between, who means harm: each case with its own code."""

import io
import json
import random
import struct
import time
import tracemalloc
import zipfile

import pytest

from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.certificates import Anchor
from cso_desk.packages.open import Seen
from cso_desk.packages.refusals import Refusal
from cso_desk.sorted_json import sorted_json
from tests.packages.desks import an_id, opened_from, org_row
from tests.packages.forge import Inner, inner_of, members, resealed, rezip
from tests.packages.test_damage import refusal_of

pytestmark = pytest.mark.proof

FUZZED = 200


@pytest.fixture
def inner(world, package) -> Inner:
    return Inner(package, world.town, world.county)


def test_the_forger_can_make_a_good_package(world, inner, tmp_path):
    """Otherwise every case below would be refused for the wrong reason."""
    with opened_from(inner.mended_package(), tmp_path, world.county.desk()) as opened:
        assert len(list(opened.rows("org"))) == 3


def test_for_another_unit(world, package, tmp_path):
    refusal = refusal_of(package, world, tmp_path, unit=world.sibling.id)
    assert refusal.code == "NOT_FOR_ME" and "河东县" in refusal.message
    assert refusal.cover.from_name == "青石镇"


def test_sealed_on_to_another_unit(world, package, tmp_path):
    """Somebody who could open it, seals it again to a third: `to` stands in the signed cover."""
    values = json.loads(members(package)["cover.json"])
    values |= {"to": world.sibling.id, "to_key": world.sibling.keys.fingerprint}
    parts = members(package) | {"cover.json": sorted_json(values)}
    desk = world.sibling.desk(anchors=[Anchor(world.county.keys.fingerprint, vouches=True)])
    with pytest.raises(Refusal) as caught:
        opened_from(rezip(parts), tmp_path, desk)
    assert caught.value.code == "BAD_SIGNATURE"


def test_sealed_to_a_key_that_is_not_mine(world, package, tmp_path):
    raw = resealed(package, world.town, world.county, recipients=[world.sibling.keys.seal_public])
    assert refusal_of(raw, world, tmp_path).code == "NOT_FOR_ME"


def test_a_stranger_and_a_sibling_are_unknown(world, package, tmp_path):
    stranger = world.stranger
    raw = resealed(
        package,
        stranger,
        world.county,
        chain=stranger.chain.raw,
        **{"from": stranger.id, "from_key": stranger.keys.fingerprint},
    )
    assert refusal_of(raw, world, tmp_path).code == "UNKNOWN_SENDER"
    to_sibling = world.town.make(world.sibling)
    with pytest.raises(Refusal) as caught:
        opened_from(to_sibling, tmp_path, world.sibling.desk())
    assert caught.value.code == "UNKNOWN_SENDER"


def test_a_siblings_key_under_my_name(world, package, tmp_path):
    raw = resealed(package, world.sibling, world.county, chain=world.sibling.chain.raw)
    assert refusal_of(raw, world, tmp_path).code == "BAD_CHAIN"
    raw = resealed(package, world.sibling, world.county)
    assert refusal_of(raw, world, tmp_path).code == "BAD_SIGNATURE"


def chain_below(world, issuer, subject, scope) -> bytes:
    """A chain that `issuer` signs although `scope` is not its own."""
    return issuer.certify(subject, scope, inside=lambda unit, above: True)


@pytest.mark.parametrize("scope", ["county", "sibling"])
def test_a_certificate_wider_than_its_issuer(world, package, tmp_path, scope):
    chain = chain_below(world, world.town, world.community, [getattr(world, scope).id])
    raw = resealed(
        package,
        world.community,
        world.county,
        chain=chain,
        **{"from": world.community.id, "from_key": world.community.keys.fingerprint},
    )
    assert refusal_of(raw, world, tmp_path).code == "OUT_OF_SCOPE"


def test_a_grandchild_within_scope_is_taken(world, tmp_path):
    raw = world.community.make(world.county)
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert opened.sender.name == "幸福社区"


def test_whom_i_certified_is_taken_although_my_own_chain_begins_above_me(world, tmp_path):
    raw = world.community.make(world.town)
    with opened_from(raw, tmp_path, world.town.desk()) as opened:
        assert [certificate.name for certificate in opened.chain.certificates] == [
            "河东县",
            "青石镇",
            "幸福社区",
        ]


def test_broken_chains(world, package, tmp_path):
    pairs = json.loads(world.town.chain.raw)
    other = json.loads(world.sibling.chain.raw)
    broken = [
        pairs[:1],
        pairs[1:],
        [pairs[1], pairs[0]],
        [pairs[0], [pairs[1][0], other[1][1]]],
        [pairs[0], [pairs[1][0].replace("青石镇", "白河乡"), pairs[1][1]]],
        [*pairs, pairs[1]],
    ]
    for chain in broken:
        raw = resealed(package, world.town, world.county, chain=sorted_json(chain))
        assert refusal_of(raw, world, tmp_path).code == "BAD_CHAIN"
    for chain in ([], pairs * 5, [["{}", "00"]], {"a": 1}, [[pairs[0][0], pairs[0][1].upper()]]):
        raw = resealed(package, world.town, world.county, chain=sorted_json(chain))
        assert refusal_of(raw, world, tmp_path).code == "MALFORMED"
    doubled = pairs[1][0].replace('"serial":7', '"serial":7,"serial":8')
    raw = resealed(
        package, world.town, world.county, chain=sorted_json([pairs[0], [doubled, pairs[1][1]]])
    )
    assert refusal_of(raw, world, tmp_path).code == "MALFORMED"


def test_a_certificate_that_names_another_issuer_than_the_one_that_signed(world, package, tmp_path):
    pairs = json.loads(world.town.chain.raw)
    for wrong in ({"issuer": world.stranger.id}, {"issuer_key": "0" * 32}):
        text = sorted_json(json.loads(pairs[1][0]) | wrong)
        signature = world.county.keys.suite.sign(
            world.county.keys.sign_private, b"csopkg/1 cert\n" + text
        )
        chain = sorted_json([pairs[0], [text.decode(), signature.hex()]])
        raw = resealed(package, world.town, world.county, chain=chain)
        assert refusal_of(raw, world, tmp_path).code == "BAD_CHAIN"


def test_a_key_no_longer_in_use(world, package, tmp_path):
    key, instance = world.town.keys.fingerprint, world.town.instance
    assert refusal_of(package, world, tmp_path, revoked={key: {}}).code == "REVOKED"
    assert refusal_of(package, world, tmp_path, revoked={key: {instance: 0}}).code == "REVOKED"
    opened_from(package, tmp_path, world.county.desk(revoked={key: {instance: 1}})).close()
    grandchild = world.community.make(world.county)
    assert refusal_of(grandchild, world, tmp_path, revoked={key: {}}).code == "REVOKED"


def test_another_suite_in_the_cover(world, package, tmp_path):
    raw = resealed(package, world.town, world.county, suite="SM9")
    assert refusal_of(raw, world, tmp_path).code == "BAD_SUITE"


def test_twice_and_forked(world, package, tmp_path):
    own = sha256_hex(members(package)["cover.json"])

    def desk_that_saw(table):
        return {"seen": lambda sender, instance, seq: table.get((sender, instance, seq))}

    def key(seq):
        return (world.town.id, world.town.instance, seq)

    again = refusal_of(package, world, tmp_path, **desk_that_saw({key(1): Seen(own, None)}))
    assert (again.code, again.verdict, again.cover.seq) == ("DUPLICATE", "duplicate", 1)
    assert "第 0001 号" in again.message
    other = Seen("0" * 64, None)
    forked = refusal_of(package, world, tmp_path, **desk_that_saw({key(1): other}))
    assert (forked.code, forked.verdict) == ("FORK", "fork")
    late = refusal_of(package, world, tmp_path, **desk_that_saw({key(2): Seen("1" * 64, "2" * 64)}))
    assert late.code == "FORK"
    in_order = desk_that_saw({key(2): Seen("1" * 64, own)})
    opened_from(package, tmp_path, world.county.desk(**in_order)).close()
    second = world.town.make(world.county, seq=2, prev="3" * 64)
    assert refusal_of(second, world, tmp_path, **desk_that_saw({key(1): other})).code == "FORK"
    opened_from(second, tmp_path, world.county.desk()).close()
    follows = desk_that_saw({key(1): Seen("3" * 64, None)})
    opened_from(second, tmp_path, world.county.desk(**follows)).close()


def test_made_by_a_newer_program(world, tmp_path):
    raw = world.town.make(world.county, schema=3, schema_min_reader=2, app="9.9.0")
    refusal = refusal_of(raw, world, tmp_path)
    assert refusal.code == "NEWER_SCHEMA" and "9.9.0" in refusal.message
    readable = world.town.make(world.county, schema=3, schema_min_reader=1)
    opened_from(readable, tmp_path, world.county.desk()).close()


@pytest.mark.parametrize(
    "values",
    [
        {"seq": 0},
        {"seq": True},
        {"seq": 2**70},
        {"seq": 2, "prev": None},
        {"from_name": "青石\u202e镇"},
        {"from_name": ""},
        {"to_name": "长" * 300},
        {"from": "../../etc"},
        {"kind": "open-data"},
        {"created": "2026-11-22"},
        {"rows": {"../org": {"upsert": 1, "delete": 0}}},
        {"rows": {"org": {"upsert": -1, "delete": 0}}},
        {"part": 2},
        {"octets": -1},
        {"sealed_size": 0},
        {"tagmanifest_sha256": "AB" * 32},
    ],
)
def test_covers_that_make_no_sense(world, package, tmp_path, values):
    raw = resealed(package, world.town, world.county, **values)
    assert refusal_of(raw, world, tmp_path).code == "MALFORMED"


def test_unknown_cover_keys_are_kept(world, package, tmp_path):
    raw = resealed(package, world.town, world.county, weather="rain")
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert opened.head.extra == {"weather": "rain"}


@pytest.mark.parametrize(
    "text",
    [
        b'{"v":1,"v":1}',
        b'{"v":' + b"[" * 50_000,
        b'{"v":' + b"9" * 60_000 + b"}",
        b'{"v":NaN}',
        b"[]",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe",
        b'{"v":"\\ud800"}',
        b"",
    ],
)
def test_covers_that_are_no_json_of_ours(world, package, tmp_path, text):
    raw = rezip(members(package) | {"cover.json": text})
    assert refusal_of(raw, world, tmp_path).code == "MALFORMED"


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "bag/../../evil.txt",
        "/etc/passwd",
        "C:\\evil.txt",
        "bag\\data\\x.jsonl",
        "bag/data/tables/Org.jsonl",
        "bag/data/tables/org.jsonl\0.exe",
        "bag/data/tables/o\u202erg.jsonl",
        "bag/data/tables/con:x.jsonl",
        "bag/fetch.txt",
        "bag/data/attachments/ab/abcd",
        "bag/data/",
        "autorun.inf",
    ],
)
def test_names_inside(world, inner, tmp_path, name):
    inner.files[name.replace("\0", "?")] = b"x"
    raw = inner.zipped().replace(name.replace("\0", "?").encode(), name.encode())
    refusal = refusal_of(inner.package(raw), world, tmp_path)
    assert refusal.code == "MALFORMED" and "ValueError: name " in refusal.detail


def test_a_link_inside(world, inner, tmp_path):
    out = io.BytesIO(inner.zipped())
    with zipfile.ZipFile(out, "a") as file:
        info = zipfile.ZipInfo("bag/data/tables/link.jsonl")
        info.external_attr = 0o120777 << 16
        file.writestr(info, b"/etc/passwd")
    refusal = refusal_of(inner.package(out.getvalue()), world, tmp_path)
    assert refusal.code == "MALFORMED" and "not a regular file" in refusal.detail


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubled_names_inside(world, inner, tmp_path):
    out = io.BytesIO(inner.zipped())
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("bag/data/tables/org.jsonl", b"{}\n")
    refusal = refusal_of(inner.package(out.getvalue()), world, tmp_path)
    assert refusal.code == "MALFORMED" and "two members of one name" in refusal.detail


def test_overlapping_members_inside(world, inner, tmp_path):
    """Two entries of the directory that point at one content, as dense bombs do."""
    raw = bytearray(inner.zipped())
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as file:
        first, second = file.infolist()[4:6]
    place = raw.rindex(second.filename.encode()) - 4
    assert struct.unpack_from("<L", raw, place)[0] == second.header_offset
    struct.pack_into("<L", raw, place, first.header_offset)
    refusal = refusal_of(inner.package(bytes(raw)), world, tmp_path)
    assert refusal.code == "MALFORMED" and "overlap" in refusal.detail


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_inside(world, inner, tmp_path, method):
    raw = inner.package(inner.zipped(method), **inner.mended())
    refusal = refusal_of(raw, world, tmp_path)
    assert refusal.code == "MALFORMED" and "method or flags" in refusal.detail


@pytest.mark.parametrize("name", ["bag/bagit.txt", "bag/bag-info.txt", "bag/manifest-sha256.txt"])
def test_changed_tag_files(world, inner, tmp_path, name):
    inner.files[name] += b"X: y\n"
    assert refusal_of(inner.package(), world, tmp_path).code == "HASH_MISMATCH"


def test_tag_files_that_agree_with_each_other_but_not_with_the_cover(world, inner, tmp_path):
    inner.put("tables/org.jsonl", inner.files["bag/data/tables/org.jsonl"].replace(b"21", b"29"))
    inner.mended()
    assert refusal_of(inner.package(), world, tmp_path).code == "HASH_MISMATCH"


def test_rows_that_differ_from_the_manifest(world, inner, tmp_path):
    inner.put("tables/org.jsonl", inner.files["bag/data/tables/org.jsonl"].replace(b"21", b"29"))
    assert refusal_of(inner.package(), world, tmp_path).code == "HASH_MISMATCH"


def test_files_left_out_or_added(world, inner, tmp_path):
    del inner.files["bag/data/摘要.pdf"]
    fewer = refusal_of(inner.package(), world, tmp_path)
    inner.files["bag/data/摘要.pdf"] = b"%PDF-1.7 a paper"
    inner.files["bag/data/tables/extra.jsonl"] = b"{}\n"
    more = refusal_of(inner.package(), world, tmp_path)
    for refusal in (fewer, more):
        assert refusal.code == "MALFORMED"
        assert refusal.detail == "members differ from the manifest"


def test_other_sizes_than_the_cover_says(world, inner, tmp_path):
    cover = inner.mended()
    for wrong in ({"octets": cover["octets"] + 1}, {"files": cover["files"] + 1}):
        refusal = refusal_of(inner.package(**(cover | wrong)), world, tmp_path)
        assert refusal.code == "MALFORMED"
        assert refusal.detail == "octets or files differ from the cover"


def test_a_table_that_nobody_described(world, inner, tmp_path):
    inner.files["bag/data/tables/extra.jsonl"] = b"{}\n"
    refusal = refusal_of(inner.mended_package(), world, tmp_path)
    assert refusal.code == "MALFORMED" and "resources differ" in refusal.detail


def test_a_table_that_the_cover_does_not_name(world, inner, tmp_path):
    rows = {"member": {"upsert": 3, "delete": 0}}
    refusal = refusal_of(inner.mended_package(rows=rows), world, tmp_path)
    assert refusal.code == "MALFORMED" and "does not name" in refusal.detail


def test_another_number_of_rows_than_the_cover_says(world, inner, tmp_path):
    inner.put("tables/org.jsonl", inner.files["bag/data/tables/org.jsonl"].split(b"\n")[0] + b"\n")
    refusal = refusal_of(inner.mended_package(), world, tmp_path)
    assert refusal.code == "MALFORMED" and "number of rows" in refusal.detail
    tombstones = {"org": {"upsert": 1, "delete": 1}}
    refusal = refusal_of(inner.mended_package(rows=tombstones), world, tmp_path)
    assert refusal.code == "MALFORMED" and "number of tombstones" in refusal.detail


def test_a_last_line_without_its_end(world, inner, tmp_path):
    inner.put("tables/org.jsonl", inner.files["bag/data/tables/org.jsonl"][:-1])
    refusal = refusal_of(inner.mended_package(), world, tmp_path)
    assert refusal.code == "MALFORMED" and "without line feed" in refusal.detail


def test_a_datapackage_that_is_none(world, inner, tmp_path):
    for text in (b"[]", b'{"resources":7}', b'{"resources":[{}]}', b"{" * 50_000):
        inner.files["bag/data/datapackage.json"] = text
        cover = inner.hashed()
        raw = inner.package(inner.zipped(zipfile.ZIP_STORED), **cover)
        assert refusal_of(raw, world, tmp_path).code == "MALFORMED"


BAD_LINES = {
    b"not json": "MALFORMED",
    b"[1,2]": "MALFORMED",
    b"": "MALFORMED",
    b'{"id":1,"id":2}': "MALFORMED",
    b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}": "MALFORMED",
    b'{"a":' + b"9" * 10_000 + b"}": "MALFORMED",
    b'{"a":"\\u0000"}': "MALFORMED",
    b'{"a":"\\udc00"}': "MALFORMED",
    b'{"a":1e999}': "MALFORMED",
    b"\xff": "MALFORMED",
    sorted_json(org_row(4, an_id(2, 0xA0)) | {"rev": 0}): "MALFORMED",
    sorted_json(org_row(4, an_id(2, 0xA0)) | {"owner": "x"}): "MALFORMED",
    sorted_json(org_row(4, an_id(2, 0xA0)) | {"oe": True}): "MALFORMED",
    sorted_json(org_row(4, an_id(2, 0xA0)) | {"members": 99}): "HASH_MISMATCH",
}


def test_bad_lines_are_marked_and_spoil_no_other(world, inner, tmp_path):
    good = inner.files["bag/data/tables/org.jsonl"]
    inner.put("tables/org.jsonl", good + b"".join(line + b"\n" for line in BAD_LINES))
    count = 3 + len(BAD_LINES)
    cover = inner.mended() | {"rows": {"org": {"upsert": count, "delete": 0}}}
    raw = inner.package(inner.zipped(zipfile.ZIP_STORED), **cover)
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        lines = list(opened.rows("org"))
    assert [line.fault for line in lines] == [None] * 3 + list(BAD_LINES.values())
    assert [line.raw for line in lines[3:]] == list(BAD_LINES)
    assert all(line.row == {} for line in lines[3:])


def too_long_line(inner: Inner) -> bytes:
    text = random.Random(1).randbytes(600_000).hex().encode()
    inner.put("tables/org.jsonl", b'{"a":"' + text + b'"}\n')
    return inner.mended_package(rows={"org": {"upsert": 1, "delete": 0}})


def bomb(inner: Inner) -> bytes:
    """16 MiB of zeros, honestly declared."""
    inner.put("tables/org.jsonl", bytes(16 * 1024**2))
    return inner.mended_package()


def undeclared_bomb(inner: Inner) -> bytes:
    """80 MiB of zeros, of which the cover knows nothing."""
    inner.put("tables/org.jsonl", bytes(80 * 1024**2))
    return inner.package()


def lying_bomb(inner: Inner) -> bytes:
    """A member that unpacks to more than its header says."""
    inner.put("tables/org.jsonl", bytes(16 * 1024**2))
    cover = inner.mended()
    raw = bytearray(inner.zipped())
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as file:
        info = file.getinfo("bag/data/tables/org.jsonl")
    struct.pack_into("<L", raw, raw.rindex(info.filename.encode()) - 22, 2000)
    return inner.package(bytes(raw), **(cover | {"octets": cover["octets"] - 16 * 1024**2 + 2000}))


def many_entries(inner: Inner) -> bytes:
    """An end record that claims 60,000 members, with a directory to match."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for number in range(60_000):
            file.writestr(zipfile.ZipInfo(f"bag/data/tables/t{number}.jsonl"), b"")
    return inner.package(out.getvalue())


def zip64_entries(inner: Inner) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for number in range(70_000):
            file.writestr(zipfile.ZipInfo(f"t{number}"), b"")
    return inner.package(out.getvalue())


def huge_octets(inner: Inner) -> bytes:
    return inner.package(octets=2**50)


@pytest.mark.parametrize(
    ("make", "code", "detail"),
    [
        (too_long_line, "TOO_BIG", "a line"),
        (bomb, "TOO_BIG", "ratio"),
        (undeclared_bomb, "TOO_BIG", "sum of sizes"),
        (lying_bomb, "MALFORMED", "Bad CRC-32"),
        (many_entries, "TOO_BIG", "60000 members"),
        (zip64_entries, "MALFORMED", "end record"),
        (huge_octets, "TOO_BIG", "directory or octets"),
    ],
)
def test_too_much_is_refused_quickly_and_in_little_memory(
    world, inner, tmp_path, make, code, detail
):
    raw = make(inner)
    tracemalloc.start()
    start = time.process_time()
    refusal = refusal_of(raw, world, tmp_path)
    seconds = time.process_time() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refusal.code == code and detail in refusal.detail
    assert seconds < 2
    assert peak < 100 * 1024**2


def test_a_spoilt_inner_zip_is_refused_or_says_the_same(world, package, tmp_path):
    """Bits that only say when and by whom the ZIP was packed may differ; the content may not."""
    draw = random.Random(17)
    plain = inner_of(package, world.town.keys)
    with opened_from(package, tmp_path, world.county.desk()) as opened:
        wanted = list(opened.rows("org"))
    refused = 0
    for _ in range(FUZZED):
        spoilt = bytearray(plain)
        spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
        raw = resealed(package, world.town, world.county, inner=bytes(spoilt))
        try:
            with opened_from(raw, tmp_path, world.county.desk()) as opened:
                assert list(opened.rows("org")) == wanted
        except Refusal as refusal:
            assert refusal.code in ("MALFORMED", "HASH_MISMATCH", "TOO_BIG")
            refused += 1
    assert refused > FUZZED * 3 // 4


def test_no_zip_at_all_inside(world, package, tmp_path):
    for plain in (
        b"",
        b"hello",
        inner_of(package, world.town.keys)[:-1],
        b"PK\x05\x06" + bytes(18),
    ):
        raw = resealed(package, world.town, world.county, inner=plain)
        assert refusal_of(raw, world, tmp_path).code == "MALFORMED"


def test_an_age_file_cut_or_spoilt_inside_a_signed_cover(world, package, tmp_path):
    sealed = members(package)["payload.zip.age"]
    for spoilt in (sealed[:-20], sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:40], b"x" * 300):
        values = {"sealed_sha256": sha256_hex(spoilt), "sealed_size": len(spoilt)}
        signed = members(resealed(package, world.town, world.county, **values))
        raw = rezip(signed | {"payload.zip.age": spoilt})
        assert refusal_of(raw, world, tmp_path).code == "MALFORMED"
