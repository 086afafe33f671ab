"""The county sees one team that two of its townships filed, as a hint: the rows are theirs to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import duplicates, merging, register, side_by_side, take_packages, units
from cso_desk.usecases.opening import Desk

from .conftest import OTHER_TOWNSHIP, Open


def test_a_team_filed_in_two_townships_is_shown_and_not_merged(
    enrolled: Open, county: Desk, stick: Path, add: Callable[..., str], send: Callable[..., object]
) -> None:
    town, other = enrolled("town"), enrolled("other")
    first = add(town, "夕阳红舞蹈队")
    there = next(one.id for one in units.communities(other))
    second = register.save_organization(
        other,
        None,
        {
            "name": "夕阳红舞蹈队",
            "community": there,
            "leader": "王测试",
            "phone": "13900001234",
        },
    ).value
    assert units.own_unit(other).code == OTHER_TOWNSHIP
    for desk in (town, other):
        send(desk, stick)
    take_packages.take(county, sorted(stick.glob("*.csopkg")))
    (pair,) = duplicates.pairs(county)
    assert {pair.first.id, pair.second.id} == {first, second}
    assert not pair.mine and "同一负责人" in pair.reasons
    preview = side_by_side.preview(county, first, second)
    assert not preview.mine and preview.owner
    with pytest.raises(Trouble, match="维护"):
        merging.merge(county, first, second, {})
    duplicates.judge_different(county, [(first, second)])
    assert duplicates.pairs(county) == []
