"""Suite SM1: our two SM2 libraries and openssl agree, packages of it open, and nothing but what was made is taken."""

import base64
import io
import json
import random
import shutil
import subprocess
from collections import Counter

import pytest

from cso_desk.packages.howto import HOWTO_NAME, HOWTO_SM1
from cso_desk.packages.keys import make_keys
from cso_desk.packages.refusals import CODES, Refusal
from cso_desk.packages.suite import Envelope, digest_by, suite_of
from cso_desk.packages.suite_sm1 import (
    SM1,
    GmsslCurve,
    PureCurve,
    is_signature,
    openssl_key,
    read_signature,
)
from tests import proof
from tests.packages.desks import FIELDS, World, opened_from, org_row, tombstone
from tests.packages.forge import members, rezip
from tests.packages.test_damage import DAMAGE, flipped
from tests.packages.test_openers import BIN, run

pytestmark = pytest.mark.proof

MEMBERS = (
    *("mimetype", "cover.json", "cover.sig", "chain.json", "payload.key", "payload.zip.sm4"),
    HOWTO_NAME,
)
SPKI = base64.b64decode("MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE")
CURVES = (GmsslCurve(), PureCurve())


@pytest.fixture(scope="module")
def sm_world() -> World:
    return World("SM1")


@pytest.fixture(scope="module")
def sm_package(sm_world) -> bytes:
    return sm_world.town.make(
        sm_world.county,
        tables={"org": [org_row(1, sm_world.town.id), org_row(3, sm_world.town.id)]},
        schemas={"org": FIELDS},
        deletes=[tombstone(2, sm_world.town.id)],
    )


def refusal_of(raw: bytes, world: World, folder) -> Refusal:
    with pytest.raises(Refusal) as caught:
        opened_from(raw, folder, world.county.desk())
    return caught.value


