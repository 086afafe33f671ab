"""Paper: records and a layout of the policy pack in, official-looking PDF out.

Values arrive as shown text; nothing here knows the database, the policy pack's files or a window.
"""

from cso_desk.documents.archiving import Metadata
from cso_desk.documents.binding import Piece, bind
from cso_desk.documents.drawing import Drawn, draw
from cso_desk.documents.faces import Fonts, missing_characters
from cso_desk.documents.joining import join
from cso_desk.documents.layout import Layout, placed_keys
from cso_desk.documents.layout_reading import read_layout
from cso_desk.documents.measuring import excess, sheets_needed
from cso_desk.documents.overprint import Offset, draw_values
from cso_desk.documents.sizes import SIZE_NAMES
from cso_desk.documents.templates import Scope
from cso_desk.documents.trial_sheet import draw_trial_sheet
from cso_desk.documents.word import draw_word
from cso_desk.documents.word_reading import read_paragraphs

__all__ = [
    "SIZE_NAMES",
    "Drawn",
    "Fonts",
    "Layout",
    "Metadata",
    "Offset",
    "Piece",
    "Scope",
    "bind",
    "draw",
    "draw_trial_sheet",
    "draw_values",
    "draw_word",
    "excess",
    "join",
    "missing_characters",
    "placed_keys",
    "read_layout",
    "read_paragraphs",
    "sheets_needed",
]
