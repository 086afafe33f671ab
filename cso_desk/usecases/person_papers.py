"""The papers of responsible persons (F02): a page for the leader and each other person in office of an organization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Organization, Person, Record, Term
from cso_desk.store import Desk, Session

from . import paper_data
from .paper_data import PaperData
from .register import texts_of

_LEADER = "负责人"
_OF_LEADER = {
    "name": "leader",
    "sex": "leader_sex",
    "birth": "leader_birth",
    "politics": "leader_politics",
    "id_number": "leader_id",
    "work": "leader_work",
}
"""What an organization itself keeps of its leader, by the keys of a person."""


def of_leaders(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return a page for each responsible person in office, the leader first; one page of blanks where nobody is known."""
    papers = paper_data.of_organizations(desk, list(organizations))
    found: list[PaperData] = []
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            known = _Known(session, bundle)
            wanted = set(bundle)
            for paper in (one for one in papers if one["id"] in wanted):
                found += [{**paper, **person} for person in known.persons(paper)]
    return found


class _Known:
    """The persons and terms of some organizations, read once."""

    def __init__(self, session: Session, organizations: Sequence[str]) -> None:
        self._leaders = dict(
            store.values_of(session, Organization, ("id", "leader_person"), id=organizations)
        )
        terms = store.listed(session, Term, organization=organizations, left_on=None)
        self._terms: dict[str, list[Term]] = {}
        for term in terms:
            self._terms.setdefault(term.organization or "", []).append(term)
        ids = {one for one in (*self._leaders.values(), *(t.person for t in terms)) if one}
        self._persons = {one.id: one for one in store.listed(session, Person, id=ids)}
        self._posts = _posts(session, ids)

    def persons(self, paper: PaperData) -> Iterator[PaperData]:
        """Go through `person` and `term` of each page of one organization."""
        own, org = paper["id"], paper["org"]
        terms = self._terms.get(own, [])
        leader = self._leaders.get(own)
        led = [one for one in terms if _same(one, leader, org["leader"])]
        if org["leader"] or not terms:
            yield self._page(own, leader, _leader_texts(org, self._persons.get(leader or "")), led)
        others = {
            one.person or one.name: one for one in terms if not _same(one, leader, org["leader"])
        }
        for one in others.values():
            person = self._persons.get(one.person or "")
            texts = _person_texts(person) if person else {"name": one.name or ""}
            yield self._page(own, one.person, texts, [one])

    def _page(
        self, organization: str, person: str | None, texts: dict[str, str], terms: Sequence[Term]
    ) -> PaperData:
        posts = [
            f"{name}（{position}）"
            for home, name, position in self._posts.get(person or "", ())
            if home != organization
        ]
        texts["other_posts"] = "、".join(dict.fromkeys(posts))
        term = _dated(terms[-1], ("elected_on", "begins", "ends")) if terms else {}
        position = _LEADER if texts["name"] else ""
        return {"person": texts, "term": {"position": position, **term}}


def _same(term: Term, leader: str | None, name: str) -> bool:
    return term.person == leader if term.person and leader else term.name == name


def _posts(session: Session, persons: Iterable[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Return by person the organizations (id, name) that they lead or hold a term in, with the position."""
    held: list[tuple[str, str, str]] = []
    for bundle in store.chunks(persons):
        terms = store.listed(session, Term, person=bundle, left_on=None)
        held += [(t.person or "", t.organization or "", t.position or "") for t in terms]
        led = store.values_of(session, Organization, ("leader_person", "id"), leader_person=bundle)
        known = {(person, organization) for person, organization, _ in held}
        held += [(one, home, _LEADER) for one, home in led if (one, home) not in known]
    names: dict[str, str] = {}
    for bundle in store.chunks({organization for _, organization, _ in held}):
        names |= dict(store.values_of(session, Organization, ("id", "name"), id=bundle))
    found: dict[str, list[tuple[str, str, str]]] = {}
    for person, organization, position in held:
        if organization in names:
            post = (organization, names[organization], position)
            found.setdefault(person, []).append(post)
    return found


def _leader_texts(org: Mapping[str, str], person: Person | None) -> dict[str, str]:
    """Return the leader's texts: of the shared person, what that lacks from the organization's own columns."""
    texts = _person_texts(person) if person else {}
    own = {key: org[column] for key, column in _OF_LEADER.items()}
    own["birth"] = _to_the_month(own["birth"])
    if org["contact"] in ("", org["leader"]):
        own["phone"] = org["phone"]
    return {**own, **{key: text for key, text in texts.items() if text}}


def _person_texts(person: Person) -> dict[str, str]:
    texts = _dated(person, ("birth",))
    return {**texts, "birth": _to_the_month(texts["birth"])}


def _to_the_month(day: str) -> str:
    """Return 1955年3月 of 1955年3月12日: the form asks for 出生年月."""
    return day[: day.index("月") + 1] if "月" in day else day


def _dated(record: Record, days: Iterable[str]) -> dict[str, str]:
    texts = texts_of(record, {})
    for key in days:
        day: PartialDate | None = getattr(record, key)
        texts[key] = day.chinese() if day else ""
    return texts
