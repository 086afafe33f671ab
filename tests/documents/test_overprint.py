"""Over-printing: only the values, exactly where the whole form has them, moved as the printer needs it."""

import io
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa

from cso_desk.documents import (
    Fonts,
    Layout,
    Metadata,
    Offset,
    Piece,
    bind,
    draw,
    draw_trial_sheet,
    draw_values,
)

MADE = datetime(2026, 11, 20, 9, 0)
MM = 72 / 25.4
_WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>')


def words_of(content: bytes, folder: Path) -> list[tuple[str, float, float]]:
    """Return each word of a PDF with its place, as pdftotext measures it."""
    file = folder / "a.pdf"
    file.write_bytes(content)
    told = subprocess.run(
        ["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    return [(text, float(x), float(y)) for x, y, text in _WORD.findall(told)]


def values(
    layout: Layout, record: Mapping[str, object], fonts: Fonts, offset: Offset | None = None
) -> bytes:
    out = io.BytesIO()
    drawn = draw_values(layout, [record], out, fonts=fonts, made_at=MADE, offset=offset or Offset())
    assert not drawn.skipped
    return out.getvalue()


RECORD: dict[str, object] = {
    "org": {
        "name": "百泉社区舞蹈队",
        "nature": "社会团体性质",
        "venue_source": "合作",
        "leader": "李练习",
        "phone": "13800000000",
    }
}


def test_the_values_stand_where_the_whole_form_has_them_and_nothing_else_is_printed(
    layout: Callable[[str], Layout], fonts: Fonts, tmp_path: Path
) -> None:
    whole = io.BytesIO()
    draw(layout("F01"), [RECORD], whole, fonts=fonts, made_at=MADE)
    before = words_of(whole.getvalue(), tmp_path)
    after = words_of(values(layout("F01"), RECORD, fonts), tmp_path)
    assert [text for text, _, _ in after] == [
        "百泉社区舞蹈队",
        "√",
        "√",
        "（合作）",
        "李练习",
        "13800000000",
    ]
    for word in ("百泉社区舞蹈队", "李练习", "13800000000"):
        here = next(one for one in after if one[0] == word)
        there = next(one for one in before if one[0] == word)
        assert here[1:] == pytest.approx(there[1:], abs=0.05)


def test_the_offset_moves_every_value_by_its_millimetres(
    layout: Callable[[str], Layout], fonts: Fonts, tmp_path: Path
) -> None:
    still = words_of(values(layout("F01"), RECORD, fonts), tmp_path)
    moved = words_of(values(layout("F01"), RECORD, fonts, Offset(3.5, -2)), tmp_path)
    assert len(still) == len(moved) > 3
    for (text, x, y), (same, x2, y2) in zip(still, moved, strict=True):
        assert text == same
        assert (x2 - x, y2 - y) == pytest.approx((3.5 * MM, -2 * MM), abs=0.05)


def test_a_mixed_line_keeps_the_place_of_its_value(
    layout: Callable[[str], Layout],
    fonts: Fonts,
    tmp_path: Path,
) -> None:
    """备案机关：辉县市… on the form: the value alone, behind the room that the label takes."""
    data = {"authority": {"full_name": "练习镇人民政府"}}
    found = words_of(values(layout("F01"), data, fonts), tmp_path)
    assert [text for text, _, _ in found] == ["练习镇人民政府"]
    label = 5 * 10.5  # five signs of 5号
    assert found[0][1] == pytest.approx(22 * MM + label, abs=0.6)


@pytest.mark.parametrize("code", ["F01", "F04", "F06", "F09a", "F11", "F12", "F17", "E03", "P01"])
def test_every_form_can_be_over_printed(
    code: str,
    layout: Callable[[str], Layout],
    record: Callable[[str], Mapping[str, object]],
    fonts: Fonts,
    tmp_path: Path,
) -> None:
    whole = io.BytesIO()
    drawn = draw(layout(code), [record("whole")], whole, fonts=fonts, made_at=MADE)
    content = values(layout(code), record("whole"), fonts)
    texts = [text for text, _, _ in words_of(content, tmp_path)]
    assert drawn.pages >= 1 and texts
    assert not [text for text in texts if any(0xF0000 <= ord(char) <= 0xFFFFF for char in text)]
    assert len("".join(texts)) < len("".join(t for t, _, _ in words_of(whole.getvalue(), tmp_path)))


def test_the_trial_sheet_shows_rulers_and_the_offset(
    layout: Callable[[str], Layout], fonts: Fonts, tmp_path: Path
) -> None:
    sheets = []
    for offset in (Offset(), Offset(2, 1)):
        out = io.BytesIO()
        draw_trial_sheet(layout("F01"), out, fonts=fonts, made_at=MADE, offset=offset)
        sheets.append(words_of(out.getvalue(), tmp_path))
    rulers = [[(x, y) for text, x, y in sheet if text in ("10", "20")] for sheet in sheets]
    assert len(rulers[0]) == 8
    for (x, y), (x2, y2) in zip(*rulers, strict=True):
        assert (x2 - x, y2 - y) == pytest.approx((2 * MM, 1 * MM), abs=0.05)
    assert any("向右" in text for text, _, _ in sheets[1])


def test_pieces_are_bound_in_any_order_with_an_outline(
    layout: Callable[[str], Layout], fonts: Fonts, tmp_path: Path
) -> None:

    parts = []
    for code in ("F01", "F04"):
        out = io.BytesIO()
        records = [{"org": {"name": name}} for name in ("甲队", "乙队")]
        draw(layout(code), records, out, fonts=fonts, made_at=MADE)
        parts.append(out.getvalue())
    pieces = [
        Piece(0, 0, 1, "申请表", "甲队"),
        Piece(1, 0, 1, "花名册", "甲队"),
        Piece(0, 1, 2, "申请表", "乙队"),
    ]
    said = {"metadata": Metadata("两种表"), "made_at": MADE}
    content = bind(parts, pieces, **said)
    assert bind(parts, pieces, **said) == content, "the same parts give the same bytes"
    assert pdfa.validate_written(io.BytesIO(content), "2b").verdict == "pass"
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == 3
        assert [one.title for one in outline.root] == ["甲队", "乙队"]
        assert [one.title for one in outline.root[0].children] == ["申请表", "花名册"]
    texts = [text for text, _, _ in words_of(content, tmp_path)]
    assert next(text for text in texts if text in ("甲队", "乙队")) == "甲队"
