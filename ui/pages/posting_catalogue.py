"""公开目录: what a community or an organization discloses, how often and where; items are added, changed and stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Reading
from .asking import Ask
from .page import Page
from .scope_filters import Scope
from .scoped_view import ScopedView

if TYPE_CHECKING:
    from cso_desk.usecases.disclosure_catalogue import Item
    from cso_desk.usecases.disclosure_rows import Row
    from cso_desk.usecases.opening import Desk

COLUMNS = (
    PlainColumn("title", "公开事项", 180),
    PlainColumn("home", "组织或社区（村）", 190),
    PlainColumn("kind", "种类", 56),
    PlainColumn("cycle", "周期", 56),
    PlainColumn("due_days", "几天内", 60, "right"),
    PlainColumn("channels", "公开方式", 130),
    PlainColumn("place", "公开地点", 140),
    PlainColumn("days", "张贴天数", 72, "right"),
    PlainColumn("responsible", "责任人", 80),
    PlainColumn("origin", "来源", 76),
    PlainColumn("state", "状态", 80),
)
PURPOSE = "上面选一个社区（村）或组织，这里列出它要公开的事项，可以增加、修改和停用。"
SECTIONS = (
    Section("", ("title", "content", "kind", "cycle", "due_days", "days")),
    Section("", ("channels", "place", "responsible", "sheet", "starts_on")),
)
DRAFT = (Section("", ("title", "content", "channels", "place", "days")),)
OWN = "自拟一个事项"
HERE, TEAMS, EVERYWHERE = "只给选中的", "这个社区（村）的全部组织", "全部社区（村）"


class CatalogueView(ScopedView):
    """The catalogue of the chosen home, of all that have items of their own where none is chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "公开目录", "项", COLUMNS, PURPOSE, frozenset({"state"}))
        self.items: dict[str, tuple[str, Item]] = {}
        self.add = button("增加公开事项", "plus", "primary", self._ask)
        self.change = button("修改事项", "pencil", "", lambda: self.open_one(self.current_id()))
        self.halt = button("停用事项", "trash-2", "", self._halt)
        self.put_verbs(self.add, self.change, self.halt)

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the items of the chosen home."""
        from cso_desk.usecases import disclosure_catalogue

        homes = disclosure_catalogue.named_homes(self.desk, scope.community, scope.organization)
        rows = []
        self.items = {}
        for home, (level, name) in homes.items():
            for one in disclosure_catalogue.listed(self.desk, level, [home]):
                row = _row(f"{home}@{one.ref}", name, one)
                self.items[row["id"]] = (home, one)
                rows.append(row)
        total = f"{len(rows)} 个事项" if rows else ""
        return rows, total, "" if scope.community or scope.organization or not rows else PURPOSE

    def show_marked(self) -> None:
        """Changing and stopping need one item."""
        known = self.items.get(self.current_id())
        for verb in (self.change, self.halt):
            verb.setEnabled(known is not None and known[1].mine)
        stopped = known is not None and known[1].stopped
        self.halt.setText("恢复事项" if stopped else "停用事项")

    def open_one(self, record: str) -> None:
        """Open the form of an item."""
        if record in self.items:
            home, one = self.items[record]
            self.plan_wanted.emit(item_plan(self.desk, [home], one.ref, title="修改公开事项"))

    def _ask(self) -> None:
        scope = self.scope

        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import disclosure_catalogue

            return disclosure_catalogue.offered(self.desk)

        Reading(self._page, "", read).done(lambda found: self._ask_item(scope, found)).start()

    def _ask_item(self, scope: Scope, found: list[tuple[str, str]]) -> None:
        named = {title: ref for ref, title in found}
        to = [HERE] if scope.community or scope.organization else []
        to += [TEAMS] if scope.community else []
        asks = [
            Ask("item", "公开事项", OWN, width=220, words=(OWN, *named)),
            Ask("to", "给谁", (*to, EVERYWHERE)[0], width=200, words=(*to, EVERYWHERE)),
        ]

        def go(values: dict[str, str]) -> None:
            ref = named.get(values["item"], "")
            self._open(scope, ref, values["to"])

        self.band.ask("增加公开事项：", asks, "填写事项", go)

    def _open(self, scope: Scope, ref: str, to: str) -> None:
        def read(_: Any) -> list[str]:
            from cso_desk.usecases import units, works_choices

            if to == EVERYWHERE:
                return [one.id for one in units.communities(self.desk)]
            if to == TEAMS:
                found = works_choices.organizations(self.desk, scope.community, mine=True)
                return [one for one, _ in found]
            return [scope.organization or scope.community]

        def show(homes: list[str]) -> None:
            self.band.hide()
            self.plan_wanted.emit(item_plan(self.desk, homes, ref, title="增加公开事项"))

        Reading(self._page, "", read).done(show).start()

    def _halt(self) -> None:
        home, one = self.items[self.current_id()]

        def act() -> Any:
            from cso_desk.usecases import disclosure_catalogue

            step = disclosure_catalogue.resume if one.stopped else disclosure_catalogue.stop
            return step(self.desk, [home], one.ref)

        self.write(act, f"已{'恢复' if one.stopped else '停用'}“{one.title}”")


def item_plan(desk: Desk, homes: Sequence[str], ref: str, *, title: str) -> Plan:
    """Return the form of an item for one or several homes; `ref` empty for one that the clerk words."""

    def load() -> Loaded:
        from cso_desk.usecases import disclosure_catalogue, register

        fields = register.form_fields(desk, "disclosure_item")
        if not homes:
            return Loaded(fields, {})
        return Loaded(fields, disclosure_catalogue.for_form(desk, homes[0], ref))

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import disclosure_catalogue

        return disclosure_catalogue.save(desk, homes, ref, values)

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "disclosure_item", key, text)

    return Plan(
        title=title,
        verb="保存事项",
        sections=SECTIONS,
        load=load,
        check=check,
        save=save,
        whole=True,
        columns=1,
        first="title",
        above=f"给 {len(homes)} 个社区（村）或组织一起保存。" if len(homes) > 1 else "",
    )


def _row(record: str, home: str, one: Item) -> dict[str, str]:
    keys = ("title", "kind", "cycle", "channels", "place", "responsible", "origin")
    return {
        "id": record,
        "home": home,
        "days": str(one.days),
        "due_days": str(one.due_days),
        "state": "已停用" if one.stopped else "在公开",
        **{key: getattr(one, key) for key in keys},
    }


def draft_plan(desk: Desk, row: Row) -> Plan:
    """Return the form of one row's text, with what the records propose in it."""

    def load() -> Loaded:
        from cso_desk.usecases import disclosure_steps, register

        fields = register.form_fields(desk, "posting")
        return Loaded(fields, disclosure_steps.texts(desk, row))

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import disclosure_steps

        return disclosure_steps.draft(desk, [row.ref], values)

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "posting", key, text)

    return Plan(
        title=f"{row.name}　{row.item.title}",
        verb="保存公开内容",
        sections=DRAFT,
        load=load,
        check=check,
        save=save,
        key=f"posting.{row.ref}",
        whole=True,
        columns=1,
        first="content",
        above="贴在墙上的内容不写电话、身份证号和住址。改了内容要重新审核。",
    )
