"""What people say of a posting: objections (异议, to a 公示) that block until answered, and opinions that block nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Posting, Remark
from cso_desk.records.postings import REMARK_KINDS
from cso_desk.store import Desk, Session

from . import disclosures
from .case_deadlines import whole_day
from .disclosure_catalogue import NOTICE
from .disclosure_rows import ARCHIVED, Row
from .disclosure_steps import record_of
from .done import Done
from .register import owned, parse_values, texts_of

OPINION, OBJECTION = REMARK_KINDS
_SAID = {"said_on": "提出日期", "content": "内容"}
_ANSWERED = {"answer": "答复和处理", "answered_by": "答复人", "answered_on": "答复日期"}


@dataclass(frozen=True, slots=True)
class Said:
    """One remark as texts; `answered_on` is empty while it waits."""

    id: str
    kind: str
    said_by: str
    said_on: str
    content: str
    answer: str
    answered_by: str
    answered_on: str
    mine: bool


def listed(desk: Desk, posting: str) -> list[Said]:
    """Return the remarks to a posting in the order of their days; none for an empty id."""
    if not posting:
        return []
    keys = ("kind", "said_on", "content", "answer", "answered_by", "answered_on")
    with desk.read() as session:
        found = []
        for one in store.listed(session, Remark, posting=posting, order="said_on"):
            texts = texts_of(one, {})
            said = {key: texts[key] for key in keys}
            said["said_by"] = texts["said_by"] or "（未留名）"
            found.append(Said(id=one.id, mine=one.owner == desk.unit, **said))
    return found


def _row(desk: Desk, ref: str) -> Row:
    found = disclosures.by_refs(desk, [ref]).get(ref)
    if found is None:
        raise Trouble("NO_ITEM", "找不到这个公开事项，可能已被移除，请刷新列表。")
    return found


def _given(parsed: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    lacking = [key for key in labels if not parsed.get(key)]
    if lacking:
        raise Problems(
            [Problem("", key, "missing_required", f"请填写{labels[key]}。") for key in lacking]
        )


def _refuse(code: str, words: str, field: str = "") -> Problems:
    return Problems([Problem("", field, code, words)])


def say(desk: Desk, ref: str, kind: str, values: Mapping[str, str]) -> Done[str]:
    """Record an objection or opinion to a posted row: said_by (empty: anonymous), said_on, content.

    Raises `Problems`: missing or bad texts, not_posted, no_notice (an objection to a 公开), date_order, date_future;
    `Trouble` NO_ITEM, not_owner.
    """
    row = _row(desk, ref)
    typed = {key: values.get(key, "") for key in ("said_by", *_SAID)}
    parsed = parse_values(desk, Remark, {**typed, "kind": kind})
    if not row.posted_on or row.stage == ARCHIVED:
        words = f"现在是“{row.stage}”，不能记{kind}；张贴以后、归档以前才能记。"
        raise _refuse("not_posted", words)
    if kind == OBJECTION and row.item.kind != NOTICE:
        raise _refuse("no_notice", "这是公开，不是公示，没有异议期；请记为群众意见。")
    _in_order(desk, parsed["said_on"], row.posted_on, ("提出日期", "张贴日期", "said_on"))
    with desk.operation(f"记下{kind}") as op:
        posting = record_of(desk, op, row)
        made = Remark(posting=posting.id, organization=posting.organization)
        for key, value in parsed.items():
            setattr(made, key, value)
        op.add(made)
        op.session.flush()
        saved = made.id
    return Done(saved, frozenset(op.changes))


def _in_order(desk: Desk, said: Any, earlier: str, words: tuple[str, str, str]) -> None:
    label, other, field = words
    day = whole_day(said)
    if day is None:
        raise _refuse("missing_required", f"{label}要写到日。", field)
    if day > desk.clock.today():
        raise _refuse("date_future", f"{label} {day} 还没有到，请核对。", field)
    if earlier and day.isoformat()[: len(earlier)] < earlier:
        raise _refuse("date_order", f"{label} {day} 早于{other} {earlier}，请核对。", field)


def answer(desk: Desk, remark: str, values: Mapping[str, str]) -> Done[str]:
    """Record the answer to a remark: answer, answered_by, answered_on; raises `Problems`, `Trouble` not_owner."""
    parsed = parse_values(desk, Remark, {key: values.get(key, "") for key in _ANSWERED})
    _given(parsed, _ANSWERED)
    with desk.operation("答复异议或意见") as op:
        found = owned(desk, op.session, Remark, remark)
        words = ("答复日期", "提出日期", "answered_on")
        _in_order(desk, parsed["answered_on"], str(found.said_on or ""), words)
        for key, value in parsed.items():
            setattr(found, key, value)
    return Done(remark, frozenset(op.changes))


def remove(desk: Desk, remark: str) -> Done[str]:
    """Take out a remark that was entered by mistake (还原 brings it back); raises `Trouble` not_owner."""
    with desk.operation("移除异议或意见") as op:
        op.remove(owned(desk, op.session, Remark, remark))
    return Done(remark, frozenset(op.changes))


def blocking(session: Session, organization: str) -> list[str]:
    """Return why a step that waits for a 公示 of an organization cannot go on: one sentence for each open objection."""
    posted = {
        one.id: one
        for one in store.listed(session, Posting, organization=organization, kind=NOTICE)
        if one.archived_on is None
    }
    found = store.listed(session, Remark, posting=list(posted), kind=OBJECTION, answered_on=None)
    return [
        f"“{posted[one.posting or ''].title}”{one.said_on} 的异议还没有答复，请先在“公开”里答复。"
        for one in found
    ]


def refuse_open(session: Session, organization: str) -> None:
    """Raise `Problems` open_objection where an open objection blocks the next step of an organization."""
    found = blocking(session, organization)
    if found:
        raise Problems([Problem(organization, "", "open_objection", one) for one in found])
