"""Tables: rows and bound rows never split, heads come again, height goes where it is needed."""

from collections.abc import Callable
from typing import Any

import pytest

from cso_desk.documents import read_layout
from cso_desk.documents.composing import Composed, compose
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.marks import Sheet, Stroke, Words
from cso_desk.documents.sizes import MM
from cso_desk.errors import Problems

Build = Callable[..., Composed]


@pytest.fixture
def build(setter: Typesetter) -> Build:
    def run(
        rows: list[dict[str, Any]],
        record: dict[str, Any],
        columns: int = 2,
        after: Any = (),
        **grid: Any,
    ) -> Composed:
        block = {"kind": "grid", "columns": [1] * columns, "rows": rows, **grid}
        raw = {"code": "X01", "title": "样表", "blocks": [block, *after]}
        return compose(read_layout(raw), record, setter)

    return run


def words(sheet: Sheet) -> list[str]:
    return [mark.text for mark in sheet.marks if isinstance(mark, Words)]


def levels(sheet: Sheet) -> list[float]:
    """Return the heights of the horizontal lines in millimetres."""
    strokes = [m for m in sheet.marks if isinstance(m, Stroke) and m.y1 == m.y2]
    return [round(height / MM, 1) for height in sorted({m.y1 for m in strokes})]


HEAD = {"height": 10, "head": True, "cells": [{"text": "序号"}, {"text": "姓名"}]}
BODY = {
    "height": 20,
    "repeat": {"rows": "members"},
    "cells": [{"field": ".no"}, {"field": ".name"}],
}
PEOPLE = [{"name": f"甲{number}"} for number in range(30)]


def test_head_rows_come_again_and_rows_stay_whole(build: Build) -> None:
    composed = build([HEAD, BODY], {"members": PEOPLE})
    assert len(composed.sheets) == 3
    assert all(words(sheet)[:2] == ["序号", "姓名"] for sheet in composed.sheets)
    shown = [text for sheet in composed.sheets for text in words(sheet) if text.startswith("甲")]
    assert shown == [f"甲{number}" for number in range(30)]
    for sheet in composed.sheets:
        assert levels(sheet)[-1] <= 297 - 15


def test_the_last_row_goes_along_with_signatures_that_do_not_fit(build: Build) -> None:
    sign = {
        "kind": "grid",
        "together": True,
        "columns": [1],
        "rows": [{"height": 40, "cells": [{"text": "盖章"}]}],
    }
    composed = build([HEAD, BODY], {"members": PEOPLE[:12]}, after=[sign])
    assert len(composed.sheets) == 2
    assert words(composed.sheets[1]) == ["序号", "姓名", "12", "甲11", "盖章"]


def test_rows_under_one_cell_stay_together(build: Build) -> None:
    filler = {"height": 240, "cells": [{"text": "上"}, {}]}
    bound = [
        {"height": 20, "cells": [{"text": "两行", "down": 2}, {"text": "一"}]},
        {"height": 20, "cells": [{"text": "二"}]},
    ]
    composed = build([filler, *bound], {})
    assert [words(sheet) for sheet in composed.sheets] == [["上"], ["两行", "一", "二"]]


def test_a_table_that_stays_together_begins_on_a_new_sheet(build: Build) -> None:
    rows = [{"height": 60, "cells": [{"text": f"行{number}"}]} for number in range(3)]
    table = {"kind": "grid", "columns": [1], "rows": rows, "together": True}
    composed = build([{"height": 150, "cells": [{"text": "上"}, {}]}], {}, after=[table])
    assert [words(sheet) for sheet in composed.sheets] == [["上"], ["行0", "行1", "行2"]]


def test_rows_higher_than_a_sheet_are_refused(build: Build) -> None:
    rows = [{"height": 150, "cells": [{"text": f"行{number}"}]} for number in range(2)]
    with pytest.raises(Problems) as caught:
        build(rows, {}, columns=1, together=True)
    assert caught.value.problems[0].code == "layout_no_room"


def test_a_seal_needs_room(build: Build) -> None:
    with pytest.raises(Problems) as caught:
        build([{"height": 20, "cells": [{"text": "意见", "seal": True}, {}]}], {})
    assert "放不下公章" in caught.value.problems[0].message


def test_a_label_is_never_cut(build: Build) -> None:
    cell = {"text": "村民委员会初审意见" * 9}
    with pytest.raises(Problems):
        build(
            [{"height": 8, "cells": [cell, {}]}],
            {},
            fill=True,
            columns=2,
            after=[{"kind": "grid", "columns": [1], "rows": [{"height": 254, "cells": [{}]}]}],
        )
    with pytest.raises(Problems):
        build([{"height": 8, "cells": [{**cell, "vertical": True}, {}]}], {})


def test_a_filled_table_reaches_the_foot_and_shares_its_height(build: Build) -> None:
    rows = [
        {"height": 10, "cells": [{}, {}]},
        {"height": 10, "share": 1, "cells": [{}, {}]},
        {"height": 10, "share": 3, "share_to": 30, "cells": [{}, {}]},
    ]
    (sheet,) = build(rows, {}, fill=True).sheets
    assert levels(sheet) == [18.0, 28.0, 252.0, 282.0]


def test_in_a_filled_table_small_wishes_are_met_before_large_ones(build: Build) -> None:
    rows = [
        {"height": 8, "cells": [{"text": "名称"}, {"field": "name"}]},
        {"height": 8, "cells": [{"text": "范围"}, {"field": "scope"}]},
        {"height": 225, "cells": [{"text": "其他"}, {}]},
    ]
    record = {"name": "幸福里社区" * 7, "scope": "开展活动，" * 200}
    composed = build(rows, record, fill=True)
    assert composed.continued == ("范围",)


def test_blank_rows_and_rows_beyond_the_most(build: Build) -> None:
    repeat = {
        "rows": "members",
        "least": 2,
        "blank": 5,
        "most": 3,
        "counted": True,
        "title": "其他人",
    }
    row = {**BODY, "height": 8, "repeat": repeat}
    assert words(build([HEAD, row], {}).sheets[0])[2:] == ["1", "2", "3", "4", "5"]
    assert words(build([HEAD, row], {"members": PEOPLE[:1]}).sheets[0])[2:] == ["1", "甲0", "2"]
    composed = build([HEAD, row], {"members": PEOPLE[:5]})
    assert composed.continued == ("其他人",)
    assert "4．序号：4；姓名：甲3" not in "".join(words(composed.sheets[0]))
    assert "4．姓名：甲3" in words(composed.sheets[1])


def test_names_in_a_text_stand_in_for_a_list(build: Build) -> None:
    repeat = {"rows": "initiators", "names": "org.initiators", "names_to": "name"}
    row = {**BODY, "height": 8, "repeat": repeat}
    assert words(build([row], {"org.initiators": "王一、李二"}).sheets[0]) == [
        "1",
        "王一",
        "2",
        "李二",
    ]


def test_options_are_ticked(build: Build) -> None:
    cell = {"field": "source", "options": ["自有", "借用", "其他"]}
    rows = [{"height": 8, "cells": [{"text": "来源"}, cell]}]
    assert words(build(rows, {}).sheets[0])[1:] == ["□自有　□借用　□其他"]
    assert words(build(rows, {"source": "借用"}).sheets[0])[1:] == ["□自有　□借用　□其他", "√"]
    strange = words(build(rows, {"source": "厂房"}).sheets[0])
    assert strange[1:] == ["□自有　□借用　□其他（厂房）", "√"]
