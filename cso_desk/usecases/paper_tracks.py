"""Where the papers are: listed with who keeps each copy, moved on by selections, counted for the first page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, DateValue, PartialDate
from cso_desk.progress import Progress
from cso_desk.records import Paper
from cso_desk.records.papers import BACK, KEPT, PAPER_STATES, PRINTED, SENT, VOID
from cso_desk.store import Desk, Op, Session

from . import case_batch, policy_pack
from .case_batch import Batch
from .community_names import short_name
from .done import Done
from .paper_coding import community_of
from .register import owned
from .units import names_of

ON_THE_WAY, LATE = "未收回", "超期未收回"
STATES = (ON_THE_WAY, LATE, *PAPER_STATES)
"""What the list can be narrowed to; 未收回 is 已打印 and 已送出."""
NO_COMMUNITY = "社区待定"
LIST_NUMBER = re.compile("SQ20[0-9]{2}-[1-9][0-9]{0,5}", re.ASCII)
"""The whole number of a 送签清单: SQ2026-1 is not SQ2026-12."""


@dataclass(frozen=True, slots=True)
class PaperQuery:
    """What the list shows: one of `STATES` (empty: all), a community's id, any part of what the row says."""

    state: str = ""
    community: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: who keeps it, and the day it was handed over (ISO, empty while it was not)."""

    keeper: str
    on: str

    @property
    def words(self) -> str:
        """What the list says of it."""
        return f"{self.keeper} {self.on[5:]} 已交" if self.on else f"{self.keeper} 未交"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper as the list shows it; dates are ISO texts, `days_out` counts from the day it went out."""

    id: str
    code: str
    form: str
    title: str
    organization: str
    filing_case: str
    certificate: str
    name: str
    community: str
    community_name: str
    state: str
    list_number: str
    printed_on: str
    sent_on: str
    returned_on: str
    copies: tuple[Copy, ...]
    days_out: int
    late_by: int

    @property
    def out_words(self) -> str:
        """How long it has been out: 今天, 3 天, or 已超 2 天."""
        if self.state != SENT:
            return ""
        if self.late_by > 0:
            return f"已超 {self.late_by} 天"
        return f"{self.days_out} 天" if self.days_out else "今天"


def papers(desk: Desk, query: PaperQuery = PaperQuery()) -> list[PaperLine]:
    """Return the papers that match, by community and organization, those of one list together."""
    with desk.read() as session:
        rows = store.listed(session, Paper, state=_states(query.state))
    lines = _lines(desk, rows)
    if query.state == LATE:
        lines = [one for one in lines if one.late_by > 0]
    if query.community:
        lines = [one for one in lines if one.community == query.community]
    if query.text:
        lines = [one for one in lines if _says(one, query.text)]
    return sorted(lines, key=lambda one: (one.community_name, one.name, one.form, one.printed_on))


def _states(state: str) -> list[str]:
    if state == ON_THE_WAY:
        return [PRINTED, SENT]
    return [SENT] if state == LATE else [state] if state else list(PAPER_STATES)


def _says(line: PaperLine, text: str) -> bool:
    wanted = text.strip().upper()
    if LIST_NUMBER.fullmatch(wanted):
        return line.list_number == wanted
    said = (line.name, line.form, line.title, line.code, line.list_number, line.community_name)
    return wanted in "\n".join(said).upper()


def of_ids(desk: Desk, ids: Sequence[str]) -> list[PaperLine]:
    """Return these papers in the given order; unknown ids are left out."""
    with desk.read() as session:
        rows = store.listed(session, Paper, id=list(ids))
    found = {one.id: one for one in _lines(desk, rows)}
    return [found[one] for one in ids if one in found]


def _lines(desk: Desk, rows: Sequence[Paper]) -> list[PaperLine]:
    places = community_of(desk, [one.organization or "" for one in rows])
    with desk.read() as session:
        names = names_of(session, list({place for _, place in places.values() if place}))
    limit = late_after(desk)
    today = desk.clock.today()
    return [_line(one, places, names, today, limit) for one in rows]


