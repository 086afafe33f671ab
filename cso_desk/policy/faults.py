"""What a schema refuses, said in Chinese and told of the entry that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cso_desk.errors import Problem

_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "array": "一列内容",
    "object": "一组内容",
    "null": "空",
}


def fault_problem(file: str, raw: Any, fault: Any) -> Problem:
    """Return the problem for what fastjsonschema found in `raw` of `file`; `field` is the path of the entry."""
    steps = [str(one) for one in fault.path[1:]]
    place, label = _entry_at(raw, steps)
    subject = file.removesuffix(".json").replace("/", ".")
    named = f"“{label}”" if label else f"{file} 的 {'、'.join(steps)} "
    return Problem(
        file, ".".join([subject, *place]), "pack_schema", f"{named}不合规定：{fault_words(fault)}"
    )


def fault_words(fault: Any) -> str:
    """Return what is wrong with a value, and what it should be, as one sentence."""
    say = _WORDS.get(str(fault.rule))
    return say(fault) if say else "写法不合规定，请改正。"


def _entry_at(raw: Any, steps: list[str]) -> tuple[list[str], str]:
    """Return the steps to the entry on the way and its label; all steps where there is no entry."""
    at = raw
    for depth, step in enumerate(steps):
        if isinstance(at, Mapping) and "value" in at and "label" in at:
            return steps[:depth], str(at["label"])
        at = _inside(at, step)
    found = isinstance(at, Mapping) and "value" in at and "label" in at
    return steps, str(at["label"]) if found else ""


def _inside(at: Any, step: str) -> Any:
    if isinstance(at, Mapping):
        return at.get(step)
    return at[int(step)] if isinstance(at, list) and step.isdigit() else None


def _kinds(fault: Any) -> str:
    wanted = fault.rule_definition
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    words = "或".join(_TYPES.get(one, one) for one in names if one != "null")
    return f"应当是{words}，请改正。"


def _offered(fault: Any) -> str:
    words = fault.definition.get("x-words", {})
    offered = "、".join(str(words.get(one, one) or "空") for one in fault.rule_definition)
    return f"只能是{offered}中的一项，请改正。"


def _lacking(fault: Any) -> str:
    have = fault.value if isinstance(fault.value, Mapping) else {}
    lacking = "、".join(one or "（空）" for one in fault.rule_definition if one not in have)
    return f"缺少 {lacking}，请补上。"


def _strange(fault: Any) -> str:
    known = fault.definition.get("properties", {})
    have = fault.value if isinstance(fault.value, Mapping) else {}
    strange = "、".join(one for one in have if one not in known)
    return f"有不认识的内容 {strange}，请去掉。" if strange else "有不认识的内容，请去掉。"


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "type": _kinds,
    "enum": _offered,
    "required": _lacking,
    "additionalProperties": _strange,
    "minimum": lambda fault: f"不能小于 {fault.rule_definition}，请改正。",
    "maximum": lambda fault: f"不能大于 {fault.rule_definition}，请改正。",
    "minLength": lambda _: "不能空，请填写。",
    "maxLength": lambda fault: f"最多写 {fault.rule_definition} 个字，请缩短。",
    "minItems": lambda fault: f"至少要有 {fault.rule_definition} 项，请补上。",
    "maxItems": lambda fault: f"最多 {fault.rule_definition} 项，请去掉多出的。",
    "minProperties": lambda fault: f"至少要有 {fault.rule_definition} 项，请补上。",
    "uniqueItems": lambda _: "有重复的内容，请去掉重复的。",
}
