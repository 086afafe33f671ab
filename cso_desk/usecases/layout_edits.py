"""Changes of a layout as pure functions over its JSON: each gives a readable layout, or says in one sentence why not.

apply(raw, Change("text", "blocks.2.rows.0.cells.0.text", "名　称"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk.errors import Problem, Problems

from . import layout_paper, layout_rows
from .layout_boxes import move_box, set_feet, set_seal, set_signer
from .layout_places import Raw, at, replaced, with_keys
from .layout_words import to_template


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind (a key of `KINDS`), the place in the layout, the new value."""

    kind: str
    place: str
    value: Any = None


def apply(raw: Raw, change: Change) -> dict[str, Any]:
    """Return the layout with one change in it; `raw` stays as it is.

    Raises `Problems` whose field is the place: layout_edit (it cannot be done), layout_slot (a value that nobody knows),
    layout_invalid (the table would not close).
    """
    from cso_desk.documents import read_layout

    try:
        made = KINDS[change.kind](raw, change.place, change.value)
    except Problems as fault:
        raise _placed(fault, change.place) from None
    except (KeyError, IndexError, TypeError, ValueError):
        words = "这一处已经不在表样里了，请刷新后再改。"
        raise Problems([Problem("", change.place, "layout_edit", words)]) from None
    try:
        read_layout(made)
    except Problems:
        words = "这样改以后表格的行和列对不齐，没有改，请换一处。"
        raise Problems([Problem("", change.place, "layout_invalid", words)]) from None
    return made


def _placed(fault: Problems, place: str) -> Problems:
    return Problems([Problem(one.where, place, one.code, one.message) for one in fault.problems])


def set_text(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Change words; values in 【】 keep what they stand for. The title also changes where the form prints it."""
    words = str(value)
    if place == "title":
        return _set_title(raw, words.strip())
    holder, _, key = place.rpartition(".")
    old = str((at(raw, holder) if holder else raw).get(key, "")) if not key.isdigit() else ""
    old = str(at(raw, place)) if key.isdigit() else old
    made = to_template(words, old)
    if made == old:
        return dict(raw)
    if not made.strip() and _is_label_place(raw, holder):
        raise _refused("栏目名不能空着，请写上；整行不印请关掉“印这一行”。")
    return replaced(raw, place, made)


def _is_label_place(raw: Raw, holder: str) -> bool:
    from .layout_outline import is_label

    cell = at(raw, holder) if holder else {}
    return isinstance(cell, Mapping) and ".cells." in holder and is_label(cell)


def _set_title(raw: Raw, title: str) -> dict[str, Any]:
    if not title:
        raise _refused("表的名称不能空着，请写上。")
    blocks = [
        {**one, "text": title} if one.get("text") == raw["title"] else one for one in raw["blocks"]
    ]
    return {**raw, "title": title, "blocks": blocks}


def set_fill(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Let a cell show another value, given by its key; empty: nothing, to be written by hand."""
    cell = dict(at(raw, place))
    old = cell.pop("field", "")
    if value == old:
        return dict(raw)
    if value:
        cell["field"] = value
    for key in ("options", "group", "per_line"):
        cell.pop(key, None)
    return replaced(raw, place, cell)


def add_note(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Add a note as the last text of the form."""
    words = str(value).strip()
    if not words:
        raise _refused("注的文字不能空着，请写上。")
    note = {
        "kind": "paragraph",
        "own": True,
        "before": 1,
        "size": 9,
        "leading": 1.3,
        "align": "left",
        "text": to_template(words, ""),
    }
    return {**raw, "blocks": [*raw["blocks"], note]}


def remove_text(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Take out a text that the office added."""
    number = int(place.rpartition(".")[2])
    if not raw["blocks"][number].get("own"):
        raise _refused("原来就有的文字不能删去，不印请关掉“印这一段”。")
    return {**raw, "blocks": [one for n, one in enumerate(raw["blocks"]) if n != number]}


def switch(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Print a text or the rows that stay together, or leave them unprinted; what is left out stays in the layout."""
    if ".rows." in place:
        return layout_rows.switch(raw, place, bool(value))
    others = [one for n, one in enumerate(raw["blocks"]) if f"blocks.{n}" != place]
    if not value and all(one.get("off") for one in others):
        raise _refused("一张表至少要印一样东西，这一处不能关掉。")
    return with_keys(raw, place, off=None if value else True)


def _refused(words: str) -> Problems:
    return Problems([Problem("", "", "layout_edit", words)])


Edit = Callable[[Raw, str, Any], dict[str, Any]]
KINDS: Mapping[str, Edit] = {
    "text": set_text,
    "fill": set_fill,
    "switch": switch,
    "note": add_note,
    "remove_note": remove_text,
    "height": layout_rows.set_height,
    "grows": layout_rows.set_grows,
    "move": layout_rows.move,
    "add": layout_rows.add,
    "remove": layout_rows.remove,
    "blank": layout_rows.set_blank,
    "seal": set_seal,
    "feet": set_feet,
    "signer": set_signer,
    "move_box": move_box,
    "keepers": layout_paper.set_keepers,
    "sheet": layout_paper.set_sheet,
    "margin": layout_paper.set_margin,
    "size": layout_paper.set_size,
    "flag": layout_paper.set_flag,
    "code": layout_paper.set_code,
}
"""Every kind of change: what it is called, and what it does with (layout, place, value)."""


def all_of(raw: Raw, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the layout with several changes in it, one after the other; raises `Problems` at the first that fails."""
    made = dict(raw)
    for change in changes:
        made = apply(made, change)
    return made
