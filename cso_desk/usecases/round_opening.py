"""Opening evaluation rounds: one for a community, for a township, or one each for many communities at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Organization, Round, Tally, Unit, lists
from cso_desk.records.evaluations import ENTRY_WAYS
from cso_desk.store import Desk, Op, Session

from . import policy_pack, scoring
from .community_names import short_name
from .done import Done
from .evaluate_results import OPEN
from .register import parse_values
from .round_reading import RoundInfo, info, known, round_info
from .units import units_under

EVERYTHING = "全部组织"
RESIDENTS = lists.VOTER_GROUPS[1]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which organizations are judged: of one tier, of one category, chosen ones (ids); empty means all."""

    tier: str = ""
    category: str = ""
    organizations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How rounds are opened: scheme and way of entry by the place's settings where they are empty.

    `households`: residents fill in numbered questionnaires at home instead of coming to a meeting.
    """

    year: str | int
    held_on: str = ""
    scheme: str = ""
    entry: str = ""
    scope: Scope = Scope()
    households: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The rounds that were opened, and (community, why) of those that were not."""

    rounds: tuple[RoundInfo, ...]
    left: tuple[tuple[str, str], ...]


def offered_schemes(desk: Desk) -> list[tuple[str, str]]:
    """Return the schemes that the place offers as (key, name), its default first."""
    pack = policy_pack.pack(desk)
    default, schemes = (
        pack.value("evaluation.default_scheme"),
        pack.subject("evaluation")["schemes"],
    )
    keys = [default, *(key for key in pack.value("evaluation.offered") if key != default)]
    return [(key, schemes[key]["name"]) for key in keys]


def offered_scopes(desk: Desk) -> list[tuple[str, Scope]]:
    """Return what a round may be narrowed to as (words, scope): everything first, then tiers, then categories."""
    tiers = [(words, Scope(tier=words)) for words in lists.TIERS]
    categories = policy_pack.pack(desk).value("categories.scheme")
    return [
        (EVERYTHING, Scope()),
        *tiers,
        *((words, Scope(category=words)) for words in categories),
    ]


def open_round(desk: Desk, year: str | int, unit: str, held_on: str = "") -> Done[RoundInfo]:
    """Open a round for a community, or for a township with everything under it, by the place's scheme.

    Raises `Problems` for a bad year or date, `Trouble` NO_ORGANIZATIONS or ROUND_OPEN.
    """
    return open_planned(desk, unit, Plan(year, held_on))


def open_planned(desk: Desk, unit: str, plan: Plan) -> Done[RoundInfo]:
    """Open one round as planned; raises what `open_round` does, and `Problems` for an unknown scheme or way."""
    facts = _facts(desk, plan)
    with desk.operation("新开一轮评议") as op:
        opened = _open(desk, op, unit, plan, facts)
    return Done(round_info(desk, opened), frozenset(op.changes))


def open_rounds(desk: Desk, units: Sequence[str], plan: Plan) -> Done[Opened]:
    """Open a round for each of these units in one operation; those without organizations or with an open round stay.

    Raises `Problems` for a bad year or date, `Trouble` NO_ORGANIZATIONS when none could be opened.
    """
    facts = _facts(desk, plan)
    made, left = [], []
    with desk.operation(f"新开 {len(units)} 轮评议") as op:
        for unit in units:
            try:
                made.append(_open(desk, op, unit, plan, facts))
            except Trouble as why:
                if why.code == "NO_UNIT":
                    raise
                left.append((unit, why.message))
        if not made:
            raise Trouble("NO_ORGANIZATIONS", left[0][1] if left else "请先选社区（村）。")
    with desk.read() as session:
        opened = tuple(info(desk, session, known(session, one)) for one in made)
        named = store.values_of(session, Unit, ("id", "name"), id=[unit for unit, _ in left])
    names = {unit: short_name(name) for unit, name in named}
    why_not = tuple((names.get(unit, unit), why) for unit, why in left)
    return Done(Opened(opened, why_not), frozenset(op.changes))


