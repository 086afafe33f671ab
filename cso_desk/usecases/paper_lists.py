"""送签清单 (P07): one sheet per community for the papers that go out together, with a number that brings them back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate, paper_codes
from cso_desk.progress import Progress
from cso_desk.records import Paper, Unit
from cso_desk.records.papers import PRINTED, SENT
from cso_desk.store import Desk

from . import paper_tracks
from .case_batch import Batch, Failed
from .done import Done
from .paper_data import common, unit_data
from .paper_tracks import PaperLine, PaperQuery
from .print_forms import draw_layout, write_whole
from .register import owned
from .units import info_of

FORM = "P07"
_PREFIX = "SQ"
_NUMBER = re.compile(rf"(?:{_PREFIX})?(?:(20[0-9]{{2}})-)?([1-9][0-9]{{0,5}})", re.ASCII)
_WIDE = str.maketrans("－—–０１２３４５６７８９", "---0123456789")


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: the numbers of the lists in the order of the file, pages, papers, and what was left out."""

    numbers: tuple[str, ...]
    pages: int
    papers: tuple[str, ...]
    failed: tuple[Failed, ...] = ()


def send_with_lists(
    desk: Desk,
    ids: Sequence[str],
    out: Path,
    day: str = "",
    progress: Progress | None = None,
) -> Done[Sent]:
    """Print the lists of these papers (of all that are 已打印, without a choice) into `out`, and note that they went out.

    One sheet per community, each with the next number of the year; numbers are never used a second time. A paper
    that is not 已打印, or whose list cannot be drawn, is left out and named. Raises `Trouble` NOTHING_TO_SEND,
    UNWRITABLE, `Problems` day, `Stopped`; nothing is changed then.
    """
    sent_on = paper_tracks.parse_day(desk, day)
    chosen, failed = _chosen(desk, ids)
    if not chosen:
        words = "没有已打印、还没有送出的纸质表，请先打印或另选。"
        raise Trouble("NOTHING_TO_SEND", words)
    for one in chosen:
        paper_tracks.not_before(sent_on, one.printed_on, "送出", "打印")
    lists = _numbered(desk, chosen, sent_on.year)
    base = common(desk)
    pages = [_sheet(desk, base, number, sent_on.chinese(), some) for number, some in lists]
    content, drawn = draw_layout(desk, FORM, pages, None, progress)
    undrawn = dict(drawn.skipped)
    for at, message in undrawn.items():
        failed += [Failed(one.id, one.name, message) for one in lists[at][1]]
    kept = [one for at, one in enumerate(lists) if at not in undrawn]
    if not kept:
        raise Trouble("NOT_PRINTED", drawn.skipped[0][1])
    changes = _send(desk, kept, sent_on, out, content)
    done = tuple(one.id for _, some in kept for one in some)
    numbers = tuple(number for number, _ in kept)
    return Done(Sent(numbers, drawn.pages, done, tuple(failed)), changes)


Lists = Sequence[tuple[str, Sequence[PaperLine]]]
"""Numbers of lists, and the papers on each."""


def _numbered(desk: Desk, chosen: Sequence[PaperLine], year: int) -> Lists:
    first = int(desk.get_setting(_counter(year), 0)) + 1
    groups = groupby(chosen, key=lambda one: one.community)
    return [(f"{_PREFIX}{year}-{first + at}", list(some)) for at, (_, some) in enumerate(groups)]


def _send(
    desk: Desk, lists: Lists, day: PartialDate, out: Path, content: bytes
) -> frozenset[tuple[str, str]]:
    """Note what went out; the file is written last, so that a full disk leaves neither file nor note."""
    last = lists[-1][0]
    named = last if len(lists) == 1 else f"{lists[0][0]} 至 {last}"
    count = sum(len(some) for _, some in lists)
    with desk.operation(f"送出纸质表（{count} 份，送签清单 {named}）") as op:
        for number, some in lists:
            for line in some:
                paper = owned(desk, op.session, Paper, line.id)
                paper_tracks.mark_sent(paper, day, number)
        desk.put_setting(op, _counter(day.year), int(last.rpartition("-")[2]))
        write_whole(out, content)
    return frozenset(op.changes)


def _counter(year: int) -> str:
    return f"paper_list_seq:{year}"


