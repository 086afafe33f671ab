"""活动: the activity log with its filters, the notice before and the summary after, and their papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from .. import look
from ..forms.inputs import Choice
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Reading
from .asking import Ask
from .page import Page
from .scope_filters import Scope
from .scoped_view import ScopedView, enable
from .works_plans import activity_plan

if TYPE_CHECKING:
    from cso_desk.usecases.activity_lists import Listed

COLUMNS = (
    PlainColumn("begins_on", "日期", 96),
    PlainColumn("name", "组织", 190),
    PlainColumn("title", "活动名称", 190),
    PlainColumn("theme", "活动主题", 110),
    PlainColumn("times", "次数", 52, "right"),
    PlainColumn("people", "人次", 60, "right"),
    PlainColumn("state", "状态", 80),
    PlainColumn("due", "应办", 236),
    PlainColumn("place", "地点", 140, shown=False),
    PlainColumn("community", "社区（村）", 120, shown=False),
)
PURPOSE = "这里记各组织办的活动：点“新增活动”，或在 WPS、Excel 里复制一块（连同表头）粘贴进来。每周都办的只记一行，写上次数。"


class ActivitiesView(ScopedView):
    """The list of activities; marked ones are announced, summed up, printed or taken out together."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "活动", "项", COLUMNS, PURPOSE, frozenset({"state"}))
        self.add = button("新增活动", "plus", "primary", self._add)
        self.several = button("几个组织同一活动", "users", "", self._several)
        self.report = button("记下报备", "check", "", self._ask_report)
        self.sum_up = button("记下总结", "check", "", self._ask_summary)
        self.papers = button("打印", "printer")
        self.papers.setAccessibleName("打印选中的活动")
        self.papers.setMenu(self._papers_menu())
        self.photos = button("添加照片", "plus", "", self._photos)
        self.photos.setToolTip("照片、签到表等附件，和组织的其他附件放在一起")
        self.remove = button("移除", "trash-2", "", self._remove)
        self.remove.setAccessibleName("移除活动")
        self.theme, self.state = Choice(()), Choice(())
        self.theme.setAccessibleName("活动主题")
        self.state.setAccessibleName("活动状态")
        for choice in (self.theme, self.state):
            choice.setFixedWidth(look.px(128))
            choice.edited.connect(lambda: self.read(self.scope))
        self.marked_verbs = (self.report, self.sum_up, self.papers, self.remove)
        self.put_verbs(self.add, self.several)
        self.takes_blocks()
        self.put_verbs(self.report, self.sum_up, self.papers)
        self.put_verbs(self.photos, self.remove)
        self.put_verbs(self.theme, self.state)
        self._themes: tuple[str, ...] = ()
        self._read_words()

    def _papers_menu(self) -> QMenu:
        menu = QMenu("打印", self)
        for code, title in (("F15a", "活动报备表"), ("F15b", "活动总结表")):
            menu.addAction(title, lambda code=code, title=title: self._print(code, title))
        return menu

    def _read_words(self) -> None:
        def read(_: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
            from cso_desk.usecases import activity_lists, activity_rules, policy_pack

            themes = policy_pack.words(self.desk, "activity_theme")
            return (*themes, activity_lists.NO_THEME), activity_rules.STATES

        def show(found: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
            for choice, words, everything in zip(
                (self.theme, self.state), found, ("全部主题", "全部状态"), strict=True
            ):
                choice.setItemText(0, everything)
                for word in words:
                    if choice.findText(word) < 0:
                        choice.addItem(word)

        Reading(self._page, "", read).done(show).start()

    def show_state(self, state: str) -> None:
        """Narrow the list to one state, as the first page counted it."""
        self.state.put(state)
        self.theme.setCurrentIndex(0)

    def question(self) -> tuple[str, str]:
        """Return the chosen theme and state, empty for all."""
        theme, state = self.theme, self.state
        return (
            theme.value() if theme.currentIndex() > 0 else "",
            state.value() if state.currentIndex() > 0 else "",
        )

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the activities of a scope."""
        from cso_desk.usecases import activity_lists, policy_pack

        wanted = activity_lists.Filter(
            scope.organization, scope.community, ask[0], scope.year, ask[1]
        )
        found = activity_lists.listed(self.desk, wanted)
        themes = policy_pack.words(self.desk, "activity_theme")
        totals = activity_lists.totals(found, themes) if found else ""
        late = sum(one.late for one in found)
        note = f"其中 {late} 项的报备或总结已过应办的日子。" if late else ""
        return [_row(one) for one in found], totals, note

    def show_marked(self) -> None:
        """Verbs on a selection need one."""
        count = self.list.chosen().count
        enable(self.marked_verbs, count > 0)
        self.photos.setEnabled(count == 1)

    def open_one(self, record: str) -> None:
        """Open the form of an activity."""
        self.plan_wanted.emit(activity_plan(self.desk, record))

    def _add(self) -> None:
        homes = [self.scope.organization] if self.scope.organization else []
        self.plan_wanted.emit(activity_plan(self.desk, "", homes))

    def _several(self) -> None:
        def plan(ids: Sequence[str]) -> Any:
            return activity_plan(self.desk, "", ids)

        self.pick_wanted.emit(("给哪些组织记同一活动", "给这 {count} 个组织填活动", plan))

    def _ask_report(self) -> None:
        today = self.desk.clock.today().isoformat()
        words = f"选中的 {self.list.chosen().count} 项活动哪一天报备的？"
        asks = [Ask("reported_on", "报备日期", today)]
        self.band.ask(words, asks, "记下报备", lambda values: self._note("report", values))

    def _ask_summary(self) -> None:
        today = self.desk.clock.today().isoformat()
        words = f"选中的 {self.list.chosen().count} 项活动哪一天交的总结？总结的内容在活动里填。"
        asks = [Ask("summary_on", "总结日期", today)]
        self.band.ask(words, asks, "记下总结", lambda values: self._note("sum_up", values))

    def _note(self, verb: str, values: dict[str, str]) -> None:
        (day,) = values.values()

        def begin(ids: list[str]) -> None:
            def act() -> Any:
                from cso_desk.usecases import activities

                return getattr(activities, verb)(self.desk, ids, day)

            words = "报备" if verb == "report" else "总结"
            self.write(act, f"已记下 {len(ids)} 项活动的{words}")

        self.chosen(begin)

    def _remove(self) -> None:
        def begin(ids: list[str]) -> None:
            def act() -> Any:
                from cso_desk.usecases import activities

                return activities.remove(self.desk, ids)

            self.write(act, f"已移除 {len(ids)} 项活动")

        self.chosen(begin)

    def _photos(self) -> None:
        from cso_desk.usecases.attachment_files import FILTER

        self._page.shell.say.open_files(self, "添加照片", FILTER, self.take)

    def take(self, files: Sequence[Path]) -> None:
        """Add photos to the activity under the cursor."""
        record = self.current_id()
        home = next((one["organization"] for one in self.found if one["id"] == record), "")

        def act() -> Any:
            from cso_desk.usecases import attachments

            return attachments.add(self.desk, home, files, record=("activity", record))

        self.write(act, f"已添加 {len(files)} 个附件")

    def _print(self, code: str, title: str) -> None:
        def begin(ids: list[str]) -> None:
            def to(out: Path) -> None:
                def draw(progress: Any) -> Any:
                    from cso_desk.usecases import works_papers

                    return works_papers.print_activities(self.desk, code, ids, out, progress)

                Reading(self._page, f"正在打印{title}", draw).done(
                    lambda found: self._page.shell.note(f"已打印 {found.pages} 页到 {out.name}")
                ).start()

            self._page.shell.say.save_file(
                self, f"打印{title}", Path(f"{title}.pdf"), "PDF 文件 (*.pdf)", to
            )

        self.chosen(begin)


def _row(one: Listed) -> dict[str, str]:
    keys = ("id", "organization", "name", "community", "title", "theme", "begins_on", "place")
    return {
        **{key: getattr(one, key) for key in keys},
        "times": str(one.times),
        "people": str(one.people or ""),
        "state": one.state,
        "due": one.due,
    }