def test_sm3_gives_the_vectors_of_the_standard():
    """GB/T 32905, A.1 and A.2."""
    assert digest_by("SM1", b"abc") == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert digest_by("SM1", b"abcd" * 16) == (
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_the_public_key_of_a_private_one_is_that_of_openssl(tmp_path):
    keys = make_keys("SM1")
    pem = openssl_key(keys.sign_private, keys.sign_public)
    (tmp_path / "key.pem").write_text(pem)
    run("openssl", "ec", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "p", cwd=tmp_path)
    assert (tmp_path / "p").read_bytes() == SPKI + keys.sign_public


@pytest.mark.parametrize("signer", CURVES, ids=("gmssl", "pure"))
@pytest.mark.parametrize("reader", CURVES, ids=("gmssl", "pure"))
def test_libraries_agree_on_signatures_and_sealed_keys(signer, reader):
    """Proof plan, row 12: 200 times over the four pairs."""
    draw = random.Random(12)
    for _ in range(proof.number(200) // 4):
        keys, message = make_keys("SM1"), draw.randbytes(draw.randrange(200))
        signature = signer.sign(keys.sign_private, keys.sign_public, message)
        assert is_signature(signature)
        assert reader.verify(keys.sign_public, signature, message)
        assert not reader.verify(keys.sign_public, signature, message + b"x")
        content = draw.randbytes(16)
        assert reader.open(keys.seal_private, signer.seal(keys.seal_public, content)) == content


@pytest.mark.parametrize("curve", CURVES, ids=("gmssl", "pure"))
def test_openssl_verifies_our_signatures_and_we_verify_its(curve, tmp_path):
    keys, suite = make_keys("SM1"), SM1(lambda: curve)
    (tmp_path / "key.pem").write_text(openssl_key(keys.sign_private, keys.sign_public))
    (tmp_path / "pub.der").write_bytes(SPKI + keys.sign_public)
    (tmp_path / "message").write_bytes(b"csopkg/1 seal\n{}")
    options = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-in", "message"]
    (tmp_path / "ours").write_bytes(suite.sign(keys.sign_private, b"csopkg/1 seal\n{}"))
    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "pub.der"]
    said = run(*verify, *options, "-sigfile", "ours", cwd=tmp_path)
    assert "Signature Verified Successfully" in said
    sign = ["openssl", "pkeyutl", "-sign", "-inkey", "key.pem"]
    run(*sign, *options, "-out", "theirs", cwd=tmp_path)
    theirs = (tmp_path / "theirs").read_bytes()
    assert suite.verify(keys.sign_public, theirs, b"csopkg/1 seal\n{}")


def test_only_the_one_form_of_a_signature_counts():
    keys = make_keys("SM1")
    suite = suite_of("SM1")
    good = suite.sign(keys.sign_private, b"m")
    assert suite.verify(keys.sign_public, good, b"m")
    assert all(0 < number < 1 << 256 for number in read_signature(good))
    longer = b"\x30" + bytes([len(good)]) + b"\x02" + bytes([good[3] + 1]) + b"\0" + good[4:]
    for bad in (b"", good[:-1], good + b"\0", longer, b"\x30\x06\x02\x01\x00\x02\x01\x00"):
        assert not is_signature(bad)
        assert not suite.verify(keys.sign_public, bad, b"m")
    assert not suite.verify(keys.sign_public[:-1], good, b"m")


def test_only_the_receiver_opens_what_was_sealed():
    suite, one, other = suite_of("SM1"), make_keys("SM1"), make_keys("SM1")
    sealed, plain = io.BytesIO(), io.BytesIO()
    envelope = suite.wrap(io.BytesIO(b"rows" * 5000), sealed, [one.seal_public])
    suite.unwrap(io.BytesIO(sealed.getvalue()), plain, one.seal_private, envelope)
    assert plain.getvalue() == b"rows" * 5000 != sealed.getvalue()
    for key, given in ((other.seal_private, envelope), (one.seal_private, Envelope(b"0", "00"))):
        with pytest.raises(Refusal) as caught:
            suite.unwrap(io.BytesIO(sealed.getvalue()), io.BytesIO(), key, given)
        assert caught.value.code == "NOT_FOR_ME"


def test_a_package_of_sm1_goes_round(sm_world, sm_package, tmp_path):
    assert tuple(members(sm_package)) == MEMBERS
    with opened_from(sm_package, tmp_path, sm_world.county.desk()) as opened:
        assert opened.cover.suite == "SM1"
        rows = [line.row for line in opened.rows("org")]
    assert rows == [org_row(1, sm_world.town.id), org_row(3, sm_world.town.id)]


def test_desks_of_two_suites_do_not_take_each_others_packages(world, sm_world, package, tmp_path):
    assert refusal_of(package, sm_world, tmp_path).code in ("NOT_FOR_ME", "BAD_CHAIN", "BAD_SUITE")
    with pytest.raises(Refusal) as caught:
        world.county.certify(sm_world.town)
    assert caught.value.code == "BAD_SUITE"


def test_random_damage_is_refused(sm_world, sm_package, tmp_path):
    draw = random.Random(20261125)
    codes: Counter[str] = Counter()
    for number in range(proof.number(1_000)):
        spoilt = DAMAGE[number % len(DAMAGE)](draw, sm_package)
        if spoilt != sm_package:
            codes[refusal_of(spoilt, sm_world, tmp_path).code] += 1
    print(f"damages of SM1: {dict(codes)}")
    assert codes and set(codes) <= set(CODES)


def test_changed_members_with_right_crc_are_refused(sm_world, sm_package, tmp_path):
    draw = random.Random(77)
    codes: Counter[str] = Counter()
    for _ in range(proof.number(300)):
        parts = members(sm_package)
        name = draw.choice(MEMBERS)
        codes[
            refusal_of(rezip(parts | {name: flipped(draw, parts[name])}), sm_world, tmp_path).code
        ] += 1
    print(f"re-zipped of SM1: {dict(codes)}")
    assert set(codes) <= set(CODES)


def test_members_of_one_suite_under_the_cover_of_the_other(sm_world, sm_package, tmp_path):
    parts = members(sm_package)
    del parts["payload.key"]
    assert refusal_of(rezip(parts), sm_world, tmp_path).code == "BAD_SUITE"
    as_age = {
        ("payload.zip.age" if name == "payload.zip.sm4" else name): content
        for name, content in parts.items()
    }
    assert refusal_of(rezip(as_age), sm_world, tmp_path).code in ("MALFORMED", "TRUNCATED")


def test_the_fixed_text_leads_all_the_way(sm_world, sm_package, tmp_path):
    """The commands of 怎样打开.txt with openssl alone, run as they stand there, with its placeholders filled in."""
    assert members(sm_package)[HOWTO_NAME] == HOWTO_SM1
    (tmp_path / "文件名.csopkg").write_bytes(sm_package)
    (tmp_path / "私钥文件").write_text(sm_world.county.keys.opening_key)
    certificate = json.loads(json.loads(members(sm_package)["chain.json"])[-1][0])
    words = ("unzip", "cd", "sha256sum", "(printf", "(echo", "openssl", "key=", "iv=", "bagit.py")
    words += ("frictionless",)
    commands = [
        line.strip().removeprefix("1. ")
        for line in HOWTO_SM1.decode().splitlines()
        if line.startswith("  ") and line.strip().removeprefix("1. ").startswith(words)
    ]
    script = "\n".join(commands)
    script = script.replace("echo 公钥 ", f"echo {certificate['sign']} ")
    script = script.replace("私钥文件", "../私钥文件").replace("unzip payload", "unzip -q payload")
    script = script.replace("bagit.py", f"{shutil.which('python3')} {BIN}/bagit.py")
    script = script.replace("frictionless", f"{BIN}/frictionless")
    (tmp_path / "run.sh").write_text("set -e\n" + script + "\n")
    done = subprocess.run(["sh", "run.sh"], cwd=tmp_path, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert len(commands) == 16
    assert "Signature Verified Successfully" in said
    assert json.loads(members(sm_package)["cover.json"])["sealed_sm3"] in said
