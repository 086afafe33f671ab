"""A ledger of 100,000 rows is read while another thread (the window) never waits long, and no slower than at home."""

from __future__ import annotations

import threading
from pathlib import Path
from time import perf_counter, sleep

import pytest
from openpyxl import Workbook

from cso_desk.workbooks import opening

pytestmark = pytest.mark.benchmark
ROWS = 100_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(
        ["组织名称", "所在社区", "组织类别", "负责人", "身份证号", "联系电话", "成员数", "成立时间"]
    )
    for n in range(ROWS):
        card, phone = f"41179219700102{n % 1000:03d}X", f"138{n:08d}"
        sheet.append(
            [f"第{n}合唱队", "百泉社区", "文体", "练习", card, phone, n % 50, "2020-05-01"]
        )
    book.save(tmp_path / "大台账.xlsx")
    return tmp_path / "大台账.xlsx"


def test_the_window_never_waits_while_a_large_ledger_is_read(large: Path) -> None:
    waits = [0.0]
    done = threading.Event()

    def watch() -> None:
        last = perf_counter()
        while not done.is_set():
            sleep(0.005)
            now = perf_counter()
            waits.append(now - last)
            last = now

    watching = threading.Thread(target=watch)
    began = perf_counter()
    opening.read_here(large)
    here = perf_counter() - began
    watching.start()
    began = perf_counter()
    book = opening.read_workbook(large)
    apart = perf_counter() - began
    done.set()
    watching.join()
    assert len(book.sheets[0].rows) == ROWS + 1
    assert max(waits) < 0.1, f"another thread waited {max(waits):.3f} s"
    assert apart < 1.5 * here + 0.5, f"apart {apart:.2f} s, here {here:.2f} s"
