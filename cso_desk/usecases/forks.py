"""Begin anew after a restored backup or a copied disk: a new life of the database, and both sides to compare.

The upper level sends back, with its receipt, what it took in during the earlier life and this desk no longer has; the
clerk chooses row by row or for all (packages.md 2.6).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import QuarantinedRow, new_instance
from cso_desk.store import Desk, Op

from .case_state import derive_touched
from .done import Done
from .exchange_words import table_word
from .late_edits import texts_of

if TYPE_CHECKING:
    from cso_desk.packages.receipt import Receipt

MINE, THEIRS = "mine", "theirs"
_CODES = ("forked", "lacking")
_LACKS = "（本机没有）"


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """A record that was changed on both sides: by label what this desk says, and what the upper level holds."""

    table: str
    word: str
    record: str
    name: str
    mine: Mapping[str, str]
    theirs: Mapping[str, str]


def begin_anew(desk: Desk, op: Op) -> None:
    """Start a new life: packages are numbered from 1 again, and the next one carries everything."""
    desk.put_setting(op, "instance", new_instance())


def heed(desk: Desk, op: Op, package: str, receipt: Receipt) -> None:
    """Do what a receipt asks: keep the versions that came back, begin anew where the numbers did not fit."""
    from cso_desk.sorted_json import sorted_json

    erased = store.erased_of(op.session, [one.id for one in receipt.rejected if one.id])
    for one in receipt.rejected:
        if one.code in _CODES and one.winner is not None and one.id is not None:
            raw = sorted_json(one.winner)
            op.session.add(
                QuarantinedRow(
                    package=package,
                    table=one.table,
                    line=0,
                    record=one.id,
                    raw=store.redacted(raw, erased[one.id]) if one.id in erased else raw,
                    code=one.code,
                    why=one.why_zh,
                )
            )
    if receipt.verdict == "fork" and receipt.instance == desk.instance:
        begin_anew(desk, op)


def compare(desk: Desk) -> list[TwoColumns]:
    """Return what waits for a choice."""
    with desk.read() as session:
        return [_columns(one) for one in store.unsettled(session, desk.unit)]


def _columns(one: store.Unsettled) -> TwoColumns:
    name, mine, theirs = texts_of(one.table, one.stored, one.winner)
    if one.stored is None:
        mine = {"状态": _LACKS}
    return TwoColumns(one.table, table_word(one.table), one.record, name, mine, theirs)


def settle(desk: Desk, side: str, records: Collection[str] | None = None) -> Done[int]:
    """Choose a side (`mine` or `theirs`) for these records, for all that wait without `records`; return how many.

    Raises `Problems` for another word, or when nothing waits any more.
    """
    if side not in (MINE, THEIRS):
        raise Problems([Problem("", "side", "not_in_list", "请选以本机为准，或以上级收到的为准。")])
    with desk.operation("核对恢复备份后的两边内容") as op:
        waiting = [
            one
            for one in store.unsettled(op.session, desk.unit)
            if records is None or one.record in records
        ]
        if not waiting:
            words = "没有要核对的内容，可能刚才已经选过，请刷新列表。"
            raise Problems([Problem("", "records", "unknown", words)])
        for one in waiting:
            store.settle(op, one, theirs=side == THEIRS)
        op.session.flush()
        derive_touched(desk, op)
    return Done(len(waiting), frozenset(op.changes))
