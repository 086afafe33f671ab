"""What two organizations say side by side before they are merged, and what would go along to the one that stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import (
    Attachment,
    Case,
    Certificate,
    Charter,
    Contact,
    Decision,
    DisclosureLine,
    Honour,
    Initiator,
    Member,
    Organization,
    Record,
    Result,
    Term,
    fields_of,
)
from cso_desk.store import Desk, Session

from . import duplicates
from .duplicates import Difference
from .units import names_of

_PARTS: Mapping[type[Record], tuple[str, str]] = {
    Member: ("花名册", "人"),
    Decision: ("备案决定", "件"),
    Case: ("备案事项", "件"),
    Certificate: ("备案证书", "份"),
    Charter: ("章程", "份"),
    Term: ("任期", "条"),
    Initiator: ("发起人", "个"),
    Contact: ("联系记录", "条"),
    Honour: ("荣誉", "项"),
    Attachment: ("附件", "个"),
    DisclosureLine: ("公开表", "行"),
    Result: ("评议结果", "次"),
}
"""What belongs to an organization and is worth telling, with its measure."""


@dataclass(frozen=True, slots=True)
class Part:
    """How many of one kind of record belong to each of two organizations."""

    label: str
    measure: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would bring. `mine` tells whether both are this desk's own; `owner` names who keeps the other."""

    lines: tuple[Difference, ...]
    parts: tuple[Part, ...]
    mine: bool
    owner: str
    numbers: tuple[str, ...]

    @property
    def words(self) -> str:
        """What goes along, as one sentence."""
        told = [f"{one.label} {one.right} {one.measure}" for one in self.parts if one.right]
        along = f"右边的{'、'.join(told)}一并转到保留的一条。" if told else "右边没有别的资料要转。"
        if len(self.numbers) > 1:
            along += (
                f"两边各有备案编号（{'、'.join(self.numbers)}），两次备案都保留，请核对以哪个为准。"
            )
        return along


def preview(desk: Desk, left: str, right: str) -> Preview:
    """Return what two organizations say and own; `left` is the one that stays. Raises `Problems` for a gone one."""
    lines = duplicates.compare(desk, left, right)
    with desk.read() as session:
        two = [store.get(session, Organization, one) for one in (left, right)]
        owners = [one.owner for one in two if one is not None]
        others = [one for one in owners if one != desk.unit]
        owner = names_of(session, others).get(others[0], "另一单位") if others else ""
        numbers = [one.filing_number for one in two if one is not None and one.filing_number]
        parts = [
            Part(label, measure, _count(session, kind, left), _count(session, kind, right))
            for kind, (label, measure) in _PARTS.items()
        ]
    return Preview(
        tuple(lines),
        tuple(one for one in parts if one.left or one.right),
        not others,
        owner,
        tuple(dict.fromkeys(numbers)),
    )


def _count(session: Session, kind: type[Record], organization: str) -> int:
    return len(store.values_of(session, kind, ("id",), organization=organization))


def with_typed(desk: Desk, typed: Mapping[str, str], record: str) -> Sequence[Difference]:
    """Return an organization that is being typed (left) beside a known one, only what was typed or could tell.

    `typed` holds texts by field key, the community as a unit id. Raises `Problems` for a gone one.
    """
    from . import register

    known = register.show(desk, record).values
    place = typed.get("community", "")
    with desk.read() as session:
        shown = {**typed, "community": names_of(session, [place]).get(place, place)}
    fields = fields_of(Organization)
    found = []
    for key in _TELLING:
        one = Difference(key, fields[key].label, shown.get(key, ""), known.get(key, ""))
        if one.left or one.right:
            found.append(one)
    if not found:
        raise Problems([Problem("", "name", "missing_required", "请先写名称再比较。")])
    return found


_TELLING = (
    *("name", "community", "leader", "phone", "venue", "category", "founded", "members"),
    *("state", "filing_number", "filing_date"),
)
"""The fields that tell whether two organizations are one."""
