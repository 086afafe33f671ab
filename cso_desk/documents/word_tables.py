"""Grids of a layout as Word tables: spans, row heights, head rows, options, lines to sign."""

import io
from typing import TYPE_CHECKING, Any

from cso_desk.documents.cells import Findings, shown
from cso_desk.documents.grids import Spot, Table, lay_out
from cso_desk.documents.layout import Cell, Grid
from cso_desk.documents.templates import Scope
from cso_desk.documents.word_marks import add_text, pitch

if TYPE_CHECKING:
    from docx.document import Document

_CODE_SIDE = 60.0  # points


def add_table(document: "Document", grid: Grid, scope: Scope, width: float) -> None:
    """Add one grid; values that do not fit make their row higher."""
    from docx.shared import Pt

    laid = lay_out(grid, scope, 0.0, width, Findings())
    table = document.add_table(len(laid.rows), len(grid.columns))
    table.autofit = False
    if grid.lined:
        table.style = "Table Grid"
    for number, column in enumerate(table.columns):
        column.width = Pt(laid.lines[number + 1] - laid.lines[number])
    for number, row in enumerate(table.rows):
        _row(row, laid, number)
    cells = [list(row.cells) for row in table.rows]
    for spot in laid.spots:
        first, last = cells[spot.row][spot.column], cells[spot.row_end - 1][spot.column_end - 1]
        _fill(first if first is last else first.merge(last), spot)


def _row(row: Any, laid: Table, number: int) -> None:
    """Set the least height of a row, keep it whole, and mark it as a head row if it is one."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    row.height, row.height_rule = Pt(laid.heights[number]), WD_ROW_HEIGHT_RULE.AT_LEAST
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if laid.rows[number].head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(place: Any, spot: Spot) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    cell, scope = spot.cell, spot.scope
    kinds = {"top": "TOP", "middle": "CENTER", "bottom": "BOTTOM"}
    place.vertical_alignment = getattr(WD_CELL_VERTICAL_ALIGNMENT, kinds[cell.upright])
    paragraph = place.paragraphs[0]
    pitch(paragraph, cell.style, cell.align, 0.0, 0.0, 0.0)
    if cell.code:
        _code(paragraph, scope.text(cell.code))
    elif not cell.squares:
        add_text(paragraph, _wording(cell, scope), cell.style.face, cell.style.size)
    for line in cell.foot:
        below = place.add_paragraph()
        pitch(below, cell.style, line.align, 0.0, 0.0, 0.0)
        add_text(below, line.text.fill(scope), cell.style.face, cell.style.size)


def _wording(cell: Cell, scope: Scope) -> str:
    text = shown(cell, scope)
    return "\n".join("".join(text.split())) if cell.vertical else text


def _code(paragraph: Any, text: str) -> None:
    """Add a text as a QR code; an exact line pitch would cut it off."""
    if not text:
        return
    import segno
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    picture = io.BytesIO()
    segno.make(text, micro=False, boost_error=False).save(picture, kind="png", scale=3)
    picture.seek(0)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.add_run().add_picture(picture, width=Pt(_CODE_SIDE))
