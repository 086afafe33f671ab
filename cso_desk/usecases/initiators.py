"""Initiators of an organization, persons and units (F03); the text 发起人 of the organization says their names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import Text
from cso_desk.records import Initiator, Organization, fields_of
from cso_desk.store import Desk, Op, Session

from . import shared_records
from .done import Done
from .register import owned, parse_values, texts_of
from .shared_records import INITIATOR

PERSON, UNIT = "个人", "单位"
_OWN_PLACE = frozenset({"organization"})
_BETWEEN = re.compile(r"[、，,；;\s]+")


def initiators(desk: Desk, organization: str) -> list[dict[str, str]]:
    """Return the initiators as texts with their ids, in the order of entry."""
    with desk.read() as session:
        found = store.listed(session, Initiator, organization=organization)
        return [{"id": one.id, **texts_of(one, {})} for one in found]


def save_initiator(
    desk: Desk, organization: str, initiator: str | None, values: Mapping[str, str]
) -> Done[str]:
    """Add or change one initiator; a person is the default. Raises `Problems`, `Trouble` not_owner."""
    typed = {key: text for key, text in values.items() if key not in _OWN_PLACE}
    if initiator is None:
        typed["kind"] = typed.get("kind") or PERSON
    parsed = parse_values(desk, Initiator, typed)
    if initiator is None and not parsed.get("name"):
        raise Problems(
            [Problem("", "name", "missing_required", "姓名（单位名称）不能空，请填写。")]
        )
    words = "修改发起人" if initiator else f"新增发起人：{parsed['name']}"
    with desk.operation(words) as op:
        home = owned(desk, op.session, Organization, organization)
        record = (
            owned(desk, op.session, Initiator, initiator)
            if initiator
            else Initiator(organization=organization)
        )
        former = record.name
        before = shared_records.before_of(record, (INITIATOR,))
        for key, value in parsed.items():
            setattr(record, key, value)
        op.add(record)
        shared_records.follow(op, record, before, (INITIATOR,))
        retell(op, home, former)
        saved = record.id
    return Done(saved, frozenset(op.changes))


def remove_initiator(desk: Desk, initiator: str) -> Done[str]:
    """Take one initiator out."""
    with desk.operation("移除发起人") as op:
        record = owned(desk, op.session, Initiator, initiator)
        home = owned(desk, op.session, Organization, record.organization or "")
        former = record.name
        op.remove(record)
        retell(op, home, former)
    return Done(initiator, frozenset(op.changes))


def unlisted(desk: Desk, organization: str) -> list[str]:
    """Return the names that an old ledger wrote into 发起人 and that are not in the list."""
    with desk.read() as session:
        home = store.get(session, Organization, organization)
        return _unlisted(session, home) if home else []


def _unlisted(session: Session, home: Organization) -> list[str]:
    known = {one.name for one in store.listed(session, Initiator, organization=home.id)}
    return [one for one in _names(home.initiators) if one not in known]


def from_text(desk: Desk, organization: str) -> Done[int]:
    """Make an initiator of each name that an old ledger wrote into 发起人 and that is not in the list; returns how many."""
    with desk.operation("按原文列出发起人") as op:
        home = owned(desk, op.session, Organization, organization)
        wanted = _unlisted(op.session, home)
        for name in wanted:
            op.add(Initiator(organization=organization, kind=PERSON, name=name[:_LENGTH]))
    return Done(len(wanted), frozenset(op.changes))


def _names(text: str | None) -> list[str]:
    return [one for one in dict.fromkeys(_BETWEEN.split(text or "")) if one]


_LENGTH = 60
"""The length of an initiator's name."""


def retell(op: Op, home: Organization, former: str | None) -> None:
    """Write the names of the list into the organization's text; names that stand there alone stay.

    `former` is the name of the line that was renamed or removed.
    """
    op.session.flush()
    lines = [one.name or "" for one in store.listed(op.session, Initiator, organization=home.id)]
    kept = [one for one in _names(home.initiators) if one != former and one not in lines]
    text = "、".join(dict.fromkeys([*kept, *lines]))
    kind = fields_of(Organization)["initiators"].kind
    most = kind.max_length if isinstance(kind, Text) else len(text)
    home.initiators = (text if len(text) <= most else text[: most - 1] + "等") or None
    op.session.flush()
