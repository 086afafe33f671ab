"""Where an evaluation round stands: its steps in one line (准备 to 归档) and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import RoundMeeting, Sheet, WorkReport
from cso_desk.records.evaluations import ENTRY_WAYS
from cso_desk.store import Desk

from . import round_grades
from .evaluate_results import SETTLED
from .round_meeting import meeting_of
from .round_reading import RoundInfo, info, judged, known

PREPARE, HEAR, VOTE, ENTER, RESULT, POST, FILE = (
    "准备",
    "述职",
    "投票",
    "录入",
    "结果",
    "公示",
    "归档",
)
STEPS = (PREPARE, HEAR, VOTE, ENTER, RESULT, POST, FILE)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is 已办, 现在 or 以后; `words` say what was done or what is to be done."""

    name: str
    state: str
    words: str


def steps(desk: Desk, round_id: str) -> list[Step]:
    """Return the steps of a round in their order; the first that is not done is the present one."""
    with desk.read() as session:
        found = known(session, round_id)
        one, meeting = info(desk, session, found), meeting_of(session, round_id)
        meeting = meeting or RoundMeeting()
        sheets = len(store.listed(session, Sheet, round=round_id, reading="第一遍"))
        waiting = round_grades.waiting(session, round_id)
        reports = store.values_of(
            session,
            WorkReport,
            ("organization",),
            year=one.year,
            organization=judged(session, round_id),
        )
    counted = _entered(one)
    today = desk.clock.today().isoformat()
    posted = bool(meeting.unposted) or _posted(meeting, today, waiting)
    voted = bool(sheets) or one.entered > 0
    done = {
        PREPARE: voted or bool(meeting.place or meeting.notice_on),
        HEAR: voted or meeting.heard_on is not None,
        VOTE: voted or bool(meeting.watchers and meeting.counters),
        ENTER: counted,
        RESULT: one.state == SETTLED,
        POST: one.state == SETTLED and (posted or meeting.filed_on is not None),
        FILE: meeting.filed_on is not None,
    }
    words = _words(one, meeting, sheets, waiting)
    words[HEAR] += f"，工作报告已有 {len(set(reports))} / {one.organizations} 份"
    now = next((step for step in STEPS if not done[step]), "")
    return [
        Step(step, "已办" if done[step] else "现在" if step == now else "以后", words[step])
        for step in STEPS
    ]


def _entered(one: RoundInfo) -> bool:
    return one.organizations > 0 and one.entered == one.organizations


def _posted(meeting: RoundMeeting, today: str, waiting: int) -> bool:
    """A notice is over when its last day has passed and every objection has its answer."""
    return meeting.posted_until is not None and str(meeting.posted_until) < today and not waiting


def _words(one: RoundInfo, meeting: RoundMeeting, sheets: int, waiting: int) -> dict[str, str]:
    posted = (
        f"{meeting.posted_on} 至 {meeting.posted_until or '（未定）'}"
        if meeting.posted_on
        else ("不公示" if meeting.unposted else "可公示，也可不公示")
    )
    sheet_words = f"，已读 {sheets} 张" if one.entry != ENTRY_WAYS[0] else ""
    return {
        PREPARE: f"{meeting.held_at or one.held_on or '时间未定'} {meeting.place or ''}".strip(),
        HEAR: f"{meeting.heard_on} 听取述职" if meeting.heard_on else "听取各组织述职",
        VOTE: f"监票 {meeting.watchers}" if meeting.watchers else "推选监票人、计票人，发票收票",
        ENTER: f"{one.entered} / {one.organizations} 个组织{sheet_words}",
        RESULT: one.state,
        POST: posted + (f"，{waiting} 件异议待答复" if waiting else ""),
        FILE: f"{meeting.filed_on} 归档" if meeting.filed_on else "报乡镇（街道）备查",
    }
