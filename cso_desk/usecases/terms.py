"""Terms of office: who is responsible in an organization, by which vote, until when; elections held and postponed."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import PartialDate, mask_phone
from cso_desk.policy import Pack
from cso_desk.records import Organization, Person, Term
from cso_desk.store import Desk, Op, Session

from . import policy_pack, shared_records
from .done import Done
from .register import owned, parse_values, texts_of
from .shared_records import LEADER, TERM

_OWN_PLACE = frozenset({"organization"})
_VOTES = ("votes_for", "votes_against", "votes_abstain")
MEETING = ("elected_on", "way", "begins", "ends", "due", "present")
"""What one election says once for all whom it elects."""
_PERSONAL = ("leader_id", "leader_sex", "leader_birth", "leader_politics", "leader_work")


@dataclass(frozen=True, slots=True)
class TermShown:
    """One term as texts; `until` is the last day with a postponement, `remarks` what the pack's thresholds say."""

    id: str
    values: Mapping[str, str]
    until: str
    state: str
    remarks: tuple[str, ...]
    phone: str


def terms(desk: Desk, organization: str) -> list[TermShown]:
    """Return the terms of an organization: those in office in the order of entry, then former ones, the newest first."""
    pack, today = policy_pack.pack(desk), desk.clock.today()
    with desk.read() as session:
        found = store.listed(session, Term, organization=organization)
        phones = _phones(session, found)
    found.sort(key=lambda one: (one.left_on is not None, -_day(one.left_on)))
    return [_shown(pack, today, one, phones.get(one.person or "", "")) for one in found]


def _phones(session: Session, found: Sequence[Term]) -> dict[str, str]:
    ids = [one.person for one in found if one.person]
    rows = store.values_of(session, Person, ("id", "phone"), id=ids)
    return {one: mask_phone(phone) for one, phone in rows if phone}


def _day(day: PartialDate | None) -> int:
    return last_day(day).toordinal() if day else 0


def _shown(pack: Pack, today: date, term: Term, phone: str) -> TermShown:
    until = deadline(term)
    return TermShown(
        term.id,
        texts_of(term, {}),
        str(until or ""),
        state_of(pack, today, term),
        tuple(remarks(pack, term)),
        phone,
    )


def deadline(term: Term) -> PartialDate | None:
    """Return until when a term runs: its end, or the day to which the election was postponed."""
    return term.postponed_to or term.ends


def last_day(day: PartialDate) -> date:
    """Return the last calendar day that a date known to the year or month can mean."""
    month = day.month or 12
    return date(day.year, month, day.day or calendar.monthrange(day.year, month)[1])


def state_of(pack: Pack, today: date, term: Term) -> str:
    """Return 已离任, 已届满, 即将届满, 延期换届 or 在任."""
    if term.left_on:
        return "已离任"
    until = deadline(term)
    if until and last_day(until) < today:
        return "已届满"
    soon = timedelta(days=int(pack.value("people.reminder_days")))
    if until and last_day(until) <= today + soon:
        return "即将届满"
    return "延期换届" if term.postponed_to else "在任"


def remarks(pack: Pack, term: Term) -> Iterable[str]:
    """Go through what the reference thresholds of the pack say of a vote; they are hints and stop nothing."""
    if term.due and term.present is not None:
        quorum = Fraction(pack.value("people.quorum"))
        if Fraction(term.present, term.due) < quorum:
            yield f"实到不足应到的 {quorum}（参考），请按章程核对。"
    if term.present and term.votes_for is not None:
        majority = Fraction(pack.value("people.majority"))
        if Fraction(term.votes_for, term.present) <= majority:
            yield f"同意没有超过实到的 {majority}（参考），请按章程核对。"


def end_of(begins: PartialDate, years: int) -> PartialDate:
    """Return the last day (or month, or year) of a term of so many years that begins then."""
    year = begins.year + years
    if begins.month is None or begins.day is None:
        return PartialDate(year, begins.month)
    last = calendar.monthrange(year, begins.month)[1]
    if begins.day > last:
        return PartialDate(year, begins.month, last)
    return PartialDate.of(date(year, begins.month, begins.day) - timedelta(days=1))


