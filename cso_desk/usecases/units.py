"""The division tree on this desk: look up, add what is missing, correct names, import another province's tree."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, tidy
from cso_desk.policy import divisions
from cso_desk.records import Unit, fields_of, lists, new_id, unit_id
from cso_desk.store import Desk, Session

from .done import Done

CSV_HEADING = ("code", "name", "level", "parent", "kind", "valid_from", "valid_to")
_EDITABLE = ("name", "kind", "full_name", "party_name", "office")


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """One unit as pages and papers need it; texts are empty where nothing is known."""

    id: str
    code: str
    name: str
    level: str
    kind: str
    full_name: str
    party_name: str
    office: str
    parent_id: str

    @property
    def level_word(self) -> str:
        """The level in Chinese."""
        return lists.LEVEL_WORDS.get(self.level, self.level)


def info_of(unit: Unit) -> UnitInfo:
    """Return what pages need of a unit record."""
    return UnitInfo(
        unit.id,
        unit.code or "",
        unit.name,
        unit.level or "",
        unit.kind or "",
        unit.full_name or unit.name,
        unit.party_name or "",
        unit.office or "",
        unit.parent or "",
    )


def own_unit(desk: Desk) -> UnitInfo:
    """Return the unit that this desk works for."""
    with desk.read() as session:
        return info_of(_known(session, desk.unit))


def _known(session: Session, unit: str) -> Unit:
    found = store.get(session, Unit, unit)
    if found is None:
        raise Trouble("NO_UNIT", "区划里没有这个单位，请先导入区划或补录。")
    return found


def unit_by_code(desk: Desk, code: str) -> UnitInfo:
    """Return the unit with this code (padding zeros allowed); raises `Trouble` for an unknown one."""
    bare = divisions.bare_code(code)
    with desk.read() as session:
        found = store.listed(session, Unit, code=bare)
    if not found:
        raise Trouble("NO_UNIT", f"区划里没有代码 {code}，请核对，或先用 units import 导入区划。")
    return info_of(found[0])


def unit_name(desk: Desk, unit: str) -> str:
    """Return the name of a unit, empty for an unknown id."""
    with desk.read() as session:
        return names_of(session, [unit]).get(unit, "")


def names_of(session: Session, ids: list[str] | None = None) -> dict[str, str]:
    """Return unit names by id, of all units when `ids` is None."""
    given: dict[str, Any] = {} if ids is None else {"id": ids}
    return dict(store.values_of(session, Unit, ("id", "name"), **given))


def communities(desk: Desk) -> list[UnitInfo]:
    """Return the communities of today under this desk's unit (itself, if it is one), in the order of their codes.

    A second seat of a township has those of the township.
    """
    day = desk.clock.today().isoformat()
    with desk.read() as session:
        return [
            info_of(unit)
            for unit in units_under(session, _whole_unit(session, desk.unit))
            if unit.level == "community" and valid_on(unit, day)
        ]


def _whole_unit(session: Session, unit: str) -> str:
    """Return the unit that a second seat is a seat of, the unit itself where it is none."""
    own = _known(session, unit)
    above = store.get(session, Unit, own.parent) if own.parent and not own.code else None
    return above.id if above is not None and above.level == own.level else own.id


def valid_on(unit: Unit, day: str) -> bool:
    """Tell whether a unit existed on a day (ISO); a date known to the month covers all of it."""
    begins, ends = unit.valid_from, unit.valid_to
    begun = begins is None or str(begins) <= day
    return begun and (ends is None or str(ends) >= day[: len(str(ends))])


def units_under(session: Session, unit: str) -> list[Unit]:
    """Return the unit and everything below it, in the order of their codes, those without a code last."""
    parents: dict[str | None, list[Unit]] = {}
    everything = store.listed(session, Unit)
    for one in everything:
        parents.setdefault(one.parent, []).append(one)
    found = [one for one in everything if one.id == unit]
    for one in found:
        found.extend(parents.get(one.id, ()))
    return sorted(found, key=lambda one: (one.code is None, one.code or "", one.name))


def list_units(desk: Desk, under: str | None = None) -> list[UnitInfo]:
    """Return the units under a code, of the whole desk without one."""
    root = unit_by_code(desk, under).id if under else None
    with desk.read() as session:
        found = units_under(session, root) if root else store.listed(session, Unit, order="code")
        return [info_of(unit) for unit in found]


def add_community(desk: Desk, name: str, kind: str, township_id: str | None = None) -> Done[str]:
    """Add a community that the tree lacks, without a code; raises `Problems` when the name is taken or empty."""
    plain = tidy(name)
    parent = township_id or desk.unit
    with desk.read() as session:
        taken = store.listed(session, Unit, name=plain, parent=parent)
    if not plain or taken:
        words = f"已有“{plain}”，不用再加。" if taken else "请写社区（村）名称。"
        raise Problems(
            [Problem("", "name", "duplicate_row" if taken else "missing_required", words)]
        )
    if kind not in lists.KINDS_OF_COMMUNITY:
        raise Problems([Problem("", "kind", "not_in_list", "请选城市或农村。")])
    with desk.operation(f"补充社区（村）：{plain}") as op:
        unit = Unit(
            id=new_id(), name=plain, level="community", parent=parent, kind=kind, full_name=plain
        )
        op.add(unit)
        made = unit.id
    return Done(made, frozenset(op.changes))


def save_unit(desk: Desk, unit_id_: str, values: Mapping[str, str]) -> Done[str]:
    """Correct a unit's name, kind, official name, Party name or office; raises `Problems`."""
    problems = []
    parsed: dict[str, Any] = {}
    for key in _EDITABLE:
        if key in values:
            try:
                parsed[key] = fields_of(Unit)[key].kind.parse(values[key])
            except BadValue as fault:
                problems.append(Problem("", key, fault.code, fault.message))
    if "name" in parsed and not parsed["name"]:
        problems.append(Problem("", "name", "missing_required", "请写名称。"))
    if problems:
        raise Problems(problems)
    with desk.operation("修改单位信息") as op:
        unit = _known(op.session, unit_id_)
        for key, value in parsed.items():
            setattr(unit, key, value)
    return Done(unit_id_, frozenset(op.changes))


