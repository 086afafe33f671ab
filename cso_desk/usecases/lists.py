"""The list of organizations: which ones, in which order, and the texts of the rows that are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk import store
from cso_desk.fields import Division, mask_id, mask_phone
from cso_desk.records import Organization, Unit, cell_fields, fields_of
from cso_desk.records.lists import STATES
from cso_desk.store import Desk

from . import own_fields, policy_pack
from .field_filters import Where, conditions
from .units import communities, names_of, units_under


@dataclass(frozen=True, slots=True)
class Query:
    """What the list shows: typed text, filters (`community` is a unit id, 待定 or 本级), order.

    A unit above communities stands for all that belongs to it and to the units below it.

    `where` are filters on single fields; all must be met, or with `any_where` one of them.
    """

    text: str = ""
    community: str | None = None
    category: str | None = None
    state: str | None = None
    incomplete: bool = False
    order: str = "name"
    descending: bool = False
    where: tuple[Where, ...] = ()
    any_where: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: width in pixels at 100 %, `align` left or right."""

    key: str
    label: str
    width: int
    align: str = "left"
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row as texts in the order of the asked keys."""

    n: int
    id: str
    cells: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    communities: list[tuple[str, str]] = field(default_factory=list)
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = STATES


UNPLACED = "待定"
"""The community filter for organizations whose community is still open (社区待定)."""

OWN = "本级"
"""The community filter for organizations of this desk's own unit that are in no community."""

_WIDTHS = {
    "name": 240,
    "community": 160,
    "venue": 200,
    "scope": 240,
    "note": 160,
    "leader_id": 160,
    "phone": 120,
}
_SHOWN = (
    "name",
    "community",
    "category",
    "leader",
    "phone",
    "members",
    "state",
    "filing_number",
    "filing_date",
)
_HIDDEN_ALWAYS = frozenset({"community_text"})
_RIGHT = frozenset({"whole", "decimal", "money"})


def _columns() -> list[Column]:
    fields = cell_fields(Organization)
    keys = [*_SHOWN, *(key for key in fields if key not in _SHOWN and key not in _HIDDEN_ALWAYS)]
    return [
        Column(
            key,
            fields[key].label,
            _WIDTHS.get(key, 104),
            "right" if fields[key].kind.name in _RIGHT else "left",
            key in _SHOWN,
        )
        for key in keys
    ]


COLUMNS: Sequence[Column] = _columns()


def columns(desk: Desk) -> list[Column]:
    """Return all columns that the list can show, those of the office's own fields last."""
    own = own_fields.definitions(desk)
    return [*COLUMNS, *(Column(one.form_key, one.label, 104, shown=one.in_list) for one in own)]


def organization_ids(desk: Desk, query: Query) -> array[int]:
    """Return the local numbers of all organizations that match, in order (for the windowed list)."""
    with desk.read() as session:
        return store.ids(session, store_query(query, desk))


def store_query(query: Query, desk: Desk | None = None) -> store.Query:
    """Return the store's query for what a list shows; filters on single fields need the desk to be read.

    Raises `Problems` for a filter whose value cannot be read.
    """
    filters: dict[str, Any] = {}
    whole = _belonging(desk, query.community) if desk is not None and query.community else None
    if query.community and whole is None:
        filters["community"] = None if query.community == UNPLACED else query.community
    if query.category:
        filters["category"] = query.category
    if query.state:
        filters["state"] = query.state
    lacking = tuple(f.key for f in fields_of(Organization).values() if f.required == "to_file")
    return store.Query(
        record=Organization,
        text=query.text,
        filters=filters,
        order=query.order.replace(own_fields.PREFIX, "own_fields."),
        descending=query.descending,
        any_empty=lacking if query.incomplete else (),
        conditions=conditions(desk, query.where) if desk is not None else (),
        any_condition=query.any_where,
        where=(store.belonging_to(whole),) if whole is not None else (),
    )


def _belonging(desk: Desk, unit: str) -> list[str] | None:
    """Return the units whose organizations a filter shows, None for a single community or those without one."""
    if unit == OWN:
        return [desk.unit]
    if unit == UNPLACED:
        return None
    with desk.read() as session:
        found = store.get(session, Unit, unit)
        if found is None or found.level == "community":
            return None
        return [one.id for one in units_under(session, unit)]