def save_term(
    desk: Desk,
    organization: str,
    term: str | None,
    values: Mapping[str, str],
    *,
    as_leader: bool = False,
) -> Done[str]:
    """Add or change one term; `as_leader` makes the person the organization's 负责人 in the same step.

    A new term without an end gets the length of the policy pack. Raises `Problems` for votes or dates that do not
    tie, `Trouble` not_owner.
    """
    parsed = parse_values(desk, Term, _typed(values))
    if term is None:
        _need(parsed)
        _complete(desk, parsed)
    words = "修改任职" if term else f"新增任职：{parsed['position']} {parsed['name']}"
    with desk.operation(words) as op:
        home = owned(desk, op.session, Organization, organization)
        record = owned(desk, op.session, Term, term) if term else Term(organization=organization)
        _write(op, home, record, parsed)
        if as_leader:
            _lead(op, home, record)
        op.session.flush()
        saved = record.id
    return Done(saved, frozenset(op.changes))


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in values.items() if key not in _OWN_PLACE}


def _need(parsed: Mapping[str, Any]) -> None:
    lacking = [
        Problem("", key, "missing_required", f"{label}不能空，请填写。")
        for key, label in (("name", "姓名"), ("position", "职务"))
        if not parsed.get(key)
    ]
    if lacking:
        raise Problems(lacking)


def _complete(desk: Desk, parsed: dict[str, Any]) -> None:
    parsed["begins"] = parsed.get("begins") or parsed.get("elected_on")
    if parsed["begins"] and not parsed.get("ends"):
        years = int(policy_pack.pack(desk).value("people.term_years"))
        parsed["ends"] = end_of(parsed["begins"], years)


def _write(op: Op, home: Organization, record: Term, parsed: Mapping[str, Any]) -> None:
    before = shared_records.before_of(record, (TERM,))
    for key, value in parsed.items():
        setattr(record, key, value)
    _check(record)
    if record.person is None and home.leader_person and record.name == home.leader:
        record.person = home.leader_person
    op.add(record)
    shared_records.follow(op, record, before, (TERM,))


def _check(term: Term) -> None:
    problems = [*_vote_problems(term), *_date_problems(term)]
    if problems:
        raise Problems(problems)


def _vote_problems(term: Term) -> Iterable[Problem]:
    """Numbers must tie: 同意 + 反对 + 弃权 = 实到 ≤ 应到."""
    given = [getattr(term, key) for key in _VOTES]
    votes = sum(number for number in given if number is not None)
    if term.present is None:
        if any(number is not None for number in given):
            yield Problem("", "present", "missing_required", "填了票数就要填实到人数，请补上。")
        return
    if term.due is not None and term.present > term.due:
        words = f"实到 {term.present} 人，多于应到 {term.due} 人，请核对。"
        yield Problem("", "present", "does_not_tie", words)
    if None not in given and votes != term.present:
        words = f"同意、反对、弃权合计 {votes} 票，实到 {term.present} 人，应当相等，请核对。"
        yield Problem("", "votes_for", "does_not_tie", words)
    elif votes > term.present:
        words = f"票数合计 {votes}，多于实到 {term.present} 人，请核对。"
        yield Problem("", "votes_for", "does_not_tie", words)


def _date_problems(term: Term) -> Iterable[Problem]:
    pairs = (
        ("ends", term.begins, term.ends, "任期至不能早于任期自"),
        ("left_on", term.begins, term.left_on, "离任日期不能早于任期自"),
        ("postponed_to", term.ends, term.postponed_to, "延期换届的日期不能早于任期至"),
    )
    for key, first, second, words in pairs:
        if first and second and last_day(second) < _first_day_of(first):
            yield Problem("", key, "does_not_tie", f"{words}（{first}），请核对。")


def _first_day_of(day: PartialDate) -> date:
    return date(day.year, day.month or 1, day.day or 1)


