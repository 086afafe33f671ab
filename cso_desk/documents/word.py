"""Makes a Word file (.docx) of a layout whose wording clerks edit: charters, notices, reports, minutes.

WPS and Word set the text themselves, so only the wording, type, margins and tables of the layout go
over. Fonts are named as GB/T 9704 wants them; a machine without them shows what it has instead.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from cso_desk.documents.archiving import LANGUAGE, PROGRAM, Metadata
from cso_desk.documents.fitting import Style
from cso_desk.documents.layout import Clauses, Grid, Layout, Paragraph, Part, Sides
from cso_desk.documents.running import chinese_number
from cso_desk.documents.templates import LINE_TO_FILL, Scope, Slot
from cso_desk.documents.word_marks import add_field, add_text, pitch
from cso_desk.documents.word_tables import add_table

if TYPE_CHECKING:
    from docx.document import Document

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_RULED = 18  # characters of line to write on in an empty clause


def draw_word(
    layout: Layout,
    record: Mapping[str, object],
    out: BinaryIO,
    *,
    metadata: Metadata | None = None,
    made_at: datetime,
) -> None:
    """Write one record's paper as .docx; the same input and moment give the same bytes.

    An empty record gives the blank paper. The layout should say `word`, but any layout can be
    written: tables become Word tables, seal boxes empty room. Nothing is cut, rows grow instead.
    """
    import docx

    document = docx.Document()
    scope = Scope(record)
    _page(document, layout)
    _properties(document, metadata or Metadata(f"{layout.code} {layout.title}"), made_at)
    writer = _Writer(document, layout, scope)
    for block in layout.blocks:
        writer.block(block)
    writer.foot()
    buffer = io.BytesIO()
    document.save(buffer)
    out.write(_steady(buffer))


def _steady(packed: io.BytesIO) -> bytes:
    """Return the file with the same time for all its parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(result, "w") as after:
        for name in before.namelist():
            after.writestr(
                zipfile.ZipInfo(name, _FIXED_TIME), before.read(name), zipfile.ZIP_DEFLATED
            )
    return result.getvalue()


def _page(document: "Document", layout: Layout) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    section, paper = document.sections[0], layout.paper
    if paper.width > paper.height:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Pt(paper.width), Pt(paper.height)
    section.top_margin, section.bottom_margin = Pt(paper.top), Pt(paper.bottom)
    section.left_margin, section.right_margin = Pt(paper.left), Pt(paper.right)
    section.footer_distance = Pt(max(paper.bottom - 28, 14))


def _properties(document: "Document", metadata: Metadata, made_at: datetime) -> None:
    """Say what the file is; Word keeps moments in universal time."""
    properties = document.core_properties
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = metadata.title
    properties.author = properties.last_modified_by = metadata.creator or PROGRAM
    properties.identifier = metadata.identifier
    properties.language = LANGUAGE
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = moment
    properties.revision = 1


