"""The forms of a round: the meeting, an objection, the answer to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..forms import Section
from ..forms.editor import Loaded, Plan

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.register import FormField

MEETING = (
    Section("会议安排", ("name", "held_at", "place", "notice_on", "agenda")),
    Section("会议经过", ("host", "recorder", "watchers", "counters", "heard_on", "speeches")),
    Section(
        "研究、公示和归档", ("decided_on", "decision", "unposted", "posted_on", "posted_until")
    ),
    Section("", ("posted_place", "filed_on", "note")),
)
_OBJECTION = (Section("", ("organization", "kind", "raised_on", "raised_by", "content")),)
_ANSWER = (Section("", ("answer", "answered_on", "answered_by", "grade")),)
Saved = Callable[[Any], None]


def _check(desk: Desk, table: str) -> Callable[[str, str], str | None]:
    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return (
            None
            if key in ("organization", "grade")
            else register.check_value(desk, table, key, text)
        )

    return check


def _choice(key: str, words: str, offered: Sequence[str], required: str) -> FormField:
    from cso_desk.usecases.register import FormField

    return FormField(key, words, "choice", tuple(offered), "", "", required, "none", 1, 60)


def meeting_plan(desk: Desk, round_id: str, first: str, saved: Saved) -> Plan:
    """Return the form of a round's meeting, with the cursor in the field `first`."""

    def load() -> Loaded:
        from cso_desk.usecases import register, round_meeting

        kept = round_meeting.meeting(desk, round_id)
        return Loaded(register.form_fields(desk, "round_meeting"), kept.values)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import round_meeting

        return round_meeting.save(desk, round_id, values)

    return Plan(
        title="评议会",
        verb="保存评议会",
        sections=MEETING,
        load=load,
        check=_check(desk, "round_meeting"),
        save=save,
        saved=saved,
        key=f"round_meeting.{round_id}",
        whole=True,
        first=first,
    )


def objection_plan(desk: Desk, round_id: str, chosen: str, saved: Saved) -> Plan:
    """Return the form of a new objection; `chosen` is the name of the organization it is about, if known."""
    ids: dict[str, str] = {}

    def load() -> Loaded:
        from cso_desk.usecases import evaluate, register

        found = evaluate.results(desk, round_id)
        ids.update(
            {f"{number}. {one.name}": one.organization for number, one in enumerate(found, 1)}
        )
        own = next((words for words in ids if words.endswith(f". {chosen}")), "")
        start = {"organization": own, "kind": "异议", "raised_on": desk.clock.today().isoformat()}
        field = _choice("organization", "组织", tuple(ids), "always")
        return Loaded([field, *register.form_fields(desk, "round_objection")], start)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import round_grades

        organization = ids.get(values["organization"], "")
        return round_grades.object_to(desk, round_id, {**values, "organization": organization})

    return Plan(
        title="记异议、申诉或更正",
        verb="保存",
        sections=_OBJECTION,
        load=load,
        check=_check(desk, "round_objection"),
        save=save,
        saved=saved,
        key=f"round_objection.{round_id}",
        whole=True,
        above="提出人可以不写；写了也只留在本机，不上报。",
    )


def answer_plan(
    desk: Desk, round_id: str, objection: str, values: Mapping[str, str], name: str, saved: Saved
) -> Plan:
    """Return the form of the answer to an objection about the organization `name`."""

    def load() -> Loaded:
        from cso_desk.usecases import register, round_grades

        grades = round_grades.grades_of(desk, round_id)
        start = {
            "answer": values["answer"],
            "answered_on": values["answered_on"] or desk.clock.today().isoformat(),
            "answered_by": values["answered_by"],
            "grade": values["grade_after"] or values["grade_before"],
        }
        field = _choice("grade", "答复后等次", grades, "never")
        return Loaded([*register.form_fields(desk, "round_objection"), field], start)

    def save(typed: dict[str, str]) -> Any:
        from cso_desk.usecases import round_grades

        return round_grades.answer(desk, objection, typed, typed["grade"])

    return Plan(
        title=f"答复{values['kind']}",
        verb="保存答复",
        sections=_ANSWER,
        load=load,
        check=_check(desk, "round_objection"),
        save=save,
        saved=saved,
        whole=True,
        above=f"{name}（{values['raised_on']} {values['kind']}）：{values['content']}",
    )
