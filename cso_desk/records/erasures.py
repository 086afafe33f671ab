"""Erasures (清除): whose data was blanked by law, kept signed, and which rows they name (packages.md 2.6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .declaring import Record


class Erasure(Record):
    """One signed erasure, word for word; it names no person. `sent` says by unit in which package it went there."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    text: Mapped[str] = mapped_column(String)
    signature: Mapped[str] = mapped_column(String)
    chain: Mapped[str] = mapped_column(String)
    issuer: Mapped[str] = mapped_column(String)
    known_at: Mapped[str] = mapped_column(String)
    sent: Mapped[Any] = mapped_column(JSON, default=dict)


class ErasedRow(Record):
    """One row that an erasure names; `fields` are the keys that it blanks, empty for the whole row."""

    __tablename__ = "erased_row"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    erasure: Mapped[str] = mapped_column(String, index=True)
    table: Mapped[str] = mapped_column(String)
    record: Mapped[str] = mapped_column(String, index=True)
    fields: Mapped[str] = mapped_column(String)
