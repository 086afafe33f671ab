"""A real desk for each test, copied from one that is made once; the boxes of words record instead of showing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cso_desk.usecases import opening, practice
from ui import look
from ui.app import speak_chinese
from ui.faults import FaultReports
from ui.machine import Machine
from ui.say import Answer, Say
from ui.window import MainWindow
from ui.work import Works

USER, SECRET = "王练习", "练习-密码-1"
TOWN = "410823001"
ORGANIZATIONS = 40


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen screen says at every window that it knows no least size."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@dataclass
class Told(Say):
    """Keeps what would have been said; answers with what the test put in."""

    troubles: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    answer: str = ""
    file: Path | None = None
    files: list[Path] = field(default_factory=list)

    def trouble(self, page: Any, message: str) -> None:
        self.troubles.append(message)

    def choose(
        self,
        page: Any,
        text: str,
        answers: Sequence[Answer],
        *,
        more: str = "",
        warning: bool = False,
    ) -> None:
        self.questions.append(text)
        then = dict(answers).get(self.answer)
        if then is not None:
            then()

    def open_file(self, page: Any, title: str, kinds: str, then: Callable[[Path], None]) -> None:
        if self.file is not None:
            then(self.file)

    def open_files(
        self, page: Any, title: str, kinds: str, then: Callable[[list[Path]], None]
    ) -> None:
        if self.files:
            then(self.files)

    def save_file(
        self, page: Any, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        if self.file is not None:
            then(self.file)

    def print_text(self, page: Any, html: str) -> None:
        self.printed.append(html)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The words that the program's own application gets."""
    return ["cso-desk", *look.STYLE]


@pytest.fixture(scope="session")
def dressed(qapp: Any) -> Any:
    """The application in its own face, at 100 %."""
    speak_chinese(qapp)
    look.apply(qapp, 100, own_font=True)
    return qapp


@pytest.fixture(autouse=True)
def _follows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands beside a list follows without a rest, so that a window is at rest when nothing is read."""
    monkeypatch.setattr("ui.pages.following.REST", 0)


@pytest.fixture(autouse=True)
def _always_dressed(dressed: Any) -> None:
    """Every test of the windows sees the same face."""


@pytest.fixture(scope="session")
def _empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "desk"
    place = opening.place_of(TOWN)
    assert place is not None
    unit = opening.NewUnit(place.code, place.name, place.level, place.parent_code, place.full_name)
    opening.start_desk(folder, unit, USER, SECRET).desk.close()
    return folder


@pytest.fixture(scope="session")
def _practice_desk(_empty_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "desk"
    shutil.copytree(_empty_desk, folder)
    desk = opening.open_desk(folder, USER, SECRET)
    practice.fill_with_practice(desk, organizations=ORGANIZATIONS)
    desk.close()
    return folder


@pytest.fixture
def empty_folder(_empty_desk: Path, tmp_path: Path) -> Path:
    """The folder of a desk without organizations."""
    return Path(shutil.copytree(_empty_desk, tmp_path / "desk"))


@pytest.fixture
def desk_folder(_practice_desk: Path, tmp_path: Path) -> Path:
    """The folder of a desk with practice data."""
    return Path(shutil.copytree(_practice_desk, tmp_path / "desk"))


@pytest.fixture
def desk(desk_folder: Path) -> Iterator[opening.Desk]:
    """An open desk with practice data."""
    opened = opening.open_desk(desk_folder, USER, SECRET)
    yield opened
    opened.close()


@pytest.fixture
def say() -> Told:
    """The boxes that record."""
    return Told()


@pytest.fixture
def works(say: Told, tmp_path: Path, dressed: Any) -> Iterator[Works]:
    """The lanes of a window."""
    made = Works(say, FaultReports(tmp_path))
    yield made
    made.close()


@pytest.fixture
def window(desk: opening.Desk, works: Works, say: Told, qtbot: Any) -> MainWindow:
    """The main window on the practice desk, at 组织, at rest."""
    made = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go("组织")
    at_rest(qtbot, works)
    return made


def at_rest(qtbot: Any, works: Works) -> None:
    """Wait until nothing runs and what came home has been shown."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not works.running, timeout=20_000)
        qtbot.wait(10)
