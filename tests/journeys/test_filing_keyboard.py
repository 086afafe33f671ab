"""A filing in a real window by keyboard alone: draft to certificate with a correction, a new leader, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QWidget

from cso_desk.clock import FixedClock
from cso_desk.usecases import certificates, charter, find, opening, register, units
from ui import look
from ui.app import speak_chinese
from ui.faults import FaultReports
from ui.machine import Machine
from ui.pages.filing import FilingPage
from ui.window import MainWindow
from ui.work import Works

from .saying import Silent

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
USER, SECRET = "王干事", "练习-密码-1"
NOON = datetime(2026, 11, 20, 9, 0)
TEAM = "百泉社区夕阳红舞蹈队"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TABS_MOST = 120
"""So many times Tab is pressed at most until a part must have been reached."""


class Keyboard:
    """Ten fingers and no mouse: every key goes to the part that has the cursor."""

    def __init__(self, window: MainWindow, say: Silent, qtbot: Any) -> None:
        self.window, self.say, self._qtbot = window, say, qtbot
        self.offered: dict[str, list[str]] = {}

    @property
    def at(self) -> QWidget:
        """The part that has the cursor."""
        popup = QApplication.activePopupWidget()
        found = popup or QApplication.focusWidget()
        assert found is not None, "nothing has the cursor"
        return found

    @property
    def page(self) -> FilingPage:
        """The page 备案."""
        found = self.window.page("备案")
        assert isinstance(found, FilingPage)
        return found

    def rest(self) -> None:
        """Wait until nothing runs and everything is shown."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: not self.window.works.running, timeout=20_000)
            self._qtbot.wait(90)
        assert not self.say.troubles, self.say.troubles

    def press(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        self._qtbot.keyClick(self.at, key, modifier)
        self.rest()

    def write(self, text: str) -> None:
        """Write into the field with the cursor; Chinese comes as an input method gives it."""
        if text.isascii():
            self._qtbot.keyClicks(self.at, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.at, event)

    def tab_to(self, words: str) -> QWidget:
        """Press Tab until the part with these words (or this name) has the cursor."""
        for _ in range(TABS_MOST):
            if words in (_words(self.at), self.at.accessibleName()):
                return self.at
            self._qtbot.keyClick(self.at, Qt.Key.Key_Tab)
            self._qtbot.wait(1)
        raise AssertionError(f"Tab never comes to {words}; it stands at {_words(self.at)}")

    def fill(self, **typed: str) -> None:
        """Write into fields by their labels, going on by Tab."""
        for name, text in typed.items():
            made = self.tab_to(name)
            if isinstance(made, QComboBox):
                self._choose(made, text)
                continue
            self.press(Qt.Key.Key_A, CTRL)
            self.write(text)

    def _choose(self, made: QComboBox, text: str) -> None:
        for _ in range(made.count()):
            if made.currentText() != text:
                self._qtbot.keyClick(made, Qt.Key.Key_Down)
        assert made.currentText() == text

    def begin(self, number: str) -> None:
        """Ctrl+N, the kind by its number, the first organization of the list, its form."""
        self.press(Qt.Key.Key_N, CTRL)
        self._qtbot.keyClick(self.at, number)
        self.rest()
        self.press(Qt.Key.Key_Return)
        self.press(Qt.Key.Key_Return)

    def step(self, words: str, *ticked: str, **typed: str) -> None:
        """From the list: Enter to the steps, Tab to one, Enter; fill its form, Ctrl+S; note what is to be printed."""
        self.press(Qt.Key.Key_Return)
        self.tab_to(words)
        self.press(Qt.Key.Key_Return)
        assert self.page.cases.form.title.text() == words
        for name in ticked:
            box = self.tab_to(name)
            assert isinstance(box, QCheckBox)
            self.press(Qt.Key.Key_Space)
        self.fill(**typed)
        self.press(Qt.Key.Key_S, CTRL)
        assert self.page.cases.right.currentIndex() == 0, self.page.cases.form.problem.text()
        band = self.page.cases.band
        self.offered[words] = [
            one.text() for one in band.papers if isinstance(one, QPushButton) and band.isVisible()
        ]
        if band.isVisible():
            assert self.at in (*band.papers, band.close_button)

    def away(self) -> None:
        """Esc puts the result away; the cursor is in the list again, above it where nothing waits any more."""
        self.press(Qt.Key.Key_Escape)
        view = self.page.cases
        assert self.at is (view.list.table if view.list.model.ids else view.filters.text)


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QPushButton | QCheckBox) else ""


@pytest.fixture
def keyboard(qapp: Any, qtbot: Any, tmp_path: Path) -> Iterator[Keyboard]:
    """A window on a desk with one organization that can be filed."""
    speak_chinese(qapp)
    look.apply(qapp, 100, own_font=True)
    folder = tmp_path / "desk"
    unit = opening.NewUnit("410782103", "百泉镇", "township")
    desk = opening.start_desk(folder, unit, USER, SECRET, FixedClock(NOON)).desk
    _add_team(desk)
    say = Silent(tmp_path)
    works = Works(say, FaultReports(tmp_path))
    window = MainWindow(desk, works, say, Machine(folder))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("今日")
    made = Keyboard(window, say, qtbot)
    made.rest()
    yield made
    works.close()
    desk.close()


