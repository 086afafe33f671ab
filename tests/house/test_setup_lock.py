"""The lock: it names no index, it pins everything by hash, and every part may be shipped."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> dict[str, str]:
    """Name and version of every package in the lock."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE))


def wanted() -> list[Requirement]:
    lines = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    return [Requirement(line) for line in lines]


def runtime_packages() -> dict[str, str]:
    """Installed version of every package that the program, without its tests, stands on."""
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in found:
            continue
        found[name] = importlib.metadata.version(name)
        environment = {**default_environment(), "extra": ""}
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate(environment):
                waiting.append(needed)
    return found


def test_the_lock_names_no_index() -> None:
    assert not re.search(r"://|--index|--extra-index|--find-links|www\.|@ ", LOCK)


def test_each_locked_package_has_a_version_and_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(entries) == len(locked()) > 60
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:60]


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_each_dependency_is_pinned_to_the_locked_version(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    assert [s.operator for s in requirement.specifier] == ["=="]
    assert requirement.specifier.contains(locked()[name])


def test_no_heavier_pyside_than_the_measured_one() -> None:
    assert locked()["pyside6-essentials"] == locked()["pyside6-addons"] == "6.9.3"
    assert "pyside6" not in locked()


def test_each_shipped_package_has_its_licence_listed() -> None:
    text = (ROOT / "packaging" / "LICENCES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w.-]+) \| ([\d.]+) \| ([^|]+) \|", text, flags=re.MULTILINE)
    listed = {canonicalize_name(name): version for name, version, licence in rows if licence}
    missing = {n: v for n, v in runtime_packages().items() if listed.get(n) != v}
    assert not missing
