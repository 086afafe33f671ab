"""The collector runs in the window's thread, when nothing else does."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from ui import sweeping
from ui.sweeping import PATIENCE, Sweeper


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def busy() -> list[bool]:
    return [False]


@pytest.fixture
def sweeper(busy: list[bool], qapp: QObject, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sweeper]:
    monkeypatch.setattr(sweeping.gc, "get_threshold", lambda: (0, 1000, 1000))
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
