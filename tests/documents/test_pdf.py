"""The file itself: sound, all fonts embedded as subsets, text that can be copied, the same bytes."""

import re
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import pdfa

from cso_desk.documents import Layout, Metadata, join, placed_keys
from cso_desk.documents.archiving import said_by
from cso_desk.documents.layout import Grid
from cso_desk.documents.templates import Template

LAYOUTS = Path(__file__).resolve().parents[2] / "resources" / "policy" / "default" / "layouts"
CODES = sorted(path.stem for path in LAYOUTS.glob("*.json"))
METADATA = Metadata("夕阳红舞蹈队备案材料", "河阳县百泉镇人民政府", "百泉社备〔2026〕17号")
MADE_AT = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
Press = Callable[..., Any]
Record = Callable[[str], dict[str, Any]]


def tool(*command: object) -> str:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, check=True, text=True
    ).stdout


@pytest.mark.parametrize("kind", ["empty", "whole", "long"])
@pytest.mark.parametrize("code", CODES)
def test_the_file_is_sound_and_its_fonts_are_embedded_subsets(
    code: str, kind: str, press: Press, record: Record
) -> None:
    path = press(code, [record(kind)]).path
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", path)
    fonts = tool("pdffonts", path).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert re.search(r"^[A-Z]{6}\+.* yes yes yes ", font), font


@pytest.mark.parametrize("code", CODES)
def test_every_form_is_fit_for_the_archive(
    code: str, press: Press, record: Record, full: Record
) -> None:
    data = [full(code), record("empty"), record("long")]
    report = pdfa.validate_written(press(code, data, bookmarks=True).path, "2b")
    assert report.verdict == "pass", report


def _unseen_keys(layout: Layout) -> set[str]:
    """Return the keys that a form shows as a QR code or in groups, or only where a list is missing."""
    rows = [row for block in layout.blocks if isinstance(block, Grid) for row in block.rows]
    cells = [cell for row in rows for cell in row.cells]
    grouped = {key for cell in cells if cell.group for key in cell.text.asked()}
    names = {row.repeat.names for row in rows if row.repeat}
    return grouped | names | {cell.code for cell in cells}


@pytest.mark.parametrize("code", CODES)
def test_every_value_can_be_read_back(
    code: str, press: Press, full: Record, layout: Callable[[str], Layout]
) -> None:
    data, text = full(code), press(code, [full(code)]).text()
    asked = placed_keys(replace(layout(code), subject=Template(), continued=()))
    for key in asked - _unseen_keys(layout(code)):
        value = data.get(key)
        if isinstance(value, str):
            assert "".join(value.split()) in text, key
    for key, items in data.items():
        for item in items if isinstance(items, list) else ():
            for field, value in item.items():
                if f"{key}.{field}" in asked:
                    assert "".join(value.split()) in text, (key, field, value)


def test_rare_characters_can_be_copied_and_searched(press: Press) -> None:
    text = press("F01", [{"org.name": "王𬭼䶮", "org.leader": "𫚥㛃"}]).text()
    assert "王𬭼䶮" in text
    assert "𫚥㛃" in text


def test_a_unicode_map_has_pairs_of_units_and_blocks_of_a_hundred() -> None:
    from cso_desk.documents.embedding import unicode_map

    text = unicode_map("AAAAAA+X", [0, 0x2B6A5, *range(0x4E00, 0x4E00 + 149)])
    assert "<0001> <D86DDEA5>" in text
    assert re.findall(r"(\d+) beginbfchar", text) == ["100", "50"]


def _table(font: bytes, name: bytes) -> bytes:
    for number in range(struct.unpack(">H", font[4:6])[0]):
        at = 12 + 16 * number
        if font[at : at + 4] == name:
            start, length = struct.unpack(">LL", font[at + 8 : at + 16])
            return font[start : start + length]
    raise AssertionError(name)


def _advances(program: bytes, glyphs: bytes) -> list[float]:
    """Return the advance of each code of a subset in 1/1000 em, as the font program has it."""
    per_em = struct.unpack(">H", _table(program, b"head")[18:20])[0]
    full = struct.unpack(">H", _table(program, b"hhea")[34:36])[0]
    metrics = struct.unpack(f">{'Hh' * full}", _table(program, b"hmtx")[: 4 * full])[::2]
    numbers = struct.unpack(f">{len(glyphs) // 2}H", glyphs)
    return [metrics[min(number, full - 1)] * 1000 / per_em for number in numbers]


def test_glyph_widths_agree_with_the_font_program(press: Press) -> None:
    path = press("F01", [{"org.name": "王𫚥㐂", "org.leader": "𠮷𡈼𫚥"}]).path
    seen = set()
    with pikepdf.open(path) as pdf:
        for font in dict(pdf.pages[0].Resources.Font).values():
            (inner,) = list(font.DescendantFonts)
            program = inner.FontDescriptor.FontFile2.read_bytes()
            widths = [float(width) for width in list(inner.W[1])]
            advances = _advances(program, inner.CIDToGIDMap.read_bytes())
            assert widths == pytest.approx(advances, abs=0.6), font.BaseFont
            seen.add(str(font.BaseFont).partition("+")[2])
    assert {"NotoSerifSC-Regular", "NotoSerifSC-Bold", "HanaMinB"} <= seen


def test_pages_have_no_transition_no_unembedded_font_and_the_given_moment(press: Press) -> None:
    paper = press("F01", [{}, {}])
    assert "Helvetica" not in tool("pdffonts", paper.path)
    with pikepdf.open(paper.path) as pdf:
        assert all("/Trans" not in page for page in pdf.pages)
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260312093000+08'00'"
        assert str(pdf.docinfo["/Title"]) == "F01 社区社会组织备案申请表"


