"""The editor of one charter: answers, votes and dates at the left, the whole text as it will print at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

if TYPE_CHECKING:
    from cso_desk.usecases.charter import CharterInfo
    from cso_desk.usecases.charter_text import Clause, Slot

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


class CharterEditor(QWidget):
    """One organization at a time."""

    left = Signal()
    print_wanted = Signal(list)

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self.organization = ""
        self.answers: dict[str, Line | Lines | Choice] = {}
        self.facts: dict[str, Line] = {}
        self.title = label("", "title")
        self.state = label("", "second", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.own_title, self.own_text = Line("奖励"), Lines(3)
        self.own_title.setAccessibleName("自加条款标题")
        self.own_text.setAccessibleName("自加条款正文")
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

    def open(self, organization: str) -> None:
        """Read the template's blanks and what was written before."""
        self.organization = organization
        self.problem.hide()
        self.save.setEnabled(False)

        def read(_: Any) -> tuple[str, Sequence[Slot], CharterInfo | None]:
            from cso_desk.usecases import charter, register

            name = register.show(self._page.desk, organization).values["name"]
            return (
                name,
                charter.start(self._page.desk, organization).slots,
                charter.current(self._page.desk, organization),
            )

        Reading(self._page, "", read).done(lambda found: self._fill(organization, *found)).start()

    def _fill(
        self, organization: str, name: str, slots: Sequence[Slot], kept: CharterInfo | None
    ) -> None:
        if organization != self.organization:
            return
        self.title.setText(f"章程 {name}")
        clear(self._grid)
        self.own_title, self.own_text = Line("奖励"), Lines(3)
        self.own_title.setAccessibleName("自加条款标题")
        self.own_text.setAccessibleName("自加条款正文")
        self.answers = {slot.key: self._answer(slot) for slot in slots}
        self._head("自己加一条（可以不加）")
        self._add("标题", self.own_title)
        self._add("正文", self.own_text)
        self._meeting(kept)
        for part in (self.own_title, self.own_text, *self.answers.values()):
            part.edited.connect(self._rest.start)
        self._put_own(kept)
        self.save.setEnabled(True)
        self._compose()

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
        look.dress(head, "label")
        head.setBuddy(made)
        made.setAccessibleName(made.accessibleName() or words)
        self._grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(made, row, 1)

    def _head(self, words: str) -> None:
        self._grid.addWidget(label(words, "strong"), self._grid.rowCount(), 0, 1, 2)

    def _meeting(self, kept: CharterInfo | None) -> None:
        self._head("通过章程的会议")
        self.facts = {}
        known = {**(kept.votes if kept else {}), **_dates(kept)}
        for key, words in (*DATES, *VOTES):
            made = Line("2026-03-12" if key in dict(DATES) else "")
            made.setFixedWidth(look.px(150))
            made.put(known.get(key, ""))
            self.facts[key] = made
            self._add(words, made)
        row = self._grid.rowCount()
        self.unanimous = button("全体到会成员一致同意", "check", "", self._agree_all)
        self._grid.addWidget(self.unanimous, row, 1, Qt.AlignmentFlag.AlignLeft)
        self._grid.setRowStretch(row + 1, 1)

    def _put_own(self, kept: CharterInfo | None) -> None:
        own = [clause for clause in kept.clauses if clause.id.startswith("own")] if kept else []
        if own:
            self.own_title.put(own[0].title)
            self.own_text.put(own[0].text)

    def _agree_all(self) -> None:
        present = self.facts["present"].value()
        self.facts["votes_for"].put(present)
        self.facts["votes_against"].put("0")
        self.facts["votes_abstain"].put("0")

    def _typed(self) -> tuple[dict[str, str], list[Any]]:
        from cso_desk.usecases.charter_text import OwnClause

        answers = {key: made.value() for key, made in self.answers.items()}
        title, text = self.own_title.value().strip(), self.own_text.value().strip()
        return answers, [OwnClause(title, text)] if title and text else []

    def _compose(self) -> None:
        organization = self.organization
        answers, own = self._typed()

        def compose(_: Any) -> tuple[list[Clause], list[str]]:
            from cso_desk.usecases import charter

            clauses = charter.compose(self._page.desk, organization, answers, own)
            return clauses, charter.missing(self._page.desk, clauses, answers.get("nature", ""))

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
        organization = self.organization
        answers, own = self._typed()
        facts = {key: made.value() for key, made in self.facts.items()}
        dates = {key: facts.pop(key) for key, _ in DATES}
        self.problem.hide()

        def save(_: Any) -> Any:
            from cso_desk.usecases import charter

            return charter.save(self._page.desk, organization, answers, own, **dates, votes=facts)

        Writing(self._page, "正在保存章程", save).done(lambda _: self._saved()).failed(
            self._not_saved
        ).start()

    def _saved(self) -> None:
        self._page.shell.noted("章程已保存")  # type: ignore[attr-defined]

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
