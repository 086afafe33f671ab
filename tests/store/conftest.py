"""Desks for the tests of the store: real encrypted files, with a cheap password check."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from cso_desk.clock import FixedClock
from cso_desk.records import Organization, Unit, unit_id
from cso_desk.store import Desk, create_desk, open_desk

USER, PASSWORD = "李办事", "correct horse"
TOWN = unit_id("410299101")
COUNTY = unit_id("410299")
OTHER_TOWN = unit_id("410299102")
CHINA = timezone(timedelta(hours=8))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 22, 9, 30, tzinfo=CHINA))


def new_desk(folder: Path, clock: FixedClock, unit: str = TOWN) -> Desk:
    """Make a desk of `unit` with a small division tree."""
    desk, _ = create_desk(folder, user=USER, password=PASSWORD, clock=clock, scrypt_n=16)
    with desk.operation("建立工作台") as op:
        desk.put_setting(op, "unit", unit)
        tree = [
            (COUNTY, "410299", "某县", "county", None),
            (TOWN, "410299101", "百泉镇", "township", COUNTY),
        ]
        tree.append((OTHER_TOWN, "410299102", "长平镇", "township", COUNTY))
        tree += [
            (unit_id(f"41029910120{i}"), f"41029910120{i}", name, "community", TOWN)
            for i, name in enumerate(("幸福社区", "长葛社区", "单庄村"))
        ]
        op.insert_many(
            Unit,
            [
                {
                    "owner": "",
                    "id": id_,
                    "code": code,
                    "name": name,
                    "level": level,
                    "parent": parent,
                }
                for id_, code, name, level, parent in tree
            ],
        )
    return desk


def reopen(folder: Path, clock: FixedClock, *, write: bool = True) -> Desk:
    return open_desk(folder, user=USER, password=PASSWORD, clock=clock, write=write)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A once-made desk folder, copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "desk"
    moment = FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=CHINA))
    new_desk(folder, moment).close()
    return folder


@pytest.fixture
def make_desk(template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Callable[[str], Desk]]:
    desks: list[Desk] = []

    def make(name: str = "desk") -> Desk:
        folder = tmp_path / name
        shutil.copytree(template, folder)
        desks.append(reopen(folder, clock))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()


def add(desk: Desk, name: str = "幸福社区舞蹈队", **values: Any) -> str:
    """Add one organization in an operation of its own and return its id."""
    with desk.operation(f"新增组织：{name}") as op:
        record = op.add(Organization(name=name, **values))
        op.session.flush()
        return record.id
