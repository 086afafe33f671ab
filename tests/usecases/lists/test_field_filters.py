"""Filters on single fields find what a plain look at every organization finds; saved views keep them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import field_filters, lists, practice, register, saved_views
from cso_desk.usecases.field_filters import Where
from cso_desk.usecases.opening import Desk

Texts = dict[str, str]


@pytest.fixture
def filled(town: Desk) -> Desk:
    practice.fill_with_practice(town, 120, seed=3)
    return town


def every(desk: Desk) -> list[Texts]:
    ids = lists.ids_of(desk, lists.organization_ids(desk, lists.Query()))
    return [dict(register.show(desk, one).values) for one in ids]


def found(desk: Desk, *where: Where, any_where: bool = False, **query: str) -> list[str]:
    asked = lists.Query(where=where, any_where=any_where, **query)
    numbers = lists.organization_ids(desk, asked)
    return sorted(row.cells[0] for row in lists.organization_rows(desk, numbers, ["name"]) if row)


CASES: list[tuple[Where, Callable[[Texts], bool]]] = [
    (Where("name", "contains", "舞"), lambda one: "舞" in one["name"]),
    (Where("name", "lacks", "舞"), lambda one: "舞" not in one["name"]),
    (Where("members", "least", "30"), lambda one: int(one["members"] or 0) >= 30),
    (Where("members", "most", "20"), lambda one: int(one["members"] or 99) <= 20),
    (Where("members", "between", "10", "19"), lambda one: 10 <= int(one["members"] or 0) <= 19),
    (Where("phone", "empty"), lambda one: not one["phone"]),
    (Where("phone", "filled"), lambda one: bool(one["phone"])),
    (Where("state", "is", "已备案、已登记"), lambda one: one["state"] in ("已备案", "已登记")),
    (Where("state", "not", "已备案"), lambda one: one["state"] != "已备案"),
    (Where("founded", "least", "2018"), lambda one: one["founded"] >= "2018"),
    (Where("founded", "most", "2018"), lambda one: one["founded"][:4] <= "2018"),
    (Where("founded", "is", "2020"), lambda one: one["founded"].startswith("2020")),
    (Where("hub", "is", "否"), lambda one: one["hub"] == "否"),
    (Where("funds", "least", "5000"), lambda one: float(one["funds"] or 0) >= 5000),
]


@pytest.mark.parametrize(("where", "meets"), CASES)
def test_a_filter_finds_what_a_look_at_every_record_finds(
    filled: Desk, where: Where, meets: Callable[[Texts], bool]
) -> None:
    expected = sorted(one["name"] for one in every(filled) if meets(one))
    assert 0 < len(expected) < 121
    assert found(filled, where) == expected


def test_several_filters_narrow_or_widen(filled: Desk) -> None:
    many, no_phone = Where("members", "least", "30"), Where("phone", "empty")
    both, either = (
        set(found(filled, many, no_phone)),
        set(found(filled, many, no_phone, any_where=True)),
    )
    assert both == set(found(filled, many)) & set(found(filled, no_phone))
    assert either == set(found(filled, many)) | set(found(filled, no_phone))
    assert set(found(filled, many, state="已备案")) < set(found(filled, many))


def test_a_community_is_named(filled: Desk) -> None:
    name = next(one["community"] for one in every(filled))
    expected = sorted(one["name"] for one in every(filled) if one["community"] == name)
    assert found(filled, Where("community", "is", name)) == expected
    with pytest.raises(Problems, match="区划里没有“月球村”"):
        found(filled, Where("community", "is", "月球村"))


def test_bad_values_are_told_in_words(filled: Desk) -> None:
    for where, words in (
        (Where("members", "least", "很多"), "成员总数：“很多”不是整数"),
        (Where("name", "contains", " "), "请写要找的值"),
        (Where("members", "between", "9", "3"), "前一个值应不大于后一个"),
        (Where("state", "contains", "备"), "不能这样筛选"),
    ):
        with pytest.raises(Problems, match=words):
            found(filled, where)


def test_every_field_can_be_filtered_by_every_test_it_offers(filled: Desk) -> None:
    samples = {
        "date": "2020-03",
        "whole": "5",
        "decimal": "5",
        "money": "5",
        "phone": "13900001111",
    }
    samples |= {"id_number": "410782199001010011", "credit_code": "52410700MJ0000000X"}
    for field in field_filters.filter_fields(filled):
        kind = lists.fields_of(lists.Organization)[field.key].kind.name
        value = field.words[0] if field.words else samples.get(kind, "一")
        for test, words in field.tests:
            if kind in ("id_number", "credit_code") and test == "is":
                continue
            where = Where(field.key, test, value, value)
            found(filled, where)
            assert field_filters.words_of(where).startswith(f"{field.label} {words}")


def test_views_are_kept_renamed_pinned_and_deleted(filled: Desk) -> None:
    where = (Where("members", "between", "10", "20"), Where("phone", "empty"))
    content = {"where": field_filters.to_json(where), "text": "舞"}
    saved = saved_views.save(filled, "organizations", " 中等 规模 ", content).value
    assert saved_views.save(filled, "organizations", "甲", {}).value != saved
    saved_views.pin(filled, saved, True)
    first = saved_views.views(filled, "organizations")[0]
    assert (first.name, first.pinned) == ("中等 规模", True)
    assert field_filters.from_json(first.content["where"]) == where
    assert saved_views.save(filled, "organizations", "中等 规模", {"text": "二"}).value == saved
    assert saved_views.views(filled, "organizations")[0].pinned
    assert saved_views.views(filled, "other") == []
    with pytest.raises(Problems, match="已有“甲”"):
        saved_views.rename(filled, saved, "甲")
    with pytest.raises(Problems, match="起个名字"):
        saved_views.save(filled, "organizations", " ", {})
    saved_views.rename(filled, saved, "乙")
    saved_views.delete(filled, saved)
    assert [view.name for view in saved_views.views(filled, "organizations")] == ["甲"]
    with pytest.raises(Trouble):
        saved_views.delete(filled, saved)


def test_a_view_of_a_field_that_is_no_more_opens_without_it() -> None:
    kept = [{"key": "colour", "test": "is", "value": "红"}, {"key": "phone", "test": "empty"}]
    assert field_filters.from_json(kept) == (Where("phone", "empty"),)