def _facts(desk: Desk, plan: Plan) -> dict[str, Any]:
    typed = {"year": str(plan.year), "held_on": plan.held_on}
    parsed = parse_values(desk, Round, typed)
    pack = policy_pack.pack(desk)
    key = plan.scheme or pack.value("evaluation.default_scheme")
    entry = plan.entry or pack.value("evaluation.entry")
    if key not in dict(offered_schemes(desk)):
        words = "这个评议方案没有启用，请在“设置”的政策包里加到可选方案，或换一个。"
        raise Problems([Problem("", "scheme", "not_in_list", words)])
    if entry not in ENTRY_WAYS:
        words = f"录入方式应为{'、'.join(ENTRY_WAYS)}中的一项。"
        raise Problems([Problem("", "entry", "not_in_list", words)])
    scheme = scoring.scheme_data(pack.subject("evaluation")["schemes"][key])
    if plan.households:
        scheme["groups"] = [_at_home(group) for group in scheme["groups"]]
    return {
        **parsed,
        "scheme": scheme,
        "scheme_key": key,
        "entry": _entry_for(scheme, entry),
        "scope": asdict(plan.scope),
        "policy_version": pack.version,
    }


def _at_home(group: Mapping[str, Any]) -> dict[str, Any]:
    return {**group, "household": True} if group["name"] == RESIDENTS else dict(group)


def _entry_for(scheme: Mapping[str, Any], entry: str) -> str:
    """Points are entered from the tally form: one digit a row cannot say them."""
    points = any(one.model == scoring.POINTS for one in scoring.read_scheme(scheme).groups)
    return ENTRY_WAYS[0] if points else entry


def _open(desk: Desk, op: Op, unit: str, plan: Plan, facts: Mapping[str, Any]) -> str:
    place = store.get(op.session, Unit, unit)
    if place is None:
        raise Trouble("NO_UNIT", "区划里没有这个社区（村），请从列表里选。")
    name = short_name(place.name)
    _refuse_second(op.session, unit, facts["year"], name)
    judged = _judged(desk, op.session, unit, plan.scope)
    if not judged:
        raise Trouble("NO_ORGANIZATIONS", _nobody(name, plan.scope))
    made = Round(unit=unit, state=OPEN, **facts)
    made.title = f"{facts['year']}年度{name}社区社会组织评议"
    made.opened_on = PartialDate.of(desk.clock.today())
    op.add(made)
    op.session.flush()
    op.insert_many(Tally, list(_blank_tallies(made, judged)))
    return made.id


def _nobody(name: str, scope: Scope) -> str:
    if scope == Scope():
        return f"{name}还没有可以评议的组织，请先导入或新增组织。"
    return f"{name}没有符合所选范围、可以评议的组织，请换一个社区（村）或范围。"


def _refuse_second(session: Session, unit: str, year: int, name: str) -> None:
    if store.listed(session, Round, unit=unit, year=year, state=OPEN, limit=1):
        words = f"{name} {year} 年度已有一轮评议正在进行，请先录完并出结果，再开新的一轮。"
        raise Trouble("ROUND_OPEN", words)


def _judged(desk: Desk, session: Session, unit: str, scope: Scope) -> list[str]:
    under = units_under(session, unit)
    wanted = _wanted(policy_pack.pack(desk), scope)
    found = store.values_of(
        session, Organization, ("id",), community=[one.id for one in under], **wanted
    )
    if unit == desk.unit and under[0].level != "community":
        found += store.values_of(session, Organization, ("id",), community=None, **wanted)
    chosen = set(scope.organizations)
    return [row[0] for row in found if not chosen or row[0] in chosen]


def _wanted(pack: Pack, scope: Scope) -> dict[str, Any]:
    wanted: dict[str, Any] = {"state": pack.value("evaluation.states")}
    if scope.tier:
        wanted["tier"] = scope.tier
    if scope.category:
        wanted["category"] = scope.category
    return wanted


def _blank_tallies(made: Round, organizations: Sequence[str]) -> Iterator[dict[str, Any]]:
    for group in made.scheme["groups"]:
        for position, organization in enumerate(organizations, start=1):
            yield {
                "round": made.id,
                "organization": organization,
                "position": position,
                "group": group["name"],
            }
