"""Remake requirements.lock: every package with its version and hashes, for all systems, no URL.

    .venv/bin/python -m pip install uv
    .venv/bin/python packaging/lock.py            keep the versions that are locked
    .venv/bin/python packaging/lock.py --upgrade  take newer ones where pyproject.toml allows

uv asks the index that pip is set to use here; the lock does not name it.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    *("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url"),
    *("--no-header", "--group", "dev", "--python-version", "3.11"),
    *("pyproject.toml", "-o", "requirements.lock"),
)


def pip_setting(name: str) -> str | None:
    """A value of pip's own configuration, such as global.index-url; None where there is none."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", name], capture_output=True, text=True
    )
    return asked.stdout.strip() or None


def main() -> int:
    environment = dict(os.environ)
    if index := pip_setting("global.index-url"):
        environment.setdefault("UV_DEFAULT_INDEX", index)
    return subprocess.run(
        [sys.executable, "-m", "uv", *COMMAND, *sys.argv[1:]], cwd=ROOT, env=environment
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
