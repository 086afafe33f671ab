"""Filters on single fields (成员总数不少于 20, 备注为空 …): what each field can be asked, read from what a clerk typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, Choice, tidy
from cso_desk.records import Field, Organization, cell_fields
from cso_desk.store import Desk

from . import policy_pack
from .units import communities

if TYPE_CHECKING:
    from cso_desk.store.conditions import Condition, Test

_SEVERAL = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Where:
    """One condition as the clerk gave it: the field's key, the test's word, and the typed values."""

    key: str
    test: str
    value: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field that can be filtered by: its tests (machine word, Chinese word) and the words it offers."""

    key: str
    label: str
    tests: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    example: str


_EMPTY = (("empty", "为空"), ("filled", "不为空"))
_OF_WORDS = (("contains", "包含"), ("lacks", "不包含"), ("is", "等于"), *_EMPTY)
_OF_LIST = (("is", "是"), ("not", "不是"), *_EMPTY)
_OF_NUMBERS = (
    ("least", "不少于"),
    ("most", "不多于"),
    ("between", "介于"),
    ("is", "等于"),
    *_EMPTY,
)
_OF_DATES = (
    ("least", "不早于"),
    ("most", "不晚于"),
    ("between", "介于"),
    ("is", "在"),
    *_EMPTY,
)
_TESTS = {
    "choice": _OF_LIST,
    "yesno": _OF_LIST,
    "division": _OF_LIST,
    "whole": _OF_NUMBERS,
    "decimal": _OF_NUMBERS,
    "money": _OF_NUMBERS,
    "date": _OF_DATES,
}
_NO_VALUE = frozenset({"empty", "filled"})


def tests_of(field: Field) -> tuple[tuple[str, str], ...]:
    """Return the tests of a field as (machine word, Chinese word)."""
    return _TESTS.get(field.kind.name, _OF_WORDS)


def filter_fields(desk: Desk) -> list[FilterField]:
    """Return the fields of an organization that a list can be filtered by, in the order of the form."""
    found = []
    for field in cell_fields(Organization).values():
        words: tuple[str, ...] = ()
        if isinstance(field.kind, Choice):
            words = field.kind.words or policy_pack.words(desk, field.kind.list_key)
        elif field.kind.name == "yesno":
            words = ("是", "否")
        elif field.kind.name == "division":
            words = tuple(unit.name for unit in communities(desk))
        if field.key != "community_text":
            found.append(FilterField(field.key, field.label, tests_of(field), words, field.example))
    return found


def conditions(desk: Desk, wanted: Sequence[Where]) -> tuple[Condition, ...]:
    """Return what the store is asked; raises `Problems` with the keys of fields whose values cannot be read."""
    found, problems = [], []
    for one in wanted:
        try:
            found.append(_condition(desk, one))
        except BadValue as fault:
            label = cell_fields(Organization)[one.key].label
            problems.append(Problem("", one.key, fault.code, f"{label}：{fault.message}"))
    if problems:
        raise Problems(problems)
    return tuple(found)


def _condition(desk: Desk, one: Where) -> Condition:
    from cso_desk.store.conditions import Condition

    field = cell_fields(Organization)[one.key]
    test: Any = one.test
    if test not in dict(tests_of(field)):
        raise BadValue("unknown_test", "这一栏不能这样筛选，请另选一种。")
    dated = field.kind.name == "date"
    return Condition(one.key, test, _values(desk, field, test, one), dated)


def _values(desk: Desk, field: Field, test: Test, one: Where) -> tuple[Any, ...]:
    if test in _NO_VALUE:
        return ()
    if test in ("contains", "lacks"):
        return (_required(tidy(one.value)),)
    if test == "between":
        first, last = (_read(desk, field, text) for text in (one.value, one.until))
        if first > last:
            raise BadValue("out_of_range", "“介于”的前一个值应不大于后一个。")
        return first, last
    if test in ("is", "not") and field.kind.name in ("choice", "division", "yesno"):
        words = [word for word in _SEVERAL.split(one.value) if word]
        return tuple(
            value for word in _whole(one.value, words) for value in _each(desk, field, word)
        )
    return (_read(desk, field, one.value),)


def _whole(text: str, words: Sequence[str]) -> Sequence[str]:
    return words or [_required(text.strip())]


def _each(desk: Desk, field: Field, word: str) -> Sequence[Any]:
    if field.kind.name != "division":
        return (_read(desk, field, word),)
    found = [unit.id for unit in communities(desk) if unit.name == word or unit.code == word]
    if not found:
        raise BadValue("community_unmatched", f"区划里没有“{word}”，请写社区（村）的全名。")
    return found


def _required(text: str) -> str:
    if not text:
        raise BadValue("missing_required", "请写要找的值，或改选“为空”。")
    return text


def _read(desk: Desk, field: Field, text: str) -> Any:
    value = field.kind.parse(_required(text.strip()))
    return str(value) if field.kind.name == "date" else value


def words_of(wanted: Where) -> str:
    """Return a condition as one phrase: 成员总数 不少于 20."""
    field = cell_fields(Organization)[wanted.key]
    test = dict(tests_of(field)).get(wanted.test, "")
    values = f"{wanted.value} 到 {wanted.until}" if wanted.test == "between" else wanted.value
    return " ".join(part for part in (field.label, test, values.strip()) if part)


def to_json(wanted: Sequence[Where]) -> list[dict[str, str]]:
    """Return conditions as plain JSON, for a saved view."""
    return [
        {"key": one.key, "test": one.test, "value": one.value, "until": one.until} for one in wanted
    ]


def from_json(kept: Sequence[Mapping[str, str]]) -> tuple[Where, ...]:
    """Return the conditions that a saved view holds; those on fields that are no more are left out."""
    known = cell_fields(Organization)
    return tuple(
        Where(one["key"], one["test"], one.get("value", ""), one.get("until", ""))
        for one in kept
        if one.get("key") in known and one.get("test") in dict(tests_of(known[one["key"]]))
    )
