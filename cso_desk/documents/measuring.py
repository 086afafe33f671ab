"""How much room a form needs: the sheets that it fills, and by how much its rows are too high for them."""

from collections.abc import Mapping
from dataclasses import replace

from cso_desk.documents.composing import compose
from cso_desk.documents.faces import Fonts
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.layout import Layout
from cso_desk.documents.sizes import MM

_MOST = 800.0
_EXACT = 0.5


def sheets_needed(layout: Layout, record: Mapping[str, object], fonts: Fonts) -> int:
    """Return how many sheets one record fills; raises Problems as `composing.compose` does."""
    return len(compose(layout, record, Typesetter(fonts)).sheets)


def excess(layout: Layout, record: Mapping[str, object], fonts: Fonts, allowed: int) -> float:
    """Return by how many millimetres each sheet is too low for `record` to fill only `allowed` sheets; 0: it fits.

    Exact to half a millimetre; more than 800 is returned as 800.
    """
    setter = Typesetter(fonts)

    def fits(more: float) -> bool:
        paper = replace(layout.paper, height=layout.paper.height + more * MM)
        return len(compose(replace(layout, paper=paper), record, setter).sheets) <= allowed

    if fits(0.0):
        return 0.0
    low, high = 0.0, 8.0
    while not fits(high):
        if high >= _MOST:
            return _MOST
        low, high = high, min(high * 2, _MOST)
    while high - low > _EXACT:
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return round(high * 2) / 2
