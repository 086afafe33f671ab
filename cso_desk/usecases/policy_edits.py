"""The entries of a policy pack as a clerk reads them, and a pack with some of them changed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk.errors import Problem
from cso_desk.policy import Entry, Pack
from cso_desk.policy.kinds import node_of
from cso_desk.policy.pack import faults_of
from cso_desk.policy.words import code_word, key_word
from cso_desk.records import Organization, cell_fields, lists

from . import policy_checks

OWN = "本单位"
OWN_WORDS = "本单位自定，未写依据文件"
LAYOUTS = "layouts"
SUBJECTS = {
    "filing": "备案",
    "targets": "目标",
    "categories": "类别",
    "names": "名称",
    "presets": "村级预设",
    "charters": "章程",
    "rules": "管理制度",
    "disclosure": "信息公开",
    "evaluation": "评议",
    "reporting": "报送",
    "calendar": "节假日",
    "own_fields": "自定义栏目",
    "quality": "资料完整度",
    "papers": "纸质材料",
    "people": "任期和换届",
    "activities": "活动、收支和工作报告",
    "printing": "打印",
    LAYOUTS: "表样",
}
"""What the subjects of a pack are called, in the order of the page; others come after them under their own key."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry: its path, label and JSON value, the value as text, the full title of what it rests on.

    `reference` marks a proposal (参考), `changed` a value other than the shipped one, which is `shipped`. `kind` is one of
    policy/kinds.py; `offers` are the values that may be chosen, each with its word.
    """

    path: str
    label: str
    value: Any
    text: str
    source: str
    reference: bool
    changed: bool
    shipped: Any
    kind: str
    offers: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One subject with its Chinese name and its entries."""

    subject: str
    name: str
    entries: tuple[Shown, ...]


def groups(shipped: Pack, pack: Pack) -> Iterator[Group]:
    """Go through the subjects of `pack`, compared with the shipped one."""
    found: dict[str, list[Shown]] = {name: [] for name in SUBJECTS}
    for entry in pack.entries():
        found.setdefault(entry.path.partition(".")[0], []).append(_shown(shipped, pack, entry))
    found[LAYOUTS] = [_layout_shown(shipped, pack, code) for code in sorted(pack.layouts)]
    for subject, entries in found.items():
        if entries:
            yield Group(subject, SUBJECTS.get(subject, subject), tuple(entries))


def _shown(shipped: Pack, pack: Pack, entry: Entry) -> Shown:
    known = _raw_at(shipped, entry.path)
    source = str(pack.head["sources"].get(entry.source, entry.source))
    value = known["value"] if known else None
    node, offers = node_of(entry.path), _offers(pack, entry.path)
    return Shown(
        entry.path,
        entry.label,
        entry.value,
        as_text(entry.value, entry.path, dict(offers)),
        source,
        entry.reference,
        entry.value != value,
        value,
        "choice" if offers and node.kind == "text" else node.kind or kind_by(entry.value),
        offers,
    )


def _offers(pack: Pack, path: str) -> tuple[tuple[Any, str], ...]:
    """Return what may be chosen: what the schema offers, else what other entries and code lists name."""
    node = node_of(path)
    offered = node.offered or node.item().offered
    if offered:
        return tuple((one, code_word(str(one)) or "（空）") for one in offered)
    found: Iterable[tuple[str, str]] = ()
    if path == "charters.default_template":
        found = ((one["id"], one["title"]) for one in pack.value("charters.templates"))
    elif path in ("evaluation.default_scheme", "evaluation.offered"):
        found = ((key, raw["name"]) for key, raw in pack.subject("evaluation")["schemes"].items())
    elif path == "categories.key_types":
        found = ((one, one) for one in pack.value("categories.scheme"))
    elif path == "filing.change_items":
        found = (
            (key, one.label) for key, one in cell_fields(Organization).items() if not one.derived
        )
    elif path in policy_checks.STATES_OF:
        found = ((one, one) for one in lists.STATES)
    return tuple(found)


def kind_by(value: Any) -> str:
    """Return the kind of a value of which the schema says nothing."""
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, int):
        return "whole"
    if isinstance(value, str):
        return "text"
    plain = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "words" if plain else "structure"


def _layout_shown(shipped: Pack, pack: Pack, code: str) -> Shown:
    raw, known = pack.layouts[code], shipped.layouts.get(code)
    return Shown(
        f"{LAYOUTS}.{code}",
        f"{code} {raw['title']}",
        raw,
        f"{len(raw['blocks'])} 个部分，一式 {max(len(raw.get('keepers', ())), 1)} 份",
        raw.get("source", ""),
        bool(raw.get("reference", False)),
        raw != known,
        known,
        "structure",
    )


