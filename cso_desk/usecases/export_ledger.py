"""Export the ledger as the official table: fixed headings, texts that no spreadsheet spoils, personal numbers masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from cso_desk import store
from cso_desk.fields import mask_id, mask_phone
from cso_desk.progress import Progress, Silent
from cso_desk.records import Organization, Unit, cell_fields, fields_of
from cso_desk.store import Desk

from . import own_fields
from .done import Done
from .lists import Query, store_query
from .units import own_unit

Mask = Literal["none", "id", "all"]
_FIRST = (
    "name",
    "nature",
    "category",
    "community",
    "community_code",
    "area",
    "venue",
    "founded",
    "leader",
    "leader_id",
    "phone",
    "members",
    "party_members",
    "scope",
    "filing_number",
    "filing_date",
    "state",
    "note",
)
_REST = tuple(key for key in cell_fields(Organization) if key not in (*_FIRST, "community_text"))
KEYS = (*_FIRST, *_REST)
"""The headings of contract.md in their order, then the rest of the record, so that nothing is lost on the way."""
_CHUNK = 2000


def headings(desk: Desk) -> list[str]:
    """Return the headings of the exported ledger: the fixed ones, then the fields of the office's own."""
    fields = fields_of(Organization)
    fixed = ["社区代码" if key == "community_code" else fields[key].label for key in KEYS]
    return [*fixed, *(one.label for one in own_fields.definitions(desk))]


def export(
    desk: Desk,
    out: Path,
    query: Query | None = None,
    mask: Mask = "id",
    progress: Progress | None = None,
) -> Done[int]:
    """Write the organizations that `query` finds to an .xlsx or .csv file and return how many.

    `mask`: `id` hides the middle of identity numbers, `all` also telephones and birthdays, `none` shows everything
    and is put on record. Raises `Trouble` when the file cannot be written.
    """
    from cso_desk.workbooks.ledger_writing import write_ledger

    with desk.read() as session:
        hits = store.ids(session, store_query(query or Query()))
    title = f"{own_unit(desk).name}社区社会组织台账"
    if mask == "none":
        _put_on_record(desk, len(hits))
    write_ledger(out, headings(desk), _rows(desk, hits, mask, progress or Silent()), title=title)
    return Done(len(hits))


def _put_on_record(desk: Desk, number: int) -> None:
    with desk.operation(f"导出台账（不遮挡，{number} 个组织）") as op:
        exports = int(desk.get_setting("unmasked_exports", 0)) + 1
        desk.put_setting(op, "unmasked_exports", exports)


def _rows(
    desk: Desk, hits: Any, mask: Mask, progress: Progress
) -> Iterator[list[str | int | None]]:
    wanted = [key for key in KEYS if key != "community_code"] + ["community_text", "own_fields"]
    own = own_fields.definitions(desk)
    with desk.read() as session:
        places = {
            unit: (name, code or "")
            for unit, name, code in store.values_of(session, Unit, ("id", "name", "code"))
        }
    for start in range(0, len(hits), _CHUNK):
        progress.step(start, len(hits), "正在导出")
        with desk.read() as session:
            found = store.rows(session, Organization, hits[start : start + _CHUNK], wanted)
        for row in found:
            if row is not None:
                values = dict(zip(wanted, row, strict=True))
                more = [own_fields.text_of(one, values["own_fields"]) or None for one in own]
                yield [*_cells(values, places, mask), *more]
    progress.step(len(hits), len(hits), "正在导出")


def _cells(
    values: Mapping[str, Any], places: Mapping[str, tuple[str, str]], mask: Mask
) -> list[str | int | None]:
    name, code = places.get(values["community"], ("", ""))
    cells: list[str | int | None] = []
    for key in KEYS:
        if key == "community":
            cells.append(name or values["community_text"] or None)
        elif key == "community_code":
            cells.append(code or None)
        else:
            cells.append(_cell(key, values[key], mask))
    return cells


def _cell(key: str, value: Any, mask: Mask) -> str | int | None:
    if value is None:
        return None
    kind = fields_of(Organization)[key].kind
    if kind.name == "whole":
        return int(value)
    text = kind.show(value)
    if kind.name == "id_number":
        return text if mask == "none" else mask_id(text)
    if mask == "all" and kind.name == "phone":
        return mask_phone(text)
    if mask == "all" and fields_of(Organization)[key].private == "mask" and kind.name == "date":
        return text[:4]
    return text
