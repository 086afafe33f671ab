"""From the first start to the open window: log in, first run, recovery code, lock, second start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cso_desk.clock import Clock
from cso_desk.usecases import lists, opening, units
from ui import look
from ui.app import Program
from ui.machine import Machine
from ui.start.first_steps import BeginStep
from ui.start.recover import RecoverPage
from ui.start.window import StartWindow
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER, Told, at_rest

HEAVY = (
    "sqlalchemy",
    "cso_desk.records",
    "cso_desk.store",
    "reportlab",
    "openpyxl",
    "pypinyin",
    "sqlcipher3",
    "pikepdf",
)


def test_the_log_in_page_imports_nothing_heavy() -> None:
    code = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import ui.app, ui.start.window
from ui.start.login import LoginPage
app = QApplication([])
page = LoginPage("王练习")
page.show()
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert _said(code) == "[]"


def test_the_log_in_page_stands_before_the_enumerations_are_made(desk_folder: Path) -> None:
    """PySide makes `Qt` when it is first named, which takes longer than the whole page."""
    Machine(desk_folder).user = USER
    code = f"""
from pathlib import Path
from PySide6 import QtCore, QtWidgets
from ui.app import Program, application
app = application([])
program = Program(app, Path({str(desk_folder)!r}))
program.start()
app.processEvents()
made = [name for home in (QtCore, QtWidgets) for name in ("Qt", "QEvent", "QStyle") if name in vars(home)]
window = program.start_window
print(made, window.login.enter.isVisible(), window.windowHandle().isExposed())
window.close()
program.works.close()
"""
    assert _said(code) == "[] True True"


def test_who_may_log_in_is_known_without_the_database(desk_folder: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from cso_desk.usecases import entrance
folder = Path({str(desk_folder)!r})
print(entrance.desk_exists(folder), entrance.users_of(folder) == [{USER!r}])
print([name for name in ("sqlalchemy", "cso_desk.records", "sqlcipher3") if name in sys.modules])
"""
    assert _said(code).splitlines() == ["True True", "[]"]


def _said(code: str) -> str:
    root = Path(__file__).parents[2]
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    return out.stdout.strip()


@pytest.fixture
def start(desk_folder: Path, works: Works, say: Told, qtbot: Any) -> StartWindow:
    machine = Machine(desk_folder)
    machine.user = USER
    made = StartWindow(desk_folder, machine, works, say, Clock())
    qtbot.addWidget(made)
    made.show()
    at_rest(qtbot, works)
    return made


def _opened(start: StartWindow) -> list[tuple[opening.Desk, str]]:
    got: list[tuple[opening.Desk, str]] = []
    start.opened.connect(lambda desk, begin: got.append((desk, begin)))
    return got


def test_who_logged_in_last_only_types_the_password(
    start: StartWindow, works: Works, qtbot: Any
) -> None:
    got = _opened(start)
    assert start.login.user.currentText() == USER
    qtbot.keyClicks(start.login.secret, "x")
    start.login.secret.setText(SECRET)
    qtbot.keyClick(start.login.secret, Qt.Key.Key_Return)
    at_rest(qtbot, works)
    ((desk, begin),) = got
    assert desk.user == USER and begin == ""
    assert start.first_page is not None and start.first_page.unit == "木城街道"
    desk.close()


def test_a_wrong_password_is_told_beneath_and_can_be_typed_again(
    start: StartWindow, works: Works, qtbot: Any
) -> None:
    got = _opened(start)
    start.login.secret.setText("不是这个")
    start.login.enter.click()
    assert not start.login.enter.isEnabled()
    at_rest(qtbot, works)
    assert got == [] and "密码" in start.login.fault.text() and start.login.fault.isVisible()
    assert start.login.enter.isEnabled() and start.login.secret.hasFocus()


