"""荣誉: what an organization was honoured with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..forms import Section
from ..lists.memory import PlainColumn
from .sub_records import Kind, Rows

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.opening import Desk

COLUMNS = (
    PlainColumn("year", "年度", 60),
    PlainColumn("name", "荣誉名称", 200),
    PlainColumn("level", "级别", 88),
    PlainColumn("issuer", "授予单位", 140),
    PlainColumn("date", "授予日期", 96, shown=False),
)


def _rows(desk: Desk, organization: str) -> Rows:
    from cso_desk.usecases import honours

    return honours.honours(desk, organization)


def _save(
    desk: Desk, organization: str, record: str | None, values: Mapping[str, str]
) -> Done[str]:
    from cso_desk.usecases import honours

    return honours.save(desk, organization, record, values)


def _remove(desk: Desk, record: str) -> Done[str]:
    from cso_desk.usecases import honours

    return honours.remove(desk, record)


HONOURS = Kind(
    noun="荣誉",
    counted="项",
    table="honour",
    empty="这个组织得过的表彰和称号记在这里：年度、名称、级别、授予单位。",
    columns=COLUMNS,
    sections=(Section("", ("year", "level", "name", "issuer", "date")),),
    rows=_rows,
    save=_save,
    remove=_remove,
)
"""Honours as a list with a form."""
