"""Records that belong to one organization (contact log, honours …): listed, saved and removed in one way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Contact, Honour, Organization, fields_of
from cso_desk.store import Desk

from .done import Done
from .register import owned, parse_values, texts_of

Belonging = Contact | Honour
"""The kinds of records that are kept in this way; each has a field `organization`."""


def listed(
    desk: Desk, record: type[Belonging], organization: str, order: Sequence[str]
) -> list[dict[str, str]]:
    """Return the records of an organization as texts with `id` and `mine` (是 or empty), the last in order first."""
    with desk.read() as session:
        found = store.listed(session, record, organization=organization)
        found.sort(key=lambda one: [str(getattr(one, key) or "") for key in order], reverse=True)
        return [
            {"id": one.id, "mine": "是" if one.owner == desk.unit else "", **texts_of(one, {})}
            for one in found
        ]


def save(
    desk: Desk,
    record: type[Belonging],
    organization: str,
    record_id: str | None,
    values: Mapping[str, str],
    words: str,
) -> Done[str]:
    """Add a record (`record_id` None) or change the given fields; raises `Problems`, `Trouble` not_owner."""
    typed = {key: text for key, text in values.items() if key != "organization"}
    if record_id is None:
        required = [f.key for f in fields_of(record).values() if f.required == "always"]
        typed = {**{key: "" for key in required if key != "organization"}, **typed}
    parsed = parse_values(desk, record, typed)
    with desk.operation(words) as op:
        owned(desk, op.session, Organization, organization)
        row = owned(desk, op.session, record, record_id) if record_id else None
        made = row or record(organization=organization)
        for key, value in parsed.items():
            setattr(made, key, value)
        _refuse_odd_dates(made)
        if row is None:
            op.add(made)
        op.session.flush()
        saved = made.id
    return Done(saved, frozenset(op.changes))


def _refuse_odd_dates(row: Belonging) -> None:
    """A matter is settled on the day it came up or later."""
    if isinstance(row, Contact) and row.settled_on is not None and row.date is not None:
        settled, came_up = str(row.settled_on), str(row.date)
        both = min(len(settled), len(came_up))
        if settled[:both] < came_up[:both]:
            words = f"办结日期 {settled} 早于联系日期 {came_up}，请改其中一个。"
            raise Problems([Problem("", "settled_on", "settled_before", words)])


def remove(desk: Desk, record: type[Belonging], record_id: str, words: str) -> Done[str]:
    """Take one record off its organization (还原 brings it back); raises `Trouble` not_owner."""
    with desk.operation(words) as op:
        op.remove(owned(desk, op.session, record, record_id))
    return Done(record_id, frozenset(op.changes))
