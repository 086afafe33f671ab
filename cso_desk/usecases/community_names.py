"""What people call a community, its committee and its residents, from its official name and kind."""

from __future__ import annotations

_COMMITTEES = (
    ("社区居民委员会", "社区"),
    ("村村民委员会", "村"),
    ("居民委员会", "社区"),
    ("村民委员会", "村"),
    ("社区居委会", "社区"),
    ("村村委会", "村"),
    ("居委会", "社区"),
    ("村委会", "村"),
)
"""Endings of committee names and what stands in their place in daily speech, the longer ones first."""


def short_name(name: str) -> str:
    """Return what people say: 百泉居民委员会 is 百泉社区, 上吕村村民委员会 is 上吕村; other names stay."""
    for ending, plain in _COMMITTEES:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + plain
    return name


def committee_name(name: str, word: str) -> str:
    """Return the full name of the residents' or villagers' committee; `word` is 居民委员会 or 村民委员会."""
    if name.endswith("委员会"):
        return name
    return (name if name.endswith(("社区", "村")) else short_name(name)) + word
