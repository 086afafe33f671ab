"""百泉镇 with two villages that have desks of their own, and 辉县市 above it, for tests of the exchange's windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cso_desk.usecases import receipts, register, send_package, take_packages
from cso_desk.usecases.opening import Desk
from tests.usecases.exchange.conftest import PASSWORD, enrol_below, start
from ui.machine import Machine
from ui.say import Say
from ui.window import MainWindow
from ui.work import Works

HERE, THERE, TOWN, OTHER, COUNTY = (
    "410782103001",
    "410782103006",
    "410782103",
    "410782102",
    "410782",
)
SECRET = PASSWORD
FILING = {"number": "BQ-2024-001", "date": "2024-03-01", "authority": "百泉镇人民政府"}


@contextmanager
def enrolled(folder: Path, above: str, *below: str) -> Iterator[list[Desk]]:
    """Open the desks of a unit and of some below it that it certified."""
    desks = [start(folder / code, code) for code in (above, *below)]
    for desk in desks[1:]:
        enrol_below(desks[0], desk)
    try:
        yield desks
    finally:
        for desk in desks:
            desk.close()


def add(desk: Desk, name: str, community: str, **more: str) -> str:
    """Put a filed organization into a desk's register; returns its id."""
    values = {"name": name, "community": community, "leader": "王测试", **more}
    filing = {**FILING, "number": f"{FILING['number']}-{name}"}
    return register.save_organization(desk, None, values, filing).value


def report(below: Desk, above: Desk, folder: Path) -> Any:
    """Send a report one level up and bring the receipt back."""
    sent = send_package.make(below, None, folder).value
    (taken,) = take_packages.take(above, [sent.file], folder / "r").value
    receipts.take_receipt(below, taken.receipt)
    return taken


def window_on(desk: Desk, works: Works, say: Say, qtbot: Any) -> MainWindow:
    """Show the main window of a desk."""
    made = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
