"""The shipped tree: found by part of the name, by initials, by code; parents skip the 4190 placeholder."""

import pytest

from cso_desk.policy import divisions


@pytest.mark.parametrize("typed", ["百泉镇", "百泉", "bqz", "BQZ", "410782103", "4107821"])
def test_a_town_is_found_as_one_types(typed: str) -> None:
    assert "410782103" in [place.code for place in divisions.search(typed)]


def test_nothing_typed_finds_nothing() -> None:
    assert divisions.search(" \u3000") == []


def test_a_whole_name_comes_before_its_parts() -> None:
    assert divisions.search("木城街道")[0].code == "410823001"


def test_jiyuan_reports_to_the_province() -> None:
    assert [place.code for place in divisions.above("419001001")] == ["41", "419001", "419001001"]


@pytest.mark.parametrize(
    ("padded", "bare"),
    [
        ("410000000000", "41"),
        ("410782000000", "410782"),
        ("410782103000", "410782103"),
        ("41", "41"),
    ],
)
def test_padding_zeros_are_taken_off(padded: str, bare: str) -> None:
    assert divisions.bare_code(padded) == bare


def test_everything_below_comes_after_its_parent() -> None:
    seen = {"410782"}
    for place in divisions.below("410782"):
        assert place.parent in seen
        seen.add(place.code)
    assert len(seen) > 300
