"""Large files are read in a process of their own: the same cells, the same refusals, a stop that leaves nothing running."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from cso_desk.errors import Stopped, Trouble
from cso_desk.progress import Silent
from cso_desk.workbooks import opening
from cso_desk.workbooks.reading_apart import read_apart

LEDGERS = Path(__file__).parents[1] / "ledgers"
FILES = sorted(
    f for f in LEDGERS.iterdir() if f.name[:2] in ("03", "05", "06") and f.suffix != ".json"
)


class Stopping:
    """A clerk who presses 停止 at the first sign of life."""

    def step(self, done: int, total: int, text: str = "") -> None:
        raise Stopped


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:2])
def test_the_same_cells_come_from_the_other_process(file: Path) -> None:
    here, apart = opening.read_here(file), read_apart(file, Silent())
    assert apart.format == here.format
    assert [(s.name, s.rows, list(s.merges), s.hidden) for s in apart.sheets] == [
        (s.name, s.rows, list(s.merges), s.hidden) for s in here.sheets
    ]
    kinds = [[type(c) for row in s.rows for c in row] for s in apart.sheets]
    assert kinds == [[type(c) for row in s.rows for c in row] for s in here.sheets]


def test_a_refusal_and_a_stop_come_home_and_no_process_stays(tmp_path: Path) -> None:
    encrypted = next(
        f for f in LEDGERS.iterdir() if f.name.startswith("08") and f.suffix == ".xlsx"
    )
    with pytest.raises(Trouble, match="打开密码"):
        read_apart(encrypted, Silent())
    with pytest.raises(Stopped):
        read_apart(FILES[-1], Stopping())
    assert multiprocessing.active_children() == []


def test_only_large_files_are_read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def note(path: Path, progress: object) -> opening.Workbook:
        asked.append(path)
        return opening.read_here(path)

    monkeypatch.setattr(opening, "read_apart", note)
    opening.read_workbook(FILES[0])
    assert asked == []
    monkeypatch.setattr(opening, "FROM_BYTES", 100)
    assert opening.read_workbook(FILES[0]).sheets and asked == [FILES[0]]
