"""Where the list of organizations comes from, and which of its columns stand in front."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..lists import Source
from ..lists.memory import PlainColumn

if TYPE_CHECKING:
    from cso_desk.usecases.lists import Column, Query, Row
    from cso_desk.usecases.opening import Desk


def source(desk: Desk) -> Source:
    """Return where the list of organizations comes from."""
    from cso_desk.usecases import lists

    def ids(query: Query, order: str, descending: bool) -> array[int]:
        wanted = replace(query, order=order, descending=descending)
        return desk.apart(lists.organization_ids, wanted)

    def rows(numbers: Sequence[int], keys: Sequence[str]) -> list[Row | None]:
        return lists.organization_rows(desk, numbers, keys)

    def record_ids(numbers: Sequence[int]) -> list[str]:
        return lists.ids_of(desk, numbers)

    return Source(
        "组织",
        columns_in_order(lists.columns(desk)),
        ids,
        rows,
        record_ids,
        "个",
        frozenset({"state"}),
    )


FIRST = {
    "name": 208,
    "state": 96,
    "leader": 80,
    "community": 152,
    "phone": 112,
    "members": 72,
    "category": 96,
}
"""The first columns and their widths, so that beside the detail the name, the state and the leader are in view."""


def columns_in_order(columns: Sequence[Column]) -> list[PlainColumn]:
    """Return the columns with those of `FIRST` in front."""
    known = {column.key: column for column in columns}
    order = [*FIRST, *(key for key in known if key not in FIRST)]
    return [
        PlainColumn(
            key,
            known[key].label,
            FIRST.get(key, known[key].width),
            known[key].align,
            known[key].shown,
        )
        for key in order
    ]
