"""Words that people write into a cell to say that there is nothing."""

from __future__ import annotations

_NOTHING = frozenset(
    [
        "无",
        "暂无",
        "没有",
        "/",
        "//",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "————",
        "_",
        "空",
        "null",
        "none",
        "n/a",
        "na",
        "nil",
        ".",
        "。",
        "、",
        "〃",
        "×",
        "x",
        "?",
    ]
)


def says_nothing(text: str) -> bool:
    """Tell whether a text without blanks only says that the cell is empty."""
    return not text or text.lower() in _NOTHING
