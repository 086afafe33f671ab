"""The roster of one organization: a list, and the verbs on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cso_desk.fields import mask_phone

from .. import look
from ..forms.editor import Loaded, Plan
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button
from ..work import DeskPage, Reading, Writing
from .organization_words import MEMBER
from .pasting import clipboard_block
from .roster_more import RosterMore

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

_COLUMNS = (
    PlainColumn("name", "姓名", 84),
    PlainColumn("sex", "性别", 48),
    PlainColumn("birth", "出生年月", 88),
    PlainColumn("politics", "政治面貌", 84),
    PlainColumn("phone", "联系电话", 112),
    PlainColumn("position", "组织内职务", 96),
    PlainColumn("kind", "成员类别", 84),
    PlainColumn("volunteer", "是否志愿者", 84),
    PlainColumn("skills", "特长", 120),
    PlainColumn("address", "住址", 140, shown=False),
    PlainColumn("left", "退出日期", 96),
)


class Roster(QWidget):
    """The members. `edit_wanted` asks for the form of one (or a new one, empty)."""

    edit_wanted = Signal(str)
    removed = Signal()
    counted = Signal(int)
    changed = Signal(str)
    """Something was written here; the words say what."""
    nothing_pasted = Signal()
    take_wanted = Signal(object)
    """A roster is to be taken in: what was pasted, None for a file that the clerk chooses."""
    plan_wanted = Signal(object)

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._rows = MemoryRows()
        self._mine = True
        empty = Empty("花名册还是空的。")
        self.list = ListPanel(page, self._rows.source("花名册", _COLUMNS, "人"), empty)
        self.add = button("新增成员", "plus", "", lambda: self.edit_wanted.emit(""))
        self.change = button("修改", "pencil", "", self._change)
        self.remove = button("移除", "trash-2", "", self._remove)
        self.remove.setAccessibleName("移除成员")
        self.change.setAccessibleName("修改成员")
        self.more = RosterMore(page, self.list)
        self.paste = button("粘贴名单", "copy", "", self._paste)
        self.paste.setToolTip("在 WPS 或 Excel 里复制一块（连同表头），再按 Ctrl+V")
        self.take = button("导入花名册", "upload", "", lambda: self.take_wanted.emit(None))
        row = Flow(gap=look.GAP_2)
        verbs = (self.add, self.change, self.remove, self.more.leave, self.more.as_staff)
        for part in (*verbs, self.paste, self.take):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(row)
        column.addWidget(self.more)
        column.addWidget(self.list, 1)
        self.more.changed.connect(self.changed)
        self.more.plan_wanted.connect(self.plan_wanted)
        self.list.opened.connect(self._open)
        self.list.marked.connect(self._marked)
        self.list.pasted.connect(self._paste)
        self.list.filled.connect(self.counted)
        self._marked()

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the roster; another unit's can only be looked at."""
        self._organization, self._mine = organization, mine
        self.more.show_organization(organization, mine=mine)

        def read(_: Any) -> list[dict[str, str]]:
            from cso_desk.usecases import register

            return register.members(self._page.desk, organization)

        Reading(self._page, "", read).done(lambda found: self._fill(organization, found)).start()

    def _fill(self, organization: str, members: list[dict[str, str]]) -> None:
        if organization != self._organization:
            return
        self._rows.put(
            [{**one, "phone": mask_phone(one["phone"]) if one["phone"] else ""} for one in members]
        )
        self.list.show_query(None)
        self._marked()

    def _marked(self) -> None:
        count = self.list.chosen().count
        for verb in (self.add, self.paste, self.take):
            verb.setEnabled(self._mine)
        self.change.setEnabled(self._mine and count == 1)
        self.remove.setEnabled(self._mine and count == 1)
        self.more.show_marked(count)

    def _paste(self) -> None:
        block = clipboard_block() if self._mine else None
        if block is not None:
            self.take_wanted.emit(block)
        elif self._mine:
            self.nothing_pasted.emit()

    def _open(self, member: str) -> None:
        if self._mine:
            self.edit_wanted.emit(member)

    def _change(self) -> None:
        row = self.list.current()
        if row is not None:
            self.edit_wanted.emit(row.id)

    def _remove(self) -> None:
        row = self.list.current()
        if row is None:
            return

        def remove(_: Any) -> Any:
            from cso_desk.usecases import register

            return register.remove_member(self._page.desk, row.id)

        Writing(self._page, "正在移除", remove).done(lambda _: self.removed.emit()).start()


def member_plan(desk: Desk, organization: str, member: str, saved: Any) -> Plan:
    """Return the form of a member, a new one where `member` is empty; `saved` gets the id."""

    def load() -> Loaded:
        from cso_desk.usecases import register

        found: Mapping[str, str] = {}
        if member:
            found = next(one for one in register.members(desk, organization) if one["id"] == member)
        return Loaded(register.form_fields(desk, "member"), found)

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "member", key, text)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import register

        return register.save_member(desk, organization, member or None, values)

    return Plan(
        title="修改成员" if member else "新增成员",
        verb="保存成员",
        sections=MEMBER,
        load=load,
        check=check,
        save=save,
        saved=saved,
        key=f"member.{organization}.{member or 'new'}",
    )
