"""The steps of disclosure, each for one row or many at once: draft, approve, post, take down, archive, and events.

Every step is one operation that one 还原 takes back. Rows that cannot take it are named and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Organization, Posting
from cso_desk.store import Desk, Op

from . import disclose, disclosure_catalogue, disclosure_texts, disclosures, policy_pack
from .case_deadlines import whole_day
from .disclosure_catalogue import EVENT, NOTICE, ORGANIZATION, SINGLE, YEARLY
from .disclosure_rows import APPROVED, DRAFTED, NEW, POSTED, TAKEN_DOWN, Row
from .done import Done
from .register import owned, parse_values, texts_of

EDITED = ("title", "content", "channels", "place", "days")
"""What a clerk may change of a draft."""
NEXT = {NEW: "起草", DRAFTED: "审核", APPROVED: "张贴", POSTED: "取下", TAKEN_DOWN: "归档"}
"""The next step of each stage."""
_BEFORE_POSTING = (NEW, DRAFTED, APPROVED)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows took a step, and why the others did not (`where` is the row's name)."""

    count: int
    refused: tuple[Problem, ...] = ()

    @property
    def words(self) -> str:
        """What is still to be told: nothing where all went."""
        return "；".join(f"{one.where}：{one.message}" for one in self.refused)


Act = Callable[[Op, Row], None]


def next_steps(desk: Desk, found: Sequence[Row]) -> dict[str, str]:
    """Return by ref the word of each row's next step, empty at the end; a yearly sheet needs no approval."""
    asked = bool(policy_pack.pack(desk).value("disclosure.approval"))
    return {row.ref: _next(row, asked and row.item.sheet != YEARLY) for row in found}


def _next(row: Row, approval: bool) -> str:
    if row.stage in (NEW, DRAFTED) and not approval:
        return "张贴" if row.item.sheet != SINGLE or row.stage == DRAFTED else "起草"
    return NEXT.get(row.stage, "")


def _needs_approval(desk: Desk, row: Row) -> bool:
    return row.item.sheet != YEARLY and bool(policy_pack.pack(desk).value("disclosure.approval"))


def _each(desk: Desk, words: str, refs: Sequence[str], act: Act) -> Done[Moved]:
    """Take a step in each row; raises `Problems` where none takes it, `Trouble` NOTHING_CHOSEN."""
    if not refs:
        raise Trouble("NOTHING_CHOSEN", "没有选中公开事项，请先在列表里选。")
    found = disclosures.by_refs(desk, refs)
    refused: list[Problem] = []
    with desk.operation(f"{words}（{len(refs)} 项）") as op:
        for ref in dict.fromkeys(refs):
            try:
                if ref not in found:
                    raise Trouble("NO_ITEM", "找不到这个公开事项，可能已被移除，请刷新列表。")
                act(op, found[ref])
            except Problems as fault:
                refused += [_named(found[ref], one) for one in fault.problems]
            except Trouble as fault:
                where = _name(found[ref]) if ref in found else ref
                refused.append(Problem(where, "", fault.code, fault.message))
        moved = len(set(refs)) - len({one.where for one in refused})
        if not op.changes and refused:
            raise Problems(refused)
    return Done(Moved(max(moved, 0), tuple(refused)), frozenset(op.changes))


def _name(row: Row) -> str:
    return f"{row.name}{row.when}“{row.item.title}”"


def _named(row: Row, one: Problem) -> Problem:
    return Problem(_name(row), one.field, one.code, one.message)


def _refuse(code: str, words: str, field: str = "") -> Problems:
    return Problems([Problem("", field, code, words)])


def _day(desk: Desk, text: str, label: str, field: str) -> date:
    """Return the day of a step; raises `Problems` where it is missing, no whole day or still to come."""
    value = parse_values(desk, Posting, {field: text})[field]
    day = whole_day(value)
    if day is None:
        raise _refuse("missing_required", f"请填写{label}，要写到日。", field)
    if day > desk.clock.today():
        raise _refuse("date_future", f"{label} {day} 还没有到，请核对。", field)
    return day


def _given(text: str, label: str, field: str) -> str:
    if not text.strip():
        raise _refuse("missing_required", f"请填写{label}。", field)
    return text.strip()


def _not_before(day: date, earlier: str, label: str, other: str, field: str) -> None:
    if earlier and day.isoformat()[: len(earlier)] < earlier:
        raise _refuse("date_order", f"{label} {day} 早于{other} {earlier}，请核对。", field)


def _stage(row: Row, *allowed: str, step: str) -> None:
    if row.stage not in allowed:
        raise _refuse("wrong_stage", f"现在是“{row.stage}”，不能{step}。")


