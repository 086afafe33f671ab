"""The digest of what a paper says of a record: the same on every day and for every user, another once a value changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cso_desk.documents import Layout

_OF_THE_PRINT = frozenset({"today", "user", "practice", "page", "pages", "paper"})
"""What a paper says of its printing and not of the record."""


def digest_of(layout: Layout, data: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the values that the layout places, whatever is hidden when they are printed."""
    from cso_desk import documents

    said = {
        key: _value(data, key)
        for key in sorted(documents.placed_keys(layout))
        if key.partition(".")[0] not in _OF_THE_PRINT
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digests_of(layout: Layout, data: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the digest of each record."""
    return [digest_of(layout, one) for one in data]


def _value(data: Any, key: str) -> Any:
    """Return the value under a key with dots; of a list the value of each item."""
    if isinstance(data, list | tuple):
        return [_value(one, key) for one in data]
    if not isinstance(data, Mapping):
        return None
    if key in data:
        return data[key]
    first, _, rest = key.partition(".")
    return _value(data[first], rest) if rest and first in data else None
