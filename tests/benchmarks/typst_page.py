"""The same form for typst: a layout of the policy pack said in its language, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cso_desk.documents import Layout
from cso_desk.documents.layout import Block, Cell, Grid, Paragraph, Row, Sides
from cso_desk.documents.templates import Slot, Template

Record = Mapping[str, Any]
_FAMILIES = {"body": "Noto Serif SC", "title": "Noto Serif SC", "heading": "Noto Sans SC"}
_HEAD = """#set page(width: {width}pt, height: {height}pt, margin: (top: {top}pt, right: {right}pt, \
bottom: {bottom}pt, left: {left}pt))
#set text(font: ("Noto Serif SC", "HanaMinA", "HanaMinB"), lang: "zh", region: "cn", size: 10.5pt)
#set par(leading: 0.35em, spacing: 0.3em)
#let value(r, key, blank, other) = {{
  let found = r.at(key, default: "")
  if found != "" {{ found }} else if other != "" {{ other }} else {{ blank * "＿" }}
}}
#let choice(chosen, options) = options.map(o => (if o == chosen {{ "☑" }} else {{ "□" }}) + o).join("　")
#for r in json("records.json") {{
"""


def write_page(layout: Layout, records: Sequence[Record], folder: Path) -> Path:
    """Write `form.typ` and its records into `folder`; return the path of the first."""
    file = folder / "form.typ"
    paper = layout.paper
    sides = {
        side: getattr(paper, side) for side in ("width", "height", "top", "right", "bottom", "left")
    }
    body = "\n".join(_block(block) for block in layout.blocks)
    file.write_text(f"{_HEAD.format(**sides)}{body}\npagebreak(weak: true)\n}}\n", encoding="utf-8")
    (folder / "records.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return file


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        weight = "bold" if block.style.face == "title" else "regular"
        said = f"text(size: {block.style.size}pt, weight: {json.dumps(weight)}, {_template(block.text)})"
        return f"align({_side(block.align)}, {said})"
    if isinstance(block, Sides):
        shares = ", ".join(f"{part.share}fr" for part in block.parts)
        parts = ", ".join(f"align({_side(p.align)}, {_template(p.text)})" for p in block.parts)
        return f"grid(columns: ({shares},), {parts})"
    assert isinstance(block, Grid)
    columns = ", ".join(f"{width}fr" for width in block.columns)
    rows = [row for row in block.rows for _ in range(row.repeat.least if row.repeat else 1)]
    heights = ", ".join(f"{row.height}pt" for row in rows)
    cells = ",\n  ".join(_cells(rows))
    return (
        f"table(columns: ({columns},), rows: ({heights},), inset: 2pt, stroke: 0.5pt,\n  {cells})"
    )


def _cells(rows: Sequence[Row]) -> Iterator[str]:
    for number, row in enumerate(rows):
        for cell in row.cells:
            down = cell.down or 1 + sum(1 for later in rows[number + 1 :] if later.repeat)
            upright = {"top": "top", "middle": "horizon", "bottom": "bottom"}[cell.upright]
            where = f"{_side(cell.align)} + {upright}"
            style = f"text(size: {cell.style.size}pt, {_content(cell)})"
            foot = "".join(f" + align(right, {_template(line.text)})" for line in cell.foot)
            yield f"table.cell(colspan: {cell.across}, rowspan: {down}, align: {where}, {style}{foot})"


def _content(cell: Cell) -> str:
    if cell.options:
        return f"choice({_template(cell.text)}, {json.dumps(cell.options, ensure_ascii=False)})".replace(
            "[", "("
        ).replace("]", ",)")
    if cell.vertical:
        words = "".join(piece for piece in cell.text.pieces if isinstance(piece, str))
        return json.dumps("\n".join(words), ensure_ascii=False)
    return _template(cell.text)


def _template(template: Template) -> str:
    said = [
        f"value(r, {json.dumps(piece.key)}, {piece.blank}, {json.dumps(piece.other, ensure_ascii=False)})"
        if isinstance(piece, Slot)
        else json.dumps(piece, ensure_ascii=False)
        for piece in template.pieces
    ]
    return " + ".join(said) or '""'


def _side(align: str) -> str:
    return {"center": "center", "right": "right"}.get(align, "left")