def _line(
    one: Paper,
    places: dict[str, tuple[str, str | None]],
    names: dict[str, str],
    today: date,
    limit: int,
) -> PaperLine:
    name, place = places.get(one.organization or "", ("", None))
    out = (today - _day(one.sent_on)).days if one.state == SENT and one.sent_on else 0
    return PaperLine(
        one.id,
        one.code or "",
        one.form or "",
        one.title or "",
        one.organization or "",
        one.filing_case or "",
        one.certificate or "",
        name,
        place or "",
        short_name(names.get(place or "", "")) or NO_COMMUNITY,
        one.state or "",
        one.list_number or "",
        str(one.printed_on or ""),
        str(one.sent_on or ""),
        str(one.returned_on or ""),
        tuple(Copy(copy["keeper"], copy["on"]) for copy in one.copies or ()),
        max(out, 0),
        out - limit,
    )


def _day(found: PartialDate) -> date:
    return date(found.year, found.month or 1, found.day or 1)


def late_after(desk: Desk) -> int:
    """Return after how many days a paper that went out should be back (the pack's `papers.overdue_days`)."""
    return int(policy_pack.pack(desk).value("papers.overdue_days"))


def waiting(desk: Desk) -> tuple[tuple[str, int, str], ...]:
    """Return (words, how many, the state that lists them) of what the first page shows, without what is none."""
    limit = late_after(desk)
    oldest = desk.clock.today() - timedelta(days=limit)
    with desk.read() as session:
        printed = store.count_by(session, Paper, "state", state=PRINTED).get(PRINTED, 0)
        days = [row[0] for row in store.values_of(session, Paper, ("sent_on",), state=SENT)]
    late = sum(1 for day in days if day is not None and _day(day) < oldest)
    found = (
        (f"{len(days)} 份纸质表送出后未收回", len(days), SENT),
        (f"其中 {late} 份已超过 {limit} 天，请催要", late, LATE),
        (f"{printed} 份纸质表已打印，还没有送出", printed, PRINTED),
    )
    return tuple(one for one in found if one[1])


def send(desk: Desk, ids: Sequence[str], day: str = "") -> Done[Batch]:
    """Note that papers went out (已打印 → 已送出) without a list; `day` is ISO, today where empty."""
    sent = parse_day(desk, day)

    def work(paper: Paper) -> None:
        _require(paper, (PRINTED,), "已送出")
        mark_sent(paper, sent)

    return _each(desk, "纸质表已送出", ids, work)


def mark_sent(paper: Paper, day: PartialDate, list_number: str = "") -> None:
    """Let a printed paper be out since a day. Raises `Problems` when that is before it was printed."""
    not_before(day, str(paper.printed_on or ""), "送出", "打印")
    paper.state, paper.sent_on = SENT, day
    paper.list_number = list_number or None


def bring_back(
    desk: Desk, ids: Sequence[str], day: str = "", progress: Progress | None = None
) -> Done[Batch]:
    """Note that papers came back sealed (已送出, or signed on the spot: 已打印 → 已盖章收回)."""
    back = parse_day(desk, day)

    def work(paper: Paper) -> None:
        _require(paper, (PRINTED, SENT), BACK)
        not_before(back, str(paper.sent_on or paper.printed_on or ""), "收回", "送出")
        paper.state, paper.returned_on = BACK, back

    return _each(desk, BACK, ids, work, progress)


def hand_over(desk: Desk, ids: Sequence[str], day: str = "") -> Done[Batch]:
    """Note that every copy that was not handed over yet is with its keeper now (已盖章收回 → 已交存)."""
    handed = parse_day(desk, day)

    def work(paper: Paper) -> None:
        _require(paper, (BACK,), KEPT)
        not_before(handed, str(paper.returned_on or ""), "交存", "收回")
        paper.copies = [{**one, "on": one["on"] or str(handed)} for one in paper.copies or ()]
        paper.state = KEPT

    return _each(desk, "纸质表已交存", ids, work)


