"""A layout as a clerk's outline: paper, title, texts, rows of tables, boxes for seals and signatures, with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .layout_places import bands
from .layout_words import fields_on_offer, key_name, to_words

PAPER = "paper"
ROW, TEXT, SIDES, CLAUSES = "row", "paragraph", "sides", "clauses"
SIGNERS = {
    "opinion.party": "村（社区）党组织",
    "opinion.committee": "居（村）民委员会",
    "opinion.township": "乡镇（街道）",
    "opinion.county": "县（市、区）",
}
"""Whose opinion a box may show: what its values begin with, and the words for it."""
UNITS = {
    "authority": "备案机关",
    "community": "村（社区）",
    "township": "乡镇（街道）",
    "county": "县（市、区）",
}
"""Which unit's name may stand over a seal."""
BY_HAND = ""
_NAME = 16
_SENTENCE = 22


@dataclass(frozen=True, slots=True)
class Wording:
    """One text that may be changed: its place, what it is (栏目名, 文字 …), the words, whether it takes several lines."""

    place: str
    what: str
    words: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """One cell that shows a value: its place, what the clerk calls it, the key of the value (empty: by hand)."""

    place: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class SignBox:
    """One box for a seal or signatures: room for a seal, lines at its foot, whose it is.

    `signer` is a key of `signers` (empty: left for the hand); without `signers` the words alone say whose it is.
    `move` tells whether it may go to the left and to the right in its row.
    """

    place: str
    name: str
    seal: bool
    feet: tuple[str, ...]
    signer: str
    signers: Mapping[str, str]
    move: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the outline.

    `move` tells whether it may go up and down, `switch` whether it may be left unprinted, `extra` whether the office
    added it and may take it out again. `height` is in millimetres (None: not a row); `grows` whether it
    grows with its text or takes what is left of the sheet; `blank` the empty rows of a list (None: no list).
    """

    place: str
    kind: str
    name: str
    on: bool = True
    move: tuple[bool, bool] = (False, False)
    switch: bool = False
    extra: bool = False
    wordings: tuple[Wording, ...] = ()
    fills: tuple[Fill, ...] = ()
    boxes: tuple[SignBox, ...] = ()
    height: float | None = None
    grows: bool | None = None
    blank: int | None = None


def outline(raw: Mapping[str, Any]) -> list[Part]:
    """Return the parts of a layout from top to bottom, the paper first."""
    found = [Part("", PAPER, "纸张、份数、题名", wordings=tuple(_of_form(raw)))]
    for number, block in enumerate(raw["blocks"]):
        place, kind = f"blocks.{number}", block["kind"]
        if kind == "grid":
            found += _rows(place, block)
        else:
            found.append(_block(place, block, len(raw["blocks"]) > 1))
    return found


def _of_form(raw: Mapping[str, Any]) -> Iterator[Wording]:
    yield Wording("title", "表的名称", raw["title"])
    for number, text in enumerate(raw.get("continued", ())):
        yield Wording(f"continued.{number}", "续页页眉", to_words(text))
    for number, part in enumerate(raw.get("footer", ())):
        yield Wording(f"footer.{number}.text", "页脚", to_words(part["text"]))


def _block(place: str, block: Mapping[str, Any], more: bool) -> Part:
    kind, on = block["kind"], not block.get("off")
    if kind == CLAUSES:
        return Part(place, kind, "章程条款", blank=block.get("blank", 0), height=None)
    if kind == SIDES:
        parts = [
            Wording(f"{place}.parts.{number}.text", f"第 {number + 1} 段", to_words(part["text"]))
            for number, part in enumerate(block["parts"])
        ]
        name = _short("　".join(one.words for one in parts), _SENTENCE)
        return Part(place, kind, name, on, switch=more, wordings=tuple(parts))
    words = to_words(block["text"])
    wording = Wording(f"{place}.text", "文字", words, long=len(words) > _SENTENCE)
    return Part(
        place,
        kind,
        _short(words, _SENTENCE),
        on,
        switch=more,
        extra=bool(block.get("own")),
        wordings=(wording,),
    )


def _rows(place: str, grid: Mapping[str, Any]) -> Iterator[Part]:
    rows = grid["rows"]
    groups = bands(rows)
    heads = sum(1 for start, _ in groups if rows[start].get("head"))
    printed = sum(1 for start, _ in groups if not rows[start].get("off"))
    for at, (start, end) in enumerate(groups):
        fixed = at < heads
        move = (not fixed and at > heads, not fixed and at + 1 < len(groups))
        on = not rows[start].get("off")
        for number in range(start, end):
            yield Part(
                f"{place}.rows.{number}",
                ROW,
                _row_name(rows[number]),
                on,
                move if number == start else (False, False),
                not fixed and number == start and (printed > 1 or not on),
                bool(rows[number].get("own")),
                tuple(_labels(f"{place}.rows.{number}", rows[number])),
                tuple(_fills(f"{place}.rows.{number}", rows[number])),
                tuple(_boxes(f"{place}.rows.{number}", rows[number])),
                float(rows[number]["height"]),
                grows(grid, rows[number]),
                _blank_rows(rows[number]),
            )


def grows(grid: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Tell whether a row gets more height than it has: of what is left, or with its text."""
    return bool(row.get("share")) if grid.get("fill") else row.get("tallest", 0) > row["height"]


