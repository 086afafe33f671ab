"""The editor of one charter: answers, votes and dates at the left, the whole text as it will print at the right."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Choice, Line, Lines
from ..pieces import button, clear, label
from ..work import DeskPage, Reading, Writing
from .charter_begun import read_begun
from .charter_clauses import ClausePlan

if TYPE_CHECKING:
    from cso_desk.usecases.charter import CharterInfo
    from cso_desk.usecases.charter_text import Clause, Slot

    from .charter_begun import Begun

TYPED_AFTER = 300
"""How long typing rests before the text is composed again, in milliseconds."""
VOTES = (
    ("due", "应到人数"),
    ("present", "实到人数"),
    ("votes_for", "同意人数"),
    ("votes_against", "反对人数"),
    ("votes_abstain", "弃权人数"),
)
DATES = (("passed_on", "通过日期"), ("reported_on", "报备日期"))
MINUTES = (
    ("meeting_name", "会议名称"),
    ("meeting_form", "会议形式"),
    ("meeting_time", "会议时间"),
    ("meeting_place", "会议地点"),
    ("chair", "主持人"),
    ("recorder", "记录人"),
    ("remarks", "需要说明的主要问题"),
)
_NO_KIND = "不按种类预填"


class CharterEditor(QWidget):
    """One organization at a time."""

    left = Signal()
    print_wanted = Signal(list)
    saved = Signal(str)

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self.organization = ""
        self.answers: dict[str, Line | Lines | Choice] = {}
        self.facts: dict[str, Line | Lines | Choice] = {}
        self.template = ""
        self.templates: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.clauses = ClausePlan()
        self.template_choice, self.kind_choice = Choice(()), Choice(())
        self.title = label("", "title")
        self.state = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.text = QTextBrowser()
        self.text.setAccessibleName("章程全文")
        self.save = button("保存章程", "save", "primary", self._save)
        self.save.setToolTip("Ctrl+S")
        self.paper = button(
            "打印章程", "printer", "", lambda: self.print_wanted.emit([self.organization])
        )
        self._rest = QTimer(self, singleShot=True, interval=TYPED_AFTER)
        self._rest.timeout.connect(self._compose)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        QShortcut(QKeySequence("Esc"), self, self.left.emit).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        head.addWidget(button("返回", "arrow-left", "quiet", self.left.emit))
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.paper)
        head.addWidget(self.save)
        self._inside = QFrame()
        look.dress(self._inside, "card")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        self._grid.setVerticalSpacing(look.px(look.GAP_2))
        self._grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(area)
        split.addWidget(self.text)
        split.setSizes([look.px(540), look.px(600)])
        area.setMinimumWidth(look.px(380))
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(self.problem)
        column.addWidget(split, 1)

    def open(self, organization: str, template: str = "", kind: str = "") -> None:
        """Read the template's blanks and what was written before; `kind` fills in what that kind begins with."""
        self.organization = organization
        self.problem.hide()
        self.save.setEnabled(False)
        desk = self._page.desk
        Reading(self._page, "", lambda _: read_begun(desk, organization, template, kind)).done(
            lambda found: self._fill(organization, found)
        ).start()

    def _fill(self, organization: str, begun: Begun) -> None:
        if organization != self.organization:
            return
        self.title.setText(f"章程 {begun.name}")
        clear(self._grid)
        self.template = begun.draft.template
        self._choices(begun)
        self.answers = {slot.key: self._answer(slot) for slot in begun.draft.slots}
        if begun.preset is not None:
            for key, text in begun.preset.answers.items():
                if key in self.answers:
                    self.answers[key].put(text)
        self._head("条款（可选的可以去掉，可以上下移动，可以自己加）")
        self.clauses = ClausePlan()
        own = begun.preset.own if begun.preset is not None else ()
        self.clauses.put(begun.draft.clauses, begun.written, own)
        self._grid.addWidget(self.clauses, self._grid.rowCount(), 0, 1, 2)
        self._meeting(begun.kept)
        for part in (self.clauses, *self.answers.values()):
            part.edited.connect(self._rest.start)
        self.save.setEnabled(True)
        self._compose()

    def _choices(self, begun: Begun) -> None:
        """Lay out which template and which kind of organization the charter begins with."""
        self.templates = {title: one for one, title in begun.templates}
        self.kinds = {title: one for one, title in begun.kinds}
        self.template_choice = Choice(tuple(self.templates))
        titles = {one: title for title, one in self.templates.items()}
        self.template_choice.put(titles.get(self.template, ""))
        self._add("范本", self.template_choice)
        self.kind_choice = Choice((_NO_KIND, *self.kinds))
        self.kind_choice.put(
            next((t for t, one in self.kinds.items() if one == begun.kind), _NO_KIND)
        )
        self._add("组织种类", self.kind_choice)
        self.begin = button("按范本和种类重新起草", "refresh-cw", "", self._begin_again)
        self._grid.addWidget(self.begin, self._grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)

    def _begin_again(self) -> None:
        template = self.templates.get(self.template_choice.value(), "")
        kind = self.kinds.get(self.kind_choice.value(), "")
        self.open(self.organization, template, kind)

    def _answer(self, slot: Slot) -> Line | Lines | Choice:
        made: Line | Lines | Choice
        many = slot.lines > 1
        made = Lines(slot.lines, slot.hint) if many else Line(slot.hint)
        if slot.words:
            made = Choice(slot.words)
        made.put(slot.value)
        self._add(slot.label, made)
        return made

    def _add(self, words: str, made: QWidget) -> None:
        row = self._grid.rowCount()
        head = QLabel(words)
        head.setWordWrap(True)
        head.setFixedWidth(look.px(132))
        head.setAlignment(Qt.AlignmentFlag.AlignRight)
        look.dress(head, "label")
        if isinstance(made, Choice):
            made.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            made.setMinimumContentsLength(6)
        head.setBuddy(made)
        made.setAccessibleName(made.accessibleName() or words)
        self._grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(made, row, 1)

    def _head(self, words: str) -> None:
        self._grid.addWidget(label(words, "strong"), self._grid.rowCount(), 0, 1, 2)

    def _meeting(self, kept: CharterInfo | None) -> None:
        self._head("通过章程的会议")
        self.facts = {}
        minutes = kept.meeting if kept else {}
        known = {**(kept.votes if kept else {}), **minutes, **_dates(kept)}
        for key, words in (*DATES, *VOTES, *MINUTES):
            made: Line | Lines | Choice = Line("2026-03-12" if key in dict(DATES) else "")
            if key == "meeting_form":
                made = Choice(("现场会议", "书面表决", "线上会议", "其他"))
            elif key == "remarks":
                made = Lines(3)
            elif key in dict((*DATES, *VOTES)):
                made.setFixedWidth(look.px(150))
            made.put(known.get(key, ""))
            self.facts[key] = made
            self._add(words, made)
            if key == "votes_abstain":
                self._add_unanimous()
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_unanimous(self) -> None:
        self.unanimous = button("全体到会成员一致同意", "check", "", self._agree_all)
        self._grid.addWidget(self.unanimous, self._grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)

    def _agree_all(self) -> None:
        present = self.facts["present"].value()
        self.facts["votes_for"].put(present)
        self.facts["votes_against"].put("0")
        self.facts["votes_abstain"].put("0")

    def _typed(self) -> dict[str, Any]:
        return {
            "answers": {key: made.value() for key, made in self.answers.items()},
            "own_clauses": self.clauses.own(),
            "without": self.clauses.without(),
            "order": self.clauses.order(),
            "template": self.template,
        }

    def _compose(self) -> None:
        organization, typed = self.organization, self._typed()

        def compose(_: Any) -> tuple[list[Clause], list[str]]:
            from cso_desk.usecases import charter

            clauses = charter.compose(self._page.desk, organization, **typed)
            nature = typed["answers"].get("nature", "")
            return clauses, charter.missing(self._page.desk, clauses, nature)

        Reading(self._page, "", compose).done(
            lambda found: self._show(organization, *found)
        ).start()

    def _show(self, organization: str, clauses: list[Clause], lacking: list[str]) -> None:
        if organization != self.organization:
            return
        from cso_desk.usecases.charter_text import numbered

        lines = [
            f"<p><b>{escape(one['number'])}　{escape(one['title'])}</b>　{escape(one['text'])}</p>"
            for one in numbered(clauses)
        ]
        at = self.text.verticalScrollBar().value()
        self.text.setHtml("".join(lines))
        self.text.verticalScrollBar().setValue(at)
        self.state.setText(
            "缺少必备内容：" + "、".join(lacking) if lacking else "应写明的内容都已写到。"
        )
        look.dress(self.state, "problem" if lacking else "second")

    def _save(self) -> None:
        organization, typed = self.organization, self._typed()
        facts = {key: made.value() for key, made in self.facts.items()}
        dates = {key: facts.pop(key) for key, _ in DATES}
        votes = {key: facts.pop(key) for key, _ in VOTES}
        self.problem.hide()

        def save(_: Any) -> Any:
            from cso_desk.usecases import charter

            return charter.save(
                self._page.desk, organization, **typed, **dates, votes=votes, meeting=facts
            )

        Writing(self._page, "正在保存章程", save).done(lambda _: self._saved()).failed(
            self._not_saved
        ).start()

    def _saved(self) -> None:
        self._page.shell.noted("章程已保存")  # type: ignore[attr-defined]
        self.saved.emit(self.organization)

    def _not_saved(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(problem.message for problem in error.problems))
        self.problem.show()
        first = next((self.facts[p.field] for p in error.problems if p.field in self.facts), None)
        if first is not None:
            first.setFocus()
        return True


def _dates(kept: CharterInfo | None) -> Mapping[str, str]:
    return {"passed_on": kept.passed_on, "reported_on": kept.reported_on} if kept else {}
