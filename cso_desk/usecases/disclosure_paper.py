"""The sheet for the notice board (F17, A3): names and activities, no phone, no identity number, no address."""

from __future__ import annotations

from pathlib import Path

from cso_desk import store
from cso_desk.fields import DateValue
from cso_desk.progress import Progress
from cso_desk.records import Unit
from cso_desk.store import Desk

from . import disclose
from .disclose import SheetLine
from .done import Done
from .paper_data import PaperData, common, unit_data
from .paper_sheaf import draw_sheaf
from .print_forms import Printed
from .units import info_of


def print_sheet(
    desk: Desk, community: str, year: int, out: Path, progress: Progress | None = None
) -> Done[Printed]:
    """Write one community's sheet of a year as PDF; raises `Trouble` for an unknown unit or a full disk."""
    return draw_sheaf(desk, [("F17", [sheet_data(desk, community, year)])], out, progress)


def sheet_data(desk: Desk, community: str, year: int) -> PaperData:
    """Return what the sheet says."""
    shown = disclose.sheet(desk, community, year)
    with desk.read() as session:
        unit = store.get(session, Unit, community)
    place = unit_data(info_of(unit)) if unit else {}
    place["name"] = shown.community_name
    posted = DateValue().parse(shown.posted_on)
    return {
        **common(desk),
        "community": place,
        "disclosure": {
            "year": str(year),
            "date": posted.chinese() if posted else "",
            "posted_by": shown.posted_by,
            "place": shown.place,
        },
        "orgs": [_row(line) for line in shown.lines],
    }


def _row(line: SheetLine) -> dict[str, str]:
    return {
        "no": str(line.no),
        "name": line.name,
        "leader": line.leader,
        "activities": line.activities,
        "filing_number": line.filing_number,
        "money": _money(line),
        "grade": line.grade.replace("（", "\n（"),
    }


def _money(line: SheetLine) -> str:
    parts = [(word, text) for word, text in (("收", line.income), ("支", line.spending)) if text]
    return "\n".join(f"{word}　{text}" for word, text in parts)
