"""Answer a remark of a superior: take the proposed value (按建议改), or say why the value stands (说明情况).

Nothing is overwritten that was changed after the superior looked: then both values are shown and the clerk decides.
"""

from __future__ import annotations

from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, Division, PartialDate
from cso_desk.records import Member, Organization, ReturnAnswer, fields_of
from cso_desk.records.returns import CHANGED, EXPLAINED
from cso_desk.store import Desk, Op

from . import naming, shared_records
from .done import Done
from .exchange_words import RECORDS
from .filing_state import decisions_of, derive
from .register import owned, parse_text
from .return_states import SETTLED, Standing, standings


def accept(desk: Desk, item: str) -> Done[str]:
    """Change the record to the proposed value and answer so, in one step; returns the record's id.

    Raises `Trouble`: NO_RECORD, not_owner, settled, no_proposal, or changed_meanwhile where the value is no longer the
    one that the superior saw; `Problems` where the proposed value does not fit (any more).
    """
    with desk.operation("按上级建议修改") as op:
        one = _open(desk, op, item)
        if not one.item.proposed or not one.item.field_key:
            words = "这条退回意见没有建议的内容，请点“去修改”自己改，或说明情况。"
            raise Trouble("no_proposal", words)
        if one.moved:
            words = f"这一项在上级提出以后已经改过，现在是“{one.now or ''}”，没有覆盖；请点“去修改”核对。"
            raise Trouble("changed_meanwhile", words)
        _change(desk, op, one)
        _answer(desk, op, one, CHANGED, None)
        record = one.item.record or ""
    return Done(record, frozenset(op.changes))


def explain(desk: Desk, item: str, words: str) -> Done[str]:
    """Answer in words why the value stands; a second answer replaces the first. Raises `Problems`, `Trouble`."""
    kind = fields_of(ReturnAnswer)["words"].kind
    try:
        text = kind.parse(words)
    except BadValue as fault:
        raise _problem("words", fault.code, fault.message) from None
    if not text:
        raise _problem("words", "missing_required", "请写情况说明，让上级知道为什么不改。")
    with desk.operation("答复退回意见") as op:
        one = _open(desk, op, item)
        answer = _answer(desk, op, one, EXPLAINED, text)
    return Done(answer, frozenset(op.changes))


def _open(desk: Desk, op: Op, item: str) -> Standing:
    found = standings(op.session, id=item)
    if not found:
        raise Trouble("NO_RECORD", "找不到这条退回意见，请刷新列表。")
    one = found[0]
    if one.owner != desk.unit:
        words = "这条记录由下级单位维护，请把退回意见转给它，由它修改或答复。"
        raise Trouble("not_owner", words)
    if one.state == SETTLED:
        raise Trouble("settled", "这条退回意见上级已经了结，不用再办。")
    return one


def _change(desk: Desk, op: Op, one: Standing) -> None:
    table, key = one.item.record_table or "", one.item.field_key or ""
    kind = RECORDS[table]
    record: Any = owned(desk, op.session, kind, one.item.record or "")
    field = fields_of(kind)[key]
    text = one.item.proposed or ""
    try:
        value = (
            naming.community_of(desk, text)
            if isinstance(field.kind, Division)
            else parse_text(desk, field, text)
        )
    except BadValue as fault:
        words = f"建议的“{field.label}”不能用：{fault.message}"
        raise _problem(key, fault.code, words) from None
    if isinstance(record, Member):
        before = shared_records.before_of(record, (shared_records.MEMBER,))
        setattr(record, key, value)
        shared_records.follow(op, record, before, (shared_records.MEMBER,))
    elif isinstance(record, Organization):
        before = shared_records.before_of(record)
        setattr(record, key, value)
        shared_records.follow(op, record, before)
        if key == "community":
            record.community_text = None
        op.session.flush()
        derive(record, decisions_of(op.session, record.id))
    else:
        setattr(record, key, value)
    op.session.flush()


def _answer(desk: Desk, op: Op, one: Standing, kind: str, words: str | None) -> str:
    known = store.listed(op.session, ReturnAnswer, item=one.item.id, owner=desk.unit)
    answer = known[-1] if known else op.add(ReturnAnswer(item=one.item.id))
    record: Any = store.get(op.session, RECORDS[one.item.record_table or ""], one.item.record or "")
    answer.kind, answer.words = kind, words
    answer.record = one.item.record
    answer.record_rev = record.rev if record is not None else None
    answer.answered_by = desk.user[:30]
    answer.answered_on = PartialDate.of(desk.clock.today())
    op.session.flush()
    return answer.id


def _problem(key: str, code: str, message: str) -> Problems:
    return Problems([Problem("", key, code, message)])
