"""Layouts of the policy pack: the shipped ones are sound, faulty ones are refused with their place."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from cso_desk.documents import placed_keys, read_layout
from cso_desk.documents.layout import Grid
from cso_desk.documents.sizes import MM, type_size
from cso_desk.errors import Problems

FORMS = ("E01", "E02", "E03", "F01", "F04", "F06", "F17", "P01", "P02", "P03", "P04", "P06", "P10")
SMALL: dict[str, Any] = {
    "code": "X01",
    "title": "样表",
    "page": {"sheet": "A3", "landscape": True},
    "blocks": [
        {
            "kind": "grid",
            "columns": [1, 2, 1],
            "rows": [
                {
                    "height": 8,
                    "cells": [
                        {"text": "负责人", "down": 2},
                        {"text": "姓　名"},
                        {"field": "org.leader"},
                    ],
                },
                {"height": 8, "cells": [{"text": "电话"}, {"field": "org.phone"}]},
                {
                    "height": 8,
                    "head": False,
                    "cells": [
                        {"text": "发起人", "down": "rest"},
                        {"text": "姓名"},
                        {"text": "签字"},
                    ],
                },
                {
                    "height": 8,
                    "repeat": {"rows": "initiators", "names": "org.initiators", "names_to": "name"},
                    "cells": [{"field": ".name"}, {}],
                },
                {"height": 8, "cells": [{"text": "备注"}, {"text": "{org.note:5}", "across": 2}]},
            ],
        }
    ],
}


def grid_of(raw: dict[str, Any]) -> Grid:
    block = read_layout(raw).blocks[0]
    assert isinstance(block, Grid)
    return block


def changed(row: int, cell: int, **values: object) -> dict[str, Any]:
    raw = copy.deepcopy(SMALL)
    raw["blocks"][0]["rows"][row]["cells"][cell].update(values)
    return raw


def test_the_forms_are_there_under_their_codes(layouts: Path) -> None:
    read = {path.stem: json.loads(path.read_text("utf-8")) for path in layouts.glob("*.json")}
    assert set(FORMS) <= set(read)
    assert all(read_layout(raw).code == code for code, raw in read.items())


def test_values_are_called_after_their_labels() -> None:
    names = [[cell.name for cell in row.cells] for row in grid_of(SMALL).rows]
    assert names == [
        ["负责人", "姓名", "姓名"],
        ["电话", "电话"],
        ["发起人", "姓名", "签字"],
        ["姓名", "签字"],
        ["备注", "备注"],
    ]


def test_placed_keys_name_items_by_their_list() -> None:
    assert placed_keys(read_layout(SMALL)) == {
        "org.leader",
        "org.phone",
        "org.initiators",
        "initiators.name",
        "org.note",
    }


def test_a_sheet_may_lie_on_its_side() -> None:
    paper = read_layout(SMALL).paper
    assert (round(paper.width / MM), round(paper.height / MM)) == (420, 297)


def test_type_sizes_have_their_office_names() -> None:
    assert [type_size(size) for size in ("2号", "3号", "4号", "5号", 9)] == [22, 16, 14, 10.5, 9]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"code": "X01", "title": "样表"}, "X01"),
        ({"code": "X01", "title": "样表", "blocks": [{"kind": "picture"}]}, "blocks"),
        ({**SMALL, "colour": "red"}, "X01"),
        (changed(0, 2, across=2), "rows[0]"),
        (changed(1, 1, across=2), "rows[1]"),
        (changed(4, 1, across=1), "rows[4]"),
        (changed(4, 0, down=2), "blocks[0]"),
        (changed(0, 0, size="7号"), "blocks"),
    ],
)
def test_a_faulty_layout_is_refused_with_its_place(raw: dict[str, Any], place: str) -> None:
    with pytest.raises(Problems) as caught:
        read_layout(raw)
    (problem,) = caught.value.problems
    assert problem.code == "layout_invalid"
    assert place in problem.where
    assert problem.message.startswith("版式文件有误")


def test_a_layout_that_is_no_object_is_refused() -> None:
    with pytest.raises(Problems):
        read_layout([])  # type: ignore[arg-type]
