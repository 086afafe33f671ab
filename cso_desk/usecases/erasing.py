"""Clear a person's data on that person's request, or a whole organization by law (个人信息保护法 第四十七条; packages.md 2.6).

What stood there goes for good, here and with the next packages at every desk that holds it. The reason and the paper
stay; nothing brings the data back, neither 还原 nor an older package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import (
    TRAVELLING,
    Attachment,
    Erasure,
    Initiator,
    Member,
    Organization,
    Person,
    Record,
    Term,
    fields_of,
    new_id,
)
from cso_desk.store import Desk, Op, Session

from . import backup, erasure_taking, orders, trust
from .backup import BackupInfo
from .case_state import derive_touched
from .done import Done
from .erasure_taking import ShownErasure
from .merging import link_keys
from .shared_records import LEADER

if TYPE_CHECKING:
    from cso_desk.packages.erasures import ErasureOrder

_Named = dict[str, dict[str, set[str]]]
"""By table and id: the fields to blank, none for the whole row."""
_LINES: tuple[type[Record], ...] = (Member, Initiator)
"""Lines that say nothing but one person's data."""
_PERSONS: tuple[type[Record], ...] = (Person, *_LINES)
_PARTS: tuple[type[Record], ...] = (*_LINES, Term)
_MARKS = ("id_number", "phone")


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was cleared: the orders' ids, how many rows changed here, the backups that still hold the data."""

    orders: tuple[str, ...]
    rows: int
    backups: tuple[BackupInfo, ...]


@dataclass(frozen=True, slots=True)
class ErasureInfo:
    """One erasure for the list; `what` is 个人 or 组织, `rows` how many rows it names, `backups` how many still hold them."""

    id: str
    what: str
    issuer: str
    issued_at: str
    reason: str
    document: str
    rows: int
    backups: int


def clear_person(desk: Desk, person: str, reason: str, document: str = "") -> Done[Cleared]:
    """Clear what this desk and those below hold of one person, by the id of a person, a roster line or an initiator.

    Raises `Problems` for a missing reason; `Trouble` NO_RECORD, OUT_OF_SCOPE for another unit's record.
    """
    return _clear(desk, "person", person, reason, document)


def clear_organization(
    desk: Desk, organization: str, reason: str, document: str = ""
) -> Done[Cleared]:
    """Clear an organization with all that belongs to it; raises like `clear_person`."""
    return _clear(desk, "organization", organization, reason, document)


def _clear(
    desk: Desk, what: Literal["person", "organization"], record: str, reason: str, document: str
) -> Done[Cleared]:
    if not reason.strip():
        words = "请写清除原因，如“本人申请”。"
        raise Problems([Problem("", "reason", "missing_required", words)])
    with desk.operation("按要求清除个人信息" if what == "person" else "按要求清除组织信息") as op:
        owners = _owners(desk, op.session)
        find = _of_person if what == "person" else _of_organization
        named = find(op.session, record, owners)
        shown = list(_orders(desk, op, what, named, (reason.strip(), document.strip())))
        rows = erasure_taking.keep(op, shown)
        op.session.flush()
        derive_touched(desk, op)
        changes = frozenset(op.changes)
    erasure_taking.tidy(desk)
    ids = tuple(one.order.id for one in shown)
    return Done(Cleared(ids, rows, tuple(backups_with_erased(desk))), changes)


def _owners(desk: Desk, session: Session) -> list[str]:
    inside = trust.inside_of(desk)
    return sorted({desk.unit, *(one for one in store.owners(session) if inside(one, desk.unit))})


def _of_organization(session: Session, organization: str, owners: Sequence[str]) -> _Named:
    found = store.get(session, Organization, organization)
    _check(found, owners)
    named: _Named = {Organization.__tablename__: {organization: set()}}
    for owner in owners:
        for table, rows in orders.closure(session, [organization], owner).items():
            named.setdefault(table, {}).update({one: set() for one in rows})
    return named


def _check(found: Any, owners: Sequence[str]) -> None:
    if found is None:
        raise Trouble("NO_RECORD", "找不到这条记录，请刷新列表。")
    if found.owner not in owners:
        words = "这条记录不归本单位和下级维护；请由维护它的单位或它的上级清除。"
        raise Trouble("OUT_OF_SCOPE", words)


def _of_person(session: Session, record: str, owners: Sequence[str]) -> _Named:
    found: Any = next((one for kind in _PERSONS if (one := store.get(session, kind, record))), None)
    _check(found, owners)
    marks = {key: getattr(found, key, None) for key in _MARKS}
    link = found.id if isinstance(found, Person) else found.person
    return _Search(session, owners, record, link, found.name, marks).named


