"""The money journal of organizations: lines of income and spending, one opening balance, totals that tie, donations.

Sources: domain.md 3.14 (F18 收支公开表, donation ledger). A balance below zero is told, never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.policy import Pack
from cso_desk.records import Activity, MoneyEntry, Organization, fields_of
from cso_desk.records.activities import MONEY_DIRECTIONS
from cso_desk.store import Desk, Session

from . import policy_pack
from .activity_rules import first_day_of
from .done import Done
from .money_words import plain
from .register import owned, parse_values, texts_of

OPENING, INCOME, SPENDING = MONEY_DIRECTIONS
NO_KIND = "未分项"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a journal says of a period, in fen; `opening + income - spending == closing` always.

    `income_by` and `spending_by` sum up by kind (`NO_KIND` where none is said); `lines` counts income and spending
    lines; `kept` tells whether the organization has any line at all, in whatever period.
    """

    opening: int = 0
    income: int = 0
    spending: int = 0
    income_by: Mapping[str, int] = field(default_factory=dict)
    spending_by: Mapping[str, int] = field(default_factory=dict)
    lines: int = 0
    kept: bool = False

    @property
    def closing(self) -> int:
        """The balance on the last day."""
        return self.opening + self.income - self.spending

    @property
    def words(self) -> str:
        """The totals in one line, in yuan."""
        return (
            f"期初结余 {plain(self.opening)}，收入 {plain(self.income)}，"
            f"支出 {plain(self.spending)}，期末结余 {plain(self.closing)} 元"
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal as texts, with the running balance after it (fen); `texts` has all fields by key."""

    id: str
    organization: str
    texts: Mapping[str, str]
    direction: str
    amount: int
    balance: int
    activity: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Journal:
    """The lines of a period in the order of their days, with the totals; `warnings` are sentences for the clerk."""

    lines: tuple[Line, ...]
    totals: Totals
    warnings: tuple[str, ...]


def journal(
    desk: Desk, organization: str, begins: date | None = None, ends: date | None = None
) -> Journal:
    """Return the journal of an organization from one day to another (None: from the beginning, to the end)."""
    with desk.read() as session:
        entries = _entries(session, [organization]).get(organization, [])
        titles = dict(
            store.values_of(session, Activity, ("id", "title"), organization=organization)
        )
    opening = sum(one.amount or 0 for one in entries if one.direction == OPENING)
    balance, lines = opening, []
    for one in entries:
        balance += _signed(one)
        if _within(one, begins, ends):
            lines.append(_line(desk, one, balance, titles))
    return Journal(tuple(lines), _totals(entries, begins, ends), _warnings(entries, opening))


def _line(desk: Desk, one: MoneyEntry, balance: int, titles: Mapping[str, str]) -> Line:
    return Line(
        one.id,
        one.organization or "",
        texts_of(one, {}),
        one.direction or "",
        one.amount or 0,
        balance,
        titles.get(one.activity or "", ""),
        one.owner == desk.unit,
    )


def _entries(session: Session, organizations: Sequence[str]) -> dict[str, list[MoneyEntry]]:
    """Return all lines by organization: the opening first, then by day, then as they were entered."""
    found: dict[str, list[MoneyEntry]] = {}
    for bundle in store.chunks(organizations, 500):
        for one in store.listed(session, MoneyEntry, organization=bundle):
            found.setdefault(one.organization or "", []).append(one)
    for entries in found.values():
        entries.sort(key=lambda one: (one.direction != OPENING, _day(one)))
    return found


def _day(one: MoneyEntry) -> date:
    """Return the day that a line counts on: the first of its month or year where no day is said."""
    return first_day_of(one.date) or date.min


def _signed(one: MoneyEntry) -> int:
    """Return what a line adds to the balance; the opening balance stands there from the beginning."""
    return {INCOME: 1, SPENDING: -1}.get(one.direction or "", 0) * (one.amount or 0)


def _within(one: MoneyEntry, begins: date | None, ends: date | None) -> bool:
    day = _day(one)
    return (begins is None or day >= begins) and (ends is None or day <= ends)


def _totals(entries: Sequence[MoneyEntry], begins: date | None, ends: date | None) -> Totals:
    opening = sum(one.amount or 0 for one in entries if one.direction == OPENING)
    sums: dict[str, dict[str, int]] = {INCOME: {}, SPENDING: {}}
    lines = 0
    for one in entries:
        if begins is not None and _day(one) < begins:
            opening += _signed(one)
        elif one.direction in sums and _within(one, begins, ends):
            kinds, kind = sums[one.direction], one.kind or NO_KIND
            kinds[kind] = kinds.get(kind, 0) + (one.amount or 0)
            lines += 1
    income, spending = sum(sums[INCOME].values()), sum(sums[SPENDING].values())
    return Totals(opening, income, spending, sums[INCOME], sums[SPENDING], lines, bool(entries))


def _warnings(entries: Sequence[MoneyEntry], opening: int) -> tuple[str, ...]:
    balance = opening
    for one in entries:
        balance += _signed(one)
        if balance < 0:
            words = (
                f"{one.date} 这一笔以后结余是 {plain(balance)} 元，低于零，请核对有没有漏记收入。"
            )
            return (words,)
    return ()


def totals(
    desk: Desk, organization: str, begins: date | None = None, ends: date | None = None
) -> Totals:
    """Return the totals of one organization's journal from one day to another, both included."""
    return totals_of(desk, [organization], begins, ends)[organization]


def totals_of(
    desk: Desk,
    organizations: Iterable[str],
    begins: date | None = None,
    ends: date | None = None,
) -> dict[str, Totals]:
    """Return the totals of several journals; every organization that is asked for is in the answer."""
    ids = list(organizations)
    with desk.read() as session:
        found = _entries(session, ids)
    return {one: _totals(found.get(one, ()), begins, ends) for one in ids}


def together(several: Iterable[Totals]) -> Totals:
    """Return the totals of several organizations added up."""
    found = list(several)
    by: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for one in found:
        for sums, kinds in zip(by, (one.income_by, one.spending_by), strict=True):
            for kind, amount in kinds.items():
                sums[kind] = sums.get(kind, 0) + amount
    return Totals(
        sum(one.opening for one in found),
        sum(one.income for one in found),
        sum(one.spending for one in found),
        *by,
        sum(one.lines for one in found),
        any(one.kept for one in found),
    )


def donations(
    desk: Desk, organization: str, begins: date | None = None, ends: date | None = None
) -> list[Line]:
    """Return the donation ledger: income of the kinds that the place counts as donations, and what names a donor."""
    kinds = policy_pack.pack(desk).value("activities.donation_kinds")
    found = journal(desk, organization, begins, ends).lines
    return [
        one
        for one in found
        if one.direction == INCOME and (one.texts["kind"] in kinds or one.texts["donor"])
    ]


def save(desk: Desk, organization: str, line: str | None, values: Mapping[str, str]) -> Done[str]:
    """Add a line (`line` None) or change the given fields.

    Raises `Problems` with field keys: date (at least the month), direction, amount and summary are needed; the kind
    must be one of its direction; 期初结余 stands once and before all lines. `Trouble` not_owner.
    """
    typed = {key: text for key, text in values.items() if key != "organization"}
    if line is None:
        required = [f.key for f in fields_of(MoneyEntry).values() if f.required == "always"]
        typed = {**{key: "" for key in required if key != "organization"}, **typed}
        typed["summary"] = typed["summary"] or (
            OPENING if typed["direction"].strip() == OPENING else ""
        )
    parsed = parse_values(desk, MoneyEntry, typed)
    pack = policy_pack.pack(desk)
    with desk.operation("修改收支" if line else "记一笔收支") as op:
        owned(desk, op.session, Organization, organization)
        found = owned(desk, op.session, MoneyEntry, line) if line else None
        one = found or MoneyEntry(organization=organization)
        put(op.session, pack, one, parsed, organization)
        if found is None:
            op.add(one)
        op.session.flush()
        saved = one.id
    return Done(saved, frozenset(op.changes))


def put(
    session: Session, pack: Pack, one: MoneyEntry, parsed: Mapping[str, Any], organization: str
) -> None:
    """Write parsed values into a line and check it among its neighbours; raises `Problems`."""
    with session.no_autoflush:
        others = [
            other
            for other in store.listed(session, MoneyEntry, organization=organization)
            if other.id != one.id
        ]
        for key, value in parsed.items():
            setattr(one, key, value)
        problems = [*own_problems(pack, one), *among(one, others)]
        if one.activity:
            home = store.get(session, Activity, one.activity)
            if home is None or home.organization != organization:
                words = "这项活动不是本组织的，请重新选。"
                problems.append(Problem("", "activity", "organization_other", words))
    if problems:
        raise Problems(problems)


def own_problems(pack: Pack, one: MoneyEntry) -> Iterable[Problem]:
    """Yield what a line has wrong in itself: a day without a month, a kind that is not one of its direction."""
    if one.date is not None and one.date.month is None:
        words = f"日期“{one.date}”只写了年，请至少写到月，如 {one.date}-03。"
        yield Problem("", "date", "date_invalid", words)
    kinds = pack.value("activities.money_kinds").get(one.direction or "", [])
    if one.kind and one.direction == OPENING:
        yield Problem("", "kind", "not_in_list", "期初结余不分项目，请把项目空着。")
    elif one.kind and one.kind not in kinds:
        words = f"“{one.kind}”不是{one.direction}的项目，请从“{'、'.join(kinds)}”里选。"
        yield Problem("", "kind", "not_in_list", words)


def among(one: MoneyEntry, others: Sequence[MoneyEntry]) -> Iterable[Problem]:
    """A journal opens once, and on no later day than its first line."""
    if one.date is None:
        return
    openings = [other for other in others if other.direction == OPENING]
    if one.direction == OPENING:
        if openings:
            words = f"期初结余已经记过（{openings[0].date}），只记一次；要改请改原来那一笔。"
            yield Problem("", "direction", "opening_twice", words)
        first = min(others, key=_day, default=None)
        if first is not None and _day(first) < _day(one):
            words = f"期初结余要在所有收支之前，最早一笔是 {first.date}，请把日期改到那天或更早。"
            yield Problem("", "date", "date_order", words)
    elif openings and _day(one) < _day(openings[0]):
        words = f"这一笔早于期初结余的日期 {openings[0].date}，请核对日期，或先改期初结余。"
        yield Problem("", "date", "date_order", words)


def remove(desk: Desk, lines: Sequence[str]) -> Done[int]:
    """Take lines out of the journal (还原 brings them back); returns how many. Raises `Trouble` not_owner."""
    with desk.operation(f"移除收支 {len(lines)} 笔") as op:
        for line in lines:
            op.remove(owned(desk, op.session, MoneyEntry, line))
    return Done(len(lines), frozenset(op.changes))


def texts(desk: Desk, line: str) -> dict[str, str]:
    """Return the texts of one line by key, with `id` and `organization`; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = store.get(session, MoneyEntry, line)
        if found is None:
            raise Trouble("NO_RECORD", "找不到这一笔收支，可能已被移除，请刷新列表。")
        return {"id": found.id, "organization": found.organization or "", **texts_of(found, {})}
