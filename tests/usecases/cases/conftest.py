"""Organizations of 百泉社区 that can be filed, and short ways to walk a case."""

from collections.abc import Callable, Sequence

import pytest

from cso_desk.usecases import cases, charter, register
from cso_desk.usecases.opening import Desk

DAY = "2026-11-18"
OPINION = {"said_by": "龚单", "paper_date": DAY}
READY = {
    "nature": "社会团体性质",
    "category": "文体活动类",
    "area": "本社区（村）",
    "venue": "百泉社区文化广场",
    "leader": "龚单",
    "phone": "13900000001",
    "scope": "组织居民跳广场舞",
    "members": "12",
    "initiators": "龚单、段双",
}
"""What makes an organization fit to be filed, besides its name, community, roster and charter."""

Make = Callable[..., str]


def fill_roster(desk: Desk, organization: str, people: int = 10) -> None:
    """Write a roster of invented people."""
    for number in range(people):
        register.save_member(desk, organization, None, {"name": f"甄{number + 1}号"})


def make_ready(desk: Desk, village: str, name: str = "百泉社区夕阳红舞蹈队", **more: str) -> str:
    """Add an organization that meets every condition of the default pack."""
    values = {"name": name, "community": village, **READY, **more}
    made = register.save_organization(desk, None, values).value
    fill_roster(desk, made)
    charter.save(desk, made, {}, (), DAY, "", charter.unanimous("12", "12"))
    return made


@pytest.fixture
def team(town: Desk, village: str) -> str:
    """One organization that meets every condition."""
    return make_ready(town, village)


def opened(
    desk: Desk, organizations: Sequence[str], kind: str = "首次备案", **facts: str
) -> list[str]:
    """Open cases that can all be opened and return their ids."""
    batch = cases.open_cases(desk, organizations, kind, facts).value
    assert not batch.failed
    return list(batch.done)


def walk(desk: Desk, chosen: Sequence[str], *steps: str) -> cases.Batch:
    """Take steps in all cases with the usual facts; returns what became of the last one."""
    for step in steps:
        fields = {
            f.key for o in cases.offers(desk, chosen) if o.step.endswith(step) for f in o.fields
        }
        facts = {key: text for key, text in OPINION.items() if key in fields}
        last = cases.take_step(desk, chosen, step, facts).value
        assert not last.failed
    return last


TO_ACCEPTED = ("submit", "party", "committee", "accept")
TO_FILED = (*TO_ACCEPTED, "agree")
