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


_NOBODY = frozenset(
    [
        "暂缺",
        "空缺",
        "待定",
        "待选",
        "待补",
        "待补选",
        "未定",
        "未选",
        "不详",
        "不明",
        "未知",
        "无人",
        "暂时没有",
    ]
)


def names_nobody(text: str) -> bool:
    """Tell whether a text without blanks says of a person that there is none, or none is known."""
    return says_nothing(text) or text in _NOBODY


def says_nothing(text: str) -> bool:
    """Tell whether a text without blanks only says that the cell is empty."""
    return not text or text.lower() in _NOTHING
