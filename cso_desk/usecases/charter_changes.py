"""What a charter says otherwise than the register: proposed as a change filing (变更备案), prefilled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Organization
from cso_desk.store import Desk

from . import cases, charter
from .case_batch import Batch
from .done import Done
from .register import texts_of

CHANGE = "变更备案"
_FILED = "已备案"
_FROM = "organization."


@dataclass(frozen=True, slots=True)
class Proposed:
    """One item of a change filing: the register's field, its label, what the register and what the charter says."""

    key: str
    label: str
    before: str
    after: str


def proposed(desk: Desk, organization: str) -> list[Proposed]:
    """Return the charter's items that differ from the register of a filed organization; none for one not filed.

    What the register does not say yet (待完善) is no change.
    """
    kept = charter.current(desk, organization)
    with desk.read() as session:
        record = store.get(session, Organization, organization)
        if record is None or kept is None or record.state != _FILED:
            return []
        shown = texts_of(record, {})
    template = next(
        (raw for raw in charter.raw_templates(desk) if raw["id"] == kept.template), None
    )
    labels = dict(cases.change_items(desk))
    found = []
    for slot in template["slots"] if template else ():
        key = slot.get("from", "").removeprefix(_FROM)
        after = kept.slots.get(slot["key"], "").strip()
        before = shown[key] if key in labels else ""
        if before and after and _bare(after) != _bare(before):
            found.append(Proposed(key, labels[key], before, after))
    return found


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("。；;，,.")


def open_change(
    desk: Desk, organization: str, facts: Mapping[str, str] | None = None
) -> Done[Batch]:
    """Open the change filing that the charter asks for; raises `Problems` when nothing differs or as cases do."""
    wished = {one.key: one.after for one in proposed(desk, organization)}
    if not wished:
        words = "章程和台账没有不同，不用办变更备案。"
        raise Problems([Problem(organization, "", "nothing_to_change", words)])
    given: dict[str, Any] = {"reason": "章程修改", **(facts or {})}
    return cases.open_cases(desk, [organization], CHANGE, given, wished)
