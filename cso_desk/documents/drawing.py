"""Draws forms: records and a layout in, one PDF out that archives accept."""

import io
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from cso_desk.documents.archiving import Metadata, archived_drawing
from cso_desk.documents.composing import Composed, compose, keeper_mark
from cso_desk.documents.faces import Fonts
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.layout import Layout
from cso_desk.documents.marks import Sheet
from cso_desk.documents.templates import Scope
from cso_desk.errors import Problems
from cso_desk.progress import Progress, Silent

if TYPE_CHECKING:
    from cso_desk.documents.painting import Painter


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn.

    `first_pages` holds for each record that was drawn the number (from 0) of its first page,
    `skipped` (record's number from 0, one Chinese sentence) for each that was not, `continued`
    (record's number, names of the values) for each that needed a continuation sheet.
    """

    pages: int
    skipped: tuple[tuple[int, str], ...]
    first_pages: tuple[int, ...]
    continued: tuple[tuple[int, tuple[str, ...]], ...]


def draw(
    layout: Layout,
    pages: Iterable[Mapping[str, object]],
    out: BinaryIO,
    *,
    fonts: Fonts,
    made_at: datetime,
    metadata: Metadata | None = None,
    progress: Progress | None = None,
    bookmarks: bool = False,
    all_copies: bool | None = None,
    setter: Typesetter | None = None,
    alter: Callable[[Sheet], Sheet] | None = None,
) -> Drawn:
    """Write one checked PDF/A-2b with the form of each record of `pages`, in order.

    A record is a mapping of keys to shown text (see `templates.Scope`); an empty one gives the blank form. It is skipped,
    and told of, only when one of its characters is in no font or the layout has no room for a seal, label or row.
    `all_copies` prints one sheet for each keeper of the layout (None: as the layout says). `setter` measures and breaks
    in the place of the usual one, `alter` changes each sheet before it is painted (over-printing). The same input gives
    the same bytes; when every record is skipped nothing is written. Raises Trouble FONT_MISSING, and Stopped.
    """
    from cso_desk.documents.painting import Painter

    progress = progress or Silent()
    job = _Job(layout, setter or Typesetter(fonts), all_copies, alter)
    drawing = io.BytesIO()
    painter = Painter(drawing, fonts, made_at)
    total = operator.length_hint(pages, 0)
    for number, record in enumerate(pages):
        progress.step(number, total, job.subject(record))
        composed = job.composed(number, record)
        if composed:
            job.paint(painter, composed, job.subject(record) if bookmarks else "")
    if painter.pages:
        painter.save()
        said = metadata or Metadata(f"{layout.code} {layout.title}")
        out.write(archived_drawing(drawing, said, made_at))
    progress.step(total, total)
    return Drawn(painter.pages, tuple(job.skipped), tuple(job.first_pages), tuple(job.continued))


class _Job:
    """One call of `draw`: what has been drawn and what not."""

    def __init__(
        self,
        layout: Layout,
        setter: Typesetter,
        all_copies: bool | None,
        alter: Callable[[Sheet], Sheet] | None = None,
    ) -> None:
        self.skipped: list[tuple[int, str]] = []
        self.first_pages: list[int] = []
        self.continued: list[tuple[int, tuple[str, ...]]] = []
        self._layout = layout
        self._setter = setter
        self._alter = alter
        marked = layout.all_copies if all_copies is None else all_copies
        self._keepers: Sequence[int | None] = range(len(layout.keepers)) if marked else [None]
        self._keepers = self._keepers or [None]

    def subject(self, record: Mapping[str, object]) -> str:
        """Return what tells this record's paper from others, or the form's title."""
        return self._layout.subject.fill(Scope(record)) or self._layout.title

    def composed(self, number: int, record: Mapping[str, object]) -> Composed | None:
        """Lay a record out; None, and noted, where it cannot be drawn."""
        try:
            composed = compose(self._layout, record, self._setter)
        except Problems as fault:
            self.skipped.append((number, f"“{self.subject(record)}”没有打印：{fault}"))
            return None
        if composed.missing:
            self.skipped.append((number, self._missing_message(record, composed.missing)))
            return None
        if composed.continued:
            self.continued.append((number, composed.continued))
        return composed

    def paint(self, painter: "Painter", composed: Composed, bookmark: str) -> None:
        """Paint a record's sheets, once for each keeper; on both sides each copy begins on a new sheet."""
        self._turn(painter)
        self.first_pages.append(painter.pages)
        for keeper in self._keepers:
            self._turn(painter)
            above = [] if keeper is None else keeper_mark(self._layout, keeper, self._setter)
            for sheet in composed.sheets:
                painter.paint(self._alter(sheet) if self._alter else sheet, above, bookmark)
                bookmark = ""

    def _turn(self, painter: "Painter") -> None:
        """Leave the back of the last sheet empty where the next form must begin on a front."""
        if self._layout.duplex and painter.pages % 2:
            paper = self._layout.paper
            painter.paint(Sheet(paper.width, paper.height, ()), (), "")

    def _missing_message(
        self, record: Mapping[str, object], missing: Sequence[tuple[str, str]]
    ) -> str:
        signs: dict[str, list[str]] = {}
        for name, char in missing:
            signs.setdefault(name or "正文", []).append(f"“{char}”（U+{ord(char):04X}）")
        where = "；".join(f"{name}里的{'、'.join(chars)}" for name, chars in signs.items())
        return (
            f"“{self.subject(record)}”没有打印：字库里没有{where}。"
            "请核对这个字；确实是这个字的，装上有这个字的字体再打印，或先留空、打印后手写。"
        )
