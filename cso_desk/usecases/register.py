"""The register: save, show and check organizations and their members; enter old filings (历史备案补录)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, Choice, Division, Text, Whole, not_offered
from cso_desk.records import (
    JOURNALED,
    Decision,
    Field,
    ManagementRule,
    Member,
    Organization,
    Record,
    Signatory,
    Unit,
    cell_fields,
    fields_of,
)
from cso_desk.store import Desk, Op, Session

from . import numbering, own_fields, policy_pack, return_states, returned, shared_records
from .done import Done
from .filing_state import OLD_FILING, decisions_of, derive, old_filing_of
from .units import names_of

TABLES: Mapping[str, type[Record]] = {record.__tablename__: record for record in JOURNALED}
"""The class of each table whose fields a form may show."""
PARTS = tuple(record for record in JOURNALED if "organization" in fields_of(record))
"""The records that belong to one organization each."""
_FILING = {"number": "备案编号", "date": "备案日期", "authority": "备案机关"}
_OWN_PLACE = frozenset({"organization"})
"""Link fields that a page sets by where the record stands, never as typed text."""


@dataclass(frozen=True, slots=True)
class FormField:
    """What a form needs to know of one field; `words` are offered, `lines` and `max_length` shape a text."""

    key: str
    label: str
    kind: str
    words: tuple[str, ...]
    hint: str
    example: str
    required: str
    private: str
    lines: int
    max_length: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One organization as texts; `missing_to_file` lists (key, label) of what a filing still lacks.

    `below` tells that a unit below keeps it, so that it can be sent back (退回修改).
    """

    id: str
    owner: str
    owner_name: str
    mine: bool
    rev: int
    state: str
    sync_state: str
    values: Mapping[str, str]
    missing_to_file: tuple[tuple[str, str], ...]
    below: bool = False


def form_fields(desk: Desk, table: str) -> list[FormField]:
    """Return the fields of a table that a clerk types, in the order of the form."""
    found = cell_fields(TABLES[table]).values()
    own = own_fields.as_fields(desk).values() if table == "organization" else ()
    return [_form_field(desk, one) for one in (*found, *own) if not one.derived]


def _form_field(desk: Desk, one: Field) -> FormField:
    kind = one.kind
    words: tuple[str, ...] = ()
    if isinstance(kind, Choice):
        words = kind.words or policy_pack.words(desk, kind.list_key)
    lines, length = (kind.lines, kind.max_length) if isinstance(kind, Text) else (1, 60)
    if isinstance(kind, Whole):
        length = len(str(kind.high))
    return FormField(
        one.key,
        one.label,
        kind.name,
        words,
        one.hint,
        one.example,
        one.required,
        one.private,
        lines,
        length,
    )


def check_value(desk: Desk, table: str, key: str, text: str) -> str | None:
    """Return what is wrong with the text of one field, None if it is good or blank."""
    own = own_fields.as_fields(desk) if own_fields.is_own(key) else {}
    if own_fields.is_own(key) and key not in own:
        return None
    field = own[key] if key in own else fields_of(TABLES[table])[key]
    try:
        parse_text(desk, field, text)
    except BadValue as fault:
        return fault.message
    return f"{field.label}不能空。" if field.required == "always" and not text.strip() else None


def parse_text(desk: Desk, field: Field, text: str) -> Any:
    """Return the value of `text` for a field, with the place's code lists applied; raises `BadValue`."""
    value = field.kind.parse(text)
    if isinstance(field.kind, Choice) and not field.kind.words and value is not None:
        words = policy_pack.words(desk, field.kind.list_key)
        if words and value not in words:
            raise BadValue("not_in_list", not_offered(value, words))
    return value


