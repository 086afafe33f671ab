"""Binds pages of several PDFs into one, in any order, with an outline; the same parts give the same bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cso_desk.documents.archiving import Metadata, archived

if TYPE_CHECKING:
    from pikepdf import OutlineItem


@dataclass(frozen=True, slots=True)
class Piece:
    """Pages `first` to before `end` (from 0) of the part number `part`; `heading` and `title` name them in the outline.

    Pieces one after the other with the same heading stand together under it; an empty title gets no line.
    """

    part: int
    first: int
    end: int
    title: str = ""
    heading: str = ""


def bind(
    parts: Sequence[bytes], pieces: Sequence[Piece], *, metadata: Metadata, made_at: datetime
) -> bytes:
    """Return one checked PDF/A-2b of these pieces of what `draw` made, in their order."""
    import pikepdf

    bound = pikepdf.Pdf.new()
    sources = [pikepdf.Pdf.open(io.BytesIO(part)) for part in parts]
    starts = []
    for piece in pieces:
        starts.append(len(bound.pages))
        bound.pages.extend(sources[piece.part].pages[piece.first : piece.end])
    with bound.open_outline() as outline:
        _outline(outline.root, pieces, starts)
    content = archived(bound, metadata, made_at)
    for source in sources:
        source.close()
    return content


def _outline(root: "list[OutlineItem]", pieces: Sequence[Piece], starts: Sequence[int]) -> None:
    from pikepdf import OutlineItem

    under, heading = root, ""
    for piece, start in zip(pieces, starts, strict=True):
        if piece.heading != heading:
            heading = piece.heading
            under = root
            if heading:
                head = OutlineItem(heading, start)
                root.append(head)
                under = head.children
        if piece.title:
            under.append(OutlineItem(piece.title, start))
