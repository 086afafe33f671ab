"""Report, sent back with reasons, corrected and answered, reported again: two windows, two folders, one stick, clicks and keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from cso_desk.usecases import enrol, lists, register, returns, send_package
from ui import look
from ui.app import Program, speak_chinese
from ui.pages.page import OpenRecord
from ui.say import Say

SECRET = "练习-密码-1"
FIRST, SECOND = "幸福里秧歌队", "百泉书画社"


class Stick(Say):
    """The message doorway: files and folders are those of the stick, trouble fails the test."""

    def __init__(self, stick: Path) -> None:
        self.stick = stick
        self.wanted = ""
        self.troubles: list[str] = []

    def trouble(self, page: Any, message: str) -> None:
        self.troubles.append(message)

    def open_file(self, page: Any, title: str, kinds: str, then: Callable[[Path], None]) -> None:
        found = [one for one in self.stick.iterdir() if self.wanted in one.name]
        then(max(found, key=lambda one: (one.stat().st_mtime_ns, one.name)))

    def save_file(
        self, page: Any, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        then(self.stick / proposed.name)

    def folder(self, page: Any, title: str, then: Callable[[Path], None]) -> None:
        then(self.stick)


class Office:
    """One window and the hands before it: rail words, buttons by their names, keys."""

    def __init__(self, app: Any, folder: Path, stick: Path, qtbot: Any) -> None:
        self.say = Stick(stick)
        self.program = Program(app, folder, say=self.say)
        self._qtbot = qtbot

    @property
    def window(self) -> Any:
        """The main window."""
        assert self.program.window is not None
        return self.program.window

    @property
    def desk(self) -> Any:
        """The open desk, to look behind the window."""
        return self.program.desk

    def rest(self) -> None:
        """Wait until nothing runs and everything is shown."""
        for _ in range(4):
            self._qtbot.waitUntil(lambda: not self.program.works.running, timeout=60_000)
            self._qtbot.wait(30)
        assert not self.say.troubles, self.say.troubles

    def start(self, unit: str, begin: str) -> None:
        """The first run up to the register."""
        self.program.start()
        self.rest()
        window: Any = self.program.start_window
        step = window.unit_step
        step.search.setText(unit)
        step.search.textEdited.emit(unit)
        self._qtbot.waitUntil(lambda: step.places.count() > 0, timeout=10_000)
        step.places.setCurrentRow(0)
        self.press(step.next)
        user = window.user_step
        user.user.setText("王干事")
        user.secret.setText(SECRET)
        user.again.setText(SECRET)
        self.press(user.make)
        code = window.stack.currentWidget()
        code.written.click()
        self.press(code.go_on)
        choices = window.stack.currentWidget().findChildren(QPushButton)
        self.press(next(one for one in choices if one.accessibleName() == begin))
        self.window.resize(1366, 768)
        self.window.show()

    def go(self, word: str, request: object = None) -> Any:
        """Come to the front and open a page of the rail."""
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow, timeout=10_000)
        self.window.go(word, request)
        self.rest()
        return self.window.page(word)

    def tab(self, page: Any, words: str) -> Any:
        """Choose a tab by the beginning of its words."""
        at = next(n for n in range(page.tabs.count()) if page.tabs.tabText(n).startswith(words))
        bar = page.tabs.tabBar()
        self._qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
        self.rest()
        return page.tabs.currentWidget()

    def press(self, made: Any) -> None:
        """Click a button that can be clicked."""
        self._qtbot.waitUntil(made.isEnabled, timeout=10_000)
        self._qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
        self.rest()

    def button(self, where: QWidget, words: str) -> None:
        """Click the visible button with these words."""
        found = [
            one
            for one in where.findChildren(QPushButton)
            if one.isVisible() and one.text() == words
        ]
        assert len(found) == 1, (words, [one.text() for one in where.findChildren(QPushButton)])
        self.press(found[0])

    def keys(self, widget: QWidget, *keys: Qt.Key) -> None:
        """Press keys in a widget."""
        widget.setFocus()
        for key in keys:
            self._qtbot.keyClick(widget, key)
        self.rest()

    def control(self, widget: QWidget, key: Qt.Key) -> None:
        """Press Ctrl and a key in a widget."""
        widget.setFocus()
        self._qtbot.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)
        self._qtbot.wait(
            200
        )  # a button that is pressed by its keys stays down for a tenth of a second
        self.rest()

    def choose(self, view: Any, words: str) -> None:
        """Walk through a list by the arrow keys to the row that says `words`, and stay there."""
        table, count = view.list.table, view.list.model.rowCount()
        for key in (*[Qt.Key.Key_Up] * count, *[Qt.Key.Key_Down] * count):
            if words in cells(view):
                return
            self.keys(table, key)
        raise AssertionError(f"no row says {words}")

    def band(self, page: Any, **values: str) -> None:
        """Fill a page's band and press Enter in its last field."""
        for key, text in values.items():
            page.band.fields[key].setText(text)
        self.keys(page.band.fields[list(values)[-1]], Qt.Key.Key_Return)

    def add(self, name: str, **values: str) -> str:
        """Add an organization by its form; returns its id."""
        page = self.go("组织")
        self.press(page.add)
        cells_ = page.editor.form.cells
        for key, text in {"name": name, **values}.items():
            cells_[key].input.setText(text)
            cells_[key].input.textEdited.emit(text)
        self.press(page.editor.save_button)
        found = lists.organization_ids(self.desk, lists.Query(text=name))
        return lists.ids_of(self.desk, found)[0]

    def close(self) -> None:
        """Leave the program."""
        if self.program.window is not None:
            self.program.window.close()


