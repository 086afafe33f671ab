"""套打: a form's values alone onto pre-printed paper, and the trial sheet that finds a printer's offset."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk.errors import Problem, Problems
from cso_desk.progress import Progress
from cso_desk.store import Desk

from . import print_forms, settings
from .done import Done

if TYPE_CHECKING:
    from cso_desk.documents import Drawn

MOST = 50.0
"""Millimetres that a print may be moved; more is a slip of the pen."""
_KEY = "printing.offsets"


def draw(
    desk: Desk,
    code: str,
    pages: Sequence[Mapping[str, Any]],
    out: Path | None,
    offset: tuple[float, float],
    progress: Progress | None = None,
) -> tuple[bytes, Drawn]:
    """Draw only the values of a form, moved by millimetres to the right and downward; else like `draw_layout`."""
    from cso_desk import documents

    buffer = io.BytesIO()
    drawn = documents.draw_values(
        print_forms.layout_of(desk, code),
        pages,
        buffer,
        fonts=print_forms.fonts(),
        made_at=desk.clock.now(),
        offset=documents.Offset(*offset),
        progress=progress,
        bookmarks=len(pages) > 1,
    )
    if out is not None and drawn.pages:
        print_forms.write_whole(out, buffer.getvalue())
    return buffer.getvalue(), drawn


def trial_sheet(desk: Desk, code: str, offset: tuple[float, float]) -> bytes:
    """Return the PDF with cross hairs, rulers and the form's lines in dots, moved by `offset`.

    Raises `Trouble` NO_FORM, FONT_MISSING.
    """
    from cso_desk import documents

    buffer = io.BytesIO()
    documents.draw_trial_sheet(
        print_forms.layout_of(desk, code),
        buffer,
        fonts=print_forms.fonts(),
        made_at=desk.clock.now(),
        offset=documents.Offset(*offset),
    )
    return buffer.getvalue()


def offset_of(text_right: str, text_down: str) -> tuple[float, float]:
    """Return the offset that was typed, in millimetres; empty counts as 0. Raises `Problems`."""
    found = []
    for words, text in (("向右", text_right), ("向下", text_down)):
        try:
            value = float(text.strip().replace("−", "-").replace("。", ".") or 0)
        except ValueError:
            value = MOST + 1
        if not abs(value) <= MOST:
            message = (
                f"“{words}”应填毫米数，在 -{MOST:g} 到 {MOST:g} 之间，如 2.5；现在是“{text}”。"
            )
            raise Problems([Problem("", words, "bad_offset", message)])
        found.append(value)
    return found[0], found[1]


def kept_offset(desk: Desk, printer: str, code: str) -> tuple[float, float]:
    """Return the offset that was saved for a printer and a form; without one no offset."""
    found = settings.get(desk, _KEY, {}).get(f"{printer}\n{code}", (0.0, 0.0))
    return float(found[0]), float(found[1])


def keep_offset(desk: Desk, printer: str, code: str, offset: tuple[float, float]) -> Done[None]:
    """Save the offset of a printer and a form on this desk."""
    held = dict(settings.get(desk, _KEY, {}))
    held[f"{printer}\n{code}"] = list(offset)
    return settings.put(desk, _KEY, held)
