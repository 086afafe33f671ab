"""How a remark of a superior (退回意见) stands: it follows from the record, the owner's answer, and whether it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.fields import Data, Division, Link
from cso_desk.records import Record, ReturnAnswer, ReturnItem, Unit, fields_of
from cso_desk.records.returns import CHANGED, EXPLAINED
from cso_desk.store import Desk, Session

from .exchange_words import RECORDS
from .units import names_of

WAITING, DONE, ANSWERED, SETTLED = "待处理", "已改", "已答复", "已了结"
STATES = (WAITING, DONE, ANSWERED, SETTLED)
"""The states of a remark: nothing happened yet, the record was changed, an answer in words, closed by the superior."""
SENT_BACK = "退回修改"


@dataclass(frozen=True, slots=True)
class Standing:
    """One remark with the record and the answer beside it.

    `now` is the field's text today, None where the record is gone; `owner` is who owns the record now.
    """

    item: ReturnItem
    now: str | None
    rev: int
    owner: str
    answer: ReturnAnswer | None

    @property
    def blind(self) -> bool:
        """Whether the remark does not repeat the value: it is personal, or stays below."""
        return self.item.field_key is not None and self.item.seen is None

    @property
    def moved(self) -> bool:
        """Whether the record says something else than what the superior saw."""
        if self.now is None:
            return True
        if self.item.field_key is None or self.blind:
            return self.rev > (self.item.seen_rev or 0)
        return self.now != self.item.seen

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.item.settled_on is not None:
            return SETTLED
        if self.moved or (self.answer is not None and self.answer.kind == CHANGED):
            return DONE
        return ANSWERED if self.answer is not None and self.answer.kind == EXPLAINED else WAITING


def standings(session: Session, **chosen: Any) -> list[Standing]:
    """Return the remarks that match, oldest first: only those of a unit above the one that they are for."""
    listed = store.listed(session, ReturnItem, **chosen)
    above = {unit: set(units_above(session, unit)) for unit in {one.unit or "" for one in listed}}
    found = [one for one in listed if one.owner in above[one.unit or ""]]
    return _beside(session, found)


def units_above(session: Session, unit: str) -> list[str]:
    """Return the units above one by this desk's tree, the nearest first."""
    found: list[str] = []
    at = store.get(session, Unit, unit)
    while at is not None and at.parent and at.parent not in found:
        found.append(at.parent)
        at = store.get(session, Unit, at.parent)
    return found


def _beside(session: Session, items: Sequence[ReturnItem]) -> list[Standing]:
    said: dict[str, list[ReturnAnswer]] = {}
    for ids in store.chunks([one.id for one in items]):
        for answer in store.listed(session, ReturnAnswer, order="hlc", item=ids):
            said.setdefault(answer.item or "", []).append(answer)
    records = _records(session, items)
    found = []
    for one in items:
        record = records.get((one.record_table or "", one.record or ""))
        owner = one.unit or "" if record is None else record.owner
        believed = [a for a in said.get(one.id, ()) if a.owner in (one.unit, owner)]
        now = None if record is None else text_of(session, record, one.field_key)
        rev = 0 if record is None else record.rev
        found.append(Standing(one, now, rev, owner, believed[-1] if believed else None))
    return found


def _records(session: Session, items: Iterable[ReturnItem]) -> dict[tuple[str, str], Any]:
    wanted: dict[str, set[str]] = {}
    for one in items:
        wanted.setdefault(one.record_table or "", set()).add(one.record or "")
    found: dict[tuple[str, str], Any] = {}
    for table, ids in wanted.items():
        for part in store.chunks(sorted(ids)) if table in RECORDS else ():
            rows: list[Any] = list(store.listed(session, RECORDS[table], id=part))
            found.update({(table, row.id): row for row in rows})
    return found


def text_of(session: Session, record: Record, key: str | None) -> str:
    """Return a field of a record as a clerk reads it, empty for the whole record or a blank field."""
    field = fields_of(type(record)).get(key) if key else None
    value = getattr(record, field.key) if field is not None else None
    if field is None or value is None or isinstance(field.kind, Link | Data):
        return ""
    if isinstance(field.kind, Division):
        return names_of(session, [value]).get(value) or str(value)
    return field.kind.show(value)


def sync_state(desk: Desk, session: Session, organization: str) -> str:
    """Return 退回修改 while a remark on an organization waits, here or below; how far this desk's answer got; else nothing."""
    found = standings(session, about=organization, settled_on=None)
    if any(one.state == WAITING for one in found):
        return SENT_BACK
    mine = [one for one in found if one.owner == desk.unit and one.state == ANSWERED]
    open_ = [a for one in mine if (a := one.answer) is not None and a.acked_rev < a.rev]
    if not open_:
        return ""
    return "已导出待送" if all(one.sent_rev >= one.rev for one in open_) else "未报"
