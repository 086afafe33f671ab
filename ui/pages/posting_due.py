"""公开清单: every item and period with its last day and how far it is; marked ones take the next step together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from .. import look
from ..forms.inputs import Choice
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Reading
from .asking import Ask
from .page import Page
from .scope_filters import Scope
from .scoped_view import ScopedView

if TYPE_CHECKING:
    from cso_desk.usecases.disclosure_rows import Row

COLUMNS = (
    PlainColumn("name", "组织或社区（村）", 156),
    PlainColumn("title", "公开事项", 126),
    PlainColumn("when", "期间", 124),
    PlainColumn("due_on", "应公开到", 96),
    PlainColumn("state", "状态", 76),
    PlainColumn("mark", "按时", 52),
    PlainColumn("posted_on", "张贴日期", 96),
    PlainColumn("remarks", "待答复", 60, "right"),
    PlainColumn("place", "社区（村）", 110, shown=False),
    PlainColumn("kind", "种类", 60, shown=False),
)
PURPOSE = (
    "这里列出各社区（村）和组织应公开的事项。先给组织选好社区，再在“公开目录”里增加要公开的事项。"
)
STATES = ("逾期", "待张贴", "未起草", "已起草", "已审核", "已张贴", "已取下", "已归档", "待答复")


class DueView(ScopedView):
    """The due list; `rows_marked` tells the detail which rows are marked."""

    rows_marked = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__(page, "公开", "项", COLUMNS, PURPOSE, frozenset({"state"}))
        self.rows: dict[str, Row] = {}
        self.nexts: dict[str, str] = {}
        self.state = Choice(STATES)
        self.state.setItemText(0, "全部状态")
        self.state.setAccessibleName("公开状态")
        self.state.setFixedWidth(look.px(112))
        self.state.edited.connect(lambda: self.read(self.scope))
        self.begin = button("新增即时公开", "plus", "", self._ask_event)
        self.put_verbs(self.begin, self.state)

    def show_state(self, state: str) -> None:
        """Narrow the list to one state, as the first page counted it."""
        self.state.put(state)

    def question(self) -> str:
        """Return the chosen state, empty for all."""
        return self.state.value() if self.state.currentIndex() > 0 else ""

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the rows of a scope, and how many are due, posted, late and missing."""
        from cso_desk.usecases import disclosure_steps, disclosures

        wanted = disclosures.Filter(scope.year or 0, scope.community, scope.organization, ask)
        found = disclosures.rows(self.desk, wanted)
        self.rows = {one.ref: one for one in found}
        self.nexts = disclosure_steps.next_steps(self.desk, found)
        return [_row(one) for one in found], disclosures.tally(found).words, ""

    def marked_refs(self) -> list[str]:
        """Return the refs of the marked rows."""
        chosen = self.list.chosen()
        numbers = range(len(self.found)) if chosen.everything else chosen.numbers
        return [self.found[n]["id"] for n in numbers if n < len(self.found)]

    def show_marked(self) -> None:
        """Let the detail follow."""
        self.rows_marked.emit(self.marked_refs())

    def _ask_event(self) -> None:
        organization = self.scope.organization
        home = organization or self.scope.community
        if not home:
            self.note.setText("请先在上面选一个组织或社区（村），再新增即时公开。")
            self.note.show()
            return

        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import disclosure_catalogue

            return disclosure_catalogue.events(self.desk, home)

        Reading(self._page, "", read).done(lambda found: self._ask(home, found)).start()

    def _ask(self, home: str, items: list[tuple[str, str]]) -> None:
        named = {title: ref for ref, title in items}
        asks = [
            Ask("item", "公开事项", next(iter(named), ""), width=170, words=tuple(named)),
            Ask("on", "发生日期", self.desk.clock.today().isoformat(), width=110),
            Ask("content", "公开内容", "", width=300),
        ]

        def add(values: dict[str, str]) -> None:
            def act() -> Any:
                from cso_desk.usecases import disclosure_steps

                said = {"content": values["content"]}
                item = named.get(values["item"], "")
                return disclosure_steps.add_event(self.desk, [home], item, values["on"], said)

            self.write(act, "已新增即时公开")

        self.band.ask("有新的事要公开或公示：", asks, "新增公开事项", add)


def _row(one: Row) -> dict[str, str]:
    keys = ("name", "when", "due_on", "state", "posted_on")
    return {
        "id": one.ref,
        "title": one.item.title,
        "kind": one.item.kind,
        "place": one.place_name,
        "mark": one.mark if one.posted_on else "",
        "remarks": str(one.remarks) if one.remarks else "",
        **{key: getattr(one, key) for key in keys},
    }
