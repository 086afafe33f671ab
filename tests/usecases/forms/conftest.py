"""A dance team of 百泉社区 with people in it, and what reads a printed form back."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cso_desk.usecases import print_forms, register
from cso_desk.usecases.opening import Desk

TEAM = {
    "name": "百泉社区夕阳红舞蹈队",
    "nature": "社会团体性质",
    "category": "文体活动类",
    "area": "本社区（村）",
    "venue": "百泉社区文化广场",
    "leader": "龚单",
    "phone": "13900000001",
    "scope": "1.组织居民跳广场舞；2、为独居老人送餐。（三）义务理发；",
    "members": "3",
    "party_members": "3",
}


@pytest.fixture
def team(town: Desk, village: str) -> str:
    """The dance team."""
    return register.save_organization(town, None, {**TEAM, "community": village}).value


@pytest.fixture
def printed(town: Desk, tmp_path: Path) -> Callable[..., str]:
    """Return what prints a form for organizations and gives the text of the PDF without white space."""

    def run(code: str, *organizations: str) -> str:
        out = tmp_path / f"{code}.pdf"
        done = print_forms.print_forms(town, code, organizations, out).value
        assert not done.skipped and done.pages
        shown = subprocess.run(
            ["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True, check=True
        )
        return "".join(shown.stdout.split())

    return run
