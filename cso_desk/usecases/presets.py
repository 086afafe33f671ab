"""Presets (村级“四会” and the like): what nearly every village has, entered for several villages at once (practice.md 12).

What a village has already is left out, and so is what the law sets up itself (人民调解委员会 …): the clerk sees why before
anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue
from cso_desk.policy import Pack
from cso_desk.records import Organization, fields_of
from cso_desk.store import Desk, Session

from . import name_rules, policy_pack
from .community_names import short_name
from .done import Done
from .filing_state import state_of
from .likeness import core_of
from .name_rules import BLOCK
from .names import place_words
from .units import UnitInfo, communities

NEW, THERE, REFUSED = "新增", "已有", "不新增"
_PLACE = "{place}"
_ENDED = ("已注销", "已撤销")
_KEYS = ("id", "name", "community", "preset", "state")
_TAKEN_OVER = ("nature", "category", "area", "scope", "purpose")


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind that a village may have; `first` ones are proposed, `charter` is the title of the template that suits."""

    word: str
    name: str
    nature: str
    category: str
    scope: str
    first: bool
    charter: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One organization of one community: `does` is 新增, 已有 or 不新增, `why` says what is there, or what speaks against it.

    `organization` is the one that is there already, `warnings` what else is to be said of the name.
    """

    community: str
    community_name: str
    word: str
    name: str
    does: str
    why: str = ""
    organization: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Created:
    """The new organizations, and the lines that were left out."""

    organizations: tuple[str, ...]
    left_out: tuple[Line, ...]


def offered(desk: Desk) -> list[Preset]:
    """Return the presets of the pack in force, in its order."""
    pack = policy_pack.pack(desk)
    first = pack.value("presets.first")
    charters = {one["id"]: one["title"] for one in pack.value("charters.templates")}
    return [
        Preset(
            word,
            raw["name"],
            raw["nature"],
            raw["category"],
            raw["scope"],
            word in first,
            charters.get(raw.get("charter", ""), ""),
        )
        for word, raw in pack.value("presets.kinds").items()
    ]


def plan(desk: Desk, chosen: Sequence[str], words: Sequence[str]) -> list[Line]:
    """Return what would be done, community by community; nothing is written.

    `chosen` are unit ids. A word that is no preset is a name of the clerk's own: the community's name is put before
    it. Raises `Problems`: community_unmatched, missing_required, or what is wrong with such a name.
    """
    pack = policy_pack.pack(desk)
    places = _places(desk, chosen)
    kinds = [_kind(pack, one) for one in dict.fromkeys(word.strip() for word in words) if one]
    if not kinds:
        raise Problems([Problem("", "words", "missing_required", "请至少选一种要新增的组织。")])
    with desk.read() as session:
        known = _known(session, [one.id for one in places])
        found = []
        for place in places:
            heads = place_words(session, place.id)
            there = known.get(place.id, ())
            found += [_line(pack, place, heads, kind, there) for kind in kinds]
    return found


def _places(desk: Desk, chosen: Sequence[str]) -> list[UnitInfo]:
    places = {one.id: one for one in communities(desk)}
    strange = [one for one in chosen if one not in places]
    if strange or not chosen:
        sentence = (
            "请至少选一个社区（村）。" if not chosen else "有的社区（村）不在本单位，请重选。"
        )
        raise Problems([Problem("", "communities", "community_unmatched", sentence)])
    return [places[one] for one in dict.fromkeys(chosen)]


def _kind(pack: Pack, word: str) -> Mapping[str, Any]:
    known: Mapping[str, Mapping[str, Any]] = pack.value("presets.kinds")
    if word in known:
        return {**known[word], "word": word, "preset": word}
    try:
        plain = fields_of(Organization)["name"].kind.parse(word)
    except BadValue as fault:
        raise Problems([Problem("", "words", fault.code, fault.message)]) from None
    return {"word": plain, "name": f"{_PLACE}{plain}", "preset": None, "also": []}


def _known(session: Session, places: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for values in store.values_of(session, Organization, _KEYS, community=list(places)):
        row = dict(zip(_KEYS, values, strict=True))
        if row["state"] not in _ENDED:
            found.setdefault(row["community"], []).append(row)
    return found


def _line(
    pack: Pack,
    place: UnitInfo,
    heads: tuple[str, ...],
    kind: Mapping[str, Any],
    there: Iterable[Mapping[str, Any]],
) -> Line:
    template = kind.get("city_name", kind["name"]) if place.kind == "城市" else kind["name"]
    name = template.replace(_PLACE, short_name(place.name))
    shown = (place.id, place.name, kind["word"], name)
    said = name_rules.remarks(pack, name, heads, kind.get("nature", ""))
    against = next((one.sentence for one in said if one.level == BLOCK), "")
    if against:
        return Line(*shown, REFUSED, against)
    twin = next((row for row in there if _is_there(row, kind, name, heads)), None)
    if twin is not None:
        return Line(*shown, THERE, f"已有“{twin['name']}”", twin["id"])
    return Line(*shown, NEW, warnings=tuple(one.sentence for one in said))


def _is_there(
    row: Mapping[str, Any], kind: Mapping[str, Any], name: str, heads: tuple[str, ...]
) -> bool:
    if kind["preset"] and row["preset"] == kind["preset"]:
        return True
    core = core_of(row["name"] or "", heads)
    wanted = core_of(name, heads)
    return core == wanted or any(core.endswith(one) for one in kind["also"])


def create(desk: Desk, chosen: Sequence[str], words: Sequence[str]) -> Done[Created]:
    """Enter what `plan` calls 新增, in one operation that one 还原 takes back. Raises `Problems` like `plan`."""
    lines = plan(desk, chosen, words)
    fresh = [one for one in lines if one.does == NEW]
    left = tuple(one for one in lines if one.does != NEW)
    if not fresh:
        return Done(Created((), left))
    pack = policy_pack.pack(desk)
    with desk.operation(f"按村批量新增：{len(fresh)} 个组织") as op:
        rows = [_row(pack, one) for one in fresh]
        made = op.insert_many(Organization, rows)
    return Done(Created(tuple(made), left), frozenset(op.changes))


def _row(pack: Pack, line: Line) -> dict[str, Any]:
    raw: Mapping[str, Any] = pack.value("presets.kinds").get(line.word, {})
    values = {key: raw.get(key) for key in _TAKEN_OVER}
    if values["category"] not in pack.value("categories.scheme"):
        values["category"] = None
    preset = line.word if raw else None
    derived = {"state": state_of(None, None)}
    return {"name": line.name, "community": line.community, "preset": preset, **values, **derived}
