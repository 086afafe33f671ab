"""Photos of what hangs on the wall: attachments of a posting, of a community or an organization."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import Attachment
from cso_desk.store import Desk

from . import attachments, disclosures
from .attachments import Added
from .disclosure_steps import record_of
from .done import Done

KIND = "照片"
TABLE = "posting"


def add(
    desk: Desk, ref: str, chosen: Sequence[Path], progress: Progress | None = None
) -> Done[Added]:
    """Add photos to a row that is posted.

    Raises `Problems` when none is taken, `Trouble` NO_ITEM, NOT_POSTED, not_owner and those of attachments.
    """
    row = disclosures.by_refs(desk, [ref]).get(ref)
    if row is None:
        raise Trouble("NO_ITEM", "找不到这个公开事项，可能已被移除，请刷新列表。")
    if not row.posted_on:
        raise Trouble("NOT_POSTED", "还没有记下张贴，请先记张贴，再添加照片。")
    posting, changes = row.posting, frozenset[tuple[str, str]]()
    if not posting:
        with desk.operation("记下张贴的公开表") as op:
            posting = record_of(desk, op, row).id
        changes = frozenset(op.changes)
    added = attachments.add(
        desk,
        row.item.organization,
        chosen,
        kind=KIND,
        record=(TABLE, posting),
        progress=progress,
    )
    return Done(added.value, added.changes | changes)


def count(desk: Desk, posting: str) -> int:
    """Return how many photos a posting has."""
    if not posting:
        return 0
    with desk.read() as session:
        return len(store.listed(session, Attachment, record_table=TABLE, record=posting))