def _blank_rows(row: Mapping[str, Any]) -> int | None:
    repeat = row.get("repeat")
    return max(repeat.get("least", 0), repeat.get("blank", 0)) if repeat else None


def is_label(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell says what stands beside or under it: words without a value, and no box to sign in."""
    text = cell.get("text", "")
    return bool(text) and to_words(text) == text and not cell.get("seal") and not cell.get("foot")


def _row_name(row: Mapping[str, Any]) -> str:
    labels = [cell["text"] for cell in row["cells"] if is_label(cell)]
    named = labels or [cell["name"] for cell in row["cells"] if cell.get("name")]
    if "repeat" in row:
        return f"逐行：{row['repeat'].get('title') or '名单'}"
    plain = ["".join(one.split()) for one in named]
    return _short("、".join(one for one in plain if one), _SENTENCE) or "（空行）"


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _labels(place: str, row: Mapping[str, Any]) -> Iterator[Wording]:
    last, labels = "", sum(1 for cell in row["cells"] if is_label(cell))
    seen = 0
    for number, cell in enumerate(row["cells"]):
        text = cell.get("text", "")
        at = f"{place}.cells.{number}.text"
        words = to_words(text)
        if is_label(cell):
            last = "".join(words.split())
            seen += 1
            what = f"第 {seen} 个栏目名" if labels > 1 else "栏目名"
            yield Wording(at, what, words, long=len(words) > _SENTENCE)
        elif text or cell.get("foot") or cell.get("seal"):
            name = _called(cell, last)
            yield Wording(at, f"“{name}”里印的字", words, long=True)


def _called(cell: Mapping[str, Any], label: str) -> str:
    return _short(str(cell.get("name") or label or "这一格"), _NAME)


def _fills(place: str, row: Mapping[str, Any]) -> Iterator[Fill]:
    """Go through the cells that show a field of an organization, or nothing: these may show another one."""
    offered, last = fields_on_offer(), ""
    for number, cell in enumerate(row["cells"]):
        if is_label(cell):
            last = "".join(cell["text"].split())
        elif cell.get("field") in offered:
            name = _short(last or cell.get("name") or key_name(cell["field"]), _NAME)
            yield Fill(f"{place}.cells.{number}", name, cell["field"])
        elif not {"text", "field"} & set(cell) and not _special(cell) and _may_fill(row, last):
            yield Fill(f"{place}.cells.{number}", _short(last, _NAME), "")


def _may_fill(row: Mapping[str, Any], label: str) -> bool:
    return bool(label) and "repeat" not in row


def _special(cell: Mapping[str, Any]) -> bool:
    return any(key in cell for key in ("squares", "code", "seal", "foot", "options"))


def _boxes(place: str, row: Mapping[str, Any]) -> Iterator[SignBox]:
    last = ""
    for number, cell in enumerate(row["cells"]):
        if is_label(cell):
            last = "".join(cell["text"].split())
        if cell.get("seal") or cell.get("foot"):
            feet = tuple(to_words(line["text"]) for line in cell.get("foot", ()))
            signer, signers = signer_of(cell)
            yield SignBox(
                f"{place}.cells.{number}",
                _called(cell, last),
                bool(cell.get("seal")),
                feet,
                signer,
                signers,
                may_go(row, number),
            )


def may_go(row: Mapping[str, Any], number: int) -> tuple[bool, bool]:
    """Tell whether the column with a cell may change places with the one left and the one right of it."""
    starts = columns_of(row["cells"])
    at = sum(1 for start in starts if start <= number) - 1
    return at > 0, at + 1 < len(starts)


def columns_of(cells: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return where each label with what belongs to it begins, as numbers of cells; the first is 0."""
    starts = [0]
    for number in range(1, len(cells)):
        if is_label(cells[number]) and not is_label(cells[number - 1]):
            starts.append(number)
    return starts


def signer_of(cell: Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
    """Return whose box this is, and who it may be: bodies with an opinion, or units with a seal; none: words alone."""
    text = cell.get("text", "") + "".join(line["text"] for line in cell.get("foot", ()))
    for offered in (SIGNERS, UNITS):
        for key in offered:
            if f"{{{key}." in text:
                return key, offered
    return BY_HAND, {}
