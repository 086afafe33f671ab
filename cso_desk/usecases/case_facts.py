"""What is typed for a step of a filing case: which facts it takes, how they are read, what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, Choice, CreditCode, DateValue, Kind, PartialDate, Text, YesNo
from cso_desk.policy import Pack

from .case_deadlines import whole_day
from .case_flow import Due, Step

Typed = Mapping[str, str | Sequence[str]]
"""Facts as typed: texts by key; 理由 may be a list of ticked words or one text with ； between them."""

UNIT = "unit"
"""The unit that gave an opinion; where nothing is typed it is the one of the step's role."""
REASONS = "reasons"

_KINDS: Mapping[str, tuple[str, Kind]] = {
    UNIT: ("意见单位", Text(60)),
    "said_by": ("意见人", Text(30)),
    "paper_date": ("纸面日期", DateValue()),
    "opinion": ("意见", Text(300, lines=2)),
    REASONS: ("理由", Text(500, lines=2)),
    "reason": ("说明", Text(500, lines=2)),
    "number": ("备案编号", Text(60)),
    "valid_until": ("有效期至", DateValue()),
    "document_number": ("文号", Text(40)),
    "decided_by": ("批准人", Text(30)),
    "deadline": ("期限", DateValue()),
    "notice_from": ("公示开始日期", DateValue()),
    "notice_until": ("公示结束日期", DateValue()),
    "returned": ("证书已交回", YesNo()),
    "settlement": ("清算结论", Text(300, lines=2)),
    "remainder": ("剩余财产去向", Text(300, lines=2)),
    "credit_code": ("统一社会信用代码", CreditCode()),
}
_DAYS = ("paper_date", "deadline", "notice_from", "notice_until", "valid_until")
_PAST = ("paper_date", "notice_from", "notice_until")
_HINTS = {
    "paper_date": "签字盖章纸面上的日期",
    "number": "不填按编号规则编号；旧的纸面编号照填",
    "document_number": "由党政办给号，可以空着手写",
}


@dataclass(frozen=True, slots=True)
class StepField:
    """One field of the form of a step; `words` are offered, with `several` any number of them may be ticked."""

    key: str
    label: str
    kind: str
    required: bool
    words: tuple[str, ...] = ()
    several: bool = False
    hint: str = ""
    default: str = ""
    lines: int = 1
    max_length: int = 60


def label_of(key: str) -> str:
    """Return the Chinese label of a fact."""
    return _KINDS[key][0] if key in _KINDS else key


def key_of(label: str) -> str:
    """Return the key of a fact by its Chinese label; an unknown label comes back as it is."""
    return next((key for key, (name, _) in _KINDS.items() if name == label), label)


def fields_of_step(pack: Pack, step: Step, unit: str = "") -> tuple[StepField, ...]:
    """Return the form of a step: what it needs, what may be said, the unit that says it last."""
    keys = (*step.facts, *((UNIT,) if "said_by" in step.facts else ()))
    return tuple(_field(pack, step, key, unit) for key in keys)


def _field(pack: Pack, step: Step, key: str, unit: str) -> StepField:
    label, kind = _KINDS[key]
    words: tuple[str, ...] = ()
    if key == REASONS:
        words = tuple(pack.value(f"filing.{step.reasons}"))
    elif isinstance(kind, Choice):
        words = kind.words
    lines, length = (kind.lines, kind.max_length) if isinstance(kind, Text) else (1, 60)
    default = {"opinion": step.opinion, UNIT: unit}.get(key, "")
    needed = key in step.needs
    hint = _HINTS.get(key, "")
    return StepField(
        key, label, kind.name, needed, words, key == REASONS, hint, default, lines, length
    )