def record_of(desk: Desk, op: Op, row: Row) -> Posting:
    """Return the posting of a row inside an operation, made where there is none; raises `Trouble` not_owner."""
    if row.posting:
        return owned(desk, op.session, Posting, row.posting)
    item = row.item
    made = Posting(community=item.community or None, organization=item.organization or None)
    if item.organization:
        owned(desk, op.session, Organization, item.organization)
    if item.ref == item.own:
        made.own_item = item.own
    else:
        made.key = item.ref
    made.title, made.kind, made.year, made.period = item.title, item.kind, row.year, row.period
    made.due_on = PartialDate.of(date.fromisoformat(row.due_on)) if row.due_on else None
    made.channels, made.place, made.days = item.channels or None, item.place or None, item.days
    op.add(made)
    op.session.flush()
    return made


def draft(desk: Desk, refs: Sequence[str], values: Mapping[str, str]) -> Done[Moved]:
    """Write the text of rows (`EDITED`); without a text the records propose one. A changed text is approved anew.

    Raises `Problems`: of the texts, private, wrong_stage, no_content; `Trouble` not_owner.
    """
    typed = {key: text for key, text in values.items() if key in EDITED}
    parsed = parse_values(desk, Posting, typed)

    def act(op: Op, row: Row) -> None:
        _stage(row, *_BEFORE_POSTING, step="改内容；要改请先还原“张贴”这一步")
        content = parsed.get("content") or ""
        if not content and "content" not in parsed and row.posting:
            content = owned(desk, op.session, Posting, row.posting).content or ""
        content = content or disclosure_texts.proposed(desk, row)
        if not content and row.item.sheet == SINGLE:
            raise _refuse("no_content", "还没有公开内容，请写上要公开的内容。", "content")
        problems = disclosure_texts.private_words(desk, row.item.organization, content)
        if problems:
            raise Problems(problems)
        made = record_of(desk, op, row)
        for key, value in parsed.items():
            setattr(made, key, value)
        made.content = content or None
        made.drafted_on = made.drafted_on or PartialDate.of(desk.clock.today())
        made.approved_by = made.approved_on = None

    return _each(desk, "起草公开内容", refs, act)


def approve(desk: Desk, refs: Sequence[str], on: str, by: str) -> Done[Moved]:
    """Keep who approved drafts and when; a row whose text the records propose needs no draft before.

    Raises `Problems`: date and name, wrong_stage, no_content; `Trouble` not_owner.
    """
    day, who = _day(desk, on, "审核日期", "approved_on"), _given(by, "审核人", "approved_by")
    parse_values(desk, Posting, {"approved_by": who})

    def act(op: Op, row: Row) -> None:
        _stage(row, NEW, DRAFTED, step="审核")
        content = texts(desk, row)["content"]
        if not content and row.item.sheet == SINGLE:
            raise _refuse("no_content", "还没有公开内容，请先起草。")
        problems = disclosure_texts.private_words(desk, row.item.organization, content)
        if problems:
            raise Problems(problems)
        made = record_of(desk, op, row)
        made.content = content or None
        made.drafted_on = made.drafted_on or PartialDate.of(desk.clock.today())
        made.approved_on, made.approved_by = PartialDate.of(day), who

    return _each(desk, "审核公开内容", refs, act)


def post(desk: Desk, refs: Sequence[str], on: str, by: str, place: str = "") -> Done[Moved]:
    """Keep that rows were posted: when, by whom, where (empty: the item's place).

    Raises `Problems`: date and name, wrong_stage, date_order, not_approved; `Trouble` not_owner.
    """
    day, who = _day(desk, on, "张贴日期", "posted_on"), _given(by, "张贴人", "posted_by")
    parse_values(desk, Posting, {"posted_by": who, "place": place})

    def act(op: Op, row: Row) -> None:
        _stage(row, *_BEFORE_POSTING, step="张贴")
        if row.stage != APPROVED and _needs_approval(desk, row):
            raise _refuse("not_approved", "还没有审核，请先审核再张贴。")
        _not_before(day, row.approved_on, "张贴日期", "审核日期", "posted_on")
        if row.item.sheet == YEARLY:
            shown = disclose.sheet(desk, row.item.community, row.year)
            said = {"posted_on": day.isoformat(), "posted_by": who, "place": place}
            disclose.post_in(desk, op, shown, said)
            return
        if not row.posting and row.item.sheet == SINGLE:
            raise _refuse("no_content", "还没有公开内容，请先起草。")
        made = record_of(desk, op, row)
        made.posted_on, made.posted_by = PartialDate.of(day), who
        made.place = place or made.place

    return _each(desk, "张贴", refs, act)


