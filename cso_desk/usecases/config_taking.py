"""Taking a 下发包 from the superior: only from the pinned one, nothing from an outdated one, each part whole or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.records import TakenPackage
from cso_desk.store import Desk, Op, RefusedRow, Staging

from . import config_parts, trust
from .change_following import follow
from .config_parts import Part, Row
from .configuring import CONFIG
from .exchange_words import table_word
from .order_taking import from_above
from .trust import Neighbour

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened

NOTES = "_config"
"""The table under which sentences about the package as a whole stand."""
_NO_PARTS = ("_orders", "_deletes")
_STRANGE = "本程序还看不懂这部分内容，没有执行；请升级程序后让上级再下发一次。"
_BROKEN = "这部分内容已损坏，没有执行；请让上级重新下发一次。"


def refuse_strange(desk: Desk, package: Opened) -> None:
    """Raise `Refusal` OUT_OF_SCOPE for a 下发包 that does not come from the superior."""
    from cso_desk.packages.refusals import Refusal

    if package.cover.kind == CONFIG and not from_above(desk, package):
        raise Refusal("OUT_OF_SCOPE", "config from a unit that is not above", cover=package.cover)


def overtaken_by(desk: Desk, package: Opened) -> int:
    """Return the number of a later 下发包 of the same stream that was taken already, 0 where there is none."""
    cover = package.cover
    if cover.kind != CONFIG:
        return 0
    with desk.read() as session:
        stream = {"kind": CONFIG, "sender": cover.from_unit, "instance": cover.instance}
        taken = store.values_of(session, TakenPackage, ("seq",), **stream)
    later = [seq for (seq,) in taken if seq > cover.seq]
    return max(later, default=0)


def may_own(desk: Desk, package: Opened) -> Callable[[str], bool]:
    """Return the test whether the superior speaks for a unit: for itself, and for those above it."""
    inside, sender = trust.inside_of(desk), package.cover.from_unit
    return lambda unit: inside(sender, unit)


def stage_parts(desk: Desk, package: Opened, staging: Staging) -> None:
    """Count the parts of a package in its staging and refuse those that cannot be heeded; nothing is written."""
    sender = trust.neighbour(desk, package.cover.from_unit)
    for table in _tables(package):
        part, rows = _part(table), _rows(package, table)
        why = _BROKEN if rows is None else _STRANGE
        if part is not None and rows is not None and sender is not None:
            why = part.check(desk, sender, rows)
        if why:
            raw = table_word(table).encode()
            staging.refused.append(RefusedRow(table, 0, "", "part", why, raw))
            staging.counts[table] = {"refused": 1}
        else:
            staging.counts[table] = {"added": len(rows or ())}


def heed(desk: Desk, op: Op, package: Opened, staging: Staging) -> tuple[str, ...]:
    """Do what the parts say that were not refused and return the sentences for the clerk."""
    sender = trust.neighbour(desk, package.cover.from_unit)
    if package.cover.kind != CONFIG or sender is None or overtaken_by(desk, package):
        return ()
    bad = {one.table for one in staging.refused}
    taken = [part for part in config_parts.PARTS if part.table in set(_tables(package)) - bad]
    followed = [f"社区（村）变动：{words}" for words in follow(desk, op, package.cover.id)]
    return (*followed, *_heeded(desk, op, sender, package, taken))


def _heeded(
    desk: Desk, op: Op, sender: Neighbour, package: Opened, parts: Sequence[Part]
) -> Iterator[str]:
    for part in parts:
        for words in part.heed(desk, op, sender, _rows(package, part.table) or ()):
            yield f"{part.word}：{words}"


def _tables(package: Opened) -> list[str]:
    return [one for one in package.tables() if one.startswith("_") and one not in _NO_PARTS]


def _part(table: str) -> Part | None:
    return next((one for one in config_parts.PARTS if one.table == table), None)


def _rows(package: Opened, table: str) -> list[Row] | None:
    """Return the rows of a part, None where a line is broken."""
    lines = list(package.rows(table))
    return None if any(line.fault for line in lines) else [line.row for line in lines]
