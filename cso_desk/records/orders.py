"""Transfer orders (移交令) that this desk gave or was shown, and which rows they moved (packages.md 2.4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .declaring import Record


class TransferOrder(Record):
    """One order, kept word for word with its signature; `sent` says by unit in which package it went there."""

    __tablename__ = "transfer_order"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    text: Mapped[str] = mapped_column(String)
    signature: Mapped[str] = mapped_column(String)
    chain: Mapped[str] = mapped_column(String)
    issuer: Mapped[str] = mapped_column(String)
    from_unit: Mapped[str] = mapped_column(String, index=True)
    to_unit: Mapped[str] = mapped_column(String, index=True)
    oe: Mapped[int] = mapped_column(Integer)
    organizations: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String)
    document: Mapped[str] = mapped_column(String)
    issued_at: Mapped[str] = mapped_column(String)
    known_at: Mapped[str] = mapped_column(String)
    sent: Mapped[Any] = mapped_column(JSON, default=dict)


class MovedRow(Record):
    """One row that an order moves, with the version of it that the issuer knew."""

    __tablename__ = "moved_row"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    order: Mapped[str] = mapped_column(String, index=True)
    table: Mapped[str] = mapped_column(String)
    record: Mapped[str] = mapped_column(String, index=True)
    oe: Mapped[int] = mapped_column(Integer)
    from_unit: Mapped[str] = mapped_column(String)
    to_unit: Mapped[str] = mapped_column(String)
    rev: Mapped[int] = mapped_column(Integer)
    inst: Mapped[str] = mapped_column(String)
