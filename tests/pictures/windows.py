"""Grabs every page of the windows into a folder, to be looked at.

    python -m tests.pictures.windows FOLDER

makes each page at 1366×768 with a font scale of 100 and 150 %, and at 1920×1080 with a device scale of 150 %. One
process per setting, for Qt takes its device scale only at the start. The desk is a practice desk: nothing is real.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.app import Program
    from ui.window import MainWindow

SETTINGS = {
    "1366x768-100": (1366, 768, 100, "1"),
    "1366x768-150": (1366, 768, 150, "1"),
    "1920x1080-d150": (1280, 720, 100, "1.5"),
}
LEDGER = Path(__file__).parents[1] / "ledgers" / "01_木城街道社区社会组织台账.xlsx"
SECRET = "练习-密码-1"


def main(out: Path) -> None:
    """Make all pictures."""
    out.mkdir(parents=True, exist_ok=True)
    for name, (_, _, _, device) in SETTINGS.items():
        env = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "QT_SCALE_FACTOR": device}
        subprocess.run([sys.executable, "-m", __spec__.name, str(out), name], env=env, check=True)


def one(out: Path, name: str) -> None:
    """Make the pictures of one setting."""
    from ui import look
    from ui.app import Program, application
    from ui.say import Say

    width, height, scale, _ = SETTINGS[name]
    app = application([])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, Path(folder) / "desk", say=Say())
        program.machine.scale = scale
        look.apply(app, scale, own_font=True)
        shoot = Camera(out, name, width, height)
        _first_run(program, shoot)
        assert program.window is not None
        _register(program.window, shoot)
        _others(program.window, shoot)
        program.window.close()


class Camera:
    """Grabs widgets at the size of the setting."""

    def __init__(self, out: Path, name: str, width: int, height: int) -> None:
        self._out, self._name, self._size = out, name, (width, height)

    def __call__(self, window: QWidget, what: str) -> None:
        """Grab a window once its work is done."""
        window.resize(*self._size)
        settle(window)
        assert window.grab().save(str(self._out / f"{what}-{self._name}.png"))


def settle(window: Any, milliseconds: int = 120) -> None:
    """Wait until the window's work is done and painted."""
    from PySide6.QtTest import QTest

    QTest.qWait(milliseconds)
    while window.works.running:
        QTest.qWait(20)
    QTest.qWait(milliseconds)


def _first_run(program: Program, shoot: Camera) -> None:
    from PySide6.QtTest import QTest

    program.start()
    start = program.start_window
    assert start is not None
    settle(start)
    shoot(start, "01-新建-空白")
    start.unit_step.search.setText("mcjd")
    start.unit_step.search.textEdited.emit("mcjd")
    QTest.qWait(300)
    settle(start)
    start.unit_step.places.setCurrentRow(1)
    shoot(start, "02-新建-单位")
    start.unit_step.by_hand.click()
    shoot(start, "03-新建-手工")
    start.unit_step.by_hand.click()
    start.unit_step.places.setCurrentRow(0)
    start.unit_step.places.setCurrentRow(1)
    start.unit_step.next.click()
    start.user_step.user.setText("王会计")
    start.user_step.secret.setText(SECRET)
    start.user_step.again.setText("不一样")
    start.user_step.make.click()
    shoot(start, "04-新建-用户")
    start.user_step.again.setText(SECRET)
    start.user_step.make.click()
    settle(start)
    shoot(start, "05-恢复码")
    start.code_step.written.setChecked(True)
    start.code_step.go_on.click()
    shoot(start, "06-怎样开始")
    _log_in_page(program, shoot)
    start.begin_step.chosen.emit("先用练习数据看看")
    QTest.qWait(100)


def _log_in_page(program: Program, shoot: Camera) -> None:
    from ui.start.login import LoginPage
    from ui.start.recover import RecoverPage

    start = program.start_window
    assert start is not None
    before = start.stack.currentWidget()
    for page, what in ((LoginPage("王会计"), "07-登录"), (RecoverPage("王会计"), "08-恢复")):
        start.stack.addWidget(page)
        start.stack.setCurrentWidget(page)
        if isinstance(page, LoginPage):
            page.refuse("密码不对，请重新输入；忘了可以点“忘记密码”，用恢复码设新密码。")
        shoot(start, what)
    start.stack.setCurrentWidget(before)


