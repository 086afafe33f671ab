"""An older copy of the data: the first page says so, 报送 shows the sentence and the one button out of it."""

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

from cso_desk.usecases import enrol, opening, send_package
from ui.faults import FaultReports
from ui.machine import Machine
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, TOWN, USER, Told, at_rest

COUNTY = TOWN[:6]


def _older_desk(desk: opening.Desk, tmp_path: Path) -> opening.Desk:
    above = opening.place_of(COUNTY)
    assert above is not None
    unit = opening.NewUnit(above.code, above.name, above.level, above.parent_code)
    county = opening.start_desk(tmp_path / "county", unit, USER, SECRET).desk
    issued = enrol.issue(county, enrol.request(desk), enrol.own_fingerprint(desk)).value
    enrol.accept(desk, issued.chain, enrol.own_fingerprint(county))
    county.close()
    desk.close()
    shutil.copytree(desk.folder, tmp_path / "old")
    later = opening.open_desk(desk.folder, USER, SECRET)
    send_package.make(later, COUNTY, tmp_path / "stick")
    later.close()
    shutil.rmtree(desk.folder)
    shutil.copytree(tmp_path / "old", desk.folder)
    return opening.open_desk(desk.folder, USER, SECRET)


def test_the_button_begins_anew_and_the_package_can_be_made(
    desk: opening.Desk, tmp_path: Path, dressed: Any, qtbot: Any
) -> None:
    older = _older_desk(desk, tmp_path)
    say = Told()
    works = Works(say, FaultReports(tmp_path))
    window = MainWindow(older, works, say, Machine(older.folder))
    qtbot.addWidget(window)
    window.show()
    window.go("今日")
    at_rest(qtbot, works)
    words = [one.text() for one in window.page("今日").findChildren(QPushButton)]
    assert any("较旧的数据" in one for one in words)
    window.go("报送")
    at_rest(qtbot, works)
    view = window.page("报送").outgoing
    assert not view.make.isVisible() and view.anew.isVisible()
    shown = [one.text() for one in view.findChildren(QLabel) if one.isVisible()]
    assert any("重新开始编号" in one for one in shown)
    window.grab().save("/tmp/trust_older.png")
    view.anew.click()
    at_rest(qtbot, works)
    assert view.make.isVisible() and not view.anew.isVisible()
    view.send_to(tmp_path / "again")
    at_rest(qtbot, works)
    assert "收到回执才算报完" in view.result.text()
    assert len(list((tmp_path / "again").iterdir())) == 1
    works.close()
    older.close()
