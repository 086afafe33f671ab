"""The collector runs in the window's thread, when nothing else does."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from ui.sweeping import MANY, PATIENCE, Sweeper


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def busy() -> list[bool]:
    return [False]


@pytest.fixture
def sweeper(busy: list[bool], qapp: QObject) -> Iterator[Sweeper]:
    parent = QObject()
    made = Sweeper(parent, lambda: busy[0])
    made.begin()
    made.sweep()
    yield made
    made.end()


def dropped() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


def test_garbage_goes_when_nothing_runs(sweeper: Sweeper) -> None:
    ring = dropped()
    assert ring() is not None
    sweeper.sweep()
    assert ring() is None


def test_a_sweep_waits_for_work_but_not_for_ever(sweeper: Sweeper, busy: list[bool]) -> None:
    ring, busy[0] = dropped(), True
    for _ in range(PATIENCE):
        sweeper.sweep()
        assert ring() is not None
    sweeper.sweep()
    assert ring() is None


def test_what_lived_before_is_not_looked_through_again(sweeper: Sweeper) -> None:
    assert gc.get_freeze_count() > 1000
    assert not gc.isenabled()


def test_very_many_young_objects_are_let_be_until_nobody_waits(sweeper: Sweeper) -> None:
    many = [Ring() for _ in range(MANY + 1)]
    last = weakref.ref(many[-1])
    for _ in range(PATIENCE + 1):
        sweeper.sweep()
    del many
    sweeper.sweep()
    assert last() is not None, "they stand aside"
    sweeper.tidy()
    assert last() is None
