"""The versions of one charter: two side by side with the changed words marked, which was in force, the change filing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Choice, Line
from ..pieces import button, label
from ..work import Reading, Writing
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.charter import CharterInfo
    from cso_desk.usecases.charter_changes import Proposed
    from cso_desk.usecases.charter_versions import Comparison
    from cso_desk.usecases.text_difference import Piece

_MARKS = {"same": "{}", "gone": "<s>{}</s>", "new": "<u><b>{}</b></u>"}


class CharterVersionsView(QWidget):
    """One organization at a time."""

    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.organization = ""
        self._numbers: dict[str, int] = {}
        self.title = label("", "title")
        self.summary = label("", "second", wrap=True)
        self.summary.setAccessibleName("对照结果")
        self.problem = label("", "problem", wrap=True)
        self.old, self.new = Choice(()), Choice(())
        self.day = Line("2026-03-12")
        self.day.setFixedWidth(look.px(130))
        self.in_force = label("", "second")
        self.in_force.setAccessibleName("施行的版次")
        self.text = QTextBrowser()
        self.text.setAccessibleName("逐条对照")
        self.paper = button("打印对照表", "printer", "primary", self._print)
        self.change = button("按章程新开变更备案", "file-check", "", self._open_change)
        self.ask = button("查施行的版次", "search", "", self._ask)
        self.old.edited.connect(self._compare)
        self.new.edited.connect(self._compare)
        self.day.returnPressed.connect(self._ask)
        QShortcut(QKeySequence("Esc"), self, self.left.emit).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head, versions, days = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (head, versions, days):
            row.setSpacing(look.px(look.GAP_2))
        head.addWidget(button("返回", "arrow-left", "quiet", self.left.emit))
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.change)
        head.addWidget(self.paper)
        for words, made in (("修改前", self.old), ("修改后", self.new)):
            versions.addWidget(_named(words, made))
            versions.addWidget(made, 1)
        days.addWidget(_named("哪一天施行", self.day))
        days.addWidget(self.day)
        days.addWidget(self.ask)
        days.addWidget(self.in_force, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        for part in (head, versions, days):
            column.addLayout(part)
        column.addWidget(self.summary)
        column.addWidget(self.problem)
        column.addWidget(self.text, 1)

    def open(self, organization: str) -> None:
        """Read the versions and compare the newest with the one before it."""
        self.organization = organization
        self.problem.hide()
        self.in_force.setText("")
        self.text.clear()

        def read(_: Any) -> tuple[str, list[CharterInfo], list[Proposed]]:
            from cso_desk.usecases import charter, charter_changes, register

            desk = self._page.desk
            name = register.show(desk, organization).values["name"]
            changed = charter_changes.proposed(desk, organization)
            return name, charter.versions(desk, organization), changed

        Reading(self._page, "", read).done(lambda found: self._fill(organization, *found)).start()

    def _fill(
        self,
        organization: str,
        name: str,
        versions: Sequence[CharterInfo],
        changed: Sequence[Proposed],
    ) -> None:
        if organization != self.organization:
            return
        self.title.setText(f"章程版次 {name}")
        self._numbers = {_version_words(one): one.version for one in versions}
        for made, place in ((self.old, 1), (self.new, 0)):
            made.clear()
            made.addItems(list(self._numbers))
            made.setCurrentIndex(min(place, len(versions) - 1))
        self.change.setVisible(bool(changed))
        self.change.setToolTip("；".join(f"{one.label}：{one.after}" for one in changed))
        two = len(versions) > 1
        self.paper.setEnabled(two)
        self.old.setEnabled(two)
        self.new.setEnabled(two)
        if two:
            self._compare()
        else:
            words = (
                "只有一版章程，没有可以对照的上一版。"
                if versions
                else "还没有章程，请先写章程或导入原有章程。"
            )
            self.summary.setText(words)

    def _chosen(self) -> tuple[int, int]:
        return self._numbers[self.old.value()], self._numbers[self.new.value()]

    def _compare(self) -> None:
        organization, (old, new) = self.organization, self._chosen()

        def compare(_: Any) -> tuple[Comparison, str]:
            from cso_desk.usecases import charter_versions

            shown = charter_versions.compare(self._page.desk, organization, old, new)
            return shown, charter_versions.counts(shown)

        Reading(self._page, "", compare).done(
            lambda found: self._show(organization, *found)
        ).start()

    def _show(self, organization: str, shown: Comparison, counts: str) -> None:
        if organization != self.organization:
            return
        self.summary.setText(f"{counts}。删去的字加删除线，新写的字加下划线。")
        rows = "".join(
            f"<tr><td width='8%'><b>{escape(one.kind)}</b></td>"
            f"<td width='46%'>{_side(one.old, one.title, one.text, 'new')}</td>"
            f"<td width='46%'>{_side(one.new, one.title, one.text, 'gone')}</td></tr>"
            for one in shown.clauses
        )
        heads = "<tr><th>变动</th><th>修改前</th><th>修改后</th></tr>"
        self.text.setHtml(
            f"<table border='1' cellspacing='0' cellpadding='6' width='100%'>{heads}{rows}</table>"
        )

    def _ask(self) -> None:
        organization, day = self.organization, self.day.value()

        def ask(_: Any) -> CharterInfo | None:
            from cso_desk.usecases import charter_versions

            return charter_versions.in_force(self._page.desk, organization, day)

        Reading(self._page, "", ask).done(self._answer).failed(self._bad_day).start()

    def _answer(self, found: CharterInfo | None) -> None:
        words = (
            "这一天还没有通过的章程。" if found is None else f"施行的是{_version_words(found)}。"
        )
        self.in_force.setText(words)

    def _bad_day(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.in_force.setText(error.problems[0].message)
        self.day.setFocus()
        return True

    def _print(self) -> None:
        organization, (old, new) = self.organization, self._chosen()

        def chosen(out: Path) -> None:
            from cso_desk.usecases import charter_versions

            Writing(
                self._page,
                "正在打印对照表",
                lambda _: charter_versions.print_comparison(
                    self._page.desk, organization, out, old, new
                ),
            ).done(lambda _: self._page.shell.note(f"对照表已存到 {out}")).start()

        self._page.shell.say.save_file(
            self._page, "打印对照表", Path("章程修改对照表.pdf"), "PDF (*.pdf)", chosen
        )

    def _open_change(self) -> None:
        organization = self.organization

        def begin(_: Any) -> Any:
            from cso_desk.usecases import charter_changes

            return charter_changes.open_change(self._page.desk, organization)

        Writing(self._page, "正在新开变更备案", begin).done(self._opened).start()

    def _opened(self, batch: Any) -> None:
        failed = "".join(one.message for one in batch.failed)
        if failed:
            self.problem.setText(failed)
            self.problem.show()
        else:
            self._page.shell.noted("已按章程新开变更备案，请到“备案”里接着办")


def _named(words: str, made: QWidget) -> QLabel:
    head = label(words, "label")
    head.setBuddy(made)
    made.setAccessibleName(words)
    return head


def _version_words(one: CharterInfo) -> str:
    passed = f"{one.passed_on} 通过" if one.passed_on else "未通过"
    return f"第 {one.version} 版（{passed}）"


def _side(number: str, title: Sequence[Piece], text: Sequence[Piece], hidden: str) -> str:
    if not number:
        return "（无此条）"
    parts = [
        "".join(_MARKS[one.kind].format(escape(one.text)) for one in pieces if one.kind != hidden)
        for pieces in (title, text)
    ]
    return "　".join([escape(number), *(part.replace("\n", "<br>") for part in parts if part)])
