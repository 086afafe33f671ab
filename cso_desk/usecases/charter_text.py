"""A charter's words: slots filled from a record, clauses written from a template, required contents looked for.

Templates and requirements are data of the policy pack (subject `charters`); nothing here knows a database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BLANK = "________"
"""What stands in a clause for a slot that is not filled yet; filled in by hand on paper."""
ENDING = "ending"
"""The id of the clause before which own clauses stand."""
_SLOT = re.compile(r"\{([a-z_]+)\}")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Slot:
    """One blank of a template with the proposed value; `words` are offered, `lines` shape its widget."""

    key: str
    label: str
    value: str
    hint: str
    required: bool
    kind: str
    words: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as it is written; `required` clauses belong to every charter of the template."""

    id: str
    title: str
    text: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class OwnClause:
    """A clause that the organization adds."""

    title: str
    text: str


def slots(template: Mapping[str, Any], facts: Mapping[str, str]) -> list[Slot]:
    """Return the template's slots that this organization needs, filled from `facts` or the template's default.

    `facts` are texts by the names that the template's `from` uses, and the words of the place (`people`, `here` …).
    """
    nature = _nature(template, facts)
    return [_slot(raw, facts) for raw in template["slots"] if raw.get("only", nature) == nature]


def _slot(raw: Mapping[str, Any], facts: Mapping[str, str]) -> Slot:
    found = facts.get(raw.get("from", ""), "") or filled(raw.get("default", ""), facts)
    words = tuple(raw.get("words", ()))
    kind = "choice" if words else "text"
    hint, lines = raw.get("hint", ""), raw.get("lines", 1)
    return Slot(raw["key"], raw["label"], found, hint, raw["required"], kind, words, lines)


def _nature(template: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    raw = next((one for one in template["slots"] if one["key"] == "nature"), None)
    return _slot(raw, facts).value if raw else ""


def compose(
    template: Mapping[str, Any],
    answers: Mapping[str, str],
    words: Mapping[str, str],
    own: Sequence[OwnClause] = (),
    without: frozenset[str] = frozenset(),
) -> list[Clause]:
    """Return the whole charter; own clauses stand before the last one, clauses named in `without` are left out."""
    nature = answers.get("nature", "")
    values = {**words, **{key: _plain(text) for key, text in answers.items()}}
    chosen = [
        raw
        for raw in template["clauses"]
        if raw.get("only", nature) == nature and raw["id"] not in without
    ]
    written = [
        Clause(raw["id"], raw["title"], filled(raw["text"], values), raw["required"])
        for raw in chosen
    ]
    added = [
        Clause(f"own{n}", one.title.strip(), one.text.strip()) for n, one in enumerate(own, start=1)
    ]
    place = next((n for n, clause in enumerate(written) if clause.id == ENDING), len(written))
    return [*written[:place], *added, *written[place:]]


def ordered(clauses: Sequence[Clause], order: Sequence[str]) -> list[Clause]:
    """Return the clauses with those that `order` names in its order, in the places that these had together."""
    wanted = {key: place for place, key in enumerate(dict.fromkeys(order))}
    named = iter(
        sorted((one for one in clauses if one.id in wanted), key=lambda one: wanted[one.id])
    )
    return [next(named) if one.id in wanted else one for one in clauses]


def _plain(answer: str) -> str:
    return " ".join(answer.split()).rstrip("。；;，,.")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its slots filled, a blank to write on where a value lacks."""
    return _SLOT.sub(lambda found: values.get(found[1], "") or BLANK, text)


def missing(
    requirements: Sequence[Mapping[str, Any]], clauses: Sequence[Clause], nature: str
) -> list[str]:
    """Return the titles of required contents that no single clause says, in the order of the requirements."""
    written = ["".join((clause.title + clause.text).split()) for clause in clauses]
    asked = (one for one in requirements if one.get("nature", nature) == nature)
    return [one["title"] for one in asked if not any(says(text, one["says"]) for text in written)]


def says(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Tell whether a text without white space says a required content: one wording of each group."""
    return all(any(word in text for word in group) for group in groups)


def blanks(template: Mapping[str, Any], answers: Mapping[str, str]) -> list[str]:
    """Return the labels of required slots that are not filled."""
    nature = answers.get("nature", "")
    asked = (
        raw for raw in template["slots"] if raw["required"] and raw.get("only", nature) == nature
    )
    return [raw["label"] for raw in asked if not _plain(answers.get(raw["key"], ""))]


def number(position: int) -> str:
    """Return 第一条 … 第九十九条."""
    tens, ones = divmod(position, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return f"第{head}{_DIGITS[ones] if ones else ''}条"


def numbered(clauses: Sequence[Clause]) -> list[dict[str, str]]:
    """Return the clauses as papers print them, with 第一条 … as `number`."""
    return [
        {"id": one.id, "number": number(place), "title": one.title, "text": one.text}
        for place, one in enumerate(clauses, start=1)
    ]


def read_text(text: str) -> list[Clause]:
    """Return the clauses of a charter that somebody typed: a new one begins at a line with 第…条."""
    parts = re.split(r"(?m)^\s*(?=第[一二三四五六七八九十百零\d]+条)", text)
    found = []
    for position, part in enumerate((one.strip() for one in parts if one.strip()), start=1):
        head = re.match(r"第[一二三四五六七八九十百零\d]+条[\s　:：]*", part)
        found.append(Clause(f"text{position}", "", part[head.end() :] if head else part))
    return found
