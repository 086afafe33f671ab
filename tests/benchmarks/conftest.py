"""A desk of 300,000 practice organizations, made once a run; a kept one may be named to save the minutes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cso_desk.usecases import opening, practice

USER, SECRET = "王干事", "lianxi-2026"
COUNTY = "410782"
ORGANIZATIONS = 300_000
KEPT = "CSO_DESK_BENCHMARK_DESK"
"""The environment variable with a folder where the desk is kept between runs (made there when it is empty)."""


@pytest.fixture(scope="session")
def big_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a county desk with 300,000 organizations; tests that write copy it."""
    kept = os.environ.get(KEPT)
    folder = Path(kept) if kept else tmp_path_factory.mktemp("big") / "desk"
    if not (folder / "desk.db").exists():
        place = opening.place_of(COUNTY)
        assert place is not None
        unit = opening.NewUnit(
            place.code, place.name, place.level, place.parent_code, place.full_name
        )
        started = opening.start_desk(folder, unit, USER, SECRET)
        with started.desk as desk:
            practice.fill_with_practice(desk, ORGANIZATIONS, seed=1)
    return folder


@pytest.fixture
def big_copy(big_folder: Path, tmp_path: Path) -> Path:
    """A copy of the big desk that a test may change."""
    return Path(shutil.copytree(big_folder, tmp_path / "desk"))
