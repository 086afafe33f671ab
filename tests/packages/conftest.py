import pytest

from tests.packages.desks import World


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def package(world: World) -> bytes:
    """One small report from the township to the county."""
    return world.town.make(world.county)
