"""Joins PDFs into one, in order, each with its own bookmark; the same parts give the same bytes."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cso_desk.documents.archiving import Metadata, archived

if TYPE_CHECKING:
    import pikepdf


def join(parts: Sequence[bytes], *, metadata: Metadata, made_at: datetime) -> bytes:
    """Return one checked PDF/A-2b with the pages of all `parts`, which `draw` made.

    Each part has a bookmark with its title, and its own bookmarks lie under that. Raises
    ValueError where there are no parts.
    """
    import pikepdf

    if not parts:
        raise ValueError("no parts to join")
    joined = pikepdf.Pdf.new()
    sources = [pikepdf.Pdf.open(io.BytesIO(part)) for part in parts]
    entries = []
    for source in sources:
        entries.append(_entry(source, len(joined.pages)))
        joined.pages.extend(source.pages)
    with joined.open_outline() as outline:
        outline.root.extend(entries)
    joined.Root.PageMode = pikepdf.Name.UseOutlines
    content = archived(joined, metadata, made_at)
    for source in sources:
        source.close()
    return content


def _entry(source: "pikepdf.Pdf", before: int) -> "pikepdf.OutlineItem":
    """Return the bookmark of a part that goes after `before` pages, its own bookmarks under it."""
    import pikepdf

    numbers = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    entry = pikepdf.OutlineItem(str(source.docinfo.get("/Title", "")), before, "Fit")
    with source.open_outline() as outline:
        for item in outline.root:
            if isinstance(item.destination, pikepdf.Array):
                number = before + numbers[item.destination[0].objgen]
                entry.children.append(pikepdf.OutlineItem(item.title, number, "Fit"))
    return entry
