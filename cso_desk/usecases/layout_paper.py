"""Changes of a form as a whole: sheet and margins, type size, copies and who keeps them, what its foot says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cso_desk.errors import Problem, Problems
from cso_desk.policy import default_pack
from cso_desk.policy.kinds import node_of

from .layout_places import Raw, at, replaced, with_keys

SHEETS = {"A4": "A4 竖放", "A4+": "A4 横放", "A3": "A3 竖放", "A3+": "A3 横放"}
"""The sheets on offer and what they are called; + is landscape."""
SIDES = ("上", "右", "下", "左")
USUAL_MARGINS = (18, 20, 15, 20)
MARGIN_LEAST, MARGIN_MOST = 5, 60
SIZES = ("6号", "小5", "5号", "小4", "4号", "小3", "3号")
USUAL_SIZE = "5号"
FLAGS = {
    "reference": "页脚印“参考样式”",
    "all_copies": "每份都打印，标明由谁保存",
    "short_code": "右上角印核对编号和二维码",
}
"""What may be switched on or off for the whole form, and the words for it."""
_NEVER_CODED = "papers.never_coded"
COPIES_MOST = 8
_CODE = "code"


def _refused(words: str) -> Problems:
    return Problems([Problem("", "", "layout_edit", words)])


def sheet_of(raw: Raw) -> str:
    """Return the sheet of a layout as a key of `SHEETS`."""
    page = raw.get("page", {})
    return str(page.get("sheet", "A4")) + ("+" if page.get("landscape") else "")


def set_sheet(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Print on another sheet, given by its key in `SHEETS`."""
    if value not in SHEETS:
        raise _refused("纸张只有 A4、A3，请重新选。")
    if value == sheet_of(raw):
        return dict(raw)
    page = {key: kept for key, kept in raw.get("page", {}).items() if key != "landscape"}
    page["sheet"] = value.rstrip("+")
    if value.endswith("+"):
        page["landscape"] = True
    return {**raw, "page": page}


def margins_of(raw: Raw) -> tuple[float, ...]:
    """Return the margins of a layout in millimetres: top, right, bottom, left."""
    return tuple(raw.get("page", {}).get("margins", USUAL_MARGINS))


def set_margin(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Set the margins in millimetres, 5 to 60: top, right, bottom, left."""
    wanted = list(value)
    fit = all(isinstance(one, int | float) and MARGIN_LEAST <= one <= MARGIN_MOST for one in wanted)
    if len(wanted) != len(SIDES) or not fit:
        raise _refused(f"页边应在 {MARGIN_LEAST} 到 {MARGIN_MOST} 毫米之间，请改。")
    if tuple(wanted) == margins_of(raw):
        return dict(raw)
    return {**raw, "page": {**raw.get("page", {}), "margins": wanted}}


def size_of(raw: Raw) -> str:
    """Return the type size of a layout's body as offices name it, or its points."""
    return str(raw.get("size", USUAL_SIZE))


def set_size(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Set the body in another type size, one of `SIZES`."""
    if value == size_of(raw):
        return dict(raw)
    if value not in SIZES:
        raise _refused("字号请从列出的里选。")
    return {**raw, "size": value}


def set_keepers(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Say who keeps each copy, in order; none: one copy without a keeper."""
    names = [str(one).strip() for one in value if str(one).strip()]
    if len(names) > COPIES_MOST:
        raise _refused(f"最多一式 {COPIES_MOST} 份，请减少。")
    if len(set(names)) != len(names):
        raise _refused("同一个保存单位写了两次，请去掉一个，或写清楚。")
    if names == list(raw.get("keepers", ())):
        return dict(raw)
    made = {key: kept for key, kept in raw.items() if key != "keepers"}
    return {**made, "keepers": names} if names else made


def flags_of(raw: Raw) -> dict[str, str]:
    """Return the switches of a form: those of `FLAGS` that layouts know; no short code where it is never printed."""
    known = node_of(f"layouts.{raw['code']}").known
    try:
        bare: Collection[str] = default_pack().value(_NEVER_CODED)
    except KeyError:
        bare = ()
    kept = {"short_code"} if raw["code"] in bare else set()
    return {key: words for key, words in FLAGS.items() if key in known and key not in kept}


def set_flag(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Switch something of the whole form on or off; `place` is a key of `FLAGS`."""
    if place not in flags_of(raw):
        raise _refused("这张表没有这个开关。")
    if bool(raw.get(place)) == bool(value):
        return dict(raw)
    return with_keys(raw, "", **{place: True if value else None})


def codes_of(raw: Raw) -> list[tuple[str, str, bool]]:
    """Return the QR codes of a form: the place of each cell, what it is called, whether it is printed."""
    found = []
    for block_at, block in enumerate(raw["blocks"]):
        for row_at, row in enumerate(block.get("rows", ()) if block["kind"] == "grid" else ()):
            for number, cell in enumerate(row["cells"]):
                if _CODE in cell or f"{_CODE}_off" in cell:
                    place = f"blocks.{block_at}.rows.{row_at}.cells.{number}"
                    found.append((place, str(cell.get("name") or "二维码"), _CODE in cell))
    return found


def set_code(raw: Raw, place: str, value: Any) -> dict[str, Any]:
    """Print the QR code of a cell or leave its room empty."""
    cell: Mapping[str, Any] = at(raw, place)
    on, off = (_CODE, f"{_CODE}_off") if value else (f"{_CODE}_off", _CODE)
    if off not in cell:
        return dict(raw)
    made = {key: kept for key, kept in cell.items() if key != off}
    return replaced(raw, place, {**made, on: cell[off]})
