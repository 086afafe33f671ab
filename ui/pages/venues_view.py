"""The venues (一址多社): which organizations use a room; one change of its address reaches all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists.memory import PlainColumn
from .shared_view import SharedKind, SharedShown, SharedView

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done

_SECTIONS = (
    Section("场所", ("name", "address", "community", "source", "provider", "size", "rooms")),
    Section("使用", ("use_until", "hours", "note")),
)
_KEYS = ("name", "address", "community", "source", "size", "unit")


class VenuesView(SharedView):
    """The list of venues and the chosen one."""

    kind = SharedKind(
        noun="场所",
        counted="处",
        table="venue",
        purpose="这里是几个组织共用的活动场所。可以从“可合并”里认出同一处，也可以新增；改一次地址，用它的组织一起改。",
        pick="请在列表里选一处场所",
        unused="还没有组织使用这处场所。",
        gather="加组织",
        columns=(
            PlainColumn("name", "场所名称", 170),
            PlainColumn("hosts", "组织", 56, "right"),
            PlainColumn("address", "地址", 210),
            PlainColumn("community", "所在社区(村)", 140),
            PlainColumn("source", "场所来源", 80),
            PlainColumn("size", "面积", 72, "right"),
            PlainColumn("unit", "所属单位", 120, shown=False),
        ),
        used="使用的组织",
        used_columns=(PlainColumn("name", "组织", 220), PlainColumn("leader", "负责人", 90)),
        sections=_SECTIONS,
    )

    def rows_of(self, text: str) -> list[dict[str, str]]:
        """Return the venues that match a text."""
        from cso_desk.usecases import venues

        return [
            {
                "id": one.id,
                "hosts": str(one.hosts or ""),
                **{key: getattr(one, key) for key in _KEYS},
            }
            for one in venues.listed(self._page.desk, text)
        ]

    def shown_of(self, record: str) -> SharedShown:
        """Return one venue with the organizations that use it."""
        from cso_desk.usecases import venues

        found = venues.show(self._page.desk, record)
        used = [{"id": one, "name": name, "leader": leader} for one, name, leader in found.hosts]
        title = found.values["name"]
        return SharedShown(found.id, title, found.mine, found.owner_name, found.values, used)

    def remove_one(self, record: str) -> Any:
        """Take a venue out."""
        from cso_desk.usecases import venues

        return venues.remove_venue(self._page.desk, record)

    def gather_for(self, record: str, organizations: list[str]) -> Any:
        """Let organizations use a venue."""
        from cso_desk.usecases import venues

        return venues.link(self._page.desk, record, organizations)

    def release_from(self, record: str, organizations: list[str]) -> Any:
        """Let organizations keep their address for themselves."""
        from cso_desk.usecases import venues

        return venues.unlink(self._page.desk, organizations)

    def plan(self, record: str, title: str) -> Plan:
        """Return the form of a venue."""
        desk = self._page.desk

        def load() -> Loaded:
            from cso_desk.usecases import register, units, venues

            fields = register.form_fields(desk, "venue")
            places = [(unit.id, unit.name) for unit in units.communities(desk)]
            return Loaded(fields, venues.show(desk, record).values if record else {}, places)

        def check(key: str, text: str) -> str | None:
            from cso_desk.usecases import register

            return register.check_value(desk, "venue", key, text)

        def save(values: dict[str, str]) -> Done[str]:
            from cso_desk.usecases import shared_records, venues
            from cso_desk.usecases.done import Done

            done = venues.save_venue(desk, record or None, values)
            count = shared_records.organizations_in(done.changes)
            return Done(f"已保存，同时更新了 {count} 个组织" if count else "已保存", done.changes)

        return Plan(
            title=f"修改 {title}" if record else "新增场所",
            verb="保存场所",
            sections=_SECTIONS,
            load=load,
            check=check,
            save=save,
            saved=self.changed.emit,
            key=f"venue.{record or 'new'}",
            above="保存后，使用这个场所的组织的活动场所、来源、面积一起更新。",
        )
