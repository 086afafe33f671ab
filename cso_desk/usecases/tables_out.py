"""Tables that a clerk puts together (domain.md 11.6): pick fields, filter, order, mask, save under a name, write out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.progress import Progress
from cso_desk.records import Organization, SavedView, fields_of, new_id
from cso_desk.store import Desk

from .done import Done
from .lists import Query, store_query
from .table_fields import BLANK, Mask, TableField, Value, field_of, rows_of, table_fields
from .units import own_unit

PAGE = "table"
MASKS: Mapping[str, str] = {
    "id": "遮住身份证号中间",
    "all": "再遮住电话和生日",
    "none": "不遮（会记入日志）",
}
OFFICIAL = "official"
_OFFICIAL_FIELDS = (
    ("number", "序号", ""),
    ("township", "乡镇(街道)", ""),
    ("community", "社区(村)", ""),
    ("community_kind", "城/乡", ""),
    ("name", "组织名称", ""),
    ("nature", "性质", ""),
    ("category", "类别", ""),
    ("filing_number", "编号", "备案"),
    ("filing_date", "日期", "备案"),
    ("valid_until", "有效期至", "备案"),
    ("leader", "姓名", "负责人"),
    ("phone", "电话", "负责人"),
    ("members", "成员数", "人数"),
    ("party_members", "党员数", "人数"),
    ("party_form", "党组织形式", ""),
    ("venue", "活动场所", ""),
    (f"{BLANK}活动次数", "活动次数", "本季活动"),
    (f"{BLANK}参与人次", "参与人次", "本季活动"),
    ("state", "状态", ""),
    ("last_change", "变更事项/日期", ""),
    ("ended", "注销日期/原因", ""),
    ("note", "备注", ""),
)
"""The columns of the official ledger (domain.md 6.4, [I]): key, heading, heading above it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `fields` are keys in order, `headings` and `groups` what stands over them where it is not the label.

    `groups` puts one merged heading over neighbouring columns. `id` is empty until it is saved.
    """

    name: str = ""
    title: str = ""
    fields: tuple[str, ...] = ()
    query: Query = field(default_factory=Query)
    mask: Mask = "id"
    headings: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The head, the first rows as texts, and how many rows there are."""

    headings: list[str]
    rows: list[list[str]]
    total: int


def choices() -> list[TableField]:
    """Return what a table can show, in the order of the record."""
    return list(table_fields().values())


def official(desk: Desk) -> Table:
    """Return the official ledger 台账 with the columns of domain.md 6.4, of the whole register."""
    return Table(
        name="社区社会组织台账",
        title=f"{own_unit(desk).name}社区社会组织台账",
        fields=tuple(key for key, _, _ in _OFFICIAL_FIELDS),
        query=Query(order="community"),
        headings={key: heading for key, heading, _ in _OFFICIAL_FIELDS},
        groups={key: group for key, _, group in _OFFICIAL_FIELDS if group},
        id=OFFICIAL,
    )


def saved(desk: Desk) -> list[Table]:
    """Return the tables that were saved, by name."""
    with desk.read() as session:
        found = store.listed(session, SavedView, page=PAGE, order="name")
        return [_table(one) for one in found]


def find(desk: Desk, name: str) -> Table:
    """Return the saved table with this name or id, or the official one; raises `Trouble`."""
    known = [official(desk), *saved(desk)]
    for one in known:
        if name in (one.name, one.id, "台账" if one.id == OFFICIAL else one.id):
            return one
    names = "、".join(one.name for one in known)
    raise Trouble("NO_TABLE", f"没有名为“{name}”的表；现有：{names}。")


def _table(view: SavedView) -> Table:
    kept: dict[str, Any] = dict(view.content)
    asked = {f.name: kept["query"][f.name] for f in fields(Query) if f.name in kept["query"]}
    keys = tuple(key for key in kept["fields"] if key.startswith(BLANK) or key in table_fields())
    return Table(
        view.name,
        kept.get("title", ""),
        keys,
        Query(**asked),
        kept.get("mask", "id"),
        kept.get("headings", {}),
        kept.get("groups", {}),
        view.id,
    )


