"""联合会: which federation an organization belongs to; for a hub (枢纽型), who belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading
from .detail_tabs import margins_of_a_part
from .page import OpenRecord, Page

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

COLUMNS = (
    PlainColumn("name", "成员组织", 200),
    PlainColumn("community", "社区（村）", 120),
    PlainColumn("leader", "负责人", 80),
    PlainColumn("state", "状态", 88),
)
EMPTY = (
    "联合会等枢纽型组织的成员列在这里：先在联合会的“修改”里把“是否枢纽型”选为“是”，"
    "再到成员组织的这一页点“设置所属联合会”。"
)


class Federation(QWidget):
    """The federation above, and the members below."""

    plan_wanted = Signal(object)
    counted = Signal(int)
    changed = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._hub = ""
        self._rows = MemoryRows()
        self.words = label("", "", wrap=True, pick=True)
        self.see = button("去看联合会", "users", "link", lambda: self._go(self._hub))
        self.set = button("设置所属联合会", "pencil", "", self._form)
        self.list = ListPanel(
            page,
            self._rows.source("联合会成员", COLUMNS, "个", frozenset({"state"})),
            Empty(EMPTY),
        )
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(self.words, 1)
        row.addWidget(self.see)
        row.addWidget(self.set)
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins_of_a_part())
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self.list.opened.connect(self._go)
        self.list.filled.connect(self.counted)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show where an organization stands."""
        self._organization = organization
        self.set.setEnabled(mine)
        desk = self._page.desk

        def read(_: Any) -> tuple[tuple[str, str] | None, list[dict[str, str]]]:
            from cso_desk.usecases import federation

            return federation.federation_of(desk, organization), federation.members(
                desk, organization
            )

        Reading(self._page, "", read).done(lambda found: self._fill(organization, *found)).start()

    def _fill(
        self, organization: str, hub: tuple[str, str] | None, members: list[dict[str, str]]
    ) -> None:
        if organization != self._organization:
            return
        self._hub = hub[0] if hub else ""
        self.words.setText(f"所属联合会：{hub[1]}" if hub else "没有加入联合会。")
        self.see.setVisible(bool(hub))
        self._rows.put(members)
        self.list.show_query(None)

    def _go(self, record: str) -> None:
        if record:
            self._page.shell.go("组织", OpenRecord(record))

    def _form(self) -> None:
        desk, organization = self._page.desk, self._organization
        self.plan_wanted.emit(federation_plan(desk, organization))


def federation_plan(desk: Desk, organization: str) -> Plan:
    """Return the form with the one field: the federation, or none."""

    def load() -> Loaded:
        from cso_desk.usecases import federation
        from cso_desk.usecases.register import FormField

        hint = "只列出“是否枢纽型”为“是”的组织；留空就是不加入"
        field = FormField(
            "federation", "所属联合会", "division", (), hint, "", "never", "none", 1, 60
        )
        now = federation.federation_of(desk, organization)
        offered = federation.hubs(desk, without=organization)
        return Loaded([field], {"federation": now[0] if now else ""}, offered)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import federation

        return federation.set_federation(desk, [organization], values["federation"])

    return Plan(
        title="设置所属联合会",
        verb="保存",
        sections=(Section("", ("federation",)),),
        load=load,
        check=lambda key, text: None,
        save=save,
        whole=True,
        columns=1,
    )
