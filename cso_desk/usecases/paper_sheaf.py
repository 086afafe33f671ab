"""Papers of several layouts as one PDF, for rounds and sheets that are not printed organization by organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent
from cso_desk.store import Desk

from . import paper_metadata, print_forms
from .done import Done
from .print_forms import Printed


def draw_sheaf(
    desk: Desk,
    sheets: Sequence[tuple[str, Sequence[Mapping[str, object]]]],
    out: Path,
    progress: Progress | None = None,
) -> Done[Printed]:
    """Draw each (form code, data of its pages) and write all of them, in order, as the one PDF `out`.

    Raises `Trouble` when a character is in no font (nothing is written), an unknown form or a full disk.
    """
    progress = progress or Silent()
    parts, pages = [], 0
    for number, (code, data) in enumerate(sheets):
        progress.step(number, len(sheets), code)
        content, drawn = print_forms.draw_layout(desk, code, data, None)
        if drawn.skipped:
            raise Trouble("NOT_PRINTED", drawn.skipped[0][1])
        parts.append(content)
        pages += drawn.pages
    print_forms.write_whole(out, _whole(desk, parts, out.stem))
    progress.step(len(sheets), len(sheets))
    return Done(Printed([out], pages))


def _whole(desk: Desk, parts: Sequence[bytes], title: str) -> bytes:
    from cso_desk import documents

    if len(parts) == 1:
        return parts[0]
    metadata = paper_metadata.of_sheaf(desk, title)
    return documents.join(parts, metadata=metadata, made_at=desk.clock.now())
