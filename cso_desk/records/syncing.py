"""The columns that every travelling record carries (packages.md 2.2), and new identities."""

from __future__ import annotations

import os
import threading
import time
import uuid

from sqlalchemy import JSON, Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

UNIT_NAMESPACE = uuid.UUID("6f1d3c0e-7a52-5d0b-9b57-0c5a6d0c4b11")
"""The fixed namespace of unit ids, the same on every desk for ever."""

SYNC_COLUMNS = (
    "owner",
    "oe",
    "rev",
    "inst",
    "hlc",
    "deleted",
    "upd_by",
    "upd_at",
    "src_pkg",
    "row_hash",
)
"""The travelling columns beside `id` and the business fields."""

LOCAL_COLUMNS = ("n", "schema_no", "profile_no", "extra", "sent_rev", "acked_rev")
"""Columns that never leave the desk as columns (`extra` is spread into the row that travels)."""

_lock = threading.Lock()
_last_ms = 0


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) as text; time never runs backwards within the process."""
    global _last_ms
    with _lock:
        _last_ms = max(time.time_ns() // 1_000_000, _last_ms)
        milliseconds = _last_ms
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def new_instance() -> str:
    """Return the identity of one life of a database (UUIDv4)."""
    return str(uuid.uuid4())


def unit_id(code: str) -> str:
    """Return the id of the unit with this division code of 2, 4, 6, 9 or 12 digits, the same on every desk."""
    return str(uuid.uuid5(UNIT_NAMESPACE, code.ljust(12, "0")))


class Synced:
    """A record with one writer (`owner`), an epoch, a revision and everything else that lets desks agree.

    `owner` is a unit id, or empty for shared reference rows that nobody sends. `sent_rev` and `acked_rev` are the
    revisions that the last package carried and that the last receipt acknowledged.
    """

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String, unique=True, default=new_id)
    owner: Mapped[str] = mapped_column(String, default="")
    oe: Mapped[int] = mapped_column(Integer, default=1)
    rev: Mapped[int] = mapped_column(Integer, default=0)
    inst: Mapped[str] = mapped_column(String, default="")
    hlc: Mapped[str] = mapped_column(String, default="")
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    upd_by: Mapped[str] = mapped_column(String, default="")
    upd_at: Mapped[str] = mapped_column(String, default="")
    src_pkg: Mapped[str] = mapped_column(String, default="")
    row_hash: Mapped[str] = mapped_column(String, default="")
    schema_no: Mapped[int] = mapped_column(Integer, default=1)
    profile_no: Mapped[int] = mapped_column(Integer, default=0)
    extra: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    sent_rev: Mapped[int] = mapped_column(Integer, default=0)
    acked_rev: Mapped[int] = mapped_column(Integer, default=0)
