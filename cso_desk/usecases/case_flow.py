"""The state machine of a filing case: which steps a pack knows, where a case stands, what may come next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Due = Callable[[date, int, str], date]
"""The last day of a term: first day, number, 日 or 工作日."""
BACK = "@back"
"""A step that leads to where the case stood before its clock was stopped."""
MATERIALS = "@materials"
"""Stands for the forms of the entry `filing.materials`, which a place asks for a first filing."""
AGREE, REFUSE = "agree", "refuse"


@dataclass(frozen=True, slots=True)
class Term:
    """A number of days; `unit` is 日 or 工作日, which differ."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case can stand. `end`: nothing follows; `side`: never passed through; `live`: the place uses it."""

    name: str
    end: bool
    side: bool
    live: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does, as the pack describes it (schema filing, definition flow)."""

    key: str
    label: str
    role: str
    stages: tuple[str, ...]
    to: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    reasons: str = ""
    opinion: str = ""
    term: Term | None = None
    clock: str = ""
    verdict: str = ""
    conditions: bool = False
    decision: str = ""
    once: bool = False
    papers: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The keys of all facts that the step takes, those it needs first."""
        return (*self.needs, *self.may)


@dataclass(frozen=True, slots=True)
class Flow:
    """The state machine of one kind of case, with the switches of the pack applied."""

    key: str
    kind: str
    states: tuple[str, ...]
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]

    @property
    def start(self) -> str:
        """The stage in which a case is opened."""
        return self.landing(self.stages[0].name)

    @property
    def ends(self) -> frozenset[str]:
        """The stages after which nothing follows."""
        return frozenset(one.name for one in self.stages if one.end)

    def knows(self, stage: str) -> bool:
        """Tell whether the place uses this stage."""
        return any(one.name == stage and one.live for one in self.stages)

    def landing(self, wanted: str) -> str:
        """Return the stage that a step to `wanted` reaches: one that is switched off is passed over."""
        names = [one.name for one in self.stages]
        for one in self.stages[names.index(wanted) :]:
            if one.live and (one.name == wanted or not one.side):
                return one.name
        raise ValueError(f"flow {self.key}: no stage after {wanted}")

    def step(self, key: str) -> Step | None:
        """Return the step with this key, None where the place does not use it."""
        return next((one for one in self.steps if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, as its record keeps it; `at` and `to` are the stages before and after it."""

    key: str
    at: str
    to: str
    day: date
    clock: str = ""
    term: Term | None = None
    deadline: date | None = None
    verdict: str = ""
    once: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    start: date
    term: Term


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: stage, last day for what comes next, the day of the last opinion.

    `back` is the stage to which a stopped case returns; `once` are the keys of steps that cannot come again;
    `whole` is False when a step in the middle is missing: then what followed it does not count.
    """

    stage: str
    due: date | None = None
    back: str = ""
    said: date | None = None
    once: frozenset[str] = frozenset()
    whole: bool = True
    running: _Clock | None = None
    stopped: _Clock | None = None


def read_flow(filing: Mapping[str, Any], key: str) -> Flow:
    """Return the flow `key` of a pack's subject filing with its switches applied."""
    raw = filing["flows"][key]["value"]
    stages = tuple(
        Stage(one["name"], bool(one.get("end")), bool(one.get("side")), _on(filing, one))
        for one in raw["stages"]
    )
    steps = tuple(_step(filing, one) for one in raw["steps"] if _on(filing, one))
    return Flow(key, raw["kind"], tuple(raw["states"]), stages, steps)


def _on(filing: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    return all(filing[entry]["value"] in given for entry, given in part.get("when", {}).items())


def _step(filing: Mapping[str, Any], raw: Mapping[str, Any]) -> Step:
    days = raw.get("days")
    return Step(
        key=raw["key"],
        label=raw["label"],
        role=raw["role"],
        stages=tuple(raw["from"]),
        to=raw["to"],
        needs=tuple(raw.get("needs", ())),
        may=tuple(raw.get("may", ())),
        reasons=raw.get("reasons", ""),
        opinion=raw.get("opinion", ""),
        term=Term(**filing["deadlines"][days]["value"]) if days else None,
        clock=raw.get("clock", ""),
        verdict=raw.get("verdict", ""),
        conditions=bool(raw.get("conditions")),
        decision=raw.get("decision", ""),
        once=bool(raw.get("once")),
        papers=tuple(_papers(filing, raw)),
    )


def _papers(filing: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[str]:
    """Go through the forms of a step; `@materials` stands for those that the place asks for a first filing."""
    for code in raw.get("papers", ()):
        if code == MATERIALS:
            yield from filing["materials"]["value"]
        else:
            yield code


def kinds(filing: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys of the flows by the word for the kind of case, in the order of the pack."""
    return {raw["value"]["kind"]: key for key, raw in filing["flows"].items()}


def offered(flow: Flow, standing: Standing) -> list[Step]:
    """Return the steps that may be taken next, in the order of the pack."""
    return [
        one
        for one in flow.steps
        if standing.stage in one.stages and not (one.once and one.key in standing.once)
    ]


def target(flow: Flow, step: Step, standing: Standing) -> str:
    """Return the stage that a step leads to."""
    wanted = standing.back if step.to == BACK else step.to
    return flow.landing(wanted) if any(one.name == wanted for one in flow.stages) else wanted


def fold(start: str, steps: Iterable[Taken], due: Due) -> Standing:
    """Return where a case stands after its steps, in their order; a step that does not join on ends the count."""
    standing = Standing(start)
    for step in steps:
        if step.at != standing.stage:
            return replace(standing, whole=False)
        standing = _after(standing, step, due)
    return standing


def _after(standing: Standing, step: Taken, due: Due) -> Standing:
    moved = replace(
        standing,
        stage=step.to,
        once=standing.once | {step.key} if step.once else standing.once,
        said=max(filter(None, (standing.said, step.day))) if step.verdict else standing.said,
    )
    if step.clock == "keeps":
        return moved
    if step.clock == "stops":
        rest = _rest(standing.running, step.day, due)
        last = step.deadline or _last(_clock(step.day, step.term), due)
        return replace(moved, back=step.at, stopped=rest, running=None, due=last)
    if step.clock == "resumes":
        going = replace(standing.stopped, start=step.day) if standing.stopped else None
        return replace(moved, back="", stopped=None, running=going, due=_last(going, due))
    going = _clock(step.day, step.term) if step.clock != "ends" else None
    last = step.deadline or _last(going, due)
    return replace(moved, back="", stopped=None, running=going, due=last)


def _clock(day: date, term: Term | None) -> _Clock | None:
    return _Clock(day, term) if term else None


def _last(clock: _Clock | None, due: Due) -> date | None:
    return due(clock.start, clock.term.number, clock.term.unit) if clock else None


def _rest(clock: _Clock | None, day: date, due: Due) -> _Clock | None:
    """Return a clock with the days that are left when it is stopped on `day`; that day is not counted."""
    if clock is None:
        return None
    number, unit = clock.term.number, clock.term.unit
    used = 0
    while used < number and due(clock.start, used + 1, unit) < day:
        used += 1
    return _Clock(day, Term(number - used, unit))


def unfit(flow: Flow, entries: Sequence[str]) -> list[str]:
    """Return what is wrong with a flow of a pack, as sentences; `entries` are the keys of the subject filing."""
    names = {one.name for one in flow.stages}
    wrong = [
        f"“{one.label}”用到没有写明的环节“{name}”。"
        for one in flow.steps
        for name in (*one.stages, one.to)
        if name not in names and name != BACK
    ]
    wrong += [
        f"“{one.label}”用到没有的理由清单“{one.reasons}”。"
        for one in flow.steps
        if one.reasons and one.reasons not in entries
    ]
    left = {name for one in flow.steps for name in one.stages}
    wrong += [
        f"环节“{one.name}”没有下一步。"
        for one in flow.stages
        if one.live and not one.end and one.name not in left
    ]
    return wrong
