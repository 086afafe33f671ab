#!/usr/bin/env python3
"""All the set-up in one command, on a fresh Debian 12 or Ubuntu; the standard library is enough.

    python3 dev.py run              set up, then do the main job on the practice ledger
    python3 dev.py test             set up, check style and types, run all tests
    python3 dev.py test ARGUMENTS   set up, run pytest alone with these arguments
    python3 dev.py proof            set up, run the proof plan at its whole numbers, print what was tried
    python3 dev.py setup            set up for both, and stop

Packages of the system come from apt, those of Python from whatever index pip is set to use, each
checked against its hash in requirements.lock. A set-up that is already done takes a second.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up.stamp"
PYTHONS = ((3, 11), (3, 13))

RUN_PACKAGES = (
    *("libegl1", "libgl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "fontconfig"),
    *("libxkbcommon0", "libxkbcommon-x11-0", "libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4"),
    *("libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0"),
    *("libxcb-shape0", "libxcb-xkb1", "libatomic1", "fonts-hanazono"),
)
TEST_PACKAGES = (
    *("xvfb", "xauth", "age", "unzip", "p7zip-full", "openssl", "qpdf", "poppler-utils"),
)
# Debian 13 and Ubuntu 24.04 gave new names to libraries that count time in 64 bits.
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}
RENAMED_SINCE = {"debian": 13.0, "ubuntu": 24.04}


def main(arguments: list[str]) -> int:
    verb, rest = (arguments or ["help"])[0], arguments[1:]
    if verb not in ("run", "test", "proof", "setup"):
        print(__doc__)
        return 0 if verb in ("help", "-h", "--help") else 2
    set_up(with_tests=verb != "run")
    if verb == "run":
        return in_venv("-m", "cso_desk.cli.main_job", *rest)
    if verb == "proof":
        return run_proof(rest)
    return run_tests(rest) if verb == "test" else 0


def run_tests(arguments: list[str]) -> int:
    """Style, types, then pytest on all cores; the first that fails ends it. With arguments pytest alone."""
    checks = [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy", "--strict", "cso_desk"),
    ]
    for check in [] if arguments else checks:
        if code := in_venv("-m", *check):
            return code
    return in_venv("-m", "pytest", *(arguments or ("-n", "auto", "--dist", "worksteal")))


def run_proof(arguments: list[str]) -> int:
    """The tests of the proof plan (tests/proof.py) at their whole numbers, two at a time, with what they say of them."""
    os.environ["CSO_DESK_PROOF"] = "1"
    two = ("-n", "2", "--dist", "worksteal")
    return in_venv("-m", "pytest", "-m", "proof", *two, "-rA", "--durations=0", *arguments)


def set_up(with_tests: bool) -> None:
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        stop(f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]}.")
    wanted = [*RUN_PACKAGES, *(TEST_PACKAGES if with_tests else ())]
    if importlib.util.find_spec("ensurepip") is None:
        wanted.insert(0, "python3-venv")
    install_system_packages(renamed(wanted, read_os_release()))
    stamp = fingerprint()
    if not (PYTHON.exists() and STAMP.exists() and STAMP.read_text() == stamp):
        install_python_packages()
        STAMP.write_text(stamp)


def fingerprint() -> str:
    """Changes when the lock, the project file, the interpreter or the place of the checkout do."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install_python_packages() -> None:
    if not PYTHON.exists() or not is_this_python(VENV):
        call(sys.executable, "-m", "venv", "--clear", VENV)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q")
    call(*pip, "--require-hashes", "--only-binary=:all:", "-r", ROOT / "requirements.lock")
    call(*pip, "--no-index", "--no-build-isolation", "--no-deps", "-e", ROOT)
    # Where Python is told to write no byte code, every start would compile our sources again.
    call(PYTHON, "-m", "compileall", "-q", ROOT / "cso_desk", ROOT / "ui")


def is_this_python(venv: Path) -> bool:
    """Was the environment made by an interpreter of this version?"""
    settings = (venv / "pyvenv.cfg").read_text() if (venv / "pyvenv.cfg").exists() else ""
    version = "{}.{}.".format(*sys.version_info[:2])
    return any(
        line.startswith("version") and line.partition("=")[2].strip().startswith(version)
        for line in settings.splitlines()
    )


def read_os_release() -> dict[str, str]:
    path = Path("/etc/os-release")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key: value.strip('"') for key, _, value in pairs}


def renamed(packages: Iterable[str], release: Mapping[str, str]) -> list[str]:
    """The names that this release of the system has for the packages."""
    since = RENAMED_SINCE.get(release.get("ID", ""))
    try:
        new = since is not None and float(release.get("VERSION_ID", "0")) >= since
    except ValueError:
        new = False
    return [RENAMED.get(name, name) if new else name for name in packages]


def missing(wanted: Iterable[str], dpkg_lines: str) -> list[str]:
    """What of `wanted` is not installed, by dpkg-query's lines 'package status'."""
    there = {line.split()[0] for line in dpkg_lines.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in there]


def apt_line(packages: Iterable[str]) -> str:
    """The line that a person with root rights has to type."""
    names = " ".join(packages)
    return f"apt-get update && apt-get install -y --no-install-recommends {names}"


def install_system_packages(wanted: list[str]) -> None:
    if not shutil.which("dpkg-query"):
        print("Not a Debian or Ubuntu: these must be there already:", *wanted)
        return
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
    known = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    lacking = missing(wanted, known)
    if not lacking:
        return
    rights = root_rights()
    if rights is None:
        stop(f"Some packages of the system are missing. As root, run this line:\n\n"
             f"    {apt_line(lacking)}\n\nthen the same command again.")  # fmt: skip
    line = ["env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", apt_line(lacking)]
    if subprocess.run([*rights, *line], check=False).returncode:
        stop(f"apt-get failed. As root, run this line:\n\n    {apt_line(lacking)}\n")


def root_rights() -> list[str] | None:
    """What to put before a command to run it as root; None: there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if sys.stdin.isatty():
        return ["sudo"]
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return None if asked.returncode else ["sudo", "-n"]


def in_venv(*arguments: str) -> int:
    """Run the environment's Python from the checkout; its exit code."""
    paths = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": paths, "VIRTUAL_ENV": str(VENV)}
    sys.stdout.flush()
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, check=False).returncode


def call(*command: object) -> None:
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=ROOT, check=False).returncode:
        stop("This failed: " + " ".join(words))


def stop(message: str) -> None:
    raise SystemExit(message)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