def void(desk: Desk, ids: Sequence[str]) -> Done[Batch]:
    """Note that papers are not wanted any more (已打印 or 已送出 → 已作废)."""

    def work(paper: Paper) -> None:
        _require(paper, (PRINTED, SENT), VOID)
        paper.state = VOID

    return _each(desk, "纸质表作废", ids, work)


def set_copies(desk: Desk, paper: str, copies: Sequence[Copy]) -> Done[str]:
    """Say anew who keeps each copy and which were handed over; with all of them a paper that came back is 已交存.

    Raises `Problems` (field `keeper1` or `on1` for the first copy …), `Trouble`.
    """
    parsed = [_parsed_copy(number, one) for number, one in enumerate(copies, 1)]
    with desk.operation("纸质表各份保存") as op:
        row = owned(desk, op.session, Paper, paper)
        if len(parsed) != len(row.copies or ()):
            raise Trouble("COPIES", "份数与打印时不同，请刷新列表后再改。")
        handed = any(one["on"] for one in parsed)
        if handed and row.state not in (BACK, KEPT):
            words = f"这份表现在是“{row.state}”，先点“已盖章收回”，再记交存日期。"
            raise Problems([Problem(paper, "on1", "paper_state", words)])
        row.copies = parsed
        if row.state in (BACK, KEPT):
            row.state = KEPT if all(one["on"] for one in parsed) else BACK
    return Done(paper, frozenset(op.changes))


def _parsed_copy(number: int, copy: Copy) -> dict[str, str]:
    keeper = copy.keeper.strip()
    if not keeper:
        words = f"第 {number} 份没有写由谁保存，请补上。"
        raise Problems([Problem("", f"keeper{number}", "required", words)])
    return {"keeper": keeper[:30], "on": str(_date(copy.on, f"on{number}") or "")}


def parse_day(desk: Desk, text: str) -> PartialDate:
    """Return the day that was typed, today for an empty text. Raises `Problems` for the field `day`."""
    found = _date(text, "day") or PartialDate.of(desk.clock.today())
    if found.day is None or _day(found) > desk.clock.today():
        words = f"日期 {found} 不是今天或以前的一天，请改正。"
        raise Problems([Problem("", "day", "day_ahead", words)])
    return found


def _date(text: str, field: str) -> PartialDate | None:
    try:
        return DateValue().parse(text)
    except BadValue as fault:
        raise Problems([Problem("", field, fault.code, fault.message)]) from None


def _require(paper: Paper, states: tuple[str, ...], wanted: str) -> None:
    if paper.state not in states:
        words = f"{paper.form} 现在是“{paper.state}”，不能改成“{wanted}”。"
        raise Problems([Problem(paper.id, "", "paper_state", words)])


def not_before(day: PartialDate, earlier: str, what: str, before: str) -> None:
    """Raise `Problems` for the field `day` when a day lies before an earlier one (ISO text, empty for none)."""
    if earlier and str(day) < earlier:
        words = f"{what}日期 {day} 早于{before}日期 {earlier}，请改正。"
        raise Problems([Problem("", "day", "day_order", words)])


def _each(
    desk: Desk,
    words: str,
    ids: Sequence[str],
    work: Callable[[Paper], None],
    progress: Progress | None = None,
) -> Done[Batch]:
    if not ids:
        raise Trouble("NOTHING_CHOSEN", "没有选中纸质表，请先在列表里选。")

    def one(op: Op, paper: str) -> str:
        work(owned(desk, op.session, Paper, paper))
        return paper

    return case_batch.each(desk, words, ids, one, _name, progress)


def _name(session: Session, paper: str) -> str:
    found = store.get(session, Paper, paper)
    return case_batch.organization_name(session, (found and found.organization) or "")
