"""What is needed to take the last taken package of a sender back, and which packages were taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .declaring import Record


class Taking(Record):
    """What taking a package did beside its rows.

    `operation` wrote it; `covers` are the packages below whose covers came with it first; `orders` counts the transfer
    orders and erasures that this desk learned from it; `differing` are the words of what was not the same on both sides afterwards.
    """

    __tablename__ = "taking"

    package: Mapped[str] = mapped_column(String, primary_key=True)
    operation: Mapped[int] = mapped_column(Integer)
    covers: Mapped[Any] = mapped_column(JSON)
    orders: Mapped[int] = mapped_column(Integer)
    differing: Mapped[Any] = mapped_column(JSON)


class ReplacedRow(Record):
    """A row as it stood, column by column, before a package changed it; kept for the last package of each sender."""

    __tablename__ = "replaced_row"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    package: Mapped[str] = mapped_column(String, index=True)
    tbl: Mapped[str] = mapped_column(String)
    record: Mapped[str] = mapped_column(String, index=True)
    body: Mapped[str] = mapped_column(String)


class TakenBack(Record):
    """A package whose taking was taken back (还原): the same one may come again, another under its number is a fork."""

    __tablename__ = "taken_back"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    package: Mapped[str] = mapped_column(String, index=True)
    sender: Mapped[str] = mapped_column(String, index=True)
    instance: Mapped[str] = mapped_column(String, index=True)
    seq: Mapped[int] = mapped_column(Integer)
    cover_hash: Mapped[str] = mapped_column(String)
    cover: Mapped[Any] = mapped_column(JSON)
    taken_at: Mapped[str] = mapped_column(String)
    taken_by: Mapped[str] = mapped_column(String)
    back_at: Mapped[str] = mapped_column(String)
    back_by: Mapped[str] = mapped_column(String)
    receipt_id: Mapped[str] = mapped_column(String)