def test_an_open_desk_refuses_a_second_one_with_a_sentence(
    start: StartWindow, works: Works, qtbot: Any, desk: opening.Desk
) -> None:
    start.login.secret.setText(SECRET)
    start.login.enter.click()
    at_rest(qtbot, works)
    assert "打开" in start.login.fault.text() or "用" in start.login.fault.text()
    assert len(start.login.fault.text()) > 8


def test_a_forgotten_password_is_set_anew_with_the_recovery_code(
    tmp_path: Path, works: Works, qtbot: Any
) -> None:
    folder = tmp_path / "new"
    made = opening.start_desk(
        folder, opening.NewUnit("", "练习镇", "township", "410823"), USER, SECRET
    )
    made.desk.close()
    start = StartWindow(folder, Machine(folder), works, Told(), Clock(), USER)
    qtbot.addWidget(start)
    start.show()
    at_rest(qtbot, works)
    got = _opened(start)
    start.login.forgot.click()
    page = start.stack.currentWidget()
    assert isinstance(page, RecoverPage) and page.user.text() == USER
    page.code.setText(made.recovery_code.lower())
    page.secret.setText("新的密码")
    page.again.setText("新的密码-1")
    page.set_button.click()
    assert "不一样" in page.fault.text() or "至少" in page.fault.text()
    page.secret.setText("新的密码-1")
    page.set_button.click()
    at_rest(qtbot, works)
    got[0][0].close()
    opening.open_desk(folder, USER, "新的密码-1").close()


@pytest.fixture
def program(tmp_path: Path, dressed: Any, say: Told, qtbot: Any) -> Iterator[Program]:
    hook = sys.excepthook
    made = Program(dressed, tmp_path / "first", say=say)
    made.start()
    at_rest(qtbot, made.works)
    yield made
    for window in (made.window, made.start_window):
        if window is not None:
            window.close()
    made.works.close()
    sys.excepthook = hook
    dressed.setQuitOnLastWindowClosed(True)


def test_the_last_look_stands_until_the_system_is_asked(
    desk_folder: Path, dressed: Any, say: Told, qtbot: Any
) -> None:
    machine = Machine(desk_folder)
    machine.user, machine.dark = USER, True
    hook = sys.excepthook
    program = Program(dressed, desk_folder, say=say)
    program.start()
    assert look.is_dark()
    at_rest(qtbot, program.works)
    assert not look.is_dark() and program.machine.dark is False
    assert program.start_window is not None
    program.start_window.close()
    program.works.close()
    sys.excepthook = hook
    dressed.setQuitOnLastWindowClosed(True)
    look.apply(dressed, 100, own_font=True)


def _type_unit(start: StartWindow, works: Works, qtbot: Any, text: str) -> None:
    start.unit_step.search.clear()
    qtbot.keyClicks(start.unit_step.search, text)
    qtbot.wait(200)
    at_rest(qtbot, works)


def _make_desk(program: Program, qtbot: Any) -> StartWindow:
    start = program.start_window
    assert start is not None
    _type_unit(start, program.works, qtbot, "mcjd")
    places = start.unit_step.places
    texts = [places.item(at).text() for at in range(places.count())]
    places.setCurrentRow(next(at for at, text in enumerate(texts) if "武陟县 木城街道" in text))
    assert start.unit_step.level.currentText() == "乡镇（街道）"
    assert start.unit_step.full_name.text() == "木城街道办事处"
    start.unit_step.next.click()
    start.user_step.user.setText(USER)
    start.user_step.secret.setText(SECRET)
    start.user_step.again.setText(SECRET)
    start.user_step.make.click()
    at_rest(qtbot, program.works)
    return start


