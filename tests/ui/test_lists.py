"""A list holds all ids and a window of rows; looking never waits."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from cso_desk.usecases import settings
from ui.lists import ListPanel, Source
from ui.lists.memory import MemoryRows, PlainColumn, PlainRow
from ui.lists.model import BLOCK, BLOCKS, WAITING, WindowedModel
from ui.pieces import Empty

from .conftest import at_rest

COLUMNS = [
    PlainColumn("name", "名称", 200),
    PlainColumn("count", "人数", 80, "right"),
    PlainColumn("note", "备注", 90),
]


def _row(n: int) -> PlainRow:
    return PlainRow(n, f"id{n}", (f"组织{n}", str(n % 50), ""))


class Answering:
    """Answers a model's questions when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, list[int]]] = []
        self.model = WindowedModel(
            COLUMNS, lambda block, numbers: self.asked.append((block, list(numbers)))
        )

    def answer(self) -> None:
        asked, self.asked = self.asked, []
        for block, numbers in asked:
            self.model.take(self.model.age, block, [_row(n) for n in numbers])


def test_the_model_keeps_qts_rules(qtbot: Any) -> None:
    made = Answering()
    with_rules = QAbstractItemModelTester(
        made.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.model.replace(array("q", range(1000)))
    made.model.data(made.model.index(450, 0))
    qtbot.wait(5)
    made.answer()
    made.model.replace(array("q", range(300)))
    made.model.replace(array("q"))
    assert with_rules.model() is made.model and made.model.rowCount() == 0


def test_a_row_that_is_not_here_is_asked_for_once_and_comes(qtbot: Any) -> None:
    made = Answering()
    made.model.replace(array("q", range(1000)))
    assert made.model.text(450, 0) == ""
    assert made.model.text(451, 0) == ""
    qtbot.wait(5)
    assert [block for block, _ in made.asked] == [2]
    with qtbot.waitSignal(made.model.dataChanged) as told:
        made.answer()
    assert made.model.text(450, 0) == "组织450"
    assert (told.args[0].row(), told.args[1].row()) == (400, 599)


def test_scrolling_fast_asks_only_for_the_last_blocks(qtbot: Any) -> None:
    made = Answering()
    made.model.replace(array("q", range(BLOCK * 40)))
    for block in range(40):
        made.model.text(block * BLOCK, 0)
    qtbot.wait(5)
    assert [block for block, _ in made.asked] == list(range(39, 39 - WAITING, -1))


def test_only_so_many_blocks_are_kept(qtbot: Any) -> None:
    made = Answering()
    made.model.replace(array("q", range(BLOCK * (BLOCKS + 10))))
    for block in range(BLOCKS + 10):
        made.model.take(
            made.model.age, block, [_row(n) for n in range(block * BLOCK, (block + 1) * BLOCK)]
        )
    assert made.model.text(0, 0) == ""
    assert made.model.text(BLOCK * (BLOCKS + 9), 0) != ""


def test_the_same_ids_keep_the_old_texts_until_the_new_ones_come(qtbot: Any) -> None:
    made = Answering()
    made.model.replace(array("q", range(10)))
    made.model.take(made.model.age, 0, [_row(n) for n in range(10)])
    made.model.replace(array("q", range(10)))
    assert made.model.text(3, 0) == "组织3"
    qtbot.wait(5)
    assert [block for block, _ in made.asked] == [0]


def test_rows_that_come_late_are_dropped() -> None:
    made = Answering()
    made.model.replace(array("q", range(10)))
    old = made.model.age
    made.model.replace(array("q", range(5)))
    made.model.take(old, 0, [_row(n) for n in range(10)])
    assert made.model.text(0, 0) == ""


class Place(QWidget):
    """A page on a real desk."""

    def __init__(self, desk: Any, works: Any) -> None:
        super().__init__()
        self.desk, self.works = desk, works


def _many(count: int) -> Source:
    def ids(_: Any, order: str, descending: bool) -> array[int]:
        return array("q", range(count - 1, -1, -1) if descending else range(count))

    def rows(numbers: Sequence[int], keys: Sequence[str]) -> list[PlainRow | None]:
        assert threading.current_thread() is not threading.main_thread(), (
            "rows are read off the window's thread"
        )
        return [_row(n) for n in numbers]

    return Source("组织", COLUMNS, ids, rows, lambda numbers: [f"id{n}" for n in numbers])


@pytest.fixture
def panel(desk: Any, works: Any, qtbot: Any) -> ListPanel:
    page = Place(desk, works)
    qtbot.addWidget(page)
    made = ListPanel(page, _many(300_000), Empty("没有"))
    made.setParent(page)
    page.resize(700, 500)
    made.resize(700, 500)
    page.show()
    at_rest(qtbot, works)
    made.show_query(None)
    at_rest(qtbot, works)
    made.keep = page  # type: ignore[attr-defined]
    return made


def test_everything_is_marked_as_one_state(panel: ListPanel, qtbot: Any) -> None:
    before = time.perf_counter()
    qtbot.keyClick(panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert time.perf_counter() - before < 0.3
    assert panel.chosen().everything and panel.chosen().count == 300_000
    assert panel.chosen().numbers == ()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert not panel.chosen().everything


def test_the_first_rows_come_with_the_ids(panel: ListPanel, qtbot: Any) -> None:
    with qtbot.waitSignal(panel.filled):
        panel.sort("name", True)
    assert panel.model.row(0) is not None and panel.model.text(0, 0) == "组织299999"
    assert panel.model.row(BLOCK) is None
    panel.table.go_to(BLOCK * 3)
    with qtbot.waitSignal(panel.filled):
        panel.sort("name", False)
    at = panel.table.currentIndex().row()
    assert at == 299_999 - BLOCK * 3 and panel.model.text(at, 0) == f"组织{at}"


def test_a_jump_to_the_end_brings_its_rows(panel: ListPanel, qtbot: Any, works: Any) -> None:
    qtbot.keyClick(panel.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    at_rest(qtbot, works)
    qtbot.waitUntil(lambda: panel.model.text(299_999, 0) == "组织299999")


def test_the_marked_rows_are_copied_as_tab_separated_text(
    panel: ListPanel, qtbot: Any, works: Any
) -> None:
    panel.table.go_to(2)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    panel.table.selectionModel().select(panel.model.index(5, 0), flags)
    panel.table.setColumnHidden(2, True)
    panel.copy()
    at_rest(qtbot, works)
    assert QGuiApplication.clipboard().text() == "名称\t人数\n组织2\t2\n组织5\t5"


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_round(
    panel: ListPanel, qtbot: Any, works: Any
) -> None:
    head = panel.table.horizontalHeader()
    at = head.sectionViewportPosition(0) + 20
    for expected in ("组织299999", "组织0"):
        where = head.viewport().rect().center()
        where.setX(at)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)
        at_rest(qtbot, works)
        qtbot.waitUntil(lambda words=expected: panel.model.text(0, 0) == words)


def test_columns_are_remembered(panel: ListPanel, qtbot: Any, works: Any, desk: Any) -> None:
    menu = panel.table.columns_menu()
    assert [action.text() for action in menu.actions()] == ["名称", "人数", "备注"]
    with qtbot.waitSignal(panel.table.columns_changed, timeout=3000):
        menu.actions()[2].trigger()
        panel.table.horizontalHeader().moveSection(1, 0)
        panel.table.setColumnWidth(0, 133)
    at_rest(qtbot, works)
    wanted = [["count", 80, True], ["name", 133, True]]
    qtbot.waitUntil(lambda: settings.get(desk, "columns.组织")[:2] == wanted, timeout=10_000)
    again = ListPanel(panel.keep, _many(3), Empty("没有"))  # type: ignore[attr-defined]
    at_rest(qtbot, works)
    assert again.table.shown_columns() == [1, 0]
    assert again.table.columnWidth(0) == 133


def test_the_list_has_its_rail_word_and_cells_their_texts(panel: ListPanel) -> None:
    assert panel.table.accessibleName() == "组织"
    assert panel.model.data(panel.model.index(0, 0), Qt.ItemDataRole.DisplayRole) == "组织0"


def test_scrolling_through_all_rows_never_blocks_the_window(
    panel: ListPanel, qtbot: Any, works: Any
) -> None:
    bar = panel.table.verticalScrollBar()
    slowest = 0.0
    for step in range(0, bar.maximum(), bar.maximum() // 60):
        before = time.perf_counter()
        bar.setValue(step)
        panel.table.viewport().repaint()
        slowest = max(slowest, time.perf_counter() - before)
        qtbot.wait(1)
    assert slowest < 0.1


def test_rows_in_memory_make_a_list_too(desk: Any, works: Any, qtbot: Any) -> None:
    page = Place(desk, works)
    qtbot.addWidget(page)
    kept = MemoryRows()
    kept.put([{"id": "b", "name": "乙"}, {"id": "a", "name": "甲"}])
    panel = ListPanel(page, kept.source("花名册", COLUMNS, "人"), Empty("空"))
    with qtbot.waitSignal(panel.filled) as told:
        panel.show_query(None)
    assert told.args == [2]
    at_rest(qtbot, works)
    panel.model.text(0, 0)
    at_rest(qtbot, works)
    assert panel.model.text(0, 0) == "乙"
    qtbot.waitUntil(lambda: panel.model.text(1, 0) == "甲", timeout=10_000)
    opened: list[str] = []
    panel.opened.connect(opened.append)
    panel.table.opened.emit(1)
    assert opened == ["a"]


def test_an_empty_list_says_what_it_is_for(desk: Any, works: Any, qtbot: Any) -> None:
    page = Place(desk, works)
    qtbot.addWidget(page)
    empty = Empty("这里是花名册。")
    panel = ListPanel(page, MemoryRows().source("花名册", COLUMNS), empty)
    panel.resize(400, 300)
    panel.show()
    panel.show_query(SimpleNamespace())
    at_rest(qtbot, works)
    assert empty.isVisible() and not panel.table.isVisible()
    panel.close()