def _register(window: MainWindow, shoot: Camera) -> None:
    from ui.pages.organizations import OrganizationsPage

    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    settle(window, 500)
    shoot(window, "10-组织")
    page.list.table.go_to(3)
    settle(window)
    page._open_detail(page.list.current().id)  # type: ignore[union-attr]
    shoot(window, "11-组织-详情")
    page.detail.tabs.setCurrentWidget(page.detail.roster)
    shoot(window, "12-花名册")
    page.detail.tabs.setCurrentWidget(page.detail.history)
    shoot(window, "13-变更记录")
    page.detail.tabs.setCurrentWidget(page.detail.officers)
    shoot(window, "13-负责人和任期")
    page.detail.officers.elect.click()
    shoot(window, "13-换届")
    page.editor.leave()
    _parts(page, shoot, window)
    page.detail.tabs.setCurrentIndex(0)
    page.edit(page.detail.record)
    shoot(window, "14-修改")
    _fault(page, shoot, window)
    page.edit("")
    shoot(window, "16-新增")
    page.editor.leave()
    page.enter_old_filing(page.detail.record)
    shoot(window, "17-补录")
    page.editor.leave()
    page.edit_member(page.detail.record, "")
    shoot(window, "18-成员")
    page.editor.leave()
    page.list.table.selectAll()
    window.noted("已保存")
    shoot(window, "19-全选")
    _search(window, shoot)


def _fault(page: Any, shoot: Camera, window: MainWindow) -> None:
    settle(window)
    cell = page.editor.form.cells["leader_id"]
    cell.input.put("41999919680101123")
    page.editor.form.go_to("leader_id")
    page.editor.save()
    shoot(window, "15-修改-有误")
    page.editor.leave()


def _search(window: MainWindow, shoot: Camera) -> None:
    window.search.setFocus()
    window.search.setText("sq")
    window.search.textEdited.emit("sq")
    settle(window, 400)
    if not window.search.hits.isVisible():
        window.activateWindow()
    shoot(window, "20-搜索")
    window.search.hits.hide()
    window.search.clear()
    window.lock()
    shoot(window, "21-锁定")
    window._unlock()


def _parts(page: Any, shoot: Camera, window: MainWindow) -> None:
    """What belongs to an organization: attachments, contact log, honours, federation."""
    from cso_desk.usecases import attachments, contacts, honours

    from ..ui.attached import photo, scan

    desk, record, folder = page.desk, page.detail.record, Path(tempfile.mkdtemp())
    attachments.add(desk, record, [scan(folder), photo(folder)], kind="签字盖章件")
    visit = {"date": "2026-10-12", "who": "王练习", "content": "看排练", "follow_up": "配钥匙"}
    contacts.save(desk, record, None, visit)
    honours.save(desk, record, None, {"year": "2025", "name": "优秀社区社会组织", "level": "县级"})
    page.detail.show_record(record)
    parts = page.detail.parts
    for part, what in (
        (parts.attachments, "17-附件"),
        (parts.contacts, "18-联系记录"),
        (parts.honours, "19-荣誉"),
        (parts.federation, "20-联合会"),
    ):
        page.detail.tabs.setCurrentWidget(part)
        settle(window, 300)
        shoot(window, what)


def _others(window: MainWindow, shoot: Camera) -> None:
    for what, act in _steps(window):
        act()
        settle(window, 300)
        shoot(window, what)


