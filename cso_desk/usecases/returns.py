"""Send records of a unit below back for correction, with a reason for each field (退回修改并说明原因, packages.md 2.3).

A remark is a row of the superior that writes it; the record itself is never touched here. What the owner makes of it
comes with its ordinary report. The superior closes a remark (了结) when it is content.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, Division, PartialDate, Text
from cso_desk.records import (
    Field,
    Organization,
    ReturnItem,
    SentPackage,
    TakenPackage,
    cell_fields,
    field_by_label,
    fields_of,
)
from cso_desk.store import Desk, Op, Session

from . import policy_pack, return_states
from .done import Done
from .exchange_words import RECORDS, field_word, table_word
from .register import owned, parse_text
from .return_states import SETTLED, WAITING, Standing, standings
from .units import names_of

WHOLE = "整条记录"
_HIDDEN = frozenset({"community_text"})
_NOT_SENT, _SENT, _HEARD = "未送出", "已送出", "已收到"
KIND = "correction"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a superior says of one record: `key` is the field (empty: the whole record), `proposed` a better value."""

    record: str
    reason: str
    key: str = ""
    proposed: str = ""
    table: str = "organization"


@dataclass(frozen=True, slots=True)
class ReturnInfo:
    """One remark for lists and papers, as texts.

    `seen` is the value that the superior saw, `now` today's, `gone` tells that the record was removed. `mine` was raised
    here, `for_me` waits for an answer of this desk; `below` is who owns the record where neither holds. `given` tells how
    far it got to the unit below, empty where it came from above.
    """

    id: str
    state: str
    mine: bool
    for_me: bool
    from_name: str
    unit_name: str
    package_seq: int | None
    table: str
    record: str
    about: str
    about_name: str
    key: str
    field: str
    seen: str
    now: str
    gone: bool
    moved: bool
    reason: str
    proposed: str
    raised_by: str
    raised_on: str
    answer: str
    answer_words: str
    answered_by: str
    answered_on: str
    given: str

    @property
    def can_accept(self) -> bool:
        """Whether the proposed value can be taken with one step."""
        return self.for_me and bool(self.proposed) and self.state != SETTLED and not self.moved


