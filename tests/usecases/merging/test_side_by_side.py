"""Before a merge the clerk sees both organizations, what goes along and who may not be touched."""

from __future__ import annotations

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import register, side_by_side
from cso_desk.usecases.opening import Desk


def add(town: Desk, **values: str) -> str:
    return register.save_organization(town, None, values).value


@pytest.fixture
def two(town: Desk, village: str) -> tuple[str, str]:
    left = add(town, name="百泉社区舞蹈队", community=village, leader="王某")
    right = add(town, name="百泉舞蹈队", community=village, leader="王某", phone="13900001111")
    return left, right


def test_the_preview_tells_what_goes_along(town: Desk, two: tuple[str, str]) -> None:
    left, right = two
    assert side_by_side.preview(town, left, right).words == "右边没有别的资料要转。"
    for name in ("甲某", "乙某"):
        register.save_member(town, right, None, {"name": name})
    register.record_old_filing(town, left, "百泉备1号", "2020-01-02", "百泉镇人民政府")
    register.record_old_filing(town, right, "百泉备9号", "2021-03-04", "百泉镇人民政府")
    found = side_by_side.preview(town, left, right)
    assert found.mine and found.owner == ""
    assert [(one.label, one.left, one.right) for one in found.parts] == [
        ("花名册", 0, 2),
        ("备案决定", 1, 1),
    ]
    assert found.words == (
        "右边的花名册 2 人、备案决定 1 件一并转到保留的一条。"
        "两边各有备案编号（百泉备1号、百泉备9号），两次备案都保留，请核对以哪个为准。"
    )
    assert {one.key for one in found.lines if one.differs} >= {"name", "phone", "filing_number"}


def test_what_is_typed_stands_beside_what_is_known(
    town: Desk, two: tuple[str, str], village: str
) -> None:
    typed = {"name": "百泉社区舞蹈队", "community": village, "leader": "李某"}
    lines = {one.key: one for one in side_by_side.with_typed(town, typed, two[0])}
    assert not lines["name"].differs and not lines["community"].differs
    assert (lines["leader"].left, lines["leader"].right) == ("李某", "王某")
    assert lines["state"].right == "未备案"
    assert "venue" not in lines, "what both lack is not shown"


def test_a_gone_one_is_said(town: Desk, two: tuple[str, str]) -> None:
    left, right = two
    register.remove(town, right)
    with pytest.raises(Problems, match="不在台账里"):
        side_by_side.preview(town, left, right)
    with pytest.raises(Trouble, match="找不到"):
        side_by_side.with_typed(town, {"name": "某队"}, right)
