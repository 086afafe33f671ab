"""Paper: records and a layout of the policy pack in, official-looking PDF out.

Values arrive as shown text; nothing here knows the database, the policy pack's files or a window.
"""

from cso_desk.documents.drawing import Drawn, draw
from cso_desk.documents.faces import Fonts, missing_characters
from cso_desk.documents.joining import join
from cso_desk.documents.layout import Layout, placed_keys
from cso_desk.documents.layout_reading import read_layout
from cso_desk.documents.word_reading import read_paragraphs

__all__ = [
    "Drawn",
    "Fonts",
    "Layout",
    "draw",
    "join",
    "missing_characters",
    "placed_keys",
    "read_layout",
    "read_paragraphs",
]