def read_facts(pack: Pack, step: Step, typed: Typed, today: date, due: Due) -> dict[str, Any]:
    """Return the values of the typed facts of a step; raises `Problems` with all that is wrong or lacks."""
    values: dict[str, Any] = {}
    problems = []
    allowed = {*step.facts, UNIT}
    for key, text in typed.items():
        if key not in allowed:
            if _written(text):
                problems.append(_problem(key, "unknown_field", _not_asked(step, key)))
            continue
        try:
            values[key] = _ticked(pack, step, text) if key == REASONS else _parsed(key, text)
        except BadValue as fault:
            problems.append(_problem(key, fault.code, f"{label_of(key)}：{fault.message}"))
    values = {key: value for key, value in values.items() if value not in (None, [])}
    bad = {one.field for one in problems}
    problems += [
        _problem(key, "missing_required", f"“{step.label}”要写{label_of(key)}，请填写。")
        for key in step.needs
        if key not in values and key not in bad
    ]
    problems += _date_problems(pack, values, today, due)
    if problems:
        raise Problems(problems)
    return values


def _written(text: str | Sequence[str]) -> bool:
    return any(one.strip() for one in ([text] if isinstance(text, str) else text))


def _not_asked(step: Step, key: str) -> str:
    asked = "、".join(label_of(one) for one in step.facts) or "（没有要填的）"
    return f"“{step.label}”不用填“{label_of(key)}”，可填的有：{asked}。"


def _parsed(key: str, text: str | Sequence[str]) -> Any:
    plain = text if isinstance(text, str) else "；".join(text)
    return _KINDS[key][1].parse(plain)


def _ticked(pack: Pack, step: Step, text: str | Sequence[str]) -> list[str]:
    """Return the ticked reasons, each a word of the pack's list."""
    parts = (
        text.replace(";", "；").replace("\n", "；").split("；") if isinstance(text, str) else text
    )
    found = [one.strip() for one in parts if one.strip()]
    words = pack.value(f"filing.{step.reasons}")
    strange = [one for one in found if one not in words]
    if strange:
        raise BadValue(
            "not_in_list", f"“{strange[0]}”不在可选的理由里，请从“{'；'.join(words)}”中选。"
        )
    return list(dict.fromkeys(found))


def _date_problems(pack: Pack, values: Mapping[str, Any], today: date, due: Due) -> list[Problem]:
    days = {key: whole_day(values[key]) for key in _DAYS if key in values}
    found = [
        _problem(key, "date_invalid", f"{label_of(key)}要写到日，如 2026-03-12。")
        for key, day in days.items()
        if day is None
    ]
    known = {key: day for key, day in days.items() if day is not None}
    found += [
        _problem(key, "date_future", f"{label_of(key)} {known[key]} 还没有到，请核对。")
        for key in _PAST
        if key in known and known[key] > today
    ]
    paper = known.get("paper_date")
    if paper and "deadline" in known and known["deadline"] < paper:
        found.append(_problem("deadline", "date_order", "期限不能早于纸面日期，请核对。"))
    if "notice_from" in known and "notice_until" in known:
        found += _notice_problems(pack, known["notice_from"], known["notice_until"], due)
    return found


def _notice_problems(pack: Pack, begins: date, ends: date, due: Due) -> list[Problem]:
    term = pack.value("filing.deadlines.notice")
    if ends >= due(begins, term["number"], term["unit"]):
        return []
    words = f"公示应满 {term['number']} 个{term['unit']}，现为 {begins} 至 {ends}，请核对日期。"
    return [_problem("notice_until", "notice_short", words)]


def _problem(key: str, code: str, message: str) -> Problem:
    return Problem("", key, code, message)


def to_json(key: str, value: Any) -> Any:
    """Return a fact as the step's record keeps it."""
    return value if key == REASONS else _KINDS[key][1].to_json(value)


def shown(key: str, value: Any) -> str:
    """Return a kept fact as a clerk reads it."""
    if key == REASONS:
        return "；".join(value)
    kind = _KINDS[key][1]
    return kind.show(kind.from_json(value))


def kept_facts(facts: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return the facts of a step's record as (label, text), in the order of the form."""
    held = facts or {}
    return [(label_of(key), shown(key, held[key])) for key in _KINDS if held.get(key) is not None]


def partial(value: date | None) -> PartialDate | None:
    """Return a calendar day as a field keeps it."""
    return PartialDate.of(value) if value else None


def check_text(key: str, text: str) -> str | None:
    """Return what is wrong with one typed fact, None where nothing is; ticked reasons are never wrong."""
    if key == REASONS:
        return None
    try:
        _parsed(key, text)
    except BadValue as fault:
        return fault.message
    return None
