"""The form of one step for a selection: what the paper says is typed once and goes into all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..forms import Form, Section
from ..forms.inputs import TICKS, Ticks
from ..pieces import button, clear, label

if TYPE_CHECKING:
    from cso_desk.errors import Problem
    from cso_desk.usecases.case_facts import StepField
    from cso_desk.usecases.cases import Offer
    from cso_desk.usecases.register import FormField

_OF_ONE = ("number",)
"""What can be typed for one case only: a selection gets its numbers by the rule."""
_KEPT = ("paper_date", "said_by", "decided_by")
"""What is proposed again in the next step of this session; 意见人 per role."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One step that is about to be taken: the offer and the selection in the list's order."""

    offer: Offer
    cases: tuple[str, ...]
    name: str = ""

    @property
    def whom(self) -> str:
        """Who the step is for, and how many of the selection can take it now."""
        if len(self.cases) == 1:
            return f"{self.name}：由{self.offer.role}办理。"
        ready = self.offer.ready
        rest = len(self.cases) - ready
        more = f"，其余 {rest} 件还不到这一步，会列出来" if rest else ""
        return f"给选中的 {len(self.cases)} 件一起办，同样的内容记入每一件（现在可办 {ready} 件{more}）。"


class Remembered:
    """What was typed last in this session: dates of papers come in piles, and one person signs them all."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def keep(self, asked: Asked, values: Mapping[str, str]) -> None:
        """Keep what the next step may repeat."""
        for key in _KEPT:
            if values.get(key):
                self._said[self._name(asked, key)] = values[key]

    def values(self, asked: Asked) -> dict[str, str]:
        """Return what the form starts with: the usual words of the step, and what was typed last."""
        found = {field.key: field.default for field in asked.offer.fields}
        for key in found:
            found[key] = self._said.get(self._name(asked, key), found[key])
        return found

    def _name(self, asked: Asked, key: str) -> str:
        return f"{key}.{asked.offer.role}" if key == "said_by" else key


class StepForm(QFrame):
    """The form. `wanted` carries the typed texts; `left` tells that the clerk leaves."""

    wanted = Signal(dict)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        look.dress(self, "card")
        self.asked: Asked | None = None
        self.form: Form | None = None
        self.title = label("", "section", wrap=True)
        self.whom = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.go = button("", "check", "primary", self._go)
        self.go.setAutoDefault(True)
        self.go.setToolTip("Ctrl+S")
        self.leave = button("先不办", "", "", self.left.emit)
        self.leave.setToolTip("Esc")
        self._place = QVBoxLayout()
        self._lay_out()
        for keys, act in (("Ctrl+S", self._go), ("Esc", self.left.emit)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        # At the right end, where the fading note does not lie over them.
        verbs.addStretch(1)
        verbs.addWidget(self.go)
        verbs.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        for part in (self.title, self.whom, self.problem):
            column.addWidget(part)
        column.addLayout(self._place, 1)
        column.addLayout(verbs)

    def ask(self, asked: Asked, values: Mapping[str, str]) -> None:
        """Show the form of a step, filled with `values`, the cursor in its first field that is empty."""
        self.asked = asked
        single = len(asked.cases) == 1
        fields = [one for one in asked.offer.fields if single or one.key not in _OF_ONE]
        self.title.setText(asked.offer.label)
        self.whom.setText(asked.whom)
        self.go.setText(
            asked.offer.label if single else f"{asked.offer.label}（{len(asked.cases)} 件）"
        )
        self.problem.hide()
        self._show_form(fields, values)

    def _show_form(self, fields: Sequence[StepField], values: Mapping[str, str]) -> None:
        clear(self._place)
        self.form = None
        if not fields:
            self._place.addWidget(label("这一步没有要填的内容。", "second", wrap=True))
            self._place.addStretch(1)
            self.go.setFocus()
            return
        keys = tuple(one.key for one in fields)
        form = Form([_form_field(one) for one in fields], [Section("", keys)], _check, columns=1)
        form.put(values)
        self._place.addWidget(form, 1)
        self.form = form
        self._order_tabs(form)
        empty = [key for key in keys if not values.get(key)]
        required = [one.key for one in fields if one.required and one.key in empty]
        form.go_to((required or [keys[0]])[0])

    def _order_tabs(self, form: Form) -> None:
        chain: list[QWidget] = []
        for cell in form.cells.values():
            chain += cell.input.boxes if isinstance(cell.input, Ticks) else [cell.input]
        chain += [self.go, self.leave]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _go(self) -> None:
        if not self.go.isEnabled() or (self.form is not None and self.form.first_fault()):
            return
        self.problem.hide()
        self.wanted.emit(self.form.values() if self.form else {})

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong beneath its fields, the rest above them."""
        loose = (
            self.form.show_problems(problems)
            if self.form is not None
            else [problem.message for problem in problems]
        )
        self.problem.setText("\n".join(loose))
        self.problem.setVisible(bool(loose))


def _check(key: str, text: str) -> str | None:
    from cso_desk.usecases import case_facts

    return case_facts.check_text(key, text)


def _form_field(one: StepField) -> FormField:
    from cso_desk.usecases.register import FormField

    return FormField(
        key=one.key,
        label=one.label,
        kind=TICKS if one.several else one.kind,
        words=one.words,
        hint=one.hint,
        example="2026-03-12" if one.kind == "date" else "",
        required="always" if one.required else "never",
        private="none",
        lines=one.lines,
        max_length=one.max_length,
    )
