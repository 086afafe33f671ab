"""The persons: who leads, joins and started what; one change of a person reaches all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from cso_desk.fields import mask_id, mask_phone

from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Writing
from .clearing import PERSON_VERB, ClearBand
from .page import Page
from .shared_view import SharedKind, SharedShown, SharedView

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.people import PersonLine

_SECTIONS = (
    Section(
        "本人",
        (
            "name",
            "sex",
            "phone",
            "id_number",
            "birth",
            "politics",
            "ethnicity",
            "education",
            "former_name",
            "skills",
            "work",
            "address",
        ),
    ),
    Section("其他", ("resume", "note")),
)
_KIND = SharedKind(
    noun="人员",
    counted="人",
    table="person",
    purpose="这里是几个组织共有的负责人、成员。可以从“可合并”里认出同一个人，也可以新增；改一次电话，他负责的组织一起改。",
    pick="请在列表里选一个人",
    unused="还没有在哪个组织里担任负责人、成员或发起人。",
    gather="加组织",
    columns=(
        PlainColumn("name", "姓名", 88),
        PlainColumn("leads", "负责", 56, "right"),
        PlainColumn("offices", "任职", 56, "right"),
        PlainColumn("joins", "参加", 56, "right"),
        PlainColumn("started", "发起", 56, "right"),
        PlainColumn("phone", "联系电话", 116),
        PlainColumn("id_number", "身份证号", 168),
        PlainColumn("politics", "政治面貌", 84),
        PlainColumn("work", "工作单位及职务", 160),
        PlainColumn("unit", "所属单位", 120, shown=False),
    ),
    used="所在组织",
    used_columns=(
        PlainColumn("name", "组织", 190),
        PlainColumn("role", "身份", 110),
        PlainColumn("phone", "组织的联系电话", 120),
        PlainColumn("community", "所在社区(村)", 140),
    ),
    sections=_SECTIONS,
)


class PersonsView(SharedView):
    """The list of persons and the chosen one."""

    kind = _KIND

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.merge = button("合并为同一人", "users", "", self._merge)
        self.merge.setToolTip("选中同一个人的几条记录，合成一条，第一条的资料为准")
        self.line.insertWidget(2, self.merge)
        self._add_clearing()
        self.show_marked(0)

    def _add_clearing(self) -> None:
        self.clearing = ClearBand(self._page, self.changed.emit)
        self.more = button("更多", "", "")
        self.more.setProperty("menu", True)
        menu = QMenu("更多", self)
        menu.addAction(PERSON_VERB, self._clear)
        self.more.setMenu(menu)
        self.more.setEnabled(False)
        self.add_step(self.more, self.clearing)

    def _clear(self) -> None:
        self.clearing.ask_person(self.record, self.name.text())

    def rows_of(self, text: str) -> list[dict[str, str]]:
        """Return the persons that match a text."""
        from cso_desk.usecases import people

        return [_row(one) for one in people.listed(self._page.desk, text)]

    def shown_of(self, record: str) -> SharedShown:
        """Return one person with all that he or she does."""
        from cso_desk.usecases import people

        found = people.show(self._page.desk, record)
        used = [
            {
                "id": f"{role.organization}#{at}",
                "name": role.name,
                "role": role.role,
                "phone": mask_phone(role.phone) if role.phone else "",
                "community": role.community,
            }
            for at, role in enumerate(found.roles)
        ]
        title = found.values["name"]
        return SharedShown(found.id, title, found.mine, found.owner_name, found.values, used)

    def remove_one(self, record: str) -> Any:
        """Take a person out."""
        from cso_desk.usecases import people

        return people.remove_person(self._page.desk, record)

    def gather_for(self, record: str, organizations: list[str]) -> Any:
        """Make a person the leader of organizations."""
        from cso_desk.usecases import people

        return people.link_leader(self._page.desk, record, organizations)

    def release_from(self, record: str, organizations: list[str]) -> Any:
        """Let organizations keep their leader for themselves."""
        from cso_desk.usecases import people

        return people.unlink_leader(self._page.desk, record, organizations)

    def show_marked(self, count: int) -> None:
        """Merging needs two or more."""
        if hasattr(self, "merge"):
            self.merge.setEnabled(count > 1)
            self.merge.setText(f"合并选中的 {count} 条为同一人" if count > 1 else "合并为同一人")

    def _merge(self) -> None:
        desk = self._page.desk

        def begin(ids: list[str]) -> None:
            def merge(_: Any) -> Any:
                from cso_desk.usecases import same_persons

                return same_persons.merge(desk, ids)

            work = Writing(self._page, "正在合并", merge)
            work.done(lambda _: self.changed.emit("已合并为同一人")).failed(self._refused).start()

        self.list.with_chosen(begin)

    def plan(self, record: str, title: str) -> Plan:
        """Return the form of a person."""
        desk = self._page.desk

        def load() -> Loaded:
            from cso_desk.usecases import people, register

            fields = register.form_fields(desk, "person")
            return Loaded(fields, people.show(desk, record).values if record else {})

        def check(key: str, text: str) -> str | None:
            from cso_desk.usecases import register

            return register.check_value(desk, "person", key, text)

        def save(values: dict[str, str]) -> Done[str]:
            from cso_desk.usecases import people, shared_records
            from cso_desk.usecases.done import Done

            done = people.save_person(desk, record or None, values)
            count = shared_records.organizations_in(done.changes)
            return Done(f"已保存，同时更新了 {count} 个组织" if count else "已保存", done.changes)

        return Plan(
            title=f"修改 {title}" if record else "新增人员",
            verb="保存人员",
            sections=_SECTIONS,
            load=load,
            check=check,
            save=save,
            saved=self.changed.emit,
            key=f"person.{record or 'new'}",
            above="保存后，他负责、参加、发起的组织里的相同资料一起更新；组织另有自己的联系电话的，那个电话不动。",
        )


def _row(one: PersonLine) -> dict[str, str]:
    numbers = {
        key: str(getattr(one, key) or "") for key in ("leads", "offices", "joins", "started")
    }
    return {
        "id": one.id,
        "name": one.name,
        **numbers,
        "phone": mask_phone(one.phone) if one.phone else "",
        "id_number": mask_id(one.id_number) if one.id_number else "",
        "politics": one.politics,
        "work": one.work,
        "unit": one.unit,
    }
