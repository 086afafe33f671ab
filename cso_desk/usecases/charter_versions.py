"""The versions of a charter: which was in force on a day, and what changed from one to another (screen and C01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, DateValue, PartialDate
from cso_desk.records import Charter
from cso_desk.store import Desk

from . import charter, clause_difference, paper_data, print_forms, text_difference
from .charter import CharterInfo
from .clause_difference import ClauseChange
from .done import Done
from .print_forms import Printed

CODE = "C01"
"""The form of a comparison."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and all clauses of both; `changes` are those that are not 未变."""

    old: CharterInfo
    new: CharterInfo
    clauses: tuple[ClauseChange, ...]

    @property
    def changes(self) -> tuple[ClauseChange, ...]:
        """What differs; empty where a version is compared with itself."""
        return tuple(one for one in self.clauses if one.kind != clause_difference.SAME)


def version(desk: Desk, organization: str, number: int) -> CharterInfo:
    """Return one version; raises `Trouble`."""
    found = next(
        (one for one in charter.versions(desk, organization) if one.version == number), None
    )
    if found is None:
        raise Trouble("NO_RECORD", f"这个组织没有第 {number} 版章程，请从已有的版次里选。")
    return found


def in_force(desk: Desk, organization: str, day: str = "") -> CharterInfo | None:
    """Return the version that was passed last on a day (today where empty) or before, None where none was.

    A version passed in a month or year counts from its end, when it was surely passed. Raises `Problems`.
    """
    asked = _day(day) if day.strip() else PartialDate.of(desk.clock.today())
    with desk.read() as session:
        found = [
            one
            for one in store.listed(session, Charter, order="version", organization=organization)
            if one.passed_on is not None and _end(one.passed_on) <= _end(asked)
        ]
        if not found:
            return None
        last = max(found, key=lambda one: (_end(one.passed_on), one.version or 0))
        return charter.info(desk, last)


def _day(text: str) -> PartialDate:
    try:
        found = DateValue().parse(text)
    except BadValue as fault:
        raise Problems([Problem("", "day", fault.code, fault.message)]) from None
    if found is None:
        raise Problems([Problem("", "day", "date_invalid", "请写日期，如 2026-03-12。")])
    return found


def _end(day: PartialDate | None) -> date:
    if day is None:
        return date.max
    month = day.month or 12
    if day.day:
        return date(day.year, month, day.day)
    after = date(day.year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def compare(desk: Desk, organization: str, old: int = 0, new: int = 0) -> Comparison:
    """Compare two versions by number; without numbers the newest with the one before it. Raises `Trouble`."""
    known = charter.versions(desk, organization)
    if not known:
        raise Trouble("NO_RECORD", "这个组织还没有章程，请先写章程或者导入原有章程。")
    newest = version(desk, organization, new) if new else known[0]
    older = [one for one in known if one.version < newest.version]
    if not old and not older:
        raise Trouble("ONE_VERSION", "这个组织只有一版章程，没有可以对照的上一版。")
    before = version(desk, organization, old) if old else older[0]
    return Comparison(
        before, newest, tuple(clause_difference.compare(before.clauses, newest.clauses))
    )


def print_comparison(
    desk: Desk, organization: str, out: Path, old: int = 0, new: int = 0
) -> Done[Printed]:
    """Write the comparison of two versions (C01) as PDF; raises `Trouble`."""
    shown = compare(desk, organization, old, new)
    papers = paper_data.of_organizations(desk, [organization])
    if not papers:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    paper = {
        **papers[0],
        "comparison": {"old": _head(shown.old), "new": _head(shown.new), "counts": counts(shown)},
        "changes": [_row(one) for one in shown.changes],
    }
    done = print_forms.print_data(desk, CODE, [paper], out)
    if done.value.skipped:
        raise Trouble("NOT_PRINTED", done.value.skipped[0][1])
    return done


def _head(one: CharterInfo) -> str:
    passed = f"（{one.passed_on} 通过）" if one.passed_on else "（未通过）"
    return f"第 {one.version} 版{passed}"


def counts(shown: Comparison) -> str:
    """Return how many clauses were changed, added, dropped and moved, in one line."""
    kinds = [one.kind for one in shown.changes]
    words = [
        f"{kind} {kinds.count(kind)} 条"
        for kind in (
            clause_difference.CHANGED,
            clause_difference.ADDED,
            clause_difference.DROPPED,
            clause_difference.MOVED,
        )
        if kind in kinds
    ]
    return "，".join(words) or "两版内容相同"


def _row(one: ClauseChange) -> dict[str, str]:
    return {
        "old": _side(one, one.old, "gone"),
        "new": _side(one, one.new, "new"),
        "kind": one.kind,
    }


def _side(one: ClauseChange, number: str, mine: str) -> str:
    """Return one side of the paper: its own changed words in brackets, the other side's left out."""
    if not number:
        return "（无此条）"
    partly = one.kind == clause_difference.CHANGED
    kept = [
        [piece for piece in pieces if piece.kind in ("same", mine)]
        for pieces in (one.title, one.text)
    ]
    title, text = (
        text_difference.bracketed(pieces) if partly else _plain(pieces) for pieces in kept
    )
    return f"{number}　{title}　{text}" if title else f"{number}　{text}"


def _plain(pieces: Sequence[text_difference.Piece]) -> str:
    return "".join(piece.text for piece in pieces)
