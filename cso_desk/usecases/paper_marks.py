"""What a paper showed, kept as one short digest per value: enough to tell later which of them changed.

Only what was printed counts. A value that was blank is written by hand, so filling it in afterwards is no change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from cso_desk.records import Organization, Unit, fields_of

Data = Mapping[str, Any]
_NOT_SAID = ("today", "user", "practice", "page", "pages", "paper", "about", "tracked", "blank")
"""What speaks of the moment of printing, not of the record."""
_GROUPS = {
    "members": "花名册",
    "initiators": "发起人",
    "clauses": "章程",
    "charter": "章程",
    "opinion": "意见",
    "filing": "备案编号和日期",
    "changes": "变更内容",
    "reasons": "理由",
    "liquidators": "清算人员",
    "evidence": "登记条件",
    "authority": "备案机关",
    "certificate": "证书",
}
_MARK = 12


def marks_of(salt: str, data: Data, keys: Iterable[str]) -> dict[str, str]:
    """Return the digest of each value that a paper with these keys shows."""
    said = {key: text_of(data, key) for key in keys if key.partition(".")[0] not in _NOT_SAID}
    return {key: _mark(salt, text) for key, text in sorted(said.items()) if text}


def whole(marks: Mapping[str, str]) -> str:
    """Return the digest of everything that a paper shows."""
    lines = "\n".join(f"{key}={mark}" for key, mark in sorted(marks.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def changed_keys(salt: str, marks: Mapping[str, str], now: Data) -> list[str]:
    """Return the keys of the values that are not any more what the paper showed."""
    return [key for key, mark in marks.items() if _mark(salt, text_of(now, key)) != mark]


def text_of(data: Any, key: str) -> str:
    """Return the text under a key with dots; the texts of a list's items one after the other."""
    if isinstance(data, list | tuple):
        return "；".join(text_of(one, key) for one in data)
    if not isinstance(data, Mapping):
        return "" if key or data is None else str(data).strip()
    if not key:
        return ""
    if key in data:
        return text_of(data[key], "")
    first, _, rest = key.partition(".")
    return text_of(data[first], rest) if rest and first in data else ""


def label_of(key: str) -> str:
    """Return what the clerk calls a value of a paper."""
    group, _, rest = key.partition(".")
    if group == "org":
        field = fields_of(Organization).get(rest)
        return field.label if field else rest
    if group in _GROUPS:
        return _GROUPS[group]
    return "单位名称" if rest in fields_of(Unit) else "表上其他内容"


def _mark(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()[:_MARK]
