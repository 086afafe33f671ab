"""What the clerk asked to print, as it was when the button was pressed; carried out off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .printer_job import Printers, Wish, send

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.print_batches import Batch, Order
    from cso_desk.usecases.print_forms import How

MOST_COPIES = 99
COUNTED_MOST = 500
"""Of a larger selection what changed is counted only when the clerk asks for it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What went to a printer: what is told of it, its sides, and the printer."""

    printed: Any
    sides: int
    printer: str


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """Forms, a selection and all choices; copies, pages and `offset` as typed: `offset` are the typed millimetres, None for no over-printing."""

    codes: tuple[str, ...]
    ids: tuple[str, ...] = ()
    subject: str = "organization"
    order: Order = "organization"
    changed: bool = False
    mask: Any = None
    all_copies: bool | None = None
    offset: tuple[str, str] | None = None
    printer: str = ""
    copies: str = "1"
    duplex: str = ""
    pages: str = ""

    def _count(self) -> int:
        """Return the number of copies; raises `Problems`."""
        text = self.copies.strip() or "1"
        if not (text.isdecimal() and 1 <= int(text) <= MOST_COPIES):
            from cso_desk.errors import Problem, Problems

            message = f"份数应填 1 到 {MOST_COPIES}；现在是“{text}”。"
            raise Problems([Problem("", "copies", "bad_copies", message)])
        return int(text)

    def _how(self) -> How:
        from cso_desk.usecases import overprinting, print_forms, print_log

        return print_forms.How(
            mask=self.mask,
            all_copies=self.all_copies,
            copies=self._count(),
            offset=None if self.offset is None else overprinting.offset_of(*self.offset),
            way=self.printer or print_log.PDF,
        )

    def _draw(self, desk: Desk, ids: Sequence[str], changed: bool, progress: Any = None) -> Batch:
        from cso_desk.usecases import print_batches

        return print_batches.draw(
            desk,
            self.codes,
            ids,
            self._how(),
            progress,
            subject=self.subject,
            order=self.order,
            changed=changed,
        )

    def preview(self, desk: Desk, record: str) -> bytes:
        """Return the PDF of one record's papers; raises `Trouble`, `Problems` of the offset."""
        from cso_desk.errors import Trouble
        from cso_desk.usecases import print_forms

        if not record:
            return print_forms.preview(desk, self.codes[0], "")
        batch = self._draw(desk, self._shown_with(desk, record), False)
        if not batch.content:
            raise Trouble("NOT_PRINTED", batch.printed.skipped[0][1])
        return batch.content

    def _shown_with(self, desk: Desk, record: str) -> Sequence[str]:
        """Return what the preview of a record shows: of a form of the whole selection its beginning."""
        from cso_desk.usecases import print_forms

        per = {one.code: one.per for one in print_forms.forms(desk)}
        whole = any(per.get(code) == "selection" for code in self.codes)
        return self.ids[:COUNTED_MOST] if whole and len(self.codes) == 1 else [record]

    def save(self, desk: Desk, out: Path, one_file: bool, progress: Any) -> Any:
        """Write the PDF, or one each into a folder, and put it on record."""
        from cso_desk.usecases import print_batches, print_forms

        self._remember(desk)
        if not self.ids:
            return print_forms.print_blank(desk, self.codes[0], out, self._count())
        if one_file:
            batch = self._draw(desk, self.ids, self.changed, progress)
            return print_batches.save(desk, batch, out)
        return print_batches.save_each(
            desk,
            self.codes,
            self.ids,
            out,
            self._how(),
            progress,
            subject=self.subject,
            changed=self.changed,
        )

    def send(self, desk: Desk, printers: Printers, progress: Any) -> Done[Sent]:
        """Draw everything, send it to the printer, and put on record what was printed whole."""
        from cso_desk.usecases import page_ranges, print_batches
        from cso_desk.usecases.done import Done

        self._remember(desk)
        if not self.ids:
            return self._send_blank(desk, printers, progress)
        batch = self._draw(desk, self.ids, self.changed, progress)
        if not batch.content:
            return Done(Sent(batch.printed, 0, self.printer))
        pages = page_ranges.pages_of(self.pages, batch.printed.pages)
        wish = Wish(self.printer, self._count(), self.duplex, pages, batch.starts)
        sides = send(printers, batch.content, wish, "、".join(self.codes), progress)
        done = print_batches.put_down(desk, batch, frozenset(pages))
        return Done(Sent(batch.printed, sides, self.printer), done.changes)

    def _send_blank(self, desk: Desk, printers: Printers, progress: Any) -> Done[Sent]:
        from cso_desk.usecases import print_forms
        from cso_desk.usecases.done import Done

        code, count = self.codes[0], self._count()
        content = print_forms.preview(desk, code, "")
        pages = _pages_in(content)
        wish = Wish(self.printer, count, self.duplex, range(pages), frozenset({0}))
        sides = send(printers, content, wish, code, progress)
        done = print_forms.note_blank(desk, code, pages, count, self.printer)
        printed = print_forms.Printed(pages=pages * count)
        return Done(Sent(printed, sides, self.printer), done.changes)

    def trial(self, desk: Desk, printers: Printers, out: Path | None, progress: Any) -> Sent:
        """Print the trial sheet of over-printing (into `out` where no printer is chosen), and keep the offset."""
        from cso_desk.usecases import overprinting, print_forms

        offset = overprinting.offset_of(*(self.offset or ("", "")))
        content = overprinting.trial_sheet(desk, self.codes[0], offset)
        overprinting.keep_offset(desk, self.printer, self.codes[0], offset)
        if out is not None:
            print_forms.write_whole(out, content)
            return Sent(print_forms.Printed([out], 1), 1, "")
        sides = send(printers, content, Wish(self.printer, pages=(0,)), "对位页", progress)
        return Sent(print_forms.Printed(pages=1), sides, self.printer)

    def since(self, desk: Desk) -> tuple[int, int]:
        """Return how many papers of the selection changed since their last print, and how many were never printed."""
        from cso_desk.usecases import print_batches

        found = print_batches.since_last(desk, self.codes, self.ids, self.subject).values()
        return sum(len(one.changed) for one in found), sum(len(one.never) for one in found)

    def _remember(self, desk: Desk) -> None:
        from cso_desk.usecases import overprinting, printer_memory

        if not desk.write:
            return
        printer_memory.remember(desk, self.printer, copies=self._count(), duplex=self.duplex)
        if self.offset is not None:
            offset = overprinting.offset_of(*self.offset)
            overprinting.keep_offset(desk, self.printer, self.codes[0], offset)


def _pages_in(content: bytes) -> int:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    count = document.pageCount()
    document.close()
    return count
