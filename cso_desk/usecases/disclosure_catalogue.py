"""The catalogue of information disclosure: what the place asks of every community, and what one adds or changes itself.

The pack's items come first (disclosure.catalogue); a row of one's own with the same key stands in an item's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import DisclosureItem, Organization
from cso_desk.records.postings import CHANNELS, CYCLES, DISCLOSURE_KINDS, SHEETS
from cso_desk.store import Desk, Op

from . import policy_pack
from .activity_rules import first_day_of
from .community_names import short_name
from .done import Done
from .register import owned, parse_values, texts_of
from .units import names_of

OPEN, NOTICE = DISCLOSURE_KINDS
EVENT = CYCLES[-1]
SINGLE, YEARLY, MONEY = SHEETS
COMMUNITY, ORGANIZATION = "community", "organization"
_OWN_TEXTS = ("title", "content", "kind", "cycle", "channels", "place", "responsible", "sheet")


@dataclass(frozen=True, slots=True)
class Item:
    """One item for one home; `ref` is the pack's key or the id of the own row, `own` that row's id where there is one.

    Exactly one of `community` and `organization` is said; neither in an item of the pack that is not tied to a home.
    `fills` says what its text is proposed from: basics, activities, money or nothing.
    """

    ref: str
    own: str
    title: str
    content: str
    kind: str
    cycle: str
    channels: str
    place: str
    days: int
    due_days: int
    responsible: str
    sheet: str
    fills: str
    community: str = ""
    organization: str = ""
    starts_on: date | None = None
    stopped: bool = False
    mine: bool = True

    @property
    def origin(self) -> str:
        """Where the item comes from, in words."""
        if not self.own:
            return "目录自带"
        return "选自目录" if self.ref != self.own else "自加"


class Catalogue:
    """All items of this desk, read once."""

    def __init__(self, desk: Desk) -> None:
        self._pack = policy_pack.pack(desk)
        self.offered: Mapping[str, Sequence[Item]] = {
            level: [
                _of_pack(self._pack, raw)
                for raw in self._pack.value("disclosure.catalogue")
                if raw["level"] == level
            ]
            for level in (COMMUNITY, ORGANIZATION)
        }
        """The pack's items by level, those that are only proposed too."""
        self._always = {raw["key"] for raw in self._pack.value("disclosure.catalogue") if raw["on"]}
        self._own: dict[str, list[Item]] = {}
        with desk.read() as session:
            for row in store.listed(session, DisclosureItem):
                home = row.organization or row.community or ""
                self._own.setdefault(home, []).append(self._of_row(desk, row))

    def _of_row(self, desk: Desk, row: DisclosureItem) -> Item:
        pack_items = {one.ref: one for level in self.offered.values() for one in level}
        known = pack_items.get(row.key or "")
        cycle, sheet = row.cycle or CYCLES[0], row.sheet or SINGLE
        due = self._pack.value("disclosure.due_days")[cycle]
        return Item(
            ref=row.key or row.id,
            own=row.id,
            title=row.title or "",
            content=row.content or "",
            kind=row.kind or OPEN,
            cycle=cycle,
            channels=row.channels or CHANNELS[0],
            place=row.place or str(self._pack.value("disclosure.place")),
            days=row.days or 0,
            due_days=due if row.due_days is None else row.due_days,
            responsible=row.responsible or "",
            sheet=sheet,
            fills=known.fills if known else ("money" if sheet == MONEY else ""),
            community=row.community or "",
            organization=row.organization or "",
            starts_on=first_day_of(row.starts_on),
            stopped=bool(row.stopped),
            mine=row.owner == desk.unit,
        )

    def of(self, level: str, home: str) -> list[Item]:
        """Return the items of one community or organization, those that are stopped left out."""
        return [one for one in self.whole(level, home) if not one.stopped]

    def whole(self, level: str, home: str) -> list[Item]:
        """Return the items of one home with the stopped ones."""
        own = self._own.get(home, [])
        changed = {one.ref for one in own}
        given = [
            _at(one, level, home)
            for one in self.offered[level]
            if one.ref in self._always and one.ref not in changed
        ]
        return [*given, *own]

    def homes(self) -> set[str]:
        """Return the communities and organizations that have rows of their own."""
        return set(self._own)

    @property
    def for_all_organizations(self) -> bool:
        """Whether the pack asks something of every organization."""
        return any(one.ref in self._always for one in self.offered[ORGANIZATION])


