"""Page ranges in words, where papers begin, and a part of a batch put on record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.errors import Problems
from cso_desk.usecases import page_ranges, print_batches, print_log
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.print_forms import How

from .conftest import NAMES


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("1-3，5", [0, 1, 2, 4]),
        ("2", [1]),
        ("4-", [3, 4]),
        ("-2", [0, 1]),
        ("3、1 3", [0, 2]),
        ("2至3", [1, 2]),
    ],
)
def test_ranges_as_clerks_write_them(text: str, pages: list[int]) -> None:
    assert page_ranges.pages_of(text, 5) == pages


@pytest.mark.parametrize("text", ["0", "6", "3-1", "-", "甲", "1-2-3", "4-9"])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(Problems, match="页"):
        page_ranges.pages_of(text, 5)


@given(st.sets(st.integers(0, 30), min_size=1))
def test_any_set_of_pages_can_be_written(pages: set[int]) -> None:
    text = "，".join(str(page + 1) for page in pages)
    assert page_ranges.pages_of(text, 31) == sorted(pages)


def test_every_copy_begins_a_paper(town: Desk, teams: list[str]) -> None:
    batch = print_batches.draw(town, ["F01", "F04"], teams[:2], How(all_copies=True))
    assert [(one.first, one.end) for one in batch.spans] == [(0, 3), (3, 4), (4, 7), (7, 8)]
    assert batch.starts == frozenset(range(8))


def test_a_part_of_a_batch_puts_only_its_whole_papers_on_record(
    town: Desk, teams: list[str]
) -> None:
    batch = print_batches.draw(town, ["F01"], teams, How(all_copies=True))
    assert batch.printed.pages == 9
    print_batches.put_down(town, batch, pages=range(2, 6))
    assert [one.name for one in print_log.listed(town)] == [NAMES[1]]
