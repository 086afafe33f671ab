"""Which rows a superior sent back (退回修改): noted by revision, until they are changed or taken after all."""

from __future__ import annotations

from collections.abc import Iterable

from cso_desk import store
from cso_desk.records import AckedRow
from cso_desk.store import Op, Session


def note(op: Op, parent: str, rows: Iterable[tuple[str, str, int]]) -> None:
    """Remember rows (table, record, revision) that came back from a superior."""
    noted: dict[str, dict[str, str]] = {}
    for table, record, rev in rows:
        noted.setdefault(table, {})[record] = _mark(rev)
    store.note_acked(op, parent, noted)


def came_back(session: Session, table: str, record: str, rev: int) -> bool:
    """Tell whether this very revision of a row was sent back by a superior and is not changed yet."""
    kept = _mark(rev)
    return bool(store.values_of(session, AckedRow, ("id",), tbl=table, id=record, digest=kept))


def _mark(rev: int) -> str:
    """Return what stands in the place of a digest, which no hash begins with."""
    return f"-{rev}"