def _of_pack(pack: Pack, raw: Mapping[str, Any]) -> Item:
    return Item(
        ref=raw["key"],
        own="",
        title=raw["title"],
        content=raw["content"],
        kind=raw["kind"],
        cycle=raw["cycle"],
        channels="、".join(raw["channels"]),
        place=str(pack.value("disclosure.place")),
        days=raw["days"],
        due_days=raw.get("due_days", pack.value("disclosure.due_days")[raw["cycle"]]),
        responsible="",
        sheet=raw["sheet"],
        fills=raw["fills"],
    )


def _at(one: Item, level: str, home: str) -> Item:
    keys = {name: getattr(one, name) for name in Item.__dataclass_fields__}
    return Item(**{**keys, level: home})


def level_of(desk: Desk, home: str) -> str:
    """Return whether an id is of an organization or of a community."""
    with desk.read() as session:
        found = store.get(session, Organization, home)
    return ORGANIZATION if found is not None else COMMUNITY


def proposal(desk: Desk, level: str, ref: str = "") -> dict[str, str]:
    """Return the texts of a new item as its form shows them: those of an offered item, or blank ones with the usual."""
    pack = policy_pack.pack(desk)
    offered = {one.ref: one for one in Catalogue(desk).offered[level]}
    if ref and ref not in offered:
        raise Trouble("NO_ITEM", "目录里没有这个事项，请从列出的事项里选，或自己写一个。")
    known = offered.get(ref)
    texts = dict.fromkeys(_OWN_TEXTS, "") if known is None else _texts(known)
    usual = {"kind": OPEN, "cycle": CYCLES[0], "channels": CHANNELS[0], "sheet": SINGLE}
    usual["place"] = str(pack.value("disclosure.place"))
    return {key: text or usual.get(key, "") for key, text in texts.items()} | {
        "days": str(known.days if known else 7),
        "due_days": str(known.due_days) if known else "",
        "starts_on": desk.clock.today().isoformat(),
    }


def _texts(one: Item) -> dict[str, str]:
    return {key: getattr(one, key) for key in _OWN_TEXTS}


def texts(desk: Desk, level: str, home: str, ref: str) -> dict[str, str]:
    """Return the texts of an item of a home, for its form; raises `Trouble` NO_ITEM."""
    found = next((one for one in Catalogue(desk).whole(level, home) if one.ref == ref), None)
    if found is None:
        raise Trouble("NO_ITEM", "目录里没有这个事项，可能已被移除，请刷新列表。")
    if found.own:
        with desk.read() as session:
            row = store.get(session, DisclosureItem, found.own)
            if row is not None:
                return texts_of(row, {})
    days = {"days": str(found.days), "due_days": str(found.due_days), "starts_on": ""}
    return {**_texts(found), **days, "stopped": ""}


def save(desk: Desk, homes: Sequence[str], ref: str, values: Mapping[str, str]) -> Done[int]:
    """Put an item into the catalogue of several homes at once (communities or organizations); returns how many.

    `ref` is the key of an offered item or the id of an own row; empty for one that the clerk words. An item that a
    home has already is changed there. Raises `Problems`, `Trouble` NOTHING_CHOSEN, NO_ITEM, not_owner.
    """
    if not homes:
        raise Trouble("NOTHING_CHOSEN", "没有选中社区（村）或组织，请先选。")
    catalogue = Catalogue(desk)
    levels = {home: level_of(desk, home) for home in homes}
    known = {
        (home, one.ref): one
        for home, level in levels.items()
        for one in catalogue.whole(level, home)
    }
    with desk.operation(f"修改公开目录：{values.get('title', '') or '公开事项'}") as op:
        for home, level in levels.items():
            row = _row(desk, op, home, level, ref, known.get((home, ref)), catalogue)
            given = {**_kept(row), **proposal_of(catalogue, level, ref), **values}
            for key, value in _parsed(desk, given if row.title is None else values, row).items():
                setattr(row, key, value)
            if row.starts_on is None:
                row.starts_on = PartialDate.of(desk.clock.today())
    return Done(len(levels), frozenset(op.changes))


def proposal_of(catalogue: Catalogue, level: str, ref: str) -> dict[str, str]:
    """Return the texts of an offered item; nothing for a key that is not offered."""
    found = next((one for one in catalogue.offered[level] if one.ref == ref), None)
    return {} if found is None else {**_texts(found), "days": str(found.days)}


def _kept(row: DisclosureItem) -> dict[str, str]:
    return {"title": row.title or "", "kind": row.kind or OPEN, "cycle": row.cycle or CYCLES[0]}


