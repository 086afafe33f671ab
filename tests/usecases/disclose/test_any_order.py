"""Any order of steps leaves a consistent state: a refused step changes nothing, and the counts are the list."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    disclosure_catalogue,
    disclosure_remarks,
    disclosure_steps,
    disclosures,
    history,
    opening,
    register,
    units,
)
from cso_desk.usecases.disclosure_rows import STAGES
from cso_desk.usecases.disclosures import Filter, tally
from cso_desk.usecases.opening import Desk

from .conftest import PASSWORD, USER

STEPS = ("draft", "approve", "post", "take_down", "archive", "objection", "opinion", "answer")
DAYS = ("2026-04-05", "2026-04-20", "2026-05-01")
SAY = {"objection": "异议", "opinion": "群众意见"}


def act(desk: Desk, step: str, ref: str, day: str) -> None:
    """Take a step; raises what it raises."""
    if step == "draft":
        disclosure_steps.draft(desk, [ref], {"content": f"内容 {day}"})
    elif step in ("approve", "post"):
        getattr(disclosure_steps, step)(desk, [ref], day, "张会计")
    elif step in ("take_down", "archive"):
        getattr(disclosure_steps, step)(desk, [ref], day)
    elif step in SAY:
        disclosure_remarks.say(desk, ref, SAY[step], {"said_on": day, "content": "说一句"})
    else:
        row = disclosures.by_refs(desk, [ref])[ref]
        for one in disclosure_remarks.listed(desk, row.posting):
            said = {"answer": "好", "answered_by": "李主任", "answered_on": day}
            disclosure_remarks.answer(desk, one.id, said)


def check(desk: Desk, team: str) -> None:
    """The days of every row are in order, its stage follows from them, and counts are the list."""
    found = disclosures.rows(desk, Filter(2026, organization=team))
    for row in found:
        days = [one for one in (row.approved_on, row.posted_on, row.taken_down_on) if one]
        assert days == sorted(days)
        assert not row.taken_down_on or row.posted_on
        assert not row.archived_on or row.taken_down_on
        assert row.stage in STAGES
        assert not (row.objections and row.taken_down_on and row.item.kind == "公示")
        assert (row.mark in ("按时", "迟")) == bool(row.posted_on)
    count = disclosures.counts(desk, [team], 2026)[team]
    assert count == tally(found)
    assert count.due == count.posted + count.missing
    assert count.posted == count.on_time + count.late
    assert count.due + count.ahead == len(found)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from((*STEPS, "undo")), st.integers(0, 1), st.sampled_from(DAYS)),
        max_size=14,
    )
)
def _run(base: Path, steps: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "desk"
        shutil.copytree(base, place)
        clock = FixedClock(datetime(2026, 5, 2, 9, 0))
        desk = opening.open_desk(place, USER, PASSWORD, clock=clock)
        try:
            _walk(desk, steps)
        finally:
            desk.close()


def _walk(desk: Desk, steps: list[tuple[str, int, str]]) -> None:
    home = units.unit_by_code(desk, "410782103001").id
    team = register.save_organization(desk, None, {"name": "戏曲社", "community": home}).value
    disclosure_catalogue.save(desk, [team], "activities", {"starts_on": "2026-01-05"})
    (event,) = disclosure_steps.add_event(desk, [team], "filing", "2026-04-01", {}).value
    refs = (disclosures.slot("activities", team, 2026, "第一季度"), event)
    taken = 0
    for step, which, day in steps:
        before = disclosures.rows(desk, Filter(2026))
        try:
            if step == "undo" and taken:
                history.undo_last(desk)
                taken -= 1
            elif step != "undo":
                act(desk, step, refs[which], day)
                taken += step != "answer"
        except (Problems, Trouble):
            assert disclosures.rows(desk, Filter(2026)) == before or step == "answer"
        check(desk, team)


def test_any_order_of_steps_leaves_a_consistent_state(january_folder: Path) -> None:
    run: Callable[[Path], None] = _run
    run(january_folder)
