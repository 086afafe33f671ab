"""表样: a form changed in the window, its parts at the left, the page as it will print at the right; saved as the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems

from .. import look
from ..pieces import button
from ..values.plain import Picked
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .layout_editing import Editing
from .layout_fields import LayoutFields
from .layout_files import LayoutFiles
from .layout_list import LayoutList
from .layout_sight import LayoutSight
from .page import Changes, Page, Shell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cso_desk.usecases.layout_outline import Part
    from cso_desk.usecases.own_layouts import FormLine, Opened, Seen

PURPOSE = "在左边选一处改，右边马上画出来；保存后本单位就用改过的表样，原来的随时可以恢复。"
KEPT_AFTER = 2_000
"""Milliseconds after the last change until it is kept as a draft."""
SETTINGS = "设置"
FIRST = "F01"
"""The form that is open when none was asked for."""


class LayoutPage(Page):
    """One form at a time; only the version that comes into force last is changed."""

    word = "表样"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.editing: Editing | None = None
        self._forms: list[FormLine] = []
        self._outline: dict[str, Part] = {}
        self.code = FIRST
        self._back_to = SETTINGS
        self.form = Picked(())
        self.form.setAccessibleName("表")
        self.form.edited.connect(self._form_picked)
        self.band = AskBand()
        self.parts = LayoutList()
        self.parts.picked.connect(lambda _: self._show_fields())
        self.parts.switched.connect(lambda place, on: self._change("switch", place, on))
        self.parts.itemActivated.connect(lambda _: self.fields.focus_first())
        self.parts.moved.connect(lambda step: self._change("move", self.parts.place, step))
        self.fields = LayoutFields()
        self.fields.wanted.connect(self._change)
        self.fields.row_wanted.connect(self._ask_row)
        self.fields.note_wanted.connect(self._ask_note)
        self.sight = LayoutSight(self, PURPOSE)
        self.sight.seen.connect(self._show_remarks)
        self.leave = button("返回", "arrow-left", "quiet", lambda: self.shell.go(self._back_to))
        self.back = button("还原上一步", "undo-2", "", self._take_back)
        self.back.setToolTip("Ctrl+Z，只还原这张表样里还没有保存的改动")
        self.restore = button("恢复原样", "history", "", self._restore)
        self.save = button("保存为本单位表样…", "save", "primary", self.ask_save)
        self.save.setToolTip("Ctrl+S")
        self.more = button("更多", "ellipsis", "")
        self.files = LayoutFiles(self)
        self._rest = QTimer(self, singleShot=True, interval=KEPT_AFTER)
        self._rest.timeout.connect(self.keep)
        self._menu()
        self._lay_out()
        for keys, act in (("Ctrl+S", self.ask_save), ("Ctrl+Z", self._take_back)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._tell()

    def _menu(self) -> None:
        menu = QMenu("更多", self)
        for words, act in (
            ("放弃没有保存的改动", self._drop),
            ("导出这张表样…", self.files.pick_out),
            ("导入这张表样…", self.files.pick_in),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        self.more.setMenu(menu)
        self.more.setProperty("menu", True)

    def _lay_out(self) -> None:
        head = self.head("表样", self.more, self.restore, self.back, self.save)
        head.insertWidget(0, self.leave)
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.setStretchFactor(self.count, 10)
        self.body.addLayout(head)
        self.body.addWidget(self.band)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look.dress(self.fields, "card")
        area.setWidget(self.fields)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self.parts)
        both.addWidget(area)
        both.setSizes([look.px(250), look.px(290)])
        both.setChildrenCollapsible(False)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, look.px(look.GAP_2), 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.form)
        column.addWidget(both, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.sight)
        split.setSizes([look.px(430), look.px(730)])
        left.setMinimumWidth(look.px(300))
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def come(self, request: object) -> None:
        """Open a form: its code and the page to go back to, or nothing: the one that was open."""
        code = self.code
        if isinstance(request, tuple):
            code, self._back_to = request
        self._open(code)

    def refresh(self, changes: Changes) -> None:
        """Read another version of the pack, unless something is not saved yet; draw again what may say otherwise now."""
        from cso_desk.usecases import policy_pack

        if any(table == policy_pack.TABLE for table, _ in changes):
            self._open(self.code)
        self.sight.read_again()

    def settle(self) -> None:
        """Keep what was changed and not saved."""
        if self._rest.isActive():
            self.keep()

    def _open(self, code: str) -> None:
        if self.editing is not None and self.editing.changed and code == self.code:
            return
        self.settle()

        def read(_: Any) -> tuple[list[FormLine], Opened]:
            from cso_desk.usecases import own_layouts

            forms = own_layouts.forms(self.desk)
            known = [one.code for one in forms]
            return forms, own_layouts.opened(self.desk, code if code in known else known[0])

        Reading(self, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, forms: list[FormLine], opened: Opened) -> None:
        self._forms, self.code = forms, opened.code
        self.form.offer(
            [(one.code, f"{one.code} {one.title}{'　本单位' if one.own else ''}") for one in forms]
        )
        self.form.put(opened.code)
        self.editing = Editing(opened)
        per = next(one.per for one in forms if one.code == opened.code)
        self.sight.offer(organizations=per == "organization")
        self._outline = {}
        self.parts.clear()
        self._show_all()

    def _form_picked(self) -> None:
        self.band.hide()
        self.settle()
        self.editing = None
        self._open(str(self.form.value()))

    def take(self, raw: Mapping[str, Any], words: str) -> None:
        """Put a whole layout in the place of this one, as a step that can be taken back, and say so."""
        assert self.editing is not None
        self.editing.replace(raw)
        self._rest.start()
        self._show_all()
        self.shell.note(words, "还原上一步", self._take_back)

    def read(self) -> None:
        """Read the form again; what was not saved is left."""
        self.editing = None
        self._open(self.code)

    def _show_all(self, place: str | None = None) -> None:
        """Show the layout as it stands, the part at `place` chosen."""
        self._show_list(self.parts.place if place is None else place)
        self._show_fields()
        self._draw()

    def _show_list(self, place: str) -> None:
        from cso_desk.usecases import layout_outline

        assert self.editing is not None
        self._outline = {one.place: one for one in layout_outline.outline(self.editing.raw)}
        marked = {one.place for one in self.sight.remarks if one.place}
        self.parts.show_parts(list(self._outline.values()), marked, place)

    def _show_fields(self) -> None:
        from cso_desk.usecases import layout_words

        if self.editing is not None and self.parts.place in self._outline:
            part = self._outline[self.parts.place]
            self.fields.show_part(part, self.editing.raw, layout_words.fields_on_offer())
            self.fields.show_remarks(self.sight.remarks)

    def _draw(self) -> None:
        assert self.editing is not None
        self.sight.show_layout(self.editing.raw)
        self._tell()

    def _change(self, kind: str, place: str, value: object) -> None:
        """Make one change, or say under its field why not."""
        from cso_desk.usecases import layout_edits

        if self.editing is None:
            return
        before = self.editing.raw
        try:
            changed = self.editing.do(layout_edits.Change(kind, place, value))
        except Problems as refused:
            words = refused.problems[0].message
            if not self.fields.show_refusal(kind, place, words):
                self.shell.note(words)
            self._show_list(self.parts.place)
            return
        if changed:
            self._rest.start()
            self._after(before, kind, place, value)

    def _after(self, before: Any, kind: str, place: str, value: Any) -> None:
        from cso_desk.usecases import layout_rows

        chosen = self.parts.place
        if kind == "move":
            chosen = layout_rows.moved_to(before, place, value)
        elif kind == "add":
            chosen = layout_rows.added_at(before, place)
        self._show_list(chosen)
        if kind in ("move", "add", "remove", "remove_note", "signer", "move_box", "switch"):
            self._show_fields()
        self._draw()

    def _show_remarks(self, seen: Seen) -> None:
        if self.editing is not None:
            self._show_list(self.parts.place)
            self.fields.show_remarks(seen.remarks)

    def _tell(self) -> None:
        editing = self.editing
        changed = editing is not None and editing.changed
        self.save.setEnabled(changed)
        self.back.setEnabled(editing is not None and editing.can_go_back)
        self.restore.setEnabled(
            editing is not None and editing.own and editing.opened.shipped is not None
        )
        if editing is None:
            return
        words = "未保存" if changed else ""
        if not editing.own:
            words = words or "自带的表样"
        elif not changed:
            words = "本单位的表样"
        self.count.setText(words)

    def _take_back(self) -> None:
        if self.editing is not None and self.editing.can_go_back:
            self.editing.back()
            self._rest.start()
            self._show_all()

    def _restore(self) -> None:
        """Put the shipped layout in the place of this one; saved it takes the office's own back."""
        if self.editing is not None and self.editing.opened.shipped is not None:
            self.take(self.editing.opened.shipped, "已恢复成程序自带的样子，保存后起作用")

    def _drop(self) -> None:
        if self.editing is not None and self.editing.changed:
            self.editing.replace(self.editing.opened.raw)
            self.keep()
            self._show_all()
            self.shell.note("已放弃没有保存的改动", "找回", self._take_back)

    def keep(self) -> None:
        """Keep what was changed until it is saved."""
        self._rest.stop()
        if self.editing is None:
            return
        code = self.code
        raw = self.editing.raw if self.editing.changed else None

        def keep(_: Any) -> None:
            from cso_desk.usecases import own_layouts

            own_layouts.keep_draft(self.desk, code, raw)

        Writing(self, "", keep).start()

    def _ask_row(self, place: str) -> None:
        from cso_desk.usecases import layout_words

        fields = layout_words.fields_on_offer()
        asks = [
            Ask("label", "栏目名", "", "微信群名称", width=180),
            Ask("field", "填什么（空着为手写）", "", words=tuple(fields.values()), width=200),
        ]
        keys = {label: key for key, label in fields.items()}

        def add(values: dict[str, str]) -> None:
            value = {"label": values["label"], "field": keys.get(values["field"], "")}
            self._from_band("add", place, value)

        self.band.ask("在这一行下面加一行", asks, "加上", add)

    def _ask_note(self) -> None:
        asks = [Ask("note", "注", "", "用蓝色或黑色墨水填写。", width=420)]

        def add(values: dict[str, str]) -> None:
            self._from_band("note", "", values["note"])

        self.band.ask("在表的最下面加一条注", asks, "加上", add)

    def _from_band(self, kind: str, place: str, value: object) -> None:
        from cso_desk.usecases import layout_edits

        assert self.editing is not None
        before = self.editing.raw
        try:
            self.editing.do(layout_edits.Change(kind, place, value))
        except Problems as refused:
            self.band.show_problems(refused.problems)
            return
        self.band.hide()
        self._rest.start()
        self._after(before, kind, place, value)

    def ask_save(self) -> None:
        """Ask from which day the office prints so."""
        if not self.save.isEnabled() or self.editing is None:
            return
        words = "从这一天起本单位用改过的表样，以前印的不受影响。依据文件没有可以空着。"
        words += "".join(f"\n留意：{one.message}" for one in self.sight.remarks if not one.holds)
        asks = [
            Ask("valid_from", "从哪天起用", self.editing.opened.first_day, "2027-01-01", width=120),
            Ask("document", "依据文件", "", "百政办〔2026〕3号", width=260),
        ]
        self.band.ask(words, asks, "保存", self._save)

    def _save(self, values: dict[str, str]) -> None:
        assert self.editing is not None
        code, raw = self.code, self.editing.raw

        def save(_: Any) -> Any:
            from cso_desk.usecases import own_layouts, policy_pack

            day = policy_pack.day_of(values["valid_from"])
            return own_layouts.save(self.desk, code, raw, day, values["document"])

        work = Writing(self, "正在保存", save).done(lambda version: self._saved(version, values))
        work.failed(self.band.tell).start()

    def _saved(self, version: str, values: dict[str, str]) -> None:
        self._rest.stop()
        self.band.hide()
        words = f"已存为 {version}，{values['valid_from']} 起用"
        self.shell.note(words, "收回这一版", lambda: self.files.withdraw(version))
        self.read()
