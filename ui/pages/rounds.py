"""评议: rounds of evaluation, each with its steps from 准备 to 归档; counts, sheets, results, objections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..forms.editor import Editor, Plan
from ..forms.inputs import Choice
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Changes, ForOrganizations, Page, Shell
from .round_view import RoundFacts, RoundView

if TYPE_CHECKING:
    from cso_desk.usecases.evaluate import Entered, RoundDetail, RoundInfo
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.round_opening import Opened, Scope

PURPOSE = (
    "这里办评估评议：新开一轮，打印测评表和计票表，开会后照签了字的计票表录入，就有等次和结果表。"
)
_ROUNDS = (
    PlainColumn("year", "年度", 54),
    PlainColumn("place", "社区（村）", 100),
    PlainColumn("state", "状态", 76),
    PlainColumn("progress", "已录入", 64, "right"),
)
_TABLES = {"round", "tally", "result", "organization"}
_TABLES |= {"round_meeting", "sheet", "indicator_score", "round_objection"}
NARROW = 1000
"""Below this width the list of rounds gives way to a choice."""
EVERY = "每个社区（村）各一轮"
ENTRY_WAYS = ("计票表", "逐张录入", "双人录入")


class RoundsPage(Page):
    """The rounds of this desk."""

    word = "评议"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.detail: RoundDetail | None = None
        self._wanted = ""
        self._picks: dict[str, str] = {}
        self._step = ""
        self._places: list[tuple[str, str]] = []
        self._schemes: list[tuple[str, str]] = []
        self._scopes: list[tuple[str, Scope]] = []
        self._only: tuple[str, ...] = ()
        self._rows = MemoryRows()
        self.band = AskBand()
        self.add = button("新开一轮", "plus", "", lambda: self._read_places(self._ask_round))
        self.compare = button("历年对照", "columns-3", "", lambda: self.shell.go("评议对照"))
        source = self._rows.source("评议", _ROUNDS, "轮", frozenset({"state"}))
        self.list = ListPanel(self, source, Empty(PURPOSE))
        self.list.marked.connect(self._marked)
        self.pick = Choice(())
        self.pick.setAccessibleName("轮次")
        self.pick.setFixedWidth(look.px(230))
        self.pick.edited.connect(self._picked)
        self.pick.hide()
        self.view = RoundView(self)
        self.editor = Editor(self)
        self.editor.left.connect(self._back)
        self._lay_out()
        self.view.hide()
        for signal in (self.view.sheets.saved, self.view.scores.saved):
            signal.connect(lambda *_: self._read())
        for signal in (self.view.sheets.refused, self.view.scores.refused):
            signal.connect(self.problem)
        QShortcut(QKeySequence("Ctrl+S"), self.browse, self._save_shortcut).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._read_places()
        self._read()

    def _lay_out(self) -> None:
        self.browse = QWidget()
        column = QVBoxLayout(self.browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        head: QHBoxLayout = self.head("评估评议", self.compare, self.add)
        head.insertWidget(2, self.pick)
        column.addLayout(head)
        column.addWidget(self.band)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.view)
        split.setSizes([look.px(300), look.px(880)])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        self.list.setMinimumWidth(look.px(180))
        column.addWidget(split, 1)
        self.views = QStackedWidget()
        self.views.addWidget(self.browse)
        self.views.addWidget(self.editor)
        self.body.addWidget(self.views, 1)

    @property
    def tally(self) -> Any:
        """The table of the signed tally forms."""
        return self.view.tally

    @property
    def meeting(self) -> dict[str, str]:
        """The meeting of the round that is shown, as texts."""
        return dict(self.view.facts.meeting) if self.view.facts else {}

    @property
    def households(self) -> tuple[str, ...]:
        """The groups that nobody attends."""
        return tuple(self.view.facts.households) if self.view.facts else ()

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades of the round's scheme, best first."""
        return self.view.facts.grades if self.view.facts else ()

    def first_counts(self, group: str) -> dict[str, str]:
        """Return what the first row of a group's tally form says."""
        rows = self.detail.tallies if self.detail else ()
        return next((dict(one.counts) for one in rows if one.group == group), {})

    def refresh(self, changes: Changes) -> None:
        """Read the rounds again."""
        if {table for table, _ in changes} & _TABLES:
            self._read()

    def come(self, request: object) -> None:
        """Open a round for organizations that were marked in the register."""
        if isinstance(request, ForOrganizations):
            self._read_places(lambda: self._ask_round(request.ids))

    def _read_places(self, then: Callable[[], None] = lambda: None) -> None:
        def read(_: Any) -> Any:
            from cso_desk.usecases import round_opening, units

            own = units.own_unit(self.desk)
            places = [(unit.id, unit.name) for unit in units.communities(self.desk)]
            if own.id not in dict(places):
                places.append((own.id, own.name))
            schemes = round_opening.offered_schemes(self.desk)
            return places, schemes, round_opening.offered_scopes(self.desk)

        def show(found: Any) -> None:
            self._places, self._schemes, self._scopes = found
            then()

        Reading(self, "", read).done(show).start()

    def _read(self) -> None:
        def read(_: Any) -> list[RoundInfo]:
            from cso_desk.usecases import evaluate

            return evaluate.rounds(self.desk)

        Reading(self, "", read).done(self._show_rounds).start()

    def _show_rounds(self, found: list[RoundInfo]) -> None:
        self.count.setText(f"共 {len(found)} 轮" if found else "")
        self._rows.put(
            [
                {
                    "id": one.id,
                    "year": str(one.year),
                    "place": one.unit_name,
                    "state": one.state,
                    "progress": f"{one.entered} / {one.organizations}",
                }
                for one in found
            ]
        )
        known = {one.id for one in found}
        at = self._wanted if self._wanted in known else (found[0].id if found else None)
        self.list.show_query(None, go_to=at)
        self._fill_pick(found, at)
        self.view.setVisible(bool(found))
        look.dress(self.add, "plain" if found else "primary")
        self.add.setIcon(look.icon("plus", "second" if found else "on_accent"))
        if at:
            self._read_round(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the room is narrow the list gives way to a choice among the rounds."""
        super().resizeEvent(event)
        narrow = self.width() < look.px(NARROW)
        self.list.setVisible(not narrow)
        self.pick.setVisible(narrow)

    def _fill_pick(self, found: list[RoundInfo], at: str | None) -> None:
        self._picks = {f"{one.year} {one.unit_name}（{one.state}）": one.id for one in found}
        self.pick.clear()
        self.pick.addItems(list(self._picks))
        self.pick.put(next((words for words, own in self._picks.items() if own == at), ""))

    def _picked(self) -> None:
        own = self._picks.get(self.pick.value())
        if own:
            self._chosen([own])

    def _marked(self) -> None:
        self.list.with_chosen(self._chosen)

    def _chosen(self, ids: list[str]) -> None:
        if len(ids) == 1 and ids[0] != self._wanted:
            self._step = ""
            self.problem("")
            self._read_round(ids[0])

    def _read_round(self, round_id: str) -> None:
        self._wanted = round_id
        work = Reading(self, "", lambda _: _facts(self.desk, round_id))
        work.done(self._show_round).start()

    def _show_round(self, facts: RoundFacts) -> None:
        if facts.detail.info.id == self._wanted:
            self.detail = facts.detail
            self.view.show_round(facts, self._step)

    def choose_step(self, name: str) -> None:
        """Open a step of the round and stay there."""
        self._step = name
        self.problem("")
        self.view.show_step(name)

    def _ask_round(self, only: tuple[str, ...] = ()) -> None:
        if not self._places:
            self.shell.say.trouble(self, "还没有社区（村），请先在“设置”里补充。")
            return
        self._only = only
        own = next((name for unit, name in self._places if unit == self.desk.unit), "")
        words = f"给选中的 {len(only)} 个组织新开一轮评议：" if only else ""
        asks = self._opening_asks(own if only else self._places[0][1], narrowed=not only)
        self.band.ask(words or "给哪个社区（村）新开一轮评议？", asks, "新开一轮", self._open_round)

    def _opening_asks(self, place: str, *, narrowed: bool) -> list[Ask]:
        today = self.desk.clock.today()
        places = tuple(name for _, name in self._places)
        asks = [
            Ask("place", "社区（村）", place, words=(*places, EVERY), width=200),
            Ask("year", "年度", str(today.year), width=64),
            Ask("held_on", "评议日期", "", today.isoformat(), 140),
            Ask("entry", "录入", ENTRY_WAYS[0], words=ENTRY_WAYS, width=110),
            Ask("residents", "居民", "到会投票", words=("到会投票", "入户问卷"), width=110),
        ]
        if narrowed:
            scopes = tuple(words for words, _ in self._scopes)
            asks.append(Ask("scope", "范围", scopes[0], words=scopes, width=160))
        if len(self._schemes) > 1:
            words = tuple(name for _, name in self._schemes)
            asks.append(Ask("scheme", "方案", words[0], words=words, width=130))
        return asks

    def _open_round(self, values: dict[str, str]) -> None:
        own = [unit for unit, name in self._places if name == values["place"]]
        every = [unit for unit, _ in self._places if unit != self.desk.unit]
        chosen = every if values["place"] == EVERY else own
        key = next((key for key, name in self._schemes if name == values.get("scheme")), "")
        scope, only = dict(self._scopes).get(values.get("scope", "")), self._only

        def write(_: Any) -> Any:
            from cso_desk.usecases import round_opening

            plan = round_opening.Plan(
                values["year"],
                values["held_on"],
                key,
                values["entry"],
                scope or round_opening.Scope(organizations=only),
                values["residents"] == "入户问卷",
            )
            return round_opening.open_rounds(self.desk, chosen, plan)

        Writing(self, "正在新开", write).done(self._opened).failed(self.band.tell).start()

    def _opened(self, found: Opened) -> None:
        self._wanted = found.rounds[0].id
        many = len(found.rounds) + len(found.left) > 1
        self.written(f"已新开 {len(found.rounds)} 轮" if many else "已新开一轮")
        if found.left:
            self.problem("没有新开的：" + "；".join(name for name, _ in found.left[:12]))

    def written(self, words: str) -> None:
        """Note what was done and read again; the next step opens by itself."""
        self.band.hide()
        self._step = ""
        self.problem("")
        self.shell.noted(words)
        self._read()

    def tell(self, error: Exception) -> bool:
        """Show problems in the band where it is open, else above the step's part."""
        if self.band.isVisible():
            return self.band.tell(error)
        return self._not_saved(error)

    def problem(self, words: str) -> None:
        """Show sentences above the step's part, nothing for empty words."""
        self.view.problem.setText(words)
        self.view.problem.setVisible(bool(words))

    def open_form(self, plan: Plan) -> None:
        """Show a form in the place of the page."""
        self.band.hide()
        self.editor.open(plan)
        self.views.setCurrentWidget(self.editor)

    def form_done(self, words: str) -> None:
        """Come back from a form that was saved."""
        step = self._step
        self._back()
        self.written(words)
        self._step = step

    def _back(self) -> None:
        self.views.setCurrentWidget(self.browse)

    def _save_shortcut(self) -> None:
        if self.view.verbs.save.isVisible() and self.view.verbs.save.isEnabled():
            self.save_tally()

    def save_tally(self) -> None:
        """Keep the counts of the tally form; a row without votes stays for later."""
        if self.detail is None:
            return
        round_id, rows = self.detail.info.id, self.view.tally.typed()
        self.problem("")

        def write(_: Any) -> Any:
            from cso_desk.usecases import evaluate

            return evaluate.enter(self.desk, round_id, rows)

        Writing(self, "正在保存计票", write).done(self._saved).failed(self._not_saved).start()

    def _saved(self, found: Entered) -> None:
        self.written(f"已保存 {found.rows} 行计票")
        self.problem("\n".join(found.warnings))

    def _not_saved(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem("\n".join(problem.message for problem in error.problems[:6]))
        self.view.tally.show_problems(error.problems)
        return True


def _facts(desk: Desk, round_id: str) -> RoundFacts:
    from cso_desk.usecases import (
        evaluate,
        register,
        round_grades,
        round_meeting,
        round_sheets,
        round_steps,
        scoring,
    )

    detail = evaluate.round(desk, round_id)
    scheme = evaluate.scheme(desk, round_id)
    twice = detail.info.entry == ENTRY_WAYS[2]
    found = [round_sheets.reading(desk, round_id, group) for group in detail.groups if twice]
    return RoundFacts(
        detail,
        evaluate.results(desk, round_id),
        round_steps.steps(desk, round_id),
        round_meeting.meeting(desk, round_id).values,
        {one.key: one for one in register.form_fields(desk, "round_meeting")},
        round_grades.objections(desk, round_id),
        [one for own in found for one in own.differences],
        [group.name for group in scheme.groups if group.household],
        [group.name for group in scheme.groups if group.model == scoring.POINTS],
        scheme.grades,
        bool(scheme.tree),
        {group.name: group.words for group in scheme.groups},
    )
