"""A real desk of 百泉镇 (辉县市), made once and copied for each test; its clock stands on 20 November 2026."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cso_desk.clock import FixedClock
from cso_desk.usecases import opening, units
from cso_desk.usecases.opening import Desk

MOMENT = datetime(2026, 11, 20, 9, 0)
USER, PASSWORD = "王干事", "lianxi-2026"


@pytest.fixture(scope="session")
def empty_town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty desk; never opened itself."""
    folder = tmp_path_factory.mktemp("template") / "desk"
    unit = opening.NewUnit("410782103", "百泉镇", "township")
    opening.start_desk(folder, unit, USER, PASSWORD, FixedClock(MOMENT)).desk.close()
    return folder


@pytest.fixture
def town(empty_town_folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """An empty desk of the township, open for writing."""
    folder = tmp_path / "desk"
    shutil.copytree(empty_town_folder, folder)
    desk = opening.open_desk(folder, USER, PASSWORD, clock=FixedClock(MOMENT))
    yield desk
    desk.close()


@pytest.fixture
def village(town: Desk) -> str:
    """The id of 百泉社区, an urban community."""
    return units.unit_by_code(town, "410782103001").id
