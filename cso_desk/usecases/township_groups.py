"""Organizations of a selection by township: papers that list many organizations have one page run for each township."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cso_desk import store
from cso_desk.records import Organization
from cso_desk.store import Desk, Session

from . import paper_data
from .community_names import short_name
from .paper_data import PaperData
from .units import UnitInfo

_TOWNSHIP = "township"


@dataclass
class Group:
    """The organizations of one township, in the order of the selection; `places` are their communities by id."""

    unit: UnitInfo
    organizations: list[Organization] = field(default_factory=list)
    places: dict[str, UnitInfo] = field(default_factory=dict)

    def page(self, base: PaperData) -> PaperData:
        """Return what every paper about this group says."""
        texts = paper_data.unit_data(self.unit)
        return {**base, "id": self.unit.id, "org": {"name": self.unit.name}, _TOWNSHIP: texts}

    def place(self, organization: Organization) -> str:
        """Return what people call an organization's community, or the ledger's own words for it."""
        known = self.places.get(organization.community or "")
        return short_name(known.name) if known else organization.community_text or ""


def grouped(desk: Desk, session: Session, organizations: Sequence[str]) -> list[Group]:
    """Return the groups in the order in which their first organization stands; unknown ids are left out.

    An organization whose community is not in the tree goes to the desk's own township, or to its own unit.
    """
    found: dict[str, Group] = {}
    chains: dict[str, list[UnitInfo]] = {"": paper_data.chain_of(session, desk.unit)}
    for bundle in store.chunks(organizations):
        held = {one.id: one for one in store.listed(session, Organization, id=bundle)}
        for one in (held[key] for key in bundle if key in held):
            community = one.community or ""
            if community not in chains:
                chains[community] = paper_data.chain_of(session, community)
            chain = chains[community] or chains[""]
            unit = next((unit for unit in chain if unit.level == _TOWNSHIP), chain[0])
            group = found.setdefault(unit.id, Group(unit))
            group.organizations.append(one)
            if chain[0].id == community:
                group.places[community] = chain[0]
    return list(found.values())
