"""What the papers of a founding say besides the organization: its initiators (F01, F03) and the charter's meeting (F07)."""

from __future__ import annotations

from collections.abc import Sequence

from cso_desk import store
from cso_desk.records import Charter, Initiator
from cso_desk.store import Desk

from . import paper_data
from .paper_data import PaperData
from .register import texts_of

_UNIT = "单位"
_MEETING = {
    "name": "meeting_name",
    "place": "meeting_place",
    "chair": "chair",
    "recorder": "recorder",
    "remarks": "remarks",
}
"""What the minutes ask → the field of the charter that says it."""
_VOTES = ("version", "due", "present", "votes_for", "votes_against", "votes_abstain")


def with_initiators(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the papers of organizations with their list of initiators; without one the text of names stands in."""
    papers = paper_data.of_organizations(desk, list(organizations))
    found: dict[str, list[dict[str, str]]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, Initiator, organization=bundle):
                found.setdefault(one.organization or "", []).append(_initiator(one))
    for paper in papers:
        paper["initiators"] = found.get(paper["id"], [])
    return papers


def _initiator(record: Initiator) -> dict[str, str]:
    texts = texts_of(record, {})
    texts["birth"] = paper_data.month_text(record.birth)
    head = f"主要负责人　{record.unit_head}" if record.unit_head else ""
    return {**texts, "work_or_head": head if record.kind == _UNIT else texts["work"]}


def with_meetings(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the papers of organizations with meeting and votes of the newest version of their charter."""
    papers = paper_data.of_organizations(desk, list(organizations))
    found: dict[str, Charter] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, Charter, order="version", organization=bundle):
                found[one.organization or ""] = one
    for paper in papers:
        charter = found.get(paper["id"])
        if charter is not None:
            texts = texts_of(charter, {})
            paper["charter"] = {**paper["charter"], **{key: texts[key] for key in _VOTES}}
            said = {key: texts[field] for key, field in _MEETING.items()}
            paper["assembly"] = {**said, "result": _result(charter)}
    return papers


def _result(charter: Charter) -> str:
    """Return 一致通过, 通过 or 未通过, and nothing where no vote was typed in; more than half of those present decide."""
    if charter.votes_for is None or not charter.present:
        return ""
    if charter.votes_for == charter.present:
        return "一致通过"
    return "通过" if charter.votes_for * 2 > charter.present else "未通过"
