"""The name of an organization, judged while it is typed by the words of the policy pack in force."""

from __future__ import annotations

import re

from cso_desk import store
from cso_desk.policy import Pack
from cso_desk.records import Unit
from cso_desk.store import Desk, Session

from . import name_rules, policy_pack
from .community_names import short_name
from .name_rules import BLOCK, NameRemark

_TOWN = re.compile(r"(街道办事处|街道|镇|乡)$")
_COMMUNITY = re.compile(r"(社区|村)$")


def check_name(
    desk: Desk, name: str, community: str | None = None, nature: str = "", leader: str = ""
) -> list[NameRemark]:
    """Return what is to be said of a name, the gravest first.

    `community` is a unit id, `nature` one of the two natures, `leader` the leader's name; each may be open. Whether
    there is an organization like it is said by `duplicates.like`.
    """
    pack = policy_pack.pack(desk)
    with desk.read() as session:
        places = place_words(session, community)
    return name_rules.remarks(pack, name, places, nature, leader)


def place_words(session: Session, community: str | None) -> tuple[str, ...]:
    """Return how names begin in a community: its own words, its township's, both together; () where it is open."""
    unit = store.get(session, Unit, community) if community else None
    if unit is None:
        return ()
    own = [short_name(unit.name), unit.name]
    township = store.get(session, Unit, unit.parent) if unit.parent else None
    towns = [township.name, _TOWN.sub("", township.name)] if township else []
    stems = [_COMMUNITY.sub("", own[0])]
    both = [f"{town}{place}" for town in towns for place in own]
    found = dict.fromkeys([*own, *both, *towns, *stems])
    return tuple(one for one in found if len(one) > 1)


def hindrance(
    pack: Pack, name: str, places: tuple[str, ...], nature: str = "", leader: str = ""
) -> str:
    """Return the sentence that keeps a filing from going on, empty when nothing in the name does."""
    found = name_rules.remarks(pack, name, places, nature, leader)
    return next((one.sentence for one in found if one.level == BLOCK), "")
