"""The ledger as paper (台账, L01): A3, one run of sheets for each township of the selection."""

from __future__ import annotations

from collections.abc import Sequence

from cso_desk.records import Organization
from cso_desk.store import Desk

from . import paper_data
from .paper_data import PaperData
from .register import texts_of
from .township_groups import Group, grouped

_SUMS = ("members", "party_members")


def of_townships(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return a page for each township with its organizations as rows, their number, and the sums of people."""
    base = paper_data.common(desk)
    with desk.read() as session:
        return [_page(group, base) for group in grouped(desk, session, organizations)]


def _page(group: Group, base: PaperData) -> PaperData:
    held = group.organizations
    sums = {key: f"{sum(getattr(one, key) or 0 for one in held):,}" for key in _SUMS}
    rows = [_row(group, one) for one in held]
    return {**group.page(base), "ledger": {"count": str(len(held)), **sums, "rows": rows}}


def _row(group: Group, record: Organization) -> dict[str, str]:
    place = group.places.get(record.community or "")
    return {
        **texts_of(record, {}),
        "community": group.place(record),
        "kind": place.kind if place else "",
        "nature_short": (record.nature or "").removesuffix("性质"),
    }