def as_text(
    value: Any, path: str = "", words: Mapping[Any, str] | None = None, depth: int = 0
) -> str:
    """Return a JSON value as readable Chinese text: one line for plain values, one line a part for the others."""
    if isinstance(value, list):
        return _list_text(value, path, words, depth)
    if isinstance(value, Mapping):
        lines = [
            f"{'　' * depth}{key_word(key, path) or '（空）'}：{_below(inner, path, depth)}"
            for key, inner in value.items()
        ]
        return "\n".join(lines) or "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return (words or {}).get(value, "（空）")
    return (words or {}).get(value) or code_word(str(value))


def _list_text(value: list[Any], path: str, words: Mapping[Any, str] | None, depth: int) -> str:
    if all(not isinstance(one, list | Mapping) for one in value):
        return "、".join(as_text(one, path, words) for one in value) or "（空）"
    pad = "　" * depth
    return "\n".join(
        f"{pad}{at}. {as_text(one, path, words, depth + 1).lstrip()}"
        for at, one in enumerate(value, 1)
    )


def _below(inner: Any, path: str, depth: int) -> str:
    text = as_text(inner, path, None, depth + 1)
    return f"\n{text}" if "\n" in text else text


def changed(
    shipped: Pack, base: Pack, changes: Mapping[str, Any], document: str
) -> tuple[Pack, list[Problem]]:
    """Return `base` with the changes in it, and what is wrong with them, each under its path.

    A value that goes back to the shipped one takes its source back too; one that stays as it is and gets a document
    counts as checked against it, so it is no proposal any longer.
    """
    subjects = copy.deepcopy({name: dict(raw) for name, raw in base.subjects.items()})
    layouts = dict(base.layouts)
    source, sources = _source(base, document)
    problems = []
    for path, value in changes.items():
        if path.startswith(f"{LAYOUTS}."):
            layouts[path.partition(".")[2]] = value
            continue
        place = _raw_at(Pack(base.head, subjects, {}), path)
        if place is None:
            words = f"政策包里没有 {path} 这一项，请刷新后再改。"
            problems.append(Problem("", path, "pack_unknown", words))
            continue
        _set(place, _raw_at(shipped, path), value, source, bool(document))
        problems += _alone(base, path, subjects)
    if not problems and (subjects, layouts) == (dict(base.subjects), dict(base.layouts)):
        words = "没有改动，不用另存新版本；要核定参考值请写上依据文件。"
        problems.append(Problem("", "", "pack_same", words))
    head = {**base.head, "sources": {**base.head["sources"], **sources}}
    return Pack(head, subjects, layouts), problems


def _source(base: Pack, document: str) -> tuple[str, dict[str, str]]:
    """Return the short name under which the new values name what they rest on, and its full title."""
    if not document:
        return OWN, {OWN: OWN_WORDS}
    known = base.head["sources"]
    for short, title in known.items():
        if title == document:
            return str(short), {}
    number = 1 + sum(1 for short in known if short.startswith("依据"))
    return f"依据{number}", {f"依据{number}": document}


def _set(
    raw: dict[str, Any], shipped: Mapping[str, Any] | None, value: Any, source: str, checked: bool
) -> None:
    if raw["value"] == value and not checked:
        return
    if shipped is not None and value == shipped["value"] and raw["value"] != value:
        raw.clear()
        raw.update(copy.deepcopy(dict(shipped)))
        return
    if raw["value"] != value:
        for key in ("valid_from", "valid_to"):
            raw.pop(key, None)
    raw.update(value=copy.deepcopy(value), source=source, reference=not checked)


def _alone(base: Pack, path: str, subjects: Mapping[str, Any]) -> list[Problem]:
    """Return what the schema refuses in one changed entry, with the rest as it was."""
    subject, *steps = path.split(".")
    raw = copy.deepcopy(dict(base.subjects[subject]))
    at: Any = raw
    new: Any = subjects[subject]
    for step in steps[:-1]:
        at, new = at[step], new[step]
    at[steps[-1]] = new[steps[-1]]
    tried = Pack(base.head, {subject: raw}, {})
    found = faults_of(tried, [f"{subject}.json"])
    return [Problem("", path, one.code, one.message) for one in found]


def _raw_at(pack: Pack, path: str) -> dict[str, Any] | None:
    at: Any = pack.subjects
    for step in path.split("."):
        at = at.get(step) if isinstance(at, Mapping) else None
    return at if isinstance(at, dict) and "value" in at and "label" in at else None
