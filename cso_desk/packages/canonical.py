"""The strict way in which this room reads JSON; it writes it by `cso_desk.sorted_json`."""

import hashlib
import json
import math
from collections.abc import Iterable
from typing import Final

MAX_DEPTH: Final = 16
_INT_RANGE: Final = range(-(2**63), 2**63)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` in 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def read_json(raw: bytes) -> object:
    """Parse foreign JSON.

    Raises ValueError or RecursionError for what two readers could understand differently or a database could not
    hold: doubled keys, NaN, integers beyond 64 bits, NUL or lone surrogates in text, nesting deeper than `MAX_DEPTH`,
    a byte order mark, bytes that are not UTF-8.
    """
    text = raw.decode("utf-8")
    value: object = _decode(text)
    # A NUL or half a surrogate can only come from an escape: what is written out has been refused by now.
    _inspect(value, 0, "\\u" in text)
    return value


def read_object(raw: bytes) -> dict[str, object]:
    """Parse foreign JSON that must be an object; raises as `read_json` does."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("doubled key")
    return found


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")


def _inspect(value: object, depth: int, texts: bool) -> None:
    if isinstance(value, str):
        if texts:
            _inspect_text(value)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("number out of range")
    elif isinstance(value, int):
        if value not in _INT_RANGE:
            raise ValueError("integer out of range")
    elif isinstance(value, dict):
        if texts:
            _inspect_all(value.keys(), depth, texts)
        _inspect_all(value.values(), depth, texts)
    elif isinstance(value, list):
        _inspect_all(value, depth, texts)


def _inspect_all(values: Iterable[object], depth: int, texts: bool) -> None:
    if depth >= MAX_DEPTH:
        raise ValueError("nested too deep")
    for value in values:
        if value is not None and (texts or type(value) is not str):
            _inspect(value, depth + 1, texts)


def _inspect_text(text: str) -> None:
    if "\0" in text:
        raise ValueError("NUL in text")
    if not text.isascii():
        text.encode("utf-8")


_decode = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_constant=_no_constant).decode
