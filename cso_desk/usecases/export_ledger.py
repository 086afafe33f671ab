"""Export the ledger as the official table: fixed headings, texts that no spreadsheet spoils, personal numbers masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
Cell = str | int | None
Values = Mapping[str, Any]
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
        hits = store.ids(session, store_query(query or Query(), desk))
    title = f"{own_unit(desk).name}社区社会组织台账"
    if mask == "none":
        _put_on_record(desk, len(hits))
    write_ledger(out, headings(desk), _rows(desk, hits, mask, progress or Silent()), title=title)
    return Done(len(hits))


def _put_on_record(desk: Desk, number: int) -> None:
    with desk.operation(f"导出台账（不遮挡，{number} 个组织）") as op:
        exports = int(desk.get_setting("unmasked_exports", 0)) + 1
        desk.put_setting(op, "unmasked_exports", exports)


def _rows(desk: Desk, hits: Any, mask: Mask, progress: Progress) -> Iterator[list[Cell]]:
    wanted = [key for key in KEYS if key != "community_code"] + ["community_text", "own_fields"]
    own = own_fields.definitions(desk)
    with desk.read() as session:
        places = {
            unit: (name, code or "")
            for unit, name, code in store.values_of(session, Unit, ("id", "name", "code"))
        }
    makers = [_maker(key, mask, places) for key in KEYS]
    for start in range(0, len(hits), _CHUNK):
        progress.step(start, len(hits), "正在导出")
        with desk.read() as session:
            found = store.rows(session, Organization, hits[start : start + _CHUNK], wanted)
        for row in found:
            if row is not None:
                values = dict(zip(wanted, row, strict=True))
                more = [own_fields.text_of(one, values["own_fields"]) or None for one in own]
                yield [*(make(values) for make in makers), *more]
    progress.step(len(hits), len(hits), "正在导出")


def _maker(key: str, mask: Mask, places: Mapping[str, tuple[str, str]]) -> Callable[[Values], Cell]:
    """Return what makes the cell of a column from a row's values."""
    if key == "community":
        return lambda values: (
            places.get(values["community"], ("", ""))[0] or values["community_text"] or None
        )
    if key == "community_code":
        return lambda values: places.get(values["community"], ("", ""))[1] or None
    show = _shower(key, mask)
    if show is None:
        return lambda values: values[key]
    return lambda values: None if (value := values[key]) is None else show(value)


def _shower(key: str, mask: Mask) -> Callable[[Any], Cell] | None:
    """Return what turns a value of a column into its cell, None where the value is its own cell."""
    field = fields_of(Organization)[key]
    kind = field.kind
    if kind.name in ("whole", "text", "choice"):
        return None
    if kind.name == "id_number":
        return kind.show if mask == "none" else lambda value: mask_id(kind.show(value))
    if mask == "all" and kind.name == "phone":
        return lambda value: mask_phone(kind.show(value))
    if mask == "all" and field.private == "mask" and kind.name == "date":
        return lambda value: kind.show(value)[:4]
    return kind.show