def test_records_are_found_by_bookmarks(press: Press) -> None:
    names = ["舞蹈队", "王𬭼书画社", ""]
    paper = press("F01", [{"org.name": name} for name in names], bookmarks=True)
    with pikepdf.open(paper.path) as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
    assert titles == ["舞蹈队", "王𬭼书画社", "社区社会组织备案申请表"]


@pytest.mark.parametrize("code", CODES)
def test_the_same_input_gives_the_same_bytes(code: str, press: Press, record: Record) -> None:
    first, second = (press(code, [record("whole"), {}]).path.read_bytes() for _ in range(2))
    assert first == second


def test_another_process_that_loaded_fonts_in_another_order_gives_the_same_bytes(
    press: Press, tmp_path: Path, layouts: Path
) -> None:
    script = (
        "import io, json, sys; from datetime import datetime; from pathlib import Path\n"
        "from cso_desk.documents import Fonts, draw, read_layout\n"
        "fonts = Fonts(); fonts.missing('𫚥', 'title'); fonts.missing('字', 'heading')\n"
        f"raw = json.loads(Path({str(layouts / 'F01.json')!r}).read_text('utf-8'))\n"
        "out = io.BytesIO(); moment = datetime.fromisoformat('2026-03-12T09:30:00+08:00')\n"
        "draw(read_layout(raw), [{'org.name': '王𬭼𫚥'}], out, fonts=fonts, made_at=moment)\n"
        f"Path({str(tmp_path / 'other')!r}).write_bytes(out.getvalue())\n"
    )
    root = layouts.parents[3]
    environment = {"SOURCE_DATE_EPOCH": "1", "TZ": "America/Lima", "PYTHONUTF8": "1"}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root, env=environment)
    here = press("F01", [{"org.name": "王𬭼𫚥"}]).path.read_bytes()
    assert (tmp_path / "other").read_bytes() == here


def test_joined_parts_keep_their_pages_in_order_and_their_bookmarks(
    press: Press, tmp_path: Path
) -> None:
    clubs = [{"org.name": name} for name in ("舞蹈队", "王𬭼书画社")]
    parts = [
        press("E01", [{}]).path.read_bytes(),
        press("F01", clubs, bookmarks=True).path.read_bytes(),
    ]
    whole = join(parts, metadata=METADATA, made_at=MADE_AT)
    assert whole == join(parts, metadata=METADATA, made_at=MADE_AT)
    path = tmp_path / "whole.pdf"
    path.write_bytes(whole)
    assert pdfa.validate_written(path, "2b").verdict == "pass"
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", path)
    text = tool("pdftotext", path, "-")
    assert text.index("民主测评表") < text.index("备案申请表")
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        pages = [page.obj.objgen for page in pdf.pages]
        ballot, form = outline.root
        assert (ballot.title, form.title) == (
            "E01 社区社会组织民主测评表",
            "F01 社区社会组织备案申请表",
        )
        assert [one.title for one in form.children] == ["舞蹈队", "王𬭼书画社"]
        places = [one.destination[0].objgen for one in (ballot, form, *form.children)]
        assert places == [pages[0], pages[1], pages[1], pages[2]]


def test_the_archive_finds_title_unit_number_and_day(press: Press) -> None:
    paper = press("F01", [{}], metadata=METADATA)
    with pikepdf.open(paper.path) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert str(pdf.docinfo["/Title"]) == METADATA.title
        assert str(pdf.docinfo["/Author"]) == METADATA.creator
        with pdf.open_metadata() as said:
            assert said["dc:title"] == METADATA.title
            assert said["dc:creator"] == [METADATA.creator]
            assert said["dc:identifier"] == METADATA.identifier
            assert said["dc:date"] == ["2026-03-12"]
            assert "zh-CN" in said["dc:language"]
            assert said["xmp:CreateDate"] == "2026-03-12T09:30:00+08:00"


def test_metadata_can_be_read_back_for_a_file_made_of_others(press: Press) -> None:
    told = Metadata("材料 & 表", "百泉镇人民政府", "1号", MADE_AT.date())
    for metadata in (told, Metadata("只有题名", day=MADE_AT.date())):
        with pikepdf.open(press("F01", [{}], metadata=metadata).path) as pdf:
            assert said_by(pdf) == (metadata, MADE_AT)


def test_marks_of_a_title_do_not_break_the_metadata(press: Press) -> None:
    title = '文娱 & 体育 <队> "一"'
    with (
        pikepdf.open(press("F01", [{}], metadata=Metadata(title)).path) as pdf,
        pdf.open_metadata() as said,
    ):
        assert said["dc:title"] == title


def test_the_accelerator_is_in_use() -> None:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    for function in (ttfonts.instanceStringWidthTTF, pdfmetrics.unicode2T1):
        assert not hasattr(function, "__code__"), "rl_accel is not installed"


def test_a_qr_code_lies_dark_in_its_box(press: Press, record: Record, tmp_path: Path) -> None:
    def dark(data: dict[str, Any]) -> float:
        path = press("P03", [data]).path
        tool("pdftoppm", "-r", "40", "-gray", path, tmp_path / "page")
        picture = (tmp_path / "page-1.pgm").read_bytes()
        pixels = picture[picture.index(b"\n255\n") + 5 :]
        return sum(pixel < 128 for pixel in pixels) / len(pixels)

    whole = record("whole")
    bare = {key: value for key, value in whole.items() if key != "enrolment.request"}
    assert dark(whole) - dark(bare) > 0.02


def test_a_request_too_long_for_a_qr_code_is_told_of(press: Press) -> None:
    paper = press("P03", [{"enrolment.request": "a" * 4000}])
    assert "二维码" in paper.drawn.skipped[0][1]