def cells(view: Any) -> str:
    """Return the texts of the chosen row of a list."""
    row = view.list.current()
    return "　".join(row.cells) if row is not None else ""


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def offices(qapp: Any, tmp_path: Path, stick: Path, qtbot: Any) -> Iterator[Sequence[Office]]:
    speak_chinese(qapp)
    look.apply(qapp, 100, own_font=True)
    both = [Office(qapp, tmp_path / name, stick, qtbot) for name in ("town", "county")]
    yield both
    for one in both:
        one.close()


def test_two_organizations_come_back_are_mended_and_answered_and_are_received(
    offices: Sequence[Office], stick: Path
) -> None:
    town, county = offices
    town.start("百泉镇", "手工新增")
    county.start("辉县市", "手工新增")
    ids = [town.add(FIRST, members="12"), town.add(SECOND, members="300")]
    _enrol(town, county)
    _report(town)
    _take(county)
    _collect_receipt(town)
    assert _states(town, ids) == ["已接收", "已接收"]
    _send_back(county, ids)
    _give(county, stick)
    _take(town)
    assert _states(town, ids) == ["退回修改", "退回修改"]
    _answer(town)
    assert _states(town, ids) == ["未报", "未报"]
    _report(town)
    assert _states(town, ids) == ["已导出待送", "已导出待送"]
    _take(county)
    _close(county)
    _collect_receipt(town)
    assert _states(town, ids) == ["已接收", "已接收"]
    _all_received(town)
    assert register.show(county.desk, ids[0]).values["members"] == "18"
    assert register.show(county.desk, ids[1]).values["members"] == "300"


def _enrol(town: Office, county: Office) -> None:
    page, above = town.go("报送"), county.go("报送")
    town.tab(page, "报送关系")
    county.tab(above, "报送关系")
    town.press(page.peers.request)
    county.say.wanted = ".csoreq"
    county.press(above.peers.issue)
    county.band(above, fingerprint=enrol.own_fingerprint(town.desk))
    town.say.wanted = ".csocert"
    town.press(page.peers.accept)
    town.band(page, fingerprint=enrol.own_fingerprint(county.desk))


def _report(town: Office) -> None:
    page = town.go("报送")
    town.tab(page, "上报")
    town.button(page.outgoing, "生成上报包")
    assert "收到回执才算报完" in page.outgoing.result.text()