def _row(
    desk: Desk, op: Op, home: str, level: str, ref: str, known: Item | None, whole: Catalogue
) -> DisclosureItem:
    if known is not None and known.own:
        return owned(desk, op.session, DisclosureItem, known.own)
    key = ref if ref in {one.ref for one in whole.offered[level]} else None
    if ref and key is None:
        raise Trouble("NO_ITEM", "目录里没有这个事项，可能已被移除，请刷新列表。")
    if level == ORGANIZATION:
        owned(desk, op.session, Organization, home)
        made = DisclosureItem(organization=home, key=key)
    else:
        made = DisclosureItem(community=home, key=key)
    op.add(made)
    return made


def _parsed(desk: Desk, values: Mapping[str, str], row: DisclosureItem) -> dict[str, Any]:
    homes = ("organization", "community", "key")
    parsed = parse_values(
        desk, DisclosureItem, {key: text for key, text in values.items() if key not in homes}
    )
    problems = []
    said = parsed.get("channels") or ""
    words = [one.strip() for one in said.replace(",", "、").replace("，", "、").split("、")]
    odd = [one for one in words if one and one not in CHANNELS]
    if odd:
        text = f"没有“{odd[0]}”这种公开方式，请从{'、'.join(CHANNELS)}里选。"
        problems.append(Problem("", "channels", "not_in_list", text))
    elif said:
        parsed["channels"] = "、".join(dict.fromkeys(one for one in words if one))
    sheet, cycle = parsed.get("sheet", row.sheet), parsed.get("cycle", row.cycle)
    if sheet == YEARLY and (row.organization or cycle != CYCLES[0] or row.key is None):
        text = "信息公开表（A3）一个社区（村）一年一张，别的事项请用信息公开单或收支公开表。"
        problems.append(Problem("", "sheet", "not_here", text))
    if sheet == MONEY and cycle == EVENT:
        text = "收支公开表要有期间，公开周期请选年度、半年、季度或月度。"
        problems.append(Problem("", "cycle", "not_here", text))
    if problems:
        raise Problems(problems)
    return parsed


def stop(desk: Desk, homes: Sequence[str], ref: str) -> Done[int]:
    """Take an item out of the lists of several homes from now on; what was posted of it stays."""
    return save(desk, homes, ref, {"stopped": "是"})


def resume(desk: Desk, homes: Sequence[str], ref: str) -> Done[int]:
    """Ask for a stopped item again, from today on."""
    return save(desk, homes, ref, {"stopped": "否", "starts_on": desk.clock.today().isoformat()})


def listed(desk: Desk, level: str, homes: Sequence[str]) -> list[Item]:
    """Return the items of several homes, the stopped ones too, in the order of the homes."""
    catalogue = Catalogue(desk)
    return [one for home in homes for one in catalogue.whole(level, home)]


def events(desk: Desk, home: str) -> list[tuple[str, str]]:
    """Return (ref, title) of what a home can disclose when it happens (即时), the offered items too."""
    level, catalogue = level_of(desk, home), Catalogue(desk)
    known = {one.ref: one for one in catalogue.offered[level]}
    known |= {one.ref: one for one in catalogue.whole(level, home)}
    return [
        (one.ref, one.title) for one in known.values() if one.cycle == EVENT and not one.stopped
    ]


def offered(desk: Desk) -> list[tuple[str, str]]:
    """Return (ref, title) of every item that the pack offers, for communities first."""
    levels = Catalogue(desk).offered
    return [(one.ref, one.title) for level in (COMMUNITY, ORGANIZATION) for one in levels[level]]


def for_form(desk: Desk, home: str, ref: str) -> dict[str, str]:
    """Return what the form of an item of a home shows: its own texts, else those that are offered."""
    level = level_of(desk, home)
    known = {one.ref for one in Catalogue(desk).whole(level, home)}
    return texts(desk, level, home, ref) if ref in known else proposal(desk, level, ref)


def named_homes(
    desk: Desk, community: str = "", organization: str = ""
) -> dict[str, tuple[str, str]]:
    """Return (level, name) of the home that is chosen, of all with items of their own where none is."""
    wanted = {one for one in (organization or community,) if one} or Catalogue(desk).homes()
    found: dict[str, tuple[str, str]] = {}
    with desk.read() as session:
        places = names_of(session, list(wanted))
        for bundle in store.chunks(wanted, 500):
            for one, name in store.values_of(session, Organization, ("id", "name"), id=bundle):
                found[one] = (ORGANIZATION, name)
    found |= {one: (COMMUNITY, short_name(places[one])) for one in wanted if one in places}
    return found
