"""The short code in the corner: as QR the very modules of segno, as words beside it, clear of the form, and only there."""

import io
from collections.abc import Mapping

import pytest
import segno

from cso_desk.documents import Fonts, draw, read_layout
from cso_desk.documents.composing import Composed, compose
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.marks import Dot, Stroke, Words
from cso_desk.documents.sizes import MM
from cso_desk.policy import default_pack

from .conftest import MADE_AT

CODE = "AB3D-7KQ2"
CODED = [code for code, raw in default_pack().layouts.items() if raw.get("short_code")]


def composed(form: str, record: Mapping[str, object], fonts: Fonts) -> Composed:
    return compose(read_layout(default_pack().layout(form)), record, Typesetter(fonts))


def test_the_forms_that_carry_a_code_by_default() -> None:
    assert sorted(CODED) == ["F01", "F04", "F12", "F13"]


@pytest.mark.parametrize("form", CODED)
def test_the_qr_holds_the_code_and_stays_clear_of_the_form(form: str, fonts: Fonts) -> None:
    record = {"org": {"name": "练习队"}, "paper": {"code": CODE}}
    layout = read_layout(default_pack().layout(form))
    for sheet in composed(form, record, fonts).sheets:
        dots = [mark.box for mark in sheet.marks if isinstance(mark, Dot)]
        edge = dots[0].height
        left, top = min(box.left for box in dots), min(box.top for box in dots)
        drawn = {
            (round((box.top - top) / edge), round((box.left - left) / edge) + at)
            for box in dots
            for at in range(round(box.width / edge))
        }
        matrix = segno.make(CODE, error="h", micro=False).matrix
        wanted = {(y, x) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
        assert drawn == wanted
        assert edge >= 0.33 * MM, "an office scanner reads modules of a third of a millimetre"
        assert top >= 4 * MM and max(box.right for box in dots) <= sheet.width - layout.paper.right
        quiet = 1.5 * edge
        below = max(box.bottom for box in dots) + quiet
        others = [m for m in sheet.marks if not isinstance(m, Dot)]
        for mark in others:
            if isinstance(mark, Words) and mark.text != CODE:
                assert mark.box.top >= below
            elif isinstance(mark, Stroke):
                assert min(mark.y1, mark.y2) >= below
        (words,) = [m for m in others if isinstance(m, Words) and m.text == CODE]
        assert words.box.right <= left - 3.9 * edge, "the quiet zone stays white"


def test_a_paper_without_a_code_and_a_blank_form_show_none(fonts: Fonts) -> None:
    for record in ({}, {"org": {"name": "练习队"}}, {"paper": {"code": ""}}):
        (sheet,) = composed("F01", record, fonts).sheets
        assert not any(isinstance(mark, Dot) for mark in sheet.marks)


def test_a_layout_that_carries_none_shows_none_even_with_a_code(fonts: Fonts) -> None:
    record = {"org": {"name": "练习队"}, "paper": {"code": CODE}}
    for form in ("E01", "F09a", "F10a", "F11", "F12n", "F17", "F20b"):
        for sheet in composed(form, record, fonts).sheets:
            assert not any(isinstance(mark, Dot) for mark in sheet.marks), form
            texts = [mark.text for mark in sheet.marks if isinstance(mark, Words)]
            assert CODE not in texts


def test_the_text_of_the_code_can_be_copied_and_the_same_input_gives_the_same_bytes(
    fonts: Fonts,
) -> None:
    record = {"org": {"name": "练习队"}, "paper": {"code": CODE}}
    files = []
    for _ in range(2):
        out = io.BytesIO()
        layout = read_layout(default_pack().layout("F01"))
        draw(layout, [record], out, fonts=fonts, made_at=MADE_AT)
        files.append(out.getvalue())
    assert files[0] == files[1]