def _add_team(desk: opening.Desk) -> None:
    values = {
        "name": TEAM,
        "community": units.unit_by_code(desk, "410782103001").id,
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
    made = register.save_organization(desk, None, values).value
    for person in range(10):
        register.save_member(desk, made, None, {"name": f"甄{person + 1}号"})
    charter.save(desk, made, {}, (), "2026-11-01", "", charter.unanimous("12", "12"))


def _state(keyboard: Keyboard) -> dict[str, str]:
    desk = keyboard.window.desk
    record = find.find(desk, TEAM)[0].id
    return dict(register.show(desk, record).values) | {"state": register.show(desk, record).state}


def test_from_draft_to_certificate_a_new_leader_and_the_end(
    keyboard: Keyboard, tmp_path: Path
) -> None:
    keyboard.window.rail.buttons["今日"].setFocus()
    keyboard.press(Qt.Key.Key_3, ALT)
    assert keyboard.window.open_word == "备案"
    _file(keyboard)
    _certify(keyboard, tmp_path)
    _change_leader(keyboard)
    _end(keyboard)
    assert keyboard.offered == {
        "提交备案申请": [
            "打印社区社会组织备案申请表 1 份",
            "打印社区社会组织成员花名册 1 份",
            "打印社区社会组织简易章程 1 份",
        ],
        "代录党组织意见": [],
        "代录村（居）委会初审意见": [],
        "发一次性补正告知书": ["打印社区社会组织备案一次性补正告知书 1 份"],
        "材料已补齐": [],
        "受理（材料齐全）": ["打印社区社会组织备案受理通知书 1 份"],
        "同意备案": ["打印社区社会组织同意备案意见书 1 份"],
        "提交变更申请": ["打印社区社会组织变更备案表 1 份"],
        "同意变更": ["打印社区社会组织变更备案通知书 1 份"],
        "提交注销申请": ["打印社区社会组织注销备案表 1 份"],
        "同意注销": ["打印社区社会组织注销备案通知书 1 份"],
    }


def _file(keyboard: Keyboard) -> None:
    keyboard.begin("1")
    keyboard.press(Qt.Key.Key_S, CTRL)
    keyboard.step("提交备案申请")
    keyboard.away()
    keyboard.step("代录党组织意见", 意见人="龚单", 纸面日期="2026-11-16")
    keyboard.step("代录村（居）委会初审意见", 意见人="龚单")
    reason = "缺发起人、负责人身份材料"
    keyboard.step("发一次性补正告知书", reason, 纸面日期="2026-11-17")
    keyboard.away()
    assert keyboard.page.cases.detail.stage.text() == "补正中"
    keyboard.step("材料已补齐", 纸面日期="2026-11-18")
    keyboard.step("受理（材料齐全）", 纸面日期="2026-11-18")
    keyboard.press(Qt.Key.Key_Return)
    assert keyboard.window.open_word == "打印", "Enter opens the paper"
    printing: Any = keyboard.window.page("打印")
    assert printing.form.currentText() == "F09a 社区社会组织备案受理通知书"
    keyboard.press(Qt.Key.Key_3, ALT)
    keyboard.step("同意备案", 纸面日期="2026-11-19", 批准人="甄主任")
    assert _state(keyboard)["state"] == "已备案"


def _certify(keyboard: Keyboard, folder: Path) -> None:
    keyboard.tab_to("发证 1 份…")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.write("2026-11-20")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Return)
    desk = keyboard.window.desk
    assert [one.state for one in certificates.listed(desk)] == ["待领取"]
    assert keyboard.at is keyboard.page.certificates.result.papers[0]
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Return)
    assert len(list(folder.glob("F11_*.pdf"))) == 1
    keyboard.press(Qt.Key.Key_3, ALT)
    keyboard.tab_to("记领取")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.write("龚单")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Return)
    assert [one.picked_up_by for one in certificates.listed(desk)] == ["龚单"]


def _change_leader(keyboard: Keyboard) -> None:
    keyboard.begin("2")
    keyboard.fill(负责人姓名="段双", 联系电话="13900000002", 理由="换届选举")
    keyboard.press(Qt.Key.Key_S, CTRL)
    keyboard.step("提交申请")
    keyboard.offered["提交变更申请"] = keyboard.offered.pop("提交申请")
    keyboard.away()
    before = keyboard.offered.pop("代录村（居）委会初审意见")
    keyboard.step("代录村（居）委会初审意见", 意见人="龚单", 纸面日期="2026-11-19")
    assert keyboard.offered["代录村（居）委会初审意见"] == before
    keyboard.step("同意变更", 纸面日期="2026-11-20")
    keyboard.away()
    found = _state(keyboard)
    assert (found["leader"], found["phone"], found["state"]) == ("段双", "13900000002", "已备案")


def _end(keyboard: Keyboard) -> None:
    keyboard.begin("3")
    keyboard.press(Qt.Key.Key_S, CTRL)
    keyboard.step("提交申请", "自行解散")
    keyboard.offered["提交注销申请"] = keyboard.offered.pop("提交申请")
    keyboard.away()
    keyboard.step("代录村（居）委会初审意见", 意见人="龚单", 纸面日期="2026-11-20")
    keyboard.step("同意注销", 纸面日期="2026-11-20", 证书已交回="是")
    assert _state(keyboard)["state"] == "已注销"
    assert [one.state for one in certificates.listed(keyboard.window.desk)] == ["已收回"]


def test_escape_leaves_every_form_and_nothing_is_done(keyboard: Keyboard) -> None:
    keyboard.window.rail.buttons["今日"].setFocus()
    keyboard.press(Qt.Key.Key_3, ALT)
    keyboard.begin("1")
    keyboard.press(Qt.Key.Key_Escape)
    assert keyboard.page.views.currentWidget() is keyboard.page.browse
    keyboard.begin("1")
    keyboard.press(Qt.Key.Key_S, CTRL)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Escape)
    assert keyboard.page.cases.right.currentIndex() == 0
    assert keyboard.page.cases.detail.stage.text() == "准备材料"
    assert keyboard.at in keyboard.page.cases.detail.step_buttons
