"""Boxes of words have one doorway, and a note says what was done."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

import ui
from ui import note_line
from ui.note_line import NoteLine
from ui.say import Say

UI = Path(str(ui.__file__)).parent


def test_only_say_opens_a_box() -> None:
    boxes = r"Q(Message|Input|File|Progress|Error|Color|Font)(Box|Dialog|Message)|QDialog|QPrintDialog|\.exec\("
    wrong = [
        f"{file.relative_to(UI)}: {line.strip()}"
        for file in UI.rglob("*.py")
        if file.name not in ("say.py",)
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(boxes, line) and "app.exec()" not in line
    ]
    assert not wrong, "only ui/say.py opens a box of words or files"


def test_no_page_makes_the_window_wait() -> None:
    wrong = [
        f"{file.relative_to(UI)}: {line.strip()}"
        for file in UI.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"processEvents|time\.sleep|QThread\.m?sleep|waitForDone", line)
    ]
    assert not wrong, "the window's thread never waits"


def test_words_of_the_program_avoid_what_clerks_would_misread() -> None:
    wrong = re.compile(
        "(?<!已)(?:撤销|注销)(?!备案)|指纹|密封包|哈希|签名校验|非法|确定|登录失败|操作失败"
    )
    found = [
        f"{file.relative_to(UI)}: {line.strip()}"
        for file in UI.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if wrong.search(line)
    ]
    assert not found, "practice.md: words on the screen"


def test_a_choice_shows_its_verbs_and_calls_what_was_pressed(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    pressed: list[str] = []
    Say().choose(
        page, "整步还原？", [("还原整步", lambda: pressed.append("还原")), ("先不还原", None)]
    )
    box = page.findChild(QMessageBox)
    assert [button.text() for button in box.buttons()] == ["还原整步", "先不还原"]
    qtbot.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)
    assert pressed == ["还原"]


def test_a_note_offers_one_step_once(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    steps: list[int] = []
    note = NoteLine(page)
    note.show_note("已保存", "还原", lambda: steps.append(1))
    assert note.isVisible() and note.words.text() == "已保存" and note.geometry().bottom() < 400
    qtbot.mouseClick(note.step, Qt.MouseButton.LeftButton)
    assert steps == [1] and not note.isVisible()


def test_a_note_fades_by_itself(qtbot: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(note_line, "STAYS", 20)
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    note = NoteLine(page)
    note.show_note("已打印")
    qtbot.waitUntil(lambda: not note.isVisible(), timeout=4000)
