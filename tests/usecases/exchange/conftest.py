"""百泉镇 and its county 辉县市, enrolled once and copied for each test, and a folder as the stick between them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cso_desk.clock import FixedClock
from cso_desk.usecases import enrol, opening, register, send_package, units
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.send_package import SentInfo

MOMENT = datetime(2026, 11, 22, 9, 30)
PASSWORD = "ceshi-2026"
COUNTY, TOWNSHIP, OTHER_TOWNSHIP = "410782", "410782103", "410782102"
ID_NUMBER, PHONE = "410191195603120075", "13900001234"
Open = Callable[[str], Desk]


def start(folder: Path, code: str) -> Desk:
    """Make the desk of a unit of the shipped tree."""
    place = opening.place_of(code)
    assert place is not None
    unit = opening.NewUnit(code, place.name, place.level)
    return opening.start_desk(folder, unit, f"经办{code}", PASSWORD, FixedClock(MOMENT)).desk


def reopen(folder: Path, *, write: bool = True) -> Desk:
    """Open a test desk by its only user."""
    user = opening.only_user(folder)
    return opening.open_desk(folder, user, PASSWORD, write=write, clock=FixedClock(MOMENT))


def enrol_below(above: Desk, below: Desk) -> None:
    """Enrol one desk at another, each typing the other's 单位核对码."""
    issued = enrol.issue(above, enrol.request(below), enrol.own_fingerprint(below)).value
    enrol.accept(below, issued.chain, enrol.own_fingerprint(above))


@pytest.fixture(scope="session")
def bare_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folders of desks that do not know each other yet; never opened themselves."""
    root = tmp_path_factory.mktemp("bare")
    for name, code in (("county", COUNTY), ("town", TOWNSHIP), ("other", OTHER_TOWNSHIP)):
        start(root / name, code).close()
    return root


@pytest.fixture(scope="session")
def enrolled_folders(bare_folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folders of the county and two townships that it has certified; never opened themselves."""
    root = tmp_path_factory.mktemp("enrolled") / "desks"
    shutil.copytree(bare_folders, root)
    county = reopen(root / "county")
    for name in ("town", "other"):
        below = reopen(root / name)
        enrol_below(county, below)
        below.close()
    county.close()
    return root


@pytest.fixture
def bare(bare_folders: Path, tmp_path: Path) -> Iterator[Open]:
    """Open one of the desks that do not know each other."""
    yield from _opener(bare_folders, tmp_path / "bare")


@pytest.fixture
def enrolled(enrolled_folders: Path, tmp_path: Path) -> Iterator[Open]:
    """Open one of the desks that exchange packages: town, other, county."""
    yield from _opener(enrolled_folders, tmp_path / "enrolled")


def _opener(template: Path, tmp_path: Path) -> Iterator[Open]:
    opened: dict[str, Desk] = {}

    def open_one(name: str) -> Desk:
        if name not in opened:
            shutil.copytree(template / name, tmp_path / name)
            opened[name] = reopen(tmp_path / name)
        return opened[name]

    yield open_one
    for desk in opened.values():
        desk.close()


@pytest.fixture
def town(enrolled: Open) -> Desk:
    """百泉镇, enrolled."""
    return enrolled("town")


@pytest.fixture
def county(enrolled: Open) -> Desk:
    """辉县市, which certified its townships."""
    return enrolled("county")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty folder in the place of a USB stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def add() -> Callable[..., str]:
    """Put an invented organization of 百泉社区 into a desk's register; returns its id."""

    def add_organization(desk: Desk, name: str = "百泉夕阳红舞蹈队", **more: str) -> str:
        community = units.unit_by_code(desk, "410782103001").id
        person = {"leader": "王测试", "leader_id": ID_NUMBER, "phone": PHONE}
        values = {"name": name, "community": community, **person, **more}
        return register.save_organization(desk, None, values).value

    return add_organization


@pytest.fixture
def send() -> Callable[..., SentInfo]:
    """Make a package for the county and write it onto a stick."""

    def send_to_county(desk: Desk, out: Path, slip: Path | None = None) -> SentInfo:
        return send_package.make(desk, COUNTY, out, slip=slip).value

    return send_to_county


@pytest.fixture
def reopened() -> Callable[..., Desk]:
    """Open a test desk's folder by its only user."""
    return reopen


@pytest.fixture
def false_county(tmp_path: Path) -> Iterator[Desk]:
    """A desk that calls itself 辉县市 as well, with keys of its own."""
    desk = start(tmp_path / "false", COUNTY)
    yield desk
    desk.close()


@pytest.fixture
def enrol_at() -> Callable[[Desk, Desk], None]:
    """Enrol the second desk at the first."""
    return enrol_below


@pytest.fixture
def start_desk(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Make further desks of units of the shipped tree."""
    made: list[Desk] = []

    def start_one(code: str) -> Desk:
        made.append(start(tmp_path / f"desk{code}", code))
        return made[-1]

    yield start_one
    for desk in made:
        desk.close()
