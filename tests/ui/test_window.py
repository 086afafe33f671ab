"""The window around the pages: rail, search, undo, backup, lock, size of type."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from cso_desk.usecases import backup, lists, opening, register
from ui import look
from ui.idle import IdleWatch
from ui.machine import Machine
from ui.pages.registry import PAGES, RAIL_ORDER, on_rail
from ui.window import MainWindow
from ui.work import Works, Writing

from .conftest import SECRET, Told, at_rest


def test_the_rail_shows_the_pages_that_there_are_in_its_order(window: MainWindow) -> None:
    words = list(window.rail.buttons)
    assert words == [entry.word for entry in on_rail()]
    assert words == [word for word in RAIL_ORDER if word in words]
    assert all(made.accessibleName() == word for word, made in window.rail.buttons.items())


def test_every_entry_makes_its_page(window: MainWindow, qtbot: Any, say: Told) -> None:
    for entry in PAGES:
        window.go(entry.word)
        at_rest(qtbot, window.works)
        assert window.open_word == entry.word
        assert window.page(entry.word).word == entry.word
    assert say.troubles == []


def test_the_rail_folds_to_icons_and_remembers(window: MainWindow) -> None:
    window.rail.fold_button.click()
    assert window.rail.width() == 56 and window.rail.buttons["组织"].text() == ""
    assert window.rail.buttons["组织"].accessibleName() == "组织"
    assert window.machine.folded
    window.rail.fold_button.click()
    assert window.rail.width() == 168 and window.rail.buttons["组织"].text() == "组织"


def test_the_top_bar_names_the_unit_and_the_backup_of_the_day(window: MainWindow) -> None:
    assert window.top.unit.text().startswith("木城街道 · ")
    assert window.top.backup.text().startswith("已备份 ")
    assert "已验证可恢复" in window.bottom.right.text()
    assert backup.newest_proven(window.desk) is not None


def test_the_days_backup_begins_once_the_first_list_stands(
    desk: opening.Desk, works: Works, say: Told, qtbot: Any
) -> None:
    made = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(made)
    made.show()
    made.go("今日")
    page: Any = made.page("今日")
    seen: list[str] = []
    page.board.filled.connect(lambda _: seen.append("list"))
    works.changed.connect(lambda: seen.append("backup"))
    at_rest(qtbot, works)
    assert seen[:2] == ["list", "backup"]
    assert page.backup.text().startswith(desk.clock.today().isoformat())


def test_a_press_on_the_backup_makes_another(window: MainWindow, qtbot: Any) -> None:
    before = len(backup.listed(window.desk))
    window.top.backup.click()
    at_rest(qtbot, window.works)
    assert len(backup.listed(window.desk)) == before + 1
    assert window.note_line.words.text().startswith("已备份")


def _first(window: MainWindow) -> lists.Row:
    row = lists.organization_rows(
        window.desk, lists.organization_ids(window.desk, lists.Query())[:1], ["name"]
    )[0]
    assert row is not None
    return row


def test_the_search_finds_while_typing_and_enter_opens(window: MainWindow, qtbot: Any) -> None:
    row = _first(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.search.hasFocus)
    window.search.setText(row.cells[0])
    window.search.textEdited.emit(row.cells[0])
    qtbot.waitUntil(window.search.hits.isVisible, timeout=3000)
    assert row.cells[0] in window.search.hits.item(0).text()
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    at_rest(qtbot, window.works)
    page: Any = window.page("组织")
    assert page.detail.record == row.id and not window.search.hits.isVisible()


def test_hits_hide_telephones(window: MainWindow, qtbot: Any) -> None:
    ids = lists.organization_ids(window.desk, lists.Query())
    rows = lists.organization_rows(window.desk, ids, ["name", "phone"], masked=False)
    name, phone = next(row.cells for row in rows if row and row.cells[1])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.search.setFocus()
    window.search.setText(name)
    window.search.textEdited.emit(name)
    qtbot.waitUntil(window.search.hits.isVisible, timeout=3000)
    assert phone not in window.search.hits.item(0).text()


def test_a_search_without_hits_says_so(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.search.setFocus()
    window.search.setText("没有这个队")
    window.search.textEdited.emit("没有这个队")
    qtbot.waitUntil(window.search.hits.isVisible, timeout=3000)
    assert window.search.hits.item(0).text() == "没有找到“没有这个队”"
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.hits.isVisible() and window.search.text() == ""


def test_the_last_step_is_named_and_taken_back(window: MainWindow, qtbot: Any) -> None:
    record = _first(window).id
    name = register.show(window.desk, record).values["name"]
    work = Writing(
        window,
        "",
        lambda _: register.save_organization(window.desk, record, {"name": "改过的名称"}),
    )
    work.start()
    at_rest(qtbot, window.works)
    assert window.top.undo.isEnabled() and "修改组织" in window.top.undo.toolTip()
    window.top.undo.click()
    at_rest(qtbot, window.works)
    assert register.show(window.desk, record).values["name"] == name
    assert window.note_line.words.text() == "已还原上一步"


def test_ten_minutes_without_a_touch_lock_the_window(window: MainWindow, qtbot: Any) -> None:
    assert window._idle._clock.interval() == 600_000
    window._idle._clock.timeout.emit()
    assert window._lock_page.isVisible() and not window.stack.isVisible()
    page = window._lock_page
    page.secret.setText("不是这个")
    page.open_button.click()
    at_rest(qtbot, window.works)
    assert "密码" in page.fault.text() and page.isVisible()
    page.secret.setText(SECRET)
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    at_rest(qtbot, window.works)
    assert window.stack.isVisible()


@pytest.mark.parametrize("comes", ["before", "later"])
def test_a_touch_of_any_window_starts_the_minutes_over(qtbot: Any, comes: str) -> None:
    first, page = QLineEdit(), QLineEdit()
    for one in (first, page):
        qtbot.addWidget(one)
    with qtbot.waitExposed(first):
        first.show()
    if comes == "before":
        _open(page, qtbot)
    watch = IdleWatch(first, minutes=0.01)
    gone: list[int] = []
    watch.idle.connect(lambda: gone.append(1))
    if comes == "later":
        _open(page, qtbot)
    for _ in range(6):
        qtbot.wait(150)
        QTest.keyClick(page.windowHandle(), Qt.Key.Key_A)
    assert gone == [] and page.text() == "a" * 6
    qtbot.waitUntil(lambda: gone == [1], timeout=2000)
    watch.begin()
    watch.end()
    qtbot.wait(900)
    assert gone == [1]


def _open(page: QLineEdit, qtbot: Any) -> None:
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


def test_a_window_that_writes_stays(window: MainWindow, qtbot: Any) -> None:
    import threading

    hold = threading.Event()
    Writing(window, "正在导入台账", lambda _: hold.wait(5)).start()
    assert not window.close()
    assert window.isVisible() and "做完再关" in window.note_line.words.text()
    hold.set()
    at_rest(qtbot, window.works)
    with qtbot.waitSignal(window.closed) as told:
        window.close()
    assert told.args == [False]


def test_long_work_shows_its_progress_and_can_be_stopped(window: MainWindow, qtbot: Any) -> None:
    import time

    def task(progress: Any) -> None:
        for number in range(500):
            progress.step(number, 500, "第一册")
            time.sleep(0.01)

    Writing(window, "正在打印", task).start()
    assert not window.bottom.bar.isVisible()
    qtbot.waitUntil(window.bottom.bar.isVisible, timeout=3000)
    qtbot.waitUntil(
        lambda: "正在打印" in window.bottom.words.text() and "/500" in window.bottom.words.text()
    )
    qtbot.mouseClick(window.bottom.stop, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window.works)
    qtbot.waitUntil(lambda: not window.bottom.bar.isVisible())


@pytest.mark.parametrize("scale", [100, 150])
def test_every_page_opens_in_both_sizes_of_type(
    desk: opening.Desk, works: Any, say: Told, qtbot: Any, dressed: Any, scale: int
) -> None:
    from ui.machine import Machine

    look.apply(dressed, scale, own_font=True)
    made = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    least = {}
    for entry in PAGES:
        made.go(entry.word)
        at_rest(qtbot, works)
        made.grab()
        least[entry.word] = made.minimumSizeHint()
    look.apply(dressed, 100, own_font=True)
    assert not {
        word: size for word, size in least.items() if size.width() > 1366 or size.height() > 768
    }


def test_every_visible_field_button_and_list_has_a_name(window: MainWindow, qtbot: Any) -> None:
    nameless = []
    for entry in PAGES:
        window.go(entry.word)
        at_rest(qtbot, window.works)
        nameless += [f"{entry.word}: {one}" for one in _nameless(window)]
    page: Any = window.page("组织")
    window.go("组织")
    page.edit("")
    with qtbot.waitSignal(page.editor.ready):
        pass
    assert not [*nameless, *_nameless(window)]


def _nameless(window: MainWindow) -> list[str]:
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QPushButton, QTableView, QListView)
    found = []
    for kind in kinds:
        for widget in window.findChildren(kind):
            inner = isinstance(widget.parent(), QComboBox) or "qt_" in widget.objectName()
            if widget.isVisible() and not inner and not _name(widget):
                found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def _name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QPushButton) else ""
    return widget.accessibleName() or words


def test_no_part_of_a_page_flashes_up_as_a_window_of_its_own(
    window: MainWindow, works: Works, qtbot: Any
) -> None:
    """Such a window takes the keyboard away from the page that is being opened."""
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            shows = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
            if shows and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    for entry in PAGES:
        window.go(entry.word)
        at_rest(qtbot, works)
    QApplication.instance().removeEventFilter(watch)
    assert shown == []
