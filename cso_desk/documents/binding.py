"""Binds pages of several PDFs into one, in any order, with an outline; the same parts give the same bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import OutlineItem

_KEPT = ("/OutputIntents", "/Metadata")


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


def bind(parts: Sequence[bytes], pieces: Sequence[Piece]) -> bytes:
    """Return one PDF of these pieces, in their order; title, date and archive marks are those of the first part."""
    import pikepdf

    bound = pikepdf.Pdf.new()
    sources = [pikepdf.Pdf.open(io.BytesIO(part)) for part in parts]
    starts = []
    for piece in pieces:
        starts.append(len(bound.pages))
        bound.pages.extend(sources[piece.part].pages[piece.first : piece.end])
    for key, value in sources[0].docinfo.items() if sources else ():
        if isinstance(value, pikepdf.String):
            bound.docinfo[key] = pikepdf.String(str(value))
    for key in _KEPT:
        if sources and key in sources[0].Root:
            bound.Root[key] = bound.copy_foreign(sources[0].make_indirect(sources[0].Root[key]))
    bound.Root.Lang = pikepdf.String("zh-CN")
    with bound.open_outline() as outline:
        _outline(outline.root, pieces, starts)
    out = io.BytesIO()
    bound.save(out, deterministic_id=True)
    for source in sources:
        source.close()
    return out.getvalue()


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
