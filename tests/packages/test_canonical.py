import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cso_desk.packages.canonical import read_json, read_object
from cso_desk.packages.rows import StateHash, row_hash, state_hash
from cso_desk.sorted_json import sorted_json

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT
VALUES = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(TEXT, VALUES, max_size=6))
def test_what_is_written_is_read_and_written_alike(value):
    raw = sorted_json(value)
    assert read_object(raw) == value
    assert sorted_json(read_object(raw)) == raw
    assert raw.decode() == json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


@settings(deadline=None)
@given(st.dictionaries(TEXT, SCALARS, min_size=2, max_size=6))
def test_order_of_keys_does_not_count(value):
    assert sorted_json(dict(reversed(value.items()))) == sorted_json(value)
    assert row_hash(value) == row_hash(dict(reversed(value.items())))


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'[{"a":1,"a":1}]',
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9223372036854775808",
        b'"\\u0000"',
        b'"\\ud83d"',
        b'[{"\\u0000":1}]',
        b'[{"a":["\\uD800"]}]',
        b'"\x00"',
        b'"\xed\xa0\xbd"',
        b"[" * 17 + b"]" * 17,
        b"[" * 100_000,
        b"\xef\xbb\xbf1",
        b"\xff",
        b"",
        b"{} {}",
    ],
)
def test_json_that_two_readers_could_take_differently_is_refused(raw):
    with pytest.raises((ValueError, RecursionError)):
        read_json(raw)


def test_an_object_is_wanted():
    with pytest.raises(ValueError):
        read_object(b"[]")


def test_row_hash_leaves_itself_out():
    row = {"id": "x", "name": "夕阳红"}
    assert row_hash(row) == row_hash(row | {"row_hash": "anything"})
    assert row_hash(row) != row_hash(row | {"name": "夕阳"})


@settings(deadline=None)
@given(st.dictionaries(st.text("abcdef", min_size=1), st.text("0123456789abcdef"), max_size=8))
def test_state_hash_is_of_the_pairs_in_order_of_their_ids(pairs):
    state = StateHash()
    for row_id in sorted(pairs):
        state.add(row_id, pairs[row_id])
    assert state.hexdigest() == state_hash(sorted(pairs.items()))
    if len(pairs) > 1:
        with pytest.raises(ValueError):
            state_hash(sorted(pairs.items(), reverse=True))
