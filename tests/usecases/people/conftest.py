"""Organizations that name the same invented leader or the same room."""

from collections.abc import Callable

import pytest

from cso_desk.fields.identity import check_character
from cso_desk.usecases import register
from cso_desk.usecases.opening import Desk


def made_up_id(birth: str = "19560312", seq: int = 1) -> str:
    """Return an identity number of a county that does not exist."""
    first = f"411792{birth}{seq:03d}"
    return first + check_character(first)


ID_NUMBER = made_up_id()
OLD, NEW = "13900000001", "13900000002"


@pytest.fixture
def add(town: Desk, village: str) -> Callable[..., str]:
    """Put an organization into the register; returns its id."""

    def add_organization(name: str, **more: str) -> str:
        values = {"name": name, "community": village, **more}
        return register.save_organization(town, None, values).value

    return add_organization


@pytest.fixture
def four(add: Callable[..., str]) -> list[str]:
    """Four organizations that the same person leads, told by name and identity number."""
    leader = {"leader": "魏领四", "leader_id": ID_NUMBER, "phone": OLD}
    return [add(f"百泉社区第{n}舞蹈队", **leader) for n in range(1, 5)]


@pytest.fixture
def eight(add: Callable[..., str]) -> list[str]:
    """Eight organizations that meet in the same room."""
    return [add(f"百泉社区第{n}书画社", venue="百泉社区党群服务中心二楼") for n in range(1, 9)]
