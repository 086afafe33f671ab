"""Filing cases (备案事项): open them, see which steps are possible, take a step in a whole selection at once.

Every step works on a selection: the same opinion, person and date go into all, numbers in the order of the
selection; cases in which it is not possible are listed with the reason and the rest go on (practice.md 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.progress import Progress
from cso_desk.records import Case
from cso_desk.store import Desk, Op

from . import case_facts
from .case_batch import Batch, Failed, case_name, each
from .case_facts import StepField, Typed
from .case_offers import Offer, offers
from .case_opening import change_items, kinds, open_cases, revise
from .case_rules import Rules
from .case_show import ShownCase, ShownDecision, ShownStep, show
from .case_state import standing_of
from .case_taking import Taking, day_of, known_case
from .conditions import MATERIALS, Condition
from .done import Done
from .register import not_owner

__all__ = [
    "Batch",
    "Condition",
    "Failed",
    "Offer",
    "ShownCase",
    "ShownDecision",
    "ShownStep",
    "StepField",
    "change_items",
    "kinds",
    "offers",
    "open_cases",
    "receive_materials",
    "revise",
    "show",
    "take_step",
    "take_steps",
]


def receive_materials(desk: Desk, cases: Sequence[str], keys: Sequence[str]) -> Done[Batch]:
    """Tick which conditions came on paper (场所材料, 章程 …), as the pack allows; `keys` replace what was ticked."""
    rules = Rules(desk)

    def tick(op: Op, case_id: str) -> str:
        case, _ = known_case(op.session, case_id)
        if case.owner != desk.unit:
            raise not_owner(op.session, case.owner)
        enough = rules.of_version(case.rules).value("filing.paper_enough")
        strange = [key for key in keys if key not in enough]
        if strange:
            words = "这一项要在电脑里录入，不能只收纸质件。"
            raise Problems([Problem(case_id, strange[0], "not_on_paper", words)])
        case.facts = {**(case.facts or {}), MATERIALS: sorted(set(keys))}
        return case_id

    return each(desk, "收到纸质材料", cases, tick, case_name)


def take_step(
    desk: Desk,
    cases: Sequence[str],
    step: str,
    facts: Typed | None = None,
    numbers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Done[Batch]:
    """Take one step in all cases of a selection, in its order, as one operation (one 还原 takes all of it back).

    `step` is a step's key, or `flow.key` as `offers` gives it. `facts` are typed texts by key and go into all;
    `numbers` are typed 备案编号 by case id. Cases in which the step is not possible are left out and listed.
    Raises `Problems` when the facts themselves are bad (then nothing is done).
    """
    typed: Typed = {key: value for key, value in (facts or {}).items() if value}
    if "number" in typed and len(cases) > 1:
        words = "一个编号不能给几个组织，请空着按规则编号，或逐个填写。"
        raise Problems([Problem("", "number", "number_taken", words)])
    day = day_of(typed, desk.clock.today())
    label = _check_facts(desk, cases, step, typed, day)
    given: dict[str, str] = {}
    taking: list[Taking] = []

    def take(op: Op, case_id: str) -> str:
        if not taking:
            taking.append(Taking(desk, op, step, typed, day))
        number = taking[0].take(case_id, (numbers or {}).get(case_id, ""))
        if number:
            given[case_id] = number
        return case_id

    done = each(desk, label, cases, take, case_name, progress)
    return Done(Batch(done.value.done, done.value.failed, given), done.changes)


def _check_facts(desk: Desk, cases: Sequence[str], step: str, typed: Typed, day: date) -> str:
    """Read the facts once by the first case in which the step is possible; returns the step's verb."""
    rules = Rules(desk)
    kind, _, key = step.rpartition(".")
    with desk.read() as session:
        for case in store.listed(session, Case, id=list(cases)):
            standing = standing_of(session, rules.due, case)
            pack, flow, steps = rules.next_steps(case, standing, day)
            chosen = next((one for one in steps if one.key == key), None)
            if chosen is not None and kind in ("", flow.key):
                case_facts.read_facts(pack, chosen, typed, desk.clock.today(), rules.due)
                return chosen.label
    return "办理备案事项"


def take_steps(
    desk: Desk,
    cases: Sequence[str],
    steps: Sequence[tuple[str, Typed]],
    progress: Progress | None = None,
) -> Done[Batch]:
    """Take several steps one after the other, as a paper that is signed to the end has them, in one operation.

    `steps` are step keys with their facts. A case goes as far as it can: one that stops is listed with the step at
    which it stopped. Raises `Problems` for bad facts, their fields as `step.key`; then nothing is done.
    """
    typed = [(key, {name: text for name, text in facts.items() if text}) for key, facts in steps]
    _check_all_facts(desk, cases, typed)
    today = desk.clock.today()
    given: dict[str, str] = {}
    taking: list[Taking] = []

    def take(op: Op, case_id: str) -> str:
        if not taking:
            taking.extend(
                Taking(desk, op, key, facts, day_of(facts, today)) for key, facts in typed
            )
        for one in taking:
            if number := one.take(case_id):
                given[case_id] = number
        return case_id

    done = each(desk, "照签好的申请表录入", cases, take, case_name, progress)
    return Done(Batch(done.value.done, done.value.failed, given), done.changes)


def _check_all_facts(desk: Desk, cases: Sequence[str], typed: Sequence[tuple[str, Typed]]) -> None:
    rules = Rules(desk)
    today = desk.clock.today()
    with desk.read() as session:
        case = next(iter(store.listed(session, Case, id=list(cases[:1]))), None)
        if case is None:
            return
        standing = standing_of(session, rules.due, case)
        problems = []
        for key, facts in typed:
            pack, flow = rules.going(case, standing, day_of(facts, today))
            step = flow.step(key.rpartition(".")[2])
            if step is None:
                continue
            try:
                case_facts.read_facts(pack, step, facts, today, rules.due)
            except Problems as fault:
                problems += [
                    Problem(one.where, f"{key}.{one.field}", one.code, one.message)
                    for one in fault.problems
                ]
    if problems:
        raise Problems(problems)
