"""A clerk who does anything in any order on a real desk: what can never happen to a filing, whatever was pressed."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cso_desk import store
from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.records import Decision
from cso_desk.usecases import cases, certificates, history, opening, register, units
from cso_desk.usecases.cases import Batch

from ..conftest import MOMENT, PASSWORD, USER
from .conftest import make_ready

OPINIONS = ("party", "committee")
ASKED = (*OPINIONS, "accept", "agree")
"""Steps of a first filing by the default pack that need a paper date."""
STEPS = (
    "submit",
    "party",
    "committee",
    "send_back",
    "accept",
    "not_accept",
    "correct",
    "corrected",
    "agree",
    "refuse",
    "withdraw",
    "investigate",
    "revoke",
    "keep",
)
KINDS = ("首次备案", "注销备案", "撤销备案")
REASONS = {
    "correct": "签字不全",
    "not_accept": "不属于本机关办理范围",
    "refuse": "不符合备案条件",
    "revoke": "失去联系",
    "submit": "自行解散",
}
DAYS = st.sampled_from(["", "2026-11", "2026-11-16", "2026-11-17", "2026-11-18", "2026-12-01"])
PEOPLE = st.sampled_from(["", "龚单", "段双"])
NUMBERS = st.sampled_from(["", "", "", "百泉社备〔2026〕3号", "旧7号", "旧8号"])
PICKS = st.lists(st.integers(0, 8), min_size=1, max_size=3)


class Filing(RuleBasedStateMachine):
    """Three organizations, two of which can be filed at first."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.folder / "desk")
        clock = FixedClock(MOMENT)
        self.desk = opening.open_desk(self.folder / "desk", USER, PASSWORD, clock=clock)
        place = units.unit_by_code(self.desk, "410782103001").id
        self.teams = [
            make_ready(self.desk, place, f"百泉社区{word}队") for word in ("舞蹈", "棋牌")
        ]
        bare = {"name": "百泉社区合唱队", "community": place}
        self.teams.append(register.save_organization(self.desk, None, bare).value)
        self.begun = history.last(self.desk)
        self.cases: list[str] = []
        self.given: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.folder)

    def _state(self) -> list[Any]:
        shown = [register.show(self.desk, one) for one in self.teams]
        found: list[Any] = [(one.state, dict(one.values)) for one in shown]
        for one in self.cases:
            try:
                case = cases.show(self.desk, one)
            except Trouble:
                found.append("")
                continue
            found.append((case.stage, case.due, [step.id for step in case.steps], case.decisions))
        return [*found, certificates.listed(self.desk)]

    def _picked(self, picks: list[int]) -> list[str]:
        return [self.cases[one % len(self.cases)] for one in picks]

    @rule(team=st.integers(0, 2), kind=st.sampled_from(KINDS))
    def open(self, team: int, kind: str) -> None:
        self.cases += cases.open_cases(self.desk, [self.teams[team]], kind).value.done

    @precondition(lambda self: self.cases)
    @rule(
        picks=PICKS,
        step=st.sampled_from(STEPS),
        day=DAYS,
        person=PEOPLE,
        number=NUMBERS,
        reasons=st.booleans(),
    )
    def anything(
        self, picks: list[int], step: str, day: str, person: str, number: str, reasons: bool
    ) -> None:
        facts = {"paper_date": day, "said_by": person, "opinion": "属实" if reasons else ""}
        self._take(self._picked(picks), step, facts, number, reasons)

    @rule(
        team=st.integers(0, 1),
        kind=st.sampled_from(KINDS),
        steps=st.integers(1, 6),
        aside=st.integers(0, 4),
        again=st.booleans(),
        day=st.sampled_from(["2026-11-18", "2026-11-19"]),
        number=NUMBERS,
    )
    def as_a_good_clerk(
        self,
        team: int,
        kind: str,
        steps: int,
        aside: int,
        again: bool,
        day: str,
        number: str,
    ) -> None:
        """Go on with the newest case of a team, or open one, so that runs come far.

        The last step may turn aside; a decision may be taken back and made again.
        """
        opened = cases.open_cases(self.desk, [self.teams[team]], kind).value.done
        self.cases += opened
        running = [*opened, *(one for one in self.cases if self._belongs(one, team))]
        for left in range(steps if running else 0, 0, -1):
            offers = cases.offers(self.desk, running[:1])
            if not offers:
                return
            chosen = offers[min(aside, len(offers) - 1) if left == 1 else 0]
            facts = {"paper_date": day, "said_by": "龚单", "opinion": "属实"}
            key, before = chosen.step.rpartition(".")[2], history.last(self.desk)
            self._take(running[:1], key, facts, number, True)
            if again and chosen.decision and history.last(self.desk) != before:
                history.undo_last(self.desk)
                self._take(running[:1], key, facts, number, True)

    def _belongs(self, case: str, team: int) -> bool:
        try:
            shown = cases.show(self.desk, case)
        except Trouble:
            return False
        return shown.organization == self.teams[team] and not shown.ended

    def _take(
        self, chosen: list[str], step: str, facts: dict[str, str], number: str, reasons: bool
    ) -> None:
        ready = {one: self._ready(one) for one in chosen}
        fields = {
            field.key
            for offer in cases.offers(self.desk, chosen)
            if offer.step.endswith(f".{step}")
            for field in offer.fields
        }
        typed: dict[str, Any] = {key: text for key, text in facts.items() if key in fields}
        if reasons:
            typed |= {"reasons": [REASONS.get(step, "")]} if "reasons" in fields else {}
            typed |= {"reason": "另有说明"} if "reason" in fields else {}
        numbers = {one: number for one in chosen[:1]} if number and "number" in fields else {}
        try:
            batch = cases.take_step(self.desk, chosen, step, typed, numbers).value
        except Problems:
            return
        self._judge(batch, step, ready, numbers)

    def _ready(self, case: str) -> bool:
        try:
            return cases.show(self.desk, case).ready
        except Trouble:
            return False

    def _judge(
        self, batch: Batch, step: str, ready: dict[str, bool], numbers: dict[str, str]
    ) -> None:
        assert len(batch.done) + len(batch.failed) == len(ready)
        for one in batch.done:
            if step in ("submit", "agree"):
                assert ready[one], "went on with a red condition"
            number = (batch.numbers or {}).get(one)
            if number and one not in numbers:
                assert number not in self.given, "a number given twice"
            if number:
                self.given.add(number)

    @rule(team=st.integers(0, 2), members=st.sampled_from(["3", "12"]))
    def spoil_or_mend(self, team: int, members: str) -> None:
        register.save_organization(self.desk, self.teams[team], {"members": members})

    @rule(
        team=st.integers(0, 2),
        number=NUMBERS,
        date=st.sampled_from(["", "2021-05", "2026-11-19"]),
        authority=st.sampled_from(["", "辉县市百泉镇人民政府"]),
    )
    def enter_old_filing(self, team: int, number: str, date: str, authority: str) -> None:
        before = self._state()
        try:
            register.record_old_filing(self.desk, self.teams[team], number, date, authority)
        except Problems:
            assert self._state() == before
            return
        assert number and date and authority

    @rule(team=st.integers(0, 2))
    def certify(self, team: int) -> None:
        batch = certificates.issue(self.desk, [self.teams[team]]).value
        assert not batch.done or register.show(self.desk, self.teams[team]).state == "已备案"

    @precondition(lambda self: history.last(self.desk) != self.begun)
    @rule()
    def undo(self) -> None:
        history.undo_last(self.desk)

    @precondition(lambda self: self.cases)
    @rule(picks=PICKS, step=st.sampled_from(STEPS))
    def do_and_undo(self, picks: list[int], step: str) -> None:
        before, last = self._state(), history.last(self.desk)
        facts = {"paper_date": "2026-11-19", "said_by": "龚单", "opinion": "属实"}
        self._take(self._picked(picks), step, facts, "", True)
        if history.last(self.desk) != last:
            history.undo_last(self.desk)
        assert self._state() == before, "还原 did not restore"

    @invariant()
    def a_filing_has_number_date_authority_and_its_papers(self) -> None:
        if not hasattr(self, "desk"):
            return
        with self.desk.read() as session:
            decisions = store.listed(session, Decision)
        for team in self.teams:
            shown = register.show(self.desk, team)
            if shown.state != "已备案":
                continue
            held = [shown.values[f"filing_{key}"] for key in ("number", "date", "authority")]
            assert all(held)
            own = [one for one in decisions if one.organization == team and one.number == held[0]]
            filings = [one for one in own if one.kind in ("同意备案", "历史备案补录")]
            assert filings
            for one in filings:
                if one.kind == "同意备案":
                    self._papers_of(one.filing_case or "")

    def _papers_of(self, case: str) -> None:
        steps = {one.step: one for one in cases.show(self.desk, case).steps}
        assert {"submit", *ASKED} <= steps.keys()
        assert all(len(steps[one].paper_date) == len("2026-11-18") for one in ASKED)
        assert all(steps[one].said_by and steps[one].unit for one in OPINIONS)
        dates = [steps[one].paper_date for one in (*OPINIONS, "agree")]
        assert dates == sorted(dates)

    @invariant()
    def no_number_belongs_to_two(self) -> None:
        if not hasattr(self, "desk"):
            return
        holders: dict[str, set[str]] = {}
        with self.desk.read() as session:
            for number, team in store.values_of(session, Decision, ("number", "organization")):
                if number:
                    holders.setdefault(number, set()).add(team)
        assert all(len(teams) == 1 for teams in holders.values())


@pytest.mark.slow
def test_no_path_breaks_a_filing(empty_town_folder: Path) -> None:
    Filing.template = empty_town_folder
    run_state_machine_as_test(
        Filing,
        settings=settings(settings.get_profile("desk"), max_examples=30, stateful_step_count=20),
    )
