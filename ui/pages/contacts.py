"""联系记录: who kept contact with the organization, and what is still to be settled."""

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
    PlainColumn("date", "联系日期", 96),
    PlainColumn("waiting", "跟进", 72),
    PlainColumn("who", "联系人", 72),
    PlainColumn("content", "联系内容", 200),
    PlainColumn("follow_up", "需跟进事项", 160),
    PlainColumn("role", "联系人身份", 96, shown=False),
    PlainColumn("way", "联系方式", 80, shown=False),
    PlainColumn("settled_on", "办结日期", 96, shown=False),
)
SECTIONS = (
    Section("", ("date", "way", "role", "who", "content")),
    Section("跟进", ("follow_up", "settled_on")),
)


def _rows(desk: Desk, organization: str) -> Rows:
    from cso_desk.usecases import contacts

    return contacts.contacts(desk, organization)


def _start(desk: Desk, organization: str) -> Mapping[str, str]:
    from cso_desk.usecases import contacts

    return contacts.proposed(desk, organization)


def _save(
    desk: Desk, organization: str, record: str | None, values: Mapping[str, str]
) -> Done[str]:
    from cso_desk.usecases import contacts

    return contacts.save(desk, organization, record, values)


def _remove(desk: Desk, record: str) -> Done[str]:
    from cso_desk.usecases import contacts

    return contacts.remove(desk, record)


CONTACTS = Kind(
    noun="联系记录",
    counted="条",
    table="contact",
    empty="社区联系人、党建联络员走访、电话、座谈的情况记在这里；有要跟进的事，首页会提醒。",
    columns=COLUMNS,
    sections=SECTIONS,
    rows=_rows,
    save=_save,
    remove=_remove,
    start=_start,
    badges=frozenset({"waiting"}),
)
"""The contact log as a list with a form."""
