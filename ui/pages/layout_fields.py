"""The fields of one part of a form: words, height, boxes, copies; each change comes out at once, each problem stands under its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Line, Lines
from ..pieces import Flow, button, clear, label, rule
from ..values.plain import Picked
from .layout_steps import Steps

if TYPE_CHECKING:
    from cso_desk.usecases.layout_checks import Remark
    from cso_desk.usecases.layout_outline import Part, SignBox, Wording

_FEET_LINES, _TEXT_LINES = 4, 5


class LayoutFields(QWidget):
    """Made again for each part that is chosen."""

    wanted = Signal(str, str, object)
    """A change: kind, place, value."""
    row_wanted = Signal(str)
    """A row is to be added below this place."""
    note_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        self._column.setSpacing(look.px(look.GAP_1))
        self.fields: dict[tuple[str, str], QWidget] = {}
        self._problems: dict[tuple[str, str], QLabel] = {}
        self.verbs: dict[str, QWidget] = {}
        self._refused: tuple[str, str] = ("", "")

    def show_part(self, part: Part, raw: Mapping[str, Any], offers: Mapping[str, str]) -> None:
        """Show the fields of a part; `offers` are the values that a cell may show, by key."""
        clear(self._column)
        self.fields, self._problems, self.verbs = {}, {}, {}
        self._moves(part)
        if part.height is not None:
            self._height(part, _grow_words(part, raw))
        if part.blank is not None:
            self._number("空行", Steps("空行", "行", 1, part.blank), "blank", part.place)
        if not part.place:
            self._paper(raw)
        for one in part.wordings:
            self._wording(one)
        for fill in part.fills:
            picked = Picked([("", "（空着，手写）"), *offers.items()])
            picked.put(fill.key)
            self._add(f"“{fill.name}”里填什么", picked, "fill", fill.place)
        for box in part.boxes:
            self._box(box)
        if not part.place:
            self._switches(raw)
        self._column.addStretch(1)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for made in list(self.fields.values())[:1]:
            made.setFocus()

    def _verb(self, name: str, words: str, icon: str, act: Callable[[], object]) -> QWidget:
        made = button(words, icon, "", act)
        made.setAccessibleDescription(name)
        self.verbs[words] = made
        return made

    def _moves(self, part: Part) -> None:
        holder = QWidget()
        flow = Flow(holder, look.GAP_1)
        place = part.place
        if any(part.move):
            for words, icon, step, can in (
                ("上移", "chevron-up", -1, part.move[0]),
                ("下移", "chevron-down", 1, part.move[1]),
            ):
                verb = self._verb(
                    part.name, words, icon, lambda step=step: self._tell("move", place, step)
                )
                verb.setEnabled(can)
                flow.addWidget(verb)
        if part.kind == "row":
            flow.addWidget(
                self._verb(part.name, "加一行…", "plus", lambda: self.row_wanted.emit(place))
            )
        if part.extra:
            kind = "remove" if part.kind == "row" else "remove_note"
            flow.addWidget(
                self._verb(part.name, "删去", "trash-2", lambda: self._tell(kind, place, None))
            )
        if not place:
            flow.addWidget(self._verb(part.name, "加一条注…", "plus", self.note_wanted.emit))
        if flow.count():
            self._column.addWidget(holder)
        else:
            holder.deleteLater()

    def _height(self, part: Part, grow_words: str) -> None:
        assert part.height is not None
        self._number("行高", Steps("行高", "毫米", 0.5, part.height), "height", part.place)
        if part.grows is not None and part.blank is None:
            self._check(grow_words, part.grows, "grows", part.place)

    def _wording(self, one: Wording) -> None:
        lines = min(_TEXT_LINES, 1 + len(one.words) // 28 + one.words.count("\n"))
        made: Line | Lines = Lines(lines) if one.long else Line()
        made.put(one.words)
        if isinstance(made, Line):
            made.returnPressed.connect(made.focusNextChild)
        self._add(one.what, made, "text", one.place)

    def _box(self, box: SignBox) -> None:
        self._column.addSpacing(look.px(look.GAP_2))
        self._column.addWidget(rule())
        self._column.addWidget(label(f"“{box.name}”", "strong", wrap=True))
        if any(box.move):
            row = QHBoxLayout()
            row.setSpacing(look.px(look.GAP_1))
            for words, icon, step, can in (
                ("左移", "chevron-left", -1, box.move[0]),
                ("右移", "chevron-right", 1, box.move[1]),
            ):
                verb = button(
                    words, icon, "", lambda step=step: self._tell("move_box", box.place, step)
                )
                verb.setAccessibleName(f"{words}：{box.name}")
                verb.setEnabled(can)
                self.verbs[f"{words}：{box.name}"] = verb
                row.addWidget(verb)
            row.addStretch(1)
            self._column.addLayout(row)
        self._check("留盖章的地方", box.seal, "seal", box.place, box.name)
        if box.signers:
            picked = Picked(
                [*((key, word) for key, word in box.signers.items()), ("", "手写，不带出")]
            )
            picked.put(box.signer)
            self._add("由谁盖章、签字", picked, "signer", box.place, box.name)
        feet = Lines(_FEET_LINES)
        feet.put("\n".join(box.feet))
        self._add("落款，一行一句", feet, "feet", box.place, box.name)

    def _paper(self, raw: Mapping[str, Any]) -> None:
        from cso_desk.usecases import layout_paper

        sheet = Picked(tuple(layout_paper.SHEETS.items()))
        sheet.put(layout_paper.sheet_of(raw))
        self._add("纸张", sheet, "sheet", "")
        size = Picked([(one, one) for one in layout_paper.SIZES])
        size.put(layout_paper.size_of(raw))
        self._add("正文字号", size, "size", "")
        margins = _Margins(layout_paper.margins_of(raw))
        self._add("页边，毫米", margins, "margin", "")
        keepers = Line("组织、村（社区）、乡镇（街道）")
        keepers.put("、".join(raw.get("keepers", ())))
        self._add("一式几份，各由谁保存（用“、”隔开）", keepers, "keepers", "")

    def _switches(self, raw: Mapping[str, Any]) -> None:
        from cso_desk.usecases import layout_paper

        for key, words in layout_paper.flags_of(raw).items():
            self._check(words, bool(raw.get(key)), "flag", key)
        for place, name, on in layout_paper.codes_of(raw):
            self._check(f"印{name}", on, "code", place)

    def _check(self, words: str, on: bool, kind: str, place: str, about: str = "") -> None:
        made = QCheckBox(words)
        made.setChecked(on)
        made.setAccessibleName(f"{about}：{words}" if about else words)
        made.toggled.connect(lambda now: self._tell(kind, place, now))
        self.fields[kind, place] = made
        self._column.addWidget(made)
        self._problem(kind, place)

    def _add(self, words: str, made: Any, kind: str, place: str, about: str = "") -> None:
        head = label(words, "label", wrap=True)
        head.setBuddy(made)
        made.setAccessibleName(f"{about}：{words}" if about else words)
        self._column.addWidget(head)
        self._column.addWidget(made)
        self._follow(made, kind, place)

    def _number(self, words: str, made: Steps, kind: str, place: str) -> None:
        """Put a number and its label into one line."""
        head = label(words, "label")
        head.setBuddy(made)
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(head)
        row.addWidget(made, 1)
        self._column.addLayout(row)
        self._follow(made, kind, place)

    def _follow(self, made: Any, kind: str, place: str) -> None:
        made.edited.connect(lambda: self._tell(kind, place, _value(kind, made)))
        self.fields[kind, place] = made
        self._problem(kind, place)

    def _problem(self, kind: str, place: str) -> None:
        told = label("", "problem", wrap=True)
        told.hide()
        self._problems[kind, place] = told
        self._column.addWidget(told)

    def _tell(self, kind: str, place: str, value: object) -> None:
        self._refused = ("", "")
        if (kind, place) in self._problems:
            self._problems[kind, place].hide()
        self.wanted.emit(kind, place, value)

    def show_refusal(self, kind: str, place: str, words: str) -> bool:
        """Show under its field why a change was not made; tell whether there is such a field."""
        self._refused = (kind, place)
        return self._show(kind, place, words)

    def _show(self, kind: str, place: str, words: str) -> bool:
        told = self._problems.get((kind, place))
        if told is not None:
            told.setText(words)
            told.show()
        return told is not None

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Show what the check says of the part's height or words, and take away what it said before."""
        for key, told in self._problems.items():
            if key != self._refused:
                told.hide()
        for one in remarks:
            for key in (("height", one.place), ("text", f"{one.place}.text")):
                if one.place and key != self._refused:
                    self._show(*key, one.message)


