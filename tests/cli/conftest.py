"""A desk of 百泉镇 (辉县市) that is used through the command line alone; made once and copied for each test."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cso_desk.cli.main import main

PASSWORD = "lianxi-2026"


class CommandLine:
    """Calls verbs with --json and checks the exit code."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *words: str, expect: int = 0) -> dict[str, Any]:
        """Call a verb and return its answer."""
        exit_code = main([*words, "--data", str(self.folder), "--json"])
        answer: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        assert exit_code == expect, answer
        assert answer["ok"] is (expect == 0)
        return answer

    def add(self, name: str, community: str, **fields: str) -> str:
        """Add an organization and return its id."""
        settings = {"组织名称": name, "所在社区(村)": community, **fields}
        words = [word for label, text in settings.items() for word in ("--set", f"{label}={text}")]
        return str(self.run("org", "add", *words)["value"]["id"])


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty desk; never opened itself."""
    folder = tmp_path_factory.mktemp("template") / "desk"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSO_DESK_PASSWORD", PASSWORD)
        unit = ["--unit", "410782103", "--name", "百泉镇", "--level", "township"]
        assert main(["new", *unit, "--user", "王干事", "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def town(
    town_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """An empty desk of the township."""
    monkeypatch.setenv("CSO_DESK_PASSWORD", PASSWORD)
    folder = tmp_path / "desk"
    shutil.copytree(town_folder, folder)
    return CommandLine(folder, capsys)
