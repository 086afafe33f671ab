"""What goes down in a 下发包, part by part: how each part is gathered above, checked and heeded below.

A part is a table of the protocol, whose name begins with `_`; records that travel as they are (units and their
changes, targets, periods) go beside the parts, chosen in `config_rows`. A part is taken whole or not at all: `check`
says first what is wrong, so that one bad part does not hold up the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk.store import Desk, Op, Session

from . import superior_packs, unit_register
from .trust import Neighbour

Row = Mapping[str, Any]


def _nothing_wrong(desk: Desk, sender: Neighbour, rows: Sequence[Row]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of content that comes down in a table of the protocol.

    `table` begins with `_`; `word` is what people call it; `schema` are its Frictionless fields, `id` (unique in the
    table) among them. `gather` returns the rows for one unit below, the same rows in the same order while nothing
    changed: what the unit confirmed is told by their digest and does not go again. Rows must be under 1 MiB each.
    `check` returns a sentence about rows that cannot be heeded, empty where they can; it writes nothing. `heed` does
    what they say and returns sentences for the clerk; it is called inside the operation that takes the package, in
    any order of packages and again with rows that came before, and then it changes nothing.
    """

    table: str
    word: str
    schema: Sequence[Mapping[str, object]]
    gather: Callable[[Desk, Session, Neighbour], Sequence[Row]]
    heed: Callable[[Desk, Op, Neighbour, Sequence[Row]], Sequence[str]]
    check: Callable[[Desk, Neighbour, Sequence[Row]], str] = _nothing_wrong


def digest_of(rows: Sequence[Row]) -> str:
    """Return what tells two states of a part apart."""
    from cso_desk.packages.canonical import sha256_hex
    from cso_desk.sorted_json import sorted_json

    return sha256_hex(sorted_json([dict(row) for row in rows]))


PARTS: tuple[Part, ...] = (
    Part(
        superior_packs.TABLE,
        "政策包",
        superior_packs.SCHEMA,
        superior_packs.gather,
        superior_packs.heed,
        superior_packs.check,
    ),
    Part(
        unit_register.TABLE,
        "单位名册",
        unit_register.SCHEMA,
        unit_register.gather,
        unit_register.heed,
        unit_register.check,
    ),
)
"""All parts, in the order in which they are heeded."""