class _Margins(QWidget):
    """The four margins in one line."""

    edited = Signal()

    def __init__(self, value: Sequence[float]) -> None:
        super().__init__()
        from cso_desk.usecases import layout_paper

        flow = Flow(self, look.GAP_1)
        self.sides = []
        for word, one in zip(layout_paper.SIDES, value, strict=True):
            made = Steps(f"页边：{word}", "", 1, one)
            made.edited.connect(self.edited)
            head = QLabel(word)
            head.setBuddy(made)
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, look.px(look.GAP_3), 0)
            row.setSpacing(0)
            row.addWidget(head)
            row.addWidget(made)
            flow.addWidget(holder)
            self.sides.append(made)

    def value(self) -> list[Any]:
        """Return the margins in their order."""
        return [one.value() for one in self.sides]


def _grow_words(part: Part, raw: Mapping[str, Any]) -> str:
    from cso_desk.usecases import layout_places

    grid = layout_places.at(raw, part.place.rpartition(".rows.")[0])
    return "占用这一页余下的高度" if grid.get("fill") else "字多时随内容加高"


def _value(kind: str, made: Any) -> Any:
    value = made.value()
    if kind == "keepers":
        return [one.strip() for one in value.replace("，", "、").split("、")]
    if kind == "feet":
        return value.split("\n")
    return value