class _Writer:
    """Writes the blocks of one paper one after the other."""

    def __init__(self, document: "Document", layout: Layout, scope: Scope) -> None:
        self._document = document
        self._layout = layout
        self._scope = scope

    def block(self, block: Grid | Paragraph | Sides | Clauses) -> None:
        """Write one block."""
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Sides):
            self._sides(block)
        elif isinstance(block, Clauses):
            self._clauses(block)
        else:
            paper = self._layout.paper
            width = paper.width - paper.left - paper.right
            add_table(self._document, block, self._scope, width)

    def _paragraph(self, block: Paragraph) -> None:
        parts = block.text.fill(self._scope).split("\n")
        for number, text in enumerate(parts, 1):
            paragraph = self._document.add_paragraph()
            before = block.before if number == 1 else 0.0
            after = block.after if number == len(parts) else 0.0
            pitch(paragraph, block.style, block.align, block.indent, before, after)
            add_text(paragraph, text, block.style.face, block.style.size)

    def _sides(self, block: Sides) -> None:
        paragraph = self._document.add_paragraph()
        pitch(paragraph, block.style, "left", 0.0, block.before, block.after)
        texts = self._tabbed(paragraph, block.parts)
        for number, part in enumerate(block.parts):
            tab = "\t" if texts and number else ""
            text = tab + part.text.fill(self._scope)
            add_text(paragraph, text, block.style.face, block.style.size)

    def _tabbed(self, paragraph: Any, parts: Iterable[Part]) -> bool:
        """Set a tab stop for each part after the first; return whether there are such parts."""
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Pt

        listed, paper = list(parts), self._layout.paper
        width, total = paper.width - paper.left - paper.right, sum(p.share for p in listed)
        left = 0.0
        for number, part in enumerate(listed):
            right = left + width * part.share / total
            places = {"right": right, "center": (left + right) / 2}
            if number:
                kind = getattr(WD_TAB_ALIGNMENT, part.align.upper(), WD_TAB_ALIGNMENT.LEFT)
                paragraph.paragraph_format.tab_stops.add_tab_stop(
                    Pt(places.get(part.align, left)), kind
                )
            left = right
        return len(listed) > 1

    def _clauses(self, block: Clauses) -> None:
        items = self._scope.items(block.rows)
        for number, item in enumerate(items, 1):
            numbered = {"number": f"第{chinese_number(number)}条", **item}
            inner = Scope(self._scope.record, numbered)
            self._clause(block, block.lead.fill(inner), block.text.fill(inner))
        for number in range(1, block.blank + 1 if not items else 1):
            lines = "\n".join([LINE_TO_FILL * _RULED] * block.ruled)
            self._clause(block, f"第{chinese_number(number)}条", lines)

    def _clause(self, block: Clauses, lead: str, text: str) -> None:
        for number, part in enumerate(text.split("\n")):
            paragraph = self._document.add_paragraph()
            pitch(paragraph, block.style, "justify", block.indent, 0.0, 0.0)
            if not number:
                add_text(paragraph, lead, block.lead_face, block.style.size)
            add_text(paragraph, part, block.style.face, block.style.size)

    def foot(self) -> None:
        """Write the footer, and 练习 at the head of practice paper."""
        section = self._document.sections[0]
        if self._scope.flag("practice"):
            for header in (section.header, section.even_page_header):
                add_text(header.paragraphs[0], "练习", "title", 22.0)
        if self._layout.official:
            self._numbers(section)
        elif self._layout.footer:
            self._footer(section)

    def _numbers(self, section: Any) -> None:
        """Number pages as GB/T 9704 wants: odd ones right, even ones left, one character in."""
        from docx.shared import Pt

        self._document.settings.odd_and_even_pages_header_footer = True
        style = Style("body", 14.0, 14.0, 1.3)
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            paragraph = footer.paragraphs[0]
            pitch(paragraph, style, align, 0.0, 0.0, 0.0)
            paragraph.paragraph_format.left_indent = Pt(style.size)
            paragraph.paragraph_format.right_indent = Pt(style.size)
            add_text(paragraph, "— ", style.face, style.size)
            add_field(paragraph, "PAGE", style)
            add_text(paragraph, " —", style.face, style.size)

    def _footer(self, section: Any) -> None:
        paragraph = section.footer.paragraphs[0]
        several = self._tabbed(paragraph, self._layout.footer)
        only = self._layout.footer[0]
        pitch(paragraph, self._layout.footer_style, "left" if several else only.align, 0, 0, 0)
        for number, part in enumerate(self._layout.footer):
            self._footer_part(paragraph, part, "\t" if number else "")

    def _footer_part(self, paragraph: Any, part: Part, before: str) -> None:
        style = self._layout.footer_style
        add_text(paragraph, before, style.face, style.size)
        for piece in part.text.pieces:
            if isinstance(piece, Slot) and piece.key in ("page", "pages"):
                add_field(paragraph, "PAGE" if piece.key == "page" else "NUMPAGES", style)
            else:
                text = piece if isinstance(piece, str) else piece.fill(self._scope)
                add_text(paragraph, text, style.face, style.size)
