"""A desk of 百泉镇 that was first used on 5 January 2026, whose clock can be moved on, with organizations."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cso_desk.clock import FixedClock
from cso_desk.usecases import opening, register, units
from cso_desk.usecases.opening import Desk

USER, PASSWORD = "王干事", "lianxi-2026"
Move = Callable[[str], None]


@pytest.fixture(scope="session")
def january_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a desk that began in January; never opened itself."""
    folder = tmp_path_factory.mktemp("january") / "desk"
    unit = opening.NewUnit("410782103", "百泉镇", "township")
    clock = FixedClock(datetime(2026, 1, 5, 9, 0))
    opening.start_desk(folder, unit, USER, PASSWORD, clock).desk.close()
    return folder


@pytest.fixture
def year_desk(january_folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk on its first day."""
    folder = tmp_path / "year"
    shutil.copytree(january_folder, folder)
    clock = FixedClock(datetime(2026, 1, 5, 9, 0))
    desk = opening.open_desk(folder, USER, PASSWORD, clock=clock)
    yield desk
    desk.close()


@pytest.fixture
def move(year_desk: Desk) -> Move:
    """Let it be another day on the desk."""

    def to(day: str) -> None:
        year_desk.clock = FixedClock(datetime.fromisoformat(f"{day} 09:00"))

    return to


@pytest.fixture
def place(year_desk: Desk) -> str:
    """The id of 百泉社区."""
    return units.unit_by_code(year_desk, "410782103001").id


@pytest.fixture
def found_team(year_desk: Desk, place: str) -> Callable[[str], str]:
    """Add an organization of 百泉社区 and return its id."""

    def add(name: str) -> str:
        values = {"name": name, "community": place, "leader": "邓新华", "phone": "13900006630"}
        return register.save_organization(year_desk, None, values).value

    return add