def save(desk: Desk, table: Table) -> Done[str]:
    """Keep a table under its name, in the place of one with the same name; raises `Problems`."""
    checked(table)
    if not table.name.strip():
        raise Problems([Problem("", "name", "missing_required", "请给这张表起个名字，再保存。")])
    content = {k: v for k, v in asdict(table).items() if k not in ("name", "id")}
    with desk.aside() as session:
        twins = store.listed(session, SavedView, page=PAGE, name=table.name.strip())
        view = twins[0] if twins else SavedView(id=new_id(), page=PAGE, name=table.name.strip())
        view.content = content
        session.add(view)
        kept = view.id
    return Done(kept)


def forget(desk: Desk, table_id: str) -> Done[None]:
    """Remove a saved table; the records stay."""
    with desk.aside() as session:
        found = session.get(SavedView, table_id)
        if found is not None:
            session.delete(found)
    return Done(None)


def checked(table: Table) -> Table:
    """Return the table if it can be made; raises `Problems` for one without fields or with an unknown one."""
    if not table.fields:
        raise Problems([Problem("", "fields", "missing_required", "还没有选字段，请至少选一个。")])
    for key in table.fields:
        if not key.startswith(BLANK) and key not in table_fields():
            raise Problems(
                [Problem("", "fields", "unknown_field", f"没有“{key}”这个字段，请重选。")]
            )
    if table.query.order not in fields_of(Organization):
        words = "只能按台账里自己的字段排序，请另选一个。"
        raise Problems([Problem("", "order", "unknown_field", words)])
    return table


def preview(desk: Desk, table: Table, limit: int = 12) -> Preview:
    """Return the head and the first rows; nothing is written, personal numbers are masked as the table says."""
    hits = _hits(desk, table)
    rows = [
        ["" if value is None else str(value) for value in row]
        for row in rows_of(desk, hits[:limit], table.fields, table.mask)
    ]
    return Preview([heading(table, key) for key in table.fields], rows, len(hits))


def heading(table: Table, key: str) -> str:
    """Return what stands over a column, its group before it."""
    own = table.headings.get(key) or field_of(key).label
    return f"{group} {own}" if (group := table.groups.get(key)) else own


def make(desk: Desk, table: Table, out: Path, progress: Progress | None = None) -> Done[int]:
    """Write a table to .xlsx or .csv and return how many rows; one without a mask is put on record.

    Raises `Problems` for a table without fields, `Trouble` UNWRITABLE.
    """
    from cso_desk.workbooks.table_writing import OutColumn, Paper, write_table

    checked(table)
    hits = _hits(desk, table)
    columns = [
        OutColumn(
            table.headings.get(key) or field_of(key).label,
            table.groups.get(key, ""),
            field_of(key).whole,
        )
        for key in table.fields
    ]
    unit = own_unit(desk)
    paper = Paper(
        table.title or table.name or f"{unit.name}社区社会组织情况表",
        f"填报单位：{unit.full_name or unit.name}",
        f"{desk.clock.today():%Y年%m月%d日}",
    )
    changes: frozenset[tuple[str, str]] = frozenset()
    if table.mask == "none" and any(field_of(key).private for key in table.fields):
        changes = _put_on_record(desk, table, len(hits))
    rows: Iterator[Sequence[Value]] = rows_of(desk, hits, table.fields, table.mask, progress)
    return Done(write_table(out, columns, rows, paper), changes)


def _put_on_record(desk: Desk, table: Table, number: int) -> frozenset[tuple[str, str]]:
    words = f"导出表格“{table.name or table.title}”（不遮挡，{number} 个组织）"
    with desk.operation(words) as op:
        desk.put_setting(op, "unmasked_exports", int(desk.get_setting("unmasked_exports", 0)) + 1)
    return frozenset(op.changes)


def _hits(desk: Desk, table: Table) -> Any:
    with desk.read() as session:
        return store.ids(session, store_query(table.query, desk))
