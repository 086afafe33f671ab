"""Several forms for a selection (整套材料), or one: as one PDF with an outline, one file each, or for a printer.

batch = print_batches.draw(desk, ["F01", "F04"], ids, how, progress)
batch.content is the PDF; print_batches.save(desk, batch, out) or, once it lies in the printer, .put_down(desk, batch)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.store import Desk

from . import case_papers, paper_metadata, policy_pack, print_forms, print_log
from .done import Done
from .print_forms import Job
from .print_how import AS_USUAL, How, Printed, file_name
from .print_log import Since

ORGANIZATION = "organization"
"""What the ids are, else one of `case_papers.SUBJECTS`."""
Order = Literal["organization", "form"]
"""Each organization's forms one after the other, or form by form."""
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """One paper in a batch: which job drew it, as which of its papers, and its pages (from 0, `end` not included).

    `sheets` is how many times one paper stands there, once for each keeper.
    """

    job: int
    paper: int
    first: int
    end: int
    sheets: int = 1

    def starts(self) -> list[int]:
        """Return the pages on which a copy begins: they are never printed on the back of another paper."""
        return list(range(self.first, self.end, (self.end - self.first) // self.sheets or 1))


@dataclass
class Batch:
    """What was drawn and is not put on record yet: the PDF, what is told of it, its papers and who drew them."""

    content: bytes = b""
    printed: Printed = field(default_factory=Printed)
    jobs: list[Job] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    @property
    def starts(self) -> frozenset[int]:
        """The pages (from 0) that begin a paper."""
        return frozenset(start for span in self.spans for start in span.starts())


def materials(desk: Desk) -> list[str]:
    """Return the codes of the forms that a filing is made of in this place, as the policy pack has them."""
    pack = policy_pack.pack(desk)
    return [code for code in pack.value("filing.materials") if code in pack.layouts]


def data_of(desk: Desk, code: str, ids: Sequence[str], subject: str) -> list[Data]:
    """Return what a form says of each of a selection, in its order."""
    if subject == ORGANIZATION:
        return list(print_forms.data_of(desk, code, ids))
    return list(case_papers.pages(desk, code, ids, subject))


def since_last(
    desk: Desk, codes: Sequence[str], ids: Sequence[str], subject: str = ORGANIZATION
) -> dict[str, Since]:
    """Sort a selection, for each form, by what its last print of the form said; raises `Trouble` NO_FORM."""
    return {code: _since(desk, code, data_of(desk, code, ids, subject), subject) for code in codes}


def _since(desk: Desk, code: str, data: Sequence[Data], subject: str) -> Since:
    from .print_digest import digest_of

    layout = print_forms.layout_of(desk, code)
    digests = [(_key(one, subject), digest_of(layout, one)) for one in data]
    return print_log.since_last(desk, code, digests)


def _key(data: Data, subject: str) -> str:
    return str(data["id"] if subject in (ORGANIZATION, "sheet") else data["about"])


def draw(
    desk: Desk,
    codes: Sequence[str],
    ids: Sequence[str],
    how: How = AS_USUAL,
    progress: Progress | None = None,
    *,
    subject: str = ORGANIZATION,
    order: Order = "organization",
    changed: bool = False,
) -> Batch:
    """Draw forms for a selection as one PDF with an outline; nothing is written yet.

    `changed` leaves out what reads as it did when it was last printed. Raises `Trouble` NOTHING_CHOSEN,
    NOTHING_CHANGED, NO_FORM; `Stopped`.
    """
    batch = Batch()
    data = _chosen(desk, codes, ids, subject, changed)
    parts = []
    for number, (code, sheets) in enumerate(data.items()):
        job = Job(desk, code, how)
        batch.jobs.append(job)
        watched = _Part(progress or Silent(), number, len(data))
        parts.append(job.draw(sheets, None, watched) if sheets else b"")
    batch.printed = _told(batch.jobs)
    batch.spans = _spans(batch.jobs, ids, order)
    batch.content = parts[0] if len(parts) == 1 else _bound(desk, batch, parts, order)
    return batch


def _spans(jobs: Sequence[Job], ids: Sequence[str], order: Order) -> list[Span]:
    """Return the papers of all jobs in the order that the clerk wants, with their pages in the whole."""
    places = {one: place for place, one in enumerate(ids)}
    found = [
        (
            0 if order == "form" else places.get(record.get("about") or record["id"], len(ids)),
            number,
            paper,
        )
        for number, job in enumerate(jobs)
        for paper, (record, _, _) in enumerate(job.pages)
    ]
    spans, at = [], 0
    for _, number, paper in sorted(found):
        _, first, end = jobs[number].pages[paper]
        spans.append(Span(number, paper, at, at + end - first, jobs[number].sheets))
        at += end - first
    return spans


def _chosen(
    desk: Desk, codes: Sequence[str], ids: Sequence[str], subject: str, changed: bool
) -> dict[str, list[Data]]:
    if not codes:
        raise Trouble("NO_FORM_CHOSEN", "还没有选表，请至少勾选一种。")
    found: dict[str, list[Data]] = {}
    for code in codes:
        data = data_of(desk, code, ids, subject)
        if changed:
            same = set(_since(desk, code, data, subject).same)
            found[code] = [one for one in data if _key(one, subject) not in same]
        else:
            found[code] = data
        if not data:
            raise Trouble("NOTHING_CHOSEN", "没有选中组织，请先在列表里选。")
    if not any(found.values()):
        raise Trouble(
            "NOTHING_CHANGED",
            "选中的上次打印后都没有变动，不用重打；要照样再打，请去掉这一项勾选。",
        )
    return found


def _told(jobs: Sequence[Job]) -> Printed:
    """Return what is told of several forms; a form's code stands before a blank only where there are several."""
    told = Printed()
    blanks: dict[str, list[str]] = {}
    for job in jobs:
        told.pages += job.printed.pages
        told.skipped += job.printed.skipped
        for name, labels in job.printed.incomplete:
            kept = blanks.setdefault(name, [])
            kept += [label for label in labels if label not in kept]
    told.incomplete = list(blanks.items())
    return told


def _bound(desk: Desk, batch: Batch, parts: Sequence[bytes], order: Order) -> bytes:
    """Bind the pages of several forms in the order of their spans."""
    from cso_desk import documents
    from cso_desk.documents import Piece

    titles = {one.code: one.title for one in print_forms.forms(desk)}
    drawn = [number for number, job in enumerate(batch.jobs) if job.pages]
    pieces = []
    for span in batch.spans:
        job = batch.jobs[span.job]
        record, first, end = job.pages[span.paper]
        words = (record["org"]["name"], titles[job.code])
        title, heading = words if order == "form" else words[::-1]
        pieces.append(Piece(drawn.index(span.job), first, end, title, heading))
    if not pieces:
        return b""
    return documents.bind(
        [parts[number] for number in drawn],
        pieces,
        metadata=paper_metadata.of_sheaf(desk, "、".join(titles[job.code] for job in batch.jobs)),
        made_at=desk.clock.now(),
    )


def save(desk: Desk, batch: Batch, out: Path) -> Done[Printed]:
    """Write a batch as one PDF, whole or not at all, and put it on record; raises `Trouble` UNWRITABLE."""
    if batch.content:
        print_forms.write_whole(out, batch.content)
        batch.printed.files = [out]
    return put_down(desk, batch)


def put_down(desk: Desk, batch: Batch, pages: Collection[int] | None = None) -> Done[Printed]:
    """Put on record what was printed; with `pages` (from 0) only the papers of which all pages were."""
    for span in batch.spans:
        if pages is None or all(page in pages for page in range(span.first, span.end)):
            batch.jobs[span.job].keep(span.paper)
    for job in batch.jobs:
        job.note()
    return Done(batch.printed, _changed(batch.jobs))


def _changed(jobs: Iterable[Job]) -> frozenset[tuple[str, str]]:
    """Return what putting prints on record touched."""
    return frozenset({("printout", "")}).union(*(job.changes for job in jobs))


def save_each(
    desk: Desk,
    codes: Sequence[str],
    ids: Sequence[str],
    folder: Path,
    how: How = AS_USUAL,
    progress: Progress | None = None,
    *,
    subject: str = ORGANIZATION,
    changed: bool = False,
) -> Done[Printed]:
    """Write one PDF with all its forms for each of a selection into a folder.

    What lies whole there before a stop stays and is on record. Raises what `draw` raises, `Trouble` UNWRITABLE.
    """
    sheets = _by_record(_chosen(desk, codes, ids, subject, changed), subject)
    jobs = {code: Job(desk, code, how) for code in codes}
    watched, taken, files = progress or Silent(), set[str](), []
    try:
        for number, papers in enumerate(sheets):
            name = next(iter(papers.values()))["org"]["name"]
            watched.step(number, len(sheets), name)
            parts = [part for code, one in papers.items() if (part := jobs[code].draw([one], None))]
            if parts:
                stem = f"{codes[0]}_{name}" if len(codes) == 1 else name
                file = folder / file_name(stem, taken)
                print_forms.write_whole(file, _joined(desk, parts, name))
                files.append(file)
            for code in papers:
                jobs[code].keep()
        watched.step(len(sheets), len(sheets))
    finally:
        for job in jobs.values():
            job.note()
    told = _told(list(jobs.values()))
    told.files = files
    return Done(told, _changed(jobs.values()))


def _by_record(data: Mapping[str, Sequence[Data]], subject: str) -> list[dict[str, Data]]:
    """Return what each of a selection has to print: its data by the forms' codes."""
    sheets: dict[str, dict[str, Data]] = {}
    for code, found in data.items():
        for one in found:
            sheets.setdefault(_key(one, subject), {})[code] = one
    return list(sheets.values())


def _joined(desk: Desk, parts: Sequence[bytes], name: str) -> bytes:
    from cso_desk import documents

    if len(parts) == 1:
        return parts[0]
    metadata = paper_metadata.of_sheaf(desk, name)
    return documents.join(parts, metadata=metadata, made_at=desk.clock.now())


class _Part:
    """The progress of one of several forms as a part of the whole."""

    def __init__(self, whole: Progress, number: int, count: int) -> None:
        self._whole, self._number, self._count = whole, number, count

    def step(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the whole is; raises `Stopped`."""
        self._whole.step(self._number * total + done, total * self._count, text)
