"""The sheets of disclosure items: F17a for one item (A4), F18 for money of a period, F17 (A3) for the yearly sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.fields import DateValue
from cso_desk.progress import Progress
from cso_desk.records import Organization, Unit
from cso_desk.store import Desk

from . import disclosure_paper, disclosure_steps, disclosure_texts, disclosures, works_papers
from .disclosure_catalogue import MONEY, NOTICE, YEARLY
from .disclosure_rows import Row
from .done import Done
from .paper_data import PaperData, common, unit_data
from .paper_sheaf import draw_sheaf
from .print_forms import Printed
from .units import info_of

SINGLE_SHEET, MONEY_SHEET, YEARLY_SHEET = "F17a", "F18", "F17"
PUBLIC = (SINGLE_SHEET, MONEY_SHEET, YEARLY_SHEET)
"""The layouts that hang on a wall; none of them names a private field."""


def print_rows(
    desk: Desk, refs: Sequence[str], out: Path, progress: Progress | None = None
) -> Done[Printed]:
    """Write the sheets of rows, in their order, as one PDF; raises `Trouble` NOTHING_CHOSEN, full disk."""
    found = disclosures.by_refs(desk, refs)
    sheets = [_sheet(desk, row) for row in found.values()]
    if not sheets:
        raise Trouble("NOTHING_CHOSEN", "没有选中公开事项，请先在列表里选。")
    return draw_sheaf(desk, sheets, out, progress)


def _sheet(desk: Desk, row: Row) -> tuple[str, list[PaperData]]:
    if row.item.sheet == YEARLY:
        return YEARLY_SHEET, [disclosure_paper.sheet_data(desk, row.item.community, row.year)]
    if row.item.sheet == MONEY:
        of = disclosure_texts.span(row)
        return MONEY_SHEET, works_papers.money_data(desk, _homes(desk, row), of)
    return SINGLE_SHEET, [single_data(desk, row)]


def _homes(desk: Desk, row: Row) -> list[str]:
    """Return whose money an item is about: the organization's, or of every organization of the community."""
    if row.item.organization:
        return [row.item.organization]
    with desk.read() as session:
        found = store.values_of(session, Organization, ("id",), community=row.item.community)
    return [one for (one,) in found]


def single_data(desk: Desk, row: Row) -> PaperData:
    """Return what the sheet of one item says."""
    with desk.read() as session:
        unit = store.get(session, Unit, row.community) if row.community else None
    texts = disclosure_steps.texts(desk, row)
    place = row.where if row.posted_on else texts["place"]
    notice = f"如有异议，请在 {_chinese(row.until)} 前向村（居）民委员会反映。"
    return {
        **common(desk),
        "community": unit_data(info_of(unit)) if unit else {},
        "posting": {
            **texts,
            "head": "公　　示" if row.item.kind == NOTICE else "社区社会组织信息公开",
            "name": row.name,
            "when": row.when,
            "place": place,
            "posted_on": _chinese(row.posted_on),
            "until": _chinese(row.until),
            "posted_by": row.posted_by,
            "notice": notice
            if row.item.kind == NOTICE and row.until
            else "如有意见，请向村（居）民委员会反映。",
        },
    }


def _chinese(day: str) -> str:
    found = DateValue().parse(day)
    return found.chinese() if found else ""