def _chosen(desk: Desk, ids: Sequence[str]) -> tuple[list[PaperLine], list[Failed]]:
    """Return the printed papers of a selection by community, and those that are something else."""
    if not ids:
        return _ordered(paper_tracks.papers(desk, PaperQuery(PRINTED))), []
    lines = paper_tracks.of_ids(desk, list(dict.fromkeys(ids)))
    ready = [one for one in lines if one.state == PRINTED]
    words = "{} 现在是“{}”，没有列入清单。"
    failed = [
        Failed(one.id, one.name, words.format(one.form, one.state))
        for one in lines
        if one.state != PRINTED
    ]
    return _ordered(ready), failed


def _ordered(lines: Sequence[PaperLine]) -> list[PaperLine]:
    return sorted(lines, key=lambda one: (one.community_name, one.community, one.name, one.form))


def _sheet(
    desk: Desk, base: Mapping[str, Any], number: str, day: str, lines: Sequence[PaperLine]
) -> dict[str, Any]:
    with desk.read() as session:
        unit = store.get(session, Unit, lines[0].community) if lines[0].community else None
    place = unit_data(info_of(unit)) if unit else {}
    return {
        **base,
        "community": {**place, "full_name": place.get("full_name") or lines[0].community_name},
        "list": {
            "number": number,
            "sent_on": day,
            "papers": str(len(lines)),
            "copies": str(sum(len(one.copies) for one in lines)),
        },
        "papers": [
            {
                "no": str(at),
                "organization": one.name,
                "form": f"{one.form} {one.title}",
                "copies": str(len(one.copies)),
                "code": one.code,
            }
            for at, one in enumerate(lines, 1)
        ],
    }


def print_again(desk: Desk, number: str, out: Path, progress: Progress | None = None) -> Done[Sent]:
    """Print a list once more, as it went out. Raises `Trouble` NO_LIST, UNWRITABLE, NOT_PRINTED."""
    found = list_number(desk, number)
    lines = _on_list(desk, found)
    base = common(desk)
    day = _chinese(lines[0].sent_on)
    _, drawn = draw_layout(desk, FORM, [_sheet(desk, base, found, day, lines)], out, progress)
    if drawn.skipped:
        raise Trouble("NOT_PRINTED", drawn.skipped[0][1])
    return Done(Sent((found,), drawn.pages, tuple(one.id for one in lines)))


def _chinese(day: str) -> str:
    return PartialDate.from_iso(day).chinese() if day else ""


def bring_back_list(desk: Desk, number: str, day: str = "") -> Done[Batch]:
    """Note that everything of a list that is still out came back. Raises `Trouble` NO_LIST, LIST_BACK, `Problems`."""
    found = list_number(desk, number)
    out = [one.id for one in _on_list(desk, found) if one.state == SENT]
    if not out:
        raise Trouble("LIST_BACK", f"送签清单 {found} 上的纸质表都已收回，没有要改的。")
    return paper_tracks.bring_back(desk, out, day)


def _on_list(desk: Desk, number: str) -> list[PaperLine]:
    with desk.read() as session:
        rows = store.values_of(session, Paper, ("id",), list_number=number)
    if not rows:
        raise Trouble("NO_LIST", f"没有送签清单 {number}，请对照清单右上角的清单号重新输入。")
    return _ordered(paper_tracks.of_ids(desk, [row[0] for row in rows]))


def list_number(desk: Desk, text: str) -> str:
    """Return the number of a list that was typed as SQ2026-7, 2026-7 or, for this year, 7. Raises `Problems`."""
    found = _NUMBER.fullmatch(text.translate(_WIDE).strip().upper())
    if found is None:
        words = "清单号写作 SQ2026-7（今年的可以只写 7），请对照清单右上角重新输入。"
        raise Problems([Problem("", "number", "list_form", words)])
    return f"{_PREFIX}{found[1] or desk.clock.today().year}-{found[2]}"


def is_paper_code(text: str) -> bool:
    """Tell whether a text in a search box is the code of a paper."""
    return paper_codes.looks_like(text)


def is_list_number(text: str) -> bool:
    """Tell whether a text in a search box is the number of a list, as its QR code says it."""
    tidy = text.translate(_WIDE).strip().upper()
    return tidy.startswith(_PREFIX) and _NUMBER.fullmatch(tidy) is not None
