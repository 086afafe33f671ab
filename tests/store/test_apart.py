"""Long readings run in a process of their own: the same answers and errors, always the newest state, nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cso_desk.errors import Stopped, Trouble
from cso_desk.records import Organization
from cso_desk.store import Desk, Query, apart, ids, rows

from .conftest import PASSWORD, USER


def names(desk: Desk) -> list[str]:
    """A reading."""
    with desk.read() as session:
        found = ids(session, Query(Organization))
        return [row[0] for row in rows(session, Organization, found, ["name"])]


def where(desk: Desk) -> int:
    """A reading that tells which process did it."""
    return os.getpid()


def slow(desk: Desk, seconds: float) -> tuple[int, float]:
    """A reading that takes its time; tells its process and when it began."""
    began = time.monotonic()
    time.sleep(seconds)
    return os.getpid(), began


def refused(desk: Desk) -> None:
    """A reading that is refused."""
    raise Trouble("NO", f"不行，请换一个（{desk.user}）。")


def dying(desk: Desk, home: int) -> str:
    """A reading that kills the process in which it runs, unless it is the one of the test."""
    if os.getpid() != home:
        os._exit(3)
    return "here"


def lock_of(desk: Desk) -> object:
    """A reading whose answer cannot be pickled."""
    return threading.Lock()


def writing(desk: Desk) -> bool:
    """Tell whether the reading process may change anything."""
    return desk.write


@pytest.fixture
def large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that counts as large, its reading process up."""
    monkeypatch.setattr(apart, "LARGE", 1)
    with desk.operation("新增组织：甲队") as op:
        op.insert_many(Organization, [{"name": "甲队"}])
    assert desk.apart(where) == os.getpid()
    wait_for(lambda: desk.apart(where) != os.getpid())
    return desk


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_small_desk_has_no_second_process(desk: Desk) -> None:
    assert desk.apart(where) == os.getpid() == desk.apart(where)
    assert multiprocessing.active_children() == []


def test_the_other_process_sees_what_was_just_written_and_may_not_write(large: Desk) -> None:
    assert large.apart(names) == ["甲队"] and large.apart(writing) is False
    for number in range(5):
        with large.operation("新增组织") as op:
            op.insert_many(Organization, [{"name": f"乙队{number}"}])
        assert large.apart(names) == names(large)
        assert large.apart(where) != os.getpid()


def test_two_readings_run_at_once(large: Desk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda _: large.apart(slow, 0.5), range(2)))
    assert {pid for pid, _ in found} == {large.apart(where)}
    assert abs(found[0][1] - found[1][1]) < 0.4


def test_a_refusal_is_raised_where_it_was_called(large: Desk) -> None:
    with pytest.raises(Trouble, match="不行，请换一个（李办事）"):
        large.apart(refused)
    assert large.apart(where) != os.getpid()


def test_a_reading_without_a_name_is_a_fault_on_every_desk(desk: Desk) -> None:
    with pytest.raises(TypeError, match="function of a module"):
        desk.apart(lambda _: 1)


def test_an_answer_that_cannot_cross_is_read_here(large: Desk) -> None:
    assert large.apart(lock_of) is not None
    assert large.apart(where) != os.getpid()


def test_when_the_other_process_dies_everything_is_read_here(large: Desk) -> None:
    assert large.apart(dying, os.getpid()) == "here"
    assert [large.apart(where) for _ in range(4)] == [os.getpid()] * 4
    assert large.apart(names) == ["甲队"]


def test_where_no_process_can_be_begun_everything_is_read_here(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from multiprocessing.context import SpawnProcess

    def forbidden(_: object) -> None:
        raise OSError("blocked")

    monkeypatch.setattr(apart, "LARGE", 0)
    monkeypatch.setattr(SpawnProcess, "start", forbidden)
    assert [desk.apart(where) for _ in range(3)] == [os.getpid()] * 3
    assert multiprocessing.active_children() == []


def test_nothing_stays_when_the_desk_is_closed(large: Desk) -> None:
    pid = large.apart(where)
    large.close()
    large.close()
    assert multiprocessing.active_children() == []
    assert not alive(pid)
    assert not (large.folder / "desk.db-wal").exists()


def test_a_reading_under_way_does_not_hold_up_the_closing(large: Desk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(large.apart, slow, 1.5)
        time.sleep(0.2)
        began = time.monotonic()
        large.close()
        assert time.monotonic() - began < 1.0
        with pytest.raises(Stopped):
            found.result()
    assert multiprocessing.active_children() == []


def test_it_ends_when_the_program_is_killed(large: Desk) -> None:
    folder = large.folder
    large.close()
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), USER, PASSWORD],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    assert program.stdout is not None
    pid = int(program.stdout.readline())
    assert alive(pid)
    program.kill()
    program.wait()
    program.stdout.close()
    wait_for(lambda: not alive(pid))


KILLED = """
import sys, time
from pathlib import Path

from cso_desk.store import apart
from cso_desk.usecases import opening
from tests.store.test_apart import where

if __name__ == "__main__":
    apart.LARGE = 0
    desk = opening.open_desk(Path(sys.argv[1]), *sys.argv[2:])
    here = desk.apart(where)
    while desk.apart(where) == here:
        time.sleep(0.02)
    print(desk.apart(where), flush=True)
    time.sleep(60)
"""


def alive(pid: int) -> bool:
    """Tell whether a process is there and no mere remainder of one."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