def import_units(desk: Desk, file: Path) -> Done[int]:
    """Take in a division tree from a CSV with the heading `CSV_HEADING`; raises `Problems` with the line."""
    rows, problems = _csv_rows(file)
    if problems:
        raise Problems(problems)
    with desk.operation(f"导入区划：{file.name}") as op:
        known = set(dict(store.values_of(op.session, Unit, ("id", "code"))))
        fresh = [row for row in rows if row["id"] not in known]
        op.insert_many(Unit, fresh)
    return Done(len(fresh), frozenset(op.changes))


def _csv_rows(file: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Trouble("UNREADABLE", f"读不出 {file.name}，请存为 UTF-8 的 CSV 再导入。") from None
    reader = csv.DictReader(text.splitlines())
    if not {"code", "name", "level", "parent"} <= set(reader.fieldnames or ()):
        words = f"第一行应为 {','.join(CSV_HEADING)}，请改好表头。"
        raise Problems([Problem("csv!1", "", "heading", words)])
    rows, problems = [], []
    for number, raw in enumerate(reader, start=2):
        row, fault = _unit_row(raw)
        if fault:
            problems.append(Problem(f"csv!{number}", "", "bad_row", fault))
        rows.append(row)
    return rows, problems


def _unit_row(raw: Mapping[str, str | None]) -> tuple[dict[str, Any], str]:
    cells = {key: tidy(raw.get(key) or "") for key in CSV_HEADING}
    code, parent = divisions.bare_code(cells["code"]), divisions.bare_code(cells["parent"])
    fault = ""
    if not code.isdigit() or len(code) not in (2, 4, 6, 9, 12):
        fault = "代码应为 2、4、6、9 或 12 位数字。"
    elif not cells["name"] or cells["level"] not in lists.LEVELS:
        fault = f"名称不能空，级别应为 {'、'.join(lists.LEVELS)} 之一。"
    elif cells["kind"] and cells["kind"] not in lists.KINDS_OF_COMMUNITY:
        fault = "kind 应为 城市、农村 或留空。"
    row: dict[str, Any] = {
        "owner": "",
        "id": unit_id(code),
        "code": code,
        "name": cells["name"],
        "level": cells["level"],
        "parent": unit_id(parent) if parent else None,
        "kind": cells["kind"] or None,
    }
    for key in ("valid_from", "valid_to"):
        try:
            row[key] = fields_of(Unit)[key].kind.parse(cells[key])
        except BadValue as bad:
            fault = fault or bad.message
    return row, fault
