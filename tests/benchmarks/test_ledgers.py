"""Import and export of a 100,000-row ledger as ratios to the bare libraries in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cso_desk.usecases import export_ledger, opening, practice

from .bare import SEARCHED, added, rows_written
from .conftest import COUNTY, SECRET, USER

ROOT = Path(__file__).resolve().parents[2]
ROWS = int(os.environ.get("CSO_DESK_BENCHMARK_ROWS", "100000"))

IDLE = """
import sys
from pathlib import Path
from cso_desk.usecases import opening
from ui.app import application
from ui.faults import FaultReports
from ui.machine import Machine
from ui.say import Say
from ui.window import MainWindow
from ui.work import Works
from PySide6.QtCore import QEventLoop, QTimer
app = application([])
folder = Path(sys.argv[1])
desk = opening.open_desk(folder, sys.argv[2], sys.argv[3])
works = Works(Say(), FaultReports(folder))
window = MainWindow(desk, works, Say(), Machine(folder))
window.show()
window.go("组织")
def rest():
    loop = QEventLoop()
    watch = QTimer(interval=50)
    watch.timeout.connect(lambda: None if works.running else loop.quit())
    watch.start()
    loop.exec()
rest()
def held(which):
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(which))
idle = held("VmRSS")
if len(sys.argv) > 4:
    from cso_desk.usecases import import_ledger
    from ui.work import Writing
    Writing(window, "正在导入", lambda p: import_ledger.take(desk, [Path(sys.argv[4])], progress=p)).start()
    rest()
# Not ru_maxrss: that begins with what the process was that started this one.
print(idle, held("VmHWM"))
window.close()
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a desk with so many organizations, and its ledger as a workbook."""
    home = tmp_path_factory.mktemp("ledger")
    with new_desk(home / "source") as desk:
        practice.fill_with_practice(desk, ROWS, seed=7)
        export_ledger.export(desk, home / "台账.xlsx", mask="none")
    return home / "source", home / "台账.xlsx"


def new_desk(folder: Path) -> opening.Desk:
    """Return an empty desk of the county."""
    place = opening.place_of(COUNTY)
    assert place is not None
    unit = opening.NewUnit(place.code, place.name, place.level, place.parent_code, place.full_name)
    return opening.start_desk(folder, unit, USER, SECRET).desk


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that some work took, and what it gave."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def read_raw(file: Path) -> int:
    """Read a workbook with calamine alone."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(file))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


@pytest.mark.benchmark
def test_importing_a_ledger_costs_little_more_than_the_bare_libraries(
    source: tuple[Path, Path], tmp_path: Path
) -> None:
    from cso_desk.usecases import import_ledger

    _, ledger = source
    with new_desk(tmp_path / "bare") as bare, new_desk(tmp_path / "desk") as desk:
        ours, taken = timed(lambda: import_ledger.take(desk, [ledger]).value)
        assert (taken.new, taken.refused) == (ROWS, 0)
        rows = added(bare, desk)
        assert len(rows[SEARCHED]) == ROWS
        writing, _ = timed(lambda: rows_written(bare, rows))
    reading, lines = timed(lambda: read_raw(ledger))
    assert lines == ROWS + 2
    ratio = ours / (reading + writing)
    print(f"import {ours:.1f} s, bare {reading:.1f} + {writing:.1f} s: {ratio:.2f} x")
    assert ratio <= 3


@pytest.mark.benchmark
def test_exporting_a_ledger_costs_little_more_than_openpyxl(
    source: tuple[Path, Path], tmp_path: Path
) -> None:
    from openpyxl import Workbook
    from python_calamine import CalamineWorkbook

    folder, _ = source
    out, peer = tmp_path / "ours.xlsx", tmp_path / "peer.xlsx"
    with opening.open_desk(folder, USER, SECRET) as desk:
        ours, done = timed(lambda: export_ledger.export(desk, out).value)
    assert done == ROWS
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()

    def write() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("台账")
        for row in rows:
            sheet.append(row)
        book.save(peer)

    bare, _ = timed(write)
    print(f"export {ours:.1f} s, openpyxl {bare:.1f} s: {ours / bare:.2f} x")
    assert ours / bare <= 1.5


@pytest.mark.benchmark
def test_importing_a_ledger_takes_little_memory(source: tuple[Path, Path], tmp_path: Path) -> None:
    _, ledger = source
    new_desk(tmp_path / "desk").close()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", IDLE, str(tmp_path / "desk"), USER, SECRET, str(ledger)]
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=True, timeout=1200)
    idle, peak = (int(word) / 1024 for word in done.stdout.split()[-2:])
    print(json.dumps({"idle MB": round(idle), "peak MB": round(peak)}))
    assert peak - idle <= 600
