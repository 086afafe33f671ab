"""Three organizations of 百泉社区 whose activities, money and reports are kept."""

from collections.abc import Callable

import pytest

from cso_desk.usecases import register
from cso_desk.usecases.opening import Desk

NAMES = ("百泉社区舞蹈队", "百泉社区巡逻队", "百泉社区戏曲社")


@pytest.fixture
def teams(town: Desk, village: str) -> list[str]:
    """The ids of three organizations of one community."""
    return [
        register.save_organization(
            town, None, {"name": name, "community": village, "leader": "邓新华", "members": "30"}
        ).value
        for name in NAMES
    ]


@pytest.fixture
def held(town: Desk) -> Callable[..., str]:
    """Enter an activity: organization, day and further texts; returns its id."""
    from cso_desk.usecases import activities

    def enter(organization: str, day: str, **more: str) -> str:
        values = {"title": "广场舞", "begins_on": day, **more}
        return activities.save(town, organization, None, values).value

    return enter
