"""The wording of a layout as a clerk reads and types it: values stand as 【组织名称】, lines to write on as ＿＿＿＿."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from cso_desk.errors import Problem, Problems
from cso_desk.policy.pack import RESOURCES
from cso_desk.records import Member, Organization, fields_of

LINE = "＿"
BLANK = "blank"
_SLOT = re.compile(r"\{(?P<key>\.?[a-z][a-z0-9_.]*)(?::(?P<blank>\d+)|\|[^{}]*)?\}")
_SHOWN = re.compile(r"【(?P<name>[^【】]*)】|(?P<line>＿{2,})")
_BEFORE = re.compile(r"([^\s：，。；、（）{}＿]{1,8})[：:]?$")
_WIDTH = 6


@cache
def _words() -> dict[str, dict[str, str]]:
    raw: dict[str, Any] = json.loads(
        (RESOURCES / "policy" / "layout_words.json").read_text("utf-8")
    )
    return raw


def key_name(key: str, before: str = "") -> str:
    """Return what a value is called; `before` is what stands left of it, for a value that nobody named."""
    group, _, last = key.rpartition(".")
    if group == "org" and last in fields_of(Organization):
        return fields_of(Organization)[last].label
    if not group and key.startswith(".") and last in fields_of(Member):
        return fields_of(Member)[last].label
    words = _words()
    named = words["keys"].get(last)
    if named and group in words["groups"]:
        return words["groups"][group] + named
    if named and not group:
        return named
    found = _BEFORE.search(_SLOT.sub("", before).strip())
    return found[1] if found else named or "内容"


def fields_on_offer() -> dict[str, str]:
    """Return the fields of an organization that a cell may show: key as in layouts → label."""
    return {
        f"org.{key}": one.label for key, one in fields_of(Organization).items() if not one.derived
    }


def _slots(template: str) -> Iterator[tuple[re.Match[str], str]]:
    """Go through the slots of a wording with the name that each has in it."""
    seen: dict[str, int] = {}
    for match in _SLOT.finditer(template):
        if match["key"] == BLANK:
            yield match, LINE * max(int(match["blank"] or 2), 2)
            continue
        name = key_name(match["key"], template[: match.start()])
        seen[name] = seen.get(name, 0) + 1
        yield match, f"【{name}{seen[name] if seen[name] > 1 else ''}】"


def to_words(template: str) -> str:
    """Return a layout's wording as a clerk reads it."""
    made, end = "", 0
    for match, shown in _slots(template):
        made += template[end : match.start()] + shown
        end = match.end()
    return made + template[end:]


def to_template(words: str, old: str) -> str:
    """Return what a clerk typed as a layout's wording; values that stood in `old` keep their blanks and stand-ins.

    Raises `Problems` layout_slot where 【…】 names neither a value of `old` nor a field of an organization.
    """
    if words == to_words(old):
        return old
    known = {shown: match[0] for match, shown in _slots(old) if match["key"] != BLANK}
    fields = {f"【{label}】": f"{{{key}:{_WIDTH}}}" for key, label in fields_on_offer().items()}

    def put(match: re.Match[str]) -> str:
        if match["line"]:
            return f"{{{BLANK}:{len(match['line'])}}}"
        found = known.get(match[0]) or fields.get(match[0])
        if found is None:
            raise Problems([Problem("", "", "layout_slot", _strange(match["name"]))])
        return found

    plain = words.replace("{", "｛").replace("}", "｝")
    return _SHOWN.sub(put, plain)


def _strange(name: str) -> str:
    return (
        f"没有“{name}”这一项可以带出，请从原来的字里留着【】，或写组织的栏目名；"
        "要印括号请用〔〕或（）。"
    )


def by_hand(template: str) -> str:
    """Return a wording with every value left to be written by hand: its stand-in, or a line."""

    def blank(match: re.Match[str]) -> str:
        _, bar, other = match[0][1:-1].partition("|")
        return other if bar else f"{{{BLANK}:{match['blank'] or _WIDTH}}}"

    return _SLOT.sub(blank, template)
