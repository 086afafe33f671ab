"""Work runs off the window's thread, its results come home, its errors are sorted by whose fault they are."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from cso_desk.errors import Problem, Problems, Stopped, Trouble
from cso_desk.usecases.done import MANY, Done
from ui.work import Reading, Works, Writing

from .conftest import Told, at_rest


class Somewhere(QWidget):
    """A page that only begins work."""

    def __init__(self, works: Works) -> None:
        super().__init__()
        self.works = works


@pytest.fixture
def page(works: Works, qtbot: Any) -> Somewhere:
    made = Somewhere(works)
    qtbot.addWidget(made)
    return made


def test_a_result_comes_home_in_the_windows_thread(page: Somewhere, qtbot: Any) -> None:
    where: dict[str, int] = {}

    def task(_: Any) -> int:
        where["task"] = threading.get_ident()
        return 7

    def done(value: int) -> None:
        where["done"] = threading.get_ident()
        where["value"] = value

    Reading(page, "", task).done(done).start()
    at_rest(qtbot, page.works)
    assert where["value"] == 7
    assert where["done"] == threading.get_ident() != where["task"]


def test_the_window_lives_while_work_runs(page: Somewhere, qtbot: Any) -> None:
    beats: list[float] = []
    clock = QTimer(page, interval=10)
    clock.timeout.connect(lambda: beats.append(time.monotonic()))
    clock.start()
    Writing(page, "慢", lambda _: time.sleep(0.6)).start()
    at_rest(qtbot, page.works)
    assert max(b - a for a, b in itertools.pairwise(beats)) < 0.1


def test_between_results_that_wait_together_the_window_gets_its_turn(
    page: Somewhere, qtbot: Any
) -> None:
    order: list[str] = []
    turns = QTimer(page, interval=0)
    turns.timeout.connect(lambda: order.append("turn"))
    for _ in range(4):
        Reading(page, "", lambda _: None).done(lambda _: order.append("result")).start()
    time.sleep(0.3)
    turns.start()
    at_rest(qtbot, page.works)
    turns.stop()
    results = [at for at, what in enumerate(order) if what == "result"]
    assert len(results) == 4
    assert all(later - earlier > 1 for earlier, later in itertools.pairwise(results))


def test_writes_go_one_after_the_other(page: Somewhere, qtbot: Any) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write(_: Any) -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()

    for _ in range(4):
        Writing(page, "", write).start()
    at_rest(qtbot, page.works)
    assert most == [1, 1, 1, 1]


def test_rest_is_told_once_what_results_began_is_done_too(page: Somewhere, qtbot: Any) -> None:
    seen: list[str] = []
    page.works.rested.connect(lambda: seen.append("rest"))

    def then(_: Any) -> None:
        Reading(page, "", lambda _: time.sleep(0.02)).done(lambda _: seen.append("second")).start()

    Reading(page, "", lambda _: None).done(then).start()
    at_rest(qtbot, page.works)
    assert seen == ["second", "rest"]


def test_changes_of_a_done_go_to_everyone_with_the_name_of_who_began(
    page: Somewhere, qtbot: Any
) -> None:
    changes = frozenset({("organization", "1")})
    got: list[Any] = []
    Writing(page, "", lambda _: Done("x", changes)).done(got.append).start()
    with qtbot.waitSignal(page.works.desk_changed) as told:
        pass
    assert got == ["x"]
    assert told.args == [changes, page]


def test_very_many_changes_are_told_by_table(page: Somewhere, qtbot: Any) -> None:
    many = frozenset(("organization", str(number)) for number in range(MANY)) | {("unit", "甲")}
    heard: list[object] = []
    page.works.desk_changed.connect(lambda changes, _: heard.append(changes))
    Writing(page, "", lambda _: Done(1, many)).start()
    at_rest(qtbot, page.works)
    assert heard == [frozenset({("organization", ""), ("unit", "")})]


def test_a_trouble_is_said_in_its_own_words(page: Somewhere, qtbot: Any, say: Told) -> None:
    def task(_: Any) -> None:
        raise Trouble("DISK_FULL", "U盘空间不够，请换一个再导出。")

    Reading(page, "", task).start()
    at_rest(qtbot, page.works)
    assert say.troubles == ["U盘空间不够，请换一个再导出。"]


def test_a_page_may_take_an_error_itself(page: Somewhere, qtbot: Any, say: Told) -> None:
    taken: list[Exception] = []

    def task(_: Any) -> None:
        raise Problems([Problem("", "name", "x", "组织名称不能空。")])

    Reading(page, "", task).failed(lambda error: not taken.append(error)).start()
    at_rest(qtbot, page.works)
    assert isinstance(taken[0], Problems)
    assert say.troubles == []


def test_a_bug_leaves_a_report_without_what_was_typed(
    page: Somewhere, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    def task(_: Any) -> None:
        raise ValueError("张三 410199196801011234")

    Reading(page, "", task).start()
    at_rest(qtbot, page.works)
    (report,) = (tmp_path / "出错记录").iterdir()
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text and "test_work.py" in text
    assert "张三" not in text and "4101" not in text and str(tmp_path) not in text
    assert "资料没有改动" in say.troubles[0]


def test_a_stop_is_no_error(page: Somewhere, qtbot: Any, say: Told) -> None:
    steps: list[int] = []

    def task(progress: Any) -> None:
        for number in range(10_000):
            steps.append(number)
            progress.step(number, 10_000)
            time.sleep(0.001)

    work = Writing(page, "很长", task).start()
    qtbot.waitUntil(lambda: len(steps) > 3)
    work.stop()
    at_rest(qtbot, page.works)
    assert len(steps) < 10_000
    assert say.troubles == []


def test_a_result_for_a_page_that_has_gone_is_dropped(works: Works, qtbot: Any, say: Told) -> None:
    page = Somewhere(works)
    got: list[Any] = []
    Reading(page, "", lambda _: time.sleep(0.05)).done(got.append).start()
    page.deleteLater()
    at_rest(qtbot, works)
    assert got == [] and say.troubles == []


def test_stopped_passes_through_the_progress(page: Somewhere) -> None:
    work = Reading(page, "", lambda _: None)
    work.stop()
    with pytest.raises(Stopped):
        work.progress.step(1, 2)
