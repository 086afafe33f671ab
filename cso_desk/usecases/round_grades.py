"""What may change a grade after the count: the committees' study, objections, appeals and corrections, all kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Organization, Result, Round, RoundObjection
from cso_desk.records.round_meetings import OBJECTION_KINDS
from cso_desk.store import Desk, Session

from . import scoring
from .done import Done
from .evaluate_results import SETTLED
from .register import owned, parse_values, texts_of
from .round_meeting import meeting_of
from .round_reading import judged, known, own_round

OBJECTION, APPEAL, CORRECTION = OBJECTION_KINDS
_ASKED = ("organization", "kind", "raised_on", "raised_by", "content")


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """One objection, appeal or correction as texts; `state` is 待答复 or 已答复."""

    id: str
    organization: str
    name: str
    state: str
    values: Mapping[str, str]


def grades_of(desk: Desk, round_id: str) -> tuple[str, ...]:
    """Return the grades that the round's scheme knows, best first."""
    with desk.read() as session:
        return scoring.read_scheme(known(session, round_id).scheme).grades


def decide(desk: Desk, round_id: str, organization: str, grade: str, reason: str) -> Done[str]:
    """Keep the grade that the two committees decided on (两委研究确定等次).

    Another grade than the computed one needs a reason. Raises `Problems`; `Trouble` NOT_SETTLED before the result,
    POSTED once it is on the wall: then an objection, appeal or correction is the way.
    """
    with desk.operation("两委研究确定等次") as op:
        found = _settled(desk, op.session, round_id)
        meeting = meeting_of(op.session, round_id)
        if meeting is not None and (meeting.posted_on or meeting.filed_on):
            raise Trouble(
                "POSTED", "结果已经公示或归档，要改等次请从“异议、申诉和更正”办理，留下经过。"
            )
        result = _result(op.session, round_id, organization)
        _refuse_grade(found, grade)
        computed = result.computed or result.grade
        if grade != computed and not reason.strip():
            words = f"测评等次是{computed}，定为{grade}要写明理由。"
            raise Problems([Problem("", "reason", "missing_required", words)])
        result.computed, result.grade = computed, grade
        result.reason = reason.strip() if grade != computed else None
    return Done(grade, frozenset(op.changes))


def _settled(desk: Desk, session: Session, round_id: str) -> Round:
    found = own_round(desk, session, round_id)
    if found.state != SETTLED:
        raise Trouble("NOT_SETTLED", "这一轮还没有定下结果，请先录完计票、定下结果。")
    return found


def _result(session: Session, round_id: str, organization: str) -> Result:
    found = store.listed(session, Result, round=round_id, organization=organization, limit=1)
    if not found:
        raise Trouble("NO_RESULT", "这个组织在这一轮里没有结果，请刷新列表。")
    return found[0]


def _refuse_grade(found: Round, grade: str) -> None:
    grades = scoring.read_scheme(found.scheme).grades
    if grade not in grades:
        words = f"等次应为{'、'.join(grades)}中的一项。"
        raise Problems([Problem("", "grade", "not_in_list", words)])


def objections(desk: Desk, round_id: str) -> list[ObjectionLine]:
    """Return objections, appeals and corrections of a round, the newest first."""
    with desk.read() as session:
        found = store.listed(session, RoundObjection, round=round_id)
        found.sort(key=lambda one: (str(one.raised_on or ""), one.n), reverse=True)
        ids = [one.organization for one in found]
        names = dict(store.values_of(session, Organization, ("id", "name"), id=ids))
        return [
            ObjectionLine(
                one.id,
                one.organization or "",
                names.get(one.organization or "", ""),
                "已答复" if one.answered_on else "待答复",
                texts_of(one, {}),
            )
            for one in found
        ]


def object_to(desk: Desk, round_id: str, values: Mapping[str, str]) -> Done[str]:
    """Enter an objection: organization, kind, raised_on, raised_by (may be empty), content.

    Raises `Problems`; `Trouble` NOT_SETTLED.
    """
    typed = {key: values.get(key, "") for key in _ASKED if key != "organization"}
    parsed = parse_values(desk, RoundObjection, typed)
    with desk.operation(f"记下{values.get('kind', OBJECTION)}") as op:
        _settled(desk, op.session, round_id)
        organization = values.get("organization", "")
        if organization not in judged(op.session, round_id):
            words = "请选这一轮评议里的一个组织。"
            raise Problems([Problem("", "organization", "not_in_list", words)])
        before = _result(op.session, round_id, organization).grade
        made = op.add(
            RoundObjection(round=round_id, organization=organization, grade_before=before, **parsed)
        )
        op.session.flush()
        saved = made.id
    return Done(saved, frozenset(op.changes))


def answer(desk: Desk, objection: str, values: Mapping[str, str], grade: str = "") -> Done[str]:
    """Answer an objection (answer, answered_on, answered_by); a `grade` other than the present one changes the result.

    Raises `Problems` for an empty answer, a day before it was raised, or an unknown grade.
    """
    wanted = {key: values.get(key, "") for key in ("answer", "answered_on", "answered_by")}
    parsed = parse_values(desk, RoundObjection, wanted)
    lacking = [
        Problem("", key, "missing_required", f"{label}不能空，请填写。")
        for key, label in (("answer", "答复意见"), ("answered_on", "答复日期"))
        if not parsed[key]
    ]
    if lacking:
        raise Problems(lacking)
    with desk.operation("答复评议异议") as op:
        row = owned(desk, op.session, RoundObjection, objection)
        if str(parsed["answered_on"]) < str(row.raised_on or ""):
            words = f"答复日期 {parsed['answered_on']} 早于提出日期 {row.raised_on}，请核对。"
            raise Problems([Problem("", "answered_on", "date_order", words)])
        for key, value in parsed.items():
            setattr(row, key, value)
        _change_grade(desk, op.session, row, grade)
    return Done(objection, frozenset(op.changes))


def _change_grade(desk: Desk, session: Session, row: RoundObjection, grade: str) -> None:
    found = _settled(desk, session, row.round or "")
    result = _result(session, row.round or "", row.organization or "")
    row.grade_before = result.grade
    row.grade_after = grade or result.grade
    if grade and grade != result.grade:
        _refuse_grade(found, grade)
        result.computed = result.computed or result.grade
        result.grade = grade
        result.reason = f"{row.kind}答复（{row.answered_on}）：{row.answer}"[:200]


def waiting(session: Session, round_id: str) -> int:
    """Return how many objections of a round have no answer yet."""
    return len(store.listed(session, RoundObjection, round=round_id, answered_on=None))
