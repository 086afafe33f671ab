"""Changes of the boxes for seals and signatures: room for a seal, lines at the foot, whose box it is, its column."""

from __future__ import annotations

from typing import Any

from cso_desk.errors import Problem, Problems

from .layout_outline import BY_HAND, columns_of, signer_of
from .layout_places import Raw, at, replaced, with_keys
from .layout_words import by_hand, to_template, to_words

_FOOT = {"align": "right", "inset": 8}
"""Where a line that a clerk adds at the foot of a box stands."""
FEET_MOST = 8


def _refused(words: str) -> Problems:
    return Problems([Problem("", "", "layout_edit", words)])


def set_seal(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Keep room for an official seal in a box, or none."""
    return with_keys(raw, place, seal=True if value else None)


def set_feet(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Put these lines at the foot of a box (seal, signature, date), the first one uppermost; empty ones are left out."""
    words = [str(one).rstrip() for one in value if str(one).strip()]
    if len(words) > FEET_MOST:
        raise _refused(f"落款最多 {FEET_MOST} 行，请合并几行。")
    old = list(at(raw, place).get("foot", ()))
    feet, left = [], list(old)
    for number, text in enumerate(words):
        known = next((one for one in left if to_words(one["text"]) == text), None)
        if known is not None:
            left.remove(known)
            feet.append(known)
            continue
        like: dict[str, Any] = old[number] if number < len(old) else dict(_FOOT)
        every = "".join(one["text"] for one in old)
        base = like["text"] if "text" in like and _names_in(text, like["text"]) else every
        feet.append({**like, "text": to_template(text, base)})
    return with_keys(raw, place, foot=feet or None)


def _names_in(words: str, template: str) -> bool:
    """Tell whether every value that the words name stands in the template."""
    shown = to_words(template)
    named = [part.partition("】")[0] for part in words.split("【")[1:]]
    return all(f"【{one}】" in shown for one in named)


def set_signer(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Let a box show another body's opinion or another unit's name, or leave it to the hand (empty)."""
    cell = at(raw, place)
    old, offered = signer_of(cell)
    if not offered:
        raise _refused("这一格没有带出单位或意见，请直接改格里的字。")
    if value != BY_HAND and value not in offered:
        raise _refused("没有这个单位可选，请重新选。")

    def turn(text: str) -> str:
        return text.replace(f"{{{old}.", f"{{{value}.") if value else by_hand(text)

    made = dict(cell)
    if "text" in cell:
        made["text"] = turn(cell["text"])
    if "foot" in cell:
        made["foot"] = [{**line, "text": turn(line["text"])} for line in cell["foot"]]
    return replaced(raw, place, made)


def move_box(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Let a box with its label change places with the column left (-1) or right (1) of it."""
    row_at, _, number = place.rpartition(".cells.")
    cells = list(at(raw, row_at)["cells"])
    here, there = _places(cells, int(number), value)
    low, high = sorted((here, there))
    starts = [*columns_of(cells), len(cells)]
    a, b, c = starts[low], starts[low + 1], starts[high + 1]
    return with_keys(raw, row_at, cells=[*cells[:a], *cells[b:c], *cells[a:b], *cells[c:]])


def _places(cells: list[Any], number: int, step: int) -> tuple[int, int]:
    starts = columns_of(cells)
    here = sum(1 for start in starts if start <= number) - 1
    there = here + (1 if step > 0 else -1)
    if not 0 <= there < len(starts):
        raise _refused("已经到头了，不能再移。")
    return here, there


def box_moved_to(raw: Raw, place: str, step: int) -> str:
    """Return where a box stands after it was moved."""
    row_at, _, number = place.rpartition(".cells.")
    cells = list(at(raw, row_at)["cells"])
    _, there = _places(cells, int(number), step)
    starts = [*columns_of(cells), len(cells)]
    size = starts[there + 1] - starts[there]
    return f"{row_at}.cells.{int(number) + (size if step > 0 else -size)}"