def parse_values(desk: Desk, record: type[Record], values: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of all given texts; raises `Problems` with the field keys."""
    fields = fields_of(record)
    parsed: dict[str, Any] = {}
    problems = []
    for key, text in values.items():
        try:
            parsed[key] = parse_text(desk, fields[key], text)
        except BadValue as fault:
            problems.append(Problem("", key, fault.code, fault.message))
        else:
            if fields[key].required == "always" and parsed[key] is None:
                problems.append(
                    Problem("", key, "missing_required", f"{fields[key].label}不能空，请填写。")
                )
    if problems:
        raise Problems(problems)
    return parsed


def save_organization(
    desk: Desk,
    organization: str | None,
    values: Mapping[str, str],
    filing: Mapping[str, str] | None = None,
) -> Done[str]:
    """Add an organization (`organization` None) or change the given fields.

    `filing` (number, date, authority) enters an old filing in the same step (历史备案补录).
    Raises `Problems` with field keys, `Trouble` not_owner.
    """
    parsed = parse_values(
        desk, Organization, {key: text for key, text in values.items() if _typed(key)}
    )
    own = own_fields.parse(desk, values)
    facts = parse_filing(desk, filing) if filing is not None else None
    if organization is None and not parsed.get("name"):
        raise Problems([Problem("", "name", "missing_required", "组织名称不能空，请填写。")])
    _check_community(desk, parsed)
    words = "修改组织" if organization else f"新增组织：{parsed['name']}"
    with desk.operation(words) as op:
        record = (
            owned(desk, op.session, Organization, organization)
            if organization
            else op.add(Organization())
        )
        before = shared_records.before_of(record)
        for key, value in parsed.items():
            setattr(record, key, value)
        own_fields.put(record, own)
        shared_records.follow(op, record, before)
        if parsed.get("community"):
            record.community_text = None
        op.session.flush()
        if facts:
            _file_old(desk, op, record.id, facts)
        derive(record, decisions_of(op.session, record.id))
        saved = record.id
    return Done(saved, frozenset(op.changes))


def _typed(key: str) -> bool:
    field = fields_of(Organization).get(key)
    return field is not None and not field.derived


def _check_community(desk: Desk, parsed: Mapping[str, Any]) -> None:
    wanted = parsed.get("community")
    if wanted:
        with desk.read() as session:
            if store.get(session, Unit, wanted) is None:
                words = "区划里没有这个社区（村），请从列表里选，或先补充社区。"
                raise Problems([Problem("", "community", "community_unmatched", words)])


def owned(desk: Desk, session: Session, record: type[store.S], record_id: str) -> store.S:
    """Return a record of this desk's own; raises `Trouble`: unknown, or not_owner naming the owner."""
    found = store.get(session, record, record_id)
    if found is None:
        raise Trouble("NO_RECORD", "找不到这条记录，可能已被删除，请刷新列表。")
    owner: str = getattr(found, "owner", "")
    if owner not in ("", desk.unit):
        raise not_owner(session, owner)
    return found


def not_owner(session: Session, owner: str) -> Trouble:
    """Return the refusal to write another unit's record."""
    owner = names_of(session, [owner]).get(owner) or "另一单位"
    return Trouble("not_owner", f"这条记录由{owner}维护，这里只能查看；要改请退回{owner}修改。")


def show(desk: Desk, organization: str) -> Shown:
    """Return one organization as texts; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        record = store.get(session, Organization, organization)
        if record is None:
            raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
        names = names_of(session, [one for one in (record.community, record.owner) if one])
        return _shown(desk, session, record, names)


def _shown(desk: Desk, session: Session, record: Organization, names: Mapping[str, str]) -> Shown:
    values = {**texts_of(record, names), **own_fields.texts(desk, record.own_fields)}
    fields = fields_of(Organization).values()
    to_file = tuple(
        (f.key, f.label) for f in fields if f.required == "to_file" and not values[f.key]
    )
    return Shown(
        id=record.id,
        owner=record.owner,
        owner_name=names.get(record.owner, ""),
        mine=record.owner == desk.unit,
        rev=record.rev,
        state=record.state or "未备案",
        sync_state=_sync_state(desk, session, record),
        values=values,
        missing_to_file=to_file,
        below=desk.unit in return_states.units_above(session, record.owner),
    )


def texts_of(record: Record, names: Mapping[str, str]) -> dict[str, str]:
    """Return all declared fields of a record as shown texts; a community shows its name, or the ledger's words."""
    shown = {}
    for key, field in cell_fields(type(record)).items():
        value = getattr(record, key)
        if isinstance(field.kind, Division):
            shown[key] = names.get(value, "") or getattr(record, f"{key}_text", None) or ""
        else:
            shown[key] = "" if value is None else field.kind.show(value)
    return shown


def _sync_state(desk: Desk, session: Session, record: Organization) -> str:
    said = return_states.sync_state(desk, session, record.id)
    return said or (sync_state(session, record) if record.owner == desk.unit else "")


def sync_state(session: Session, record: Organization) -> str:
    """Return 未报, 已导出待送, 已接收 or 退回修改 (practice.md 10: making a package is not reporting)."""
    if returned.came_back(session, record.__tablename__, record.id, record.rev):
        return "退回修改"
    if record.acked_rev >= record.rev > 0:
        return "已接收"
    return "已导出待送" if record.sent_rev >= record.rev > 0 else "未报"


def remove(desk: Desk, organization: str) -> Done[str]:
    """Take an organization out of the register with all that belongs to it (还原 brings it back).

    Nothing that names it may stay: the next level would get rows of an organization that it does not have.
    """
    with desk.operation("移除组织") as op:
        record = owned(desk, op.session, Organization, organization)
        for rule in store.listed(op.session, ManagementRule, organization=organization):
            for signatory in store.listed(op.session, Signatory, rule=rule.id):
                op.remove(signatory)
        op.session.flush()
        for kind in PARTS:
            for part in store.listed(op.session, kind, organization=organization):
                op.remove(part)
        op.remove(record)
    return Done(organization, frozenset(op.changes))


def members(desk: Desk, organization: str) -> list[dict[str, str]]:
    """Return the roster as texts with the ids, in the order of entry; those who left come last."""
    with desk.read() as session:
        found = store.listed(session, Member, organization=organization)
        found.sort(key=lambda one: one.left is not None)
        return [{"id": one.id, **texts_of(one, {})} for one in found]


def save_member(
    desk: Desk, organization: str, member: str | None, values: Mapping[str, str]
) -> Done[str]:
    """Add or change one line of the roster; raises `Problems`, `Trouble` not_owner."""
    parsed = parse_values(
        desk, Member, {key: text for key, text in values.items() if key not in _OWN_PLACE}
    )
    if member is None and not parsed.get("name"):
        raise Problems([Problem("", "name", "missing_required", "姓名不能空，请填写。")])
    with desk.operation("修改花名册" if member else f"花名册新增：{parsed['name']}") as op:
        owned(desk, op.session, Organization, organization)
        record = (
            owned(desk, op.session, Member, member) if member else Member(organization=organization)
        )
        before = shared_records.before_of(record, (shared_records.MEMBER,))
        for key, value in parsed.items():
            setattr(record, key, value)
        if member is None:
            op.add(record)
        shared_records.follow(op, record, before, (shared_records.MEMBER,))
        op.session.flush()
        saved = record.id
    return Done(saved, frozenset(op.changes))


def remove_member(desk: Desk, member: str) -> Done[str]:
    """Take one line out of the roster."""
    with desk.operation("花名册移除一人") as op:
        op.remove(owned(desk, op.session, Member, member))
    return Done(member, frozenset(op.changes))


def default_authority(desk: Desk) -> str:
    """Return the official name of the filing authority that the policy pack names for this desk."""
    level = policy_pack.pack(desk).value("filing.authority")
    with desk.read() as session:
        unit = store.get(session, Unit, desk.unit)
        while unit is not None and unit.level != level:
            unit = store.get(session, Unit, unit.parent) if unit.parent else None
        return (unit.full_name or unit.name) if unit else ""


def parse_filing(desk: Desk, filing: Mapping[str, str]) -> dict[str, Any]:
    """Return number, date and authority of an old filing; raises `Problems` when one is bad or lacks."""
    facts = parse_values(desk, Decision, {key: filing.get(key, "") for key in _FILING})
    words = "补录要写全备案编号、备案日期和备案机关。"
    lacking = [
        Problem("", key, "missing_required", f"{label}不能空：{words}")
        for key, label in _FILING.items()
        if not facts[key]
    ]
    if lacking:
        raise Problems(lacking)
    return facts


def record_old_filing(
    desk: Desk, organization: str, number: str, date: str, authority: str
) -> Done[str]:
    """Enter an old filing (历史备案补录); number, date and authority are all needed; raises `Problems`."""
    facts = parse_filing(desk, {"number": number, "date": date, "authority": authority})
    with desk.operation("历史备案补录") as op:
        record = owned(desk, op.session, Organization, organization)
        _file_old(desk, op, organization, facts)
        derive(record, decisions_of(op.session, organization))
    return Done(organization, frozenset(op.changes))


def _file_old(desk: Desk, op: Op, organization: str, facts: Mapping[str, Any]) -> None:
    numbering.refuse_taken(op.session, facts["number"], facts["authority"], organization)
    decision = old_filing_of(op.session, organization, desk.unit)
    if decision is None:
        decision = op.add(Decision(organization=organization, kind=OLD_FILING))
    for key, value in facts.items():
        setattr(decision, key, value)
    decision.recorded_by, decision.policy_version = desk.user, policy_pack.pack(desk).version
    op.session.flush()