def take_down(desk: Desk, refs: Sequence[str], on: str) -> Done[Moved]:
    """Keep that rows were taken down: a 公示 not before its days are over and its objections are answered.

    Raises `Problems`: date, wrong_stage, date_order, notice_short, open_objection; `Trouble` not_owner.
    """
    day = _day(desk, on, "取下日期", "taken_down_on")

    def act(op: Op, row: Row) -> None:
        _stage(row, POSTED, step="取下")
        _not_before(day, row.posted_on, "取下日期", "张贴日期", "taken_down_on")
        if row.item.kind == NOTICE:
            if row.until and day.isoformat() < row.until:
                raise _refuse("notice_short", f"公示要满期，{row.until} 起才能取下。")
            if row.objections:
                words = f"还有 {row.objections} 条异议没有答复，请先答复再取下。"
                raise _refuse("open_objection", words)
        if row.item.sheet == YEARLY:
            disclose.take_down_in(desk, op, row.item.community, row.year, day.isoformat())
        else:
            record_of(desk, op, row).taken_down_on = PartialDate.of(day)

    return _each(desk, "取下公开内容", refs, act)


def archive(desk: Desk, refs: Sequence[str], on: str, place: str = "") -> Done[Moved]:
    """Keep that the papers of rows were put away, where they lie; raises `Problems`, `Trouble` not_owner."""
    day = _day(desk, on, "归档日期", "archived_on")
    parse_values(desk, Posting, {"archive_place": place})

    def act(op: Op, row: Row) -> None:
        _stage(row, TAKEN_DOWN, step="归档")
        _not_before(day, row.taken_down_on, "归档日期", "取下日期", "archived_on")
        made = record_of(desk, op, row)
        made.archived_on, made.archive_place = PartialDate.of(day), place or None

    return _each(desk, "归档公开内容", refs, act)


def add_event(
    desk: Desk, homes: Sequence[str], item: str, event_on: str, values: Mapping[str, str]
) -> Done[tuple[str, ...]]:
    """Begin the disclosure of an event (即时) for one or several homes; `item` is an offered key or an own item's id.

    It is due so many days after the event as the item says. Returns the new refs. Raises `Problems`, `Trouble`
    NO_ITEM, NOTHING_CHOSEN, not_owner.
    """
    if not homes:
        raise Trouble("NOTHING_CHOSEN", "没有选中社区（村）或组织，请先选。")
    day = _day(desk, event_on, "发生日期", "event_on")
    parsed = parse_values(desk, Posting, {key: values[key] for key in EDITED if key in values})
    catalogue = disclosure_catalogue.Catalogue(desk)
    made = []
    with desk.operation(f"新增即时公开（{len(homes)} 项）") as op:
        for home in homes:
            level = disclosure_catalogue.level_of(desk, home)
            known = {one.ref: one for one in catalogue.offered[level]}
            known |= {one.ref: one for one in catalogue.whole(level, home)}
            found = known.get(item)
            if found is None or found.cycle != EVENT:
                raise Trouble("NO_ITEM", "目录里没有这个即时公开的事项，请从列出的事项里选。")
            one = _event(desk, op, home, level, found, day, parsed)
            made.append(one.id)
    return Done(tuple(made), frozenset(op.changes))


def _event(
    desk: Desk,
    op: Op,
    home: str,
    level: str,
    item: disclosure_catalogue.Item,
    day: date,
    parsed: Mapping[str, Any],
) -> Posting:
    content = parsed.get("content") or ""
    problems = disclosure_texts.private_words(
        desk, home if level == ORGANIZATION else "", str(content)
    )
    if problems:
        raise Problems(problems)
    one = Posting(title=item.title, kind=item.kind, year=day.year, channels=item.channels or None)
    if level == ORGANIZATION:
        owned(desk, op.session, Organization, home)
        one.organization = home
    else:
        one.community = home
    own = item.ref == item.own
    one.own_item, one.key = (item.ref, None) if own else (None, item.ref)
    one.event_on = PartialDate.of(day)
    one.due_on = PartialDate.of(day + timedelta(days=item.due_days))
    one.place, one.days = item.place or None, item.days
    one.drafted_on = PartialDate.of(desk.clock.today())
    for key, value in parsed.items():
        if value is not None:
            setattr(one, key, value)
    op.add(one)
    op.session.flush()
    return one


def remove(desk: Desk, refs: Sequence[str]) -> Done[Moved]:
    """Take out what was begun and not posted (还原 brings it back); raises `Problems`, `Trouble` not_owner."""

    def act(op: Op, row: Row) -> None:
        if not row.posting:
            raise _refuse("wrong_stage", "还没有起草，没有可移除的。")
        _stage(row, *_BEFORE_POSTING, step="移除；张贴过的要留着")
        op.remove(owned(desk, op.session, Posting, row.posting))

    return _each(desk, "移除公开事项", refs, act)


def texts(desk: Desk, row: Row) -> dict[str, str]:
    """Return the texts of a row's draft by `EDITED`, what is proposed where nothing was written."""
    item = row.item
    found = {
        "title": item.title,
        "content": "",
        "channels": item.channels,
        "place": item.place,
        "days": str(item.days),
        "archive_place": "",
    }
    if row.posting:
        with desk.read() as session:
            kept = store.get(session, Posting, row.posting)
            own = {} if kept is None else texts_of(kept, {})
        found |= {key: own[key] for key in found if key in own}
    return {**found, "content": found["content"] or disclosure_texts.proposed(desk, row)}
