"""Start, open and recover a desk; find the unit that a clerk types among the shipped divisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.clock import Clock
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import tidy
from cso_desk.policy import default_pack, divisions
from cso_desk.records import Unit, lists, new_instance, unit_id
from cso_desk.store import Desk

from .entrance import default_folder, desk_exists, users_of

__all__ = [
    "Desk",
    "NewUnit",
    "Place",
    "Started",
    "default_folder",
    "desk_exists",
    "find_places",
    "open_desk",
    "users_of",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that the shipped tree proposes; `path` are its ancestors' names and its own, `full_name` its 落款."""

    code: str
    name: str
    level: str
    parent_code: str
    path: str
    full_name: str


@dataclass(frozen=True, slots=True)
class NewUnit:
    """The unit of a new desk: code of 2, 4, 6, 9 or 12 digits, or empty for a unit outside the codes."""

    code: str
    name: str
    level: str
    parent_code: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A new desk and the recovery code, which is shown once."""

    desk: Desk
    recovery_code: str


def find_places(text: str, limit: int = 20) -> list[Place]:
    """Return units whose name, pinyin initials or code match what was typed, the best first."""
    return [_proposed(place) for place in divisions.search(text, limit)]


def place_of(code: str) -> Place | None:
    """Return the shipped unit with this code (padding zeros allowed), None if there is none."""
    place = divisions.tree().get(divisions.bare_code(code))
    return _proposed(place) if place else None


def _proposed(place: divisions.Place) -> Place:
    path = divisions.above(place.code)
    names = [one.name for one in path]
    return Place(
        place.code, place.name, place.level, place.parent, " ".join(names), full_name_of(path)
    )


def full_name_of(path: list[divisions.Place]) -> str:
    """Return the proposed official name of the last place of `path` (practice.md: 落款 is the full name)."""
    place = path[-1]
    county = next((one.name for one in path if one.level == "county"), "")
    if place.level == "township":
        return (
            place.name + "办事处"
            if place.name.endswith("街道")
            else county + place.name + "人民政府"
        )
    if place.level in ("county", "city"):
        return place.name + "民政局"
    if place.level == "province":
        return place.name + "民政厅"
    return place.name


def only_user(folder: Path) -> str:
    """Return the single user of the desk; raises `Trouble` when there is no desk or the name must be given."""
    if not desk_exists(folder):
        raise Trouble(
            "NO_DESK", f"文件夹“{folder}”里还没有工作台，请先新建，或用 --data 指对文件夹。"
        )
    users = users_of(folder)
    if len(users) != 1:
        raise Trouble("WHICH_USER", f"有几个用户（{'、'.join(users)}），请用 --user 写明是谁。")
    return users[0]


def open_desk(
    folder: Path, user: str, password: str, *, write: bool = True, clock: Clock | None = None
) -> Desk:
    """Open the desk in `folder`; raises `Trouble` (wrong password, in use, newer data, damaged …)."""
    return store.open_desk(
        folder, user=user, password=password, clock=clock or Clock(), write=write
    )


def recover_desk(
    folder: Path, code: str, user: str, new_password: str, clock: Clock | None = None
) -> Desk:
    """Open the desk with its recovery code and set a new password; raises `Trouble`."""
    return store.open_with_recovery(
        folder, code=code, user=user, new_password=new_password, clock=clock or Clock()
    )


def start_desk(
    folder: Path, unit: NewUnit, user: str, password: str, clock: Clock | None = None
) -> Started:
    """Make a desk with its divisions and first user; raises `Problems` for the unit, `Trouble` for the world."""
    from .enrol import ensure_keys

    unit = _checked(unit)
    desk, recovery_code = store.create_desk(
        folder, user=user, password=password, clock=clock or Clock()
    )
    try:
        with desk.operation("建立工作台") as op:
            desk.put_setting(op, "unit", _id_of(unit))
            desk.put_setting(op, "instance", new_instance())
            op.insert_many(Unit, _division_rows(unit))
            ensure_keys(op)
    except BaseException:
        desk.close()
        store.discard_desk(folder)
        raise
    return Started(desk, recovery_code)


def _checked(unit: NewUnit) -> NewUnit:
    code = divisions.bare_code(unit.code)
    name = tidy(unit.name)
    problems = []
    if code and (not code.isdigit() or len(code) not in (2, 4, 6, 9, 12)):
        problems.append(
            Problem("", "code", "bad_code", "区划代码应为 2、4、6、9 或 12 位数字，请核对。")
        )
    if not name:
        problems.append(Problem("", "name", "missing_required", "请写单位名称。"))
    if unit.level not in lists.LEVELS:
        problems.append(
            Problem("", "level", "not_in_list", "请选级别：省、市、县、乡镇（街道）或社区（村）。")
        )
    if problems:
        raise Problems(problems)
    known = divisions.tree().get(code)
    parent = divisions.bare_code(unit.parent_code) or (known.parent if known else "")
    full_name = tidy(unit.full_name) or (full_name_of(divisions.above(code)) if known else name)
    return NewUnit(code, name, unit.level, parent, full_name)


def _id_of(unit: NewUnit) -> str:
    return unit_id(unit.code or f"{unit.parent_code}/{unit.name}")


def _division_rows(unit: NewUnit) -> Iterator[Mapping[str, Any]]:
    """Go through the unit's ancestors, itself and everything below it, as rows of the unit table."""
    for place in divisions.above(unit.parent_code):
        yield unit_row(place)
    known = divisions.tree().get(unit.code)
    yield {
        "owner": "",
        "id": _id_of(unit),
        "code": unit.code or None,
        "name": unit.name,
        "level": unit.level,
        "parent": unit_id(unit.parent_code) if unit.parent_code else None,
        "kind": (known.kind or None) if known else None,
        "full_name": unit.full_name,
        "office": default_pack().value("filing.office") if unit.level == "township" else None,
        "initials": known.initials if known else "",
    }
    top = unit.code or _seat_of(unit)
    for place in divisions.below(top) if top else ():
        yield unit_row(place)


def _seat_of(unit: NewUnit) -> str:
    """Return the code of the unit that a desk without a code is a second seat of, empty where it is a unit of its own."""
    parent = divisions.tree().get(unit.parent_code)
    return parent.code if parent is not None and parent.level == unit.level else ""


def unit_row(place: divisions.Place) -> dict[str, Any]:
    """Return a shipped place as a row of the unit table that belongs to nobody."""
    return {
        "owner": "",
        "id": unit_id(place.code),
        "code": place.code,
        "name": place.name,
        "level": place.level,
        "parent": unit_id(place.parent) if place.parent else None,
        "kind": place.kind or None,
        "full_name": place.name
        if place.level == "community"
        else full_name_of(divisions.above(place.code)),
        "office": None,
        "initials": place.initials,
    }
