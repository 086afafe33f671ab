"""The sheets of a year's check (P06): last data, an empty 更正 column, five lines for new organizations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import Unit
from cso_desk.store import Desk

from . import year_check
from .done import Done
from .paper_data import PaperData, common, unit_data
from .print_forms import Printed, draw_layout
from .units import info_of

FORM = "P06"


def print_sheets(
    desk: Desk,
    year: int,
    out: Path,
    chosen: Sequence[str] = (),
    progress: Progress | None = None,
) -> Done[Printed]:
    """Write the sheets of these communities (of all, without a choice) as one PDF with a bookmark each.

    A sheet with a character that no font has is left out and named in `skipped`; a stop leaves no file.
    Raises `Trouble` NOTHING_CHOSEN when the year was not begun, UNWRITABLE.
    """
    due = [one.id for one in year_check.villages(desk, year) if not chosen or one.id in chosen]
    if not due:
        raise Trouble("NOTHING_CHOSEN", f"{year} 年度核对还没有开始，没有要打印的村（社区）。")
    base = common(desk)
    pages = [sheet_data(desk, community, year, base) for community in due]
    _, drawn = draw_layout(desk, FORM, pages, out, progress)
    skipped = [(pages[at]["community"]["name"], words) for at, words in drawn.skipped]
    return Done(Printed([out], drawn.pages, skipped=skipped))


def sheet_data(desk: Desk, community: str, year: int, base: PaperData) -> PaperData:
    """Return what one sheet says."""
    lines = year_check.sheet(desk, community, year)
    with desk.read() as session:
        unit = store.get(session, Unit, community)
    return {
        **base,
        "community": unit_data(info_of(unit)) if unit else {},
        "check": {"year": str(year), "count": str(len(lines))},
        "orgs": [
            {
                **{key: line.texts[key] for key in ("name", "leader", "phone", "members", "venue")},
                "no": str(number),
                "filing_number": line.filing_number or line.state,
            }
            for number, line in enumerate(lines, 1)
        ],
    }