@dataclass(frozen=True, slots=True)
class Returnable:
    """A field that can be sent back, with what was reported in it; `proposable` is none that is personal."""

    key: str
    label: str
    value: str
    proposable: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What can be sent back of a choice: the organizations of units below, a title, and the fields of a single one."""

    organizations: tuple[str, ...]
    title: str
    fields: tuple[Returnable, ...]


def form_of(desk: Desk, organizations: Sequence[str]) -> Form:
    """Return what can be sent back: several organizations only whole, this unit's own ones not at all.

    Raises `Trouble` NO_RECORD where none is left.
    """
    with desk.read() as session:
        found: list[Organization] = []
        for ids in store.chunks(organizations):
            found += store.listed(session, Organization, id=ids)
        above = {one.owner: return_states.units_above(session, one.owner) for one in found}
        below = {one.id: one for one in found if desk.unit in above[one.owner]}
        chosen = tuple(one for one in organizations if one in below)
        if not chosen:
            words = "选的组织由本单位维护或已被删除，不能退回；本单位的请直接修改。"
            raise Trouble("NO_RECORD", words)
        if len(chosen) > 1:
            own = len(organizations) - len(chosen)
            more = f"，另有 {own} 个由本单位维护，不退回" if own else ""
            return Form(chosen, f"共 {len(chosen)} 个组织{more}", ())
        record = below[chosen[0]]
        name = names_of(session, [record.owner]).get(record.owner, "")
        guarded = _guarded(desk, "organization")
        fields = tuple(
            Returnable(
                one.key,
                one.label,
                return_states.text_of(session, record, one.key),
                one.key not in guarded,
            )
            for one in cell_fields(Organization).values()
            if not one.derived and one.key not in _HIDDEN
        )
    return Form(chosen, f"{record.name}　由{name}报来", fields)


def key_of(table: str, label: str) -> str:
    """Return the key of a field by its label, empty for the whole record; raises `Problems` unknown_field."""
    if not label.strip() or label.strip() == WHOLE:
        return ""
    kind = RECORDS.get(table)
    found = field_by_label(kind).get(label.strip()) if kind is not None else None
    if found is None:
        raise _problem(
            "field", "unknown_field", f"没有“{label}”这个栏目，请看 org show 里的字段名。"
        )
    return found.key


def _guarded(desk: Desk, table: str) -> set[str]:
    """Return the fields whose values a remark never repeats: personal ones, and those that stay below on some level.

    A remark is passed on, up with the report too, where the record itself would travel without them.
    """
    raw = policy_pack.pack(desk).value("reporting.profile")
    drops = [raw["drop"], *raw.get("levels", {}).values()]
    kept = {key for drop in drops for key in drop.get(table, ())}
    private = {one.key for one in fields_of(RECORDS[table]).values() if one.private != "none"}
    return kept | private


def send_back(desk: Desk, remarks: Sequence[Remark]) -> Done[list[str]]:
    """Write remarks on records of units below and return their ids; all of them or none.

    Raises `Problems` for a missing or long reason, an unknown field, a proposed value that does not fit or a field that
    is sent back already; `Trouble` for a record of this unit's own, OUT_OF_SCOPE for one of a unit that is not below.
    """
    if not remarks:
        raise Problems([Problem("", "fields", "too_few", "请先选要退回修改的栏目。")])
    count = len({one.record for one in remarks})
    with desk.operation(f"退回修改 {count} 条记录") as op:
        made = [_write(desk, op, one) for one in remarks]
        op.session.flush()
        ids = [one.id for one in made]
    return Done(ids, frozenset(op.changes))


def _write(desk: Desk, op: Op, said: Remark) -> ReturnItem:
    record = _below(desk, op.session, said)
    field = _field(said)
    reason = _text(ReturnItem, "reason", said.reason)
    if not reason:
        raise _problem("reason", "missing_required", "请写退回原因，让对方知道怎样改。")
    _refuse_second(op.session, desk.unit, said, field)
    about = _about(op.session, record)
    taken = store.listed(op.session, TakenPackage, id=record.src_pkg, kind="report")
    item = ReturnItem(
        unit=record.owner,
        package=taken[0].id if taken else None,
        package_seq=taken[0].seq if taken else None,
        record_table=said.table,
        record=said.record,
        about=about.id if about is not None else None,
        about_name=(about.name or "")[:100] if about is not None else None,
        seen_rev=record.rev,
        field_key=field.key if field is not None else None,
        seen=_seen(desk, op.session, record, said, field),
        reason=reason,
        proposed=_proposed(desk, said.table, field, said.proposed),
        raised_by=desk.user[:30],
        raised_on=PartialDate.of(desk.clock.today()),
    )
    return op.add(item)


def _below(desk: Desk, session: Session, said: Remark) -> Any:
    kind = RECORDS.get(said.table)
    found: Any = store.get(session, kind, said.record) if kind is not None else None
    if found is None:
        raise Trouble("NO_RECORD", "找不到要退回的记录，可能已被删除，请刷新列表。")
    if found.owner == desk.unit:
        raise Trouble("own_record", "这条记录由本单位维护，直接修改即可，不用退回。")
    if desk.unit not in return_states.units_above(session, found.owner):
        raise Trouble("OUT_OF_SCOPE", "这条记录不是下级单位报来的，不能退回修改。")
    return found


def _field(said: Remark) -> Field | None:
    if not said.key:
        return None
    found = cell_fields(RECORDS[said.table]).get(said.key)
    if found is None or found.derived:
        raise _problem("fields", "unknown_field", f"没有“{said.key}”这个栏目，请从列表里选。")
    return found


def _refuse_second(session: Session, unit: str, said: Remark, field: Field | None) -> None:
    key = field.key if field is not None else None
    known = store.listed(
        session, ReturnItem, owner=unit, record=said.record, field_key=key, settled_on=None
    )
    if known:
        where = f"“{field.label}”" if field is not None else WHOLE
        words = f"“{known[0].about_name or ''}”的{where}已经退回过，还没有了结；请先了结那一条。"
        raise _problem("fields", "second", words)


def _seen(
    desk: Desk, session: Session, record: Any, said: Remark, field: Field | None
) -> str | None:
    if field is None or field.key in _guarded(desk, said.table):
        return None
    return return_states.text_of(session, record, field.key)


def _proposed(desk: Desk, table: str, field: Field | None, text: str) -> str | None:
    if field is None or not text.strip():
        return None
    if field.key in _guarded(desk, table):
        words = f"“{field.label}”涉及个人信息或不上报，请只写原因，不写建议的内容。"
        raise _problem(field.key, "personal", words)
    if isinstance(field.kind, Division):
        return _text(ReturnItem, "proposed", text)
    try:
        return field.kind.show(parse_text(desk, field, text))
    except BadValue as fault:
        words = f"建议改的“{field.label}”不对：{fault.message}"
        raise _problem(field.key, fault.code, words) from None


def _text(record: Any, key: str, text: str) -> str | None:
    kind = fields_of(record)[key].kind
    assert isinstance(kind, Text)
    try:
        return kind.parse(text)
    except BadValue as fault:
        words = f"{fields_of(record)[key].label}：{fault.message}"
        raise _problem(key, fault.code, words) from None


def _about(session: Session, record: Any) -> Organization | None:
    if isinstance(record, Organization):
        return record
    link = getattr(record, "organization", None)
    return store.get(session, Organization, link) if link else None


def _problem(key: str, code: str, message: str) -> Problems:
    return Problems([Problem("", key, code, message)])


def settle(desk: Desk, items: Iterable[str]) -> Done[int]:
    """Close remarks of this desk (了结); those that are closed stay as they are. Raises `Trouble` for another's."""
    chosen = list(dict.fromkeys(items))
    with desk.operation(f"了结 {len(chosen)} 条退回意见") as op:
        number = 0
        for one in chosen:
            item = owned(desk, op.session, ReturnItem, one)
            if item.settled_on is None:
                item.settled_on = PartialDate.of(desk.clock.today())
                item.settled_by = desk.user[:30]
                number += 1
    return Done(number, frozenset(op.changes))


