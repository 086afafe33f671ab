"""Rows of a superior that a receipt brings in the place of this desk's own ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from cso_desk.fields import BadValue
from cso_desk.records import Record

from .bulk import fill_initials, rewrite_rows
from .operation import Op
from .shapes import Shape, Values, rows_by, shape_of

_SYNC = ("owner", "oe", "rev", "inst")


def take_over(
    op: Op,
    record: type[Record],
    rows: Sequence[Mapping[str, Any]],
    owner_allowed: Callable[[str], bool],
    *,
    keep: Collection[str] = (),
) -> int:
    """Put rows as receipts carry them in the place of this desk's own ones and return how many.

    A row that is not this desk's any more, whose owner is not allowed or that cannot be read is left out. What a row
    leaves empty of `keep` stays. The next package that brings such a row replaces it as it travels.
    """
    shape = shape_of(record)
    stored = rows_by(op.session, shape, "id", [str(row.get("id") or "") for row in rows])
    pairs = []
    for row in rows:
        old = stored.get(row.get("id"))
        if old is None or old["owner"] != op.stamp.unit or not _is_version(row):
            continue
        if owner_allowed(row["owner"]) and (new := _read(shape, old, row, keep)) is not None:
            pairs.append((old, new))
    rewrite_rows(op, shape, pairs)
    return len(pairs)


def _is_version(row: Mapping[str, Any]) -> bool:
    texts = all(isinstance(row.get(key), str) for key in ("owner", "inst"))
    return texts and all(type(row.get(key)) is int for key in ("oe", "rev"))


def _read(
    shape: Shape, old: Values, row: Mapping[str, Any], keep: Collection[str]
) -> dict[str, Any] | None:
    try:
        said = shape.restored(row)
    except (BadValue, TypeError, ValueError, ArithmeticError):
        return None
    found = {key: value for key, value in said.items() if value is not None or key not in keep}
    found |= {key: row[key] for key in _SYNC}
    found |= {"upd_at": str(row.get("upd_at") or ""), "deleted": bool(row.get("deleted"))}
    found |= {"schema_no": 0, "profile_no": 0, "row_hash": "", "hlc": old["hlc"]}
    if found.get("name") != old.get("name"):
        fill_initials(shape, found)
    return found
