"""Every form from an empty, a whole and a far too long record: nothing clipped, nothing over another."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest

from cso_desk.documents import Layout, placed_keys
from cso_desk.documents.composing import Composed
from cso_desk.documents.layout import Clauses, Grid
from cso_desk.documents.lines import CLOSERS, OPENERS
from cso_desk.documents.marks import FALL, RISE, Box, Sheet, Stroke, Words
from cso_desk.documents.sizes import MM

from .conftest import CODES

Compose = Callable[[str, Mapping[str, object]], Composed]
BOOKS_AND_WALLS = tuple(code for code in CODES if code[0] in "BW")
SLACK = 0.3
SECRET = ("phone", "leader_id", "id_number", "address", "birth")


def extent(words: Words) -> Box:
    top, bottom = words.baseline - RISE * words.size, words.baseline + FALL * words.size
    return Box(words.x, top, words.x + words.width, bottom)


def of_sheet(sheet: Sheet) -> list[Words]:
    return [mark for mark in sheet.marks if isinstance(mark, Words)]


def text_of(composed: Composed) -> str:
    return "".join("".join(w.text.split()) for sheet in composed.sheets for w in of_sheet(sheet))


def overlapping(sheet: Sheet) -> Iterator[tuple[str, str]]:
    listed = [w for w in of_sheet(sheet) if w.text != "√"]
    for number, one in enumerate(listed):
        a = extent(one)
        for other in listed[number + 1 :]:
            b = extent(other)
            across = min(a.right, b.right) - max(a.left, b.left)
            down = min(a.bottom, b.bottom) - max(a.top, b.top)
            if across > SLACK and down > SLACK:
                yield one.text, other.text


def crossed(sheet: Sheet) -> Iterator[str]:
    """Yield the words that a line of the table runs through."""
    strokes = [mark for mark in sheet.marks if isinstance(mark, Stroke)]
    for words in of_sheet(sheet):
        box = extent(words).inset(SLACK, SLACK)
        for line in strokes:
            left, right = sorted((line.x1, line.x2))
            top, bottom = sorted((line.y1, line.y2))
            if left < box.right and right > box.left and top < box.bottom and bottom > box.top:
                yield words.text


@pytest.mark.parametrize("kind", ["empty", "whole", "long", "full"])
@pytest.mark.parametrize("code", CODES)
def test_text_stays_in_its_box_and_apart(
    code: str,
    kind: str,
    composed: Compose,
    record: Callable[[str], dict[str, Any]],
    full: Callable[[str], dict[str, Any]],
) -> None:
    result = composed(code, full(code) if kind == "full" else record(kind, code))
    assert not result.missing
    for sheet in result.sheets:
        for words in of_sheet(sheet):
            box, space = extent(words), words.box
            assert box.left >= space.left - SLACK, words
            assert box.right <= space.right + SLACK, words
            assert box.top >= space.top - SLACK, words
            assert box.bottom <= space.bottom + SLACK, words
            assert box.left > 0 and box.right < sheet.width, words
            assert box.top > 0 and box.bottom < sheet.height, words
            assert words.size >= 6
        assert not list(overlapping(sheet))
        assert not list(crossed(sheet))


@pytest.mark.parametrize("kind", ["empty", "whole"])
def test_the_application_is_one_sheet(
    kind: str, composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    assert len(composed("F01", record(kind)).sheets) == 1


def test_the_application_with_far_too_long_text_keeps_its_whole_form_on_the_first_sheet(
    composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    data = record("long")
    result = composed("F01", data)
    first = "".join(w.text for w in of_sheet(result.sheets[0]))
    assert "批准：" in first and "注：1.本表一式三份" in first
    assert min(w.size for w in of_sheet(result.sheets[0])) >= 8
    later = "".join(
        "".join(words.text.split())
        for sheet in result.sheets[1:]
        for words in of_sheet(sheet)
        if words.baseline < sheet.height - 13 * MM
    )
    assert "社区社会组织备案申请表（续页）" in later
    for key in ("org.scope", "org.purpose", "org.name", "opinion.township.text"):
        assert data[key] in later, key
    assert "业务范围" in result.continued


def test_lines_of_the_long_forms_keep_the_rules_of_print(
    composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    for code in ("F01", "F06", "F17"):
        for sheet in composed(code, record("long")).sheets:
            body = [w for w in of_sheet(sheet) if len(w.text) > 8]
            assert body
            for before, after in pairwise(body):
                if before.box.left == after.box.left and after.baseline > before.baseline:
                    assert after.text[0] not in CLOSERS, (code, after.text)
                    assert before.text[-1] not in OPENERS, (code, before.text)


def test_seal_boxes_are_large_enough_and_whole(layout: Callable[[str], Layout]) -> None:
    seals = {
        code: [
            cell
            for block in layout(code).blocks
            for row in getattr(block, "rows", ())
            if not isinstance(row, str)
            for cell in row.cells
            if cell.seal
        ]
        for code in CODES
    }
    counted = {code: len(found) for code, found in seals.items() if found}
    wanted = {"E03": 2, "F01": 3, "F02f": 2, "F05": 1, "F21": 1, "P01": 2, "P02": 1, "P03": 1}
    wanted |= {"Q01": 1, "Q06": 1, "Q08": 1}
    assert counted.items() >= wanted.items()
    for code in ("F02", "F03", "F04", "F04p", "F06", "F07", "F08", *BOOKS_AND_WALLS):
        assert code not in counted, "a filed organization has no seal: it signs"
    for cells in seals.values():
        for cell in cells:
            assert any("盖章" in str(line.text.pieces) for line in cell.foot)


def test_an_organization_signs_and_has_no_seal_box(composed: Compose) -> None:
    form = text_of(composed("F01", {}))
    assert form.count("盖章") == 3
    assert "负责人（签字）" in form
    for code in ("F02", "F03", "F04", "F04p", "F06", "F07", "F08", *BOOKS_AND_WALLS):
        assert "盖章" not in text_of(composed(code, {})), code
    for code in ("F02", "F02f", "F05", "F06", "F07", "F08", "B05"):
        assert "签字" in text_of(composed(code, {})), code


def test_the_application_places_every_field_that_a_filing_needs(
    layout: Callable[[str], Layout],
) -> None:
    keys = placed_keys(layout("F01"))
    needed = "name nature category community area venue leader phone members scope supervisor"
    assert {f"org.{key}" for key in needed.split()} <= keys
    assert "filing.number" in keys


def test_an_empty_roster_has_twenty_blank_rows_on_one_sheet(composed: Compose) -> None:
    result = composed("F04", {})
    (sheet,) = result.sheets
    numbers = [w.text for w in of_sheet(sheet) if w.text.isdigit()]
    assert numbers == [str(number) for number in range(1, 21)]


def test_a_roster_repeats_its_heads_and_numbers_its_pages(
    composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    result = composed("F04", record("whole"))
    assert len(result.sheets) == 2
    for number, sheet in enumerate(result.sheets, 1):
        texts = [w.text for w in of_sheet(sheet)]
        assert {"序号", "姓　名", "签　名", "百泉镇幸福里社区夕阳红舞蹈队"} <= {
            text.removeprefix("组织名称：") for text in texts
        }
        assert f"第 {number} 页　共 2 页" in texts
    assert text_of(result).count("王𬭼") == 9


def test_a_roster_shows_no_identity_numbers(layout: Callable[[str], Layout]) -> None:
    assert not [key for key in placed_keys(layout("F04")) if "id" in key.split(".")[-1].split("_")]


def test_the_posted_sheet_has_no_personal_data_but_names(layout: Callable[[str], Layout]) -> None:
    for key in placed_keys(layout("F17")):
        assert not any(word in key for word in SECRET), key


def test_ballots_of_a_round_are_all_the_same_and_carry_nothing_that_tells_voters_apart(
    composed: Compose, record: Callable[[str], dict[str, Any]], layout: Callable[[str], Layout]
) -> None:
    result = composed("E01", record("whole"))
    (sheet,) = result.sheets
    digits = [w.text for w in of_sheet(sheet) if w.text.isdigit()]
    assert digits == [str(number) for number in range(1, 13)]
    assert not any(
        word in text_of(result) for word in ("编号", "姓名：", "第1份", "二维码", "签字")
    )
    assert placed_keys(layout("E01")) == {
        "community.name",
        "community.full_name",
        "round.group",
        "round.date",
        *(f"round.words_{number}" for number in range(1, 5)),
        "orgs.no",
        "orgs.name",
    }


def test_signatures_never_stand_alone_on_a_sheet(
    composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    data = record("whole")
    for count in range(1, 30):
        data["orgs"] = data["orgs"][:1] * count
        last = [w.text for w in of_sheet(composed("E03", data).sheets[-1])]
        assert str(count) in last
        clauses = [{"title": "活动", "text": "按本章程开展活动，接受监督。" * count}] * 8
        charter = composed("F06", {**data, "clauses": clauses})
        lines = [w.text for w in of_sheet(charter.sheets[-1])]
        assert not lines[0].startswith("组织名称")


def test_practice_paper_says_so_on_every_sheet(
    composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    from cso_desk.documents.marks import Backdrop

    for sheet in composed("F01", record("long")).sheets:
        assert Backdrop("练习") in sheet.marks
    assert not any(isinstance(m, Backdrop) for m in composed("F01", {}).sheets[0].marks)


def test_proposed_forms_say_that_they_are(composed: Compose) -> None:
    assert text_of(composed("F01", {})).endswith("参考样式")
    assert "参考样式" not in text_of(composed("P01", {}))


def test_margins_leave_the_sheet_free_of_ink(
    composed: Compose, record: Callable[[str], dict[str, Any]]
) -> None:
    for code in CODES:
        for sheet in composed(code, record("long")).sheets:
            for words in of_sheet(sheet):
                assert extent(words).left > 12 * MM, (code, words.text)


def test_certificate_and_pledge_say_that_a_filing_makes_no_legal_person(composed: Compose) -> None:
    assert "备案后可以依法开展活动，但不具有法人资格" in text_of(composed("F11", {}))
    assert "备案后不具有法人资格" in text_of(composed("F08", {}))


def test_numbers_of_official_letters_are_blanks(composed: Compose) -> None:
    for code in ("F09a", "F10a", "F12n", "F13n", "F20a", "F20b", "F21"):
        assert "〔〕号" in text_of(composed(code, {})), code


ONE_SHEET = ("F02", "F03", "F05", "F07", "F08", "F21", "W01", "W02", "W03", "W04", "W05")


@pytest.mark.parametrize("kind", ["empty", "whole"])
@pytest.mark.parametrize("code", ONE_SHEET)
def test_papers_of_ordinary_length_are_one_sheet(
    code: str, kind: str, composed: Compose, record: Callable[..., dict[str, Any]]
) -> None:
    assert len(composed(code, record(kind, code)).sheets) == 1


def test_empty_books_are_one_sheet_with_rows_to_write_on(composed: Compose) -> None:
    for code in ("B01", "B02", "B03", "B04", "B05", "B06", "L01", "L02"):
        (sheet,) = composed(code, {}).sheets
        numbers = [w.text for w in of_sheet(sheet) if w.text.isdigit()]
        assert numbers == [str(n) for n in range(1, len(numbers) + 1)] and len(numbers) >= 8, code


def test_the_leaders_form_in_full_is_one_leaf(
    composed: Compose, record: Callable[..., dict[str, Any]]
) -> None:
    for kind in ("empty", "whole"):
        sheets = composed("F02f", record(kind, "F02f")).sheets
        assert len(sheets) == 2, "printed on both sides"
        assert "".join(w.text for w in of_sheet(sheets[1])).count("盖章") == 2


def test_a_chart_joins_its_boxes(composed: Compose) -> None:
    (sheet,) = composed("W01", {}).sheets
    strokes = [mark for mark in sheet.marks if isinstance(mark, Stroke)]
    upright = [s for s in strokes if s.x1 == s.x2]
    middle = sheet.width / 2
    stems = [s for s in upright if abs(s.x1 - middle) < 1]
    assert len(stems) >= 6, "from the top box down to the members"
    ends = {round(y, 1) for s in strokes if s.y1 == s.y2 for y in (s.y1,)}
    for stem in stems:
        assert any(round(y, 1) in ends for y in (stem.y1, stem.y2)), stem


def test_the_posted_roster_names_people_and_posts_only(layout: Callable[[str], Layout]) -> None:
    asked = {key for key in placed_keys(layout("F04p")) if key.startswith("members.")}
    assert asked == {"members.no", "members.name", "members.position"}


def test_every_place_of_every_form_has_a_sample(record: Callable[..., dict[str, Any]]) -> None:
    from cso_desk.documents.templates import Scope

    from .conftest import layout_of

    for code in CODES:
        whole = Scope(record("whole", code))
        form = layout_of(code)
        lists = {row.repeat.rows for row in _rows(form) if row.repeat}
        lists |= {block.rows for block in form.blocks if isinstance(block, Clauses)}
        for key in placed_keys(layout_of(code)) - {"blank"}:
            held = any(key.startswith(f"{rows}.") for rows in lists)
            assert held or whole.text(key), (code, key)


def _rows(form: Layout) -> Iterator[Any]:
    for block in form.blocks:
        if isinstance(block, Grid):
            yield from block.rows
