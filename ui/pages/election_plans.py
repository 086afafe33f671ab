"""The forms of a term of office and of an election (换届)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cso_desk.errors import Problem, Problems

from ..forms import Section
from ..forms.editor import Loaded, Plan

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.register import FormField

AS_LEADER = "as_leader"
_VOTES = ("due", "present", "votes_for", "votes_against", "votes_abstain")
_TERM = (
    Section("任职", ("name", "position", "begins", "ends", AS_LEADER, "left_on")),
    Section("选举或推选", ("elected_on", "way", *_VOTES)),
    Section("延期换届", ("postponed_to", "postponed_why")),
    Section("其他", ("note",)),
)
SEATS = 5
"""How many persons one election form takes; a larger team is added line by line."""
_MEETING = ("elected_on", "way", "begins", "ends", "due", "present")
_OF_SEAT = ("name", "position", "votes_for", "votes_against", "votes_abstain")


def term_plan(desk: Desk, organization: str, term: str) -> Plan:
    """Return the form of a term, of a new one where `term` is empty; the page says what happens when it is saved."""

    def load() -> Loaded:
        from cso_desk.usecases import register, terms

        fields = [*register.form_fields(desk, "term"), _as_leader()]
        if not term:
            return Loaded(fields, {})
        found = next(one for one in terms.terms(desk, organization) if one.id == term)
        return Loaded(fields, found.values)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import terms

        leads = values.pop(AS_LEADER, "") == "是"
        return terms.save_term(desk, organization, term or None, values, as_leader=leads)

    return Plan(
        title="修改任职" if term else "新增任职",
        verb="保存任职",
        sections=_TERM,
        load=load,
        check=_check(desk),
        save=save,
        key=f"term.{organization}.{term or 'new'}",
        above="同意、反对、弃权合计要等于实到人数。没填“任期至”的，按政策包里的一届年限推算。",
    )


def election_plan(desk: Desk, organization: str) -> Plan:
    """Return the form of an election: the meeting, then whom it elected; those in office now stand there already."""

    def load() -> Loaded:
        from cso_desk.usecases import register, terms

        known = {one.key: one for one in register.form_fields(desk, "term")}
        fields = [known[key] for key in _MEETING]
        fields += [_of_seat(known[key], seat) for seat in range(1, SEATS + 1) for key in _OF_SEAT]
        held = [one for one in terms.terms(desk, organization) if one.state != "已离任"]
        values: dict[str, str] = {}
        for seat, one in enumerate(held[:SEATS], 1):
            values |= {f"{key}.{seat}": one.values[key] for key in ("name", "position")}
        return Loaded(fields, values)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import terms

        meeting = {key: text for key, text in values.items() if "." not in key}
        seats = [{key: values[f"{key}.{seat}"] for key in _OF_SEAT} for seat in range(1, SEATS + 1)]
        with _at_seats():
            return terms.hold_election(
                desk, organization, meeting, [one for one in seats if any(one.values())]
            )

    return Plan(
        title="换届",
        verb="保存换届",
        sections=_election_sections(),
        load=load,
        check=_check(desk),
        save=save,
        key=f"election.{organization}",
        whole=True,
        above="保存后，现任的任期到此为止，当选的开始任职；第 1 人是负责人，组织的负责人姓名随之更改。不当选的把姓名清空。",
    )


def postpone_plan(desk: Desk, organization: str) -> Plan:
    """Return the form that postpones an election: until when, and why."""

    def load() -> Loaded:
        from cso_desk.usecases import register

        return Loaded(register.form_fields(desk, "term"), {})

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import terms

        return terms.postpone(desk, [organization], values["postponed_to"], values["postponed_why"])

    return Plan(
        title="延期换届",
        verb="保存延期",
        sections=(Section("", ("postponed_to", "postponed_why")),),
        load=load,
        check=_check(desk),
        save=save,
        whole=True,
        columns=1,
        above="现任的任期都延到这一天，到期前照样提醒。",
    )


def _election_sections() -> tuple[Section, ...]:
    meeting = Section("选举会议", _MEETING)
    seats = [
        Section(_seat_title(seat), tuple(f"{key}.{seat}" for key in _OF_SEAT))
        for seat in range(1, SEATS + 1)
    ]
    return (meeting, *seats)


def _seat_title(seat: int) -> str:
    return "第 1 人（负责人）" if seat == 1 else f"第 {seat} 人"


def _of_seat(field: FormField, seat: int) -> FormField:
    return replace(field, key=f"{field.key}.{seat}", required="never")


@contextmanager
def _at_seats() -> Iterator[None]:
    """Put a problem of one elected person to that person's fields in the form."""
    try:
        yield
    except Problems as found:
        raise Problems(_at_seat(one) for one in found.problems) from None


def _at_seat(problem: Problem) -> Problem:
    if problem.where and problem.field in _OF_SEAT:
        return replace(problem, field=f"{problem.field}.{problem.where}")
    return problem


def _as_leader() -> FormField:
    from cso_desk.usecases.register import FormField

    hint = "是：组织的负责人姓名随之更改"
    return FormField(AS_LEADER, "同时改为负责人", "yesno", (), hint, "", "never", "none", 1, 2)


def _check(desk: Desk) -> Any:
    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        plain = key.partition(".")[0]
        if plain == AS_LEADER or (plain != key and not text.strip()):
            return None
        return register.check_value(desk, "term", plain, text)

    return check
