"""Word files of the papers whose wording clerks edit: all values, named fonts, the layout's page, the same bytes."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from cso_desk.documents import Layout, Metadata, draw_word, placed_keys, read_layout

LAYOUTS = Path(__file__).resolve().parents[2] / "resources" / "policy" / "default" / "layouts"
MADE_AT = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
METADATA = Metadata("舞蹈队简易章程", "河阳县百泉镇人民政府", "百泉社备〔2026〕17号")
CODES = sorted(
    path.stem
    for path in LAYOUTS.glob("*.json")
    if json.loads(path.read_text(encoding="utf-8")).get("word")
)
Full = Callable[[str], dict[str, Any]]
LayoutOf = Callable[[str], Layout]


def written(layout: Layout, record: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    draw_word(layout, record, out, metadata=METADATA, made_at=MADE_AT)
    return out.getvalue()


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def text_of(document: Document) -> str:
    parts = [document.element.body, *(s.footer._element for s in document.sections)]
    found = (node.text or "" for part in parts for node in part.iter(qn("w:t")))
    return "".join("".join(found).split())


def test_charters_and_notices_can_be_written_as_word_files() -> None:
    assert {"F06", "F09a", "F09b", "F09c", "F10a", "F10b", "F20a", "F20b"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_value_is_there(code: str, layout: LayoutOf, full: Full) -> None:
    data, asked = full(code), placed_keys(layout(code))
    text = text_of(opened(written(layout(code), data)))
    for key in asked:
        value = data.get(key)
        if isinstance(value, str):
            assert "".join(value.split()) in text, key
    for key, items in data.items():
        for item in items if isinstance(items, list) else ():
            for field, value in item.items():
                if f"{key}.{field}" in asked:
                    assert "".join(value.split()) in text, (key, field)


@pytest.mark.parametrize("code", CODES)
def test_fonts_are_named_and_the_page_is_the_layouts(
    code: str, layout: LayoutOf, full: Full
) -> None:
    document, paper = opened(written(layout(code), full(code))), layout(code).paper
    fonts = {
        run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for run in document.element.body.iter(qn("w:r"))
    }
    assert "仿宋_GB2312" in fonts and fonts <= {"仿宋_GB2312", "方正小标宋简体", "黑体"}
    section = document.sections[0]
    wanted = (paper.width, paper.height, paper.top, paper.right, paper.bottom, paper.left)
    found = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.right_margin,
        section.bottom_margin,
        section.left_margin,
    )
    assert [length.pt for length in found if length is not None] == pytest.approx(wanted, abs=0.1)


def test_sizes_pitch_and_indent_of_a_notice(layout: LayoutOf, full: Full) -> None:
    document = opened(written(layout("F09a"), full("F09a")))
    bodies = [p for p in document.paragraphs if p.paragraph_format.first_line_indent]
    assert bodies
    for paragraph in bodies:
        form = paragraph.paragraph_format
        assert paragraph.runs[0].font.size == Pt(16)
        assert form.first_line_indent == Pt(32)
        assert form.line_spacing is not None and 24 <= Pt(0) + form.line_spacing / 12700 <= 32


def test_official_page_numbers_are_fields_right_and_left(layout: LayoutOf, full: Full) -> None:
    document = opened(written(layout("F20b"), full("F20b")))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment == side
        fields = [node.text for node in paragraph._p.iter(qn("w:instrText"))]
        assert fields == [" PAGE "]
        assert paragraph.text == "— 1 —"


def test_the_same_input_gives_the_same_bytes_and_properties(layout: LayoutOf, full: Full) -> None:
    content = written(layout("F06"), full("F06"))
    assert content == written(layout("F06"), full("F06"))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(content).core_properties
    assert (properties.title, properties.author) == (METADATA.title, METADATA.creator)
    assert properties.identifier == METADATA.identifier
    assert properties.created == datetime.fromisoformat("2026-03-12T01:30:00+00:00")


def test_a_blank_charter_has_lines_to_write_on(layout: LayoutOf) -> None:
    text = text_of(opened(written(layout("F06"), {})))
    assert "第十二条" in text and "＿" * 18 in text


def test_tables_keep_spans_heads_and_heights() -> None:
    cells = [{"text": "姓名"}, {"text": "意见", "across": 2}]
    rows = [
        {"height": 10, "head": True, "cells": cells},
        {
            "height": 12,
            "repeat": {"rows": "people"},
            "cells": [{"field": ".name"}, {"field": ".yes"}, {"field": ".no"}],
        },
        {"height": 12, "cells": [{"text": "备注", "vertical": True}, {"code": "code"}, {}]},
    ]
    grid = {"kind": "grid", "columns": [1, 2, 1], "rows": rows}
    layout = read_layout({"code": "X01", "title": "样表", "blocks": [grid]})
    people = [{"name": "王𬭼", "yes": "同意"}, {"name": "赵𫚥", "no": "不同意"}]
    (table,) = opened(written(layout, {"people": people, "code": "备案"})).tables
    assert [cell.text for cell in table.rows[0].cells] == ["姓名", "意见", "意见"]
    assert [cell.text for cell in table.rows[2].cells] == ["赵𫚥", "", "不同意"]
    assert table.rows[3].cells[0].text == "备\n注"
    assert table.rows[0]._tr.trPr is not None
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1].height == pytest.approx(Pt(34), abs=635)
    assert list(table.rows[3].cells[1]._tc.iter(qn("w:drawing")))


def test_practice_paper_says_so(layout: LayoutOf) -> None:
    document = opened(written(layout("F06"), {"practice": True}))
    assert document.sections[0].header.paragraphs[0].text == "练习"
