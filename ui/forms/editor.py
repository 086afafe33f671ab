"""A whole page for typing: head with the way back, what is missing, the form, save; drafts are kept by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..pieces import Links, button, clear, label
from ..work import DeskPage, Reading, Writing
from .drafts import DraftKeeper
from .form import Check, Form, Section

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.register import FormField


@dataclass(slots=True)
class Loaded:
    """What a form starts from: its fields, the kept values, the units that can be chosen, what is still missing.

    `more` are sections that only the data knows, after those of the plan.
    """

    fields: Sequence[FormField]
    values: Mapping[str, str] = field(default_factory=dict)
    units: Sequence[tuple[str, str]] = ()
    missing: Sequence[tuple[str, str]] = ()
    more: Sequence[Section] = ()


def saved_by_page(_: Any) -> None:
    """Do nothing more after saving: the page that opens the form puts its own step here."""


@dataclass(slots=True)
class Plan:
    """One form: `load` and `save` run off the window's thread; `saved` gets the value of the use case's `Done`.

    `save` gets the changed texts, all of them when `whole`. `key` names the draft, empty for a form without one.
    """

    title: str
    verb: str
    sections: Sequence[Section]
    load: Callable[[], Loaded]
    check: Check
    save: Callable[[dict[str, str]], Done[Any]]
    saved: Callable[[Any], None] = saved_by_page
    key: str = ""
    whole: bool = False
    columns: int = 2
    first: str = ""
    above: str = ""


class Editor(QWidget):
    """Shows one plan at a time."""

    left = Signal()
    """The clerk leaves without saving; what was typed is kept as a draft."""
    ready = Signal()
    """The form stands and can be typed into."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self.plan: Plan | None = None
        self.form: Form | None = None
        self.drafts = DraftKeeper(page)
        self._build()
        for keys, act in (("Ctrl+S", self.save), ("Esc", self.leave)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _build(self) -> None:
        self.back = button("返回", "arrow-left", "quiet", self.leave)
        self.title = label("", "title")
        self.save_button = button("保存", "save", "primary", self.save)
        self.save_button.setToolTip("Ctrl+S")
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        head.addWidget(self.back)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.save_button)
        self.missing = Links("还缺", self._go_to)
        self.jumps = Links("跳到", self._go_to_section)
        self.above = label("", "second", wrap=True)
        self.draft_band = self._draft_band()
        self.trouble = label("", "problem", wrap=True)
        self.place = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        for part in (self.above, self.draft_band, self.trouble, self.missing, self.jumps):
            part.hide()
            column.addWidget(part)
        column.addLayout(self.place, 1)

    def insert_above(self, part: QWidget) -> None:
        """Put a part of a subclass right above the form."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, part)

    def _draft_band(self) -> QFrame:
        band = QFrame()
        look.dress(band, "band")
        row = QHBoxLayout(band)
        row.setContentsMargins(
            look.px(look.GAP_3), look.px(look.GAP_1), look.px(look.GAP_2), look.px(look.GAP_1)
        )
        row.addWidget(QLabel("上次有没保存的内容。"))
        row.addWidget(button("接着填", "", "link", self._take_draft))
        row.addWidget(button("不要了", "", "link", self._drop_draft))
        row.addStretch(1)
        return band

    def open(self, plan: Plan) -> None:
        """Load a plan and show its form."""
        self.plan = plan
        self.form = None
        clear(self.place)
        self.title.setText(plan.title)
        self.save_button.setText(plan.verb)
        self.save_button.setEnabled(False)
        for part in (self.draft_band, self.trouble, self.missing, self.jumps):
            part.hide()
        self.above.setText(plan.above)
        self.above.setVisible(bool(plan.above))

        def load(_: Any) -> tuple[Loaded, dict[str, str] | None]:
            return plan.load(), self.drafts.kept(plan.key)

        Reading(self._page, "", load).done(lambda found: self._loaded(plan, *found)).start()

    def _loaded(self, plan: Plan, loaded: Loaded, draft: dict[str, str] | None) -> None:
        if plan is not self.plan:
            return
        sections = (*plan.sections, *loaded.more)
        form = Form(loaded.fields, sections, plan.check, units=loaded.units, columns=plan.columns)
        form.put(loaded.values)
        self.form = form
        self.place.addWidget(form)
        self.save_button.setEnabled(True)
        self.missing.fill([(key, words) for key, words in loaded.missing if key in form.cells])
        titles = [section.title for section in sections if section.title]
        self.jumps.fill([(title, title) for title in titles] if len(titles) > 2 else [])
        self.draft_band.setVisible(bool(draft))
        self.drafts.follow(plan.key, form, draft)
        form.go_to(plan.first or next(iter(form.cells)))
        self._order_tabs(form)
        self.ready.emit()

    def _order_tabs(self, form: Form) -> None:
        previous: QWidget = self.save_button
        for cell in form.cells.values():
            QWidget.setTabOrder(previous, cell.input)
            previous = cell.input

    def _go_to(self, key: str) -> None:
        if self.form:
            self.form.go_to(key)

    def _go_to_section(self, title: str) -> None:
        if self.form:
            self.form.go_to_section(title)

    def _take_draft(self) -> None:
        self.draft_band.hide()
        if self.form and self.drafts.found:
            self.form.put_draft(self.drafts.found)

    def _drop_draft(self) -> None:
        self.draft_band.hide()
        self.drafts.drop()

    def save(self) -> None:
        """Save what was typed; problems come beneath their fields."""
        plan, form = self.plan, self.form
        if plan is None or form is None or not self.save_button.isEnabled() or form.first_fault():
            return
        values = form.values() if plan.whole else form.changed()
        self.save_button.setEnabled(False)
        self.trouble.hide()
        work = Writing(self._page, "正在保存", lambda _: plan.save(values))
        work.done(lambda value: self._saved(plan, value)).failed(self._not_saved).start()

    def _saved(self, plan: Plan, value: Any) -> None:
        self.drafts.drop()
        self.save_button.setEnabled(True)
        if self.plan is plan:
            self.plan = None
        plan.saved(value)

    def _not_saved(self, error: Exception) -> bool:
        self.save_button.setEnabled(True)
        if not isinstance(error, Problems) or self.form is None:
            return False
        loose = self.form.show_problems(error.problems)
        self.trouble.setText("\n".join(loose))
        self.trouble.setVisible(bool(loose))
        return True

    def leave(self) -> None:
        """Go back; what was typed stays as a draft."""
        self.drafts.keep_now()
        self.drafts.rest()
        self.plan = None
        self.left.emit()
