"""Both sides of the sheet: official page numbers, mirrored margins, forms that begin on a front."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pikepdf
from pikepdf import pdfa

from cso_desk.documents import Fonts, draw, read_layout
from cso_desk.documents.composing import Composed, compose
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.marks import Words
from cso_desk.documents.sizes import MM

MADE_AT = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
MARGINS = [37, 26, 35, 28]


def notice(**page: Any) -> dict[str, Any]:
    text = {"kind": "paragraph", "text": "{text}", "size": "3号", "indent": 2}
    return {
        "code": "X01",
        "title": "通知书",
        "page": {"margins": MARGINS, **page},
        "blocks": [text],
    }


def of(raw: dict[str, Any], setter: Typesetter, length: int = 2000) -> Composed:
    return compose(read_layout(raw), {"text": "文" * length}, setter)


def test_official_numbers_stand_right_on_odd_and_left_on_even_sheets(setter: Typesetter) -> None:
    first, second, *_ = of(notice(numbers="official"), setter).sheets
    for number, sheet in ((1, first), (2, second)):
        (words,) = [m for m in sheet.marks if isinstance(m, Words) and m.text == f"— {number} —"]
        assert words.size == 14
        foot = sheet.height - MARGINS[2] * MM
        assert abs(words.baseline - 0.88 * 14 - foot - 7 * MM) < 0.1
        if number == 1:
            assert abs(words.x + words.width - (sheet.width - MARGINS[1] * MM - 14)) < 0.5
        else:
            assert abs(words.x - (MARGINS[3] * MM + 14)) < 0.5


def test_official_numbers_stay_on_the_sheet_where_the_foot_is_narrow(setter: Typesetter) -> None:
    raw = notice(numbers="official")
    raw["page"]["margins"] = [20, 20, 10, 20]
    (sheet, *_) = of(raw, setter).sheets
    (words,) = [m for m in sheet.marks if isinstance(m, Words) and m.text == "— 1 —"]
    assert words.baseline + 0.12 * words.size < sheet.height - 5 * MM


def test_even_sheets_are_mirrored_when_both_sides_are_printed(setter: Typesetter) -> None:
    shift = (MARGINS[1] - MARGINS[3]) * MM
    shifts = [sheet.shift for sheet in of(notice(duplex=True), setter, 3000).sheets]
    assert len(shifts) > 3
    assert all(abs(one - (shift if place % 2 else 0)) < 0.01 for place, one in enumerate(shifts))
    assert not any(sheet.shift for sheet in of(notice(), setter).sheets)


def _left(page: pikepdf.Page) -> float:
    """Return where the leftmost line of a page begins."""
    lines = [
        operands
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tm"
    ]
    moves = [
        float(operands[4])
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "cm"
    ]
    return min(float(line[4]) for line in lines) + sum(moves)


def test_each_form_and_each_copy_begins_on_a_front(fonts: Fonts) -> None:
    raw = {**notice(duplex=True), "keepers": ["存档", "送达"], "all_copies": True}
    out = io.BytesIO()
    records = [{"text": "文" * 600}, {"text": "短"}, {"text": "文" * 900}]
    drawn = draw(read_layout(raw), records, out, fonts=fonts, made_at=MADE_AT)
    assert all(number % 2 == 0 for number in drawn.first_pages)
    assert pdfa.validate_written(io.BytesIO(out.getvalue()), "2b").passed
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        assert len(pdf.pages) == drawn.pages
        fronts = [_left(page) for page in list(pdf.pages)[::2]]
        assert all(abs(left - MARGINS[3] * MM) < 1 for left in fronts)
        back = next(page for page in list(pdf.pages)[1::2] if b"Tm" in page.Contents.read_bytes())
        assert abs(_left(back) - MARGINS[1] * MM) < 1


def test_notices_of_the_default_pack_are_numbered_officially(layout: Callable[[str], Any]) -> None:
    for code in ("F09a", "F09b", "F09c", "F10a", "F10b", "F20a", "F20b"):
        assert layout(code).official and layout(code).word
