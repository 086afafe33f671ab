"""An older copy of the data is told by its witnesses before it makes packages that nobody could put in order.

A witness knows for each receiver the highest number that this life of the database reached and that package's cover, and
how far the journal went (packages.md 2.6, reliability.md 1). It can only hold up and warn; what follows is the clerk's
choice: number anew, send everything, and compare what the upper level has more.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Trouble
from cso_desk.records import SentPackage
from cso_desk.store import Desk

from . import forks
from .done import Done

RESTORED = "RESTORED"
OLDER_COPY = (
    "这是一份较旧的数据：用它以后，这个单位又生成过上报包（可能手工换回了旧文件夹，或两台电脑用同一份数据）。"
    "为免前后对不上，暂不生成；请点“重新开始编号”，下一份带全部数据，上级多出来的内容再逐条核对。"
)
_REMARK = (
    "这是一份较旧的数据，或另有一份同样的数据生成过上报包；上级会按“两份数据”退回对不上的包。"
    "要继续用这一份，请先运行 cso-desk fork anew 重新开始编号。"
)
_ANEW = "重新开始编号"


def standing(desk: Desk, folder: Path | None = None) -> str:
    """Return the sentence about a desk that is an older copy of itself, empty for one that is not.

    Read are the witnesses of this computer and the one of the stick that `folder` lies on.
    """
    witnesses = store.read_witnesses(desk, folder)
    reached = _reached(desk) if witnesses else {}
    return OLDER_COPY if any(_is_ahead(desk, one, reached) for one in witnesses) else ""


def hold(desk: Desk, folder: Path | None = None, older_too: bool = False) -> None:
    """Raise `Trouble` RESTORED before an older copy makes a package, unless that is wanted."""
    words = "" if older_too else standing(desk, folder)
    if words:
        raise Trouble(RESTORED, words)


def remarks(desk: Desk, folder: Path | None = None) -> list[Problem]:
    """Return what the command line tells beside its answer about an older copy, nothing for any other desk.

    A script goes on where a clerk is held up: it cannot answer a question, and the receiver finds every fork.
    """
    return [Problem("", "", RESTORED, _REMARK)] if standing(desk, folder) else []


def note(desk: Desk, folder: Path | None = None) -> None:
    """Let the witnesses know how far the desk has come; called when a package lies on the stick."""
    heads = _reached(desk)
    for said in store.read_witnesses(desk, folder):
        for unit, (seq, cover) in _heads(said).items():
            if unit not in heads or seq > heads[unit][0]:
                heads[unit] = (seq, cover)
    with desk.read() as session:
        count, head = store.audit(session)
    said = {"unit": desk.unit, "heads": heads, "entries": count, "audit": head}
    store.write_witnesses(desk, said, folder)


def begin_anew(desk: Desk) -> Done[str]:
    """Number packages from 1 again in a new life of the database; the next one carries everything."""
    with desk.operation(_ANEW) as op:
        forks.begin_anew(desk, op)
    return Done(desk.instance, frozenset(op.changes))


def _reached(desk: Desk) -> dict[str, tuple[int, str]]:
    keys = ("to", "seq", "cover_hash")
    with desk.read() as session:
        sent = store.values_of(session, SentPackage, keys, instance=desk.instance)
    found: dict[str, tuple[int, str]] = {}
    for unit, seq, cover in sent:
        if unit not in found or seq > found[unit][0]:
            found[unit] = (seq, cover)
    return found


def _heads(said: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    return {unit: (int(seq), str(cover)) for unit, (seq, cover) in said["heads"].items()}


def _is_ahead(desk: Desk, said: Mapping[str, Any], reached: Mapping[str, tuple[int, str]]) -> bool:
    with desk.read() as session:
        if int(said["entries"]) > store.audit(session)[0]:
            return True
    for unit, (seq, cover) in _heads(said).items():
        if seq > reached.get(unit, (0, ""))[0]:
            return True
        if not _knows(desk, unit, seq, cover):
            return True
    return False


def _knows(desk: Desk, unit: str, seq: int, cover: str) -> bool:
    """Tell whether a package of this number to a unit is the very one that the witness saw."""
    with desk.read() as session:
        found = store.listed(
            session, SentPackage, to=unit, seq=seq, instance=desk.instance, cover_hash=cover
        )
    return bool(found)
