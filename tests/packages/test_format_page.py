"""The format page for outsiders: its commands open its example, and a reader written from it agrees with ours."""

import base64
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import peer
from tests.packages.desks import FIELDS, org_row, tombstone
from tests.packages.forge import MEMBERS, members, rezip

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "help" / "format"
PAGES = ("上报包格式.md", "package-format.en.md")
DAMAGES = 60


def facts() -> dict[str, str]:
    return json.loads((FOLDER / "example.json").read_text("utf-8"))


def commands(page: str) -> str:
    return "".join(
        re.findall(r"^```sh\n(.*?)^```", (FOLDER / page).read_text("utf-8"), re.DOTALL | re.M)
    )


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_the_page_open_the_example(page, tmp_path):
    for name in ("example.csopkg", "example-key.txt"):
        shutil.copy(FOLDER / name, tmp_path / name)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-e", "-c", commands(page)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Signature Verified Successfully" in done.stdout + done.stderr
    assert "示例夕阳红舞蹈队" in done.stdout
    digests = re.findall(r"[0-9a-f]{64}", done.stdout.split("Signature")[0])[:4]
    assert len(digests) == 4 and sorted(digests[:2]) == sorted(digests[2:])


def test_both_pages_give_the_same_commands_and_name_every_cover_key():
    assert commands(PAGES[0]) == commands(PAGES[1]) != ""
    cover = json.loads(members((FOLDER / "example.csopkg").read_bytes())["cover.json"])
    for page in PAGES:
        text = (FOLDER / page).read_text("utf-8")
        assert [key for key in cover if f"`{key}`" not in text] == []


def test_the_example_is_read_by_the_peer_alone():
    found = peer.read_package(
        (FOLDER / "example.csopkg").read_bytes(),
        FOLDER / "example-key.txt",
        facts()["unit"],
        {facts()["trusted"]},
    )
    assert {row["name"] for row in found["tables"]["organization"]} == {
        "示例夕阳红舞蹈队",
        "示例邻里互助队",
    }


def test_the_peer_is_small_and_shares_no_code_with_the_program():
    source = (ROOT / "tests" / "peer.py").read_text("utf-8")
    assert len(source.splitlines()) <= 200
    assert not re.search(r"^\s*(from|import) (cso_desk|ui|tests)\b", source, re.M)


@pytest.fixture(scope="module")
def made(world, tmp_path_factory) -> tuple[bytes, Path]:
    """A package with rows, an empty table and a tombstone, and the county's key file."""
    raw = world.town.make(
        world.county,
        tables={"org": [org_row(1, world.town.id), org_row(3, world.town.id)], "member": []},
        schemas={"org": FIELDS, "member": FIELDS},
        deletes=[tombstone(2, world.town.id)],
    )
    key = tmp_path_factory.mktemp("peer") / "key.txt"
    key.write_text(world.county.keys.age_identity + "\n")
    return raw, key


def read(world, raw: bytes, key: Path, **changes: object) -> dict:
    known = {"unit": world.county.id, "trusted": {world.county.keys.fingerprint}, **changes}
    return peer.read_package(raw, key, known["unit"], known["trusted"])


def test_the_peer_reads_what_we_wrote(world, made):
    found = read(world, *made)
    assert found["tables"] == {
        "org": [org_row(1, world.town.id), org_row(3, world.town.id)],
        "member": [],
    }
    assert found["deletes"] == [tombstone(2, world.town.id)]


def test_the_peer_refuses_damage_and_strangers(world, made):
    raw, key = made
    draw = random.Random(7)
    for place in draw.sample(range(len(raw)), DAMAGES):
        spoilt = bytearray(raw)
        spoilt[place] ^= 1 << draw.randrange(8)
        with pytest.raises(peer.Wrong):
            read(world, bytes(spoilt), key)
    for changes in ({"unit": world.town.id}, {"trusted": {world.stranger.keys.fingerprint}}):
        with pytest.raises(peer.Wrong):
            read(world, raw, key, **changes)


@pytest.mark.parametrize("name", [one for one in MEMBERS if one != "mimetype"])
def test_the_peer_refuses_changed_members_in_a_good_zip(world, made, name):
    raw, key = made
    parts = members(raw)
    middle = len(parts[name]) // 2
    spoilt = bytes([parts[name][middle] ^ 1])
    parts[name] = parts[name][:middle] + spoilt + parts[name][middle + 1 :]
    with pytest.raises(peer.Wrong):
        read(world, rezip(parts), key)


def test_the_peer_runs_as_a_program(tmp_path):
    words = [FOLDER / "example.csopkg", FOLDER / "example-key.txt", facts()["unit"]]
    script = [sys.executable, ROOT / "tests" / "peer.py"]
    good = subprocess.run([*script, *words, facts()["trusted"]], capture_output=True, text=True)
    assert (good.returncode, good.stdout.splitlines()[1]) == (0, "organization: 2")
    other = base64.b16encode(os.urandom(16)).decode().lower()
    bad = subprocess.run([*script, *words, other], capture_output=True, text=True)
    assert (bad.returncode, bad.stdout) == (1, "refused: nobody whom I trust\n")