def _take(office: Office) -> None:
    """Look through the stick, see what is there, take what can be taken."""
    page = office.go("报送")
    view = office.tab(page, "接收")
    office.button(view, "查看 U 盘或文件夹")
    good = [one for one in view._looked.values() if one.verdict == "ok"]
    assert len(good) == 1, [(one.verdict, one.message) for one in view._looked.values()]
    assert "可以导入" in cells_of(view, good[0].file.name)
    office.button(view, "导入选中的 1 份")
    assert "回执" in view.result.text()


def _collect_receipt(town: Office) -> None:
    page = town.go("报送")
    town.tab(page, "上报")
    town.say.wanted = "回执"
    town.button(page.outgoing, "收回执")
    assert "已接收" in page.outgoing.result.text()


def _states(town: Office, ids: Sequence[str]) -> list[str]:
    """Return the state that each organization shows in its detail."""
    found = []
    for one in ids:
        page = town.go("组织", OpenRecord(one))
        town.rest()
        assert page.detail.record == one
        found.append(page.detail.sync.text())
    return found


def _send_back(county: Office, ids: Sequence[str]) -> None:
    for organization, key, reason, proposed in (
        (ids[0], "members", "与花名册 18 人不符", "18"),
        (ids[1], "members", "300 人偏多，请核实", ""),
    ):
        page = county.go("组织", OpenRecord(organization))
        assert page.detail.state.text() == "未备案"
        county.button(page.detail, "退回修改并说明原因")
        form = county.window.page("退回修改")
        row = form.rows[key]
        row.reason.setText(reason)
        row.proposed.setText(proposed)
        county.keys(row.reason, Qt.Key.Key_Return)
        county.button(form, "退回修改")
        county.rest()
        assert county.window.page("组织").detail.sync.text() == "退回修改"


def _give(county: Office, stick: Path) -> None:
    page = county.go("报送")
    view = county.tab(page, "退回和答复")
    assert "还没有送到下级：百泉镇 2 条" in view.words.text()
    county.button(view, "生成退回修改包")
    assert "百泉镇：2 条" in view.result.text()
    assert len([one for one in stick.iterdir() if "退回修改" in one.name]) == 1
    papers = list((county.desk.folder / "papers").glob("*退回修改*.pdf"))
    assert papers and papers[0].read_bytes().startswith(b"%PDF")
    assert {one.given for one in returns.listed(county.desk)} == {"已送出"}


def _answer(town: Office) -> None:
    """From the first page to the remarks; one value by the proposal, one answer in words, by keys."""
    page = town.go("今日")
    town.button(page, "有 2 条退回意见待处理")
    page = town.window.page("报送")
    view = page.returns
    assert view.isVisible()
    town.choose(view, FIRST)
    assert "建议改为“18”" in view.said.text()
    town.control(view.list.table, Qt.Key.Key_Return)
    assert "已改" in cells_of(view, FIRST)
    town.choose(view, SECOND)
    town.control(view.list.table, Qt.Key.Key_E)
    town.band(page, words="含各分社社员，已逐人核实")
    assert "含各分社社员" in cells_of(view, SECOND)
    assert returns.count_waiting(town.desk) == 0


def cells_of(view: Any, words: str) -> str:
    """Return the row that says `words`."""
    found = view.list.source.rows(view.list.model.ids, [one.key for one in view.list.model.columns])
    return next("　".join(row.cells) for row in found if words in "　".join(row.cells))


def _close(county: Office) -> None:
    page = county.go("报送")
    view = county.tab(page, "退回和答复")
    assert "已改" in cells_of(view, FIRST)
    assert "已答复" in cells_of(view, SECOND)
    for name in (FIRST, SECOND):
        county.choose(view, name)
        county.button(view, "了结")
    assert {one.state for one in returns.listed(county.desk)} == {"已了结"}
    assert {one.given for one in returns.listed(county.desk)} == {"未送出"}


def _all_received(town: Office) -> None:
    assert [one.state for one in send_package.outbox(town.desk)] == ["已接收", "已接收"]
    page = town.go("今日")
    assert not [one for one in page.findChildren(QPushButton) if "退回意见" in one.text()]