def _lead(op: Op, home: Organization, term: Term) -> None:
    """Make the person of a term the organization's leader; what was the former leader's own does not stay."""
    before = shared_records.before_of(home, (LEADER,))
    if home.leader != term.name:
        for key in _PERSONAL:
            setattr(home, key, None)
    home.leader = term.name
    if term.person:
        home.leader_person = term.person
    shared_records.follow(op, home, before, (LEADER,))


def remove_term(desk: Desk, term: str) -> Done[str]:
    """Take one term out."""
    with desk.operation("移除任职") as op:
        op.remove(owned(desk, op.session, Term, term))
    return Done(term, frozenset(op.changes))


def hold_election(
    desk: Desk,
    organization: str,
    meeting: Mapping[str, str],
    elected: Sequence[Mapping[str, str]],
) -> Done[int]:
    """Enter one election: everybody in office leaves, those `elected` begin; the first one becomes 负责人.

    `meeting` holds the fields of `MEETING`, each of `elected` name, position, votes and, where known, `person`.
    Returns how many were elected. Raises `Problems` whose `where` is the number of the line, from 1.
    """
    facts = parse_values(desk, Term, {key: meeting.get(key, "") for key in MEETING})
    if not facts["elected_on"]:
        raise Problems([Problem("", "elected_on", "missing_required", "请填选举日期。")])
    _complete(desk, facts)
    lines = [_line(desk, at, one) for at, one in enumerate(elected, 1)]
    if not lines:
        raise Problems([Problem("", "", "missing_required", "请至少填一名当选的负责人。")])
    with desk.operation(f"换届：{lines[0]['name']}等 {len(lines)} 人当选") as op:
        home = owned(desk, op.session, Organization, organization)
        known: dict[str | None, str | None] = {}
        for former in store.listed(op.session, Term, organization=organization, left_on=None):
            former.left_on = facts["begins"]
            known[former.name] = former.person
        records = [Term(organization=organization) for _ in lines]
        for at, (record, line) in enumerate(zip(records, lines, strict=True), 1):
            with _in_line(at):
                who = line.get("person") or known.get(line["name"])
                _write(op, home, record, {**facts, **line, "person": who})
        _lead(op, home, records[0])
        op.session.flush()
    return Done(len(lines), frozenset(op.changes))


def _line(desk: Desk, at: int, values: Mapping[str, str]) -> dict[str, Any]:
    with _in_line(at):
        parsed = parse_values(desk, Term, _typed(values))
        _need(parsed)
    return parsed


@contextmanager
def _in_line(at: int) -> Iterator[None]:
    """Say of every problem inside in which line it stands."""
    try:
        yield
    except Problems as found:
        raise Problems(
            Problem(str(at), one.field, one.code, f"第 {at} 人：{one.message}")
            for one in found.problems
        ) from None


def postpone(desk: Desk, organizations: Sequence[str], until: str, why: str) -> Done[int]:
    """Postpone the election of these organizations to a day, with the reason; returns how many terms it touched.

    Raises `Problems` where day or reason lack, or the day is before the end of a term.
    """
    values = parse_values(desk, Term, {"postponed_to": until, "postponed_why": why})
    lacking = [
        Problem("", key, "missing_required", words)
        for key, words in (
            ("postponed_to", "请填延期到哪一天。"),
            ("postponed_why", "请填延期原因。"),
        )
        if not values[key]
    ]
    if lacking:
        raise Problems(lacking)
    done = 0
    with desk.operation(f"延期换届（{len(organizations)} 个组织）") as op:
        for one in organizations:
            owned(desk, op.session, Organization, one)
            for term in store.listed(op.session, Term, organization=one, left_on=None):
                term.postponed_to, term.postponed_why = (
                    values["postponed_to"],
                    values["postponed_why"],
                )
                _check(term)
                done += 1
        if not done:
            words = "这些组织还没有填任职，先在“负责人和任期”里新增任职。"
            raise Problems([Problem("", "", "no_term", words)])
    return Done(done, frozenset(op.changes))
