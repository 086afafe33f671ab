"""The package opens with tools that are not ours (reliability.md 2, row 9)."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cso_desk.packages.howto import HOWTO, HOWTO_NAME
from tests.packages.desks import FIELDS, org_row, tombstone
from tests.packages.forge import members

pytestmark = pytest.mark.proof

BIN = Path(sys.executable).parent


def run(*command, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory) -> Path:
    """A package with rows, an empty table, a tombstone and summaries, unpacked in two steps."""
    place = tmp_path_factory.mktemp("opened")
    raw = world.town.make(
        world.county,
        tables={"org": [org_row(1, world.town.id), org_row(3, world.town.id)], "member": []},
        schemas={"org": FIELDS, "member": FIELDS},
        deletes=[tombstone(2, world.town.id)],
    )
    (place / "上报.csopkg").write_bytes(raw)
    (place / "key.txt").write_text(world.county.keys.age_identity + "\n")
    for name, content in members(raw).items():
        (place / name).write_bytes(content)
    run("age", "-d", "-i", "key.txt", "-o", "payload.zip", "payload.zip.age", cwd=place)
    run("unzip", "-q", "payload.zip", cwd=place)
    return place


def test_unzip_finds_no_error(folder):
    assert "No errors detected" in run("unzip", "-t", "上报.csopkg", cwd=folder)


def test_7z_finds_no_error(folder):
    assert "Everything is Ok" in run("7z", "t", "上报.csopkg", cwd=folder)


def test_openssl_verifies_the_signature_and_sees_a_changed_cover(folder):
    certificate = json.loads(json.loads((folder / "chain.json").read_text())[-1][0])
    prefix = bytes.fromhex("302a300506032b6570032100")
    (folder / "key.der").write_bytes(prefix + base64.b64decode(certificate["sign"]))
    message = b"csopkg/1 seal\n" + (folder / "cover.json").read_bytes()
    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der"]
    verify += ["-rawin", "-in", "message", "-sigfile", "cover.sig"]
    (folder / "message").write_bytes(message)
    assert "Signature Verified Successfully" in run(*verify, cwd=folder)
    (folder / "message").write_bytes(message.replace(b'"seq":1', b'"seq":2'))
    changed = subprocess.run(verify, cwd=folder, capture_output=True, text=True)
    assert changed.returncode != 0


def test_age_opens_the_payload_and_the_bag_is_valid(folder):
    run(sys.executable, BIN / "bagit.py", "--validate", "bag", cwd=folder)
    assert "FAILED" not in run("sha256sum", "-c", "manifest-sha256.txt", cwd=folder / "bag")
    run("sha256sum", "-c", "tagmanifest-sha256.txt", cwd=folder / "bag")


def test_7z_finds_no_error_inside(folder):
    assert "Everything is Ok" in run("7z", "t", "payload.zip", cwd=folder)


def test_frictionless_finds_the_tables_valid(folder):
    package = folder / "bag" / "data" / "datapackage.json"
    names = [resource["name"] for resource in json.loads(package.read_text())["resources"]]
    assert names == ["_deletes", "org"]
    run(BIN / "frictionless", "validate", "datapackage.json", cwd=package.parent)


def test_the_fixed_text_leads_all_the_way(folder, tmp_path, world):
    """The commands of 怎样打开.txt, run as they stand there, with its placeholders filled in."""
    assert (folder / HOWTO_NAME).read_bytes() == HOWTO
    shutil.copy(folder / "上报.csopkg", tmp_path / "文件名.csopkg")
    (tmp_path / "私钥文件").write_text(world.county.keys.age_identity + "\n")
    certificate = json.loads(json.loads((folder / "chain.json").read_text())[-1][0])
    words = ("unzip", "cd", "sha256sum", "(printf", "openssl", "age", "bagit.py", "frictionless")
    commands = [
        line.strip().removeprefix("1. ")
        for line in HOWTO.decode().splitlines()
        if line.startswith("  ") and line.strip().removeprefix("1. ").startswith(words)
    ]
    script = "\n".join(commands)
    script = script.replace("echo 公钥 ", f"echo {certificate['sign']} ")
    script = script.replace("-i 私钥文件", "-i ../私钥文件").replace(
        "unzip payload", "unzip -q payload"
    )
    script = script.replace("bagit.py", f"{sys.executable} {BIN}/bagit.py")
    script = script.replace("frictionless", f"{BIN}/frictionless")
    (tmp_path / "run.sh").write_text("set -e\n" + script + "\n")
    said = run("sh", "run.sh", cwd=tmp_path)
    assert len(commands) == 12
    assert "Signature Verified Successfully" in said
    assert "OK" in said and "FAILED" not in said