def _papers(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    from cso_desk.usecases import lists, paper_tracks, print_forms
    from ui.pages.page import CheckPaper

    desk = window.desk
    chosen = lists.ids_of(desk, lists.organization_ids(desk, lists.Query()))[:30]
    with tempfile.TemporaryDirectory() as folder:
        print_forms.print_forms(desk, "F01", chosen, Path(folder) / "F01.pdf")
    papers = paper_tracks.papers(desk)
    paper_tracks.send(desk, [one.id for one in papers[:20]])
    yield "39-纸质材料", lambda: window.go("纸质材料")
    yield "39-纸质材料-核对", lambda: window.go("纸质材料", CheckPaper(papers[0].code))


def _steps(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "30-导入-开始", lambda: window.go("导入台账")
    page: Any = window.page("导入台账")
    ledger = Path(shutil.copy(LEDGER, tempfile.mkdtemp()))
    yield "31-导入-识别", lambda: page.choose(ledger)
    yield "32-导入-问题", lambda: page.tabs.setCurrentIndex(1)
    yield "33-导入-结果", page.take.click
    yield from _people(window)
    yield "34-表格", lambda: window.go("表格")
    tables: Any = window.page("表格")
    yield "35-表格-预览", lambda: tables.tabs.setCurrentIndex(1)
    yield "36-填外来表", lambda: window.go("填外来表")
    yield from _look_alikes(window)
    yield "39-备案", lambda: window.go("备案")
    yield "39-年度核对", lambda: window.go("年度核对")
    yield "39-待跟进", lambda: window.go("待跟进")
    yield "39-表样", lambda: window.go("表样", ("F01", "打印"))
    yield from _papers(window)
    yield from _year(window)
    yield from _exchange(window)


def _people(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "34-人员", lambda: window.go("人员和场所")
    page: Any = window.page("人员和场所")
    yield "35-可合并", lambda: page.tabs.setCurrentWidget(page.same)
    yield "36-可合并-选中", page.same.list.table.selectAll
    yield "37-场所", lambda: (page.same.accept.click(), page.tabs.setCurrentWidget(page.venues))
    yield "38-场所-选组织", page.venues.gather.click
    yield "39-换届", lambda: window.go("换届")


def _look_alikes(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "34-重名核对", lambda: window.go("重名核对")
    alike: Any = window.page("重名核对")
    yield "35-重名核对-合并", alike.merge.click
    yield "36-按村批量新增", lambda: window.go("按村批量新增")
    presets: Any = window.page("按村批量新增")
    yield "37-按村批量新增-各村", lambda: presets.check("农村")
    yield "38-社区变动", lambda: window.go("社区（村）变动")
    changes: Any = window.page("社区（村）变动")
    yield "39-社区变动-拆分", lambda: changes.form.kind.setCurrentText("拆分")


def _year(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    from cso_desk.usecases import disclose, evaluate, lists
    from ui.pages.page import ForOrganizations, OpenRecord

    desk = window.desk
    ids = tuple(lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:12]))
    yield "40-今日", lambda: window.go("今日")
    yield "41-打印", lambda: window.go("打印", ForOrganizations(ids))
    printing: Any = window.page("打印")
    yield "41a-打印-选项", printing.ways.fold.click
    yield "41b-打印-整套", printing.forms.switch.click
    yield "41c-打印记录", lambda: window.go("打印记录")
    yield "42-章程", lambda: window.go("章程")
    yield "43-章程-编辑", lambda: window.go("章程", OpenRecord(ids[0]))
    yield "44-公开", lambda: window.go("公开")
    posting: Any = window.page("公开")
    yield "44-公开-公开表", lambda: posting.tabs.setCurrentIndex(1)
    yield "45-公开-张贴", posting.sheets.post.click
    yield "46-公开-纸样", lambda: posting.sheets.tabs.setCurrentIndex(1)
    yield "46-公开-目录", lambda: posting.tabs.setCurrentIndex(2)
    yield "46-工作-活动", lambda: window.go("工作")
    works_page: Any = window.page("工作")
    yield "46-工作-收支", lambda: works_page.tabs.setCurrentIndex(1)
    yield "46-工作-报告", lambda: works_page.tabs.setCurrentIndex(2)
    year = desk.clock.today().year
    place = next(one.community for one in disclose.listed(desk, year) if one.organizations > 2)
    evaluate.open_round(desk, year, place)
    yield "47-评议", lambda: window.go("评议")
    rounds: Any = window.page("评议")
    yield "48-评议-新开", rounds.add.click
    yield "49-评议-录入", lambda: (rounds.band.hide(), rounds.choose_step("录入"))
    yield "49-评议-会议", rounds.view.verbs.arrange.click
    yield "49-评议-对照", lambda: window.go("评议对照")


def _exchange(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "50-报送", lambda: window.go("报送")
    page: Any = window.page("报送")
    for at in range(1, page.tabs.count()):
        words = page.tabs.tabText(at)
        yield f"5{at}-报送-{words}", lambda at=at: page.tabs.setCurrentIndex(at)
    yield "59-汇总情况", lambda: window.go("汇总情况")
    yield "60-设置", lambda: window.go("设置")
    options: Any = window.page("设置")
    for at, words in enumerate(("备份", "自定义栏目", "政策包", "快捷键"), start=1):
        yield f"6{at}-设置-{words}", lambda at=at: options.tabs.setCurrentIndex(at)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        one(Path(sys.argv[1]), sys.argv[2])
