"""What a desk keeps for itself: settings, remembered layouts, print log, peers, packages sent and taken."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from .declaring import Record


class Setting(Record):
    """One named value of this desk (its own unit, instance, keys, policy pack …)."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class RememberedLayout(Record):
    """How the clerk mapped the headings of one sheet layout."""

    __tablename__ = "remembered_layout"

    layout_key: Mapped[str] = mapped_column(String, primary_key=True)
    mapping: Mapped[Any] = mapped_column(JSON)


class SavedView(Record):
    """A named view that the clerk saved: of a list (filters, columns, order) or an ad-hoc table."""

    __tablename__ = "saved_view"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    page: Mapped[str] = mapped_column(String, index=True)
    name: Mapped[str] = mapped_column(String)
    content: Mapped[Any] = mapped_column(JSON)


class PackVersion(Record):
    """One version of the office's own policy pack; `content` holds its head, subjects and layouts."""

    __tablename__ = "pack_version"

    version: Mapped[str] = mapped_column(String, primary_key=True)
    valid_from: Mapped[str] = mapped_column(String, index=True)
    saved_at: Mapped[str] = mapped_column(String)
    saved_by: Mapped[str] = mapped_column(String)
    content: Mapped[Any] = mapped_column(JSON)


class Printout(Record):
    """One print: which form, of which organization (empty: a blank form), when, by whom, and the digest of what it said.

    `about` is the case or certificate that the paper was of, empty where it was of the organization itself. `mask` is
    what was hidden (none, id, all), `way` the printer's name or PDF, `copies` how many times, `pages` the pages of one.
    """

    __tablename__ = "printout"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    form: Mapped[str] = mapped_column(String)
    record: Mapped[str] = mapped_column(String, index=True)
    digest: Mapped[str] = mapped_column(String)
    printed_at: Mapped[str] = mapped_column(String)
    printed_by: Mapped[str] = mapped_column(String)
    about: Mapped[str | None] = mapped_column(String)
    mask: Mapped[str | None] = mapped_column(String)
    way: Mapped[str | None] = mapped_column(String)
    copies: Mapped[int | None] = mapped_column(Integer)
    pages: Mapped[int | None] = mapped_column(Integer)


class Peer(Record):
    """Another unit that this desk trusts: the pinned parent, or a child whose certificate it issued."""

    __tablename__ = "peer"

    unit: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String)
    relation: Mapped[str] = mapped_column(String)
    fingerprint: Mapped[str] = mapped_column(String)
    chain: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_key: Mapped[bytes] = mapped_column(LargeBinary)
    seal_key: Mapped[bytes] = mapped_column(LargeBinary)
    serial: Mapped[str] = mapped_column(String, default="")
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)
    since: Mapped[str] = mapped_column(String)


class SentPackage(Record):
    """One package that this desk made; it waits in the outbox until its receipt comes."""

    __tablename__ = "sent_package"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String, unique=True)
    kind: Mapped[str] = mapped_column(String)
    to: Mapped[str] = mapped_column(String, index=True)
    instance: Mapped[str] = mapped_column(String)
    seq: Mapped[int] = mapped_column(Integer)
    cover_hash: Mapped[str] = mapped_column(String)
    check_code: Mapped[str] = mapped_column(String)
    file: Mapped[str] = mapped_column(String)
    rows: Mapped[Any] = mapped_column(JSON)
    revisions: Mapped[Any] = mapped_column(JSON)
    made_at: Mapped[str] = mapped_column(String)
    made_by: Mapped[str] = mapped_column(String)
    acknowledged_at: Mapped[str] = mapped_column(String, default="")
    verdict: Mapped[str] = mapped_column(String, default="")


class TakenPackage(Record):
    """One package that this desk took in: the replay table and the receipt that was given."""

    __tablename__ = "taken_package"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String, index=True)
    kind: Mapped[str] = mapped_column(String)
    sender: Mapped[str] = mapped_column(String, index=True)
    instance: Mapped[str] = mapped_column(String, index=True)
    seq: Mapped[int] = mapped_column(Integer)
    cover_hash: Mapped[str] = mapped_column(String)
    cover: Mapped[Any] = mapped_column(JSON)
    counts: Mapped[Any] = mapped_column(JSON)
    refused: Mapped[Any] = mapped_column(JSON)
    taken_at: Mapped[str] = mapped_column(String)
    taken_by: Mapped[str] = mapped_column(String)
    receipt_id: Mapped[str] = mapped_column(String, default="")


class QuarantinedRow(Record):
    """A row of a package that was not taken, with the reason."""

    __tablename__ = "quarantined_row"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    package: Mapped[str] = mapped_column(String, index=True)
    table: Mapped[str] = mapped_column(String)
    line: Mapped[int] = mapped_column(Integer)
    record: Mapped[str] = mapped_column(String)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    code: Mapped[str] = mapped_column(String)
    why: Mapped[str] = mapped_column(String)


class Draft(Record):
    """What a clerk typed and has not saved yet, kept beside the journal."""

    __tablename__ = "draft"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    values: Mapped[Any] = mapped_column(JSON)
    kept_at: Mapped[str] = mapped_column(String)


class Operation(Record):
    """One change as the clerk knows it: when, who, in which words; `undoes` names the operation that it took back."""

    __tablename__ = "operation"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(String)
    who: Mapped[str] = mapped_column(String)
    words: Mapped[str] = mapped_column(String)
    undoes: Mapped[int | None] = mapped_column(Integer)


class JournalEntry(Record):
    """One touched record of an operation, sealed to all entries before it; append-only by trigger (design.md 3)."""

    __tablename__ = "journal"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    op: Mapped[int] = mapped_column(Integer, index=True)
    table: Mapped[str] = mapped_column(String)
    id: Mapped[str] = mapped_column(String, index=True)
    digest: Mapped[str] = mapped_column(String)
    seal: Mapped[str] = mapped_column(String)


class JournalBody(Record):
    """What a journal entry says: erasable by law without breaking the chain."""

    __tablename__ = "journal_body"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Any] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str] = mapped_column(String)
