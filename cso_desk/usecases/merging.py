"""Merge two records of one organization, field by field; nothing that belongs to either is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import Link
from cso_desk.records import (
    JOURNALED,
    Attachment,
    DisclosureLine,
    IndicatorScore,
    Member,
    NotDuplicate,
    Organization,
    Record,
    Result,
    Tally,
    fields_of,
)
from cso_desk.store import Desk, Op, Session

from . import round_sheets, shared_records
from .done import Done
from .filing_state import refresh_states
from .register import owned

LEFT, RIGHT = "left", "right"
_OWN_NAME = frozenset({"name"})
_LINKED = {"leader_person": "leader", "shared_venue": "venue"}
"""A link to a shared record goes with the field that shows it."""
_ONCE: Mapping[type[Record], tuple[str, ...]] = {
    Tally: ("round", "group"),
    Result: ("round",),
    DisclosureLine: ("disclosure",),
    IndicatorScore: ("round", "indicator"),
}
"""What an organization has once under these keys: where both have it, the one that stays keeps its own."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the record that stays, how many records moved to it, and what the clerk should know."""

    kept: str
    moved: int
    notes: tuple[str, ...]


def merge(desk: Desk, left: str, right: str, choose: Mapping[str, str]) -> Done[Merged]:
    """Merge `right` into `left` in one step that one 还原 takes back.

    `choose` says per field key whose value stays, `left` or `right`; where it says nothing the left one stays, or the
    right one where the left is blank. Decisions with their numbers, members, charters and all other records of both
    stay with the one that is kept. Raises `Problems`, `Trouble` not_owner.
    """
    if left == right:
        raise Problems([Problem("", "", "same", "这是同一条记录，请选两个不同的组织。")])
    with desk.read() as session:
        kept = owned(desk, session, Organization, left)
        words = f"合并组织：{owned(desk, session, Organization, right).name} 并入 {kept.name}"
    with desk.operation(words) as op:
        kept = owned(desk, op.session, Organization, left)
        gone = owned(desk, op.session, Organization, right)
        before = shared_records.before_of(kept)
        _take_fields(kept, gone, choose)
        shared_records.follow(op, kept, before)
        op.session.flush()
        numbers = _numbers(op.session, (left, right))
        moved = _move_parts(op, left, right)
        doubles = _drop_doubles(op, left)
        op.remove(gone)
        op.session.flush()
        round_sheets.follow_merge(op.session, left, right)
        refresh_states(op.session, [left])
    return Done(Merged(left, moved, _notes(numbers, doubles)), frozenset(op.changes))


def _take_fields(kept: Organization, gone: Organization, choose: Mapping[str, str]) -> None:
    fields = fields_of(Organization)
    wrong = [key for key, side in choose.items() if key not in fields or side not in (LEFT, RIGHT)]
    if wrong:
        words = f"没有“{wrong[0]}”这个选择，请在左右两边选一个。"
        raise Problems([Problem("", wrong[0], "not_in_list", words)])
    for key, field in fields.items():
        if field.derived:
            continue
        mine, other = getattr(kept, key), getattr(gone, key)
        side = choose.get(_LINKED.get(key, key))
        side = side or (LEFT if mine is not None or key in _OWN_NAME else RIGHT)
        if side == RIGHT and other != mine:
            setattr(kept, key, other)
    if kept.community:
        kept.community_text = None


def _numbers(session: Session, organizations: tuple[str, str]) -> list[str]:
    """Return the filing numbers of both."""
    found = [
        store.values_of(session, Organization, ("filing_number",), id=one) for one in organizations
    ]
    return [rows[0][0] for rows in found if rows and rows[0][0]]


def _move_parts(op: Op, kept: str, gone: str) -> int:
    """Let every record that names the one that goes name the one that stays."""
    moved = 0
    for record in JOURNALED:
        for key in link_keys(record):
            there = _once(op.session, record, kept)
            names_gone: dict[str, Any] = {key: gone}
            for part in store.listed(op.session, record, **names_gone):
                if there and _place(record, part) in there:
                    op.remove(part)
                    continue
                _move(op, part, key, kept)
                moved += 1
    return moved + _move_attachments(op, kept, gone)


def _once(session: Session, record: type[Record], organization: str) -> set[tuple[Any, ...]]:
    if record not in _ONCE:
        return set()
    there = store.listed(session, record, organization=organization)
    return {_place(record, part) for part in there}


def _place(record: type[Record], part: Any) -> tuple[Any, ...]:
    return tuple(getattr(part, key) for key in _ONCE[record])


def _move_attachments(op: Op, kept: str, gone: str) -> int:
    attached = store.listed(op.session, Attachment, record=gone)
    for one in attached:
        one.record = kept
    return len(attached)


def _move(op: Op, part: Any, key: str, kept: str) -> None:
    setattr(part, key, kept)
    if isinstance(part, NotDuplicate) and part.first == part.second:
        op.remove(part)
    if isinstance(part, Organization) and part.id == kept:
        part.federation = None


def link_keys(record: type[Record]) -> list[str]:
    """Return the fields of a record that name an organization."""
    return [
        key
        for key, field in fields_of(record).items()
        if isinstance(field.kind, Link) and field.kind.table == Organization.__tablename__
    ]


def _drop_doubles(op: Op, kept: str) -> int:
    """Take out roster lines that say the same of the same person twice."""
    op.session.flush()
    seen: set[tuple[Any, ...]] = set()
    dropped = 0
    keys = [key for key in fields_of(Member) if key != "organization"]
    for line in store.listed(op.session, Member, organization=kept):
        said = tuple(str(getattr(line, key)) for key in keys)
        if said in seen:
            op.remove(line)
            dropped += 1
        seen.add(said)
    return dropped


def _notes(numbers: list[str], doubles: int) -> tuple[str, ...]:
    notes = []
    if len(set(numbers)) > 1:
        notes.append(
            f"两条记录各有备案编号（{'、'.join(numbers)}），两次备案都已保留，请核对以哪个为准。"
        )
    if doubles:
        notes.append(f"花名册里完全相同的 {doubles} 行只留一行。")
    return tuple(notes)
