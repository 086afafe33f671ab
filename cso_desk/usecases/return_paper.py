"""《退回修改通知单》: the remarks on records of a unit below, on paper, for signature on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Unit
from cso_desk.store import Desk

from . import exchange_papers, mailing, returns
from .paper_data import common
from .print_forms import write_whole
from .print_how import file_name
from .return_states import SETTLED, standings
from .units import info_of, names_of

NOTICE = "P10"


@dataclass(frozen=True, slots=True)
class Notice:
    """For whom a notice is, and the package that it goes with; `seq` 0 for a notice without package."""

    unit: str
    name: str
    seq: int = 0
    check_code: str = ""


def notice(desk: Desk, items: Sequence[str], about: Notice) -> bytes:
    """Return the notice of these remarks as PDF; those that are closed are left out. Raises `Trouble` NO_RECORD."""
    wanted = set(items)
    found = [one for one in returns.listed(desk) if one.id in wanted and one.state != SETTLED]
    if not found and not about.seq:
        raise Trouble("NO_RECORD", "没有要打印的退回意见，请先写退回意见。")
    found.sort(key=lambda one: (one.about_name, one.id))
    data = common(desk)
    with desk.read() as session:
        unit = store.get(session, Unit, about.unit)
        full = info_of(unit).full_name if unit is not None else about.name
        own = store.get(session, Unit, desk.unit)
        data["from"] = {"full_name": info_of(own).full_name if own is not None else ""}
    data["to"] = {"full_name": full}
    data["package"] = {
        "seq": f"{about.seq:04d}" if about.seq else "",
        "check_code": about.check_code,
        "clerk": desk.user,
        "made_on": PartialDate.of(desk.clock.today()).chinese(),
        "rows": str(len(found)),
    }
    data["returns"] = [
        {
            "no": str(number),
            "record": one.about_name,
            "field": one.field,
            "seen": one.seen,
            "why": one.reason,
            "proposed": one.proposed,
        }
        for number, one in enumerate(found, 1)
    ]
    return exchange_papers.drawn(desk, NOTICE, data)


def notices(desk: Desk) -> list[tuple[Notice, list[str]]]:
    """Return for each unit below the open remarks on its records, for a notice without package."""
    found: dict[str, list[str]] = {}
    with desk.read() as session:
        for one in standings(session, settled_on=None):
            if one.owner != desk.unit:
                found.setdefault(one.owner, []).append(one.item.id)
        names = names_of(session, sorted(found))
    return [(Notice(unit, names.get(unit, "")), ids) for unit, ids in found.items()]


def write_notices(desk: Desk, folder: Path) -> list[Path]:
    """Write one notice for each unit below with open remarks into a folder; raises `Trouble`."""
    mailing.ready_folder(folder)
    written: list[Path] = []
    taken: set[str] = set()
    for about, items in notices(desk):
        name = file_name(f"退回修改通知单_{about.name}_{desk.clock.today().isoformat()}", taken)
        write_whole(folder / name, notice(desk, items, about))
        written.append(folder / name)
    return written
