"""Fields of organizations that an office defines itself (自定义栏目): in its policy pack, with values in the record.

A definition has a key that is never used again, a label, a kind and whether the list shows it. A value whose
definition is gone, or was never here (a record from another desk), is kept and travels on unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue, Choice, DateValue, Decimal2, Kind, Text, YesNo, tidy
from cso_desk.records import Field, Organization, fields_of, new_id
from cso_desk.store import Desk

from . import policy_pack
from .done import Done

PREFIX = "own."
"""What the key of such a field begins with in forms, lists and ledgers; `own.` + the key of its definition."""
KINDS = ("文字", "数字", "日期", "是否", "选择")
MOST = 30
"""More would make the form longer than the record's own fields."""
_ENTRY = "own_fields.fields"


@dataclass(frozen=True, slots=True)
class Definition:
    """One field of the office's own; `key` is empty for a new one, `words` are the words of a 选择."""

    key: str
    label: str
    kind: str
    words: tuple[str, ...] = ()
    in_list: bool = False

    @property
    def form_key(self) -> str:
        """The key in forms, lists and ledgers."""
        return PREFIX + self.key

    @property
    def value_kind(self) -> Kind:
        """How a value is parsed and shown."""
        kinds: Mapping[str, Kind] = {
            "文字": Text(200),
            "数字": Decimal2(),
            "日期": DateValue(),
            "是否": YesNo(),
            "选择": Choice(self.form_key, self.words),
        }
        return kinds[self.kind]


def definitions(desk: Desk) -> list[Definition]:
    """Return the fields that the pack in force defines, in their order."""
    return [
        Definition(one["key"], one["label"], one["kind"], tuple(one["words"]), one["in_list"])
        for one in policy_pack.pack(desk).value(_ENTRY)
    ]


def as_fields(desk: Desk) -> dict[str, Field]:
    """Return the definitions as declared fields, for forms and ledgers."""
    return {
        one.form_key: Field(one.label, one.value_kind, one.form_key) for one in definitions(desk)
    }


def is_own(key: str) -> bool:
    """Tell whether a key of a form, list or ledger means a field of the office's own."""
    return key.startswith(PREFIX)


def texts(desk: Desk, kept: object) -> dict[str, str]:
    """Return the values of a record's `own_fields` as texts by form key, empty ones too."""
    return {one.form_key: text_of(one, kept) for one in definitions(desk)}


def text_of(definition: Definition, kept: object) -> str:
    """Return one value as text; one that does not fit its kind any more is shown as it was written."""
    value = kept.get(definition.key) if isinstance(kept, Mapping) else None
    if value is None:
        return ""
    kind = definition.value_kind
    try:
        return str(kind.show(kind.from_json(value)))
    except BadValue:
        return str(value)


def parse(desk: Desk, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what the typed texts mean as JSON values by definition key; raises `Problems` with form keys."""
    typed = {key: text for key, text in values.items() if is_own(key)}
    known = as_fields(desk) if typed else {}
    found: dict[str, Any] = {}
    problems = []
    for key, text in typed.items():
        if key not in known:
            words = "这个自定义栏目已经取消，请返回后重新打开表单。"
            problems.append(Problem("", key, "unknown_field", words))
            continue
        try:
            found[key.removeprefix(PREFIX)] = _to_json(known[key].kind, text)
        except BadValue as fault:
            problems.append(Problem("", key, fault.code, fault.message))
    if problems:
        raise Problems(problems)
    return found


def _to_json(kind: Kind, text: str) -> Any:
    value = kind.parse(text)
    return None if value is None else kind.to_json(value)


def merged(kept: object, typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a record's `own_fields` with other values in it; None for none at all. Undefined keys stay."""
    before = dict(kept) if isinstance(kept, Mapping) else {}
    found = {key: value for key, value in {**before, **typed}.items() if value is not None}
    return found or None


def put(record: Organization, typed: Mapping[str, Any]) -> None:
    """Write parsed values into a record."""
    if typed:
        record.own_fields = merged(record.own_fields, typed)


def taken_in(values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the own fields among the values of a ledger's row as JSON values by definition key."""
    return {
        key.removeprefix(PREFIX): fields[key].kind.to_json(value)
        for key, value in values.items()
        if key in fields and value is not None
    }


def define(desk: Desk, wanted: Sequence[Definition], valid_from: date | None = None) -> Done[str]:
    """Keep the definitions as a new version of the policy pack, in force from a day (today), and return its name.

    Raises `Problems`, the field is the label: too_many, no_label, label_taken, label_twice, no_words, kind_changed.
    Values of fields that are left out stay in the records.
    """
    before = {one.key: one for one in definitions(desk)}
    tidied = [_tidied(one) for one in wanted]
    problems = list(_faults(tidied, before))
    if problems:
        raise Problems(problems)
    content = [
        {
            "key": one.key or f"f{new_id()[-12:]}",
            "label": one.label,
            "kind": one.kind,
            "words": list(one.words),
            "in_list": one.in_list,
        }
        for one in tidied
    ]
    return policy_pack.save_version(desk, {_ENTRY: content}, valid_from or desk.clock.today())


def _tidied(one: Definition) -> Definition:
    words = tuple(dict.fromkeys(tidy(word) for word in one.words if tidy(word)))
    return replace(one, label=tidy(one.label), words=words if one.kind == "选择" else ())


def _faults(wanted: Sequence[Definition], before: Mapping[str, Definition]) -> Iterable[Problem]:
    if len(wanted) > MOST:
        yield Problem("", "", "too_many", f"自定义栏目最多 {MOST} 个，请先去掉不用的。")
    seen: set[str] = set()
    taken = _labels_of_the_record()
    for one in wanted:
        if not one.label or len(one.label) > 20:
            yield Problem("", one.label, "no_label", "栏目名称要写 1 到 20 个字。")
        elif one.label in taken:
            words = f"台账里本来就有“{one.label}”，请换一个名称。"
            yield Problem("", one.label, "label_taken", words)
        elif one.label in seen:
            words = f"“{one.label}”写了两次，请改掉一个。"
            yield Problem("", one.label, "label_twice", words)
        if one.kind == "选择" and not one.words:
            words = f"“{one.label}”是选择，请写出可选的词，用顿号隔开。"
            yield Problem("", one.label, "no_words", words)
        if one.key in before and before[one.key].kind != one.kind:
            words = f"“{one.label}”已按“{before[one.key].kind}”填过，种类不能改，请另建一个栏目。"
            yield Problem("", one.label, "kind_changed", words)
        seen.add(one.label)


def _labels_of_the_record() -> set[str]:
    fields = fields_of(Organization).values()
    return {word for field in fields for word in (field.label, *field.synonyms)} | {"社区代码"}
