"""dev.py: what it installs, and what it says where it may not."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= set(sys.stdlib_module_names)


def test_only_what_dpkg_calls_installed_counts(dev: ModuleType) -> None:
    lines = "age installed\nqpdf config-files\nunzip not-installed\n"
    assert dev.missing(["age", "qpdf", "unzip", "xvfb"], lines) == ["qpdf", "unzip", "xvfb"]


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, "libglib2.0-0"),
        ({"ID": "debian", "VERSION_ID": "13"}, "libglib2.0-0t64"),
        ({"ID": "ubuntu", "VERSION_ID": "22.04"}, "libglib2.0-0"),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, "libglib2.0-0t64"),
        ({"ID": "uos", "VERSION_ID": "20"}, "libglib2.0-0"),
        ({"ID": "debian"}, "libglib2.0-0"),
        ({"ID": "debian", "VERSION_ID": "sid"}, "libglib2.0-0"),
        ({}, "libglib2.0-0"),
    ],
)
def test_a_library_has_the_name_of_the_release(
    dev: ModuleType, release: dict[str, str], name: str
) -> None:
    assert dev.renamed(["age", "libglib2.0-0"], release) == ["age", name]


def without_rights(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, installed: str) -> list[str]:
    """Put dev.py on a machine where nobody is root; the commands that it would run."""
    ran: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command[0])
        return subprocess.CompletedProcess(command, 0, stdout=installed, stderr="")

    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "sudo" else name)
    monkeypatch.setattr(dev.subprocess, "run", run)
    return ran


def test_without_root_the_exact_line_is_printed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = without_rights(dev, monkeypatch, installed="age installed\n")
    with pytest.raises(SystemExit) as stopped:
        dev.install_system_packages(["age", "libegl1", "qpdf"])
    line = "apt-get update && apt-get install -y --no-install-recommends libegl1 qpdf"
    assert f"\n    {line}\n" in str(stopped.value)
    assert ran == ["dpkg-query"]


def test_nothing_is_asked_where_nothing_is_missing(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = without_rights(dev, monkeypatch, installed="age installed\nqpdf installed\n")
    dev.install_system_packages(["age", "qpdf"])
    assert ran == ["dpkg-query"]


def test_the_tests_need_more_than_the_program(dev: ModuleType) -> None:
    assert "fonts-hanazono" in dev.RUN_PACKAGES
    assert set(dev.TEST_PACKAGES) == {
        *("xvfb", "xauth", "age", "unzip", "p7zip-full", "openssl", "qpdf", "poppler-utils")
    }
    assert not set(dev.RUN_PACKAGES) & set(dev.TEST_PACKAGES)


def test_another_lock_or_project_file_means_a_new_set_up(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("one", encoding="utf-8")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    first = dev.fingerprint()
    assert dev.fingerprint() == first
    (tmp_path / "requirements.lock").write_text("two", encoding="utf-8")
    second = dev.fingerprint()
    (tmp_path / "pyproject.toml").write_text("two", encoding="utf-8")
    assert len({first, second, dev.fingerprint()}) == 3


def test_an_environment_of_another_python_is_made_anew(dev: ModuleType, tmp_path: Path) -> None:
    settings = tmp_path / "pyvenv.cfg"
    assert not dev.is_this_python(tmp_path)
    settings.write_text("home = /usr/bin\nversion = 3.9.2\n", encoding="utf-8")
    assert not dev.is_this_python(tmp_path)
    settings.write_text("version = {}.{}.{}\n".format(*sys.version_info[:3]), encoding="utf-8")
    assert dev.is_this_python(tmp_path)


def test_a_python_that_is_too_old_is_refused(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 to 3\.13 is needed"):
        dev.set_up(with_tests=False)


def test_an_unknown_verb_explains_itself(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["fly"]) == 2
    assert "python3 dev.py run" in capsys.readouterr().out
