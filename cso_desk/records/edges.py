"""What a desk keeps about its way to each superior, and the covers that prove where rows came from (packages.md 2.6, 2.7)."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from .declaring import Record


class AckedRow(Record):
    """The version of a row that a superior acknowledged: `digest` is the beginning of its hash as it travelled."""

    __tablename__ = "acked_row"

    parent: Mapped[str] = mapped_column(String, primary_key=True)
    tbl: Mapped[str] = mapped_column(String, primary_key=True)
    id: Mapped[str] = mapped_column(String, primary_key=True)
    digest: Mapped[str] = mapped_column(String)


class Edge(Record):
    """How the way to a superior stands.

    `acked_seq` is the newest package of this `instance` that it acknowledged, `basis` which schema and profile that one
    had, `full_on` the day of the last acknowledged full package, `wants_full` whether the next one has to be full.
    """

    __tablename__ = "edge"

    parent: Mapped[str] = mapped_column(String, primary_key=True)
    instance: Mapped[str] = mapped_column(String)
    acked_seq: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String)
    full_on: Mapped[str] = mapped_column(String)
    wants_full: Mapped[bool] = mapped_column(Boolean)


class KeptCover(Record):
    """The cover of a package, byte for byte, with all that proves it; of a package made here the cover alone."""

    __tablename__ = "kept_cover"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    sender: Mapped[str] = mapped_column(String, index=True)
    cover: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    chain: Mapped[bytes] = mapped_column(LargeBinary)
    tagmanifest: Mapped[bytes] = mapped_column(LargeBinary)
    manifest: Mapped[bytes] = mapped_column(LargeBinary)