def test_a_first_run_leads_to_the_window_by_real_clicks(
    program: Program, qtbot: Any, say: Told
) -> None:
    start = _make_desk(program, qtbot)
    assert not start.code_step.go_on.isEnabled()
    code = start.code_step.code.accessibleName()
    assert len(code.replace("-", "")) >= 24
    start.code_step.column.itemAt(start.code_step.column.count() - 1).layout().itemAt(
        0
    ).widget().click()
    assert code[:4] in say.printed[0] and "木城街道" in say.printed[0]
    qtbot.mouseClick(
        start.code_step.written,
        Qt.MouseButton.LeftButton,
        pos=start.code_step.written.rect().center() * 0.1,
    )
    start.code_step.written.setChecked(True)
    start.code_step.go_on.click()
    step = start.begin_step
    assert isinstance(step, BeginStep)
    step.chosen.emit("手工新增")
    assert isinstance(program.window, MainWindow) and program.desk is not None
    at_rest(qtbot, program.works)
    assert units.own_unit(program.desk).name == "木城街道"
    page: Any = program.window.page("组织")
    assert page.views.currentWidget() is page.editor and page.editor.title.text() == "新增组织"
    assert program.machine.user == USER


def test_practice_data_come_by_one_click(program: Program, qtbot: Any) -> None:
    start = _make_desk(program, qtbot)
    start.code_step.written.setChecked(True)
    start.code_step.go_on.click()
    start.begin_step.chosen.emit("先用练习数据看看")
    at_rest(qtbot, program.works)
    assert program.desk is not None and program.window is not None
    assert lists.counts(program.desk)["total"] == 60
    page: Any = program.window.page("组织")
    assert len(page.list.model.ids) == 60
    assert page.count.text() == "共 60 个"


def test_logging_out_comes_back_to_the_log_in_page(program: Program, qtbot: Any) -> None:
    start = _make_desk(program, qtbot)
    start.code_step.written.setChecked(True)
    start.code_step.go_on.click()
    start.begin_step.chosen.emit("手工新增")
    at_rest(qtbot, program.works)
    assert program.window is not None
    program.window.log_out()
    at_rest(qtbot, program.works)
    assert program.desk is None and program.start_window is not None
    assert program.start_window.stack.currentWidget() is program.start_window.login


def test_a_unit_that_the_tree_lacks_is_given_by_hand(program: Program, qtbot: Any) -> None:
    start = program.start_window
    assert start is not None
    step = start.unit_step
    _type_unit(start, program.works, qtbot, "zzzzqq")
    assert "没有找到" in step.fault.text() and not step.next.isEnabled()
    step.by_hand.click()
    for field in (step.name, step.code, step.level, step.parent_code, step.full_name):
        assert field.isVisible()
    step.next.click()
    assert step.fault.text() == "请写单位名称。"
    step.name.setText("练习新区")
    step.level.setCurrentIndex(step.level.findData("township"))
    step.parent_code.setText("410823")
    step.next.click()
    assert start.stack.currentWidget() is start.user_step


def test_a_wrong_code_by_hand_comes_back_to_the_unit(program: Program, qtbot: Any) -> None:
    start = program.start_window
    assert start is not None
    start.unit_step.by_hand.click()
    start.unit_step.name.setText("练习新区")
    start.unit_step.code.setText("41x")
    start.unit_step.next.click()
    start.user_step.user.setText(USER)
    start.user_step.secret.setText(SECRET)
    start.user_step.again.setText(SECRET)
    start.user_step.make.click()
    at_rest(qtbot, program.works)
    assert start.stack.currentWidget() is start.unit_step
    assert "区划代码" in start.unit_step.fault.text()
    assert not opening.desk_exists(program._folder)


@pytest.mark.parametrize("scale", [100, 150])
def test_start_pages_fit_a_small_screen(
    program: Program, qtbot: Any, dressed: Any, scale: int
) -> None:
    from ui.start.first_steps import CodeStep, UserStep
    from ui.start.login import LoginPage

    look.apply(dressed, scale, own_font=True)
    pages = [
        LoginPage(USER),
        RecoverPage(USER),
        UserStep(),
        CodeStep("AAAA-BBBB-CCCC-DDDD-EEEE", "镇", Told()),
    ]
    for page in (*pages, BeginStep()):
        qtbot.addWidget(page)
        assert page.minimumSizeHint().height() <= 700, type(page).__name__
    look.apply(dressed, 100, own_font=True)