class _Search:
    """Finds the rows that hold one person's data: by the link to the person, and by the identity number."""

    def __init__(
        self,
        session: Session,
        owners: Sequence[str],
        record: str,
        person: str | None,
        name: str | None,
        marks: Mapping[str, str | None],
    ) -> None:
        self._session = session
        self._owners = list(owners)
        self._record, self._person, self._name = record, person, name
        self._id_number = marks["id_number"]
        self._texts = [text for text in marks.values() if text]
        self.named: _Named = {}
        self._own_lines()
        self._leaders()
        self._terms()
        self._attachments()
        self._all_that_belongs()

    def _rows(self, kind: type[Record], link: str, number: str = "") -> dict[str, Any]:
        """Return the rows of a kind that name the person, removed ones too."""
        wanted = [(link, self._person)] if link else []
        wanted += [(number, self._id_number)] if number else []
        ids: set[str] = set()
        for key, value in wanted:
            if value:
                given = {key: value, "owner": self._owners}
                ids |= {one for (one,) in store.values_ever(self._session, kind, ("id",), **given)}
        return dict.fromkeys(sorted(ids))

    def _whole(self, kind: type[Record], ids: Any) -> None:
        self.named.setdefault(kind.__tablename__, {}).update({one: set() for one in ids})

    def _own_lines(self) -> None:
        self._whole(Person, self._rows(Person, "id", "id_number"))
        for kind in _LINES:
            self._whole(kind, self._rows(kind, "person", "id_number"))
        for kind in _PERSONS:
            if store.get(self._session, kind, self._record) is not None:
                self._whole(kind, [self._record])

    def _leaders(self) -> None:
        self._led = self._rows(Organization, LEADER.link, "leader_id")
        rows = self.named.setdefault(Organization.__tablename__, {})
        rows.update({one: {*LEADER.keys, LEADER.link} for one in self._led})

    def _terms(self) -> None:
        rows = self.named.setdefault(Term.__tablename__, {})
        rows.update({one: {"name", "person"} for one in self._rows(Term, "person")})

    def _attachments(self) -> None:
        whole = [one for rows in self.named.values() for one, keys in rows.items() if not keys]
        for ids in store.chunks(whole):
            found = store.values_ever(self._session, Attachment, ("id",), record=ids)
            self._whole(Attachment, [one for (one,) in found])

    def _all_that_belongs(self) -> None:
        """In the organizations concerned: every field that says the name, or has the telephone or number in it."""
        concerned = set(self._led)
        for kind in _PARTS:
            rows = list(self.named.get(kind.__tablename__, {}))
            found = store.values_ever(self._session, kind, ("organization",), id=rows)
            concerned |= {one for (one,) in found if one}
        for kind in TRAVELLING:
            keys = ["id"] if kind is Organization else link_keys(kind)
            for key in keys:
                given = {key: sorted(concerned), "owner": self._owners}
                self._mentions(kind, given)

    def _mentions(self, kind: type[Record], given: Mapping[str, Any]) -> None:
        keys = [field.key for field in fields_of(kind).values() if not field.derived]
        rows = self.named.setdefault(kind.__tablename__, {})
        for record, *values in store.values_ever(self._session, kind, ("id", *keys), **given):
            said = {key for key, value in zip(keys, values, strict=True) if self._says(value)}
            if said and rows.get(record, said):
                rows[record] = rows.get(record, set()) | said

    def _says(self, value: Any) -> bool:
        if isinstance(value, str):
            return value == self._name or any(text in value for text in self._texts)
        if isinstance(value, Mapping):
            return any(map(self._says, value.values()))
        return isinstance(value, list) and any(map(self._says, value))


def _orders(
    desk: Desk,
    op: Op,
    what: Literal["person", "organization"],
    named: _Named,
    why: tuple[str, str],
) -> Iterator[ShownErasure]:
    from cso_desk.packages.erasures import MAX_ROWS, sign_erasure

    keys, chain = trust.keys_of(desk), trust.own_chain(desk)
    stream = (
        (table, one, tuple(sorted(k))) for table, rows in named.items() for one, k in rows.items()
    )
    while chunk := list(islice(stream, MAX_ROWS)):
        order = _order(desk, op, what, chunk, why)
        yield ShownErasure(sign_erasure(order, keys, chain), order)


def _order(
    desk: Desk,
    op: Op,
    what: Literal["person", "organization"],
    chunk: Sequence[tuple[str, str, tuple[str, ...]]],
    why: tuple[str, str],
) -> ErasureOrder:
    from cso_desk.packages.erasures import ErasureOrder

    rows: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, record, fields in chunk:
        rows.setdefault(table, {})[record] = fields
    return ErasureOrder(
        v=1,
        id=new_id(),
        what=what,
        rows=rows,
        issuer=desk.unit,
        issuer_name=trust.head_of(desk).name,
        issued=op.stamp.at,
        reason=why[0],
        document=why[1],
    )


def listed(desk: Desk) -> list[ErasureInfo]:
    """Return all erasures that this desk ordered or was shown, the newest first."""
    with desk.read() as session:
        kept = store.listed(session, Erasure, order="id", descending=True)
    old = backup.listed(desk)
    return [_info(one, old) for one in kept]


def _info(kept: Erasure, old: Sequence[BackupInfo]) -> ErasureInfo:
    order = erasure_taking.signed_of(kept).order
    return ErasureInfo(
        id=kept.id,
        what="个人" if order.what == "person" else "组织",
        issuer=order.issuer_name,
        issued_at=order.issued,
        reason=order.reason,
        document=order.document,
        rows=sum(map(len, order.rows.values())),
        backups=sum(one.made_at <= kept.known_at for one in old),
    )


def backups_with_erased(desk: Desk) -> list[BackupInfo]:
    """Return the backups that were made before this desk carried out its last erasure, the newest first."""
    with desk.read() as session:
        known = store.values_of(session, Erasure, ("known_at",))
    last = max((at for (at,) in known), default="")
    return [one for one in backup.listed(desk) if one.made_at <= last]
