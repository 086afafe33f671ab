"""What the keys and codes inside a pack's values are called on the screen (resources/policy/words.json)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parents[2] / "resources" / "policy" / "words.json"


@cache
def _words() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return raw


def key_word(key: str, path: str = "") -> str:
    """Return what the key of a value under the entry `path` is called, the key itself where nobody named it."""
    for place, names in _words()["in"].items():
        if path.startswith(place) and key in names:
            return str(names[key])
    return str(_words()["keys"].get(key, key))


def code_word(code: str) -> str:
    """Return what a code (`township`) is called, the code itself where nobody named it."""
    return str(_words()["values"].get(code, code))
