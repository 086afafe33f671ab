"""发起人 of one organization: the list (F03) and the form of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from cso_desk.fields import mask_phone

from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Reading, Writing
from .lines import LineKind, LinesView
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

_COLUMNS = (
    PlainColumn("name", "姓名（单位名称）", 130),
    PlainColumn("kind", "类别", 56),
    PlainColumn("sex", "性别", 48),
    PlainColumn("birth", "出生年月", 88),
    PlainColumn("politics", "政治面貌", 84),
    PlainColumn("work", "工作单位及职务", 160),
    PlainColumn("phone", "联系电话", 112),
    PlainColumn("unit_head", "单位主要负责人", 112, shown=False),
)
_FORM = (
    Section("", ("name", "kind", "sex", "birth", "politics", "id_number", "phone", "work")),
    Section("单位发起人", ("unit_head",)),
)


class InitiatorLines(LinesView):
    """The initiators; names that an old ledger wrote into one cell become lines at a stroke."""

    plan_wanted = Signal(object)
    changed = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__(page, _kind(page.desk))
        self._page_of_desk = page
        self.split = self.with_verb(button("按原文列出", "list-filter", "", self._split))
        self.split.setToolTip("把“发起人”一栏里的姓名逐个列成名单")
        self.edit_wanted.connect(
            lambda line: self.plan_wanted.emit(initiator_plan(page.desk, self._organization, line))
        )
        self.removed.connect(self.changed)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the initiators, and the names that stand in the old text alone."""
        super().show_organization(organization, mine=mine)
        desk = self._page_of_desk.desk

        def read(_: Any) -> list[str]:
            from cso_desk.usecases import initiators

            return initiators.unlisted(desk, organization)

        work = Reading(self._page_of_desk, "", read)
        work.done(lambda found: self._show_unlisted(organization, found)).start()

    def _show_unlisted(self, organization: str, names: list[str]) -> None:
        if organization != self._organization:
            return
        self.words.setText(f"“发起人”一栏里还有：{'、'.join(names)}")
        self.words.setVisible(bool(names))
        self.split.setVisible(self._mine and bool(names))

    def _split(self) -> None:
        organization, desk = self._organization, self._page_of_desk.desk

        def split(_: Any) -> Any:
            from cso_desk.usecases import initiators

            return initiators.from_text(desk, organization)

        work = Writing(self._page_of_desk, "正在保存", split)
        work.done(lambda count: self.changed.emit(f"已列出 {count} 人")).start()


def _kind(desk: Desk) -> LineKind:
    def read(organization: str) -> list[dict[str, str]]:
        from cso_desk.usecases import initiators

        found = initiators.initiators(desk, organization)
        return [{**one, "phone": mask_phone(one["phone"]) if one["phone"] else ""} for one in found]

    def remove(line: str) -> Any:
        from cso_desk.usecases import initiators

        return initiators.remove_initiator(desk, line)

    empty = "发起人名单还是空的。"
    return LineKind("发起人", "人", "发起人", empty, _COLUMNS, read, remove, "已移除发起人")


def initiator_plan(desk: Desk, organization: str, initiator: str) -> Plan:
    """Return the form of an initiator, of a new one where `initiator` is empty."""

    def load() -> Loaded:
        from cso_desk.usecases import initiators, register

        fields = register.form_fields(desk, "initiator")
        found = {"kind": initiators.PERSON}
        if initiator:
            lines = initiators.initiators(desk, organization)
            found = next(one for one in lines if one["id"] == initiator)
        return Loaded(fields, found)

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "initiator", key, text)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import initiators

        return initiators.save_initiator(desk, organization, initiator or None, values)

    return Plan(
        title="修改发起人" if initiator else "新增发起人",
        verb="保存发起人",
        sections=_FORM,
        load=load,
        check=check,
        save=save,
        key=f"initiator.{organization}.{initiator or 'new'}",
    )
