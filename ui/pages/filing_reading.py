"""What the list of cases reads, off the window's thread: its rows, and what is chosen in it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..lists import Source
from ..lists.memory import PlainColumn
from .filing_detail import Seen

if TYPE_CHECKING:
    from cso_desk.usecases.case_lists import CaseQuery
    from cso_desk.usecases.lists import Row
    from cso_desk.usecases.opening import Desk

FIRST = {"organization": 200, "stage": 108, "left": 128, "kind": 88, "community": 150}
"""The first columns and their widths, so that name, stage and urgency are in view beside the detail."""


def seen_of(desk: Desk, ids: Sequence[str]) -> Seen | None:
    """Read what is chosen (off the window's thread)."""
    from cso_desk.usecases import case_lists, case_papers, cases

    if not ids:
        return None
    papers = tuple(case_papers.papers_of(desk, ids))
    if len(ids) > 1:
        return Seen(tuple(ids), tuple(cases.offers(desk, ids)), papers)
    shown = cases.show(desk, ids[0])
    return Seen(tuple(ids), shown.offers, papers, shown, case_lists.left_of(desk, ids[0]))


def source(desk: Desk) -> Source:
    """Return where the list of cases comes from."""
    from cso_desk.usecases import case_lists

    def ids(query: CaseQuery, order: str, descending: bool) -> array[int]:
        return case_lists.case_ids(desk, replace(query, order=order, descending=descending))

    def rows(numbers: Sequence[int], keys: Sequence[str]) -> list[Row | None]:
        return case_lists.case_rows(desk, numbers, keys)

    def record_ids(numbers: Sequence[int]) -> list[str]:
        return case_lists.ids_of(desk, numbers)

    known = {column.key: column for column in case_lists.COLUMNS}
    keys = [*FIRST, *(key for key in known if key not in FIRST)]
    columns = [
        PlainColumn(key, one.label, FIRST.get(key, one.width), one.align, one.shown)
        for key, one in ((key, known[key]) for key in keys)
    ]
    badges = frozenset({"stage", "left"})
    return Source("备案事项", columns, ids, rows, record_ids, "件", badges, "number")
