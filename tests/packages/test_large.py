"""Larger packages: memory stays flat, and other tools still agree."""

import json
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cso_desk.packages.make import make_package
from cso_desk.packages.open import open_package
from tests.packages.desks import World, org_row
from tests.packages.forge import inner_of

ROWS = 60_000


def measure() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def make_and_read(folder: Path) -> None:
    """Make, open and read a package of 35 MB of rows in a fresh process; print the growth of its memory in MB."""
    world = World()
    make_and_open(world, folder / "small.csopkg", 10)
    before = measure()
    make_and_open(world, folder / "large.csopkg", ROWS)
    print(measure() - before)


def make_and_open(world: World, path: Path, count: int) -> None:
    rows = (org_row(number, world.town.id) for number in range(1, count + 1))
    draft = world.town.draft(world.county, tables={"org": rows})
    make_package(draft, world.town.keys, world.town.chain, path)
    with open_package(path, world.county.desk()) as opened:
        assert sum(line.fault is None for line in opened.rows("org")) == count


@pytest.mark.slow
def test_memory_stays_flat(tmp_path):
    code = "import sys, pathlib; from tests.packages.test_large import make_and_read as run; "
    code += "run(pathlib.Path(sys.argv[1]))"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 40


@pytest.mark.slow
def test_frictionless_agrees_on_twenty_thousand_rows(world, tmp_path):
    rows = [org_row(number, world.town.id) for number in range(1, 20_001)]
    raw = world.town.make(world.county, tables={"org": rows})
    plain = tmp_path / "payload.zip"
    plain.write_bytes(inner_of(raw, world.county.keys))
    with zipfile.ZipFile(plain) as file:
        file.extractall(tmp_path)
    tool = Path(sys.executable).parent / "frictionless"
    done = subprocess.run(
        [str(tool), "validate", "datapackage.json", "--json"],
        cwd=tmp_path / "bag" / "data",
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert report["valid"] is True
    assert report["tasks"][0]["stats"]["rows"] == 20_000
