"""Both writers of the canonical form write the same bytes, whatever the structure."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cso_desk.sorted_json import sorted_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.none() | st.booleans() | st.integers() | TEXT
VALUES = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def plainly(value: object) -> bytes:
    """The form as the standard library writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@settings(max_examples=400)
@given(st.dictionaries(TEXT, PLAIN, max_size=12))
def test_rows_of_plain_values(row):
    assert sorted_json(row) == plainly(row)


@settings(max_examples=200)
@given(VALUES)
def test_any_structure(value):
    assert sorted_json(value) == plainly(value)


@pytest.mark.parametrize(
    "row",
    [
        {"": "", "a": '\x00\x1f\x7f\x80\u2028\u2029\ufeff\uffff\U00010000"\\/\b\f\n\r\t'},
        {"\U00010000": 1, "\uffff": 2, "b": 3, "B": 4, "é": 5},
        {"n": 2**63, "m": -(2**63), "k": 2**64, "l": -(2**80), "o": 0, "p": True},
        {"x": 1e22, "y": 0.1, "z": -0.0},
    ],
)
def test_what_writers_disagree_about(row):
    assert sorted_json(row) == plainly(row)


@pytest.mark.parametrize(
    "value",
    [
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": "\ud83d"},
        {"\ud83d": 1},
        {"a": date(2026, 1, 1)},
        {"a": Decimal(1)},
        {"a": b"x"},
    ],
)
def test_what_is_no_json_is_never_written(value):
    with pytest.raises((ValueError, TypeError)):
        sorted_json(value)
