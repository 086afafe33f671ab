"""Takes a charter apart that somebody else wrote, and finds which clause of a template each part is.

Nothing is dropped: every character but white space stands in exactly one part, in its order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .charter_text import Clause, says

_NUMBERS = "一二三四五六七八九十百零〇两"
_MARKS = (
    re.compile(rf"第[{_NUMBERS}\d]+条[\s:：、.．]*"),
    re.compile(rf"[{_NUMBERS}]+、\s*"),
    re.compile(r"\d{1,2}\s*[、.．](?!\d)\s*"),
)
"""How clauses are numbered, the surest way first; a charter uses one of them."""
_CHAPTER = re.compile(rf"第[{_NUMBERS}\d]+[章节][\s:：、]*\S{{0,20}}")
_TITLE = re.compile(r"([^\s，。；：:、（）()《》“”]{2,12})[ 　\t]+(?=\S)")
_HEADING_LIMIT = 40
_OPENING = 60
"""The words of a clause's first so many characters tell best what it is about."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text: a heading (title of the paper, chapter), or a clause with its number as it was written."""

    heading: bool
    mark: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Everything that was written, as one line."""
        return f"{self.mark}{self.title}{self.text}"


@dataclass(frozen=True, slots=True)
class Match:
    """One clause of the template and the places (from 0) of the parts that say it; none where it is missing."""

    id: str
    title: str
    required: bool
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """A charter beside a template: its clauses, which is which, and the places of those that the template lacks."""

    clauses: tuple[Clause, ...]
    headings: tuple[str, ...]
    matches: tuple[Match, ...]
    extra: tuple[int, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of the template's required clauses that no part says."""
        return tuple(one.title for one in self.matches if one.required and not one.places)


def parts(paragraphs: Iterable[str]) -> list[Part]:
    """Return the parts of a charter; a paragraph without a number belongs to the clause before it."""
    lines = [line for line in (one.strip() for one in paragraphs) if line]
    mark = next((one for one in _MARKS if sum(bool(one.match(line)) for line in lines) > 1), None)
    found: list[Part] = []
    for line in lines:
        head = mark.match(line) if mark else None
        if head:
            found.append(_clause(head[0], line[head.end() :]))
        elif _is_heading(line, begun=any(not one.heading for one in found), numbered=bool(mark)):
            found.append(Part(True, "", "", line))
        elif mark is None or not found or found[-1].heading:
            found.append(Part(False, "", "", line))
        else:
            last = found[-1]
            found[-1] = Part(False, last.mark, last.title, f"{last.text}\n{line}".strip("\n"))
    return found


def _is_heading(line: str, *, begun: bool, numbered: bool) -> bool:
    if _CHAPTER.fullmatch(line):
        return True
    short = len(line) <= _HEADING_LIMIT and not line.endswith(("。", "；", "："))
    return short and not begun and (numbered or line.endswith(("章程", "章程）", "草案）")))


def _clause(mark: str, rest: str) -> Part:
    head = _TITLE.match(rest)
    if head:
        return Part(False, mark, head[1], rest[head.end() :])
    return Part(False, mark, "", rest)


def matched(
    paragraphs: Iterable[str],
    template: Sequence[Mapping[str, Any]],
    requirements: Sequence[Mapping[str, Any]],
    nature: str,
) -> Matched:
    """Match the paragraphs of a charter to a template's clauses of this nature; the clauses take the template's ids."""
    whole = parts(paragraphs)
    written = [part for part in whole if not part.heading]
    asked = [raw for raw in template if raw.get("only", nature) == nature]
    contents = {one["id"]: one["says"] for one in requirements}
    best = [_best(part, asked) for part in written]
    matches = [_match(raw, written, best, contents) for raw in asked]
    said = {place for one in matches for place in one.places}
    extra = tuple(place for place in range(len(written)) if place not in said)
    clauses = [
        Clause(identity, part.title, part.text)
        for identity, part in zip(_ids(best), written, strict=True)
    ]
    headings = tuple(part.text for part in whole if part.heading)
    return Matched(tuple(clauses), headings, tuple(matches), extra)


def _match(
    raw: Mapping[str, Any],
    written: Sequence[Part],
    best: Sequence[str],
    contents: Mapping[str, Sequence[Sequence[str]]],
) -> Match:
    covered = [contents[one] for one in raw.get("covers", ()) if one in contents]
    places = [
        place
        for place, part in enumerate(written)
        if best[place] == raw["id"]
        or any(says("".join(part.whole.split()), groups) for groups in covered)
    ]
    return Match(raw["id"], raw["title"], raw["required"], tuple(places))


def _best(part: Part, asked: Sequence[Mapping[str, Any]]) -> str:
    """Return the id of the template's clause whose words this part uses most, empty for none."""
    rated = [(_rate(part, raw), -place, raw["id"]) for place, raw in enumerate(asked)]
    rate, _, found = max(rated, default=(0, 0, ""))
    return found if rate else ""


def _rate(part: Part, raw: Mapping[str, Any]) -> int:
    words = [raw["title"], *raw.get("words", ())]
    opening = "".join(part.text.split())[:_OPENING]
    in_title = sum(len(word) for word in words if word in part.title)
    return 5 * in_title + sum(len(word) for word in words if word in opening)


def _ids(best: Sequence[str]) -> list[str]:
    """Return an id for each clause: the template's for the first that is matched, a number beside it for others."""
    found: list[str] = []
    for place, one in enumerate(best, start=1):
        wanted = one or f"extra{place}"
        found.append(f"extra{place}" if wanted in found else wanted)
    return found
