"""Joins PDFs into one, in order; the same parts give the same bytes."""

import io
from collections.abc import Sequence


def join(parts: Sequence[bytes]) -> bytes:
    """Return one PDF with the pages of all `parts`; title and date are those of the first."""
    import pikepdf

    joined = pikepdf.Pdf.new()
    sources = [pikepdf.Pdf.open(io.BytesIO(part)) for part in parts]
    for source in sources:
        joined.pages.extend(source.pages)
    for key, value in sources[0].docinfo.items() if sources else ():
        if isinstance(value, pikepdf.String):
            joined.docinfo[key] = pikepdf.String(str(value))
    joined.Root.Lang = pikepdf.String("zh-CN")
    out = io.BytesIO()
    joined.save(out, deterministic_id=True)
    for source in sources:
        source.close()
    return out.getvalue()
