"""Batches: skipped records with a reason, progress and stop, copies for keepers, blanks."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cso_desk.documents import Fonts, Layout, draw, missing_characters
from cso_desk.errors import Stopped, Trouble

MADE_AT = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
RARE = "𰻝"  # Extension G: in none of the fonts
Press = Callable[..., Any]


def test_missing_characters_are_named_once_in_order(fonts: Fonts) -> None:
    assert missing_characters(f"王{RARE}𬭼䶮𫚥\ue000{RARE}\n\u200b", fonts) == [RARE, "\ue000"]
    assert missing_characters("百泉镇幸福里社区（1）☑", fonts) == []


def test_a_record_with_a_character_that_no_font_has_is_skipped_and_named(press: Press) -> None:
    records = [
        {"org.name": "舞蹈队", "org.leader": "王𬭼"},
        {"org.name": "红白理事会", "org.leader": f"赵{RARE}"},
        {"org.name": "巡逻队"},
    ]
    paper = press("F01", records)
    ((number, message),) = paper.drawn.skipped
    assert number == 1
    assert message.startswith("“红白理事会”没有打印：字库里没有负责人姓名里的“𰻝”（U+30EDD）。")
    assert (paper.drawn.pages, paper.drawn.first_pages) == (2, (0, 1))
    assert "红白理事会" not in paper.text()
    assert "巡逻队" in paper.text()


def test_in_a_roster_the_row_is_named(press: Press) -> None:
    members = [{"name": "王一"}, {"name": f"李{RARE}"}]
    paper = press("F04", [{"org.name": "舞蹈队", "members": members}])
    assert "姓名（第2行）里的" in paper.drawn.skipped[0][1]


def test_nothing_is_written_when_all_records_are_skipped(
    layout: Callable[[str], Layout], fonts: Fonts
) -> None:
    out = io.BytesIO()
    drawn = draw(layout("F01"), [{"org.name": RARE}], out, fonts=fonts, made_at=MADE_AT)
    assert (drawn.pages, len(drawn.skipped), out.getvalue()) == (0, 1, b"")


def test_a_layout_without_room_skips_with_a_reason(fonts: Fonts) -> None:
    from cso_desk.documents import read_layout

    rows = [{"height": 12, "cells": [{"text": "盖章处", "seal": True}]}]
    raw = {
        "code": "X01",
        "title": "样表",
        "blocks": [{"kind": "grid", "columns": [1], "rows": rows}],
    }
    drawn = draw(read_layout(raw), [{}], io.BytesIO(), fonts=fonts, made_at=MADE_AT)
    assert "放不下公章" in drawn.skipped[0][1]


def test_progress_is_told_and_may_stop(press: Press) -> None:
    told: list[tuple[int, int, str]] = []

    class Watch:
        def step(self, done: int, total: int, text: str = "") -> None:
            told.append((done, total, text))
            if done == 2:
                raise Stopped

    with pytest.raises(Stopped):
        press("F01", [{"org.name": f"队{n}"} for n in range(5)], progress=Watch())
    assert told == [(0, 5, "队0"), (1, 5, "队1"), (2, 5, "队2")]


def test_copies_name_their_keepers(press: Press) -> None:
    assert press("F01", [{}]).drawn.pages == 1
    paper = press("F01", [{"org.name": "舞蹈队"}], all_copies=True)
    assert paper.drawn.pages == 3
    assert "第一份（共三份）组织留存" in paper.text(1)
    assert "第三份（共三份）乡镇（街道）留存" in paper.text(3)
    slip = press("P01", [{}])
    assert slip.drawn.pages == 2
    assert "第二份（共二份）接收单位留存" in slip.text(2)
    assert press("P01", [{}], all_copies=False).drawn.pages == 1


def test_continuation_sheets_are_told(press: Press) -> None:
    paper = press("F01", [{}, {"org.scope": "开展文体活动，" * 200}])
    assert paper.drawn.continued == ((1, ("业务范围",)),)
    assert paper.drawn.first_pages == (0, 1)
    assert paper.drawn.pages == 3


def test_hundreds_of_ballots_have_the_same_words(
    press: Press, record: Callable[[str], Any]
) -> None:
    paper = press("E01", [record("whole")] * 30)
    assert paper.drawn.pages == 30
    assert len({paper.text(number) for number in range(1, 31)}) == 1


def test_a_missing_font_file_is_trouble(layout: Callable[[str], Layout], tmp_path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        draw(layout("F01"), [{}], io.BytesIO(), fonts=Fonts(tmp_path), made_at=MADE_AT)
    assert caught.value.code == "FONT_MISSING"
    assert "NotoSerifSC_400Regular.ttf" in caught.value.message


def test_a_font_that_is_no_truetype_font_is_trouble(tmp_path: Path) -> None:
    own = tmp_path / "仿宋.ttf"
    own.write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(Trouble):
        missing_characters("字", Fonts(body=own))


def test_without_the_spare_fonts_rare_characters_are_told_of() -> None:
    assert missing_characters("王𬭼𫚥", Fonts(spare=())) == ["𫚥"]