def listed(desk: Desk, *, about: str = "", open_only: bool = False) -> list[ReturnInfo]:
    """Return all remarks that this desk wrote, got, or passes on, the newest first; of one organization with `about`."""
    chosen: dict[str, Any] = {"about": about} if about else {}
    if open_only:
        chosen["settled_on"] = None
    with desk.read() as session:
        found = standings(session, **chosen)
        units = {unit for one in found for unit in (one.item.owner, one.owner)}
        names, known = names_of(session, sorted(units)), _known_below(session)
        shown = [_info(desk, one, names, known) for one in reversed(found)]
    return shown


def count_waiting(desk: Desk) -> int:
    """Return how many remarks wait for an answer of this desk."""
    with desk.read() as session:
        found = standings(session, settled_on=None)
        return sum(one.state == WAITING and one.owner == desk.unit for one in found)


def _known_below(session: Session) -> dict[str, str]:
    """Return by remark whether it went down, or was received in the revision that stands."""
    known: dict[str, str] = {}
    revisions = {one.id: one.rev for one in store.listed(session, ReturnItem)}
    for sent in store.listed(session, SentPackage, kind=KIND):
        rows = sent.revisions.get(ReturnItem.__tablename__, {})
        for item, (rev, _) in rows.items():
            if rev == revisions.get(item) and known.get(item) != _HEARD:
                known[item] = _HEARD if sent.acknowledged_at else _SENT
    return known


def _info(desk: Desk, one: Standing, names: dict[str, str], known: dict[str, str]) -> ReturnInfo:
    item, answer = one.item, one.answer
    table, key = item.record_table or "", item.field_key or ""
    for_me = one.owner == desk.unit
    return ReturnInfo(
        id=item.id,
        state=one.state,
        mine=item.owner == desk.unit,
        for_me=for_me,
        from_name=names.get(item.owner, ""),
        unit_name=names.get(one.owner, ""),
        package_seq=item.package_seq,
        table=table,
        record=item.record or "",
        about=item.about or "",
        about_name=item.about_name or table_word(table),
        key=key,
        field=field_word(table, key) if key else WHOLE,
        seen=item.seen or "",
        now=one.now or "",
        gone=one.now is None,
        moved=one.moved,
        reason=item.reason or "",
        proposed=item.proposed or "",
        raised_by=item.raised_by or "",
        raised_on=str(item.raised_on or ""),
        answer=(answer.kind or "") if answer is not None else "",
        answer_words=(answer.words or "") if answer is not None else "",
        answered_by=(answer.answered_by or "") if answer is not None else "",
        answered_on=str(answer.answered_on or "") if answer is not None else "",
        given="" if for_me else known.get(item.id, _NOT_SENT),
    )
