"""Marks given records in a list: those that failed stay chosen, those that went on are chosen for the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from ..work import DeskPage, Reading
from .panel import ListPanel


def mark_records(
    page: DeskPage, panel: ListPanel, ids: Sequence[str], then: Callable[[], None]
) -> None:
    """Mark the rows of these records, as far as the list shows them, and call `then`."""
    numbers, wanted = panel.model.ids, set(ids)

    def read(_: Any) -> list[int]:
        held = panel.source.record_ids(numbers)
        return [at for at, record in enumerate(held) if record in wanted]

    def put(positions: list[int]) -> None:
        if numbers is panel.model.ids:
            _mark(panel, positions)
        then()

    Reading(page, "", read).done(put).start()


def _mark(panel: ListPanel, positions: Sequence[int]) -> None:
    table, model = panel.table, panel.model
    table.unmark_all()
    if not positions:
        table.clearSelection()
        return
    if len(positions) == 1:
        table.go_to(positions[0])
        return
    chosen = QItemSelection()
    first = last = positions[0]
    for at in [*positions[1:], -1]:
        if at == last + 1:
            last = at
            continue
        chosen.select(model.index(first, 0), model.index(last, len(model.columns) - 1))
        first = last = at
    mode = QItemSelectionModel.SelectionFlag
    index = model.index(positions[0], 0)
    marks = table.selectionModel()
    marks.setCurrentIndex(index, mode.NoUpdate)
    marks.select(chosen, mode.ClearAndSelect)
    table.scrollTo(index)
