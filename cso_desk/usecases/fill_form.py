"""Fill another office's blank table from the register: recognise its headings, fill it, list what is missing, remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import Text
from cso_desk.progress import Progress, Silent
from cso_desk.records import Decision, Organization, RememberedLayout, fields_of
from cso_desk.store import Desk

from .done import Done
from .lists import Query, store_query
from .table_fields import Mask, field_of, rows_of, table_fields

if TYPE_CHECKING:
    from cso_desk.workbooks.columns import Column
    from cso_desk.workbooks.strange_forms import Form

PREFIX = "form:"
_FILING = {"filing_number": "number", "filing_date": "date", "filing_authority": "authority"}
_TOWNSHIP_WORDS = ("乡镇", "街道", "乡镇(街道)", "所属乡镇", "所属街道", "乡镇名称", "填报单位")
_CODE_WORDS = ("社区代码(12位)", "区划代码", "社区(村)代码", "社区编码")
_MORE_WORDS = {"township": _TOWNSHIP_WORDS, "community_code": _CODE_WORDS}


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of the form: where, its heading, the field (key and label) that fills it, empty for none."""

    index: int
    heading: str
    key: str
    label: str
    remembered: bool


@dataclass(frozen=True, slots=True)
class FormLook:
    """What was understood of a blank table; nothing is written."""

    file: str
    sheet: str
    heading_rows: tuple[int, ...]
    first: int
    prepared: int
    columns: list[FormColumn]
    notes: list[str]

    @property
    def strange(self) -> list[str]:
        """The headings that no field of ours fills."""
        return [column.heading for column in self.columns if not column.key]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled: how many rows, what the records lack as (organization, heading), columns left empty."""

    rows: int
    missing: list[tuple[str, str]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    out: Path = Path()


def choices() -> list[tuple[str, str]]:
    """Return the fields (key, label) that can fill a column."""
    return [(one.key, one.label) for one in table_fields().values()]


def _columns() -> list[Column]:
    from cso_desk.workbooks.columns import Column

    own, decision = fields_of(Organization), fields_of(Decision)
    found = []
    for key, one in table_fields().items():
        words = own[key].synonyms if key in own else _MORE_WORDS.get(key, ())
        if key in _FILING:
            words = (*words, *decision[_FILING[key]].synonyms)
        if key != "number":
            found.append(Column(key, one.label, Text(200), words))
    return found


def look(
    desk: Desk,
    file: Path,
    mapping: Mapping[str, str | None] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> FormLook:
    """Recognise a blank table; `mapping` (heading → key or label, None for none) goes before what is remembered."""
    form = _read(desk, file, mapping, sheet, progress or Silent())
    return _shown(file, form)


def _read(
    desk: Desk,
    file: Path,
    mapping: Mapping[str, str | None] | None,
    sheet: str | None,
    progress: Progress,
) -> Form:
    from cso_desk.workbooks.strange_forms import read_form

    return read_form(file, _columns(), _keys(mapping or {}), _remembered(desk), sheet, progress)


def _keys(mapping: Mapping[str, str | None]) -> dict[str, str | None]:
    known = table_fields()
    by_label = {one.label: key for key, one in known.items()}
    found: dict[str, str | None] = {}
    for heading, wanted in mapping.items():
        key = by_label.get(wanted or "", wanted)
        if key and key not in known:
            words = f"没有“{wanted}”这个字段，请改对照。"
            raise Problems([Problem("", heading, "unknown_field", words)])
        found[heading] = key or None
    return found


def _remembered(desk: Desk) -> list[Mapping[str, str | None]]:
    """Return the mappings of earlier forms, the newest first; fields that are gone count as none."""
    known = table_fields()
    with desk.read() as session:
        kept = [
            (row.mapping.get("n", 0), row.mapping.get("headings", {}))
            for row in store.listed(session, RememberedLayout)
            if row.layout_key.startswith(PREFIX)
        ]
    kept.sort(key=lambda one: -one[0])
    return [
        {heading: key if key in known else None for heading, key in headings.items()}
        for _, headings in kept
    ]


def _shown(file: Path, form: Form) -> FormLook:
    columns = [
        FormColumn(
            one.index,
            one.heading,
            one.key or "",
            field_of(one.key).label if one.key else "",
            one.remembered,
        )
        for one in form.columns
    ]
    prepared = form.last - form.first + 1
    return FormLook(
        file.name, form.sheet, form.heading_rows, form.first, prepared, columns, form.notes
    )


def fill(
    desk: Desk,
    file: Path,
    out: Path,
    query: Query | None = None,
    mask: Mask = "none",
    mapping: Mapping[str, str | None] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Done[Filled]:
    """Fill a blank table with the organizations that `query` finds, save it as `out`, remember the mapping.

    Whole personal numbers (`mask` none) are put on record. `out` becomes .xlsx. Raises `Problems` when no column
    is ours, `Trouble` for a file that cannot be read, is not blank, or cannot be written.
    """
    from cso_desk.workbooks.strange_forms import write_form

    told = progress or Silent()
    form = _read(desk, file, mapping, sheet, told)
    keys = [one.key for one in form.columns if one.key]
    if not set(keys) - {"number"}:
        words = "没有一列对得上台账里的字段，请先给各列指定字段。"
        raise Problems([Problem(file.name, "", "no_columns", words)])
    place = _xlsx(out, file)
    with desk.read() as session:
        hits = store.ids(session, store_query(query or Query(order="community"), desk))
    wanted = list(dict.fromkeys([*keys, "name"]))
    rows = [dict(zip(wanted, row, strict=True)) for row in rows_of(desk, hits, wanted, mask, told)]
    changes: frozenset[tuple[str, str]] = frozenset()
    if mask == "none" and any(field_of(key).private for key in keys):
        changes = _put_on_record(desk, file.name, len(rows))
    write_form(file, form, place, rows)
    _remember(desk, form)
    strange = [one.heading for one in form.columns if not one.key]
    return Done(Filled(len(rows), _missing(form, rows), strange, form.notes, place), changes)


def _xlsx(out: Path, file: Path) -> Path:
    kind = ".xlsm" if file.suffix.lower() == ".xlsm" else ".xlsx"
    return out if out.suffix.lower() == kind else out.with_suffix(kind)


def _missing(form: Form, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [
        (str(row["name"]), column.heading)
        for row in rows
        for column in form.columns
        if column.key and row[column.key] in (None, "待定")
    ]


def _put_on_record(desk: Desk, name: str, number: int) -> frozenset[tuple[str, str]]:
    with desk.operation(f"填写外来表“{name}”（不遮挡，{number} 个组织）") as op:
        desk.put_setting(op, "unmasked_exports", int(desk.get_setting("unmasked_exports", 0)) + 1)
    return frozenset(op.changes)


def _remember(desk: Desk, form: Form) -> None:
    headings = {one.heading: one.key for one in form.columns}
    with desk.aside() as session:
        kept = store.listed(session, RememberedLayout)
        numbers = [row.mapping["n"] for row in kept if row.layout_key.startswith(PREFIX)]
        newest = max(numbers, default=0)
        mapping = {"n": newest + 1, "headings": headings}
        session.merge(RememberedLayout(layout_key=form.layout_key, mapping=mapping))