def organization_rows(
    desk: Desk, ns: Sequence[int], keys: Sequence[str], masked: bool = True
) -> list[Row | None]:
    """Return the rows of these local numbers in their order; None for one that has gone meanwhile."""
    own = own_fields.definitions(desk) if any(map(own_fields.is_own, keys)) else []
    plain = [key for key in keys if not own_fields.is_own(key)]
    wanted = list(dict.fromkeys([*plain, "id", "owner", "community_text", "own_fields"]))
    with desk.read() as session:
        raw = store.rows(session, Organization, ns, wanted)
        places = (
            {row[wanted.index("community")] for row in raw if row}
            if "community" in wanted
            else set()
        )
        names = names_of(session, [one for one in places if one])
    unit, at_id, at_owner = desk.unit, wanted.index("id"), wanted.index("owner")
    forms = {one.form_key: one for one in own}
    makers = [
        _own_maker(forms.get(key), wanted)
        if own_fields.is_own(key)
        else _maker(key, wanted, names, masked)
        for key in keys
    ]
    found: list[Row | None] = []
    for n, row in zip(ns, raw, strict=True):
        if row is None:
            found.append(None)
            continue
        cells = tuple([make(row) for make in makers])
        found.append(Row(n, row[at_id], cells, row[at_owner] == unit))
    return found


def _own_maker(
    one: own_fields.Definition | None, wanted: Sequence[str]
) -> Callable[[Sequence[Any]], str]:
    """Return what makes the text of an office's own field, blank where it is not defined any more."""
    if one is None:
        return lambda row: ""
    at = wanted.index("own_fields")
    return lambda row: own_fields.text_of(one, row[at])


def _maker(
    key: str, wanted: Sequence[str], names: Mapping[str, str], masked: bool
) -> Callable[[Sequence[Any]], str]:
    """Return what makes the text of a column from a row of the `wanted` values, as `cell_text` does."""
    kind, at = fields_of(Organization)[key].kind, wanted.index(key)
    if isinstance(kind, Division):
        written = wanted.index("community_text")
        return lambda row: names.get(row[at], "") or row[written] or ""
    if kind.name in ("text", "choice"):
        return lambda row: row[at] or ""
    show = kind.show
    hide = {"id_number": mask_id, "phone": mask_phone}.get(kind.name) if masked else None
    if hide is not None:
        return lambda row: "" if (value := row[at]) is None else hide(show(value))
    return lambda row: "" if (value := row[at]) is None else show(value)


def cell_text(key: str, values: Mapping[str, Any], names: Mapping[str, str], masked: bool) -> str:
    """Return the text of one cell; personal numbers masked on demand, a community by name or as the ledger wrote it."""
    if own_fields.is_own(key):
        return str(values.get(key, ""))
    kind = fields_of(Organization)[key].kind
    value = values[key]
    if isinstance(kind, Division):
        return names.get(value, "") or values.get("community_text") or ""
    if value is None:
        return ""
    text = kind.show(value)
    if masked and kind.name == "id_number":
        return mask_id(text)
    return mask_phone(text) if masked and kind.name == "phone" else text


def ids_of(desk: Desk, ns: Sequence[int]) -> list[str]:
    """Return the record ids of local numbers, in their order; gone ones are left out."""
    with desk.read() as session:
        return store.record_ids(session, Organization, ns)


def counts(desk: Desk) -> dict[str, int]:
    """Return how many organizations there are (`total`) and how many lack something to file (`incomplete`)."""
    with desk.read() as session:
        return {
            "total": store.count(session, store_query(Query())),
            "incomplete": store.count(session, store_query(Query(incomplete=True))),
        }


def filter_choices(desk: Desk) -> Choices:
    """Return what the filters of the list offer."""
    places = [(unit.id, unit.name) for unit in communities(desk)]
    between = _between(desk)
    last = [(OWN, "本级（不属于社区、村）")] if between else []
    choices = [*between, *places, *last, (UNPLACED, "社区待定")]
    return Choices(choices, policy_pack.words(desk, "category"))


def _between(desk: Desk) -> list[tuple[str, str]]:
    """Return the units between this desk's and the communities, each standing for all below it."""
    with desk.read() as session:
        found = units_under(session, desk.unit)
    return [
        (one.id, f"{one.name}（全部）")
        for one in found
        if one.id != desk.unit and one.level != "community"
    ]
