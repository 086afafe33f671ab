"""Reads a layout of the policy pack: checks shape and geometry, fills in what is implied."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from cso_desk.documents.fitting import LEADING, Style
from cso_desk.documents.layout import (
    Block,
    Cell,
    Clauses,
    FootLine,
    Grid,
    Layout,
    Paper,
    Paragraph,
    Part,
    Repeat,
    Row,
    Sides,
)
from cso_desk.documents.sizes import MM, SHEETS, type_size
from cso_desk.documents.templates import Scope, read_template
from cso_desk.errors import Problem, Problems

_MARGINS = (18.0, 20.0, 15.0, 20.0)
_LEAST = 8.0
_BODY_SIZE = "5号"
_FOOTER_SIZE, _LEAST_FOOTER = "小5", 6.0
_REST = -1  # marks a column that a cell takes for all repeated rows below it
_NOTHING = Scope({})
Raw = Mapping[str, Any]


def read_layout(raw: Raw) -> Layout:
    """Return the layout that `raw` (the JSON of a policy pack's layout file) describes.

    Raises Problems, with the code `layout_invalid` and the place of the fault, when it is not a
    layout or its cells do not fit its columns.
    """
    _check_shape(raw)
    size, least = type_size(raw.get("size", _BODY_SIZE)), float(raw.get("min_size", _LEAST))
    blocks = []
    for number, block in enumerate(raw["blocks"]):
        if block.get("off"):
            continue
        where = f"{raw['code']} blocks[{number}]"
        blocks.append(_READERS[block["kind"]](block, size, least, where))
    footer_size = type_size(_FOOTER_SIZE)
    return Layout(
        code=raw["code"],
        title=raw["title"],
        paper=_paper(raw.get("page", {})),
        subject=read_template(raw.get("subject", "")),
        blocks=tuple(blocks),
        footer=tuple(_part(part) for part in raw.get("footer", ())),
        footer_style=Style("body", footer_size, _LEAST_FOOTER),
        continued=tuple(read_template(text) for text in raw.get("continued", ())),
        continued_style=Style("body", max(size, type_size("5号")), least),
        keepers=tuple(raw.get("keepers", ())),
        all_copies=raw.get("all_copies", False),
        reference=raw.get("reference", False),
        short_code=raw.get("short_code", False),
        duplex=raw.get("page", {}).get("duplex", False),
        official=raw.get("page", {}).get("numbers") == "official",
        word=raw.get("word", False),
    )


@lru_cache(maxsize=1)
def _checker() -> Callable[[Raw], object]:
    import fastjsonschema

    schema = resources.files("cso_desk.policy") / "schemas" / "layout.schema.json"
    checker: Callable[[Raw], object] = fastjsonschema.compile(
        json.loads(schema.read_text(encoding="utf-8"))
    )
    return checker


def _check_shape(raw: Raw) -> None:
    import fastjsonschema

    try:
        _checker()(raw)
    except fastjsonschema.JsonSchemaValueException as error:
        code = raw.get("code") if isinstance(raw, Mapping) else None
        place = str(error.name).removeprefix("data.")
        raise _fault(f"{code or '版式'} {place}", str(error.message)) from error


def _fault(where: str, detail: str) -> Problems:
    message = f"版式文件有误（{where}：{detail}），请改正或换用原来的政策包。"
    return Problems([Problem(where, "", "layout_invalid", message)])


def _paper(raw: Raw) -> Paper:
    width, height = SHEETS[raw.get("sheet", "A4")]
    if raw.get("landscape"):
        width, height = height, width
    top, right, bottom, left = (side * MM for side in raw.get("margins", _MARGINS))
    return Paper(width * MM, height * MM, top, right, bottom, left)


def _style(raw: Raw, size: float, least: float, leading: float = LEADING) -> Style:
    wished = type_size(raw["size"]) if "size" in raw else size
    return Style(
        raw.get("face", "body"),
        wished,
        min(wished, float(raw.get("min_size", least))),
        float(raw.get("leading", leading)),
    )


def _gaps(raw: Raw) -> dict[str, float]:
    return {side: float(raw.get(side, 0)) * MM for side in ("before", "after")}


def _part(raw: Raw) -> Part:
    share, many = float(raw.get("share", 1)), bool(raw.get("many", False))
    return Part(read_template(raw["text"]), raw.get("align", "left"), share, many)


def _paragraph(raw: Raw, size: float, least: float, where: str) -> Paragraph:
    return Paragraph(
        read_template(raw["text"]),
        _style(raw, size, least, 1.5),
        raw.get("align", "justify"),
        float(raw.get("indent", 0)),
        **_gaps(raw),
    )


def _sides(raw: Raw, size: float, least: float, where: str) -> Sides:
    parts = tuple(_part(part) for part in raw["parts"])
    return Sides(parts, _style(raw, size, least), **_gaps(raw))


def _clauses(raw: Raw, size: float, least: float, where: str) -> Clauses:
    return Clauses(
        raw["rows"],
        read_template(raw["lead"]),
        read_template(raw["text"]),
        _style(raw, size, least, 1.6),
        raw.get("lead_face", "heading"),
        float(raw.get("indent", 2)),
        blank=raw.get("blank", 0),
        ruled=raw.get("ruled", 2),
        **_gaps(raw),
    )


def _grid(raw: Raw, size: float, least: float, where: str) -> Grid:
    columns = tuple(float(width) for width in raw["columns"])
    style = _style(raw, size, least)
    reader = _RowReader(len(columns), style)
    rows = tuple(
        reader.row(row, f"{where} rows[{number}]")
        for number, row in enumerate(raw["rows"])
        if not row.get("off")
    )
    if not rows:
        raise _fault(where, "表格里没有一行要印")
    reader.finish(where)
    return Grid(
        columns,
        rows,
        lined=raw.get("lined", True),
        fill=raw.get("fill", False),
        together=raw.get("together", False),
        **_gaps(raw),
    )


_READERS: dict[str, Callable[[Raw, float, float, str], Block]] = {
    "paragraph": _paragraph,
    "sides": _sides,
    "grid": _grid,
    "clauses": _clauses,
}


class _RowReader:
    """Reads the rows of one grid, keeping track of columns that cells above reach into."""

    def __init__(self, columns: int, style: Style) -> None:
        self._style = style
        self._taken = [0] * columns
        self._heads = [""] * columns

    def row(self, raw: Raw, where: str) -> Row:
        """Read one row; a value is called after the label left of it or, if repeated, above it."""
        repeated = "repeat" in raw
        if not repeated:
            self._taken = [0 if rows == _REST else rows for rows in self._taken]
        cells, label, column = [], "", 0
        for cell in raw["cells"]:
            column = self._free(column)
            read = _cell(cell, self._style, self._heads[column] if repeated else label)
            self._take(column, read, where)
            if read.text.fixed and read.text.pieces:
                label = self._heads[column] = read.name
            cells.append(read)
            column += read.across
        self._close(where)
        return _row(raw, tuple(cells))

    def finish(self, where: str) -> None:
        """Raise Problems when a cell reaches below the last row."""
        if any(rows not in (0, _REST) for rows in self._taken):
            raise _fault(where, "有单元格超出最后一行")

    def _free(self, column: int) -> int:
        while column < len(self._taken) and self._taken[column]:
            column += 1
        return min(column, len(self._taken) - 1)

    def _take(self, column: int, cell: Cell, where: str) -> None:
        end = column + cell.across
        if end > len(self._taken) or any(self._taken[column:end]):
            raise _fault(where, "单元格比列多，或与上面的单元格重叠")
        self._taken[column:end] = [cell.down or _REST] * cell.across

    def _close(self, where: str) -> None:
        if not all(self._taken):
            raise _fault(where, "单元格比列少")
        self._taken = [rows if rows == _REST else rows - 1 for rows in self._taken]


def _row(raw: Raw, cells: tuple[Cell, ...]) -> Row:
    height = float(raw["height"]) * MM
    repeat = raw.get("repeat")
    return Row(
        cells,
        height,
        share=float(raw.get("share", 0)),
        share_to=float(raw.get("share_to", 0)) * MM,
        tallest=max(height, float(raw.get("tallest", 0)) * MM),
        head=raw.get("head", False),
        repeat=Repeat(**repeat) if repeat else None,
    )


def _cell(raw: Raw, style: Style, label: str) -> Cell:
    text = read_template(
        raw["text"] if "text" in raw else f"{{{raw['field']}}}" if "field" in raw else ""
    )
    own = re.sub(r"\s", "", text.fill(_NOTHING)) if text.fixed else ""
    down = raw.get("down", 1)
    return Cell(
        text,
        _style(raw, style.size, style.least, style.leading),
        raw.get("name") or own or label,
        across=raw.get("across", 1),
        down=0 if down == "rest" else down,
        align=raw.get("align", "center" if text.fixed else "left"),
        upright=raw.get("upright", "middle"),
        vertical=raw.get("vertical", False),
        options=tuple(raw.get("options", ())),
        foot=tuple(_foot(line) for line in raw.get("foot", ())),
        squares=float(raw.get("squares", 0)) * MM,
        code=raw.get("code", ""),
        seal=raw.get("seal", False),
        group=raw.get("group", 0),
        per_line=raw.get("per_line", 0),
        framed=raw.get("framed", False),
        strokes=tuple(raw.get("strokes", ())),
    )


def _foot(raw: Raw) -> FootLine:
    return FootLine(
        read_template(raw["text"]), raw.get("align", "right"), float(raw.get("inset", 0)) * MM
    )
