"""Change the same fields of many organizations in one step: first look at what would change, then do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.progress import Progress, Silent
from cso_desk.records import Organization, fields_of
from cso_desk.store import Desk, Session

from . import register, shared_records
from .done import Done, told
from .lists import cell_text
from .register import FormField
from .units import communities, names_of

LISTED = 200
"""So many differences are shown row by row."""
_CHUNK = 2000
_SINGLE = frozenset({"name", "leader_id", "credit_code", "community_text"})
"""Fields that no two organizations share: never changed in bulk."""
_OTHERS = "由别的单位维护，这里不能改"
_GONE = "刚才已被移除"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one organization that would change, as texts."""

    id: str
    name: str
    community: str
    label: str
    before: str
    after: str


@dataclass
class Preview:
    """What a change would do: organizations that change, stay the same, are refused (why, how many), first rows."""

    changed: int = 0
    same: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    first: list[Difference] = field(default_factory=list)


def bulk_fields(desk: Desk) -> list[FormField]:
    """Return the fields that can be changed in bulk; a community offers the names of all communities."""
    return [one for one in register.form_fields(desk, "organization") if one.key not in _SINGLE]


def preview(
    desk: Desk, ns: Sequence[int], values: Mapping[str, str], progress: Progress | None = None
) -> Preview:
    """Tell what the change would do to these organizations (local numbers); nothing is written.

    An empty text empties the field. Raises `Problems` with field keys for values that cannot be kept.
    """
    found, parsed = Preview(), _parsed(desk, values)
    with desk.read() as session:
        for _ in _rows(desk, session, _in_order(ns), parsed, found, progress or Silent()):
            pass
    return found


def change(
    desk: Desk, ns: Sequence[int], values: Mapping[str, str], progress: Progress | None = None
) -> Done[Preview]:
    """Change these organizations in one operation (还原 takes it back whole); those refused stay as they are.

    Raises `Problems` like `preview`; a stop leaves everything as it was.
    """
    parsed = _parsed(desk, values)
    labels = "、".join(fields_of(Organization)[key].label for key in values)
    found = Preview()
    with desk.operation(f"批量修改：{labels}（{len(ns)} 个组织）") as op:
        rows = _rows(desk, op.session, _in_order(ns), parsed, found, progress or Silent())
        shared_records.reconcile(op, op.update_many(Organization, rows))
    return Done(found, told(op.changes))


def _parsed(desk: Desk, values: Mapping[str, str]) -> dict[str, Any]:
    if not values:
        raise Problems([Problem("", "", "missing_required", "请先选要改的栏目。")])
    single = [key for key in values if key in _SINGLE or fields_of(Organization)[key].derived]
    if single:
        label = fields_of(Organization)[single[0]].label
        words = f"“{label}”各组织不同，不能批量改。"
        raise Problems([Problem("", single[0], "not_in_bulk", words)])
    parsed = register.parse_values(desk, Organization, _with_ids(desk, values))
    if parsed.get("community"):
        parsed["community_text"] = None
    return parsed


def _with_ids(desk: Desk, values: Mapping[str, str]) -> dict[str, str]:
    """Return the texts with the community's id in the place of its name."""
    found = dict(values)
    wanted = found.get("community", "").strip()
    if wanted:
        ids = [unit.id for unit in communities(desk) if wanted in (unit.name, unit.code, unit.id)]
        if len(ids) != 1:
            words = f"区划里{'没有' if not ids else '不止一个'}“{wanted}”，请写社区（村）的代码。"
            raise Problems([Problem("", "community", "community_unmatched", words)])
        found["community"] = ids[0]
    return found


def _in_order(ns: Sequence[int]) -> Sequence[int]:
    """Return the first as the list has them, for they are shown, and the others as they lie in the desk."""
    return [*ns[:_CHUNK], *store.as_stored(ns[_CHUNK:])]


def _rows(
    desk: Desk,
    session: Session,
    ns: Sequence[int],
    parsed: Mapping[str, Any],
    found: Preview,
    progress: Progress,
) -> Iterator[dict[str, Any]]:
    """Yield the rows to write, and count in `found`."""
    keys = ["id", "owner", "name", "community", "community_text", *parsed]
    own = desk.unit
    for start in range(0, len(ns), _CHUNK):
        progress.step(start, len(ns), "正在逐个比对")
        for row in store.rows(session, Organization, ns[start : start + _CHUNK], keys):
            if row is None:
                found.refused[_GONE] += 1
                continue
            values = dict(zip(keys, row, strict=True))
            if values["owner"] != own:
                found.refused[_OTHERS] += 1
                continue
            changed = [key for key, value in parsed.items() if values[key] != value]
            if not changed:
                found.same += 1
                continue
            found.changed += 1
            if len(found.first) < LISTED:
                found.first += _differences(session, values, changed, parsed)
            yield {"id": values["id"], **parsed}
    progress.step(len(ns), len(ns), "正在逐个比对")


def _differences(
    session: Session, values: Mapping[str, Any], keys: Sequence[str], parsed: Mapping[str, Any]
) -> Iterator[Difference]:
    places = [place for place in (values["community"], parsed.get("community")) if place]
    names = names_of(session, places)
    for key in keys:
        if key == "community_text":
            continue
        after = {"community_text": None, key: parsed[key]}
        yield Difference(
            values["id"],
            values["name"],
            names.get(values["community"], "") or values["community_text"] or "",
            fields_of(Organization)[key].label,
            cell_text(key, values, names, True),
            cell_text(key, after, names, True),
        )
