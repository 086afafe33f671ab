"""Which data a form of organizations takes: form code → what gives its pages; all other forms say what `paper_data` says.

A form `per` organization has a page (or, of its leaders, several) for each; one `per` selection has a page for each
township of the selection. Every page names what it is about: `id` and `org.name`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cso_desk.store import Desk

from . import (
    founding_papers,
    ledger_paper,
    paper_data,
    person_papers,
    record_books,
    skill_roster,
    venue_papers,
    wall_sheets,
)
from .paper_data import PaperData

Pages = Callable[[Desk, Sequence[str]], list[PaperData]]

PER = ("organization", "selection")
"""What one sheet of a form that is printed for chosen organizations can be about."""
_PAGES: Mapping[str, Pages] = {
    "F01": founding_papers.with_initiators,
    "F02": person_papers.of_leaders,
    "F02f": person_papers.of_leaders,
    "F03": founding_papers.with_initiators,
    "F05": venue_papers.with_venues,
    "F07": founding_papers.with_meetings,
    "B01": record_books.of_members,
    "B02": record_books.of_activities,
    "B03": record_books.of_health,
    "B04": record_books.of_volunteers,
    "B05": record_books.of_money,
    "B06": record_books.of_complaints,
    "W01": wall_sheets.of_chart,
    "W02": wall_sheets.of_services,
    "W03": wall_sheets.of_activities,
    "W04": wall_sheets.of_rules,
    "W05": wall_sheets.of_honours,
    "L01": ledger_paper.of_townships,
    "L02": skill_roster.of_townships,
}


def pages(desk: Desk, code: str, organizations: Sequence[str]) -> list[PaperData]:
    """Return what a form says of these organizations, page by page; unknown ids are left out."""
    known = _PAGES.get(code)
    if known is not None:
        return known(desk, organizations)
    return paper_data.of_organizations(desk, list(organizations))
