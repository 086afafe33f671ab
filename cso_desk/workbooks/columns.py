"""The columns that a ledger may bring, as the caller's record declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cso_desk.fields import Kind, Text


@dataclass(frozen=True, slots=True)
class Column:
    """One field that a sheet can fill: its key, its label, how its values are written, what old headings call it."""

    key: str
    label: str
    kind: Kind
    synonyms: tuple[str, ...] = ()


class DeclaredField(Protocol):
    """What is read of a record's field declaration."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...


COMMUNITY = "community"
COMMUNITY_CODE = "community_code"
TOWNSHIP = "township"

PLACE_COLUMNS = (
    Column(
        COMMUNITY_CODE,
        "社区代码",
        Text(12),
        ("社区代码(12位)", "区划代码", "社区(村)代码", "社区编码"),
    ),
    Column(
        TOWNSHIP,
        "所属乡镇（街道）",
        Text(60),
        ("乡镇", "街道", "乡镇(街道)", "所属乡镇", "所属街道", "乡镇名称"),
    ),
)
"""Columns that place a row in the division tree and are no field of the record."""


def columns_of(fields: Mapping[str, DeclaredField], leave_out: Iterable[str] = ()) -> list[Column]:
    """Return the columns of a record's declared fields, and those that place a row in the division tree."""
    out = set(leave_out)
    found = [
        Column(f.key, f.label, f.kind, f.synonyms) for key, f in fields.items() if key not in out
    ]
    return [*found, *PLACE_COLUMNS]
